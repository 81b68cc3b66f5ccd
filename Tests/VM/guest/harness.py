"""Runs tests in order, tells of each, and goes on after a reboot with the next one."""

import contextlib
import json
import os
import signal
import time
import traceback
from dataclasses import dataclass
from typing import Callable

# The slowest test, of a thousand Python processes, takes a few minutes on idle processors, the others less than a
# minute. Software emulation on busy ones is several times slower.
SECONDS_FOR_A_TEST = 900
STATE = "/var/lib/croft-vm-tests.json"


@dataclass
class Test:
    point: int
    run: Callable[[], None]

    @property
    def name(self):
        return self.run.__name__.replace("_", " ")


_tests = []
_cleanups = []
_diagnostics = []


def test(function):
    """Registers a function whose name is a sentence, in a module called pointNN_…."""
    _tests.append(Test(int(function.__module__[len("point"):][:2]), function))
    return function


def defer(cleanup):
    """Calls it after the test, whatever becomes of it; the last one first."""
    _cleanups.append(cleanup)


def diagnose(describe):
    """Prints what it returns when a test has failed, before anything is cleaned up."""
    _diagnostics.append(describe)


class Rebooting(Exception):
    """A test of this name has passed, and the machine reboots."""


def until(happens, what, seconds=60):
    """The first true value of `happens()`, which is asked again and again: most of what is waited for here, such as
    the end of a cgroup, tells nobody."""
    deadline = time.monotonic() + seconds
    while True:
        value = happens()
        if value:
            return value
        assert time.monotonic() < deadline, f"{what}: not within {seconds} s"
        time.sleep(0.05)


def equal(actual, expected, what):
    assert actual == expected, f"{what}: {actual!r}, and not {expected!r}"


class Run:
    """Where the tests are, over all boots."""

    def __init__(self, results, points):
        self.results = results
        self.tests = [test for test in _tests if not points or test.point in points]
        self.state = {"next": 0, "passed": 0, "failed": 0, "points": {}}
        with contextlib.suppress(FileNotFoundError), open(STATE) as file:
            self.state = json.load(file)

    def say(self, line):
        self.results.write(line + "\n")
        self.results.flush()

    def save(self):
        with open(STATE, "w") as file:
            json.dump(self.state, file)

    def go_on(self):
        """Runs what is left; returns whether it is over: otherwise the machine reboots."""
        while self.state["next"] < len(self.tests):
            test = self.tests[self.state["next"]]
            self.state["next"] += 1
            self.save()
            if self.passes(test):
                return False
            if self.is_last_of_point(test):
                self.say_point(test.point)
        self.say(f"{self.state['passed']} passed, {self.state['failed']} failed")
        os.remove(STATE)
        return True

    def passes(self, test):
        """Counts it; returns whether the machine reboots now."""
        start, complaint, reboots = time.monotonic(), None, False
        signal.signal(signal.SIGALRM, time_out)
        signal.alarm(SECONDS_FOR_A_TEST)
        try:
            test.run()
        except Rebooting:
            reboots = True
        except Exception as error:  # Whatever it is, the next tests shall run.
            complaint = complaint_of(error)
        finally:
            signal.alarm(0)
        seconds = time.monotonic() - start
        self.count(test, complaint, seconds)
        # What a reboot meets is the test's.
        if not reboots:
            self.clean_up()
        return reboots

    def count(self, test, complaint, seconds):
        outcome = "failed" if complaint else "passed"
        self.state[outcome] += 1
        point = self.state["points"].setdefault(str(test.point), {"passed": 0, "failed": 0, "seconds": 0})
        point[outcome] += 1
        point["seconds"] += seconds
        self.save()
        if complaint is None:
            self.say(f"ok {test.point}: {test.name} ({seconds:.1f} s)")
            return
        self.say(f"not ok {test.point}: {test.name}: {complaint[0]} ({seconds:.1f} s)")
        for text in complaint[1:] + [describe() for describe in _diagnostics]:
            for line in text.splitlines():
                self.say("  | " + line)

    def clean_up(self):
        while _cleanups:
            with contextlib.suppress(Exception):
                _cleanups.pop()()
        _diagnostics.clear()

    def is_last_of_point(self, test):
        following = self.state["next"]
        return following == len(self.tests) or self.tests[following].point != test.point

    def say_point(self, number):
        point = self.state["points"][str(number)]
        self.say(f"point {number}: {point['passed']} passed, {point['failed']} failed, {point['seconds']:.0f} s")


def time_out(*_):
    raise TimeoutError(f"it took more than {SECONDS_FOR_A_TEST} s")


def complaint_of(error):
    """What went wrong, in one line, and then where."""
    text = str(error).strip() or type(error).__name__
    if not isinstance(error, AssertionError):
        text = f"{type(error).__name__}: {text}"
    lines = text.splitlines()
    steps = [
        f"{os.path.basename(frame.filename)}:{frame.lineno}: {frame.line}"
        for frame in traceback.extract_tb(error.__traceback__)
        if os.path.dirname(frame.filename) == os.path.dirname(os.path.abspath(__file__))
    ]
    return [lines[0], "\n".join(lines[1:]), "\n".join(steps[1:])]
