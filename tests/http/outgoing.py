#!/usr/bin/env python3
"""What Foyer sends out by itself, received by real other sides: a mail server
(Exim), a push service and a webhook's receiver that check what they get.

    tests/http/outgoing.py [--foyer build/dev/foyer] [NAME...]

Each test has a server of its own, for they change how it sends.
"""
import argparse
import base64
import concurrent.futures
import hashlib
import hmac
import http.server
import json
import os
import sys
import tempfile
import threading
import time
import traceback

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, HERE)
sys.path.insert(0, os.path.join(os.path.dirname(HERE), "faults"))
from attacks import check_page  # noqa: E402
from mailserver import Authority, MailServer, parts  # noqa: E402
from pushed import Browser, check_authorization  # noqa: E402
from run import sign_in  # noqa: E402
from server import Server  # noqa: E402

PASSWORD = "a password for tests"
NASTY = "<script>alert(1)</script> \"'&\r\nBcc: everybody@example.org"


class Receiver:
    """Keeps what is posted to it; answers as it is told, path by path."""

    def __init__(self):
        outer = self
        self.got, self.answers = [], {}

        class Handler(http.server.BaseHTTPRequestHandler):
            def do_POST(self):
                body = self.rfile.read(int(self.headers["Content-Length"]))
                outer.got.append({"path": self.path, "headers": dict(self.headers), "body": body,
                                  "at": time.monotonic()})
                status, headers = outer.answers.get(self.path, (201, {}))
                self.send_response(status)
                for name, value in headers.items():
                    self.send_header(name, value)
                self.send_header("Content-Length", "0")
                self.end_headers()

            do_GET = do_POST

            def log_message(self, *_):
                pass

        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.port = self.server.server_address[1]
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def url(self, path):
        return f"http://localhost:{self.port}{path}"

    def on(self, path):
        return [one for one in self.got if one["path"] == path]

    def wait_for(self, path, count, seconds=60):
        soon(lambda: len(self.on(path)) >= count, f"{count} on {path}", seconds)
        return self.on(path)

    def stop(self):
        self.server.shutdown()
        self.server.server_close()


def soon(holds, what, seconds=60):
    until = time.monotonic() + seconds
    while not holds():
        assert time.monotonic() < until, f"not {what}"
        time.sleep(0.05)


class House:
    """A server, its admin, and the other sides."""

    def __init__(self, program, folder, allow="localhost", trusts=False):
        self.authority = Authority(folder) if trusts else None
        self.server = Server(program, f"{folder}/data", demo=False, environment={"FOYER_VISITOR_MAILS_PER_HOUR": "8"})
        if allow:
            self.server.arguments = ("--allow-outgoing", allow)
        if trusts:
            self.server.arguments += ("--trust", self.authority.certificate)
        self.server.start(120)
        self.admin = sign_in(self.server)
        self.admin.pop("answer")
        self.receiver, self.mail = Receiver(), None

    def ask(self, method, path, body=None, status=200, who=None, token=None):
        got, answer = self.server.request(method, path, body, token=token,
                                          headers=None if token else who or self.admin)
        assert got == status, (method, path, got, answer)
        return answer

    def with_mail(self, authority=None, host="localhost", **more):
        self.mail = MailServer(authority, host)
        if more.get("mail_security") == "tls":
            more["mail_port"] = self.mail.tls_port
        self.ask("PUT", "/v1/sending", {
            "desk_address": "https://chat.example.com/", "mail_server": "localhost", "mail_port": self.mail.port,
            "mail_security": "none", "mail_sender": "desk@example.com", "mail_name": "客服中心", **more})
        return self.mail

    def test_mail(self):
        """Has a test sent to the admin's own address."""
        self.ask("PUT", "/v1/me/alerts", {"email": "admin@example.net"})
        self.ask("POST", "/v1/me/alerts/test", {"kind": "mail"}, 204)

    def agent(self, name, **fields):
        made = self.ask("POST", "/v1/staff", {"name": name, "display_name": name, "role": "agent",
                                              "password": PASSWORD, **fields}, 201)
        return made["id"], self.sign_in(name)

    def sign_in(self, name):
        connection = self.server.connection()
        connection.request("POST", "/v1/session", json.dumps({"name": name, "password": PASSWORD}),
                           {"Content-Type": "application/json"})
        answer = connection.getresponse()
        parsed = json.loads(answer.read())
        assert answer.status == 200, parsed
        return {"Cookie": answer.getheader("Set-Cookie").split(";")[0], "X-CSRF-Token": parsed["csrf"]}

    def subscribe(self, who, path):
        """A browser that takes pushes, as the desk makes it."""
        self.ask("POST", "/v1/me/push/key", {}, who=who)
        browser = Browser(self.receiver.url(path))
        self.ask("POST", "/v1/me/push", browser.subscription(), 204, who=who)
        return browser

    def talk(self, text="hello", language="en"):
        begun = self.ask("POST", "/v1/conversations", {"language": language}, 201, who={})
        self.ask("POST", f"/v1/conversations/{begun['id']}/messages",
                 {"text": text, "key": os.urandom(12).hex()}, 201, token=begun["token"])
        return begun["id"], begun["token"]

    def waiting(self):
        """A conversation that calls for a person."""
        talk, token = self.talk()
        self.ask("POST", f"/v1/conversations/{talk}/handoff", {}, 200, token=token)
        return talk, token

    def outbox(self, language="en", **query):
        text = "&".join(f"{name}={value}" for name, value in query.items())
        return self.ask("GET", f"/v1/outbox?{text}", who={**self.admin, "Accept-Language": language})["lines"]

    def state(self, kind, state, seconds=60):
        """The newest of this kind, once its state is this one (or it was tried)."""
        def line():
            lines = self.outbox(kind=kind)
            return lines[0] if lines else {"state": "", "tries": 0}
        soon(lambda: line()["state"] == state and (state != "waiting" or line()["tries"] > 0),
             f"{kind} {state}", seconds)
        return line()

    def stop(self):
        status = self.server.stop()
        self.receiver.stop()
        if self.mail:
            self.mail.stop()
        return status


