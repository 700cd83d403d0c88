#!/usr/bin/env python3
"""What it costs to tell ten thousand waiting visitors their places.

    tests/bench/waiters.py [--foyer build/release/foyer] [--waiters 10000] [--leave 50] [--every 0.2]

Begins so many conversations, puts them all into the queue, and follows each by
a stream.  Then visitors leave the queue's front one after the other, so that
everybody's place moves.  Prints the server's processor time and the frames it
sent meanwhile, how old the news was when it reached the last in line, and how
long a question to the bot took beside it.
"""
import argparse
import json
import os
import selectors
import sys
import tempfile
import threading
import time

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.join(os.path.dirname(HERE), "faults"))
sys.path.insert(0, os.path.join(os.path.dirname(HERE), "http"))
from server import Server  # noqa: E402
from websocket import WebSocket  # noqa: E402


def processor_seconds(process):
    with open(f"/proc/{process.pid}/stat", encoding="ascii") as stat:
        fields = stat.read().rsplit(")", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def begin(server, connection):
    _, answer = server.request("POST", "/v1/conversations", {}, connection=connection)
    server.request("POST", f"/v1/conversations/{answer['id']}/handoff", {}, answer["token"], connection=connection)
    return answer["id"], answer["token"]


def follow(server, waiter):
    stream = WebSocket(server.port)
    stream.send({"type": "hello", "conversations": [{"id": waiter[0], "token": waiter[1]}]})
    return stream


class Ears:
    """Reads all streams in a thread of its own; notes when the last in line heard of a place."""

    def __init__(self, streams):
        self.selector, self.bytes, self.frames = selectors.DefaultSelector(), 0, 0
        self.last, self.heard, self.is_over = streams[-1].socket, {}, False
        for stream in streams:
            stream.socket.setblocking(False)
            self.selector.register(stream.socket, selectors.EVENT_READ)
        self.thread = threading.Thread(target=self.listen, daemon=True)
        self.thread.start()

    def listen(self):
        while not self.is_over:
            for key, _ in self.selector.select(0.1):
                data = key.fileobj.recv(1 << 16)
                self.bytes += len(data)
                self.frames += data.count(b'"type":"place"')
                if key.fileobj is self.last and b'"position":' in data:
                    place = int(data.rsplit(b'"position":', 1)[1].split(b",")[0])
                    self.heard.setdefault(place, time.monotonic())


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--foyer", default="build/release/foyer")
    parser.add_argument("--waiters", type=int, default=10000)
    parser.add_argument("--leave", type=int, default=50, help="visitors who leave the front")
    parser.add_argument("--every", type=float, default=0.2, help="seconds between two of them")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="foyer-waiters-") as folder:
        server = Server(os.path.abspath(options.foyer), folder + "/data")
        server.start(60)
        try:
            connection = server.connection(60)
            waiters = [begin(server, connection) for _ in range(options.waiters)]
            streams = [follow(server, waiter) for waiter in waiters]
            ears = Ears(streams)
            while time.sleep(1) or ears.bytes == 0:
                pass
            asker = server.request("POST", "/v1/conversations", {}, connection=connection)[1]
            cpu, began, frames, sent = processor_seconds(server.process), time.monotonic(), ears.frames, ears.bytes
            left, asked = {}, []
            for number in range(options.leave):
                server.request("POST", f"/v1/conversations/{waiters[number][0]}/bot", None, waiters[number][1],
                               connection=connection)
                left[options.waiters - number - 1] = time.monotonic()
                at = time.monotonic()
                server.request("POST", f"/v1/conversations/{asker['id']}/messages",
                               {"text": f"question {number}", "key": f"bench-waiter-{number:08d}"}, asker["token"],
                               connection=connection)
                asked.append(time.monotonic() - at)
                time.sleep(max(0.0, began + (number + 1) * options.every - time.monotonic()))
            deadline = time.monotonic() + 20
            last = options.waiters - options.leave
            while last not in ears.heard and time.monotonic() < deadline:
                time.sleep(0.02)
            took = time.monotonic() - began
            spent = processor_seconds(server.process) - cpu
            ears.is_over = True
            ears.thread.join()
            # Whoever is told place p has been told of everybody before it, too.
            ages = sorted(min(at for place, at in ears.heard.items() if place <= p and at >= when) - when
                          for p, when in left.items() if any(q <= p and at >= when for q, at in ears.heard.items()))
            asked.sort()
            print(json.dumps({
                "waiters": options.waiters, "left": options.leave, "seconds": round(took, 1),
                "server_cpu_seconds": round(spent, 2), "place_frames": ears.frames - frames,
                "bytes": ears.bytes - sent, "news_age_p50_s": round(ages[len(ages) // 2], 2),
                "news_age_most_s": round(ages[-1], 2), "question_p50_ms": round(asked[len(asked) // 2] * 1e3, 1),
                "question_most_ms": round(asked[-1] * 1e3, 1)}))
        finally:
            server.kill()
    return 0


if __name__ == "__main__":
    sys.exit(main())
