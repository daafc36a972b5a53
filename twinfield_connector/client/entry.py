"""Documents as Twinfield transactions; ``echo`` reads what is answered to them.

    kind                 total    detail, VAT
    sales invoice        debit    credit
    sales credit note    credit   debit
    bill                 credit   debit
    bill credit note     debit    credit
    bank, cash receipt   debit    credit (the relation)
    journal              none; all lines are details, that of a relation as well

The sides follow from our signs (debit is positive), so a negative line stands on the
other side by itself. Values are unsigned. VAT lines are left to Twinfield, which
makes them from ``vatvalue``.
Source: Twinfield developer documentation, Sales transactions, Purchase transactions.
"""

from dataclasses import dataclass
from decimal import Decimal

from stdnum.util import clean

from odoo.addons.connector_base.ledger.values import (
    Document,
    Kind,
    Line,
    Rejected,
)

from . import const
from .xml import E, Element, day, field, fields, no_negative_zero, text, value

_DEBIT_TOTALS = (Kind.INVOICE, Kind.BILL_CREDIT_NOTE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Options:
    """Where our texts go, and whose exchange rate holds.

    ``mark_field``: where ``Document.mark`` goes: "freetext1" to "freetext3", which
    must be allowed on the transaction type, "comment" (of the total line) or "":
    nowhere. ``link_field``: the free text for ``Document.link``, or "".
    ``base_values``: send amounts in company currency along with a foreign currency
    instead of having Twinfield convert at its own rate.
    """

    mark_field: str = ""
    link_field: str = ""
    base_values: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Booking:
    """What a payment needs to know besides: the ``category`` of its daybook, and the
    ``control`` account of its relation."""

    category: str
    control: str

    @property
    def is_money(self) -> bool:
        """Whether the daybook has an account and a balance of its own."""
        return self.category in const.MONEY


def too_many_lines(document: Document) -> Rejected | None:
    """The total line counts too; VAT lines that Twinfield adds can't be foreseen."""
    lines = len(document.lines) + 1
    if lines <= const.MAX_LINES:
        return None
    return Rejected(
        code="too_many_lines", message=f"{lines} > {const.MAX_LINES}", field="lines"
    )


def entry(
    document: Document,
    office: str,
    options: Options,
    booking: Booking | None = None,
    number: str = "",
) -> Element:
    """``document`` as a transaction: a new one, or what entry ``number`` shall be.

    The period and the ledger account of the relation are Twinfield's to find. Without
    ``raisewarning`` a number that was booked before is refused. ``booking``: of a
    payment.
    """
    header = _header(document, office, options, number)
    if booking:
        header.extend(_statement(document, booking))
        lines = _payment_lines(document, booking, options)
    elif document.key.kind is Kind.ENTRY:
        lines = _journal_lines(document, options)
    else:
        lines = [_total(document, options), *_details(document, options)]
    return E(
        "transaction",
        header,
        E("lines", *lines),
        destiny="final" if document.final else "temporary",
        autobalancevat="true",
    )


def _is_in_base(document: Document, options: Options) -> bool:
    """Whether amounts in the company's currency are sent along."""
    return options.base_values and document.currency != document.company_currency


def _header(document: Document, office: str, options: Options, number: str) -> Element:
    plain = document.key.kind.is_payment or document.key.kind is Kind.ENTRY
    due = max((due.date for due in document.dues), default=None)
    header = fields(
        office=office,
        code=document.key.journal,
        number=number,
        currency=document.currency,
        date=day(document.date),
        period=document.period,
        invoicenumber="" if plain else document.key.number,
        duedate=None if plain else due and day(due),
        paymentreference=document.reference,
    )
    for element in header:
        # The accountant chose the period; the number is there before on purpose.
        quiet = (element.tag == "date" and document.period) or (
            element.tag == "invoicenumber" and document.attempt
        )
        if quiet:
            element.set("raisewarning", "false")
    for name, value_ in (
        (options.mark_field, document.mark),
        (options.link_field, document.link),
        *((one.field, one.value) for one in document.texts),
    ):
        if name.startswith("freetext") and value_:
            header.append(field(name, value_))
    return E("header", *header)


def _total(document: Document, options: Options) -> Element:
    total = document.total
    debit = total > 0 or (not total and document.key.kind in _DEBIT_TOTALS)
    line = E(
        "line",
        field("dim2", document.relation.code),
        *_amount(
            total, document.balance if _is_in_base(document, options) else None, debit
        ),
        *fields(description=document.description or document.key.number),
        type="total",
        id="1",
    )
    if comment := _comment(document, options):
        line.append(field("comment", comment))
    return line


def _comment(document: Document, options: Options) -> str:
    """Our mark, or what is to be told, or the instalments: an entry has one due date,
    the last."""
    if options.mark_field == "comment":
        return document.mark
    if told := [one.value for one in document.texts if one.field == "comment"]:
        return told[0]
    if len(document.dues) < 2:
        return ""
    return ", ".join(
        f"{due.date:%Y-%m-%d} {document.currency} {value(due.amount)}"
        for due in document.dues
    )


def _details(document: Document, options: Options) -> list[Element]:
    base = _is_in_base(document, options)
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
        *_supply(line),
        type="detail",
        id=str(number),
    )


