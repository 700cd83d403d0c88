#!/usr/bin/env python3
"""A stranger walks over the whole API at random, with the server's own description as the map.

    tests/http/wander.py [--foyer build/release/foyer] [--steps 1500] [--at-once 1] [--seed N]

Staff of every role and visitors ask any route, with a body of tests/http/cases
or one that the description says is taken, changed here and there: what earlier
answers named, limits, empty and long texts, texts of many scripts, sometimes
something else.  Whatever comes of it:

- nothing is answered 5xx, but that somebody has to wait (503);
- every answer is as it is described, every refusal has a code and a sentence;
- a conversation's events are numbered without a hole, and its view ends with the last;
- the log tells of no error, the server stops in order, and its database is sound.

The seed is printed; alone, the same seed asks the same as long as the server
answers the same.  Python's standard library only.
"""
import argparse
import collections
import glob
import http.client
import json
import os
import random
import re
import subprocess
import sys
import tempfile
import threading
import traceback
import urllib.parse

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, HERE)
sys.path.insert(0, os.path.join(os.path.dirname(HERE), "faults"))
from openapi import Document  # noqa: E402
from runner import tell  # noqa: E402
from server import Server  # noqa: E402
from story import BASE, PASSWORD, House  # noqa: E402

ROLES = ("agent", "agent", "editor", "supervisor", "admin")
REMEMBERED = 40  # values of a name, ids of a collection, visitors
# What would lock everybody out, leads outside, or is somebody's own way in.
LEFT_ALONE = re.compile(r"/v1/(session|me/sessions|me/password|me/second-factor|sign-in|sending|setup|set-up)|second-factor|"
                        r"/password|/openapi|/metrics|/v1/stream")
TEXTS = ["", " ", "a", "activate roaming", "where is my invoice", "I want a human", "我要退货", "轉人工", "مرحبا ؟", "שלום",
         "e\u0301clair", "👩‍👩‍👧‍👦", "\u202etxt", "x" * 300, "退" * 300, "<b>bold</b>", "{{name}} %s $1", "a\nb\tc", "default", "en",
         "zh-CN", "0", "-1", "1790000000000", "https://example.org/a", "2026-11-22", "'\"\\", "NaN", "null"]
FILES = [b"plain text", b"\x89PNG\r\n\x1a\n\0\0", b"%PDF-1.4\n", b"PK\x03\x04", b"", b"question,answer\na,b\n", b"\xff\xfe\0",
         "\n".join(json.dumps(entry) for entry in BASE).encode()]
LANGUAGES = ["en", "zh-CN", "zh-TW"]
# Members that name something of a collection.
COLLECTIONS = {"agent": "staff", "members": "staff", "leaders": "staff", "assignee": "staff", "owner": "staff", "agents": "staff",
               "mentions": "staff", "group": "groups", "entry": "entries", "conversation": "conversations", "topic": "topics",
               "cluster": "clusters", "room": "rooms", "ticket": "tickets", "questions": "unmatched", "ids": "entries"}


def known_bodies(document):
    """Of each (method, path) the bodies that cases have had a good answer for; "$" is what was saved."""
    bodies = collections.defaultdict(list)
    asked = re.compile(r"^(POST|PUT|PATCH) (\S+)\n(?:(?!\{|->).*\n)*(\{.*?\})\n-> 2", re.M)
    for name in glob.glob(os.path.join(HERE, "cases", "*.case")):
        with open(name, encoding="utf-8") as file:
            for method, path, body in asked.findall(file.read()):
                template, _ = document.find(method, path)
                try:
                    bodies[method, template].append(json.loads(re.sub(r"\$[A-Z][A-Z_0-9]*(\([^)]*\))?", "$", body)))
                except ValueError:
                    pass  # not JSON, or a number was saved
    return bodies


class Found(Exception):
    pass


