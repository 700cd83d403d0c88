"""WebSocket streams, by what both sides see."""
import json
import os
import socket
import threading
import time

from websocket import Closed, WebSocket

# Seconds in which anybody is told who is told at once: a moment, on however busy a machine, and less
# than any timer here.
PROMPTLY = 6


def begin(server):
    _, conversation = server.request("POST", "/v1/conversations", {"language": "en"})
    return conversation["id"], conversation["token"]


def another(server, name, environment=None):
    """(a server of its own, its conversation, the token)."""
    other = type(server)(server.program, f"{server.folder}-{name}", demo=False, environment=environment)
    other.start(60)
    return other, *begin(other)


def say(server, ident, token, text, key):
    code, answer = server.request("POST", f"/v1/conversations/{ident}/messages", {"text": text, "key": key}, token)
    assert code in (200, 201), answer
    return answer["events"]


def hello(server, *conversations):
    stream = WebSocket(server.port)
    stream.send({"type": "hello", "conversations": [
        {"id": ident, "token": token, "after": after} for ident, token, after in conversations]})
    assert stream.receive() == {"type": "ready"}
    return stream


def desk(server, admin):
    stream = WebSocket(server.port, {"Cookie": admin["Cookie"], "Origin": f"http://127.0.0.1:{server.port}"})
    stream.send({"type": "hello", "staff": True})
    assert stream.receive() == {"type": "ready"}
    return stream


def refused(stream, code):
    """The stream ends with an error of this code and a close frame."""
    last = stream.until("error")[-1]
    assert last["problem"]["code"] == code, last
    assert last["problem"]["title"], last
    try:
        stream.receive()
    except Closed as closed:
        assert closed.code in (1008, 1011), closed.code
        return
    raise AssertionError("the stream goes on after an error")


def test_events_come_as_they_are_stored(server, admin):
    ident, token = begin(server)
    stream = hello(server, (ident, token, 0))
    assert [event["seq"] for event in stream.receive()["events"]] == [1]
    assert stream.receive()["conversation"]["owner"] == "bot"
    posted = say(server, ident, token, "hello there", "stream-key-000000001")
    got = []
    while len(got) < len(posted):
        got += stream.until("events")[-1]["events"]
    assert got == posted, (got, posted)


def test_only_what_comes_after_the_last_number(server, admin):
    ident, token = begin(server)
    for number in range(30):
        say(server, ident, token, f"question {number}", f"after-key-{number:012d}")
    _, answer = server.request("GET", f"/v1/conversations/{ident}", token=token)
    stream = hello(server, (ident, token, 5))
    seen = []
    while not seen or seen[-1] < answer["last_seq"]:
        seen += [event["seq"] for event in stream.until("events")[-1]["events"]]
    assert seen == list(range(6, answer["last_seq"] + 1))


def test_two_tabs_see_the_same(server, admin):
    ident, token = begin(server)
    tabs = [hello(server, (ident, token, 1)) for _ in range(2)]
    say(server, ident, token, "in both", "two-tabs-key-00001")
    for tab in tabs:
        assert tab.until("events")[-1]["events"][0]["text"] == "in both"


def test_the_first_message_must_be_hello(server, admin):
    stream = WebSocket(server.port)
    stream.send({"type": "ping"})
    refused(stream, "not-allowed-value")


def test_bad_hellos(server, admin):
    ident, token = begin(server)
    other, _ = begin(server)
    for message, code in (
        ("not json", "not-json"), ("[]", "missing-field"), ("{}", "missing-field"),
        ({"type": "hello", "colour": 1}, "unknown-field"),
        ({"type": "hello", "conversations": 7}, "wrong-type"),
        ({"type": "hello", "conversations": [7]}, "wrong-type"),
        ({"type": "hello", "conversations": [{"token": token}]}, "missing-field"),
        ({"type": "hello", "conversations": [{"id": "x", "token": token}]}, "not-found"),
        ({"type": "hello", "conversations": [{"id": ident}]}, "sign-in-needed"),
        ({"type": "hello", "conversations": [{"id": ident, "token": "wrong"}]}, "not-found"),
        ({"type": "hello", "conversations": [{"id": other, "token": token}]}, "not-found"),
        ({"type": "hello", "conversations": [{"id": ident, "token": token, "after": -1}]}, "wrong-type"),
        ({"type": "hello", "conversations": [{"id": ident, "token": 7}]}, "wrong-type"),
        ({"type": "hello", "staff": 1}, "wrong-type"),
        ({"type": "hello", "staff": True, "bearer": ["x"]}, "wrong-type"),
        ({"type": "hello", "staff": True}, "sign-in-needed"),
        ({"type": "hello", "staff": True, "bearer": token}, "sign-in-needed"),
    ):
        stream = WebSocket(server.port)
        stream.send(message)
        refused(stream, code)
        stream.close()


