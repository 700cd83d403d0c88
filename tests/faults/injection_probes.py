"""Faults by forks, and what was tried before.

Most calls that fail for want of memory end the process.  To see that, the
process need not be started anew for each: it is forked at each new way to a
call (preload/probe.c), once with a failure and once with failures that last,
and the fork ends by itself, with a line of the log, before it has changed,
sent or taken anything.  That is a kill at that moment.  Whatever else comes
of a failure - the fork lives on, waits, dies of something else, says nothing -
is tried in the server itself with all that tests/faults/injection.py looks
at: one for each list of callers in our own code (what SQLite does within is
SQLite's) and what was said; and so is every 50th of all others.
"""
import hashlib
import os
import re
import signal
import subprocess

from failing import ERRORS, KnownWay, complaints, ended_by_itself
from injecting import KINDS, end_by_signal
from injection_copying import copying

# Ended with a word; to be tried in full; lived on as another that is; tried in full.
ENDED, SURVIVED, ALIKE, GOOD, BAD, NOT_MET = "ended", "survived", "alike", "good", "bad", "not-met"
EVERY = 50       # of the forks that need not be tried in full, one in so many is
OTHERS_MOST = 3  # of those like one that isn't met again, so many are tried
QUIET = 2        # runs without a new way, after which there is none
SLOWER = 1500    # seconds that a request may take while forks are made


class Kept:
    """Which ways were tried, and what came of them; in a file, or only now."""

    def __init__(self, path, program):
        self.path, self.of = path, {}  # (scenario, kind, error, lasts, way) -> what came of it
        self.number = {}               # which call it was
        self.like = {}                 # what it had in common with others
        if not path:
            return
        with open(program, "rb") as file:
            head = "program " + hashlib.sha256(file.read()).hexdigest()
        if not os.path.exists(path):
            self.write(head)
        with open(path, encoding="utf-8") as file:
            lines = file.read().splitlines()
        if lines[0] != head:
            raise SystemExit(f"{path}: of another program, whose ways have other numbers")
        for line in lines[1:]:
            scenario, kind, error, lasts, way, number, result, like = line.split()
            key = scenario, kind, int(error), lasts == "lasts", int(way, 16)
            self.of[key], self.number[key], self.like[key] = result, int(number), like

    def write(self, line):
        with open(self.path, "a", encoding="utf-8") as file:
            file.write(line + "\n")

    def put(self, key, number, result, like=None):
        like = like or self.like.get(key, "-")
        self.of[key], self.number[key], self.like[key] = result, number, like
        if self.path:
            scenario, kind, error, lasts, way = key
            self.write(f"{scenario} {kind} {error} {'lasts' if lasts else 'once'} {way:016x} {number} {result} {like}")

    def add(self, fault, result):
        if fault.way is not None:
            number = fault.injection.chosen[0] if fault.injection else 0
            self.put((fault.scenario, fault.kind, fault.error, fault.lasts, fault.way), number, result)

    def ways(self, *group):
        """Those tried of one scenario, kind, error and duration."""
        return {key[4] for key in self.of if key[:4] == group}


class Probe:
    """What one fork came to."""

    def __init__(self, line):
        *head, self.said = line.rstrip("\n").split(" ", 8)
        self.kind, self.error, self.lasts = KINDS[int(head[0])], int(head[1]), head[2] == "1"
        self.number, self.way, self.how, self.code = int(head[3]), int(head[4], 16), head[6], int(head[7])
        self.own = head[5]

    def ended_clearly(self):
        """With a word, and not only that it fell over."""
        code = {"signal": -self.code, "exit": self.code}.get(self.how, 0)
        return ended_by_itself(code) and complaints(self.said.replace("\t", "\n")) != []

    def alike(self):
        """The same of two: the same callers of our own found the same wrong, and said so."""
        said = re.sub(r'"at":"[^"]*",|"request":"[^"]*",|[0-9a-f]{16}', "", self.said)
        return hashlib.sha256(f"{self.own} {self.lasts} {self.how} {self.code} {said}".encode()).hexdigest()


