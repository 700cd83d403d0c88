#!/usr/bin/env python3
"""Runs every suite and adds up what passed and failed.

A suite is a list of commands.  Each command prints, somewhere, cmocka's or
vitest's closing lines or "N passed, M failed"; a command that ends with an error and
counts no failure counts as one.  Python's standard library only.

    tests/run.py            every suite but "nightly"
    tests/run.py asan web   those
    tests/run.py --list     their names

Suites run in two lanes side by side: the browser's story mostly waits, so that
the other lane has the processor.
"""
import os
import re
import signal
import subprocess
import sys
import threading
import time

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
SANITIZERS = {
    "ASAN_OPTIONS": "detect_leaks=1:abort_on_error=1:strict_string_checks=1",
    "UBSAN_OPTIONS": "print_stacktrace=1:halt_on_error=1",
    "TSAN_OPTIONS": "halt_on_error=1:second_deadlock_stack=1",
}


def build(preset, *targets):
    """Builds; a build of the same preset in the other lane is waited for."""
    command = f"mkdir -p build && exec 9>build/{preset}.lock && flock 9 && cmake --preset {preset} >/dev/null && cmake --build --preset {preset}"
    if targets:
        command += " --target " + " ".join(targets)
    return command + " >build-" + preset + ".log 2>&1 || { tail -40 build-" + preset + ".log; exit 1; }"


def unit_tests():
    return [name[:-2] for name in sorted(os.listdir(f"{ROOT}/tests/unit"))
            if name.startswith("test_") and name.endswith(".c")]


def unit(preset, tests, *others):
    """Builds these tests and other targets, or all where none are named; then runs the tests."""
    targets = list(others) and [*tests, *others]
    return [("build", build(preset, *targets))] + [(name, f"build/{preset}/tests/{name}") for name in tests]


# Where more than one thread works at a time: what ThreadSanitizer looks at each time.  The others
# wait for the writer's thread and do nothing meanwhile; "nightly" has them all.
THREADED = ["test_interleavings", "test_loop_parts", "test_planner", "test_publish", "test_rules", "test_silence",
            "test_site", "test_store", "test_timers", "test_traditional", "test_warm"]


# Files in memory: what is synced is journaled by the tests themselves.
FAULTY = "TMPDIR=/dev/shm python3 tests/faults/{}.py --foyer build/release/foyer --preload build/release/tests/foyer_faults.so"

# name -> commands; built lazily, because the list of unit tests is read then.
SUITES = {
    "agreement": lambda: [
        ("doors", "python3 tests/agreement/doors.py"),
        ("settings", "python3 tests/agreement/settings.py"),
        ("threat model", "python3 tests/agreement/security.py"),
        ("no bench lines", "python3 tests/agreement/no_bench_lines.py"),
    ],
    "web": lambda: [
        ("types and lint", "npm --prefix http/web run --silent check && echo '1 passed, 0 failed'"),
        ("units", "npm --prefix http/web test --silent"),
    ],
    "asan": lambda: unit("asan", unit_tests()),
    "http": lambda: [
        ("build", build("asan", "foyer")),
        ("cases", "python3 tests/http/run.py --foyer build/asan/foyer"),
        ("story", "python3 tests/http/story.py --foyer build/asan/foyer"),
        ("who may what", "python3 tests/http/matrix.py --foyer build/asan/foyer"),
        ("attacks", "python3 tests/http/attacks.py --foyer build/asan/foyer"),
        ("left unharmed", "python3 tests/http/unharmed.py --foyer build/asan/foyer"),
        ("what goes out", "python3 tests/http/outgoing.py --foyer build/asan/foyer"),
        ("safety", "python3 tests/http/safety.py --foyer build/asan/foyer"),
    ],
    "tsan": lambda: unit("tsan", THREADED, "foyer") + [
        ("story", "python3 tests/http/story.py --foyer build/tsan/foyer")],
    "nightly": lambda: unit("tsan", unit_tests()) + [
        ("build", build("fuzz")), ("a minute for each fuzz target", "python3 tests/fuzz/run.py --seconds 60")],
    "browser": lambda: [
        ("build", build("release", "foyer", "test_interleavings")),
        ("story", "node tests/browser/run.mjs --foyer build/release/foyer"),
    ],
    "fuzz": lambda: [("build", build("fuzz")), ("corpus", "python3 tests/fuzz/run.py --seconds 1")],
    "release": lambda: [
        ("build", build("release", "foyer", "intruder", "same_time")),
        ("hardened", "python3 tests/release/hardened.py --foyer build/release/foyer"),
        ("secrets are compared to their end", "build/release/tests/same_time"),
        ("confined", "python3 tests/release/confined.py --foyer build/release/foyer"),
        ("what it is made of", "python3 tests/release/materials.py --foyer build/release/foyer"),
    ],
    "crash": lambda: [
        ("build", build("release", "foyer", "test_interleavings", "foyer_faults")),
        ("kill -9", "python3 tests/faults/crash.py --foyer build/release/foyer --kills 100"),
        ("kill -9 while publishing", "python3 tests/faults/publish_crash.py --foyer build/release/foyer --kills 3"),
        ("backups", "python3 tests/faults/backups.py --foyer build/release/foyer --flips 10"),
        ("upgrades", "python3 tests/faults/upgrades.py --foyer build/release/foyer --kills 1"),
        ("faults", "python3 tests/faults/faults.py --foyer build/release/foyer"),
        ("calls that fail", FAULTY.format("injection") + " --seconds 6"),
        ("power cuts", FAULTY.format("power") + " --seconds 4"),
        ("instructions", "python3 tests/bench/instructions.py --foyer build/release/foyer"),
        ("odd questions", "python3 tests/faults/odd_questions.py --foyer build/release/foyer"),
        ("interleavings", "python3 tests/faults/interleavings.py --foyer build/release/foyer --steps 3000"),
        ("100,000 steps", "TMPDIR=/dev/shm FOYER_STEPS=100000 build/release/tests/test_interleavings"),
    ],
}

