#!/usr/bin/env python3
"""Which lines of the rooms the tests run, and which they don't.

    tests/coverage.py [--keep] [--suites unit,http,faults] [--list FILE] [--build build/coverage]

Builds the coverage preset, runs the unit tests (with the transcripts), the HTTP cases and stories, and
the faults that leave the server to end by itself, and prints a table: for each room its lines, how many
of them ran, and the others by the reason that can be seen in the lines.  --keep adds to what earlier runs
counted, and with --suites "" only reports; --list writes every line that didn't run (default
build/coverage/not-run.txt).  Ends with an error below 90 % in any room.

Needs gcc's gcov and nothing else.  What a killed server ran is not counted.
"""
import argparse
import collections
import concurrent.futures
import json
import os
import re
import subprocess
import sys

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
ROOMS = ["data", "kb", "bot", "handoff", "http"]
WANTED = 90.0
AT_ONCE = 4  # commands: most of them wait for much of their time

# What a line that didn't run is for, by the first that fits; see docs/coverage.md.
REASONS = [
    ("the program is wrong", re.compile(r"\babort\(|panic\(|FAULT_INTERNAL|log_fault\(LOG_ERROR")),
    ("the store, the disk or the system fails", re.compile(
        r"LOOKUP_FAILED|\berrno\b|trouble\(|log_fault\(|query_|db_|fault_detail\(fault, FAULT_(STORAGE|BUSY|DISK)|"
        r"return fault_from|rollback|^\s*goto (end|out|fail|done|undo|close|failed)\w*;|close\(|unlink\(")),
    ("a fault is told", re.compile(r"fault_(set|limit|detail)\(|\bFAULT_[A-Z_]+")),
    ("a failure is passed on", re.compile(
        r"^\s*return (false|NULL|-1|0|true);|^\s*return (LOOKUP|FLOW|STEP)_\w+;|\bgoto \w+;|^\s*break;|"
        r"^\s*(ok|good|is_good|fits) = false;|free\(|arena_free|_close\(&|^\s*return;")),
]
OTHER = "not run by any test"
SHORT_BLOCK = 6


def build(folder):
    # Tests of commands call __gcov_dump in the child where there is one: it is linked only when asked for.
    configure = ["cmake", "--preset", "coverage", "-B", folder, "-DFOYER_WERROR=OFF",
                 "-DCMAKE_EXE_LINKER_FLAGS=--coverage -Wl,-u,__gcov_dump"]
    if os.path.exists("/usr/bin/ccache"):
        configure.append("-DCMAKE_C_COMPILER_LAUNCHER=ccache")
    subprocess.run(configure, cwd=ROOT, check=True, stdout=subprocess.DEVNULL)
    subprocess.run(["cmake", "--build", folder], cwd=ROOT, check=True, stdout=subprocess.DEVNULL)


def unit_tests(folder):
    tests = os.path.join(folder, "tests")
    return [[os.path.join(tests, name)] for name in sorted(os.listdir(tests))
            if name.startswith("test_") and os.access(os.path.join(tests, name), os.X_OK)]


def scripts(folder, *names):
    return [["python3", f"tests/{name}.py", "--foyer", f"{folder}/foyer"] for name in names]


SUITES = {
    "unit": unit_tests,
    "http": lambda folder: scripts(folder, "http/run", "http/story", "http/matrix", "http/attacks", "http/outgoing",
                                   "http/safety", "http/unharmed"),
    "faults": lambda folder: scripts(folder, "faults/faults", "faults/odd_questions", "faults/backups"),
}


def forget(folder):
    for path, _, names in os.walk(folder):
        for name in names:
            if name.endswith(".gcda"):
                os.unlink(os.path.join(path, name))


