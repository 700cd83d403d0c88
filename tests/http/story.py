#!/usr/bin/env python3
"""The whole story over HTTP, with a server of its own: visitors, two agents, an
editor and an admin, who may do what, and what happens to whom.

    tests/http/story.py [--foyer build/dev/foyer]

What one request can show is in cases/*.case; here are the things that need
several people at once.  Python's standard library only.
"""
import argparse
import http.client
import json
import os
import sys
import threading
import time

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.join(os.path.dirname(HERE), "faults"))
sys.path.insert(0, HERE)
import totp  # noqa: E402
from runner import run_with_server, tell, tests_of  # noqa: E402

PASSWORD = "a password for tests"
BASE = [
    {"id": "roaming", "language": "en", "question": "How do I switch on roaming?", "answer": "Send **ROAM** to 55500.",
     "variants": ["activate roaming", "turn roaming on", "enable roaming on my phone",
                  "I want to use roaming abroad", "switch roaming on before my trip"]},
    {"id": "invoice", "language": "en", "question": "Where do I get an invoice?", "answer": "Under **My bills**.",
     "variants": ["download my invoice", "I need an invoice for my company", "get a bill as PDF",
                  "where is my invoice", "send me the invoice by email"]},
    {"id": "returns", "language": "zh-CN", "question": "怎么退货？", "answer": "七天内可以退货。",
     "variants": ["我要退货", "东西不想要了能退吗", "退货要怎么办理", "买的手机可以退吗", "退货流程是什么"]},
    {"id": "hours", "language": "en", "question": "When are the shops open?", "answer": "From 9 to 20.",
     "variants": ["opening hours", "shop opening times", "is the shop open on Sunday", "when do you open",
                  "until when are you open"]},
]


class Client:
    """Somebody who talks to the server, with a cookie or a bearer token."""

    keys = 0

    def __init__(self, server, token=None):
        self.server, self.token, self.cookie, self.csrf = server, token, None, None
        self.status, self.headers = None, {}

    def __call__(self, method, path, body=None, raw=None, **extra):
        headers = {name.replace("_", "-"): value for name, value in extra.items()}
        if self.token:
            headers["Authorization"] = "Bearer " + self.token
        if self.cookie:
            headers["Cookie"] = self.cookie
        if self.csrf:
            headers["X-CSRF-Token"] = self.csrf
        data = raw if raw is not None else None if body is None else json.dumps(body).encode()
        if raw is None and body is not None:
            headers["Content-Type"] = "application/json"
        connection = http.client.HTTPConnection("127.0.0.1", self.server.port, timeout=70)
        connection.request(method, path, data, headers)
        answer = connection.getresponse()
        text = answer.read().decode()
        connection.close()
        self.status = answer.status
        self.headers = {name.lower(): value for name, value in answer.getheaders()}
        return json.loads(text) if text else None

    def must(self, status, method, path, body=None, **extra):
        answer = self(method, path, body, **extra)
        assert self.status == status, f"{method} {path}: {self.status}, not {status}: {answer}"
        return answer

    def refused(self, status, code, method, path, body=None, **extra):
        answer = self.must(status, method, path, body, **extra)
        assert answer["code"] == code, f"{method} {path}: {answer}"
        assert answer["title"] and answer["request_id"] and answer["type"].endswith(code)
        return answer

    def say(self, conversation, text, status=201, **more):
        return self.must(status, "POST", f"/v1/conversations/{conversation}/messages",
                         {"text": text, "key": self.key(), **more})["events"]

    @classmethod
    def key(cls):
        cls.keys += 1
        return f"story-key-{cls.keys:010d}"

    def sign_in(self, name):
        answer = self.must(200, "POST", "/v1/session", {"name": name, "password": PASSWORD})
        self.cookie = self.headers["set-cookie"].split(";")[0]
        self.csrf = answer["csrf"]
        return answer["me"]