def test_a_foreign_page_can_not_use_the_cookie(server, admin):
    for origin in ("https://evil.example", f"http://127.0.0.1:{server.port}.evil.example", None):
        stream = WebSocket(server.port, {"Cookie": admin["Cookie"], "Origin": origin})
        stream.send({"type": "hello", "staff": True})
        refused(stream, "sign-in-needed")
        stream.close()


def test_nobody_says_hello(server, admin):
    stream = WebSocket(server.port, timeout=60)
    started = time.monotonic()
    refused(stream, "sign-in-needed")
    assert 8 < time.monotonic() - started < 45


def test_frames_in_pieces_and_in_parts(server, admin):
    ident, token = begin(server)
    stream = WebSocket(server.port)
    text = json.dumps({"type": "hello", "conversations": [{"id": ident, "token": token, "after": 1}]}).encode()
    parts = stream.frame(1, text[:10], fin=False) + stream.frame(9, b"are you there") + stream.frame(0, text[10:])
    for byte in parts:
        stream.send_bytes(bytes([byte]))
    # Ready, the conversation, and the pong, which may come in between.
    frames = [stream.receive_frame() for _ in range(3)]
    assert (10, b"are you there") in frames and (1, b'{"type":"ready"}') in frames, frames
    both = stream.frame(1, b'{"type":"ping"}') * 2
    stream.send_bytes(both[:-3])
    assert stream.receive() == {"type": "pong"}
    stream.send_bytes(both[-3:])
    assert stream.receive() == {"type": "pong"}


def test_frames_that_break_the_rules(server, admin):
    def ends(data):
        stream = WebSocket(server.port)
        stream.send_bytes(data(stream))
        try:
            while True:
                stream.receive()
        except (Closed, ConnectionResetError):
            stream.close()

    ends(lambda stream: stream.frame(1, b"{}", mask=False))
    ends(lambda stream: stream.frame(1, b""))
    ends(lambda stream: stream.frame(1, b"\xff\xfe"))
    ends(lambda stream: stream.frame(3, b""))
    ends(lambda stream: stream.frame(0, b"x"))
    ends(lambda stream: stream.frame(9, b"x" * 200))
    ends(lambda stream: stream.frame(2, b"x"))
    ends(lambda stream: stream.frame(1, b"x" * 100_000))
    ends(lambda stream: b"\x81\xff" + b"\x7f" + b"\xff" * 7 + b"mask" + b"payload")
    ends(lambda stream: stream.frame(8, b"\x03\xe8"))
    assert server.request("GET", "/healthz")[0] == 200


def test_too_many_messages_and_too_many_conversations(server, admin):
    ident, token = begin(server)
    stream = hello(server, (ident, token, 1))
    stream.until("conversation")
    try:
        stream.send_bytes(stream.frame(1, b'{"type":"ping"}') * 300)
    except OSError:
        pass
    refused_after = [message["type"] for message in stream.until("error", most=300)]
    assert refused_after.count("pong") >= 90
    others = [begin(server) for _ in range(9)]
    stream = WebSocket(server.port)
    stream.send({"type": "hello", "conversations": [{"id": i, "token": t} for i, t in others]})
    refused(stream, "too-many")


def test_a_message_in_endless_fragments_ends_the_stream(server, admin):
    """Empty fragments never make the message too long, but keep the server reading."""
    stream = WebSocket(server.port)
    stream.send_bytes(stream.frame(1, b"", fin=False))
    try:
        stream.send_bytes(stream.frame(0, b"", fin=False) * 300)
    except OSError:
        pass
    refused(stream, "too-many-requests")