def _supply(line: Line) -> list[Element]:
    """The date is for services only."""
    if not (line.vat and line.supply):
        return []
    service = line.supply.kind == "services"
    return fields(
        performancetype=line.supply.kind,
        performancecountry=line.supply.country.upper(),
        performancevatnumber=clean(line.supply.vat, " .-/").upper(),
        performancedate=day(line.supply.date) if service else "",
    )


def _statement(document: Document, booking: Booking) -> list[Element]:
    """A bank or cash entry is a statement of its own, from nothing to its total: what
    happens to one without balances is not documented."""
    if not booking.is_money:
        return []
    total = no_negative_zero(document.lines[0].amount)
    return [
        field("startvalue", "0.00"),
        field("closevalue", format(total, "f")),
    ]


def _payment_lines(
    document: Document, booking: Booking, options: Options
) -> list[Element]:
    """Bank and cash books have a total on their own account; other daybooks two
    details. The relation's line bears the payment's number, to be found by."""
    base = _is_in_base(document, options)
    (line,), (due,) = document.lines, document.dues
    own = E(
        "line",
        *fields(dim1=line.account.code),
        *_amount(line.amount, line.balance if base else None, line.amount > 0),
        *fields(description=document.description),
        type="total" if booking.is_money else "detail",
        id="1",
    )
    theirs = E(
        "line",
        *fields(dim1=booking.control, dim2=document.relation.code),
        *_amount(due.amount, due.balance if base else None, due.amount > 0),
        *fields(description=document.description, invoicenumber=document.key.number),
        type="detail",
        id="2",
    )
    return [own, theirs]


def _journal_lines(document: Document, options: Options) -> list[Element]:
    """Each bears the entry's number, to be found by: a journal has none in its
    header."""
    base = _is_in_base(document, options)
    made = [
        _journal_line(document, line, number, base)
        for number, line in enumerate(document.lines, start=1)
    ]
    if options.mark_field == "comment" and document.mark:
        made[0].append(field("comment", document.mark))
    return made


def _journal_line(document: Document, line: Line, number: int, base: bool) -> Element:
    debit = (line.amount or line.vat_amount) >= 0
    second = line.relation or line.cost_centre
    return E(
        "line",
        *fields(
            dim1=line.account.code,
            dim2=second and second.code,
            dim3=line.project and line.project.code,
        ),
        *_amount(line.amount, line.balance if base else None, debit),
        *fields(
            description=line.description or document.key.number,
            invoicenumber=document.key.number,
        ),
        *_vat(document, line, debit, base),
        *_supply(line),
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
    """The VAT amount counts along the line's side. On a bill with reverse charge it is
    left to the code: that has two VAT lines that outweigh each other."""
    if not line.vat:
        return []
    made = [field("vatcode", line.vat.code)]
    if not line.reverse or document.key.kind.is_sale:
        sign = 1 if debit else -1
        amount = no_negative_zero(line.vat_amount * sign)
        made.append(field("vatvalue", format(amount, "f")))
        if base:
            balance = no_negative_zero(line.vat_balance * sign)
            made.append(field("vatbasevalue", format(balance, "f")))
    return made


def deletion(office: str, id_: str, reason: str) -> Element:
    """Only drafts can be deleted, and the reason is mandatory."""
    daybook, _slash, number = id_.partition("/")
    return E(
        "transaction",
        field("office", office),
        field("code", daybook),
        field("number", number),
        action="delete",
        reason=text(reason) or "-",
    )
