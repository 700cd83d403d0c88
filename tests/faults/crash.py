#!/usr/bin/env python3
"""Kills the server at random moments while everybody uses it - visitors over
HTTP and by streams, agents, an editor who publishes, a backup that runs - and
proves after each restart that

- every acknowledged event is there once, as acknowledged, in order, without a
  gap; one that was not acknowledged is there whole or not at all;
- every client that connects again ends with a view equal to the log;
- the queue and who has what are what the store says, counts agree with what is
  counted, whoever comes back keeps what they had, who doesn't loses it in time;
- what is published is whole: the publication before or the new one;
- the folder restored from the backup folder holds everything acknowledged
  before the kill, and a finished backup what was before it began.

Run: tests/faults/crash.py --foyer PROGRAM [--kills 100] [--visitors 8] [--seed N]
1,000 kills are `--kills 1000`.  Prints "N passed, M failed": one for each kill.
"""
import argparse
import itertools
import os
import random
import shutil
import sqlite3
import subprocess
import sys
import tempfile
import time

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, HERE)
from server import Server  # noqa: E402
from crash_people import Agent, Backup, Editor, Visitor, Watcher  # noqa: E402
from story import Client, House  # noqa: E402
from turns import halves  # noqa: E402

GRACE_SECONDS = 2
EVERY = 10  # rounds between two restores, and between two agents who don't come back

# Each finds rows that must not be there.
RULES = {
    "a log and its count differ":
        "SELECT c.id FROM conversation c LEFT JOIN (SELECT conversation, COUNT(*) AS n, MAX(number) AS last FROM event "
        "GROUP BY conversation) e ON e.conversation = c.id WHERE c.last_number <> COALESCE(e.n, 0) "
        "OR c.last_number <> COALESCE(e.last, 0)",
    "a key stands twice":
        "SELECT key FROM event WHERE key IS NOT NULL GROUP BY conversation, key HAVING COUNT(*) > 1",
    "the index of words and the texts differ":
        "SELECT 1 WHERE (SELECT COUNT(*) FROM event e LEFT JOIN event_search_due d ON d.conversation = e.conversation "
        "WHERE e.text IS NOT NULL AND e.type <> 'whisper' AND (d.number IS NULL OR e.number < d.number)) <> "
        "(SELECT COUNT(*) FROM event_search WHERE number > 0)",
    "an agent's load is not what they have":
        "SELECT s.name, s.load FROM staff s WHERE s.load <> "
        "(SELECT COUNT(*) FROM conversation c WHERE c.owner = 'agent' AND c.agent = s.id)",
    "somebody waits and nobody is called":
        "SELECT id FROM conversation WHERE owner = 'queue' AND called_at IS NULL",
    "somebody is called for nobody":
        "SELECT id FROM conversation WHERE owner IN ('bot', 'closed') AND (called_at IS NOT NULL OR call_at IS NOT NULL)",
    "questions and how often they were asked differ":
        "SELECT u.id FROM unmatched u WHERE u.asked <> (SELECT COUNT(*) FROM unmatched_ask a WHERE a.unmatched = u.id)",
}


def run(*command):
    return subprocess.run([str(part) for part in command], stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
                          timeout=120)


