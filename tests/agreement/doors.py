#!/usr/bin/env python3
"""The rules of the house that a compiler doesn't check.

Includes point one way; each library has one door; files stay small; and no
line of the project speaks of a machine's own paths.  Prints one line for each
breach and "N passed, M failed" at the end.
"""
import os
import re
import subprocess
import sys

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
ROOMS = ["data", "kb", "bot", "handoff", "http"]
DOORS = {
    "sqlite3.h": r"data/",
    "microhttpd.h": r"http/",
    "wslay/wslay.h": r"http/",
    "cjson/cJSON.h": r"data/json\.c",
    "cJSON.h": r"data/json\.c",
    "curl/curl.h": r"http/outgoing(_url)?\.c",
    "openssl/evp.h": r"data/push_seal\.c",
    "openssl/ec.h": r"data/push_seal\.c",
    "openssl/bn.h": r"data/push_seal\.c",
    "seccomp.h": r"http/confine_calls\.c",
    "pcre2.h": r"bot/",
    "utf8proc.h": r"kb/",
    "opencc/opencc.h": r"kb/",
    "libstemmer.h": r"kb/",
    "csv.h": r"kb/(im|ex)port_csv\.c",
    "zip.h": r"kb/import_archive\.c",
    "xlsxwriter.h": r"kb/export_xlsx\.c",
    "yaml.h": r"kb/import_yaml\.c",
    "libxml/xmlreader.h": r"kb/import_xlsx\.c",
    "libxml/HTMLparser.h": r"kb/import_html\.c",
    "libxml/tree.h": r"kb/html_markdown\.h",
    "cmark.h": r"data/markdown\.c",
    "glib.h": r"data/(time_zone|mail)\.c",
    "qrencode.h": r"data/qr_code\.c",
}
MOST_LINES = 600
MOST_LINES_TEST = 900


def tracked(pattern):
    out = subprocess.run(["git", "ls-files", "-co", "--exclude-standard", *pattern], cwd=ROOT, text=True,
                         capture_output=True, check=True).stdout
    return [name for name in out.split("\n") if name and os.path.exists(os.path.join(ROOT, name))]


def read(name):
    with open(os.path.join(ROOT, name), encoding="utf-8") as file:
        return file.read()


def includes():
    for name in tracked(["*.c", "*.h"]):
        for header in re.findall(r'^#include [<"]([^>"]+)[>"]', read(name), re.M):
            yield name, header


def check_direction():
    for name, header in includes():
        room = name.split("/")[0]
        target = header.split("/")[0]
        if room in ROOMS and target in ROOMS and ROOMS.index(target) > ROOMS.index(room):
            yield f"{name} includes {header}: includes point http -> handoff -> bot -> kb -> data"


def check_doors():
    for name, header in includes():
        if name.startswith("tests/"):
            continue
        door = DOORS.get(header)
        if door and not re.match(door, name):
            yield f"{name} includes {header}, whose door is {door}"


def check_openings():
    for name in tracked(["*.c", "*.h"]):
        if name.split("/")[0] in ROOMS + ["main.c"] and not read(name).startswith("/*"):
            yield f"{name} does not open with what it is for"


def check_sizes():
    for name in tracked(["*.c", "*.h", "*.ts", "*.tsx", "*.css"]):
        lines = read(name).count("\n")
        most = MOST_LINES_TEST if name.startswith("tests/") else MOST_LINES
        if lines > most:
            yield f"{name} has {lines} lines; a newcomer finds a room in {most}"


def check_paths():
    words = re.compile(r"/wor" + r"k/|/roo" + r"t/|local" + r"host:4873")
    for name in tracked(["."]):
        if name.endswith((".png", ".ico", ".woff2")):
            continue
        try:
            text = read(name)
        except UnicodeDecodeError:
            continue
        if words.search(text):
            yield f"{name} names a path of one machine"


def check_strings():
    """Every C string function that can overrun is banned."""
    banned = re.compile(r"\b(strcpy|strcat|gets|vsprintf|strtok)\s*\(")
    for name in tracked([f"{room}/*.c" for room in ROOMS]):
        for number, line in enumerate(read(name).split("\n"), 1):
            if banned.search(line):
                yield f"{name}:{number} calls a banned function"


# Where a statement is passed on that is a constant of the caller's, or the migrations' own.
PASSED_ON = {("kb/recover.c", "sql"), ("data/store.c", "settings"), ("data/migrate.c", "script.bytes")}


def check_statements():
    """No statement is put together while the program runs: values are bound."""
    call = re.compile(r"\bdb_(?:prepare|script)\([^,;]+,\s*([^,;)]+?)\s*[,)]")
    for name in tracked([f"{room}/*.[ch]" for room in ROOMS]):
        text = read(name)
        if name != "data/db.h" and re.search(r"\(struct sql\)|\bstruct sql \w+\s*(\[\w*\]\s*)?=", text):
            yield f"{name} makes a statement without SQL_READ, SQL_SCAN or SQL_WRITE"
        if re.match(r"data/db\w*\.[ch]", name):
            continue
        for given in call.findall(text):
            either = [each.strip() for each in given.split("?")[-1].split(":")]
            if not all(re.fullmatch(r'[A-Z][A-Z0-9_]*|"[^"]*"?', each) for each in either) and (name, given) not in PASSED_ON:
                yield f"{name} has {given} run, which is no constant"


# The one part that shows HTML: what data/markdown.h has written.
SHOWS_HTML = "http/web/shared/components/Answer.tsx"


def check_markup():
    """Pages are made of nodes and texts; nothing makes elements or code of a text."""
    words = re.compile(r"innerHTML|outerHTML|insertAdjacentHTML|document\.write|InnerHTML|createContextualFragment|parseFromString|srcdoc|"
                       r"\bsetHTML|\beval\(|new Function\b")
    for name in tracked(["http/web/*.ts", "http/web/*.tsx", "http/web/*.html"]):
        for number, line in enumerate(read(name).split("\n"), 1):
            if words.search(line) and name != SHOWS_HTML:
                yield f"{name}:{number} makes elements or code of a text"
    if read(SHOWS_HTML).count("InnerHTML") != 1:
        yield f"{SHOWS_HTML} shows HTML in more than one place, or in none"


CHECKS = [check_statements, check_markup, check_direction, check_doors, check_openings, check_sizes, check_paths, check_strings]


def main():
    failed = 0
    for check in CHECKS:
        breaches = list(check())
        for breach in breaches:
            print(breach)
        failed += bool(breaches)
    print(f"{len(CHECKS) - failed} passed, {failed} failed")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
