#!/usr/bin/env python3
"""What somebody who may edit could try against everybody else: scripts in every
field an entry has, files that are two things at once (polyglots.py), and everything clicked
twice at the same moment.

    tests/http/attacks.py [--foyer build/dev/foyer]

Python's standard library only.
"""
import argparse
import csv
import html
import html.parser
import io
import json
import os
import re
import sys
import threading
import urllib.parse
import xml.etree.ElementTree
import zipfile

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, HERE)
sys.path.insert(0, os.path.join(os.path.dirname(HERE), "faults"))
import polyglots  # noqa: E402
from routes import fetch  # noqa: E402
from runner import run_with_server, tell, tests_of  # noqa: E402
from story import House, path  # noqa: E402
from websocket import WebSocket  # noqa: E402

MARK = "foyerwashere"
PAYLOADS = [
    f"<script>{MARK}(1)</script>",
    f"\"><img src=x onerror={MARK}(2)>",
    f"' onmouseover='{MARK}(3)' x='",
    f"</script><script>{MARK}(4)</script>",
    f"<svg/onload={MARK}(5)>",
    f"</title></textarea></style><iframe src=javascript:{MARK}(6)>",
]
FORMULA = ("=", "+", "-", "@", "\t", "\r")
FORMATS = ["jsonl", "csv", "tsv", "xlsx", "markdown", "html", "faqpage", "rasa", "dialogflow", "zendesk"]


# --- Reading pages as a browser would -----------------------------------------------------


class Page(html.parser.HTMLParser):
    """Finds what would run: scripts that aren't data, handlers, script addresses."""

    def __init__(self):
        super().__init__()
        self.runs, self.data, self.in_data = [], [], False

    def handle_starttag(self, tag, attrs):
        values = dict(attrs)
        if tag == "script" and values.get("type") == "application/ld+json":
            self.in_data = True
        elif tag in ("script", "iframe", "object", "embed", "svg", "base"):
            self.runs.append(self.get_starttag_text())
        for name, value in attrs:
            if name.startswith("on") or (value or "").strip().lower().startswith(("javascript:", "data:text")):
                self.runs.append(self.get_starttag_text())

    def handle_data(self, data):
        if self.in_data:
            self.data.append(data)

    def handle_endtag(self, tag):
        if tag == "script":
            self.in_data = False


def check_page(where, text):
    page = Page()
    page.feed(text)
    assert not page.runs, (where, page.runs[:3])
    for each in page.data:
        json.loads(each)


# --- Scripts that are stored ---------------------------------------------------------------


def wicked_entry(at, payload):
    return {
        "external_id": f"wicked-{at}-{payload[:40]}", "question": f"Wicked {at} {payload}",
        "variants": [f"wicked wording {at} {payload}"],
        "answer": f"{payload}\n\n[go](javascript:{MARK}(7)) ![x](javascript:{MARK}(8)) <{payload}>",
        "category": f"wicked {payload.replace('/', '|')}", "tags": [payload[:40]], "language": "en",
        "buttons": [{"action": "ask", "label": payload[:60], "target": payload}],
        "files": [{"file": None, "name": f"{payload[:60]}.html"}],
    }


def fill(house):
    """Entries with a script in each field; their ids."""
    file = house.ed("POST", "/v1/files", raw=b"A plain note.\n")["file"]
    ids = []
    for at, payload in enumerate(PAYLOADS):
        entry = wicked_entry(at, payload)
        entry["files"][0]["file"] = file
        made = house.ed("POST", "/v1/entries", entry)
        assert house.ed.status == 201, made
        ids.append(made)
        house.ed.must(201, "POST", f"/v1/entries/{made['id']}/comments", {"text": f"{payload} @ed"})
    house.admin.must(201, "POST", "/v1/publications", {"reason": PAYLOADS[0]})
    return ids


def help_pages(ids):
    start = "/help/default/en"
    yield start
    yield f"{start}/search?q=" + urllib.parse.quote(PAYLOADS[1])
    for made in ids:
        yield f"{start}/a/" + urllib.parse.quote(made["external_id"], safe="")
        yield f"{start}/topic?name=" + urllib.parse.quote(made["category"], safe="")
    yield f"{start}/topic?name=" + urllib.parse.quote(PAYLOADS[0])
    yield f"{start}/a/" + urllib.parse.quote(PAYLOADS[0], safe="")


