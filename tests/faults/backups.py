#!/usr/bin/env python3
"""Backups, restored: made under load, by somebody else, elsewhere, as of any
moment; damaged ones are refused, and a backup folder that fails keeps nobody
from their work.  Run as root (or in a user namespace of your own), because one
case mounts a small disk.

    tests/faults/backups.py --foyer PROGRAM [--flips 100] [--only CASE]
"""
import argparse
import http.client
import os
import random
import shutil
import sqlite3
import sys
import threading
import time
from datetime import datetime, timezone

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, HERE)
from faults import SmallDisk, run  # noqa: E402
from runner import run_in_folders, tell  # noqa: E402
from server import Server  # noqa: E402

OPTIONS = None


class Load:
    """Visitors who post until they are told to stop; knows what was acknowledged, and when."""

    def __init__(self, server, threads=4):
        self.server, self.stopping, self.known, self.problems = server, False, [], []
        self.threads = [threading.Thread(target=self.post, args=(at,), daemon=True) for at in range(threads)]
        for thread in self.threads:
            thread.start()

    def post(self, at):
        try:
            self.post_on(at)
        except (OSError, http.client.HTTPException, ValueError) as problem:
            self.problems.append(str(problem))  # killed; who kills does not ask for problems

    def post_on(self, at):
        connection = self.server.connection(60)
        _, view = self.server.request("POST", "/v1/conversations", {}, connection=connection)
        number = 0
        while not self.stopping:
            number += 1
            body = {"text": f"How do I turn on roaming? {number} {at}", "key": f"backup-load-{at:04d}-{number:08d}"}
            status, answer = self.server.request("POST", f"/v1/conversations/{view['id']}/messages", body,
                                                 view["token"], connection=connection)
            if status != 201:
                raise ValueError(f"{status} {answer}")
            self.known += [(view["id"], event["seq"], event.get("text"), event["at"]) for event in answer["events"]]

    def end(self):
        self.stopping = True
        for thread in self.threads:
            thread.join(60)
        assert not self.problems, self.problems[:3]
        return self.known


def good(result):
    status, text = result
    assert status == 0, (status, text)
    return text


def stored(folder):
    with sqlite3.connect(f"file:{folder}/foyer.db?mode=ro", uri=True) as db:
        return {(c, n): (text, at) for c, n, text, at in db.execute("SELECT conversation, number, text, at FROM event")}


def holds(folder, known):
    there = stored(folder)
    for conversation, number, text, _ in known:
        assert there.get((conversation, number), ("nothing",))[0] == text, (conversation, number, text)
    return there


def restored(program, source, folder, *options):
    shutil.rmtree(folder, ignore_errors=True)
    text = good(run(program, "restore", source, "--data", folder, *options))
    good(run(program, "check", "--data", folder))
    return text


def under_load_and_elsewhere(program, base):
    """A backup ends while others write, and another user restores it in another place."""
    server = Server(program, base + "/data")
    server.start(60)
    load = Load(server)
    time.sleep(0.5)
    for _ in range(3):
        known = list(load.known)
        good(run(program, "backup", "--data", server.folder, base + "/one.backup"))
    time.sleep(0.2)
    load.end()
    server.kill()
    for path in (base + "/one.backup", server.folder + "/foyer.db"):
        assert os.stat(path).st_mode & 0o077 == 0, f"{path} is open to others"
    os.chmod(base, 0o755)
    os.mkdir(base + "/elsewhere")
    os.chmod(base + "/one.backup", 0o644)
    shared = shutil.copy(program, base + "/foyer")
    if os.getuid() == 0:
        os.chown(base + "/elsewhere", 65534, 65534)
    folder = base + "/elsewhere/a folder with spaces"
    good(run(shared, "restore", base + "/one.backup", "--data", folder, user=65534))
    good(run(shared, "check", "--data", folder, user=65534))
    holds(folder, known)
    other = Server(shared, folder, demo=False)
    other.log_path, other.out_path = base + "/other.log", base + "/other.out"
    other.start(60)
    status, view = other.request("POST", "/v1/conversations", {})
    assert status == 201, view
    status, answer = other.request("POST", f"/v1/conversations/{view['id']}/messages",
                                   {"text": "How do I turn on roaming?", "key": "after-the-restore-1"}, view["token"])
    assert status == 201 and answer["events"][-1].get("decision") == "answer", answer
    other.stop()


def journal(program, base):
    server = Server(program, base + "/data", environment={"FOYER_BACKUP_FOLDER": base + "/journal"})
    server.start(60)
    return server


def bases(base):
    return [name for name in os.listdir(base + "/journal/bases") if name.endswith(".done")]


def wait_for_base(base):
    deadline = time.monotonic() + 90
    while not bases(base):
        assert time.monotonic() < deadline, "no base was made"
        time.sleep(0.05)


