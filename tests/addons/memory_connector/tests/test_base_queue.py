from datetime import timedelta

from odoo.tests import tagged
from odoo.tools import mute_logger

from odoo.addons.connector_base.tests.cases import SENDER

from .common import LedgerCase


@tagged("post_install", "-at_install")
class TestBaseQueue(LedgerCase):
    """What gets into the outbox by itself, and in which order it leaves."""

    def test_posting_exports_by_itself_when_the_connection_says_so(self):
        self.connection.auto_export = True
        old = self.invoice(invoice_date="2025-12-31")
        new = self.invoice()
        self.work()
        # What lies before the starting date is nobody's to export.
        self.assertEqual((old.ledger_state, new.ledger_state), (False, "done"))
        self.assertFalse(old.ledger_forecast)
        search = self.env["account.move"].search
        mine = [("id", "in", (old | new).ids)]
        self.assertFalse(search([*mine, ("ledger_state", "=", "not_exported")]))

    def test_posting_says_what_was_posted(self):
        """As other addons expect of it."""
        move = self.invoice()
        move.button_draft()
        self.assertEqual(move._post(), move)

    def test_invoices_posted_before_the_switch_follow_automatically(self):
        move = self.invoice()
        self.connection.auto_export = True
        self.work()
        self.assertEqual(move.ledger_state, "done")

    def test_automatic_export_waits_for_the_night_where_that_is_wanted(self):
        self.connection.write({"auto_export": True, "at_night": True})
        move = self.invoice()
        self.work()
        self.assertEqual(move.ledger_state, "not_exported")
        night = self.env.ref("connector_base.ir_cron_enqueue_at_night")
        night.method_direct_trigger()
        self.work()
        self.assertEqual(move.ledger_state, "done")

    def test_invoices_are_booked_in_the_order_of_their_dates(self):
        late, early = self.invoice(), self.invoice(invoice_date="2026-02-01")
        self.export(late | early)
        self.assertEqual(self.numbers(), [early.name, late.name])

    @mute_logger(SENDER)
    def test_credit_note_follows_its_invoice(self):
        move = self.invoice()
        note = move._reverse_moves([{"invoice_date": move.invoice_date}])
        note.action_post()
        row = self.env["ledger.export"]._enqueue(move)
        row.next_try += timedelta(hours=1)
        other = self.invoice()
        self.export(note | other)
        states = [one.ledger_state for one in (move, note, other)]
        self.assertEqual(states, ["waiting", "waiting", "done"])
        self.due_now(row)
        self.work()
        self.work()
        self.assertEqual(self.numbers(), [other.name, move.name, note.name])

    def test_credit_note_does_not_wait_for_an_invoice_that_is_edited(self):
        move = self.invoice()
        note = move._reverse_moves([{"invoice_date": move.invoice_date}])
        note.action_post()
        self.env["ledger.export"]._enqueue(move)
        move.button_draft()
        self.assertEqual(self.export(note).state, "done")

    def test_credit_note_does_not_wait_for_a_refused_invoice(self):
        move = self.invoice()
        note = move._reverse_moves([{"invoice_date": move.invoice_date}])
        note.action_post()
        self.connection.mapping_ids.filtered("tax_id").unlink()
        self.export(move)
        self.assertEqual(move.ledger_state, "rejected")
        self.map_all()
        self.assertEqual(self.export(note).state, "done")

    def test_withdrawn_export_is_not_sent(self):
        move = self.invoice()
        row = self.env["ledger.export"]._enqueue(move)
        row.action_withdraw()
        self.work()
        self.assertFalse(self.books.entries)
        self.assertEqual(move.ledger_state, "not_exported")