# Mail ------------------------------------------------------------------------------------

def test_a_mail_arrives_as_it_was_meant(house):
    mail = house.with_mail()
    house.ask("PUT", "/v1/me/alerts", {"email": "admin@example.net"})
    house.ask("POST", "/v1/me/alerts/test", {"kind": "mail"}, 204)
    message = mail.wait_for(1)[0]
    assert message["From"].addresses[0].display_name == "客服中心", message["From"]
    assert message["From"].addresses[0].addr_spec == "desk@example.com"
    assert message["Envelope-to"] == "admin@example.net"
    assert message["Subject"] == "A test from Foyer" and message["Auto-Submitted"] == "auto-generated"
    assert message.get_content_type() == "multipart/alternative" and not message.defects
    text, html = parts(message)
    assert "alerts reach you" in text and "alerts reach you" in html
    line = house.state("mail", "sent")
    assert line["status"] // 100 == 2 and line["reason"] == "" and line["target"] == "admin@example.net"


def test_a_transcript_holds_what_was_said_and_nothing_that_runs(house):
    mail = house.with_mail(mail_name="")
    talk, token = house.talk(f"can I use my phone abroad? {NASTY}")
    path = f"/v1/conversations/{talk}/mail"
    house.ask("POST", path, {"email": "ann@example.net", "zone": "Asia/Shanghai"}, 204, token=token)
    house.ask("POST", path, {"email": "Ann@Example.net", "zone": "Asia/Shanghai"}, 204, token=token)
    house.ask("POST", f"/v1/conversations/{talk}/note", {"text": "a secret note", "key": "note-key-000000001"}, 201)
    time.sleep(0.5)
    message = mail.wait_for(1)[0]  # the same twice is one mail
    text, html = parts(message)
    assert "<script>alert(1)</script>" in text and "Bcc: everybody@example.org" in text
    assert "<script" not in html and "&lt;script&gt;" in html
    assert message["Bcc"] is None and message["Subject"] == "Your conversation"
    assert "secret note" not in text + html
    log = open(house.server.log_path, encoding="utf-8").read()
    assert token not in text + html + log and "ann@example.net" not in log


