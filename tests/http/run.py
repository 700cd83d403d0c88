#!/usr/bin/env python3
"""Runs the request-and-answer cases against the real server.

    tests/http/run.py [--foyer build/dev/foyer] [--only cases|connections] [NAME...]

A case file (cases/*.case) is a list of exchanges, told from top to bottom:

    == What this shows                        a new case; what was saved is kept
    POST /v1/conversations/$ID/messages       method and path; $NAME is put in
    Authorization: Bearer $TOKEN              headers of the request
    {"text": "hello", "key": "$KEY"}          the body, up to the arrow
    -> 201                                    the status that must come; "-> 200 soon" asks
                                              again for up to a minute until all is as told
    events.0.author: "visitor"                a member and the JSON it must be
    events.0.seq: save SEQ                    saved as $SEQ
    text: save LINK of "at (\\S+)"            what the pattern's group stands for in it
    detail: present                           there, whatever it is
    queue: absent                             not there
    title: has "characters"                   a text that holds this
    body: lacks "<script"                     one that doesn't; an answer that isn't JSON is its body
    title~en: "..."                           (the name up to ~ counts)
    @Content-Type: application/problem+json   a header that begins like this
    @Set-Cookie: save COOKIE                  saved up to the first semicolon

$KEY is new each time it is written; $ADMIN is a signed-in admin's cookie and
CSRF headers, written as a header line of its own; $LONG(5000) stands for that
many letters, $RAW("\\xff...") for those bytes, $LATER for an hour from now in
milliseconds, $TOTP(NAME, 1) for the code that an authenticator with the saved
secret $NAME shows one step from now.  A line that begins with # is a comment.  The server runs with
limits so high that only tests that ask for limits meet them.

The things that a request line can't say (half-open sockets, slow bodies,
frames) are in trouble.py and streams.py: functions named test_..., each given
the Server; those are --only connections.  openapi.py holds every answer of the cases against the API's
description.  Python's standard library only.
"""
import argparse
import concurrent.futures
import glob
import hmac
import http.client
import importlib
import itertools
import json
import os
import re
import sys
import tempfile
import time
import traceback

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, HERE)
sys.path.insert(0, os.path.join(os.path.dirname(HERE), "faults"))
import openapi  # noqa: E402
import totp  # noqa: E402
from server import Server  # noqa: E402

MODULES = ["trouble", "streams"]
KEYS = itertools.count(1)
STARTED = int(time.time())


class Failure(Exception):
    pass


def sign(saved, name, text):
    return hmac.new(saved[name].encode(), text.encode(), "sha256").hexdigest()


def fill(text, saved):
    """Puts saved values and the generated ones into a line."""
    def put(match):
        name = match.group(1)
        if name == "KEY":
            return f"case-key-{next(KEYS):012d}"
        if name not in saved:
            raise Failure(f"${name} was not saved")
        return str(saved[name])

    text = text.replace("$LATER", str(int(time.time() * 1000) + 3_600_000))
    text = text.replace("$SOON", str(STARTED + 3600))
    text = re.sub(r"\$SIGNED\(([A-Z]+), ([^)]*)\)", lambda match: sign(saved, *match.groups()), text)
    text = re.sub(r"\$TOTP\((\w+), (-?\d+)\)",
                  lambda match: totp.code(saved[match.group(1)], int(match.group(2))), text)
    text = re.sub(r"\$LONG\((\d+)\)", lambda match: "x" * int(match.group(1)), text)
    return re.sub(r"\$([A-Z][A-Z_0-9]*)\b(?!\()", put, text)


def as_bytes(body, saved):
    parts = re.split(r'\$RAW\("((?:[^"\\]|\\.)*)"\)', body)
    out = b""
    for number, part in enumerate(parts):
        if number % 2:
            out += part.encode("latin-1").decode("unicode_escape").encode("latin-1")
        else:
            out += fill(part, saved).encode()
    return out


def member(value, path):
    """(found, value) of a dotted path."""
    for part in path.split("."):
        if isinstance(value, list) and part.lstrip("-").isdigit() and -len(value) <= int(part) < len(value):
            value = value[int(part)]
        elif isinstance(value, dict) and part in value:
            value = value[part]
        else:
            return False, None
    return True, value


def check_member(answer, path, wanted, saved):
    found, value = member(answer, path.split("~")[0])
    if wanted == "absent":
        if found:
            raise Failure(f"{path} is there: {value!r}")
        return
    if not found:
        raise Failure(f"{path} is not in {json.dumps(answer, ensure_ascii=False)[:600]}")
    if wanted.startswith("save "):
        name, _, pattern = wanted[5:].strip().partition(" of ")
        saved[name] = re.search(json.loads(pattern), str(value)).group(1) if pattern else value
    elif wanted.startswith("lacks "):
        if json.loads(fill(wanted[6:], saved)) in value:
            raise Failure(f"{path} has {wanted[6:]}")
    elif wanted.startswith("has "):
        if json.loads(fill(wanted[4:], saved)) not in value:
            raise Failure(f"{path} is {value!r}, which has no {wanted[4:]}")
    elif wanted != "present" and value != json.loads(fill(wanted, saved)):
        raise Failure(f"{path} is {json.dumps(value, ensure_ascii=False)}, not {wanted}")


