#!/usr/bin/env python3
"""Kills the server at random moments while it publishes, and proves that

- what is live afterwards is the publication before or the new one, whole: it
  answers, and the number that the server tells is the one that answers;
- the drafts are as they were;
- the next publication works, and no half-made file is left behind it.

Run: tests/faults/publish_crash.py --foyer PROGRAM [--kills 12] [--entries 600] [--seed N]
Prints "N passed, M failed": one for each kill.
"""
import argparse
import json
import os
import random
import sys
import tempfile
import threading
import time

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, HERE)
sys.path.insert(0, os.path.join(os.path.dirname(HERE), "http"))
from server import Server  # noqa: E402
from story import House  # noqa: E402

WORDS = ["harbour", "lantern", "meadow", "anchor", "violin", "garden", "bridge", "kettle", "marble", "orchard",
         "pepper", "saddle", "thimble", "velvet", "walnut", "copper", "feather", "glacier", "helmet", "island"]


def wording(at):
    return f"{WORDS[at % 20]} {WORDS[at // 20 % 20]} number {at}"


def base(entries):
    return "\n".join(json.dumps({"id": f"e{at}", "question": f"What does the {wording(at)} cost?",
                                 "variants": [f"price of the {wording(at)}", f"how much is the {wording(at)}"],
                                 "answer": f"Answer {at}."}) for at in range(entries)).encode()


def reply(house):
    """What a visitor gets now."""
    visitor, conversation = house.visitor()
    answer = visitor.must(201, "POST", f"/v1/conversations/{conversation}/messages",
                          {"text": f"What does the {wording(7)} cost?", "key": visitor.key()})
    return json.dumps(answer)


def drafts(house):
    connection = house.server.connection(timeout=60)
    connection.request("GET", "/v1/export?format=jsonl&retired=1", headers={"Cookie": house.admin.cookie})
    return connection.getresponse().read()


def edit(house, number):
    house.admin("POST", "/v1/imports?format=jsonl", raw=json.dumps(
        {"id": "e7", "question": f"What does the {wording(7)} cost?",
         "variants": [f"price of the {wording(7)}", f"new wording {number} {WORDS[number % 20]}"],
         "answer": f"Price {number}."}).encode())
    assert house.admin.status == 200


def publish(house, done):
    try:
        house.admin("POST", "/v1/publications", {"reason": "crash"})
        done.append(house.admin.status)
    except (OSError, ValueError):
        pass  # killed


def kill_once(house, number, delay):
    server = house.server
    before = house.admin.must(200, "GET", "/v1/publications")["live"]
    edit(house, number)
    kept = drafts(house)
    done = []
    publishing = threading.Thread(target=publish, args=(house, done))
    publishing.start()
    time.sleep(delay)
    server.kill()
    publishing.join()
    server.start(60)
    live = house.admin.must(200, "GET", "/v1/publications")["live"]
    assert live in (before, before + 1), (before, live)
    assert not done or live == before + 1, "it was told that it is live"
    assert drafts(house) == kept, "the drafts have changed"
    price = f"Price {number}." if live == before + 1 else f"Price {number - 1}."
    answer = reply(house)
    assert price in answer, (price, answer[-400:])
    made = house.admin.must(201, "POST", "/v1/publications", {"reason": "again"})
    assert made["number"] == live + 1, made
    assert f"Price {number}." in reply(house)
    left = [name for name in os.listdir(server.folder + "/snapshots") if not name.endswith(".foyer")]
    assert not left, left
    return live - before


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--foyer", required=True)
    parser.add_argument("--kills", type=int, default=12)
    parser.add_argument("--entries", type=int, default=600)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    rng = random.Random(options.seed)
    passed = failed = landed = 0
    with tempfile.TemporaryDirectory(prefix="foyer-publish-") as folder:
        server = Server(os.path.abspath(options.foyer), folder + "/data", demo=False)
        server.start(60)
        house = House(server)
        house.admin("POST", "/v1/imports?format=jsonl", raw=base(options.entries))
        edit(house, 0)
        began = time.monotonic()
        house.admin.must(201, "POST", "/v1/publications", {"reason": "first"})
        takes = time.monotonic() - began
        for number in range(1, options.kills + 1):
            try:
                landed += kill_once(house, number, rng.uniform(0, 1.2 * takes))
                passed += 1
            except Exception as problem:  # pylint: disable=broad-except
                print(f"FAILED kill {number}: {type(problem).__name__}: {problem}")
                failed += 1
                break
        server.stop()
    print(f"a publication takes {takes:.2f} s; {landed} of {passed} were live before the end came")
    print(f"{passed} passed, {failed} failed")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