class House:
    """A server with a small base, an admin, two agents, and an editor."""

    def __init__(self, server):
        self.server = server
        self.admin = self.client()
        answer = self.admin.must(200, "POST", "/v1/session/link", {"token": server.sign_in_link()})
        self.admin.cookie = self.admin.headers["set-cookie"].split(";")[0]
        self.admin.csrf = answer["csrf"]
        self.admin.must(200, "PUT", "/v1/me/password", {"password": PASSWORD})
        lines = "\n".join(json.dumps(entry) for entry in BASE)
        self.admin("POST", "/v1/imports?format=jsonl", raw=lines.encode())
        assert self.admin.status == 200
        self.admin.must(201, "POST", "/v1/publications", {})
        self.ids = {}
        self.mei, self.lin, self.ed = (self.member(*each) for each in
                                       (("mei", "agent"), ("lin", "agent"), ("ed", "editor")))

    def client(self, token=None):
        return Client(self.server, token)

    def member(self, name, role):
        account = {"name": name, "display_name": name.capitalize(), "role": role, "password": PASSWORD}
        self.ids[name] = self.admin.must(201, "POST", "/v1/staff", account)["id"]
        client = self.client()
        client.sign_in(name)
        return client

    def visitor(self, language="en"):
        client = self.client()
        answer = client.must(201, "POST", "/v1/conversations", {"language": language})
        client.token = answer["token"]
        return client, answer["id"]

    def group(self, name, assignment, *members):
        group = self.admin.must(201, "POST", "/v1/groups", {"name": name, "assignment": assignment})
        ids = [self.ids[each] for each in members]
        return self.admin.must(200, "PUT", f"/v1/groups/{group['id']}", {"members": ids})


def path(conversation, *rest):
    return "/".join(["/v1/conversations", conversation, *rest])


def types(events):
    return [event["type"] for event in events]


# --- Stories ----------------------------------------------------------------------------


def test_unknown_question_is_curated_published_and_answered(house):
    visitor, conversation = house.visitor()
    question = "Do you repair grandfather clocks?"
    first = visitor.say(conversation, question)
    assert first[-1].get("decision") != "answer", first
    lines = house.ed.must(200, "GET", "/v1/unmatched")["unmatched"]
    line = next(each for each in lines if each["text"] == question)
    entry = house.ed.must(201, "POST", "/v1/entries", {
        "question": question, "answer": "Yes, on **Tuesdays**.", "language": "en", "unmatched": line["id"],
        "variants": ["repair my old clock", "grandfather clock repair", "fix a clock", "my clock is broken",
                     "clock service"]})
    assert entry["version"] == 1 and entry["changed_by"] == "Ed"
    assert house.ed.must(200, "GET", "/v1/publications")["pending_changes"] == 1
    published = house.ed.must(201, "POST", "/v1/publications", {})
    assert published["failures"] == [] and published["entries"] == len(BASE) + 1
    assert house.ed.must(200, "GET", "/v1/publications")["live"] == published["number"]
    visitor, conversation = house.visitor()
    answer = visitor.say(conversation, question)[-1]
    assert answer["decision"] == "answer" and answer["text"] == "Yes, on **Tuesdays**.", answer
    added = house.ed.must(200, "GET", "/v1/unmatched?state=added")["unmatched"]
    assert [each["entry"] for each in added if each["id"] == line["id"]] == [entry["id"]]


def test_hand_over_wakes_the_agent_and_they_talk(house):
    house.group("Talks", "automatic", "mei")
    house.mei.must(200, "PUT", "/v1/me/presence", {"presence": "online"})
    visitor, conversation = house.visitor()
    got = []
    waiter = threading.Thread(target=lambda: got.append(
        visitor.must(200, "GET", path(conversation, "events?after=1&wait=30"))))
    waiter.start()
    answer = house.client(visitor.token).must(200, "POST", path(conversation, "handoff"), {"group": "Talks"})
    waiter.join(10)
    assert got and types(got[0]["events"])[-2:] == ["handoff", "assigned"], got
    assert answer["conversation"]["owner"] == "agent" and answer["conversation"]["agent"]["name"] == "Mei"
    mine = house.mei.must(200, "GET", "/v1/queue")["mine"]
    assert conversation in [each["id"] for each in mine]
    house.mei.say(conversation, "Hello, Mei here")
    assert types(visitor.say(conversation, "Hello Mei")) == ["message"], "the bot is silent"
    seen = visitor.must(200, "GET", path(conversation, "events"))["events"]
    assert [event["seq"] for event in seen] == list(range(1, len(seen) + 1))
    assert "author_id" not in json.dumps(seen) and "why" not in json.dumps(seen)
    house.mei.must(200, "PUT", "/v1/me/presence", {"presence": "offline"})


