#!/usr/bin/env python3
"""What strangers could try against everybody else, class by class, over every
route that there is: scripts and terminal codes in every field, fields that are
nobody's to set, tokens that must stay unseen, other sites, forged requests,
names that tell, queries that reach the database, bytes that are no text.

    tests/http/safety.py [--foyer build/dev/foyer] [NAME...]

The routes come from the running server's own description, so a new one is tried
too.  docs/security.md says what else is checked, and where.  Python's standard
library only.
"""
import argparse
import glob
import hashlib
import hmac
import html.parser
import io
import itertools
import json
import os
import re
import sys
import tempfile
import time
import urllib.parse
import zipfile

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, HERE)
sys.path.insert(0, os.path.join(os.path.dirname(HERE), "faults"))
from attacks import MARK, PAYLOADS, check_page, fetch  # noqa: E402
from runner import run_with_server, tell, tests_of  # noqa: E402
from server import Server  # noqa: E402
from story import PASSWORD, House, path  # noqa: E402
from websocket import Closed, WebSocket  # noqa: E402

NO_SUCH = "0" * 36
ESCAPES = "\x1b]0;owned\x07 \x1b[2J \x9b31m \x9d \x90 \x7f end"
TEMPLATES = ["{{7*7}}", "${7*7}", "<%= 7*7 %>", "#{7*7}", "{order}", "{0}", "%s%n%x", "$(id)", "`id`", "{{constructor.constructor('return 1')()}}"]


# --- What the server says there is ---------------------------------------------------------


def operations(house):
    """(method, path, description) of every route."""
    for where, methods in sorted(house.admin.must(200, "GET", "/openapi.json")["paths"].items()):
        for method, operation in methods.items():
            yield method.upper(), where, operation


def filled(where, conversation=NO_SUCH):
    return re.sub(r"\{\w+\}", "default", where.replace("{id}", conversation))


def schema_of(operation):
    return operation.get("requestBody", {}).get("content", {}).get("application/json", {}).get("schema")


def needed_query(operation):
    names = [each["name"] for each in operation.get("parameters", []) if each["in"] == "query" and each.get("required")]
    return "?" + "&".join(f"{name}=x" for name in names) if names else ""


def is_own_session(method, where):
    """Asked in earnest it would end the asker's own session, or shut everybody out."""
    return where.startswith(("/v1/sign-in", "/v1/me/sessions", "/v1/session")) or (method, where) == ("PUT", "/v1/me/password")


def log_of(house):
    with open(house.server.log_path, "rb") as log:
        return log.read()


# --- Scripts and codes of terminals in every field -------------------------------------------


def wicked_conversation(house, payload):
    """A visitor's conversation with the payload wherever a visitor may write."""
    visitor = house.client()
    made = visitor.must(201, "POST", "/v1/conversations", {
        "language": "en", "page": f"https://shop.example/?{payload}"[:200], "referrer": f"https://a.example/{payload}"[:200],
        "tags": [payload[:40]], "attributes": {"order": payload[:100], "x" + re.sub(r"\W", "", payload)[:20]: payload[:100]}})
    visitor.token, conversation = made["token"], made["id"]
    visitor.say(conversation, payload)
    file = visitor("POST", path(conversation, "files") + "?" + urllib.parse.urlencode({"name": payload.replace("/", "|")[:60] + ".txt"}),
                   raw=b"a note\n")
    assert visitor.status == 201, file
    visitor.say(conversation, "look", files=[file["id"]])
    visitor("POST", path(conversation, "handoff"), {})
    visitor("POST", path(conversation, "left-message"), {"text": payload, "contact": "mei@example.com"})
    return visitor, conversation


