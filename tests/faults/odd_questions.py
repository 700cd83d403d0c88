#!/usr/bin/env python3
"""Questions and bases that nobody sane would send, through the real program.

Each is asked of `foyer ask` and, by a visitor, of `foyer serve`.  What must come is a clear
error or an honest "I don't know"; an answer is right only where the base holds it.  No
question may cost more than MOST_SECONDS of processor time: that is what a stall is, and
unlike the time on a wall it doesn't depend on what else the machine does.

    tests/faults/odd_questions.py --foyer PROGRAM
"""
import argparse
import json
import os
import resource
import sqlite3
import subprocess
import sys

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from runner import run_in_folders, tell  # noqa: E402
from server import Server  # noqa: E402

MOST_SECONDS = 0.05
TIMES = 10  # each question, so that the clock's own grain is small beside it
LONGEST = 4000

ROAMING = {"id": "roaming", "question": "What does roaming cost?", "variants": ["roaming price", "漫游多少钱"],
           "answer": "25 a day."}
RETURNS = {"id": "returns", "question": "How do I send back an order?", "variants": ["怎么退货"],
           "answer": "Within seven days."}
SIM = {"id": "sim", "question": "My SIM card is lost", "answer": "We block it at once."}
ORDINARY = [ROAMING, RETURNS, SIM]

# name, question, entry that it must find or None for "I don't know"
QUESTIONS = [
    ("control characters around a question", "\x01\x02roaming\x07 price\x1b[31m", "roaming"),
    ("4,000 emoji", "\U0001F600" * LONGEST, None),
    ("emoji of many parts", "\U0001F468\u200D\U0001F469\u200D\U0001F467" * 700, None),
    ("one letter", "a" * LONGEST, None),
    ("one Chinese character", "我" * LONGEST, None),
    ("one mark", "!" * LONGEST, None),
    ("one word over and over that no entry has", "ab " * 1300, None),
    ("a word of the base over and over", "roaming " * 490, "roaming"),
    ("one accent on another", "a" + "\u0301" * (LONGEST - 1), None),
    ("nothing that is seen", "\u200B\u200D\u2060\uFEFF" * 900 + "?", None),
    ("written backwards by a mark", "\u202Eroaming price", "roaming"),
    ("digits", "0123456789" * 400, None),
    ("what regular expressions choke on", "a" * 3000 + "!" + " wants to to to to" * 50, None),
    ("Thai", "สวัสดีครับ ผมต้องการความช่วยเหลือเรื่องใบแจ้งหนี้", None),
    ("Arabic", "مرحبا، كيف يمكنني دفع الفاتورة؟", None),
    ("Amharic, Georgian, Khmer, Tibetan and Burmese", "ሰላም გამარჯობა ជំរាបសួរ བཀྲ་ཤིས་བདེ་ལེགས། မင်္ဂလာပါ", None),
    ("Japanese and Korean", "請求書はどこで確認できますか 청구서는 어디에서 볼 수 있나요", None),
    ("no language at all", "\U00012000\U00012001 \U00010300\U00010301 \U000E0041", None),
    ("a question mark", "?", None),
]


class Odd(Exception):
    pass


def expect(is_so, what):
    if not is_so:
        raise Odd(what)


