"""The ledgers in memory: who works in them writes into their books."""

import itertools
from contextlib import contextmanager
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

from odoo.addons.connector_base.ledger import oauth
from odoo.addons.connector_base.ledger.errors import (
    NotAuthorised,
    ProtocolError,
    Throttled,
)
from odoo.addons.connector_base.ledger.http import utcnow
from odoo.addons.connector_base.ledger.values import (
    Item,
    ItemKind,
    Ref,
    Relation,
    SettlementKind,
)
from odoo.addons.connector_base.tests.contract import Harness
from odoo.addons.memory_connector.client import ledger as memory
from odoo.addons.memory_connector.client.books import Books
from odoo.addons.plain_connector.client import ledger as plain

WRITING = ("post", "amend", "remove", "match", "attach", "save_relation")
DOCUMENT = SettlementKind.DOCUMENT


def no_token(stale=None):
    raise NotAuthorised("not_connected")


class BooksHarness(Harness):
    account = Ref(code="8000")
    vat = Ref(code="VH")
    customer = Ref(code="1001")
    customer_as = {
        "name": "Contract Techniek BV",
        "vat": "NL123456789B01",
        "email": "ap@contract.example",
    }
    closed_day = date(1999, 1, 15)

    def __init__(self):
        self.books = self.make_books()

    def fresh(self):
        self.seed()
        self.books.strict = True
        self.books.page = 2
        self._receipts = itertools.count(1)
        like = Relation(
            kind=ItemKind.CUSTOMER, code=self.customer.code, **self.customer_as
        )
        self.books.save(like, ())
        self.books.save(Relation(kind=ItemKind.SUPPLIER, name="Drukkerij X"), ())
        self._token = self.log_in()
        super().fresh()

    # The accountant

    def receive(self, *parts):
        receipt = f"BNK/{next(self._receipts)}"
        for booked, amount in parts:
            self.books.settle_entry(booked.id, receipt, amount)
        return receipt, parts

    def undo(self, match):
        receipt, parts = match
        for booked, amount in parts:
            self.books.settle_entry(booked.id, receipt, None)
            self.books.deposit(booked.relation, amount)

    def offset(self, note, invoice, amount):
        amount = Decimal(amount)
        self.books.settle_entry(invoice.id, note.id, amount, DOCUMENT, note.id)
        self.books.settle_entry(note.id, invoice.id, -amount, DOCUMENT, invoice.id)

    def deposit(self, relation, amount):
        return self.books.deposit(relation.code, amount)

    def use(self, deposit, booked):
        part = min(-deposit.amount, self.books.entries[booked.id].open)
        self.books.on_account.remove(deposit)
        if left := deposit.amount + part:
            self.books.on_account.append(replace(deposit, amount=left))
        self.books.settle_entry(booked.id, deposit.settlement, part)

    # The weather

    def lose_answer(self):
        self.books.lost = True

    def throttle(self, seconds):
        again = utcnow() + timedelta(seconds=seconds)
        self.books.weather.append(Throttled(again))

    def garble(self):
        self.books.weather.append(ProtocolError("unexpected_answer"))

    # The observer

    def count_calls(self):
        return self.books.requests

    def count_writes(self):
        return sum(1 for call in self.books.calls if call in WRITING)

    def count_entries(self):
        keys = [entry.document.key for entry in self.books.entries.values()]
        return sum(1 for key in keys if key.journal == self.journal)

    def owed_by(self, relation):
        entries = self.books.entries.values()
        of_theirs = [e for e in entries if e.booked.relation == relation.code]
        money = [m for m in self.books.on_account if m.relation == relation.code]
        return sum(e.open for e in of_theirs) + sum(m.amount for m in money)


class MemoryHarness(BooksHarness):
    administration = memory.ADMINISTRATION
    journal = "VRK"
    general = "VRK"
    bank = "BNK"
    bank_account = Ref(code="1100")
    traits = {}

    @classmethod
    def make_books(cls):
        return Books(traits=cls.traits)

    @classmethod
    def closed(cls):
        return memory.MemoryLedger(cls.make_books(), no_token)

    @contextmanager
    def open(self, administration=None):
        administration = administration or self.administration
        yield memory.MemoryLedger(self.books, self.token, administration)

    def seed(self):
        memory.seed(self.books)
        self.books.traits = self.traits
        others = {
            ItemKind.ACCOUNT: ("1100", {}),
            ItemKind.JOURNAL: ("BNK", {"use": "bank"}),
            ItemKind.COST_CENTRE: ("NORTH", {}),
            ItemKind.PROJECT: ("P1", {}),
            ItemKind.CONDITION: ("30", {"days": 30}),
            ItemKind.PERIOD: ("2026/03", {"open": True, "end": "2026-03-31"}),
        }
        self.books.items += [
            Item(kind=kind, ref=Ref(code=code), name=code, attributes=attributes)
            for kind, (code, attributes) in others.items()
        ]

    def log_in(self):
        return self.books.token

    def token(self, stale=None):
        if stale and stale == self._token:
            self._token = self.log_in()
        return self._token

    def expire_token(self):
        self._token = "s3cr3t-old"

    def revoke(self):
        self.books.token = "s3cr3t-another"
        self.log_in = lambda: "s3cr3t-memory"

    def files(self, booked):
        files = self.books.entries[booked.id].files
        return {name: len(content) for name, content in files.items()}


class OpenHarness(MemoryHarness):
    """Entries are never drafts, and can be changed until they are settled."""

    traits = {"entries": "open", "removable": "not_settled"}


class FilesHarness(MemoryHarness):
    """Nothing can be looked up."""

    traits = {"entries": "final", "removable": "never", "lookup": False}


class PlainHarness(BooksHarness):
    administration = plain.ADMINISTRATION
    balances_only = True
    codes = frozenset({"warehouse_missing"})

    @classmethod
    def make_books(cls):
        return plain.PlainBooks()

    @classmethod
    def closed(cls):
        return plain.PlainLedger(cls.make_books(), no_token)

    @contextmanager
    def open(self, administration=None):
        administration = administration or self.administration
        yield plain.PlainLedger(self.books, self.token, administration)

    def seed(self):
        plain.seed(self.books)
        self._client = oauth.Client(id="", secret=self.books.token, redirect_uri="")

    def fresh(self):
        super().fresh()
        self.salt = self.salt[:3].upper()  # of numbers that have twelve characters

    def log_in(self):
        grant = oauth.Key(session=self.books.log_in, hosts=())
        return oauth.renew(None, grant, self._client).access

    def token(self, stale=None):
        if stale and stale == self._token:
            self._token = self.log_in()
        return self._token

    def expire_token(self):
        self.books.sessions.clear()

    def revoke(self):
        self.books.token = "s3cr3t-another"
        self.books.sessions.clear()
