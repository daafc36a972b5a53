from psycopg2.errors import UniqueViolation

from odoo import api, fields, models
from odoo.fields import Domain

from ...ledger.values import Item, Ref

PEOPLE = ("customer", "supplier")


def of_kind(kind, connection="connection_id"):
    """As ``_fitting`` of ``ledger.guarded``: an item of this kind, or that which the
    field of this name says."""
    return {"connection_id": connection, "kind": kind}


class LedgerItem(models.Model):
    """One master record of a ledger, cached: refreshed, never edited here."""

    _name = "ledger.item"
    _inherit = "ledger.guarded"
    _owned_by = ("connection_id",)
    _description = "Ledger Item"
    _order = "kind, code, id"
    _rec_names_search = ["code", "name"]

    connection_id = fields.Many2one(
        "ledger.connection", required=True, ondelete="cascade", index=True
    )
    company_id = fields.Many2one(related="connection_id.company_id", store=True)
    kind = fields.Selection(
        [
            ("account", "Ledger account"),
            ("vat", "VAT code"),
            ("journal", "Journal"),
            ("customer", "Customer"),
            ("supplier", "Supplier"),
            ("cost_centre", "Cost centre"),
            ("project", "Project"),
            ("condition", "Payment condition"),
            ("period", "Period"),
            ("text", "Free field"),
        ],
        required=True,
    )
    code = fields.Char(required=True)
    remote_id = fields.Char(required=True)
    name = fields.Char()
    active = fields.Boolean(default=True)
    attributes = fields.Json()

    _remote_uniq = models.Constraint(
        "UNIQUE (connection_id, kind, remote_id)",
        "A ledger item is cached once per connection.",
    )
    _code_idx = models.Index("(connection_id, kind, code)")

    @api.depends("code", "name")
    def _compute_display_name(self):
        for item in self:
            item.display_name = f"{item.code} {item.name or ''}".strip()

    @api.model
    def _search_display_name(self, operator, value):
        """Also by what is shown, "8000 Revenue", as spreadsheets have it."""
        domain = super()._search_display_name(operator, value)
        for text in [value] if isinstance(value, str) else list(value or []):
            code, _blank, name = str(text).partition(" ")
            if name and operator in ("=", "in", "ilike", "=ilike"):
                like = "=ilike" if operator in ("=", "in", "=ilike") else "ilike"
                domain |= Domain("code", "=", code) & Domain("name", like, name)
        return domain

    def _ref(self):
        """What a document names this item by; None for no item."""
        if not self:
            return None
        return Ref(
            code=self.code, id=self.remote_id if self.remote_id != self.code else ""
        )

    def _value(self, kind):
        """What the ledger told of it."""
        ref = Ref(code=self.code, id=self._ref().id)
        return Item(
            kind=kind,
            ref=ref,
            name=self.name or "",
            active=self.active,
            attributes=self.attributes or {},
        )

    @api.model
    def _keep(self, connection, item):
        """The cached record of ``item``, written when it differs."""
        return self._replace(connection, item.kind, [item], complete=False)

    @api.model
    def _replace(self, connection, kind, items, complete=True, seen=()):
        """Write what the ledger has of ``kind``; ``complete`` archives the rest but
        for the ids ``seen``, which came in an earlier part.

        Only differences are written: a nightly refresh of 10,000 customers costs one
        query when nothing changed.
        """
        cache = self.sudo().with_context(active_test=False)
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
            gone = gone.filtered("active")
            gone.write({"active": False})
            # Of people nothing is kept that the ledger has not.
            gone.filtered(lambda one: one.kind in PEOPLE)._empty()
        return kept | cache._create_unknown(created)

    def _empty(self):
        self.write({"name": False, "attributes": False})

    def _create_unknown(self, created):
        """Create those that nobody else cached meanwhile: an export and a refresh may
        learn of the same customer at one time."""
        try:
            with self.env.cr.savepoint():
                return self.create(created)
        except UniqueViolation:
            if len(created) == 1:
                return self.browse()
        return self.browse().union(*(self._create_unknown([one]) for one in created))
