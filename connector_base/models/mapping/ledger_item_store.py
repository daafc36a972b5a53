from itertools import islice

from psycopg2.errors import UniqueViolation

from odoo import api, models
from odoo.tools import SQL

from ..connection.ledger_item import PEOPLE

PORTION = 1000  # items that are compared, stored and committed in one go
NAMES = ("code", "name", "active", "attributes")


class LedgerItemStore(models.AbstractModel):
    """Keeps what a ledger told of its master data. Only differences are written: where
    nothing changed a thousand items cost one query."""

    _name = "ledger.item.store"
    _description = "Store of Ledger Items"

    @api.model
    def _keep(self, connection, item):
        """The cached record of ``item``, written when it differs."""
        return self._keep_all(connection, item.kind, [item])

    @api.model
    def _keep_all(self, connection, kind, items):
        """The records of ``items``, in no order."""
        wanted = {_key(item): _values(item) for item in items}
        cache, found = self.env["ledger.item"].sudo(), []
        for id_, key, *known in self._read(connection, kind, tuple(wanted)):
            values = wanted.pop(key)
            found.append(id_)
            changed = {
                name: value
                for name, value, old in zip(NAMES, values, known, strict=True)
                if (old or False) != (value or False)
            }
            if changed:
                cache.browse(id_).write(changed)
        created = [
            {
                "connection_id": connection.id,
                "kind": kind.value,
                "remote_id": key,
                **dict(zip(NAMES, values, strict=True)),
            }
            for key, values in wanted.items()
        ]
        return cache.browse(found) | self._create_unknown(created)

    @api.model
    def _read(self, connection, kind, keys):
        if not keys:
            return []
        self.env["ledger.item"].flush_model()
        return self.env.execute_query(
            SQL(
                "SELECT id, remote_id, code, name, active, attributes FROM ledger_item "
                "WHERE connection_id = %s AND kind = %s AND remote_id IN %s",
                connection.id,
                kind.value,
                keys,
            )
        )

    @api.model
    def _create_unknown(self, created):
        """Create those that nobody else cached meanwhile: an export and a refresh may
        learn of the same customer at one time."""
        cache = self.env["ledger.item"].sudo().browse()
        if not created:
            return cache
        try:
            with self.env.cr.savepoint():
                return cache.create(created)
        except UniqueViolation:
            if len(created) == 1:
                return cache
        return cache.union(*(self._create_unknown([one]) for one in created))

    @api.model
    def _replace(self, connection, kind, items):
        """``items`` are all that the ledger has of ``kind``: the others are gone."""
        items, seen = iter(items), set()
        while some := list(islice(items, PORTION)):
            self._keep_all(connection, kind, some)
            seen.update(map(_key, some))
        self._archive(connection, kind, seen)

    @api.model
    def _archive(self, connection, kind, seen):
        """All but those ``seen`` are gone there."""
        cache = self.env["ledger.item"].sudo()
        cache.flush_model()
        known = self.env.execute_query(
            SQL(
                "SELECT id, remote_id FROM ledger_item "
                "WHERE connection_id = %s AND kind = %s AND active",
                connection.id,
                kind.value,
            )
        )
        gone = [id_ for id_, key in known if key not in seen]
        cache.browse(gone).write({"active": False})
        if kind.value in PEOPLE:
            # Of people nothing is kept that the ledger has not.
            cache.browse(gone).write({"name": False, "attributes": False})


def _key(item):
    """As ``ledger.item.remote_id``."""
    return item.ref.id or item.ref.code


def _values(item):
    """Of ``NAMES``; a mapping of nothing is no attributes."""
    return item.ref.code, item.name, item.active, item.attributes or False