def test_no_letter_is_made_of_what_people_wrote(house):
    """Names, titles and words of everybody stand in every mail as they are; its headers end where they should."""
    wicked = "x\"><img src=x onerror=boo()></title><script>boo()</script>"
    mail = house.with_mail(mail_name=wicked)
    house.ask("PUT", "/v1/sites/default/settings", {"version": 0, "settings": {"display_name": wicked[:60]}})
    mei, hers = house.agent("mei", display_name=wicked[:60])
    house.ask("PUT", f"/v1/groups/{default_group(house)}", {"name": wicked[:80], "members": [mei]})
    house.ask("PUT", f"/v1/staff/{mei}/email", {"email": "mei@example.net"})
    house.ask("PUT", "/v1/me/presence", {"presence": "busy"}, who=hers)
    set_pace(house, mail_seconds=1)
    talk, token = house.waiting()
    mail.wait_for(1)  # that somebody waits
    house.ask("POST", f"/v1/conversations/{talk}/accept", {}, who=hers)
    house.ask("POST", f"/v1/conversations/{talk}/messages", {"text": wicked, "key": "letters-key-0000001"}, 201, who=hers)
    house.ask("POST", f"/v1/conversations/{talk}/mail", {"email": "ann@example.net"}, 204, token=token)
    ticket = house.ask("POST", "/v1/tickets", {"conversation": talk, "title": wicked, "priority": "low", "contact": "ann@example.net",
                                               "key": "letters-key-0000002"}, 201, who=hers)["ticket"]
    house.ask("POST", f"/v1/tickets/{ticket['id']}/comments", {"text": wicked, "to_customer": True, "key": "letters-key-0000003"}, 201, who=hers)
    house.ask("PUT", f"/v1/tickets/{ticket['id']}", {"revision": ticket["revision"], "state": "solved", "solution": wicked}, who=hers)
    house.ask("POST", "/v1/session/forgotten", {"name": "mei"}, 204, who={})
    messages = mail.wait_for(5)
    kinds = {message["Subject"] for message in messages}
    assert len(kinds) == 4, kinds  # a ticket's two have one subject
    shown = 0
    for message in messages:
        _, page = parts(message)
        check_page(message["Subject"], page)
        shown += "boo()" in page
        assert not message.defects and message["From"].addresses[0].addr_spec == "desk@example.com", message["From"]
        assert token not in message.as_string(), "a visitor's token goes out"
    assert shown >= 4, shown


def test_transcripts_cannot_be_used_to_flood(house):
    house.with_mail()
    talk, token = house.talk()
    path = f"/v1/conversations/{talk}/mail"
    for number in range(3):
        house.ask("POST", path, {"email": f"a{number}@example.net"}, 204, token=token)
    house.ask("POST", path, {"email": "a9@example.net"}, 429, token=token)
    for _ in range(4):
        other, second = house.talk()
        house.ask("POST", f"/v1/conversations/{other}/mail", {"email": "a1@example.net"}, 204, token=second)
    other, second = house.talk()  # the sixth to this address
    house.ask("POST", f"/v1/conversations/{other}/mail", {"email": "a1@example.net"}, 429, token=second)
    house.ask("POST", f"/v1/conversations/{other}/mail", {"email": "b@example.net"}, 204, token=second)
    other, second = house.talk()  # the ninth of all
    house.ask("POST", f"/v1/conversations/{other}/mail", {"email": "c@example.net"}, 429, token=second)
    for bad in ("nobody", "a@b@c", "a@example.net\nBcc: x@example.org", "x" * 260 + "@example.net"):
        house.ask("POST", path, {"email": bad}, 422, token=token)
    house.ask("POST", path, {"email": "d@example.net"}, 404, token=second)
    silent = house.ask("POST", "/v1/conversations", {"language": "en"}, 201, who={})
    quiet = f"/v1/conversations/{silent['id']}/mail"
    assert house.server.request("POST", quiet, {"email": "e@example.net"}, token=silent["token"])[0] in (422, 429)
    house.mail.wait_for(8)


def test_a_server_that_refuses_is_told_of(house):
    house.with_mail()
    talk, _ = house.talk()
    house.ask("POST", f"/v1/conversations/{talk}/mail", {"email": "refused@example.net"}, 204)
    line = house.state("mail", "failed")
    assert line["status"] == 550 and "550" in line["reason"] and line["reason_type"] == "send-refused", line
    assert house.outbox("zh-CN", kind="mail")[0]["reason"].startswith("对方拒绝接收：“")
    assert line["staff_name"] and line["conversation"] == talk


