"""Calls that fail while every commit is kept in a backup folder too.

The promise is another one than that of the data folder: who talks doesn't
notice that the backup folder fails.  Nobody is refused, the log says what is
wrong with which folder, and when the fault is over the folder catches up by
itself; a restore of it holds what was told, and one in the middle of the
fault is whole as of some moment or refused.

- keep: faults below the backup folder, in a server that runs: commits, the
  copies of the database and of what is published;
- keep_first, keep_again: at a start, on an empty place or where another server
  stopped or was killed; such a start may fail, and says why;
- keep_all: faults of all calls, where the promises of a talk hold as well;
- restore_kept: the restore of a folder in which two chains of commits are.
"""
import os
import shutil
import sqlite3
import subprocess
import time

from failing import NOT_KEPT_TOLD, complaints, ended_by_itself
from injecting import FOREVER, check_folder, end_by_signal

KEEPS_MOST = 20.0  # seconds until the folder lacks nothing
MEETS_MOST = 3.0   # until a fault is met by the copies that are made beside
TALKS_KEPT = 60


def kept(bench):
    return bench.folder + ".kept"


def endings(folder, part, ending):
    path = f"{folder}/{part}"
    return {name for name in os.listdir(path) if name.endswith(ending)} if os.path.isdir(path) else set()


def lacks(bench, copies=1):
    """What the backup folder lacks yet, or nothing."""
    if len(endings(kept(bench), "bases", ".done")) < copies:
        return "a copy of the database"
    if endings(bench.folder, "snapshots", ".foyer") - endings(kept(bench), "snapshots", ".foyer"):
        return "what is published"
    _, text = bench.server.request("GET", "/metrics")
    return None if "foyer_journal_behind 0" in text else "commits"


def wait_until_it_lacks_nothing(bench, copies=1):
    until = time.monotonic() + KEEPS_MOST
    while True:
        lack = lacks(bench, copies)
        if lack is None:
            return
        assert time.monotonic() < until, f"the backup folder lacks {lack}:\n{bench.server.tail()}"
        time.sleep(0.02)


def wait_until_met(bench):
    until = time.monotonic() + MEETS_MOST
    while time.monotonic() < until and not bench.server.injection.failed and bench.server.alive() and lacks(bench):
        time.sleep(0.02)


def end(bench, politely):
    if bench.server.alive() and politely:
        assert end_by_signal(bench.server) == 0, bench.server.tail()
    elif bench.server.alive():
        bench.server.kill()


def serve_kept(bench, below):
    bench.server.environment["FOYER_BACKUP_FOLDER"] = kept(bench)
    bench.server.injection.name_folder(kept(bench) + "/" if below else "")


def leave_off(bench):
    """Other scenarios keep nothing."""
    if bench.server.environment.pop("FOYER_BACKUP_FOLDER", None):
        end(bench, False)
        bench.server.injection.name_folder("")
        bench.server.start()


def restored(bench):
    """(exit status, what it said, the folder)."""
    target = bench.folder + ".restored"
    shutil.rmtree(target, ignore_errors=True)
    done = subprocess.run([bench.options.foyer, "restore", kept(bench), "--data", target], text=True, timeout=60, check=False,
                          stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
    if done.returncode == 0:
        check_folder(bench.options.foyer, target)
    else:
        assert done.stdout.strip() and not os.path.exists(target + "/foyer.db"), (done.returncode, done.stdout)
    return done.returncode, done.stdout, target


def missing_in(folder, talks, records=FOREVER):
    """What was told up to then and isn't in a restored folder."""
    with sqlite3.connect(f"file:{folder}/foyer.db?mode=ro", uri=True) as db:
        there = {(of, number): (key, text) for of, number, key, text in
                 db.execute("SELECT conversation, number, key, text FROM event")}
    return [(talk.label, number, value) for talk in talks for number, value in talk.known.items()
            if talk.told_at[number] <= records and there.get((talk.id, number)) != value[1:]]


def holds(bench, folder):
    """Everything that was told is in a restored folder."""
    missing = missing_in(folder, bench.talks)
    assert not missing, f"restored without {missing[:3]}, {len(missing)} in all"
    with sqlite3.connect(f"file:{folder}/foyer.db?mode=ro", uri=True) as db:
        live, = db.execute("SELECT max(number) FROM publication").fetchone()
    assert live >= bench.actors.published[-1][0], (live, bench.actors.published[-1])
    assert os.path.exists(f"{folder}/snapshots/{live:06d}.foyer"), live


def people_come(bench, fault):
    """They talk, and an editor publishes; nobody is refused for the backup folder's sake."""
    actors, injection = bench.actors, bench.server.injection
    actors.failures, actors.endings = 0, []
    actors.on_failure = injection.disarm if fault.scenario == "keep_all" else None
    bench.talks.append(actors.talk(str(fault)))
    actors.edit_and_publish()
    actors.on_failure = None
    assert all(ended_by_itself(code) for code in actors.endings), f"it ended with {actors.endings}:\n{bench.server.tail()}"
    assert fault.scenario == "keep_all" or not actors.failures, \
        f"the backup folder fails, and somebody felt it: {actors.problem}\n{bench.server.tail()}"


def must_be_told(bench, fault, mark):
    log = bench.server.log_since(mark)
    if fault.scenario == "keep_all":
        bench.must_be_told(fault, mark)
    elif bench.server.injection.failed and (fault.kind, fault.error) not in NOT_KEPT_TOLD:
        assert any(kept(bench) in line for line in complaints(log)), f"nothing is said of the backup folder:\n{log[-1500:]}"


def while_keeping(bench, fault):
    server = bench.server
    politely = fault.number % 2 == 0
    end(bench, politely)
    serve_kept(bench, fault.scenario != "keep_all")
    if fault.scenario != "keep_again":
        shutil.rmtree(kept(bench), ignore_errors=True)
    elif not endings(kept(bench), "bases", ".done"):
        server.start()
        wait_until_it_lacks_nothing(bench)
        end(bench, politely)
    mark = os.path.getsize(server.log_path)
    if fault.scenario in ("keep_first", "keep_again"):
        bench.start_under(fault)
    else:
        server.start()
        fault.arm(server.injection)
    try:
        people_come(bench, fault)
        wait_until_met(bench)
        restored(bench)
    finally:
        server.injection.disarm()
    must_be_told(bench, fault, mark)
    bench.start_what_ends(mark)
    bench.actors.failures = 0
    bench.talks.append(bench.actors.talk(f"after {fault}"))
    assert not bench.actors.failures, f"the fault is over, and there are failures: {bench.actors.problem}\n{server.tail()}"
    wait_until_it_lacks_nothing(bench)
    bench.look(bench.talks[-2:])
    end(bench, politely)
    status, said, folder = restored(bench)
    assert status == 0, f"{said}\n{server.tail()}"
    holds(bench, folder)
    bench.talks = bench.talks[-TALKS_KEPT:]


def make_two_chains(bench):
    """A folder that was kept, missed something, and was kept again; nobody serves."""
    if os.path.isdir(kept(bench)):
        return
    for copies in (1, 0, 2):
        end(bench, True)
        if copies:
            serve_kept(bench, False)
        else:
            leave_off(bench)
        if not bench.server.alive():
            bench.server.start()
        bench.talks.append(bench.actors.talk("to be restored"))
        bench.actors.edit_and_publish()
        if copies:
            wait_until_it_lacks_nothing(bench, copies)
            bench.talks.append(bench.actors.talk("to be restored too"))
    end(bench, False)
