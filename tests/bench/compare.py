#!/usr/bin/env python3
"""Foyer beside the bare parts it is made of and beside a server of a weekend, in one run.

    tests/bench/compare.py [--build build/release] [--seconds 3] [--bases 1000x5,10000x5,100000x1]
                           [--weekend 1000x5] [--clients 1,16,64,128,256,512]

The same load generator asks each in turn on the same machine, whose cores it shares: a bare epoll
server and libmicrohttpd (one fixed answer), a bare group commit and the store alone (one small
record), the Node server of peers/weekend (in one process and in two), and Foyer.  Every question is
distinct and none is asked twice of one server; an answer counts when question and reply are synced
to the disk and have come back.  --bases are ENTRIESxVARIANTS, made from syllables; --weekend says on
which of them the Node server is asked too ("" for none).
"""
import argparse
import os
import shutil
import subprocess
import sys
import tempfile
import time

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from measure import CLIENTS, HERE, Server, call, free_port, make_base, processor_seconds, resident_kib, table, \
    verdict  # noqa: E402

WEEKEND = HERE + "/peers/weekend"
QUESTIONS = 1000000


class Run:
    """What all measurements of one run share."""

    def __init__(self, options, folder):
        self.build = os.path.abspath(options.build)
        self.tools = self.build + "/tests"
        self.seconds = options.seconds
        self.clients = [int(count) for count in options.clients.split(",")]
        self.folder = folder

    def load(self, port, clients, questions, *path):
        return call(f"{self.tools}/bench_load", port, clients, self.seconds, questions, *path)

    def loads(self, port, questions, *path):
        return {clients: self.load(port, clients, questions, *path) for clients in self.clients}


def wait_for(port, process, seconds=180):
    import socket
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline and process.poll() is None:
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.05)
    sys.exit(f"{process.args[0]} does not listen")


def hello(run, program, questions):
    port = free_port()
    process = subprocess.Popen([f"{run.tools}/{program}", str(port), "2"])
    try:
        wait_for(port, process)
        return run.loads(port, questions, "/")
    finally:
        process.kill()
        process.wait()


def group_commits(run):
    path = run.folder + "/group-commit"
    return {clients: call(f"{run.tools}/bench_group_commit", path, clients, max(1, int(run.seconds)))
            for clients in run.clients}


def store_commits(run):
    rates = {}
    for clients in run.clients:
        path = f"{run.folder}/commits"
        rates[clients] = call(f"{run.tools}/bench_commits", path, clients, max(1, int(run.seconds)))
        shutil.rmtree(path)
    return rates


def bare_parts(run, questions):
    parts = {"epoll hello/s": hello(run, "bench_epoll_hello", questions),
             "libmicrohttpd hello/s": hello(run, "bench_hello", questions),
             "bare group commits/s": group_commits(run), "store commits/s": store_commits(run)}
    print("### The bare parts\n")
    table(["clients", *parts],
          [[clients, *(f"{part[clients]['per_second']:,.0f}" for part in parts.values())] for clients in run.clients])
    return parts


class Weekend:
    """The Node server, in so many processes; its model is learned once a base."""

    def __init__(self, run, base, questions, workers):
        self.run, self.port = run, free_port()
        model = base + "/model.json"
        if not os.path.exists(model):
            started = time.monotonic()
            subprocess.run(["node", "--max-old-space-size=8000", WEEKEND + "/server.mjs", "learn", base + "/base.jsonl",
                            model], check=True)
            print(f"The weekend server has learned its base in {time.monotonic() - started:.1f} s.", flush=True)
        self.process = subprocess.Popen(["node", WEEKEND + "/server.mjs", "serve", str(self.port),
                                         f"{run.folder}/weekend{workers}.db", model, str(workers)],
                                        stdout=subprocess.PIPE, text=True)
        for _ in range(workers):
            if self.process.stdout.readline() == "":
                sys.exit("the weekend server ended")
        self.questions = f"{base}/weekend{workers}.txt"  # the same questions, asked of another server
        os.link(questions, self.questions)
        self.measure(16)  # its code is compiled while it runs

    def measure(self, clients):
        return self.run.load(self.port, clients, self.questions)

    def stop(self):
        self.process.terminate()
        self.process.wait()


