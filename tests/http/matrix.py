#!/usr/bin/env python3
"""Who may ask for what: every route by everybody, held against matrix.txt.

    tests/http/matrix.py [--foyer build/dev/foyer]     compares
    tests/http/matrix.py --write                       writes the table anew, to be read by a person

The routes come from the running server's own description, so a new one fails
until somebody has written its line.  A cell says what came back:

    .   may: the request got past every check of who asks (whatever came of it)
    s   401, sign in first
    -   403, not for you
    0   404, not there, or not there for you

Conversation routes are asked of one that the bot has, one that waits in the
group "Matrix", one that an agent of that group has, and one that this agent has
closed, with what the description says is needed; a fresh one for each who may.
Routes that name something else which is
a group's, a person's or a site's are asked of a real one (objects.py), in
lines that end with whose it is.  What is said on streams (WebSocket) is
asked the same way, in lines that begin with STREAM: opening one, following a
conversation and being heard typing in it.  All others get a field that no route
has, which is refused after who asks was checked and before anything is done.
Python's standard library only.
"""
import argparse
import http.client
import json
import os
import re
import sys
import tempfile

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.join(os.path.dirname(HERE), "faults"))
sys.path.insert(0, HERE)
from objects import forgotten, object_rows  # noqa: E402
from server import Server  # noqa: E402
from websocket import Closed, WebSocket  # noqa: E402

TABLE = os.path.join(HERE, "matrix.txt")
PASSWORD = "a password for tests"
NO_SUCH = "0" * 36
STATES = ("bot", "waiting", "owned", "closed")
COLUMNS = {
    "nobody": "shows nothing",
    "visitor": "the conversation's own visitor",
    "stranger": "the visitor of another conversation",
    "elsewhere": "a visitor at another site",
    "agent": "an agent of the group, who has the conversation",
    "colleague": "another agent of the group",
    "outsider": "an agent of another group",
    "leader": "an agent of another group, who leads this one",
    "editor": "", "site-editor": "an editor with rights at another site alone",
    "supervisor": "", "admin": "",
    "agent-all": "an agent's program with every scope",
    "admin-read": "an administrator's program with the scope read",
    "admin-write": "with write alone",
    "admin-rw": "with read and write",
    "admin-all": "with every scope",
}
STAFF = {"agent": "agent", "colleague": "agent", "outsider": "agent", "leader": "agent",
         "editor": "editor", "site-editor": "editor", "supervisor": "supervisor", "admin": "admin"}
TOKENS = {"agent-all": ("agent", ["read", "write", "admin"]), "admin-read": ("admin", ["read"]),
          "admin-write": ("admin", ["write"]), "admin-rw": ("admin", ["read", "write"]),
          "admin-all": ("admin", ["read", "write", "admin"])}


def more_of(ids):
    """(query, body) beyond what is required, for routes that would refuse before they ask who."""
    return {
        "POST /v1/conversations/{id}/messages": ("", {"text": "matrix"}),
        "POST /v1/conversations/{id}/transfer": ("", {"group": "Elsewhere"}),
        "POST /v1/conversations/{id}/invite": ("", {"agent": ids["outsider"]}),
        "POST /v1/conversations/{id}/remove": ("", {"agent": ids["outsider"]}),
        "POST /v1/conversations/{id}/feedback": ("", {"seq": 1}),
        "POST /v1/conversations/{id}/files": ("?name=matrix.txt", {}),
        "GET /v1/conversations/{id}/search": ("?text=matrix", {}),
    }


class Person:
    def __init__(self, server, headers=None):
        self.server, self.headers, self.connection = server, dict(headers or {}), None

    def __call__(self, method, path, body=None):
        headers = dict(self.headers)
        if body is not None:
            headers["Content-Type"] = "application/json"
        data = None if body is None else json.dumps(body)
        try:
            answer, text = self.exchange(method, path, data, headers)
        except http.client.RemoteDisconnected:  # kept too long; a server that is gone refuses the next one
            self.connection = None
            answer, text = self.exchange(method, path, data, headers)
        if answer.getheader("Connection") == "close":
            self.connection.close()
            self.connection = None
        self.cookie = (answer.getheader("Set-Cookie") or "").split(";")[0]
        return answer.status, text

    def exchange(self, method, path, data, headers):
        self.connection = self.connection or self.server.connection(70)
        self.connection.request(method, path, data, headers)
        answer = self.connection.getresponse()
        return answer, answer.read()

    def must(self, method, path, body=None):
        status, text = self(method, path, body)
        assert status < 300, f"{method} {path}: {status} {text[:300]}"
        return json.loads(text) if text else None

    def sign_in(self, path, body):
        self.headers = {}
        csrf = self.must("POST", path, body)["csrf"]
        self.headers = {"Cookie": self.cookie, "X-CSRF-Token": csrf}
        return self


