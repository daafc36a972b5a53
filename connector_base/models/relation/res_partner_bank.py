from odoo import api, fields, models

# Fields by which the account that the ledger is told of may become another.
TOLD = {
    "acc_number",
    "active",
    "bank_id",
    "ledger_mandate",
    "ledger_mandate_date",
    "partner_id",
    "sequence",
}


class ResPartnerBank(models.Model):
    _inherit = "res.partner.bank"

    ledger_mandate = fields.Char(
        string="Direct Debit Mandate",
        help="Reference of the mandate, as the ledger shall know it.",
    )
    ledger_mandate_date = fields.Date(string="Signed on")

    @api.model_create_multi
    def create(self, vals_list):
        banks = super().create(vals_list)
        self.env["ledger.relation.update"]._mark_partners(banks.partner_id)
        return banks

    def write(self, vals):
        partners = self.partner_id
        result = super().write(vals)
        if not TOLD.isdisjoint(vals):
            self.env["ledger.relation.update"]._mark_partners(
                partners | self.partner_id
            )
        return result

    def unlink(self):
        partners = self.partner_id
        result = super().unlink()
        self.env["ledger.relation.update"]._mark_partners(partners)
        return result
