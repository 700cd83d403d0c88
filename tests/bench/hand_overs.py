#!/usr/bin/env python3
"""Hand-overs and replies under load, and whether anybody waited beside a free agent.

    cmake --build --preset release --target foyer bench_hand_overs
    tests/bench/hand_overs.py [--build build/release] [--agents 100] [--per-minute 500] [--seconds 60]
                              [--hold 11000] [--capacity 1] [--replies 1000]

Starts a server of its own, signs the agents in, and lets bench_hand_overs.c
play visitors and desks.  Then it reads the log: how long the longest wait was
for somebody who waited while an agent had room, in the same run.
"""
import argparse
import json
import os
import sqlite3
import subprocess
import sys
import tempfile

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.join(os.path.dirname(HERE), "faults"))
sys.path.insert(0, os.path.join(os.path.dirname(HERE), "http"))
from server import Server  # noqa: E402
from story import PASSWORD, House  # noqa: E402


def sign_in(house, count, capacity, path):
    """The agents' cookies in a file, the shown names being their numbers."""
    for name in ("mei", "lin"):
        house.admin.must(200, "PUT", f"/v1/staff/{house.ids[name]}", {"blocked": True})
    with open(path, "w", encoding="ascii") as file:
        for number in range(count):
            house.admin.must(201, "POST", "/v1/staff", {
                "name": f"agent-{number}", "display_name": str(number), "role": "agent", "password": PASSWORD,
                "capacity": capacity})
            agent = house.client()
            agent.sign_in(f"agent-{number}")
            file.write(f"{agent.cookie} {agent.csrf}\n")


def longest_beside_free(database, room):
    """Milliseconds that the longest time lasted in which somebody waited and an agent had room."""
    steps = []
    events = sqlite3.connect(database).execute(
        "SELECT conversation, type, at FROM event WHERE type IN ('handoff', 'assigned', 'closed') ORDER BY at, number")
    had = set()
    for conversation, kind, at in events:
        if kind == "handoff":
            steps.append((at, 1, 0))
        elif kind == "assigned":
            steps.append((at, -1, 1))
            had.add(conversation)
        elif conversation in had:
            steps.append((at, 0, -1))
    # All that is of one moment is of one transaction.
    waiting = held = 0
    since = longest = 0
    for at in sorted({step[0] for step in steps}):
        if since:
            longest = max(longest, at - since)
        for _, wait, hold in (step for step in steps if step[0] == at):
            waiting, held = waiting + wait, held + hold
        since = at if waiting > 0 and held < room else 0
    return longest, sum(1 for step in steps if step[1] == 1)


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--build", default="build/release")
    parser.add_argument("--agents", type=int, default=100)
    parser.add_argument("--per-minute", type=int, default=500)
    parser.add_argument("--seconds", type=int, default=60)
    parser.add_argument("--hold", type=int, default=11000, help="milliseconds that a conversation lasts")
    parser.add_argument("--capacity", type=int, default=1)
    parser.add_argument("--replies", type=int, default=1000, help="a second, in all")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="foyer-hand-overs-") as folder:
        # These visitors answer no pings, so that none are sent while it is measured.
        server = Server(f"{options.build}/foyer", folder + "/data", demo=False,
                        environment={"FOYER_STREAM_PING_SECONDS": "3600"})
        server.start()
        try:
            house = House(server)
            sign_in(house, options.agents, options.capacity, folder + "/agents")
            bench = subprocess.run(
                [f"{options.build}/tests/bench_hand_overs", str(server.port), folder + "/agents",
                 str(options.per_minute), str(options.seconds), str(options.hold), str(options.replies)],
                stdout=subprocess.PIPE, text=True, check=False)
            found = json.loads(bench.stdout)
        finally:
            server.stop()
        longest, handed = longest_beside_free(folder + "/data/foyer.db", options.agents * options.capacity)
        found["hand_overs_in_the_log"] = handed
        found["longest_wait_beside_free_agent_ms"] = longest
        print(json.dumps(found, indent=1))
    return bench.returncode


if __name__ == "__main__":
    sys.exit(main())