class House:
    def __init__(self, server):
        self.server = server
        self.first = Person(server).sign_in("/v1/session/link", {"token": server.sign_in_link()})
        self.ids, self.people = {}, {"nobody": Person(server), "visitor": Person(server)}
        for name, role in STAFF.items():
            account = {"name": f"matrix-{name}", "role": role, "password": PASSWORD, "capacity": 50}
            self.ids[name] = self.first.must("POST", "/v1/staff", account)["id"]
            self.people[name] = Person(server)
            self.sign_in(name)
        for name, (owner, scopes) in TOKENS.items():
            made = self.people[owner].must("POST", "/v1/api-tokens", {"name": name, "scopes": scopes})
            self.people[name] = Person(server, {"Authorization": "Bearer " + made["token"]})
        self.groups = {"Matrix": self.group("Matrix", ["agent", "colleague"], ["leader"]),
                       "Elsewhere": self.group("Elsewhere", ["outsider", "leader"], [])}
        self.first.must("PUT", f"/v1/staff/{self.ids['site-editor']}/rights",
                        {"rights": [{"category": "", "site": "elsewhere", "power": "approve"}]})
        for name, site in (("stranger", "default"), ("elsewhere", "elsewhere")):
            _, token = self.converse(self.people["visitor"], site)
            self.people[name] = Person(server, {"Authorization": "Bearer " + token})

    def sign_in(self, name):
        self.people[name].sign_in("/v1/session", {"name": f"matrix-{name}", "password": PASSWORD})

    def group(self, name, members, leaders):
        group = self.first.must("POST", "/v1/groups", {"name": name, "assignment": "manual"})["id"]
        self.first.must("PUT", f"/v1/groups/{group}", {"members": [self.ids[one] for one in members]})
        self.first.must("PUT", f"/v1/groups/{group}/leaders", {"leaders": [self.ids[one] for one in leaders]})
        return group

    @staticmethod
    def converse(visitor, site="default"):
        visitor.headers = {}
        made = visitor.must("POST", "/v1/conversations", {"language": "en", "site": site})
        visitor.headers = {"Authorization": "Bearer " + made["token"]}
        return made["id"], made["token"]

    def fresh(self, state):
        """A conversation in that state, whose visitor is now "visitor"."""
        visitor = self.people["visitor"]
        conversation, _ = self.converse(visitor)
        where = f"/v1/conversations/{conversation}"
        if state == "bot":
            visitor.must("POST", f"{where}/messages", {"text": "matrix", "key": f"bot-{conversation}"})
            return conversation
        visitor.must("POST", f"{where}/handoff", {"group": "Matrix"})
        if state != "waiting":
            self.people["agent"].must("POST", f"{where}/accept", {})
        if state == "closed":
            self.people["agent"].must("POST", f"{where}/close", {})
        return conversation


def example(schema, name):
    """Something that a field takes."""
    if "anyOf" in schema:
        schema = schema["anyOf"][0]
    kind = schema.get("type", "string")
    kind = kind[0] if isinstance(kind, list) else kind
    if "enum" in schema:
        return schema["enum"][0]
    if kind == "integer":
        return max(1, schema.get("minimum", 1))
    if kind == "boolean":
        return True
    if kind == "array":
        return []
    if kind == "object":
        return {}
    return (f"matrix-{name}-" + "0" * 40)[:max(20, schema.get("minLength", 1))]


def body_of(operation):
    content = operation.get("requestBody", {}).get("content", {}).get("application/json")
    if content is None:
        return {}
    schema = content["schema"]
    return {name: example(schema["properties"][name], name) for name in schema.get("required", [])}


def cell(status):
    return {401: "s", 403: "-", 404: "0"}.get(status, ".")


def filled(path, conversation):
    path = path.replace("{id}", conversation or NO_SUCH)
    return re.sub(r"\{\w+\}", "matrix", path)


def ask(house, name, method, path, body):
    person = house.people[name]
    status, _ = person(method, path, body if method != "GET" else None)
    if name in STAFF and method == "DELETE" and path == "/v1/session":
        house.sign_in(name)
    return cell(status)


def opened(house, name):
    """A stream on which that person has said hello, as staff whoever isn't a visitor."""
    person = house.people[name]
    origin = {"Origin": f"http://127.0.0.1:{house.server.port}"}
    stream = WebSocket(house.server.port, {**person.headers, **origin})
    is_visitor = name in ("nobody", "visitor", "stranger", "elsewhere")
    stream.send({"type": "hello", "conversations": []} if is_visitor else {"type": "hello", "staff": True})
    return stream


def shown_token(house, name):
    """What a visitor shows on a stream; staff are known by then."""
    return {"token": house.people[name].headers["Authorization"].split()[1]} if name in ("visitor", "stranger", "elsewhere") else {}


def until(stream, wanted):
    """None when it came, else the status of the error."""
    try:
        seen = stream.until(("error", wanted))
    except Closed:
        return 500
    return seen[-1]["problem"]["status"] if seen[-1]["type"] == "error" else None


def watches(house, name, conversation):
    stream = opened(house, name)
    status = until(stream, "ready")
    if status is None:
        stream.send({"type": "watch", "conversation": conversation, "after": 0, **shown_token(house, name)})
        status = until(stream, "conversation")
    return stream, status


