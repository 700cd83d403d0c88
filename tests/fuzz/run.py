#!/usr/bin/env python3
"""Runs every fuzz target for some seconds over its kept corpus.

    tests/fuzz/run.py [--seconds 3] [--build build/fuzz] [TARGET...]

The corpus of a target is tests/fuzz/corpus/TARGET (inputs that once mattered
are kept there); what a run finds new stays in the build folder.  Prints
"N passed, M failed".
"""
import argparse
import glob
import os
import subprocess
import sys

HERE = os.path.dirname(os.path.abspath(__file__))
ROOT = os.path.dirname(os.path.dirname(HERE))


def fuzz(program, seconds, build):
    name = os.path.basename(program).removeprefix("fuzz_")
    found = f"{build}/corpus/{name}"
    kept = f"{HERE}/corpus/{name}"
    os.makedirs(found, exist_ok=True)
    corpora = [found] + ([kept] if os.path.isdir(kept) else [])
    done = subprocess.run([program, f"-max_total_time={seconds}", "-timeout=10", "-rss_limit_mb=2048",
                           "-print_final_stats=1", f"-artifact_prefix={build}/{name}-", *corpora],
                          stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, errors="replace")
    runs = [line for line in done.stdout.split("\n") if "number_of_executed_units" in line]
    print(f"{name}: {runs[0].split()[-1] if runs else '?'} runs, exit {done.returncode}")
    if done.returncode != 0:
        print(done.stdout[-3000:])
    return done.returncode == 0


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--seconds", type=int, default=3)
    parser.add_argument("--build", default=f"{ROOT}/build/fuzz")
    parser.add_argument("targets", nargs="*")
    options = parser.parse_args()
    programs = [path for path in sorted(glob.glob(f"{options.build}/tests/fuzz_*")) if os.access(path, os.X_OK)
                and not os.path.isdir(path)]
    if options.targets:
        programs = [path for path in programs if os.path.basename(path).removeprefix("fuzz_") in options.targets]
    results = [fuzz(path, options.seconds, options.build) for path in programs]
    print(f"{sum(results)} passed, {len(results) - sum(results)} failed")
    return 0 if results and all(results) else 1


if __name__ == "__main__":
    sys.exit(main())
