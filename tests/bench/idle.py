#!/usr/bin/env python3
"""What visitors cost who only wait, and what they do to everybody else.

    tests/bench/idle.py [--build build/release] [--counts 1000,18000] [--all 100000] [--quiet 200] [--rest 108]
                        [--in-one 18000] [--rate 1000] [--seconds 10] [--http 3] [--short]

1. For each of --counts in one server, and for --all over as many servers as it takes with --in-one
   in each (a process that may open 20,000 descriptors holds 18,000 and the rest of its work): how long
   a message takes to its stream while --rate of them a second flow among all, and how long the disk takes
   meanwhile for one write of somebody else's to be synced, as each message's must be; and in new servers
   memory for each stream, the servers' processor time at rest (with their pings; after --quiet seconds
   in which nobody said anything), and how all come back after a restart, with plain HTTP measured
   meanwhile.
2. The rate of plain HTTP with and without the last of --counts beside it, in turns.
3. What is left of --counts' first when half of them vanish without a word.

--short is a minute of it all: smaller, for seeing that it runs.
"""
import argparse
import json
import os
import shutil
import subprocess
import sys
import tempfile
import threading
import time

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from measure import Server, call, make_base, processor_seconds, resident_kib, table, verdict  # noqa: E402

RETURN_MOST = 180
PING_SECONDS = 5
FIRST = 100  # streams that are open before memory is counted: what a server needs once is not any stream's


class Crowd:
    """Visitors in a process of their own, at one server."""

    def __init__(self, run, port, count):
        self.count = count
        self.process = subprocess.Popen([f"{run.tools}/bench_idle_streams", str(port), str(count)], text=True,
                                        stdin=subprocess.PIPE, stdout=subprocess.PIPE)

    def begin(self, command):
        self.process.stdin.write(command + "\n")
        self.process.stdin.flush()

    def end(self):
        line = self.process.stdout.readline()
        if line == "":
            sys.exit("the visitors' process ended")
        return json.loads(line)

    def do(self, command):
        self.begin(command)
        return self.end()

    def leave(self):
        self.process.stdin.close()
        self.process.wait()


class House:
    """A server and its crowd."""

    def __init__(self, run, name, count, environment=None):
        self.run, self.count = run, count
        data = f"{run.folder}/{name}"
        shutil.rmtree(data, ignore_errors=True)
        subprocess.run(["cp", "-r", run.data, data], check=True)
        self.server = Server(f"{run.build}/foyer", data, demo=False, environment=environment)
        self.server.start(120)
        self.crowd = Crowd(run, self.server.port, count)

    def sockets(self):
        folder = f"/proc/{self.pid}/fd"
        return sum(os.readlink(f"{folder}/{each}").startswith("socket:") for each in os.listdir(folder))

    @property
    def pid(self):
        return self.server.process.pid

    def begin_opening(self):
        self.crowd.begin("open")

    def end_opening(self):
        self.crowd.end()
        before = resident_kib(self.pid, "RssAnon")
        got = self.crowd.end()
        return dict(got, bytes=(resident_kib(self.pid, "RssAnon") - before) * 1024 / self.count)

    def leave(self):
        self.crowd.leave()
        self.server.stop()


class Run:
    def __init__(self, options, folder):
        self.options, self.folder = options, folder
        self.build = os.path.abspath(options.build)
        self.tools = self.build + "/tests"
        self.data, self.questions, _ = make_base(self.build, folder + "/base", 1000, 5, 300000)


def ask(houses, command):
    """All do it at once; their answers."""
    for house in houses:
        house.crowd.begin(command)
    return [house.crowd.end() for house in houses]


def used(houses):
    return sum(processor_seconds(house.pid) for house in houses)


def rest(groups, quiet, seconds):
    """For each group the share of one processor that its servers used after so long a quiet, and its answers."""
    everybody = [house for houses in groups.values() for house in houses]
    ask(everybody, f"rest {quiet}")
    before = {name: used(houses) for name, houses in groups.items()}
    answers = iter(ask(everybody, f"rest {seconds}"))
    return {name: ((used(houses) - before[name]) / seconds, [next(answers) for _ in houses])
            for name, houses in groups.items()}


def probe(server, stop, taken):
    """Plain HTTP all the while: milliseconds of each request that was answered."""
    while not stop.is_set():
        begun = time.monotonic()
        try:
            if server.request("GET", "/readyz")[0] == 200:
                taken.append(1000 * (time.monotonic() - begun))
        except OSError:
            pass
        time.sleep(0.02)


