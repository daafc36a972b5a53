from contextlib import contextmanager
from dataclasses import replace

from odoo import fields, models

from ..client.ledger import BOOKS, MemoryLedger


class LedgerText(models.Model):
    _inherit = "ledger.text"

    field = fields.Selection(
        selection_add=[("memo", "Memo")], ondelete={"memo": "cascade"}
    )


class LedgerConnection(models.Model):
    _inherit = "ledger.connection"

    provider = fields.Selection(
        selection_add=[("memory", "Memory")], ondelete={"memory": "cascade"}
    )

    @contextmanager
    def _memory_open(self, grant, session):
        yield MemoryLedger(BOOKS, grant.token())

    def _memory_capabilities(self):
        lacks = dict.fromkeys(BOOKS.lacks, False)
        return replace(MemoryLedger.capabilities, **lacks)

    def _memory_oauth(self):
        return None

    def _memory_entry_url(self, export):
        return f"http://localhost/entries/{export.ledger_number}"
