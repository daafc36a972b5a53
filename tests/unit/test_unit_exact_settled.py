"""By what was it settled? Exact does not say; and the payment import around it."""

import json
from datetime import date, datetime
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from loopback import reply
from test_unit_exact_examples import asked

from odoo.addons.connector_base.ledger.http import Session
from odoo.addons.connector_base.ledger.values import SettlementKind
from odoo.addons.exact_connector.client import settled
from odoo.addons.exact_connector.client.ledger import ExactLedger

DAY = date(2026, 7, 10)
KINDS = SettlementKind


def term(id_, amount, *, entry=None, matched=True, type_=20, whole=None, **more):
    """An invoice's part; receipts have a negative ``whole``."""
    amount = Decimal(amount)
    sign = 1 if type_ in (20, 31) else -1
    known = {
        "account": "acc",
        "side": 20,
        "entry": entry or f"e-{id_}",
        "line": f"l-{entry or id_}",
        "whole": sign * amount if whole is None else Decimal(whole),
        "currency": "EUR",
        "final": False,
        "end": DAY if matched else None,
        "date": DAY,
        "journal": "70" if type_ in (20, 21) else "20",
        "number": id_,
        "reference": "",
        "invoice": "",
        **more,
    }
    return settled.Term(id=id_, type=type_, amount=amount, matched=matched, **known)


def receipt(id_, amount, type_=40, **more):
    return term(id_, amount, type_=type_, **more)


def settle(parts, *counters):
    return settled.settled(parts[0].entry, list(parts), [*parts, *counters])


def brief(found):
    return [(a.kind, a.amount, a.settlement, a.certain) for a in found.allocations]


def test_partial_payment():
    """121.00, of which 50.00 was received."""
    paid = term("a1", "50.00", entry="inv", whole="121.00", reference="INV/1")
    rest = term("a2", "71.00", entry="inv", whole="121.00", matched=False)
    found = settle([paid, rest], receipt("b1", "50.00", reference="INV/1"))
    assert (found.total, found.open) == (Decimal("121.00"), Decimal("71.00"))
    assert brief(found) == [(KINDS.PAYMENT, Decimal("50.00"), "20/b1", True)]
    assert found.alias == "l-inv"


def test_one_receipt_for_three_invoices():
    """Amounts are certain, and the only counterpart is the receipt."""
    parts = [term(f"i{n}", amount) for n, amount in enumerate(("100", "120", "80"))]
    bulk = receipt("b9", "300.00")
    for part in parts:
        found = settled.settled(part.entry, [part], [*parts, bulk])
        assert brief(found) == [(KINDS.PAYMENT, part.amount, "20/b9", True)]
        assert found.open == 0


def test_unmatched_receipt_settles_nothing():
    part = term("i1", "100", matched=False)
    found = settle([part], receipt("b9", "300.00", matched=False))
    assert (found.open, found.allocations) == (Decimal(100), ())


def test_receipt_that_names_the_invoice_goes_first():
    part = term("i1", "100", reference="INV/1")
    named, other = receipt("b1", "100", reference="INV/1"), receipt("b2", "100")
    assert brief(settle([part], named, other))[0][2] == "20/b1"


def test_named_receipt_and_what_makes_up_the_rest():
    part = term("i1", "121", reference="INV/1")
    named = receipt("b1", "120", reference="INV/1")
    rest = receipt("d1", "1", type_=83, journal="90")
    assert brief(settle([part], named, rest, receipt("b2", "55"))) == [
        (KINDS.PAYMENT, Decimal(120), "20/b1", True),
        (KINDS.DIFFERENCE, Decimal(1), "90/d1", True),
    ]


@pytest.mark.parametrize("amount", ["105.22", "134.44"])
def test_amount_in_another_currency_says_nothing(amount):
    """Neither that it is too little nor that it is too much."""
    part = term("i1", "121.00", reference="INV/1")
    paid = receipt("b1", amount, currency="GBP", reference="INV/1")
    other = receipt("d1", "55", type_=90, journal="90")
    assert brief(settle([part], paid, other)) == [
        (KINDS.PAYMENT, Decimal("121.00"), "20/b1", True)
    ]


def test_credit_note_against_an_invoice():
    invoice = term("i1", "121")
    note = term("c1", "121", type_=21)
    (one,) = settle([invoice], note).allocations
    assert (one.kind, one.counterpart) == (KINDS.DOCUMENT, "e-c1")
    (other,) = settle([note], invoice).allocations
    assert (other.amount, other.counterpart) == (Decimal(-121), "e-i1")