def test_mail_needs_a_server_and_a_password_needs_tls(house):
    talk, token = house.talk()
    house.ask("POST", f"/v1/conversations/{talk}/mail", {"email": "a@example.net"}, 409, token=token)
    house.ask("PUT", "/v1/sending", {"mail_security": "none", "mail_user": "foyer", "mail_password": "x"}, 422)
    answer = house.ask("PUT", "/v1/sending", {"mail_server": "mail.example.com", "mail_security": "starttls",
                                              "mail_user": "foyer", "mail_password": "mail secret"})
    assert answer["has_mail_password"] and "mail secret" not in json.dumps(answer)
    # A password isn't given to another server.
    assert not house.ask("PUT", "/v1/sending", {"mail_server": "evil.example.com"})["has_mail_password"]
    for bad in ("mail example", "mail.example.com:25", "smtp://mail.example.com", "-x", "a/b", "[::1]"):
        house.ask("PUT", "/v1/sending", {"mail_server": bad}, 422)
    for bad in ("desk", "desk@example.com\r\nRCPT TO:<x@y>", "<desk@example.com>"):
        house.ask("PUT", "/v1/sending", {"mail_sender": bad}, 422)


def test_a_link_to_sign_in_comes_by_mail_and_tells_nobody_who_is_there(house):
    mail = house.with_mail()
    agent, _ = house.agent("mei", language="zh-CN")
    house.agent("tom")
    house.ask("PUT", f"/v1/staff/{agent}/email", {"email": "mei@example.net"})
    answers = [house.ask("POST", "/v1/session/forgotten", {"name": name}, 204, who={})
               for name in ("Mei", "tom", "nobody-here")]
    assert answers == ["", "", ""]
    house.ask("POST", "/v1/session/forgotten", {"name": "mei"}, 204, who={})
    message = mail.wait_for(1)[0]
    assert message["Subject"] == "您的登录链接" and message["Envelope-to"] == "mei@example.net"
    text, html = parts(message)
    link = text.split("https://chat.example.com/desk/#link=")[1].split()[0]
    assert link in html
    soon(lambda: [one["state"] for one in house.outbox(kind="mail")].count("dropped") == 2, "two dropped")
    assert link not in json.dumps(house.outbox())
    answer = house.ask("POST", "/v1/session/link", {"token": link}, who={})
    assert answer["me"]["id"] == agent
    house.ask("POST", "/v1/session/link", {"token": link}, 401, who={})


# Secure connections -------------------------------------------------------------------------

SECURE = {"mail_user": "foyer", "mail_password": "a mail secret"}


def test_mail_goes_by_starttls_with_a_password(house):
    mail = house.with_mail(house.authority, mail_security="starttls", **SECURE)
    house.test_mail()
    received = mail.wait_for(1)[0]["Received"]
    assert "with esmtpsa" in received and "TLS" in received, received
    # A password that the server refuses is told of, and can be mended.
    house.ask("PUT", "/v1/sending", {"mail_password": "another"})
    talk, _ = house.talk()
    house.ask("POST", f"/v1/conversations/{talk}/mail", {"email": "ann@example.net"}, 204)
    line = house.state("mail", "waiting")
    assert line["reason_type"] == "send-sign-in" and "password" in line["reason"], line
    house.ask("PUT", "/v1/sending", {"mail_password": SECURE["mail_password"]})
    mail.wait_for(2)


def test_mail_goes_by_tls_from_the_first_byte(house):
    mail = house.with_mail(house.authority, mail_security="tls", **SECURE)
    house.test_mail()
    received = mail.wait_for(1)[0]["Received"]
    assert "with esmtpsa" in received and "TLS" in received, received


def test_a_certificate_of_another_host_gets_no_mail(house):
    house.with_mail(house.authority, host="mail.example.com", mail_security="starttls", **SECURE)
    house.test_mail()
    line = house.state("mail", "waiting")
    assert line["reason_type"] == "send-certificate" and "localhost" in line["reason"], line
    house.ask("PUT", "/v1/sending", {"mail_security": "tls", "mail_port": house.mail.tls_port})
    soon(lambda: house.outbox(kind="mail")[0]["tries"] > 1, "tried again")
    assert house.state("mail", "waiting")["reason_type"] == "send-certificate"
    assert house.mail.messages() == []


for secure in (test_mail_goes_by_starttls_with_a_password, test_mail_goes_by_tls_from_the_first_byte,
               test_a_certificate_of_another_host_gets_no_mail):
    secure.trusts = True


def test_a_certificate_that_nobody_trusts_gets_no_mail(house):
    with tempfile.TemporaryDirectory() as folder:
        house.with_mail(Authority(folder), mail_security="starttls", **SECURE)
    house.test_mail()
    line = house.state("mail", "waiting")
    assert line["reason_type"] == "send-certificate" and "nothing was sent" in line["reason"], line
    told = {language: house.outbox(language, kind="mail")[0]["reason"] for language in ("zh-CN", "zh-TW")}
    assert "证书不可信" in told["zh-CN"] and "憑證不可信任" in told["zh-TW"], told
    assert house.mail.messages() == []


