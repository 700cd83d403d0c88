#!/usr/bin/env python3
"""What goes wrong around the server: the disk, the folder, the port.

Each case sees a clear message that names what and where, an exit status of 1,
and everything stored as it was.  Run as root (or in a user namespace of your
own), because one case mounts a small disk.

    tests/faults/faults.py --foyer PROGRAM
"""
import argparse
import json
import os
import shutil
import signal
import socket
import sqlite3
import subprocess
import sys
import time

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from runner import run_in_folders, tell  # noqa: E402
from server import Server, free_port  # noqa: E402

KEY = "fault-test-key-%08d"


def run(program, *arguments, user=None, stdin=""):
    """(exit status, what it printed on both outputs)."""
    command = [program, *arguments]
    if user is not None and os.getuid() == 0:
        command = ["setpriv", f"--reuid={user}", f"--regid={user}", "--clear-groups", *command]
    done = subprocess.run(command, input=stdin, text=True, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
                          timeout=60)
    return done.returncode, done.stdout


def refused(result, *words):
    status, text = result
    assert status == 1, (status, text)
    for word in words:
        assert word in text, (word, text)


def published(program, folder):
    """A data folder with the demo base, published; nothing serves it."""
    server = Server(program, folder)
    server.start(60)
    assert server.stop() == 0
    return folder


def serve(program, folder):
    return run(program, "serve", "--data", folder, "--listen", f"127.0.0.1:{free_port()}")


def occupied_port(program, base):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        address = f"127.0.0.1:{taken.getsockname()[1]}"
        refused(run(program, "serve", "--data", base + "/data", "--listen", address), address, "--listen")


def folder_in_use(program, base):
    server = Server(program, base + "/data")
    server.start(60)
    try:
        refused(serve(program, base + "/data"), base + "/data", "another")
        refused(run(program, "publish", "--data", base + "/data"), base + "/data", "another")
    finally:
        server.stop()


def read_only_folder(program, base):
    os.chmod(base, 0o755)
    os.mkdir(base + "/data", 0o755)
    if os.getuid() != 0:
        os.chmod(base + "/data", 0o555)
    shared = shutil.copy(program, base + "/foyer")
    refused(run(shared, "serve", "--data", base + "/data", user=65534), base + "/data", "right to write")
    assert os.listdir(base + "/data") == []


def newer_schema(program, base):
    folder = published(program, base + "/data")
    with sqlite3.connect(folder + "/foyer.db") as db:
        db.execute("PRAGMA user_version = 9999")
    refused(serve(program, folder), folder, "newer", "9999")


def damaged_database(program, base):
    folder = published(program, base + "/data")
    with open(folder + "/foyer.db", "r+b") as file:
        file.write(b"this is not a database" * 400)
    refused(serve(program, folder), folder, "damaged", "foyer restore")
    refused(run(program, "check", "--data", folder), "damaged")


def newest_snapshot(folder):
    name = sorted(n for n in os.listdir(folder + "/snapshots") if n.endswith(".foyer"))[-1]
    return f"{folder}/snapshots/{name}"


