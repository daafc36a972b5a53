"""The values that cross the port, in both directions.

One sign rule everywhere: debit is positive, credit is negative, whatever the kind
of document. ``amount`` is in the document's currency, ``balance`` in the company's.
Amounts are ``Decimal`` quantised by their currency; dates are ``datetime.date``.
"""

import datetime
from dataclasses import asdict, dataclass, field, fields, is_dataclass
from decimal import Decimal
from enum import Enum
from types import UnionType
from typing import Any, Union, get_args, get_origin, get_type_hints

from .money import ZERO


class Kind(str, Enum):
    """What is booked; the first four values are Odoo's move types."""

    INVOICE = "out_invoice"
    CREDIT_NOTE = "out_refund"
    BILL = "in_invoice"
    BILL_CREDIT_NOTE = "in_refund"
    CUSTOMER_PAYMENT = "customer_payment"
    SUPPLIER_PAYMENT = "supplier_payment"

    @property
    def is_sale(self) -> bool:
        """Whether its relation is a customer."""
        return self in (Kind.INVOICE, Kind.CREDIT_NOTE, Kind.CUSTOMER_PAYMENT)

    @property
    def is_payment(self) -> bool:
        return self in (Kind.CUSTOMER_PAYMENT, Kind.SUPPLIER_PAYMENT)


class ItemKind(str, Enum):
    """The kinds of master data that a ledger is asked for."""

    ACCOUNT = "account"
    VAT = "vat"
    JOURNAL = "journal"
    CUSTOMER = "customer"
    SUPPLIER = "supplier"
    COST_CENTRE = "cost_centre"
    PROJECT = "project"
    CONDITION = "condition"
    PERIOD = "period"


@dataclass(frozen=True, slots=True, kw_only=True)
class Ref:
    """A master record of the ledger: its code, and its id where that differs."""

    code: str
    id: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Key:
    """By what a booked document is found again: where, and under which number.

    ``relation`` (its code) belongs to the key of purchases, where the number is
    the vendor's own and not unique.
    """

    kind: Kind
    journal: str
    number: str
    relation: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Supply:
    """What an intra-community supply is reported by: ``kind`` is "goods" or
    "services"; country (ISO) and VAT number of the other party; when it was
    performed."""

    kind: str
    country: str
    vat: str
    date: datetime.date


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One net amount on one ledger account, with the VAT that belongs to it.

    ``reverse``: the VAT is charged to the buyer: ``vat_amount`` is zero here, and what
    the buyer owes and deducts is the VAT code's to compute.
    """

    account: Ref
    amount: Decimal
    balance: Decimal
    vat: Ref | None = None
    vat_amount: Decimal = ZERO
    vat_balance: Decimal = ZERO
    reverse: bool = False
    description: str = ""
    cost_centre: Ref | None = None
    project: Ref | None = None
    supply: Supply | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Text:
    """What a free field of the ledger shall say; ``field`` in the ledger's terms."""

    field: str
    value: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Due:
    """One instalment: what the relation owes (debit) or is owed (credit)."""

    date: datetime.date
    amount: Decimal
    balance: Decimal