def test_a_server_without_tls_gets_no_mail(house):
    """Whoever stands between could take the offer of STARTTLS away."""
    house.with_mail(mail_security="starttls")
    house.test_mail()
    assert house.state("mail", "waiting")["reason_type"] == "send-no-tls"
    house.ask("PUT", "/v1/sending", {"mail_security": "tls"})
    soon(lambda: house.outbox(kind="mail")[0]["tries"] > 1, "tried again")
    assert house.state("mail", "waiting")["reason_type"] == "send-no-tls"
    assert house.mail.messages() == []


# Webhook ----------------------------------------------------------------------------------

def check_signature(request, secret):
    head = {name.lower(): value for name, value in request["headers"].items()}
    signed = f"{head['webhook-id']}.{head['webhook-timestamp']}.".encode() + request["body"]
    made = hmac.new(base64.b64decode(secret.removeprefix("whsec_")), signed, hashlib.sha256).digest()
    assert head["webhook-signature"] == "v1," + base64.b64encode(made).decode()
    assert abs(int(head["webhook-timestamp"]) - time.time()) < 60
    assert head["content-type"] == "application/json"
    return head["webhook-id"], json.loads(request["body"])


def test_a_webhook_is_signed_tried_again_and_outlives_a_crash(house):
    url = house.receiver.url("/hook")
    secret = house.ask("PUT", "/v1/sending", {"webhook_url": url})["webhook_secret"]
    assert secret.startswith("whsec_")
    assert house.ask("GET", "/v1/sending")["webhook_secret"] is None
    house.receiver.answers["/hook"] = (503, {})
    house.ask("POST", "/v1/sending/webhook/test", {}, 204)
    line = house.state("webhook", "waiting")
    assert line["status"] == 503 and line["tries"] == 1 and line["next_at"] > line["created_at"]
    house.server.kill()
    house.server.start(60)
    assert house.outbox(kind="webhook")[0]["state"] == "waiting"
    house.receiver.answers.clear()
    house.ask("PUT", "/v1/sending", {"webhook_url": url})  # whatever was in the way may be mended
    house.state("webhook", "sent")
    first, second = (check_signature(one, secret) for one in house.receiver.on("/hook"))
    assert first == second and first[1]["type"] == "test"
    renewed = house.ask("PUT", "/v1/sending", {"new_webhook_secret": True})["webhook_secret"]
    assert renewed != secret


def test_nothing_leads_into_the_network_around_us(house):
    """By name, number, disguise, redirect, or a name that resolves inside."""
    port = house.receiver.port
    for bad in ("http://127.0.0.1/", "https://127.0.0.1/", "https://2130706433/", "https://0x7f.1/", "https://0/",
                "https://[::1]/", "https://[::ffff:127.0.0.1]/", "https://[::ffff:7f00:1]/", "https://169.254.169.254/",
                "https://10.0.0.1/", "https://192.168.1.1:8443/x", "https://[fe80::1]/", "https://[fd00::1]/",
                "http://example.com/", "ftp://example.com/", "file:///etc/passwd", "gopher://localhost/", "localhost",
                "https://user:word@example.com/", "https://localhost@10.0.0.1/", "javascript:alert(1)",
                "https://example.com/#x", "https://exa mple.com/", "//example.com/", "https:///x", "smtp://localhost/"):
        house.ask("PUT", "/v1/sending", {"webhook_url": bad}, 422)
    browser = Browser("")
    for bad in ("http://127.0.0.1/", "https://10.0.0.1/x", "http://example.com/", "https://[::1]/", "https://2130706433/", "https://0x7f.1/x",
                "https://[::ffff:169.254.169.254]/", "https://user@example.com/", "file:///etc/passwd"):
        house.ask("POST", "/v1/me/push", dict(browser.subscription(), endpoint=bad), 422)
    # A name tells nothing until it is resolved.
    house.ask("PUT", "/v1/sending", {"webhook_url": f"https://localhost:{port}/hook"})
    house.ask("POST", "/v1/sending/webhook/test", {}, 204)
    line = house.state("webhook", "failed")
    assert "inside this network" in line["reason"], line
    house.with_mail()
    house.ask("PUT", "/v1/me/alerts", {"email": "admin@example.net"})
    house.ask("POST", "/v1/me/alerts/test", {"kind": "mail"}, 204)
    assert "inside this network" in house.state("mail", "waiting")["reason"]
    for tries, name in enumerate(("127.0.0.1", "2130706433", "0x7f.1"), 2):
        house.ask("PUT", "/v1/sending", {"mail_server": name})
        soon(lambda: house.outbox(kind="mail")[0]["tries"] >= tries, f"tried at {name}")  # pylint: disable=cell-var-from-loop
        assert "inside this network" in house.state("mail", "waiting")["reason"], name
    house.ask("POST", "/v1/me/push/key", {})
    house.ask("POST", "/v1/me/push", dict(browser.subscription(), endpoint=f"https://localhost:{port}/push"), 204)
    house.ask("POST", "/v1/me/alerts/test", {"kind": "push"}, 204)
    assert "inside this network" in house.state("push", "failed")["reason"]
    assert house.receiver.got == [] and house.mail.messages() == []


