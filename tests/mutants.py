"""Mutants of the plain Python: small changes in memory, each of which some test must
notice.

    python tests/mutants.py --count 300 --seed 2026-11-27 --json FILE
    python tests/mutants.py --since v19.0.2.0.0  # and all of what changed since
    python tests/mutants.py --again FILE  # what was left then

All tests of the plain Python run once, with a note of the lines that each executes.
Then each mutant is tried in a child of this process, with the tests that execute its
line, the quick ones first. Nothing is imported or collected anew: a third of a second
a mutant. What is in ``equivalents.txt`` is left out.
"""

import argparse
import json
import os
import random
import re
import subprocess
import sys
import threading
from collections import Counter, defaultdict
from pathlib import Path

import breaking
import equivalents
import forking
import pytest
from hypothesis import Phase, settings

PLACES = (
    "connector_base/ledger",
    "twinfield_connector/client",
    "exact_connector/client",
)
# Works in PostgreSQL, and is tested there.
NOT_PURE = ("connector_base/ledger/fair_use.py",)
TESTS = ("tests/unit", "tests/contract", "tests/security")
LONGEST = (
    30  # s for the tests of one mutant beyond what they need; who hangs is noticed
)
QUIET = ("-q", "-p", "no:odoo", "-p", "no:cacheprovider", "--no-header", "--tb=no")


class Trials:
    """A pytest plugin. ``outcomes``: [(outcome, mutant)]"""

    def __init__(self, mutants):
        self.outcomes = []
        self._mutants = mutants
        paths = {mutant.path for mutant in mutants}
        self._paths = {str(breaking.ROOT / path): path for path in paths}
        self._known, self._seen = {}, set()
        self._tests = defaultdict(list)  # {(path, line): [item]}
        self._took = Counter()  # {item: s}

    def pytest_collection(self):
        """All generated cases are the same each time; none is made smaller."""
        settings.register_profile(
            "mutants",
            settings(max_examples=60),
            database=None,
            derandomize=True,
            phases=[Phase.explicit, Phase.generate],
        )
        settings.load_profile("mutants")

    @pytest.hookimpl(tryfirst=True)
    def pytest_runtestloop(self, session):
        for item, following in _with_next(session.items):
            self._seen = set()
            self._trace(self._calls)
            item.config.hook.pytest_runtest_protocol(item=item, nextitem=following)
            self._trace(None)
            for place in self._seen:
                self._tests[place].append(item)
        if session.testsfailed:
            sys.exit("The tests are red without any mutant.")
        for mutant in self._mutants:
            outcome = self._trial(session, mutant)
            self.outcomes.append((outcome, str(mutant)))
            if outcome in ("survived", "untested"):
                say(outcome, mutant)
        return True

    def pytest_runtest_logreport(self, report):
        self._took[report.nodeid] += report.duration

    def _trial(self, session, mutant):
        """ "killed", "survived", "untested" or "impossible" """
        places = [(mutant.path, line) for line in mutant.lines]
        tests = {item: None for place in places for item in self._tests[place]}
        if not tests:
            return "untested"
        time = sum(self._took[item.nodeid] for item in tests)

        def trial():
            quiet = os.open(os.devnull, os.O_WRONLY)
            os.dup2(quiet, 1)
            os.dup2(quiet, 2)
            return _run(session, mutant, sorted(tests, key=self._by_file()))

        code = forking.in_child(trial, LONGEST + int(3 * time))
        return {0: "survived", 77: "impossible"}.get(code, "killed")

    def _by_file(self):
        """Tests of one file share what they set up."""
        took = defaultdict(list)
        for nodeid, seconds in self._took.items():
            took[nodeid.partition("::")[0]].append(seconds)

        def key(item):
            name = item.nodeid.partition("::")[0]
            return sum(took[name]) / len(took[name]), name

        return key

    def _trace(self, calls):
        sys.settrace(calls)
        threading.settrace(calls)

    def _calls(self, frame, _event, _told):
        name = frame.f_code.co_filename
        if name not in self._known:
            self._known[name] = self._paths.get(os.path.realpath(name))
        return self._lines if self._known[name] else None

    def _lines(self, frame, event, _told):
        if event == "line":
            self._seen.add((self._known[frame.f_code.co_filename], frame.f_lineno))
        return self._lines


