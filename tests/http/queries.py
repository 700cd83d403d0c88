"""What reaches for the database, and bytes that are no text, in every filter and every body.  Run by safety.py."""
import itertools
import json
import re
import urllib.parse

from attacks import fetch
from routes import filled, is_own_session, needed_query, operations, schema_of

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


def values_of_all_types():
    return ["' OR 1=1 --", "\u0000x", "", 0, -1, 1e308, 9007199254740993, True, None, [], ["'"], {}, {"'": "'"}, [[[]]], "x" * 5000]


def test_no_body_reaches_the_database(house):
    """Every member of every body as every type of JSON: an answer, and never 500."""
    tried, kinds = 0, itertools.cycle(range(3))
    for method, where, operation in operations(house):
        schema = schema_of(operation)
        if not schema or not schema.get("properties") or is_own_session(method, where):
            continue
        part = next(kinds)  # a third of the values for each route, all for all routes together
        for name in schema["properties"]:
            for value in values_of_all_types()[part::3]:
                body = {each: "default" for each in schema.get("required", [])}
                house.admin(method, filled(where) + needed_query(operation), {**body, name: value})
                assert house.admin.status < 500 or house.admin.status == 503, (method, where, name, value, house.admin.status)
                tried += 1
    assert tried > 500, tried
    assert house.admin.must(200, "GET", "/v1/session")["me"]["name"] == "admin"


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