test_nothing_leads_into_the_network_around_us.allow = ""


def test_redirects_are_not_followed(house):
    house.receiver.answers["/hook"] = (302, {"Location": house.receiver.url("/elsewhere")})
    house.ask("PUT", "/v1/sending", {"webhook_url": house.receiver.url("/hook")})
    house.ask("POST", "/v1/sending/webhook/test", {}, 204)
    line = house.state("webhook", "failed")
    assert line["status"] == 302 and line["reason_type"] == "send-redirect", line
    assert "（302）" in house.outbox("zh-TW", kind="webhook")[0]["reason"]
    assert house.receiver.on("/elsewhere") == []


# Browsers ---------------------------------------------------------------------------------

def test_a_push_is_sealed_for_its_browser_and_signed(house):
    _, mei = house.agent("mei", language="zh-TW")
    key = house.ask("POST", "/v1/me/push/key", {}, who=mei)["key"]
    assert house.ask("POST", "/v1/me/push/key", {})["key"] == key
    browser = house.subscribe(mei, "/push/mei")
    house.ask("POST", "/v1/me/alerts/test", {"kind": "push"}, 204, who=mei)
    request = house.receiver.wait_for("/push/mei", 1)[0]
    head = {name.lower(): value for name, value in request["headers"].items()}
    assert head["content-encoding"] == "aes128gcm" and int(head["ttl"]) > 0 and head["urgency"] == "high"
    claims = check_authorization(head["authorization"], key)
    assert claims["aud"] == house.receiver.url("") and 0 < claims["exp"] - time.time() <= 24 * 3600
    notice = browser.open(request["body"])
    assert notice["title"] == "Foyer 測試訊息" and notice["place"].startswith("#/"), notice
    bad = dict(browser.subscription(), key=browser.subscription()["auth"])
    house.ask("POST", "/v1/me/push", bad, 422, who=mei)


def test_a_browser_that_is_gone_or_signed_out_gets_no_more(house):
    _, mei = house.agent("mei")
    house.receiver.answers["/push/gone"] = (410, {})
    house.subscribe(mei, "/push/gone")
    house.ask("POST", "/v1/me/alerts/test", {"kind": "push"}, 204, who=mei)
    assert house.state("push", "failed")["status"] == 410
    house.ask("POST", "/v1/me/alerts/test", {"kind": "push"}, 422, who=mei)
    one = house.subscribe(mei, "/push/one")
    house.ask("DELETE", "/v1/me/push?endpoint=" + one.endpoint.replace(":", "%3A"), None, 204, who=mei)
    house.ask("POST", "/v1/me/alerts/test", {"kind": "push"}, 422, who=mei)
    house.subscribe(mei, "/push/two")
    again = house.sign_in("mei")
    house.ask("DELETE", "/v1/session", None, 204, who=mei)
    house.ask("POST", "/v1/me/alerts/test", {"kind": "push"}, 204, who=again)
    assert "signed out" in house.state("push", "dropped")["reason"]
    assert house.receiver.on("/push/one") == house.receiver.on("/push/two") == []


# The ladder --------------------------------------------------------------------------------

def default_group(house):
    return house.ask("GET", "/v1/groups")["groups"][0]["id"]


