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
