#!/usr/bin/env python3
"""What each operation costs at ten times as much of everything, in instructions.

    tests/bench/growth.py [--foyer build/release/foyer] [--only conversations,entries,agents,waiting,streams]

For each dimension two data folders are made, the second with ten times as many, and the server that
serves them is run under valgrind's callgrind: what the event loops and the writer do for one
operation, whatever the clock says.  An operation may grow as the logarithm does (for 300 to 3,000
that is 1.40 times); what grows faster is marked, and explained in docs/performance.md.
"""
import argparse
import json
import math
import os
import sqlite3
import sys
import tempfile
import time

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, HERE)
from counted import Counted, Person, Server, administrator, agent, drain, follow  # noqa: E402
from measure import make_base, table  # noqa: E402
from websocket import WebSocket  # noqa: E402

TIMES = 10
GROWN = 1.10  # beyond the logarithm: chance


class Settled(Counted):
    """Counts what an operation leaves to be done behind it too: its words are put into the index of
    what was said within a second.  What was left before doesn't count."""

    def count(self, act):
        def act_and_wait():
            act()
            self.wait_for_words()
        self.wait_for_words()
        return super().count(act_and_wait)

    def wait_for_words(self):
        db = sqlite3.connect(f"file:{self.folder}/foyer.db?mode=ro", uri=True)
        while db.execute("SELECT EXISTS (SELECT 1 FROM event_search_due)").fetchone()[0]:
            time.sleep(0.1)
        db.close()


class Scene:
    """A prepared folder: what is in it besides, and who is there."""

    def __init__(self, foyer, folder, **sizes):
        self.foyer, self.folder = foyer, folder
        self.entries, self.conversations = sizes.get("entries", 300), sizes.get("conversations", 100)
        self.agents, self.waiting = sizes.get("agents", 2), sizes.get("waiting", 0)
        self.streams = sizes.get("streams", 0)
        self.waiters, self.open = [], []

    def fill(self):
        _, path, _ = make_base(os.path.dirname(self.foyer), self.folder, self.entries, 4, 2000 + self.conversations)
        with open(path, encoding="utf-8") as questions:
            self.questions = iter(questions.read().split("\n")[:-1])
        server = Server(self.foyer, self.folder + "/data", demo=False)
        server.start(60)
        try:
            self.people(server)
        finally:
            server.stop()

    def people(self, server):
        person, admin = Person(server.port), administrator(server)
        mei = agent(server, admin, "mei")
        for _ in range(self.conversations):
            person.say(person.begin(), next(self.questions, "and that"))
        mei.call("PUT", "/v1/me/presence", {"presence": "online"})
        self.talk = person.begin()
        person.hand_over(self.talk)
        mei.call("POST", f"/v1/conversations/{self.talk[0]}/accept", {})
        mei.call("PUT", "/v1/me/presence", {"presence": "offline"})
        for _ in range(self.waiting):
            self.waiters.append(person.begin())
            person.hand_over(self.waiters[-1])
        self.staff_headers = [agent(server, admin, f"agent-{number}").headers for number in range(self.agents)]

    def serve(self):
        self.server = Settled(self.foyer, self.folder + "/data")
        self.server.start(600)
        self.person = Person(self.server.port)
        origin = f"http://127.0.0.1:{self.server.port}"
        if not self.waiting:
            for headers in self.staff_headers:
                stream = WebSocket(self.server.port, {"Cookie": headers["Cookie"], "Origin": origin}, timeout=120)
                stream.send({"type": "hello", "staff": True})
                stream.until("ready")
                self.open.append(stream)
                Person(self.server.port, headers).call("PUT", "/v1/me/presence", {"presence": "online"})
        self.open += [follow(self.server.port, waiter) for waiter in self.waiters]
        for _ in range(self.streams):
            self.open.append(follow(self.server.port, self.person.begin()))

    def staff(self):
        return Person(self.server.port, self.staff_headers[0])


def beginning(scene):
    return scene.person.begin


def answering(scene):
    """Each in a conversation of its own: after some that it can't answer the bot hands over."""
    talks = iter([scene.person.begin() for _ in range(40)])
    return lambda: scene.person.say(next(talks), next(scene.questions))


def to_an_agent(scene):
    return lambda: scene.person.say(scene.talk, "I see, thanks")


def reading(scene):
    return lambda: scene.person.call("GET", f"/v1/conversations/{scene.talk[0]}/events", None, scene.talk[1])


def handing_over(scene):
    def act():
        scene.person.hand_over(scene.person.begin())
        drain(scene.open)
    return act


def leaving_the_queue(scene):
    waiters = iter(scene.waiters)
    def act():
        ident, token = next(waiters)
        scene.person.call("POST", f"/v1/conversations/{ident}/bot", None, token)
        drain(scene.open)
    return act


def listing(scene):
    member = scene.staff()
    return lambda: member.call("GET", "/v1/queue")


def searching(scene):
    member = scene.staff()
    return lambda: member.call("GET", "/v1/conversations?limit=50")


def telling_a_stream(scene):
    stream = follow(scene.server.port, scene.talk)
    def act():
        scene.person.say(scene.talk, "one more thing")
        drain([stream])
    return act


# dimension: (how many at first, [(operation, how often, what makes it)])
DIMENSIONS = {
    "conversations": (300, [("a conversation begins", 10, beginning), ("a question is answered", 20, answering),
                            ("a message to an agent", 20, to_an_agent), ("the events of a conversation", 10, reading),
                            ("staff list conversations", 10, searching)]),
    "entries": (300, [("a question is answered", 30, answering)]),
    "agents": (6, [("a message to an agent", 15, to_an_agent), ("a hand-over", 10, handing_over),
                   ("staff read the queue", 10, listing)]),
    "waiting": (30, [("a conversation begins", 20, beginning), ("a message to an agent", 15, to_an_agent),
                     ("a hand-over", 20, handing_over), ("somebody leaves the queue", 20, leaving_the_queue),
                     ("staff read the queue", 10, listing)]),
    "streams": (50, [("a message to an agent", 15, to_an_agent), ("a message reaches its stream", 15, telling_a_stream),
                     ("a conversation begins", 10, beginning)]),
}


def count(foyer, folder, dimension, size, operations):
    scene = Scene(foyer, folder, **{dimension: size})
    scene.fill()
    scene.serve()
    try:
        return {name: scene.server.middle(times, make(scene)) for name, times, make in operations}
    finally:
        scene.server.stop()


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--foyer", default="build/release/foyer")
    parser.add_argument("--only", default=",".join(DIMENSIONS))
    options = parser.parse_args()
    foyer = os.path.abspath(options.foyer)
    rows, found = [], {}
    for dimension in options.only.split(","):
        size, operations = DIMENSIONS[dimension]
        with tempfile.TemporaryDirectory(prefix="foyer-growth-") as folder:
            few = count(foyer, folder + "/few", dimension, size, operations)
            many = count(foyer, folder + "/many", dimension, size * TIMES, operations)
        allowed = GROWN * math.log(size * TIMES) / math.log(size)
        for name in few:
            ratio = many[name] / max(1, few[name])
            rows.append([f"{size:,} to {size * TIMES:,} {dimension}", name, f"{few[name]:,}", f"{many[name]:,}",
                         f"{ratio:.2f}", "" if ratio <= allowed else "faster than the logarithm"])
            found[f"{dimension}: {name}"] = ratio
            print(*rows[-1], sep=" | ", file=sys.stderr, flush=True)
    table(["growing", "operation", "instructions", "at ten times", "ratio", ""], rows)
    print(json.dumps(found))


if __name__ == "__main__":
    main()
