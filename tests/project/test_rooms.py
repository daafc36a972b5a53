"""The house has walls: nine rooms, the lower ones know nothing of the upper ones."""

import ast
import re
from collections import defaultdict
from pathlib import Path

import pytest

BASE = Path(__file__).parents[2] / "connector_base"
ROOMS = (
    "ground",
    "provider",
    "connection",
    "mapping",
    "relation",
    "composing",
    "export",
    "payment",
    "control",
)
# Names that Odoo has too.
ODOO = {"currency_id", "journal_id", "move_id", "move_type", "_trigger"}
ROOM, WALL = 2300, 450


def files(room):
    return sorted((BASE / "models" / room).glob("*.py"))


def names_of(tree):
    """(models, fields and methods) that a file defines."""
    models, members = set(), set()
    for node in (n for n in ast.walk(tree) if isinstance(n, ast.ClassDef)):
        for part in node.body:
            if isinstance(part, ast.FunctionDef):
                members.add(part.name)
            for target in getattr(part, "targets", ()):
                if target.id == "_name":
                    models.add(part.value.value)
                else:
                    members.add(target.id)
    return models, members


def used_in(tree):
    """[(line, name)] of attributes and texts, but the far end of a One2many."""
    far = {
        id(argument)
        for node in ast.walk(tree)
        if isinstance(node, ast.Call) and getattr(node.func, "attr", "") == "One2many"
        for argument in node.args
    }
    for node in ast.walk(tree):
        if isinstance(node, ast.Attribute):
            yield node.lineno, node.attr
        elif isinstance(node, ast.Constant) and isinstance(node.value, str):
            if id(node) not in far:
                for name in (
                    re.fullmatch(r"[\w.]+", node.value)
                    and (
                        node.value,
                        *node.value.split("."),
                    )
                    or ()
                ):
                    yield node.lineno, name


TREES = {file: ast.parse(file.read_text()) for room in ROOMS for file in files(room)}


def test_nothing_runs_up():
    """No import, model, field or method that only a later room defines."""
    home = defaultdict(set)
    for file, tree in TREES.items():
        for name in set.union(*names_of(tree)):
            home[name].add(ROOMS.index(file.parent.name))
    found = []
    for file, tree in TREES.items():
        here = ROOMS.index(file.parent.name)
        for line, name in used_in(tree):
            ledgers = name.startswith("ledger.") or ("_" in name and name not in ODOO)
            if ledgers and home.get(name) and min(home[name]) > here:
                found.append(f"{file.parent.name}/{file.name}:{line} {name}")
        for node in (n for n in ast.walk(tree) if isinstance(n, ast.ImportFrom)):
            other = (node.module or "").split(".")[0]
            if node.level == 2 and ROOMS.index(other) > here:
                found.append(f"{file.parent.name}/{file.name}:{node.lineno} {other}")
    assert not found, "\n".join(found)


@pytest.mark.parametrize("room", ROOMS)
def test_rooms_and_files_are_small(room):
    lines = {file.name: len(file.read_text().splitlines()) for file in files(room)}
    assert sum(lines.values()) <= ROOM, lines
    assert {name for name, count in lines.items() if count > WALL} == set()


def test_one_model_one_file():
    """A model is defined, or extended, in one class of this addon."""
    classes = defaultdict(list)
    for file, tree in TREES.items():
        for node in (n for n in ast.walk(tree) if isinstance(n, ast.ClassDef)):
            said = {
                part.targets[0].id: part.value
                for part in node.body
                if isinstance(part, ast.Assign)
                and isinstance(part.targets[0], ast.Name)
            }
            name = said.get("_name") or said.get("_inherit")
            if isinstance(name, ast.Constant):
                classes[name.value].append(f"{file.name}:{node.lineno}")
    assert {n: where for n, where in classes.items() if len(where) > 1} == {}


def test_the_base_knows_no_ledger():
    """No word of any ledger: that is a connector's."""
    words = r"twinfield|exact.?online|\boffice\b|division|destiny|NL1A|daybook|freetext"
    found = [
        f"{file.relative_to(BASE)}:{number} {line.strip()[:60]}"
        for file in BASE.rglob("*")
        if file.suffix in (".py", ".xml", ".js")
        # Migrations name what there was.
        and not {"tests", "migrations"}.intersection(file.parts)
        for number, line in enumerate(file.read_text().splitlines(), 1)
        if re.search(words, line, re.IGNORECASE)
    ]
    assert not found, "\n".join(found)
