"""Sums and shares: to the cent, or not at all."""

from decimal import Decimal

import pytest

from odoo.addons.connector_base.ledger.money import debit_of, share_out


def test_debit_side_is_known_where_all_of_it_is():
    assert debit_of([Decimal(5), Decimal(-8), Decimal(3)]) == 8
    assert debit_of([Decimal(-1)]) == 0
    assert debit_of([Decimal(5), None]) is None
    assert debit_of([]) is None


@pytest.mark.parametrize(
    ("total", "weights", "parts"),
    [
        # A cent for each part may be rounding, more is another total.
        ("10.02", ["5.00", "5.00"], ["5.02", "5.00"]),
        ("10.03", ["5.00", "5.00"], ["5.01", "5.02"]),
        ("9.50", ["5.00", "5.00"], ["4.75", "4.75"]),
        # Of nothing nothing can be scaled.
        ("1.00", ["1.00", "-1.00"], ["2.00", "-1.00"]),
    ],
)
def test_when_shares_are_scaled(total, weights, parts):
    shares = share_out(Decimal(total), [Decimal(one) for one in weights])
    assert [str(one) for one in shares] == parts