def test_talking_on_after_the_goodbye_keeps_nobody_waiting(server, admin):
    """A refused stream is hung up on after three seconds, however much still comes."""
    stream = WebSocket(server.port)
    stream.send({"type": "nonsense"})
    refused(stream, "not-allowed-value")
    started = time.monotonic()
    stream.socket.settimeout(40)
    try:
        while time.monotonic() - started < 40:
            stream.send_bytes(b"\0" * 1_000_000)
    except OSError:
        pass
    assert time.monotonic() - started < 30


def test_watch_and_unwatch(server, admin):
    first, second = begin(server), begin(server)
    stream = hello(server, (*first, 1))
    stream.until("conversation")
    stream.send({"type": "watch", "conversation": second[0], "token": second[1], "after": 1})
    stream.until("conversation")
    say(server, *second, "watched", "watch-key-0000000001")
    assert stream.until("events")[-1]["conversation"] == second[0]
    stream.send({"type": "unwatch", "conversation": second[0]})
    stream.send({"type": "ping"})
    stream.until("pong")
    say(server, *second, "not watched", "watch-key-0000000002")
    say(server, *first, "the first", "watch-key-0000000003")
    assert stream.until("events")[-1]["conversation"] == first[0]


def test_a_slow_reader_loses_nothing(server, admin):
    """Far more events than fit into buffers, read only afterwards."""
    ident, token = begin(server)
    stream = hello(server, (ident, token, 1))
    stream.socket.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
    for number in range(150):
        say(server, ident, token, f"{number} " + "很长的话" * 900, f"slow-key-{number:012d}")
    _, conversation = server.request("GET", f"/v1/conversations/{ident}", token=token)
    seen = []
    while not seen or seen[-1] < conversation["last_seq"]:
        message = stream.receive()
        if message["type"] == "events":
            seen += [event["seq"] for event in message["events"]]
    assert seen == list(range(2, conversation["last_seq"] + 1))


def test_places_move_up_when_somebody_leaves_the_queue(server, admin):
    line = []
    for _ in range(3):
        ident, token = begin(server)
        code, answer = server.request("POST", f"/v1/conversations/{ident}/handoff", {}, token)
        assert code == 200, answer
        line.append((ident, token, answer["conversation"]["queue"]["position"]))
    ident, token, before = line[2]
    stream = hello(server, (ident, token, 0))
    assert stream.until("conversation")[-1]["conversation"]["queue"]["position"] == before
    server.request("POST", f"/v1/conversations/{line[0][0]}/bot", None, line[0][1])
    place = stream.until("place")[-1]
    assert place["conversation"] == ident and place["queue"]["position"] == before - 1, place
    server.request("POST", f"/v1/conversations/{line[1][0]}/bot", None, line[1][1])
    assert stream.until("place")[-1]["queue"]["position"] == before - 2
    server.request("POST", f"/v1/conversations/{ident}/bot", None, token)
    assert stream.until("conversation")[-1]["conversation"]["queue"] is None


def test_staff_and_visitor_hear_each_other(server, admin):
    ident, token = begin(server)
    visitor = hello(server, (ident, token, 1))
    visitor.until("conversation")
    staff = desk(server, admin)
    server.request("POST", f"/v1/conversations/{ident}/handoff", {}, token)
    assert visitor.until("conversation")[-1]["conversation"]["queue"]["position"] >= 1
    assert staff.until("look")[-1]["what"] in ("queue", "staff", "knowledge", "workbench", "together", "me")
    code, answer = server.request("POST", f"/v1/conversations/{ident}/accept", {}, headers=admin)
    assert code == 200, answer
    assert visitor.until("conversation")[-1]["conversation"]["owner"] == "agent"
    staff.send({"type": "watch", "conversation": ident, "after": 0})
    staff.until("conversation")
    staff.send({"type": "typing", "conversation": ident})
    assert visitor.until("typing")[-1]["author"] == "agent"
    visitor.send({"type": "typing", "conversation": ident})
    assert staff.until("typing")[-1]["author"] == "visitor"
    server.request("POST", f"/v1/conversations/{ident}/note", {"text": "secret", "key": "note-key-000000001"},
                   headers=admin)
    server.request("POST", f"/v1/conversations/{ident}/messages", {"text": "open", "key": "open-key-000000001"},
                   headers=admin)
    texts = [event.get("text") for event in visitor.until("events")[-1]["events"]]
    assert texts == ["open"], texts
    server.request("POST", f"/v1/conversations/{ident}/close", {}, headers=admin)
    visitor.close()
    staff.close()