# Take too long for each time.
ONLY_BY_NAME = ["nightly"]

# Several times what the longest takes; "nightly" fuzzes for longer.
SECONDS_AT_MOST = 1800

# The suites of the release build, which mostly wait, go beside all others.
WAITING_LANE = ["browser", "crash"]

PASSED = re.compile(r"^\[  PASSED  \] (\d+) test", re.M)
FAILED = re.compile(r"^\[  FAILED  \] (\d+) test", re.M)
VITEST = re.compile(r"^\s*Tests\s+(?:(\d+) failed \| )?(\d+) passed", re.M)
COLOUR = re.compile(r"\x1b\[[0-9;]*m")
COUNTED = re.compile(r"^(?:\w+: )?(\d+) passed, (\d+) failed", re.M)
FAIL = re.compile(r"\bFAIL|\[  FAILED  \]|ERROR: |runtime error:|WARNING: ThreadSanitizer")
PASSED_OVER = re.compile(r"^\d+ passed, \d+ failed, [1-9]\d* passed over", re.M)


def count(output, status):
    passed = sum(int(n) for n in PASSED.findall(output))
    failed = sum(int(n) for n in FAILED.findall(output))
    for f, p in VITEST.findall(COLOUR.sub("", output)):
        passed += int(p)
        failed += int(f or 0)
    for p, f in COUNTED.findall(output):
        passed += int(p)
        failed += int(f)
    if status != 0 and failed == 0:
        failed = 1
    return passed, failed


def failing_part(output, lines_after=12, most=80):
    """The lines that say FAIL with those after them; the end of the output where none says it."""
    lines = output.splitlines()
    wanted = sorted({near for at, line in enumerate(lines) if FAIL.search(line)
                     for near in range(at, min(at + 1 + lines_after, len(lines)))})
    return "\n".join([lines[at] for at in wanted][:most] or lines[-20:])


def output_of(command):
    """What a command prints, and its status; one that does not end is ended with all that it started."""
    process = subprocess.Popen(["bash", "-c", command], cwd=ROOT, env=dict(os.environ, **SANITIZERS), text=True,
                               errors="replace", stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
                               stdin=subprocess.DEVNULL, start_new_session=True)
    try:
        output, _ = process.communicate(timeout=SECONDS_AT_MOST)
        return output, process.returncode
    except subprocess.TimeoutExpired:
        os.killpg(process.pid, signal.SIGKILL)
        output, _ = process.communicate()
        return f"{output}\nFAIL: not done within {SECONDS_AT_MOST} s", 1


def run(suite, name, command, failures):
    started = time.monotonic()
    output, status = output_of(command)
    passed, failed = count(output, status)
    over = ", PASSED OVER" if PASSED_OVER.search(output) else ""
    print(f"{suite}/{name}: {passed} passed, {failed} failed{over} ({time.monotonic() - started:.1f} s)",
          flush=True)
    if failed:
        print(output[-8000:], flush=True)
        failures.append(f"{suite}/{name}:\n{failing_part(output)}")
    return passed, failed


def run_lane(suites, counts, failures):
    for suite in suites:
        for name, command in SUITES[suite]():
            counts.append(run(suite, name, command, failures))
            if counts[-1][1] and name == "build":
                break


def main():
    names = sys.argv[1:] or [suite for suite in SUITES if suite not in ONLY_BY_NAME]
    if names == ["--list"]:
        print("\n".join(SUITES))
        return 0
    unknown = [name for name in names if name not in SUITES]
    if unknown:
        print(f"There is no suite {unknown[0]}; there are: {', '.join(SUITES)}")
        return 2
    lanes = [[suite for suite in SUITES if suite in names and (suite in WAITING_LANE) == waits] for waits in (True, False)]
    counts, failures = [], []
    threads = [threading.Thread(target=run_lane, args=(lane, counts, failures)) for lane in lanes]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    passed, failed = (sum(count[at] for count in counts) for at in (0, 1))
    for failure in failures:
        print(f"\nfailed: {failure}")
    print(f"{passed} passed, {failed} failed")
    return 1 if failed or not passed else 0


if __name__ == "__main__":
    sys.exit(main())
