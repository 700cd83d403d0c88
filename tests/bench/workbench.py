#!/usr/bin/env python3
"""How quick the workbench is with a million logged questions.

    tests/bench/workbench.py [--build build/release] [--asks 1000000]

Makes a store with that many asks of a tenth as many wordings in a fiftieth of
those as clusters, then asks the real server for lists, pages, one cluster and
acts, each 30 times, and says how long a new question takes to be in a cluster.
"""
import argparse
import os
import shutil
import sqlite3
import statistics
import subprocess
import sys
import tempfile
import time

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, HERE)
sys.path.insert(0, os.path.join(os.path.dirname(HERE), "faults"))
from month import Editor, Entry, ask_one  # noqa: E402
from server import Server  # noqa: E402

DAY = 86400000


def name(number, kind):
    return f"{kind}{number:035d}"


def words(number):
    """A question of its own, alike to the others of its cluster."""
    cluster = number // 50
    return f"topic{cluster} about subject{cluster * 7 % 9973} and thing{number % 50} please {number % 7}"


def fill(path, asks):
    wordings, now = asks // 10, int(time.time() * 1000)
    clusters = max(1, wordings // 50)
    db = sqlite3.connect(path)
    db.execute("PRAGMA synchronous=OFF")
    db.executemany("INSERT INTO conversation (id, site, language, token_hash, owner, closed_at, created_at, "
                   "changed_at) VALUES (?, ?, 'en', 'x', 'closed', 1, 1, 1)",
                   ((name(at, "v"), f"site{at % 3}") for at in range(asks // 5)))
    db.executemany("INSERT INTO cluster (id, title, language, questions, open_questions, asked, ended, lost, "
                   "first_at, last_at) VALUES (?, ?, 'en', 50, 50, ?, ?, 100, 1, ?)",
                   ((name(at, "c"), words(at * 50), 500 + at % 97, 500, now - at) for at in range(clusters)))
    db.executemany("INSERT INTO cluster_count (cluster, kind, what, asked) VALUES (?, ?, ?, ?)",
                   ((name(at, "c"), kind, what, 15) for at in range(clusters)
                    for kind, what in [*(("day", str(now // DAY - day)) for day in range(30)),
                                       ("site", f"site{at % 3}"), ("reason", "unmatched")]))
    db.executemany("INSERT INTO unmatched (id, folded, text, language, asked, cluster, first_at, last_at) "
                   "VALUES (?, ?, ?, 'en', ?, ?, 1, ?)",
                   ((name(at, "u"), words(at), words(at), 10, name(min(at // 50, clusters - 1), "c"), now - at)
                    for at in range(wordings)))
    db.executemany("INSERT INTO unmatched_ask (unmatched, conversation, number, reason, at, day, site, "
                   "is_counted, outcome) VALUES (?, ?, ?, 'unmatched', ?, ?, ?, 1, 'kept')",
                   ((name(at % wordings, "u"), name(at % (asks // 5), "v"), at, now - at, (now - at) // DAY,
                     f"site{at % 3}") for at in range(asks)))
    db.execute("INSERT INTO setting (name, value, changed_at) VALUES ('workbench.learned', ?, 1)",
               (f"{now} ~",))
    db.commit()
    db.close()


def measure(what, act):
    took = []
    for _ in range(30):
        begun = time.perf_counter()
        act()
        took.append(1000 * (time.perf_counter() - begun))
    took.sort()
    print(f"{what:<28} median {statistics.median(took):7.2f} ms  slowest {took[-1]:7.2f} ms", flush=True)


def look(editor):
    page = editor.call("GET", "/v1/clusters?limit=50")
    one = page["clusters"][0]["id"]
    measure("clusters, most asked", lambda: editor.call("GET", "/v1/clusters?limit=50"))
    measure("clusters, the next page", lambda: editor.call("GET", f"/v1/clusters?limit=50&before={page['next']}"))
    measure("clusters, newest, one site", lambda: editor.call("GET", "/v1/clusters?order=newest&site=site1&limit=50"))
    measure("one cluster", lambda: editor.call("GET", f"/v1/clusters/{one}"))
    measure("its questions", lambda: editor.call("GET", f"/v1/clusters/{one}/questions"))

    def ignore_and_undo():
        act = editor.call("POST", f"/v1/clusters/{one}/ignore", {"reason": "trial"})
        editor.call("POST", "/v1/workbench/undo", {"act": act["act"]})
    measure("50 questions ignored, undone", ignore_and_undo)


def flow_in(server, editor):
    """From being asked to being in a cluster, once the clusters are in memory."""
    connection = server.connection(timeout=60)
    for text in ("purple giraffes in winter boots?", "boots for purple giraffes in winter"):
        begun = time.perf_counter()
        ask_one(connection, Entry("", "en", [""]), text)
        while not any(one["title"] == text or one["asked"] == 2
                      for one in editor.call("GET", "/v1/clusters?order=newest&limit=2")["clusters"]):
            time.sleep(0.05)
        print(f"{'a new question is placed':<28} after {time.perf_counter() - begun:.2f} s", flush=True)


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--build", default="build/release")
    parser.add_argument("--asks", type=int, default=1000000)
    options = parser.parse_args()
    folder = tempfile.mkdtemp(prefix="foyer-workbench-")
    try:
        with open(folder + "/base.jsonl", "w", encoding="utf-8") as base:
            base.write('{"id": "hours", "question": "When are you open?", "answer": "From nine to five."}\n')
        data = folder + "/data"
        for command in (["import", "--data", data, folder + "/base.jsonl"], ["publish", "--data", data]):
            subprocess.run([f"{options.build}/foyer", *command], check=True, stdout=subprocess.DEVNULL)
        fill(data + "/foyer.db", options.asks)
        server = Server(f"{options.build}/foyer", data, demo=False)
        server.start(wait=120)
        try:
            editor = Editor(server)
            look(editor)
            flow_in(server, editor)
        finally:
            server.stop()
    finally:
        shutil.rmtree(folder, ignore_errors=True)


if __name__ == "__main__":
    main()
