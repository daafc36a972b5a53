from dataclasses import replace
from decimal import Decimal

from odoo.exceptions import UserError
from odoo.tests import Form, tagged
from odoo.tools import mute_logger

from odoo.addons.connector_base.ledger.errors import InDoubt, Unavailable
from odoo.addons.connector_base.models.export.ledger_document_link import PATH

from .common import LedgerCase, needs

SENDER = "odoo.addons.connector_base.models.export.ledger_sender"


@tagged("post_install", "-at_install")
class TestBaseCorrections(LedgerCase):
    """After the export: changed here, changed there, corrected."""

    def change(self, move, price=150.0):
        """Somebody corrects the posted invoice."""
        move.button_draft()
        with Form(move) as form, form.invoice_line_ids.edit(0) as line:
            line.price_unit = price
        move.action_post()

    def exported(self, final=False, **values):
        move = self.invoice(**values)
        row = self.export(move, final="final" if final else "draft")
        self.assertEqual(row.state, "done", row.message)
        return move, row

    def correct(self, move, reason="Wrong price", **values):
        action = move.action_ledger_correct()
        wizard = (
            self.env["ledger.correction.wizard"]
            .with_context(**action["context"])
            .create({"reason": reason, **values})
        )
        wizard.action_correct()
        self.work()
        return wizard

    def fail_once(self, error, duty, when="after"):
        def fault(called, moment):
            if (called, moment) == (duty, when):
                self.books.fault = None
                raise error

        self.books.fault = fault

    def entry(self, row):
        return self.books.entries[row.ledger_id]

    # Changed since export

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

    def test_analytic_and_reference_count_too(self):
        move, row = self.exported()
        move.payment_reference = "RF18 5390"
        self.assertIn("Payment reference", row.changes_text)

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

    # Draft entries

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
        self.fail_once(InDoubt("no_answer"), "amend")
        self.correct(move)
        self.assertEqual(row.state, "waiting")
        self.due_now(row)
        self.work()
        self.assertEqual(row.state, "done")
        self.assertEqual(self.books.calls.count("amend"), 2)

    @needs("remove")
    def test_draft_entry_of_a_cancelled_invoice_is_removed(self):
        move, row = self.exported()
        move.button_draft()
        self.assertTrue(row.changed)
        self.assertEqual(move.ledger_remedy, "remove")
        self.correct(move, "Never delivered")
        self.assertEqual(row.state, "removed")
        self.assertFalse(self.books.entries)
        self.assertEqual(self.books.reasons, ["Never delivered"])

    @needs("entries draft")
    def test_entry_made_final_meanwhile_is_not_changed(self):
        move, row = self.exported()
        self.change(move)
        entry = self.entry(row)
        entry.booked = replace(entry.booked, final=True)
        self.correct(move)
        self.assertEqual((row.state, row.error_code), ("rejected", "not_draft"))
        row.action_withdraw()
        self.assertEqual(row.state, "done")

    @needs("entries draft")
    def test_making_final_in_bulk(self):
        (one, row), (two, other) = self.exported(), self.exported()
        self.assertTrue(one.ledger_is_draft)
        self.assertIn(f"not payable in {self.label}", one.ledger_warnings)
        self.assertEqual(self.connection.draft_count, 2)
        (one | two).action_ledger_finalise()
        self.work()
        self.assertTrue(row.ledger_final and other.ledger_final)
        self.assertFalse(one.ledger_is_draft)
        self.assertEqual(self.connection.draft_count, 0)
        self.assertTrue(self.entry(row).booked.final)

    @needs("entries draft")
    @mute_logger(SENDER)
    def test_lost_answer_to_making_final_is_recognised(self):
        move, row = self.exported()
        self.fail_once(InDoubt("no_answer"), "amend")
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

    # Final entries

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
        self.fail_once(InDoubt("no_answer"), "post")
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
            self.fail_once(InDoubt("no_answer"), "post")
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
        self.fail_once(Unavailable("unreachable"), "match", "before")
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

    # What happened there

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

    # The link to the PDF

    def test_link_opens_the_pdf_without_a_log_in(self):
        move, row = self.exported()
        key = self.entry(row).document.link
        self.assertLessEqual(len(key), 40)
        links = self.env["ledger.document.link"]
        self.assertEqual(links._get_row(key).move_id, move)
        files = self.env["ledger.files"]._of(move)
        name, _type, content = next(files)
        self.assertTrue(name.endswith(".pdf"))
        self.assertTrue(content)

    def test_link_is_signed_ends_and_can_be_revoked(self):
        move, row = self.exported()
        links = self.env["ledger.document.link"]
        key = links._get_key(row)
        number, last, signature = key.split("-")
        self.assertFalse(links._get_row(f"{number}-{last}-{'0' * 20}").move_id)
        later = f"{int(last, 16) + 1:x}"
        self.assertFalse(links._get_row(f"{number}-{later}-{signature}").move_id)
        for garbage in ("", "a-b", "x-1-2", "1-2-3-4", f"999999-{last}-{signature}"):
            self.assertFalse(links._get_row(garbage).move_id)
        row.action_revoke_link()
        self.assertFalse(links._get_row(key).move_id)
        row.link_revoked = False
        self.assertTrue(links._get_row(key).move_id)
        self.connection.action_revoke_links()
        self.assertFalse(links._get_row(key).move_id)
        self.assertTrue(links._get_row(links._get_key(row)))
        self.connection.pdf_days = 1
        row.flush_recordset()
        self.env.cr.execute(
            "UPDATE ledger_export SET create_date = create_date - interval '9 days' "
            "WHERE id = %s",
            [row.id],
        )
        row.invalidate_recordset()
        self.assertFalse(links._get_row(links._get_key(row)))
        self.connection.pdf_days = 0
        self.assertEqual(links._get_key(row), "")
        self.assertEqual(PATH, "/ledger/document")


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
