"""Twinfield's answers to transactions: it echoes what it was sent, worked out.

Source: Twinfield developer documentation, Sales transactions, XML Web services.
"""

from collections.abc import Sequence
from decimal import Decimal

from odoo.addons.connector_base.ledger.errors import ProtocolError
from odoo.addons.connector_base.ledger.money import debit_of
from odoo.addons.connector_base.ledger.values import (
    Booked,
    Document,
    Kind,
    Rejected,
)

from . import refusals
from .xml import Element, no_negative_zero, read_amount, read_day, said, text


def deleted(answer: Element) -> Rejected | None:
    """What became of the deletion. Raises ProtocolError."""
    if answer.tag not in ("transaction", "transactions"):
        raise ProtocolError("unexpected_answer", str(answer.tag)[:80])
    if refusals.is_refused(answer):
        return refusals.rejected(answer)
    return None


def children(answer: Element, documents: Sequence[Document]) -> list[Element]:
    """One transaction for each of ``documents``, by position; none when the request
    as a whole was refused. Raises ProtocolError when the answer doesn't say beyond
    doubt which is which."""
    if answer.tag == "transaction":
        found = [answer]
    elif answer.tag == "transactions":
        found = list(answer.iterchildren("transaction"))
    else:
        raise ProtocolError("unexpected_answer", str(answer.tag)[:80])
    if _is_refused_as_a_whole(answer, found):
        return []
    if len(found) != len(documents):
        detail = f"{len(found)} answers to {len(documents)} documents"
        raise ProtocolError("unexpected_answer", detail)
    numbers = {text(document.key.number) for document in documents}
    for child, document in zip(found, documents, strict=True):
        # An echo of another one of the batch means that the order is not ours; any
        # other difference is Twinfield's spelling.
        echoed = said(child, "header/invoicenumber")
        if echoed in numbers and echoed != text(document.key.number):
            raise ProtocolError("unexpected_answer", "not in our order")
    return found


def _is_refused_as_a_whole(answer: Element, found: Sequence[Element]) -> bool:
    """Whether that is said of the root, and nothing of its children but an echo."""
    if answer.tag != "transactions" or not refusals.is_refused(answer):
        return False
    if not found:
        return bool(refusals.messages(answer))
    told = (child.get("result") or said(child, "header/number") for child in found)
    return answer.get("msgtype") == "error" and not any(told)


def outcomes(
    answer: Element, documents: Sequence[Document], mark_field: str = ""
) -> list[Booked | Rejected]:
    """What became of each of ``documents``; ``mark_field`` as in ``entry.Options``.
    Raises ProtocolError when the answer doesn't say so beyond doubt."""
    found = children(answer, documents)
    if not found:
        return [refusals.rejected(answer)] * len(documents)
    return [
        outcome(child, document, mark_field)
        for child, document in zip(found, documents, strict=True)
    ]


def outcome(
    child: Element, document: Document, mark_field: str = ""
) -> Booked | Rejected:
    number = said(child, "header/number")
    if refusals.is_refused(child):
        return refusals.rejected(child)
    if not number or child.get("result", "1") != "1":
        raise ProtocolError("unexpected_answer", "neither booked nor refused")
    if document.key.kind is Kind.ENTRY:
        return _entry(child, document, mark_field)
    line = relation_line(child, document)
    code = said(child, "header/code") or document.key.journal
    return Booked(
        key=document.key,
        id=f"{code}/{number}",
        number=number,
        date=read_day(said(child, "header/date")) or document.date,
        total=None if line is None else signed(line, "value"),
        balance=None if line is None else signed(line, "basevalue"),
        relation="" if line is None else said(line, "dim2"),
        final=is_final(child),
        mark=_mark(child, line, mark_field),
        memo=memo(said(child, "header/period"), child.get("location", "")),
        warnings=refusals.warnings(child),
    )


def _entry(child: Element, document: Document, mark_field: str) -> Booked:
    """Of the general journal; what its lines on the debit side are is its total."""
    lines = child.findall("lines/line[@type='detail']")
    number, first = said(child, "header/number"), next(iter(lines), None)
    return Booked(
        key=document.key,
        id=f"{said(child, 'header/code') or document.key.journal}/{number}",
        number=number,
        date=read_day(said(child, "header/date")) or document.date,
        total=debit_of(signed(line, "value") for line in lines),
        balance=debit_of(signed(line, "basevalue") for line in lines),
        final=is_final(child),
        mark=_mark(child, first, mark_field),
        warnings=refusals.warnings(child),
    )


def _mark(child: Element, line: Element | None, mark_field: str) -> str:
    if mark_field.startswith("freetext"):
        return said(child, f"header/{mark_field}")
    return said(line, "comment") if mark_field and line is not None else ""


def is_final(transaction: Element) -> bool:
    return transaction.get("location") == "final"


def memo(period: str, status: str) -> str:
    """What we want back with an entry: where the reports show it, and what they would
    not tell us otherwise has changed: "2024/03 final"; "" where that is not known."""
    return f"{period} {status}" if period and status else ""


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
    return no_negative_zero(sign * read_amount(amount))