def test_what_is_typed_is_seen_where_the_site_says_so(server, admin):
    """Of a visitor only, by staff only, on that site only; too much of it is refused."""
    code, answer = server.request("PUT", "/v1/sites/typed/settings",
                                  {"version": 0, "settings": {"typing_preview": True}}, headers=admin)
    assert code == 200, answer
    for site, shown in (("typed", "half a sen"), ("untyped", None)):
        _, made = server.request("POST", "/v1/conversations", {"language": "en", "site": site})
        ident, token = made["id"], made["token"]
        other, visitor, staff = (hello(server, (ident, token, 0)), hello(server, (ident, token, 0)), desk(server, admin))
        staff.send({"type": "watch", "conversation": ident, "after": 0})
        staff.until("conversation")
        visitor.send({"type": "typing", "conversation": ident, "text": "half a sen"})
        assert staff.until("typing")[-1].get("text") == shown, site
        other.send({"type": "ping"})
        assert all(each["type"] != "typing" for each in other.until("pong")), "one visitor's words came to another"
        visitor.send({"type": "typing", "conversation": ident, "text": "x" * 501})
        refused(visitor, "too-long")
        server.request("POST", f"/v1/conversations/{ident}/close", {}, headers=admin)
        for stream in (other, staff):
            stream.close()


def test_signing_out_ends_the_stream(server, admin):
    code, made = server.request("POST", "/v1/staff", {"name": "streamer", "role": "agent",
                                                      "password": "correct horse battery"}, headers=admin)
    assert code == 201, made
    connection = server.connection()
    connection.request("POST", "/v1/session", json.dumps({"name": "streamer", "password": "correct horse battery"}),
                       {"Content-Type": "application/json"})
    answer = connection.getresponse()
    csrf = json.loads(answer.read())["csrf"]
    cookie = answer.getheader("Set-Cookie").split(";")[0]
    stream = desk(server, {"Cookie": cookie})
    code, _ = server.request("DELETE", "/v1/session", headers={"Cookie": cookie, "X-CSRF-Token": csrf})
    assert code == 204
    refused(stream, "sign-in-needed")


def signed_in(server, admin, name):
    """(id, headers) of a new agent."""
    _, made = server.request("POST", "/v1/staff", {"name": name, "role": "agent",
                                                   "password": "correct horse battery"}, headers=admin)
    connection = server.connection()
    connection.request("POST", "/v1/session", json.dumps({"name": name, "password": "correct horse battery"}),
                       {"Content-Type": "application/json"})
    answer = connection.getresponse()
    csrf = json.loads(answer.read())["csrf"]
    return made["id"], {"Cookie": answer.getheader("Set-Cookie").split(";")[0], "X-CSRF-Token": csrf}


def test_whoever_is_shut_out_hears_no_more(server, admin):
    """However it happens, the stream that is open ends at once."""
    def change(ident, **fields):
        return server.request("PUT", f"/v1/staff/{ident}", fields, headers=admin)[0]

    def by_link(ident):
        _, link = server.request("POST", f"/v1/staff/{ident}/link", {}, headers=admin)
        return server.request("POST", "/v1/session/link", {"token": link["path"].split("link=")[1]})[0]

    ways = {
        "blocked": lambda ident: change(ident, blocked=True),
        "password": lambda ident: change(ident, password="another long password"),
        "sessions": lambda ident: server.request("DELETE", f"/v1/staff/{ident}/sessions", headers=admin)[0],
        "link": by_link,
        "addresses": lambda ident: change(ident, addresses="2001:db8::/32"),
    }
    for name, act in ways.items():
        ident, headers = signed_in(server, admin, f"shut-{name}")
        stream = desk(server, headers)
        assert act(ident) in (200, 204), name
        begun = time.monotonic()
        refused(stream, "address-refused" if name == "addresses" else "sign-in-needed")
        assert time.monotonic() - begun < PROMPTLY, name


def test_the_program_of_whoever_is_blocked_hears_no_more(server, admin):
    ident, headers = signed_in(server, admin, "shut-program")
    _, made = server.request("POST", "/v1/api-tokens", {"name": "x", "scopes": ["read"]}, headers=headers)
    stream = WebSocket(server.port, {"Authorization": "Bearer " + made["token"]})
    stream.send({"type": "hello", "staff": True})
    assert stream.receive() == {"type": "ready"}
    assert server.request("PUT", f"/v1/staff/{ident}", {"blocked": True}, headers=admin)[0] == 200
    refused(stream, "sign-in-needed")
    assert server.request("GET", "/v1/queue", token=made["token"])[0] == 401
    server.request("PUT", f"/v1/staff/{ident}", {"blocked": False}, headers=admin)
    assert server.request("GET", "/v1/queue", token=made["token"])[0] == 401, "the token came back"


