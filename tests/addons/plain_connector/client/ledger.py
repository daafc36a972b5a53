"""A ledger as unlike the others as the port allows, over books in memory.

It has no journals, but warehouses, without which it books nothing, and lists all of its
master data or none. An entry is final at once,
bears our number, which must fit twelve characters, and is known again for a day by the
token of its document. A key opens a session. Of an entry it tells the amount in company
currency alone; of payments only what is left open.
"""

import re
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import timedelta
from decimal import Decimal

from odoo.addons.connector_base.ledger import trials
from odoo.addons.connector_base.ledger.errors import NotAuthorised, Throttled
from odoo.addons.connector_base.ledger.http import utcnow
from odoo.addons.connector_base.ledger.matching import normal
from odoo.addons.connector_base.ledger.oauth import Key, Tokens
from odoo.addons.connector_base.ledger.port import Ledger
from odoo.addons.connector_base.ledger.values import (
    Administration,
    Changes,
    Item,
    ItemKind,
    Ref,
    Rejected,
    Settled,
    Traits,
)
from odoo.addons.memory_connector.client.books import Books
from odoo.addons.memory_connector.client.chart import chart

ADMINISTRATION = "P1"
WAREHOUSE = ItemKind("warehouse")  # the base knows none
LENGTH = 12
SESSION = timedelta(hours=1)
FITTING = re.compile(r"[A-Z0-9/.-]+")


@dataclass
class PlainBooks(Books):
    """``sessions``: {the one that is open now: whose it is}, got by the key ``token``
    of that ``organisation``."""

    token: str = "s3cr3t-plain"
    organisation: str = "PLAIN"
    sessions: dict = field(default_factory=dict)
    logged_in: int = 0

    def knows(self, token):
        return token in self.sessions

    def log_in(self, _http, client):
        if client.secret != self.token:
            raise NotAuthorised("client_rejected")
        self.logged_in += 1
        access = f"s3cr3t-session-{self.logged_in}"
        self.sessions = {access: self.organisation}
        return Tokens(access=access, refresh="", expires_at=utcnow() + SESSION)


BOOKS = PlainBooks()
GRANT = Key(session=BOOKS.log_in, hosts=(), secret_days=180)


class PlainLedger(Ledger):
    """``token(stale=None)`` gives the session to use. Books in memory need no ``http``,
    but what is said by it is recorded as that of any ledger."""

    kinds = (
        WAREHOUSE,
        ItemKind.ACCOUNT,
        ItemKind.VAT,
        ItemKind.CUSTOMER,
        ItemKind.SUPPLIER,
    )
    traits = Traits(
        timeout=30,
        settle_seconds=900,
        number_length=LENGTH,
        entries="final",
        removable="never",
        refuses_doubles=True,
        idempotent_hours=24,
    )

    def __init__(self, books, token, administration=ADMINISTRATION, http=None):
        self.books = books
        self.http = http
        self.traits = replace(type(self).traits, **books.traits)
        self._token = token
        self._administration = administration
        for duty in books.lacks:
            setattr(self, duty, None)

    def _get(self, what):
        self.books.request(self._token)
        if self._administration != ADMINISTRATION:
            raise NotAuthorised("administration_denied", self._administration)
        self.books.calls.append(what)

    @contextmanager
    def _put(self, what):
        self.books.request(self._token)
        with self.books.writing(what):
            yield

    def administrations(self):
        self.books.request(self._token)
        return [Administration(code=ADMINISTRATION, name="Plain administration")]

    def check(self):
        return trials.run(
            {
                "administrations": lambda: self.administrations()[0].code,
                "accounts": lambda: self._first(ItemKind.ACCOUNT),
                "vat": lambda: self._first(ItemKind.VAT),
                "warehouses": lambda: self._first(WAREHOUSE),
            }
        )

    def _first(self, kind):
        return next((item.name for item in self.items(kind)), "")

    def items(self, kind, since="", seen=()):
        """Whole or not at all: closed for a minute, where ``patience`` is over."""
        self._get(f"items {kind.value}")
        if self.books.patience == 0:
            raise Throttled(utcnow() + timedelta(seconds=60))
        yield from (item for item in self.books.items if item.kind is kind)

    def relations(self, like):
        self._get("relations")
        return self.books.look_for(like)

    def save_relation(self, relation, changed=()):
        with self._put("save_relation"):
            return self.books.save(relation, changed)

    def number(self, document):
        """Ours in capitals, with a full stop and how often where it is booked anew."""
        number = normal(document.key.number).upper()
        if document.attempt:
            number += f".{document.attempt}"
        if len(number) > LENGTH:
            return Rejected(code="number_too_long", message=number, field="number")
        if not FITTING.fullmatch(number):
            return Rejected(code="number_not_fitting", message=number, field="number")
        return number

    def post(self, documents):
        self.books.posting = tuple(documents)
        with self._put("post"):
            return [self._book(document) for document in documents]

    def _book(self, document):
        number = self.number(document)
        if isinstance(number, Rejected):
            return number
        if not any(item.kind is WAREHOUSE for item in self.books.items):
            return Rejected(code="warehouse_missing", message="Where from?")
        if known := self.books.tokens.get(document.token):
            return self._told(self.books.entries[known].booked)
        if refused := self.books.refusal_of(document):
            return refused
        id_ = f"P{len(self.books.entries) + 1:06}"
        if document.token:
            self.books.tokens[document.token] = id_
        return self._told(self.books.enter(document, id_, number, True))

    def _told(self, booked):
        return replace(booked, total=None, vat=None, memo="")

    def find(self, keys):
        if not self.traits.lookup:
            return {key: [] for key in keys}
        self._get("find")
        return {
            key: [self._told(entry.booked) for entry in self.books.find(key)]
            for key in keys
        }

    def changes(self, cursor, ours):
        """From the list of all that is open: ours of which something else is open than
        the base knows. It has no cursor of its own: the number of the look is as good
        as any."""
        self._get("changes")
        self.books.clock += 1
        yield Changes(
            cursor=f"{self.books.clock:09}",
            settled=tuple(
                Settled(id=id_, open=left, allocations=None, gone=gone)
                for id_, left, gone in self._open(ours)
                if gone or left != ours[id_].open
            ),
        )

    def _open(self, ours):
        """(id, what is open, whether it is gone) of each of ours."""
        for id_ in ours:
            entry = self.books.entries.get(id_)
            yield id_, entry.open if entry else Decimal(0), entry is None


def seed(books=BOOKS):
    """A small Dutch chart."""
    books.reset()
    main = Item(kind=WAREHOUSE, ref=Ref(code="W1"), name="Main warehouse")
    books.items = [*chart(), main]
    return books
