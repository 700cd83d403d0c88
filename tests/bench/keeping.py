#!/usr/bin/env python3
"""What keeping data costs those who write meanwhile.

    tests/bench/keeping.py [--foyer build/release/foyer] [--events 1000000] [--seconds 10] [--only PART]

Prints, each beside the same load without it: how long a durable answer takes
(p50, p99) and how many there are a second while

  retention   old conversations with so many events are deleted;
  journal     every commit is kept in a backup folder too, with the bytes that takes;
  reader      somebody else reads one view of the database all the time, with
              how large the WAL gets and what it is after that.
"""
import argparse
import json
import os
import shutil
import sqlite3
import sys
import tempfile
import threading
import time

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, HERE)
sys.path.insert(0, os.path.join(os.path.dirname(HERE), "faults"))
from events import fill, make_schema, words  # noqa: E402
from server import Server  # noqa: E402
import random  # noqa: E402


def load(server, seconds, threads=8, until=None):
    """Visitors who ask for so long, or until something is true."""
    taken, over = [], time.monotonic() + seconds

    def ask(at):
        connection = server.connection(60)
        _, view = server.request("POST", "/v1/conversations", {}, connection=connection)
        number = 0
        while time.monotonic() < over and not (until and until()):
            number += 1
            began = time.perf_counter()
            status, answer = server.request(
                "POST", f"/v1/conversations/{view['id']}/messages",
                {"text": f"How do I turn on roaming? {number} {at}", "key": f"bench-keeping-{at:04d}-{time.time_ns()}"},
                view["token"], connection=connection)
            assert status == 201, answer
            taken.append(time.perf_counter() - began)

    began = time.monotonic()
    crowd = [threading.Thread(target=ask, args=(at,)) for at in range(threads)]
    for one in crowd:
        one.start()
    for one in crowd:
        one.join()
    taken.sort()
    return {"answers_per_second": round(len(taken) / (time.monotonic() - began)),
            "p50_ms": round(taken[len(taken) // 2] * 1e3, 2), "p99_ms": round(taken[len(taken) * 99 // 100] * 1e3, 2)}


def metric(server, name):
    text = server.request("GET", "/metrics")[1]
    return float(next(line.split()[1] for line in text.splitlines() if line.startswith(name + " ")))


def say(what, figures):
    print(f"{what}: {json.dumps(figures)}", flush=True)


def retention(options, base):
    folder = base + "/retention"
    make_schema(options.foyer, folder)
    fill(folder, options.events, words(random.Random(3), 20000))
    server = Server(options.foyer, folder, demo=False)
    server.start(300)
    say("without deleting", load(server, options.seconds))
    server.stop()
    server = Server(options.foyer, folder, demo=False, environment={"FOYER_CONVERSATION_DAYS": "100"})
    began = time.monotonic()
    server.start(300)
    db = sqlite3.connect(f"file:{folder}/foyer.db?mode=ro", uri=True, timeout=30)
    old = "SELECT EXISTS (SELECT 1 FROM conversation WHERE changed_at < 1710000000000), owed FROM event_search_sweep"
    rounds = []
    while time.monotonic() < began + 1800:
        rounds.append(load(server, options.seconds))
        if db.execute(old).fetchone() == (0, 0):
            break
    took = time.monotonic() - began
    db.close()
    server.stop()
    say(f"while {options.events} events are deleted", {
        "answers_per_second": round(sum(r["answers_per_second"] for r in rounds) / len(rounds)),
        "p50_ms": sorted(r["p50_ms"] for r in rounds)[len(rounds) // 2], "p99_ms": max(r["p99_ms"] for r in rounds),
        "seconds": round(took), "events_per_second": round(options.events / took)})


def journal(options, base):
    for turn in range(2):
        for what, environment in (("without a backup folder", {}), ("with one", {"FOYER_BACKUP_FOLDER": f"{base}/kept-{turn}"})):
            server = Server(options.foyer, f"{base}/journal-{turn}-{len(environment)}", environment=environment)
            server.start(120)
            figures = load(server, options.seconds)
            if environment:
                commits = metric(server, "foyer_journal_commits_total")
                figures["bytes_per_commit"] = round(metric(server, "foyer_journal_bytes_total") / commits)
                figures["micros_per_commit"] = round(metric(server, "foyer_journal_seconds_total") / commits * 1e6)
            say(what, figures)
            server.stop()


def reader(options, base):
    folder = base + "/reader"
    server = Server(options.foyer, folder)
    server.start(120)
    wal = lambda: os.path.getsize(folder + "/foyer.db-wal")  # noqa: E731
    say("without a reader", dict(load(server, options.seconds), wal_mb=round(wal() / 1e6, 1)))
    db = sqlite3.connect(f"file:{folder}/foyer.db?mode=ro", uri=True, isolation_level=None)
    db.execute("BEGIN")
    db.execute("SELECT COUNT(*) FROM event").fetchone()
    say("beside a reader that never ends", dict(load(server, 3 * options.seconds), wal_mb=round(wal() / 1e6, 1)))
    db.execute("COMMIT")
    db.close()
    say("after it", dict(load(server, options.seconds), wal_mb=round(wal() / 1e6, 1)))
    server.stop()


PARTS = {"retention": retention, "journal": journal, "reader": reader}


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n\n")[0])
    parser.add_argument("--foyer", default="build/release/foyer")
    parser.add_argument("--events", type=int, default=1000000)
    parser.add_argument("--seconds", type=float, default=10)
    parser.add_argument("--only", choices=PARTS)
    options = parser.parse_args()
    options.foyer = os.path.abspath(options.foyer)
    base = tempfile.mkdtemp(prefix="foyer-keeping-")
    try:
        for name, part in PARTS.items():
            if options.only in (None, name):
                part(options, base)
    finally:
        shutil.rmtree(base, ignore_errors=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
