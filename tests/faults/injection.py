#!/usr/bin/env python3
"""Every call of the server made to fail, one after another.

A library is preloaded (preload/) that fails the n-th call of a kind, once, or
from the n-th on until the fault is lifted: memory, files, sockets, epoll,
clocks, threads, random bytes, and every call of SQLite on its files.  The
scenarios: a conversation (questions, hand-over, an agent, the end), an edit
that is published, a start, a stop, a backup and a restore; by name only, what
is done with a backup folder (injection_keeping.py).  For each n:

- what was answered as stored is there once and in order, now and after a
  clean restart; what was refused is there once when it is sent again;
- `foyer check` finds nothing, and the publication that was told to be live
  answers;
- whenever somebody was refused, a line of the log says what failed;
- when the fault is over the next requests succeed, by themselves.  A server
  that ended (out of memory) has said so and is started again, as a service
  manager would.

    tests/faults/injection.py --foyer PROGRAM --preload foyer_faults.so [--seconds 15] [--all | --ways]
                              [--probe] [--only SCENARIO] [--kind KIND] [--at N] [--seed N] [--step SECONDS] [--kept FILE]

With --all every one is tried in order; with --ways one for each way in which a
call is come to (its list of callers), until two whole runs find no new one;
with --probe too, and forks tell which of them end the process (injection_probes.py);
without a spread sample, until the seconds (of --all and --ways: none) are over.  Prints "N passed, M failed": one for each
fault that was tried.
"""
import argparse
import hashlib
import os
import random
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import time

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from failing import (ERRORS, KEEPING, NOT_TOLD, SCENARIOS, Fault, complaints, ended_by_itself,  # noqa: E402
                     faults_of, spread, ways_of)
from injection_copying import while_copying  # noqa: E402
from injection_keeping import leave_off, while_keeping  # noqa: E402
from injection_probes import BAD, GOOD, Kept, probed  # noqa: E402
from injecting import (FOREVER, Actors, Base, FaultyServer, Lost, Refused, check_folder,  # noqa: E402
                       end_by_signal, end_politely)

ENDINGS = ("out-of-memory", "random", "thread", "libmicrohttpd")  # what the log says last
CHECK_EVERY = 40  # faults after which the folder is looked at by itself
TALKS_KEPT = 60
FAILURES_MOST = 25
FELL = "the process fell over"
START_MOST = 60.0
LINGERS = 1.0  # seconds for what begins beside a start
LIFTED_AFTER = 2.0  # seconds that a start may take once a call has failed


def snapshots_of(folder):
    """What is published, byte for byte."""
    found = {}
    for name in os.listdir(folder + "/snapshots"):
        with open(f"{folder}/snapshots/{name}", "rb") as file:
            found[name] = hashlib.sha256(file.read()).hexdigest()
    return found