def test_what_is_stored_never_runs_in_the_help_centre(house):
    shown = 0
    for path in help_pages(fill(house)):
        status, headers, body = fetch(house, path)
        assert status in (200, 404), (path, status)
        assert headers["content-type"].startswith("text/html"), (path, headers)
        assert headers["x-content-type-options"] == "nosniff"
        policy = headers["content-security-policy"]
        assert "unsafe" not in policy and ("script-src" in policy or "default-src 'none'" in policy), policy
        check_page(path, body.decode())
        shown += MARK in body.decode()
    assert shown > len(PAYLOADS), "the pages don't show the entries at all"
    status, headers, body = fetch(house, "/help/default/sitemap.xml")
    if status == 200:
        assert b"<script" not in body and b"<img" not in body


def test_answers_of_the_api_are_never_pages(house):
    for path in ("/v1/entries?query=wicked", "/v1/entries/categories", "/v1/publications", "/v1/golden",
                 "/v1/clusters", "/v1/audit"):
        house.admin.must(200, "GET", path)
        kind = house.admin.headers["content-type"].split(";")[0]
        assert kind in ("application/json", "application/problem+json"), (path, kind)
        assert house.admin.headers["x-content-type-options"] == "nosniff", path


def members(body):
    """The text files of an export, each with its name."""
    if body[:2] != b"PK":
        return [("", body.decode("utf-8-sig"))]
    with zipfile.ZipFile(io.BytesIO(body)) as archive:
        return [(name, archive.read(name).decode("utf-8", "replace")) for name in archive.namelist()]


def check_json(form, text):
    """No sign that begins an element, so that it stays data in a page too."""
    for line in text.splitlines() if form == "jsonl" else [text]:
        assert "<" not in line and isinstance(json.loads(line), (dict, list)), (form, line[:200])


def check_articles(form, text):
    """Data, in which each article is a page's part."""
    check_json(form, text)
    for article in json.loads(text)["articles"]:
        check_page(form, article["body"])


def check_parts(form, text):
    """A workbook's files have elements of workbooks alone."""
    if text.startswith("<?xml"):
        alien = [each.tag for each in xml.etree.ElementTree.fromstring(text).iter() if each.tag.split("}")[-1] in ("script", "img", "svg", "iframe")]
        assert not alien, (form, alien)


# What must hold of each file of an export; the others are texts, in which elements are letters.
HARMLESS = {"jsonl": check_json, "dialogflow": check_json, "zendesk": check_articles, "html": check_page, "faqpage": check_page,
            "xlsx": check_parts}


def test_exports_are_downloads_in_which_nothing_runs(house):
    for form in FORMATS:
        connection = house.server.connection(timeout=60)
        connection.request("GET", f"/v1/export?format={form}", headers={"Cookie": house.ed.cookie})
        answer = connection.getresponse()
        body = answer.read()
        assert answer.status == 200, (form, answer.status)
        assert answer.getheader("Content-Disposition").startswith("attachment"), form
        assert answer.getheader("X-Content-Type-Options") == "nosniff", form
        marks = 0
        for name, text in members(body):
            assert ".." not in name and not name.startswith("/") and "<" not in name, (form, name)
            if form in HARMLESS:
                HARMLESS[form](form, text)
            marks += text.count(MARK)
        assert marks > len(PAYLOADS), (form, "doesn't hold what was planted", marks)
        connection.close()


def test_a_spreadsheet_gets_no_formula(house):
    for start in ("=HYPERLINK(\"//x\")", "+1+1", "-2", "@SUM(A1)", "\t=1", "\r=1"):
        made = house.ed("POST", "/v1/entries", {"question": f"Formula {start!r}", "variants": [start + " wording"],
                                                "answer": start, "category": start.strip()})
        assert house.ed.status == 201, made
    for form in ("csv", "tsv"):
        connection = house.server.connection(timeout=60)
        connection.request("GET", f"/v1/export?format={form}", headers={"Cookie": house.ed.cookie})
        rows = connection.getresponse().read().decode("utf-8-sig")
        connection.close()
        for row in csv.reader(io.StringIO(rows), delimiter="\t" if form == "tsv" else ","):
            for cell in row:
                assert not cell.startswith(FORMULA), (form, cell)
    check_workbook(house)


