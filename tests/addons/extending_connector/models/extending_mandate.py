from odoo import fields, models


class ExtendingMandate(models.Model):
    """A direct debit mandate, as the usual module keeps them."""

    _name = "extending.mandate"
    _description = "Direct Debit Mandate"

    partner_bank_id = fields.Many2one("res.partner.bank", ondelete="cascade")
    company_id = fields.Many2one("res.company", required=True)
    unique_mandate_reference = fields.Char()
    signature_date = fields.Date()
    state = fields.Selection([("valid", "Valid"), ("expired", "Expired")])


class ResPartnerBank(models.Model):
    _inherit = "res.partner.bank"

    mandate_ids = fields.One2many("extending.mandate", "partner_bank_id")
