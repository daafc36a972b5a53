"""At night: of 60 small changes of what runs in Odoo, others each day, tests notice
most."""

import json
import os
import random
from datetime import date

import breaking
import equivalents
import pytest
from databases import clone_database, drop_database
from processes import NIGHTLY, ROOT
from test_e2e_rows import ODOO, run, try_all

NAME = "lc_rows"
COUNT, FLOOR = int(os.environ.get("LC_MUTANTS", 60)), 0.8
SEED = os.environ.get("LC_SEED", date.today().isoformat())
MOST = 25  # tests that a mutant is tried with, of those that come to its line
ADDONS = "connector_base", "twinfield_connector", "exact_connector"
ROOMS = "models", "wizard", "controllers"
ONLY = os.environ.get("LC_ONLY", "")


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
        if path.name.startswith("test_") and not path.name.endswith("_tours.py")
    )


if NIGHTLY:

    @pytest.fixture
    def database():
        clone_database(os.environ["LC_TEST_DATABASE"], NAME)
        yield
        drop_database(NAME)

    @pytest.mark.usefixtures("database")
    def test_most_mutants_are_noticed(tmp_path):
        chance = random.Random(SEED)
        found = equivalents.read()
        every = [one for one in mutants() if not equivalents.holds(found, one)]
        chosen = chance.sample(every, min(COUNT, len(every)))
        told = tmp_path / "probes.json"
        told.write_text(json.dumps([(one.path, one.lines[0]) for one in chosen]))
        run(["-p", "probing", *ODOO, *files()], LC_PROBES=told)
        met = [
            chance.sample(tests, min(MOST, len(tests)))
            for tests in json.loads(told.read_text())
        ]
        plan = [(m.place, t) for m, t in zip(chosen, met, strict=True) if t]
        outcomes = iter(try_all(plan, tmp_path / "plan.json"))
        outcomes = [next(outcomes) if tests else "untested" for tests in met]
        pairs = [*zip(outcomes, map(str, chosen), strict=True)]
        tried = [(out, words) for out, words in pairs if out != "impossible"]
        left = [f"{out} {words}" for out, words in tried if out != "red"]
        assert len(tried) - len(left) >= FLOOR * len(tried), "\n".join(left)
