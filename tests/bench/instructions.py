#!/usr/bin/env python3
"""How many instructions the main operations cost, held against what they cost before.

    tests/bench/instructions.py [--foyer build/release/foyer] [--renew]

Counts by valgrind's callgrind, so neither the clock nor other work on the machine matters.  An
operation that costs more than MARGIN over its figure in instructions.json fails; one that costs
much less is told, so that the figure is renewed (--renew writes what was counted now, which belongs
into the same commit as what made the difference).
"""
import argparse
import json
import os
import sys
import tempfile

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, HERE)
from counted import Counted, Person, Server, administrator, agent, drain, follow  # noqa: E402
from measure import make_base  # noqa: E402

FIGURES = HERE + "/instructions.json"
MARGIN = 1.25  # compilers and libraries differ by less
SLACK = 0.75   # cheaper than this is worth writing down
ENTRIES, VARIANTS = 200, 4
STREAMS = 20
ANSWERS = 50


def prepare(foyer, folder):
    """A data folder with a base, and a conversation that an agent has; (questions, conversation)."""
    make_base(os.path.dirname(foyer), folder, ENTRIES, VARIANTS, 400)
    server = Server(foyer, folder + "/data", demo=False)
    server.start(60)
    try:
        mei = agent(server, administrator(server), "mei")
        mei.call("PUT", "/v1/me/presence", {"presence": "online"})
        visitor = Person(server.port)
        conversation = visitor.begin()
        visitor.hand_over(conversation)
        mei.call("POST", f"/v1/conversations/{conversation[0]}/accept", {})
    finally:
        server.stop()
    with open(folder + "/questions.txt", encoding="utf-8") as questions:
        return questions.read().split("\n")[:-1], conversation


def count_all(server, questions, conversation):
    """{operation: instructions}."""
    person = Person(server.port)
    # First, while the writer has nothing to put away behind what was done before.
    plain = server.least(40, lambda: person.call("GET", "/readyz"))
    # Each in a conversation of its own: after some that it can't answer the bot hands over.
    talks, asked = iter([person.begin() for _ in range(ANSWERS + 5)]), iter(questions)
    found = {"a plain request": plain} | {name: server.least(times, act) for name, times, act in (
        ("a conversation begins", 25, person.begin),
        ("a question is answered", ANSWERS, lambda: person.say(next(talks), next(asked))),
        ("a message to an agent", 40, lambda: person.say(conversation, "I see, thanks")),
        ("the events of a conversation", 25, lambda: person.call(
            "GET", f"/v1/conversations/{conversation[0]}/events", None, conversation[1])))}
    streams = [follow(server.port, conversation) for _ in range(STREAMS)]
    told = server.least(15, lambda: (person.say(conversation, "one more thing"), drain(streams)))
    found["a message reaches a stream"] = (told - found["a message to an agent"]) // STREAMS
    return found


def judge(found, known):
    """Prints each operation; how many passed and failed."""
    failed = 0
    for name, cost in found.items():
        was = known.get(name)
        if was is None:
            said, bad = "no figure yet: --renew", True
        else:
            bad = cost > MARGIN * was
            said = "too much" if bad else "much cheaper: --renew" if cost < SLACK * was else "good"
        failed += bad
        print(f"{name:32} {cost:12,} instructions, {was or 0:12,} known: {said}")
    return len(found) - failed, failed


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--foyer", default="build/release/foyer")
    parser.add_argument("--renew", action="store_true")
    options = parser.parse_args()
    foyer = os.path.abspath(options.foyer)
    with tempfile.TemporaryDirectory(prefix="foyer-counted-") as folder:
        questions, conversation = prepare(foyer, folder)
        server = Counted(foyer, folder + "/data")
        server.start(300)
        try:
            found = count_all(server, questions, conversation)
        finally:
            server.stop()
    if options.renew:
        with open(FIGURES, "w", encoding="utf-8") as out:
            json.dump(found, out, indent=1)
            out.write("\n")
    with open(FIGURES, encoding="utf-8") as text:
        passed, failed = judge(found, json.load(text))
    print(f"{passed} passed, {failed} failed")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