def test_whoever_waits_for_events_and_is_shut_out_gets_none(server, admin):
    """A request that waits ends with the session or the token that it came by."""
    ident, token = begin(server)
    assert server.request("POST", f"/v1/conversations/{ident}/handoff", {}, token)[0] == 200
    staff, headers = signed_in(server, admin, "shut-waiting")
    _, made = server.request("POST", "/v1/api-tokens", {"name": "x", "scopes": ["read"]}, headers=headers)
    ways = {
        "token": ({"token": made["token"]}, f"/v1/api-tokens/{made['id']}", headers),
        "session": ({"headers": headers}, f"/v1/staff/{staff}/sessions", admin),
    }
    for name, (shown, path, by) in ways.items():
        last = server.request("GET", f"/v1/conversations/{ident}", **shown)[1]["last_seq"]
        answers = []
        waiting = threading.Thread(target=lambda: answers.append(
            server.request("GET", f"/v1/conversations/{ident}/events?after={last}&wait=20", **shown)))
        waiting.start()
        time.sleep(0.3)
        assert server.request("DELETE", path, headers=by)[0] == 204, name
        say(server, ident, token, f"nobody hears {name}", f"shut-{name}-0000000001")
        waiting.join(30)
        assert answers[0][0] in (401, 404), (name, answers)


def test_a_token_without_the_scope_to_read_hears_nothing(server, admin):
    _, headers = signed_in(server, admin, "deaf")
    for scopes, may in ((["write"], False), (["write", "admin"], False), (["read"], True)):
        _, made = server.request("POST", "/v1/api-tokens", {"name": "x", "scopes": scopes}, headers=headers)
        stream = WebSocket(server.port, {"Authorization": "Bearer " + made["token"]})
        stream.send({"type": "hello", "staff": True})
        if may:
            assert stream.receive() == {"type": "ready"}
            assert server.request("DELETE", f"/v1/api-tokens/{made['id']}", headers=headers)[0] == 204
            refused(stream, "sign-in-needed")
        else:
            refused(stream, "forbidden")


def test_who_leaves_a_group_hears_no_more_of_it(server, admin):
    """Though nothing happens to the conversation itself that would end the watch."""
    _, made = server.request("POST", "/v1/staff", {"name": "leaver", "role": "agent",
                                                   "password": "correct horse battery"}, headers=admin)
    connection = server.connection()
    connection.request("POST", "/v1/session", json.dumps({"name": "leaver", "password": "correct horse battery"}),
                       {"Content-Type": "application/json"})
    answer = connection.getresponse()
    answer.read()
    _, group = server.request("POST", "/v1/groups", {"name": "Confidential", "assignment": "manual"}, headers=admin)
    server.request("PUT", f"/v1/groups/{group['id']}", {"members": [made["id"]]}, headers=admin)
    ident, token = begin(server)
    code, answered = server.request("POST", f"/v1/conversations/{ident}/handoff", {"group": "Confidential"}, token)
    assert code == 200, answered
    stream = desk(server, {"Cookie": answer.getheader("Set-Cookie").split(";")[0]})
    stream.send({"type": "watch", "conversation": ident, "after": 0})
    stream.until("conversation")
    boss = server.request("GET", "/v1/session", headers=admin)[1]["me"]["id"]
    code, _ = server.request("PUT", f"/v1/groups/{group['id']}", {"members": [boss]}, headers=admin)
    assert code == 200
    time.sleep(3)  # looks are gathered for a fifth of a second
    say(server, ident, token, "only for the group", "leaver-key-000000001")
    time.sleep(0.3)
    stream.send({"type": "ping"})
    assert "only for the group" not in json.dumps(stream.until("pong"))


def until_look(stream, what):
    while stream.until("look")[-1]["what"] != what:
        pass


