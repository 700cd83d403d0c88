"""What test programs share: they tell their functions one by one, count, and
say what failed and why.  The server they test: server.py."""
import os
import shutil
import tempfile
import time
import traceback
from unittest import SkipTest

from server import Server

SLOW_SECONDS = 3


def tests_of(namespace, names=()):
    """The functions of a module that are tests, or those among them that are named."""
    return [test for name, test in namespace.items() if name.startswith("test_") and (not names or name in names)]


def run_each(tests, *subject):
    """Calls each with the subject.  How many passed and failed; one that raises SkipTest did neither, and that is told."""
    failed = passed_over = 0
    for test in tests:
        started = time.monotonic()
        try:
            test(*subject)
        except SkipTest as reason:
            passed_over += 1
            print(f"[  SKIPPED ] {test.__name__}: {reason}")
        except Exception:  # pylint: disable=broad-except
            failed += 1
            print(f"FAILED {test.__name__}\n{traceback.format_exc()[-2500:]}")
        if time.monotonic() - started > SLOW_SECONDS:
            print(f"{test.__name__}: {time.monotonic() - started:.1f} s")
    return len(tests) - failed - passed_over, failed


def run_in_folders(tests, program, prefix):
    """Calls each with the program and an empty folder of its own."""
    def call(test):
        base = tempfile.mkdtemp(prefix=prefix)
        try:
            test(program, base)
        finally:
            shutil.rmtree(base, ignore_errors=True)

    counts = [run_each([named(test, call)]) for test in tests]
    return sum(passed for passed, _ in counts), sum(failed for _, failed in counts)


def named(test, call):
    def one():
        call(test)
    one.__name__ = test.__name__
    return one


def run_with_server(tests, program, house_of, environment=None):
    """Calls each with the house of one server for all, which must stop in order."""
    with tempfile.TemporaryDirectory(prefix="foyer-test-") as folder:
        server = Server(os.path.abspath(program), folder + "/data", demo=False, environment=environment)
        server.start(60)
        try:
            passed, failed = run_each(tests, house_of(server))
        finally:
            status = server.stop()
        if status != 0:
            print(f"FAILED the server stops in order: {status}\n{server.tail()}")
        return passed + (status == 0), failed + (status != 0)


def tell(counts):
    """Says how many passed and failed; the program's exit status."""
    passed, failed = counts
    print(f"{passed} passed, {failed} failed")
    return 1 if failed else 0