def staff_writes(house, conversation, payload):
    """The payload wherever staff may write about it."""
    key = house.mei.key
    house.mei("POST", path(conversation, "take-over"), {})
    house.admin("POST", path(conversation, "take-over"), {})
    house.admin("POST", path(conversation, "note"), {"text": payload, "key": key()})
    house.admin("POST", path(conversation, "messages"), {"text": payload, "key": key()})
    house.admin("PUT", path(conversation, "wrap-up"), {"topic": payload[:60], "tags": [payload[:40]], "summary": payload})
    house.admin("PUT", path(conversation, "drafts"), {"kind": "reply", "text": payload})
    house.admin("POST", "/v1/canned", {"title": payload[:60], "text": payload})
    house.admin("POST", "/v1/rooms/all/messages", {"text": payload, "key": key()})


def reading_routes(house, conversation):
    for method, where, operation in operations(house):
        if method == "GET" and not where.startswith(("/help", "/metrics", "/openapi")):
            yield filled(where, conversation) + needed_query(operation)


def test_what_visitors_and_staff_write_never_runs_anywhere(house):
    pages = 0
    for payload in PAYLOADS[:3]:
        visitor, conversation = wicked_conversation(house, payload)
        staff_writes(house, conversation, payload)
        visitor.must(200, "POST", path(conversation, "close"), {})
        visitor("POST", path(conversation, "rating"), {"rating": "bad", "comment": payload})
        for who in (visitor, house.admin):
            for kind in ("html", "page"):
                who.server = house.server
                status, headers, body = fetch_as(house, who, path(conversation, "transcript") + f"?format={kind}")
                if status == 200 and headers["content-type"].startswith("text/html"):
                    pages += 1
                    check_page(conversation, body.decode())
                    assert MARK in body.decode(), "the transcript doesn't show what was said"
                    assert "unsafe" not in headers["content-security-policy"]
        events = json.dumps(visitor.must(200, "GET", path(conversation, "events")))
        for each in re.findall(r'"html": "((?:[^"\\]|\\.)*)"', events):
            check_page("events", json.loads(f'"{each}"'))
    assert pages >= 3, "no transcript is a page"


def fetch_as(house, who, where):
    connection = house.server.connection(timeout=60)
    headers = {"Cookie": who.cookie} if who.cookie else {"Authorization": "Bearer " + who.token}
    connection.request("GET", where, headers=headers)
    answer = connection.getresponse()
    body = answer.read()
    connection.close()
    return answer.status, {name.lower(): value for name, value in answer.getheaders()}, body


def test_answers_are_data_and_no_browser_guesses_otherwise(house):
    _, conversation = wicked_conversation(house, PAYLOADS[0])
    tried = 0
    for where in reading_routes(house, conversation):
        status, headers, body = fetch_as(house, house.admin, where)
        assert status < 500, (where, status, body[:200])
        if not body:
            continue
        tried += 1
        kind = headers["content-type"].split(";")[0]
        if kind in ("text/html", "image/svg+xml"):
            check_page(where, body.decode())
        assert headers["x-content-type-options"] == "nosniff", where
        assert "content-security-policy" in headers, where
    assert tried > 50, tried


def test_terminals_are_told_nothing(house):
    """What is printed one day in a terminal, a log or a text file, has no codes in it."""
    visitor = house.client()
    made = visitor("POST", "/v1/conversations", {"language": "en", "page": "https://shop.example/" + ESCAPES})
    if visitor.status == 201:
        visitor.token = made["token"]
    else:
        visitor, made = house.visitor()[0], None
    conversation = made["id"] if made else house.client().must(201, "POST", "/v1/conversations", {"language": "en"})["id"]
    if made is None:
        visitor, conversation = house.visitor()
    for text in (ESCAPES, ESCAPES.replace("\x7f", ""), "\x9b31m red", "\u009d0;title\u009c", "\u202egnp.exe"):
        visitor("POST", path(conversation, "messages"), {"text": text, "key": visitor.key()})
        house.client()("POST", "/v1/session", {"name": text, "password": "x"}, User_Agent="a\x1b[2Jb")
        house.client()("GET", "/v1/" + urllib.parse.quote(text))
    staff_writes(house, conversation, ESCAPES)
    _, _, transcript = fetch_as(house, house.admin, path(conversation, "transcript") + "?format=text")
    for what, body in (("transcript", transcript), ("log", log_of(house))):
        text = body.decode()
        bad = [hex(ord(each)) for each in text if (ord(each) < 32 and each not in "\n\r\t") or 0x7f <= ord(each) <= 0x9f]
        assert not bad, (what, bad[:5])


