"""Who paid what, by the match numbers in a report."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from transactions import row

from odoo.addons.twinfield_connector.client import browse, xml
from odoo.addons.twinfield_connector.client.sets import Sets, Window


def lines(*rows, report="100"):
    answer = xml.parse(f'<browse result="1">{"".join(rows)}</browse>')
    return browse.rows(answer, report)


def invoice(number, matched, value="175.50", open_="0.00", **cells):
    cells = {"on": "20240320", **cells}
    return row(number, value=value, open_=open_, matched=matched, **cells)


def receipt(number, matched, value, line=2, open_="0.00", **cells):
    cells = {"on": "20240320", **cells}
    return row(number, "BNK", line, value=value, open_=open_, matched=matched, **cells)


def told(*rows, report="100"):
    """[(amount, by which lines)] of the first row, or None."""
    found = lines(*rows, report=report)
    shares = Sets(found).shares(found[0])
    if shares is None:
        return None
    return [
        (str(s.amount), [f"{c.id}/{c.line}" for c in s.counters], s.date.isoformat())
        for s in shares
    ]


def test_receipt_of_one_invoice():
    assert told(invoice("1", "7"), receipt("5", "7", "-175.50")) == [
        ("175.50", ["BNK/5/2"], "2024-03-20")
    ]


def test_part_payment():
    paid = invoice("1", "7", open_="75.50")
    assert told(paid, receipt("5", "7", "-100.00")) == [
        ("100.00", ["BNK/5/2"], "2024-03-20")
    ]


def test_receipt_with_more_open_than_this():
    paid = receipt("5", "7", "-500.00", open_="-324.50")
    assert told(invoice("1", "7"), paid) == [("175.50", ["BNK/5/2"], "2024-03-20")]


def test_one_receipt_in_a_set_of_its_own_for_each_invoice():
    """Only one line is in several sets: what the others leave is its part."""
    paid = receipt("5", "7, 8", "-200.00")
    other = invoice("2", "8", value="24.50", on="20240321")
    assert told(invoice("1", "7"), other, paid) == [
        ("175.50", ["BNK/5/2"], "2024-03-20")
    ]
    assert told(other, invoice("1", "7"), paid) == [
        ("24.50", ["BNK/5/2"], "2024-03-21")
    ]


def test_two_receipts_in_two_sets():
    first = receipt("5", "7", "-100.00", on="20240318")
    second = receipt("6", "8", "-75.50", on="20240320")
    assert told(invoice("1", "7,8"), first, second) == [
        ("100.00", ["BNK/5/2"], "2024-03-18"),
        ("75.50", ["BNK/6/2"], "2024-03-20"),
    ]


def test_two_lines_in_the_same_two_sets_can_not_be_divided():
    paid = receipt("5", "7,8", "-175.50")
    assert told(invoice("1", "7,8"), paid) is None


def test_nor_when_another_line_is_in_one_of_them():
    note = row("9", value="-10.00", open_="0.00", matched="7", on="20240318")
    paid = receipt("5", "7,8", "-165.50")
    assert told(invoice("1", "7,8"), paid, note) is None


def test_one_of_several_sets_without_a_date():
    first = receipt("5", "7", "-100.00", on="20240318")
    second = receipt("6", "8", "-75.50", on="")
    assert told(invoice("1", "7,8"), first, second) is None


@pytest.mark.parametrize(
    "others",
    [
        [],  # the receipt is of another year
        [receipt("5", "7", "-170.00")],  # a difference was kept back
        [receipt("5", "8", "-175.50")],
        [receipt("5", "7", "-175.50", relation="1005")],
        [receipt("5", "7", "-175.50", currency="USD")],
        [receipt("5", "7", "-175.50", base="-160.00")],
        [receipt("5", "7", "-175.50", open_=None)],
        [receipt("5", "7", "-175.50", relation=None)],
        [receipt("5", "7", "-175.50"), receipt("6", "7", "-1.00")],
    ],
)
def test_what_does_not_add_up_in_one_currency_is_not_believed(others):
    assert told(invoice("1", "7"), *others) is None


def test_what_hangs_together_must_add_up_not_only_the_set_itself():
    """The other invoice of the receipt is not here: how it is divided is a guess."""
    paid = receipt("5", "7, 8", "-200.00")
    assert told(invoice("1", "7"), paid) is None


@pytest.mark.parametrize(
    "cells",
    [
        {"on": ""},
        {"currency": None},
        {"base": None},
        {"base": "150.00"},
        {"matched": ""},
        {"open_": None},
    ],
)
def test_invoice_that_tells_too_little(cells):
    own = invoice("1", **{"matched": "7", **cells})
    assert told(own, receipt("5", "7", "-175.50")) is None


def test_relations_are_those_of_one_report():
    """A customer and a supplier of the same code are two."""
    mine = lines(invoice("1", "7"))
    theirs = lines(receipt("5", "7", "-175.50"), report="200")
    assert Sets([*mine, *theirs]).shares(mine[0]) is None
    own = lines(invoice("1", "7"), receipt("5", "7", "-175.50"))
    assert Sets([*own, *theirs]).shares(own[0]) is not None


@given(
    st.lists(
        st.lists(st.integers(1, 10_000), min_size=1, max_size=4),
        min_size=1,
        max_size=6,
    )
)
def test_each_of_many_invoices_is_settled_by_all_that_closed_it(paid):
    """Invoices of one customer, each in a set with its receipts."""
    rows = []
    for number, amounts in enumerate(paid, start=1):
        total = Decimal(sum(amounts)) / 100
        rows.append(invoice(str(number), str(number), value=str(total)))
        rows += [
            receipt(f"{number}{i}", str(number), str(-Decimal(amount) / 100))
            for i, amount in enumerate(amounts)
        ]
    found = lines(*rows)
    sets = Sets(found)
    for row_ in found:
        if row_.daybook == "VRK":
            shares = sets.shares(row_)
            assert sum(s.amount for s in shares) == row_.amount(browse.VALUE)
            ids = {counter.id for share in shares for counter in share.counters}
            assert all(id_.startswith(f"BNK/{row_.number}") for id_ in ids)


def test_window_knows_the_year_after_and_forgets_what_is_later():
    window = Window()
    year = {n: (f"{n}/00", f"{n}/55") for n in (2021, 2022, 2023, 2024)}
    window.slide(year[2024], lines(receipt("1", "7", "-1.00", period="2024/02")))
    assert window.unseen(2025) == ("2025/00", "2025/55")
    assert window.unseen(2024) is None
    paid = lines(receipt("2", "8", "-175.50", period="2024/01"))
    window.slide(year[2023], [*lines(invoice("9", "8", period="2023/12")), *paid])
    assert window.unseen(2025) is None
    own = lines(invoice("9", "8", period="2023/12"))[0]
    assert window.sets.shares(own) is not None
    window.slide(year[2021], [])
    assert window.unseen(2025) == ("2022/00", "2022/55")
    assert window.sets.shares(own) is None
    window.extend(("2022/00", "2022/55"), [])
    assert window.unseen(2025) is None


def test_window_of_half_a_year_knows_the_other_half_only_when_it_saw_it():
    window = Window()
    window.slide(("2024/00", "2024/06"), [])
    assert window.unseen(2025) == ("2024/07", "2025/55")
    window.slide(("2024/07", "2024/55"), [])
    window.slide(("2024/00", "2024/06"), [])
    assert window.unseen(2025) == ("2025/00", "2025/55")


def test_document_without_a_value_stands_on_the_debit_side():
    (one,) = lines(invoice("1", "7", value=None))
    assert Sets().own(one).sign == 1
    (one,) = lines(invoice("1", "7", value="-1.00"))
    assert Sets().own(one).sign == -1
