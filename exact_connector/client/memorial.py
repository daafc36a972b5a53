"""Journal entries as general journal entries, and back.

Their header has no text and no number of ours: each line begins with it, and is found
by it. They can't be changed (no PUT), only removed. What a customer or supplier owes is
refused before it comes here. AmountFC is without VAT, as on other entries.

Source: Exact Online REST API reference, generaljournalentry/GeneralJournalEntries.
"""

from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal
from typing import Any

from odoo.addons.connector_base.ledger.money import ZERO, debit_of
from odoo.addons.connector_base.ledger.values import (
    Booked,
    Document,
    Key,
    Line,
)

from . import const, odata
from .api import Api
from .entry import fitted, reference
from .query import Query

RESOURCE = "generaljournalentry/GeneralJournalEntries"
LINES = "generaljournalentry/GeneralJournalEntryLines"
SPARE = ("Notes",)


def entry(document: Document) -> dict:
    """The body of a new one."""
    rate, lines = fitted(document)
    values: dict[str, Any] = {
        "JournalCode": document.key.journal,
        "Currency": document.currency,
    }
    if rate:
        values["ExchangeRate"] = rate
    if document.period:
        year, _slash, period = document.period.partition("/")
        values |= {"FinancialYear": int(year), "FinancialPeriod": int(period)}
    values["GeneralJournalEntryLines"] = [_line(document, one) for one in lines]
    return values


def _line(document: Document, one: Line) -> dict:
    """A VAT amount is forced, unless the buyer owes it: then the code computes both
    sides."""
    said = odata.tidy(f"{reference(document.key)} {one.description}")
    values = {
        "Date": document.date,
        "GLAccount": one.account.id,
        "AmountFC": one.amount,
        "Description": said[: const.DESCRIPTION].rstrip(),
        "VATCode": one.vat and one.vat.code,
        "CostCenter": one.cost_centre and one.cost_centre.code,
        "CostUnit": one.project and one.project.code,
    }
    if one.vat and (one.vat_amount or not one.reverse):
        values["AmountVATFC"] = one.vat_amount + ZERO
    return {name: value for name, value in values.items() if value not in (None, "")}


def made(row: dict, document: Document) -> Booked:
    """Of what was answered, which has no lines."""
    return _booked(row, document.key, ())


def find(api: Api, keys: Sequence[Key]) -> dict[Key, list[Booked]]:
    """By the beginnings of lines, many at a time."""
    spelt = {key: reference(key) for key in keys}
    conditions = [
        f"startswith(Description,{odata.text(number)}) eq true"
        for number in spelt.values()
    ]
    query = Query(LINES, "ID,EntryID,Description,AmountFC", more="AmountDC,Date")
    lines = {row["ID"]: row for row in api.any_of(query, conditions)}
    query = Query(RESOURCE, "EntryID,EntryNumber,JournalCode", more="Status")
    wanted = sorted({row["EntryID"] for row in lines.values()})
    conditions = [f"EntryID eq {odata.guid(id_)}" for id_ in wanted]
    headers = list(api.any_of(query, conditions))
    return {
        key: [
            _booked(header, key, mine)
            for header in headers
            if (mine := _of(header, lines.values(), number))
        ]
        for key, number in spelt.items()
    }


def _of(header: dict, lines: Iterable[dict], number: str) -> list[dict]:
    """The lines of this entry that begin with the number: that, and no longer one."""
    number = number.casefold()
    found = []
    for row in lines:
        said = odata.tidy(row["Description"] or "").casefold()
        if row["EntryID"] == header["EntryID"]:
            if said == number or said.startswith(f"{number} "):
                found.append(row)
    return found


def _booked(row: dict, key: Key, lines: Sequence[dict]) -> Booked:
    return Booked(
        key=Key(
            kind=key.kind,
            journal=odata.read_code(row.get("JournalCode")) or key.journal,
            number=key.number,
        ),
        id=odata.read_code(row["EntryID"]),
        number=odata.read_code(str(row["EntryNumber"])),
        date=odata.read_date(lines[0].get("Date")) if lines else None,
        total=debit_of(_amounts(lines, "AmountFC")),
        balance=debit_of(_amounts(lines, "AmountDC")),
        final=row.get("Status") == const.PROCESSED,
    )


def _amounts(lines: Sequence[dict], name: str) -> Iterator[Decimal | None]:
    for row in lines:
        yield odata.read_amount(row[name]) if name in row else None