def test_the_log_holds_nothing_that_people_wrote(house):
    before = len(log_of(house))
    for payload in PAYLOADS:
        visitor, conversation = wicked_conversation(house, payload)
        visitor("GET", path(conversation, urllib.parse.quote(payload, safe="")))
    assert MARK.encode() not in log_of(house)[before:]


def test_templates_stay_literal(house):
    visitor, conversation = house.visitor()
    for template in TEMPLATES:
        said = visitor.say(conversation, template)
        assert said[0]["text"] == template, said[0]
        shown = json.dumps(visitor.must(200, "GET", path(conversation, "events")))
        assert "49" not in re.sub(r'"(?:at|seq|id|key|[a-z_]*_at)": ?"?[\w:.-]+"?', "", shown).split(template)[-1][:20], template
    entry = house.ed.must(201, "POST", "/v1/entries", {"question": "Which brackets stay as they are?", "language": "en",
                                                       "answer": "Those: " + " ".join(TEMPLATES).replace("`", "")})
    house.admin.must(201, "POST", "/v1/publications", {"reason": "templates"})
    visitor, conversation = house.visitor()
    answer = json.dumps(visitor.say(conversation, "Which brackets stay as they are?"))
    assert "{{7*7}}" in answer and "${7*7}" in answer and "{order}" in answer, answer
    house.ed("DELETE", f"/v1/entries/{entry['id']}")


# --- Links in disguise -------------------------------------------------------------------------

DISGUISES = [
    "javascript:alert(1)", "JaVaScRiPt:alert(1)", " javascript:alert(1)", "java\tscript:alert(1)",
    "java\nscript:alert(1)", "javascript&colon;alert(1)", "&#106;avascript:alert(1)", "&#x6A;avascript:alert(1)",
    "javascript&#58;alert(1)", "java&Tab;script:alert(1)", "java&NewLine;script:alert(1)", "\ufdd0javascript:alert(1)",
    "java\ufdd0script:alert(1)", "%6Aavascript:alert(1)", "data:text/html,<script>alert(1)</script>",
    "data:text/html;base64,PHNjcmlwdD5hbGVydCgxKTwvc2NyaXB0Pg==", "DATA:image/svg+xml,<svg onload=alert(1)>", "vbscript:msgbox(1)",
    "file:///etc/passwd", "blob:https://x/1", "filesystem:https://x/1", "//evil.example/", "/\\evil.example/", "\\\\evil.example",
    "about:blank", "view-source:javascript:1", "jar:javascript:1", "feed:javascript:alert(1)", "x-javascript:alert(1)", "javascript://%0aalert(1)",
]


class Links(html.parser.HTMLParser):
    def __init__(self):
        super().__init__()
        self.found = []

    def handle_starttag(self, tag, attrs):
        self.found += [value for name, value in attrs if name in ("href", "src", "action", "formaction", "xlink:href", "srcset")]


def is_safe(address):
    plain = re.sub(r"[\x00-\x20]", "", address or "").lower()
    return plain.startswith(("http://", "https://", "mailto:", "tel:", "#")) or re.match(r"/(?![/\\])", plain)


