from odoo import api, fields, models
from odoo.fields import Domain

from ...ledger import spelling
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
    # Numbers in the form in which they are compared, to be found by.
    vat_key = fields.Char(compute="_compute_keys", store=True, index="btree_not_null")
    chamber_key = fields.Char(
        compute="_compute_keys", store=True, index="btree_not_null"
    )
    iban_key = fields.Char(compute="_compute_keys", store=True, index="btree_not_null")

    _remote_uniq = models.Constraint(
        "UNIQUE (connection_id, kind, remote_id)",
        "A ledger item is cached once per connection.",
    )
    _code_idx = models.Index("(connection_id, kind, code)")

    @api.depends("attributes")
    def _compute_keys(self):
        for item in self:
            item.update(self._get_keys(item.attributes or {}))

    @api.model
    def _get_keys(self, said):
        """Of ``said``, a customer's attributes: {field: value or False}"""
        return {
            "vat_key": spelling.vat(said.get("vat") or "")[1] or False,
            "chamber_key": spelling.chamber(said.get("chamber") or "")[0] or False,
            "iban_key": spelling.bare(said.get("iban") or "") or False,
        }

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
