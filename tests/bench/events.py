#!/usr/bin/env python3
"""What everyday requests cost beside many stored events.

    tests/bench/events.py --events 1000000 50000000 [--foyer build/release/foyer] [--tries 300] [--keep DIR]
                          [--only "a rare word"]

A data folder is made by the program, filled by SQL through the program's own
schema, and copied as it is at each size; all sizes are served, and posting,
reading the last 50 events, opening a conversation and searching are timed,
in turns, from one client.
Prints a table with the ratio of each to the first size.  --keep makes the
folders in DIR and leaves them there, to be measured again; 50 million events
take about 30 GB.
"""
import argparse
import hashlib
import os
import random
import shutil
import sqlite3
import sys
import tempfile
import time
import urllib.parse

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.join(os.path.dirname(HERE), "faults"))
sys.path.insert(0, os.path.join(os.path.dirname(HERE), "http"))
from server import Server  # noqa: E402
from story import Client, PASSWORD  # noqa: E402

TOKEN = "a token of a visitor in the bench"
PER_CONVERSATION = 25
AT_ONCE = 1000000  # events in one transaction of the fill
WORDS_KILOBYTES = 64 * 1024  # of the index of words in memory while it is filled
LONG = 2000        # events of the long conversation that there is in each million
DIGITS = "0123456789abcdefghijklmnopqrstuv"
SYLLABLES = [a + b for a in "b c d f g h k l m n p r s t v w".split() for b in ("a", "e", "i", "o", "u", "an", "er")]
HAN = [chr(0x4e00 + at * 7) for at in range(1500)]
BEGAN = 1700000000000


def words(rng, count):
    """Words of a made-up language, the common ones first."""
    made = {}
    while len(made) < count:
        made["".join(rng.choice(SYLLABLES) for _ in range(rng.choice((2, 2, 3, 3, 4))))] = True
    return list(made)


def often(rng, items):
    """One of the items, the n-th about 1/n as often as the first (Zipf)."""
    return items[min(int(len(items) ** rng.random()) - 1, len(items) - 1)]


def sentences(rng, vocabulary, count):
    """(text, its words as the index wants them); every third one is Chinese."""
    for at in range(count):
        if at % 3 == 0:
            letters = [often(rng, HAN) for _ in range(rng.randint(4, 16))]
            yield "".join(letters), " ".join(letters)
        else:
            text = " ".join(often(rng, vocabulary) for _ in range(rng.randint(3, 12)))
            yield text, text


def conversation_id(number):
    """Sorts by time, as the program's own do."""
    text = f"{number:010d}"
    return "0" + "".join(DIGITS[int(digit)] for digit in text) + hashlib.sha256(text.encode()).hexdigest()[:25].replace("f", "v")


CONVERSATIONS = """
INSERT INTO conversation (id, site, language, token_hash, last_number, visitor_number, excerpt, service_group, owner,
    closed_at, created_at, changed_at, tags)
WITH RECURSIVE n(k) AS (SELECT :first UNION ALL SELECT k + 1 FROM n WHERE k + 1 < :last)
SELECT ident(k), 'default', CASE k % 3 WHEN 0 THEN 'zh-CN' ELSE 'en' END, :token, :each, :each - 1, 'an excerpt of it',
    (SELECT id FROM service_group LIMIT 1), CASE WHEN k % 4 = 0 THEN 'bot' ELSE 'closed' END, NULL,
    :began + k * 25000, :began + k * 25000 + 300000, '["shop"]' FROM n
"""
EVENTS = """
INSERT INTO event (conversation, number, type, author, author_id, author_name, text, body, staff_body, key, at)
WITH RECURSIVE n(k) AS (SELECT :first UNION ALL SELECT k + 1 FROM n WHERE k + 1 < :last)
SELECT c.id, n.k % :each + 1, 'message', CASE n.k % 2 WHEN 0 THEN 'visitor' ELSE 'bot' END, NULL, NULL,
    s.text || ' ' || n.k, NULL, NULL, CASE n.k % 2 WHEN 0 THEN 'bench-key-' || n.k END, c.created_at + n.k % :each * 12000
FROM n JOIN batch c ON c.k = n.k / :each JOIN sentence s ON s.k = (n.k * 7919) % :sentences
"""
WORDS = """
INSERT INTO event_search (words, conversation, number)
WITH RECURSIVE n(k) AS (SELECT :first UNION ALL SELECT k + 1 FROM n WHERE k + 1 < :last)
SELECT s.words || ' ' || n.k, c.id, n.k % :each + 1
FROM n JOIN batch c ON c.k = n.k / :each JOIN sentence s ON s.k = (n.k * 7919) % :sentences
"""