def test_links_in_disguise_lead_nowhere(house):
    house.ed.refused(422, "bad-character", "POST", "/v1/entries", {"question": "Where?", "answer": "[x](\x01javascript:alert(1))"})
    lines = []
    for at, each in enumerate(DISGUISES):
        lines += [f"[a{at}]({each})", f"![b{at}]({each})", f"<{each}>", f"[c{at}][r{at}]", f"[r{at}]: {each}", f"[d{at}](<{each}>)", ""]
    made = []
    for at in range(0, len(lines), 70):
        made.append(house.ed.must(201, "POST", "/v1/entries", {
            "external_id": f"disguise-{at}", "question": f"Where does disguise number {at} lead?", "language": "en",
            "answer": "\n".join(lines[at:at + 70])[:4000]})["id"])
    house.admin.must(201, "POST", "/v1/publications", {"reason": "disguises"})
    pages = 0
    for at in range(0, len(lines), 70):
        status, _, body = fetch(house, f"/help/default/en/a/disguise-{at}")
        assert status == 200, status
        links = Links()
        links.feed(body.decode())
        pages += len(links.found)
        bad = [each for each in links.found if not is_safe(each)]
        assert not bad, bad
    assert pages > 5
    visitor, conversation = house.visitor()
    events = json.dumps(visitor.say(conversation, "Where does disguise number 0 lead?"))
    for each in re.findall(r'"html": "((?:[^"\\]|\\.)*)"', events):
        links = Links()
        links.feed(json.loads(f'"{each}"'))
        assert all(is_safe(link) for link in links.found), links.found
    for each in made:
        house.ed("DELETE", f"/v1/entries/{each}")


# --- Fields that are nobody's to set --------------------------------------------------------------

FOREIGN = {
    "id": NO_SUCH, "role": "admin", "is_admin": True, "owner": "agent", "author": "agent", "created_at": 1, "token": "x", "token_hash": "x",
    "seq": 9999, "staff": NO_SUCH, "approved": True, "password_hash": "x", "__proto__": {"admin": True}, "constructor": {"prototype": {}},
}


def test_no_route_takes_a_field_that_is_not_its_own(house):
    names = itertools.cycle(FOREIGN)
    tried, (visitor, conversation) = 0, house.visitor()
    for method, where, operation in operations(house):
        schema = schema_of(operation)
        if schema is None or method == "GET":
            continue
        for _ in range(3):
            name = next(each for each in names if each not in schema.get("properties", {}))
            got = house.admin(method, filled(where) + needed_query(operation), {name: FOREIGN[name]})
            if got["code"] == "forbidden" and "/conversations/{id}" in where:  # a visitor's alone
                got = visitor(method, filled(where, conversation), {name: FOREIGN[name]})
            assert got["status"] == 422 and (got["code"], got["field"]) == ("unknown-field", name), (method, where, name, got)
            tried += 1
    assert tried > 200, tried
    assert house.admin.must(200, "GET", "/v1/session")["me"]["role"] == "admin"


def test_a_visitor_writes_as_nobody_else(house):
    visitor, conversation = house.visitor()
    for foreign in ({"author": "agent"}, {"type": "note"}, {"staff": house.ids["mei"]}, {"seq": 1}, {"entry": "hours"}):
        got = visitor("POST", path(conversation, "messages"), {"text": "hello", "key": visitor.key(), **foreign})
        if visitor.status == 201:
            assert got["events"][0]["author"] == "visitor", got
    for event in visitor.must(200, "GET", path(conversation, "events"))["events"]:
        assert event["author"] in ("visitor", "bot", "system"), event


# --- Tokens stay unseen -----------------------------------------------------------------------------


def told_to_staff(house, visitor, conversation):
    """What comes on a stream of the desk and in the answers to what staff do, while a conversation goes on."""
    stream = WebSocket(house.server.port, {"Cookie": house.admin.cookie, "Origin": f"http://127.0.0.1:{house.server.port}"})
    stream.send({"type": "hello", "staff": True})
    stream.send({"type": "watch", "conversation": conversation, "after": 0})
    told = [stream.until("conversation")]
    for rest, body in (("accept", {}), ("messages", {"text": "hello", "key": visitor.key()}), ("note", {"text": "hm", "key": visitor.key()}),
                       ("transfer", {"agent": house.ids["mei"]}), ("take-over", {}), ("block", {"reason": "x", "hours": 1})):
        told.append(house.admin("POST", path(conversation, rest), body))
        assert house.admin.status in (200, 201), (rest, told[-1])
    stream.send({"type": "ping"})
    told.append(stream.until("pong"))
    assert len(told[-1]) > 3, told[-1]
    return [json.dumps(each) for each in told]


