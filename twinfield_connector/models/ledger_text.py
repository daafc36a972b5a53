from odoo import api, fields, models
from odoo.exceptions import ValidationError

from .ledger_connection import FREE_TEXTS


class LedgerText(models.Model):
    _inherit = "ledger.text"

    field = fields.Selection(
        selection_add=FREE_TEXTS,
        ondelete={name: "cascade" for name, _label in FREE_TEXTS},
    )

    @api.constrains("field", "connection_id")
    def _check_twinfield_field(self):
        for row in self:
            connection = row.connection_id
            taken = (connection.twinfield_mark_field, connection.twinfield_link_field)
            if row.field in taken:
                raise ValidationError(
                    self.env._("This free text is used for the mark or the link.")
                )