def go_through(bench, scenario, arm):
    """The scenario once, while forks are made."""
    server, injection = bench.server, bench.server.injection
    if scenario == "start":
        assert end_by_signal(server) == 0, server.tail()
    if scenario in ("talk", "publish", "stop"):
        arm()
    if scenario == "talk":
        bench.talks.append(bench.actors.talk("probes"))
    elif scenario == "publish":
        bench.actors.edit_and_publish()
    elif scenario == "stop":
        server.process.send_signal(signal.SIGTERM)
        assert server.process.wait(timeout=SLOWER) == 0, server.tail()
        injection.disarm()
        server.start()
    elif scenario == "start":
        arm()
        server.launch()
        assert server.wait_ready(SLOWER), server.tail()
    else:
        copy(bench, scenario, arm)
    injection.disarm()


def copy(bench, scenario, arm):
    command, _ = copying(bench, scenario)
    bench.server.injection.not_begun()
    arm()
    bench.server.injection.not_begun()
    done = subprocess.run(command, env=bench.server.environment, text=True, stdout=subprocess.PIPE,
                          stderr=subprocess.STDOUT, timeout=SLOWER, check=False)
    assert done.returncode == 0, done.stdout


def read_probes(path, mark):
    if not os.path.exists(path):
        return []
    with open(path, encoding="utf-8", errors="replace") as file:
        file.seek(mark)
        return [Probe(line) for line in file.readlines() if line.endswith("\n")]


def probes_of(bench, scenario, kind, error, tried):
    """Runs the scenario until no new way is found; gives what the forks came to."""
    path, injection, quiet = bench.server.environment["FOYER_PROBES"], bench.server.injection, 0
    known = set(tried)
    while quiet < QUIET:
        mark = os.path.getsize(path) if os.path.exists(path) else 0
        problem = None
        try:
            go_through(bench, scenario, lambda: injection.arm_by_probes(kind, error, known))
            assert bench.actors.failures == 0, f"a fork was felt: {bench.actors.problem}\n{bench.server.tail()}"
        except BaseException as what:  # also when asked to end: what was found counts
            problem = what
        found = read_probes(path, mark)
        known |= {probe.way for probe in found}
        quiet = 0 if found else quiet + 1
        yield from found
        if problem is not None:
            raise problem


def probed(make_bench, options, base, folder, scenario, kinds, kept):
    """The faults that must be tried in full; those that aren't are kept as ended."""
    for kind in kinds:
        for error in (error for error in ERRORS[kind] if error > 0):
            probe_all(make_bench, options, base, folder, (scenario, kind, error), kept)
            of = {key: result for key, result in kept.of.items() if key[:3] == (scenario, kind, error)}
            full = sorted(key for key, result in of.items() if result == SURVIVED)
            others = sorted(key for key, result in of.items() if result in (ENDED, ALIKE))
            print(f"{scenario} {kind} {error}: {len(of)} forks, {sum(of[key] == ENDED for key in others)} ended with a word,",
                  f"{sum(of[key] == ALIKE for key in others)} lived on like one that is looked at, to try: {len(full)} and",
                  f"{len(others[::EVERY])}", flush=True)
            for key in full + others[::EVERY]:
                yield from one_of(key, kept)


def known_ways(key, kept):
    """The fault, looked for in a server that runs, and where it isn't met in one that starts."""
    number = kept.number[key]
    near = max(1, number - number // 10 - 100)
    for first, fresh in ((near, False), (1, False)) if key[0] == "start" else ((1, False), (1, True)):
        fault = KnownWay(*key[:3], first, *key[3:], fresh)
        yield fault
        if fault.was_met():
            return True
    kept.put(key, number, NOT_MET)
    return False


def one_of(key, kept):
    """The fault, or another that is like it."""
    if (yield from known_ways(key, kept)):
        return
    others = [other for other, like in kept.like.items() if like == kept.like[key] != "-" and kept.of[other] == ALIKE]
    for other in others[:OTHERS_MOST]:
        if (yield from known_ways(other, kept)):
            return


def probe_all(make_bench, options, base, folder, group, kept):
    bench = make_bench(options, base, folder + "/probing")
    try:
        server = bench.server
        server.environment["FOYER_PROBES"] = bench.folder + ".probes"
        server.step_most = SLOWER
        assert end_by_signal(server) == 0, server.tail()
        server.start()
        tried = kept.ways(*group, False) & kept.ways(*group, True)
        seen = set()
        for probe in probes_of(bench, *group, tried):
            result = ENDED if probe.ended_clearly() else ALIKE if probe.alike() in seen else SURVIVED
            seen.add(probe.alike())
            kept.put((*group, probe.lasts, probe.way), probe.number, result, probe.alike())
        bench.look_after_restart()
    finally:
        bench.close()
