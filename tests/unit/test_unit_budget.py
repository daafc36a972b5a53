"""The arithmetic of fair use."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from odoo.addons.connector_base.ledger.budget import Limit, wait

LIMIT = Limit(key="k", credits=25)


def test_an_empty_window_lets_pass():
    assert wait([], LIMIT, 3, 100.0) == 0


def test_what_is_over_is_forgotten():
    assert wait([(10.0, 25)], LIMIT, 3, 71.0) == 0


def test_a_full_window_waits_for_the_oldest():
    assert wait([(10.0, 3), (20.0, 22)], LIMIT, 3, 30.0) == pytest.approx(40.0)
    assert wait([(10.0, 2), (20.0, 23)], LIMIT, 3, 30.0) == pytest.approx(50.0)


def test_a_call_dearer_than_all_passes_alone():
    assert wait([], LIMIT, 30, 5.0) == 0
    assert wait([(1.0, 1)], LIMIT, 30, 5.0) == pytest.approx(56.0)


@given(st.lists(st.tuples(st.integers(1, 5), st.floats(0, 10)), max_size=60))
def test_no_window_ever_holds_more_than_allowed(calls):
    now, spent = 1000.0, []
    for cost, pause in calls:
        now += pause
        now += wait(spent, LIMIT, cost, now)
        spent.append((now, cost))
    for at, _cost in spent:
        window = [cost for t, cost in spent if at - LIMIT.seconds + 0.001 < t <= at]
        assert sum(window) <= LIMIT.credits
