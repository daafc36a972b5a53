"""docs/features.md names, for each known feature, a test that exists."""

import ast
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
ROWS = re.findall(
    r"^\| (\d+) \| [^|]+ \| (?:`([^`]+)`|(open)) \|$",
    (ROOT / "docs" / "features.md").read_text(),
    re.MULTILINE,
)
NAMED = sorted({test for _number, test, _open in ROWS if test})


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
    numbers = [int(number) for number, _test, _open in ROWS]
    assert len(numbers) == len(set(numbers)) == 236


@pytest.mark.parametrize("test", NAMED)
def test_named_test_exists(test):
    path, name = test.split("::", 1)
    assert name in names(ast.parse((ROOT / path).read_text()))
