"""A WebSocket client for tests, on the standard library alone (RFC 6455)."""
import base64
import hashlib
import json
import os
import socket
import struct

MAGIC = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11"


class Closed(Exception):
    """The server ended the stream; `code` is the close code, None without one."""

    def __init__(self, code):
        super().__init__(f"closed with {code}")
        self.code = code


class WebSocket:
    def __init__(self, port, headers=None, path="/v1/stream", timeout=60):
        self.socket = socket.create_connection(("127.0.0.1", port), timeout=timeout)
        key = base64.b64encode(os.urandom(16)).decode()
        lines = {
            "Host": f"127.0.0.1:{port}",
            "Upgrade": "websocket",
            "Connection": "Upgrade",
            "Sec-WebSocket-Key": key,
            "Sec-WebSocket-Version": "13",
            **(headers or {}),
        }
        head = f"GET {path} HTTP/1.1\r\n" + "".join(f"{k}: {v}\r\n" for k, v in lines.items() if v is not None)
        self.socket.sendall((head + "\r\n").encode())
        self.bytes = b""
        answer = self._until(b"\r\n\r\n").decode("latin-1")
        self.status = int(answer.split(" ", 2)[1])
        self.answer = answer
        if self.status == 101:
            accept = base64.b64encode(hashlib.sha1((key + MAGIC).encode()).digest()).decode()
            assert f"Sec-WebSocket-Accept: {accept}" in answer, answer

    def _more(self):
        got = self.socket.recv(65536)
        if not got:
            raise Closed(None)
        self.bytes += got

    def _until(self, end):
        while end not in self.bytes:
            self._more()
        head, self.bytes = self.bytes.split(end, 1)
        return head

    def _take(self, count):
        while len(self.bytes) < count:
            self._more()
        taken, self.bytes = self.bytes[:count], self.bytes[count:]
        return taken

    def frame(self, opcode, payload=b"", fin=True, mask=True):
        """The bytes of one frame."""
        head = bytes([(0x80 if fin else 0) | opcode])
        bit = 0x80 if mask else 0
        if len(payload) < 126:
            head += bytes([bit | len(payload)])
        elif len(payload) < 65536:
            head += bytes([bit | 126]) + struct.pack(">H", len(payload))
        else:
            head += bytes([bit | 127]) + struct.pack(">Q", len(payload))
        if not mask:
            return head + payload
        key = os.urandom(4)
        return head + key + bytes(b ^ key[i % 4] for i, b in enumerate(payload))

    def send_bytes(self, data):
        self.socket.sendall(data)

    def send(self, message):
        text = message if isinstance(message, str) else json.dumps(message)
        self.send_bytes(self.frame(1, text.encode()))

    def receive_frame(self):
        """(opcode, payload) of the next frame."""
        first, second = self._take(2)
        length = second & 127
        if length == 126:
            length = struct.unpack(">H", self._take(2))[0]
        elif length == 127:
            length = struct.unpack(">Q", self._take(8))[0]
        return first & 15, self._take(length)

    def receive(self):
        """The next message, parsed; answers pings; raises Closed."""
        while True:
            opcode, payload = self.receive_frame()
            if opcode == 9:
                self.send_bytes(self.frame(10, payload))
            elif opcode == 8:
                raise Closed(struct.unpack(">H", payload[:2])[0] if payload else None)
            elif opcode == 1:
                return json.loads(payload)

    def until(self, wanted, most=50):
        """Messages up to the first of that type, or of one of those, that one included."""
        seen = []
        while len(seen) < most:
            seen.append(self.receive())
            if seen[-1]["type"] in ((wanted,) if isinstance(wanted, str) else wanted):
                return seen
        raise AssertionError(f"no {wanted} among {seen}")

    def close(self):
        self.socket.close()
