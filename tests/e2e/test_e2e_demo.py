"""The figures that ``setup/demo --json`` promises to scripts."""

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


def test_demo_books_everything_and_both_sides_agree(demo):
    twinfield = demo.figures["twinfield"]
    assert set(twinfield) == FIGURES
    assert twinfield["exported"] >= 40
    assert twinfield["refused"] == 0
    assert twinfield["difference"] == "0.00"
    assert twinfield["paid"] and twinfield["partly_paid"]


def test_forty_invoices_are_at_most_four_posting_requests(demo):
    assert demo.figures["twinfield"]["posting_requests"] <= 4


def test_summary_is_printed(demo):
    assert "Totals" in demo.output and "partly paid" in demo.output
