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

    def test_payment_in_dollars_has_the_ledgers_rate(self):
        """Not Odoo's of that day: both books have the same exchange difference."""
        usd = self.env.ref("base.USD")
        usd.active = True
        self.env["res.currency.rate"].create(
            {"name": "2026-01-01", "rate": 1.25, "currency_id": usd.id}
        )
        move = self.exported(currency_id=usd.id)
        part = {"invoicenumber": move.name, "amount": "121.00"}
        self.act("receipt", date="2026-03-20", invoices=[part], rate="0.95")
        self.imported(move)
        payment = self.payments()
        self.assertEqual((payment.amount, payment.currency_id), (121.0, usd))
        self.assertEqual(payment.amount_company_currency_signed, 114.95)
        self.assertEqual(move.payment_state, "paid")
        difference = move.line_ids.matched_credit_ids.exchange_move_id
        self.assertEqual(difference.amount_total_signed, 18.15)
