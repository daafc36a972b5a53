"""Payment terms: what is open of the lines on accounts of debtors and creditors.

A line has one part or several; where it was matched with others its parts say since
when, but not with what. Source: Exact Online REST API reference,
sync/Cashflow/PaymentTerms.
"""

import datetime
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal

from odoo.addons.connector_base.ledger.matching import normal
from odoo.addons.connector_base.ledger.money import ZERO
from odoo.addons.connector_base.ledger.values import SettlementKind

from . import const, odata
from .api import Api
from .failures import OF_ONE_RESOURCE
from .query import Query

# Types of terms: what customers owe, and what we do.
OWED, OWING = 20, 22
# Where the first is refused the second is read, with fewer rows a page; only that can
# be asked for entries.
_LISTS = {
    OWED: ("bulk/Cashflow/Receivables", "cashflow/Receivables"),
    OWING: ("bulk/Cashflow/Payments", "cashflow/Payments"),
}
SELECT = (
    "ID,Account,AmountFC,Currency,EndDate,Status,TransactionAmountFC,"
    "TransactionEntryID,TransactionID,TransactionType"
)
# What tells more of a settlement, or makes it certain.
MORE = (
    "AmountDC,TransactionAmountDC,TransactionStatus,EntryDate,EntryNumber,InvoiceDate,"
    "InvoiceNumber,Journal,YourRef"
)
Group = tuple[str, datetime.date | None]
SideGroup = tuple[int, Group]


@dataclass(frozen=True, slots=True, kw_only=True)
class Term:
    """One part of a term. ``entry``, ``line``: the entry and its line that it belongs
    to; ``side``: what customers owe or what we do; ``amount``: without sign;
    ``whole``: of that line, debit positive; ``worth`` and ``whole_worth``: the same in
    company currency, None where it is not told; ``end``: since when it is settled."""

    id: str
    side: int
    account: str
    entry: str
    line: str
    type: int
    amount: Decimal
    whole: Decimal
    worth: Decimal | None
    whole_worth: Decimal | None
    currency: str
    matched: bool
    final: bool
    end: datetime.date | None
    date: datetime.date | None
    journal: str
    number: str
    reference: str
    invoice: str

    @property
    def group(self) -> Group:
        """What was matched together is settled since one day."""
        return self.account, self.end

    @property
    def settlement(self) -> str:
        return f"{self.journal}/{self.number}"

    @property
    def kind(self) -> SettlementKind:
        if self.type in const.MONEY:
            return SettlementKind.PAYMENT
        if self.type in const.DOCUMENTS:
            return SettlementKind.DOCUMENT
        if self.type in const.DIFFERENCES:
            return SettlementKind.DIFFERENCE
        return SettlementKind.OTHER


def read(row: dict) -> Term:
    worth = _worth(row.get("AmountDC"))
    return Term(
        id=odata.read_code(row["ID"]),
        side=row["LineType"],
        account=row["Account"] or "",
        entry=odata.read_code(row["TransactionEntryID"]),
        line=odata.read_code(row["TransactionID"]),
        type=row["TransactionType"],
        amount=abs(odata.read_amount(row["AmountFC"])),
        whole=odata.read_amount(row["TransactionAmountFC"]),
        worth=None if worth is None else abs(worth),
        whole_worth=_worth(row.get("TransactionAmountDC")),
        currency=odata.read_code(row["Currency"]),
        matched=row["Status"] == const.MATCHED,
        final=row.get("TransactionStatus") == const.PROCESSED,
        end=odata.read_date(row["EndDate"]),
        date=odata.read_date(row.get("InvoiceDate"))
        or odata.read_date(row.get("EntryDate")),
        journal=odata.read_code(row.get("Journal")),
        number=odata.read_code(str(row.get("EntryNumber") or "")),
        reference=normal(row.get("YourRef") or ""),
        invoice=str(row.get("InvoiceNumber") or ""),
    )


def _worth(value) -> Decimal | None:
    return None if value is None else odata.read_amount(value)


def is_whole(parts: Iterable[Term]) -> bool:
    """Whether these are all parts of their lines."""
    rests: dict[str, Decimal] = {}
    for part in parts:
        rests.setdefault(part.line, abs(part.whole))
        rests[part.line] -= part.amount
    return not any(rests.values())