class Unbalanced(ValueError):
    """A document whose lines, VAT and instalments do not add up to zero."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """One invoice, credit note or payment as it shall be booked. Can't exist
    unbalanced.

    ``final``: book as definitive entry, else as draft. ``mark``: a short text by
    which we know our own entries again. ``link``: a short key under which Odoo shows
    the PDF. ``reference``: the payment reference. ``condition``: the ledger's payment
    condition, None to let the ledger take its own. ``period``: "2026/04", empty to let
    the ledger take that of ``date``. ``texts``: for free fields. ``repeated``: an
    entry with this number is in the ledger already, and that is meant so.

    A payment has one line, the bank or clearing account, and one due: what the
    relation owes less.
    """

    key: Key
    date: datetime.date
    currency: str
    company_currency: str
    relation: Ref
    lines: tuple[Line, ...]
    dues: tuple[Due, ...]
    description: str = ""
    reference: str = ""
    mark: str = ""
    link: str = ""
    condition: Ref | None = None
    period: str = ""
    texts: tuple[Text, ...] = ()
    repeated: bool = False
    final: bool = False

    def __post_init__(self):
        for name in ("amount", "balance"):
            rest = (
                sum((getattr(line, name) for line in self.lines), ZERO)
                + sum((getattr(line, f"vat_{name}") for line in self.lines), ZERO)
                + sum((getattr(due, name) for due in self.dues), ZERO)
            )
            if rest:
                raise Unbalanced(f"{self.key.number}: {name} differs by {rest}")

    @property
    def total(self) -> Decimal:
        """What the relation owes, in the document's currency; debit positive."""
        return sum((due.amount for due in self.dues), ZERO)


