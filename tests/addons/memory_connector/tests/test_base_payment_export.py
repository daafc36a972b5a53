from decimal import Decimal

from odoo.tests import tagged

from .common import LedgerCase


@tagged("post_install", "-at_install")
class TestBasePaymentExport(LedgerCase):
    """Payments registered in Odoo, booked and matched in the ledger."""

    def setUp(self):
        super().setUp()
        items = {item.code: item for item in self.connection.item_ids}
        self.connection.write(
            {
                "payment_export": True,
                "payment_journal_item_id": items["VRK"].id,
                "payment_account_item_id": items["8100"].id,
            }
        )

    def pay(self, moves, **values):
        return (
            self.env["account.payment.register"]
            .with_context(active_model="account.move", active_ids=moves.ids)
            .create({"payment_date": "2026-03-20", "group_payment": True, **values})
            ._create_payments()
        )

    def rows(self):
        return self.env["ledger.export"].search([("payment_id", "!=", False)])

    def test_payment_is_booked_and_matched(self):
        one, two = self.invoice(), self.invoice()
        rows = self.export(one | two)
        payment = self.pay(one | two)
        self.work()
        row = self.rows()
        self.assertEqual((row.payment_id, row.state), (payment, "done"), row.message)
        entry = self.books.entries[row.ledger_id]
        self.assertEqual(entry.document.key.kind.value, "customer_payment")
        self.assertEqual(entry.document.total, Decimal("-242.00"))
        self.assertEqual(entry.document.lines[0].account.code, "8100")
        self.assertEqual(
            sorted(entry.matched),
            sorted((r.ledger_id, Decimal("121.00")) for r in rows),
        )

    def test_it_is_not_imported_as_another_payment(self):
        move = self.invoice()
        self.export(move)
        self.pay(move)
        self.work()
        self.books.settle(move.name, self.rows().ledger_id, "121.00")
        self.import_payments()
        allocation = self.env["ledger.allocation"].search([("move_id", "=", move.id)])
        self.assertEqual(allocation.state, "applied", allocation.message)
        self.assertFalse(allocation.payment_ids)
        self.assertEqual(len(move.matched_payment_ids), 1)

    def test_part_payment_and_refund(self):
        move = self.invoice()
        export = self.export(move)
        self.pay(move, amount=21.0)
        self.work()
        entry = self.books.entries[self.rows().ledger_id]
        self.assertEqual(entry.matched, ((export.ledger_id, Decimal("21.00")),))

    def test_off_by_default_and_not_before_the_invoice(self):
        move = self.invoice()
        self.pay(move)
        self.work()
        self.assertFalse(self.rows())
        self.connection.payment_export = False
        other = self.invoice()
        self.export(other)
        self.pay(other)
        self.work()
        self.assertFalse(self.rows())

    def test_imported_payments_are_not_sent_back(self):
        move = self.invoice()
        self.export(move)
        self.books.settle(move.name, "BNK/1", "121.00")
        self.import_payments()
        self.work()
        self.assertFalse(self.rows())

    def test_missing_account_is_named(self):
        move = self.invoice()
        self.export(move)
        self.connection.payment_account_item_id = False
        self.pay(move)
        self.work()
        row = self.rows()
        self.assertEqual(
            (row.state, row.error_code), ("rejected", "payment_account_missing")
        )
        self.assertIn("clearing account", row.message)

    def test_payment_that_was_undone_meanwhile_is_not_booked(self):
        one, two = self.invoice(), self.invoice()
        self.export(one | two)
        payment, other = self.pay(one), self.pay(two)
        self.env["ledger.payment.export"].sudo()._enqueue_payments(self.connection)
        payment.move_id.line_ids.remove_move_reconcile()
        self.work()
        rows = {row.payment_id: row for row in self.rows()}
        self.assertEqual(rows[other].state, "done")
        row = rows[payment]
        self.assertEqual((row.state, row.error_code), ("rejected", "payment_undone"))
        self.assertIn(payment.display_name, row.message)
        self.assertEqual(len(self.books.entries), 3)
