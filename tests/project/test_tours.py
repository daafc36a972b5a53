"""Every button, menu and action of the views, and whether a browser opens it in a test:
``docs/tours.md`` says which, and this test holds it to that.

    LC_WRITE=1 .setup/venv/bin/python -m pytest -p no:odoo tests/project/test_tours.py
"""

import os
import re
from pathlib import Path

from lxml import etree

ROOT = Path(__file__).resolve().parents[2]
PAGE = ROOT / "docs" / "tours.md"
ADDONS = ("connector_base", "twinfield_connector", "exact_connector")
HEAD = """# What a browser opens in the tests

Made by a test, which fails where this page says otherwise:

    LC_WRITE=1 .setup/venv/bin/python -m pytest -p no:odoo tests/project/test_tours.py

A button counts as opened where a tour (`static/tests/tours`) or a test with a browser
(`tests/e2e/test_e2e_screen.py`) presses it by its name or its words.

"""


def browsers():
    """What tours and tests with a browser say."""
    files = [
        path
        for addon in ADDONS
        for path in (ROOT / addon / "static" / "tests" / "tours").glob("*.js")
    ]
    files += (ROOT / "tests" / "e2e").glob("test_e2e_screen.py")
    return "\n".join(path.read_text() for path in files)


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
            for menu in tree.iter("menuitem"):
                if menu.get("action"):
                    yield "menu", menu.get("id"), menu.get("name")


def is_opened(name, words, told):
    own = re.escape(name.removeprefix("%(connector_base.").removesuffix(")d"))
    if re.search(rf"\b{own}\b", told):
        return True
    said = re.escape(words)
    return bool(words) and bool(
        re.search(rf"contains\({said}\)|press\(\"{said}\"|, \"{said}\"\)", told)
    )


def page():
    told = browsers()
    rows = sorted({(*one, is_opened(*one[1:], told)) for one in found()})
    opened = sum(one[-1] for one in rows)
    lines = [
        f"| {view} | `{name}` | {words or '–'} | {'●' if yes else '–'} |"
        for view, name, words, yes in rows
    ]
    return (
        f"{HEAD}{opened} of {len(rows)} are opened; the others (–) are missing.\n\n"
        "| where | button or action | words | opened |\n|---|---|---|---|\n"
        + "\n".join(lines)
        + "\n"
    )


def test_page_says_what_is_opened():
    text = page()
    if os.environ.get("LC_WRITE"):
        PAGE.write_text(text)
    assert PAGE.read_text() == text


def test_what_is_opened_is_told_apart():
    assert is_opened("action_x", "Go", 'trigger: "button[name=action_x]"')
    assert is_opened("action_y", "Go", 'trigger: "button:contains(Go)"')
    assert not is_opened("action_y", "Go", 'trigger: "button:contains(Gone)"')
    assert not is_opened("action_y", "", "contains()")
