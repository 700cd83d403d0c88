#!/usr/bin/env python3
"""Runs every suite and adds up what passed and failed.

A suite is what it needs built and a list of commands.  Each command prints, somewhere,
cmocka's or vitest's closing lines or "N passed, M failed"; a command that ends with an
error and counts no failure counts as one.  Tests that are passed over, which cmocka and
faults/runner.py tell with "[  SKIPPED ] name", are named in the end.  Python's standard library only.

    tests/run.py            every suite but "nightly"
    tests/run.py asan web   those
    tests/run.py --list     their names

Builds go one after the other, in the order of BUILDS; a command begins once its suite's
build is there.  So many commands run at a time that waiting ones leave no processor idle.
"""
import concurrent.futures
import dataclasses
import os
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
import time

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
SANITIZERS = {
    "ASAN_OPTIONS": "detect_leaks=1:abort_on_error=1:strict_string_checks=1",
    "UBSAN_OPTIONS": "print_stacktrace=1:halt_on_error=1",
    "TSAN_OPTIONS": "halt_on_error=1:second_deadlock_stack=1",
}


@dataclasses.dataclass
class Suite:
    needs: dict     # preset -> targets
    commands: list  # (name, command)


def unit_tests():
    return [name[:-2] for name in sorted(os.listdir(f"{ROOT}/tests/unit"))
            if name.startswith("test_") and name.endswith(".c")]


def memory():
    """A folder in memory for what is synced to no purpose; the usual one where there is little of it."""
    shared = "/dev/shm"
    return shared if os.path.isdir(shared) and shutil.disk_usage(shared).free > 500_000_000 else tempfile.gettempdir()


def unit(preset, tests):
    return [(name, f"TMPDIR={memory()} build/{preset}/tests/{name}") for name in tests]


# Where more than one thread works at a time: what ThreadSanitizer looks at each time.  The others
# wait for the writer's thread and do nothing meanwhile; "nightly" has them all.
THREADED = ["test_checkpointer", "test_interleavings", "test_loop_parts", "test_planner", "test_publish", "test_rules", "test_silence",
            "test_site", "test_store", "test_timers", "test_traditional", "test_transaction", "test_warm"]

# Presets, in the order in which they are built.
BUILDS = ["release", "asan", "fuzz", "tsan"]

FOYER = "--foyer build/release/foyer"
ASAN = "--foyer build/asan/foyer"

# Files in memory: what is synced is journaled by the tests themselves.
FAULTY = f"TMPDIR={memory()} python3 tests/faults/{{}}.py {FOYER} --preload build/release/tests/foyer_faults.so"

