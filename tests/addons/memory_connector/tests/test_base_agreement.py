from odoo.tests import tagged

from .paid_case import PaidCase


@tagged("post_install", "-at_install")
class TestBaseAgreement(PaidCase):
    """What both sides hold settled by the same amount agrees, whoever registered it."""

    def test_paid_here_and_booked_there_agrees(self):
        move, other = self.exported(), self.exported()
        by_hand = self.pay_by_hand(move, 121)
        for one in (move, other):
            self.books.settle(one.name, f"BNK/{one.id}", 121)
        self.import_payments()
        row = self.rows(move)
        self.assertEqual((row.state, row.applied_amount), ("applied", 0))
        self.assertFalse(row.payment_ids)
        self.assertIn("as it was here already", self.told(move))
        self.assertEqual(self.rows(other).payment_ids.amount, 121)
        self.import_payments()
        self.assertEqual(self.told(move).count("as it was here already"), 1)
        by_hand.move_id.line_ids.remove_move_reconcile()
        self.import_payments()
        self.assertEqual(row.payment_ids.amount, 121)
        self.assertEqual(move.payment_state, "paid")

    def test_the_sum_is_what_counts(self):
        move = self.exported()
        for amount in (50, 71):
            self.pay_by_hand(move, amount)
        self.books.settle(move.name, "BNK/1", 121)
        self.import_payments()
        self.assertEqual(self.rows(move).state, "applied")
        self.assertFalse(self.rows(move).payment_ids)

    def test_equal_parts_agree_and_the_others_are_registered(self):
        move = self.exported()
        self.pay_by_hand(move, 50)
        self.books.settle(move.name, "BNK/1", 71)
        self.books.settle(move.name, "BNK/2", 50)
        self.import_payments()
        self.assertEqual(self.rows(move).payment_ids.mapped("amount"), [71])
        self.assertEqual(move.payment_state, "paid")

    def test_one_of_two_equal_payments_agrees(self):
        """Alike here and there: each stands for one of the other side, not for all."""
        move, other = self.exported(), self.exported()
        self.pay_by_hand(move, 50)
        for amount in (50, 50):
            self.pay_by_hand(other, amount)
        for one in (move, other):
            for number, amount in enumerate((50, 50, 21)):
                self.books.settle(one.name, f"BNK/{one.id}/{number}", amount)
        self.import_payments()
        amounts = [
            sorted(self.rows(m).payment_ids.mapped("amount")) for m in move | other
        ]
        self.assertEqual(amounts, [[21, 50], [21]])
        self.assertEqual((move | other).mapped("payment_state"), ["paid", "paid"])

    def test_equal_payments_under_other_names_stay_two(self):
        move = self.exported()
        equal = "50.00", {"settlement": "BNK/1"}
        self.settled(move, ("a", *equal), ("b", *equal))
        payments = self.rows(move).payment_ids
        self.assertEqual(payments.mapped("amount"), [50, 50])
        self.assertIn("<br", self.told(move), "each on a line of its own")
        self.settled(move, ("c", *equal), ("d", *equal))
        self.assertEqual(self.rows(move).payment_ids, payments)
        self.assertEqual([key[-1] for key in self.rows(move).mapped("key")], ["c", "d"])
        self.settled(move, ("d", *equal))
        kept = self.rows(move).filtered("present").payment_ids
        self.assertEqual((len(kept), kept.state), (1, payments[1].state))
        self.assertEqual(move.amount_residual, 71)

    def test_what_is_less_open_than_paid_waits_for_a_decision(self):
        move = self.exported()
        self.pay_by_hand(move, 50)
        self.books.settle(move.name, "BNK/1", 121)
        self.import_payments()
        row = self.rows(move)
        self.assertEqual((row.state, row.reason), ("conflict", "paid_by_hand"))
        self.assertEqual(move.amount_residual, 71)
        row.action_accept()
        self.import_payments()
        self.assertEqual((row.state, row.payment_ids.amount), ("applied", 71))
        self.assertEqual(move.payment_state, "paid")
        self.import_payments()
        self.assertEqual(len(row.payment_ids), 1)

    def test_payment_of_ours_under_another_name_is_not_registered_again(self):
        """The ledger's own words for it differ, and it stands in another journal."""
        move, other = self.exported(), self.exported()
        payment = self.pay_by_hand(move, 50)
        export = (
            self.env["ledger.export"]
            .sudo()
            .create(
                {
                    "connection_id": self.connection.id,
                    "payment_id": payment.id,
                    "ledger_id": "MEMO/7",
                    "state": "done",
                }
            )
        )
        by = {"settlement": "Receipt 7", "journal": "XYZ"}
        self.settled(move, ("a", "50.00", {**by, "by": (export.ledger_id,)}))
        self.assertEqual(self.rows(move).state, "applied")
        self.assertFalse(self.rows(move).payment_ids)
        self.assertEqual(move.amount_residual, 71)
        # Ours, whatever of it the ledger matched with this invoice
        self.settled(move, ("a", "40.00", {**by, "by": (export.ledger_id,)}))
        self.assertFalse(self.rows(move).payment_ids)
        # One of two: what ours does not explain was paid by the other.
        self.settled(move, ("a", "121.00", {**by, "by": (export.ledger_id, "BNK/1")}))
        self.assertEqual(self.rows(move).payment_ids.amount, 71)
        self.settled(other, ("b", "50.00", {**by, "by": ("BNK/1",)}))
        self.assertEqual(self.rows(other).payment_ids.amount, 50)
