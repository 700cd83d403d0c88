#!/usr/bin/env python3
"""No question of the measuring sets stands in the repository.

    tests/agreement/no_bench_lines.py FOLDER        (or FOYER_BENCH_SETS=FOLDER)

The sets that answers are measured on are no part of the repository, and nothing here may
know them: a wording copied into the demo base, a rule, a test or a document would make
every figure a lie.  FOLDER holds sets (base.jsonl and dev.tsv in a folder each); without
one the check is passed over, and says so.

A wording counts from 3 words or 6 Chinese characters on.  It is looked for whole, in every
line of every text file, in every quoted string (JSON and code, escapes undone) and between
tabs; case, width, punctuation and spaces don't matter.  Shorter ones, like "thank you" or
"怎么取消", are what anybody would write and are not looked at.  Of those below 5 words or 9
characters one or two in a file are chance; SHORT_MOST + 1 different ones are a copied list.
"""
import json
import os
import re
import subprocess
import sys
import unicodedata

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
WORDS, HAN = 3, 6  # looked for from here on
LONG_WORDS, LONG_HAN = 5, 9  # from here on one is too many
SHORT_MOST = 2
QUOTED = re.compile(r'"((?:[^"\\]|\\.)*)"|\'((?:[^\'\\]|\\.)*)\'|`((?:[^`\\]|\\.)*)`')
HAN_CHARACTER = re.compile(r"[\u3400-\u9fff\uf900-\ufaff]")
APART = re.compile(r"[^\w]+|_", re.UNICODE)


def same(text):
    """The text without what copying may change."""
    plain = unicodedata.normalize("NFKC", text).lower().replace("\u2019", "'")
    return APART.sub(" ", plain.replace("'", "")).strip()


def counts(text, words=WORDS, characters=HAN):
    han = len(HAN_CHARACTER.findall(text))
    return han >= characters if han else len(text.split()) >= words


def wordings(folder):
    """Every wording of the sets that counts, with the set that holds it."""
    found = {}
    for name in sorted(os.listdir(folder)):
        for text in texts_of_set(f"{folder}/{name}"):
            if counts(same(text)):
                found.setdefault(same(text), name)
    return found


def texts_of_set(folder):
    base, questions = folder + "/base.jsonl", folder + "/dev.tsv"
    if os.path.exists(base):
        with open(base, encoding="utf-8") as rows:
            for line in filter(str.strip, rows):
                entry = json.loads(line)
                yield from [entry["question"], *entry.get("variants", [])]
    if os.path.exists(questions):
        with open(questions, encoding="utf-8") as rows:
            for line in filter(str.strip, rows):
                yield line.rstrip("\n").split("\t", 1)[-1]


def unescape(text):
    if "\\" not in text:
        return text
    try:
        return json.loads('"' + text.replace('"', '\\"').replace('\\\\"', '\\"') + '"')
    except ValueError:
        return text.replace('\\"', '"').replace("\\'", "'")


def pieces(line):
    """What a copied wording could be on a line: all of it, a field, a string."""
    yield line
    yield from line.split("\t")
    yield from line.split("|")
    yield re.sub(r"^\s*(?:[-*#>]+|\d+\.|visitor:|//|/\*)\s*", "", line)
    for match in QUOTED.finditer(line):
        yield unescape(next(group for group in match.groups() if group is not None))


def tracked():
    out = subprocess.run(["git", "ls-files", "-co", "--exclude-standard"], cwd=ROOT, text=True, capture_output=True,
                         check=True).stdout
    return [name for name in out.split("\n") if name and os.path.isfile(os.path.join(ROOT, name))]


def found_in(name, known):
    """(line, wording) of every wording of the sets that stands in the file."""
    try:
        with open(os.path.join(ROOT, name), encoding="utf-8") as file:
            lines = file.read().split("\n")
    except UnicodeDecodeError:
        return
    for number, line in enumerate(lines, 1):
        for piece in {same(piece) for piece in pieces(line)}:
            if piece in known:
                yield number, piece


def hits(known):
    for name in tracked():
        found = list(found_in(name, known))
        is_list = len({piece for _, piece in found if not counts(piece, LONG_WORDS, LONG_HAN)}) > SHORT_MOST
        for number, piece in found:
            if is_list or counts(piece, LONG_WORDS, LONG_HAN):
                yield f"{name}:{number} holds a line of {known[piece]}: {piece}"


def main():
    folder = sys.argv[1] if len(sys.argv) > 1 else os.environ.get("FOYER_BENCH_SETS", "")
    if not folder:
        print("[  SKIPPED ] no_bench_lines: no folder of sets given (argument or FOYER_BENCH_SETS)\n0 passed, 0 failed")
        return 0
    known = wordings(folder)
    if not known:
        print(f"No set in {folder}: a set is a folder with base.jsonl and dev.tsv.")
        return 1
    breaches = list(hits(known))
    for breach in breaches:
        print(breach)
    print(f"{len(known)} wordings looked for")
    print("0 passed, 1 failed" if breaches else "1 passed, 0 failed")
    return 1 if breaches else 0


if __name__ == "__main__":
    sys.exit(main())