def _run(session, mutant, items):
    if not breaking.apply(mutant.path, mutant.tree()):
        return 77
    for item, following in _with_next(items):
        item.config.hook.pytest_runtest_protocol(item=item, nextitem=following)
        if session.testsfailed:
            return 1
    return 0


def _with_next(items):
    return zip(items, [*items[1:], None], strict=True)


def files():
    for place in PLACES:
        for path in sorted((breaking.ROOT / place).rglob("*.py")):
            name = str(path.relative_to(breaking.ROOT))
            if name not in NOT_PURE:
                yield name


def changed(since):
    """{(path, line)} that differ from those of a commit."""
    told = subprocess.run(
        ["git", "diff", "-U0", "--no-ext-diff", since, "--", *PLACES],
        cwd=breaking.ROOT,
        check=True,
        capture_output=True,
        text=True,
    ).stdout
    path, found = "", set()
    for line in told.splitlines():
        if line.startswith("+++ "):
            path = line[6:]
        elif hunk := re.match(r"@@ \S+ \+(\d+)(?:,(\d+))? @@", line):
            start, count = int(hunk[1]), int(hunk[2] or 1)
            found |= {(path, number) for number in range(start, start + count)}
    return found


def choose(arguments):
    """Those to be tried, and how many there are."""
    known = equivalents.read()
    paths = [path for path in files() if arguments.only in path]
    every = [
        mutant
        for path in paths
        for mutant in breaking.mutants(path)
        if not equivalents.holds(known, mutant)
    ]
    if arguments.again:
        told = json.loads(Path(arguments.again).read_text())
        left = {_found_again(words) for outcome, words in told if outcome != "killed"}
        return [one for one in every if _found_again(str(one)) in left], len(every)
    rng = random.Random(arguments.seed)
    chosen = rng.sample(every, min(arguments.count, len(every)))
    if arguments.since:
        lines = changed(arguments.since)
        taken = set(chosen)
        news = [
            one for one in every if (one.path, one.line) in lines and one not in taken
        ]
        chosen += rng.sample(news, min(arguments.most, len(news)))
    return chosen, len(every)


def _found_again(words):
    """All but its line number."""
    return words.partition("\n")[2]


def say(*words):
    # Also while pytest keeps the output to itself
    sys.__stdout__.write(" ".join(map(str, words)) + "\n")
    sys.__stdout__.flush()


def main():
    parser = argparse.ArgumentParser(prog="tests/mutants.py")
    parser.add_argument("--count", type=int, default=300)
    parser.add_argument("--seed", default="")
    parser.add_argument("--again", metavar="FILE", help="those of it that were left")
    parser.add_argument("--since", default="", help="and all that changed since then")
    parser.add_argument("--most", type=int, default=1000, help="of these")
    parser.add_argument("--only", default="", help="files whose path holds this")
    parser.add_argument("--tests", nargs="*", default=TESTS)
    parser.add_argument("--json", metavar="FILE")
    arguments = parser.parse_args()
    os.chdir(breaking.ROOT)
    chosen, total = choose(arguments)
    trials = Trials(chosen)
    pytest.main([*QUIET, "-s", *arguments.tests], plugins=[trials])
    say(len(trials.outcomes), "of", total)
    for place in PLACES:
        of_place = [one for one, mutant in trials.outcomes if mutant.startswith(place)]
        say(place, dict(Counter(of_place)))
    if arguments.json:
        Path(arguments.json).write_text(json.dumps(trials.outcomes))


if __name__ == "__main__":
    main()