def test_only_the_owner_writes(house):
    house.group("Owned", "manual", "mei", "lin")
    visitor, conversation = house.visitor()
    visitor.must(200, "POST", path(conversation, "handoff"), {"group": "Owned"})
    message = {"text": "Let me", "key": Client.key()}
    house.lin.refused(409, "not-your-turn", "POST", path(conversation, "messages"), message)
    house.mei.must(200, "POST", path(conversation, "accept"), {})
    house.mei.must(200, "POST", path(conversation, "accept"), {})
    house.lin.refused(409, "already-taken", "POST", path(conversation, "accept"), {})
    house.lin.refused(409, "not-your-turn", "POST", path(conversation, "messages"), message)
    answer = house.mei.must(200, "POST", path(conversation, "transfer"),
                            {"agent": house.ids["lin"], "note": "Knows you"})
    assert "transferred" in types(answer["events"])
    house.mei.refused(409, "not-your-turn", "POST", path(conversation, "messages"), message)
    house.lin.say(conversation, "Lin here")
    me = house.admin.must(200, "GET", "/v1/session")["me"]["id"]
    house.admin.must(200, "POST", path(conversation, "transfer"), {"agent": me})
    house.lin.refused(409, "not-your-turn", "POST", path(conversation, "messages"), message)
    house.admin.must(200, "POST", path(conversation, "close"), {})
    visitor.refused(409, "conversation-closed", "POST", path(conversation, "messages"),
                    {"text": "Hm", "key": Client.key()})
    visitor.must(200, "POST", path(conversation, "rating"), {"rating": "good"})


def test_notes_stay_with_staff(house):
    house.group("Notes", "manual", "mei")
    visitor, conversation = house.visitor()
    visitor.must(200, "POST", path(conversation, "handoff"), {"group": "Notes"})
    house.mei.must(200, "POST", path(conversation, "accept"), {})
    last = house.mei.must(200, "GET", path(conversation))["last_seq"]
    started = time.monotonic()
    got = []
    waiter = threading.Thread(target=lambda: got.append(
        visitor.must(200, "GET", path(conversation, f"events?after={last}&wait=2"))))
    waiter.start()
    house.mei.must(201, "POST", path(conversation, "note"), {"text": "Careful", "key": Client.key()})
    waiter.join(10)
    assert got == [{"events": [], "more": False}], "a note wakes no visitor"
    assert time.monotonic() - started >= 1.9
    assert "Careful" not in json.dumps(visitor.must(200, "GET", path(conversation, "events")))
    assert "Careful" in json.dumps(house.mei.must(200, "GET", path(conversation, "events")))


def test_groups_bound_what_agents_see(house):
    house.group("Private", "manual", "mei")
    visitor, conversation = house.visitor()
    house.mei.refused(403, "forbidden", "GET", path(conversation))
    visitor.must(200, "POST", path(conversation, "handoff"), {"group": "Private"})
    house.mei.must(200, "GET", path(conversation, "events"))
    for method, rest, body in (("GET", "", None), ("GET", "events", None), ("POST", "accept", {}),
                               ("POST", "close", {}), ("POST", "note", {"text": "x", "key": Client.key()})):
        house.lin.refused(403, "forbidden", method, path(conversation, rest).rstrip("/"), body)
    assert conversation not in json.dumps(house.lin.must(200, "GET", "/v1/queue")["waiting"])
    assert conversation in json.dumps(house.mei.must(200, "GET", "/v1/queue")["waiting"])
    assert conversation in json.dumps(house.admin.must(200, "GET", "/v1/conversations?view=all"))
    house.ed.refused(403, "forbidden", "GET", path(conversation))
    house.ed.refused(403, "forbidden", "GET", "/v1/queue")
    house.mei.refused(403, "forbidden", "GET", "/v1/entries")
    house.mei.refused(403, "forbidden", "POST", "/v1/groups", {"name": "Mine"})
    house.ed.refused(403, "forbidden", "GET", "/v1/staff")


def test_a_strangers_conversation_and_none_look_alike(house):
    visitor, conversation = house.visitor()
    _, other = house.visitor()
    for each in (other, "0" * 36):
        problem = visitor.refused(404, "not-found", "GET", path(each))
        del problem["request_id"]
        assert problem == {"type": "urn:foyer:problem:not-found", "title": problem["title"], "status": 404,
                           "code": "not-found", "field": "conversation"}
        visitor.refused(404, "not-found", "POST", path(each, "messages"), {"text": "x", "key": Client.key()})
    visitor.must(200, "GET", path(conversation))


