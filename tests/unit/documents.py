"""Values to test with."""

from datetime import date
from decimal import Decimal

from odoo.addons.connector_base.ledger.values import (
    Document,
    Due,
    Key,
    Kind,
    Line,
    Ref,
)


def line(amount, vat_amount="0.00", vat="VH", account="8020", **more):
    amount, vat_amount = Decimal(amount), Decimal(vat_amount)
    return Line(
        account=Ref(code=account),
        amount=amount,
        balance=amount,
        vat=Ref(code=vat) if vat else None,
        vat_amount=vat_amount,
        vat_balance=vat_amount,
        **more,
    )


def document(
    *lines, number="INV/2024/0042", kind=Kind.INVOICE, journal="VRK", dues=(), **more
):
    """Balanced: what the lines leave is due, all at once unless ``dues`` says so."""
    lines = lines or (line("-100.00", "-21.00"),)
    total = -sum((one.amount + one.vat_amount for one in lines), Decimal("0.00"))
    known = {
        "date": date(2024, 3, 15),
        "currency": "EUR",
        "company_currency": "EUR",
        "relation": Ref(code="1004"),
        **more,
    }
    return Document(
        key=Key(kind=kind, journal=journal, number=number),
        lines=tuple(lines),
        dues=tuple(dues) or (Due(date=date(2024, 3, 29), amount=total, balance=total),),
        **known,
    )


def foreign(**more):
    """121.00 in another currency, 100.00 in the company's."""
    made = Line(
        account=Ref(code="8020"), amount=Decimal("-121.00"), balance=Decimal("-100.00")
    )
    total, balance = -made.amount, -made.balance
    dues = [Due(date=date(2024, 3, 29), amount=total, balance=balance)]
    return document(made, dues=dues, currency="USD", **more)