def run(program, *arguments, text=""):
    """(exit status, what it printed, processor seconds)"""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    done = subprocess.run([program, *arguments], input=text.encode("utf-8", "surrogatepass"), timeout=120,
                          stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return (done.returncode, done.stdout.decode("utf-8", "replace"),
            after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime)


def make_base(program, folder, entries):
    path = folder + ".jsonl"
    with open(path, "w", encoding="utf-8") as file:
        file.writelines(json.dumps(entry, ensure_ascii=False) + "\n" for entry in entries)
    if entries:
        status, text, _ = run(program, "import", "--data", folder, path)
        expect(status == 0, text)
    status, text, _ = run(program, "publish", "--data", folder)
    expect(status == 0, text)
    return folder


def ask(program, folder, question):
    """The decision; the question is asked TIMES, and none of them may stall."""
    _, _, idle = run(program, "ask", "--data", folder, text="")
    _, text, used = run(program, "ask", "--data", folder, text=(question + "\n") * TIMES)
    each = (used - idle) / TIMES
    expect(each < MOST_SECONDS, f"{each * 1000:.1f} ms of processor time for a question")
    return json.loads([line for line in text.split("\n") if line.startswith("{")][0])


def must_be(decision, entry):
    if entry is None:  # an answer without an entry is what the bot asks of somebody who said no word
        expect(decision.get("error") or decision["decision"] in ("unmatched", "clarify", "handoff") or decision["entry"] is None,
               f"answered: {decision}")
    else:
        found = [decision.get("entry")] + [other["entry"] for other in decision.get("alternatives", [])]
        expect(entry in found, f"{entry} is not in {decision}")


# Each case: program, a folder of its own ------------------------------------------------


def odd_questions_by_command(program, base):
    folder = make_base(program, base + "/data", ORDINARY)
    for name, question, entry in QUESTIONS:
        try:
            must_be(ask(program, folder, question), entry)
        except Odd as problem:
            raise Odd(f"{name}: {problem}") from None


def processor_seconds(server):
    with open(f"/proc/{server.process.pid}/stat", encoding="ascii") as stat:
        fields = stat.read().rsplit(")", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def odd_questions_by_a_visitor(program, base):
    server = Server(program, make_base(program, base + "/data", ORDINARY), demo=False)
    server.start(60)
    try:
        for number, (name, question, entry) in enumerate(QUESTIONS):
            before = processor_seconds(server)
            for time in range(TIMES):
                status, answer = say(server, question, f"odd-question-{number:04d}-{time:04d}")
            each = (processor_seconds(server) - before) / TIMES
            expect(each < MOST_SECONDS, f"{name}: {each * 1000:.1f} ms of processor time for a message")
            if status != 201:
                expect(status == 422 and answer.get("title") and answer.get("field") == "text", f"{name}: {status} {answer}")
                continue
            said = [event for event in answer["events"] if event.get("author") == "bot"]
            expect(said and said[-1].get("text"), f"{name}: the visitor hears nothing: {answer}")
            if entry is None:
                expect("25 a day" not in said[-1]["text"] and "seven days" not in said[-1]["text"],
                       f"{name}: answered: {said[-1]}")
        expect(server.request("GET", "/readyz")[0] == 200, "not ready afterwards")
    finally:
        server.stop()


def say(server, text, key):
    status, conversation = server.request("POST", "/v1/conversations", {"language": "en"})
    expect(status == 201, str(conversation))
    return server.request("POST", f"/v1/conversations/{conversation['id']}/messages", {"text": text, "key": key},
                          conversation["token"])


def empty_base(program, base):
    """It can't be published, and says so; a visitor is not left alone meanwhile."""
    status, text, _ = run(program, "publish", "--data", base + "/data")
    expect(status == 1 and "no entry to publish" in text, text)
    status, text, _ = run(program, "ask", "--data", base + "/data", text="What does roaming cost?\n")
    expect(status == 1 and "publish" in text, text)
    server = Server(program, base + "/data", demo=False)
    server.start(60)
    try:
        status, answer = say(server, "What does roaming cost?", "empty-base-question")
        expect(status == 201 and answer["events"][-1].get("text"), f"{status} {answer}")
        status, answer = say(server, "I want to talk to a human being", "empty-base-person")
        expect(status == 201 and any(event["type"] == "handoff" for event in answer["events"]),
               f"nobody is fetched: {answer}")
    finally:
        server.stop()


def base_of_one_entry(program, base):
    folder = make_base(program, base + "/data", [ROAMING])
    must_be(ask(program, folder, "what does roaming cost"), "roaming")
    must_be(ask(program, folder, "my parrot has eaten the invoice"), None)


def identical_variants(program, base):
    """Two entries that claim the same words: it may not pretend to know which."""
    twins = [{"id": name, "question": "How do I pay?", "variants": ["how to pay", "pay my bill"], "answer": name}
             for name in ("pay_a", "pay_b")]
    folder = make_base(program, base + "/data", [*twins, *ORDINARY])
    decision = ask(program, folder, "how do I pay")
    found = {decision["entry"], *(other["entry"] for other in decision["alternatives"])}
    expect({"pay_a", "pay_b"} <= found, f"one of the twins is hidden: {decision}")
    expect(decision["decision"] != "answer" or decision["confidence"] < 0.7, f"sure of one twin: {decision}")


def base_without_words(program, base):
    """Entries of nothing but emoji and marks: found by themselves at most."""
    odd = [{"id": "smile", "question": "\U0001F600", "answer": "a"}, {"id": "marks", "question": "?!?", "answer": "b"}]
    folder = make_base(program, base + "/data", [*odd, *ORDINARY])
    must_be(ask(program, folder, "what does roaming cost"), "roaming")
    must_be(ask(program, folder, "\U0001F600" * LONGEST), None)


def languages_without_rules(program, base):
    """Their own wordings are found; a question of another matter is not answered."""
    entries = [
        {"id": "thai", "question": "ค่าบริการโรมมิ่งเท่าไหร่", "answer": "25", "language": "th"},
        {"id": "arabic", "question": "كم تكلفة التجوال الدولي؟", "answer": "25", "language": "ar"},
        {"id": "greek", "question": "Πόσο κοστίζει η περιαγωγή;", "answer": "25", "language": "el"},
    ]
    folder = make_base(program, base + "/data", [*entries, *ORDINARY])
    for entry in entries:
        must_be(ask(program, folder, entry["question"]), entry["id"])
    must_be(ask(program, folder, "Πού είναι το δέμα μου;"), None)


def million_words(program, base):
    """Refused by name and line before anything is stored; by HTTP, before it is read."""
    path = base + "/million.jsonl"
    with open(path, "w", encoding="utf-8") as file:
        file.write(json.dumps(ROAMING) + "\n")
        file.write(json.dumps({"id": "long", "question": "short", "variants": ["word " * 1_000_000], "answer": "x"}))
    status, text, _ = run(program, "import", "--data", base + "/data", path)
    expect(status == 1 and "line 2: " in text and "too large" in text, text[-500:])
    with sqlite3.connect(base + "/data/foyer.db") as db:
        expect(db.execute("SELECT count(*) FROM entry").fetchone() == (0,), "half of a refused file was stored")
    server = Server(program, base + "/data", demo=False)
    server.start(60)
    try:
        status, answer = say(server, "word " * 1_000_000, "a-million-words")
        expect(status == 413 and answer["code"] == "body-too-large", f"{status} {answer}")
        status, answer = say(server, "word " * 1000, "a-thousand-words")
        expect(status == 422 and answer["code"] == "too-long" and answer["field"] == "text", f"{status} {answer}")
    finally:
        server.stop()


def longest_variants(program, base):
    """As long as a variant may be, of things that repeat: published, and asked, in time."""
    shapes = ["a" * LONGEST, "ab " * 1300, "漫" * LONGEST, "a1" * 2000, "!" * LONGEST, "roaming " * 490]
    entries = [{"id": f"long{number}", "question": f"Long matter {number}", "variants": [shape], "answer": "x"}
               for number, shape in enumerate(shapes)]
    folder = make_base(program, base + "/data", [*entries, *ORDINARY])
    for shape in shapes:
        ask(program, folder, shape)
    must_be(ask(program, folder, "what does roaming cost"), "roaming")


CASES = [odd_questions_by_command, odd_questions_by_a_visitor, empty_base, base_of_one_entry, identical_variants,
         base_without_words, languages_without_rules, million_words, longest_variants]


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--foyer", required=True)
    parser.add_argument("--only")
    options = parser.parse_args()
    program = os.path.abspath(options.foyer)
    cases = [case for case in CASES if options.only in (None, case.__name__)]
    return tell(run_in_folders(cases, program, "foyer-odd-"))


if __name__ == "__main__":
    sys.exit(main())