def make_schema(program, folder):
    server = Server(program, folder, demo=True)
    server.start(300)
    admin = Client(server)
    answer = admin.must(200, "POST", "/v1/session/link", {"token": server.sign_in_link()})
    admin.cookie, admin.csrf = admin.headers["set-cookie"].split(";")[0], answer["csrf"]
    admin.must(200, "PUT", "/v1/me/password", {"password": PASSWORD})
    server.stop()


def fill_long(db, number, values):
    """One conversation of many events, at the end of each million."""
    ident = conversation_id(10 ** 9 + number)
    db.execute("INSERT INTO conversation (id, site, language, token_hash, last_number, visitor_number, created_at, changed_at) "
               "VALUES (?, 'default', 'en', ?, ?, ?, ?, ?)", (ident, values["token"], LONG, LONG, BEGAN, BEGAN))
    db.execute("INSERT INTO event (conversation, number, type, author, text, at) SELECT ?, k + 1, 'message', 'bot', text, ? + k "
               "FROM sentence WHERE k < ?", (ident, BEGAN, LONG))


def words_at_once(db, kilobytes):
    """How much the index of words keeps in memory before it writes: more makes a fill faster."""
    db.execute("INSERT INTO event_search (event_search, rank) VALUES ('hashsize', ?)", (kilobytes * 1024,))