def test_only_choice_that_sums_up_is_it():
    part = term("i1", "100")
    chosen = [receipt("b1", "60"), receipt("b2", "40")]
    found = settle([part], *chosen, receipt("c", "33", type_=21))
    assert [a.settlement for a in found.allocations] == ["20/b1", "20/b2"]


def test_two_answers_of_one_kind_are_that_kind():
    part = term("i1", "100")
    found = settle([part], receipt("b1", "100"), receipt("b2", "100"))
    assert brief(found) == [(KINDS.PAYMENT, Decimal(100), "20/b1+20/b2", True)]


def test_two_answers_of_different_kinds_are_asked_for():
    part = term("i1", "100")
    found = settle([part], receipt("b1", "100"), term("c1", "100", type_=21))
    assert brief(found) == [(KINDS.PAYMENT, Decimal(100), "20/b1+70/c1", False)]


def test_settled_by_nobody_knows_what():
    assert brief(settle([term("i1", "100")])) == [
        (KINDS.PAYMENT, Decimal(100), "70/i1", False)
    ]


def test_bills_are_negative():
    part = term("i1", "121", type_=30)
    paid = receipt("b1", "121", whole="121")
    found = settle([part], paid)
    assert found.total == Decimal(-121)
    assert brief(found) == [(KINDS.PAYMENT, Decimal(-121), "20/b1", True)]


def test_sign_of_the_parts_does_not_matter():
    row = {
        "ID": "a1",
        "LineType": 20,
        "Account": "acc",
        "AmountFC": -50,
        "Currency": "EUR",
        "EndDate": "/Date(1783641600000)/",
        "EntryDate": None,
        "EntryNumber": 26700001,
        "InvoiceDate": "/Date(1782345600000)/",
        "InvoiceNumber": 26700001,
        "Journal": "70",
        "Status": 50,
        "TransactionAmountFC": 120.99999999999999,
        "TransactionEntryID": "inv",
        "TransactionID": "l-inv",
        "TransactionStatus": 20,
        "TransactionType": 20,
        "YourRef": "INV/2026/00012",
    }
    one, other = settled.read(row), settled.read({**row, "AmountFC": 50})
    assert one == other
    assert (one.amount, one.whole) == (Decimal("50.00"), Decimal("121.00"))
    assert (one.date, one.end) == (date(2026, 6, 25), DAY)


def test_rest_kept_back_twice_on_one_day_is_still_settled():
    """Two invoices paid less a euro: whose euro it was does not matter."""
    mine = term("a1", "121.00", entry="inv", reference="INV/2")
    found = settle(
        [mine],
        receipt("b1", "120.00", reference="INV/2"),
        receipt("b2", "120.00", reference="INV/3"),
        receipt("c1", "1.00", type_=83),
        receipt("c2", "1.00", type_=83),
    )
    assert [(a.kind, a.amount, a.certain) for a in found.allocations] == [
        (KINDS.PAYMENT, Decimal(120), True),
        (KINDS.DIFFERENCE, Decimal(1), True),
    ]


amounts = st.decimals("0.01", "500", places=2)
names = st.sampled_from(["", "INV/1", "INV/2"])


@given(
    st.lists(st.tuples(amounts, st.booleans()), min_size=1, max_size=5),
    st.lists(st.tuples(amounts, st.sampled_from([40, 21, 83, 90]), names), max_size=5),
)
def test_allocations_and_open_are_always_the_whole(parts, counters):
    """Whatever stands beside it: how much is settled is never in doubt."""
    whole = sum((amount for amount, _matched in parts), Decimal(0))
    mine = [
        term(
            f"p{n}",
            amount,
            entry="inv",
            whole=whole,
            matched=matched,
            reference="INV/1",
        )
        for n, (amount, matched) in enumerate(parts)
    ]
    others = [
        receipt(f"b{n}", amount, type_=type_, reference=name)
        for n, (amount, type_, name) in enumerate(counters)
    ]
    found = settle(mine, *others)
    settled = sum((a.amount for a in found.allocations), Decimal(0))
    assert settled + found.open == found.total == whole
    assert len({a.key for a in found.allocations}) == len(found.allocations)


# The import around it


