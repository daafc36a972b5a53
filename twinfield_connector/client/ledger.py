"""TwinfieldLedger: the port for one office of Twinfield."""

from collections.abc import Callable, Collection, Container, Iterator, Sequence
from datetime import date, datetime

from odoo.addons.connector_base.ledger.errors import (
    NotAuthorised,
    ProtocolError,
    Unavailable,
)
from odoo.addons.connector_base.ledger.http import Session, utcnow
from odoo.addons.connector_base.ledger.port import Ledger
from odoo.addons.connector_base.ledger.values import (
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

from . import browse, const, echo, entry, items, lookup, refusals, relations
from .api import Api
from .changes import Importer
from .records import has_transaction, read_dimension, read_office
from .settle import settle
from .xml import E, field, said

_CONTROL = "financials/substitutewith"


class TwinfieldLedger(Ledger):
    """One office. ``office`` may be empty for ``administrations`` only.

    ``mark_field``, ``link_field``, ``base_values``: see ``entry.Options``.
    ``purchases``: whether bills are looked after too, which needs the right to see
    supplier transactions. ``vat_accounts``: those that VAT codes book on, as ``items``
    told; () where that is not known. ``clock``: now in naive UTC.
    """

    capabilities = Capabilities(
        batch_size=const.BATCH,
        drafts=True,
        finalise=True,
        amend=True,
        remove=True,
        match=True,
        payments=True,
        link=True,
        booked=True,
        on_account=True,
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
        vat_accounts: Callable[[], Collection[str]] = tuple,
        clock: Callable[[], datetime] = utcnow,
    ):
        self.api = Api(session, token, cluster_url, office)
        self._options = entry.Options(
            mark_field=mark_field, link_field=link_field, base_values=base_values
        )
        self._clock = clock
        self._purchases = purchases
        self._vat_accounts = vat_accounts
        self._saver = relations.Saver(self.api)
        self._controls: dict[tuple[str, str], str] = {}
        self._importer = Importer(self.api, purchases=purchases, clock=clock)

    def administrations(self) -> list[Administration]:
        request = E("list", field("type", "offices"))
        answer = self.api.process(request, company=False)
        return [
            Administration(
                code=(office.text or "").strip(), name=office.get("name") or ""
            )
            for office in refusals.ensure(answer, "offices").iterchildren("office")
        ]

    def items(
        self, kind: ItemKind, since: str = "", seen: Container[str] = ()
    ) -> Iterator[Item]:
        return items.items(self.api, kind, since, self._clock().date(), seen)

    def relations(self, like: Relation) -> list[Item]:
        return relations.candidates(self.api, like)

    def save_relation(
        self, relation: Relation, changed: Collection[str] = ()
    ) -> Item | Rejected:
        return self._saver.save(relation, changed)

    def post(self, documents: Sequence[Document]) -> list[Booked | Rejected]:
        assert len(documents) <= const.BATCH, "the base cuts the batches"
        refused = [entry.too_many_lines(document) for document in documents]
        fit = [d for d, refusal in zip(documents, refused, strict=True) if not refusal]
        if not fit:
            return [refusal for refusal in refused if refusal]
        bookings = {d: self._booking(d) for d in fit if d.key.kind.is_payment}
        request = entry.entries(fit, self.api.office, self._options, bookings)
        booked = iter(echo.outcomes(self.api.process(request, writing=True), fit))
        return [refusal or next(booked) for refusal in refused]

    def _booking(self, document: Document) -> entry.Booking:
        """What a payment's relation and daybook say; each is read once. Raises
        NotExecuted: nothing was sent yet."""
        type_ = const.CUSTOMER if document.key.kind.is_sale else const.SUPPLIER
        code = document.relation.code
        try:
            if (type_, code) not in self._controls:
                record = read_dimension(self.api, type_, code)
                found = "" if record is None else said(record, _CONTROL)
                self._controls[type_, code] = found
            category = self._importer.daybooks.category(document.key.journal)
        except ProtocolError as error:
            raise Unavailable("ledger_down", error.detail) from error
        return entry.Booking(category=category, control=self._controls[type_, code])

    def amend(self, booked: Booked, document: Document) -> Booked | Rejected:
        if refused := entry.too_many_lines(document):
            return refused
        request = entry.entry(
            document, self.api.office, self._options, number=booked.number
        )
        answer = self.api.process(E("transactions", request), writing=True)
        (outcome,) = echo.outcomes(answer, [document])
        return outcome

    def remove(self, booked: Booked, reason: str) -> Rejected | None:
        daybook, _slash, number = booked.id.partition("/")
        if not has_transaction(self.api, daybook, number):
            return None
        answer = self.api.process(
            entry.deletion(self.api.office, daybook, number, reason), writing=True
        )
        return echo.deleted(answer)

    def match(
        self, booked: Booked, against: Sequence[Against], day: date
    ) -> Rejected | None:
        return settle(self.api, booked, against, day)

    def find(self, keys: Sequence[Key]) -> dict[Key, list[Booked]]:
        return {
            key: lookup.find(self.api, self._importer.daybooks, key, self._clock().year)
            for key in keys
        }

    def changes(self, cursor: str, ours: Container[str]) -> Iterator[Changes]:
        return self._importer.changes(cursor, ours)

    def booked(self, start: date, end: date) -> Iterator[Booked]:
        return lookup.listed(
            self.api,
            self._importer.daybooks,
            start,
            end,
            purchases=self._purchases,
            vat_accounts=self._vat_accounts(),
        )

    def on_account(self, since: date) -> Iterator[OnAccount]:
        return lookup.on_account(
            self.api,
            self._importer.daybooks,
            since,
            self._clock().year,
            purchases=self._purchases,
        )

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

        def first(type_):
            rows = self.api.search(const.DIMENSIONS, options={"dimtype": type_})
            return next(rows, [""])[-1]

        def some(type_):
            first(type_)
            return "ok"

        def office():
            record = read_office(self.api)
            return "" if record is None else said(record, "name")

        return {
            "administrations": lambda: ", ".join(
                one.code for one in self.administrations()
            ),
            "administration": office,
            "accounts": lambda: first(const.BALANCE),
            "vat": lambda: self._some(ItemKind.VAT),
            "journals": lambda: self._some(ItemKind.JOURNAL),
            "customers": lambda: some(const.CUSTOMER),
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
