#!/usr/bin/env python3
"""From the click on "Publish" to the answer being live, while visitors ask.

    tests/bench/publish.py [--build build/release] [--entries 1000] [--variants 5] [--rounds 3]
    tests/bench/publish.py --entries 20000 --variants 4 --rounds 1      100,000 wordings

Publishes a made-up base over HTTP: first nothing changed but an answer, then
a wording, which is learned from.  Four visitors ask all the while; their
slowest answers and every refusal are told, beside those of as long a time
without a publication, in the same run.  Ends with the rows of the table in
docs/performance.md: the median time until live, and the visitors of all
rounds together.
"""
import argparse
import collections
import os
import subprocess
import sys
import tempfile
import threading
import time
import uuid

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.join(os.path.dirname(HERE), "faults"))
from month import Editor, ask_one  # noqa: E402
from server import Server  # noqa: E402

VISITORS = 4


class Asked:
    language = "en"


class Visitors:
    """Ask until they are told to stop; a pause keeps them from filling the machine."""

    def __init__(self, server, questions):
        self.server, self.questions = server, questions
        self.times, self.refused, self.going = [], [], True
        self.threads = [threading.Thread(target=self.ask, args=(at,)) for at in range(VISITORS)]
        for thread in self.threads:
            thread.start()

    def ask(self, at):
        connection = self.server.connection(timeout=60)
        while self.going:
            at += VISITORS
            begun = time.monotonic()
            try:
                ask_one(connection, Asked, self.questions[at % len(self.questions)])
                self.times.append(time.monotonic() - begun)
            except Exception as problem:
                self.refused.append(problem)
                connection = self.server.connection(timeout=60)
            time.sleep(0.02)

    def stop(self):
        """Milliseconds of each question, fastest first, and how many were refused."""
        self.going = False
        for thread in self.threads:
            thread.join()
        return sorted(seconds * 1e3 for seconds in self.times), len(self.refused)


def quantiles(times):
    return times[len(times) // 2], times[int(len(times) * 0.99)], times[-1]


def tell(times, refused):
    return "asked {} refused {} p50 {:.1f} ms p99 {:.1f} ms slowest {:.1f} ms".format(
        len(times), refused, *quantiles(times))


class Rounds:
    """What came of all publications of one kind."""

    def __init__(self):
        self.seconds, self.during, self.quiet, self.refused = [], [], [], 0

    def row(self, base, what):
        cells = ["{:.1f} / {:.1f} / {:.1f}".format(*quantiles(sorted(times))) for times in (self.during, self.quiet)]
        median = sorted(self.seconds)[len(self.seconds) // 2]
        return f"| {base} | {what} | {median:.2f} s | {cells[0]} | {cells[1]} | {self.refused} |"


def change(editor, what):
    entry = editor.call("GET", "/v1/entries?limit=1")["entries"][0]
    whole = editor.call("GET", f"/v1/entries/{entry['id']}")
    body = {name: whole[name] for name in ("version", "question", "variants", "answer", "language", "status")}
    word = uuid.uuid4().hex
    if what == "answer":
        body["answer"] = f"The answer is {word} now."
    else:
        body["variants"] = body["variants"] + [f"where is the {word} of my harbour"]
    editor.call("PUT", f"/v1/entries/{entry['id']}", body)


def publish(editor, server, questions, what, rounds):
    change(editor, what)
    visitors = Visitors(server, questions)
    time.sleep(0.5)
    begun = time.monotonic()
    editor.call("POST", "/v1/publications", {"reason": f"another {what}"})
    seconds = time.monotonic() - begun
    during, refused = visitors.stop()
    print(f"{what:<8} live after {seconds:6.2f} s   {tell(during, refused)}", flush=True)
    visitors = Visitors(server, questions)
    time.sleep(seconds + 0.5)
    quiet, refused_quietly = visitors.stop()
    print(f"{'':<8} without a publication   {tell(quiet, refused_quietly)}", flush=True)
    rounds.seconds.append(seconds)
    rounds.during += during
    rounds.quiet += quiet
    rounds.refused += refused


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--build", default="build/release")
    parser.add_argument("--entries", type=int, default=1000)
    parser.add_argument("--variants", type=int, default=5)
    parser.add_argument("--rounds", type=int, default=3)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="foyer-publish-") as folder:
        subprocess.run([sys.executable, f"{HERE}/make_base.py", str(options.entries), str(options.variants),
                        "20000", folder], check=True)
        program, data = f"{options.build}/foyer", folder + "/data"
        for words in (["import", "--data", data, folder + "/base.jsonl"], ["publish", "--data", data]):
            begun = time.monotonic()
            subprocess.run([program, *words], check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
            print(f"{words[0]:<8} {time.monotonic() - begun:6.2f} s", flush=True)
        with open(folder + "/questions.txt", encoding="utf-8") as lines:
            questions = lines.read().split("\n")[:-1]
        server = Server(program, data, demo=False)
        server.start(wait=120)
        try:
            editor = Editor(server)
            rounds = collections.defaultdict(Rounds)
            for what in ("answer", "wording") * options.rounds:
                publish(editor, server, questions, what, rounds[what])
        finally:
            server.stop()
    print("| base | what changed | live after | visitors' p50 / p99 / slowest ms | without a publication | refused |")
    for what, name in (("answer", "an answer"), ("wording", "a wording")):
        print(rounds[what].row(f"{options.entries:,} entries of {options.variants} variants", name))


if __name__ == "__main__":
    main()
