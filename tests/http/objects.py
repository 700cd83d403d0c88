"""Things that belong to somebody, for matrix.py: each route that names one by its
path (conversations aside), and each that names a conversation in its body, is
asked of a real one of the conversation, the group or the person whose it is.

A route whose path has a parameter stands in one of the tables here; matrix.py
fails for one that nobody has put there.
"""
import itertools
import json
import random
import re
import time

# Routes whose parameter names what isn't anybody's: who may is said by the role alone, and for editors by their
# rights (those whose answer depends on these stand below too); or the parameter is a secret, a name in the published base, or the reader's own.
BY_ROLE_ALONE = re.compile(
    r"/help/|/ticket/|/v1/(clusters|golden|imports|publications|roles|rules|stop-words|suggestions|synonyms|unmatched|topics|"
    r"sites|staff|groups|files)/|/v1/entries/bulk/")


NUMBERS = itertools.count(1)
SYLLABLES = ["bra", "dol", "fe", "gni", "hup", "kva", "lom", "mir", "nud", "pez", "rof", "tus", "vil", "woc", "xab", "zet"]


def new_number():
    """One that no request had before."""
    return next(NUMBERS)


def new_words():
    """Three that nobody has said before, and that are like no others."""
    chance = random.Random(new_number())
    return " ".join("".join(chance.sample(SYLLABLES, 3)) for _ in range(3))


def waited_for(found):
    deadline = time.monotonic() + 60
    while not (answer := found()):
        assert time.monotonic() < deadline, "the workbench has not seen it"
        time.sleep(0.05)
    return answer


def conversation(house):
    return {"conversation": house.fresh("owned")}


def asked_about(house):
    """A conversation and an entry that an answer of it is judged by."""
    made = entry(house)
    house.first.must("PUT", f"/v1/entries/{made['id']}", {
        "question": made["question"], "answer": "other", "external_id": made["id"], "version": 1})
    return {**conversation(house), "entry": made["id"]}


def left_message(house):
    talk = house.fresh("waiting")
    house.people["visitor"].must("POST", f"/v1/conversations/{talk}/left-message", {"text": "matrix", "reply_by": "site"})
    found = house.first.must("GET", "/v1/left-messages")["messages"]
    return {"id": next(each["id"] for each in found if each["conversation"] == talk)}


def ticket(house):
    made = house.people["agent"].must("POST", "/v1/tickets", {
        "conversation": house.fresh("owned"), "title": "matrix", "priority": "normal",
        "key": f"matrix-key-{new_number():012d}"})["ticket"]
    return {"id": made["id"], "revision": made["revision"]}


def block(house):
    talk = house.fresh("owned")
    made = house.people["agent"].must("POST", f"/v1/conversations/{talk}/block", {"reason": "matrix", "hours": 1})
    return {"id": next(each["id"] for each in made["blocks"] if each["conversation"] == talk)}


def sent_file(house):
    talk = house.fresh("owned")
    made = house.people["visitor"].must("POST", f"/v1/conversations/{talk}/files?name=matrix.txt", {})
    house.people["visitor"].must("POST", f"/v1/conversations/{talk}/messages", {
        "files": [made["id"]], "key": f"matrix-key-{new_number():012d}"})
    return {"id": talk, "file": made["id"]}


def token(house):
    return {"id": house.people["agent"].must("POST", "/v1/api-tokens", {"name": "matrix", "scopes": ["read"]})["id"]}


def session(house):
    """Another of the agent's, beside the one that asks."""
    house.sign_in("agent")
    found = house.people["agent"].must("GET", "/v1/me/sessions")["sessions"]
    return {"id": next(each["id"] for each in found if not each["is_this"])}


def tiding(house):
    """What tells the agent that a ticket is theirs."""
    house.people["colleague"].must("POST", "/v1/tickets", {
        "conversation": house.fresh("owned"), "title": "matrix", "priority": "low", "agent": house.ids["agent"],
        "key": f"matrix-key-{new_number():012d}"})
    return {"id": house.people["agent"].must("GET", "/v1/together")["tidings"][0]["id"]}


def own_phrase(house):
    return phrase(house, "agent", {"scope": "personal"})


def group_phrase(house):
    return phrase(house, "supervisor", {"scope": "group", "group": house.groups["Matrix"]})


def phrase(house, whose, scope):
    shortcut = f"m{new_number()}"
    made = house.people[whose].must("POST", "/v1/canned", {**scope, "shortcut": shortcut, "title": shortcut, "text": "matrix"})
    found = next(each for each in made["canned"] if each["shortcut"] == shortcut)
    return {"id": found["id"], "shortcut": shortcut, "version": found["version"]}


