from odoo import api, fields, models


class AccountPayment(models.Model):
    _inherit = "account.payment"

    ledger_allocation_id = fields.Many2one(
        "ledger.allocation",
        string="Imported From the Ledger",
        readonly=True,
        copy=False,
        ondelete="set null",
        index="btree_not_null",
    )
    ledger_export_ids = fields.One2many("ledger.export", "payment_id")

    @api.model_create_multi
    def create(self, vals_list):
        """What it was imported for is said by the import alone."""
        if not self.env.su:
            self = self.with_context(default_ledger_allocation_id=False)
            vals_list = [{**vals, "ledger_allocation_id": False} for vals in vals_list]
        return super().create(vals_list)

    def write(self, vals):
        if not self.env.su:
            vals = {k: v for k, v in vals.items() if k != "ledger_allocation_id"}
        return super().write(vals)
