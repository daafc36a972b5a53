"""The figures that ``setup/demo --json`` promises to scripts."""

import json
import os
import subprocess

import pytest
from conftest import ROOT
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
