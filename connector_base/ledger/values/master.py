"""Master data of a ledger, and what a ledger is like."""

import datetime
from dataclasses import dataclass, field
from enum import Enum
from typing import Any, Literal

from .document import Kind, Ref, Text


class ItemKind(str, Enum):
    """The kinds of master data that a ledger is asked for. These are those that the
    base makes use of; another one that only some ledger has is ``ItemKind("its
    name")``, equal wherever it is asked for."""

    ACCOUNT = "account"
    VAT = "vat"
    JOURNAL = "journal"
    CUSTOMER = "customer"
    SUPPLIER = "supplier"
    COST_CENTRE = "cost_centre"
    PROJECT = "project"
    CONDITION = "condition"
    PERIOD = "period"
    TEXT = "text"

    @classmethod
    def _missing_(cls, value: object) -> "ItemKind | None":
        if not isinstance(value, str):
            return None
        kind = str.__new__(cls, value)
        kind._name_, kind._value_ = value.upper(), value
        known = cls._value2member_map_.setdefault(value, kind)
        return known if isinstance(known, cls) else None


OF_RELATION = "relation/"


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """One master record. ``attributes`` are plain JSON; the base reads of them

    - account: ``cost_centre`` ("required", "allowed", "forbidden"), ``type``
      ("balance", "profit_and_loss"), ``group`` ("asset", "liability", "equity",
      "income", "expense"); each absent when not known,
    - VAT: ``percentage`` (text, "21.00"), ``use`` ("sale", "purchase"), ``groups``
      (list of boxes of the VAT return, each behind the code of its country), ``intra``
      (whether it is reported as an intra-community supply), ``eu`` (which one:
      "goods", "services", "triangle"), ``reverse`` (whether it is charged to the
      buyer), ``reported`` (whether it is in the return at all); each absent when not
      known; ``deductible`` (of one that is
      charged to the buyer: how much of it he deducts, a percentage as text, "50.00",
      while the code books the rest as a cost; absent: all of it; "": another way that
      can't be told) and ``cost`` (the code of the account of that cost; absent: the
      line's own),
    - journal: ``use`` ("sale", "purchase", "bank", "cash", "general"),
      ``vat_allowed`` (False: no line of its entries may have a VAT code; absent when
      not known),
    - payment condition: ``days`` (int, where it is so many days after the invoice),
    - period (code "2026/04"): ``open`` (bool), ``end`` (ISO date, or ""),
    - customer, supplier: ``vat``, ``chamber``, ``email``, ``iban``, ``postcode``,
      ``country``, and ``matched_by`` ("code", "vat", "chamber", "email", "name") from
      ``relations``.

    A TEXT is a free field of entries: its code is ``Text.field``. One whose code begins
    with ``OF_RELATION`` is of a customer or supplier that is created, and the rest of
    its code is the ``Text.field`` of ``Relation.texts``.
    """

    kind: ItemKind
    ref: Ref
    name: str
    active: bool = True
    attributes: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Address:
    """``street``: with the house number."""

    street: str = ""
    postcode: str = ""
    city: str = ""
    country: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Relation:
    """A customer or supplier as Odoo knows it. Empty texts are unknown.

    ``code``: the ledger's code; empty to let the ledger choose one. ``currency``: ISO,
    the one that it is invoiced in. ``delivery``: where it gets its goods, where that is
    another address; beside those that it has there already. ``texts``: what else a new
    one gets; an update leaves that to the ledger's people.
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
    currency: str = ""
    payment_days: int | None = None
    mandate: str = ""
    mandate_date: datetime.date | None = None
    delivery: Address | None = None
    is_company: bool = True
    texts: tuple[Text, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Administration:
    """One set of books (one company at the accountant) that the user may choose."""

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
class Remark:
    """What the ledger could not do as it was asked (an option, a column, a duty that
    it refused), though the rest went on. ``detail``: the ledger's own words, or what
    it is about."""

    code: str
    detail: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Vocabulary:
    """What the ledger's users call things, in the reader's language, as within a
    sentence; "" for the general word."""

    administration: str = ""
    journal: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Guide:
    """How one comes to a client id and logs in, in the reader's language.

    ``address``: where the vendor registers applications. ``steps``: what is done
    there, a sentence each. ``log_in``: as whom one logs in best.
    """

    address: str = ""
    steps: tuple[str, ...] = ()
    log_in: str = ""


INVOICES = frozenset(
    kind for kind in Kind if not (kind.is_payment or kind is Kind.ENTRY)
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Traits:
    """What a ledger is like, as far as the presence of a duty does not say it.

    ``batch_size``: documents that one request books. ``timeout``: seconds to wait for
    an answer. ``settle_seconds``: how long after a request ended a "not there" may
    still be wrong. ``digits``: decimals that amounts may have. ``number_length``: of
    our numbers as they stand there; 0 is no limit. ``incremental``: kinds of items of
    which it lists only what changed since.

    ``entries``: "draft": born as draft or final as ``Document.final`` says, and a
    draft is made final by ``amend``; "open": never a draft, but can be changed until
    it is settled; "final": never changed. ``removable``: an entry can be removed
    "never", while it is "not_final" or while it is "not_settled".

    ``refuses_doubles``: it says "duplicate" to a number of an invoice or bill that it
    has already; all else that may be there is looked up before it is sent for the
    first time.

    ``books``: kinds of documents that can be booked. ``fixed``: those of them that
    ``amend`` never changes, whatever ``entries`` says. ``owing_entries``: a line of an
    ENTRY may be what a customer or supplier owes. ``own_numbers``: an entry can
    take a number of ours for its own; the user chooses who numbers.
    ``idempotent_hours``: so long the same ``Document.token`` books nothing again; 0
    where tokens mean nothing. ``lookup``: False where ``find`` can't tell (files):
    after a doubt nothing is sent again, a person decides.
    """

    batch_size: int = 1
    timeout: int = 60
    settle_seconds: int = 60
    digits: int = 2
    number_length: int = 0
    incremental: frozenset[ItemKind] = frozenset()
    entries: Literal["draft", "open", "final"] = "final"
    removable: Literal["never", "not_final", "not_settled"] = "never"
    refuses_doubles: bool = False
    books: frozenset[Kind] = INVOICES
    fixed: frozenset[Kind] = frozenset()
    owing_entries: bool = True
    own_numbers: bool = False
    idempotent_hours: int = 0
    lookup: bool = True
