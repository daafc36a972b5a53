"""The port: what a connector implements for one ledger."""

from abc import ABC, abstractmethod
from collections.abc import Collection, Container, Iterator, Mapping, Sequence
from datetime import date

from .errors import Unsupported
from .values import (
    Administration,
    Against,
    Booked,
    Capabilities,
    Changes,
    Check,
    Document,
    Item,
    ItemKind,
    Key,
    OnAccount,
    Rejected,
    Relation,
)


class Ledger(ABC):
    """One administration, opened for one unit of work.

    Raises on purpose only the errors of ``errors.py``. Knows neither Odoo nor when
    or how often it is called: that is the base's business.
    """

    capabilities = Capabilities()

    # Seven duties

    @abstractmethod
    def administrations(self) -> list[Administration]:
        """Those that the authorising user may work in."""

    @abstractmethod
    def items(
        self, kind: ItemKind, since: str = "", seen: Container[str] = ()
    ) -> Iterator[Item]:
        """Master data; all of it when ``since`` (ISO, UTC) is empty or ``kind`` is
        not in ``capabilities.incremental``. Those ``seen`` (by id, else code) came
        before Throttled interrupted; they may be left out."""

    @abstractmethod
    def relations(self, like: Relation) -> list[Item]:
        """Candidates, best first: equal code, VAT number, chamber of commerce
        number, e-mail, name; ``matched_by`` among their attributes says which."""

    @abstractmethod
    def save_relation(
        self, relation: Relation, changed: Collection[str] = ()
    ) -> Item | Rejected:
        """Create (no code, or an unknown one), or update the fields of ``relation``
        that ``changed`` names and leave all others: one writing request."""

    @abstractmethod
    def post(self, documents: Sequence[Document]) -> list[Booked | Rejected]:
        """Book at most ``batch_size`` documents by exactly ONE writing request;
        the outcomes in the same order."""

    @abstractmethod
    def find(self, keys: Sequence[Key]) -> dict[Key, list[Booked]]:
        """What stands in the ledger now under each key; [] means nothing does.
        Entries of the same number in another journal count as hits."""

    @abstractmethod
    def changes(self, cursor: str, ours: Mapping[str, str]) -> Iterator[Changes]:
        """Those of our documents touched since ``cursor`` ("" is: from the
        beginning), each with its complete present allocations, and those that were
        deleted since. ``ours``: {``Booked.id``, or ``Settled.alias`` as told before:
        ``Booked.id``}."""

    # Extras; ``capabilities`` says which of them exist

    def check(self) -> list[Check]:
        """Trial calls: may the user do what the base is going to ask for?"""
        return []

    def amend(self, booked: Booked, document: Document) -> Booked | Rejected:
        """Make ``booked``, which is not final, say what ``document`` says, and final
        when that is final: safe to repeat."""
        raise Unsupported("amend")

    def remove(self, booked: Booked, reason: str) -> Rejected | None:
        """Delete ``booked``, which is not final; none is there any more is no
        error."""
        raise Unsupported("remove")

    def match(
        self, booked: Booked, against: Sequence[Against], day: date
    ) -> Rejected | None:
        """Settle ``against`` with ``booked``, all of one relation: one writing
        request. What is matched with each other already is no error."""
        raise Unsupported("match")

    def attach(self, booked: Booked, name: str, content: bytes) -> Rejected | None:
        """Lay this file beside the entry. One of the same name is no error."""
        raise Unsupported("attach")

    def booked(self, start: date, end: date) -> Iterator[Booked]:
        """All invoices, bills and credit notes of these days, whoever booked them,
        with ``total``, ``open`` and, where the ledger tells it, ``vat``."""
        raise Unsupported("booked")

    def on_account(self, since: date) -> Iterator[OnAccount]:
        """Money of bank and cash entries since that day, whoever booked them, that is
        open there: received or paid for nothing in particular, or more than was
        owed."""
        raise Unsupported("on_account")