def damaged_snapshot(program, base):
    folder = published(program, base + "/data")
    path = newest_snapshot(folder)
    size = os.path.getsize(path)
    os.chmod(path, 0o600)
    with open(path, "r+b") as file:
        file.seek(size // 2)
        old = file.read(4096)
        file.seek(size // 2)
        file.write(bytes(byte ^ 0x55 for byte in old))
    refused(run(program, "ask", "--data", folder, stdin="hello\n"), os.path.basename(path), "damaged")
    status, text = run(program, "publish", "--data", folder, "--reason", "the snapshot was damaged")
    assert status == 0, text
    status, text = run(program, "ask", "--data", folder, stdin="hello\n")
    assert status == 0 and '"decision"' in text, text


def missing_snapshot(program, base):
    folder = published(program, base + "/data")
    os.unlink(newest_snapshot(folder))
    refused(run(program, "ask", "--data", folder, stdin="hello\n"), "snapshots/")


def bad_row_in_the_middle(program, base):
    folder = published(program, base + "/data")
    before = run(program, "ask", "--data", folder, stdin="hello\n")
    path = base + "/rows.csv"
    with open(path, "w", encoding="utf-8") as file:
        file.write("id,question,answer\ngood_one,Is this good?,Yes.\nbad_one,No answer here?,\nlast_one,Last?,Yes.\n")
    refused(run(program, "import", "--data", folder, path), "answer", "3")
    status, text = run(program, "import", "--data", folder, "--dry-run", path)
    assert status == 1, text
    with sqlite3.connect(folder + "/foyer.db") as db:
        assert db.execute("SELECT count(*) FROM entry WHERE external_id LIKE '%_one'").fetchone() == (0,)
    assert run(program, "ask", "--data", folder, stdin="hello\n")[0] == before[0]


class SmallDisk:
    """A tmpfs of a few megabytes, mounted for one case."""

    def __init__(self, path, megabytes):
        self.path = path
        os.mkdir(path)
        subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={megabytes}m", "tmpfs", path], check=True)

    def fill(self):
        with open(self.path + "/filler", "wb", buffering=0) as file:
            try:
                while True:
                    file.write(b"\0" * 65536)
            except OSError:
                pass

    def free(self):
        os.unlink(self.path + "/filler")

    def close(self):
        subprocess.run(["umount", "-l", self.path], check=True)


def post(server, conversation, number, text="How do I turn on roaming?"):
    return server.request("POST", f"/v1/conversations/{conversation['id']}/messages",
                          {"text": f"{text} {number} " + "x" * 1500, "key": KEY % number},
                          conversation["token"], {"Accept-Language": "zh-CN,zh;q=0.9"})


def wait_ready(server):
    """The server finds out by itself that there is room again."""
    deadline = time.monotonic() + 60
    while server.request("GET", "/readyz")[0] != 200:
        assert time.monotonic() < deadline, "not ready although there is room again"
        time.sleep(0.1)


def full_disk(program, base):
    disk = SmallDisk(base + "/disk", 48)
    server = Server(program, base + "/disk/data")
    server.log_path, server.out_path = base + "/log", base + "/out"
    try:
        server.start(60)
        status, conversation = server.request("POST", "/v1/conversations", {"language": "zh-CN"})
        assert status == 201, conversation
        disk.fill()
        stored, refusals = [], []
        for number in range(4000):
            status, answer = post(server, conversation, number)
            (stored if status == 201 else refusals).append((number, status, answer))
            if len(refusals) == 20:
                break
        assert refusals, "the disk never became full"
        for number, status, answer in refusals:
            assert status == 507 and answer["code"] == "store-full", answer
        assert "磁盘" in refusals[0][2]["title"], refusals[0]
        assert server.request("GET", "/readyz")[0] != 200, "ready although the disk is full"
        disk.free()
        wait_ready(server)
        number, _, _ = refusals[0]
        status, answer = post(server, conversation, number)
        assert status == 201, answer
        keys = set()
        after = 0
        while True:
            _, answer = server.request(
                "GET", f"/v1/conversations/{conversation['id']}/events?after={after}",
                token=conversation["token"])
            if not answer["events"]:
                break
            keys |= {event.get("key") for event in answer["events"]}
            after = answer["events"][-1]["seq"]
        expected = {KEY % n for n, _, _ in stored} | {KEY % number}
        assert expected == keys - {None}, (sorted(expected), sorted(keys - {None}))
        server.stop()
        status, text = run(program, "check", "--data", base + "/disk/data")
        assert status == 0, text
    finally:
        if server.process and server.process.poll() is None:
            server.kill()
        disk.close()


def what_ends_it_is_told(program, base):
    server = Server(program, base + "/data", demo=False)
    for number, words in ((signal.SIGSEGV, "the process fell over"), (signal.SIGABRT, "by abort()")):
        server.start(60)
        server.process.send_signal(number)
        assert server.process.wait(60) == -number, server.process.returncode
        last = json.loads(server.tail().splitlines()[-1])
        assert last == {"level": "error", "event": "ended", "message": words}, last


CASES = [occupied_port, folder_in_use, read_only_folder, newer_schema, damaged_database, damaged_snapshot,
         missing_snapshot, bad_row_in_the_middle, full_disk, what_ends_it_is_told]


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--foyer", required=True)
    parser.add_argument("--only")
    options = parser.parse_args()
    if os.getuid() != 0:
        os.execvp("unshare", ["unshare", "-rm", sys.executable, *sys.argv])
    program = os.path.abspath(options.foyer)
    cases = [case for case in CASES if options.only in (None, case.__name__)]
    return tell(run_in_folders(cases, program, "foyer-fault-"))


if __name__ == "__main__":
    sys.exit(main())
