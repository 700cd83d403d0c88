#!/usr/bin/env python3
"""What strangers could try against everybody else, class by class, over every
route that there is: scripts and terminal codes in every field, fields that are
nobody's to set, tokens that must stay unseen, other sites, forged requests,
names that tell, queries that reach the database, bytes that are no text.

    tests/http/safety.py [--foyer build/dev/foyer] [NAME...]

What people write is in written.py, what reaches for the database in queries.py.
The routes come from the running server's own description, so a new one is tried
too.  docs/security.md says what else is checked, and where.  Python's standard
library only.
"""
import argparse
import glob
import hashlib
import hmac
import io
import itertools
import json
import os
import re
import sys
import tempfile
import time
import zipfile

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, HERE)
sys.path.insert(0, os.path.join(os.path.dirname(HERE), "faults"))
import queries  # noqa: E402
import written  # noqa: E402
from runner import run_with_server, tell, tests_of  # noqa: E402
from routes import NO_SUCH, filled, log_of, needed_query, operations, schema_of  # noqa: E402
from server import Server  # noqa: E402
from story import PASSWORD, Client, House, path  # noqa: E402
from websocket import Closed, WebSocket  # noqa: E402
from written import fetch_as, reading_routes  # noqa: E402


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
    ranged = house.admin.must(201, "POST", "/v1/staff", {"name": "from-elsewhere", "role": "agent", "password": PASSWORD})["id"]
    house.admin.must(200, "PUT", f"/v1/staff/{ranged}", {"addresses": "192.0.2.0/24"})
    seen = []
    for name in ("lin", "nobody-of-that-name", "was-here", "never-signed-in", "from-elsewhere", "LIN", "lin'--"):
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


def secrets_of(server, admin):
    with open(os.path.join(server.folder, "secrets.key"), "rb") as key:
        return {"link": server.sign_in_link(), "secrets.key": key.read(), "push": admin.must(200, "POST", "/v1/me/push/key", {})["key"]}


def test_no_secret_is_there_by_default(house):
    for password in ("admin", "password", "foyer", "changeme", "12345678", ""):
        house.client()("POST", "/v1/session", {"name": "admin", "password": password})
    secrets = [secrets_of(house.server, house.admin)]
    with tempfile.TemporaryDirectory(prefix="foyer-fresh-") as folder:
        fresh = Server(house.server.program, folder + "/data", demo=False)
        fresh.start(60)
        try:
            for password in ("admin", "password", "foyer", "changeme", "12345678"):
                status, _ = fresh.request("POST", "/v1/session", {"name": "admin", "password": password})
                assert status in (401, 429), (password, status)
            admin = Client(fresh)
            admin.csrf = admin.must(200, "POST", "/v1/session/link", {"token": fresh.sign_in_link()})["csrf"]
            admin.cookie = admin.headers["set-cookie"].split(";")[0]
            secrets.append(secrets_of(fresh, admin))
        finally:
            fresh.stop()
    same = [name for name in secrets[0] if secrets[0][name] == secrets[1][name]]
    assert not same and all(len(each) >= 32 for each in secrets[0].values()), same


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--foyer", default="build/dev/foyer")
    parser.add_argument("names", nargs="*")
    options = parser.parse_args()
    return tell(run_with_server(tests_of({**vars(written), **globals(), **vars(queries)}, options.names), options.foyer, House))


if __name__ == "__main__":
    sys.exit(main())
