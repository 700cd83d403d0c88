#!/usr/bin/env python3
"""How quick the list of entries is with 100,000 of them.

    tests/bench/entries.py [--foyer build/release/foyer] [--entries 100000]

Imports them with two wordings each and a category, then asks the real server
for lists, filters, pages and searches, each 30 times: as seen from outside,
and in processor time of the server, which other work doesn't change.
"""
import argparse
import json
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, HERE)
sys.path.insert(0, os.path.join(os.path.dirname(HERE), "faults"))
from month import Editor  # noqa: E402
from server import Server  # noqa: E402

TICKS = os.sysconf("SC_CLK_TCK")
TIMES = 30


def processor(pid):
    with open(f"/proc/{pid}/stat", encoding="utf-8") as file:
        fields = file.read().rsplit(")", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / TICKS


def make(folder, count):
    subprocess.run([sys.executable, os.path.join(HERE, "make_base.py"), str(count), "1", "1", folder], check=True)
    path = os.path.join(folder, "entries.jsonl")
    with open(os.path.join(folder, "base.jsonl"), encoding="utf-8") as source, open(path, "w", encoding="utf-8") as out:
        for number, line in enumerate(source):
            entry = json.loads(line)
            entry |= {"category": f"part{number % 20}/piece{number % 200}", "tags": [f"tag{number % 50}"]}
            if number % 10 == 0:
                entry["status"] = "draft"
            out.write(json.dumps(entry) + "\n")
            word = entry["question"].split()[-1].strip("?")
    return path, word


def measure(pid, what, act):
    took, before = [], processor(pid)
    for _ in range(TIMES):
        begun = time.perf_counter()
        act()
        took.append(1000 * (time.perf_counter() - begun))
    spent = 1000 * (processor(pid) - before) / TIMES
    print(f"{what:<32} median {statistics.median(took):8.2f} ms  processor {spent:7.2f} ms", flush=True)


def look(editor, pid, word):
    def get(query):
        return lambda: editor.call("GET", f"/v1/entries?limit=50{query}")
    following = editor.call("GET", "/v1/entries?limit=50")["next"]
    entry = editor.call("GET", "/v1/entries?limit=1")["entries"][0]["id"]
    measure(pid, "entries, last changed first", get(""))
    measure(pid, "the next page", get(f"&before={following}"))
    measure(pid, "of a category", get("&category=part3"))
    measure(pid, "drafts", get("&status=draft"))
    measure(pid, "with a tag", get("&tag=tag7"))
    measure(pid, "a word that many have", get("&query=does"))
    measure(pid, "a word that few have", get(f"&query={word}"))
    measure(pid, "what nobody has", get("&query=xyzzyq"))
    measure(pid, "categories", lambda: editor.call("GET", "/v1/entries/categories"))
    measure(pid, "one entry", lambda: editor.call("GET", f"/v1/entries/{entry}"))


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--foyer", default="build/release/foyer")
    parser.add_argument("--entries", type=int, default=100000)
    options = parser.parse_args()
    folder = tempfile.mkdtemp(prefix="foyer-entries-")
    try:
        path, word = make(folder, options.entries)
        data = folder + "/data"
        begun = time.perf_counter()
        subprocess.run([options.foyer, "import", "--data", data, path], check=True, stdout=subprocess.DEVNULL)
        print(f"load {os.getloadavg()[0]:.1f}; {options.entries:,} entries imported in {time.perf_counter() - begun:.1f} s", flush=True)
        server = Server(options.foyer, data, demo=False)
        server.start(wait=120)
        try:
            look(Editor(server), server.process.pid, word)
        finally:
            server.stop()
    finally:
        shutil.rmtree(folder, ignore_errors=True)


if __name__ == "__main__":
    main()
