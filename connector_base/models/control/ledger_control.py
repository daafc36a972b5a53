from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools.translate import LazyTranslate

_lt = LazyTranslate(__name__)

# What is compared, in words.
WORDS = {
    "relation": _lt("Customer or supplier"),
    "journal": _lt("Journal"),
    "number": _lt("Number"),
    "date": _lt("Date"),
    "total": _lt("Total"),
    "balance": _lt("Total in company currency"),
    "vat": _lt("VAT"),
    "mark": _lt("Our mark"),
    "period": _lt("Period"),
    "account": _lt("Ledger account"),
    "vat_code": _lt("VAT code"),
    "cost_centre": _lt("Cost centre"),
    "project": _lt("Project"),
    "open": _lt("Still open"),
}


class LedgerControl(models.Model):
    """What Odoo has beside what the ledger has, invoice by invoice: the proof that both
    books say the same. Written by ``ledger.comparison``."""

    _name = "ledger.control"
    _inherit = "ledger.guarded"
    _owned_by = ("connection_id",)
    _description = "Ledger Control"
    _order = "has_difference desc, date desc, id desc"
    _rec_name = "number"

    connection_id = fields.Many2one(
        "ledger.connection", required=True, ondelete="cascade", index=True
    )
    company_id = fields.Many2one(related="connection_id.company_id", store=True)
    company_currency_id = fields.Many2one(
        related="company_id.currency_id", string="Company Currency"
    )
    date = fields.Date(required=True)
    period = fields.Char(help="Year and month of the date.")
    journal = fields.Char(string="Ledger Journal")
    number = fields.Char()
    ledger_number = fields.Char(string="Entry Number")
    ledger_id = fields.Char(index="btree_not_null")
    entry_date = fields.Date(
        string="Date of the Entry", help="Empty: there was none at the last look."
    )
    move_id = fields.Many2one("account.move", ondelete="cascade", index=True)
    export_id = fields.Many2one("ledger.export", ondelete="cascade", index=True)
    partner_id = fields.Many2one("res.partner", ondelete="set null")
    currency_id = fields.Many2one("res.currency", required=True)
    net = fields.Monetary(aggregator="sum")
    vat = fields.Monetary(string="VAT", aggregator="sum")
    total = fields.Monetary(string="Total in Odoo", aggregator="sum")
    residual = fields.Monetary(string="Open in Odoo", aggregator="sum")
    balance = fields.Monetary(
        string="In Company Currency",
        currency_field="company_currency_id",
        aggregator="sum",
    )
    ledger_net = fields.Monetary(string="Net in the Ledger", aggregator="sum")
    ledger_vat = fields.Monetary(string="VAT in the Ledger", aggregator="sum")
    ledger_total = fields.Monetary(string="Total in the Ledger", aggregator="sum")
    ledger_residual = fields.Monetary(
        string="Still Open in the Ledger", aggregator="sum"
    )
    ledger_balance = fields.Monetary(
        string="In Company Currency in the Ledger",
        currency_field="company_currency_id",
        aggregator="sum",
    )
    # Not of money on account: nobody did anything wrong, and it waits for the
    # accountant there. It is shown below what has to be mended, and alarms nobody.
    has_difference = fields.Boolean()
    cause = fields.Selection(
        [
            ("not_exported", "Not exported"),
            ("refused", "Refused"),
            ("changed", "Changed here since export"),
            ("changed_there", "Changed there"),
            ("deleted", "Deleted there"),
            ("by_hand", "Booked there by hand"),
            ("conflict", "Payment not applied"),
            ("open", "Open amounts differ"),
            ("on_account", "Money on account there"),
        ]
    )
    differences = fields.Json(string="Values That Differ", readonly=True)
    differences_text = fields.Char(
        string="Differences", compute="_compute_differences_text"
    )

    _entry_idx = models.Index("(connection_id, entry_date)")
    _difference_idx = models.Index("(connection_id) WHERE has_difference IS TRUE")
    # As the list shows them; Odoo orders what is true or not in this way.
    _order_idx = models.Index(
        "(COALESCE(has_difference, FALSE) DESC, date DESC, id DESC)"
    )

    @api.depends("differences")
    @api.depends_context("lang")
    def _compute_differences_text(self):
        lang = self.env.lang or "en_US"
        for row in self:
            texts = [
                f"{WORDS[one['field']]._translate(lang)}: "
                f"{one['here'] or '–'} → {one['there'] or '–'}"
                for one in row.differences or []
            ]
            row.differences_text = "; ".join(texts) or False

    # Rows are kept as they are where nothing differs

    @api.model
    def _store(self, connection, found):
        """``found``: values of rows, of an invoice each or of an entry without one."""
        ids = [one["ledger_id"] for one in found if one["ledger_id"]]
        moves = [one["move_id"] for one in found if one.get("move_id")]
        rows = self.search(
            Domain("connection_id", "=", connection.id)
            & (Domain("ledger_id", "in", ids) | Domain("move_id", "in", moves))
        )
        by_move = {row.move_id.id: row for row in rows if row.move_id}
        by_id = {row.ledger_id: row for row in rows if not row.move_id}
        new = []
        for values in found:
            row = by_id.get(values["ledger_id"], self.browse())
            if values.get("move_id"):
                # What was booked by hand may be linked to an invoice by now.
                row.unlink()
                row = by_move.get(values["move_id"])
            if not row:
                new.append({"connection_id": connection.id, **values})
            elif different := row._get_different(values):
                row.write(different)
        self.create(new)

    def _replace(self, connection, found):
        """These rows by ``found``, as far as they differ."""
        rows, new = [*self], []
        for values in found:
            row = next((row for row in rows if not row._get_different(values)), None)
            if row:
                rows.remove(row)
            else:
                new.append({"connection_id": connection.id, **values})
        self.create(new)
        self.browse([row.id for row in rows]).unlink()

    def _forget(self, seen):
        """``seen``: ids of the entries that are listed still."""
        lost = self.filtered(lambda row: row.ledger_id not in seen)
        ours = lost.filtered("move_id")
        (lost - ours).unlink()
        # The id stays: it was there, so it is no late one.
        ours.write({"entry_date": False})

    def _get_different(self, values):
        return {
            name: value
            for name, value in values.items()
            if (self._fields[name].convert_to_write(self[name], self) or False)
            != (value or False)
        }

    # Actions

    def action_mend(self):
        """Where the difference is mended."""
        self.ensure_one()
        self.check_access("read")
        if self.cause == "not_exported":
            return self.move_id.action_ledger_export()
        if self.cause == "refused":
            return self.export_id.action_fix()
        if self.cause == "changed":
            self.env["ledger.correction"].sudo()._check_changed(self.export_id.sudo())
            return self.export_id.action_correct()
        if self.cause == "deleted":
            return self._mend_deleted()
        if self.cause == "changed_there":
            return self._open_entry()
        if self.cause == "conflict":
            return self._open_payments()
        if self.cause == "open":
            return self._mend_open()
        if self.cause == "on_account":
            return self._open_invoices()
        return self.move_id.get_formview_action() if self.move_id else False

    def _mend_deleted(self):
        """Book it again, once it is certain that it is gone."""
        if self.export_id.ledger_gone:
            return self.export_id.action_correct()
        return self.connection_id.action_audit()

    def _open_entry(self):
        """Where it was changed, or what is known of it."""
        if self.export_id.ledger_url:
            return self.export_id.action_open_url()
        return self.export_id.get_formview_action()

    def _open_payments(self):
        rows = self.export_id.allocation_ids
        return rows._get_records_action(name=self.env._("Payments"))

    def _mend_open(self):
        """What is settled there comes in by comparing all payments; what is settled
        here alone is seen on the invoice."""
        there = abs(self.ledger_total) - abs(self.ledger_residual)
        here = abs(self.total) - abs(self.residual)
        if self.currency_id.compare_amounts(there, here) > 0:
            return self.connection_id.action_audit()
        return self.move_id.get_formview_action()

    def _open_invoices(self):
        """Those of the partner that the money could be matched with, in the ledger."""
        invoices = self.env["account.move"].search(
            self.env["ledger.scope"]._get_domain(self.connection_id)
            & Domain("commercial_partner_id", "=", self.partner_id.id)
            & Domain("amount_residual", "!=", 0)
        )
        return invoices._get_records_action(name=self.env._("Open Invoices"))