class Exchange:
    """One request and what must come back."""

    def __init__(self, line, number):
        self.number = number
        self.method, self.path = line.split(" ", 1)
        self.headers, self.body, self.status, self.checks = [], "", None, []
        self.is_awaited = False

    def add(self, line):
        if self.status is not None:
            self.checks.append(line)
        elif line.startswith("-> "):
            self.status, _, soon = line[3:].partition(" ")
            self.status, self.is_awaited = int(self.status), soon == "soon"
        elif self.body or not (line == "$ADMIN" or re.match(r"^[A-Za-z-]+: ", line)):
            self.body += ("\n" if self.body else "") + line
        else:
            self.headers.append(line)

    def head(self, saved, admin):
        headers = {}
        for line in self.headers:
            if line == "$ADMIN":
                headers.update(admin)
            else:
                name, value = line.split(": ", 1)
                headers[name] = fill(value, saved)
        return headers

    def run(self, server, saved, admin, document):
        until = time.monotonic() + (60 if self.is_awaited else 0)
        while True:
            try:
                return self.ask(server, saved, admin, document)
            except Failure:
                if time.monotonic() > until:
                    raise
                time.sleep(0.2)

    def ask(self, server, saved, admin, document):
        headers = self.head(saved, admin)
        body = as_bytes(self.body, saved) if self.body else None
        if body is not None:
            headers.setdefault("Content-Type", "application/json")
        path = fill(self.path, saved)
        connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=70)
        connection.request(self.method, path, body, headers)
        answer = connection.getresponse()
        text = answer.read()
        connection.close()
        shown = "" if answer.getheader("Content-Encoding") else text.decode("utf-8")
        if answer.status != self.status:
            raise Failure(f"{answer.status}, not {self.status}: {shown[:600]}")
        kind = answer.getheader("Content-Type") or ""
        parsed = json.loads(shown) if "json" in kind and "ndjson" not in kind and shown else shown
        document.check(self.method, path, answer.status, kind, parsed)
        for line in self.checks:
            name, wanted = line.split(": ", 1)
            if name.startswith("@"):
                got = answer.getheader(name[1:]) or ""
                if wanted.startswith("save "):
                    saved[wanted[5:]] = got.split(";")[0]
                elif not got.startswith(fill(wanted, saved)):
                    raise Failure(f"header {name[1:]} is {got!r}, not {wanted!r}")
            else:
                whole = {"body": parsed} if isinstance(parsed, str) else parsed
                check_member(whole, name, wanted.strip(), saved)


def read_cases(path):
    """[(title, [Exchange])]"""
    cases, exchange = [], None
    with open(path, encoding="utf-8") as file:
        for number, line in enumerate(file, 1):
            line = line.rstrip("\n")
            if line.startswith("#"):
                continue
            if line.startswith("== "):
                cases.append((line[3:], []))
                exchange = None
            elif not line:
                exchange = None
            elif exchange is None:
                exchange = Exchange(line, number)
                cases[-1][1].append(exchange)
            else:
                exchange.add(line)
    return cases


def run_file(path, server, admin, document):
    """[(name, error or None)]"""
    results, saved = [], {}
    name = os.path.basename(path)
    for title, exchanges in read_cases(path):
        error = None
        for exchange in exchanges:
            try:
                exchange.run(server, saved, admin, document)
            except Exception as problem:  # pylint: disable=broad-except
                detail = str(problem) if isinstance(problem, Failure) else traceback.format_exc()
                error = f"{name}:{exchange.number}: {exchange.method} {exchange.path}: {detail}"
                break
        results.append((f"{name}: {title}", error))
    return results


def run_function(name, function, server, admin):
    try:
        function(server, admin)
        return [(name, None)]
    except Exception:  # pylint: disable=broad-except
        return [(name, traceback.format_exc())]


def sign_in(server):
    """Headers of the admin whom the first start made."""
    while "#link=" not in open(server.out_path, encoding="utf-8").read():
        time.sleep(0.05)  # it is printed a moment after the server is ready
    connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=60)
    connection.request("POST", "/v1/session/link", json.dumps({"token": server.sign_in_link()}),
                       {"Content-Type": "application/json"})
    answer = connection.getresponse()
    parsed = json.loads(answer.read())
    assert answer.status == 200, parsed
    cookie = answer.getheader("Set-Cookie").split(";")[0]
    return {"Cookie": cookie, "X-CSRF-Token": parsed["csrf"], "answer": parsed}


def functions(wanted):
    for module_name in MODULES:
        module = importlib.import_module(module_name)
        for name, function in vars(module).items():
            if name.startswith("test_") and chosen(f"{module_name}.{name}", wanted):
                yield f"{module_name}.{name}", function


def chosen(name, wanted):
    return not wanted or any(each in name for each in wanted)


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--foyer", default="build/dev/foyer")
    parser.add_argument("--only", choices=["cases", "connections"])
    parser.add_argument("names", nargs="*")
    options = parser.parse_args()
    with_cases, with_connections = (options.only in (None, part) for part in ("cases", "connections"))
    with tempfile.TemporaryDirectory(prefix="foyer-http-") as folder:
        server = Server(os.path.abspath(options.foyer), folder + "/data",
                        environment={"FOYER_BEHIND_PROXY": "1"})
        server.start(120)
        results = []
        try:
            admin = sign_in(server)
            document = openapi.Document(server)
            document.check("POST", "/v1/session/link", 200, "application/json", admin.pop("answer"))
            for path in sorted(glob.glob(f"{HERE}/cases/*.case")):
                if with_cases and chosen(os.path.basename(path), options.names):
                    results += run_file(path, server, admin, document)
            # Functions mostly wait, so they run side by side.
            with concurrent.futures.ThreadPoolExecutor(max_workers=8) as pool:
                pending = [pool.submit(run_function, name, function, server, admin)
                           for name, function in functions(options.names) if with_connections]
                for each in pending:
                    results += each.result()
            if with_cases and not options.names:
                results += document.coverage()
        finally:
            status = server.stop()
        results.append(("the server stops in order", None if status == 0 else server.tail()))
    for name, error in results:
        if error:
            print(f"FAILED {name}\n{error}")
    failed = sum(1 for _, error in results if error)
    print(f"{len(results) - failed} passed, {failed} failed")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
