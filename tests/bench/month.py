#!/usr/bin/env python3
"""A month of questions through the real server, and what curating them is worth.

    tests/bench/month.py --sets FOLDER [--build build/release] [--questions 200000]
                         [--only clinc150,webank61] [--curated 50] [--seed 1]

FOLDER holds question sets (base.jsonl, dev.tsv in a folder each).  A third of
their entries is left out of the base; of the others every second wording is
published.  Visitors then ask what was left out, over HTTP, each in a
conversation of their own; some entries are asked often, most seldom.  Then:

  clusters   those of the workbench are compared with the true entries, by
             wording: purity, completeness, adjusted Rand index
  curating   the most asked clusters are worked through as an editor would:
             an entry made of the questions that mean the same, or the
             questions added to the entry there is
  what-if    says beforehand what share of the questions would be answered
  after      once that is published, fresh questions are asked, half as many
             as the first and 20,000 at most, and the share that is answered
             is counted
"""
import argparse
import collections
import json
import math
import os
import random
import shutil
import subprocess
import sys
import tempfile
import threading
import time
import uuid

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.join(os.path.dirname(HERE), "faults"))
from server import Server  # noqa: E402

CLIENTS = 8
ASKED_AFTER_MOST = 20000  # a third of a point's error


# Sets ------------------------------------------------------------------------------------

def plain(text):
    """What a keyboard can send: the sets hold control characters here and there."""
    return "".join(letter if letter.isprintable() else " " for letter in text).strip()


class Entry:
    def __init__(self, name, language, wordings):
        self.name, self.language = name, language
        self.wordings, self.asked, self.missing = wordings, [], False


def read_set(folder, name):
    entries = {}
    with open(os.path.join(folder, name, "base.jsonl"), encoding="utf-8") as lines:
        for line in lines:
            row = json.loads(line)
            entries[row["id"]] = Entry(f"{name}.{row['id']}", row.get("language") or "",
                                       [plain(text) for text in [row["question"], *row.get("variants", [])]])
    with open(os.path.join(folder, name, "dev.tsv"), encoding="utf-8") as lines:
        for line in lines:
            entry, question = line.rstrip("\n").split("\t")[:2]
            if entry in entries:
                entries[entry].asked.append(plain(question))
    return list(entries.values())


def language_of(entry):
    if entry.language:
        return entry.language
    return "zh-CN" if any("\u4e00" <= letter <= "\u9fff" for letter in entry.wordings[0]) else "en"


