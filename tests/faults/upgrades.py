#!/usr/bin/env python3
"""Upgrades a data folder of every earlier schema, killed on its way, and proves
that the folder comes up in the end, whole, with every row that was in it; and
that old conversations can be deleted whatever has a row that points to them.

    tests/faults/upgrades.py --foyer PROGRAM --preload foyer_faults.so [--kills 20] [--seed N] [--only SCHEMA]

The folders are made from data/migrations and the rows in tests/upgrade.
--kills says how often each is killed before it may come up, each time at one of
the writes by which a migration is committed: the preloaded library (preload/)
ends the process there.  Prints "N passed, M failed": one for each schema, one
for deleting.
"""
import argparse
import glob
import os
import random
import shutil
import signal
import sqlite3
import subprocess
import sys
import tempfile
import time

HERE = os.path.dirname(os.path.abspath(__file__))
ROOT = os.path.dirname(os.path.dirname(HERE))
sys.path.insert(0, HERE)
from failing import DIES  # noqa: E402
from injecting import FaultyServer  # noqa: E402
from server import Server  # noqa: E402

# What the program changes by itself when it starts, and what later schemas say in other words.
MOVES = {("staff", "presence"), ("staff", "connected"), ("staff", "seen_at"), ("staff", "load"), ("staff", "password"),
         ("setting", "value"), ("setting", "changed_at"), ("conversation", "changed_at"), ("conversation", "last_number"),
         ("conversation", "call_level"), ("conversation", "call_at"), ("conversation", "send_at"),
         ("conversation", "react_by"), ("unmatched", "cluster"), ("unmatched", "asked"), ("cluster", "checked"), ("cluster", "answered"),
         ("outbox", "state"), ("unmatched_ask", "is_counted"), ("unmatched_ask", "outcome"), ("room_message", "file"),
         ("second_factor", "secret"), ("member_secret", "secret"), ("outgoing", "mail_password"),
         ("outgoing", "webhook_secret"), ("outgoing", "push_private")}
# More than all migrations make; it comes down by itself, as a kill at a write that comes later is tried again.
WRITES_MOST = 500
# Work lists and counts, which the program empties and adds up while it serves.
WORK = {"event_search_due", "cluster", "cluster_count", "suggestion", "suggestion_source", "sqlite_sequence"}


def migrations():
    return sorted(glob.glob(ROOT + "/data/migrations/*.sql"))


def number_of(path):
    return int(os.path.basename(path)[:4])


def make_folder(folder, schema):
    os.makedirs(folder + "/snapshots")
    db = sqlite3.connect(folder + "/foyer.db", isolation_level=None)
    db.executescript("PRAGMA journal_mode = WAL; PRAGMA foreign_keys = ON")
    for path in migrations()[:schema]:
        with open(path, encoding="utf-8") as script:
            db.executescript("BEGIN;" + script.read() + f"; PRAGMA user_version = {number_of(path)}; COMMIT")
        rows = f"{ROOT}/tests/upgrade/{number_of(path):04d}.sql"
        if os.path.exists(rows):
            with open(rows, encoding="utf-8") as script:
                db.executescript("BEGIN;" + script.read() + "; COMMIT")
    bad = db.execute("PRAGMA foreign_key_check").fetchall()
    assert not bad, bad
    db.close()


def tables(db):
    return [row[0] for row in db.execute(
        "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE '%\\_search\\_%' ESCAPE '\\' "
        "AND name NOT LIKE 'sqlite%'")]


def columns(db, table):
    return [row[1] for row in db.execute(f'PRAGMA table_info("{table}")')]


def check_rows_for_all(schema):
    """Every table that a schema with a file in tests/upgrade brought has a row."""
    kept = max(number_of(path) for path in glob.glob(ROOT + "/tests/upgrade/*.sql"))
    with tempfile.TemporaryDirectory() as folder:
        make_folder(folder + "/data", min(kept, schema))
        db = sqlite3.connect(folder + "/data/foyer.db")
        empty = [table for table in tables(db) if not db.execute(f'SELECT 1 FROM "{table}" LIMIT 1').fetchone()]
        db.close()
    # A publication needs its file; the index is filled from what is due.
    empty = [table for table in empty if table not in ("publication", "event_search")]
    assert not empty, f"no rows in tests/upgrade for {empty}"


def compare(before, after, table):
    """Every row from before is there, as far as both schemas have its columns."""
    old, new = columns(before, table), columns(after, table)
    both = [c for c in old if c in new and (table, c) not in MOVES]
    if not both:
        return
    what = ", ".join(f'"{c}"' for c in both)
    lost = set(before.execute(f'SELECT {what} FROM "{table}"')) - set(after.execute(f'SELECT {what} FROM "{table}"'))
    assert not lost, f"{table} has lost {len(lost)} rows: {sorted(map(str, lost))[:2]}"


def version(folder):
    with sqlite3.connect(f"file:{folder}/foyer.db?mode=ro", uri=True) as db:
        return db.execute("PRAGMA user_version").fetchone()[0]


def dies_midway(server, at, newest):
    """Whether a start is killed at that write, and migrations are left.  Until they are done nothing else is written:
    the write was of a transaction that brought the next schema."""
    server.injection.arm("vfs_write", DIES, at, at)
    server.launch()
    if server.wait_ready(120):
        server.kill()
    assert server.process.returncode == -signal.SIGKILL, server.tail()
    server.injection.disarm()
    return version(server.folder) < newest