class Pool:
    """What answers named, by the name: the latest of each."""

    def __init__(self, never):
        self.never = never
        self.values = collections.defaultdict(lambda: collections.deque(maxlen=REMEMBERED))

    def keep(self, name, value):
        if value != self.never and value not in self.values[name]:
            self.values[name].append(value)

    def take_in(self, value, collection, name=None):
        """Ids by what they are the ids of: the list in which they stand, and what was asked for."""
        if isinstance(value, dict):
            for member, each in value.items():
                self.take_in(each, collection, (name or collection) if member == "id" else member)
                if member == "id" and isinstance(each, str):
                    self.keep(collection, each)
        elif isinstance(value, list):
            for each in value:
                self.take_in(each, collection, name)
        elif isinstance(value, (str, int)) and not isinstance(value, bool):
            self.keep(name or collection, value)

    def any(self, chance, *names):
        kept = [value for name in names for value in self.values.get(name, ())]
        return chance.choice(kept) if kept else None


class World:
    """What all wanderers share."""

    def __init__(self, server):
        self.server, self.house, self.document = server, House(server), Document(server)
        self.pool = Pool(never=self.house.admin.must(200, "GET", "/v1/session")["me"]["id"])  # who helps others out
        self.bodies = known_bodies(self.document)
        self.operations = [each for each in self.document.operations if not LEFT_ALONE.search(each[1])]


