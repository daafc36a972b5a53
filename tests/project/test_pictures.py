"""The pictures of ``setup/screenshots``: all screens in both languages and widths, no
more than a download bears, and none that a page shows is missing."""

import re
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
IMAGES = ROOT / "docs" / "images"
PAGES = [ROOT / "README.md", *(ROOT / "docs").glob("*.md")]
PAGES += ROOT.glob("*_connector/README.rst")
SHOWN = re.compile(r"(?:!\[[^]]*\]\(|\.\. image:: )([^\s)]+)")
SCREENS = {
    *("overview", "refused", "invoices", "invoice", "preview", "control", "mappings"),
    *("payments", "exports", "log", "settings"),
    *("assistant-1-ledger", "assistant-2-client-id", "assistant-3-log-in"),
    *("assistant-4-books", "assistant-5-mapping", "assistant-6-work"),
    *("assistant-7-trial", "assistant-8-done"),
}


def test_each_screen_is_there_in_both_languages_and_widths():
    wanted = {
        f"{screen}-{language}-{width}.png"
        for screen in SCREENS
        for language in ("en", "nl")
        for width in (1440, 390)
    }
    assert {path.name for path in IMAGES.glob("*.png")} == wanted


def test_pictures_are_small():
    assert sum(path.stat().st_size for path in IMAGES.glob("*.png")) < 3e6


def test_what_a_page_shows_is_there():
    shown = [
        (page.name, page.parent / name)
        for page in PAGES
        for name in SHOWN.findall(page.read_text())
    ]
    assert len(shown) > 6
    assert [one for one in shown if not one[1].exists()] == []
