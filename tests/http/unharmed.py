#!/usr/bin/env python3
"""What editors' hands and other programs' files get wrong: each is refused with
a sentence in the reader's language that says what and where, and the drafts, the
rules, the live publication and what a visitor is answered stay as they were.

    tests/http/unharmed.py [--foyer build/dev/foyer]

Killed while publishing: tests/faults/publish_crash.py.  Scripts in Markdown as
pages: attacks.py.  Python's standard library only.
"""
import argparse
import io
import json
import os
import sys
import urllib.parse
import zipfile

HERE = os.path.dirname(os.path.abspath(__file__))
FILES = os.path.join(os.path.dirname(HERE), "exchange")
sys.path.insert(0, HERE)
sys.path.insert(0, os.path.join(os.path.dirname(HERE), "faults"))
from attacks import at_once, statuses  # noqa: E402
from polyglots import POLYGLOTS  # noqa: E402
from routes import fetch  # noqa: E402
from runner import run_with_server, tell, tests_of  # noqa: E402
from story import House  # noqa: E402

QUESTION = "where is my invoice"


def file(name):
    with open(os.path.join(FILES, name), "rb") as opened:
        return opened.read()


def bytes_of(house, where):
    connection = house.server.connection(timeout=60)
    connection.request("GET", where, headers={"Cookie": house.admin.cookie})
    reply = connection.getresponse()
    body = reply.read()
    assert reply.status == 200, (where, reply.status)
    connection.close()
    return body


def said(house):
    """What a visitor is answered now, without what tells one time from another."""
    visitor, conversation = house.visitor()
    events = visitor.say(conversation, QUESTION)
    return [(event["author"], event.get("decision"), event.get("entry"), event.get("text"))
            for event in events if event["author"] == "bot"]


class Unharmed:
    """Within it nothing may change of what editors keep and visitors see."""

    def __init__(self, house, name):
        self.house, self.name = house, name

    def look(self):
        numbers = self.house.admin.must(200, "GET", "/v1/publications")
        return {"the whole base": bytes_of(self.house, "/v1/export?format=jsonl&whole=1"),
                "live": numbers["live"], "waiting": numbers["pending_changes"],
                "imports": len(self.house.admin.must(200, "GET", "/v1/imports")["imports"]),
                "said": said(self.house)}

    def __enter__(self):
        self.before = self.look()

    def __exit__(self, kind, *_):
        if kind is None:
            after = self.look()
            changed = [what for what in after if after[what] != self.before[what]]
            assert not changed, (self.name, changed)


def is_for_people(answer, name):
    """A sentence in Chinese: no key of ours stands in it instead of a word."""
    sentences = [answer["title"]] + [row["message"] for row in answer.get("rows", [])]
    for sentence in sentences:
        assert any("\u4e00" <= letter <= "\u9fff" for letter in sentence), (name, sentence)
        assert "_" not in sentence and "columns" not in sentence, (name, sentence)


def refuses(house, name, status, code, method, where, body=None, raw=None, **extra):
    """The answer, once it was looked at."""
    with Unharmed(house, name):
        answer = house.ed(method, where, body, raw=raw, Accept_Language="zh-CN", **extra)
        assert (house.ed.status, answer["code"]) == (status, code), (name, house.ed.status, answer)
        is_for_people(answer, name)
    return answer


def first(answer):
    row = answer["rows"][0]
    return row["code"], row["field"], row["line"], row["column"]


# --- Files ------------------------------------------------------------------------------------


def imports(house, name, raw, status=422, code="rows-refused"):
    """Tried and in earnest: the same answer."""
    tried = refuses(house, name, status, code, "POST", f"/v1/imports?dry_run=1&name={name}", raw=raw)
    answer = refuses(house, name, status, code, "POST", f"/v1/imports?name={name}", raw=raw)
    assert answer["title"] == tried["title"], name
    return answer


def test_a_wrong_heading_is_named(house):
    answer = imports(house, "wrong_heading.csv", file("wrong_heading.csv"), 422, "bad-heading")
    assert (answer["field"], answer["line"]) == ("price", 1) and "price" in answer["title"], answer
    assert "Known" not in answer["title"] and "问题" in answer["title"], answer


def test_a_half_broken_table_says_where(house):
    answer = imports(house, "half_broken.csv", file("half_broken.csv"))
    assert answer["rows"][0]["line"] >= 1 and answer["rows"][0]["message"], answer
    answer = imports(house, "more_cells.csv", b"id,question,answer\na,Q,A\nb,Q2,A2,what\n")
    assert first(answer)[:3] == ("too-many", "columns", 3), answer


def test_other_encodings_are_read_and_no_text_is_not(house):
    for name, encoding in (("gbk.csv", "GB18030"), ("utf16.csv", "UTF-16LE"), ("big5.csv", "Big5")):
        with Unharmed(house, name):
            answer = house.ed("POST", f"/v1/imports?dry_run=1&name={name}", raw=file(name))
            assert house.ed.status == 200 and answer["encoding"] == encoding, (name, answer)
            assert answer["added"] >= 1, (name, answer)
    imports(house, "noise.csv", b"id,question,answer\na,\x81\xff\xfe\x00\x00,A\n", 422, "bad-encoding")


