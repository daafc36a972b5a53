from psycopg2.errors import UniqueViolation

from odoo import api, models


class LedgerCache(models.AbstractModel):
    """Writes what the ledger has into ``ledger.item``: only differences, so that a
    nightly refresh of 10,000 customers costs one query when nothing changed."""

    _name = "ledger.cache"
    _description = "Cache of Master Data"

    @api.model
    def _keep(self, connection, item):
        """The cached record of ``item``, written when it differs."""
        return self._replace(connection, item.kind, [item], complete=False)

    @api.model
    def _replace(self, connection, kind, items, complete=True, seen=()):
        """Write what the ledger has of ``kind``; ``complete`` archives the rest but
        for the ids ``seen``, which came in an earlier part."""
        cache = self.env["ledger.item"].sudo().with_context(active_test=False)
        domain = [("connection_id", "=", connection.id), ("kind", "=", kind.value)]
        known = {record.remote_id: record for record in cache.search(domain)}
        kept, created = cache.browse(), []
        for item in items:
            values = {
                "code": item.ref.code,
                "name": item.name,
                "active": item.active,
                "attributes": item.attributes or False,
            }
            record = known.pop(item.ref.id or item.ref.code, None)
            if record is None:
                created.append(
                    {
                        "connection_id": connection.id,
                        "kind": kind.value,
                        "remote_id": item.ref.id or item.ref.code,
                        **values,
                    }
                )
                continue
            kept |= record
            changed = {
                name: value
                for name, value in values.items()
                if (record[name] or False) != (value or False)
            }
            if changed:
                record.write(changed)
        if complete:
            gone = cache.browse(
                [record.id for id_, record in known.items() if id_ not in seen]
            )
            gone.filtered("active").write({"active": False})
        return kept | self._create_unknown(cache, created)

    @api.model
    def _create_unknown(self, cache, created):
        """Create those that nobody else cached meanwhile: an export and a refresh may
        learn of the same customer at one time."""
        try:
            with self.env.cr.savepoint():
                return cache.create(created)
        except UniqueViolation:
            if len(created) == 1:
                return cache.browse()
        made = (self._create_unknown(cache, [one]) for one in created)
        return cache.browse().union(*made)