def test_tokens_are_in_no_answer_no_log_and_no_file(house):
    secret = house.admin.must(201, "POST", "/v1/sites/default/member-secrets", {})["secret"]
    expires = int(time.time()) + 3600
    signature = hmac.new(secret.encode(), f"token-watcher.{expires}".encode(), hashlib.sha256).hexdigest()
    session = house.client().must(201, "POST", "/v1/sites/default/member",
                                  {"member": "token-watcher", "expires": expires, "signature": signature})["session"]
    visitor = house.client()
    made = visitor.must(201, "POST", "/v1/conversations", {"language": "en", "member_session": session})
    visitor.token = made["token"]
    visitor.say(made["id"], "hello")
    visitor("POST", path(made["id"], "handoff"), {})
    api = house.admin.must(201, "POST", "/v1/api-tokens", {"name": "watcher", "scopes": ["read"]})["token"]
    hidden = [made["token"], session, api, house.mei.cookie.split("=", 1)[1]]
    for who in (house.admin, house.mei, visitor):
        for where in reading_routes(house, made["id"]):
            if who is visitor and "{id}" not in where and made["id"] not in where:
                continue
            _, headers, body = fetch_as(house, who, where)
            text = body + repr(headers).encode()
            assert not [each for each in hidden if each.encode() in text], where
    for text in told_to_staff(house, visitor, made["id"]):
        assert not [each for each in hidden if each in text], text
    for each in hidden:
        assert each.encode() not in log_of(house)
        for file in glob.glob(house.server.folder + "/**/*", recursive=True):
            if os.path.isfile(file):
                with open(file, "rb") as data:
                    assert each.encode() not in data.read(), file


def test_ids_and_tokens_can_not_be_guessed(house):
    ids, tokens = [], []
    for _ in range(100):
        made = house.client().must(201, "POST", "/v1/conversations", {"language": "en"})
        ids.append(made["id"])
        tokens.append(made["token"])
    random = [each[10:] for each in ids]  # behind the time: 26 characters of 32, 130 bits
    assert all(re.fullmatch(r"[0-9a-v]{26}", each) for each in random) and len(set(random)) == 100
    assert all(re.fullmatch(r"[\w-]{43}", each) for each in tokens) and len(set(tokens)) == 100
    for lists, least in ((random, 20), (tokens, 30)):
        for at in range(len(lists[0]) - 1):
            assert len({each[at] for each in lists}) >= least, (at, "too few different characters")


# --- Two sites and two visitors behind one address -----------------------------------------------------


def test_two_visitors_and_two_sites_never_cross(house):
    secrets = {}
    for site in ("cross-one", "cross-two"):
        house.admin("PUT", f"/v1/sites/{site}/settings", {"version": 0, "settings": {}})
        secrets[site] = house.admin.must(201, "POST", f"/v1/sites/{site}/member-secrets", {})["secret"]
    expires = int(time.time()) + 3600

    def sign(site, member):
        return hmac.new(secrets[site].encode(), f"{member}.{expires}".encode(), hashlib.sha256).hexdigest()

    one = house.client()
    body = {"member": "same-name", "expires": expires, "signature": sign("cross-one", "same-name")}
    one.refused(403, "signature-wrong", "POST", "/v1/sites/cross-two/member", body)
    session = one.must(201, "POST", "/v1/sites/cross-one/member", body)["session"]
    made = one.must(201, "POST", "/v1/conversations", {"site": "cross-one", "member_session": session})
    one.token = made["token"]
    one.say(made["id"], "a word of site one")
    house.client()("POST", "/v1/conversations", {"site": "cross-two", "member_session": session})
    two = house.client()
    other = two.must(201, "POST", "/v1/sites/cross-two/member",
                     {"member": "same-name", "expires": expires, "signature": sign("cross-two", "same-name")})
    assert not other.get("conversation"), "a member of one site was given the other site's conversation"
    two.refused(403, "signature-old", "POST", "/v1/sites/cross-one/member", {"session": other["session"]})
    theirs = two.must(201, "POST", "/v1/conversations", {"site": "cross-two", "member_session": other["session"]})
    two.token = theirs["token"]
    for who, foreign in ((one, theirs["id"]), (two, made["id"])):
        for rest in ((), ("events",), ("transcript",), ("search?text=word",)):
            who("GET", path(foreign, *rest))
            assert who.status in (401, 404), (rest, who.status)
        who("POST", path(foreign, "messages"), {"text": "mine now", "key": who.key()})
        assert who.status == 404
        who("POST", path(foreign, "member"), {"session": session})
        assert who.status == 404
    assert "site one" not in json.dumps(two.must(200, "GET", path(theirs["id"], "events")))