def row(id_, version, amount, entry, *, status=20, type_=20, **more):
    sign = 1 if type_ in (20, 31) else -1
    return {
        "Timestamp": str(version),
        "ID": id_,
        "LineType": 20,
        "Account": "acc",
        "AmountFC": -sign * amount,
        "Currency": "EUR",
        "EndDate": "/Date(1783641600000)/" if status == 50 else None,
        "EntryDate": None,
        "EntryNumber": 1,
        "InvoiceDate": "/Date(1783641600000)/",
        "InvoiceNumber": 1,
        "Journal": "70" if type_ == 20 else "20",
        "Status": status,
        "TransactionAmountFC": sign * amount,
        "TransactionEntryID": entry,
        "TransactionID": f"l-{entry}",
        "TransactionStatus": 20,
        "TransactionType": type_,
        "YourRef": None,
        **more,
    }


def page(*rows):
    body = json.dumps({"d": {"results": list(rows)}})
    return reply(body, Content_Type="application/json")


@pytest.fixture
def ledger(server):
    with Session(hosts=["127.0.0.1"], timeout=2) as http:
        yield ExactLedger(
            http,
            lambda stale=None: "t",
            server.url,
            "124132",
            clock=lambda: datetime(2026, 7, 11),
        )


OURS = {"inv": "inv", "l-inv": "inv"}


def changes(ledger, cursor, ours=OURS):
    pages = list(ledger.changes(cursor, ours))
    return [one for p in pages for one in p.settled], pages[-1].cursor


def test_full_read_needs_no_more_calls(ledger, server):
    server.then(
        page(
            row("a1", 101, 121, "inv", status=50),
            row("b1", 103, 121, "bank", status=50, type_=40),
            row("z", 104, 10, "stranger"),
        ),
        page(),
    )
    (found,), cursor = changes(ledger, "")
    assert brief(found) == [(KINDS.PAYMENT, Decimal(121), "20/1", True)]
    assert json.loads(cursor)["terms"] == 104
    assert len(server.requests) == 2


def test_nothing_new_is_two_calls(ledger, server):
    cursor = json.dumps({"terms": 104, "deleted": 55, "seen": [101, 103, 104]})
    server.then(page(row("z", 104, 10, "stranger")), page())
    found, after = changes(ledger, cursor)
    assert found == []
    assert json.loads(after) == json.loads(cursor)
    filters = [asked(one)[1]["$filter"] for one in server.requests]
    assert filters == ["Timestamp gt 0", "Timestamp gt 55"]


def test_row_that_appears_late_is_not_missed(ledger, server):
    cursor = json.dumps({"terms": 104, "deleted": 55, "seen": [101, 104]})
    late = row("a1", 102, 121, "inv")
    server.then(page(late), page(), page(late), page())
    (found,), _cursor = changes(ledger, cursor)
    assert found.open == Decimal(121)


def test_only_what_belongs_to_the_change_is_read(ledger, server):
    """The touched part, all parts of its document, and what was matched that day."""
    cursor = json.dumps({"terms": 900, "deleted": 1, "seen": []})
    part = row("a1", 901, 50, "inv", status=50, TransactionAmountFC=121)
    rest = row("a2", 300, 71, "inv", TransactionAmountFC=121)
    paid = row("b1", 902, 50, "bank", status=50, type_=40)
    server.then(page(part, paid), page(), page(part, rest), page(part, paid))
    (found,), _cursor = changes(ledger, cursor)
    assert (found.open, found.total) == (Decimal(71), Decimal(121))
    assert brief(found) == [(KINDS.PAYMENT, Decimal(50), "20/1", True)]
    paths = [asked(one)[0] for one in server.requests]
    assert paths[2:] == ["bulk/Cashflow/Receivables"] * 2
    assert asked(server.requests[2])[1]["$filter"] == "TransactionID eq guid'l-inv'"
    assert "EndDate eq datetime'2026-07-10'" in asked(server.requests[3])[1]["$filter"]


def test_deleted_invoice_is_looked_for_before_it_is_gone(ledger, server):
    cursor = json.dumps({"terms": 900, "deleted": 1, "seen": []})
    line = {"Timestamp": "9", "EntityType": 1, "EntityKey": "l-inv"}
    server.then(page(), page(line), page())
    (found,), after = changes(ledger, cursor)
    assert (found.id, found.gone) == ("inv", True)
    assert json.loads(after)["deleted"] == 9
    server.then(page(), page(line), page({"EntryID": "inv"}))
    assert changes(ledger, cursor)[0] == []


def test_full_read_misses_what_was_deleted_long_ago(ledger, server):
    server.then(page(), page(), page())
    (found,), _cursor = changes(ledger, "", {"inv": "inv"})
    assert found.gone


def test_foreign_cursor_is_the_beginning(ledger, server):
    server.then(page(), page())
    assert changes(ledger, "2026-07-01T12:00:00", {})[0] == []
