"""What a request line can't say: sockets and bytes that misbehave."""
import http.client
import itertools
import json
import socket
import threading
import time

from websocket import WebSocket


def dial(server, timeout=60):
    return socket.create_connection(("127.0.0.1", server.port), timeout=timeout)


def read_all(sock):
    data = b""
    while True:
        try:
            got = sock.recv(65536)
        except ConnectionResetError:
            break
        if not got:
            break
        data += got
    return data


def raw(server, request, timeout=60):
    with dial(server, timeout) as sock:
        sock.sendall(request)
        return read_all(sock)


def status(answer):
    return int(answer.split(b" ", 2)[1])


def begin(server):
    _, conversation = server.request("POST", "/v1/conversations", {})
    return conversation["id"], conversation["token"]


def state_of(here, there):
    """Of the server's side of a connection between two ports, as the system calls it; None when it is gone."""
    with open("/proc/net/tcp", encoding="ascii") as table:
        for line in table:
            words = line.split()
            if words[1].endswith(f":{there:04X}") and words[2].endswith(f":{here:04X}"):
                return words[3]
    return None


def test_readers_who_stop_are_hung_up_on(server, admin):
    """Who asks for much and reads nothing of it is hung up on after a minute; others are answered meanwhile.
    It waits the longest, so it stands first."""
    established, started = "01", time.monotonic()
    with socket.socket() as sock:
        sock.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        sock.connect(("127.0.0.1", server.port))
        sock.settimeout(1)
        ends = sock.getsockname()[1], server.port
        try:
            for _ in range(2000):
                sock.sendall(b"GET /widget.js HTTP/1.1\r\nHost: x\r\n\r\n")
        except OSError:
            pass  # nobody reads them any more
        assert state_of(*ends) == established
        while state_of(*ends) == established and time.monotonic() - started < 150:
            time.sleep(0.5)
            assert server.request("GET", "/healthz")[0] == 200
        assert state_of(*ends) != established, "it is kept"
    assert time.monotonic() - started > 40


def test_files_that_nobody_reads_hold_no_more_than_so_much(server, admin):
    """Of 5 MB each, and 256 MB on their way: the next one is told to come later, and it may when they are gone."""
    conversation, token = begin(server)
    kept = raw(server, f"POST /v1/conversations/{conversation}/files?name=a.txt HTTP/1.1\r\nHost: x\r\nAuthorization: "
                       f"Bearer {token}\r\nContent-Length: 5242880\r\nConnection: close\r\n\r\n".encode() + b"a line\r\n" * 655360)
    file = json.loads(kept.split(b"\r\n\r\n", 1)[1])["id"]
    ask = (f"GET /v1/conversations/{conversation}/files/{file} HTTP/1.1\r\nHost: x\r\n"
           f"Authorization: Bearer {token}\r\nConnection: close\r\n\r\n").encode()
    idle, answers = [], []
    for _ in range(60):
        sock = socket.socket()
        sock.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        sock.settimeout(60)
        sock.connect(("127.0.0.1", server.port))
        sock.sendall(ask)
        answers.append(status(sock.recv(64)))
        idle.append(sock)
    assert set(answers) == {200, 503} and answers[:40] == [200] * 40, answers
    for sock in idle:
        sock.close()
    deadline = time.monotonic() + 60
    while status(again := raw(server, ask)) == 503 and time.monotonic() < deadline:
        time.sleep(0.1)
    assert status(again) == 200 and len(again) > 5242880, again[:300]


def test_a_server_that_is_kept_busy_ends(server, admin):
    """Whoever asks on over an old connection is told that it stops, and hung up on."""
    busy = type(server)(server.program, server.folder + "-busy", demo=False)
    busy.start(60)

    tries = itertools.count()

    def ask_on(number):
        connection = http.client.HTTPConnection("127.0.0.1", busy.port, timeout=60)
        try:
            while True:
                connection.request("POST", "/v1/session", json.dumps({"name": f"name-{number}-{next(tries)}", "password": "not it"}),
                                   {"Content-Type": "application/json"})
                connection.getresponse().read()
                if connection.sock is None:
                    return
        except OSError:
            return

    people = [threading.Thread(target=ask_on, args=(number,)) for number in range(40)]
    for one in people:
        one.start()
    time.sleep(1)
    assert busy.stop() == 0
    for one in people:
        one.join()


