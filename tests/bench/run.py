#!/usr/bin/env python3
"""Measures the server beside the bare parts it is made of, in one run.

    tests/bench/run.py [--build build/release] [--seconds 5] [--entries 1000]

Prints, for 1, 16, 64, 256 and 512 clients: what libmicrohttpd alone answers
a second, what the store alone commits, and durable answers to distinct
questions with their p50 and p99 and the server's processor time for each,
with the ratios; then what 1,000 and 18,000 idle streams cost, and how long a
message takes to reach one of them.  The load generator shares the machine's
cores.
"""
import argparse
import json
import os
import shutil
import subprocess
import sys
import tempfile
import time

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.join(os.path.dirname(HERE), "faults"))
from server import Server, free_port  # noqa: E402

CLIENTS = [1, 16, 64, 128, 256, 512]


def call(*command):
    done = subprocess.run([str(part) for part in command], stdout=subprocess.PIPE, text=True, check=True)
    return json.loads(done.stdout.strip().split("\n")[-1])


def make_base(options, folder):
    subprocess.run([sys.executable, f"{HERE}/make_base.py", str(options.entries), str(options.variants),
                    "200000", folder], check=True)
    data = folder + "/data"
    subprocess.run([f"{options.build}/foyer", "import", "--data", data, folder + "/base.jsonl"], check=True)
    started = time.monotonic()
    subprocess.run([f"{options.build}/foyer", "publish", "--data", data], check=True)
    print(f"published {options.entries} entries of {options.variants} variants in "
          f"{time.monotonic() - started:.1f} s")
    return data


def hello_rates(options, questions):
    port = free_port()
    hello = subprocess.Popen([f"{options.tools}/bench_hello", str(port), "2"])
    time.sleep(0.3)
    rates = {n: call(f"{options.tools}/bench_load", port, n, options.seconds, questions, "/") for n in CLIENTS}
    hello.kill()
    return rates


def commit_rates(options, folder):
    rates = {}
    for clients in CLIENTS:
        rates[clients] = call(f"{options.tools}/bench_commits", f"{folder}/commits-{clients}", clients,
                              int(options.seconds))
        shutil.rmtree(f"{folder}/commits-{clients}")
    return rates


def processor_seconds(process):
    with open(f"/proc/{process.pid}/stat", encoding="ascii") as stat:
        fields = stat.read().rsplit(")", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def idle_streams(options, data):
    for count in (1000, 18000):
        server = Server(f"{options.build}/foyer", data, demo=False)
        server.start(60)
        print(f"{count} idle streams:", json.dumps(call(f"{options.tools}/bench_idle_streams", server.port, count,
                                                        server.process.pid)))
        server.stop()


def resident_kib(process):
    with open(f"/proc/{process.pid}/status", encoding="ascii") as status:
        return int([line for line in status if line.startswith("VmRSS")][0].split()[1])


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--build", default="build/release")
    parser.add_argument("--seconds", type=float, default=5)
    parser.add_argument("--entries", type=int, default=1000)
    parser.add_argument("--variants", type=int, default=5)
    options = parser.parse_args()
    options.build = os.path.abspath(options.build)
    options.tools = options.build + "/tests"
    folder = tempfile.mkdtemp(prefix="foyer-bench-")
    try:
        data = make_base(options, folder)
        questions = folder + "/questions.txt"
        hello = hello_rates(options, questions)
        commits = commit_rates(options, folder)
        server = Server(f"{options.build}/foyer", data, demo=False)
        server.start(60)
        print("clients  hello/s  commits/s  answers/s  p50 ms  p99 ms  answers/hello  CPU us/answer")
        for clients in CLIENTS:
            before = processor_seconds(server.process)
            got = call(f"{options.tools}/bench_load", server.port, clients, options.seconds, questions)
            print(f"{clients:7d} {hello[clients]['per_second']:8.0f} {commits[clients]['per_second']:10.0f} "
                  f"{got['per_second']:10.0f} {got['p50_ms']:7.2f} {got['p99_ms']:7.2f} "
                  f"{got['per_second'] / hello[clients]['per_second']:14.3f} "
                  f"{(processor_seconds(server.process) - before) * 1e6 / (got['per_second'] * options.seconds):14.0f}")
        print(f"resident memory after it all: {resident_kib(server.process)} KiB")
        server.stop()
        idle_streams(options, data)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


if __name__ == "__main__":
    main()