def test_no_list_shows_what_another_group_has(house):
    """Of a conversation with all that hangs on it, asked of every route that reads, by an agent of another group."""
    word = "zanzibarian"
    house.group("Secretive", "manual", "mei")
    house.group("Curious", "manual", "lin")
    talks = []
    for _ in range(3):
        visitor, conversation = house.visitor()
        visitor.say(conversation, f"a {word} question")
        visitor.must(200, "POST", path(conversation, "handoff"), {"group": "Secretive"})
        talks.append((visitor, conversation))
    (_, own), (waiter, left), (_, blocked) = talks
    for conversation in (own, blocked):
        house.mei.must(200, "POST", path(conversation, "accept"), {})
    house.mei.must(201, "POST", path(own, "note"), {"text": f"{word} @Mei", "key": house.mei.key()})
    house.mei.must(200, "PUT", path(own, "wrap-up"), {"tags": [word], "summary": word})
    house.mei.must(201, "POST", "/v1/tickets", {"conversation": own, "title": word, "priority": "low", "key": house.mei.key()})
    house.mei.must(201, "POST", path(blocked, "block"), {"reason": word, "hours": 1})
    waiter.must(200, "POST", path(left, "left-message"), {"text": word, "reply_by": "site"})
    shown = {"mei": 0, "lin": 0}
    for method, where, operation in operations(house):
        if method != "GET" or where.startswith(("/help", "/metrics", "/openapi")):
            continue
        asked = filled(where, own) + needed_query(operation).replace("=x", f"={word}")
        for who in (house.mei, house.lin):
            _, _, body = fetch_as(house, who, asked)
            found = word.encode() in body or any(each.encode() in body for _, each in talks)
            shown["mei" if who is house.mei else "lin"] += found
            assert not found or who is house.mei, (asked, body[:300])
    assert shown["mei"] > 8, shown


# --- Requests that another page sends --------------------------------------------------------------------


def test_no_write_goes_without_the_right_csrf_token(house):
    foreign, tried = house.mei.csrf, 0
    for method, where, operation in operations(house):
        if method == "GET" or where.startswith(("/help/", "/ticket/")):
            continue
        nobody = house.client()
        nobody(method, filled(where), {"foreign": 1})
        if nobody.status != 401 and "/conversations/{id}" not in where:
            continue  # for anybody: a cookie says nothing there
        for shown in (None, "", foreign, house.admin.csrf[:-1], house.admin.csrf + "x"):
            sent = house.client()
            sent.cookie, sent.csrf = house.admin.cookie, shown
            got = sent(method, filled(where) + needed_query(operation), {"foreign": 1})
            assert sent.status == 403 and got["code"] in ("csrf", "forbidden"), (method, where, shown, sent.status, got)
            tried += got["code"] == "csrf"
    assert tried > 300, tried


# --- Names that tell ---------------------------------------------------------------------------------------


def stripped(answer, headers):
    kept = {name: value for name, value in headers.items() if name not in ("date", "x-request-id")}
    return {name: value for name, value in (answer or {}).items() if name != "request_id"}, kept