def test_ten_megabytes_are_refused_at_once(server, admin):
    """The answer comes although the client sends all of it before reading."""
    body = b'{"text":"' + b"x" * 10_000_000 + b'"}'
    started = time.monotonic()
    with dial(server) as sock:
        sock.sendall(b"POST /v1/conversations HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n"
                     b"Content-Length: %d\r\n\r\n" % len(body))
        answer = sock.recv(65536)  # before a byte of the body
        assert status(answer) == 413, answer
        assert b"body-too-large" in answer and b"65536" in answer, answer
        sock.sendall(body)
    assert time.monotonic() - started < 55


def test_ten_megabytes_by_a_client_that_only_writes_first(server, admin):
    code, answer = server.request("POST", "/v1/conversations", b'{"text":"' + b"x" * 10_000_000 + b'"}')
    assert code == 413 and answer["code"] == "body-too-large", answer


def test_ten_megabytes_with_expect_are_refused_before_they_are_sent(server, admin):
    answer = raw(server, b"POST /v1/conversations HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n"
                         b"Content-Length: 10000000\r\nExpect: 100-continue\r\n\r\n")
    assert status(answer) == 413, answer


def test_chunks_beyond_the_limit_are_refused(server, admin):
    with dial(server) as sock:
        sock.sendall(b"POST /v1/conversations HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n"
                     b"Transfer-Encoding: chunked\r\n\r\n")
        chunk = b"%x\r\n" % 60000 + b" " * 60000 + b"\r\n"
        try:
            for _ in range(20):
                sock.sendall(chunk)
        except OSError:
            pass
        answer = read_all(sock)
    assert status(answer) == 413, answer


def test_a_refused_small_body_keeps_the_connection(server, admin):
    connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=60)
    for _ in range(3):
        connection.request("POST", "/v1/queue", b"x" * 1000, {"Content-Type": "application/json"})
        answer = connection.getresponse()
        answer.read()
        assert answer.status == 405
        first = connection.sock
        connection.request("GET", "/healthz")
        answer = connection.getresponse()
        answer.read()
        assert answer.status == 200 and connection.sock is first


def test_a_length_that_is_said_twice_is_refused(server, admin):
    """Else a proxy in front could see another request in the same bytes."""
    start = b"POST /v1/conversations HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: 2\r\n"
    for more in (b"Content-Length: 2\r\n\r\n{}", b"Content-Length: 40\r\n\r\n{}",
                 b"Transfer-Encoding: chunked\r\n\r\n2\r\n{}\r\n0\r\n\r\n"):
        answer = raw(server, start + more + b"GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n")
        assert status(answer) == 400 and b'"malformed"' in answer and b'"status":"ok"' not in answer, answer


def test_lines_that_a_proxy_may_read_otherwise_are_refused(server, admin):
    """A name with a space before its colon is no name; what stands behind the head would be a request."""
    start = b"POST /v1/conversations HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n"
    for more in (b"Content-Length : 2\r\n\r\n{}", b"Content-Length\t: 2\r\n\r\n{}",
                 b"Transfer-Encoding : chunked\r\n\r\n2\r\n{}\r\n0\r\n\r\n",
                 b"Host: y\r\nContent-Length: 2\r\n\r\n{}", b"Transfer-Encoding: gzip, chunked\r\n\r\n2\r\n{}\r\n0\r\n\r\n"):
        answer = raw(server, start + more + b"GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n")
        assert status(answer) == 400 and b'"malformed"' in answer and b'"status":"ok"' not in answer, answer


def test_the_absolute_form_is_taken(server, admin):
    for form in (b"http://chat.example/healthz", b"HTTP://chat.example:80/healthz"):
        answer = raw(server, b"GET " + form + b" HTTP/1.1\r\nHost: chat.example\r\nConnection: close\r\n\r\n")
        assert status(answer) == 200 and b'"status":"ok"' in answer, answer


