"""What an accountant may post, generated: for ``proof.py``."""

from decimal import Decimal

from hypothesis import strategies as st

CENT = Decimal("0.01")
DAY = "2026-03-10"
SALE = ("high", "low", "zero", "included", "levied", "beside", "withheld", "group", "")
PURCHASE = ("buy", "buy_low", "half", "reverse", "buy_included", "")


def money(value):
    """What Odoo posted, read without any of our own code."""
    return Decimal(repr(value)).quantize(CENT)


def decimals(low, high):
    return st.decimals(low, high, places=2, allow_nan=False).map(float)


@st.composite
def lines(draw, taxes, first=False):
    """One invoice line; the first one is large, so that totals are seldom negative."""
    return {
        "price": draw(decimals(50, 900) if first else decimals(-40, 300)),
        "quantity": 1 if first else draw(st.sampled_from([1, 3, 0.333, 12.5, 0])),
        "discount": draw(st.sampled_from([0, 0, 0, 10, 12.5, 100])) if not first else 0,
        "tax": draw(st.sampled_from(taxes)),
        "account": draw(st.integers(0, 1)),
        "analytic": draw(st.sampled_from([(), (100,), (33.33, 66.67), (60, 15)])),
    }


@st.composite
def invoices(draw):
    kind = draw(
        st.sampled_from(
            [
                *("out_invoice", "out_refund", "out_receipt"),
                *("in_invoice", "in_refund", "in_receipt"),
            ]
        )
    )
    taxes = SALE if kind.startswith("out") else PURCHASE
    # Bills may be posted in another month than theirs: that decides their period.
    days = (DAY,) if kind.startswith("out") else (DAY, DAY, "2026-04-02")
    return {
        "kind": kind,
        "posted": draw(st.sampled_from(days)),
        "currency": draw(st.sampled_from(["EUR", "EUR", "USD"])),
        "rate": draw(st.sampled_from([None, 1.2345, 0.9])),
        "globally": draw(st.booleans()),
        "cash": draw(st.sampled_from(["", "", "add_invoice_line", "biggest_tax"])),
        "term": draw(st.sampled_from(["", "halves", "included", "excluded", "mixed"])),
        "discount_account": draw(st.booleans()),
        "edit": draw(st.sampled_from([0, 0, 0, -2, 1])),
        "stock": draw(st.sampled_from([0, 0, 583.7, -12.34])),
        "lines": [
            draw(lines(taxes, first=True)),
            *draw(st.lists(lines(taxes), max_size=5)),
        ],
    }


def example_of(kind, lines, **values):
    common = {"quantity": 1, "discount": 0, "account": 0, "analytic": ()}
    return {
        "kind": kind,
        "posted": DAY,
        "currency": "EUR",
        "rate": None,
        "globally": False,
        "cash": "",
        "term": "",
        "discount_account": False,
        "edit": 0,
        "stock": 0,
        "lines": [{**common, **line} for line in lines],
        **values,
    }


# What was found once. VAT of less than half a cent, which the code would round up:
NEXT_MONTH = example_of(
    "in_invoice", [{"price": 100.0, "tax": "buy"}], posted="2026-04-02"
)


HALF_CENTS = example_of(
    "in_invoice",
    [
        {"price": 50.0, "tax": "buy"},
        {"price": 0.92, "quantity": 3, "tax": "buy_low"},
    ],
    term="mixed",
)


# Levies that outweigh each other:
LEVIES_AWAY = example_of(
    "out_invoice",
    [
        {"price": 50.0, "tax": "high"},
        {"price": 0.0, "tax": "levied"},
        {"price": -0.01, "tax": "levied"},
    ],
)
