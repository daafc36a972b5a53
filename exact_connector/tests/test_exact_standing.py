from odoo.tests import tagged

from .common import ExactCase

from ledger_standing import Standing  # isort: skip - found by way of the common part


@tagged("post_install", "-at_install")
class TestExactStanding(Standing, ExactCase):
    """Exact Online books a number as often as it is told."""

    def make_final(self, move):
        number = move.ledger_export_id.ledger_number
        self.act("finalise", journal=self.journal, number=number)
        self.run_cron("ir_cron_import")
        self.assertTrue(move.ledger_export_id.ledger_final)