def test_a_slow_upload_that_goes_on_is_taken(server, admin):
    """A poor line is no attack: more than a body's 30 seconds, at 20 KB a second."""
    conversation, token = begin(server)
    text = b"a line of a report\n" * 40000
    started = time.monotonic()
    with dial(server) as sock:
        sock.sendall(f"POST /v1/conversations/{conversation}/files?name=a.txt HTTP/1.1\r\nHost: x\r\n"
                     f"Authorization: Bearer {token}\r\nContent-Length: {len(text)}\r\nConnection: close\r\n\r\n".encode())
        for at in range(0, len(text), 10000):
            sock.sendall(text[at:at + 10000])
            time.sleep(0.5)
        answer = read_all(sock)
    assert status(answer) == 201 and time.monotonic() - started > 32, answer


def test_slow_bodies_time_out(server, admin):
    """A byte now and then for ever: 408 after 30 seconds."""
    started = time.monotonic()
    with dial(server) as sock:
        sock.sendall(b"POST /v1/conversations HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n"
                     b"Content-Length: 1000\r\n\r\n{")
        sock.settimeout(2)
        answer = b""
        while time.monotonic() - started < 100:
            try:
                answer = sock.recv(65536)
                break
            except socket.timeout:
                sock.sendall(b" ")
        assert status(answer) == 408 and b"request-timeout" in answer, answer
    assert 25 < time.monotonic() - started < 90


def test_slow_heads_are_hung_up_on(server, admin):
    started = time.monotonic()
    with dial(server) as sock:
        sock.sendall(b"GET /healthz HTTP/1.1\r\nHost: x\r\n")
        sock.settimeout(1)
        while time.monotonic() - started < 90:
            try:
                if not sock.recv(4096):
                    break
            except socket.timeout:
                sock.sendall(b"X-A: b\r\n")
            except OSError:
                break
    assert time.monotonic() - started < 60


def test_connections_that_say_nothing_are_hung_up_on(server, admin):
    started = time.monotonic()
    with dial(server) as sock:
        assert read_all(sock) == b""
    assert 8 < time.monotonic() - started < 45


def test_a_first_line_in_pieces_is_put_together(server, admin):
    with dial(server) as sock:
        for piece in (b"G", b"ET /v1/", b"stre", b"amx HTTP/1.1\r\nHost: x\r\n", b"Connection: close\r\n\r\n"):
            sock.sendall(piece)
            time.sleep(0.05)
        assert status(read_all(sock)) == 404


def test_requests_in_a_row_are_answered_in_order(server, admin):
    paths = [b"/healthz", b"/v1/nothing", b"/readyz", b"/healthz"]
    answer = raw(server, b"".join(b"GET %s HTTP/1.1\r\nHost: x\r\n%s\r\n" % (
        path, b"Connection: close\r\n" if number == 3 else b"") for number, path in enumerate(paths)))
    codes = [int(part[:3]) for part in answer.split(b"HTTP/1.1 ")[1:]]
    assert codes == [200, 404, 200, 200], codes


def test_waiting_requests_in_a_row(server, admin):
    """A pipelined request behind one that waits is answered after it."""
    ident, token = begin(server)
    head = b"Host: x\r\nAuthorization: Bearer " + token.encode() + b"\r\n"
    answer = raw(server, b"GET /v1/conversations/%s/events?after=99&wait=1 HTTP/1.1\r\n%s\r\n"
                         b"GET /healthz HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"
                         % (ident.encode(), head))
    assert [int(part[:3]) for part in answer.split(b"HTTP/1.1 ")[1:]] == [200, 200], answer
    assert answer.index(b'"events":[]') < answer.index(b'"status":"ok"')


def test_a_waiting_reader_is_told_at_once(server, admin):
    ident, token = begin(server)
    waiting = http.client.HTTPConnection("127.0.0.1", server.port, timeout=60)
    waiting.request("GET", f"/v1/conversations/{ident}/events?after=1&wait=30",
                    headers={"Authorization": "Bearer " + token})
    time.sleep(0.2)
    started = time.monotonic()
    code, _ = server.request("POST", f"/v1/conversations/{ident}/messages",
                             {"text": "hello", "key": "wakes-the-waiting"}, token)
    assert code == 201
    events = json.loads(waiting.getresponse().read())["events"]
    assert events[0]["seq"] == 2 and time.monotonic() - started < 25


