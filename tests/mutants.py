"""Mutants of the plain Python: small changes in memory, each of which some test must
notice.

    python tests/mutants.py --count 300 --seed 2026-11-27 --json FILE

All tests of the plain Python run once, with a note of the lines that each executes.
Then each mutant is tried in a child of this process, with the tests that execute its
line. Fork needs no new imports: a second a mutant.
"""

import argparse
import contextlib
import json
import os
import random
import signal
import sys
import tempfile
from collections import Counter, defaultdict
from pathlib import Path

import breaking
import pytest
from hypothesis.configuration import set_hypothesis_home_dir

PLACES = (
    "connector_base/ledger",
    "twinfield_connector/client",
    "exact_connector/client",
)
TESTS = ("tests/unit", "tests/contract", "tests/security")
LONGEST = 120  # s for the tests of one mutant; who hangs is noticed
QUIET = ("-q", "-p", "no:odoo", "-p", "no:cacheprovider", "--no-header", "--tb=no")


class Lines:
    """Which tests execute a line: {(path, line): [test]}"""

    def __init__(self, paths):
        self.tests, self.test = defaultdict(list), None
        self._paths = {str(breaking.ROOT / path): path for path in paths}
        self._known, self._seen = {}, set()

    def pytest_runtest_logstart(self, nodeid):
        self.test, self._seen = nodeid, set()

    def pytest_runtest_logfinish(self, nodeid):
        for place in self._seen:
            self.tests[place].append(nodeid)
        self.test = None

    def calls(self, frame, _event, _told):
        name = frame.f_code.co_filename
        if name not in self._known:
            self._known[name] = self._paths.get(os.path.realpath(name))
        if self.test and self._known[name]:
            return self.lines
        return None

    def lines(self, frame, event, _told):
        if event == "line":
            self._seen.add((self._known[frame.f_code.co_filename], frame.f_lineno))
        return self.lines


def files():
    for place in PLACES:
        for path in sorted((breaking.ROOT / place).rglob("*.py")):
            yield str(path.relative_to(breaking.ROOT))


def trial(mutant, tests):
    """ "killed", "survived", "untested" or "impossible" """
    if not tests:
        return "untested"
    child = os.fork()
    if child:
        _child, status = os.waitpid(child, 0)
        code = os.waitstatus_to_exitcode(status)
        return {0: "survived", 77: "impossible"}.get(code, "killed")
    code = 1
    with contextlib.suppress(BaseException):
        signal.alarm(LONGEST)
        quiet = os.open(os.devnull, os.O_WRONLY)
        os.dup2(quiet, 1)
        os.dup2(quiet, 2)
        if breaking.apply(mutant.path, mutant.tree()):
            code = int(pytest.main([*QUIET, "-x", *tests]))
        else:
            code = 77
    os._exit(code)


def say(*words):
    sys.stdout.write(" ".join(map(str, words)) + "\n")
    sys.stdout.flush()


def main():
    parser = argparse.ArgumentParser(prog="tests/mutants.py")
    parser.add_argument("--count", type=int, default=300)
    parser.add_argument("--seed", default="")
    parser.add_argument("--only", default="", help="files whose path holds this")
    parser.add_argument("--tests", nargs="*", default=TESTS)
    parser.add_argument("--json", metavar="FILE")
    arguments = parser.parse_args()
    os.chdir(breaking.ROOT)
    paths = [path for path in files() if arguments.only in path]
    every = [mutant for path in paths for mutant in breaking.mutants(path)]
    chosen = random.Random(arguments.seed).sample(
        every, min(arguments.count, len(every))
    )
    lines = Lines(paths)
    with tempfile.TemporaryDirectory() as home:
        set_hypothesis_home_dir(home)
        sys.settrace(lines.calls)
        code = pytest.main([*QUIET, *arguments.tests], plugins=[lines])
        sys.settrace(None)
        if code:
            sys.exit("The tests are red without any mutant.")
        outcomes = []
        for mutant in chosen:
            places = [(mutant.path, line) for line in mutant.lines]
            tests = sorted({one for place in places for one in lines.tests[place]})
            outcome = trial(mutant, tests)
            outcomes.append((outcome, str(mutant)))
            if outcome in ("survived", "untested"):
                say(outcome, mutant)
    say(len(every), "in all;", dict(Counter(outcome for outcome, _ in outcomes)))
    if arguments.json:
        Path(arguments.json).write_text(json.dumps(outcomes))


if __name__ == "__main__":
    main()
