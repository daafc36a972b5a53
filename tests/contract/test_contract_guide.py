"""The addon that docs/add-a-ledger.md builds keeps the laws, by its own tests."""

import os
import re
import subprocess
import sys
from dataclasses import fields
from pathlib import Path

import guide
import pytest

from odoo.addons.connector_base.ledger.port import DUTIES, Ledger
from odoo.addons.connector_base.ledger.values import Traits

ROOT = Path(__file__).parents[2]
# As its own author has it, but that Odoo itself is not needed to be there.
NAMESPACE = """import sys
sys.path.insert(0, {unit!r})
import odoo_namespace
odoo_namespace.prepare({folder!r})
"""


@pytest.fixture
def folder(tmp_path):
    return guide.follow(tmp_path)


def run(folder, *options):
    unit = str(ROOT / "tests" / "unit")
    first = NAMESPACE.format(unit=unit, folder=str(folder))
    (folder / "conftest.py").write_text(first)
    return subprocess.run(
        [sys.executable, "-m", "pytest", "-p", "no:odoo", "-p", "no:cacheprovider"]
        + ["-q", "--rootdir", folder, folder / "tests", *options],
        cwd=folder,
        env={**os.environ, "ADDONS_PATH": f"{ROOT},{folder}"},
        capture_output=True,
        text=True,
        timeout=120,
    )


def test_its_laws_are_kept(folder):
    done = run(folder)
    assert done.returncode == 0, done.stdout
    assert "skipped" not in done.stdout
    assert int(re.search(r"(\d+) passed", done.stdout)[1]) > 50


def test_its_laws_notice_a_breach(folder):
    entry = folder / "acme_connector" / "client" / "entry.py"
    right = entry.read_text()
    entry.write_text(right.replace('Decimal(row["amount"])', 'Decimal("1.00")'))
    assert entry.read_text() != right
    done = run(folder, "-k", "booked_document_says_what_was_booked")
    assert done.returncode == 1
    assert "1 failed" in done.stdout


def test_reference_names_each_duty_and_trait():
    text = guide.GUIDE.read_text()
    duties = text[text.index("## Duties") : text.index("## Traits")]
    rows = set(re.findall(r"^\| `(\w+)\(", duties, re.MULTILINE))
    assert rows == DUTIES | Ledger.__abstractmethods__
    traits = text[text.index("## Traits") : text.index("## Errors")]
    named = set(re.findall(r"`(\w+)`", traits))
    assert {field.name for field in fields(Traits)} <= named


def test_every_block_is_one_file():
    blocks = guide.GUIDE.read_text().count("```python file=")
    assert len(guide.files()) == blocks == 12
