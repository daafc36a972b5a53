from odoo.tests import tagged

from odoo.addons.connector_base.ledger.values import SettlementKind

from .paid_case import PaidCase


@tagged("post_install", "-at_install")
class TestBaseMatched(PaidCase):
    """Invoices and credit notes that were matched with each other there."""

    def matched(self, move, other, *amounts):
        """What the ledger tells of both sides, so much at a time."""
        id_ = {one: one.ledger_export_id.ledger_id for one in (move, other)}
        for one, by, sign in ((move, other, 1), (other, move, -1)):
            of = {"kind": SettlementKind.DOCUMENT, "counterpart": id_[by]}
            parts = [
                (f"{by.name}/{number}", str(sign * amount), of)
                for number, amount in enumerate(amounts)
            ]
            self.settled(one, *parts)

    def pair(self, **values):
        """An invoice and a credit note of half of it."""
        invoice = self.exported((200.0, self.tax_high), **values)
        return invoice, self.exported(move_type="out_refund", **values)

    def of_both(self, name, *moves):
        return [one for move in moves for one in self.rows(move).mapped(name)]

    def test_more_than_the_note_has_open_waits_for_a_decision(self):
        invoice, note = self.pair()
        self.pay_by_hand(note, 50)
        self.matched(invoice, note, 121)
        self.assertEqual(self.of_both("reason", invoice, note), ["paid_by_hand"] * 2)
        self.assertEqual((invoice.amount_residual, note.amount_residual), (242, 71))
        self.assertFalse(self.rows(invoice).offset_move_id)
        # What it has open is no more than that.
        self.matched(invoice, note, 71)
        self.assertEqual((invoice.amount_residual, note.amount_residual), (171, 0))

    def test_part_of_both_in_a_foreign_currency_waits_for_a_decision(self):
        """Odoo reconciles as much as there is: the rates of a part nobody told."""
        usd = self.env.ref("base.USD")
        usd.active = True
        invoice, note = self.pair(currency_id=usd.id)
        self.matched(invoice, note, 50)
        reasons = self.of_both("reason", invoice, note)
        self.assertEqual(reasons, ["settlement_unsupported"] * 2)
        self.assertEqual((invoice.amount_residual, note.amount_residual), (242, 121))
        self.matched(invoice, note, 121)
        self.assertEqual((invoice.amount_residual, note.amount_residual), (121, 0))

    def test_matched_twice_each_has_its_part(self):
        invoice, note = self.pair()
        for _twice in range(2):
            self.matched(invoice, note, 50, 20)
            self.assertEqual(self.of_both("state", invoice, note), ["applied"] * 4)
            parts = self.of_both("applied_amount", invoice, note)
            self.assertEqual(sorted(parts), [-50, -20, 20, 50])
            rest = invoice.amount_residual, note.amount_residual
            self.assertEqual(rest, (172, 51))
        # One of them is undone there: the other one stays.
        self.matched(invoice, note, 50)
        rest = invoice.amount_residual, note.amount_residual
        self.assertEqual(rest, (192, 71))
        rows = (self.rows(invoice) | self.rows(note)).sorted("applied_amount")
        self.assertEqual(rows.mapped("applied_amount"), [-50, 0, 0, 50])
        states = ["applied", "cancelled", "cancelled", "applied"]
        self.assertEqual(rows.mapped("state"), states)
        others = [one.offset_move_id for one in rows]
        none = invoice.browse()
        self.assertEqual(others, [invoice, none, none, note])

    def test_what_is_paid_back_of_a_paid_invoice_waits_for_a_decision(self):
        """Odoo knows no payment that opens an invoice again."""
        move = self.exported()
        self.settled(move, ("BNK/1", "121.00", {}), ("BNK/2", "-21.00", {}))
        rows = self.rows(move).sorted("amount")
        self.assertEqual(rows.mapped("state"), ["conflict", "applied"])
        self.assertEqual(rows[0].reason, "settlement_unsupported")
        self.assertTrue(rows[0].is_decidable)
        self.assertEqual(rows.payment_ids.mapped("amount"), [121])