def fill(folder, events, vocabulary, reached):
    """Fills; `reached` is told each number of events when the file holds all of them."""
    rng = random.Random(7)
    db = sqlite3.connect(folder + "/foyer.db", isolation_level=None)
    db.create_function("ident", 1, conversation_id, deterministic=True)
    db.executescript("PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF; PRAGMA cache_size = -400000;"
                     "PRAGMA temp_store = MEMORY; CREATE TEMP TABLE sentence (k INTEGER PRIMARY KEY, text TEXT, words TEXT);"
                     "CREATE TEMP TABLE batch (k INTEGER PRIMARY KEY, id TEXT, created_at INTEGER)")
    db.executemany("INSERT INTO sentence VALUES (?, ?, ?)",
                   ((at, *line) for at, line in enumerate(sentences(rng, vocabulary, 100003))))
    began = time.monotonic()
    words_at_once(db, WORDS_KILOBYTES)
    for first in range(0, events, AT_ONCE):
        values = {"first": first, "last": min(first + AT_ONCE, events), "each": PER_CONVERSATION, "sentences": 100003,
                  "token": hashlib.blake2b(TOKEN.encode(), digest_size=32).hexdigest(), "began": BEGAN}
        groups = dict(values, first=first // PER_CONVERSATION, last=values["last"] // PER_CONVERSATION)
        db.execute("BEGIN")
        db.execute(CONVERSATIONS, groups)
        db.execute("DELETE FROM batch")
        db.executemany("INSERT INTO batch VALUES (?, ?, ?)", ((k, conversation_id(k), BEGAN + k * 25000)
                                                              for k in range(groups["first"], groups["last"])))
        db.execute(EVENTS, values)
        db.execute(WORDS, values)
        fill_long(db, first // AT_ONCE, values)
        db.execute("COMMIT")
        print(f"  {values['last']:>11,} events after {time.monotonic() - began:.0f} s", file=sys.stderr, flush=True)
        reached(values["last"])
    db.close()


def fill_all(program, folders):
    """One fill makes all sizes: {number of events: folder}."""
    if all(os.path.exists(folder + "/filled") for folder in folders.values()):
        return
    most = max(folders)
    for folder in folders.values():
        shutil.rmtree(folder, ignore_errors=True)
    make_schema(program, folders[most])

    def finish(folder):
        db = sqlite3.connect(folder + "/foyer.db", isolation_level=None)
        words_at_once(db, 1024)
        db.execute("PRAGMA journal_mode = WAL")
        db.close()
        with open(folder + "/filled", "w", encoding="ascii"):
            pass

    def reached(events):
        if events in folders and events != most:
            shutil.copytree(folders[most], folders[events])
            finish(folders[events])

    fill(folders[most], most, words(random.Random(3), 20000), reached)
    finish(folders[most])


class Bench:
    """The requests that are timed."""

    def __init__(self, server, events, vocabulary):
        self.server, self.events, self.vocabulary = server, events, vocabulary
        self.rng = random.Random(1)
        self.connection = server.connection(120)
        self.admin = Client(server)
        self.admin.sign_in("admin")
        self.staff = {"Cookie": self.admin.cookie}
        self.keys = 0
        self.chinese = [text for text, _ in sentences(random.Random(7), vocabulary, 3000) if text[0] >= HAN[0]]

    def get(self, path):
        began = time.perf_counter()
        status, answer = self.server.request("GET", path, headers=self.staff, connection=self.connection)
        took = time.perf_counter() - began
        assert status == 200, (path, status, answer)
        return took, answer

    def somewhere(self):
        """A conversation: mostly among the newest, as visitors and agents have it."""
        count = self.events // PER_CONVERSATION
        if self.rng.random() < 0.8:
            return conversation_id(count - 1 - self.rng.randrange(min(count, 10000)))
        return conversation_id(self.rng.randrange(count))

    def post(self):
        ident = conversation_id(self.events // PER_CONVERSATION // 4 * 4 - 4 - 4 - 4 * self.rng.randrange(min(2500, self.events // PER_CONVERSATION // 8)))
        self.keys += 1
        began = time.perf_counter()
        status, answer = self.server.request(
            "POST", f"/v1/conversations/{ident}/messages",
            {"text": f"what about {self.rng.choice(self.vocabulary)} {self.keys}", "key": f"bench-post-{time.time_ns()}"},
            TOKEN, connection=self.connection)
        took = time.perf_counter() - began
        assert status == 201, (status, answer)
        return took

    def read_last(self):
        ident = conversation_id(10 ** 9 + self.rng.randrange(max(1, self.events // AT_ONCE)))
        took, answer = self.get(f"/v1/conversations/{ident}/events?after={LONG - 50}")
        assert len(answer["events"]) == 50, len(answer["events"])
        return took

    def open_one(self):
        ident = self.somewhere()
        took, _ = self.get(f"/v1/conversations/{ident}")
        more, answer = self.get(f"/v1/conversations/{ident}/events?after=0")
        assert answer["events"]
        return took + more

    def list_all(self):
        return self.get("/v1/conversations")[0]

    def search(self, text, found=True):
        took, answer = self.get("/v1/conversations/search?text=" + urllib.parse.quote(text))
        assert bool(answer["conversations"]) == found, (text, answer)
        return took

    def number(self):
        return str(self.rng.randrange(self.events // 10, self.events))

    def chinese_word(self):
        """Two characters that stand together in some text."""
        text = self.rng.choice(self.chinese)
        at = self.rng.randrange(len(text) - 1)
        return text[at:at + 2]

    def cases(self):
        word, rng = self.vocabulary, self.rng
        return {
            "post (answered, durable)": self.post,
            "read the last 50": self.read_last,
            "open a conversation": self.open_one,
            "list conversations": self.list_all,
            "search: a number": lambda: self.search(self.number()),
            "search: a common word": lambda: self.search(word[rng.randrange(5)]),
            "search: two common words": lambda: self.search(f"{word[rng.randrange(5)]} {word[5 + rng.randrange(20)]}"),
            "search: a beginning of words": lambda: self.search(word[rng.randrange(20)][:3]),
            "search: a Chinese word": lambda: self.search(self.chinese_word()),
            "search: a rare word": lambda: self.search(word[2000 + rng.randrange(3000)]),
        }


def processor_ms(server):
    """What the threads that answer have used: counts whatever else the machine does."""
    used, folder = 0, f"/proc/{server.process.pid}/task"
    for thread in os.listdir(folder):
        with open(f"{folder}/{thread}/comm", encoding="ascii") as file:
            is_background = file.read().strip() in ("foyer-long-work", "foyer-timers")
        with open(f"{folder}/{thread}/schedstat", encoding="ascii") as file:
            used += 0 if is_background else int(file.read().split()[0])
    return used / 1e6


def measure(program, folders, sizes, vocabulary, tries, only):
    """All sizes are served at once and asked in turns, so that what else the machine does meets all of them."""
    servers = [Server(program, folder, demo=False) for folder in folders]
    results, used = [{} for _ in sizes], [{} for _ in sizes]
    try:
        for server in servers:
            server.start(900)
        cases = [Bench(server, size, vocabulary).cases() for server, size in zip(servers, sizes)]
        for name in [name for name in cases[0] if only in name]:
            began = time.monotonic()
            for at in range(-10, tries):
                if at == 0:
                    before = [processor_ms(server) for server in servers]
                for case, result in zip(cases, results):
                    took = case[name]()
                    if at >= 0:
                        result.setdefault(name, []).append(took)
                if at > 20 and time.monotonic() - began > 60:
                    break  # slow enough to be known
            for server, ms, result, use in zip(servers, before, results, used):
                use[name] = (processor_ms(server) - ms) / len(result[name])
            print(f"  {name}", file=sys.stderr, flush=True)
    finally:
        for server in servers:
            if server.process is not None and server.process.poll() is None:
                server.stop()
    return [{name: sorted(taken) for name, taken in result.items()} for result in results], used


def table(sizes, results, used):
    print("| request | " + " | ".join(f"{size:,} events: p50, p99 ms, processor ms" for size in sizes) +
          " | p50 to the first | processor to the first |")
    print("|---" * (len(sizes) + 3) + "|")
    for name, first in results[0].items():
        cells = []
        for result, use in zip(results, used):
            taken = result[name]
            cells.append(f"{taken[len(taken) // 2] * 1e3:.2f}, {taken[min(len(taken) - 1, len(taken) * 99 // 100)] * 1e3:.2f}, "
                         f"{use[name]:.2f}")
        last = results[-1][name]
        print(f"| {name} | " + " | ".join(cells) + f" | {last[len(last) // 2] / first[len(first) // 2]:.2f} | "
              f"{used[-1][name] / used[0][name]:.2f} |")


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--foyer", default="build/release/foyer")
    parser.add_argument("--events", type=int, nargs="+", default=[1000000, 50000000])
    parser.add_argument("--tries", type=int, default=300)
    parser.add_argument("--keep")
    parser.add_argument("--only", default="", help="requests whose name has this in it")
    options = parser.parse_args()
    program = os.path.abspath(options.foyer)
    base = options.keep or tempfile.mkdtemp(prefix="foyer-events-")
    os.makedirs(base, exist_ok=True)
    vocabulary = words(random.Random(3), 20000)
    folders = [f"{base}/{events}" for events in options.events]
    try:
        fill_all(program, dict(zip(options.events, folders)))
        for events, folder in zip(options.events, folders):
            size = os.path.getsize(folder + "/foyer.db")
            print(f"{events:,} events: {size / 1e9:.2f} GB, {size / events:.0f} bytes each", flush=True)
        table(options.events, *measure(program, folders, options.events, vocabulary, options.tries, options.only))
    finally:
        if not options.keep:
            shutil.rmtree(base, ignore_errors=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