def test_the_same_id_twice_is_refused_with_both_lines(house):
    row = imports(house, "twice.csv", file("twice.csv"))["rows"][0]
    assert (row["code"], row["field"], row["line"], row["other_line"]) == ("exists", "id", 4, 2), row
    refuses(house, "an id that is taken", 409, "exists", "POST", "/v1/entries",
            {"external_id": "hours", "question": "Again?", "answer": "Again."})


def test_sections_in_a_circle_are_refused(house):
    answer = imports(house, "circle.json", file("circle.json"))
    assert answer["rows"][0]["field"] == "section_id", answer


def test_a_category_can_not_be_below_itself(house):
    made = house.ed.must(201, "POST", "/v1/entries", {"question": "Is there a roof garden?", "answer": "Yes.",
                                                      "category": "house/garden"})
    refuses(house, "a circle of categories", 422, "not-allowed-value", "POST", "/v1/entries/bulk",
            {"category_from": "house", "category_to": "house/garden/house"})
    assert house.ed.must(200, "GET", f"/v1/entries/{made['id']}")["category"] == "house/garden"


def bomb():
    """A small zip whose one file is 300 megabytes of nothing."""
    whole = io.BytesIO()
    with zipfile.ZipFile(whole, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
        with archive.open("articles/a.md", "w") as inside:
            for _ in range(300):
                inside.write(b"\0" * 1024 * 1024)
    return whole.getvalue()


def test_archives_that_explode_or_are_damaged_are_refused(house):
    with Unharmed(house, "a bomb"):
        answer = house.ed("POST", "/v1/imports?name=articles.zip", raw=bomb(), Accept_Language="zh-CN")
        assert house.ed.status in (413, 422), answer
        is_for_people(answer, "a bomb")
        assert house.ed.must(200, "GET", "/v1/imports")["progress"]["stage"] == "idle"
    whole = io.BytesIO()
    with zipfile.ZipFile(whole, "w") as archive:
        archive.writestr("a.md", "# Where is the key?\n\nBelow the mat.\n")
    imports(house, "cut.zip", whole.getvalue()[:-30], 400, "malformed")
    imports(house, "no.xlsx", b"PK\3\4 and nothing more", 400, "malformed")


# --- Workbooks ------------------------------------------------------------------------------------

SHEET = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
PACKAGE = "http://schemas.openxmlformats.org/package/2006"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
# All of a workbook but its one sheet.
PARTS = {
    "[Content_Types].xml": f'<Types xmlns="{PACKAGE}/content-types"><Default Extension="xml" ContentType="application/xml"/><Override PartName="/xl/workbook.xml" '
                           'ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/></Types>',
    "_rels/.rels": f'<Relationships xmlns="{PACKAGE}/relationships"><Relationship Id="rId1" Type="{OFFICE}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
    "xl/workbook.xml": f'<workbook xmlns="{SHEET}" xmlns:r="{OFFICE}"><sheets><sheet name="a" sheetId="1" r:id="rId1"/></sheets></workbook>',
    "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{PACKAGE}/relationships"><Relationship Id="rId1" Type="{OFFICE}/worksheet" Target="worksheets/sheet1.xml"/>'
                                  '</Relationships>',
}


def workbook(pieces):
    """With these pieces of text as its one sheet."""
    whole = io.BytesIO()
    with zipfile.ZipFile(whole, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
        for name, part in PARTS.items():
            archive.writestr(name, '<?xml version="1.0"?>' + part)
        with archive.open("xl/worksheets/sheet1.xml", "w") as sheet:
            for piece in pieces:
                sheet.write(piece.encode())
    return whole.getvalue()


def one_row(declared, answer):
    """Two rows, the heading and one whose answer is this."""
    rows = "".join("<row>" + "".join(f'<c t="inlineStr"><is><t>{text}</t></is></c>' for text in row) + "</row>"
                   for row in (("question", "answer"), ("What is it?", answer)))
    return [f'<?xml version="1.0"?>{declared}<worksheet xmlns="{SHEET}"><sheetData>{rows}</sheetData></worksheet>']


def laughter():
    """Ten entities, each ten times the one before."""
    names = "abcdefghij"
    more = "".join(f'<!ENTITY {name} "{("&" + before + ";") * 10}">' for before, name in zip(names, names[1:]))
    return f'<!DOCTYPE x [<!ENTITY a "ha ha ha ha">{more}]>'


def endless():
    yield f'<?xml version="1.0"?><worksheet xmlns="{SHEET}"><sheetData>'
    for _ in range(300):
        yield "<row/>" * 175_000  # a megabyte


def test_workbooks_with_entities_or_without_an_end_are_refused(house):
    with Unharmed(house, "a good one, tried"):
        tried = house.ed("POST", "/v1/imports?dry_run=1&name=a.xlsx", raw=workbook(one_row("", "fine")))
        assert house.ed.status == 200 and tried["added"] == 1, tried
    for name, sheet in (("a billion laughs", one_row(laughter(), "&j;")),
                        ("a file of the server", one_row('<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]>', "&a;")),
                        ("a declaration elsewhere", one_row('<!DOCTYPE x [<!ENTITY % p SYSTEM "http://127.0.0.1:9/x.dtd"> %p;]>', "&a;")),
                        ("a sheet without an end", endless())):
        with Unharmed(house, name):
            answer = house.ed("POST", "/v1/imports?name=a.xlsx", raw=workbook(sheet), Accept_Language="zh-CN")
            assert house.ed.status in (400, 413, 422), (name, house.ed.status, answer)
            is_for_people(answer, name)
            assert "root:" not in json.dumps(answer), name


# --- Sizes ----------------------------------------------------------------------------------------


def test_two_hundred_megabytes_are_refused(house):
    with Unharmed(house, "200 MB"):
        connection = house.server.connection(timeout=20)
        connection.putrequest("POST", "/v1/imports?name=large.csv")
        for name, value in (("Cookie", house.ed.cookie), ("X-CSRF-Token", house.ed.csrf),
                            ("Accept-Language", "zh-CN"), ("Content-Length", str(200 * 1024 * 1024))):
            connection.putheader(name, value)
        connection.endheaders()
        answer = connection.getresponse()
        problem = json.loads(answer.read())
        assert answer.status == 413 and problem["code"] == "body-too-large", problem
        is_for_people(problem, "200 MB")
        connection.close()


# --- What is written by hand ------------------------------------------------------------------------


def test_a_picture_that_is_none_is_refused(house):
    for name in ("a page", "an empty PNG", "a program", "an SVG"):
        with Unharmed(house, name):
            answer = house.ed("POST", "/v1/files", raw=POLYGLOTS[name], Content_Type="image/png", Accept_Language="zh-CN")
            assert house.ed.status == 415, (name, answer)
            is_for_people(answer, name)


def test_a_script_in_markdown_is_text(house):
    article = b"# Where is the bell?\n\n<script>alert(1)</script> [here](javascript:alert(2)) ![x](data:text/html,x)\n"
    with Unharmed(house, "an article with a script, tried"):
        house.ed("POST", "/v1/imports?dry_run=1&name=bell.md", raw=article)
        assert house.ed.status == 200
    made = house.ed("POST", "/v1/imports?name=bell.md", raw=article)
    assert house.ed.status == 200 and made["added"] == 1, made
    house.admin.must(201, "POST", "/v1/publications", {})
    name = urllib.parse.quote("Where is the bell?", safe="")
    status, _, page = fetch(house, f"/help/default/en/a/{name}")
    shown = page.decode().lower()
    assert status == 200 and "where is the bell" in shown, status
    assert "<script>alert" not in shown and "href=\"javascript:" not in shown and "src=\"data:" not in shown
    house.ed.must(200, "POST", f"/v1/imports/{made['id']}/undo", {})


def test_rules_that_never_end_are_refused_with_the_reason(house):
    for pattern in ("(?:a|aa)+$", "(.*)(.*)(.*)foo", "(a+)+b"):
        answer = refuses(house, pattern, 422, "slow-pattern", "POST", "/v1/rules",
                         {"name": "endless", "kind": "pattern", "pattern": pattern, "actions": {"hand_over": {}}})
        assert answer["detail"] or len(answer["title"]) > 10, answer
    refuses(house, "a group without its end", 422, "bad-pattern", "POST", "/v1/rules",
            {"name": "open", "kind": "pattern", "pattern": "(a", "actions": {"hand_over": {}}})


def test_two_editors_at_once_lose_nothing(house):
    body = {"question": "Who mends umbrellas?", "answer": "Nobody."}
    made = house.ed.must(201, "POST", "/v1/entries", body)
    people = [house.ed, house.admin]
    results = at_once(house, people, 2, "PUT", f"/v1/entries/{made['id']}", {**body, "answer": "Ann.", "version": 1})
    assert statuses(results) == [200, 409], results
    late = next(answer for status, answer in results if status == 409)
    assert late["code"] == "changed-meanwhile", late
    refuses(house, "the one who was late", 409, "changed-meanwhile", "PUT", f"/v1/entries/{made['id']}",
            {**body, "answer": "Ben.", "version": 1})
    assert house.ed.must(200, "GET", f"/v1/entries/{made['id']}")["answer"] == "Ann."


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n", maxsplit=1)[0])
    parser.add_argument("--foyer", default="build/dev/foyer")
    options = parser.parse_args()
    return tell(run_with_server(tests_of(globals()), options.foyer, House, {"FOYER_BEHIND_PROXY": "1"}))


if __name__ == "__main__":
    sys.exit(main())