def test_signing_in_tells_nothing_of_names(house):
    blocked = house.admin.must(201, "POST", "/v1/staff", {"name": "was-here", "role": "agent", "password": PASSWORD})["id"]
    house.admin.must(200, "PUT", f"/v1/staff/{blocked}", {"blocked": True})
    house.admin.must(201, "POST", "/v1/staff", {"name": "never-signed-in", "role": "agent"})
    seen = []
    for name in ("lin", "nobody-of-that-name", "was-here", "never-signed-in", "LIN", "lin'--"):
        client = house.client()
        answer = client("POST", "/v1/session", {"name": name, "password": "not the password"})
        seen.append((client.status, stripped(answer, client.headers)))
    assert all(each == seen[0] for each in seen), seen
    assert seen[0][0] == 401
    links = []
    for token in ("x" * 43, "A" * 43, "no-link"):
        client = house.client()
        answer = client("POST", "/v1/session/link", {"token": token})
        links.append((client.status, stripped(answer, client.headers)))
    assert all(each == links[0] for each in links), links


def processor_of(house, ask, times):
    """The least time of its processors that the server takes for it, in seconds, asked so many times."""
    def taken():
        total = 0
        for task in glob.glob(f"/proc/{house.server.process.pid}/task/*/schedstat"):
            with open(task, encoding="ascii") as file:
                total += int(file.read().split()[0])
        return total / 1e9

    least = float("inf")
    for _ in range(times):
        before = taken()
        ask(house.client())
        least = min(least, taken() - before)
    return least


def test_names_that_there_are_not_take_as_long(house):
    """To sign in with; whoever measures hears how much is done, not how busy the machine is."""
    for name in ("timed", "timed-blocked"):
        made = house.admin.must(201, "POST", "/v1/staff", {"name": name, "role": "agent", "password": PASSWORD})["id"]
    house.admin.must(200, "PUT", f"/v1/staff/{made}", {"blocked": True})
    house.admin.must(201, "POST", "/v1/staff", {"name": "timed-without", "role": "agent"})
    times = {name: processor_of(house, lambda client, name=name: client.refused(
        401, "wrong-password", "POST", "/v1/session", {"name": name, "password": "not the password"}), 1)
             for name in ("timed", "timed-blocked", "timed-without", "timed-nobody")}
    assert all(times["timed"] / 2 < each < times["timed"] * 2 for each in times.values()), times


def test_a_forgotten_password_tells_nothing_of_names(house):
    routes = {where for _, where, _ in operations(house)}
    if "/v1/session/forgotten" not in routes:
        return
    operation = next(each for method, where, each in operations(house) if where == "/v1/session/forgotten")
    field = schema_of(operation)["required"][0]
    seen = []
    for name in ("lin", "nobody-of-that-name"):
        client = house.client()
        answer = client("POST", "/v1/session/forgotten", {field: name})
        seen.append((client.status, stripped(answer, client.headers)))
    assert seen[0] == seen[1], seen
    times = [processor_of(house, lambda client, name=name: client("POST", "/v1/session/forgotten", {field: name}), 5)
             for name in ("lin", "nobody-of-that-name")]
    assert max(times) < 3 * min(times), times


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


# --- Archives that escape ---------------------------------------------------------------------------------------------


def archive(names):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as file:
        for name in names:
            info = zipfile.ZipInfo(name)
            if name.endswith("link.md"):
                info.external_attr = 0o120777 << 16  # a symbolic link
            file.writestr(info, "/etc/passwd" if name.endswith("link.md") else f"# Where is {len(name)} kept?\n\nNowhere.\n")
    return out.getvalue()


def files_around(house):
    return set(glob.glob(os.path.dirname(house.server.folder) + "/**", recursive=True))


