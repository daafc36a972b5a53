"""From a document to a sales or purchase entry, and back.

Source: Exact Online REST API reference, salesentry/SalesEntries and
purchaseentry/PurchaseEntries.
"""

import re
from dataclasses import dataclass, replace
from decimal import Decimal

from odoo.addons.connector_base.ledger.values import (
    Booked,
    Document,
    Key,
    Kind,
    Line,
    Rejected,
)

from . import const, conversion, odata


@dataclass(frozen=True, slots=True, kw_only=True)
class Options:
    """``link_base``: address that ``Document.link`` is put behind, "" for no link.
    ``own_numbers``: entries get the digits of our number, else Exact's next one."""

    link_base: str = ""
    own_numbers: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Book:
    """How sales and purchase entries differ. ``sign``: of an amount as Exact sees it,
    for one of ours."""

    resource: str
    lines: str
    line: str
    relation: str
    sign: int

    @property
    def select(self) -> str:
        return (
            "EntryID,EntryNumber,Journal,YourRef,EntryDate,AmountFC,VATAmountFC,"
            f"Currency,Status,Document,{self.relation}"
        )


SALES = Book(
    resource="salesentry/SalesEntries",
    lines="SalesEntryLines",
    line="salesentry/SalesEntryLines",
    relation="Customer",
    sign=-1,
)
PURCHASES = Book(
    resource="purchaseentry/PurchaseEntries",
    lines="PurchaseEntryLines",
    line="purchaseentry/PurchaseEntryLines",
    relation="Supplier",
    sign=1,
)


def book(key: Key) -> Book:
    return SALES if key.kind.is_sale else PURCHASES


def refusal(document: Document, options: Options) -> Rejected | None:
    """What can't be told to Exact, before it is asked."""
    number = document.key.number
    if len(number) > const.YOUR_REF:
        message = f"{len(number)} > {const.YOUR_REF}"
        return Rejected(code="number_too_long", message=message, field="YourRef")
    if has_own_number(document.key, options) and not own_number(document.key, options):
        return Rejected(code="number_not_fitting", message=number, field="EntryNumber")
    try:
        fitted(document)
    except conversion.Unfitting as unfitting:
        return Rejected(code="rate_not_fitting", message=str(unfitting), field="Rate")
    return None


def fitted(document: Document) -> tuple[Decimal | None, tuple[Line, ...]]:
    """The exchange rate, of a foreign currency, and the lines. Raises Unfitting."""
    if document.currency == document.company_currency:
        return None, document.lines
    return conversion.fitted(document)


def has_own_number(key: Key, options: Options) -> bool:
    """Whether the number is to be ours. Not of credit notes: Odoo counts them apart,
    so that their digits are those of an invoice in the same journal."""
    return options.own_numbers and key.kind is Kind.INVOICE


def own_number(key: Key, options: Options) -> int:
    """All digits of it: 202600012 of INV/2026/00012; 0 where the number is not ours,
    or none that Exact can have."""
    if not has_own_number(key, options):
        return 0
    digits = int("".join(re.findall(r"[0-9]+", key.number)) or 0)
    return digits if digits <= const.MAX_NUMBER else 0


def entry(document: Document, options: Options) -> dict:
    """The body of a new entry."""
    kind = book(document.key)
    return {
        "Journal": document.key.journal,
        **_header(document, options),
        kind.lines: lines(document),
    }


def _header(document: Document, options: Options) -> dict:
    due = max((due.date for due in document.dues), default=document.date)
    values = {
        book(document.key).relation: document.relation.id,
        "EntryDate": document.date,
        "DueDate": due,
        "Currency": document.currency,
        "YourRef": document.key.number,
        "Description": document.description[: const.DESCRIPTION],
        "PaymentReference": document.reference,
        "PaymentCondition": document.condition and document.condition.code,
    }
    values["Rate"] = fitted(document)[0]
    if document.period:
        year, _slash, period = document.period.partition("/")
        values |= {"ReportingYear": int(year), "ReportingPeriod": int(period)}
    values["EntryNumber"] = own_number(document.key, options)
    if options.link_base and document.link:
        values["ExternalLinkReference"] = options.link_base + document.link
    return {name: value for name, value in values.items() if value not in (None, "", 0)}


def header(document: Document, options: Options) -> dict:
    """What of an existing entry can be written: its number and journal stay."""
    return _header(document, replace(options, own_numbers=False))


def lines(document: Document) -> list[dict]:
    """Bodies of its lines."""
    kind = book(document.key)
    return [_line(one, kind) for one in fitted(document)[1]]


def _line(one: Line, kind: Book) -> dict:
    """Amounts are without VAT, for codes that include it are never mapped. A VAT
    amount is forced, so that it is Odoo's to the cent; but where the buyer owes it,
    the code computes both sides."""
    values = {
        "GLAccount": one.account.id,
        "AmountFC": kind.sign * one.amount,
        "Description": one.description[: const.DESCRIPTION],
        "VATCode": one.vat and one.vat.code,
        "CostCenter": one.cost_centre and one.cost_centre.code,
        "CostUnit": one.project and one.project.code,
    }
    if one.vat and (one.vat_amount or not one.reverse):
        values["VATAmountFC"] = kind.sign * one.vat_amount
    return {name: value for name, value in values.items() if value not in (None, "")}


def booked(row: dict, key: Key, relation: str) -> Booked:
    """``relation``: the code of the customer or supplier, where known."""
    kind = book(key)
    vat = row.get("VATAmountFC")
    return Booked(
        key=replace(key, journal=odata.read_text(row["Journal"])),
        id=row["EntryID"],
        number=str(row["EntryNumber"]),
        date=odata.read_date(row["EntryDate"]),
        total=-kind.sign * odata.read_amount(row["AmountFC"]),
        vat=None if vat is None else -kind.sign * odata.read_amount(vat),
        relation=relation,
        final=row["Status"] == const.PROCESSED,
        file=odata.read_guid(row["Document"]),
    )