# What takes longest stands first.
SUITES = {
    "browser": Suite({"release": ["foyer"]}, [
        ("stories 1", f"node tests/browser/run.mjs --part 1 {FOYER}"),
        ("stories 2", f"node tests/browser/run.mjs --part 2 {FOYER}"),
        ("stories 3", f"node tests/browser/run.mjs --part 3 {FOYER}"),
    ]),
    "web": Suite({}, [
        ("types and lint", "npm --prefix http/web run --silent check && echo '1 passed, 0 failed'"),
        ("units", "npm --prefix http/web test --silent"),
    ]),
    "agreement": Suite({}, [
        ("doors", "python3 tests/agreement/doors.py"),
        ("settings", "python3 tests/agreement/settings.py"),
        ("threat model", "python3 tests/agreement/security.py"),
        ("no bench lines", "python3 tests/agreement/no_bench_lines.py"),
    ]),
    "http": Suite({"asan": ["foyer"]}, [
        ("cases", f"python3 tests/http/run.py {ASAN} --only cases"),
        ("connections", f"python3 tests/http/run.py {ASAN} --only connections"),
        ("who may what", f"python3 tests/http/matrix.py {ASAN}"),
        ("story", f"python3 tests/http/story.py {ASAN}"),
        ("attacks", f"python3 tests/http/attacks.py {ASAN}"),
        ("what goes wrong by hand", f"python3 tests/http/unharmed.py {ASAN}"),
        ("what goes out", f"python3 tests/http/outgoing.py {ASAN}"),
        ("safety", f"python3 tests/http/safety.py {ASAN}"),
        ("all routes at random", f"python3 tests/http/wander.py {ASAN} --steps 1000 --at-once 2"),
    ]),
    "crash": Suite({"release": ["foyer", "test_interleavings", "foyer_faults"]}, [
        ("kill -9", f"python3 tests/faults/crash.py {FOYER} --kills 100"),
        ("halves of turns are found", "python3 tests/faults/turns_damaged.py"),
        ("kill -9 while publishing", f"python3 tests/faults/publish_crash.py {FOYER} --kills 3"),
        ("backups", f"python3 tests/faults/backups.py {FOYER} --flips 10"),
        ("upgrades", FAULTY.format("upgrades") + " --kills 1"),
        ("faults", f"python3 tests/faults/faults.py {FOYER}"),
        ("interleavings", f"python3 tests/faults/interleavings.py {FOYER} --steps 3000"),
        ("100,000 steps", f"TMPDIR={memory()} FOYER_STEPS=100000 build/release/tests/test_interleavings"),
        ("instructions", f"python3 tests/bench/instructions.py {FOYER}"),
        ("odd questions", f"python3 tests/faults/odd_questions.py {FOYER}"),
        ("calls that fail", FAULTY.format("injection") + " --seconds 6"),
        ("a backup folder that fails", FAULTY.format("injection") + " --only keep_again --seconds 4"),
        ("power cuts", FAULTY.format("power") + " --seconds 4"),
    ]),
    "asan": Suite({"asan": unit_tests()}, unit("asan", unit_tests())),
    "fuzz": Suite({"fuzz": ["all"]}, [("corpus", "python3 tests/fuzz/run.py --seconds 1")]),
    "tsan": Suite({"tsan": ["foyer", *THREADED]}, [
        ("story", "python3 tests/http/story.py --foyer build/tsan/foyer"), *unit("tsan", THREADED)]),
    "release": Suite({"release": ["foyer", "intruder", "same_time"]}, [
        ("hardened", f"python3 tests/release/hardened.py {FOYER}"),
        ("secrets are compared to their end", "build/release/tests/same_time"),
        ("confined", f"python3 tests/release/confined.py {FOYER}"),
        ("what it is made of", f"python3 tests/release/materials.py {FOYER}"),
    ]),
    "nightly": Suite({"tsan": unit_tests(), "fuzz": ["all"]}, [
        *unit("tsan", unit_tests()), ("a minute for each fuzz target", "python3 tests/fuzz/run.py --seconds 60")]),
}

# Take too long for each time.
ONLY_BY_NAME = ["nightly"]

# Commands at a time: about half of them wait at any moment.
AT_ONCE = 5

# Several times what the longest takes; what hangs is ended, and the others are still told of.
SECONDS_EACH = 1800
# The whole run ends by itself well before a machine that gives it twenty minutes ends it; a command
# that has no time left fails.
SECONDS_EACH_OF_ALL = 900
SECONDS_ALL = 1080

PASSED = re.compile(r"^\[  PASSED  \] (\d+) test", re.M)
FAILED = re.compile(r"^\[  FAILED  \] (\d+) test", re.M)
VITEST = re.compile(r"^\s*Tests\s+(?:(\d+) failed \| )?(\d+) passed", re.M)
COLOUR = re.compile(r"\x1b\[[0-9;]*m")
COUNTED = re.compile(r"^(?:\w+: )?(\d+) passed, (\d+) failed", re.M)
FAIL = re.compile(r"\bFAIL|\[  FAILED  \]|ERROR: |runtime error:|WARNING: ThreadSanitizer")
PROCESSOR = re.compile(r"^processor ([\d.]+) ([\d.]+)\n", re.M)
PASSED_OVER = re.compile(r"^\[  SKIPPED \] (?!.*listed below)(\w+.*)", re.M)


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


def told_over(passed_over):
    return f", {len(passed_over)} passed over: {'; '.join(passed_over)}" if passed_over else ""


def failing_part(output, lines_after=12, most=80):
    """The lines that say FAIL with those after them; the end of the output where none says it."""
    lines = output.splitlines()
    wanted = sorted({near for at, line in enumerate(lines) if FAIL.search(line)
                     for near in range(at, min(at + 1 + lines_after, len(lines)))})
    return "\n".join([lines[at] for at in wanted][:most] or lines[-20:])


def build(preset, targets):
    log = f"build-{preset}.log"
    return (f"(cmake --preset {preset} && "
            f"cmake --build --preset {preset} --parallel {os.cpu_count()} --target {' '.join(targets)}) >{log} 2>&1 || "
            f"{{ tail -40 {log}; exit 1; }}")


def end(process):
    """With all that it started: politely, that they may end theirs, then at once."""
    try:
        os.killpg(process.pid, signal.SIGTERM)
        time.sleep(5)
        os.killpg(process.pid, signal.SIGKILL)
    except ProcessLookupError:
        pass  # all have ended
    process.wait()


