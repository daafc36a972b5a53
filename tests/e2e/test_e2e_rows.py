"""Each feature is lost when the function that makes it true does nothing, and the test
beside it in docs/features.md notices: a sample that the date chooses."""

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
SAMPLE = 20
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


def try_in_odoo(plan, file):
    """[what became of each (function, tests) of ``plan``]; Odoo is loaded once."""
    file.write_text(json.dumps(plan))
    files = sorted(
        {test.split("::")[0] for _function, tests, *_ in plan for test in tests}
    )
    run(["-p", "forking", *ODOO, *files], LC_PLAN=file)
    return json.loads(file.read_text())


def try_without(function, test):
    done = run(["-p", "breaking", "-p", "no:odoo", test], LC_EMPTY=function)
    return "red" if done.returncode == 1 else "green"


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


if NIGHTLY:
    ONLY = [int(one) for one in os.environ.get("LC_ROWS", "").split()]
    CHOSEN = random.Random(date.today().isoformat()).sample(CHOICE, SAMPLE)

    @pytest.fixture(scope="module")
    def outcomes(tmp_path_factory):
        """{number: (function, [(test, what became of it)])}"""
        plan = {number: places(TESTS[number]) for number in ONLY or CHOSEN}
        pairs = dict.fromkeys((made_true()[n], t) for n in plan for t in plan[n])
        in_odoo = [pair for pair in pairs if not is_pure(pair[1])]
        pairs |= {p: try_without(*p) for p in pairs if p not in in_odoo}
        clone_database(os.environ["LC_TEST_DATABASE"], NAME)
        try:
            file = tmp_path_factory.mktemp("rows") / "plan.json"
            tests = sorted({test for _function, test in in_odoo})
            # First with nothing emptied: then they are green.
            tried = try_in_odoo(
                [*(("", [one]) for one in tests), *((f, [t]) for f, t in in_odoo)], file
            )
        finally:
            drop_database(NAME)
        assert tried[: len(tests)] == ["green"] * len(tests), (tests, tried)
        pairs |= zip(in_odoo, tried[len(tests) :], strict=True)
        return {
            number: {test: pairs[made_true()[number], test] for test in tests}
            for number, tests in plan.items()
        }

    @pytest.mark.parametrize("number", sorted(ONLY or CHOSEN))
    def test_emptied_function_is_noticed(outcomes, number):
        """By the test of any ledger: some make nothing of what they share."""
        found = outcomes[number]
        assert "red" in found.values(), f"{made_true()[number]} does nothing: {found}"