def test_guessing_a_password_is_slowed_down(house):
    stranger = house.client()
    far_away = {"X_Forwarded_For": "203.0.113.7"}
    titles = set()
    for name in ("lin", "nobody-of-that-name"):
        for _ in range(5):
            titles.add(stranger.refused(401, "wrong-password", "POST", "/v1/session",
                                        {"name": name, "password": "guess number one"}, **far_away)["title"])
        stranger.refused(429, "locked-out", "POST", "/v1/session",
                         {"name": name, "password": PASSWORD}, **far_away)
        assert 1 <= int(stranger.headers["retry-after"]) <= 5
    assert len(titles) == 1, "known and unknown names get one text"
    house.client().sign_in("lin")


def test_a_lock_is_told_in_the_log_and_by_name(house):
    stranger = house.client()
    far_away = {"X_Forwarded_For": "203.0.113.8"}
    for _ in range(5):
        stranger.refused(401, "wrong-password", "POST", "/v1/session",
                         {"name": "ed", "password": "guess number one"}, **far_away)
    for _ in range(3):
        locked = stranger.refused(429, "locked-out", "POST", "/v1/session", {"name": "ed", "password": PASSWORD}, **far_away)
    assert str(locked["actual"]) in locked["title"]
    def locks():
        lines = house.admin.must(200, "GET", f"/v1/audit?object={house.ids['ed']}")["lines"]
        return [line["action"] for line in lines].count("sign-in.locked")
    deadline = time.monotonic() + 60  # nobody who signs in waits for the log
    while locks() == 0 and time.monotonic() < deadline:
        time.sleep(0.05)
    assert locks() == 1
    house.client().sign_in("ed")


def test_a_second_factor_for_everybody(house):
    house.member("fay", "agent")
    admin, fay = house.client(), house.client()
    admin.sign_in("admin")
    admin.must(200, "PUT", "/v1/sign-in-policy", {"second_factor": True})
    try:
        assert fay.sign_in("fay")["needs_factor"] is True
        fay.refused(403, "second-factor-needed", "GET", "/v1/queue")
        fay.refused(403, "second-factor-needed", "POST", "/v1/api-tokens", {"name": "x", "scopes": ["read"]})
        fay.must(200, "GET", "/v1/session")
        secret = fay.must(201, "POST", "/v1/me/second-factor", {"password": PASSWORD})["secret"]
        codes = fay.must(200, "PUT", "/v1/me/second-factor", {"code": totp.code(secret)})["recovery_codes"]
        fay.must(200, "GET", "/v1/queue")
        fay.refused(403, "second-factor-needed", "DELETE", "/v1/me/second-factor", {"code": codes[0]})
        again = house.client()
        again.refused(401, "code-needed", "POST", "/v1/session", {"name": "fay", "password": PASSWORD})
        again.must(200, "POST", "/v1/session", {"name": "fay", "password": PASSWORD, "code": codes[0]})
    finally:
        # Whoever switched it on is held to it too, so set one up and take it away again.
        secret = admin.must(201, "POST", "/v1/me/second-factor", {"password": PASSWORD})["secret"]
        codes = admin.must(200, "PUT", "/v1/me/second-factor", {"code": totp.code(secret)})["recovery_codes"]
        admin.must(200, "PUT", "/v1/sign-in-policy", {"second_factor": False})
        admin.must(204, "DELETE", "/v1/me/second-factor", {"code": codes[0]})


def test_a_one_time_link_and_what_it_ends(house):
    hal = house.member("hal", "agent")
    link = house.admin.must(201, "POST", f"/v1/staff/{house.ids['hal']}/link")
    token = link["path"].split("link=")[1]
    guest = house.client()
    answer = guest.must(200, "POST", "/v1/session/link", {"token": token})
    assert answer["me"]["needs_password"] is True
    hal.refused(401, "sign-in-needed", "GET", "/v1/session")
    house.client().refused(401, "link-used", "POST", "/v1/session/link", {"token": token})
    house.client().refused(401, "wrong-password", "POST", "/v1/session", {"name": "hal", "password": PASSWORD})
    guest.cookie, guest.csrf = guest.headers["set-cookie"].split(";")[0], answer["csrf"]
    guest.must(200, "PUT", "/v1/me/password", {"password": PASSWORD})
    house.client().sign_in("hal")


