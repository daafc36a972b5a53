"""From a document to a sales or purchase entry, and back.

Source: Exact Online REST API reference, salesentry/SalesEntries and
purchaseentry/PurchaseEntries.
"""

import hashlib
import re
from dataclasses import dataclass, replace
from decimal import Decimal

from odoo.addons.connector_base.ledger.matching import normal
from odoo.addons.connector_base.ledger.money import ZERO
from odoo.addons.connector_base.ledger.template import fill
from odoo.addons.connector_base.ledger.values import (
    Booked,
    Document,
    Key,
    Kind,
    Line,
    Rejected,
)

from . import const, conversion, odata

# Of the digest that makes a long reference one of its own.
_DIGEST = 8
# Between a link and our mark: browsers don't send what follows.
_MARK = "#mark="
# By so little, in proportion, a rate differs when it was stored with fewer digits.
_NEAR = Decimal("1e-6")


@dataclass(frozen=True, slots=True, kw_only=True)
class Options:
    """``link_base``: address that ``Document.link`` is put behind, "" for no link.
    ``own_numbers``: entries get the digits of our number, else Exact's next one."""

    link_base: str = ""
    own_numbers: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Book:
    """How sales and purchase entries differ. ``sign``: of an amount as Exact sees it,
    for one of ours. ``document``: the type of a document that belongs to one."""

    resource: str
    lines: str
    line: str
    relation: str
    sign: int
    document: int

    @property
    def select(self) -> str:
        return f"EntryID,EntryNumber,Journal,YourRef,AmountFC,{self.relation}"

    @property
    def more(self) -> str:
        """What an entry may tell beyond."""
        return (
            "EntryDate,AmountDC,VATAmountFC,Currency,Rate,Status,Document,"
            "ExternalLinkReference"
        )


SALES = Book(
    resource="salesentry/SalesEntries",
    lines="SalesEntryLines",
    line="salesentry/SalesEntryLines",
    relation="Customer",
    sign=-1,
    document=10,
)
PURCHASES = Book(
    resource="purchaseentry/PurchaseEntries",
    lines="PurchaseEntryLines",
    line="purchaseentry/PurchaseEntryLines",
    relation="Supplier",
    sign=1,
    document=20,
)


def book(key: Key) -> Book:
    return SALES if key.kind.is_sale else PURCHASES


# Numbers


def reference(key: Key) -> str:
    """Our number as it stands there, where foreign numbers go. A vendor's may be longer
    than the field: its beginning, and what no other long one has."""
    number = odata.tidy(key.number)
    if key.kind.is_sale or len(number) <= const.YOUR_REF:
        return number
    digest = hashlib.sha256(normal(number).encode()).hexdigest()[:_DIGEST]
    return f"{number[: const.YOUR_REF - _DIGEST - 1].rstrip()}~{digest}"


def has_own_number(key: Key, options: Options) -> bool:
    """Whether the entry's number is to be ours. Not of credit notes: Odoo counts them
    apart, so that their digits are those of an invoice in the same journal."""
    return options.own_numbers and key.kind is Kind.INVOICE


def own_number(key: Key, options: Options) -> int:
    """All digits of it: 202600012 of INV/2026/00012; 0 where the number is not ours,
    or none that Exact can have."""
    digits = _digits(key) if has_own_number(key, options) else 0
    return digits if digits <= const.MAX_NUMBER else 0


def _digits(key: Key) -> int:
    return int("".join(re.findall(r"[0-9]+", key.number)) or 0)


def number(document: Document, options: Options) -> str | Rejected:
    """See ``port.Duties``. Booked once more, an entry can't have its number again."""
    key, spelt = document.key, reference(document.key)
    if not spelt:
        return Rejected(code="number_not_fitting", message="''", field="YourRef")
    if len(spelt) > const.YOUR_REF:
        message = f"{len(spelt)} > {const.YOUR_REF}"
        return Rejected(code="number_too_long", message=message, field="YourRef")
    if document.attempt or not has_own_number(key, options):
        return ""
    if found := own_number(key, options):
        return str(found)
    digits = _digits(key)
    message = f"{digits} > {const.MAX_NUMBER}" if digits else key.number
    return Rejected(code="number_not_fitting", message=message, field="EntryNumber")


# Writing


def refusal(document: Document, options: Options) -> Rejected | None:
    """What can't be told to Exact, before it is asked."""
    known = number(document, options)
    if isinstance(known, Rejected):
        return known
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


def entry(document: Document, options: Options) -> dict:
    """The body of a new entry."""
    values = {"Journal": document.key.journal, **header(document, options)}
    if not document.attempt:
        values["EntryNumber"] = own_number(document.key, options)
    return {**_without_empty(values), book(document.key).lines: lines(document)}