def run(folder, suites):
    """Runs them; the names of those that failed, whose lines count all the same.

    A confined server couldn't write its counts, which lie beside the objects."""
    environment = dict(os.environ, FOYER_CONFINE="0")

    def run_one(command):
        done = subprocess.run(command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
                              errors="replace", stdin=subprocess.DEVNULL, env=environment)
        if done.returncode != 0:
            print(f"failed: {' '.join(command)}\n{done.stdout[-2000:]}", flush=True)
        return done.returncode == 0

    # Scripts first: one of them takes as long as all the unit tests.
    commands = sorted((command for suite in suites for command in SUITES[suite](folder)), key=len, reverse=True)
    with concurrent.futures.ThreadPoolExecutor(AT_ONCE) as pool:
        good = list(pool.map(run_one, commands))
    return [" ".join(command) for command, is_good in zip(commands, good) if not is_good]


def room_of(path, folder):
    """Its path in the project, or None; a compiler's cache may have made it relative to where it was built."""
    inside = os.path.relpath(os.path.join(folder, path), ROOT)
    room, _, name = inside.partition("/")
    return inside if room in ROOMS and "/" not in name and name.endswith(".c") else None


def read_counts(folder):
    """{file: {line: whether it ran}}; a line that many programs hold ran when it ran in one."""
    lines = collections.defaultdict(dict)
    objects = [os.path.join(path, name) for path, _, names in os.walk(folder) for name in names
               if name.endswith(".gcda") and re.search(r"foyer_(?:%s)\.dir/" % "|".join(ROOMS), path + "/")]
    for at in range(0, len(objects), 50):
        done = subprocess.run(["gcov", "--json-format", "--stdout", *objects[at:at + 50]], cwd=folder, check=True,
                              stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
        for found in map(json.loads, filter(None, done.stdout.split("\n"))):
            for file in found["files"]:
                inside = room_of(file["file"], folder)
                for line in file["lines"] if inside else []:
                    number = line["line_number"]
                    lines[inside][number] = lines[inside].get(number, False) or line["count"] != 0
    return lines


def blocks(lines):
    """Lines that didn't run, those together that stand together."""
    block = []
    for number in sorted(lines):
        if not lines[number]:
            block.append(number)
        elif block:
            yield block
            block = []
    if block:
        yield block


def reason_of(texts):
    """A few lines have a reason; many together are something that no test does."""
    for reason, pattern in REASONS if len(texts) <= SHORT_BLOCK else []:
        if any(pattern.search(text) for text in texts):
            return reason
    return OTHER


def report(lines, list_path):
    """Prints the table; the rooms that are below what is wanted."""
    short = []
    reasons = [reason for reason, _ in REASONS] + [OTHER]
    print("| room | lines | run | % | " + " | ".join(reasons) + " |")
    print("|---" * (4 + len(reasons)) + "|")
    with open(list_path, "w", encoding="utf-8") as out:
        for room in ROOMS:
            total = ran = 0
            why = collections.Counter()
            for name in sorted(name for name in lines if name.startswith(room + "/")):
                with open(os.path.join(ROOT, name), encoding="utf-8") as source:
                    text = source.read().split("\n")
                total += len(lines[name])
                ran += sum(lines[name].values())
                for block in blocks(lines[name]):
                    reason = reason_of([text[number - 1] for number in block])
                    why[reason] += len(block)
                    for number in block:
                        out.write(f"{name}:{number}: [{reason}] {text[number - 1].strip()}\n")
            share = 100 * ran / max(1, total)
            print(f"| {room} | {total:,} | {ran:,} | {share:.1f} | " +
                  " | ".join(str(why[reason]) for reason in reasons) + " |")
            if share < WANTED:
                short.append(room)
    return short


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--build", default=ROOT + "/build/coverage", help="where it is built")
    parser.add_argument("--keep", action="store_true", help="add to earlier counts")
    parser.add_argument("--suites", default=",".join(SUITES))
    parser.add_argument("--list")
    options = parser.parse_args()
    folder = os.path.abspath(options.build)
    suites = [name for name in options.suites.split(",") if name]
    if not options.keep:
        forget(folder)
    if suites:
        build(folder)
    failed = run(folder, suites)
    short = report(read_counts(folder), options.list or folder + "/not-run.txt")
    for room in short:
        print(f"{room}: fewer than {WANTED:.0f} % of the lines ran")
    return 1 if failed or short else 0


if __name__ == "__main__":
    sys.exit(main())
