"""A ledger in a dictionary, behind the port. It keeps the laws of the port, not the
habits of any vendor, has every duty but ``number``, and can be told to misbehave."""

from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

from odoo.addons.connector_base.ledger.errors import (
    NotAuthorised,
    ProtocolError,
    Throttled,
)
from odoo.addons.connector_base.ledger.http import utcnow
from odoo.addons.connector_base.ledger.port import Ledger
from odoo.addons.connector_base.ledger.values import (
    Administration,
    Changes,
    Check,
    Item,
    ItemKind,
    Kind,
    Ref,
    Rejected,
    Remark,
    Settled,
    Traits,
)

from .books import Books
from .chart import chart

BOOKS = Books()
ADMINISTRATION = "M1"


class MemoryLedger(Ledger):
    """``token(stale=None)`` gives the one to use."""

    traits = Traits(
        batch_size=25,
        incremental=frozenset({ItemKind.CUSTOMER}),
        entries="draft",
        removable="not_final",
        refuses_doubles=True,
        books=frozenset(Kind),
    )

    def __init__(self, books, token, administration=ADMINISTRATION):
        self.books = books
        self.traits = replace(type(self).traits, **books.traits)
        self._token = token
        self._administration = administration
        for duty in books.lacks:
            setattr(self, duty, None)

    def _ask(self):
        """What each request begins with."""
        self.books.request(self._token)
        if self._administration != ADMINISTRATION:
            raise NotAuthorised("administration_denied", self._administration)

    @contextmanager
    def _writing(self, duty):
        self._ask()
        with self.books.writing(duty):
            yield

    def administrations(self):
        self.books.request(self._token)
        return [Administration(code=ADMINISTRATION, name="Memory administration")]

    def check(self):
        self._ask()
        return [Check(name="Everything", passed=True)]

    def items(self, kind, since="", seen=()):
        """Slows down after ``patience`` items, when that is set."""
        self._ask()
        if kind in self.books.refused:
            self.remarks.append(Remark(code="resource_refused", detail=kind.value))
            raise ProtocolError("access_denied", kind.value)
        self.books.calls.append(f"items {kind.value}" + (" since" if since else ""))
        if since > utcnow().isoformat():
            return
        for item in self.books.items:
            if item.kind == kind and item.ref.code not in seen:
                if self.books.patience is not None:
                    if not self.books.patience:
                        raise Throttled(utcnow() + timedelta(seconds=60))
                    self.books.patience -= 1
                yield item

    def relations(self, like):
        self._ask()
        self.books.calls.append("relations")
        return self.books.look_for(like)

    def save_relation(self, relation, changed=()):
        with self._writing("save_relation"):
            return self.books.save(relation, changed)

    def post(self, documents):
        self.books.posting = tuple(documents)
        with self._writing("post"):
            return [self._book(document) for document in documents]

    def _book(self, document):
        if refused := self.books.refusal_of(document):
            return refused
        number = str(202600001 + len(self.books.entries))
        id_ = f"{document.key.journal}/{number}"
        return self.books.enter(document, id_, number, self._is_final(document))

    def _is_final(self, document):
        return {"draft": document.final, "open": False}.get(self.traits.entries, True)

    def find(self, keys):
        if not self.traits.lookup:
            return {key: [] for key in keys}
        self._ask()
        self.books.calls.append("find")
        return {key: [entry.booked for entry in self.books.find(key)] for key in keys}

    def amend(self, booked, document):
        with self._writing("amend"):
            if self.books.entries[booked.id].booked.final:
                return Rejected(code="not_draft", message="the entry is final")
            if refused := self.books.unknown(document):
                return refused
            return self.books.change(booked.id, document, self._is_final(document))

    def remove(self, booked, reason):
        with self._writing("remove"):
            entry = self.books.entries.get(booked.id)
            if entry and entry.booked.final:
                return Rejected(code="not_draft", message="the entry is final")
            if entry:
                del self.books.entries[booked.id]
                self.books.deleted.append(booked.id)
            self.books.reasons.append(reason)
            return None

    def match(self, booked, against, day):
        with self._writing("match"):
            self.books.match(booked.id, [(one.id, one.amount) for one in against])

    def attach(self, booked, name, content):
        with self._writing("attach"):
            if self.books.full:
                return Rejected(code="refused", message="no room")
            self.books.entries[booked.id].files[name] = content
            return None

    def link(self, booked):
        return f"http://localhost/entries/{booked.number}"

    def changes(self, cursor, ours):
        """Pages of as many as ``Books.page`` says; a cursor is where the books' clock
        stood when all before had been told."""
        self._ask()
        self.books.calls.append("changes")
        since = int(cursor or -1)
        touched = sorted(
            (
                entry
                for entry in self.books.entries.values()
                if entry.booked.id in ours and entry.touched > since
            ),
            key=lambda entry: entry.touched,
        )
        size = self.books.page
        while len(touched) > size:
            page, touched = touched[:size], touched[size:]
            yield self._page(touched[0].touched - 1, page)
        yield self._page(self.books.clock, touched, self._gone(ours))

    def _page(self, clock, entries, gone=()):
        settled = tuple(self._settled(entry) for entry in entries)
        return Changes(cursor=f"{clock:09}", settled=settled + tuple(gone))

    def _gone(self, ours):
        """Known by the id, or by what was left with us as memo."""
        ids = {one.memo: one.id for one in ours.values() if one.memo}
        for name in self.books.deleted:
            if id_ := ids.get(name) or (name in ours and name):
                yield Settled(id=id_, open=Decimal(0), gone=True)

    def _settled(self, entry):
        return Settled(
            id=entry.booked.id,
            open=entry.open,
            allocations=self.books.allocations(entry),
            total=entry.booked.total,
            final=entry.booked.final,
            memo=entry.booked.memo,
        )

    def booked(self, start, end):
        self._ask()
        for entry in self.books.entries.values():
            if entry.document.key.kind.is_payment:
                continue
            if start <= entry.document.date <= end:
                yield replace(entry.booked, open=entry.open)

    def on_account(self, since):
        self._ask()
        yield from (one for one in self.books.on_account if one.date >= since)


def seed(books=BOOKS):
    """A small Dutch chart."""
    books.reset()
    books.items = [
        *chart(),
        Item(
            kind=ItemKind.JOURNAL,
            ref=Ref(code="VRK"),
            name="Sales",
            attributes={"use": "sale"},
        ),
        Item(kind=ItemKind.TEXT, ref=Ref(code="memo"), name="Memo"),
    ]
    return books
