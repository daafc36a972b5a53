from datetime import date

from odoo.tests import tagged

from odoo.addons.connector_base.ledger.values import (
    SettlementKind,
)

from .paid_case import PaidCase


@tagged("post_install", "-at_install")
class TestBaseUndone(PaidCase):
    """What people do to imported payments in Odoo is noticed."""

    def audit(self):
        self.connection.action_audit()
        self.import_payments()
        return self.connection.message_ids[0].body

    def test_cancelled_here(self):
        move, row, payment = self.paid()
        other = self.paid()[1]
        payment.action_draft()
        payment.action_cancel()
        said = self.audit()
        self.assertNotIn("they agree", said)
        self.assertIn(move.name, said)
        self.assertEqual((row.state, row.reason), ("conflict", "undone_here"))
        self.assertEqual(other.state, "applied")
        row.action_apply_again()
        self.import_payments()
        self.assertEqual((row.state, move.payment_state), ("applied", "paid"))
        self.assertEqual(sorted(row.payment_ids.mapped("state")), ["canceled", "paid"])
        self.assertIn("they agree", self.audit())

    def test_deleted_here(self):
        move, row, payment = self.paid()
        payment.action_draft()
        payment.unlink()
        self.import_payments()
        self.assertEqual((row.state, row.reason), ("conflict", "undone_here"))
        row.action_apply_again()
        self.import_payments()
        self.assertEqual(move.payment_state, "paid")

    def test_moved_to_another_invoice(self):
        move, row, payment = self.paid()
        other = self.exported()
        line = payment.move_id.line_ids.filtered(
            lambda line: line.account_id.account_type == "asset_receivable"
        )
        line.remove_move_reconcile()
        (
            line | other.line_ids.filtered(lambda li: li.display_type == "payment_term")
        ).reconcile()
        self.assertEqual(other.payment_state, "paid")
        self.import_payments()
        self.assertEqual((row.state, row.reason), ("conflict", "undone_here"))
        row.action_apply_again()
        self.import_payments()
        self.assertEqual(
            (move.payment_state, other.payment_state), ("paid", "not_paid")
        )

    def test_replaced_by_one_of_the_bank_it_agrees(self):
        move, row, payment = self.paid()
        payment.move_id.line_ids.remove_move_reconcile()
        self.pay_by_hand(move, 121)
        self.import_payments()
        self.assertEqual((row.state, row.applied_amount), ("applied", 0))
        self.assertEqual(payment.state, "canceled")
        self.assertIn("they agree", self.audit())

    def test_undone_there_as_well_it_is_over(self):
        move, row, payment = self.paid()
        payment.action_cancel()
        self.import_payments()
        self.assertEqual(row.state, "conflict")
        self.books.settle(move.name, "BNK/1", None)
        self.import_payments()
        self.assertEqual((row.state, move.payment_state), ("cancelled", "not_paid"))

    def test_undone_there_in_a_locked_period_waits_until_it_is_opened(self):
        """What was registered stays as it is, and so does what comes in its place."""
        move, row, payment = self.paid()
        other, its, _payment = self.paid()
        later, moved, its_payment = self.paid()
        self.company.fiscalyear_lock_date = "2026-03-31"
        for one in (move, other):
            self.books.settle(one.name, "BNK/1", None)
        self.books.settle(other.name, "BNK/2", 100)
        self.import_payments()
        new = self.rows(other) - its
        for one in row | its | new:
            self.assertEqual((one.state, one.reason), ("conflict", "locked_period"))
        self.assertEqual((payment.state, row.applied_amount), ("paid", 121))
        self.assertEqual((move | other).mapped("payment_state"), ["paid"] * 2)
        self.assertFalse(new.payment_ids)
        # What comes in its place is of an open period: the old one is not.
        day = {"date": date(2026, 4, 2)}
        self.settled(later, ("BNK/1", "100.00", day))
        self.assertEqual((moved.state, moved.reason), ("conflict", "locked_period"))
        self.assertEqual((its_payment.state, later.amount_residual), ("paid", 0))
        self.books.settle(later.name, "BNK/1", 121)
        self.company.fiscalyear_lock_date = False
        self.import_payments()
        states = (row | its | new).mapped("state")
        self.assertEqual(states, ["cancelled", "cancelled", "applied"])
        self.assertEqual((move | other).mapped("amount_residual"), [121, 21])

    def test_match_that_came_back_before_it_was_undone_here_stays(self):
        move, row, payment = self.paid()
        self.company.fiscalyear_lock_date = "2026-03-31"
        self.books.settle(move.name, "BNK/1", None)
        self.import_payments()
        self.assertEqual((row.state, row.present), ("conflict", False))
        self.books.settle(move.name, "BNK/1", 121)
        self.import_payments()
        self.assertEqual((row.state, row.reason, row.present), ("applied", False, True))
        self.company.fiscalyear_lock_date = False
        self.import_payments()
        self.assertEqual((payment.state, row.payment_ids), ("paid", payment))
        self.assertFalse(row.outdated)
        self.assertEqual(move.payment_state, "paid")

    def test_matched_documents_taken_apart_here(self):
        invoice = self.exported()
        note = self.exported(move_type="out_refund")
        kind = SettlementKind.DOCUMENT
        self.books.settle(invoice.name, note.name, 121, kind, of=note.name)
        self.books.settle(note.name, invoice.name, -121, kind, of=invoice.name)
        self.import_payments()
        self.assertEqual((invoice.amount_residual, note.amount_residual), (0, 0))
        invoice.line_ids.remove_move_reconcile()
        self.import_payments()
        rows = self.rows(invoice) | self.rows(note)
        self.assertEqual(rows.mapped("reason"), ["undone_here"] * 2)
        self.assertEqual(invoice.amount_residual, 121)
        rows.action_apply_again()
        self.import_payments()
        self.assertEqual((invoice.amount_residual, note.amount_residual), (0, 0))