def prepare(options, draw):
    """All entries; which are missing, what is published and what is asked."""
    names = options.only.split(",") if options.only else sorted(
        name for name in os.listdir(options.sets)
        if os.path.exists(os.path.join(options.sets, name, "base.jsonl")))
    entries = []
    for name in names:
        of_set = read_set(options.sets, name)
        for entry in draw.sample(of_set, len(of_set) // 3):
            entry.missing = True
        entries += of_set
    for entry in entries:
        if entry.missing:
            entry.asked += entry.wordings
        elif len(entry.wordings) > 1:
            entry.asked += entry.wordings[1::2]
            entry.wordings = entry.wordings[::2]
        else:
            entry.asked += entry.wordings
    return entries


def write_base(entries, path):
    with open(path, "w", encoding="utf-8") as out:
        for entry in entries:
            if not entry.missing:
                out.write(json.dumps({"id": entry.name, "question": entry.wordings[0],
                                      "variants": entry.wordings[1:], "answer": f"[{entry.name}]",
                                      "language": entry.language}, ensure_ascii=False) + "\n")


class Traffic:
    """Draws questions; an entry's share falls with its rank, as in real logs."""

    def __init__(self, entries, draw):
        self.draw = draw
        self.ranked = [entry for entry in entries if entry.asked]
        draw.shuffle(self.ranked)
        self.weights = [1 / math.sqrt(rank + 1) for rank in range(len(self.ranked))]

    def questions(self, count):
        """(entry, text) pairs."""
        return [(entry, self.draw.choice(entry.asked))
                for entry in self.draw.choices(self.ranked, self.weights, k=count)]


# Asking -----------------------------------------------------------------------------------

def ask_one(connection, entry, text):
    def call(method, path, body=None, token=None):
        headers = {"Content-Type": "application/json"}
        if token:
            headers["Authorization"] = f"Bearer {token}"
        connection.request(method, path, json.dumps(body) if body is not None else None, headers)
        reply = connection.getresponse()
        answer = json.loads(reply.read())
        if reply.status >= 400:
            raise RuntimeError(f"{method} {path}: {reply.status} {answer}")
        return answer

    begun = call("POST", "/v1/conversations", {"site": "default", "language": language_of(entry)})
    said = call("POST", f"/v1/conversations/{begun['conversation']['id']}/messages",
                {"text": text, "key": uuid.uuid4().hex}, begun["token"])
    bot = [event for event in said["events"] if event["author"] == "bot"]
    return bot[-1].get("decision") if bot else "silent", bot[-1].get("entry") if bot else None


def ask_all(server, questions, made=None):
    """Counts decisions, and answers by the right entry: its own, or the one that was made for it."""
    made = made or {}
    queue = list(questions)
    lock, counts, errors = threading.Lock(), collections.Counter(), []

    def work():
        connection = server.connection(timeout=60)
        while not errors:
            with lock:
                if not queue:
                    return
                entry, text = queue.pop()
            try:
                decision, answered = ask_one(connection, entry, text)
            except Exception as problem:  # the first one ends the run
                errors.append(problem)
                return
            with lock:
                counts[decision] += 1
                counts["right"] += answered is not None and answered in (entry.name, made.get(entry.name))
    threads = [threading.Thread(target=work) for _ in range(CLIENTS)]
    begun = time.monotonic()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if errors:
        raise errors[0]
    counts["seconds"] = time.monotonic() - begun
    return counts


# The editor -------------------------------------------------------------------------------

class Editor:
    def __init__(self, server):
        self.connection = server.connection(timeout=600)
        self.headers = {"Content-Type": "application/json"}
        reply = self.call("POST", "/v1/session/link", {"token": server.sign_in_link()})
        self.headers["X-CSRF-Token"] = reply["csrf"]

    def call(self, method, path, body=None):
        self.connection.request(method, path, json.dumps(body) if body is not None else None, self.headers)
        reply = self.connection.getresponse()
        text = reply.read()
        cookie = reply.getheader("Set-Cookie")
        if cookie:
            self.headers["Cookie"] = cookie.split(";")[0]
        if reply.status >= 400:
            raise RuntimeError(f"{method} {path}: {reply.status} {text[:300]}")
        return json.loads(text) if text else None

    def pages(self, path, member):
        before = ""
        while before is not None:
            answer = self.call("GET", f"{path}{'&' if '?' in path else '?'}limit=200{before}")
            yield from answer[member]
            before = f"&before={answer['next']}" if answer["next"] else None

    def clusters(self):
        for state in ("open", "added", "ignored"):
            yield from self.pages(f"/v1/clusters?state={state}", "clusters")

    def questions(self, cluster):
        return list(self.pages(f"/v1/clusters/{cluster}/questions", "questions"))

    def wait_for_clusters(self, logged):
        """Until what was logged is counted in clusters and none moves any more.  (A few who
        were asked back asked several things at once, which isn't logged.)"""
        last, same = None, 0
        while same < 3:
            sizes = {one["id"]: (one["questions"], one["asked"]) for one in self.clusters()}
            settled = sum(asked for _, asked in sizes.values()) >= 0.9 * logged and sizes == last
            same = same + 1 if settled else 0
            last = sizes
            time.sleep(2)


def entropy(counts):
    total = sum(counts)
    return -sum(count / total * math.log(count / total) for count in counts if count)


def pairs(count):
    return count * (count - 1) / 2


def compare(cells):
    """Purity, completeness and adjusted Rand index of (cluster, entry) pairs."""
    joint, clusters, entries = (collections.Counter(part) for part in (
        cells, (cluster for cluster, _ in cells), (entry for _, entry in cells)))
    total = len(cells)
    best = collections.Counter()
    for (cluster, _), count in joint.items():
        best[cluster] = max(best[cluster], count)
    together = sum(pairs(count) for count in joint.values())
    first, second = (sum(pairs(count) for count in part.values()) for part in (clusters, entries))
    chance = first * second / pairs(total)
    known = entropy(clusters.values())
    return {"wordings": total, "clusters": len(clusters), "entries": len(entries),
            "purity": sum(best.values()) / total,
            "completeness": 1 - (entropy(joint.values()) - entropy(entries.values())) / known if known else 1,
            "ARI": (together - chance) / ((first + second) / 2 - chance)}


def label_clusters(editor, truth):
    """The entry of each question, by cluster; most asked clusters first."""
    labelled = []
    for cluster in sorted(editor.clusters(), key=lambda one: -one["asked"]):
        questions = [(question, truth[question["text"]]) for question in editor.questions(cluster["id"])
                     if question["text"] in truth]
        if questions:
            labelled.append((cluster, questions))
    return labelled


def curate(editor, labelled, most):
    """Works through so many clusters; the external ids of the entries made, by the entry that they are for."""
    made = {}
    for cluster, questions in labelled[:most]:
        entry = collections.Counter(entry for _, entry in questions).most_common(1)[0][0]
        chosen = [question["id"] for question, of in questions if of is entry and question["state"] == "open"]
        if not chosen:
            continue
        path = f"/v1/clusters/{cluster['id']}"
        known = made.get(entry.name)
        if known is None and not entry.missing:
            found = editor.call("GET", f"/v1/entries?query={entry.name}&limit=5")["entries"]
            known = next((one["id"] for one in found if one["external_id"] == entry.name), None)
        if known:
            editor.call("POST", f"{path}/add", {"entry": known, "questions": chosen[:2000]})
        else:
            made[entry.name] = editor.call("POST", f"{path}/entry", {
                "question": cluster["title"], "answer": f"[{entry.name}]", "language": entry.language,
                "questions": chosen[:2000]})["entry"]
    return {name: editor.call("GET", f"/v1/entries/{entry}")["external_id"] for name, entry in made.items()}


# The run ----------------------------------------------------------------------------------

def share(counts):
    asked = sum(count for word, count in counts.items() if word not in ("right", "seconds"))
    return counts["answer"] / asked


def tell(name, **figures):
    print(f"{name:<10}" + "  ".join(
        f"{key} {value:.3f}" if isinstance(value, float) else f"{key} {value}"
        for key, value in figures.items()), flush=True)


def by_set(labelled):
    cells = collections.defaultdict(list)
    for cluster, questions in labelled:
        for _, entry in questions:
            cells[entry.name.split(".")[0]].append((cluster["id"], entry.name))
    return cells


def run(options, folder):
    draw = random.Random(options.seed)
    entries = prepare(options, draw)
    write_base(entries, folder + "/base.jsonl")
    data = folder + "/data"
    program = f"{options.build}/foyer"
    for words in (["import", "--data", data, folder + "/base.jsonl"], ["publish", "--data", data]):
        subprocess.run([program, *words], check=True, stdout=subprocess.DEVNULL)
    server = Server(program, data, demo=False)
    server.start(wait=120)
    try:
        month(options, server, entries, draw)
    finally:
        server.stop()


def month(options, server, entries, draw):
    traffic = Traffic(entries, draw)
    questions = traffic.questions(options.questions)
    truth = {text: entry for entry, text in questions}
    first = ask_all(server, questions)
    tell("asked", questions=options.questions, seconds=first["seconds"], answered=share(first),
         unmatched=first["unmatched"], clarify=first["clarify"])
    editor = Editor(server)  # now: the server ends a connection that is idle as long as that
    begun = time.monotonic()
    editor.wait_for_clusters(first["unmatched"] + first["clarify"])
    tell("clustered", further_seconds=time.monotonic() - begun)
    labelled = label_clusters(editor, truth)
    for name, cells in sorted(by_set(labelled).items()):
        tell(name, **compare(cells))
        missing = {entry.name for entry in entries if entry.missing}
        of_missing = [cell for cell in cells if cell[1] in missing]
        if len(of_missing) > 1:
            tell(" missing", **compare(of_missing))
    made = curate(editor, labelled, options.curated)
    foretold = editor.call("POST", "/v1/what-if", {"days": 1, "most": 20000, "against": "drafts"})
    sides = [foretold[side]["answered"] / max(1, foretold[side]["questions"]) for side in ("before", "after")]
    tell("curated", clusters=options.curated, new_entries=len(made), what_if_before=sides[0], what_if_after=sides[1])
    editor.call("POST", "/v1/publications", {"reason": "the month is over"})
    second = ask_all(server, traffic.questions(min(options.questions // 2, ASKED_AFTER_MOST)), made)
    tell("after", answered=share(second), right=second["right"] / max(1, second["answer"]),
         foretold=sides[1], off_by_points=100 * abs(sides[1] - share(second)))


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--sets", required=True)
    parser.add_argument("--build", default="build/release")
    parser.add_argument("--questions", type=int, default=200000)
    parser.add_argument("--only")
    parser.add_argument("--curated", type=int, default=50)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    folder = tempfile.mkdtemp(prefix="foyer-month-")
    try:
        run(options, folder)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


if __name__ == "__main__":
    main()
