#!/usr/bin/env python3
"""Kills the server at random moments while many clients post, and proves that

- every acknowledged event is there exactly once, with the number and text
  that were acknowledged, in order and without a gap;
- a post that was not acknowledged is there once or not at all, and sending
  it again with its key never makes a second message.

Run: tests/faults/crash.py --foyer PROGRAM [--kills 200] [--clients 12] [--seed N]
Prints "N passed, M failed": one for each kill, one for the end.
"""
import argparse
import http.client
import json
import os
import random
import shutil
import sys
import tempfile
import threading
import time

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from server import Server  # noqa: E402

QUESTIONS = ["How do I turn on roaming?", "漫游怎么开通", "what is the colour of seven", "my bill is wrong",
             "怎么充值", "转人工", "I want a real person", "hello", "where has my parcel got to", "谢谢"]


class Conversation:
    """What one visitor knows to be stored."""

    def __init__(self, view):
        self.id = view["id"]
        self.token = view["token"]
        self.known = {}  # number -> (key, text) of acknowledged events
        self.pending = None  # (key, text) sent and not acknowledged
        for event in view["events"]:
            self.keep(event)

    def keep(self, event):
        value = (event.get("key"), event.get("text"))
        if self.known.setdefault(event["seq"], value) != value:
            raise AssertionError(f"event {event['seq']} changed: {self.known[event['seq']]} {value}")


class Client(threading.Thread):
    """Posts until the server goes away."""

    def __init__(self, server, conversations, rng):
        super().__init__(daemon=True)
        self.server = server
        self.conversations = conversations
        self.rng = rng
        self.stopping = False
        self.problem = None
        self.acknowledged = 0

    def run(self):
        try:
            self.post_until_gone()
        except (OSError, http.client.HTTPException, json.JSONDecodeError):
            pass  # killed in the middle: what this is about
        except AssertionError as problem:
            self.problem = str(problem)

    def post_until_gone(self):
        connection = self.server.connection()
        while not self.stopping:
            if len(self.conversations) < 2 or self.rng.random() < 0.1:
                status, view = self.server.request("POST", "/v1/conversations", {"language": "zh-CN"},
                                                   connection=connection)
                assert status == 201, (status, view)
                self.conversations.append(Conversation(view))
                self.acknowledged += 1
            self.post(self.rng.choice(self.conversations[-8:]), connection)

    def post(self, conversation, connection):
        if conversation.pending is None:
            key = f"{self.rng.getrandbits(128):032x}"
            conversation.pending = (key, f"{self.rng.choice(QUESTIONS)} {key[:6]}")
        key, text = conversation.pending
        status, answer = self.server.request(
            "POST", f"/v1/conversations/{conversation.id}/messages", {"text": text, "key": key},
            conversation.token, connection=connection)
        assert status in (200, 201), (status, answer)
        assert any(e.get("key") == key and e["text"] == text for e in answer["events"]), answer
        for event in answer["events"]:
            conversation.keep(event)
        conversation.pending = None
        self.acknowledged += 1


def check(server, conversation):
    """Compares what is stored with what was acknowledged; a list of breaches."""
    breaches = []
    after, stored = 0, []
    while True:
        status, answer = server.request("GET", f"/v1/conversations/{conversation.id}/events?after={after}",
                                        token=conversation.token)
        if status != 200:
            return [f"{conversation.id}: events answered {status} {answer}"]
        if not answer["events"]:
            break
        stored += answer["events"]
        after = stored[-1]["seq"]
    numbers = [event["seq"] for event in stored]
    if numbers != list(range(1, len(numbers) + 1)):
        breaches.append(f"{conversation.id}: numbers {numbers}")
    by_number = {event["seq"]: (event.get("key"), event.get("text")) for event in stored}
    for number, value in conversation.known.items():
        if by_number.get(number) != value:
            breaches.append(f"{conversation.id}: acknowledged {number} {value}, stored {by_number.get(number)}")
    keys = [event["key"] for event in stored if event.get("key")]
    if len(keys) != len(set(keys)):
        breaches.append(f"{conversation.id}: a key stands twice")
    return breaches


def round_of(server, groups, rng, breaches):
    """Clients post, the server is killed and started again, and what the
    clients of this round touched is compared."""
    clients = [Client(server, group, random.Random(rng.random())) for group in groups]
    for client in clients:
        client.start()
    time.sleep(rng.uniform(0.02, 0.35))
    server.kill()
    for client in clients:
        client.stopping = True
        client.join(20)
        if client.problem:
            breaches.append(client.problem)
    server.start()
    for group in groups:
        for conversation in group[-8:]:
            breaches += check(server, conversation)
    return sum(client.acknowledged for client in clients)


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--foyer", required=True)
    parser.add_argument("--kills", type=int, default=200)
    parser.add_argument("--clients", type=int, default=12)
    parser.add_argument("--seed", type=int, default=int(time.time()))
    options = parser.parse_args()
    print(f"seed {options.seed}")
    rng = random.Random(options.seed)
    folder = tempfile.mkdtemp(prefix="foyer-crash-")
    server = Server(os.path.abspath(options.foyer), os.path.join(folder, "data"))
    passed = failed = acknowledged = 0
    groups = [[] for _ in range(options.clients)]
    try:
        server.start(60)
        for _ in range(options.kills):
            breaches = []
            acknowledged += round_of(server, groups, rng, breaches)
            print(*breaches[:5], sep="\n", end="\n" if breaches else "")
            failed += bool(breaches)
            passed += not breaches
        breaches = [breach for group in groups for c in group for breach in check(server, c)]
        server.stop()
        print(*breaches[:5], sep="\n", end="\n" if breaches else "")
        failed += bool(breaches)
        passed += not breaches
    finally:
        if server.process.poll() is None:
            server.kill()
        shutil.rmtree(folder, ignore_errors=True)
    count = sum(len(group) for group in groups)
    print(f"{options.kills} kills, {acknowledged} acknowledged posts in {count} conversations")
    print(f"{passed} passed, {failed} failed")
    return 1 if failed or acknowledged < options.kills else 0


if __name__ == "__main__":
    sys.exit(main())
