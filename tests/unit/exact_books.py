"""A small Exact Online for the payment import: terms, deletions and entries that are
asked for by the queries of the import, thousands of them if need be."""

import json
import re
from decimal import Decimal
from urllib.parse import parse_qs, quote, unquote, urlsplit

from loopback import Loopback, reply

from odoo.addons.connector_base.ledger.values import Key, Kind, Ours, SettlementKind

PAGE = 1000
_GUIDS = re.compile(r"(\w+) eq guid'([^']*)'")
_PAIRS = re.compile(r"\(Account eq guid'([^']*)' and EndDate eq datetime'([^']*)'\)")
DAY = "2026-07-10"
DATES = {DAY: "/Date(1783641600000)/", "2026-07-11": "/Date(1783728000000)/"}


def term(id_, entry, amount, *, status=20, type_=20, whole=None, day=DAY, **more):
    """One part of the line of ``entry``; money has type 40."""
    sign = 1 if type_ in (20, 31) else -1
    whole = amount if whole is None else whole
    return {
        "ID": id_,
        "LineType": 20,
        "Account": "acc",
        "AmountFC": -sign * amount,
        "AmountDC": -sign * amount,
        "Currency": "EUR",
        "EndDate": DATES[day] if status == 50 else None,
        "EntryDate": None,
        "EntryNumber": 1,
        "InvoiceDate": DATES[DAY],
        "InvoiceNumber": None,
        "Journal": "70" if type_ == 20 else "20",
        "Status": status,
        "TransactionAmountFC": sign * whole,
        "TransactionAmountDC": sign * whole,
        "TransactionEntryID": entry,
        "TransactionID": f"l-{entry}",
        "TransactionStatus": 20,
        "TransactionType": type_,
        "YourRef": None,
        **more,
    }


class Books(Loopback):
    """``allowed``: so many requests, then 429; None: any number."""

    def __init__(self):
        super().__init__()
        self.version = 1000
        self.terms, self.deleted, self.entries = {}, [], {}
        self.allowed = None

    # The accountant

    def put(self, *terms):
        """Make or change them."""
        for one in terms:
            self.version += 1
            kept = {**one, "Timestamp": str(self.version)}
            self.terms[one["ID"]] = kept
            self.entries.setdefault(one["TransactionEntryID"], kept)

    def pay(self, *entries, day=DAY, **more):
        """Each whole, by a receipt of its own."""
        for entry in entries:
            invoice = self.terms[f"t-{entry}"]
            amount = invoice["TransactionAmountFC"]
            known = {"account": invoice["Account"], **more}
            self.put(
                {**invoice, "Status": 50, "EndDate": DATES[day]},
                term(
                    f"r-{entry}",
                    f"bank-{entry}",
                    amount,
                    status=50,
                    type_=40,
                    day=day,
                    Account=known["account"],
                ),
            )

    def delete(self, entry, key=None):
        for one in [t for t in self.terms.values() if t["TransactionEntryID"] == entry]:
            del self.terms[one["ID"]]
        self.entries.pop(entry, None)
        self.version += 1
        row = {"EntityType": 1, "EntityKey": key or f"l-{entry}"}
        self.deleted.append({**row, "Timestamp": str(self.version)})

    # The server

    def paths(self):
        return [urlsplit(one.path).path.split("/124132/")[1] for one in self.requests]

    def _serve(self):
        while True:
            try:
                connection, _address = self._socket.accept()
            except OSError:
                return
            with connection:
                try:
                    request = self._read(connection)
                    self.requests.append(request)
                    self._answer(request)(connection)
                except OSError:
                    continue

    def _answer(self, request):
        if self.allowed is not None:
            if not self.allowed:
                return reply(status=429)
            self.allowed -= 1
        parts = urlsplit(request.path)
        resource = unquote(parts.path).split("/124132/")[1]
        options = {name: one[0] for name, one in parse_qs(parts.query).items()}
        rows, following = self._find(resource, options), ""
        if resource.startswith("sync/") and len(rows) > PAGE:
            last = rows[PAGE - 1]["Timestamp"]
            query = f"$filter={quote(f'Timestamp gt {last}')}"
            following = f"{self.url}{parts.path}?{query}"
        data = {"results": rows[:PAGE]}
        if following:
            data["__next"] = following
        return reply(json.dumps({"d": data}), Content_Type="application/json")

    def _find(self, resource, options):
        where = options.get("$filter", "")
        if resource.startswith("sync/"):
            after = int(where.removeprefix("Timestamp gt "))
            kept = self.deleted if "Deleted" in resource else self.terms.values()
            rows = [one for one in kept if int(one["Timestamp"]) > after]
            return sorted(rows, key=lambda one: int(one["Timestamp"]))
        if resource.endswith("Entries"):
            ids = [value for _name, value in _GUIDS.findall(where)]
            return [
                {"EntryID": id_, "AmountFC": self.entries[id_]["TransactionAmountFC"]}
                for id_ in ids
                if id_ in self.entries
            ]
        side = 20 if "Receivables" in resource else 22
        is_asked = self._condition(where)
        return [
            one
            for one in self.terms.values()
            if one["LineType"] == side and is_asked(one)
        ]

    @staticmethod
    def _condition(where):
        if where.startswith("Status eq 50"):
            pairs = {(account, DATES[day]) for account, day in _PAIRS.findall(where)}
            return lambda one: (
                one["Status"] == 50 and (one["Account"], one["EndDate"]) in pairs
            )
        wanted = set(_GUIDS.findall(where))
        names = {name for name, _value in wanted}
        return lambda one: any((name, one[name]) in wanted for name in names)


# The import


def ours(*ids, total="100", open_=None, kind=Kind.INVOICE, memo="l-{} acc"):
    """As the base knows them."""
    return {
        id_: Ours(
            id=id_,
            key=Key(kind=kind, journal="70", number=id_),
            open=Decimal(total if open_ is None else open_),
            total=Decimal(total),
            memo=memo.format(id_),
        )
        for id_ in ids
    }


def invoices(*ids, amount=100, **more):
    return [term(f"t-{id_}", id_, amount, **more) for id_ in ids]


def look(ledger, cursor, known):
    """({id: Settled}, the cursor at the end)"""
    pages = list(ledger.changes(cursor, known))
    return {one.id: one for p in pages for one in p.settled}, pages[-1].cursor


def read_through(ledger, books, known):
    """The cursor after everything was read; the requests so far are forgotten."""
    cursor = look(ledger, "", known)[1]
    books.requests.clear()
    return cursor


def brief(found):
    return [(a.kind, a.amount, a.by, a.certain) for a in found.allocations]


PAID = (SettlementKind.PAYMENT, Decimal("100.00"), ("bank-inv",), True)
