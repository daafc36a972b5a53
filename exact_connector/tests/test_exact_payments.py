from odoo.tests import tagged

from .common import ExactCase

from ledger_payments import Payments  # isort: skip - found by way of the common part


@tagged("post_install", "-at_install")
class TestExactPayments(Payments, ExactCase):
    """What is paid in Exact Online becomes paid in Odoo, over the wire."""

    def test_untouched_books_cost_two_requests(self):
        self.exported()
        self.import_payments()
        self.box.control("requests/clear")
        self.import_payments()
        self.assertEqual(
            [row["root"] for row in self.requests()], ["PaymentTerms", "Deleted"]
        )

    def test_equal_payments_of_one_day_are_not_registered_anew(self):
        """Which of them settled which part, nobody knows; that is no change."""
        move = self.exported()
        self.receive((move, "10.00"))
        self.import_payments()
        before = self.payments()
        self.receive((move, "10.00"))
        self.import_payments()
        self.assertEqual(before.state, "paid")
        self.assertEqual(len(self.payments()), 2)
        rows = move.ledger_export_id.allocation_ids
        self.assertTrue(all("+" in row.settlement for row in rows))
        self.assert_same_open(move)
