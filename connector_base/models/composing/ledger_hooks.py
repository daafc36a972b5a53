from odoo import api, models


class LedgerHooks(models.AbstractModel):
    """For other addons, that inherit it: see ``docs/extend.md``."""

    _name = "ledger.hooks"
    _description = "Hooks of the Ledger Connectors"

    @api.model
    def _get_document(self, connection, move, document):
        """What is booked of ``move`` by ``connection``: ``document``, or one that was
        made of it by ``dataclasses.replace``. It has to say the same each time that
        it is asked: differences are changes of the invoice. Raises Unbalanced."""
        return document
