"""What people write, with scripts and codes of terminals in it, wherever something
can be written; and links that are none.  Run by safety.py.
"""
import html.parser
import json
import re
import urllib.parse

from attacks import MARK, PAYLOADS, check_page
from routes import fetch, filled, log_of, needed_query, operations
from story import Client, path

# Each is refused wherever it is written: C0, DEL, C1.
CODES = ["\x1b]0;owned\x07", "\x1b[2J", "a\x7fb", "\x9b31m red", "\u009d0;title\u009c", "\x90q"]
OVERRIDE = "\u202egnp.exe"  # taken, without its first letter
TEMPLATES = ["{{7*7}}", "${7*7}", "<%= 7*7 %>", "#{7*7}", "{order}", "{0}", "%s%n%x", "$(id)", "`id`", "{{constructor.constructor('return 1')()}}"]


# --- Scripts and codes of terminals in every field -------------------------------------------


def take(who, method, where, body):
    """Asks for what must be done: a text that is refused would be seen nowhere, and prove nothing."""
    answer = who(method, where, body)
    assert who.status // 100 == 2, (method, where, body, who.status, answer)
    return answer


def opening(payload):
    """What a page says of its visitor."""
    return {"language": "en", "page": f"https://shop.example/?{payload}"[:200], "referrer": f"https://a.example/{payload}"[:200],
            "tags": [payload[:40]], "attributes": {"order": payload[:100], "x" + re.sub(r"\W", "", payload)[:20]: payload[:100]}}


def visitor_writes(conversation, payload):
    """The last one ends the conversation."""
    yield "POST", path(conversation, "messages"), {"text": payload, "key": Client.key()}
    yield "POST", path(conversation, "left-message"), {"text": payload, "reply_by": "email", "contact": "mei@example.com"}


def topic_named(house, name):
    return next((each["id"] for each in house.admin.must(200, "GET", "/v1/topics")["topics"] if each["name"] == name), None)


def staff_writes(house, conversation, payload):
    """The payload wherever staff may write about it."""
    number = Client.key()[-6:]
    topic = f"{payload[:60]} {number}"
    yield "POST", path(conversation, "note"), {"text": payload, "key": Client.key()}
    yield "POST", path(conversation, "messages"), {"text": payload, "key": Client.key()}
    yield "POST", "/v1/topics", {"name": topic}
    yield "PUT", path(conversation, "wrap-up"), {"topic": topic_named(house, topic), "tags": [payload[:40]], "summary": payload}
    yield "POST", "/v1/canned", {"scope": "personal", "shortcut": f"wicked-{number}", "title": payload[:60], "text": payload}
    yield "POST", "/v1/rooms/all/messages", {"text": payload, "key": Client.key()}


def wicked_visitor(house, payload):
    visitor = house.client()
    made = take(visitor, "POST", "/v1/conversations", opening(payload))
    visitor.token = made["token"]
    take(visitor, "POST", path(made["id"], "handoff"), {})
    return visitor, made["id"]


def wicked_conversation(house, payload):
    """A visitor's conversations with the payload wherever a visitor may write: one left with a message, and this one."""
    visitor, conversation = wicked_visitor(house, payload)
    for each in visitor_writes(conversation, payload):
        take(visitor, *each)
    visitor, conversation = wicked_visitor(house, payload)
    take(visitor, *next(visitor_writes(conversation, payload)))
    file = visitor("POST", path(conversation, "files") + "?" + urllib.parse.urlencode({"name": payload.replace("/", "|")[:60] + ".txt"}),
                   raw=b"a note\n")
    assert visitor.status == 201, file
    visitor.say(conversation, "look", files=[file["id"]])
    return visitor, conversation


def wicked_and_over(house, payload):
    """The same with what staff write about it, closed and rated."""
    visitor, conversation = wicked_conversation(house, payload)
    take(house.admin, "POST", path(conversation, "take-over"), {})
    for each in staff_writes(house, conversation, payload):
        take(house.admin, *each)
    take(house.admin, "PUT", path(conversation, "drafts"), {"kind": "reply", "text": payload})  # any text, until it is sent
    take(visitor, "POST", path(conversation, "close"), {})
    take(visitor, "POST", path(conversation, "rating"), {"rating": "poor", "comment": payload})
    return visitor, conversation


def reading_routes(house, conversation):
    for method, where, operation in operations(house):
        if method == "GET" and not where.startswith(("/help", "/metrics", "/openapi")):
            yield filled(where, conversation) + needed_query(operation)