def test_a_waiting_reader_that_leaves_harms_nobody(server, admin):
    ident, token = begin(server)
    for _ in range(20):
        sock = dial(server)
        sock.sendall(f"GET /v1/conversations/{ident}/events?after=9&wait=2 HTTP/1.1\r\nHost: x\r\n"
                     f"Authorization: Bearer {token}\r\n\r\n".encode())
        time.sleep(0.01)
        sock.close()
    time.sleep(2.5)
    assert server.request("GET", "/healthz")[0] == 200


def test_half_a_request_and_gone(server, admin):
    for part in (b"", b"GET", b"GET /v1/stream", b"POST /v1/conversations HTTP/1.1\r\nContent-Length: 50\r\n\r\n{"):
        for _ in range(10):
            sock = dial(server)
            sock.sendall(part)
            sock.close()
    assert server.request("GET", "/healthz")[0] == 200


def test_large_headers(server, admin):
    for size in (3000, 6000, 7000, 8100, 200000):
        answer = raw(server, b"GET /healthz HTTP/1.1\r\nHost: x\r\nConnection: close\r\nCookie: a="
                     + b"c" * size + b"\r\n\r\n")
        assert size > 7000 or status(answer) == 200, (size, answer)
        assert not answer or status(answer) in (200, 431, 414, 413, 400), (size, answer)


def test_nonsense_bytes(server, admin):
    for request in (b"\x00\x01\x02\x03\r\n\r\n", b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03" + b"a" * 500,
                    b"GET\r\n\r\n", b"GET / HTTP/9.9\r\n\r\n", b"\r\n\r\n\r\n",
                    b"POST / HTTP/1.1\r\nContent-Length: -1\r\n\r\n",
                    b"POST / HTTP/1.1\r\nContent-Length: 99999999999999999999\r\n\r\n",
                    b"POST /v1/conversations HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n"):
        with dial(server, 20) as sock:
            sock.sendall(request)
            sock.shutdown(socket.SHUT_WR)
            answer = read_all(sock)
        assert not answer or 400 <= status(answer) < 600, (request, answer)
    assert server.request("GET", "/healthz")[0] == 200


def test_an_address_that_begins_too_often_is_told_to_wait(server, admin):
    """Runs with a limit of its own, which the environment of the others lifts."""
    metrics = server.request("GET", "/metrics")[1]
    assert "foyer_http_requests_total" in metrics
    limited = type(server)(server.program, server.folder + "-limited", demo=False,
                           environment={"FOYER_BEHIND_PROXY": "1"})
    limited.environment["FOYER_CONVERSATIONS_PER_MINUTE"] = "3"
    limited.environment["FOYER_SIGN_INS_PER_MINUTE"] = "2"
    limited.environment["FOYER_MESSAGES_PER_MINUTE"] = "2"
    limited.start(60)
    try:
        check_limits(limited)
    finally:
        assert limited.stop() == 0


def check_limits(limited):
    here = {"X-Forwarded-For": "198.51.100.1, 203.0.113.9"}
    there = {"X-Forwarded-For": "203.0.113.10"}
    begun = [limited.request("POST", "/v1/conversations", {}, headers=here) for _ in range(4)]
    assert [code for code, _ in begun] == [201, 201, 201, 429], begun
    assert begun[-1][1]["code"] == "too-many-requests"
    assert limited.request("POST", "/v1/conversations", {}, headers=there)[0] == 201
    guess = {"name": "admin", "password": "guess guess"}
    codes = [limited.request("POST", "/v1/session", guess, headers=here)[0] for _ in range(4)]
    assert codes[0] == 401 and codes[-1] == 429, codes
    conversation = begun[0][1]
    path = f"/v1/conversations/{conversation['id']}/messages"
    codes = [limited.request("POST", path, {"text": "hi", "key": f"limited-message-{n}"},
                             conversation["token"], headers=here)[0] for n in range(3)]
    assert codes == [201, 201, 429], codes
    conversation = begun[1][1]
    path = f"/v1/conversations/{conversation['id']}/"
    codes = [limited.request("POST", path + act, fields, conversation["token"], headers=here)[0]
             for act, fields in (("left-message", {"text": "hi", "reply_by": "site"}),
                                 ("rating", {"rating": "good"}), ("rating", {"rating": "poor"}))]
    assert codes == [200, 200, 429], codes
    check_readers_are_told(limited, here)
    check_addresses_alike(limited)