class Foyer:
    def __init__(self, run, data, questions):
        self.run, self.questions = run, questions
        self.server = Server(f"{run.build}/foyer", data, demo=False)
        self.server.start(120)

    @property
    def pid(self):
        return self.server.process.pid

    def measure(self, clients):
        """Rates, and processor time for an answer."""
        before = processor_seconds(self.pid)
        got = self.run.load(self.server.port, clients, self.questions)
        used = processor_seconds(self.pid) - before
        return dict(got, micros=used * 1e6 / max(1, got["per_second"] * self.run.seconds))

    def stop(self):
        self.server.stop()


def in_turns(run, servers):
    """For each server its rates by clients: the machine's speed is not the same for minutes."""
    rates = [{} for _ in servers]
    for clients in run.clients:
        for server, its in zip(servers, rates):
            its[clients] = server.measure(clients)
    return rates


def times(rate):
    return f"{rate['p50_ms']:.2f} / {rate['p99_ms']:.2f}"


def show_base(run, name, rates, weekends):
    rows = []
    for clients in run.clients:
        got = rates[clients]
        row = [clients, f"{got['per_second']:,.0f}", times(got), f"{got['micros']:.0f}"]
        if weekends:
            one, two = (weekend[clients] for weekend in weekends)
            best = max(one["per_second"], two["per_second"])
            row += [f"{one['per_second']:,.0f}", f"{two['per_second']:,.0f}", times(two),
                    f"{got['per_second'] / max(best, 1):.1f}"]
        rows.append(row)
    headings = ["clients", "Foyer, answers/s", "p50 / p99 ms", "its CPU for an answer, us"]
    if weekends:
        headings += ["weekend, 1 process", "2 processes", "p50 / p99 ms of the 2", "Foyer to the better"]
    print(f"### {name.replace('x', ' entries of ')} variants\n")
    table(headings, rows)


def must_show(first, weekends, largest):
    """The promises that need these client counts; what was left out is not judged."""
    at = first.get(64)
    if at is None:
        return
    verdict("answers/s at 64 clients, the first base", f"{at['per_second']:,.0f}", ">= 12,000",
            at["per_second"] >= 12000)
    verdict("its p99", f"{at['p99_ms']:.1f} ms", "< 25 ms", at["p99_ms"] < 25)
    if weekends:
        best = max(rates[64]["per_second"] for rates in weekends)
        verdict("times the weekend server's", f"{at['per_second'] / best:.1f}", ">= 5", at["per_second"] >= 5 * best)
    for clients in (128, 256, 512):
        if clients in first:
            share = first[clients]["per_second"] / at["per_second"]
            verdict(f"{clients} clients to 64", f"{share:.2f}", ">= 1 (within 3 %)", share >= 0.97)
    if largest is not first:
        share = largest[64]["per_second"] / at["per_second"]
        verdict("the last base to the first", f"{share:.2f}", ">= 0.5", share >= 0.5)


def compare(run, options):
    bases = options.bases.split(",")
    all_rates, weekends = [], []
    for name in bases:
        entries, variants = (int(part) for part in name.split("x"))
        base = f"{run.folder}/{name}"
        data, questions, took = make_base(run.build, base, entries, variants, options.questions)
        if name == bases[0]:
            bare_parts(run, questions)
        print(f"{entries:,} entries of {variants} variants, published in {took:.1f} s", flush=True)
        foyer, others = Foyer(run, data, questions), []
        try:
            if name in options.weekend.split(","):
                others = [Weekend(run, base, questions, workers) for workers in (1, 2)]
            rates, *beside = in_turns(run, [foyer, *others])
            memory = resident_kib(foyer.pid)
        finally:
            for server in [foyer, *others]:
                server.stop()
        all_rates.append(rates)
        weekends += beside
        show_base(run, name, rates, beside)
        print(f"Foyer's resident memory after it all: {memory / 1024:.0f} MB\n", flush=True)
        shutil.rmtree(base)
    must_show(all_rates[0], weekends, all_rates[-1])


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--build", default="build/release")
    parser.add_argument("--seconds", type=float, default=3)
    parser.add_argument("--bases", default="1000x5,10000x5,100000x1")
    parser.add_argument("--weekend", default="1000x5")
    parser.add_argument("--clients", default=",".join(str(count) for count in CLIENTS))
    parser.add_argument("--questions", type=int, default=QUESTIONS)
    options = parser.parse_args()
    if options.weekend and not os.path.exists(WEEKEND + "/node_modules"):
        subprocess.run(["npm", "ci", "--silent", "--no-audit", "--no-fund"], cwd=WEEKEND, check=True)
    with tempfile.TemporaryDirectory(prefix="foyer-compare-") as folder:
        compare(Run(options, folder), options)


if __name__ == "__main__":
    main()