def test_ending_somebodys_sessions_gives_their_conversations_back(house):
    ivy = house.member("ivy", "agent")
    house.group("Ivy's", "manual", "ivy")
    visitor, conversation = house.visitor()
    visitor.must(200, "POST", path(conversation, "handoff"), {"group": "Ivy's"})
    ivy.must(200, "POST", path(conversation, "accept"), {})
    house.admin.must(204, "DELETE", f"/v1/staff/{house.ids['ivy']}/sessions")
    ivy.refused(401, "sign-in-needed", "GET", "/v1/queue")
    assert visitor.must(200, "GET", path(conversation))["owner"] == "queue"


def test_who_is_shut_out_while_a_password_is_hashed_changes_nothing(house):
    """Hashing takes its time; what waits for it is looked at once more."""
    leaver = house.member("leaver", "admin")
    house.member("stayer", "agent")
    askers = [house.client() for _ in range(12)]

    def ask(asker):
        asker.cookie, asker.csrf = leaver.cookie, leaver.csrf
        asker("PUT", f"/v1/staff/{house.ids['stayer']}", {"password": "another password for tests"})

    threads = [threading.Thread(target=ask, args=(asker,)) for asker in askers]
    for thread in threads:
        thread.start()
    while not any(asker.status for asker in askers):
        time.sleep(0.001)
    house.admin.must(200, "PUT", f"/v1/staff/{house.ids['leaver']}", {"blocked": True})
    for thread in threads:
        thread.join()
    assert 401 in [asker.status for asker in askers], [asker.status for asker in askers]


def test_cookie_and_csrf(house):
    client = house.client()
    client.sign_in("lin")
    assert "HttpOnly" in client.headers["set-cookie"] and "SameSite=Strict" in client.headers["set-cookie"]
    assert "Secure" not in client.headers["set-cookie"]
    client.must(200, "POST", "/v1/session", {"name": "lin", "password": PASSWORD}, X_Forwarded_Proto="https")
    assert "Secure" in client.headers["set-cookie"]
    csrf, client.csrf = client.csrf, None
    client.refused(403, "csrf", "PUT", "/v1/me", {"display_name": "Lin"})
    client.csrf = "wrong"
    client.refused(403, "csrf", "PUT", "/v1/me", {"display_name": "Lin"})
    client.must(200, "GET", "/v1/session")
    client.csrf = csrf
    client.must(204, "DELETE", "/v1/session")
    client.refused(401, "sign-in-needed", "GET", "/v1/session")


def test_new_password_ends_other_sessions(house):
    kim = house.admin.must(201, "POST", "/v1/staff", {"name": "kim", "role": "agent", "password": PASSWORD})["id"]
    here, there = house.client(), house.client()
    here.sign_in("kim")
    there.sign_in("kim")
    here.refused(422, "missing-field", "PUT", "/v1/me/password", {"password": "another password"})
    here.refused(422, "not-allowed-value", "PUT", "/v1/me/password",
                 {"password": "another password", "current": "wrong one"})
    here.must(200, "PUT", "/v1/me/password", {"password": "another password", "current": PASSWORD})
    here.must(200, "GET", "/v1/session")
    there.refused(401, "sign-in-needed", "GET", "/v1/session")
    house.admin.must(200, "PUT", f"/v1/staff/{kim}", {"password": PASSWORD})
    here.refused(401, "sign-in-needed", "GET", "/v1/session")
    here.sign_in("kim")
    house.admin.must(200, "PUT", f"/v1/staff/{kim}", {"blocked": True})
    here.refused(401, "sign-in-needed", "GET", "/v1/session")
    here.refused(401, "wrong-password", "POST", "/v1/session", {"name": "kim", "password": PASSWORD})


