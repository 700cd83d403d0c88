"""What tests/faults/injection.py and tests/faults/power.py share: the memory
through which a test tells the preloaded library (preload/injection.h) which
call shall fail, a house with a base to copy, and what visitors and staff do
in it, each step repeated with its key until it is answered, as real clients do.
"""
import http.client
import json
import mmap
import os
import shutil
import signal
import struct
import subprocess
import sys
import time

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.join(os.path.dirname(HERE), "http"))
from server import Server  # noqa: E402
from story import House  # noqa: E402
from turns import halves  # noqa: E402
from websocket import Closed, WebSocket  # noqa: E402

# The order of preload/injection.h.
KINDS = ["none", "malloc", "mmap", "open", "read", "write", "recv", "send", "fsync", "truncate", "rename", "unlink",
         "accept", "epoll_wait", "epoll_ctl", "clock", "thread", "random", "descriptor", "vfs_open", "vfs_read",
         "vfs_write", "vfs_sync", "vfs_truncate", "vfs_size", "vfs_lock", "vfs_shm_map", "vfs_shm_lock", "vfs_fetch",
         "vfs_delete", "vfs_access"]
HEAD = struct.Struct("<IiqqqqII")  # struct injection, up to the counts
CHOSEN_AT = HEAD.size + 8 * len(KINDS)  # number, way, by number or callers or forks, wanted way, lock and mode of forks
BELOW_AT = CHOSEN_AT + 5 * 8
BELOW_MOST = 256
TRIED_AT = BELOW_AT + BELOW_MOST
TRIED_MOST = 65536
BY_CALLERS_ONCE, BY_CALLERS_LASTING, BY_PROBES = 1, 2, 3
FOREVER = 1 << 62
PATIENCE = 60.0     # seconds until a step must succeed once the fault is over
PUBLISH_MOST = 20.0  # and a publication, which gives way to everybody


class Injection:
    """The shared memory of one server."""

    def __init__(self, path):
        self.path = path
        with open(path, "wb") as file:
            file.write(bytes(TRIED_AT + 8 * TRIED_MOST))
        with open(path, "r+b") as file:
            self.bytes = mmap.mmap(file.fileno(), 0)

    def _put(self, at, form, value):
        struct.pack_into("<" + form, self.bytes, at, value)

    def _get(self, at, form):
        return struct.unpack_from("<" + form, self.bytes, at)[0]

    def counts(self):
        return dict(zip(KINDS, struct.unpack_from(f"<{len(KINDS)}q", self.bytes, HEAD.size)))

    def name_folder(self, path):
        """Before a start: of calls on files only those below it count, or with "" all."""
        self.bytes[BELOW_AT:TRIED_AT] = path.encode().ljust(BELOW_MOST, b"\0")

    def clear(self):
        self.bytes[HEAD.size:CHOSEN_AT] = bytes(8 * len(KINDS))

    def arm(self, kind, error, first, last):
        """From now on the calls first..last of a kind fail."""
        self.disarm()
        self._put(24, "q", 0)
        self._put(4, "i", error)
        self._put(8, "q", first)
        self._put(16, "q", last)
        self.clear()
        self._put(CHOSEN_AT + 16, "q", 0)
        self._put(0, "I", KINDS.index(kind))

    def arm_by_callers(self, kind, error, first, lasts, tried):
        """Fails the first call, from the number `first` on, that is come to in none of the ways in `tried`."""
        self._arm_by(BY_CALLERS_LASTING if lasts else BY_CALLERS_ONCE, kind, error, first, tried)

    def arm_by_way(self, kind, error, first, lasts, way):
        """Fails the first call, from the number `first` on, that is come to in this way."""
        self._arm_by(BY_CALLERS_LASTING if lasts else BY_CALLERS_ONCE, kind, error, first, (), way)

    def arm_by_probes(self, kind, error, tried):
        """Forks at each way that is not in `tried`; chosen_at counts them."""
        self._arm_by(BY_PROBES, kind, error, 1, tried)

    def _arm_by(self, how, kind, error, first, tried, wanted=0):
        self.disarm()
        self.bytes[TRIED_AT:TRIED_AT + 8 * TRIED_MOST] = bytes(8 * TRIED_MOST)
        for way in tried:
            place = way % TRIED_MOST
            while self._get(TRIED_AT + 8 * place, "Q"):
                place = (place + 1) % TRIED_MOST
            self._put(TRIED_AT + 8 * place, "Q", way)
        self.arm("none", error, first, FOREVER)
        self._put(CHOSEN_AT, "q", 0)
        self._put(CHOSEN_AT + 16, "q", how)
        self._put(CHOSEN_AT + 24, "Q", wanted)
        self._put(CHOSEN_AT + 32, "Q", 0)
        self._put(0, "I", KINDS.index(kind))

    @property
    def chosen(self):
        """(number, way) of the call that was failed by its callers; number 0 is none."""
        return self._get(CHOSEN_AT, "q"), self._get(CHOSEN_AT + 8, "Q")

    def disarm(self):
        self._put(0, "I", 0)

    @property
    def failed(self):
        return self._get(24, "q")

    @property
    def records(self):
        return self._get(32, "q")

    def release_journal(self):
        """A process that was killed may have held it."""
        self._put(40, "I", 0)

    def not_begun(self):
        self._put(44, "I", 0)


