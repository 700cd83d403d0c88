"""The people of crash.py: visitors, those who watch by a stream, agents, an
editor, and a backup that runs.  Each is a thread for one round, which ends when
the server is killed; what they know to be stored outlives it."""
import http.client
import json
import os
import subprocess
import sys
import threading

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.join(os.path.dirname(HERE), "http"))
from websocket import Closed, WebSocket  # noqa: E402

QUESTIONS = ["How do I turn on roaming?", "漫游怎么开通", "what is the colour of seven", "my bill is wrong",
             "怎么充值", "转人工", "I want a real person", "hello", "where has my parcel got to", "谢谢"]
GONE = (OSError, http.client.HTTPException, json.JSONDecodeError, Closed, ValueError)


class Conversation:
    """What one visitor knows to be stored."""

    def __init__(self, view, ledger):
        self.id, self.token, self.ledger = view["id"], view["token"], ledger
        self.known = {}      # number -> (key, text) of acknowledged events
        self.pending = None  # (key, text) sent and not acknowledged
        for event in view["events"]:
            self.keep(event)

    def keep(self, event):
        value = (event.get("key"), event.get("text"))
        if event["seq"] not in self.known:
            self.known[event["seq"]] = value
            self.ledger.append((self.id, event["seq"], *value))
        if self.known[event["seq"]] != value:
            raise AssertionError(f"event {event['seq']} changed: {self.known[event['seq']]} {value}")


class Somebody(threading.Thread):
    """Acts until the server goes away."""

    def __init__(self, server, rng):
        super().__init__(daemon=True)
        self.server, self.rng = server, rng
        self.stopping = False
        self.problem = None
        self.acknowledged = 0

    def run(self):
        try:
            self.act()
        except GONE:
            pass  # killed in the middle: what this is about
        except AssertionError as problem:
            self.problem = f"{type(self).__name__}: {problem}"

    def key(self):
        return f"{self.rng.getrandbits(128):032x}"


class Visitor(Somebody):
    """Begins conversations and posts into them over HTTP."""

    def __init__(self, server, rng, conversations, ledger):
        super().__init__(server, rng)
        self.conversations, self.ledger = conversations, ledger

    def act(self):
        connection = self.server.connection()
        while not self.stopping:
            if len(self.conversations) < 2 or self.rng.random() < 0.1:
                status, view = self.server.request("POST", "/v1/conversations", {"language": "zh-CN"},
                                                   connection=connection)
                assert status == 201, (status, view)
                self.conversations.append(Conversation(view, self.ledger))
                self.acknowledged += 1
            self.post(self.rng.choice(self.conversations[-8:]), connection)

    def post(self, conversation, connection):
        if conversation.pending is None:
            key = self.key()
            conversation.pending = (key, f"{self.rng.choice(QUESTIONS)} {key[:6]}")
        key, text = conversation.pending
        status, answer = self.server.request(
            "POST", f"/v1/conversations/{conversation.id}/messages", {"text": text, "key": key},
            conversation.token, connection=connection)
        if status == 409 and answer["code"] == "conversation-closed":
            conversation.pending = None  # an agent has ended it
            return
        assert status in (200, 201), (status, answer)
        assert any(e.get("key") == key and e["text"] == text for e in answer["events"]), answer
        for event in answer["events"]:
            conversation.keep(event)
        conversation.pending = None
        self.acknowledged += 1


class View:
    """A conversation as a client has it that only listens."""

    def __init__(self):
        self.events = {}

    def last(self):
        return max(self.events, default=0)

    def take(self, events, who):
        for event in events:
            assert event["seq"] > self.last(), f"{who}: {event['seq']} came after {self.last()}"
            self.events[event["seq"]] = (event.get("key"), event.get("text"))


