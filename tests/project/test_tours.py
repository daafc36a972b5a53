"""Every button, menu and action of the views, and whether a browser opens it in a test:
``docs/tours.md`` says which, and this test holds it to that. What no browser opens has
its reason in ``REASONS``; a new button without a tour or a reason fails.

    LC_WRITE=1 .setup/venv/bin/python -m pytest -p no:odoo tests/project/test_tours.py
"""

import os
import re
from collections import defaultdict
from pathlib import Path

from lxml import etree

ROOT = Path(__file__).resolve().parents[2]
PAGE = ROOT / "docs" / "tours.md"
ADDONS = ("connector_base", "twinfield_connector", "exact_connector")
# Where the tours are.
TOURED = (*ADDONS, "tests/addons/memory_connector")
HEAD = """# What a browser opens in the tests

Made by a test, which fails where this page says otherwise, and where a button is opened
by no browser and has no reason for it:

    LC_WRITE=1 .setup/venv/bin/python -m pytest -p no:odoo tests/project/test_tours.py

A button counts as opened where a tour (`static/tests/tours`) or a test with a browser
(`tests/e2e/test_e2e_screen.py`) presses it by its name or its words.

"""
STEPS = "tests/tours/steps"
# (view, name, words): why no browser opens it
REASONS = {
    (
        "action menu",
        "ledger_export_selection_action",
        "Export to the Ledger",
    ): "of selected cards; the button above a list does the same",
}


def browsers():
    """What each file of tours, or of tests with a browser, says."""
    files = [
        path
        for addon in TOURED
        for path in (ROOT / addon / "static" / "tests" / "tours").glob("*.js")
    ]
    files += (ROOT / "tests" / "e2e").glob("test_e2e_screen.py")
    return [path.read_text() for path in files]


def found():
    """(view or menu, what is pressed there, its words) of all views."""
    for addon in ADDONS:
        for path in sorted((ROOT / addon).rglob("*.xml")):
            if {"static", "data", "security"} & {*path.parts}:
                continue
            tree = etree.parse(path)
            for record in tree.iter("record"):
                name = record.get("id")
                for node in record.iter("button", "a"):
                    if node.get("name"):
                        words = node.get("string") or (node.text or "").strip()
                        yield name, node.get("name"), words
                if record.find("field[@name='binding_model_id']") is not None:
                    yield "action menu", name, record.findtext("field[@name='name']")
            for menu in tree.iter("menuitem"):
                if menu.get("action"):
                    yield "menu", menu.get("id"), menu.get("name")


class Told:
    """What the tours say that they press: those made of ``STEPS`` name view and
    button, of the others name or words are enough."""

    def __init__(self, *texts):
        self._text = "\n".join(one for one in texts if STEPS not in one)
        text = "\n".join(one for one in texts if STEPS in one)
        # press("view.name", "words", ...), also pressAndConfirm
        pattern = r'\bpress\w*\(\s*"(\w+)\.([^"]+)"(?:,\s*"([^"]*)")?'
        self._pressed = set(re.findall(pattern, text))
        self._chosen = re.findall(r'\bchooses\(\s*"([^"]+)"', text)

    def opens(self, view, name, words, others):
        """``others``: what else stands on buttons of that name in that view."""
        if view == "action menu":
            return any(one in words for one in self._chosen)
        pressed = {one[2] for one in self._pressed if one[:2] == (view, name)}
        # One without words of its own shows those of a field.
        if words in pressed or (not (words and others) and pressed - others):
            return True
        # A part of the words is enough where no other one has it.
        if any(one in words and one not in " ".join(others) for one in pressed):
            return True
        own = re.escape(name.removeprefix("%(connector_base.").removesuffix(")d"))
        if re.search(rf"\b{own}\b", self._text):
            return True
        said = re.escape(words)
        return bool(words) and bool(
            re.search(
                rf"contains\({said}\)|press\(\"{said}\"|, \"{said}\"\)", self._text
            )
        )


def rows():
    """(view, name, words, opened), sorted"""
    told, buttons = Told(*browsers()), sorted(set(found()))
    words = defaultdict(set)
    for view, name, said in buttons:
        words[view, name].add(said)
    return [(*one, told.opens(*one, words[one[:2]] - {one[2]})) for one in buttons]


def page():
    lines = [
        f"| {view} | `{name}` | {words or '–'} | "
        f"{'●' if yes else REASONS.get((view, name, words), '–')} |"
        for view, name, words, yes in rows()
    ]
    opened = sum(one[-1] for one in rows())
    return (
        f"{HEAD}{opened} of {len(lines)} are opened; for the others stands why not.\n\n"
        "| where | button or action | words | opened |\n|---|---|---|---|\n"
        + "\n".join(lines)
        + "\n"
    )


def test_page_says_what_is_opened():
    text = page()
    if os.environ.get("LC_WRITE"):
        PAGE.write_text(text)
    assert PAGE.read_text() == text


def test_each_button_is_opened_or_says_why_not():
    missing = {row[:3] for row in rows() if not row[-1]}
    assert not missing - set(REASONS), "write a tour that presses these"
    assert not set(REASONS) - missing, "these are opened, or are there no more"


def test_what_is_opened_is_told_apart():
    told = Told(
        'trigger: "button[name=action_x]" contains(Go)',
        f'"@connector_base/../{STEPS}" [name=action_w] contains(Won)'
        ' press("view.action_y", "Yes") press(\n"view.action_z", "", ".here")'
        ' chooses("Copy It")',
    )
    alone, other = set(), {"Other"}
    assert not told.opens("any", "action_w", "Won", alone)
    assert told.opens("any", "action_x", "Run", other)
    assert told.opens("any", "action_a", "Go", other)
    assert not told.opens("any", "action_a", "Gone", alone)
    assert not told.opens("any", "action_a", "", alone)
    assert told.opens("view", "action_y", "Yes", other)
    assert told.opens("view", "action_y", "", other)
    assert not told.opens("view", "action_y", "", {"Yes"})
    assert not told.opens("view", "action_y", "No", {"Yes"})
    assert told.opens("view", "action_y", "Yes, All", {"No"})
    assert not told.opens("view", "action_y", "Yes, All", {"Yes"})
    assert told.opens("view", "action_z", "Zed", alone)
    assert not told.opens("view", "action_z", "Zed", other)
    assert not told.opens("other", "action_z", "Zed", alone)
    assert told.opens("action menu", "some_action", "Copy It There", alone)
    assert not told.opens("action menu", "some_action", "Move It", alone)
