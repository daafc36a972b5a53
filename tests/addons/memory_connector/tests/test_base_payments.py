from datetime import timedelta

from odoo.tests import tagged

from .common import LedgerCase


@tagged("post_install", "-at_install")
class TestBasePayments(LedgerCase):
    """What is paid in the ledger is paid here; what is undone is undone."""

    def exported(self, *args, **kwargs):
        move = self.invoice(*args, **kwargs)
        self.export(move)
        self.assertEqual(move.ledger_state, "done")
        return move

    def payments(self):
        return self.env["account.payment"].search(
            [("ledger_allocation_id.connection_id", "=", self.connection.id)]
        )

    def test_full_payment_pays_the_invoice(self):
        move = self.exported()
        self.books.settle(move.name, "BNK/1", "121.00")
        self.import_payments()
        self.assertEqual(move.payment_state, "paid")
        payment = self.payments()
        self.assertEqual((payment.amount, payment.state), (121.0, "paid"))
        self.assertEqual(str(payment.date), "2026-03-20")
        self.assertIn("BNK/1", payment.memo)

    def test_partial_payments_leave_the_rest_open(self):
        move = self.exported()
        self.books.settle(move.name, "BNK/1", "21.00")
        self.import_payments()
        self.assertEqual((move.payment_state, move.amount_residual), ("partial", 100.0))
        self.books.settle(move.name, "BNK/2", "100.00")
        self.import_payments()
        self.assertEqual(move.payment_state, "paid")
        self.assertEqual(sorted(self.payments().mapped("amount")), [21.0, 100.0])

    def test_importing_twice_changes_nothing(self):
        move = self.exported()
        self.books.settle(move.name, "BNK/1", "121.00")
        self.import_payments()
        before = self.payments()
        self.connection.cursor = False
        self.import_payments()
        self.assertEqual(self.payments(), before)

    def test_one_receipt_for_several_invoices(self):
        moves = self.exported() | self.exported((50.0, self.tax_low))
        for move in moves:
            self.books.settle(move.name, "BNK/7", move.amount_total)
        self.import_payments()
        self.assertEqual(moves.mapped("payment_state"), ["paid", "paid"])
        rows = self.env["ledger.allocation"].search([("settlement", "=", "BNK/7")])
        self.assertEqual(len(rows), 2)

    def test_refunded_credit_note_is_paid(self):
        move = self.exported(move_type="out_refund")
        self.books.settle(move.name, "BNK/1", "-121.00")
        self.import_payments()
        self.assertEqual(move.payment_state, "paid")
        self.assertEqual(self.payments().payment_type, "outbound")

    def test_instalments_are_paid_from_the_oldest(self):
        move = self.exported(
            (100.0, self.tax_high), invoice_payment_term_id=self.pay_terms_b.id
        )
        self.books.settle(move.name, "BNK/1", "40.00")
        self.import_payments()
        terms = move.line_ids.filtered(lambda li: li.display_type == "payment_term")
        self.assertEqual(
            terms.sorted("date_maturity").mapped("amount_residual"), [0.0, 81.0]
        )

    def test_undone_match_opens_the_invoice_again(self):
        move = self.exported()
        self.books.settle(move.name, "BNK/1", "121.00")
        self.import_payments()
        self.books.settle(move.name, "BNK/1", None)
        self.import_payments()
        self.assertEqual(
            (move.payment_state, move.amount_residual), ("not_paid", 121.0)
        )
        self.assertEqual(self.payments().state, "canceled")

    def test_changed_amount_replaces_the_payment(self):
        move = self.exported()
        self.books.settle(move.name, "BNK/1", "121.00")
        self.import_payments()
        self.books.settle(move.name, "BNK/1", "100.00")
        self.import_payments()
        self.assertEqual(move.amount_residual, 21.0)
        self.assertEqual(sorted(self.payments().mapped("state")), ["canceled", "paid"])

    def test_payment_by_hand_is_a_conflict_never_touched(self):
        move = self.exported()
        by_hand = self._register_payment(move)
        self.books.settle(move.name, "BNK/1", "121.00")
        self.import_payments()
        row = self.env["ledger.allocation"].search([("move_id", "=", move.id)])
        self.assertEqual((row.state, row.reason), ("conflict", "paid_by_hand"))
        self.assertFalse(self.payments())
        self.assertNotEqual(by_hand.state, "canceled")
        by_hand.move_id.line_ids.remove_move_reconcile()
        self.import_payments()
        self.assertEqual(row.state, "applied")

    def test_locked_period_is_a_conflict_until_it_is_opened(self):
        move = self.exported()
        self.company.fiscalyear_lock_date = "2026-03-31"
        self.books.settle(move.name, "BNK/1", "121.00")
        self.import_payments()
        row = self.env["ledger.allocation"].search([("move_id", "=", move.id)])
        self.assertEqual((row.state, row.reason), ("conflict", "locked_period"))
        self.company.fiscalyear_lock_date = False
        self.import_payments()
        self.assertEqual((row.state, move.payment_state), ("applied", "paid"))

    def test_switched_off_import_asks_nothing(self):
        move = self.exported()
        self.books.settle(move.name, "BNK/1", "121.00")
        self.connection.payment_import = False
        self.books.calls.clear()
        self.import_payments()
        self.assertFalse(self.books.calls)
        self.assertEqual(move.payment_state, "not_paid")

    def test_once_a_week_everything_is_looked_through(self):
        """What the ledger did not call a change comes in all the same."""
        move = self.invoice()
        self.export(move)
        self.import_payments()
        entry = next(iter(self.books.entries.values()))
        entry.settled["BNK/1"] = (entry.document.total, entry.document.date)
        self.import_payments()
        self.assertEqual(move.payment_state, "not_paid")
        self.connection.full_import_at -= timedelta(days=8)
        self.import_payments()
        self.assertEqual(move.payment_state, "paid")
