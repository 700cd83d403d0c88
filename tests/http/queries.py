"""What reaches for the database, and bytes that are no text, in every filter and every body.  Run by safety.py."""
import collections
import itertools
import json
import random
import re
import urllib.parse

from matrix import example
from openapi import Document
from routes import fetch, filled, is_own_session, needed_query, operations, schema_of
from story import Client, path
from wander import COLLECTIONS, Pool, known_bodies
from written import fetch_as, staff_writes, wicked_and_over

# --- Queries that reach for the database -------------------------------------------------------------------------

SQL = ["' OR '1'='1", "\"; DROP TABLE conversation; --", "1; SELECT 1", "') UNION SELECT password FROM staff --", "%' ESCAPE '\\", "\\", "*", "\"", "NEAR(a b)",
       "a AND OR NOT", "{x}:y", "-1", "9223372036854775808", "1e999", "NaN", "null", "[]", "0x10", "%00"]


def test_no_filter_reaches_the_database(house):
    before = house.admin.must(200, "GET", "/v1/staff")
    _, conversation = house.visitor()
    tried = 0
    for method, where, operation in operations(house):
        names = [each["name"] for each in operation.get("parameters", []) if each["in"] == "query"]
        if method != "GET" or where == "/metrics":
            continue
        for name, value in [(name, value) for name in names for value in SQL if name not in ("wait", "after")]:
            others = "".join(f"&{each['name']}=x" for each in operation["parameters"]
                             if each["in"] == "query" and each.get("required") and each["name"] != name)
            got = house.admin("GET", filled(where, conversation) + f"?{name}={urllib.parse.quote(value)}{others}") \
                if not where.startswith("/help") else None
            if got is None:
                status, _, _ = fetch(house, filled(where) + f"?{name}={urllib.parse.quote(value)}")
                assert status < 500, (where, name, value)
                continue
            assert house.admin.status < 500, (where, name, value, got)
            assert "password" not in json.dumps(got).replace("has_password", ""), (where, name, value)
            tried += 1
    assert tried > 300, tried
    assert house.admin.must(200, "GET", "/v1/staff") == before


def test_bytes_that_are_no_text_are_refused_everywhere(house):
    bad = [b"\xff\xfe", b"\xc0\xaf", b"\xed\xa0\x80", b"\xf5\x80\x80\x80", b"\xe2\x82", b"\xf0\x82\x82\xac"]
    tried = 0
    for method, where, operation in operations(house):
        schema = schema_of(operation)
        if not schema or not schema.get("properties"):
            continue
        name = next(iter(schema["properties"]))
        body = b'{"' + name.encode() + b'": "' + bad[tried % len(bad)] + b'"}'
        got = house.admin(method, filled(where) + needed_query(operation), raw=body, Content_Type="application/json")
        assert 400 <= house.admin.status < 500, (method, where, house.admin.status)
        assert got["code"] in ("not-utf8", "not-found", "too-many-requests", "forbidden", "conflict"), (method, where, got)
        tried += 1
    assert tried > 80, tried
    check_no_text_in_addresses(house)


def check_no_text_in_addresses(house):
    """The same in every parameter of a query, and in a path."""
    tried = 0
    for method, where, operation in operations(house):
        for name in [each["name"] for each in operation.get("parameters", []) if each["in"] == "query"]:
            if method != "GET" or where.startswith("/help"):
                continue
            got = house.admin(method, filled(where) + f"?{name}=%ff%fe")
            assert house.admin.status in (400, 404) and got["code"] in ("not-utf8", "not-found"), (method, where, name, got)
            tried += got["code"] == "not-utf8"
        if "{" in where and not where.startswith(("/help", "/ticket")):
            got = house.admin(method, re.sub(r"\{\w+\}", "%c0%af", where), {})
            assert 400 <= house.admin.status < 500, (method, where, got)
    assert tried > 50, tried


# --- Bodies ----------------------------------------------------------------------------------------------------------


def values_of_all_types():
    return ["\u0000x", "", 0, -1, 1e308, 9007199254740993, True, None, [], ["'"], {}, {"'": "'"}, [[[]]], "x" * 5000]


