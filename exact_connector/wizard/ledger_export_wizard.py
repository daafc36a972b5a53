from odoo import fields, models


class LedgerExportWizard(models.TransientModel):
    _inherit = "ledger.export.wizard"

    exact_division = fields.Char(
        related="connection_id.administration_name", string="Division"
    )
