"""docs/features.md names, for each known feature, a test that exists, and the function
that makes it true. ``LC_RESULTS=1`` writes the latter as ``made_true.py`` has them."""

import ast
import os
import re
from pathlib import Path

import breaking
import pytest
from made_true import made_true

ROOT = Path(__file__).resolve().parents[2]
FILE = ROOT / "docs" / "features.md"
ROW = re.compile(
    r"^\| (\d+) \| ([^|]+) \| (?:`([^`]+)`|(open|closed: [^|]+)) \|(?: `([^`]+)` \|)?$",
    re.MULTILINE,
)
MADE_TRUE = made_true()


def written(match):
    """A row with its function."""
    number, feature, test, open_, _function = match.groups()
    function = MADE_TRUE.get(int(number))
    cells = [number, feature, open_ or f"`{test}`"]
    cells += [f"`{function}`"] if function else []
    return f"| {' | '.join(cells)} |"


if os.environ.get("LC_RESULTS"):
    FILE.write_text(ROW.sub(written, FILE.read_text()))
ROWS = ROW.findall(FILE.read_text())
NAMED = sorted({test for _number, _feature, test, *_rest in ROWS if test})


def names(tree):
    """Names of the tests of a module: ``function`` or ``Class::function``."""
    for node in tree.body:
        if isinstance(node, ast.FunctionDef):
            yield node.name
        elif isinstance(node, ast.ClassDef):
            for inner in node.body:
                if isinstance(inner, ast.FunctionDef):
                    yield f"{node.name}::{inner.name}"


def test_every_feature_has_one_line():
    numbers = [int(row[0]) for row in ROWS]
    assert len(numbers) == len(set(numbers)) == 236


@pytest.mark.parametrize("test", NAMED)
def test_named_test_exists(test):
    path, name = test.split("::", 1)
    assert name in names(ast.parse((ROOT / path).read_text()))


def test_each_feature_is_made_true_by_a_function():
    told = {int(number): function for number, *_rest, function in ROWS if function}
    assert told == MADE_TRUE
    assert all((ROOT / one.split("::")[0]).exists() for one in told.values())
    missing = [
        one
        for one in told.values()
        if one.split("::")[1] not in breaking.functions(one.split("::")[0])
    ]
    assert missing == []
    is_open = {int(number) for number, *_rest, open_, _function in ROWS if open_}
    unnamed = {int(row[0]) for row in ROWS} - set(told) - is_open
    assert not unnamed, "whose functions are to be named in tests/made_true.py"