class Wanderer:
    """A visitor of many conversations, and one of the staff of each role."""

    def __init__(self, world, seed):
        self.house, self.document, self.pool = world.house, world.document, world.pool
        self.operations, self.bodies, self.chance = world.operations, world.bodies, random.Random(seed)
        self.admin = self.copy(world.house.admin)
        self.visitors = collections.deque(maxlen=REMEMBERED)
        self.counts = collections.Counter()
        self.staff = [self.hire(role) for role in ROLES]

    def copy(self, person):
        mine = self.house.client()
        mine.cookie, mine.csrf = person.cookie, person.csrf
        return mine

    def hire(self, role):
        """(name, person, role)."""
        name = f"wanderer-{self.chance.randrange(10**12)}"
        self.admin.must(201, "POST", "/v1/staff", {"name": name, "role": role, "password": PASSWORD})
        return name, self.sign_in(name), role

    def sign_in(self, name):
        person = self.house.client()
        person.sign_in(name)
        return person

    # What is asked ---------------------------------------------------------------

    def text(self, schema, name):
        most, least = schema.get("maxLength", 400), schema.get("minLength", 0)
        kept = self.named(name)
        if kept is not None and self.chance.random() < 0.5:
            return kept
        text = self.chance.choice([*TEXTS, self.unique(name), "y" * min(most, 2000), "y" * least])
        return text[:most + (self.chance.random() < 0.05)]

    def named(self, name):
        return self.pool.any(self.chance, name, COLLECTIONS.get(name, name))

    def unique(self, name):
        return f"{name}-{self.chance.randrange(10**16):016d}"

    def changed(self, body, name):
        """A known body with what was saved put in, and something else here and there."""
        if isinstance(body, dict):
            return {member: self.changed(each, member) for member, each in body.items() if self.chance.random() > 0.03}
        if isinstance(body, list):
            return [self.changed(each, name) for each in body for _ in range(self.chance.choice([0, 1, 1, 1, 1, 1, 1, 2]))]
        if isinstance(body, str) and "$" in body:
            kept = self.named(name)
            return self.unique(name) if name == "key" or kept is None else kept
        return self.text({}, name) if isinstance(body, str) and self.chance.random() < 0.15 else body

    def value(self, schema, name, depth=0):
        if "$ref" in schema:
            schema = self.document.schemas[schema["$ref"].rsplit("/", 1)[1]]
        if "anyOf" in schema:
            return self.value(self.chance.choice(schema["anyOf"]), name, depth)
        if self.chance.random() < 0.02:
            return self.chance.choice([None, 0, -1, "x", [], {}, True, 1e300])
        kinds = schema.get("type", "string")
        kind = self.chance.choice(kinds) if isinstance(kinds, list) else kinds
        if "enum" in schema:
            return self.chance.choice(schema["enum"])
        if kind == "object":
            return self.members(schema, depth)
        if kind == "array":
            count = self.chance.choice([0, 1, 1, 2, 3]) if depth < 4 else 0
            return [self.value(schema.get("items", {}), name, depth + 1) for _ in range(count)]
        if kind in ("integer", "number"):
            kept = self.pool.any(self.chance, name)
            around = [schema.get("minimum", 0), schema.get("maximum", 100), 0, 1, 2, self.chance.randrange(1000)]
            return kept if isinstance(kept, int) and self.chance.random() < 0.4 else self.chance.choice(around)
        if kind == "boolean":
            return self.chance.random() < 0.5
        return None if kind == "null" else self.text(schema, name)

    def members(self, schema, depth):
        needed = schema.get("required", [])
        return {name: self.value(each, name, depth + 1) for name, each in schema.get("properties", {}).items()
                if name in needed or self.chance.random() < 0.4}

    def place(self, name, before):
        """Something for a parameter of a path that stands behind `before`."""
        if name == "language":
            return self.chance.choice(LANGUAGES)
        if self.chance.random() < 0.08:
            return self.chance.choice(["0" * 36, "x", "-1"])
        if name == "site":
            return "default"
        kept = self.pool.any(self.chance, before, *([] if name == "id" else [name]))
        return "x" if kept is None else kept

    def path(self, template):
        parts, before = [], ""
        for part in template.split("/"):
            if part.startswith("{"):
                part = urllib.parse.quote(str(self.place(part[1:-1], before)), safe="")
            else:
                before = part
            parts.append(part)
        return "/".join(parts)

    def query(self, operation):
        asked = {}
        for each in operation.get("parameters", []):
            if each["in"] == "query" and each["name"] != "wait" and (each.get("required") or self.chance.random() < 0.3):
                asked[each["name"]] = self.value(each.get("schema", {}), each["name"])
        return "?" + urllib.parse.urlencode({name: json.dumps(value) if isinstance(value, (bool, dict, list)) else value
                                             for name, value in asked.items()}) if asked else ""

    def body(self, method, template, operation):
        """(JSON, bytes): one of them or neither."""
        known = self.bodies[method, template]
        if known and self.chance.random() < 0.7:
            return self.changed(self.chance.choice(known), ""), None
        content = operation.get("requestBody", {}).get("content", {})
        if "application/json" in content:
            return self.value(content["application/json"]["schema"], ""), None
        return None, self.chance.choice(FILES) if content else None

    # Who asks, and what came of it --------------------------------------------------

    def begin(self):
        """A conversation more, unless visitors are blocked, or asked for what none of these has."""
        visitor = self.house.client()
        answer = visitor("POST", "/v1/conversations", {"language": self.chance.choice(LANGUAGES)})
        if visitor.status == 201:
            visitor.token = answer["token"]
            self.pool.keep("conversations", answer["id"])
            self.visitors.append((answer["id"], visitor))

    def person(self, template):
        """(who, their conversation or None)."""
        if self.chance.random() < (0.3 if "/v1/conversations" in template else 0.05):
            if not self.visitors or self.chance.random() < 0.1:
                self.begin()
            if self.visitors:
                conversation, visitor = self.chance.choice(self.visitors)
                return "visitor", visitor, conversation
        if self.chance.random() < 0.5:
            return "admin", self.admin, None
        name, person, _ = self.chance.choice(self.staff)
        return name, person, None

    @staticmethod
    def ask(person, method, where, body, raw):
        person.status, person.headers = 200, {}
        try:
            return person(method, where, body, raw)
        except (json.JSONDecodeError, UnicodeDecodeError):
            return None  # a page or a file

    def step(self):
        method, template, _, operation = self.chance.choice(self.operations)
        name, person, own = self.person(template)
        where = self.path(template)
        if own is not None and self.chance.random() < 0.9:
            where = re.sub(r"/v1/conversations/[^/]+", f"/v1/conversations/{own}", where)
        where += self.query(operation)
        body, raw = self.body(method, template, operation)
        try:
            answer = self.ask(person, method, where, body, raw)
        except (http.client.HTTPException, OSError) as error:
            raise Found(f"{name}: {method} {where} {json.dumps(body)}: no answer: {error!r}") from error
        self.judge(f"{name}: {method} {where} {json.dumps(body)[:1500] if raw is None else raw[:60]}", method, where, person, answer)
        if person.status < 300 and isinstance(answer, (dict, list)):
            self.pool.take_in(answer, [part for part in template.split("/") if not part.startswith("{")][-1])
        if person.status == 401 and name.startswith("wanderer"):
            # Whoever was disabled, deleted or signed out is followed by somebody else.
            self.staff = [self.hire(each[2]) if each[1] is person else each for each in self.staff]

    def judge(self, what, method, where, person, answer):
        self.counts[person.status // 100] += 1
        if person.status >= 500 and person.status != 503:
            raise Found(f"{what}: {person.status} {answer}")
        kind = person.headers.get("content-type", "")
        if person.status >= 400 and "json" in kind:
            if not answer.get("title") or not answer.get("code") or not answer.get("request_id"):
                raise Found(f"{what}: a refusal without words: {answer}")
        if "json" in kind:
            try:
                self.document.check(method, where, person.status, kind, answer)
            except AssertionError as error:
                raise Found(f"{what}: {error}") from error

    def look(self):
        """The law of conversations' logs, for some of those that there are."""
        for conversation in self.chance.sample(list(self.pool.values["conversations"]), min(5, len(self.pool.values["conversations"]))):
            view = self.admin("GET", f"/v1/conversations/{conversation}")
            if self.admin.status != 200:
                continue
            numbers = [0]
            while numbers[-1] < view["last_seq"]:
                page = self.admin.must(200, "GET", f"/v1/conversations/{conversation}/events?after={numbers[-1]}")["events"]
                numbers += [event["seq"] for event in page]
                if not page or numbers != list(range(len(numbers))):
                    raise Found(f"{conversation}: events {numbers}, its view ended with {view['last_seq']}")


def errors_of(server):
    with open(server.log_path, encoding="utf-8", errors="replace") as log:
        return [line for line in log if '"level":"error"' in line or "runtime error" in line or "ERROR: " in line]


def walk(wanderer, steps, found):
    """Stops as soon as somebody has found something."""
    for at in range(steps):
        if found:
            return
        try:
            wanderer.step()
            if at % 100 == 99:
                wanderer.look()
        except Exception as error:  # pylint: disable=broad-except
            found.append(f"step {at}: {error if isinstance(error, Found) else traceback.format_exc()}")


def wander(server, options):
    """What was found while they walked."""
    world, found = World(server), []
    wanderers = [Wanderer(world, options.seed + number) for number in range(options.at_once)]
    threads = [threading.Thread(target=walk, args=(each, options.steps, found)) for each in wanderers]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    print(f"{sum((each.counts for each in wanderers), collections.Counter())}")
    return found


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--foyer", default="build/release/foyer")
    parser.add_argument("--steps", type=int, default=1500)
    parser.add_argument("--at-once", type=int, default=1)
    parser.add_argument("--seed", type=int, default=random.randrange(10**6))
    options = parser.parse_args()
    print(f"seed {options.seed}", flush=True)
    with tempfile.TemporaryDirectory(prefix="foyer-wander-") as folder:
        server = Server(os.path.abspath(options.foyer), folder + "/data", demo=False)
        server.start(120)
        found = wander(server, options)
        status = server.stop() if server.process.poll() is None else server.process.returncode
        sound = subprocess.run([server.program, "check", "--data", server.folder], capture_output=True, text=True, check=False)
        found += errors_of(server)[:5] + ([f"stopped with {status}"] if status else []) + ([sound.stdout + sound.stderr] if sound.returncode else [])
        for each in found:
            print(f"FAILED, --seed {options.seed}: {each}")
        if found:
            print(server.tail())
    return tell((0, 1) if found else (1, 0))


if __name__ == "__main__":
    sys.exit(main())
