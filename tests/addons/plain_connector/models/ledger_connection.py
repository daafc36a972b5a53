from contextlib import contextmanager

from odoo import fields, models

from ..client.ledger import BOOKS, GRANT, PlainLedger


class LedgerConnection(models.Model):
    _inherit = "ledger.connection"

    provider = fields.Selection(selection_add=[("plain", "Plain")])

    @contextmanager
    def _plain_open(self, grant, session, cached):
        yield PlainLedger(BOOKS, grant.token)

    def _plain_oauth(self):
        return GRANT