ALIKE = [  # what one visitor may come from, as proxies write it
    [f"2001:db8:1:1::{n}" for n in range(4)],
    [f"203.0.113.20:{40000 + n}" for n in range(4)],
    ["203.0.113.21", "::ffff:203.0.113.21", "[::ffff:203.0.113.21]:9", "203.0.113.9, 203.0.113.21"],
]


def begun_from(limited, *forwarded):
    """One header line each."""
    connection = http.client.HTTPConnection("127.0.0.1", limited.port, timeout=60)
    connection.putrequest("POST", "/v1/conversations")
    for line in forwarded:
        connection.putheader("X-Forwarded-For", line)
    connection.putheader("Content-Length", "2")
    connection.endheaders(b"{}")
    status = connection.getresponse().status
    connection.close()
    return status


def check_addresses_alike(limited):
    for addresses in ALIKE:
        statuses = [begun_from(limited, address) for address in addresses]
        assert statuses == [201, 201, 201, 429], (addresses, statuses)
    # What was sent counts for nothing where the proxy's line comes behind it.
    statuses = [begun_from(limited, f"203.0.113.{n}", "203.0.113.30") for n in range(31, 35)]
    assert statuses == [201, 201, 201, 429], statuses
    guess = {"name": "another", "password": "guess guess"}
    codes = [limited.request("POST", "/v1/session", guess, headers={"X-Forwarded-For": f"2001:db8:2:2::{n}"})[0]
             for n in range(4)]
    assert codes[0] == 401 and codes[-1] == 429, codes


def check_readers_are_told(limited, here):
    """A form of the help centre is answered on a page, in the page's language."""
    headers = {**here, "Content-Type": "application/x-www-form-urlencoded", "Accept-Language": "en"}
    for language, words in (("en", "Too many requests"), ("zh-TW", "請求過於頻繁")):
        connection = http.client.HTTPConnection("127.0.0.1", limited.port, timeout=60)
        connection.request("POST", f"/help/default/{language}/a/roaming/feedback", "helpful=yes", headers)
        answer = connection.getresponse()
        page = answer.read().decode()
        assert answer.status == 429 and int(answer.getheader("Retry-After")) > 0
        assert answer.getheader("Content-Type").startswith("text/html"), page
        assert f'lang="{language}"' in page and words in page, page
        connection.close()


def test_an_unchanged_page_is_not_sent_again(server, admin):
    connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=60)
    connection.request("GET", "/widget.js")
    first = connection.getresponse()
    assert first.status == 200 and first.read()
    for known, code in ((first.getheader("ETag"), 304), ('"other"', 200), (first.getheader("ETag"), 304)):
        connection.request("GET", "/widget.js", headers={"If-None-Match": known})
        answer = connection.getresponse()
        body = answer.read()
        assert answer.status == code and bool(body) == (code == 200), (known, answer.status, len(body))
    connection.request("HEAD", "/widget.js")
    answer = connection.getresponse()
    assert answer.read() == b"" and answer.getheader("Content-Length") == first.getheader("Content-Length")


def test_a_stream_on_a_used_connection_is_told_to_open_another(server, admin):
    answer = raw(server, b"GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n"
                         b"GET /v1/stream HTTP/1.1\r\nHost: x\r\nUpgrade: websocket\r\n\r\n", 20)
    assert [int(part[:3]) for part in answer.split(b"HTTP/1.1 ")[1:]] == [200, 426], answer


def test_a_stream_is_no_way_around(server, admin):
    for headers, code in (({"Upgrade": None}, 426), ({"Sec-WebSocket-Version": "8"}, 426),
                          ({"Sec-WebSocket-Key": "short"}, 400), ({"Connection": "close"}, 426)):
        stream = WebSocket(server.port, headers)
        assert stream.status == code, (headers, stream.answer)
        stream.close()