class Bench:
    """A folder of a base's copy and the server that is made to fail."""

    def __init__(self, options, base, folder):
        self.options, self.base = options, base
        self.folder = folder
        base.copy(folder)
        self.server = FaultyServer(options.foyer, options.preload, folder)
        self.server.start()
        self.actors = Actors(self.server, base)
        self.talks = []
        self.since_check = 0
        self.told = {}  # (kind, what the log said) -> how often

    def close(self):
        if self.server.alive():
            self.server.kill()

    def must_be_told(self, fault, mark):
        """Whoever was refused finds out why in the log."""
        found = complaints(self.server.log_since(mark))
        for line in found:
            said = re.sub(r'"at":"[^"]*",|"request":"[^"]*",|[0-9a-f]{16}', "", line)[:170]
            self.told[(fault.kind, said)] = self.told.get((fault.kind, said), 0) + 1
        if self.actors.failures and self.server.injection.failed and (fault.kind, fault.error) not in NOT_TOLD:
            assert found, f"somebody was refused, and the log says nothing:\n{self.server.log_since(mark)[-1500:]}"

    def live_is(self):
        status, answer = self.server.ask("GET", "/v1/publications", client=self.base.admin)
        assert status == 200, answer
        return answer["live"]

    def look(self, talks):
        breaches = [breach for talk in talks for breach in talk.breaches(self.server)]
        assert not breaches, "\n".join(breaches[:5])
        live = self.live_is()
        assert live >= self.actors.published[-1][0], (live, self.actors.published[-1])

    def look_after_restart(self):
        """A clean stop, the folder by itself, and everything that was told."""
        self.since_check = 0
        status = end_by_signal(self.server)
        assert status == 0, f"it ended with {status}:\n{self.server.tail()}"
        check_folder(self.options.foyer, self.folder)
        self.server.start()
        self.look(self.talks)
        self.talks = self.talks[-TALKS_KEPT:]

    def while_serving(self, fault):
        """Somebody goes through the scenario while the fault is there."""
        server, actors = self.server, self.actors
        mark = os.path.getsize(server.log_path)
        actors.failures, actors.on_failure, actors.endings = 0, server.injection.disarm, []
        if fault.fresh:
            assert end_by_signal(server) == 0, server.tail()
            self.start_under(fault)
        else:
            fault.arm(server.injection)
        try:
            if fault.scenario == "talk":
                self.talks.append(actors.talk(str(fault)))
            else:
                actors.edit_and_publish()
        finally:
            server.injection.disarm()
            actors.on_failure = None
        self.must_be_told(fault, mark)
        assert all(ended_by_itself(code) for code in actors.endings), f"it ended with {actors.endings}:\n{server.tail()}"
        self.start_what_ends(mark)
        if fault.scenario == "talk":
            actors.failures = 0
            self.talks.append(actors.talk(f"after {fault}"))
            assert actors.failures == 0, f"the fault is over, and there are failures: {actors.problem}\n{server.log_since(mark)[-1500:]}"
        self.look(self.talks[-2:])
        self.since_check += 1
        if self.since_check >= CHECK_EVERY:
            self.look_after_restart()

    def start_what_ends(self, mark):
        """A server that says that it ends may not have ended yet."""
        log = self.server.log_since(mark)
        if not self.server.alive() or any(f'"level":"error","event":"{event}"' in log.rsplit('"event":"confine"', 1)[-1]
                                          for event in ENDINGS):
            code = self.server.process.wait(timeout=30)
            assert ended_by_itself(code), f"it ended with {code}:\n{log[-1500:]}"
            self.server.start()

    def while_starting(self, fault):
        """A start that fails says so; it works when the fault is over."""
        server = self.server
        if server.alive():
            end_by_signal(server)
        snapshots = snapshots_of(self.folder)
        failed = self.start_under(fault)
        server.injection.disarm()
        assert snapshots_of(self.folder) == snapshots, "a start has changed what was published"
        assert "visitors are answered from publication" not in server.log_since(server.mark), server.log_since(server.mark)
        actors = self.actors
        actors.failures, actors.endings, mark = 0, [], server.mark
        self.talks.append(actors.talk(f"after {fault}"))
        if failed and actors.endings:  # it had said that it is ready, and ended
            assert ended_by_itself(actors.endings[0]) and complaints(server.log_since(mark)), server.log_since(mark)
            actors.failures = 0
            self.talks.append(actors.talk(f"long after {fault}"))
        assert actors.failures == 0, f"the start was over, and there are failures: {actors.problem}\n{server.log_since(server.mark)[-1500:]}"
        self.look(self.talks[-1:])
        self.since_check += 1
        if self.since_check >= CHECK_EVERY:
            self.look_after_restart()

    def start_under(self, fault):
        """A start that fails says why; how many calls failed."""
        server = self.server
        fault.arm(server.injection)
        server.launch()
        ready = self.wait_some()
        until = time.monotonic() + LINGERS
        while ready and not fault.was_met() and time.monotonic() < until and server.alive():
            time.sleep(0.01)
        failed = server.injection.failed
        if not ready:
            server.injection.disarm()
            code, log = server.process.returncode, server.log_since(server.mark)
            assert failed, f"it did not start without a fault:\n{log}"
            if code != -signal.SIGSEGV or FELL not in log:  # as libseccomp does without memory
                assert ended_by_itself(code), f"it ended with {code}:\n{log}"
                assert complaints(log), "it did not start, and says nothing"
            server.start()
        return failed

    def wait_some(self):
        """True when it is ready, False when it ended; a lasting fault is lifted when nothing comes."""
        deadline, is_met = time.monotonic() + START_MOST, False
        while time.monotonic() < deadline:
            if not is_met and self.server.injection.failed:
                deadline, is_met = time.monotonic() + LIFTED_AFTER, True
            if not self.server.alive():
                return False
            try:
                if self.server.ask("GET", "/readyz", most=LIFTED_AFTER / 3)[0] == 200:
                    return True
            except Lost:
                pass
            time.sleep(0.01)
        self.server.injection.disarm()
        return self.server.wait_ready()

    def while_stopping(self, fault):
        """Whatever fails while it ends, nothing that was told is lost."""
        server = self.server
        self.actors.failures = 0
        self.talks.append(self.actors.talk(f"before {fault}"))
        fault.arm(server.injection)
        end_by_signal(server)
        server.injection.disarm()
        check_folder(self.options.foyer, self.folder)
        server.start()
        self.look(self.talks[-1:])

    def calls_of(self, scenario):
        """How often each kind of call is made in a scenario."""
        counts = {}
        for _ in range(2):
            never = Fault(scenario, "none", 0, FOREVER, False)
            self.server.injection.clear()
            self.run(never)
            for kind, count in self.counted.items():
                counts[kind] = max(counts.get(kind, 0), count)
        return counts

    def run(self, fault):
        if fault.scenario not in KEEPING:
            leave_off(self)
        scenarios = {"talk": Bench.while_serving, "publish": Bench.while_serving, "start": Bench.while_starting,
                     "stop": Bench.while_stopping, "backup": while_copying, "restore": while_copying,
                     "restore_kept": while_copying}
        scenarios.get(fault.scenario, while_keeping)(self, fault)