class Watcher(Somebody):
    """Follows visitors' conversations by a stream, and posts nothing."""

    def __init__(self, server, rng, conversations, views):
        super().__init__(server, rng)
        self.conversations, self.views = list(conversations)[-8:], views

    def open(self):
        stream = WebSocket(self.server.port)
        stream.send({"type": "hello", "conversations": [
            {"id": c.id, "token": c.token, "after": self.views.setdefault(c.id, View()).last()}
            for c in self.conversations]})
        assert stream.receive() == {"type": "ready"}
        return stream

    def take(self, message):
        if message["type"] == "events":
            self.views[message["conversation"]].take(message["events"], "a watcher's stream")

    def act(self):
        stream = self.open()
        while not self.stopping:
            self.take(stream.receive())

    def catch_up(self, logs):
        """After the restart: connects once more, and must end with what the log has."""
        if not self.conversations:
            return
        stream = self.open()
        while any(self.views[c.id].last() < max(logs[c.id], default=0) for c in self.conversations):
            self.take(stream.receive())
        stream.close()
        for c in self.conversations:
            assert self.views[c.id].events == logs[c.id], f"{c.id}: a view differs from the log"


class Agent(Somebody):
    """Is online by a stream, replies to what it has, and ends some of it."""

    def __init__(self, server, rng, client, ledger):
        super().__init__(server, rng)
        self.client, self.ledger = client, ledger

    def headers(self):
        return {"Cookie": self.client.cookie, "X-CSRF-Token": self.client.csrf}

    def open(self):
        stream = WebSocket(self.server.port, {"Cookie": self.client.cookie,
                                              "Origin": f"http://127.0.0.1:{self.server.port}"})
        stream.send({"type": "hello", "staff": True})
        assert stream.receive() == {"type": "ready"}
        return stream

    def come(self):
        """The desk is opened again."""
        self.client.stream = self.open()
        status, answer = self.server.request("PUT", "/v1/me/presence", {"presence": "online"}, headers=self.headers())
        assert status == 200, answer

    def mine(self, connection=None):
        status, queue = self.server.request("GET", "/v1/queue", headers=self.headers(), connection=connection)
        assert status == 200, queue
        return queue["mine"]

    def act(self):
        connection = self.server.connection()
        while not self.stopping:
            for line in self.mine(connection):
                self.reply(line["id"], connection)

    def reply(self, ident, connection):
        text = f"a person answers {self.key()[:8]}"
        act = "close" if self.rng.random() < 0.2 else "messages"
        body = {} if act == "close" else {"text": text, "key": self.key()}
        status, answer = self.server.request("POST", f"/v1/conversations/{ident}/{act}", body,
                                             headers=self.headers(), connection=connection)
        if status == 409:
            return  # it went elsewhere meanwhile
        assert status in (200, 201), (status, answer)
        for event in answer["events"]:
            self.ledger.append((ident, event["seq"], event.get("key"), event.get("text")))
        self.acknowledged += 1


class Editor(Somebody):
    """Changes an answer and publishes, again and again."""

    def __init__(self, server, rng, client, desk):
        super().__init__(server, rng)
        self.client, self.desk = client, desk

    def act(self):
        while not self.stopping:
            number = self.desk["tried"] + 1
            self.desk["tried"] = number
            line = {"id": "price", "question": "What does the harbour lantern cost?",
                    "variants": ["price of the harbour lantern", "how much is the harbour lantern"],
                    "answer": f"Price {number}."}
            self.client("POST", "/v1/imports?format=jsonl", raw=json.dumps(line).encode())
            assert self.client.status == 200, self.client.status
            self.desk["stored"] = number
            self.desk["publishing"] = number
            answer = self.client("POST", "/v1/publications", {"reason": "crash"})
            assert self.client.status == 201, answer
            self.desk["live"], self.desk["publishing"] = (answer["number"], number), None
            self.acknowledged += 1


class Backup(Somebody):
    """Makes one backup after the other, beside the server."""

    def __init__(self, server, rng, ledger, made):
        super().__init__(server, rng)
        self.ledger, self.made = ledger, made

    def act(self):
        while not self.stopping:
            known = len(self.ledger)
            path = f"{self.server.folder}-{len(self.made) % 2}.backup"
            done = subprocess.run([self.server.program, "backup", "--data", self.server.folder, path],
                                  stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, timeout=120)
            assert done.returncode == 0, done.stdout
            self.made.append((path, known))
            self.acknowledged += 1