def test_tokens_have_their_scopes(house):
    lin = house.client()
    lin.sign_in("lin")
    lin.refused(422, "not-allowed-value", "POST", "/v1/api-tokens", {"name": "x", "scopes": ["everything"]})
    lin.refused(422, "empty", "POST", "/v1/api-tokens", {"name": "x", "scopes": []})
    reading = lin.must(201, "POST", "/v1/api-tokens", {"name": "reads", "scopes": ["read"], "days": 1})
    assert reading["expires_at"] - reading["created_at"] > 86000000
    writing = lin.must(201, "POST", "/v1/api-tokens", {"name": "writes", "scopes": ["read", "write"]})
    reader, writer = house.client(reading["token"]), house.client(writing["token"])
    assert reader.must(200, "GET", "/v1/session")["csrf"] is None
    reader.refused(403, "forbidden", "PUT", "/v1/me", {"display_name": "Lin"})
    writer.must(200, "PUT", "/v1/me", {"display_name": "Lin"})
    writer.refused(403, "forbidden", "POST", "/v1/api-tokens", {"name": "more", "scopes": ["admin"]})
    writer.refused(403, "forbidden", "PUT", "/v1/me/password",
                   {"password": "stolen password", "current": PASSWORD})
    house.mei.refused(404, "not-found", "DELETE", f"/v1/api-tokens/{reading['id']}")
    lin.must(204, "DELETE", f"/v1/api-tokens/{reading['id']}")
    reader.refused(401, "sign-in-needed", "GET", "/v1/session")


def test_edits_at_the_same_time(house):
    content = {"question": "Is there parking?", "answer": "Behind the house.", "language": "en"}
    entry = house.ed.must(201, "POST", "/v1/entries", content)
    results = []

    def edit(client, answer):
        mine = house.client()
        mine.cookie, mine.csrf = client.cookie, client.csrf
        mine("PUT", f"/v1/entries/{entry['id']}", {**content, "answer": answer, "version": 1})
        results.append(mine.status)

    threads = [threading.Thread(target=edit, args=(client, f"Answer {at}"))
               for at, client in enumerate([house.ed, house.admin, house.ed, house.admin])]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(results) == [200, 409, 409, 409], results
    house.ed.refused(409, "changed-meanwhile", "POST", f"/v1/entries/{entry['id']}/retire", {"version": 1})
    assert house.ed.must(200, "POST", f"/v1/entries/{entry['id']}/retire", {"version": 2})["status"] == "retired"


def test_one_key_at_the_same_time_is_one_message(house):
    visitor, conversation = house.visitor()
    body = {"text": "When are the shops open?", "key": Client.key()}
    results = []

    def post():
        mine = house.client(visitor.token)
        answer = mine("POST", path(conversation, "messages"), body)
        results.append((mine.status, [event["seq"] for event in answer["events"]]))

    threads = [threading.Thread(target=post) for _ in range(16)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(status for status, _ in results) == [200] * 15 + [201], results
    assert len({tuple(numbers) for _, numbers in results}) == 1, results
    events = visitor.must(200, "GET", path(conversation, "events"))["events"]
    assert [event["text"] for event in events if event["author"] == "visitor"] == [body["text"]]


def test_a_bad_import_changes_nothing(house):
    before = house.ed.must(200, "GET", "/v1/entries")["total"]
    rows = "问题,答案\n有停车场吗？,有\n没有答案的问题,\n".encode()
    problem = house.ed("POST", "/v1/imports?format=csv", raw=rows)
    assert house.ed.status == 422 and problem["code"] == "rows-refused", problem
    assert problem["rows"][0]["line"] == 3 and problem["rows"][0]["message"], problem
    assert house.ed.must(200, "GET", "/v1/entries")["total"] == before
    assert house.ed("POST", "/v1/imports?format=csv&dry_run=1", raw=rows[:rows.index("没".encode())])["added"] == 1
    assert house.ed.must(200, "GET", "/v1/entries")["total"] == before


def test_drafts_wait_for_publication(house):
    live = house.ed.must(200, "GET", "/v1/publications")["live"]
    house.ed.must(201, "POST", "/v1/entries", {"question": "Spare", "answer": "Spare.", "language": "en"})
    assert house.ed.must(200, "GET", "/v1/publications")["pending_changes"] >= 1
    assert house.ed.must(200, "GET", "/v1/publications")["live"] == live
    published = house.ed.must(201, "POST", "/v1/publications", {"reason": "spring"})
    assert published["number"] == live + 1 and published["published_by"] == "Ed"


# --- Running ----------------------------------------------------------------------------


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--foyer", default="build/dev/foyer")
    options = parser.parse_args()
    # Four entries are too few for a curve: what is not nearly certain counts as unknown here.
    settings = {"FOYER_BEHIND_PROXY": "1", "FOYER_CLARIFY_FROM": "65"}
    return tell(run_with_server(tests_of(globals()), options.foyer, House, settings))


if __name__ == "__main__":
    sys.exit(main())
