from odoo import fields, models


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
