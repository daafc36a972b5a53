from dataclasses import replace
from decimal import Decimal

from odoo.tests import tagged

from .common import LedgerCase

ACTIVITY = "connector_base.mail_activity_control"


@tagged("post_install", "-at_install")
class TestBaseControl(LedgerCase):
    """Invoice by invoice, what Odoo has beside what the ledger has."""

    def control(self):
        self.env.flush_all()
        self.connection.action_control()
        self.env.invalidate_all()
        return self.env["ledger.control"].search(
            [("connection_id", "=", self.connection.id)]
        )

    def entry(self, move):
        return next(
            entry
            for entry in self.books.entries.values()
            if entry.document.key.number == move.name
        )

    def test_equal_books_have_no_difference(self):
        moves = self.invoice() | self.invoice(move_type="out_refund")
        self.export(moves)
        rows = self.control()
        self.assertFalse(any(rows.mapped("has_difference")))
        invoice, note = (rows.filtered(lambda r, m=m: r.move_id == m) for m in moves)
        self.assertEqual(
            (invoice.net, invoice.vat, invoice.total, invoice.ledger_total),
            (100.0, 21.0, 121.0, 121.0),
        )
        self.assertEqual((note.total, note.ledger_residual), (-121.0, -121.0))
        self.assertEqual((invoice.period, invoice.journal), ("2026/03", "VRK"))
        self.assertFalse(self.connection.activity_search([ACTIVITY]))

    def test_each_difference_has_its_cause_and_its_action(self):
        names = ("changed_there", "deleted", "conflict", "open", "changed")
        moves = {name: self.invoice() for name in names}
        self.export(self.env["account.move"].union(*moves.values()))
        self.import_payments()
        entry = self.entry(moves["changed_there"])
        entry.booked = replace(entry.booked, total=Decimal("130.00"))
        gone = self.entry(moves["deleted"])
        self.books.entries.pop(gone.booked.id)
        self.books.settle(moves["conflict"].name, "BNK/1", 121)
        moves["conflict"].company_id.fiscalyear_lock_date = "2026-04-30"
        self.import_payments()
        moves["conflict"].company_id.fiscalyear_lock_date = False
        self.entry(moves["open"]).settled["BNK/2"] = (Decimal(21), entry.document.date)
        changed = moves["changed"]
        changed.button_draft()
        changed.invoice_line_ids.price_unit = 300
        changed.action_post()
        changed.ledger_export_id.sudo()._check_changed()
        moves["not_exported"] = self.invoice()
        moves["refused"] = self.invoice((10.0, self.tax_low))
        self.connection.mapping_ids.filtered(
            lambda rule: rule.tax_id == self.tax_low
        ).unlink()
        self.export(moves["refused"])
        rows = self.control()
        found = {row.move_id: row.cause for row in rows}
        self.assertEqual(found, {move: name for name, move in moves.items()})
        actions = {
            row.cause: row.action_mend().get("res_model")
            for row in rows
            if row.cause != "changed_there"
        }
        self.assertEqual(
            actions,
            {
                "not_exported": "ledger.export.wizard",
                "refused": "ledger.mapping",
                "changed": "ledger.correction.wizard",
                "deleted": "ledger.correction.wizard",
                "conflict": "ledger.allocation",
                "open": "ledger.allocation",
            },
        )

    def test_what_was_booked_there_by_hand_is_shown(self):
        move = self.invoice()
        self.export(move)
        entry = self.entry(move)
        other = replace(entry.booked, id="VRK/999", number="999")
        self.books.entries["VRK/999"] = replace(entry, booked=other)
        rows = self.control()
        (hand,) = rows.filtered(lambda row: row.cause == "by_hand")
        self.assertEqual((hand.ledger_total, hand.total), (121.0, 0.0))
        self.assertEqual(hand.partner_id, move.partner_id)
        self.assertEqual(rows[0], hand)

    def test_cancelled_entry_of_ours_is_not_by_hand(self):
        self.connection.destiny = "final"
        move = self.invoice()
        self.export(move)
        move.button_draft()
        move.invoice_line_ids.price_unit = 300
        move.action_post()
        row = move.ledger_export_id.sudo()
        row._check_changed()
        row._correct(row._remedy(), "price")
        self.work()
        self.work()
        self.assertEqual(len(self.books.entries), 3)
        self.assertFalse(any(self.control().mapped("has_difference")))

    def test_one_activity_while_something_differs(self):
        move = self.invoice()
        self.export(move)
        entry = self.entry(move)
        before = entry.booked
        entry.booked = replace(before, total=Decimal("130.00"))
        for _night in range(2):
            self.control()
        self.assertEqual(len(self.connection.activity_search([ACTIVITY])), 1)
        self.assertEqual(self.connection.difference_count, 1)
        entry.booked = before
        self.control()
        self.assertFalse(self.connection.activity_search([ACTIVITY]))

    def test_waiting_invoices_are_no_alarm(self):
        self.invoice()
        rows = self.control()
        self.assertEqual(rows.cause, "not_exported")
        self.assertFalse(self.connection.activity_search([ACTIVITY]))

    def test_ledger_that_lists_nothing_is_compared_by_the_last_import(self):
        self.books.lacks = ("booked",)
        move = self.invoice()
        self.export(move)
        self.books.settle(move.name, "BNK/1", 121)
        self.import_payments()
        row = self.control()
        self.assertFalse(row.cause)
        self.assertEqual((row.ledger_total, row.ledger_residual), (121.0, 0.0))

    def test_nightly_run_survives_an_outage(self):
        self.export(self.invoice())
        rows = self.control()
        self.books.token, token = "other", self.books.token
        self.env.ref("connector_base.ir_cron_control").method_direct_trigger()
        self.assertEqual(
            self.env["ledger.control"].search_count(
                [("connection_id", "=", self.connection.id)]
            ),
            len(rows),
        )
        self.books.token = token