def with_two(server, admin, owner, other):
    """A conversation that `owner` has and `other`, of no group of theirs, has joined; and their headers."""
    one, its = signed_in(server, admin, owner)
    two, theirs = signed_in(server, admin, other)
    _, group = server.request("POST", "/v1/groups", {"name": f"of {owner}", "assignment": "manual"}, headers=admin)
    server.request("PUT", f"/v1/groups/{group['id']}", {"members": [one]}, headers=admin)
    ident, token = begin(server)
    server.request("POST", f"/v1/conversations/{ident}/handoff", {"group": f"of {owner}"}, token)
    assert server.request("POST", f"/v1/conversations/{ident}/accept", {}, headers=its)[0] == 200
    stream = desk(server, theirs)
    begun = time.monotonic()
    assert server.request("POST", f"/v1/conversations/{ident}/invite", {"agent": two}, headers=its)[0] == 200
    until_look(stream, "together")
    assert time.monotonic() - begun < PROMPTLY
    assert server.request("POST", f"/v1/conversations/{ident}/join", {}, headers=theirs)[0] == 200
    return ident, token, its, theirs, two, stream


def test_who_has_joined_is_heard_by_name(server, admin):
    ident, token, its, theirs, _, stream = with_two(server, admin, "anna", "ben")
    visitor = hello(server, (ident, token, 1))
    people = visitor.until("conversation")[-1]["conversation"]["people"]
    assert people == [{"name": "ben"}], people
    stream.send({"type": "watch", "conversation": ident, "after": 0})
    stream.until("conversation")
    stream.send({"type": "typing", "conversation": ident})
    typing = visitor.until("typing")[-1]
    assert (typing["author"], typing["name"]) == ("agent", "ben"), typing
    assert server.request("POST", f"/v1/conversations/{ident}/leave", {}, headers=theirs)[0] == 204
    assert visitor.until("conversation")[-1]["conversation"]["people"] == []
    server.request("POST", f"/v1/conversations/{ident}/close", {}, headers=its)


def test_who_is_taken_out_hears_no_more(server, admin):
    ident, token, its, _, two, stream = with_two(server, admin, "carl", "dora")
    stream.send({"type": "watch", "conversation": ident, "after": 0})
    stream.until("conversation")
    assert server.request("POST", f"/v1/conversations/{ident}/remove", {"agent": two}, headers=its)[0] == 200
    time.sleep(3)  # looks are gathered for a fifth of a second
    say(server, ident, token, "for who is still there", "taken-out-key-0000001")
    time.sleep(0.3)
    stream.send({"type": "ping"})
    assert "for who is still there" not in json.dumps(stream.until("pong"))
    server.request("POST", f"/v1/conversations/{ident}/close", {}, headers=its)


def test_nobody_hears_that_somebody_watches(server, admin):
    """No frame goes to the agent or the visitor when a supervisor begins and ends to watch."""
    ident, token, its, _, _, _ = with_two(server, admin, "emil", "faye")
    visitor = hello(server, (ident, token, 1))
    visitor.until("conversation")
    agent = desk(server, its)
    agent.send({"type": "watch", "conversation": ident, "after": 0})
    agent.until("conversation")
    for act in ("watch", "leave"):
        assert server.request("POST", f"/v1/conversations/{ident}/{act}", {}, headers=admin)[0] == 204
    time.sleep(0.5)
    for stream in (visitor, agent):
        stream.send({"type": "ping"})
        heard = [each for each in stream.until("pong") if each["type"] in ("events", "conversation")]
        assert heard == [], heard
    server.request("POST", f"/v1/conversations/{ident}/close", {}, headers=its)


def test_what_colleagues_say_comes_at_once(server, admin):
    one, its = signed_in(server, admin, "gina")
    _, theirs = signed_in(server, admin, "hugo")
    stream = desk(server, its)
    begun = time.monotonic()
    code, _ = server.request("POST", f"/v1/rooms/person.{one}/messages",
                             {"text": "Are you there?", "key": "stream-room-key-0001"}, headers=theirs)
    assert code == 201
    until_look(stream, "together")
    assert time.monotonic() - begun < PROMPTLY
    assert server.request("GET", "/v1/together", headers=its)[1]["unread"] >= 1