def typing_is_heard(house, name, conversation):
    """Whether the other side of the conversation hears that this one types."""
    hearer, _ = watches(house, "visitor" if name not in ("visitor",) else "agent", conversation)
    stream, status = watches(house, name, conversation)
    if status is None:
        stream.send({"type": "typing", "conversation": conversation})
        stream.send({"type": "ping"})
        until(stream, "pong")
        hearer.send({"type": "ping"})
        heard = [each["type"] for each in hearer.until("pong")]
        status = None if "typing" in heard else 404
    for each in (stream, hearer):
        each.close()
    return status


def stream_rows(house):
    yield "STREAM hello", "".join(cell(until(opened(house, name), "ready") or 200) for name in COLUMNS)
    for state in STATES:
        cells = ""
        for name in COLUMNS:
            cells += cell(watches(house, name, house.fresh(state))[1] or 200)
        yield f"STREAM watch {state}", cells
    cells = ""
    for name in COLUMNS:
        cells += cell(typing_is_heard(house, name, house.fresh("owned")) or 200)
    yield "STREAM typing owned", cells


def rows(house):
    """(route, cells), in the order of the paths; then things that are somebody's; then streams."""
    yield from route_rows(house)
    yield from object_rows(house, COLUMNS, cell)
    yield from stream_rows(house)


def route_rows(house):
    operations = house.first.must("GET", "/openapi.json")["paths"]
    more = more_of(house.ids)
    for path, methods in sorted(operations.items()):
        for method, operation in methods.items():
            route = f"{method.upper()} {path}"
            if not path.startswith("/v1/conversations/{id}"):
                yield route, "".join(
                    ask(house, name, method.upper(), filled(path, None), {"matrix": 0}) for name in COLUMNS)
                continue
            for state in STATES:
                cells = ""
                query, extra = more.get(route, ("", {}))
                body, conversation = {**body_of(operation), **extra}, None
                for name in COLUMNS:
                    conversation = conversation or house.fresh(state)
                    cells += ask(house, name, method.upper(), filled(path, conversation) + query, body)
                    if method != "get" and cells[-1] == ".":
                        conversation = None  # who knows what became of it
                yield f"{route} {state}", cells


def heading(width):
    """The columns' names, written downwards."""
    names = list(COLUMNS)
    most = max(len(name) for name in names)
    lines = ["# " + " " * (width - 2) + "  " + " ".join(name[i] if i < len(name) else " " for name in names).rstrip()
             for i in range(most)]
    return "\n".join(lines)


def write(found):
    width = max(len(route) for route, _ in found)
    with open(TABLE, "w", encoding="utf-8") as file:
        file.write("# Who may ask for what; how to read and extend it is said in matrix.py.\n#\n")
        for name, meaning in COLUMNS.items():
            file.write(f"#   {name}{': ' + meaning if meaning else ''}\n")
        file.write("#\n" + heading(width) + "\n")
        for route, cells in found:
            file.write(f"{route:<{width}}  {' '.join(cells)}\n")


def read():
    expected = {}
    with open(TABLE, encoding="utf-8") as file:
        for line in file:
            if line.startswith("#") or not line.strip():
                continue
            words = line.split()
            first = next(i for i, word in enumerate(words) if len(word) == 1)
            expected[" ".join(words[:first])] = "".join(words[first:])
    return expected


def compare(found, unsaid):
    expected, passed, failed = read(), 0, len(unsaid)
    for route in unsaid:
        print(f"FAILED {route}: nobody has said whose it is (objects.py)")
    for route, cells in found:
        wanted = expected.pop(route, None)
        wrong = [] if wanted is None else [
            f"{name} gets {got!r}, not {want!r}" for name, got, want in zip(COLUMNS, cells, wanted) if got != want]
        if wanted is None:
            print(f"FAILED {route}: nobody has said who may (it is {' '.join(cells)})")
        elif len(wanted) != len(COLUMNS):
            print(f"FAILED {route}: its line has {len(wanted)} cells, not {len(COLUMNS)}")
        for problem in wrong:
            print(f"FAILED {route}: {problem}")
        is_right = wanted is not None and len(wanted) == len(COLUMNS) and not wrong
        passed, failed = passed + is_right, failed + (not is_right)
    for route in expected:
        print(f"FAILED {route}: there is no such route any more")
    failed += len(expected)
    print(f"{passed} passed, {failed} failed")
    return 1 if failed or not passed else 0


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--foyer", default="build/dev/foyer")
    parser.add_argument("--write", action="store_true")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        server = Server(os.path.abspath(options.foyer), folder)
        server.start()
        try:
            house = House(server)
            found = list(rows(house))
            unsaid = list(forgotten(house.first.must("GET", "/openapi.json")["paths"]))
        except (http.client.HTTPException, OSError):
            print(server.tail())
            raise
        finally:
            server.stop()
    if options.write:
        write(found)
        return 0
    return compare(found, unsaid)


if __name__ == "__main__":
    sys.exit(main())
