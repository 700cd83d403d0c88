#!/usr/bin/env python3
"""How long golden questions take before a publication.

    tests/bench/golden.py [--foyer build/release/foyer] [--questions 10000]

Publishes a base of 1,000 entries of 5 variants by command three times: as it
is, after an answer changed, and after another changed with that many golden
questions.  What was learned is taken over in the last two, so their difference
is what the questions take; they are asked of the candidate and of what is live.
"""
import argparse
import json
import os
import resource
import subprocess
import sys
import tempfile
import time

HERE = os.path.dirname(os.path.abspath(__file__))


def run(*command):
    """(seconds, processor seconds)"""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    began = time.monotonic()
    subprocess.run(command, check=True, stdout=subprocess.PIPE)
    took = time.monotonic() - began
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return took, after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def write(path, lines):
    with open(path, "w", encoding="utf-8") as file:
        file.writelines(json.dumps(line) + "\n" for line in lines)
    return path


def golden_of(entries, count):
    """Each wording must lead to its entry; then they begin anew, with a word in front."""
    wordings = [(entry["id"], text) for entry in entries for text in [entry["question"], *entry["variants"]]]
    for at in range(count):
        entry, text = wordings[at % len(wordings)]
        front = "" if at < len(wordings) else f"please {at // len(wordings)} "
        yield {"text": front + text, "expect": "answer", "entry": entry}


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--foyer", default="build/release/foyer")
    parser.add_argument("--questions", type=int, default=10000)
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        base, data = os.path.join(folder, "base.jsonl"), os.path.join(folder, "data")
        subprocess.run([sys.executable, os.path.join(HERE, "make_base.py"), "1000", "5", "1", folder], check=True)
        with open(base, encoding="utf-8") as file:
            entries = [json.loads(line) for line in file]
        publish = (arguments.foyer, "publish", "--data", data)
        subprocess.run([arguments.foyer, "import", "--data", data, base], check=True, stdout=subprocess.PIPE)
        first = run(*publish)

        def change(answer):
            changed = write(os.path.join(folder, "one.jsonl"), [{**entries[0], "answer": answer}])
            subprocess.run([arguments.foyer, "import", "--data", data, changed], check=True, stdout=subprocess.PIPE)

        change("Another answer.")
        without = run(*publish)
        golden = write(os.path.join(folder, "golden.jsonl"), golden_of(entries, arguments.questions))
        subprocess.run([arguments.foyer, "import", "--data", data, "--golden", golden], check=True, stdout=subprocess.PIPE)
        change("And another.")
        took = run(*publish)
        print(f"load {os.getloadavg()[0]:.1f}; seconds, processor seconds")
        for name, (seconds, processor) in (("first", first), ("an answer changed", without), (f"with {arguments.questions:,} golden questions", took)):
            print(f"{name:40} {seconds:7.2f} {processor:7.2f}")
        print(f"{'the questions alone':40} {took[0] - without[0]:7.2f} {took[1] - without[1]:7.2f}")


main()