def things(house):
    """What there is, by what it is called in paths and bodies; one of each at least."""
    pool = Pool(never=house.admin.must(200, "GET", "/v1/session")["me"]["id"])
    for write in staff_writes(house, wicked_and_over(house, "clocks")[1], "a clock"):
        house.admin(*write)
    house.group("Asked", "manual", "mei")
    house.ed("POST", "/v1/files", raw=b"A plain note.\n")
    for method, where, operation in operations(house):
        if method == "GET" and "{" not in where and where.startswith("/v1/"):
            status, headers, text = fetch_as(house, house.admin, where + needed_query(operation))
            if status == 200 and headers["content-type"] == "application/json":
                pool.take_in(json.loads(text), where.split("/")[-1])
    return pool


class Good:
    """Bodies that are taken, of things that there are: as the cases have them, or with what the description says is needed."""

    def __init__(self, house):
        self.house, self.pool, self.chance = house, things(house), random.Random(1)
        self.known = known_bodies(Document(house.server))
        self.visitor, self.conversation = house.visitor()
        house.admin.must(200, "POST", path(self.conversation, "take-over"), {})

    def value(self, value, name):
        if isinstance(value, dict):
            return {member: self.value(each, member) for member, each in value.items()}
        if isinstance(value, list):
            return [self.value(each, name) for each in value]
        if name in ("key", "name", "shortcut", "external_id"):
            return f"{name}-{Client.key()}"  # none that there is
        if name == "entry":
            return "hours"
        if isinstance(value, str) and "$" in value:
            return self.pool.any(self.chance, name, COLLECTIONS.get(name, name)) or f"{name}-{Client.key()}"
        return value

    def body(self, method, where, schema):
        bodies = self.known[method, where] or [{name: example(schema["properties"][name], name) for name in schema.get("required", [])}]
        return self.value(min(bodies, key=json.dumps), "")

    def where(self, where):
        parts = where.replace("/conversations/{id}", f"/conversations/{self.conversation}").split("/")
        there = [str(self.pool.any(self.chance, before, part[1:-1]) or "default") if part.startswith("{") else part
                 for before, part in zip(["", *parts], parts)]
        return "/".join(urllib.parse.quote(part, safe="") for part in there)

    def ask(self, method, where, operation, changed):
        """The status; what is a visitor's alone is the visitor's to ask."""
        body = {**self.body(method, where, schema_of(operation)), **changed}
        for who in (self.house.admin, self.visitor):
            answer = who(method, self.where(where) + needed_query(operation), body)
            if who.status != 403 or "/conversations/{id}" not in where:
                break
        if who.status < 300 and isinstance(answer, dict):
            self.pool.take_in(answer, [part for part in where.split("/") if not part.startswith("{")][-1])
        return who.status


def takes_the_conversation(each):
    """Whoever asks it last lets the others be taken."""
    return re.search(r"/(close|leave|transfer|take-over|block|left-message)$", each[1]) is not None


def is_text(schema):
    return schema.get("type") in ("string", ["string", "null"]) and not {"enum", "pattern"} & set(schema)


def test_no_body_reaches_the_database(house):
    """A good body with one member as SQL or as another type of JSON: an answer, never 500, and many are taken."""
    good, counts, taken = Good(house), collections.Counter(), set()
    texts, others = itertools.cycle(SQL), itertools.cycle(values_of_all_types())
    for method, where, operation in sorted(operations(house), key=takes_the_conversation):
        schema = schema_of(operation)
        if not schema or is_own_session(method, where):
            continue
        for name, member in schema["properties"].items():
            some = [(True, next(texts)) for _ in range(3)] if is_text(member) else []
            for is_sql, value in [*some, *((False, next(others)) for _ in range(3))]:
                status = good.ask(method, where, operation, {name: value})
                assert status < 500 or status == 503, (method, where, name, value, status)
                counts[is_sql, status < 400] += 1
                if status < 400:
                    taken.add((method, where))
    assert 3 * counts[True, True] > counts[True, True] + counts[True, False] and len(taken) > 35, (counts, len(taken))
    assert sum(counts.values()) > 1000, counts
    assert house.admin.must(200, "GET", "/v1/session")["me"]["name"] == "admin"
