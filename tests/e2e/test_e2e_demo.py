"""The figures that ``setup/demo --json`` promises to scripts."""

import pytest

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


@pytest.mark.parametrize("ledger", ["twinfield", "exact"])
def test_demo_books_everything_and_both_sides_agree(demo, ledger):
    figures = demo.figures[ledger]
    assert set(figures) == FIGURES
    assert figures["exported"] >= 40
    assert figures["refused"] == 0
    assert figures["difference"] == "0.00"
    assert figures["paid"] and figures["partly_paid"]


def test_forty_invoices_are_at_most_four_posting_requests(demo):
    assert demo.figures["twinfield"]["posting_requests"] <= 4


def test_summary_is_printed(demo):
    assert "Totals" in demo.output and "partly paid" in demo.output


def test_control_report_agrees_with_both_ledgers(demo):
    assert demo.output.count("Control report: 44 of 44 agree") == 2