class Counting(Bench):
    """Counts instead of failing: what was called between arming and lifting."""

    def __init__(self, options, base, folder):
        super().__init__(options, base, folder)
        self.counted = {}
        injection = self.server.injection
        lift = injection.disarm

        def note_and_lift():
            if injection._get(0, "I") == 0 and injection._get(8, "q") == FOREVER:
                self.counted = injection.counts()
                injection._put(8, "q", 0)
            lift()
        injection.disarm = note_and_lift


def try_all(options, base, folder, order, tried, kept):
    """(passed, failed); a fault that fails gets the next ones a new bench."""
    seconds = options.seconds or (FOREVER if options.all or options.by_ways or options.at else 15)
    deadline = time.monotonic() + seconds
    passed = failed = 0
    bench = None
    try:
        for fault in order:
            if time.monotonic() > deadline or failed >= FAILURES_MOST:
                break
            if bench is None:
                bench = Bench(options, base, f"{folder}/bench{failed}")
                shutil.copy(folder + "/counting.backup", bench.folder + ".backup")
            try:
                bench.run(fault)
                if not fault.was_met():
                    continue
                kept.add(fault, GOOD)
                passed += 1
                key = (fault.scenario, fault.kind)
                tried[key] = tried.get(key, 0) + 1
            except (AssertionError, Refused, Lost, OSError, subprocess.SubprocessError) as problem:
                failed += 1
                kept.add(fault, BAD)
                print(f"{fault}: {type(problem).__name__}: {str(problem)[-1800:]}", flush=True)
                bench.close()
                bench = None
            except SystemExit:  # asked to end: what was tried counts
                bench.close()
                bench = None
                break
            if (options.all or options.by_ways) and (passed + failed) % 200 == 0:
                print(f"{passed + failed} tried, the last {fault}", flush=True)
        if bench is not None:
            if not bench.server.alive():
                bench.server.start()
            bench.look_after_restart()
            if options.verbose:
                for (kind, line), times in sorted(bench.told.items()):
                    print(times, kind, line)
    finally:
        if bench is not None:
            bench.close()
    return passed, failed


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n", maxsplit=1)[0])
    parser.add_argument("--foyer", required=True)
    parser.add_argument("--preload", required=True)
    parser.add_argument("--seconds", type=float)
    parser.add_argument("--all", action="store_true")
    parser.add_argument("--ways", action="store_true")
    parser.add_argument("--probe", action="store_true")
    parser.add_argument("--kept", help="a file of what was tried; a later run goes on from it")
    parser.add_argument("--only", choices=SCENARIOS + KEEPING)
    parser.add_argument("--kind", help="kinds of calls, separated by commas")
    parser.add_argument("--at", type=int)
    parser.add_argument("--seed", type=int, default=int(time.time()))
    parser.add_argument("--step", type=float, default=FaultyServer.step_most,
                        help="seconds that one request may take; more where others use the machine")
    parser.add_argument("--verbose", action="store_true")
    options = parser.parse_args()
    options.foyer, options.preload = os.path.abspath(options.foyer), os.path.abspath(options.preload)
    options.by_ways = options.ways or options.probe
    FaultyServer.step_most = options.step
    kept = Kept(options.kept, options.foyer)
    print(f"seed {options.seed}")
    end_politely()
    rng = random.Random(options.seed)
    scenarios = [options.only] if options.only else SCENARIOS
    kinds = options.kind.split(",") if options.kind else list(ERRORS)
    tried = {}
    with tempfile.TemporaryDirectory(prefix="foyer-injection-") as folder:
        base = Base(options.foyer, folder + "/base")
        counting = Counting(options, base, folder + "/counting")
        subprocess.run([options.foyer, "backup", "--data", base.folder, folder + "/counting.backup"], check=True,
                       stdout=subprocess.DEVNULL)
        counts = {scenario: counting.calls_of(scenario) for scenario in scenarios}
        counting.close()
        for scenario in scenarios:
            print(scenario, {kind: count for kind, count in counts[scenario].items() if count}, flush=True)
        faults = [fault for scenario in scenarios for fault in faults_of(counts[scenario], scenario, kinds)
                  if options.at in (None, fault.number)]
        if options.probe:
            order = (fault for scenario in scenarios for fault in probed(Bench, options, base, folder, scenario, kinds, kept))
        elif options.ways:
            order = (fault for scenario in scenarios for fault in ways_of(counts[scenario], scenario, kinds, kept))
        else:
            print(f"{len(faults)} faults to try", flush=True)
            order = faults if options.all or options.at else spread(faults, rng)
        passed, failed = try_all(options, base, folder, order, tried, kept)
    for scenario in scenarios:
        print(scenario, ", ".join(f"{kind} {count}" for (of, kind), count in tried.items() if of == scenario))
    print(f"{passed} passed, {failed} failed")
    return 1 if failed or not passed else 0


if __name__ == "__main__":
    sys.exit(main())
