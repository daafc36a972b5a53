from odoo.tests import HttpCase, tagged

from .common import ExactCase

from ledger_assistant import Assistant  # isort: skip - found by way of the common part


@tagged("post_install", "-at_install")
class TestExactAssistant(Assistant, ExactCase, HttpCase):
    """From nothing to the first invoice."""

    def set_journal(self, connection):
        """There are two sales journals."""
        rule = connection.mapping_ids.filtered(
            lambda rule: rule.journal_id == self.company_data["default_journal_sale"]
        )
        rule.item_id = connection.item_ids.filtered(
            lambda item: (item.kind, item.code) == ("journal", self.journal)
        )
