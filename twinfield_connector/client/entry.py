"""Documents as Twinfield transactions, and Twinfield's answers to them.

    kind                 total    detail, VAT
    sales invoice        debit    credit
    sales credit note    credit   debit
    bill                 credit   debit
    bill credit note     debit    credit

The sides follow from our signs (debit is positive), so a negative line stands on the
other side by itself. Values are unsigned. VAT lines are left to Twinfield, which
makes them from ``vatvalue``.
Source: Twinfield developer documentation, Sales transactions, Purchase transactions.
"""

from collections.abc import Sequence
from decimal import Decimal

from odoo.addons.connector_base.ledger.errors import ProtocolError
from odoo.addons.connector_base.ledger.values import (
    Booked,
    Document,
    Kind,
    Line,
    Rejected,
)

from . import answers, const
from .xml import (
    E,
    Element,
    day,
    field,
    fields,
    read_amount,
    read_day,
    said,
    text,
    value,
)

_DEBIT_TOTALS = (Kind.INVOICE, Kind.BILL_CREDIT_NOTE)


def entries(documents: Sequence[Document], office: str, **options) -> Element:
    """One request for ``documents``; ``options`` as for ``entry``."""
    return E(
        "transactions", *(entry(document, office, **options) for document in documents)
    )


def too_long(document: Document) -> Rejected | None:
    """The total line counts too; VAT lines that Twinfield adds can't be foreseen."""
    lines = len(document.lines) + 1
    if lines <= const.MAX_LINES:
        return None
    return Rejected(
        code="too_many_lines", message=f"{lines} > {const.MAX_LINES}", field="lines"
    )


def entry(
    document: Document, office: str, *, mark_field: str = "", base_values: bool = False
) -> Element:
    """``document`` as a new transaction.

    ``mark_field``: where ``document.mark`` goes: "freetext1" to "freetext3", which
    must be allowed on the transaction type, "comment" (of the total line) or "":
    nowhere. ``base_values``: send amounts in company currency along with a foreign
    currency instead of having Twinfield convert at its own rate.

    The period and the ledger account of the relation are Twinfield's to find. Without
    ``raisewarning`` a number that was booked before is refused.
    """
    base = base_values and document.currency != document.company_currency
    return E(
        "transaction",
        _header(document, office, mark_field),
        E("lines", _total(document, mark_field, base), *_details(document, base)),
        destiny="final" if document.final else "temporary",
        autobalancevat="true",
    )


def _header(document: Document, office: str, mark_field: str) -> Element:
    due = max((due.date for due in document.dues), default=None)
    header = fields(
        office=office,
        code=document.key.journal,
        currency=document.currency,
        date=day(document.date),
        invoicenumber=document.key.number,
        duedate=due and day(due),
        paymentreference=document.reference,
    )
    if mark_field.startswith("freetext") and document.mark:
        header.append(field(mark_field, document.mark))
    return E("header", *header)


def _total(document: Document, mark_field: str, base: bool) -> Element:
    total = document.total
    balance = sum((due.balance for due in document.dues), Decimal(0))
    debit = total > 0 or (not total and document.key.kind in _DEBIT_TOTALS)
    line = E(
        "line",
        field("dim2", document.relation.code),
        *_amount(total, balance if base else None, debit),
        *fields(description=document.description or document.key.number),
        type="total",
        id="1",
    )
    if mark_field == "comment" and document.mark:
        line.append(field("comment", document.mark))
    return line


def _details(document: Document, base: bool) -> list[Element]:
    return [
        _detail(document, line, number, base)
        for number, line in enumerate(document.lines, start=2)
    ]


def _detail(document: Document, line: Line, number: int, base: bool) -> Element:
    side = line.amount or line.vat_amount
    debit = side > 0 or (not side and document.key.kind not in _DEBIT_TOTALS)
    return E(
        "line",
        *fields(
            dim1=line.account.code,
            dim2=line.cost_centre and line.cost_centre.code,
            dim3=line.project and line.project.code,
        ),
        *_amount(line.amount, line.balance if base else None, debit),
        *fields(description=line.description),
        *_vat(document, line, debit, base),
        type="detail",
        id=str(number),
    )


def _amount(amount: Decimal, balance: Decimal | None, debit: bool) -> list[Element]:
    made = [
        field("value", value(amount)),
        field("debitcredit", "debit" if debit else "credit"),
    ]
    return made if balance is None else [*made, field("basevalue", value(balance))]


def _vat(document: Document, line: Line, debit: bool, base: bool) -> list[Element]:
    """The VAT amount counts along the line's side. A bill's zero is left to the code:
    reverse charge has two VAT lines that outweigh each other."""
    if not line.vat:
        return []
    made = [field("vatcode", line.vat.code)]
    if line.vat_amount or document.key.kind.is_sale:
        sign = 1 if debit else -1
        made.append(field("vatvalue", format(abs_zero(line.vat_amount * sign), "f")))
        if base:
            balance = abs_zero(line.vat_balance * sign)
            made.append(field("vatbasevalue", format(balance, "f")))
    return made


def abs_zero(number: Decimal) -> Decimal:
    """``number``, but never -0.00."""
    return number if number else abs(number)


def outcomes(answer: Element, documents: Sequence[Document]) -> list[Booked | Rejected]:
    """What became of each of ``documents``, by position. Raises ProtocolError when
    the answer doesn't say so beyond doubt."""
    if answer.tag == "transaction":
        children = [answer]
    elif answer.tag == "transactions":
        children = list(answer.iterchildren("transaction"))
    else:
        raise ProtocolError("unexpected_answer", str(answer.tag)[:80])
    if not children and answers.failed(answer) and answers.messages(answer):
        return [answers.rejected(answer)] * len(documents)
    if len(children) != len(documents):
        detail = f"{len(children)} answers to {len(documents)} documents"
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
    if answers.failed(child):
        return answers.rejected(child)
    if not number or child.get("result", "1") != "1":
        raise ProtocolError("unexpected_answer", "neither booked nor refused")
    total = next(child.iterfind("lines/line[@type='total']"), None)
    code = said(child, "header/code") or document.key.journal
    return Booked(
        key=document.key,
        id=f"{code}/{number}",
        number=number,
        date=read_day(said(child, "header/date")) or document.date,
        total=None if total is None else signed(total, "value"),
        relation="" if total is None else said(total, "dim2"),
        final=child.get("location") == "final",
        warnings=answers.warnings(child),
    )


def signed(line: Element, name: str) -> Decimal | None:
    """An amount of ``line``, debit positive; None when it is not there."""
    amount = said(line, name)
    if not amount:
        return None
    sign = -1 if said(line, "debitcredit") == "credit" else 1
    return sign * read_amount(amount)