def output_of(command, seconds):
    """What a command prints, its status, and the processor time that it took."""
    if seconds <= 0:
        return "FAIL: no time was left for it", 1, 0
    with tempfile.TemporaryFile("w+", errors="replace") as file:
        process = subprocess.Popen(["bash", "-c", f"TIMEFORMAT='processor %U %S'; time ({command})"], cwd=ROOT,
                                   env=dict(os.environ, **SANITIZERS), stdout=file, stderr=subprocess.STDOUT,
                                   stdin=subprocess.DEVNULL, start_new_session=True)
        late = ""
        try:
            process.wait(seconds)
        except subprocess.TimeoutExpired:
            end(process)
            late = f"\nFAIL: not done within {seconds:.0f} s\n"
        file.seek(0)
        output, taken = PROCESSOR.sub("", text := file.read()), PROCESSOR.findall(text)
        return output + late, process.returncode, sum(float(n) for n in taken[-1]) if taken else 0


@dataclasses.dataclass
class Step:
    suite: str
    name: str
    command: str
    needs: set  # presets


class Run:
    """The steps of some suites, each begun when what it needs is there."""

    def __init__(self, suites, seconds_each, seconds_all):
        self.seconds_each, self.until = seconds_each, time.monotonic() + seconds_all
        targets = {preset: sorted({each for suite in suites for each in SUITES[suite].needs.get(preset, [])})
                   for preset in BUILDS}
        wanted = [preset for preset in BUILDS if targets[preset]]
        self.waiting = [Step("build", preset, build(preset, targets[preset]), set(wanted[:at]))
                        for at, preset in enumerate(wanted)]
        self.waiting += [Step(suite, name, command, set(SUITES[suite].needs))
                         for suite in suites for name, command in SUITES[suite].commands]
        self.tried, self.broken = set(), set()  # presets
        self.changed = threading.Condition()
        self.counts, self.failures, self.passed_over, self.processor = [], [], [], 0

    def next(self):
        """The first that can begin; None when none is left."""
        with self.changed:
            while self.waiting:
                for step in self.waiting:
                    if step.needs <= self.tried:
                        self.waiting.remove(step)
                        return step
                self.changed.wait()
            return None

    def work(self):
        while step := self.next():
            self.tell(step)

    def tell(self, step):
        if step.suite != "build" and step.needs & self.broken:
            return  # counted as the failure of that build
        started = time.monotonic()
        output, status, processor = output_of(step.command, min(self.seconds_each, self.until - started))
        passed, failed = count(output, status)
        over = list(dict.fromkeys(PASSED_OVER.findall(output)))
        with self.changed:
            print(f"{step.suite}/{step.name}: {passed} passed, {failed} failed{told_over(over)} "
                  f"({time.monotonic() - started:.1f} s, {processor:.1f} s of processor)", flush=True)
            self.counts.append((passed, failed))
            self.passed_over += over
            self.processor += processor
            if failed:
                print(output[-8000:], flush=True)
                self.failures.append(f"{step.suite}/{step.name}:\n{failing_part(output)}")
            if step.suite == "build":
                self.tried.add(step.name)
                self.broken |= {step.name} if failed else set()
            self.changed.notify_all()


def main():
    names = sys.argv[1:] or [suite for suite in SUITES if suite not in ONLY_BY_NAME]
    if names == ["--list"]:
        print("\n".join(SUITES))
        return 0
    unknown = [name for name in names if name not in SUITES]
    if unknown:
        print(f"There is no suite {unknown[0]}; there are: {', '.join(SUITES)}")
        return 2
    started = time.monotonic()
    limits = (SECONDS_EACH, float("inf")) if sys.argv[1:] else (SECONDS_EACH_OF_ALL, SECONDS_ALL)
    run = Run([suite for suite in SUITES if suite in names], *limits)
    with concurrent.futures.ThreadPoolExecutor(AT_ONCE) as pool:
        for worker in [pool.submit(run.work) for _ in range(AT_ONCE)]:
            worker.result()
    passed, failed = (sum(count[at] for count in run.counts) for at in (0, 1))
    for failure in run.failures:
        print(f"\nfailed: {failure}")
    print(f"{time.monotonic() - started:.0f} s, {run.processor:.0f} s of processor")
    print(f"{passed} passed, {failed} failed{told_over(run.passed_over)}")
    return 1 if failed or not passed else 0


if __name__ == "__main__":
    sys.exit(main())
