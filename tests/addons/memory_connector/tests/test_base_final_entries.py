from decimal import Decimal

from odoo.exceptions import UserError
from odoo.tests import tagged
from odoo.tools import mute_logger

from odoo.addons.connector_base.ledger.errors import InDoubt, Unavailable
from odoo.addons.connector_base.tests.cases import SENDER

from .common import needs
from .corrected_case import CorrectedCase


@tagged("post_install", "-at_install")
class TestBaseFinalEntries(CorrectedCase):
    """A final entry is cancelled by its opposite, and booked anew."""

    def test_final_entry_is_cancelled_and_booked_anew(self):
        move, row = self.exported(final=True)
        self.change(move)
        self.assertEqual(move.ledger_remedy, "replace")
        self.correct(move)
        self.work()
        self.assertEqual(row.state, "superseded")
        opposite, new = self.env["ledger.export"].search(
            [("move_id", "=", move.id), ("id", "!=", row.id)], order="id"
        )
        self.assertEqual((opposite.mode, opposite.state), ("reverse", "done"))
        matched = ((row.ledger_id, Decimal("121.00")),) if "match" in self.can() else ()
        self.assertEqual(self.entry(opposite).matched, matched)
        self.assertEqual(new.state, "done", new.message)
        totals = [entry.document.total for entry in self.books.entries.values()]
        self.assertEqual(
            totals, [Decimal("121.00"), Decimal("-121.00"), Decimal("181.50")]
        )
        self.assertEqual(move.ledger_export_id, new)
        self.assertEqual(new.generation, 3)
        self.assertEqual(self.entry(new).document.key.number, move.name)
        self.assertEqual(self.entry(opposite).document.key.number, f"{move.name}-R1")

    def test_opposite_in_another_period(self):
        move, _row = self.exported(final=True)
        self.change(move)
        self.correct(move, date="2026-04-01")
        opposite = move.sudo().ledger_export_ids.filtered(lambda r: r.mode == "reverse")
        self.assertEqual(self.entry(opposite).document.date.isoformat(), "2026-04-01")

    def test_final_entry_of_a_cancelled_invoice_gets_its_opposite(self):
        move, row = self.exported(final=True)
        move.button_draft()
        self.assertEqual(move.ledger_remedy, "reverse")
        self.correct(move)
        self.work()
        self.assertEqual(row.state, "superseded")
        self.assertEqual(len(self.books.entries), 2)
        self.assertEqual(
            sum(entry.document.total for entry in self.books.entries.values()), 0
        )

    def test_refused_opposite_keeps_the_old_entry(self):
        move, row = self.exported(final=True)
        self.change(move)
        self.books.closed = True
        self.correct(move)
        self.assertEqual(row.state, "done")
        self.assertIn("period", move.ledger_message)
        self.assertEqual(len(self.books.entries), 1)

    @mute_logger(SENDER)
    def test_lost_answer_to_the_opposite_is_looked_up(self):
        move, row = self.exported(final=True)
        self.change(move)
        self.raise_once(InDoubt("no_answer"), "post", "after")
        self.correct(move)
        opposite = move.sudo().ledger_export_ids.filtered(lambda r: r.mode == "reverse")
        self.assertEqual((opposite.state, row.state), ("in_doubt", "done"))
        self.due_now(opposite)
        self.work()
        self.work()
        self.assertEqual((opposite.state, row.state), ("done", "superseded"))
        self.assertEqual(len(self.books.entries), 3)

    @mute_logger(SENDER)
    def test_lost_answer_to_the_new_entry_finds_the_new_one(self):
        """The old one bears the same number and is no hit."""
        move, row = self.exported(final=True)
        self.change(move)
        self.correct(move)
        new = move.ledger_export_id.sudo()
        if new.state != "done":
            self.raise_once(InDoubt("no_answer"), "post", "after")
            self.work()
            self.due_now(new)
            self.work()
        self.assertEqual(new.state, "done")
        self.assertNotEqual(new.ledger_id, row.ledger_id)
        self.assertEqual(len(self.books.entries), 3)

    @needs("match")
    def test_matching_is_tried_again(self):
        move, _row = self.exported(final=True)
        self.change(move)
        self.raise_once(Unavailable("unreachable"), "match")
        self.correct(move)
        opposite = move.sudo().ledger_export_ids.filtered(lambda r: r.mode == "reverse")
        self.assertEqual((opposite.state, opposite.todo), ("done", "match"))
        self.due_now(opposite)
        self.work()
        self.assertFalse(opposite.todo)
        self.assertTrue(self.entry(opposite).matched)

    def test_paid_entry_is_not_corrected(self):
        move, row = self.exported(final=True)
        self.books.settle(move.name, "BNK/1", "21.00")
        self.import_payments()
        move.line_ids.remove_move_reconcile()
        self.change(move)
        self.assertEqual(move.ledger_remedy, "correction_paid")
        with self.assertRaisesRegex(UserError, f"paid or matched in {self.label}"):
            self.correct(move)