def group_room(house):
    return {"room": "group." + house.groups["Matrix"]}


def group_file(house):
    room = "group." + house.groups["Matrix"]
    made = house.people["agent"].must("POST", f"/v1/rooms/{room}/files?name=matrix.txt&key=matrix-key-{new_number():012d}", {})
    return {"room": room, "file": made["message"]["file"]["id"]}


def entry(house):
    made = house.first.must("POST", "/v1/entries", {
        "question": f"Matrix {new_number()}?", "answer": "matrix", "category": "matrix", "sites": ["matrix"]})
    return {"id": made["id"], "question": made["question"]}


def changed_entry(house):
    made = entry(house)
    house.first.must("PUT", f"/v1/entries/{made['id']}", {
        "question": made["question"], "answer": "other", "category": "matrix", "sites": ["matrix"], "version": 1})
    return made


def fresh_question(house):
    """A conversation with the bot in which nothing but these words was asked, and the words."""
    words = new_words()
    talk, _ = house.converse(house.people["visitor"])
    house.people["visitor"].must("POST", f"/v1/conversations/{talk}/messages", {"text": words, "key": f"matrix-key-{new_number():012d}"})
    return talk, words


def cluster(house):
    """Of a question that nobody has answered, at every site; and an entry of the other site's."""
    _, words = fresh_question(house)
    found = waited_for(lambda: [each["id"] for each in house.first.must("GET", "/v1/clusters")["clusters"] if each["title"] == words])
    return {"id": found[0], "entry": entry(house)["id"]}


def suggestion(house):
    """Of what an agent has answered, for every site."""
    talk, words = fresh_question(house)
    where = f"/v1/conversations/{talk}"
    house.people["visitor"].must("POST", f"{where}/handoff", {"group": "Matrix"})
    for rest, body in (("accept", {}), ("messages", {"text": f"{words}: that is on the second floor, on the left of the stairs.", "key": f"matrix-key-{new_number():012d}"}),
                       ("close", {})):
        house.people["agent"].must("POST", f"{where}/{rest}", body)
    found = waited_for(lambda: [each["id"] for each in house.first.must("GET", "/v1/suggestions")["suggestions"] if each["question"] == words])
    return {"id": found[0]}


def bulk(house):
    made = entry(house)
    return {"id": house.first.must("POST", "/v1/entries/bulk", {"entries": [made["id"]], "add_tags": ["matrix"]})["bulk"]}


def golden(house):
    made = entry(house)
    text = made["question"]
    house.first.must("POST", "/v1/golden", {"text": text, "expect": "answer", "entry": made["id"]})
    found = house.first.must("GET", "/v1/golden")["golden"]
    return {"id": next(each["id"] for each in found if each["text"] == text), "entry": made["id"], "text": text}


