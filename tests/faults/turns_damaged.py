#!/usr/bin/env python3
"""Shows that a turn of which a half is missing, or there twice, is found by
those who look: by crash.py in a database, by injecting.py in what the server
answers.

Run: tests/faults/turns_damaged.py.  Prints "N passed, M failed".
"""
import os
import sqlite3
import sys
import tempfile

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, HERE)
from crash import Town  # noqa: E402
from injecting import Talk  # noqa: E402
from runner import run_each, tell, tests_of  # noqa: E402

GREETING, QUESTION, REPLY = ("bot", "message"), ("visitor", "message"), ("bot", "message")
HANDED_OVER, BY_BUTTON, ACCEPTED, AGENT = ("bot", "handoff"), ("visitor", "handoff"), ("system", "assigned"), ("agent", "message")

WHOLE = {
    "nothing is asked": [GREETING],
    "two questions": [GREETING, QUESTION, REPLY, QUESTION, REPLY],
    "no greeting": [QUESTION, REPLY],
    "a person is asked for by the button": [GREETING, QUESTION, REPLY, REPLY, BY_BUTTON, ACCEPTED, AGENT],
    "a person has it": [GREETING, QUESTION, REPLY, HANDED_OVER, QUESTION, ACCEPTED, AGENT, QUESTION, QUESTION],
}
DAMAGED = {
    "the last reply is lost": [GREETING, QUESTION, REPLY, QUESTION],
    "a reply within is lost": [GREETING, QUESTION, QUESTION, REPLY],
    "the reply before a person comes is lost": [GREETING, QUESTION, HANDED_OVER, ACCEPTED],
    "a question is lost": [GREETING, REPLY],
    "a question within is lost": [GREETING, REPLY, QUESTION, REPLY],
    "the question before a person comes is lost": [GREETING, REPLY, HANDED_OVER, ACCEPTED],
    "a reply is there twice": [GREETING, QUESTION, REPLY, REPLY],
    "a reply is there twice where nobody was greeted": [QUESTION, REPLY, REPLY],
}


class Stored:
    """A server that has one log."""

    def __init__(self, log):
        self.events = [{"seq": number, "author": author, "type": kind} for number, (author, kind) in enumerate(log, 1)]

    def ask(self, _method, path, **_who):
        return 200, {"events": self.events[int(path.rsplit("=", 1)[1]):]}


def answered(log):
    """What Talk says of a log of which its people were told the first event."""
    talk, server = Talk("talk"), Stored(log)
    talk.id = "1"
    talk.keep(server.events[:1])
    return talk.breaches(server)


def unacknowledged(log):
    """The same where nobody was told anything."""
    talk = Talk("talk")
    talk.id = "1"
    return talk.breaches(Stored(log))


def in_database(log):
    """What crash.py says of a database with that log, and with a whole one before and after."""
    with tempfile.TemporaryDirectory(prefix="foyer-turns-") as folder:
        with sqlite3.connect(folder + "/foyer.db") as db:
            db.execute("CREATE TABLE event (conversation, number, author, type)")
            for conversation, events in enumerate((WHOLE["two questions"], log, WHOLE["two questions"])):
                db.executemany("INSERT INTO event VALUES (?, ?, ?, ?)",
                               [(conversation, number, *event) for number, event in enumerate(events, 1)])
        try:
            Town.check_turns(Town.__new__(Town), folder)
        except AssertionError as problem:
            return [str(problem)]
        return []


LOOKS = (answered, unacknowledged, in_database)


def test_whole_turns_are_no_damage():
    wrong = {(look.__name__, what): look(log) for look in LOOKS for what, log in WHOLE.items() if look(log)}
    assert not wrong, wrong


def test_each_damage_is_found():
    missed = [(look.__name__, what) for look in LOOKS for what, log in DAMAGED.items() if not look(log)]
    assert not missed, missed


if __name__ == "__main__":
    sys.exit(tell(run_each(tests_of(globals()))))
