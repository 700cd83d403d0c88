#!/usr/bin/env python3
"""docs/settings.md says what data/settings.h says.  --write makes it so."""
import os
import re
import sys

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
ROW = re.compile(r'X\((\w+), "(\w+)", (\d+), (\d+), (\d+),\s*((?:"(?:[^"\\]|\\.)*"\s*)+)\)')


def document():
    with open(f"{ROOT}/data/settings.h", encoding="utf-8") as file:
        source = file.read().replace("\\\n", " ")
    lines = ["# Settings", "",
             "Made from the table in `data/settings.h` by `tests/agreement/settings.py --write`. Each may be given in the",
             "environment as `FOYER_` and its name in capitals.", "",
             "| name | default | from | to | what it does |", "|---|---|---|---|---|"]
    for _, name, value, least, most, text in ROW.findall(source):
        words = "".join(re.findall(r'"((?:[^"\\]|\\.)*)"', text))
        lines.append(f"| `{name}` | {value} | {least} | {most} | {words} |")
    return "\n".join(lines) + "\n"


def main():
    path = f"{ROOT}/docs/settings.md"
    if "--write" in sys.argv:
        with open(path, "w", encoding="utf-8") as file:
            file.write(document())
        return 0
    with open(path, encoding="utf-8") as file:
        same = file.read() == document()
    if not same:
        print("docs/settings.md differs from data/settings.h; run tests/agreement/settings.py --write")
    print("1 passed, 0 failed" if same else "0 passed, 1 failed")
    return 0 if same else 1


if __name__ == "__main__":
    sys.exit(main())
