#!/usr/bin/env python3
"""Looks whether the program that is shipped was built as cmake/hardening.cmake says.

    tests/release/hardened.py [--foyer build/release/foyer]

Reads the file by readelf.  Debian's start files carry no marks for control-flow
protection, so the whole program has none; its own functions do.
"""
import argparse
import os
import re
import subprocess
import sys
from unittest import SkipTest

sys.path.insert(0, os.path.join(os.path.dirname(os.path.dirname(os.path.abspath(__file__))), "faults"))
from runner import run_each, tell, tests_of  # noqa: E402

BANNED = {"gets", "strcpy", "strcat", "sprintf", "vsprintf", "system", "popen", "execv", "execvp", "execve", "mktemp", "tmpnam"}


class Program:
    def __init__(self, path):
        self.path = path
        with open(path, "rb") as file:
            self.bytes = file.read()

    def readelf(self, *options):
        return subprocess.run(["readelf", "-W", *options, self.path], check=True, text=True,
                              stdout=subprocess.PIPE, stderr=subprocess.DEVNULL).stdout

    def imports(self):
        return set(re.findall(r" UND ([A-Za-z_0-9]+)", self.readelf("--dyn-syms")))

    def offset_of(self, address):
        for start, virtual, size in re.findall(r"LOAD\s+0x(\w+) 0x(\w+) 0x\w+ 0x(\w+)", self.readelf("-l")):
            if int(virtual, 16) <= address < int(virtual, 16) + int(size, 16):
                return address - int(virtual, 16) + int(start, 16)
        raise AssertionError(hex(address))

    def function(self, name):
        """The first bytes of a function."""
        address = re.search(rf"\s(\w+)\s+\d+ FUNC .* {name}\n", self.readelf("-s")).group(1)
        at = self.offset_of(int(address, 16))
        return self.bytes[at:at + 4]


def test_its_addresses_differ_at_each_start(program):
    assert "DYN (Position-Independent" in program.readelf("-h")
    assert "PIE" in re.search(r"FLAGS_1.*", program.readelf("-d")).group(0)
    assert "TEXTREL" not in program.readelf("-d")


def test_its_tables_are_read_only_once_filled(program):
    assert "GNU_RELRO" in program.readelf("-l")
    assert "BIND_NOW" in program.readelf("-d") and "NOW" in re.search(r"FLAGS_1.*", program.readelf("-d")).group(0)


def test_nothing_is_both_writable_and_run(program):
    segments = program.readelf("-l")
    assert re.search(r"GNU_STACK.* RW ", segments), segments
    assert not re.search(r"LOAD.* RWE ", segments), segments


def test_stacks_are_guarded(program):
    assert "__stack_chk_fail" in program.imports()
    for flag in (b"-fstack-protector-strong", b"-fstack-clash-protection"):
        assert flag in program.bytes, flag


def test_copies_are_checked(program):
    checked = {name for name in program.imports() if name.endswith("_chk")}
    assert {"__memcpy_chk", "__vsnprintf_chk", "__snprintf_chk"} <= checked, checked


def test_places_to_jump_to_are_marked(program):
    if "X86-64" not in program.readelf("-h"):
        raise SkipTest("control-flow protection is asked of x86-64 alone")
    assert program.function("main") == b"\xf3\x0f\x1e\xfa"  # endbr64
    assert b"-fcf-protection=full" in program.bytes


def test_libraries_come_from_the_system_alone(program):
    assert not re.search(r"R(UN)?PATH", program.readelf("-d"))


def test_nothing_is_called_that_runs_programs_or_writes_without_a_bound(program):
    assert not BANNED & program.imports(), BANNED & program.imports()


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--foyer", default="build/release/foyer")
    program = Program(parser.parse_args().foyer)
    return tell(run_each(tests_of(globals()), program))


if __name__ == "__main__":
    sys.exit(main())
