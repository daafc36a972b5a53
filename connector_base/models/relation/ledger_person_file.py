from odoo import fields, models


class LedgerPersonFile(models.TransientModel):
    """To be downloaded by who asked for it."""

    _name = "ledger.person.file"
    _description = "What Is Kept of a Person"

    content = fields.Binary(attachment=False)
