"""Terms of Exact Online as its client reads them, and what they settle."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

from odoo.addons.connector_base.ledger.values import SettlementKind
from odoo.addons.exact_connector.client import settled, terms

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
        "worth": amount,
        "whole_worth": sign * amount if whole is None else Decimal(whole),
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
    return terms.Term(id=id_, type=type_, amount=amount, matched=matched, **known)


def receipt(id_, amount, type_=40, **more):
    return term(id_, amount, type_=type_, **more)


def settle(parts, *counters):
    return settled.settled(parts[0].entry, list(parts), [*parts, *counters])


def brief(found):
    return [(a.kind, a.amount, a.settlement, a.certain) for a in found.allocations]


def dollars(one, worth, whole_worth=None):
    sign = 1 if one.whole > 0 else -1
    return replace(
        one,
        currency="USD",
        worth=Decimal(worth),
        whole_worth=sign * Decimal(whole_worth or worth),
    )