class Refused(Exception):
    """The server said no, and why."""


class Lost(Exception):
    """No answer: nobody knows what happened."""


class FaultyServer(Server):
    """A server whose calls can be made to fail."""

    step_most = 3.0  # seconds that one request may take

    def __init__(self, program, library, folder, journal=None, threads=2):
        self.injection = Injection(folder + ".injection")
        environment = {"LD_PRELOAD": library, "FOYER_INJECTION": self.injection.path, "FOYER_AGENT_GRACE_SECONDS": "3600"}
        if journal:
            environment.update(FOYER_JOURNAL=journal, FOYER_JOURNAL_ROOT=os.path.dirname(folder))
        super().__init__(program, folder, demo=False, environment=environment)

    def launch(self):
        """Starts it without waiting; the log of this run begins at self.mark."""
        self.injection.not_begun()
        self.injection.release_journal()
        self.mark = os.path.getsize(self.log_path) if os.path.exists(self.log_path) else 0
        command = [self.program, "serve", "--data", self.folder, "--listen", f"127.0.0.1:{self.port}"]
        with open(self.log_path, "ab") as log, open(self.out_path, "ab") as out:
            self.process = subprocess.Popen(command, env=self.environment, stderr=log, stdout=out, stdin=subprocess.DEVNULL)

    def wait_ready(self, wait=20.0):
        """True when it is ready; False when it has ended."""
        deadline = time.monotonic() + wait
        while time.monotonic() < deadline:
            if self.process.poll() is not None:
                return False
            try:
                if self.ask("GET", "/readyz")[0] == 200:
                    return True
            except Lost:
                pass
            time.sleep(0.005)
        raise AssertionError(f"not ready after {wait} s:\n{self.tail()}")

    def start(self, wait=20.0):
        self.launch()
        if not self.wait_ready(wait):
            raise AssertionError(f"it ended with {self.process.returncode}:\n{self.tail()}")

    def alive(self):
        return self.process is not None and self.process.poll() is None

    def log_since(self, mark):
        with open(self.log_path, encoding="utf-8", errors="replace") as log:
            log.seek(mark)
            return log.read()

    def ask(self, method, path, body=None, token=None, client=None, most=None):
        """(status, parsed answer); Lost without one."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=most or self.step_most)
        headers = {}
        if token:
            headers["Authorization"] = "Bearer " + token
        if client is not None:
            headers.update({"Cookie": client.cookie, "X-CSRF-Token": client.csrf})
        data = body
        if body is not None and not isinstance(body, bytes):
            data = json.dumps(body).encode()
            headers["Content-Type"] = "application/json"
        try:
            connection.request(method, path, data, headers)
            answer = connection.getresponse()
            text = answer.read()
            return answer.status, json.loads(text) if text else None
        except (OSError, http.client.HTTPException, ValueError) as problem:
            raise Lost(f"{method} {path}: {type(problem).__name__} {problem}") from problem
        finally:
            connection.close()


class Base:
    """A folder with a base, an agent and an editor, made once and copied."""

    def __init__(self, program, folder):
        self.folder = folder
        server = Server(program, folder, demo=False)
        server.start(60)
        house = House(server)
        group = house.group("Talks", "manual", "mei")
        self.group = group["id"]
        self.mei, self.ed, self.admin = house.mei, house.ed, house.admin
        self.live = house.admin.must(200, "GET", "/v1/publications")["live"]
        assert server.stop() == 0

    def copy(self, folder):
        shutil.rmtree(folder, ignore_errors=True)
        shutil.copytree(self.folder, folder)


class Talk:
    """One conversation, and what its people were told is stored."""

    def __init__(self, label):
        self.label = label
        self.id = self.token = None
        self.known = {}    # number -> (type, key, text)
        self.told_at = {}  # number -> records of the journal when it was told
        self.closed = False

    def keep(self, events, records=0):
        for event in events:
            value = (event["type"], event.get("key"), event.get("text"))
            if self.known.setdefault(event["seq"], value) != value:
                raise AssertionError(f"{self.label}: event {event['seq']} changed: {self.known[event['seq']]} {value}")
            self.told_at.setdefault(event["seq"], records)

    def breaches(self, server, records=FOREVER):
        """Compares what is stored with what was told up to then."""
        told = {number: value for number, value in self.known.items() if self.told_at[number] <= records}
        if self.id is None:
            return []
        stored, after = [], 0
        while True:
            status, answer = server.ask("GET", f"/v1/conversations/{self.id}/events?after={after}", token=self.token)
            if status != 200:
                return [f"{self.label}: its events answer {status} {answer}"] if told or status != 404 else []
            stored += answer["events"]
            if not answer["events"]:
                break
            after = stored[-1]["seq"]
        found = []
        numbers = [event["seq"] for event in stored]
        if numbers != list(range(1, len(numbers) + 1)):
            found.append(f"{self.label}: numbers {numbers}")
        by_number = {event["seq"]: (event["type"], event.get("key"), event.get("text")) for event in stored}
        found += [f"{self.label}: told {number} {value}, stored {by_number.get(number)}"
                  for number, value in told.items() if by_number.get(number) != value]
        keys = [event["key"] for event in stored if event.get("key")]
        if len(keys) != len(set(keys)):
            found.append(f"{self.label}: a key stands twice")
        found += [f"{self.label}: {half}" for half in halves([(event["author"], event["type"]) for event in stored])]
        return found


class Actors:
    """Visitors, an agent and an editor who do the same again and again."""

    def __init__(self, server, base):
        self.server, self.base = server, base
        self.number = 0
        self.failures = 0       # steps of this round that were not answered well at once
        self.on_failure = None  # what a test does then, such as lifting the fault
        self.problem = None     # the last of them
        self.endings = []       # exit statuses of servers that ended meanwhile
        self.published = [(base.live, 0)] if base else []  # (number that was told to be live, records of the journal)

    def key(self):
        self.number += 1
        return f"injection-key-{self.number:010d}"

    def insist(self, attempt):
        """Repeats a step until it is answered well; restarts a server that ended."""
        deadline = None
        while True:
            try:
                return attempt()
            except (Lost, Refused) as problem:
                self.failures += 1
                self.problem = problem
                if self.on_failure is not None:
                    self.on_failure()
                deadline = deadline or time.monotonic() + PATIENCE
                if time.monotonic() > deadline:
                    raise AssertionError(f"still after {PATIENCE} s: {problem}\n{self.server.tail()}") from problem
                if self.server.process.poll() is not None:
                    self.endings.append(self.server.process.returncode)
                    self.server.start()
                time.sleep(0.01)

    def good(self, statuses, method, path, body=None, **who):
        status, answer = self.server.ask(method, path, body, **who)
        if status not in statuses:
            if status < 500 and status != 429:
                code = (answer or {}).get("code")
                if not (self.failures and status == 409):
                    raise AssertionError(f"{method} {path}: {status} {code} {answer}")
                return None  # it had been done although nobody heard of it
            raise Refused(f"{method} {path}: {status} {answer}")
        return answer

    def step(self, statuses, method, path, body=None, **who):
        return self.insist(lambda: self.good(statuses, method, path, body, **who))

    def say(self, talk, text, **who):
        body = {"text": text, "key": self.key()}
        answer = self.step((200, 201), "POST", f"/v1/conversations/{talk.id}/messages", body, **who)
        events = answer["events"]
        assert any(e.get("key") == body["key"] and e["text"] == text for e in events), (talk.label, events)
        talk.keep(events, self.server.injection.records)
        return events

    def watch(self, talk):
        """Opens the visitor's stream; it may break at any time."""
        try:
            stream = WebSocket(self.server.port, timeout=self.server.step_most)
            if stream.status == 101:
                stream.send({"type": "hello", "token": talk.token, "conversation": talk.id, "after": 0})
            return stream
        except (Closed, OSError, ValueError, IndexError) as problem:
            self.failures += 1
            self.problem = f"a stream: {type(problem).__name__} {problem}"
            return None

    def begin(self, label):
        talk = Talk(label)
        view = self.step((201,), "POST", "/v1/conversations", {"language": "en"})
        talk.id, talk.token = view["id"], view["token"]
        talk.keep(view["events"], self.server.injection.records)
        return talk

    def talk(self, label):
        """A visitor asks twice, wants a person, gets one, and it ends."""
        talk = self.begin(label)
        stream = self.watch(talk)
        self.say(talk, "activate roaming", token=talk.token)
        self.say(talk, "qwvut plomb", token=talk.token)
        path = f"/v1/conversations/{talk.id}"
        answer = self.step((200,), "POST", path + "/handoff", {"group": "Talks"}, token=talk.token)
        talk.keep((answer or {}).get("events", []), self.server.injection.records)
        self.step((200,), "POST", path + "/accept", {}, client=self.base.mei)
        self.say(talk, "Hello, Mei here", client=self.base.mei)
        answer = self.step((200,), "GET", path + "/events?after=0", token=talk.token)
        talk.keep(answer["events"], self.server.injection.records)
        self.step((200,), "POST", path + "/close", {}, client=self.base.mei)
        if stream is not None:
            stream.socket.close()
        return talk

    def edit_and_publish(self):
        """An editor changes an answer and publishes; gives the number that is live."""
        self.number += 1
        row = {"id": "hours", "language": "en", "question": "When are the shops open?",
               "answer": f"From 9 to 20, edition {self.number}.",
               "variants": ["opening hours", "shop opening times", "when do you open", f"open at {self.number % 7}"]}
        self.step((200,), "POST", "/v1/imports?format=jsonl", json.dumps(row).encode(), client=self.base.admin)

        def publish():
            status, answer = self.server.ask("POST", "/v1/publications", {}, client=self.base.ed,
                                             most=max(PUBLISH_MOST, self.server.step_most))
            if status != 201:
                raise Refused(f"publish: {status} {answer}")
            return answer["number"]
        number = self.insist(publish)
        self.published.append((number, self.server.injection.records))
        return number


def end_politely():
    """Asked to end, a test ends its servers and removes its folders."""
    signal.signal(signal.SIGTERM, lambda number, frame: sys.exit(1))


def check_folder(program, folder):
    """foyer check on a folder that nobody serves."""
    done = subprocess.run([program, "check", "--data", folder], text=True, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
                          timeout=60, check=False)
    assert done.returncode == 0, f"foyer check: {done.stdout}"


def end_by_signal(server):
    """As long as a service manager waits."""
    server.process.send_signal(signal.SIGTERM)
    return server.process.wait(timeout=90)