class Town:
    """The server, everybody, and what they know."""

    def __init__(self, program, folder, visitors, rng):
        self.rng, self.folder = rng, folder
        self.server = Server(program, folder + "/data", demo=False, environment={
            "FOYER_BACKUP_FOLDER": folder + "/journal", "FOYER_AGENT_GRACE_SECONDS": str(GRACE_SECONDS)})
        self.server.start(60)
        house = House(self.server)
        self.admin, self.editor = house.admin, house.ed
        house.member("noa", "agent")
        self.agents = [house.mei, house.lin, self.signed_in("noa")]
        self.ids = house.ids
        self.groups = [[] for _ in range(visitors)]
        self.views = [{} for _ in range(3)]
        self.ledger, self.made = [], []
        self.desk = {"tried": 0, "stored": 0, "publishing": None, "live": (1, 0)}
        self.acknowledged = 0

    def signed_in(self, name):
        client = Client(self.server)
        client.sign_in(name)
        return client

    def people(self):
        seed = lambda: random.Random(self.rng.random())  # noqa: E731
        self.watchers = [Watcher(self.server, seed(), self.groups[at], self.views[at]) for at in range(len(self.views))]
        self.on_duty = [Agent(self.server, seed(), client, self.ledger) for client in self.agents]
        return ([Visitor(self.server, seed(), group, self.ledger) for group in self.groups] + self.watchers +
                self.on_duty + [Editor(self.server, seed(), self.editor, self.desk),
                                Backup(self.server, seed(), self.ledger, self.made)])

    def live_and_die(self, longest):
        people = self.people()
        for agent in self.on_duty:
            agent.come()
        for person in people:
            person.start()
        time.sleep(self.rng.uniform(0.02, longest))
        self.server.kill()
        for person in people:
            person.stopping = True
        for person in people:
            person.join(60)
            self.acknowledged += person.acknowledged
        return [person.problem for person in people if person.problem]

    # What must hold ------------------------------------------------------------------

    def rows(self, path, sql, *values):
        with sqlite3.connect(f"file:{path}/foyer.db?mode=ro", uri=True, timeout=60) as db:
            return db.execute(sql, values).fetchall()

    def log(self, conversation):
        after, stored = 0, []
        while True:
            status, answer = self.server.request("GET", f"/v1/conversations/{conversation.id}/events?after={after}",
                                                 token=conversation.token, connection=self.connection)
            assert status == 200, f"{conversation.id}: events answered {status} {answer}"
            if not answer["events"]:
                return stored
            stored += answer["events"]
            after = stored[-1]["seq"]

    def check_logs(self):
        logs = {}
        lately = {c.id: c for group in self.groups for c in group[-8:]}
        lately.update({c.id: c for watcher in self.watchers for c in watcher.conversations})
        for conversation in lately.values():
            events = self.log(conversation)
            numbers = [event["seq"] for event in events]
            assert numbers == list(range(1, len(numbers) + 1)), f"{conversation.id}: numbers {numbers}"
            logs[conversation.id] = {event["seq"]: (event.get("key"), event.get("text")) for event in events}
            for number, value in conversation.known.items():
                assert logs[conversation.id].get(number) == value, \
                    f"{conversation.id}: acknowledged {number} {value}, stored {logs[conversation.id].get(number)}"
        for watcher in self.watchers:
            watcher.catch_up(logs)

    def check_all_of(self, folder, known, what):
        """Everything acknowledged is in a folder's database."""
        stored = {(c, n): (key, text) for c, n, key, text in
                  self.rows(folder, "SELECT conversation, number, key, text FROM event")}
        for conversation, number, key, text in self.ledger[:known]:
            assert stored.get((conversation, number)) == (key, text), \
                f"{what}: acknowledged {conversation} {number} {(key, text)}, there {stored.get((conversation, number))}"

    def check_rules(self, folder):
        for what, sql in RULES.items():
            found = self.rows(folder, sql)
            assert not found, f"{what}: {found[:3]}"
        self.check_turns(folder)

    def check_turns(self, folder):
        rows = self.rows(folder, "SELECT conversation, author, type FROM event ORDER BY conversation, number")
        for conversation, log in itertools.groupby(rows, lambda row: row[0]):
            found = halves([row[1:] for row in log])
            assert not found, f"{conversation}: {found[:3]}"

    def check_desk(self):
        """What the desk shows is what is stored."""
        waiting = [line["id"] for line in self.admin.must(200, "GET", "/v1/queue")["waiting"]]
        stored = self.rows(self.server.folder, "SELECT id FROM conversation WHERE owner = 'queue' "
                                               "ORDER BY queue_band, queued_at, id")
        line = [row[0] for row in stored]
        assert waiting == line[:len(waiting)], f"the desk's line is {waiting[:5]}..., stored is {line[:5]}..."
        assert len(waiting) == len(line) or len(waiting) >= 50, (len(waiting), len(line))
        for agent, name in zip(self.on_duty, ("mei", "lin", "noa")):
            mine = sorted(line["id"] for line in agent.mine())
            stored = self.rows(self.server.folder, "SELECT id FROM conversation WHERE owner = 'agent' AND agent = ?",
                               self.ids[name])
            assert mine == sorted(row[0] for row in stored), (name, mine, stored)

    def check_presence(self, gone):
        """Whoever came back is online; who didn't is offline in time, and has nothing any more."""
        for agent in self.on_duty[gone:]:
            agent.come()
        names = ("mei", "lin", "noa")
        for name in names[gone:]:
            presence, connected = self.rows(self.server.folder, "SELECT presence, connected FROM staff WHERE name = ?", name)[0]
            assert presence == "online" and connected == 1, (name, presence, connected)
        if not gone:
            return
        deadline = time.monotonic() + GRACE_SECONDS + 20
        row = None
        while time.monotonic() < deadline and row != ("offline", 0):
            time.sleep(0.05)
            row = self.rows(self.server.folder, "SELECT presence, load FROM staff WHERE name = ?", names[0])[0]
        assert row == ("offline", 0), f"who did not come back is {row}"

    def check_published(self):
        number, price = self.desk["live"]
        live = self.admin.must(200, "GET", "/v1/publications")["live"]
        status, view = self.server.request("POST", "/v1/conversations", {"language": "en"})
        assert status == 201, view
        status, answer = self.server.request(
            "POST", f"/v1/conversations/{view['id']}/messages",
            {"text": "What does the harbour lantern cost?", "key": f"{self.rng.getrandbits(128):032x}"}, view["token"])
        assert status == 201, answer
        text = " ".join(event["text"] or "" for event in answer["events"] if event["author"] == "bot")
        pending = self.desk["publishing"]
        assert live in ((number, number + 1) if pending else (number,)), (number, live, pending)
        if live == number + 1:
            price = pending
        assert price == 0 or f"Price {price}." in text, (live, price, pending, text)
        self.desk["live"], self.desk["publishing"] = (live, price), None

    def restored(self, source, known, what):
        copy = self.folder + "/copy"
        shutil.rmtree(copy, ignore_errors=True)
        done = run(self.server.program, "restore", source, "--data", copy)
        assert done.returncode == 0, f"{what}: {done.stdout}"
        done = run(self.server.program, "check", "--data", copy)
        assert done.returncode == 0, f"{what}: {done.stdout}"
        self.check_all_of(copy, known, what)
        self.check_rules(copy)

    def round(self, number):
        breaches = self.live_and_die(0.3 if number % 8 else 1.5)
        try:
            if number % EVERY == 0:
                self.restored(self.folder + "/journal", len(self.ledger), "the backup folder")
                if self.made:
                    self.restored(*self.made[-1], "a backup")
            self.server.start(60)
            self.connection = self.server.connection(30)
            self.check_rules(self.server.folder)
            self.check_presence(1 if number % EVERY == EVERY // 2 else 0)
            self.check_logs()
            self.check_desk()
            self.check_published()
        except Exception as problem:  # pylint: disable=broad-except
            breaches.append(f"{type(problem).__name__}: {problem}")
        return breaches

    def end(self):
        """Everything that was ever acknowledged, once more, and the folder as a whole."""
        self.server.stop()
        self.check_all_of(self.server.folder, len(self.ledger), "the data folder")
        done = run(self.server.program, "check", "--data", self.server.folder)
        assert done.returncode == 0, done.stdout
        self.restored(self.folder + "/journal", len(self.ledger), "the backup folder")


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n\n")[0])
    parser.add_argument("--foyer", required=True)
    parser.add_argument("--kills", type=int, default=100)
    parser.add_argument("--visitors", type=int, default=8)
    parser.add_argument("--seed", type=int, default=int(time.time()))
    options = parser.parse_args()
    print(f"seed {options.seed}")
    passed = failed = 0
    with tempfile.TemporaryDirectory(prefix="foyer-crash-") as folder:
        town = Town(os.path.abspath(options.foyer), folder, options.visitors, random.Random(options.seed))
        try:
            for number in range(1, options.kills + 1):
                breaches = town.round(number)
                print(*[f"kill {number}: {breach[:1500]}" for breach in breaches[:5]], sep="\n", end="\n" if breaches else "")
                failed += bool(breaches)
                passed += not breaches
                if number % 100 == 0:
                    print(f"{number} kills, {failed} with breaches")
                sys.stdout.flush()
                if failed >= 5:
                    break
            town.end()
        except AssertionError as problem:
            print(f"at the end: {problem}")
            failed += 1
        finally:
            if town.server.process.poll() is None:
                town.server.kill()
        print(f"{options.kills} kills, {town.acknowledged} acknowledged acts, {len(town.ledger)} events, "
              f"{len(town.made)} backups, publication {town.desk['live'][0]}")
    print(f"{passed} passed, {failed} failed")
    return 1 if failed or town.acknowledged < options.kills else 0


if __name__ == "__main__":
    sys.exit(main())
