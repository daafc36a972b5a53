"""Tables of one division: rows with a version, found by index, and what was deleted."""

import random
import uuid
from contextlib import contextmanager
from datetime import timedelta

from . import edm
from .described import fill

USER = "7d3b0000-0000-4b0a-9c00-000000000001"
USER_NAME = "Odoo koppeling"
# Entity types of sync/Deleted [A]
DELETED = {
    "financialtransaction/TransactionLines": 1,
    "crm/Accounts": 2,
    "crm/Addresses": 3,
    "documents/DocumentAttachments": 4,
    "crm/Contacts": 5,
    "documents/Documents": 6,
    "financial/GLAccounts": 7,
    "terms": 10,
    "project/Projects": 21,
    "crm/BankAccounts": 48,
    "logistics/Items": 9,
    "salesinvoice/SalesInvoices": 13,
}
FIRST_VERSION, MOVED_VERSION = 913240000, 4711000
DELETIONS_KEPT = timedelta(days=61)  # two months [A]


class Table:
    """Rows are dicts; an index is made for each property that is once asked for."""

    def __init__(self, name, key):
        self.name, self.key = name, key
        self.rows = {}  # {key: row}
        self._indexes = {}  # {property: {value: {key: row}}}

    def __iter__(self):
        return iter(list(self.rows.values()))

    def __len__(self):
        return len(self.rows)

    def get(self, key):
        return self.rows.get(key)

    def put(self, row):
        key = row[self.key]
        self.rows[key] = row
        for name, index in self._indexes.items():
            index.setdefault(_value(row, name), {})[key] = row

    def change(self, row, values):
        for name, index in self._indexes.items():
            if name in values and _value(row, name) != _value(values, name):
                index[_value(row, name)].pop(row[self.key])
                index.setdefault(_value(values, name), {})[row[self.key]] = row
        row.update(values)

    def pop(self, row):
        del self.rows[row[self.key]]
        for name, index in self._indexes.items():
            index[_value(row, name)].pop(row[self.key])

    def by(self, name, *values):
        """The rows of which ``name`` has one of these values."""
        if name not in self._indexes:
            index = self._indexes[name] = {}
            for key, row in self.rows.items():
                index.setdefault(_value(row, name), {})[key] = row
        found = {}
        for value in values:
            found.update(self._indexes[name].get(_plain(value), {}))
        return list(found.values())

    def one(self, name, value):
        return next(iter(self.by(name, value)), None)


def _value(row, name):
    return _plain(row.get(name))


def _plain(value):
    return value.rstrip(" ") if isinstance(value, str) else value


class Store:
    """The tables; each change raises the version that all of them share."""

    keys = {
        "salesentry/SalesEntries": "EntryID",
        "purchaseentry/PurchaseEntries": "EntryID",
        "generaljournalentry/GeneralJournalEntries": "EntryID",
        "financialtransaction/BankEntries": "EntryID",
        "financialtransaction/CashEntries": "EntryID",
        "financialtransaction/Transactions": "EntryID",
        "general/Currencies": "Code",
        "salesinvoice/SalesInvoices": "InvoiceID",
        "psp/Entries": "EntryID",
        "sync/Deleted": "Timestamp",
    }

    def __init__(self, code, clock):
        self.code, self.clock = code, clock
        self.tables = {}
        self.version = FIRST_VERSION
        self.actor = (USER, USER_NAME)
        self.listeners = []  # called with (table, row, action)

    def table(self, name):
        if name not in self.tables:
            self.tables[name] = Table(name, self.keys.get(name, "ID"))
        return self.tables[name]

    def now(self):
        return edm.local(self.clock.now())

    def add(self, name, row):
        who, full_name = self.actor
        now = self.now()
        row = {
            **fill(name, row),
            "Created": now,
            "Creator": who,
            "CreatorFullName": full_name,
            "Modified": now,
            "Modifier": who,
            "ModifierFullName": full_name,
            "Division": self.code,
            "Timestamp": self._next(),
        }
        self.table(name).put(row)
        self._tell(name, row, "Create")
        return row

    def change(self, name, row, **values):
        """Raises the version only where something changes."""
        values = {n: v for n, v in values.items() if row.get(n) != v}
        if not values:
            return row
        who, full_name = self.actor
        values |= {
            "Modified": self.now(),
            "Modifier": who,
            "ModifierFullName": full_name,
            "Timestamp": self._next(),
        }
        self.table(name).change(row, values)
        self._tell(name, row, "Update")
        return row

    def remove(self, name, row):
        self.table(name).pop(row)
        self._tell(name, row, "Delete")
        if name in DELETED:
            version = self._next()
            self.forget_deletions()
            self.table("sync/Deleted").put(
                {
                    "Timestamp": version,
                    "DeletedBy": self.actor[0],
                    "DeletedDate": self.now(),
                    "Division": self.code,
                    "EntityKey": row[self.table(name).key],
                    "EntityType": DELETED[name],
                    "ID": guid(),
                }
            )

    def restart(self):
        """The versions begin anew, in the same order; deletions are forgotten."""
        rows = [(table, row) for table in self.tables.values() for row in table]
        rows = [pair for pair in rows if pair[1].get("Timestamp")]
        self.tables.pop("sync/Deleted", None)
        self.version = MOVED_VERSION
        for table, row in sorted(rows, key=lambda pair: pair[1]["Timestamp"]):
            if table.name != "sync/Deleted":
                table.change(row, {"Timestamp": self._next()})

    def forget_deletions(self):
        table = self.table("sync/Deleted")
        for row in table:
            if row["DeletedDate"] >= self.now() - DELETIONS_KEPT:
                break
            table.pop(row)

    def _next(self):
        self.version += 1
        return self.version

    def _tell(self, name, row, action):
        for listener in self.listeners:
            listener(name, row, action)


_ids = random.SystemRandom()


def guid():
    return str(uuid.UUID(int=_ids.getrandbits(128), version=4))


@contextmanager
def same_ids(seed):
    """What a division begins with has the same GUIDs after each reset."""
    global _ids  # noqa: PLW0603 - one server, one lock
    _ids = random.Random(seed)  # noqa: S311 - names, no secrets
    try:
        yield
    finally:
        _ids = random.SystemRandom()