def test_a_server_that_stops_says_goodbye(server, admin):
    """Streams are told that it goes away, waiting requests that it stops."""
    other, ident, token = another(server, "stopping")
    stream = hello(other, (ident, token, 1))
    stream.until("conversation")
    waiting = other.connection(timeout=60)
    waiting.request("GET", f"/v1/conversations/{ident}/events?after=9&wait=60",
                    headers={"Authorization": "Bearer " + token})
    time.sleep(0.3)
    started = time.monotonic()
    assert other.stop() == 0
    assert time.monotonic() - started < 40  # the one who waits would for 60
    answer = waiting.getresponse()
    assert answer.status == 503 and json.loads(answer.read())["code"] == "stopping"
    try:
        stream.receive()
    except Closed as closed:
        assert closed.code == 1001, closed.code
        return
    raise AssertionError("the stream was not closed")


def listen(stream, seconds):
    """Takes whatever comes for so long, and so answers pings."""
    until = time.monotonic() + seconds
    while (left := until - time.monotonic()) > 0:
        stream.socket.settimeout(left)
        try:
            opcode, payload = stream.receive_frame()
        except TimeoutError:
            break
        if opcode == 9:
            stream.send_bytes(stream.frame(10, payload))
    stream.socket.settimeout(60)


def sockets(server):
    """How many the server has open; its files come and go with its readers of the database."""
    count, folder = 0, f"/proc/{server.process.pid}/fd"
    for name in os.listdir(folder):
        try:
            count += os.readlink(f"{folder}/{name}").startswith("socket:")
        except OSError:
            pass  # closed since it was listed
    return count


def test_who_vanishes_leaves_no_descriptor(server, admin):
    """Nobody says goodbye when a phone loses the net: whoever answers no ping is gone, others stay."""
    other, ident, token = another(server, "vanishing", {"FOYER_STREAM_PING_SECONDS": "1"})
    time.sleep(0.2)
    before = sockets(other)
    silent = [hello(other, (ident, token, 1)) for _ in range(10)]
    there = hello(other, (ident, token, 1))
    assert sockets(other) == before + 11
    until = time.monotonic() + 60
    while sockets(other) > before + 1 and time.monotonic() < until:
        listen(there, 0.2)
    assert sockets(other) == before + 1, "their descriptors stay open"
    listen(there, 2.5)
    say(other, ident, token, "still there?", "vanishing-key-00001")
    assert there.until("events")[-1]["events"][0]["text"] == "still there?"
    assert len(silent) == 10 and other.stop() == 0


def pong(stream):
    stream.send({"type": "ping"})
    return stream.until("pong")[-1]


def test_who_is_long_quiet_is_told_to_ask_later(server, admin):
    """Half as often while nothing is said, as often as before once something is; never behind a proxy."""
    other, ident, token = another(server, "alone")
    stream = hello(other, (ident, token, 1))
    stream.until("conversation")
    assert [pong(stream).get("next") for _ in range(4)] == [None, None, 108, 108]
    say(other, ident, token, "still there?", "quiet-key-000001")
    stream.until("events")
    assert "next" not in pong(stream)
    assert other.stop() == 0
    ident, token = begin(server)  # a proxy in front, which would hang up
    stream = hello(server, (ident, token, 1))
    assert all("next" not in pong(stream) for _ in range(5))


def test_who_vanishes_after_long_quiet_leaves_no_descriptor(server, admin):
    other, ident, token = another(server, "quiet", {"FOYER_STREAM_PING_SECONDS": "1"})
    stream = hello(other, (ident, token, 1))
    stream.until("conversation")
    assert [pong(stream).get("next") for _ in range(3)] == [None, None, 1]
    said_at = time.monotonic()
    while stream.receive_frame()[0] != 9:
        pass
    assert time.monotonic() - said_at > 1.5, "asked as if it weren't quiet"
    try:
        stream.receive_frame()
        raise AssertionError("the stream was not closed")
    except Closed:
        assert other.stop() == 0


def test_many_streams_come_and_go(server, admin):
    conversations = [begin(server) for _ in range(20)]
    errors = []

    def visit(number):
        try:
            ident, token = conversations[number % 20]
            for turn in range(10):
                stream = hello(server, (ident, token, 0))
                if turn % 3 == 0:
                    say(server, ident, token, "hi", f"go-{number:06d}-{turn:06d}-x")
                if turn % 2:
                    stream.until("conversation")
                stream.close()
        except Exception as error:  # pylint: disable=broad-except
            errors.append(error)

    threads = [threading.Thread(target=visit, args=(number,)) for number in range(20)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not errors, errors
