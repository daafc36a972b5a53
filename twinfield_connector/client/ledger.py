"""TwinfieldLedger: the port for one office of Twinfield."""

from collections.abc import (
    Callable,
    Collection,
    Container,
    Iterable,
    Iterator,
    Mapping,
    Sequence,
)
from datetime import date, datetime
from functools import lru_cache

from odoo.addons.connector_base.ledger import trials
from odoo.addons.connector_base.ledger.errors import LedgerError
from odoo.addons.connector_base.ledger.http import Session, utcnow
from odoo.addons.connector_base.ledger.port import Ledger
from odoo.addons.connector_base.ledger.template import fill
from odoo.addons.connector_base.ledger.values import (
    Administration,
    Against,
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

from . import browse, const, echo, entry, failures, finder, items, relations
from .api import Api
from .changes import Importer
from .daybooks import Daybooks
from .lookup import Lookup
from .post import Poster
from .records import (
    find_transaction,
    list_offices,
    read_dimension,
    read_office,
    read_role,
)
from .reports import Reports
from .settle import settle
from .xml import said, text


def _nothing(_kind: ItemKind) -> Iterable[Item]:
    return ()


class TwinfieldLedger(Ledger):
    """One office. ``office`` may be empty for ``administrations`` only.

    ``mark_field``, ``link_field``, ``base_values``: see ``entry.Options``.
    ``purchases``: whether bills are looked after too, which needs the right to see
    supplier transactions. ``user``: the code of whom the token stands for.
    ``address``: where an entry opens, with {cluster}, {office},
    {code} and {number} to be filled in. ``cached``: what ``items`` told of a kind
    before, also what is no longer active. ``clock``: now in naive UTC.
    """

    kinds = tuple(kind for kind in ItemKind if kind is not ItemKind.CONDITION)
    traits = Traits(
        batch_size=const.BATCH,
        timeout=const.TIMEOUT,
        settle_seconds=const.SETTLE,
        incremental=frozenset(items.DIMENSION_TYPES),
        entries="draft",
        removable="not_final",
        refuses_doubles=True,
        books=frozenset(Kind),
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
        user: str = "",
        address: str = const.TRANSACTIONS,
        cached: Callable[[ItemKind], Iterable[Item]] = _nothing,
        clock: Callable[[], datetime] = utcnow,
    ):
        self._api = api = Api(session, token, cluster_url, office)
        self.remarks = api.remarks
        self._cluster = cluster_url.rstrip("/")
        self._address = address
        self._user = user
        self._cached = cached
        self._clock = clock
        daybooks = Daybooks(api, cached)
        options = entry.Options(
            mark_field=mark_field, link_field=link_field, base_values=base_values
        )
        self._saver = relations.Saver(api)
        self._poster = Poster(api, daybooks, options)
        self._lookup = Lookup(api, daybooks, purchases=purchases, clock=clock)
        self._importer = Importer(api, daybooks, purchases=purchases, clock=clock)

    def administrations(self) -> list[Administration]:
        try:
            offices = list_offices(self._api)
        except LedgerError as error:
            if not failures.is_form(error):
                raise
            self._api.remark("resource_refused", f"offices: {error.detail}")
            rows = finder.search(self._api, const.OFFICES)
            offices = [(code, *(names or [""])) for code, *names in rows]
        return [Administration(code=one[0], name=one[1]) for one in offices]

    def currency(self) -> str:
        record = read_office(self._api)
        return "" if record is None else said(record, "general/basecurrency")

    def items(
        self, kind: ItemKind, since: str = "", seen: Container[str] = ()
    ) -> Iterator[Item]:
        asked = items.Asked(kind, since, seen, self._clock().date())
        return items.items(self._api, asked, self._cached)

    def relations(self, like: Relation) -> list[Item]:
        return relations.candidates(self._api, like)

    def save_relation(
        self, relation: Relation, changed: Collection[str] = ()
    ) -> Item | Rejected:
        return self._saver.save(relation, changed)

    def number(self, document: Document) -> str | Rejected:
        """Twinfield numbers entries; ours stands beside it, as an invoice number."""
        if not text(document.key.number):
            return Rejected(
                code="number_not_fitting",
                message=repr(document.key.number),
                field="invoicenumber",
            )
        return ""

    def link(self, booked: Booked) -> str:
        """No documented address opens one entry: the list of them is the closest
        page, unless the office has a better one."""
        if not (self._cluster and booked.id):
            return ""
        code, _slash, number = booked.id.partition("/")
        return fill(
            self._address,
            cluster=self._cluster,
            office=self._api.office,
            code=code,
            number=number,
        )

    def post(self, documents: Sequence[Document]) -> list[Booked | Rejected]:
        return self._poster.post(documents)

    def amend(self, booked: Booked, document: Document) -> Booked | Rejected:
        return self._poster.amend(booked, document)

    def remove(self, booked: Booked, reason: str) -> Rejected | None:
        if find_transaction(self._api, booked.id) is None:
            return None
        request = entry.deletion(self._api.office, booked.id, reason)
        return echo.deleted(self._api.process(request, writing=True))

    def match(
        self, booked: Booked, against: Sequence[Against], day: date
    ) -> Rejected | None:
        @lru_cache(maxsize=1)
        def open_items():
            is_sale = booked.key.kind.is_sale
            return self._lookup.open_items(booked.relation, is_sale)

        return settle(self._api, booked, against, day, open_items)

    def find(self, keys: Sequence[Key]) -> dict[Key, list[Booked]]:
        return self._lookup.find(keys)

    def changes(self, cursor: str, ours: Mapping[str, Ours]) -> Iterator[Changes]:
        return self._importer.changes(cursor, ours)

    def booked(self, start: date, end: date) -> Iterator[Booked]:
        return self._lookup.booked(
            start, end, self._vat_accounts(), self._turnover_accounts()
        )

    def _turnover_accounts(self) -> Collection[str]:
        """Those of income and costs."""
        return {
            item.ref.code
            for item in self._cached(ItemKind.ACCOUNT)
            if item.attributes.get("type") == "profit_and_loss"
        }

    def _vat_accounts(self) -> Collection[str]:
        """Those that VAT codes book on, also codes that are gone; none while those of
        one of them are not known."""
        known = [item.attributes for item in self._cached(ItemKind.VAT)]
        if not all("accounts" in one for one in known):
            return ()
        return {account for one in known for account in one["accounts"]}

    def _warn_of_user(self) -> None:
        """Where the user may do everything, which no connection needs: a remark."""
        try:
            role = self._user and read_role(self._api, self._user)
        except LedgerError as error:
            if not failures.is_of_one_service(error):
                raise
            # Who may not see users is none of those.
            return
        if role == const.SUPERVISOR:
            self._api.remark("user_may_everything", self._user)

    def on_account(self, since: date) -> Iterator[OnAccount]:
        return self._lookup.on_account(since)

    def check(self) -> list[Check]:
        year = self._clock().year

        def transactions():
            # The right shows in any period, and this one is short.
            span = (f"{year}/00", f"{year}/00")
            report = const.CUSTOMER_TRANSACTIONS
            Reports(self._api).rows(report, span, browse.SETTLED)
            return "ok"

        def first(type_):
            rows = finder.search(
                self._api, const.DIMENSIONS, options={"dimtype": type_}
            )
            return next(rows, [""])[-1]

        def some(type_):
            first(type_)
            return "ok"

        def office():
            record = read_office(self._api)
            return "" if record is None else said(record, "name")

        def receivables():
            """The account of a customer, where there is one; which must exist."""
            options = {"dimtype": const.CUSTOMER}
            rows = finder.search(self._api, const.DIMENSIONS, options=options)
            code = next(rows, [""])[0]
            record = read_dimension(self._api, const.CUSTOMER, code) if code else None
            if record is None or not (account := said(record, const.CONTROL)):
                return "ok"
            found = read_dimension(self._api, const.BALANCE, account)
            return "" if found is None else f"{account} {said(found, 'name')}"

        def item(kind):
            """Too low a right gives an empty list, not an error."""
            found = next(self.items(kind), None)
            return found.name if found else ""

        done = trials.run(
            {
                "administrations": lambda: ", ".join(
                    one.code for one in self.administrations()
                ),
                "administration": office,
                "accounts": lambda: first(const.BALANCE),
                "vat": lambda: item(ItemKind.VAT),
                "journals": lambda: item(ItemKind.JOURNAL),
                "customers": lambda: some(const.CUSTOMER),
                "receivables": receivables,
                "transactions": transactions,
            }
        )
        self._warn_of_user()
        return done