def restart(houses):
    """All servers end and start again at once; when every stream is back."""
    stop, taken = threading.Event(), []
    for house in houses:
        house.crowd.begin(f"return {RETURN_MOST}")
    down_at = time.monotonic()
    stoppers = [threading.Thread(target=house.server.stop) for house in houses]
    for thread in stoppers:
        thread.start()
    for thread in stoppers:
        thread.join()
    starters = [threading.Thread(target=house.server.start, args=(60,)) for house in houses]
    for thread in starters:
        thread.start()
    for thread in starters:
        thread.join()
    up_at = time.monotonic()
    prober = threading.Thread(target=probe, args=(houses[0].server, stop, taken))
    prober.start()
    got = [house.crowd.end() for house in houses]
    back_at = time.monotonic()
    stop.set()
    prober.join()
    taken.sort()
    return {"down": up_at - down_at, "back": back_at - up_at, "missing": sum(h.count - g["streams"] for h, g in zip(houses, got)),
            "tries": sum(one["tries"] for one in got) / sum(house.count for house in houses),
            "refused": sum(one["refused"] for one in got), "http_p99": taken[len(taken) * 99 // 100] if taken else None}


def opened(houses):
    for house in houses:
        house.begin_opening()
    return [house.end_opening() for house in houses]


def spread(times):
    """The median, the 99th of 100, and the most."""
    times = sorted(times) or [0]
    return times[len(times) // 2], times[len(times) * 99 // 100], times[-1]


def sync(path, stop, taken):
    """One page of a file is written and synced, all the while: milliseconds of each."""
    page = os.urandom(4096)
    with open(path, "wb") as file:
        while not stop.is_set():
            begun = time.monotonic()
            os.pwrite(file.fileno(), page, 0)
            os.fdatasync(file.fileno())
            taken.append(1000 * (time.monotonic() - begun))
            time.sleep(0.01)


def deliver(houses, rate, seconds):
    stop, syncs = threading.Event(), []
    syncer = threading.Thread(target=sync, args=(f"{houses[0].run.folder}/synced", stop, syncs))
    before = used(houses)
    syncer.start()
    got = ask(houses, f"deliver {rate / len(houses)} {seconds}")
    stop.set()
    syncer.join()
    times = [each for one in got for each in one["times_ms"]]
    return {"delivery_ms": spread(times), "sync_ms": spread(syncs), "delivered": len(times),
            "delivery_us": (used(houses) - before) * 1e6 / max(1, len(times)), "sent": sum(one["sent"] for one in got)}


def leave(houses):
    for house in houses:
        house.leave()


def flowing(run, counts):
    """In servers of its own: what was asked is worked on for minutes."""
    houses = [House(run, f"flow-{at}", count) for at, count in enumerate(counts)]
    try:
        opened(houses)
        os.sync()  # what all these bases and conversations left to be written
        return deliver(houses, run.options.rate, run.options.seconds)
    finally:
        leave(houses)


def memory(run, houses):
    """Bytes for each stream."""
    first = [Crowd(run, house.server.port, FIRST) for house in houses]
    for crowd in first:
        crowd.begin("open")
    for crowd in first:
        crowd.end(), crowd.end()
    streams = opened(houses)
    for crowd in first:
        crowd.leave()
    return sum(one["bytes"] * house.count for one, house in zip(streams, houses)) / sum(house.count for house in houses)


def resting(run, kinds):
    """All rest at the same time, which takes minutes; the rest is done one kind after the other."""
    options = run.options
    groups = {}
    try:
        for name, counts in kinds.items():
            groups[name] = [House(run, f"rest-{len(groups)}-{at}", count) for at, count in enumerate(counts)]
        rows = {name: {"bytes": memory(run, houses)} for name, houses in groups.items()}
        for name, (share, answers) in rest(groups, options.quiet, options.rest).items():
            rows[name].update(cpu=share, pings=sum(one["pings"] + one["asks"] for one in answers) / options.rest)
        for name, houses in groups.items():
            rows[name].update(restart(houses))
        return rows
    finally:
        for houses in groups.values():
            leave(houses)


def measure(run, kinds):
    flows = {name: flowing(run, counts) for name, counts in kinds.items()}
    rows = resting(run, kinds)
    return [{"name": name, **rows[name], **flows[name]} for name in kinds]


def shares(total, most):
    """So many streams over as few servers as hold them."""
    servers = -(-total // most)
    return [total // servers + (1 if at < total % servers else 0) for at in range(servers)]


def http_rate(run, server):
    return call(f"{run.tools}/bench_load", server.port, 64, run.options.http, run.questions, "/readyz")["per_second"]


def beside(run, count):
    """Plain HTTP without and with idle streams, in turns; the median of the ratios."""
    bare = Server(f"{run.build}/foyer", run.folder + "/base/data", demo=False)
    bare.start(60)
    house = House(run, "http", count)
    opened([house])
    try:
        http_rate(run, bare), http_rate(run, house.server)
        ratios = []
        for _ in range(5):
            without = http_rate(run, bare)
            house.crowd.begin(f"rest {run.options.http}")
            ratios.append(http_rate(run, house.server) / without)
            house.crowd.end()
        return sorted(ratios)[2], without
    finally:
        house.leave()
        bare.stop()


def vanish(run, count):
    """Half of them fall silent without a word: how many sockets the server keeps too many."""
    house = House(run, "vanish", count, {"FOYER_STREAM_PING_SECONDS": str(PING_SECONDS)})
    try:
        opened([house])
        before = house.sockets()  # with those over which the conversations were begun
        gone = house.crowd.do("vanish")["vanished"]
        house.crowd.do(f"rest {3 * PING_SECONDS}")
        return house.sockets() - (before - gone)
    finally:
        house.leave()


def show(rows):
    table(["streams", "bytes for each", "CPU at rest, % of one core", "pings/s", "delivery p50 / p99 / most ms",
           "one synced write meanwhile, ms", "delivered", "CPU for each, us",
           "down s", "all back after s", "tries for each", "HTTP p99 ms meanwhile"],
          [[row["name"], f"{row['bytes']:.0f}", f"{100 * row['cpu']:.2f}", f"{row['pings']:.0f}",
            "{:.2f} / {:.2f} / {:.1f}".format(*row["delivery_ms"]),
            "{:.2f} / {:.2f} / {:.1f}".format(*row["sync_ms"]), f"{row['delivered']:,} of {row['sent']:,}", f"{row['delivery_us']:.0f}",
            f"{row['down']:.2f}", f"{row['back']:.1f}" + (f" ({row['missing']} not)" if row["missing"] else ""),
            f"{row['tries']:.2f}", "" if row["http_p99"] is None else f"{row['http_p99']:.1f}"] for row in rows])


def judge(rows, ratio, left_over):
    for row in rows:
        verdict(f"memory for a stream, {row['name']}", f"{row['bytes']:.0f} bytes", "<= 2,048", row["bytes"] <= 2048)
        verdict(f"CPU at rest, {row['name']}", f"{100 * row['cpu'] / os.cpu_count():.2f} % of the machine", "< 1 %",
                row["cpu"] / os.cpu_count() < 0.01)
        verdict(f"delivery p99, {row['name']}", f"{row['delivery_ms'][1]:.2f} ms", "< 20 ms", row["delivery_ms"][1] < 20)
        verdict(f"all back, {row['name']}", f"after {row['back']:.1f} s", "everybody", row["missing"] == 0)
    verdict("descriptors of vanished visitors that stay open", left_over, "none", left_over <= 0)
    verdict("plain HTTP beside idle streams to without", f"{ratio:.3f}", ">= 0.95", ratio >= 0.95)


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--build", default="build/release")
    parser.add_argument("--counts", default="1000,18000")
    parser.add_argument("--all", type=int, default=100000)
    parser.add_argument("--in-one", type=int, default=18000)
    parser.add_argument("--quiet", type=float, default=200)
    parser.add_argument("--rest", type=float, default=108)
    parser.add_argument("--rate", type=float, default=1000)
    parser.add_argument("--seconds", type=float, default=10)
    parser.add_argument("--http", type=float, default=3)
    parser.add_argument("--short", action="store_true")
    options = parser.parse_args()
    if options.short:
        options.counts, options.all, options.in_one = "500,2000", 4000, 2000
        options.quiet, options.rest, options.seconds, options.http = 5, 5, 3, 1
    counts = [int(count) for count in options.counts.split(",")]
    with tempfile.TemporaryDirectory(prefix="foyer-idle-") as folder:
        run = Run(options, folder)
        kinds = {f"{count:,} in one": [count] for count in counts}
        if options.all:
            beside_each_other = shares(options.all, options.in_one)
            kinds[f"{options.all:,} in {len(beside_each_other)}"] = beside_each_other
        rows = measure(run, kinds)
        ratio, rate = beside(run, counts[-1])
        left_over = vanish(run, counts[0])
    show(rows)
    print(f"Plain HTTP: {rate:,.0f}/s without idle streams; beside {counts[-1]:,} of them {ratio:.3f} of it.\n")
    judge(rows, ratio, left_over)


if __name__ == "__main__":
    main()