# The route, of what, how it is made, what is said ("{name}" stands for what its maker says).
OBJECTS = [
    ("GET /v1/conversations/{id}/files/{file}", "its conversation", sent_file, None),
    ("POST /v1/left-messages/{id}/done", "the group", left_message, {}),
    ("GET /v1/tickets/{id}", "the group", ticket, None),
    ("PUT /v1/tickets/{id}", "the group", ticket, {"revision": "{revision}", "title": "other"}),
    ("POST /v1/tickets/{id}/comments", "the group", ticket, {"text": "matrix", "key": "matrix-key-{number}"}),
    ("POST /v1/tickets", "the conversation", conversation, {"conversation": "{conversation}", "title": "matrix", "priority": "low", "key": "matrix-key-{number}"}),
    ("POST /v1/judgements", "the conversation", asked_about, {
        "conversation": "{conversation}", "seq": 1, "text": "matrix", "entry": "{entry}", "verdict": "right"}),
    ("DELETE /v1/blocks/{id}", "the group", block, {}),
    ("PUT /v1/canned/{id}", "the agent", own_phrase, {"version": "{version}", "shortcut": "{shortcut}", "title": "other", "text": "other"}),
    ("DELETE /v1/canned/{id}", "the agent", own_phrase, {}),
    ("PUT /v1/canned/{id}", "the group", group_phrase, {"version": "{version}", "shortcut": "{shortcut}", "title": "other", "text": "other"}),
    ("DELETE /v1/canned/{id}", "the group", group_phrase, {}),
    ("GET /v1/rooms/{room}/messages", "the group", group_room, None),
    ("POST /v1/rooms/{room}/messages", "the group", group_room, {"text": "matrix", "key": "matrix-key-{number}"}),
    ("POST /v1/rooms/{room}/messages", "the conversation", conversation, {
        "text": "matrix", "conversation": "{conversation}", "key": "matrix-key-{number}"}),
    ("POST /v1/rooms/{room}/files", "the group", group_room, {}),
    ("POST /v1/rooms/{room}/seen", "the group", group_room, {"number": 1}),
    ("GET /v1/rooms/{room}/files/{file}", "the group", group_file, None),
    ("DELETE /v1/api-tokens/{id}", "the agent", token, {}),
    ("DELETE /v1/me/sessions/{id}", "the agent", session, {}),
    ("POST /v1/together/tidings/{id}/seen", "the agent", tiding, {}),
    ("GET /v1/entries/{id}", "its site", entry, None),
    ("PUT /v1/entries/{id}", "its site", entry, {
        "question": "{question}", "answer": "mine", "category": "matrix", "sites": ["matrix"], "version": 1}),
    ("POST /v1/entries/{id}/retire", "its site", entry, {"version": 1}),
    ("POST /v1/entries/{id}/rollback", "its site", changed_entry, {"version": 2, "to": 1}),
    ("GET /v1/entries/{id}/versions", "its site", entry, None),
    ("GET /v1/entries/{id}/comments", "its site", entry, None),
    ("POST /v1/entries/{id}/comments", "its site", entry, {"text": "matrix"}),
    ("POST /v1/entries/{id}/comments/seen", "its site", entry, {}),
    ("POST /v1/entries/bulk", "its site", entry, {"entries": ["{id}"], "add_tags": ["other"]}),
    ("POST /v1/entries/bulk/{id}/undo", "its site", bulk, {}),
    ("POST /v1/clusters/{id}/entry", "every site", cluster, {"question": "Matrix {number}?", "answer": "matrix", "category": "matrix"}),
    ("POST /v1/clusters/{id}/add", "its site", cluster, {"entry": "{entry}"}),
    ("POST /v1/suggestions/{id}/accept", "every site", suggestion, {"question": "Matrix {number}?", "answer": "matrix"}),
    ("POST /v1/golden", "its site", entry, {"text": "Matrix {number}?", "expect": "answer", "entry": "{id}"}),
    ("PUT /v1/golden/{id}", "its site", golden, {"text": "{text}", "expect": "answer", "entry": "{entry}"}),
    ("DELETE /v1/golden/{id}", "its site", golden, {}),
]
QUERY = {"POST /v1/rooms/{room}/files": "?name=matrix.txt&key=matrix-key-{number}"}
# Where the conversation stands in the body, the room is everybody's.
EVERYBODY = {"room": "all"}


def filled_in(value, facts):
    """The same with what stands for facts put in; a number stays one."""
    if isinstance(value, dict):
        return {name: filled_in(each, facts) for name, each in value.items()}
    if isinstance(value, list):
        return [filled_in(each, facts) for each in value]
    if isinstance(value, str) and value[1:-1] in facts and value == "{" + value[1:-1] + "}":
        return facts[value[1:-1]]
    if isinstance(value, str):
        return re.sub(r"\{(\w+)\}", lambda found: str(facts[found.group(1)]), value)
    return value


def forgotten(operations):
    """Routes with a parameter that nobody has said of what they are asked."""
    known = {route for route, *_ in OBJECTS}
    for path, methods in operations.items():
        for method in methods:
            route = f"{method.upper()} {path}"
            if "{" in path and not path.startswith("/v1/conversations/{id}") and not BY_ROLE_ALONE.match(path) and route not in known:
                yield route


def is_refused_within(text):
    """Where many things are changed at once, the answer says of which one isn't allowed to."""
    answer = json.loads(text) if text.startswith(b'{"bulk"') else {}
    return [each["code"] for each in answer.get("refused", [])] == ["forbidden"]


def object_rows(house, names, cell):
    """(route of what, cells).  One that was refused is asked of the next person too: nothing has become of it."""
    for route, whose, make, body in OBJECTS:
        method, path = route.split(" ")
        facts, cells = None, ""
        for name in names:
            facts = facts or make(house)
            said = {**EVERYBODY, **facts, "number": f"{new_number():012d}"}
            asked = filled_in(path + QUERY.get(route, ""), said)
            status, text = house.people[name](method, asked, filled_in(body, said))
            assert status not in (400, 422, 500), f"{name} {route}: {status} {text[:300]}"
            status = 403 if is_refused_within(text) else status
            is_spent = method != "GET" and cell(status) == "."
            facts = None if is_spent else facts
            cells += cell(status)
        yield f"{route} of {whose}", cells
