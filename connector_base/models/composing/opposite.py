from dataclasses import fields, replace
from decimal import Decimal

from ...ledger.values import Kind

OPPOSITES = {
    Kind.INVOICE: Kind.CREDIT_NOTE,
    Kind.CREDIT_NOTE: Kind.INVOICE,
    Kind.BILL: Kind.BILL_CREDIT_NOTE,
    Kind.BILL_CREDIT_NOTE: Kind.BILL,
    Kind.ENTRY: Kind.ENTRY,
}


def get_opposite(document, number, day=None):
    """What cancels ``document`` in the ledger: every amount on the other side, under
    ``number``; on another ``day`` where one is given."""
    return replace(
        document,
        key=replace(document.key, kind=OPPOSITES[document.key.kind], number=number),
        date=day or document.date,
        period="" if day else document.period,
        lines=tuple(map(_negated, document.lines)),
        dues=tuple(
            replace(_negated(due), date=day or due.date) for due in document.dues
        ),
        description=number,
        reference="",
        link="",
        attempt=0,
        final=True,
    )


def _negated(value):
    amounts = {one.name: getattr(value, one.name) for one in fields(value)}
    return replace(
        value,
        **{name: -one for name, one in amounts.items() if isinstance(one, Decimal)},
    )
