"""A pytest plugin: which tests come to a line, in a child as ``forking`` has them.
``LC_PROBES`` is a JSON file: [[path, line where a statement begins]]. It becomes
{"took": {name of a test, or of a class for its set-up: s}, "met": [[path, line, [tests
that came there, as numbers of their names in "took"]]]}."""

import ast
import builtins
import copy
import json
import os
from collections import Counter, defaultdict
from pathlib import Path

import breaking
import forking
import pytest
from _pytest.main import pytest_runtestloop as run_all

LONGEST = 3 * 60 * 60  # s
_places = json.loads(Path(os.environ["LC_PROBES"]).read_text())
_met = [set() for _place in _places]
_took = Counter()
_red = set()
_test = None


def _probe(number):
    _met[number].add(_test)


def pytest_collection_finish():
    """By now all addons are imported."""
    builtins.lc_probe = _probe
    wanted = defaultdict(lambda: defaultdict(list))
    for number, (path, line) in enumerate(_places):
        wanted[path][line].append(number)
    for path, lines in wanted.items():
        breaking.apply(path, _Probed(lines).visit(copy.deepcopy(breaking.parsed(path))))


class _Probed(ast.NodeTransformer):
    def __init__(self, lines):
        self._lines = lines

    def visit(self, node):
        found = super().visit(node)
        is_one = isinstance(node, ast.stmt) and not isinstance(
            node, (ast.FunctionDef, ast.ClassDef)
        )
        probes = [
            ast.copy_location(ast.parse(f"lc_probe({number})").body[0], node)
            for number in (self._lines.get(node.lineno, ()) if is_one else ())
        ]
        return [*probes, found] if probes else found


@pytest.hookimpl(tryfirst=True)
def pytest_runtestloop(session):
    """What is red in a child for another reason than a change proves nothing there."""
    forking.load()
    forking.in_child(lambda: _note(session), LONGEST)
    return True


def _note(session):
    run_all(session)
    # Tests that are red without any change prove nothing.
    numbers = {name: n for n, name in enumerate(_took) if name not in _red}
    told = [
        (*place, sorted(numbers[name] for name in names & {*numbers}))
        for place, names in zip(_places, _met, strict=True)
    ]
    Path(os.environ["LC_PROBES"]).write_text(json.dumps({"took": _took, "met": told}))
    return 0


def pytest_runtest_logstart(nodeid):
    global _test
    _test = nodeid


def pytest_runtest_logreport(report):
    name = report.nodeid
    _took[name.rpartition("::")[0] if report.when == "setup" else name] += (
        report.duration
    )
    if report.failed:
        _red.add(name)