def check_printed(house, who, conversation):
    """The page to print, which opens in the browser, and the one to keep."""
    for query, shown in (("format=html&show=1", "inline"), ("format=html", "attachment")):
        status, headers, body = fetch_as(house, who, path(conversation, "transcript") + "?" + query)
        assert status == 200 and headers["content-type"].startswith("text/html"), (query, status, headers)
        assert headers["content-disposition"].startswith(shown) and headers["x-content-type-options"] == "nosniff", headers
        check_page(conversation, body.decode())
        assert MARK in body.decode(), "the transcript doesn't show what was said"
        policy = headers["content-security-policy"]
        assert "default-src 'none'" in policy and "script-src" not in policy, policy
        assert shown != "inline" or "sandbox" in policy, policy


def test_what_visitors_and_staff_write_never_runs_anywhere(house):
    for payload in PAYLOADS[:3]:
        visitor, conversation = wicked_and_over(house, payload)
        for who in (visitor, house.admin):
            check_printed(house, who, conversation)
        events = json.dumps(visitor.must(200, "GET", path(conversation, "events")))
        assert MARK in events
        for each in re.findall(r'"html": "((?:[^"\\]|\\.)*)"', events):
            check_page("events", json.loads(f'"{each}"'))


def fetch_as(house, who, where):
    connection = house.server.connection(timeout=60)
    headers = {"Cookie": who.cookie} if who.cookie else {"Authorization": "Bearer " + who.token}
    connection.request("GET", where, headers=headers)
    answer = connection.getresponse()
    body = answer.read()
    connection.close()
    return answer.status, {name.lower(): value for name, value in answer.getheaders()}, body


def test_answers_are_data_and_no_browser_guesses_otherwise(house):
    _, conversation = wicked_and_over(house, PAYLOADS[0])
    tried = shown = 0
    for where in reading_routes(house, conversation):
        status, headers, body = fetch_as(house, house.admin, where)
        assert status < 500, (where, status, body[:200])
        if not body:
            continue
        tried += 1
        shown += MARK.encode() in body
        kind = headers["content-type"].split(";")[0]
        if kind in ("text/html", "image/svg+xml"):
            check_page(where, body.decode())
        assert headers["x-content-type-options"] == "nosniff", where
        assert "content-security-policy" in headers, where
    assert tried > 50 and shown > 8, (tried, shown)


def with_one(body, payload):
    """(member, the body) for each member in which the payload is, all others harmless."""
    def fine(value):
        return json.loads(json.dumps(value).replace(json.dumps(payload)[1:-1], "fine"))

    for name, value in body.items():
        if value != fine(value):
            yield name, {**{other: fine(each) for other, each in body.items()}, name: value}


def test_terminals_are_told_nothing(house):
    """What is printed one day in a terminal, a log or a text file, has no codes in it."""
    visitor, conversation = house.visitor()
    take(visitor, "POST", path(conversation, "handoff"), {})
    house.admin.must(200, "POST", path(conversation, "take-over"), {})
    tried = 0
    for text in CODES:
        writes = [(house.client(), "POST", "/v1/conversations", opening(text)),
                  *((visitor, *each) for each in visitor_writes(conversation, text)),
                  *((house.admin, *each) for each in staff_writes(house, conversation, text))]
        for who, method, where, body in writes:
            for name, one in with_one(body, text):
                got = who.must(422, method, where, one)
                assert (got["code"], got["field"].split(".")[0]) == ("bad-character", name), (where, name, got)
                tried += 1
        house.client()("POST", "/v1/session", {"name": text, "password": "x"}, User_Agent="a\x1b[2Jb")
        house.client()("GET", "/v1/" + urllib.parse.quote(text))
    assert tried > 10 * len(CODES), tried
    take(visitor, "POST", path(conversation, "messages"), {"text": OVERRIDE, "key": Client.key()})
    house.admin.must(201, "POST", path(conversation, "note"), {"text": OVERRIDE, "key": Client.key()})
    _, _, transcript = fetch_as(house, house.admin, path(conversation, "transcript") + "?format=text")
    assert transcript.decode().count(OVERRIDE[1:]) == 2, transcript
    for what, body in (("transcript", transcript), ("log", log_of(house))):
        bad = [hex(ord(each)) for each in body.decode() if is_code(each)]
        assert not bad, (what, bad[:5])


def is_code(letter):
    number = ord(letter)
    return (number < 32 and letter not in "\n\r\t") or 0x7f <= number <= 0x9f or 0x202a <= number <= 0x202e or 0x2066 <= number <= 0x2069


def test_the_log_holds_nothing_that_people_wrote(house):
    before = len(log_of(house))
    for payload in PAYLOADS:
        visitor, conversation = wicked_and_over(house, payload)
        visitor("GET", path(conversation, urllib.parse.quote(payload, safe="")))
    written = log_of(house)[before:]
    assert written and MARK.encode() not in written


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
