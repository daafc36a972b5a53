from decimal import Decimal

from odoo import fields
from odoo.tests import Form, tagged
from odoo.tools import mute_logger

from odoo.addons.connector_base.ledger.errors import InDoubt
from odoo.addons.connector_base.tests.cases import SENDER

from .standing_case import StandingCase


@tagged("post_install", "-at_install")
class TestBaseAttempts(StandingCase):
    """One number booked anew on purpose, as often as it takes."""

    def change(self, move, price):
        move.button_draft()
        with Form(move) as form, form.invoice_line_ids.edit(0) as line:
            line.price_unit = price
        move.action_post()

    def correct(self, move):
        action = move.action_ledger_correct()
        wizard = self.env["ledger.correction.wizard"].with_context(**action["context"])
        wizard.create({"reason": "price"}).action_correct()
        self.work()
        self.work()

    def documents(self):
        return [entry.document for entry in self.books.entries.values()]

    def test_second_and_third_correction(self):
        move = self.invoice()
        self.export(move, final="final")
        for price in (150.0, 175.0, 200.0):
            self.change(move, price)
            self.assertEqual(move.ledger_remedy, "replace")
            self.correct(move)
            self.assertEqual(move.ledger_state, "done", move.ledger_message)
            self.assertFalse(move.ledger_changed)
        mine = [one for one in self.documents() if one.key.number == move.name]
        self.assertEqual([one.attempt for one in mine], [0, 1, 2, 3])
        self.assertEqual(len({one.token for one in self.documents()}), 7)
        totals = [one.total for one in self.documents()]
        self.assertEqual(sum(totals), Decimal("242.00"))
        numbers = [one.key.number for one in self.documents()]
        self.assertEqual(len(set(numbers)), 4, "each opposite has its own")

    @mute_logger(SENDER)
    def test_lost_answer_of_a_second_correction(self):
        move = self.invoice()
        self.export(move, final="final")
        self.change(move, 150.0)
        self.correct(move)
        self.change(move, 100.0)
        self.lose(times=2)
        self.correct(move)
        # The first one's amount again: its entry stands there, cancelled.
        self.later(
            *move.sudo().ledger_export_ids.filtered(lambda row: row.state == "in_doubt")
        )
        self.later(
            *move.sudo().ledger_export_ids.filtered(lambda row: row.state == "in_doubt")
        )
        self.assertEqual(move.ledger_state, "done", move.ledger_message)
        self.assertTrue(move.ledger_export_id.adopted)
        self.assertEqual(len(self.books.entries), 5)
        ids = move.sudo().ledger_export_ids.mapped("ledger_id")
        self.assertEqual(sorted(ids), sorted(self.books.entries))

    @mute_logger(SENDER)
    def test_token_is_the_same_over_retries(self):
        row = self.export(self.invoice())
        token = self.entry(row).document.token
        self.assertTrue(token)
        self.books.entries.clear()
        row.ledger_id = False
        row._doubt(InDoubt("no_answer"))
        self.later(row)
        self.assertEqual(self.entry(row).document.token, token)

    def test_number_that_occurs_again_is_another_attempt(self):
        row = self.export(self.invoice(), repeated=True)
        self.assertEqual(self.entry(row).document.attempt, 1)


@tagged("post_install", "-at_install")
class TestBaseWithoutLookUp(StandingCase):
    """A ledger that can't be asked: after a doubt a person decides."""

    def setUp(self):
        super().setUp()
        self.books.traits = {"lookup": False, "refuses_doubles": False}
        self.books.doubles = True

    def lost(self):
        self.lose()
        with mute_logger(SENDER):
            row = self.export(self.invoice())
        self.assertEqual((row.state, row.error_code), ("rejected", "may_be_booked"))
        return row

    def test_nothing_is_sent_again_by_itself(self):
        row = self.lost()
        self.assertIn("which can't be asked", row.message)
        self.assertEqual(row.owner, "accountant")
        self.later(row)
        row.action_retry()
        self.work()
        other = self.invoice()
        self.export(row.move_id | other)
        self.assertEqual((row.state, other.ledger_state), ("rejected", "done"))
        self.assertEqual(self.books.calls.count("post"), 2)
        self.assertNotIn("find", self.books.calls)

    def test_sender_that_died_leaves_it_to_a_person(self):
        row = self.export(self.invoice())
        row.write({"state": "sending", "ledger_id": False})
        self.work()
        self.assertEqual((row.state, row.error_code), ("rejected", "may_be_booked"))

    def test_button_of_the_invoice_leads_to_the_two_exits(self):
        row = self.lost()
        action = row.move_id.action_ledger_fix()
        self.assertEqual((action["res_model"], action["res_id"]), (row._name, row.id))

    def test_sent_again_after_somebody_looked(self):
        row = self.lost()
        token = row._document().token
        self.books.entries.clear()
        row.action_send_again()
        self.work()
        self.assertEqual(row.state, "done")
        self.assertEqual(self.entry(row).document.token, token)
        self.assertEqual(len(self.books.entries), 1)

    def test_marked_as_booked_after_somebody_looked(self):
        row = self.lost()
        row.action_mark_booked()
        move = row.move_id
        self.assertEqual((move.ledger_state, row.adopted), ("done", True))
        self.assertFalse(row.ledger_id)
        self.work()
        self.assertFalse(self.export(move))
        self.assertEqual(self.books.calls.count("post"), 1)
        self.assertIn("Marked as booked in Memory", move.message_ids[0].body)
        self.import_payments()
        self.assertFalse(row.ledger_gone)
        # It can be corrected by its opposite, which is matched there by hand.
        move.button_draft()
        self.assertEqual(move.ledger_remedy, "reverse")
        self.env["ledger.correction"]._correct(row, "reverse", "mistake")
        self.work()
        opposite = move.sudo().ledger_export_ids - row
        self.assertEqual((row.state, opposite.state), ("superseded", "done"))

    def test_only_what_may_be_there_is_marked(self):
        self.books.closed = True
        row = self.export(self.invoice())
        with self.assertRaisesRegex(Exception, "not one that may be booked"):
            row.action_mark_booked()

    def test_restored_database_asks_too(self):
        move = self.invoice()
        self.env.flush_all()
        self.env.cr.execute(
            "UPDATE account_move SET create_date = create_date - interval '1 day' "
            "WHERE id = %s",
            [move.id],
        )
        self.env.invalidate_all()
        self.connection.sudo().confirmed_at = fields.Datetime.now()
        row = self.export(move)
        self.assertEqual((row.state, row.error_code), ("rejected", "may_be_booked"))
        row.action_send_again()
        self.work()
        self.assertEqual(row.state, "done")
