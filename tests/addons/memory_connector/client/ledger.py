"""A ledger in a dictionary, behind the port. It keeps the laws of the port, not the
habits of any vendor, and can be told to misbehave."""

from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from decimal import Decimal

from odoo.addons.connector_base.ledger.errors import NotAuthorised, Throttled
from odoo.addons.connector_base.ledger.http import utcnow
from odoo.addons.connector_base.ledger.port import Ledger
from odoo.addons.connector_base.ledger.values import (
    Administration,
    Allocation,
    Booked,
    Capabilities,
    Changes,
    Check,
    Document,
    Item,
    ItemKind,
    Ref,
    Rejected,
    Settled,
    SettlementKind,
)

PAID = SettlementKind.PAYMENT, ""


@dataclass
class Entry:
    """One booked document with what settled it: {settlement: amount}."""

    document: Document
    booked: Booked
    matched: tuple = ()
    settled: dict = field(default_factory=dict)
    touched: int = 0
    certain: bool = True
    files: dict = field(default_factory=dict)
    kinds: dict = field(default_factory=dict)


@dataclass
class Books:
    """The whole ledger. ``calls`` counts by duty; ``fault`` is a function that is
    called before and after each writing duty and may raise."""

    entries: dict = field(default_factory=dict)
    on_account: list = field(default_factory=list)
    items: list = field(default_factory=list)
    calls: list = field(default_factory=list)
    patience: int = None
    reasons: list = field(default_factory=list)
    deleted: list = field(default_factory=list)
    posting: tuple = ()
    closed: bool = False
    full: bool = False
    lacks: tuple = ()
    fault: object = None
    clock: int = 0
    token: str = "s3cr3t-memory"
    # Customers: each (Relation, changed) that came in, why they are refused, and by
    # what they can be looked up
    saved: list = field(default_factory=list)
    refusal: Rejected | None = None
    searched: tuple = ("code", "vat", "chamber", "email", "name")

    def reset(self):
        self.__init__()

    def settle(self, number, settlement, amount, kind=SettlementKind.PAYMENT, of=""):
        """The accountant books a receipt, or settles by something else (``of``: the
        number of the other document); ``amount`` None undoes it."""
        entry = next(
            e for e in self.entries.values() if e.document.key.number == number
        )
        self.clock += 1
        entry.touched = self.clock
        if amount is None:
            entry.settled.pop(settlement)
        else:
            entry.settled[settlement] = (Decimal(str(amount)), date(2026, 3, 20))
            entry.kinds[settlement] = (
                kind,
                next(
                    (k for k, e in self.entries.items() if e.document.key.number == of),
                    "",
                ),
            )

    @contextmanager
    def writing(self, duty):
        self.calls.append(duty)
        if self.fault:
            self.fault(duty, "before")
        yield
        if self.fault:
            self.fault(duty, "after")


BOOKS = Books()


