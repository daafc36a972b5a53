"""What is booked, and what became of it."""

import datetime
from dataclasses import dataclass
from decimal import Decimal
from enum import Enum
from typing import Any

from ..money import ZERO, debit_of


class Kind(str, Enum):
    """What is booked; the first five values are Odoo's move types. An ENTRY goes to the
    general journal: nobody owes the whole of it."""

    INVOICE = "out_invoice"
    CREDIT_NOTE = "out_refund"
    BILL = "in_invoice"
    BILL_CREDIT_NOTE = "in_refund"
    ENTRY = "entry"
    CUSTOMER_PAYMENT = "customer_payment"
    SUPPLIER_PAYMENT = "supplier_payment"

    @property
    def is_sale(self) -> bool:
        """Whether its relation is a customer."""
        return self in (Kind.INVOICE, Kind.CREDIT_NOTE, Kind.CUSTOMER_PAYMENT)

    @property
    def is_payment(self) -> bool:
        return self in (Kind.CUSTOMER_PAYMENT, Kind.SUPPLIER_PAYMENT)


@dataclass(frozen=True, slots=True, kw_only=True)
class Ref:
    """A master record of the ledger: its code, and its id where that differs."""

    code: str
    id: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Key:
    """By what a booked document is found again: where, and under which number.

    ``journal``: "" in a ledger without journals. ``relation`` (its code) belongs to
    the key of purchases, where the number is the vendor's own and not unique.
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

    ``reverse``: the VAT is charged to the buyer: ``vat_amount`` is zero here, and
    ``reverse_amount`` is what the buyer owes, with the sign that ``vat_amount`` would
    have; zero too where nobody computed it. What of it is deducted, and what is a cost,
    is the VAT code's to compute.
    """

    account: Ref
    amount: Decimal
    balance: Decimal
    vat: Ref | None = None
    vat_amount: Decimal = ZERO
    vat_balance: Decimal = ZERO
    reverse: bool = False
    reverse_amount: Decimal = ZERO
    reverse_balance: Decimal = ZERO
    description: str = ""
    cost_centre: Ref | None = None
    project: Ref | None = None
    supply: Supply | None = None
    quantity: Decimal | None = None
    relation: Ref | None = None
    role: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Text:
    """What a free field of the ledger shall say; ``field`` is the code of one of its
    items of kind TEXT."""

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
    the ledger take that of ``date``. ``texts``: for free fields.

    ``attempt``: 0, and one more each time that the same number is booked anew on
    purpose; above 0 an entry of this number is in the ledger already, and that is
    meant so. ``token``: an idempotency key: the same over all retries of one attempt,
    another one for the next.

    A payment has one line, the bank or clearing account, and one due: what the
    relation owes less. An ENTRY has neither a ``relation`` (its code is "") nor
    ``dues``: it has lines that outweigh each other.
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
    attempt: int = 0
    token: str = ""
    final: bool = False

    def __post_init__(self) -> None:
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
        """What the relation owes, in the document's currency; debit positive. Of an
        ENTRY what its lines on the debit side are, without VAT."""
        return self._sum_up("amount")

    @property
    def balance(self) -> Decimal:
        """The same in company currency."""
        return self._sum_up("balance")

    def _sum_up(self, name: str) -> Decimal:
        if self.key.kind is Kind.ENTRY:
            return debit_of(getattr(one, name) for one in self.lines) or ZERO
        return sum((getattr(due, name) for due in self.dues), ZERO)

    @staticmethod
    def upgraded(plain: dict[str, Any]) -> dict[str, Any]:
        """JSON in which ``attempt`` was still "repeated": yes or no."""
        if plain.get("repeated") and "attempt" not in plain:
            return {**plain, "attempt": 1}
        return plain


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """So much of an entry, without VAT, stands on these codes ("" for none);
    ``amount``: in the document's currency, debit positive."""

    account: str
    vat: str = ""
    cost_centre: str = ""
    project: str = ""
    amount: Decimal = ZERO


@dataclass(frozen=True, slots=True, kw_only=True)
class Booked:
    """A document as it stands in the ledger.

    ``id``: by which the ledger knows it, unique in the administration. ``number``:
    the one that its users see. ``total`` and ``balance`` as in ``Document``; None where
    the ledger did not say it. ``vat``: what of the total is VAT, with the same sign and
    on the same terms; what is charged to the buyer is not. ``open``: what is not
    settled yet, where that was asked for. ``final``: it can't be changed or removed any
    more. ``mark``: the one that it carries, where the ledger tells it. ``memo``: what
    the client wants back with it, see ``Ours``. ``file``: the id of the file that
    belongs to it, where the ledger keeps one. ``warnings``: the ledger's own words.
    ``period``: "2026/04", where that was told. ``parts``: its lines, None where these
    were not told; those on accounts of type "balance" may be missing.
    """

    key: Key
    id: str
    number: str
    date: datetime.date | None = None
    total: Decimal | None = None
    balance: Decimal | None = None
    vat: Decimal | None = None
    open: Decimal | None = None
    relation: str = ""
    final: bool = False
    mark: str = ""
    memo: str = ""
    file: str = ""
    warnings: tuple[str, ...] = ()
    period: str = ""
    parts: tuple[Part, ...] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Rejected:
    """Considered and refused: will not pass unchanged.

    ``code``: one of ``errors.REFUSED``, ``message``: the ledger's own words,
    ``field``: what it complained about, in the ledger's terms.
    """

    code: str
    message: str
    field: str = ""