def is_closed(group: Iterable[Term]) -> bool:
    """Whether these are all that was matched with each other: debits and credits
    outweigh one another."""
    rest = ZERO
    for term in group:
        if term.worth is None or term.whole_worth is None:
            return False
        rest += term.worth if term.whole_worth > 0 else -term.worth
    return not rest


def open_of(parts: Iterable[Term]) -> Decimal:
    """What is not matched of them, debit positive."""
    return sum(
        (
            -part.amount if part.whole < 0 else part.amount
            for part in parts
            if not part.matched
        ),
        ZERO,
    )


def total_of(parts: Iterable[Term]) -> Decimal:
    return sum({part.line: part.whole for part in parts}.values(), ZERO)


def memo(parts: list[Term]) -> str:
    """By what the ledger tells of the document later: line and account."""
    return f"{parts[0].line} {parts[0].account}"


class Pool:
    """Terms at hand: by their entries, and by what was matched together."""

    def __init__(self, terms: Iterable[Term] = ()):
        self._terms: dict[str, Term] = {}
        self._entries: dict[str, set[str]] = {}
        self._groups: dict[Group, set[str]] = {}
        self._closed: dict[Group, bool] = {}
        self.add(terms)

    def add(self, terms: Iterable[Term]) -> None:
        for term in terms:
            self._drop(term.id)
            self._terms[term.id] = term
            self._entries.setdefault(term.entry, set()).add(term.id)
            if term.matched:
                self._groups.setdefault(term.group, set()).add(term.id)
                self._closed.pop(term.group, None)

    def replace(self, lines: Collection[str], terms: Iterable[Term]) -> None:
        """``terms``: all there are of these lines now."""
        for id_ in [one.id for one in self._terms.values() if one.line in lines]:
            self._drop(id_)
        self.add(terms)

    def _drop(self, id_: str) -> None:
        if term := self._terms.pop(id_, None):
            self._entries[term.entry].discard(id_)
            if term.matched:
                self._groups[term.group].discard(id_)
                self._closed.pop(term.group, None)

    def __iter__(self):
        return iter(self._terms.values())

    def of(self, entry: str) -> list[Term]:
        return [self._terms[id_] for id_ in sorted(self._entries.get(entry, ()))]

    def is_closed(self, group: Group) -> bool:
        """See above; there may be a thousand terms in one of them."""
        if group not in self._closed:
            self._closed[group] = is_closed(self.group(group))
        return self._closed[group]

    def group(self, group: Group) -> list[Term]:
        return [self._terms[id_] for id_ in sorted(self._groups.get(group, ()))]


class Lists:
    """Terms that are asked for; ``wanted``: each with the side that it is on."""

    def __init__(self, api: Api):
        self._api = api

    def by_lines(self, wanted: Iterable[tuple[int, str]]) -> Iterator[Term]:
        yield from self._bulk(
            (side, f"TransactionID eq {odata.guid(line)}") for side, line in wanted
        )

    def by_groups(self, wanted: Iterable[SideGroup]) -> Iterator[Term]:
        conditions = (
            (
                side,
                f"(Account eq {odata.guid(account)} "
                f"and EndDate eq {odata.moment(end)})",
            )
            for side, (account, end) in wanted
            if account and end
        )
        yield from self._bulk(conditions, f"Status eq {const.MATCHED} and ({{}})")

    def by_entries(self, wanted: Iterable[tuple[int, str]]) -> Iterator[Term]:
        for side, entries in _sides(wanted).items():
            where = [f"TransactionEntryID eq {odata.guid(id_)}" for id_ in entries]
            yield from self._list(_LISTS[side][1], side, where)

    def _bulk(
        self, wanted: Iterable[tuple[int, str]], frame: str = "{}"
    ) -> Iterator[Term]:
        for side, conditions in _sides(wanted).items():
            bulk, other = _LISTS[side]
            try:
                found = list(self._list(bulk, side, conditions, frame))
            except OF_ONE_RESOURCE as error:
                self._api.leave_out(bulk, error)
                found = list(self._list(other, side, conditions, frame))
            yield from found

    def _list(
        self, resource: str, side: int, conditions: list[str], frame: str = "{}"
    ) -> Iterator[Term]:
        query = Query(resource, SELECT, more=MORE)
        for row in self._api.any_of(query, conditions, frame):
            yield read({**row, "LineType": side})


def _sides(wanted: Iterable[tuple[int, str]]) -> dict[int, list[str]]:
    sides: dict[int, list[str]] = {}
    for side, one in sorted(set(wanted)):
        sides.setdefault(side, []).append(one)
    return sides