class MemoryLedger(Ledger):
    capabilities = Capabilities(
        incremental=frozenset({ItemKind.CUSTOMER}),
        batch_size=25,
        drafts=True,
        finalise=True,
        amend=True,
        remove=True,
        match=True,
        payments=True,
        link=True,
        attach=True,
        numbers=True,
        conditions=True,
        booked=True,
        on_account=True,
    )

    def __init__(self, books, token):
        if token != books.token:
            raise NotAuthorised("token_revoked")
        self.books = books

    def administrations(self):
        return [Administration(code="M1", name="Memory administration")]

    def items(self, kind, since="", seen=()):
        """Slows down after ``patience`` items, when that is set."""
        self.books.calls.append(f"items {kind.value}" + (" since" if since else ""))
        for item in self.books.items:
            if item.kind == kind and item.ref.code not in seen:
                if self.books.patience is not None:
                    if not self.books.patience:
                        raise Throttled(utcnow() + timedelta(seconds=60))
                    self.books.patience -= 1
                yield item

    def relations(self, like):
        self.books.calls.append("relations")
        found = []
        for item in self.books.items:
            known = {**item.attributes, "code": item.ref.code, "name": item.name}
            equal = [
                name
                for name in self.books.searched
                if getattr(like, name) and known.get(name) == getattr(like, name)
            ]
            if equal and item.kind == like.kind:
                attributes = {**item.attributes, "matched_by": equal[0]}
                found.append(replace(item, attributes=attributes))
        rank = self.books.searched.index
        return sorted(found, key=lambda item: rank(item.attributes["matched_by"]))

    def save_relation(self, relation, changed=()):
        with self.books.writing("save_relation"):
            self.books.saved.append((relation, frozenset(changed)))
            if self.books.refusal:
                return self.books.refusal
            if not relation.name:
                return Rejected(code="name_missing", message="a name, please")
            return self._save(relation, changed)

    def _save(self, relation, changed):
        old = next(
            (
                item
                for item in self.books.items
                if (item.kind, item.ref.code) == (relation.kind, relation.code)
            ),
            None,
        )
        known = ("vat", "chamber", "email", "iban", "postcode", "country")
        told = [name for name in known if not old or name in changed]
        attributes = dict(old.attributes if old else {})
        attributes.update({name: getattr(relation, name) for name in told})
        item = Item(
            kind=relation.kind,
            ref=Ref(code=relation.code or str(1000 + len(self.books.items))),
            name=relation.name if not old or "name" in changed else old.name,
            attributes=attributes,
        )
        if old:
            self.books.items.remove(old)
        self.books.items.append(item)
        return item

    def post(self, documents):
        self.books.posting = tuple(documents)
        with self.books.writing("post"):
            return [self._book(document) for document in documents]

    def amend(self, booked, document):
        with self.books.writing("amend"):
            entry = self.books.entries[booked.id]
            if entry.booked.final:
                return Rejected(code="not_draft", message="the entry is final")
            entry.document = document
            entry.booked = replace(
                booked,
                key=document.key,
                date=document.date,
                total=document.total,
                vat=_vat(document),
                relation=document.relation.code,
                final=document.final,
            )
            return entry.booked

    def remove(self, booked, reason):
        with self.books.writing("remove"):
            entry = self.books.entries.get(booked.id)
            if entry and entry.booked.final:
                return Rejected(code="not_draft", message="the entry is final")
            self.books.entries.pop(booked.id, None)
            self.books.reasons.append(reason)
            return None

    def match(self, booked, against, day):
        with self.books.writing("match"):
            entry = self.books.entries[booked.id]
            entry.matched = tuple((one.id, one.amount) for one in against)
            return

    def attach(self, booked, name, content):
        with self.books.writing("attach"):
            if self.books.full:
                return Rejected(code="refused", message="no room")
            self.books.entries[booked.id].files[name] = content
            return None

    def _book(self, document):
        codes = {item.ref.code for item in self.books.items}
        if self.books.closed:
            return Rejected(code="period_closed", message="the period is closed")
        if any(line.account.code not in codes for line in document.lines):
            return Rejected(code="unknown_account", message="no such account")
        if not document.repeated and any(
            entry.document.key.number == document.key.number
            for entry in self.books.entries.values()
        ):
            return Rejected(code="duplicate", message="the number exists already")
        number = str(202600001 + len(self.books.entries))
        booked = Booked(
            key=document.key,
            id=f"{document.key.journal}/{number}",
            number=number,
            date=document.date,
            total=document.total,
            vat=_vat(document),
            relation=document.relation.code,
            final=document.final,
        )
        self.books.clock += 1
        self.books.entries[booked.id] = Entry(document, booked)
        return booked

    def find(self, keys):
        self.books.calls.append("find")
        return {
            key: [
                entry.booked
                for entry in self.books.entries.values()
                if entry.document.key.number == key.number
            ]
            for key in keys
        }

    def changes(self, cursor, ours):
        self.books.calls.append("changes")
        yield Changes(
            cursor=str(self.books.clock),
            settled=tuple(
                self._settled(entry)
                for entry in self.books.entries.values()
                if entry.booked.id in ours and entry.touched > int(cursor or -1)
            )
            + tuple(
                Settled(id=ours[id_], open=Decimal(0), gone=True)
                for id_ in self.books.deleted
                if id_ in ours
            ),
        )

    def booked(self, start, end):
        for entry in self.books.entries.values():
            if start <= entry.document.date <= end:
                open_ = self._settled(entry).open
                yield replace(entry.booked, open=open_)

    def on_account(self, since):
        return (one for one in self.books.on_account if one.date >= since)

    def _settled(self, entry):
        allocations = tuple(
            Allocation(
                key=f"{entry.booked.id}:{settlement}",
                kind=entry.kinds.get(settlement, PAID)[0],
                counterpart=entry.kinds.get(settlement, PAID)[1],
                amount=amount,
                currency=entry.document.currency,
                date=day,
                settlement=settlement,
                certain=entry.certain,
            )
            for settlement, (amount, day) in entry.settled.items()
        )
        paid = sum((a.amount for a in allocations), Decimal(0))
        return Settled(
            id=entry.booked.id,
            open=entry.document.total - paid,
            allocations=allocations,
            total=entry.booked.total,
            final=entry.booked.final,
            alias=f"line-{entry.booked.id}",
        )

    def check(self):
        return [Check(name="Everything", passed=True)]


def _vat(document):
    return -sum((line.vat_amount for line in document.lines), Decimal(0))


def seed(books=BOOKS):
    """A small Dutch chart."""
    books.reset()
    books.items = [
        Item(kind=ItemKind.ACCOUNT, ref=Ref(code="8000"), name="Revenue"),
        Item(kind=ItemKind.ACCOUNT, ref=Ref(code="8100"), name="Revenue low"),
        *(
            Item(
                kind=ItemKind.VAT,
                ref=Ref(code=code),
                name=name,
                attributes={"use": "sale", "percentage": percentage, "groups": groups},
            )
            for code, name, percentage, groups in (
                ("VH", "VAT high", "21.00", ["NL1A"]),
                ("VL", "VAT low", "9.00", ["NL1B"]),
                ("VN", "VAT zero", "0.00", ["NL1E"]),
            )
        ),
        Item(
            kind=ItemKind.JOURNAL,
            ref=Ref(code="VRK"),
            name="Sales",
            attributes={"use": "sale"},
        ),
    ]
    return books
