#!/usr/bin/env python3
"""The law of ownership over night: random plays on all cores until so many steps are done.

    cmake --build --preset release --target test_interleavings
    tests/bench/interleavings.py [--build build/release] [--steps 10000000] [--seed N]

Each process plays 100,000 steps with a seed of its own (tests/unit/test_interleavings.c); the first violation ends
it all, with the seed that repeats it.  Folders are made in memory where there is /dev/shm.
"""
import argparse
import concurrent.futures
import os
import subprocess
import sys
import time

STEPS_AT_ONCE = 100_000


def play(program, seed, steps):
    environment = dict(os.environ, FOYER_SEED=str(seed), FOYER_STEPS=str(steps))
    if os.path.isdir("/dev/shm"):
        environment["TMPDIR"] = "/dev/shm"
    done = subprocess.run([program], env=environment, text=True, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
                          check=False)
    return seed, done.returncode, done.stdout


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--build", default="build/release")
    parser.add_argument("--steps", type=int, default=10_000_000)
    parser.add_argument("--seed", type=int, default=int(time.time()))
    options = parser.parse_args()
    program = os.path.abspath(f"{options.build}/tests/test_interleavings")
    parts = [min(STEPS_AT_ONCE, options.steps - done) for done in range(0, options.steps, STEPS_AT_ONCE)]
    started, played = time.monotonic(), 0
    with concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
        futures = [pool.submit(play, program, options.seed + number, steps) for number, steps in enumerate(parts)]
        for future in concurrent.futures.as_completed(futures):
            seed, status, output = future.result()
            if status != 0:
                pool.shutdown(wait=False, cancel_futures=True)
                print(f"{output[-3000:]}\nFOYER_SEED={seed} repeats it\n0 passed, 1 failed")
                return 1
            played += parts[seed - options.seed]
            print(f"{played} steps, {time.monotonic() - started:.0f} s", flush=True)
    print("1 passed, 0 failed")
    return 0


if __name__ == "__main__":
    sys.exit(main())
