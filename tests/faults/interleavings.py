#!/usr/bin/env python3
"""Random interleavings against the real server, over HTTP and WebSockets.

    tests/faults/interleavings.py [--foyer build/release/foyer] [--steps 2000] [--kills 6] [--seed N]

Visitors, agents, a supervisor, timers (with short limits), lost connections
and kill -9 do whatever comes to their mind.  After each step: the log names
one owner and the view names the same; nobody spoke who hadn't the turn; every
open stream has been told exactly the log; nobody waits who isn't called for,
and nobody stays waiting beside a free agent, but for who gave them back.  What was answered before a
kill is there after it, and what wasn't is there once after it is sent again.

The same law on a store of its own, in a process, a hundred thousand steps at
a time: tests/unit/test_interleavings.c.  Python's standard library only.
"""
import argparse
import json
import os
import random
import socket
import sys
import tempfile
import time

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.join(os.path.dirname(HERE), "http"))
from server import Server  # noqa: E402
from story import Client, House  # noqa: E402
from websocket import Closed, WebSocket  # noqa: E402

PATIENCE = 60.0       # for what must come in the end
FREE_AGENT_MOST = 5.0  # seconds, on however busy a machine, that somebody may be seen to wait beside a free agent
TOO_LATE = {"conversation-closed", "not-your-turn", "already-taken", "forbidden", "not-found", "group-closed",
            "agent-blocked", "not-allowed-value"}
TEXTS = ["activate roaming", "where is my invoice", "I want a human", "qwvut plomb", "我要退货", "转人工"]
STAFF_ONLY = {"note", "invited", "declined"}


class Violation(Exception):
    pass


def hold(condition, *what):
    if not condition:
        raise Violation(" ".join(str(each) for each in what))


class Told:
    """What the log says to whoever reads only events."""

    def __init__(self):
        self.owner, self.agent, self.joined = "bot", None, set()

    def follow(self, event):
        kind = event["type"]
        if kind in ("handoff", "returned") or kind == "transferred" and event.get("to_group"):
            self.owner, self.agent = "queue", None
        elif kind == "assigned":
            self.owner, self.agent = "agent", event["agent"]
            self.joined.discard(self.agent)
        elif kind in ("back-to-bot", "closed"):
            self.owner, self.agent, self.joined = "bot" if kind == "back-to-bot" else "closed", None, set()
        elif kind == "joined":
            self.joined.add(event["agent"])
        elif kind == "left":
            self.joined.discard(event["agent"])
        elif kind == "message":
            self.check_speaker(event)

    def check_speaker(self, event):
        if event["author"] == "bot":
            hold(self.owner == "bot", "the bot spoke while the owner was", self.owner, event)
        elif event["author"] == "visitor":
            hold(self.owner != "closed", "the visitor spoke after the end", event)
        else:
            hold(self.owner == "agent" and event["name"] in {self.agent} | self.joined,
                 event["name"], "spoke while it was", self.owner, self.agent)


class Stream:
    """One side's sight of a conversation: what came by WebSocket, each once and in order."""

    def __init__(self, play, conversation, for_staff):
        self.play, self.conversation, self.for_staff = play, conversation, for_staff
        self.socket, self.last, self.owner = None, 0, None

    def open(self):
        server = self.play.house.server
        staff = self.play.people["sue"]
        headers = {"Cookie": staff.cookie, "Origin": f"http://127.0.0.1:{server.port}"} if self.for_staff else {}
        self.socket = WebSocket(server.port, headers, timeout=PATIENCE)
        one = {"id": self.conversation.id, "after": self.last}
        if not self.for_staff:
            one["token"] = self.conversation.client.token
        self.socket.send({"type": "hello", "conversations": [one], **({"staff": True} if self.for_staff else {})})

    def drop(self):
        if self.socket:
            self.socket.close()
        self.socket = None

    def take(self, message):
        if message["type"] == "conversation":
            self.owner = message["conversation"]["owner"]
        if message["type"] != "events":
            return
        for event in message["events"]:
            hold(event["seq"] > self.last, "an event came twice or late", event, self.last)
            between = [each for each in self.conversation.events if self.last < each["seq"] < event["seq"]]
            hold(all(not self.for_staff and each["type"] in STAFF_ONLY for each in between),
                 "the stream left out", between)
            self.last = event["seq"]

    def catch_up(self):
        """Reads until it has been told all of the log, and who has the turn now."""
        mine = [each["seq"] for each in self.conversation.events if self.for_staff or each["type"] not in STAFF_ONLY]
        while self.last < (mine[-1] if mine else 0) or self.owner != self.conversation.told.owner:
            self.take(self.socket.receive())


