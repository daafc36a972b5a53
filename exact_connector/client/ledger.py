"""ExactLedger: the port for one division of Exact Online."""

from collections.abc import Callable, Collection, Container, Iterator, Mapping, Sequence
from datetime import date, datetime

from odoo.addons.connector_base.ledger.errors import InDoubt, ProtocolError
from odoo.addons.connector_base.ledger.http import Session, utcnow
from odoo.addons.connector_base.ledger.port import Ledger
from odoo.addons.connector_base.ledger.values import (
    Administration,
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

from . import (
    amend,
    const,
    entry,
    files,
    items,
    lists,
    lookup,
    refusals,
    relations,
    rights,
)
from .api import Api
from .changes import Importer
from .failures import Refused


class ExactLedger(Ledger):
    """One division. ``division`` may be empty for ``administrations`` only.

    ``link_base``, ``own_numbers``: see ``entry.Options``. ``purchases``: whether bills
    are looked after too. ``clock``: now in naive UTC.
    """

    capabilities = Capabilities(
        batch_size=1,
        amend=True,
        remove=True,
        link=True,
        attach=True,
        numbers=True,
        conditions=True,
        booked=True,
        on_account=True,
        incremental=frozenset({ItemKind.CUSTOMER, ItemKind.SUPPLIER}),
        settle_seconds=const.SETTLE,
        timeout=const.TIMEOUT,
    )

    def __init__(
        self,
        session: Session,
        token: Callable[..., str],
        site: str,
        division: str = "",
        *,
        link_base: str = "",
        own_numbers: bool = False,
        purchases: bool = True,
        clock: Callable[[], datetime] = utcnow,
    ):
        self.api = Api(session, token, site, division)
        self._options = entry.Options(link_base=link_base, own_numbers=own_numbers)
        self._purchases = purchases
        self._clock = clock

    def administrations(self) -> list[Administration]:
        return rights.administrations(self.api)

    def check(self) -> list[Check]:
        return rights.check(self.api)

    def items(
        self, kind: ItemKind, since: str = "", seen: Container[str] = ()
    ) -> Iterator[Item]:
        return self._read(items.items(self.api, kind, since, self._clock().date()))

    @staticmethod
    def _read(rows: Iterator[Item]) -> Iterator[Item]:
        """A query that is refused is our bug, or a right that is missing."""
        try:
            yield from rows
        except Refused as refused:
            raise ProtocolError("refused", str(refused)) from refused

    def relations(self, like: Relation) -> list[Item]:
        return relations.candidates(self.api, like)

    def save_relation(
        self, relation: Relation, changed: Collection[str] = ()
    ) -> Item | Rejected:
        return relations.save(self.api, relation, changed)

    def post(self, documents: Sequence[Document]) -> list[Booked | Rejected]:
        (document,) = documents
        if refused := entry.refusal(document, self._options):
            return [refused]
        kind = entry.book(document.key)
        try:
            made = self.api.post(kind.resource, entry.entry(document, self._options))
        except Refused as refused:
            return [refusals.rejected(str(refused))]
        return [self._booked(made, document)]

    def _booked(self, row: dict, document: Document) -> Booked:
        try:
            return entry.booked(row, document.key, document.relation.code)
        except (KeyError, TypeError) as error:
            # It is booked, but as what?
            raise InDoubt("unexpected_answer", "entry without its number") from error

    def amend(self, booked: Booked, document: Document) -> Booked | Rejected:
        if refused := entry.refusal(document, self._options):
            return refused
        outcome = amend.amend(self.api, booked, document, self._options)
        if isinstance(outcome, Rejected):
            return outcome
        return self._booked(outcome, document)

    def remove(self, booked: Booked, reason: str) -> Rejected | None:
        return amend.remove(self.api, booked)

    def attach(self, booked: Booked, name: str, content: bytes) -> Rejected | None:
        return files.attach(self.api, booked, name, content)

    def find(self, keys: Sequence[Key]) -> dict[Key, list[Booked]]:
        return lookup.find(self.api, keys, self._options)

    def changes(self, cursor: str, ours: Mapping[str, str]) -> Iterator[Changes]:
        return Importer(self.api).changes(cursor, ours)

    def booked(self, start: date, end: date) -> Iterator[Booked]:
        return lists.booked(self.api, start, end, self._purchases)

    def on_account(self, since: date) -> Iterator[OnAccount]:
        journals = self.items(ItemKind.JOURNAL)
        return lists.on_account(self.api, journals, since, self._purchases)
