from odoo.tests import tagged

from .common import TwinfieldCase

from ledger_standing import Standing  # isort: skip - found by way of the common part


@tagged("post_install", "-at_install")
class TestTwinfieldStanding(Standing, TwinfieldCase):
    """Twinfield refuses a number that it has, whose ever it is."""

    def make_final(self, move):
        """So it is exported."""
        self.assertTrue(move.ledger_export_id.ledger_final)
