#!/usr/bin/env python3
"""Foyer beside node-nlp from npm: the same question sets, one after the other in one run.

    tests/bench/peers/run.py FOLDER [--build build/release] [--few N]

FOLDER holds sets, each a folder with base.jsonl (what `foyer import` reads) and dev.tsv
(entry<TAB>question, "oos" for none).  Every set is learned and asked whole, or with the
first N variants of each entry.  Prints one Markdown table; ratios are theirs to ours.
Both sides are measured from outside in the same way: processor time of learning
(`foyer publish`; node-nlp's train), and the most memory that the process which asks ever
held.  Time for a question is each side's own clock around one question.
node-nlp is installed beside this file when it isn't there yet (npm ci, exact versions).
"""
import argparse
import json
import os
import shutil
import subprocess
import sys
import tempfile

HERE = os.path.dirname(os.path.abspath(__file__))
PEER = HERE + "/node_nlp"


def measured(*command):
    """Runs a command; what it printed, its processor seconds and its most memory in MB."""
    process = subprocess.Popen([str(part) for part in command], stdout=subprocess.PIPE, text=True)
    with process.stdout:
        output = process.stdout.read()
    _, status, used = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode != 0:
        sys.exit(f"{' '.join(command[:2])} ended with {process.returncode}")
    return output, used.ru_utime + used.ru_stime, used.ru_maxrss / 1024


def few_variants(source, most, target):
    """The set with the first variants of each entry only."""
    os.makedirs(target)
    shutil.copy(source + "/dev.tsv", target)
    with open(source + "/base.jsonl", encoding="utf-8") as rows, \
            open(target + "/base.jsonl", "w", encoding="utf-8") as out:
        for line in filter(str.strip, rows):
            entry = json.loads(line)
            entry["variants"] = entry.get("variants", [])[:most]
            out.write(json.dumps(entry, ensure_ascii=False) + "\n")


def last_object(output):
    """The JSON at the end; libraries talk before it."""
    return json.loads(output.strip().split("\n")[-1])


def ours(foyer, folder, scratch):
    data = scratch + "/data"
    measured(foyer, "import", "--data", data, folder + "/base.jsonl")
    _, seconds, _ = measured(foyer, "publish", "--data", data)
    output, _, memory = measured(foyer, "eval", "--data", data, "--test", folder + "/dev.tsv", "--json")
    return dict(last_object(output), seconds=seconds, memory=memory)


def theirs(folder, scratch):
    model = scratch + "/model.json"
    _, seconds, _ = measured("node", PEER + "/ask.mjs", "train", folder, model)
    output, _, memory = measured("node", PEER + "/ask.mjs", "ask", folder, model)
    return dict(last_object(output), seconds=seconds, memory=memory)


def per_cent(share):
    return "" if share is None else f"{100 * share:.1f}"


# heading, what it is of a side, how it is written, whether the ratio means something
COLUMNS = [
    ("best entry right", "accuracy", per_cent, False),
    ("among three", "accuracy_3", per_cent, False),
    ("answered and right", "answered_right", per_cent, False),
    ("out of scope refused", "out_of_scope_recall", per_cent, False),
    ("AUROC", "auroc", lambda value: "" if value is None else f"{value:.3f}", False),
    ("learning, CPU s", "seconds", lambda value: f"{value:.1f}", True),
    ("question, median ms", "ms_p50", lambda value: f"{value:.2f}", True),
    ("question, 99 % ms", "ms_p99", lambda value: f"{value:.2f}", True),
    ("memory, MB", "memory", lambda value: f"{value:.0f}", True),
]


def cell(own, other, name, written, has_ratio):
    text = f"{written(own.get(name))} / {written(other.get(name))}"
    return "" if text == " / " else text + (f" ({other[name] / own[name]:.1f}x)" if has_ratio else "")


def install():
    if not os.path.isdir(PEER + "/node_modules"):
        subprocess.run(["npm", "ci", "--silent", "--no-audit", "--no-fund"], cwd=PEER, check=True)


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("folder", help="where the sets are")
    parser.add_argument("--build", default="build/release")
    parser.add_argument("--few", type=int, default=0, metavar="N", help="only the first N variants of each entry")
    options = parser.parse_args()
    foyer = os.path.abspath(options.build) + "/foyer"
    sets = sorted(name for name in os.listdir(options.folder)
                  if os.path.exists(f"{options.folder}/{name}/base.jsonl"))
    if not sets:
        sys.exit(f"No set in {options.folder}: a set is a folder with base.jsonl and dev.tsv.")
    install()
    print("| set | " + " | ".join(column[0] for column in COLUMNS) + " |")
    print("|---" * (len(COLUMNS) + 1) + "|")
    for name in sets:
        with tempfile.TemporaryDirectory(prefix="foyer-peers-") as scratch:
            folder = f"{options.folder}/{name}"
            if options.few:
                few_variants(folder, options.few, scratch + "/set")
                folder = scratch + "/set"
            own, other = ours(foyer, folder, scratch), theirs(folder, scratch)
        print(f"| {name} | " + " | ".join(cell(own, other, *column[1:]) for column in COLUMNS) + " |", flush=True)


if __name__ == "__main__":
    main()