def set_pace(house, **seconds):
    house.ask("PUT", f"/v1/groups/{default_group(house)}/routing", {
        "accept_seconds": 0, "again_seconds": 0, "supervisors_seconds": 0, "admins_seconds": 0,
        "push_seconds": 0, "mail_seconds": 0, "webhook_seconds": 0, **seconds})


def test_a_call_goes_out_way_by_way_until_somebody_reacts(house):
    mail = house.with_mail()
    secret = house.ask("PUT", "/v1/sending", {"webhook_url": house.receiver.url("/hook")})["webhook_secret"]
    set_pace(house, push_seconds=1, mail_seconds=2, webhook_seconds=3)
    mei, away = house.agent("mei")
    _, looking = house.agent("tom")
    for name, who in (("tom", looking), ("mei", away)):
        browser = house.subscribe(who, f"/push/{name}")
        house.ask("PUT", "/v1/me/presence", {"presence": "busy"}, who=who)
    house.ask("PUT", f"/v1/staff/{mei}/email", {"email": "mei@example.net"})
    house.ask("PUT", "/v1/me/looking", {}, 204, who=looking)
    talk, token = house.waiting()
    pushed = house.receiver.wait_for("/push/mei", 1)[0]["at"]
    message = mail.wait_for(1)[0]
    hooked = house.receiver.wait_for("/hook", 1)[0]
    assert pushed < hooked["at"]
    order = [line["kind"] for line in reversed(house.outbox())]
    assert order == ["push", "mail", "webhook"], order
    assert message["Envelope-to"] == "mei@example.net"
    assert f"https://chat.example.com/desk/#/inbox/queue/{talk}" in parts(message)[0]
    _, told = check_signature(hooked, secret)
    assert told["type"] == "conversation.waiting" and told["data"]["conversation"] == talk
    assert house.receiver.on("/push/tom") == [], "who looks at a desk was pushed to"
    told = [message.as_string(), json.dumps(house.outbox()), *(repr(one) for one in house.receiver.got),
            browser.open(house.receiver.on("/push/mei")[0]["body"])["body"]]
    assert not [one for one in told if token in one], "a visitor's token goes out"


def test_a_reaction_ends_it(house):
    house.receiver.answers["/hook"] = (503, {})
    house.ask("PUT", "/v1/sending", {"webhook_url": house.receiver.url("/hook")})
    set_pace(house, webhook_seconds=1)
    _, mei = house.agent("mei")
    talk, _ = house.waiting()
    house.state("webhook", "waiting")
    house.ask("POST", f"/v1/conversations/{talk}/accept", {}, who=mei)
    house.ask("PUT", "/v1/sending", {"webhook_url": house.receiver.url("/hook")})
    line = house.state("webhook", "dropped")
    assert "reacted" in line["reason"] and len(house.receiver.on("/hook")) == 1, line


def test_many_who_wait_are_one_alert(house):
    set_pace(house, push_seconds=1)
    _, mei = house.agent("mei")
    house.subscribe(mei, "/push/mei")
    house.ask("PUT", "/v1/me/presence", {"presence": "busy"}, who=mei)
    for _ in range(5):
        house.waiting()
    house.receiver.wait_for("/push/mei", 1)
    time.sleep(1.5)
    assert len(house.receiver.on("/push/mei")) == 1


def run_one(program, function):
    with tempfile.TemporaryDirectory(prefix="foyer-outgoing-") as folder:
        house = House(program, folder, getattr(function, "allow", "localhost"),
                      getattr(function, "trusts", False))
        try:
            function(house)
            error = None
        except Exception:  # pylint: disable=broad-except
            error = f"{traceback.format_exc()}\n{house.server.tail()}"
        status = house.stop()
        return error or (f"it ended with {status}:\n{house.server.tail()}" if status else None)


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--foyer", default="build/dev/foyer")
    parser.add_argument("names", nargs="*")
    options = parser.parse_args()
    chosen = [(name, function) for name, function in globals().items()
              if name.startswith("test_") and (not options.names or any(one in name for one in options.names))]
    program = os.path.abspath(options.foyer)
    # They mostly wait, so some run side by side.
    with concurrent.futures.ThreadPoolExecutor(max_workers=4) as pool:
        pending = [(name, pool.submit(run_one, program, function)) for name, function in chosen]
        errors = [(name, each.result()) for name, each in pending]
    for name, error in errors:
        if error:
            print(f"FAILED {name}\n{error}")
    failed = sum(1 for _, error in errors if error)
    print(f"{len(chosen) - failed} passed, {failed} failed")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