def any_moment(program, base):
    """Every event up to a moment is there, and none after it; the last commit too, though the server was killed."""
    server = journal(program, base)
    load = Load(server)
    wait_for_base(base)
    began = time.time()
    time.sleep(2)
    known = load.known
    server.kill()
    load.stopping = True
    restored(program, base + "/journal", base + "/copy")
    holds(base + "/copy", known)
    rng = random.Random(3)
    for _ in range(6):
        until = int(rng.uniform(began + 0.3, began + 1.8) * 1000)
        text = datetime.fromtimestamp(until / 1000, timezone.utc).strftime("%Y-%m-%dT%H:%M:%S.%f")[:-3] + "Z"
        restored(program, base + "/journal", base + "/copy", "--until", text)
        there = holds(base + "/copy", [event for event in known if event[3] <= until])
        late = [event for event in there.values() if event[1] > until]
        assert not late, (text, late[:2])
    status, text = run(program, "restore", base + "/journal", "--data", base + "/other", "--until", "2020-01-01T00:00:00Z")
    assert status == 1 and not os.path.exists(base + "/other/foyer.db"), text


def flip(path, rng):
    """Flips one bit; gives back what sets it right."""
    at, bit = rng.randrange(os.path.getsize(path)), 1 << rng.randrange(8)
    with open(path, "r+b") as file:
        file.seek(at)
        byte = file.read(1)[0]
        file.seek(at)
        file.write(bytes([byte ^ bit]))

    def mend():
        with open(path, "r+b") as file:
            file.seek(at)
            file.write(bytes([byte]))
    return at, mend


def flipped_bits(program, base):
    """One flipped bit anywhere in a backup, and it is refused and makes no folder."""
    server = Server(program, base + "/data")
    server.start(60)
    load = Load(server)
    time.sleep(0.5)
    load.end()
    good(run(program, "backup", "--data", server.folder, base + "/one.backup"))
    server.stop()
    rng = random.Random(5)
    for _ in range(OPTIONS.flips):
        at, mend = flip(base + "/one.backup", rng)
        status, text = run(program, "restore", base + "/one.backup", "--data", base + "/copy")
        assert status == 1, f"a bit was flipped at {at}, and it was restored: {text}"
        assert not os.path.exists(base + "/copy/foyer.db"), at
        mend()
    good(run(program, "restore", base + "/one.backup", "--data", base + "/copy"))


def full_temporary_disk(program, base):
    """A restore needs room where the folder will be, and nowhere else."""
    disk = SmallDisk(base + "/temporary", 4)
    server = Server(program, base + "/data")
    server.start(60)
    good(run(program, "backup", "--data", server.folder, base + "/one.backup"))
    server.kill()
    try:
        disk.fill()
        good(run("env", f"SQLITE_TMPDIR={base}/temporary", program, "restore", base + "/one.backup", "--data", base + "/copy"))
    finally:
        disk.close()


def full_backup_disk(program, base):
    """Nobody waits for a backup folder that is full; when it has room again it lacks nothing."""
    disk = SmallDisk(base + "/journal", 512)  # its own commits must not fill it
    server = journal(program, base)
    try:
        load = Load(server, 2)
        wait_for_base(base)
        disk.fill()
        before = len(load.known)
        deadline = time.monotonic() + 90
        while "foyer_journal_behind 1" not in server.request("GET", "/metrics")[1]:
            assert time.monotonic() < deadline, "it never became full"
            time.sleep(0.05)
        time.sleep(1)
        assert len(load.known) > before, "visitors waited for the backup folder"
        assert server.request("GET", "/readyz")[0] == 200
        disk.free()
        while "foyer_journal_behind 0" not in server.request("GET", "/metrics")[1]:
            assert time.monotonic() < deadline + 30, "it did not catch up"
            time.sleep(0.05)
        known = load.end()
        server.kill()
        restored(program, base + "/journal", base + "/copy")
        holds(base + "/copy", known)
        assert len(bases(base)) == 1, "it began anew instead of catching up"
        with open(server.log_path, encoding="utf-8") as log:
            told = [line for line in log if '"event":"journal"' in line and '"level":"error"' in line]
        assert told and base + "/journal" in told[0], told
    finally:
        if server.process.poll() is None:
            server.kill()
        disk.close()


CASES = [under_load_and_elsewhere, any_moment, flipped_bits, full_temporary_disk, full_backup_disk]


def main():
    global OPTIONS  # pylint: disable=global-statement
    parser = argparse.ArgumentParser(description=__doc__.split("\n\n")[0])
    parser.add_argument("--foyer", required=True)
    parser.add_argument("--flips", type=int, default=100)
    parser.add_argument("--only")
    OPTIONS = parser.parse_args()
    if os.getuid() != 0:
        os.execvp("unshare", ["unshare", "-rm", sys.executable, *sys.argv])
    program = os.path.abspath(OPTIONS.foyer)
    cases = [case for case in CASES if OPTIONS.only in (None, case.__name__)]
    return tell(run_in_folders(cases, program, "foyer-backup-"))


if __name__ == "__main__":
    sys.exit(main())
