"""A server whose instructions are counted (valgrind's callgrind), and what visitors and agents do to it.

Counts don't depend on the clock or on who else uses the machine, so that a figure of one day can be held
against one of another.  What the event loops and the writer do counts, libraries and all; slow work, such as
learning from questions, doesn't, and the kernel doesn't either.
"""
import glob
import http.client
import json
import os
import re
import socket
import subprocess
import sys

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.join(os.path.dirname(HERE), "faults"))
sys.path.insert(0, os.path.join(os.path.dirname(HERE), "http"))
from server import Server  # noqa: E402
from websocket import WebSocket  # noqa: E402

PASSWORD = "a password for counting"
ROUNDS = 5


class Counted(Server):
    """The server under callgrind; it only serves a folder that another made ready."""

    def __init__(self, foyer, folder):
        self.counts = folder + ".counts"
        wrapper = folder + ".sh"
        with open(wrapper, "w", encoding="ascii") as script:
            script.write(f"#!/bin/sh\nexec valgrind -q --tool=callgrind --toggle-collect='loop_main*' --toggle-collect='writer_main*' --callgrind-out-file={self.counts} {foyer} \"$@\"\n")
        os.chmod(wrapper, 0o700)
        super().__init__(wrapper, folder, demo=False, environment={
            "FOYER_CONFINE": "0", "FOYER_STREAM_PING_SECONDS": "3600"})

    def stop(self):
        """At once: what it has learned meanwhile matters to nobody, and takes long to put away under valgrind."""
        self.kill()

    def control(self, what):
        subprocess.run(["callgrind_control", what, str(self.process.pid)], check=True, stdout=subprocess.DEVNULL,
                       stderr=subprocess.DEVNULL)

    def count(self, act):
        """Instructions that the server ran while `act` did."""
        self.control("--zero")
        act()
        self.control("--dump")
        newest = max(glob.glob(self.counts + ".*"), key=lambda path: int(path.rsplit(".", 1)[1]))
        with open(newest, encoding="utf-8", errors="replace") as text:
            found = re.findall(r"^(?:summary|totals): (\d+)", text.read(), re.M)
        os.unlink(newest)
        if not found or int(found[-1]) == 0:
            raise RuntimeError("nothing was counted: are the threads' functions still called loop_main and writer_main?")
        return int(found[-1])

    def rounds(self, times, act):
        """What one act costs in each of five rounds, the cheapest first."""
        for _ in range(5):
            act()
        def some():
            for _ in range(times // ROUNDS):
                act()
        return sorted(self.count(some) // (times // ROUNDS) for _ in range(ROUNDS))

    def least(self, times, act):
        """The operation alone: in the other rounds the writer does more work, such as putting pieces
        of the index together, or keeping what was learned."""
        return self.rounds(times, act)[0]

    def middle(self, times, act):
        """The operation with what it mostly leaves to be done behind it."""
        return self.rounds(times, act)[ROUNDS // 2]


class Person:
    """Somebody on one connection that is kept: quick, and it fails on anything unexpected."""

    def __init__(self, port, headers=None):
        self.connection = http.client.HTTPConnection("127.0.0.1", port, timeout=120)
        self.headers = {"Content-Type": "application/json", **(headers or {})}
        self.keys = 0

    def call(self, method, path, body=None, token=None):
        headers = dict(self.headers, **({"Authorization": "Bearer " + token} if token else {}))
        self.connection.request(method, path, None if body is None else json.dumps(body), headers)
        answer = self.connection.getresponse()
        text = answer.read()
        if answer.status >= 400:
            raise RuntimeError(f"{method} {path}: {answer.status} {text[:300]}")
        return json.loads(text) if text[:1] in (b"{", b"[") else text

    def sign_in(self, path, body):
        """Keeps the cookie and the token against forged requests."""
        self.connection.request("POST", path, json.dumps(body), self.headers)
        answer = self.connection.getresponse()
        got = json.loads(answer.read())
        self.headers.update({"Cookie": answer.getheader("Set-Cookie").split(";")[0], "X-CSRF-Token": got["csrf"]})

    def begin(self):
        got = self.call("POST", "/v1/conversations", {})
        return got["id"], got["token"]

    def say(self, conversation, text):
        self.keys += 1
        ident, token = conversation
        return self.call("POST", f"/v1/conversations/{ident}/messages",
                         {"text": text, "key": f"counted-{id(self):x}-{self.keys:08d}"}, token)

    def hand_over(self, conversation):
        return self.call("POST", f"/v1/conversations/{conversation[0]}/handoff", {}, conversation[1])


def administrator(server):
    """Whoever signs in first, by the link that the server prints."""
    person = Person(server.port)
    person.sign_in("/v1/session/link", {"token": server.sign_in_link()})
    person.call("PUT", "/v1/me/password", {"password": PASSWORD})
    return person


def agent(server, admin, name):
    """A new agent, signed in."""
    admin.call("POST", "/v1/staff", {"name": name, "display_name": name, "role": "agent", "password": PASSWORD})
    person = Person(server.port)
    person.sign_in("/v1/session", {"name": name, "password": PASSWORD})
    return person


def follow(port, conversation):
    """A stream that has been told everything there is."""
    stream = WebSocket(port, timeout=120)
    stream.send({"type": "hello", "conversations": [{"id": conversation[0], "token": conversation[1]}]})
    stream.until("conversation")
    return stream


def drain(streams):
    for stream in streams:
        stream.socket.setblocking(False)
        try:
            while stream.socket.recv(1 << 16):
                pass
        except (BlockingIOError, socket.error):
            pass
