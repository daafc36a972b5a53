"""The books behind ledgers in memory: what stands in them, somebody who works there,
and what can go wrong on the way."""

from collections.abc import Callable
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal

from odoo.addons.connector_base.ledger.errors import InDoubt, NotAuthorised
from odoo.addons.connector_base.ledger.matching import normal
from odoo.addons.connector_base.ledger.values import (
    Allocation,
    Booked,
    Document,
    Item,
    ItemKind,
    OnAccount,
    Ref,
    Rejected,
    Relation,
    SettlementKind,
)

PAID = SettlementKind.PAYMENT, ""
RECEIVED = date(2026, 3, 20)  # the day of all receipts
FOUND_BY = ("code", "vat", "chamber", "email", "name")
KNOWN = ("vat", "chamber", "email", "iban", "postcode", "country")


@dataclass
class Entry:
    """One booked document with what settled it: {settlement: (amount, date)}, and its
    kind with the id of the other document."""

    document: Document
    booked: Booked
    matched: tuple = ()
    settled: dict = field(default_factory=dict)
    touched: int = 0
    certain: bool = True
    files: dict = field(default_factory=dict)
    kinds: dict = field(default_factory=dict)
    by: dict = field(default_factory=dict)

    @property
    def open(self):
        paid = (amount for amount, _day in self.settled.values())
        return self.document.total - sum(paid, Decimal(0))


