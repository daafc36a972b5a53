"""Twinfield's answers to transactions: it echoes what it was sent, worked out.

Source: Twinfield developer documentation, Sales transactions, XML Web services.
"""

from collections.abc import Sequence
from decimal import Decimal

from odoo.addons.connector_base.ledger.errors import ProtocolError
from odoo.addons.connector_base.ledger.values import Booked, Document, Rejected

from . import refusals
from .xml import Element, read_amount, read_day, said, text


def deleted(answer: Element) -> Rejected | None:
    """What became of the deletion. Raises ProtocolError."""
    if answer.tag not in ("transaction", "transactions"):
        raise ProtocolError("unexpected_answer", str(answer.tag)[:80])
    if refusals.is_refused(answer):
        return refusals.rejected(answer)
    return None


def outcomes(answer: Element, documents: Sequence[Document]) -> list[Booked | Rejected]:
    """What became of each of ``documents``, by position. Raises ProtocolError when
    the answer doesn't say so beyond doubt."""
    if answer.tag == "transaction":
        children = [answer]
    elif answer.tag == "transactions":
        children = list(answer.iterchildren("transaction"))
    else:
        raise ProtocolError("unexpected_answer", str(answer.tag)[:80])
    if not children and refusals.is_refused(answer) and refusals.messages(answer):
        return [refusals.rejected(answer)] * len(documents)
    if len(children) != len(documents):
        detail = f"{len(children)} refusals to {len(documents)} documents"
        raise ProtocolError("unexpected_answer", detail)
    numbers = {text(document.key.number) for document in documents}
    return [
        _outcome(child, document, numbers)
        for child, document in zip(children, documents, strict=True)
    ]


def _outcome(
    child: Element, document: Document, numbers: set[str]
) -> Booked | Rejected:
    """``numbers``: of the whole batch. An echo of another one of them means that the
    order is not ours; any other difference is Twinfield's spelling."""
    echoed = said(child, "header/invoicenumber")
    if echoed in numbers and echoed != text(document.key.number):
        raise ProtocolError("unexpected_answer", "not in our order")
    number = said(child, "header/number")
    if refusals.is_refused(child):
        return refusals.rejected(child)
    if not number or child.get("result", "1") != "1":
        raise ProtocolError("unexpected_answer", "neither booked nor refused")
    line = relation_line(child, document)
    code = said(child, "header/code") or document.key.journal
    return Booked(
        key=document.key,
        id=f"{code}/{number}",
        number=number,
        date=read_day(said(child, "header/date")) or document.date,
        total=None if line is None else signed(line, "value"),
        relation="" if line is None else said(line, "dim2"),
        final=child.get("location") == "final",
        warnings=refusals.warnings(child),
    )


def relation_line(transaction: Element, document: Document) -> Element | None:
    """The line that the relation owes or is owed by: the total of an invoice, a
    detail of a payment."""
    if not document.key.kind.is_payment:
        return next(transaction.iterfind("lines/line[@type='total']"), None)
    wanted = document.relation.code.upper()
    return next(
        (
            line
            for line in transaction.iterfind("lines/line")
            if said(line, "dim2").upper() == wanted
        ),
        None,
    )


def signed(line: Element, name: str) -> Decimal | None:
    """An amount of ``line``, debit positive; None when it is not there."""
    amount = said(line, name)
    if not amount:
        return None
    sign = -1 if said(line, "debitcredit") == "credit" else 1
    return sign * read_amount(amount)
