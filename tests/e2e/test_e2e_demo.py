"""The figures that ``setup/demo --json`` promises to scripts."""

import base64
import gzip
import importlib.util
import json
import os
import re
import subprocess
from pathlib import Path

import psycopg2
import pytest
from conftest import DEMO, ROOT
from processes import NIGHTLY

FIGURES = {
    "exported",
    "refused",
    "payments",
    "paid",
    "partly_paid",
    "requests",
    "posting_requests",
    "difference",
}


def is_right(figures):
    assert set(figures) == FIGURES
    assert figures["exported"] >= 40
    assert figures["refused"] == 0
    assert figures["difference"] == "0.00"
    assert figures["paid"] and figures["partly_paid"]


@pytest.mark.parametrize("ledger", ["twinfield", "exact"])
def test_demo_books_everything_and_both_sides_agree(demo, ledger):
    is_right(demo.figures[ledger])


def test_forty_invoices_are_at_most_four_posting_requests(demo):
    assert demo.figures["twinfield"]["posting_requests"] <= 4


def test_summary_is_printed(demo):
    assert "Totals" in demo.output and "partly paid" in demo.output


def test_control_report_agrees_with_both_ledgers(demo):
    assert demo.output.count("Control report: 44 of 44 agree") == 2


def test_something_is_left_to_do_and_no_more_than_meant(demo):
    """What is refused, changed and doubtful differs in the control report."""
    left = "3 refused, 2 causes, 1 changed there, 1 doubtful, {} drafts, 5 different"
    told = re.findall("To do: (.*)", demo.output)
    assert told == [left.format(1), left.format(0)]
    assert demo.output.count("Control report: 43 of 48 agree") == 1
    assert demo.output.count("Control report: 42 of 47 agree") == 1
    assert "What to try" in demo.output and "Beispielkunde" in demo.output


def test_no_secret_stands_anywhere(demo):
    """By its value, wherever the demo could have left it: in the database, its log of
    calls, its attachments, and in what the server wrote."""
    with psycopg2.connect(dbname=DEMO) as db, db.cursor() as cr:
        cr.execute(
            "SELECT client_secret, access_token, refresh_token FROM ledger_credential"
        )
        stored = [value for row in cr.fetchall() for value in row if value]
        cr.execute("SELECT request_gz, response_gz FROM ledger_log")
        calls = [unpacked(value) for row in cr.fetchall() for value in row if value]
    assert all(value.startswith("sealed:") for value in stored)
    box = sealing().Box(demo.key)
    values = {box.open(value) for value in stored} | {demo.key}
    assert len(values) >= 6 and min(map(len, values)) > 12
    dump = subprocess.run(
        ["pg_dump", "--data-only", "--inserts", DEMO],
        check=True,
        capture_output=True,
    )
    state = Path(os.environ["LC_STATE"])
    files = [
        file.read_bytes()
        for folder in state.rglob(f"filestore/{DEMO}")
        for file in folder.rglob("*")
        if file.is_file()
    ]
    assert len(calls) > 50
    found = b"\n".join([dump.stdout, demo.log.read_bytes(), *calls, *files])
    assert [value for value in values if value.encode() in found] == []


def sealing():
    """Ours, which needs nothing of Odoo."""
    path = ROOT / "connector_base" / "ledger" / "sealing.py"
    spec = importlib.util.spec_from_file_location("sealing", path)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def unpacked(value):
    content = bytes(value)
    return gzip.decompress(
        content if content[:2] == b"\x1f\x8b" else base64.b64decode(content)
    )


if NIGHTLY:

    def test_demo_of_belgian_companies(tmp_path):
        """Their chart, their VAT, and ledgers that speak French."""
        told = tmp_path / "figures.json"
        command = [ROOT / "setup" / "demo", "--once", "--country", "be"]
        subprocess.run(
            [*command, "--json", told],
            check=True,
            timeout=600,
            env={**os.environ, "LC_DEMO_DATABASE": "lc_e2e_be"},
        )
        figures = json.loads(told.read_text())
        assert set(figures) == {"twinfield", "exact"}
        for one in figures.values():
            is_right(one)