@dataclass
class Books:
    """The whole ledger. ``calls`` counts by duty; ``fault`` is a function that is
    called before and after each writing duty and may raise; ``weather`` are errors
    instead of the next answers, ``lost`` the one after the next writing. ``strict``:
    it refuses codes that it does not list. ``refused``: kinds of items that it will
    not list. ``doubles``: it books a number twice.
    ``lacks`` are duties that the user switched off, ``traits`` those that differ from
    what the ledger has."""

    entries: dict = field(default_factory=dict)
    on_account: list = field(default_factory=list)
    items: list = field(default_factory=list)
    calls: list = field(default_factory=list)
    requests: int = 0
    patience: int | None = None
    refused: tuple = ()
    reasons: list = field(default_factory=list)
    deleted: list = field(default_factory=list)
    posting: tuple = ()
    closed: bool = False
    opened: date = date(2000, 1, 1)
    strict: bool = False
    doubles: bool = False
    full: bool = False
    lacks: tuple = ()
    traits: dict = field(default_factory=dict)
    fault: Callable | None = None
    weather: list = field(default_factory=list)
    lost: bool = False
    clock: int = 0
    page: int = 100
    token: str = "s3cr3t-memory"
    tokens: dict = field(default_factory=dict)  # {Document.token: Booked.id}
    # Customers: each (Relation, changed) that came in, why they are refused, and by
    # what they can be looked up
    saved: list = field(default_factory=list)
    refusal: Rejected | None = None
    searched: tuple = FOUND_BY

    def reset(self):
        self.__init__()

    # The way there

    def knows(self, token):
        return token == self.token

    def request(self, token):
        """One request, whatever it wants, by what ``token(stale=None)`` gives."""
        self.requests += 1
        if self.weather:
            raise self.weather.pop(0)
        if not self.knows(token()) and not self.knows(token(token())):
            raise NotAuthorised("token_revoked")

    @contextmanager
    def writing(self, duty):
        self.calls.append(duty)
        if self.fault:
            self.fault(duty, "before")
        yield
        if self.fault:
            self.fault(duty, "after")
        if self.lost:
            self.lost = False
            raise InDoubt("no_answer")

    # Entries

    def refusal_of(self, document):
        """Why it can't be booked; None when it can."""
        if self.closed or document.date < self.opened:
            return Rejected(code="period_closed", message="the period is closed")
        if refused := self.unknown(document):
            return refused
        if not (document.attempt or self.doubles) and self.find(document.key):
            return Rejected(code="duplicate", message="the number exists already")
        return None

    def unknown(self, document):
        """Which of its codes is none here."""
        codes = {(item.kind, item.ref.code) for item in self.items}
        for code, kind, refs in self._used(document):
            if any((kind, ref.code) not in codes for ref in refs):
                return Rejected(code=code, message=f"no such {kind.value}")
        return None

    def _used(self, document):
        lines, kind = document.lines, document.key.kind
        accounts = [one.account for one in lines if not one.relation]
        used = [("unknown_account", ItemKind.ACCOUNT, accounts)]
        if self.strict:
            role = ItemKind.CUSTOMER if kind.is_sale else ItemKind.SUPPLIER
            vats = [line.vat for line in lines if line.vat]
            journals = [Ref(code=document.key.journal)] if document.key.journal else []
            used += [
                ("unknown_vat", ItemKind.VAT, vats),
                ("unknown_relation", role, [document.relation] * (kind != "entry")),
                ("journal_unknown", ItemKind.JOURNAL, journals),
            ]
        return used

    def find(self, key):
        """The entries under that number, whatever the journal."""
        return [
            entry
            for entry in self.entries.values()
            if normal(entry.document.key.number) == normal(key.number)
        ]

    def enter(self, document, id_, number, final):
        self.clock += 1
        booked = self.told(document, id_, number, final)
        self.entries[id_] = Entry(document, booked)
        return booked

    def change(self, id_, document, final):
        entry = self.entries[id_]
        entry.document = document
        entry.booked = self.told(document, id_, entry.booked.number, final)
        return entry.booked

    def told(self, document, id_, number, final):
        return Booked(
            key=document.key,
            id=id_,
            number=number,
            date=document.date,
            total=document.total,
            balance=document.balance,
            vat=-sum((line.vat_amount for line in document.lines), Decimal(0)),
            relation=document.relation.code,
            final=final,
            mark=document.mark,
            memo=f"line-{id_}",
        )

    # Who works there

    def settle(self, number, settlement, amount, kind=SettlementKind.PAYMENT, of=""):
        """The accountant books a receipt, or settles by something else (``of``: the
        number of the other document); ``amount`` None undoes it. A settlement that is
        called as an entry is that one."""
        by_number = {e.document.key.number: k for k, e in self.entries.items()}
        other = by_number.get(of, "")
        by = (settlement,) if settlement in self.entries else ()
        self.settle_entry(by_number[number], settlement, amount, kind, other, by)

    def settle_entry(
        self, id_, settlement, amount, kind=SettlementKind.PAYMENT, other="", by=()
    ):
        entry = self.entries[id_]
        self.clock += 1
        entry.touched = self.clock
        if amount is None:
            entry.settled.pop(settlement)
        else:
            entry.settled[settlement] = (Decimal(str(amount)), RECEIVED)
            entry.kinds[settlement] = (kind, other)
            entry.by[settlement] = by

    def match(self, id_, parts):
        """``parts``: (id, amount) of each document that the entry ``id_`` settles."""
        entry = self.entries[id_]
        entry.matched = tuple(parts)
        paying = entry.document.key.kind.is_payment
        for other, amount in parts:
            if paying:
                self.settle_entry(other, id_, amount, by=(id_,))
            else:
                kind = SettlementKind.DOCUMENT
                self.settle_entry(other, id_, amount, kind, id_)
            self.settle_entry(id_, other, -amount, SettlementKind.DOCUMENT, other)

    def allocations(self, entry):
        return tuple(
            Allocation(
                key=f"{entry.booked.id}:{settlement}",
                kind=entry.kinds.get(settlement, PAID)[0],
                counterpart=entry.kinds.get(settlement, PAID)[1],
                amount=amount,
                currency=entry.document.currency,
                date=day,
                settlement=settlement,
                journal=settlement.partition("/")[0],
                by=entry.by.get(settlement, ()),
                certain=entry.certain,
            )
            for settlement, (amount, day) in entry.settled.items()
        )

    def deposit(self, relation, amount):
        """Money of a customer for nothing in particular."""
        money = OnAccount(
            id="",
            relation=relation,
            role=ItemKind.CUSTOMER,
            amount=-Decimal(amount),
            currency="EUR",
            date=RECEIVED,
            settlement=f"BNK/{len(self.on_account) + 1}",
            journal="BNK",
        )
        self.on_account.append(money)
        return money

    # Customers and suppliers

    def look_for(self, like: Relation):
        """Best first."""
        found = []
        for item in self.items:
            known = {**item.attributes, "code": item.ref.code, "name": item.name}
            equal = [
                name
                for name in self.searched
                if normal(getattr(like, name)) == normal(known.get(name) or "") != ""
            ]
            if equal and item.kind == like.kind:
                attributes = {**item.attributes, "matched_by": equal[0]}
                found.append(replace(item, attributes=attributes))
        rank = self.searched.index
        return sorted(found, key=lambda item: rank(item.attributes["matched_by"]))

    def save(self, relation, changed):
        self.saved.append((relation, frozenset(changed)))
        if self.refusal:
            return self.refusal
        if not relation.name:
            return Rejected(code="name_missing", message="a name, please")
        old = next(
            (
                item
                for item in self.items
                if (item.kind, item.ref.code) == (relation.kind, relation.code)
            ),
            None,
        )
        told = [name for name in KNOWN if not old or name in changed]
        attributes = dict(old.attributes if old else {})
        attributes.update({name: getattr(relation, name) for name in told})
        item = Item(
            kind=relation.kind,
            ref=Ref(code=relation.code or str(1000 + len(self.items))),
            name=relation.name if not old or "name" in changed else old.name,
            attributes=attributes,
        )
        if old:
            self.items.remove(old)
        self.items.append(item)
        return item