@dataclass(frozen=True, slots=True, kw_only=True)
class Booked:
    """A document as it stands in the ledger.

    ``id``: by which the ledger knows it, unique in the administration. ``number``:
    the one that its users see. ``total`` as in ``Document.total``; None where the
    ledger did not say it. ``vat``: what of the total is VAT, with the same sign and on
    the same terms; what is charged to the buyer is not. ``open``: what is not settled
    yet, where that was asked for. ``final``: it can't be changed or removed any more.
    ``file``: the id of the file that belongs to it, where the ledger keeps one.
    ``warnings``: the ledger's own words.
    """

    key: Key
    id: str
    number: str
    date: datetime.date | None = None
    total: Decimal | None = None
    vat: Decimal | None = None
    open: Decimal | None = None
    relation: str = ""
    final: bool = False
    file: str = ""
    warnings: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Rejected:
    """Considered and refused: will not pass unchanged.

    ``code``: ours (``period_closed``, ``unknown_vat``, ``duplicate`` ...; ``refused``
    where we know no better), ``message``: the ledger's own words, ``field``: what it
    complained about, in the ledger's terms.
    """

    code: str
    message: str
    field: str = ""


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
    ledger's users know it by, equal for all allocations of one receipt; several with
    "+" between them where it is one, or all, of these.
    ``counterpart``: ``Booked.id`` of the other document, for kind DOCUMENT.
    ``certain``: False where the ledger does not tell by what it was settled and more
    than one answer fits; the accountant is asked then.
    """

    key: str
    kind: SettlementKind
    amount: Decimal
    currency: str
    date: datetime.date
    settlement: str
    balance: Decimal | None = None
    counterpart: str = ""
    certain: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Settled:
    """One document of ours with its complete present allocations.

    ``open``: what the ledger still has open, signed as ``Document.total``.
    ``gone``: the document is no longer in the ledger. ``total`` and ``final``: as it
    stands there now; None where the ledger did not say. ``alias``: another id, by
    which the ledger will tell of its deletion.
    """

    id: str
    open: Decimal
    allocations: tuple[Allocation, ...] = ()
    gone: bool = False
    total: Decimal | None = None
    final: bool | None = None
    alias: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class OnAccount:
    """Money of a customer or supplier that settles nothing yet.

    ``id``: ``Booked.id`` of its entry, "" where the ledger does not tell it.
    ``relation``: a code, ``role``: CUSTOMER or SUPPLIER. ``amount``: what is open of
    it, debit positive: what a customer paid too much is negative. ``settlement``: as
    in ``Allocation``.
    """

    id: str
    relation: str
    role: ItemKind
    amount: Decimal
    currency: str
    date: datetime.date
    settlement: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Changes:
    """One page of what happened. ``cursor`` may be kept once the page is stored."""

    cursor: str
    settled: tuple[Settled, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """One master record. ``attributes`` are plain JSON; the base reads of them

    - account: ``cost_centre`` ("required", "allowed", "forbidden"; absent when not
      known),
    - VAT: ``percentage`` (text, "21.00"), ``use`` ("sale", "purchase"), ``groups``
      (list of boxes of the VAT return), ``intra`` (whether it is reported as an
      intra-community supply; absent when not known),
    - journal: ``use`` ("sale", "purchase", "bank", "cash", "general"),
    - payment condition: ``days`` (int, where it is so many days after the invoice),
    - period (code "2026/04"): ``open`` (bool), ``end`` (ISO date, or ""),
    - customer, supplier: ``vat``, ``chamber``, ``email``, ``iban``, ``postcode``,
      ``country``, and ``matched_by`` ("code", "vat", "chamber", "email", "name") from
      ``Ledger.relations``.
    """

    kind: ItemKind
    ref: Ref
    name: str
    active: bool = True
    attributes: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Relation:
    """A customer or supplier as Odoo knows it. Empty texts are unknown.

    ``code``: the ledger's code; empty to let the ledger choose one.
    """

    kind: ItemKind
    name: str
    code: str = ""
    street: str = ""
    postcode: str = ""
    city: str = ""
    country: str = ""
    vat: str = ""
    chamber: str = ""
    email: str = ""
    phone: str = ""
    website: str = ""
    iban: str = ""
    bic: str = ""
    payment_days: int | None = None
    mandate: str = ""
    mandate_date: datetime.date | None = None
    is_company: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Administration:
    """An office (Twinfield) or division (Exact) that the user may choose."""

    code: str
    name: str
    id: str = ""
    currency: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Check:
    """Outcome of one trial call at connecting: may the user do this?"""

    name: str
    passed: bool
    detail: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Capabilities:
    """What a ledger can do beyond the duties, and how it likes to be asked.

    ``drafts``: entries can be booked as drafts, which can't be paid yet,
    ``finalise``: and be made final by ``amend``. ``amend`` and ``remove`` concern
    entries that are not final. ``match``: documents can be matched with each other.
    ``payments``: payments can be booked. ``link``: entries can carry
    ``Document.link``. ``attach``: they can carry a file. ``numbers``: the ledger can
    number entries itself. ``conditions``: it has payment conditions.
    ``booked``: it lists what was booked, ``on_account``: and the money that settles
    nothing. ``digits``: decimals that amounts may have.
    ``settle_seconds``: how long after a request ended a "not there" may still be wrong.
    ``timeout``: seconds to wait for an answer.
    """

    batch_size: int = 1
    drafts: bool = False
    finalise: bool = False
    amend: bool = False
    remove: bool = False
    match: bool = False
    payments: bool = False
    link: bool = False
    attach: bool = False
    numbers: bool = False
    conditions: bool = False
    booked: bool = False
    on_account: bool = False
    digits: int = 2
    incremental: frozenset = frozenset()
    settle_seconds: int = 60
    timeout: int = 60


def to_json(value) -> dict:
    """A value as plain JSON: dates ISO, decimals as text."""
    return asdict(value, dict_factory=lambda pairs: {k: _plain(v) for k, v in pairs})


def from_json(cls, plain):
    """The value of dataclass ``cls`` that ``to_json`` made ``plain`` from."""
    if is_dataclass(cls):
        hints = get_type_hints(cls)
        return cls(
            **{
                f.name: from_json(hints[f.name], plain[f.name])
                for f in fields(cls)
                if f.name in plain
            }
        )
    if get_origin(cls) in (Union, UnionType):
        return None if plain is None else from_json(get_args(cls)[0], plain)
    if get_origin(cls) is tuple:
        return tuple(from_json(get_args(cls)[0], one) for one in plain)
    if cls is datetime.date:
        return datetime.date.fromisoformat(plain)
    if cls in (Decimal, Kind, ItemKind, SettlementKind):
        return cls(plain)
    return plain


def _plain(value):
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, Decimal):
        return str(value)
    if isinstance(value, datetime.date):
        return value.isoformat()
    return value