class Conversation:
    def __init__(self, play):
        self.play = play
        self.client, self.id = play.house.visitor(random.choice(["en", "zh-CN"]))
        self.events, self.told = [], Told()
        self.streams = [Stream(play, self, False), Stream(play, self, True)]

    def path(self, *rest):
        return "/".join(["/v1/conversations", self.id, *rest])

    def read(self):
        """The log and the view, of one moment: timers move things of their own."""
        sue = self.play.people["sue"]
        deadline = time.monotonic() + PATIENCE
        while time.monotonic() < deadline:
            last = self.events[-1]["seq"] if self.events else 0
            page = sue.must(200, "GET", self.path(f"events?after={last}"))
            view = sue.must(200, "GET", self.path())
            for event in page["events"]:
                hold(event["seq"] == (self.events[-1]["seq"] if self.events else 0) + 1, "a gap before", event)
                self.events.append(event)
                self.told.follow(event)
            if not page["more"] and view["last_seq"] == self.events[-1]["seq"]:
                return view
        raise Violation("the log never stands still")

    def check(self):
        view = self.read()
        hold(view["owner"] == self.told.owner, "the view says", view["owner"], "the log", self.told.owner)
        hold((view["agent"] or {}).get("name") == self.told.agent, "the view's agent is", view["agent"])
        hold((view["queue"] is not None) == (self.told.owner == "queue"), "a place in the queue", view["queue"])
        for stream in self.streams:
            if stream.socket is None:
                stream.open()
            stream.catch_up()


