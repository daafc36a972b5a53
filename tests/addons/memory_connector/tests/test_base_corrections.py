import json
from contextlib import suppress
from dataclasses import replace
from decimal import Decimal

from odoo.exceptions import UserError
from odoo.tests import tagged
from odoo.tools import mute_logger

from odoo.addons.connector_base.ledger.errors import InDoubt, Unavailable
from odoo.addons.connector_base.tests.cases import SENDER

from .common import Killed, needs
from .corrected_case import CorrectedCase


@tagged("post_install", "-at_install")
class TestBaseCorrections(CorrectedCase):
    """After the export: changed here or there; drafts are changed in place."""

    def test_change_is_shown_line_by_line(self):
        move, row = self.exported()
        self.assertFalse(row.changed)
        self.change(move)
        self.assertTrue(row.changed)
        self.assertIn("Line 1 · Net: -100.00 → -150.00", row.changes_text)
        self.assertIn("Total: 121.00 → 181.50", row.changes_text)
        self.assertTrue(move.ledger_changed)
        self.assertIn("Changed here", move.ledger_warnings)
        found = self.env["account.move"].search([("ledger_changed", "=", True)])
        self.assertEqual(found, move)
        self.assertEqual(self.connection.changed_count, 1)

    def test_changed_back_is_not_changed(self):
        move, row = self.exported()
        self.change(move)
        self.change(move, 100.0)
        self.assertFalse(row.changed)
        self.assertFalse(move.ledger_remedy)

    def test_line_of_a_posted_invoice_is_changed_in_a_list(self):
        move, row = self.exported()
        line = move.invoice_line_ids
        before = line.name
        for name in ("Other words", before):
            line.write({"name": name})
            self.assertEqual(row.changed, name != before)

    def test_of_what_can_not_be_composed_any_more_the_total_is_compared(self):
        move, row = self.exported()
        self.connection.mapping_ids.filtered("tax_id").unlink()
        self.env["ledger.correction"]._check_changed(row)
        self.assertFalse(row.changed)
        self.change(move)
        self.assertEqual(row.changes_text, "Total: 121.00 → 181.50")

    def test_analytic_and_reference_count_too(self):
        move, row = self.exported()
        move.payment_reference = "RF18 5390"
        self.assertIn("Payment reference", row.changes_text)

    def test_what_can_not_be_composed_now_is_told_by_its_total(self):
        (move, row), (other, its) = self.exported(), self.exported()
        self.connection.mapping_ids.filtered("tax_id").unlink()
        self.change(move)
        self.change(other, 100.0)
        self.assertEqual(row.changes_text, "Total: 121.00 → 181.50")
        self.assertFalse(its.changed or its.changes_text)

    def test_nothing_to_correct_is_told(self):
        _move, row = self.exported()
        wizard = self.env["ledger.correction.wizard"].create(
            {"export_id": row.id, "reason": "None"}
        )
        self.assertEqual((wizard.remedy, wizard.hindrance), ("none", False))
        with self.assertRaisesRegex(UserError, "nothing to correct"):
            wizard.action_correct()
        with self.assertRaisesRegex(UserError, "is exported already"):
            row.action_withdraw()
        self.assertEqual((row.state, row.mode), ("done", "book"))

    def test_no_draft_while_it_is_being_sent(self):
        move = self.invoice()
        row = self.env["ledger.export"]._enqueue(move)
        move.button_draft()
        move.action_post()
        for state in ("sending", "in_doubt"):
            row.state = state
            with self.assertRaisesRegex(UserError, "is being sent"):
                move.button_draft()
            with self.assertRaisesRegex(UserError, "is being sent"):
                move.button_cancel()
            with self.assertRaisesRegex(UserError, "is being sent"):
                row.action_withdraw()
            self.assertEqual(row.state, state)

    def test_draft_waits_until_it_is_posted_again(self):
        move = self.invoice()
        row = self.env["ledger.export"]._enqueue(move)
        move.button_draft()
        self.work()
        self.assertEqual(row.state, "waiting")
        move.action_post()
        self.work()
        self.assertEqual(row.state, "done")

    def test_booked_invoice_is_not_deleted(self):
        move, _row = self.exported()
        move.button_draft()
        with self.assertRaisesRegex(UserError, f"is booked in {self.label}"):
            move.with_context(force_delete=True).unlink()

    def test_invoice_that_never_went_out_can_be_deleted(self):
        move = self.invoice()
        self.env["ledger.export"]._enqueue(move)
        move.button_draft()
        move.with_context(force_delete=True).unlink()
        self.assertFalse(move.exists())

    @needs("amend")
    def test_draft_entry_is_changed_in_place(self):
        move, row = self.exported()
        number = row.ledger_number
        self.change(move)
        self.assertEqual(move.ledger_remedy, "amend")
        self.correct(move)
        self.assertEqual((row.state, row.ledger_number), ("done", number))
        self.assertEqual(self.entry(row).document.total, Decimal("181.50"))
        self.assertEqual(len(self.books.entries), 1)
        self.assertFalse(row.changed)
        self.assertEqual(row.reason, "Wrong price")
        self.assertIn("Wrong price", move.message_ids[0].body)

    @needs("amend")
    def test_lost_answer_to_a_change_is_repeated(self):
        move, row = self.exported()
        self.change(move)
        self.raise_once(InDoubt("no_answer"), "amend", "after")
        self.correct(move)
        self.assertEqual(row.state, "waiting")
        self.due_now(row)
        self.work()
        self.assertEqual(row.state, "done")
        self.assertEqual(self.books.calls.count("amend"), 2)

    @needs("amend")
    def test_nothing_is_corrected_where_nobody_is_logged_in(self):
        move, row = self.exported()
        self.change(move)
        self.connection.sudo().state = "reauthorise"
        with self.assertRaisesRegex(UserError, "is not connected"):
            self.correct(move)
        self.assertEqual(row.state, "done")

    @needs("amend")
    def test_worker_that_dies_while_changing_has_said_what_it_began(self):
        move, row = self.exported()
        self.change(move)
        self.raise_once(Unavailable("unreachable"), "amend")
        self.correct(move)
        self.due_now(row)
        before = row.attempts
        self.raise_once(Killed(), "amend", "after")
        self.env.flush_all()
        # Odoo's own assertRaises would undo what was stored.
        with suppress(Killed), self.registry.cursor() as cr:
            self.run_of("export").with_env(self.env(cr=cr)).sudo()._go(float("inf"))
        self.env.invalidate_all()
        self.assertEqual((row.state, row.attempts), ("sending", before + 1))
        self.run_of("export").sudo().next_at = False
        self.work()
        self.assertEqual((row.state, row.error_code), ("waiting", "ledger_down"))
        self.due_now(row)
        self.work()
        self.assertEqual(row.state, "done")
        self.assertEqual(self.books.calls.count("amend"), 3)

    @needs("amend", "remove")
    def test_ledger_that_is_down_while_changing_is_no_refusal(self):
        for number, duty in enumerate(("amend", "remove"), 1):
            move, row = self.exported()
            if duty == "amend":
                self.change(move)
            else:
                move.button_draft()
            self.raise_once(Unavailable("unreachable"), duty)
            self.correct(move)
            self.assertEqual((row.state, row.error_code), ("waiting", "unreachable"))
            self.assertIn("nothing is lost", self.connection.problem)
            self.assertFalse(move.ledger_remedy, "it is on its way")
            self.due_now(row)
            self.raise_once(Unavailable("unreachable"), duty)
            self.assertEqual(self.refreshed_by(self.work), {move.id})
            self.due_now(row)
            self.work()
            self.assertFalse(self.connection.problem)
            done = {"amend": "done", "remove": "removed"}[duty]
            self.assertEqual((row.state, row.error_code), (done, False))
            self.assertEqual(self.books.calls.count(duty), 3)
            self.assertEqual(self.books.calls.count("post"), number)

    def refreshed_by(self, act):
        """The invoices whose screens show themselves anew."""
        bus = self.env["bus.bus"].sudo()
        self.env.cr.precommit.run()
        last = max(bus.search([]).ids, default=0)
        act()
        self.env.cr.precommit.run()
        news = bus.search([("id", ">", last)]).mapped("message")
        return {
            id_
            for one in map(json.loads, news)
            if one["type"] == "ledger_export"
            for id_ in one["payload"]["move_ids"]
        }

    @needs("remove", "entries draft")
    def test_entry_made_final_meanwhile_is_not_removed(self):
        (move, row), (other, its) = self.exported(), self.exported()
        entry = self.entry(row)
        entry.booked = replace(entry.booked, final=True)
        for one in (move, other):
            one.button_draft()
            self.correct(one)
        self.assertEqual((row.state, row.error_code), ("rejected", "not_draft"))
        self.assertEqual((its.state, len(self.books.entries)), ("removed", 1))
        row.action_withdraw()
        self.assertEqual((row.state, row.mode), ("done", "book"))

    @needs("remove")
    def test_draft_entry_of_a_cancelled_invoice_is_removed(self):
        move, row = self.exported()
        move.button_draft()
        self.assertTrue(row.changed)
        self.assertEqual(row.changes_text, "The invoice is not posted any more")
        self.assertEqual(move.ledger_remedy, "remove")
        self.correct(move, "Never delivered")
        self.assertEqual(row.state, "removed")
        self.assertFalse(self.books.entries)
        self.assertEqual(self.books.reasons, ["Never delivered"])

    @needs("entries draft")
    def test_entry_made_final_meanwhile_is_not_changed(self):
        move, row = self.exported()
        self.change(move)
        named, other = self.exported()
        named.button_draft()
        named.invoice_line_ids.name = "Another name, the same amount"
        named.action_post()
        for one in (row, other):
            entry = self.entry(one)
            entry.booked = replace(entry.booked, final=True)
        for one in (move, named):
            self.correct(one)
        for one in (row, other):
            self.assertEqual((one.state, one.error_code), ("rejected", "not_draft"))
        row.action_withdraw()
        self.assertEqual(row.state, "done")

    @needs("entries draft")
    def test_making_final_in_bulk(self):
        (one, row), (two, other) = self.exported(), self.exported()
        self.assertTrue(one.ledger_is_draft)
        self.assertIn(f"not payable in {self.label}", one.ledger_warnings)
        self.assertEqual(self.connection.draft_count, 2)
        notice = (one | two).action_ledger_finalise()["params"]
        self.assertEqual(notice["title"], "Making entries final")
        self.assertEqual(notice["message"], "Entries on their way: 2.")
        # It is no export that waits, and nothing waits for it: what is paid comes in,
        # and a new invoice goes first.
        self.assertEqual({*(row | other).mapped("state")}, {"done"})
        self.assertEqual(self.connection.waiting_count, 0)
        self.env.invalidate_all()
        self.assertIn("being made final", one.ledger_warnings)
        self.assertEqual(self.connection.draft_count, 0)
        self.books.settle(one.name, "BNK/1", 121)
        self.import_payments()
        self.assertEqual(one.payment_state, "paid")
        self.books.calls.clear()
        self.export(self.invoice())
        writes = [call for call in self.books.calls if call in ("post", "amend")]
        self.assertEqual(writes, ["post", "amend", "amend"])
        self.assertTrue(row.ledger_final and other.ledger_final)
        self.assertFalse(row.todo or other.todo or one.ledger_is_draft)
        self.assertTrue(self.entry(row).booked.final)
        self.assertIn("Made final in", one.message_ids[0].body)
        worker, long_ago = self.env["ledger.worker"], row.create_date
        _kind, text = worker._get_report(self.connection, row | other, long_ago)
        self.assertIn("2 made final.", text)

    @needs("entries draft")
    def test_what_is_not_made_final_stays_a_draft_and_says_so(self):
        (_move, row), (changed, other) = self.exported(), self.exported()
        _move, lost = self.exported()
        entry = self.entry(row)
        entry.booked = replace(entry.booked, final=True, total=Decimal("99.00"))
        # Another number there: it is not found any more.
        entry, key = self.entry(lost), self.entry(lost).document.key
        entry.booked = replace(entry.booked, final=True)
        entry.document = replace(entry.document, key=replace(key, number="R/1"))
        self.change(changed)
        (row | other | lost).action_finalise()
        self.work()
        for one in (row, lost):
            self.assertEqual(
                (one.state, one.ledger_final, one.todo), ("done", False, False)
            )
            self.assertTrue(one.is_draft_entry)
            self.assertIn("did not make it final", one.warnings)
        # What was changed here is no part of it.
        self.assertTrue(other.ledger_final and other.changed)
        self.assertEqual(self.entry(other).document.total, Decimal("121.00"))

    @needs("entries draft")
    @mute_logger(SENDER)
    def test_lost_answer_to_making_final_is_recognised(self):
        move, row = self.exported()
        self.raise_once(InDoubt("no_answer"), "amend", "after")
        move.action_ledger_finalise()
        self.work()
        self.due_now(row)
        self.work()
        self.assertEqual((row.state, row.ledger_final), ("done", True))

    @needs("amend")
    @mute_logger(SENDER)
    def test_sender_that_died_while_changing_leaves_no_doubt(self):
        move, row = self.exported()
        self.change(move)
        self.env["ledger.correction"]._correct(row, "amend", "x")
        row.state = "sending"
        self.work()
        self.assertEqual(row.state, "waiting")
        self.due_now(row)
        self.work()
        self.assertEqual(row.state, "done")
        self.assertEqual(len(self.books.entries), 1)

    def test_entry_deleted_there_can_be_booked_again(self):
        move, row = self.exported()
        del self.books.entries[row.ledger_id]
        self.books.deleted.append(row.ledger_id)
        self.import_payments()
        self.assertTrue(row.ledger_gone)
        self.assertIn(f"was deleted in {self.label}", move.ledger_warnings)
        self.assertEqual(move.ledger_remedy, "book")
        self.books.deleted.clear()
        self.correct(move, "Deleted by mistake")
        self.assertEqual(row.state, "removed")
        self.assertEqual(move.ledger_state, "done")
        self.assertEqual(self.numbers(), [move.name])

    @needs("entries draft")
    def test_entry_made_final_or_changed_there_is_seen(self):
        move, row = self.exported()
        entry = self.entry(row)
        entry.booked = replace(entry.booked, final=True, total=Decimal("99.00"))
        self.books.clock += 1
        entry.touched = self.books.clock
        self.import_payments()
        self.assertTrue(row.ledger_final)
        self.assertIn("99.00", move.ledger_warnings)
        self.assertFalse(move.ledger_is_draft)
