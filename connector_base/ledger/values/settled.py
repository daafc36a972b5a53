"""What happened in the ledger to what we booked."""

import datetime
from dataclasses import dataclass
from decimal import Decimal
from enum import Enum

from .document import Key
from .master import ItemKind


@dataclass(frozen=True, slots=True, kw_only=True)
class Ours:
    """One document of ours that stands in the ledger, as the base knows it.

    ``id``: its ``Booked.id``. ``open`` and ``total`` as told last. ``memo``: what the
    client left with it in ``Booked.memo`` or ``Settled.memo``: another id by which the
    ledger tells of it, say. Nobody but the client reads it.
    """

    id: str
    key: Key
    open: Decimal
    total: Decimal
    memo: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Against:
    """So much of the document ``id`` (``Booked.id``) shall be settled: ``amount`` in
    its currency, with the sign of its ``Document.total``."""

    id: str
    amount: Decimal


class SettlementKind(str, Enum):
    """By what a document was settled: money; another document; a difference that was
    kept back at matching (discount, write-off, exchange difference); another entry,
    as one of a journal."""

    PAYMENT = "payment"
    DOCUMENT = "document"
    DIFFERENCE = "difference"
    OTHER = "other"


@dataclass(frozen=True, slots=True, kw_only=True)
class Allocation:
    """So much of a document was settled by that settlement on that date.

    ``key``: unique and lasting within the administration. ``amount``: what was
    settled, in the document's currency, with the sign of ``Document.total`` (an
    invoice's payment is positive, a credit note's negative). ``balance``: the same in
    company currency, None where the ledger doesn't tell. ``settlement``: what the
    ledger's users know it by, equal for all allocations of one receipt; words for
    people, which nobody parses. ``journal``: the code of the journal or bank book in
    which the settlement stands, "" where the ledger does not tell. ``by``: the
    ``Booked.id`` of each entry that settled; several where it was one, or all, of
    these. ``counterpart``: ``Booked.id`` of the other document, for kind DOCUMENT.
    ``certain``: False where the ledger does not tell by what it was settled and more
    than one answer fits; the accountant is asked then.
    """

    key: str
    kind: SettlementKind
    amount: Decimal
    currency: str
    date: datetime.date
    settlement: str
    journal: str = ""
    by: tuple[str, ...] = ()
    balance: Decimal | None = None
    counterpart: str = ""
    certain: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Settled:
    """One document of ours with its complete present allocations.

    ``open``: what the ledger still has open, signed as ``Document.total``.
    ``allocations``: None where the ledger tells only what is open; the base makes one
    payment of the difference then. ``gone``: the document is no longer in the ledger.
    ``total`` and ``final``: as it stands there now; None where the ledger did not say.
    ``memo``: see ``Ours``; "" keeps the one there is.
    """

    id: str
    open: Decimal
    allocations: tuple[Allocation, ...] | None = ()
    gone: bool = False
    total: Decimal | None = None
    final: bool | None = None
    memo: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Changes:
    """One page of what happened. ``cursor`` may be kept once this page is applied: it
    never goes back, and what comes after is found from there."""

    cursor: str
    settled: tuple[Settled, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class OnAccount:
    """Money of a customer or supplier that settles nothing yet.

    ``id``: ``Booked.id`` of its entry, "" where the ledger does not tell it.
    ``relation``: a code, ``role``: CUSTOMER or SUPPLIER. ``amount``: what is open of
    it, debit positive: what a customer paid too much is negative. ``settlement`` and
    ``journal`` as in ``Allocation``.
    """

    id: str
    relation: str
    role: ItemKind
    amount: Decimal
    currency: str
    date: datetime.date
    settlement: str
    journal: str = ""