def kill_midway(server, most, rng):
    """Kills it at a write of its migrations, of which there are at most so many; the most there can be later on."""
    kept = server.folder + ".kept"
    shutil.copytree(server.folder, kept)
    while not dies_midway(server, at := rng.randint(1, most), len(migrations())):
        most = at - 1
        assert most > 0, "killed at its first write, it had done all migrations"
        shutil.rmtree(server.folder)
        shutil.copytree(kept, server.folder)
    shutil.rmtree(kept)
    return most


def upgrade(program, library, base, schema, kills, most, rng):
    """Gives the schemas that each kill left, and the most writes that the migrations from the next schema on can make."""
    folder = base + "/data"
    make_folder(folder, schema)
    shutil.copytree(folder, base + "/before")
    server = FaultyServer(program, library, folder)
    ways, bounds = [schema], [most]
    for _ in range(kills if schema < len(migrations()) else 0):
        bounds.append(kill_midway(server, bounds[-1], rng))
        ways.append(version(folder))
        assert ways == sorted(ways), f"it went back: {ways}"
    server.start(120)
    status, answer = server.request("GET", "/readyz")
    assert status == 200, answer
    server.stop()
    done = subprocess.run([program, "check", "--data", folder], stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    assert done.returncode == 0, done.stdout
    assert version(folder) == len(migrations())
    before, after = (sqlite3.connect(path + "/foyer.db") for path in (base + "/before", folder))
    for table in tables(before):
        if table not in WORK:
            compare(before, after, table)
    words = after.execute("SELECT (SELECT COUNT(*) FROM event_search WHERE number > 0) + (SELECT COUNT(*) FROM event e "
                          "JOIN event_search_due d ON d.conversation = e.conversation AND e.number >= d.number WHERE e.text IS NOT NULL AND e.type <> 'whisper'), "
                          "(SELECT COUNT(*) FROM event WHERE text IS NOT NULL AND type <> 'whisper')").fetchone()
    assert words[0] == words[1], f"texts in the index and due: {words}"
    plain = after.execute("SELECT secret FROM (SELECT secret FROM second_factor UNION ALL SELECT secret FROM member_secret UNION ALL "
                          "SELECT mail_password FROM outgoing) WHERE secret <> '' AND secret NOT LIKE 'sealed:%'").fetchall()
    assert not plain, "secrets that are not encrypted"
    before.close()
    after.close()
    return ways[1:], bounds[:2][-1]


def deletes_old(program, base):
    """With a row in every table, old conversations go whole, whatever points to them; those that are needed stay."""
    folder = base + "/data"
    make_folder(folder, len(migrations()))
    server = Server(program, folder, demo=False, environment={"FOYER_CONVERSATION_DAYS": "1"})
    server.start(120)
    deadline = time.monotonic() + 120
    db = sqlite3.connect(f"file:{folder}/foyer.db?mode=ro", uri=True, timeout=10)
    look = "SELECT (SELECT COUNT(*) FROM conversation), (SELECT COUNT(*) FROM event_search_due), owed FROM event_search_sweep"
    # 18 wait, one has an agent, and of one a message that was left is still open.
    while db.execute(look).fetchone() != (20, 0, 0):
        assert time.monotonic() < deadline, (db.execute(look).fetchone(), server.tail()[-500:])
        time.sleep(0.1)
    left = db.execute("SELECT COUNT(*) FROM event WHERE conversation NOT IN (SELECT id FROM conversation)").fetchone()
    words = db.execute("SELECT (SELECT COUNT(*) FROM event_search WHERE number > 0), "
                       "(SELECT COUNT(*) FROM event WHERE text IS NOT NULL AND type <> 'whisper')").fetchone()
    db.close()
    server.stop()
    assert left == (0,) and words[0] == words[1], (left, words)
    done = subprocess.run([program, "check", "--data", folder], stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    assert done.returncode == 0, done.stdout


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n\n")[0])
    parser.add_argument("--foyer", required=True)
    parser.add_argument("--preload", required=True)
    parser.add_argument("--kills", type=int, default=20)
    parser.add_argument("--seed", type=int, default=int(time.time()))
    parser.add_argument("--only", type=int)
    options = parser.parse_args()
    program, library = os.path.abspath(options.foyer), os.path.abspath(options.preload)
    print(f"seed {options.seed}")
    rng = random.Random(options.seed)
    newest = len(migrations())
    check_rows_for_all(newest)
    passed = failed = midway = 0
    most = WRITES_MOST
    for schema in [options.only] if options.only else range(1, newest + 1):
        base = tempfile.mkdtemp(prefix="foyer-upgrade-")
        try:
            ways, most = upgrade(program, library, base, schema, options.kills, most, rng)
            midway += len(ways)
            passed += 1
        except (AssertionError, RuntimeError, sqlite3.Error) as problem:
            print(f"from schema {schema}: {type(problem).__name__}: {str(problem)[:1500]}")
            failed += 1
        finally:
            shutil.rmtree(base, ignore_errors=True)
    with tempfile.TemporaryDirectory(prefix="foyer-retention-") as base:
        try:
            deletes_old(program, base)
            passed += 1
        except (AssertionError, RuntimeError, sqlite3.Error) as problem:
            print(f"deleting old conversations: {type(problem).__name__}: {str(problem)[:1500]}")
            failed += 1
    print(f"{midway} kills within migrations")
    print(f"{passed} passed, {failed} failed")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