def check_workbook(house):
    """Every cell is a text, and would be one still where somebody copies it into another program."""
    connection = house.server.connection(timeout=60)
    connection.request("GET", "/v1/export?format=xlsx", headers={"Cookie": house.ed.cookie})
    parts = dict(members(connection.getresponse().read()))
    connection.close()
    for name, part in parts.items():
        if name.startswith("xl/worksheets/"):
            assert not re.search(r"<f[ >/]", part), name
            assert set(re.findall(r'<c [^>]*?t="(\w+)"', part)) <= {"s", "inlineStr"}, name
    texts = [html.unescape(each) for each in re.findall(r"<t[^>]*>([^<]*)</t>", "".join(parts.values()))]
    assert any("HYPERLINK" in each for each in texts), texts[:5]
    assert not [each for each in texts if each.startswith(FORMULA)]


# --- Twice at the same moment ---------------------------------------------------------------


def at_once(house, who, count, method, where, body=None, raw=None):
    """The answers of `count` requests sent together, by one person or by each of a list: (status, answer)."""
    results, gate = [], threading.Barrier(count)

    def send(person):
        mine = house.client()
        mine.cookie, mine.csrf = person.cookie, person.csrf
        gate.wait()
        answer = mine(method, where, body, raw=raw)
        results.append((mine.status, answer))

    people = who if isinstance(who, list) else [who] * count
    threads = [threading.Thread(target=send, args=(person,)) for person in people]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return results


def statuses(results):
    return sorted(status for status, _ in results)


def test_an_entry_saved_twice_at_once_is_made_once(house):
    body = {"external_id": "twice", "question": "Is it there twice?", "answer": "No."}
    results = at_once(house, house.ed, 4, "POST", "/v1/entries", body)
    assert statuses(results) == [201, 409, 409, 409], results
    made = next(answer for status, answer in results if status == 201)
    results = at_once(house, house.ed, 4, "PUT", f"/v1/entries/{made['id']}", {**body, "answer": "Never.", "version": 1})
    assert statuses(results) == [200, 409, 409, 409], results
    versions = house.ed.must(200, "GET", f"/v1/entries/{made['id']}/versions")["versions"]
    assert [each["version"] for each in versions] == [2, 1], versions


def test_the_longest_answers_come_whole(house):
    """Twelve of them are more than one message of a stream takes."""
    words = "apples bridges candles doctors engines flowers gardens hammers islands jackets kitchens lanterns".split()
    for word in words:
        house.ed.must(201, "POST", "/v1/entries", {"question": f"What about {word}?", "variants": [f"tell me of {word}"],
                                                   "answer": "\u95ee" * 20000, "language": "en"})
    house.admin.must(201, "POST", "/v1/publications", {"reason": "long answers"})
    visitor, talk = house.visitor()
    for word in words:
        key = f"long-answer-{word:>10}".replace(" ", "-")
        said = visitor.must(201, "POST", path(talk, "messages"), {"text": f"What about {word}?", "key": key})["events"]
    stream = WebSocket(house.server.port)
    stream.send({"type": "hello", "conversations": [{"id": talk, "token": visitor.token, "after": 0}]})
    seen = []
    while not seen or seen[-1] < said[-1]["seq"]:
        seen += [event["seq"] for event in stream.until("events")[-1]["events"]]
    assert len(said) == 2 and seen == list(range(1, said[-1]["seq"] + 1)), seen


def test_a_long_history_of_a_ticket_can_be_read(house):
    """Every change keeps what was there before: the newest are shown, and the ticket goes on."""
    visitor, talk = house.visitor()
    visitor.must(200, "POST", path(talk, "handoff"), {})
    made = house.admin.must(201, "POST", "/v1/tickets", {"conversation": talk, "title": "Long", "priority": "low",
                                                        "key": house.admin.key()})
    for at in range(130):
        made = house.admin.must(200, "PUT", f"/v1/tickets/{made['ticket']['id']}",
                                {"revision": made["ticket"]["revision"], "detail": "\U0001f9ed\U0001f5fa"[at % 2] * 4000})
    page = house.admin.must(200, "GET", f"/v1/tickets/{made['ticket']['id']}")
    assert page["lines"][-1]["after"][0] == "\U0001f5fa" and page["lines"][-1]["seq"] == 131, page["lines"][-1]["seq"]
    assert 20 < len(page["lines"]) < 131, len(page["lines"])