class Play:
    def __init__(self, house, seed):
        self.house, self.random = house, random.Random(seed)
        random.seed(seed)
        self.people = {"mei": house.mei, "lin": house.lin, "sue": house.member("sue", "supervisor")}
        self.desks = {}
        self.since_free = None
        self.allowed = self.refused = 0
        group = house.admin.must(200, "GET", "/v1/groups")["groups"][0]
        house.admin.must(200, "PUT", f"/v1/groups/{group['id']}/routing", {
            "accept_seconds": 1, "again_seconds": 1, "supervisors_seconds": 2, "admins_seconds": 3})
        for name in self.people:
            self.open_desk(name)
            self.people[name].must(200, "PUT", "/v1/me/presence", {"presence": "online"})
        self.conversations = [Conversation(self) for _ in range(5)]

    def open_desk(self, name):
        server = self.house.server
        self.desks[name] = WebSocket(server.port, {"Cookie": self.people[name].cookie,
                                                   "Origin": f"http://127.0.0.1:{server.port}"})
        self.desks[name].send({"type": "hello", "staff": True})

    # --- What they do ------------------------------------------------------------------

    def act(self, client, method, path, body=None):
        answer = client(method, path, body)
        if client.status < 300:
            self.allowed += 1
        else:
            self.refused += 1
            hold(client.status < 500 and answer["code"] in TOO_LATE, path, client.status, answer)
        return client.status

    def say(self, one, _person):
        key = Client.key()
        body = {"text": self.random.choice(TEXTS), "key": key}
        for _ in range(self.random.choice([1, 1, 1, 2])):  # sent again as after a lost answer
            self.act(one.client, "POST", one.path("messages"), body)
        one.read()
        hold(sum(each.get("key") == key for each in one.events) <= 1, "stored twice", key)

    def ask_person(self, one, _person):
        self.act(one.client, "POST", one.path("handoff"), {})

    def back_to_bot(self, one, _person):
        self.act(one.client, "POST", one.path("bot"))

    def accept(self, one, person):
        self.act(person, "POST", one.path("accept"))

    def reply(self, one, person):
        key = Client.key()
        status = self.act(person, "POST", one.path("messages"), {"text": "At your service.", "key": key})
        one.read()
        hold((status == 201) == any(each.get("key") == key for each in one.events),
             "answered", status, "but the log says otherwise")

    def mark_seen(self, one, person):
        self.act(person, "POST", one.path("seen"), {"seq": 1})

    def take_over(self, one, person):
        self.act(person, "POST", one.path("take-over"))

    def pass_on(self, one, person):
        to = self.random.choice([{"group": "Support"}, {"agent": self.house.ids[self.random.choice(list(self.people))]}])
        self.act(person, "POST", one.path("transfer"), to)

    def close(self, one, person):
        self.act(self.random.choice([one.client, person]), "POST", one.path("close"))

    def presence(self, _one, person):
        word = self.random.choice(["online", "online", "online", "busy", "away", "invisible", "offline"])
        self.act(person, "PUT", "/v1/me/presence", {"presence": word})

    def lose_desk(self, _one, person):
        name = next(each for each in self.people if self.people[each] is person)
        self.desks[name].close()
        time.sleep(self.random.choice([0, 0, 0.05]))
        self.open_desk(name)

    def lose_stream(self, one, _person):
        self.random.choice(one.streams).drop()

    def wait(self, _one, _person):
        time.sleep(self.random.random() * 0.4)

    def replace(self, one, _person):
        for stream in one.streams:
            stream.drop()
        self.conversations[self.conversations.index(one)] = Conversation(self)

    STEPS = [(say, 14), (ask_person, 12), (back_to_bot, 3), (accept, 6), (reply, 12), (mark_seen, 6), (take_over, 2),
             (pass_on, 4), (close, 4), (presence, 6), (lose_desk, 2), (lose_stream, 5), (wait, 2), (replace, 3)]

    def step(self):
        kinds, weights = zip(*self.STEPS)
        one = self.random.choice(self.conversations)
        self.random.choices(kinds, weights)[0](self, one, self.random.choice(list(self.people.values())))
        if one in self.conversations:
            one.check()

    # --- What must hold ------------------------------------------------------------------

    def check_all(self):
        for one in self.conversations:
            one.check()
        self.check_queue()

    def check_queue(self):
        """Of one moment; what is only on its way is looked at again."""
        deadline = time.monotonic() + FREE_AGENT_MOST
        while True:
            queue = self.people["sue"].must(200, "GET", "/v1/queue")
            for row in queue["waiting"]:
                hold(row["called_at"] and row["owner"] == "queue", "waits and nobody is called", row)
            staff = self.house.admin.must(200, "GET", "/v1/staff")["staff"]
            free = [each["name"] for each in staff if each["presence"] == "online" and each["connected"]
                    and each["load"] < each["capacity"]]
            if not (queue["waiting"] and free):
                return
            if time.monotonic() > deadline:
                for row in queue["waiting"]:
                    hold(not set(free) - {self.passed_on_by(row)}, free, "is free beside", row)
                return
            time.sleep(0.02)

    def passed_on_by(self, row):
        """Who gave it back to the group last, and so isn't given it at once; None: nobody."""
        path = f"/v1/conversations/{row['id']}/events?after={max(0, row['last_seq'] - 50)}"
        moves = [event for event in self.people["sue"].must(200, "GET", path)["events"]
                 if event["type"] in ("transferred", "assigned", "handoff")]
        return moves[-1]["by"].lower() if moves and moves[-1]["type"] == "transferred" else None

    # --- Killing ----------------------------------------------------------------------------

    def kill(self):
        """Messages are on their way when the power goes; then everybody comes back."""
        server, sent = self.house.server, []
        for one in self.conversations:
            body = {"text": "in the midst of it", "key": Client.key()}
            data = json.dumps(body).encode()
            raw = socket.create_connection(("127.0.0.1", server.port))
            raw.sendall((f"POST {one.path('messages')} HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n"
                         f"Authorization: Bearer {one.client.token}\r\nContent-Length: {len(data)}\r\n\r\n").encode() + data)
            sent.append((one, body, raw))
        time.sleep(self.random.random() * 0.01)
        server.kill()
        server.start()
        for name in self.people:
            self.open_desk(name)
        for one, body, raw in sent:
            raw.close()
            for stream in one.streams:
                stream.drop()
            self.act(one.client, "POST", one.path("messages"), body)
            one.check()
            stored = sum(each.get("key") == body["key"] for each in one.events)
            hold(stored == 1 or one.told.owner == "closed", "stored", stored, "times")


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--foyer", default="build/release/foyer")
    parser.add_argument("--steps", type=int, default=2000)
    parser.add_argument("--kills", type=int, default=6)
    parser.add_argument("--seed", type=int, default=int(time.time()))
    options = parser.parse_args()
    print(f"seed {options.seed}", flush=True)
    started = time.monotonic()
    with tempfile.TemporaryDirectory(prefix="foyer-play-") as folder:
        server = Server(os.path.abspath(options.foyer), folder + "/data", demo=False,
                        environment={"FOYER_AGENT_GRACE_SECONDS": "1"})
        server.start()
        at = 0
        try:
            play = Play(House(server), options.seed)
            for at in range(1, options.steps + 1):
                if options.kills and at % (options.steps // (options.kills + 1)) == 0:
                    play.kill()
                play.step()
                if at % 5 == 0:
                    play.check_all()
        except (Violation, AssertionError, OSError, Closed) as problem:
            print(f"{server.tail()}\nafter step {at}: {type(problem).__name__}: {problem}")
            print("0 passed, 1 failed")
            return 1
        finally:
            server.kill()
    print(f"{options.steps} steps, {options.kills} kills, {play.allowed} acts allowed, {play.refused} refused, "
          f"{time.monotonic() - started:.0f} s")
    print("1 passed, 0 failed")
    return 0


if __name__ == "__main__":
    sys.exit(main())