def header(document: Document, options: Options) -> dict:
    """What of an entry can be written when it exists, too: its number and journal
    stay. Empty texts are among it."""
    due = max((due.date for due in document.dues), default=document.date)
    texts = _texts(document)
    values = {
        book(document.key).relation: document.relation.id,
        "EntryDate": document.date,
        "DueDate": due,
        "Currency": document.currency,
        "YourRef": reference(document.key),
        "Description": _described(texts.get("Description", document.description)),
        "PaymentReference": texts.get("PaymentReference", document.reference),
    }
    if document.condition:
        values["PaymentCondition"] = document.condition.code
    if rate := fitted(document)[0]:
        values["Rate"] = rate
    if document.period:
        year, _slash, period = document.period.partition("/")
        values |= {"ReportingYear": int(year), "ReportingPeriod": int(period)}
    if "OrderNumber" in texts and not misfits(document):
        values["OrderNumber"] = int(texts["OrderNumber"])
    if options.link_base and document.link:
        values["ExternalLinkReference"] = _link(document, options)
    return values


def _link(document: Document, options: Options) -> str:
    """To the PDF; by what stands behind it we know our own entries again."""
    mark = f"{_MARK}{document.mark}" if document.mark else ""
    return f"{options.link_base}{document.link}{mark}"


def _texts(document: Document) -> dict[str, str]:
    return {one.field: one.value for one in document.texts if one.field in const.TEXTS}


def misfits(document: Document) -> tuple[str, ...]:
    """Texts that their field does not take, as warnings."""
    told = _texts(document).get("OrderNumber", "0")
    is_digits = told.isascii() and told.isdecimal()
    is_number = is_digits and int(told) <= const.MAX_NUMBER
    return () if is_number else (f"OrderNumber: {told}",)


def lines(document: Document) -> list[dict]:
    """Bodies of its lines."""
    kind, notes = book(document.key), _texts(document).get("Notes", "")
    return [_line(one, kind, notes) for one in fitted(document)[1]]


def _line(one: Line, kind: Book, notes: str) -> dict:
    """Amounts are without VAT, for codes that include it are never mapped. A VAT
    amount is forced, so that it is Odoo's to the cent; but where the buyer owes it,
    the code computes both sides. Nothing is not less than nothing."""
    values = {
        "GLAccount": one.account.id,
        "AmountFC": kind.sign * one.amount + ZERO,
        "Description": _described(one.description),
        "VATCode": one.vat and one.vat.code,
        "CostCenter": one.cost_centre and one.cost_centre.code,
        "CostUnit": one.project and one.project.code,
        "Quantity": one.quantity or None,
        "Notes": notes,
    }
    if one.vat and (one.vat_amount or not one.reverse):
        values["VATAmountFC"] = kind.sign * one.vat_amount + ZERO
    return {name: value for name, value in values.items() if value not in (None, "")}


def _described(text: str) -> str:
    return odata.tidy(text)[: const.DESCRIPTION].rstrip()


def _without_empty(values: dict) -> dict:
    return {name: value for name, value in values.items() if value not in (None, "", 0)}


# Reading


def booked(row: dict, key: Key, relation: str) -> Booked:
    """``relation``: the code of the customer or supplier, where known."""
    sign = -book(key).sign
    _link, _sep, mark = (row.get("ExternalLinkReference") or "").partition(_MARK)
    return Booked(
        key=replace(key, journal=odata.read_code(row.get("Journal")) or key.journal),
        id=odata.read_code(row["EntryID"]),
        number=odata.read_code(str(row["EntryNumber"])),
        date=odata.read_date(row.get("EntryDate")),
        total=_amount(row.get("AmountFC"), sign),
        balance=_amount(row.get("AmountDC"), sign),
        vat=_amount(row.get("VATAmountFC"), sign),
        relation=relation,
        final=row.get("Status") == const.PROCESSED,
        mark=mark,
        file=odata.read_guid(row.get("Document")),
    )


def _amount(value, sign: int) -> Decimal | None:
    return None if value is None else sign * odata.read_amount(value) + ZERO


def warnings(row: dict, document: Document) -> tuple[str, ...]:
    """What the ledger took otherwise than it was told."""
    sent, rate, found = fitted(document)[0], row.get("Rate"), [*misfits(document)]
    if sent and rate is not None and abs(Decimal(str(rate)) - sent) > sent * _NEAR:
        found.append(f"Rate: {rate} <> {sent}")
    balance = _amount(row.get("AmountDC"), -book(document.key).sign)
    if balance not in (None, document.balance):
        found.append(f"AmountDC: {balance} <> {document.balance}")
    return tuple(found)


def address(template: str, site: str, division: str, booked: Booked) -> str:
    """Where the entry opens for its users."""
    if not (division and booked.id):
        return ""
    template = template or (const.DOCUMENT if booked.file else const.DIVISION)
    return fill(
        template,
        host=site,
        division=division,
        entry_id=booked.id,
        document_id=booked.file,
    )
