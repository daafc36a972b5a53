"""How ``setup/bench`` judges what it measured."""

import importlib.util
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
SPEC = importlib.util.spec_from_file_location(
    "budgets", ROOT / "setup" / "lib" / "budgets.py"
)
budgets = importlib.util.module_from_spec(SPEC)
SPEC.loader.exec_module(budgets)


def kept(**figures):
    return {key: ok for key, _what, _figure, _limit, ok in budgets.judge(figures)}


def test_figure_at_its_limit_is_kept():
    assert kept(**{key: limit for key, (limit, _what) in budgets.BUDGETS.items()}) == (
        dict.fromkeys(budgets.BUDGETS, True)
    )


def test_more_than_the_limit_is_over_less_of_a_share_too():
    assert kept(sql_per_invoice=12.1) == {"sql_per_invoice": False}
    assert kept(exact_throttled=1) == {"exact_throttled": False}
    assert kept(exact_rate_share=0.97) == {"exact_rate_share": False}


def test_what_was_not_measured_is_not_judged():
    assert kept(cpu_ms_per_invoice_100=900) == {}


def test_worse_of_both_ledgers_counts():
    assert budgets.worst(
        {
            "twinfield": {"payment_apply_ratio": 0.5, "import_requests_ratio": 1.2},
            "exact": {"payment_apply_ratio": 0.7, "import_requests_ratio": 1.0},
        }
    ) == {"payment_apply_ratio": 0.7, "import_requests_ratio": 1.2}


def test_rate_is_what_is_sustained():
    burst = [0.1 * n for n in range(60)]
    in_time = [start + at for start in (0, 60, 120) for at in burst]
    assert budgets.rate_share([*in_time, 180], 60) == 1
    late = [start + at for start in (0, 75, 150) for at in burst]
    assert budgets.rate_share([*late, 225], 60) == 0.8
    assert budgets.rate_share([float(n) for n in range(121)], 60) == 1


def test_rate_needs_more_than_one_allowance():
    with pytest.raises(ValueError, match="less than"):
        budgets.rate_share([1, 2, 3], 60)
