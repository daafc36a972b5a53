"""At night: of 60 small changes of what runs in Odoo, others each day, tests notice
most. All tests run once, with a note of the statements that each comes to; then each
change is tried with those that come to it.

``LC_SEED``, ``LC_MUTANTS`` and ``LC_ONLY`` (files whose path holds this) choose others,
``LC_PLACES`` those that it names, ``LC_TESTS`` only files of tests whose name holds
that. In the folder ``LC_KEEP`` stay the notes, which further runs of the same code take
over, and what became of each change.
"""

import json
import os
import random
from collections import Counter
from datetime import date
from pathlib import Path

import breaking
import equivalents
import pytest
from databases import clone_database, drop_database
from forking import LONGEST
from processes import NIGHTLY, ROOT
from test_e2e_rows import ODOO, run, try_all

NAME = "lc_rows"
COUNT, FLOOR = int(os.environ.get("LC_MUTANTS", 60)), 0.8
SEED = os.environ.get("LC_SEED", date.today().isoformat())
NOTICED = "red", "late"  # or it hangs
MOST = 240  # s of the tests that a mutant is tried with, of all that come to its line
ADDONS = "connector_base", "twinfield_connector", "exact_connector"
ROOMS = "models", "wizard", "controllers"
PLACES = os.environ.get("LC_PLACES", "").split()
ONLY, TESTS = os.environ.get("LC_ONLY", ""), os.environ.get("LC_TESTS", "")
# They run while Odoo is loaded, before anything is changed in memory.
LOADING = {
    "connector_base/models/connection/ledger_connection.py::_item",
    "connector_base/models/connection/ledger_item.py::of_kind",
    "connector_base/models/ground/ledger_words.py::register",
    "connector_base/wizard/assistant/ledger_assistant_page.py::of",
}


def mutants():
    for addon in ADDONS:
        for room in ROOMS:
            for path in sorted((ROOT / addon / room).rglob("*.py")):
                if ONLY in str(path):
                    yield from breaking.mutants(str(path.relative_to(ROOT)))


def files():
    """Those with a browser don't run in a child, and see each screen more than once."""
    found = [*ROOT.glob("*/tests/test_*.py"), *ROOT.glob("tests/addons/*/tests/*.py")]
    return sorted(
        str(path.relative_to(ROOT))
        for path in found
        if path.name.startswith("test_")
        and not path.name.endswith("_tours.py")
        and TESTS in path.name
    )


def met(file):
    """{(path, line): [tests that come there]} and what each takes, in seconds"""
    told = json.loads(file.read_text()) if file.exists() else None
    if not isinstance(told, dict):
        file.write_text(json.dumps(sorted({(m.path, m.lines[0]) for m in mutants()})))
        run(["-p", "probing", *ODOO, *files()], LC_PROBES=file)
        told = json.loads(file.read_text())
    names, took = [*told["took"]], told["took"]
    tests = {
        (path, line): [names[number] for number in numbers]
        for path, line, numbers in told["met"]
    }
    return tests, took


class Choice:
    """Of the tests that come to a line, for half of the time those that come to what is
    rare around it: they have it behave otherwise. For the rest those that together come
    to most of the code, first of all to the rest of its own file."""

    OWN = 30  # times as much as elsewhere
    AROUND = 12  # lines before and after

    def __init__(self, tests, took):
        self._tests, self._took = tests, took
        self._reach, self._files = Counter(), Counter()  # bits, one for each line
        for number, (path, line) in enumerate(tests):
            self._files[path] |= 1 << number
            for test in tests[path, line]:
                self._reach[test] |= 1 << number

    def of(self, path, line):
        """(tests, how long they take with what their classes set up)"""
        left, chosen, seconds = {*self._tests[path, line]}, [], 0
        seen, opened, rare = 0, set(), Counter()
        for near in range(line - self.AROUND, line + self.AROUND + 1):
            some = self._tests.get((path, near), ())
            rare.update(dict.fromkeys(some, 1 / len(some)) if some else ())

        def takes(test):
            of_class = test.rpartition("::")[0]
            return self._took[test] + (of_class not in opened) * self._took[of_class]

        def worth(test):
            if seconds < MOST / 2:
                return rare[test] / takes(test)
            new = self._reach[test] & ~seen
            own = new & self._files[path]
            return (new.bit_count() + self.OWN * own.bit_count()) / takes(test)

        while left := {test for test in left if seconds + takes(test) <= MOST}:
            best = max(sorted(left), key=worth)
            left.remove(best)
            chosen.append(best)
            seconds += takes(best)
            seen |= self._reach[best]
            opened.add(best.rpartition("::")[0])
        return chosen, seconds


if NIGHTLY:

    @pytest.fixture
    def database():
        clone_database(os.environ["LC_TEST_DATABASE"], NAME)
        yield
        drop_database(NAME)

    @pytest.mark.usefixtures("database")
    def test_most_mutants_are_noticed(tmp_path):
        kept = Path(os.environ.get("LC_KEEP", tmp_path))
        chance = random.Random(SEED)
        found = equivalents.read()
        every = [
            one
            for one in mutants()
            if f"{one.path}::{one.function}" not in LOADING
            and not equivalents.holds(found, one)
        ]
        chosen = [one for one in every if one.place in PLACES]
        chosen = chosen or chance.sample(every, min(COUNT, len(every)))
        choice, plan = Choice(*met(kept / "probes.json")), []
        for one in chosen:
            some, seconds = choice.of(one.path, one.lines[0])
            if some:
                plan.append((one.place, some, LONGEST + int(3 * seconds)))
        # At the end: a test that was red must not make those after it red.
        unchanged = [("", some[:3], longest) for _place, some, longest in plan[-3:]]
        tried = try_all([*plan, *unchanged], kept / "plan.json")
        assert set(tried[len(plan) :]) <= {"green"}, unchanged
        outcomes = dict(zip((one[0] for one in plan), tried, strict=False))
        told = [(outcomes.get(one.place, "untested"), str(one)) for one in chosen]
        count = Counter(outcome for outcome, _words in told)
        left = [" ".join(one) for one in told if one[0] not in NOTICED]
        said = "\n".join([str(dict(count)), *left])
        (kept / f"outcomes-{SEED}.txt").write_text(said)
        noticed = sum(count[name] for name in NOTICED)
        assert noticed >= FLOOR * (len(told) - count["impossible"]), said