def test_a_conversation_accepted_by_many_at_once_is_one_agents(house):
    names = [f"quick-{number}" for number in range(4)]
    agents = [house.member(name, "agent") for name in names]
    house.group("Quick", "manual", *names)
    for _ in range(5):
        visitor, talk = house.visitor()
        visitor.must(200, "POST", path(talk, "handoff"), {"group": "Quick"})
        results = at_once(house, agents, 4, "POST", path(talk, "accept"), {})
        assert statuses(results) == [200, 409, 409, 409], results
        assert {answer["code"] for status, answer in results if status == 409} == {"already-taken"}, results
        assigned = [one for one in visitor.must(200, "GET", path(talk, "events?after=0"))["events"] if one["type"] == "assigned"]
        owner = visitor.must(200, "GET", path(talk))["agent"]["name"]
        assert [one["agent"] for one in assigned] == [owner], (assigned, owner)


def test_publishing_clicked_twice_at_once_publishes_in_order(house):
    before = house.ed.must(200, "GET", "/v1/publications")["live"]
    house.ed.must(201, "POST", "/v1/entries", {"question": "Is there a piano?", "answer": "Upstairs.", "language": "en"})
    results = at_once(house, house.admin, 3, "POST", "/v1/publications", {"reason": "twice"})
    good = [answer["number"] for status, answer in results if status == 201]
    assert good and all(status in (201, 409) for status, _ in results), results
    assert sorted(good) == list(range(before + 1, before + 1 + len(good))), results
    now = house.ed.must(200, "GET", "/v1/publications")
    assert now["live"] == max(good) and now["pending_changes"] == 0, now
    visitor, conversation = house.visitor()
    answer = visitor.must(201, "POST", f"/v1/conversations/{conversation}/messages",
                          {"text": "Is there a piano?", "key": visitor.key()})
    assert "Upstairs." in json.dumps(answer), answer


def test_an_import_started_twice_at_once_imports_once(house):
    rows = "\n".join(json.dumps({"id": f"import-{at}", "question": f"Imported question {at}?", "answer": "Yes."})
                     for at in range(300)).encode()
    before = house.ed.must(200, "GET", "/v1/entries")["total"]
    results = at_once(house, house.ed, 3, "POST", "/v1/imports?format=jsonl", raw=rows)
    assert all(status in (200, 409) for status, _ in results), results
    assert sum(answer["added"] for status, answer in results if status == 200) == 300, results
    assert sum(answer["changed"] for status, answer in results if status == 200) == 0, results
    assert house.ed.must(200, "GET", "/v1/entries")["total"] == before + 300
    made = max((answer for status, answer in results if status == 200), key=lambda answer: answer["added"])
    undone = at_once(house, house.ed, 3, "POST", f"/v1/imports/{made['id']}/undo", {})
    assert statuses(undone).count(200) == 1 and all(status in (200, 409) for status, _ in undone), undone
    assert house.ed.must(200, "GET", "/v1/entries")["total"] == before


def test_a_suggestion_and_an_undo_happen_once(house):
    made = house.ed.must(201, "POST", "/v1/entries", {"question": "Do you mend clocks?", "answer": "Yes."})
    bulk = house.ed.must(200, "POST", "/v1/entries/bulk", {"entries": [made["id"]], "add_tags": ["clocks"]})["bulk"]
    results = at_once(house, house.ed, 3, "POST", f"/v1/entries/bulk/{bulk}/undo", {})
    assert sum(answer["changed"] for status, answer in results if status == 200) == 1, results
    assert house.ed.must(200, "GET", f"/v1/entries/{made['id']}")["version"] == 3


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--foyer", default="build/dev/foyer")
    options = parser.parse_args()
    return tell(run_with_server(tests_of({**globals(), **vars(polyglots)}), options.foyer, House, {"FOYER_BEHIND_PROXY": "1"}))


if __name__ == "__main__":
    sys.exit(main())
