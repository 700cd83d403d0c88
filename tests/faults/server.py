"""A real Foyer server for tests: started, waited for, killed, started again."""
import http.client
import json
import os
import re
import signal
import socket
import subprocess
import time


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


class Server:
    """One data folder and the process that serves it."""

    def __init__(self, program, folder, demo=True, environment=None):
        self.program = program
        self.folder = folder
        self.port = free_port()
        self.demo = demo
        self.environment = dict(
            os.environ,
            FOYER_CONVERSATIONS_PER_MINUTE="1000000",
            FOYER_MESSAGES_PER_MINUTE="1000000",
            FOYER_SIGN_INS_PER_MINUTE="1000000",
            **(environment or {}),
        )
        self.arguments = ()  # more of the command line
        self.process = None
        self.log_path = os.path.join(folder + ".log")
        self.out_path = os.path.join(folder + ".out")

    def start(self, wait=120.0):
        command = [self.program, "serve", "--data", self.folder, "--listen", f"127.0.0.1:{self.port}"]
        if self.demo:
            command.append("--demo")
        command.extend(self.arguments)
        with open(self.log_path, "ab") as log, open(self.out_path, "ab") as out:
            self.process = subprocess.Popen(command, env=self.environment, stderr=log, stdout=out,
                                            stdin=subprocess.DEVNULL)
        deadline = time.monotonic() + wait
        while time.monotonic() < deadline:
            if self.process.poll() is not None:
                raise RuntimeError(f"the server ended with {self.process.returncode}:\n{self.tail()}")
            try:
                if self.request("GET", "/readyz")[0] == 200:
                    return
            except OSError:
                pass
            time.sleep(0.01)
        raise RuntimeError(f"the server did not become ready:\n{self.tail()}")

    def tail(self):
        with open(self.log_path, encoding="utf-8", errors="replace") as log:
            return log.read()[-8000:]

    def kill(self):
        self.process.send_signal(signal.SIGKILL)
        self.process.wait()

    def stop(self):
        """Ends it politely; returns its exit status."""
        self.process.send_signal(signal.SIGTERM)
        return self.process.wait(timeout=90)

    def sign_in_link(self):
        """The secret of the one-time link, printed once the server is ready."""
        deadline = time.monotonic() + 60
        while time.monotonic() < deadline:
            with open(self.out_path, encoding="utf-8") as out:
                links = re.findall(r"#link=([A-Za-z0-9_-]+)\n", out.read())
            if links:
                return links[-1]
            time.sleep(0.02)
        raise RuntimeError("no sign-in link was printed")

    def connection(self, timeout=60):
        return http.client.HTTPConnection("127.0.0.1", self.port, timeout=timeout)

    def request(self, method, path, body=None, token=None, headers=None, connection=None):
        """(status, parsed JSON or text)."""
        mine = connection or self.connection()
        sent = dict(headers or {})
        if token:
            sent["Authorization"] = "Bearer " + token
        data = None
        if body is not None:
            data = body if isinstance(body, bytes) else json.dumps(body).encode()
            sent.setdefault("Content-Type", "application/json")
        try:
            mine.request(method, path, data, sent)
            answer = mine.getresponse()
            text = answer.read().decode("utf-8", "replace")
        finally:
            if connection is None:
                mine.close()
        kind = answer.getheader("Content-Type") or ""
        return answer.status, json.loads(text) if "json" in kind and text else text
