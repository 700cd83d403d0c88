#!/usr/bin/env python3
"""What an answer asks of the system, counted over a known number of answers.

    tests/bench/profile.py [--build build/release] [--base 1000x5] [--clients 1,64] [--seconds 4] [--calls]

Allocations are counted by the library that the fault tests preload (target foyer_faults), system calls
by `perf trace` (as root), page faults by the kernel; each of them by itself, since the first two slow the
server.  All of the process counts: event loops, writer, and what is learned meanwhile.  The clock matters
only in so far as more answers share a commit when it is slow.  --calls lists every system call.
"""
import argparse
import collections
import os
import re
import signal
import subprocess
import sys
import tempfile
import time

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, HERE)
from measure import Server, call, make_base, table  # noqa: E402
from injecting import Injection  # noqa: E402

LOCKS, LOCKED_US = "waits for a lock", "waiting for a lock, us"
SECONDS_BEFORE = 2  # what is done once is done
# 0.278 ( 0.502 ms): foyer-writer/1196 futex(uaddr: ...; one that others interrupt is told twice, the second time
# with how long it took and without its arguments.
CALL = re.compile(r"^ *[\d.?]+ \( *([\d.]*)(?: ms)? *\): .*?/(\d+) +(\.\.\. \[continued\]: )?(\w+)\((.*)$", re.M)
# glibc's: somebody has the mutex.  A thread that waits for work does so at a condition.
FOR_LOCK = re.compile(r"op: WAIT\|PRIVATE_FLAG, val: 2\b")
FAMILIES = {
    "of the network": {"recvfrom", "sendto", "sendmsg", "recvmsg", "accept4", "shutdown", "close", "epoll_ctl", "setsockopt"},
    "to wait and to wake others": {"epoll_wait", "read", "write", "futex", "poll"},
    "of the database's files": {"pread64", "pwrite64", "fsync", "fdatasync", "fcntl", "fstat", "newfstatat", "openat"},
    "of memory": {"mmap", "munmap", "mprotect", "madvise", "brk"},
}


class Run:
    """One server after the other on one folder; no question is asked twice."""

    def __init__(self, options, folder):
        self.build, self.seconds = options.build, options.seconds
        entries, variants = (int(n) for n in options.base.split("x"))
        self.data, self.questions, _ = make_base(self.build, folder, entries, variants, 400000)

    def ask(self, server, clients, seconds):
        return call(f"{self.build}/tests/bench_load", server.port, clients, seconds, self.questions)["answers"]

    def counted(self, clients, environment, begin, end):
        """What begin and end count between them, for each answer: {name: how many}."""
        server = Server(f"{self.build}/foyer", self.data, demo=False, environment=environment)
        server.start(120)
        try:
            self.ask(server, clients, SECONDS_BEFORE)
            before = begin(server)
            answers = self.ask(server, clients, self.seconds)
            return {name: count / answers for name, count in end(server, before).items()}
        finally:
            server.stop()

    def grown(self, clients, environment, count):
        def end(server, before):
            return {name: now - before[name] for name, now in count(server).items()}
        return self.counted(clients, environment, count, end)

    def allocations(self, clients):
        injection = Injection(self.data + ".injection")
        return self.grown(clients, {"LD_PRELOAD": f"{self.build}/tests/foyer_faults.so", "FOYER_INJECTION": injection.path},
                          lambda _server: injection.counts())

    def page_faults(self, clients):
        return self.grown(clients, {}, faults_of)

    def calls(self, clients):
        log = self.data + ".calls"

        def begin(server):
            tracer = subprocess.Popen(["perf", "trace", "-m", "32M", "-o", log, "-p", str(server.process.pid)])
            time.sleep(1)  # it says nothing when it is there
            return tracer

        def end(_server, tracer):
            tracer.send_signal(signal.SIGINT)
            tracer.wait()
            with open(log, encoding="utf-8", errors="replace") as text:
                return told_by(text.read())
        return self.counted(clients, {}, begin, end)


def faults_of(server):
    with open(f"/proc/{server.process.pid}/stat", encoding="ascii") as stat:
        fields = stat.read().rsplit(")", 1)[1].split()
    return {"minor": int(fields[7]), "major": int(fields[9])}


def told_by(log):
    """How often each call was made, how often for a lock that somebody else had, and for how many us."""
    assert "LOST" not in log, "perf trace has lost events: ask for less seconds"
    found, waiting = collections.Counter({LOCKS: 0, LOCKED_US: 0}), set()
    for took, thread, is_rest, name, arguments in CALL.findall(log):
        if not is_rest:
            found[name] += 1
            (waiting.add if FOR_LOCK.search(arguments) else waiting.discard)(thread)
            found[LOCKS] += thread in waiting
        if took and thread in waiting:
            found[LOCKED_US] += 1000 * float(took)
    return found


def rows_of(run, clients):
    allocations, faults, calls = run.allocations(clients), run.page_faults(clients), run.calls(clients)
    locks = {name: calls.pop(name) for name in (LOCKS, LOCKED_US)}
    families = {what: sum(calls.get(name, 0) for name in names) for what, names in FAMILIES.items()}
    every = sum(calls.values())
    return {"allocations": allocations["malloc"], "system calls": every} | families | {
        "others": every - sum(families.values())} | locks | {
        "page faults": faults["minor"], "page faults that read the disk": faults["major"]}, calls


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--build", default="build/release")
    parser.add_argument("--base", default="1000x5")
    parser.add_argument("--clients", default="1,64")
    parser.add_argument("--seconds", type=float, default=4)
    parser.add_argument("--calls", action="store_true")
    options = parser.parse_args()
    options.build = os.path.abspath(options.build)
    counts = [int(n) for n in options.clients.split(",")]
    with tempfile.TemporaryDirectory(prefix="foyer-profile-") as folder:
        run = Run(options, folder)
        found = [rows_of(run, clients) for clients in counts]
    table(["for each answer", *(f"clients: {clients}" for clients in counts)],
          [[what, *(f"{rows[what]:.4g}" for rows, _ in found)] for what in found[0][0]])
    if options.calls:
        names = sorted(set().union(*(calls for _, calls in found)), key=lambda name: -found[0][1].get(name, 0))
        table(["call", *(f"clients: {clients}" for clients in counts)],
              [[name, *(f"{calls.get(name, 0):.3f}" for _, calls in found)] for name in names])


if __name__ == "__main__":
    main()
