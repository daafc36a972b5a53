"""The port: what a connector implements for one ledger.

Four duties, and as many of the others as the ledger can do: those are found by their
presence (``has``), so none of them stands on ``Ledger``.
"""

import logging
from abc import ABC, abstractmethod
from collections.abc import (
    Callable,
    Collection,
    Container,
    Iterator,
    Mapping,
    Sequence,
)
from contextlib import contextmanager
from datetime import date
from functools import cached_property, wraps
from typing import Any, Protocol

from .errors import UNREADABLE, ProtocolError
from .values import (
    Administration,
    Against,
    Booked,
    Changes,
    Check,
    Document,
    Item,
    ItemKind,
    Key,
    OnAccount,
    Ours,
    Rejected,
    Relation,
    Remark,
    Traits,
)

_logger = logging.getLogger(__name__)


class Ledger(ABC):
    """One administration, opened for one unit of work.

    Raises only the errors of ``errors.py``: what else escapes from a duty that calls
    the ledger is an answer that nobody expected, ``ProtocolError``. Knows neither Odoo
    nor when or how often it is called: that is the base's business.

    Opening it calls nobody. The base also opens it "closed", without a token or an
    account and with a session that refuses each call, to look at ``kinds``, ``traits``
    and duties and to ask ``number`` and ``link``.

    ``kinds``: the master data that it has; a ledger without journals leaves JOURNAL
    out, then ``Key.journal`` is "".
    """

    kinds: tuple[ItemKind, ...] = tuple(ItemKind)
    traits: Traits = Traits()

    @cached_property
    def remarks(self) -> list[Remark]:
        """What it could not do as asked so far; the base shows each once."""
        return []

    def __init_subclass__(cls, **more: Any) -> None:
        # Python takes nothing back from it.
        # pylint: disable=missing-return
        super().__init_subclass__(**more)
        for name, duty in list(vars(cls).items()):
            if name in CALLING and callable(duty):
                setattr(cls, name, _typed(duty))

    @abstractmethod
    def administrations(self) -> list[Administration]:
        """Those that the authorising user may work in."""

    @abstractmethod
    def items(
        self, kind: ItemKind, since: str = "", seen: Container[str] = ()
    ) -> Iterator[Item]:
        """Master data of one of ``kinds``; all of it when ``since`` (ISO, UTC) is empty
        or ``kind`` is not in ``traits.incremental``. Those ``seen`` (by id, else code)
        came before Throttled interrupted; they may be left out."""

    @abstractmethod
    def post(self, documents: Sequence[Document]) -> list[Booked | Rejected]:
        """Book at most ``batch_size`` documents by exactly ONE writing request;
        the outcomes in the same order."""

    @abstractmethod
    def find(self, keys: Sequence[Key]) -> dict[Key, list[Booked]]:
        """What stands in the ledger now under each key; [] means nothing does.
        Entries of the same number in another journal count as hits."""


class Duties(Protocol):
    """The duties that a ledger may have beyond the four: nobody inherits this, it says
    how each of them is called."""

    def check(self) -> list[Check]:
        """Trial calls: may the user do what the base is going to ask for?"""

    def currency(self) -> str:
        """In which the administration keeps its books (ISO), "" where that is not told;
        not needed where ``administrations`` tells it."""

    def relations(self, like: Relation) -> list[Item]:
        """Candidates, best first: equal code, VAT number, chamber of commerce
        number, e-mail, name; ``matched_by`` among their attributes says which."""

    def save_relation(
        self, relation: Relation, changed: Collection[str] = ()
    ) -> Item | Rejected:
        """Create (no code, or an unknown one), or update the fields of ``relation``
        that ``changed`` names and leave all others: one writing request, and one more
        for ``delivery`` where that is a record of its own."""

    def changes(self, cursor: str, ours: Mapping[str, Ours]) -> Iterator[Changes]:
        """Those of our documents touched since ``cursor``, each with its complete
        present allocations, and those that were deleted since. ``ours``: what the base
        knows of each, by ``Booked.id``. A ``cursor`` of "" is from the beginning: all
        of which something else is open or booked than the base knows, and those that
        are gone. Each page has a cursor of its own, which never goes back."""

    def amend(self, booked: Booked, document: Document) -> Booked | Rejected:
        """Make ``booked``, which ``traits.entries`` allows to change, say what
        ``document`` says, and final when that is final: safe to repeat."""

    def remove(self, booked: Booked, reason: str) -> Rejected | None:
        """Delete ``booked``, as far as ``traits.removable`` allows; none is there any
        more is no error."""

    def match(
        self, booked: Booked, against: Sequence[Against], day: date
    ) -> Rejected | None:
        """Settle ``against`` with ``booked``, all of one relation: one writing
        request. What is matched with each other already is no error."""

    def attach(
        self, booked: Booked, name: str, content: bytes
    ) -> str | Rejected | None:
        """Lay this file beside the entry. One of the same name is no error. Where the
        ledger keeps it in a record of its own, the id of that: ``Booked.file``."""

    def booked(self, start: date, end: date) -> Iterator[Booked]:
        """All invoices, bills and credit notes of these days, whoever booked them,
        with ``total``, ``open`` and, where the ledger tells them, ``vat``, ``period``
        and ``parts``."""

    def on_account(self, since: date) -> Iterator[OnAccount]:
        """Money of bank and cash entries since that day, whoever booked them, that is
        open there: received or paid for nothing in particular, or more than was
        owed."""

    def number(self, document: Document) -> str | Rejected:
        """The number under which the document will stand there, "" where the ledger
        chooses it; or why it can't (length, alphabet). Calls nobody."""

    def link(self, booked: Booked) -> str:
        """The address where the entry opens for its users, "" where there is none.
        Calls nobody."""


DUTIES = frozenset(name for name in vars(Duties) if not name.startswith("_"))
FOUR = frozenset({"administrations", "items", "post", "find"})
# Those that call the ledger.
CALLING = (FOUR | DUTIES) - {"number", "link"}


def _typed(duty: Callable[..., Any]) -> Callable[..., Any]:
    @wraps(duty)
    def typed(*args: Any, **kwargs: Any) -> Any:
        with _reading(duty.__qualname__):
            found = duty(*args, **kwargs)
        return _read(found, duty.__qualname__) if isinstance(found, Iterator) else found

    return typed


def _read(found: Iterator[Any], name: str) -> Iterator[Any]:
    while True:
        with _reading(name):
            try:
                one = next(found)
            except StopIteration:
                return
        yield one


@contextmanager
def _reading(name: str) -> Iterator[None]:
    try:
        yield
    except UNREADABLE as error:
        # Which of both sides is to blame shows here alone.
        _logger.warning("%s: %s", name, type(error).__name__, exc_info=True)
        raise ProtocolError("unreadable_answer", type(error).__name__) from error


def has(ledger: Ledger | type[Ledger], duty: str) -> bool:
    """Whether it has this one of ``DUTIES``. A ledger in which a setting switches one
    off puts None in its place."""
    if duty not in DUTIES:
        raise ValueError(f"{duty} is no duty of a ledger")
    return callable(getattr(ledger, duty, None))
