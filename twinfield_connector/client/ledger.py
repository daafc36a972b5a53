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

from . import (
    answers,
    browse,
    const,
    dimension,
    entry,
    items,
    lookup,
    masks,
    matching,
    relations,
)
from .api import Api
from .changes import Importer
from .records import has_transaction, read_dimension, read_mask, read_office
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
        self._masks: dict[str, str] = {}
        self._controls: dict[tuple[str, str], str] = {}
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

    def items(
        self, kind: ItemKind, since: str = "", seen: Container[str] = ()
    ) -> Iterator[Item]:
        return items.items(self.api, kind, since, self._clock().date(), seen)

    def relations(self, like: Relation) -> list[Item]:
        return relations.candidates(self.api, like)

    def save_relation(
        self, relation: Relation, changed: Collection[str] = ()
    ) -> Item | Rejected:
        type_ = dimension.TYPES[relation.kind]
        existing = None
        if relation.code:
            existing = read_dimension(self.api, type_, relation.code)
        if existing is None and not masks.fits(self._mask(relation), relation.code):
            return Rejected(
                code="code_not_fitting", message=self._mask(relation), field="code"
            )
        request = dimension.dimension(relation, self.api.office, existing, changed)
        return dimension.saved(self.api.process(request, writing=True), relation)

    def _mask(self, relation: Relation) -> str:
        """The format that an own code must have; "" where Twinfield chooses one."""
        if not relation.code:
            return ""
        type_ = dimension.TYPES[relation.kind]
        if type_ not in self._masks:
            try:
                self._masks[type_] = read_mask(self.api, type_)
            except ProtocolError:
                # Not told: then Twinfield itself will say what does not fit.
                self._masks[type_] = ""
        return self._masks[type_]

    def post(self, documents: Sequence[Document]) -> list[Booked | Rejected]:
        assert len(documents) <= const.BATCH, "the base cuts the batches"
        outcomes: list[Booked | Rejected | None]
        outcomes = [entry.too_long(document) for document in documents]
        fit = [d for d, refused in zip(documents, outcomes, strict=True) if not refused]
        if fit:
            bookings = {d: self._booking(d) for d in fit if d.key.kind.is_payment}
            request = entry.entries(fit, self.api.office, self._options, bookings)
            booked = iter(entry.outcomes(self.api.process(request, writing=True), fit))
            outcomes = [refused or next(booked) for refused in outcomes]
        return outcomes

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
        if refused := entry.too_long(document):
            return refused
        request = entry.entry(
            document, self.api.office, self._options, number=booked.number
        )
        answer = self.api.process(E("transactions", request), writing=True)
        (outcome,) = entry.outcomes(answer, [document])
        return outcome

    def remove(self, booked: Booked, reason: str) -> Rejected | None:
        daybook, _slash, number = booked.id.partition("/")
        if not has_transaction(self.api, daybook, number):
            return None
        answer = self.api.process(
            entry.deletion(self.api.office, daybook, number, reason), writing=True
        )
        return entry.deleted(answer)

    def match(
        self, booked: Booked, against: Sequence[Against], day: date
    ) -> Rejected | None:
        return matching.match(self.api, booked, against, day)

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
            return next(self.api.search(const.DIMENSIONS, dimtype=type_), [""])[-1]

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
