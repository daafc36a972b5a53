"""Each feature is lost when the function that makes it true does nothing, and the test
beside it in docs/features.md notices: of twenty rows that the date chooses, at night of
all."""

import ast
import json
import os
import random
import re
import subprocess
import sys
from collections import defaultdict
from datetime import date

import pytest
from databases import clone_database, drop_database
from made_true import made_true
from processes import CONFIG, NIGHTLY, ROOT

NAME = "lc_rows"
TESTS = {
    int(number): test
    for number, test in re.findall(
        r"^\| (\d+) \| [^|]+ \| `([^`]+)` \|",
        (ROOT / "docs" / "features.md").read_text(),
        re.MULTILINE,
    )
}
# Those of whole processes break too late: the processes read the files.
CHOICE = sorted(
    number for number in made_true() if not TESTS[number].startswith("tests/e2e/")
)
PURE = "-p", "no:odoo"
ODOO = (f"--odoo-config={CONFIG}", f"--odoo-database={NAME}", "--odoo-http")


def inheriting():
    """{name of a mixin: [files of tests whose classes are made of it]}"""
    found = defaultdict(list)
    files = [
        *ROOT.glob("*/tests/test_*.py"),
        *ROOT.glob("tests/addons/*/tests/test_*.py"),
    ]
    for path in sorted(files):
        for node in ast.parse(path.read_text()).body:
            for base in getattr(node, "bases", ()):
                if isinstance(base, ast.Name):
                    found[base.id].append(f"{path.relative_to(ROOT)}::{node.name}")
    return found


def places(test):
    """Where the test runs: of one that several ledgers share, in each of them."""
    path, _, name = test.rpartition("::")
    if path.count("/") > 1 or "::" not in path:
        return [test]
    return [f"{place}::{name}" for place in inheriting()[path.split("::")[1]]]


def is_pure(test):
    return test.startswith(("tests/unit", "tests/contract", "tests/project"))


def try_all(plan, file, options=ODOO):
    """[what became of each (change, tests, and for how long) of ``plan``]; Odoo is
    loaded once."""
    file.write_text(json.dumps(plan))
    files = sorted(
        {test.split("::")[0] for _change, tests, *_ in plan for test in tests}
    )
    run(["-p", "forking", *options, *files], LC_PLAN=file)
    return json.loads(file.read_text())


def run(options, **environment):
    return subprocess.run(
        [sys.executable, "-m", "pytest", "-p", "no:cacheprovider", *options],
        cwd=ROOT,
        env={
            **os.environ,
            "LC_PROFILE": "default",
            "PYTHONPATH": f"{ROOT}/tests",
            **environment,
        },
        check=False,
    )


ONLY = [int(one) for one in os.environ.get("LC_ROWS", "").split()]
SAMPLE = random.Random(date.today().isoformat()).sample(CHOICE, 20)
CHOSEN = sorted(ONLY or (CHOICE if NIGHTLY else SAMPLE))


@pytest.fixture(scope="module")
def database():
    clone_database(os.environ["LC_TEST_DATABASE"], NAME)
    yield
    drop_database(NAME)


@pytest.fixture(scope="module")
def outcomes(tmp_path_factory, database):
    """{number: what became of its test without the function}; some of
    those tests run once more with nothing changed, and are green."""
    file = tmp_path_factory.mktemp("rows") / "plan.json"
    found = {}
    for options in PURE, ODOO:
        numbers = [n for n in CHOSEN if is_pure(TESTS[n]) is (options is PURE)]
        plan = [(made_true()[n], places(TESTS[n])) for n in numbers]
        if not plan:
            continue
        # At the end: a test that was red must not make those after it red.
        unchanged = [("", tests[:1]) for _function, tests in plan[-3:]]
        tried = try_all([*plan, *unchanged], file, options)
        assert set(tried[len(plan) :]) <= {"green"}, unchanged
        found |= zip(numbers, tried, strict=False)
    return found


@pytest.mark.parametrize("number", CHOSEN)
def test_emptied_function_is_noticed(outcomes, number):
    """By the test of any ledger: some make nothing of what they share."""
    assert outcomes[number] == "red", f"{made_true()[number]} does nothing"
