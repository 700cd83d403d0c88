#!/usr/bin/env python3
"""docs/security.md names tests that exist, and every test of what strangers could
try and every fuzz target is named in it.

A name is `FILE` or `FILE:NAME`; each line of the table of classes has one.
Prints one line for each breach and "N passed, M failed".
"""
import glob
import os
import re
import sys

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
HEADING = "## What is tried, what is checked, what proves it"
STRANGERS = ("tests/http/safety.py", "tests/http/written.py", "tests/http/queries.py")
NAMED = re.compile(r"`((?:tests|http/web/test)/[\w./-]+?\.(?:py|c|ts|case|mjs))(?::([^`]+))?`")


def read(name):
    with open(os.path.join(ROOT, name), encoding="utf-8") as file:
        return file.read()


def classes(document):
    """The lines of the table: (what is tried, the last cell)."""
    table = document.split(HEADING)[1].split("\n## ")[0]
    for line in table.split("\n"):
        cells = [cell.strip() for cell in line.strip("|").split("|")]
        if line.startswith("| ") and cells[0] != "what is tried":
            yield cells[0], cells[-1], len(cells)


def is_there(path, name):
    if not os.path.exists(os.path.join(ROOT, path)):
        return False
    if name is None:
        return True
    text = read(path)
    return re.search(rf"^(?:static \w+ |def ){re.escape(name)}\(", text, re.M) is not None or f"it('{name}" in text


def check_names(document):
    for path, name in NAMED.findall(document):
        if not is_there(path, name or None):
            yield f"docs/security.md names {path}{':' + name if name else ''}, which there isn't"


def check_classes(document):
    for tried, proof, cells in classes(document):
        if cells != 3 or not NAMED.search(proof):
            yield f"docs/security.md: no test proves what is checked against: {tried}"


def check_all_are_named(document):
    for path in STRANGERS:
        for name in re.findall(r"^def (test_\w+)", read(path), re.M):
            if f"`{path}:{name}`" not in document:
                yield f"docs/security.md doesn't name {path}:{name}"
    for path in sorted(glob.glob(f"{ROOT}/tests/fuzz/fuzz_*.c")):
        if f"`tests/fuzz/{os.path.basename(path)}`" not in document:
            yield f"docs/security.md doesn't name tests/fuzz/{os.path.basename(path)}"


def check_proxy(_):
    """A location of nginx that sets headers inherits none: one without this line hands on what the client sent."""
    for place, lines in re.findall(r"location ([^{]+) \{(.*?)\}", read("docs/operating.md"), re.S):
        if "proxy_set_header X-Forwarded-For $remote_addr;" not in lines:
            yield f"docs/operating.md: location {place} believes the client's X-Forwarded-For"


def main():
    document = read("docs/security.md")
    failed = 0
    checks = (check_names, check_classes, check_all_are_named, check_proxy)
    for check in checks:
        breaches = list(check(document))
        for breach in breaches:
            print(breach)
        failed += bool(breaches)
    if len(list(classes(document))) < 30:
        print("docs/security.md: its table of classes isn't found")
        failed += 1
    print(f"{len(checks) - min(failed, len(checks))} passed, {failed} failed")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