def test_archives_do_not_escape(house):
    leading_out = ["../../escaped.md", "/tmp/foyer-escaped.md", "a/../../../escaped.md", "..\\..\\escaped.md", "C:\\escaped.md", "link.md"]
    odd = ["." * 200 + ".md", "con.md", "~/escaped.md"]
    before = files_around(house)
    for name in leading_out + odd:
        got = house.ed("POST", "/v1/imports?name=articles.zip", raw=archive(["good.md", name]))
        assert house.ed.status in (200, 400, 422), (name, got)
        if name in leading_out:
            assert house.ed.status == 400 and got["code"] == "malformed", (name, got)
    escaped = {each for each in files_around(house) - before if "escaped" in each or "link" in each}
    assert not escaped and not os.path.exists("/tmp/foyer-escaped.md"), escaped
    assert "root:" not in json.dumps(house.ed("GET", "/v1/entries"))


# --- Events that clients make up -----------------------------------------------------------------------------------------


def opened(house, conversation, token):
    stream = WebSocket(house.server.port)
    stream.send({"type": "hello", "conversations": [{"id": conversation, "token": token, "after": 0}]})
    assert stream.receive() == {"type": "ready"}
    stream.until("conversation")
    return stream


def test_clients_can_not_make_up_events(house):
    visitor, conversation = house.visitor()
    stranger, other = house.visitor()
    victim = opened(house, conversation, visitor.token)
    before = visitor.must(200, "GET", path(conversation, "events"))
    for message in ({"type": "events", "conversation": conversation, "events": [{"seq": 99, "author": "agent", "text": "send money"}]},
                    {"type": "conversation", "conversation": {"id": conversation, "owner": "closed"}},
                    {"type": "error", "problem": {}}, {"type": "ready"}, {"type": "hello", "staff": True},
                    {"type": "typing", "conversation": conversation, "text": "made up", "author": "agent"},
                    {"type": "watch", "conversation": conversation, "after": 0}, {"type": "watch", "conversation": conversation, "token": stranger.token}):
        attacker = opened(house, other, stranger.token)
        attacker.send(message)
        try:
            assert attacker.until("error")[-1]["problem"]["code"], message
        except Closed:
            pass
        attacker.close()
    attacker = opened(house, other, stranger.token)
    attacker.send({"type": "typing", "conversation": conversation, "text": "made up"})
    attacker.send({"type": "ping"})
    attacker.until("pong")
    victim.send({"type": "ping"})
    assert [each["type"] for each in victim.until("pong")] == ["pong"], "the victim heard something"
    assert visitor.must(200, "GET", path(conversation, "events")) == before


# --- Setting up ------------------------------------------------------------------------------------------------------------------


def test_setting_up_is_over_after_the_first_run(house):
    used = house.server.sign_in_link()
    house.client().refused(401, "link-used", "POST", "/v1/session/link", {"token": used})
    with open(house.server.out_path, encoding="utf-8") as out:
        told = out.read().count("#link=")
    house.server.stop()
    house.server.start()
    time.sleep(0.2)
    with open(house.server.out_path, encoding="utf-8") as out:
        assert out.read().count("#link=") == told, "a link was made although somebody has a password"
    house.client().refused(401, "link-used", "POST", "/v1/session/link", {"token": used})
    for _, where, _ in operations(house):
        assert not re.search(r"setup|set-up|install|bootstrap|first", where), where


def test_no_secret_is_there_by_default(house):
    for password in ("admin", "password", "foyer", "changeme", "12345678", ""):
        house.client()("POST", "/v1/session", {"name": "admin", "password": password})
    links = {house.server.sign_in_link()}
    for number in range(1):
        with tempfile.TemporaryDirectory(prefix="foyer-fresh-") as folder:
            fresh = Server(house.server.program, folder + "/data", demo=False)
            fresh.start(60)
            try:
                links.add(fresh.sign_in_link())
                for password in ("admin", "password", "foyer", "changeme", "12345678"):
                    status, _ = fresh.request("POST", "/v1/session", {"name": "admin", "password": password})
                    assert status in (401, 429), (number, password, status)
            finally:
                fresh.stop()
    assert len(links) == 2, links


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--foyer", default="build/dev/foyer")
    parser.add_argument("names", nargs="*")
    options = parser.parse_args()
    return tell(run_with_server(tests_of(globals(), options.names), options.foyer, House))


if __name__ == "__main__":
    sys.exit(main())
