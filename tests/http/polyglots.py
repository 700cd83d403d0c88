"""Files that are two things at once: as editors, visitors and colleagues send them.  Run by attacks.py."""
import struct
import zlib

from routes import fetch
from story import path

RUNNING = {"text/html", "application/xhtml+xml", "image/svg+xml", "text/xml", "application/xml"}

def chunk(kind, data):
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def png(extra=b""):
    head = chunk(b"IHDR", struct.pack(">IIBBBBB", 1, 1, 8, 0, 0, 0, 0))
    return b"\x89PNG\r\n\x1a\n" + head + extra + chunk(b"IDAT", zlib.compress(b"\0\0")) + chunk(b"IEND", b"")


HTML = b"<html><script>alert(1)</script></html>"
GIF = b"GIF89a\1\0\1\0\0\0\0,\0\0\0\0\1\0\1\0\0\2\1\x44\0;"
JPEG_NOTE = b"\xff\xd8\xff\xfe" + struct.pack(">H", len(HTML) + 2) + HTML
JPEG_SCAN = b"\xff\xda\0\4ab1234\xff\xd9"
POLYGLOTS = {
    "a picture": png(),
    "a page in a PNG's text": png(chunk(b"tEXt", b"Comment\0" + HTML)),
    "a page after a PNG": png() + HTML,
    "a script that begins as a GIF": b"GIF89a/*" + b"\0" * 20 + b"*/=1;alert(1)//;",
    "a page after a GIF's head": b"GIF89a\1\0\1\0\0\0\0;" + HTML,
    "a page after a GIF": GIF + HTML + b";",
    "a page in a GIF's comment": GIF[:-1] + b"!\xfe" + bytes([len(HTML)]) + HTML + b"\0;",
    "a page in a JPEG without a picture": JPEG_NOTE + b"\xff\xd9",
    "a page in a JPEG's comment": JPEG_NOTE + JPEG_SCAN,
    "a script in a WebP": b"RIFF" + struct.pack("<I", 4 + 8 + 10) + b"WEBPVP8 " + b"\x0a\0\0\0" + b"/*alert1*/",
    "a PDF with a page in it": b"%PDF-1.4\n" + HTML,
    "a PDF with a script": b"%PDF-1.4\n1 0 obj<</Type/Catalog/OpenAction<</S/JavaScript/JS(app.alert(1))>>>>endobj\n",
    "a page before a PDF": HTML + b"%PDF-1.4\n",
    "a zip with a page before it": HTML + b"PK\3\4",
    "an SVG": b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>",
    "an SVG after spaces": b" \r\n\t<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>",
    "an SVG with a declaration": b"\xef\xbb\xbf<?xml version='1.0'?><!-- --><svg onload='alert(1)'/>",
    "an SVG in UTF-16": "\ufeff<svg onload='alert(1)'/>".encode("utf-16"),
    "a page": HTML,
    "a page after text": b"hello\n" + HTML,
    "a page in UTF-7": b"+ADw-script+AD4-alert(1)+ADw-/script+AD4-",
    "an empty PNG": b"\x89PNG\r\n\x1a\n",
    "a picture that is none": b"This is a picture, I promise.",
    "a program": b"\x7fELF\2\1\1" + b"\0" * 40,
    "a script": b"alert(document.cookie)",
}
REFUSED = {"a page after a PNG", "a page before a PDF", "a zip with a page before it", "an SVG", "an SVG after spaces",
           "an SVG with a declaration", "an SVG in UTF-16", "a page", "an empty PNG", "a program",
           "a script that begins as a GIF", "a page after a GIF's head", "a page in a JPEG without a picture"}
# What pictures tell beside what one sees is taken out of them.
BARED = {"a page in a PNG's text": png(), "a page after a GIF": GIF, "a page in a GIF's comment": GIF,
         "a page in a JPEG's comment": b"\xff\xd8" + JPEG_SCAN}


def test_files_that_are_two_things_are_neither_pages_nor_scripts(house):
    for name, data in POLYGLOTS.items():
        made = house.ed("POST", "/v1/files", raw=data, Content_Type="image/png")
        if name in REFUSED:
            assert house.ed.status == 415, (name, house.ed.status, made)
            continue
        assert house.ed.status == 201, (name, house.ed.status, made)
        status, headers, body = fetch(house, f"/v1/files/{made['file']}")
        assert status == 200 and body == BARED.get(name, data), name
        kind = headers["content-type"].split(";")[0]
        assert kind not in RUNNING and kind == made["type"], (name, kind)
        assert headers["x-content-type-options"] == "nosniff", name
        assert "sandbox" in headers["content-security-policy"], name
        shown = headers["content-disposition"].split(";")[0]
        assert shown == ("inline" if kind.startswith("image/") else "attachment"), (name, shown)


def ending_of(name):
    return ".svg" if "SVG" in name else ".pdf" if "PDF" in name else ".gif" if "GIF" in name else ".png"


def check_sent(house, name, where, headers):
    """A file that was taken, as those get it to whom it was sent."""
    assert "SVG" not in name, name
    status, got, _ = fetch(house, where, **headers)
    assert status == 200 and got["content-type"].split(";")[0] not in RUNNING, (name, got)
    assert got["x-content-type-options"] == "nosniff" and "sandbox" in got["content-security-policy"], name
    if ending_of(name) == ".pdf":
        assert got["content-disposition"].startswith("attachment"), (name, got)


def check_refused(answer, name):
    assert answer["code"] in ("file-kind", "file-lies", "file-damaged") and answer["title"], (name, answer)


def test_what_visitors_send_runs_nowhere(house):
    """The same files in a conversation: refused, or a download and a picture without the rest; and what is refused
    leaves nothing behind."""
    visitor, talk = house.visitor()
    before = visitor.must(200, "GET", path(talk, "events?after=0"))
    for name, data in POLYGLOTS.items():
        made = visitor("POST", path(talk, f"files?name=a{ending_of(name)}"), raw=data, Content_Type="image/png")
        if visitor.status == 415:
            check_refused(made, name)
            continue
        assert visitor.status == 201, (name, visitor.status, made)
        check_sent(house, name, path(talk, "files", made["id"]), {"Authorization": f"Bearer {visitor.token}"})
    assert visitor.must(200, "GET", path(talk, "events?after=0")) == before


def test_what_colleagues_send_runs_nowhere(house):
    """The same in a room of the staff."""
    taken = 0
    for name, data in POLYGLOTS.items():
        made = house.mei("POST", f"/v1/rooms/all/files?name=a{ending_of(name)}&key={house.mei.key()}", raw=data, Content_Type="image/png")
        if house.mei.status == 415:
            check_refused(made, name)
            continue
        assert house.mei.status == 201, (name, house.mei.status, made)
        check_sent(house, name, f"/v1/rooms/all/files/{made['message']['file']['id']}", {"Cookie": house.lin.cookie})
        taken += 1
    assert 3 < taken < len(POLYGLOTS) / 2, taken
