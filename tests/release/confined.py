#!/usr/bin/env python3
"""Tries from inside a serving program what somebody would try who has taken it
over, and asks the kernel how the process is bounded.

    tests/release/confined.py [--foyer build/release/foyer] [--intruder build/release/tests/intruder.so]

Python's standard library only.
"""
import argparse
import errno
import json
import os
import pwd
import re
import sys
import time
from unittest import SkipTest

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.join(os.path.dirname(HERE), "faults"))
from runner import run_in_folders, tell, tests_of  # noqa: E402
from server import Server  # noqa: E402

REFUSED = {
    "runs-programs": errno.EPERM, "traces-others": errno.EPERM, "becomes-root": errno.EPERM,
    "hears-the-network": errno.EAFNOSUPPORT, "dumps-core": errno.EPERM,
}
OF_FILES = {"reads-shadow": errno.EACCES, "reads-homes": errno.EACCES, "writes-programs": errno.EACCES}


def status_of(server):
    with open(f"/proc/{server.process.pid}/status", encoding="ascii") as file:
        return dict(line.rstrip("\n").split(":\t", 1) for line in file if ":\t" in line)


def attempts_in(server):
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline:
        with open(server.log_path, encoding="utf-8") as log:
            found = dict(re.findall(r"^intruder: (\S+) (\d+)$", log.read(), re.M))
        if len(found) == len(REFUSED) + len(OF_FILES) + 1:
            return {name: int(value) for name, value in found.items()}
        time.sleep(0.05)
    raise AssertionError(f"the intruder said {found}\n{server.tail()}")


def served(options, folder, environment, *arguments):
    server = Server(os.path.abspath(options.foyer), os.path.join(folder, "data"), demo=False, environment=environment)
    server.arguments = arguments
    server.start()
    return server


def test_whoever_takes_it_over_can_do_little(options, folder):
    path = os.path.join(folder, "data", "intruder")
    server = served(options, folder, {"LD_PRELOAD": os.path.abspath(options.intruder), "INTRUDER_FILE": path})
    try:
        got, status, log = attempts_in(server), status_of(server), server.tail()
    finally:
        server.stop()
    assert status["NoNewPrivs"] == "1" and status["Seccomp"] == "2", status
    wanted = dict(REFUSED, **{"writes-own-folder": 0})
    if "has no Landlock" not in log:
        wanted.update(OF_FILES)
    assert {name: got[name] for name in wanted} == wanted, got


def test_the_log_says_what_is_bounded_and_what_is_not(options, folder):
    server = served(options, folder, {})
    bounded = server.tail()
    server.stop()
    assert '"event":"confine"' in bounded and "system calls: bounded" in bounded, bounded
    server.environment["FOYER_CONFINE"] = "0"
    server.start()
    free, status = server.tail(), status_of(server)
    server.stop()
    assert "nothing is bounded" in free and status["Seccomp"] == "0", free


def test_root_is_given_up_once_the_port_is_bound(options, folder):
    if os.geteuid() != 0:
        raise SkipTest("only root can give itself up")
    os.chmod(folder, 0o755)
    server = served(options, folder, {}, "--user", "nobody")
    try:
        status, log = status_of(server), server.tail()
    finally:
        server.stop()
    nobody = pwd.getpwnam("nobody")
    assert set(status["Uid"].split()) == {str(nobody.pw_uid)} and set(status["Gid"].split()) == {str(nobody.pw_gid)}
    assert int(status["CapEff"], 16) == 0 and int(status["CapPrm"], 16) == 0, status
    assert "runs as root" not in log, log
    assert os.stat(server.folder).st_uid == nobody.pw_uid


def writable_memory(server):
    """The bytes of what the process may write: where secrets would be left."""
    with open(f"/proc/{server.process.pid}/maps", encoding="ascii") as maps, open(f"/proc/{server.process.pid}/mem", "rb", 0) as memory:
        for first, last, rights in re.findall(r"^(\w+)-(\w+) (\S+)", maps.read(), re.M):
            if rights.startswith("rw"):
                try:
                    memory.seek(int(first, 16))
                    yield memory.read(int(last, 16) - int(first, 16))
                except OSError:  # a guard, or gone
                    continue


def test_a_password_leaves_no_trace_in_memory(options, folder):
    server = served(options, folder, {})
    try:
        connection = server.connection()
        connection.request("POST", "/v1/session/link", json.dumps({"token": server.sign_in_link()}))
        answer = connection.getresponse()
        shown = {"Cookie": answer.getheader("Set-Cookie").split(";")[0], "X-CSRF-Token": json.loads(answer.read())["csrf"]}
        connection.close()
        assert server.request("PUT", "/v1/me/password", {"password": "a right horse 4711"}, headers=shown)[0] == 200
        for password, status in (("a right horse 4711", 200), ("a wrong horse 4711", 401)):
            assert server.request("POST", "/v1/session", {"name": "admin", "password": password})[0] == status
        time.sleep(0.2)
        left = [at for memory in writable_memory(server) for at in re.findall(rb"[\x20-\x7e]*horse 4711[\x20-\x7e]*", memory)]
    finally:
        server.stop()
    assert not left, left


def mappings(server):
    """(first, last, rights, flags of the kernel) of all memory."""
    with open(f"/proc/{server.process.pid}/smaps", encoding="ascii") as file:
        found = re.findall(r"^([0-9a-f]+)-([0-9a-f]+) (\S+).*?^VmFlags: (.*?)$", file.read(), re.M | re.S)
    return [(int(first, 16), int(last, 16), rights, flags.split()) for first, last, rights, flags in found]


def test_the_key_of_all_secrets_is_locked_in_memory_and_nowhere_else(options, folder):
    server = served(options, folder, {})
    try:
        with open(os.path.join(server.folder, "secrets.key"), encoding="ascii") as file:
            text = file.read().strip()
        for _ in range(20):  # on every loop, which has a reader of its own
            assert server.request("GET", "/readyz")[0] == 200
        kept, left = [], []
        with open(f"/proc/{server.process.pid}/mem", "rb", 0) as memory:
            for first, last, rights, flags in mappings(server):
                if not rights.startswith("r") or "io" in flags:
                    continue
                try:
                    memory.seek(first)
                    content = memory.read(last - first)
                except OSError:  # a guard, or gone
                    continue
                kept += [flags] * content.count(bytes.fromhex(text))
                left += [flags] * content.count(text.encode())
    finally:
        server.stop()
    assert not left, left
    assert len(kept) == 1, kept
    assert {"lo", "dd"} <= set(kept[0]), f"neither locked nor kept out of dumps: {kept[0]}"


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--foyer", default="build/release/foyer")
    parser.add_argument("--intruder", default="build/release/tests/intruder.so")
    options = parser.parse_args()
    return tell(run_in_folders(tests_of(globals()), options, "foyer-confined-"))


if __name__ == "__main__":
    sys.exit(main())
