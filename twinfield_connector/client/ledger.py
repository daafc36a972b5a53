"""TwinfieldLedger: the port for one office of Twinfield."""

from collections.abc import Callable, Collection, Container, Iterator, Sequence
from datetime import datetime

from odoo.addons.connector_base.ledger.errors import (
    NotAuthorised,
    ProtocolError,
)
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
    Rejected,
    Relation,
)

from . import answers, browse, const, dimension, entry, items, lookup, relations
from .api import Api
from .changes import Importer
from .records import read_dimension, read_office
from .xml import E, field, said


class TwinfieldLedger(Ledger):
    """One office. ``office`` may be empty for ``administrations`` only.

    ``mark_field``, ``base_values``: see ``entry.entry``. ``purchases``: whether bills
    are looked after too, which needs the right to see supplier transactions.
    ``clock``: now in naive UTC.
    """

    capabilities = Capabilities(
        batch_size=const.BATCH,
        drafts=True,
        incremental=frozenset(items.DIMENSION_TYPES),
        settle_seconds=const.SETTLE,
        timeout=const.TIMEOUT,
    )

    def __init__(
        self,
        session: Session,
        token: Callable[..., str],
        cluster_url: str,
        office: str = "",
        *,
        mark_field: str = "",
        link_field: str = "",
        base_values: bool = False,
        purchases: bool = True,
        clock: Callable[[], datetime] = utcnow,
    ):
        self.api = Api(session, token, cluster_url, office)
        self._options = {"mark_field": mark_field, "base_values": base_values}
        self._clock = clock
        self._importer = Importer(self.api, purchases=purchases, clock=clock)

    def administrations(self) -> list[Administration]:
        request = E("list", field("type", "offices"))
        answer = self.api.process(request, company=False)
        return [
            Administration(
                code=(office.text or "").strip(), name=office.get("name") or ""
            )
            for office in answers.ensure(answer, "offices").iterchildren("office")
        ]

    def items(self, kind: ItemKind, since: str = "") -> Iterator[Item]:
        return items.items(self.api, kind, since, self._clock().date())

    def relations(self, like: Relation) -> list[Item]:
        return relations.candidates(self.api, like)

    def save_relation(
        self, relation: Relation, changed: Collection[str] = ()
    ) -> Item | Rejected:
        existing = None
        if relation.code:
            type_ = dimension.TYPES[relation.kind]
            existing = read_dimension(self.api, type_, relation.code)
        request = dimension.dimension(relation, self.api.office, existing)
        return dimension.saved(self.api.process(request, writing=True), relation)

    def post(self, documents: Sequence[Document]) -> list[Booked | Rejected]:
        assert len(documents) <= const.BATCH, "the base cuts the batches"
        outcomes: list[Booked | Rejected | None]
        outcomes = [entry.too_long(document) for document in documents]
        fit = [d for d, refused in zip(documents, outcomes, strict=True) if not refused]
        if fit:
            request = entry.entries(fit, self.api.office, **self._options)
            booked = iter(entry.outcomes(self.api.process(request, writing=True), fit))
            outcomes = [refused or next(booked) for refused in outcomes]
        return outcomes

    def find(self, keys: Sequence[Key]) -> dict[Key, list[Booked]]:
        return {
            key: lookup.find(self.api, self._importer.daybooks, key, self._clock().year)
            for key in keys
        }

    def changes(self, cursor: str, ours: Container[str]) -> Iterator[Changes]:
        return self._importer.changes(cursor, ours)

    def check(self) -> list[Check]:
        return [self._try(name, trial) for name, trial in self._trials().items()]

    def _trials(self) -> dict[str, Callable[[], object]]:
        """Each returns what must not be empty; a short text of it is the detail."""
        year = self._clock().year

        def transactions():
            # The right shows in any period, and this one is short.
            span = (f"{year}/00", f"{year}/00")
            report = const.CUSTOMER_TRANSACTIONS
            browse.browse(self.api, report, span, browse.SETTLED)
            return "ok"

        def customers():
            next(self.items(ItemKind.CUSTOMER), None)
            return "ok"

        def office():
            record = read_office(self.api)
            return "" if record is None else said(record, "name")

        return {
            "administrations": lambda: ", ".join(
                one.code for one in self.administrations()
            ),
            "administration": office,
            "accounts": lambda: self._some(ItemKind.ACCOUNT),
            "vat": lambda: self._some(ItemKind.VAT),
            "journals": lambda: self._some(ItemKind.JOURNAL),
            "customers": customers,
            "transactions": transactions,
        }

    def _some(self, kind: ItemKind) -> str:
        """The first of them. Too low a right gives an empty list, not an error."""
        first = next(self.items(kind), None)
        return first.name if first else ""

    @staticmethod
    def _try(name: str, trial: Callable[[], object]) -> Check:
        """Raises what concerns every call: the token, the network, the limits."""
        try:
            detail = str(trial())
        except NotAuthorised as error:
            if error.code not in ("access_denied", "administration_denied"):
                raise
            return Check(name=name, passed=False, detail=error.detail)
        except ProtocolError as error:
            return Check(name=name, passed=False, detail=error.detail)
        return Check(name=name, passed=bool(detail), detail=detail)
