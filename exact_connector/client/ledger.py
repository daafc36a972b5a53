"""ExactLedger: the port for one division of Exact Online."""

from collections.abc import Callable, Collection, Container, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime

from odoo.addons.connector_base.ledger.errors import InDoubt, LedgerError
from odoo.addons.connector_base.ledger.http import Session, utcnow
from odoo.addons.connector_base.ledger.port import Ledger
from odoo.addons.connector_base.ledger.values import (
    INVOICES,
    Administration,
    Booked,
    Changes,
    Check,
    Document,
    Item,
    ItemKind,
    Key,
    Kind,
    OnAccount,
    Ours,
    Rejected,
    Relation,
    Traits,
)

from . import (
    amend,
    const,
    entry,
    items,
    lists,
    lookup,
    memorial,
    refusals,
    relations,
    rights,
)
from .api import Api
from .changes import Importer
from .failures import Denied, Missing, Refused
from .files import Files


def _nothing(_kind: ItemKind) -> list[Item]:
    return []


class ExactLedger(Ledger):
    """One division. ``division`` may be empty for ``administrations`` only.

    ``cached``: what is known of a kind of items already, also inactive ones.
    ``link_base``, ``own_numbers``: see ``entry.Options``. ``template``: where an entry
    opens, see ``entry.address``. ``purchases``: whether bills are looked after too.
    ``clock``: now in naive UTC.
    """

    traits = Traits(
        timeout=const.TIMEOUT,
        settle_seconds=const.SETTLE,
        number_length=const.YOUR_REF,
        incremental=frozenset(items.RELATIONS),
        entries="open",
        removable="not_settled",
        books=INVOICES | {Kind.ENTRY},
        fixed=frozenset({Kind.ENTRY}),
        owing_entries=False,
        own_numbers=True,
    )

    def __init__(
        self,
        session: Session,
        token: Callable[..., str],
        site: str,
        division: str = "",
        *,
        cached: lookup.Cached = _nothing,
        link_base: str = "",
        own_numbers: bool = False,
        template: str = "",
        purchases: bool = True,
        clock: Callable[[], datetime] = utcnow,
    ):
        self.api = Api(session, token, site, division, self.remarks)
        self._cached = cached
        self._codes = lookup.Codes(self.api, cached)
        self._files = Files(self.api)
        self._options = entry.Options(link_base=link_base, own_numbers=own_numbers)
        self._template = template
        self._purchases = purchases
        self._clock = clock

    def administrations(self) -> list[Administration]:
        return rights.administrations(self.api)

    def check(self) -> list[Check]:
        return rights.check(self.api)

    def items(
        self, kind: ItemKind, since: str = "", seen: Container[str] = ()
    ) -> Iterator[Item]:
        asked = items.Asked(kind, since, seen, self._clock().date())
        return items.items(self.api, asked, self._cached)

    def relations(self, like: Relation) -> list[Item]:
        return relations.candidates(self.api, like)

    def save_relation(
        self, relation: Relation, changed: Collection[str] = ()
    ) -> Item | Rejected:
        return relations.save(self.api, relation, changed)

    # Entries

    def number(self, document: Document) -> str | Rejected:
        return entry.number(document, self._options)

    def link(self, booked: Booked) -> str:
        return entry.address(self._template, self.api.site, self.api.division, booked)

    def post(self, documents: Sequence[Document]) -> list[Booked | Rejected]:
        (document,) = documents
        if refused := entry.refusal(document, self._options):
            return [refused]
        kind = entry.book(document.key)
        is_memorial = document.key.kind is Kind.ENTRY
        resource = memorial.RESOURCE if is_memorial else kind.resource
        spare: tuple[str, ...] = const.SPARE_OF_ENTRY
        if is_memorial:
            spare = memorial.SPARE
        try:
            if is_memorial:
                values = memorial.entry(document)
            else:
                values = entry.entry(document, self._options)
            made = self.api.post(resource, values, spare)
        except Refused as error:
            return [self._refused(error, document)]
        except (Denied, Missing) as error:
            if kind is entry.SALES:
                raise Denied("access_denied", error.detail) from error
            # Who may not book bills, or journal entries, may still book invoices.
            message = error.detail
            return [Rejected(code="refused", message=message, field=resource)]
        booked = self._booked(made, document)
        if is_memorial:
            return [booked]
        self._files.booked(booked, document)
        return [booked]

    def _refused(self, refused: Refused, document: Document) -> Rejected:
        """By words that nobody knows nothing is proven: it is looked up, once."""
        if refused.is_certain or not self._is_there(document.key):
            return refusals.rejected(refused.detail)
        raise InDoubt("ledger_failed", refused.detail) from refused

    def _is_there(self, key: Key) -> bool:
        try:
            return bool(self.find([key])[key])
        except LedgerError:
            # Not to be told as something that was not executed.
            return True

    def _booked(self, row: dict, document: Document) -> Booked:
        try:
            if document.key.kind is Kind.ENTRY:
                return memorial.made(row, document)
            found = entry.booked(row, document.key, document.relation.code)
            account = row.get(entry.book(document.key).relation)
            if account and account != document.relation.id:
                found = replace(found, relation=self._codes.of(account))
            return replace(found, warnings=entry.warnings(row, document))
        except (KeyError, TypeError) as error:
            # It is booked, but as what?
            raise InDoubt("unexpected_answer", "entry without its number") from error

    def amend(self, booked: Booked, document: Document) -> Booked | Rejected:
        if document.key.kind is Kind.ENTRY:
            return Rejected(code="not_draft", message=booked.number)
        if refused := entry.refusal(document, self._options):
            return refused
        outcome = amend.amend(self.api, booked, document, self._options)
        if isinstance(outcome, Rejected):
            return outcome
        return self._booked(outcome, document)

    def remove(self, booked: Booked, reason: str) -> Rejected | None:
        is_memorial = booked.key.kind is Kind.ENTRY
        resource = memorial.RESOURCE if is_memorial else entry.book(booked.key).resource
        return amend.remove(self.api, booked, resource)

    def attach(self, booked: Booked, name: str, content: bytes) -> str | Rejected:
        return self._files.attach(booked, name, content)

    def find(self, keys: Sequence[Key]) -> dict[Key, list[Booked]]:
        entries = [key for key in keys if key.kind is Kind.ENTRY]
        others = [key for key in keys if key.kind is not Kind.ENTRY]
        found = lookup.find(self.api, others, self._options, self._codes)
        return found | memorial.find(self.api, entries)

    # The whole of the books

    def changes(self, cursor: str, ours: Mapping[str, Ours]) -> Iterator[Changes]:
        return Importer(self.api, cursor, ours).changes()

    def booked(self, start: date, end: date) -> Iterator[Booked]:
        return lists.booked(self.api, self._codes, start, end, self._purchases)

    def on_account(self, since: date) -> Iterator[OnAccount]:
        journals = self._cached(ItemKind.JOURNAL) or self.items(ItemKind.JOURNAL)
        return lists.on_account(self.api, journals, since, self._purchases)
