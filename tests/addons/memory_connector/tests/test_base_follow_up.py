import base64
from dataclasses import replace
from unittest.mock import patch

from psycopg2.errors import SerializationFailure

from odoo import fields
from odoo.tests import tagged
from odoo.tools import mute_logger

from odoo.addons.connector_base.ledger.errors import Unavailable
from odoo.addons.connector_base.ledger.values import Item, ItemKind, Ref
from odoo.addons.connector_base.models.connection.ledger_run import Turn

from .common import LedgerCase


@tagged("post_install", "-at_install")
class TestBaseFollowUp(LedgerCase):
    """What follows once an entry stands: its PDF, its number, its end."""

    def setUp(self):
        super().setUp()
        self.connection.attach_pdf = True

    def entry(self):
        (entry,) = self.books.entries.values()
        return entry

    def test_pdf_is_laid_beside_the_entry(self):
        move = self.invoice()
        self.export(move)
        ((name, content),) = self.entry().files.items()
        self.assertEqual(name, f"{move.name.replace('/', '_')}.pdf")
        self.assertTrue(content)

    def test_no_pdf_where_none_is_wanted(self):
        self.connection.attach_pdf = False
        self.export(self.invoice())
        self.assertFalse(self.entry().files)

    def test_pdf_comes_later_when_the_ledger_is_away(self):
        def fault(duty, moment):
            if duty == "attach":
                raise Unavailable("unreachable")

        move = self.invoice()
        self.books.fault = fault
        self.export(move)
        self.assertEqual(move.ledger_state, "done")
        self.assertFalse(self.entry().files)
        row = move.ledger_export_id.sudo()
        self.assertIn(row.next_try, self.planned())
        self.books.fault = None
        self.due_now(row)
        self.work()
        self.assertTrue(self.entry().files)
        self.assertEqual(self.books.calls.count("post"), 1)

    def test_making_final_leaves_out_no_pdf(self):
        self.raise_once(Unavailable("unreachable"), "attach")
        move = self.invoice()
        row = self.export(move, final="draft")
        self.assertEqual((row.todo, row.is_draft_entry), ("attach", True))
        move.action_ledger_finalise()
        self.due_now(row)
        for _run in range(2):
            self.work()
        self.assertTrue(self.entry().files)
        self.assertEqual((row.ledger_final, row.todo), (True, False))

    @mute_logger("odoo.addons.connector_base.models.export.ledger_follow_up")
    def test_invoice_that_can_not_be_printed_holds_up_no_other(self):
        moves = self.invoice() | self.invoice()
        moves[1].invoice_pdf_report_file = base64.b64encode(b"%PDF-1.4")
        self.env.ref("account.account_invoices").report_name = "no.such.report"
        self.export(moves)
        first, second = moves.ledger_export_id
        self.assertEqual((first.state, first.todo), ("done", False))
        self.assertIn("add it there", first.warnings)
        files = [entry.files for entry in self.books.entries.values()]
        self.assertEqual([len(some) for some in files], [0, 1])
        self.assertFalse(second.warnings)

    def test_another_writer_holds_up_no_pdf(self):
        model, left = type(self.env["ledger.files"]), [1]
        files = model._of

        def met(service, move):
            if left:
                left.pop()
                raise SerializationFailure
            return files(service, move)

        with patch.object(model, "_of", met):
            row = self.export(self.invoice())
            self.due_now(row)
            self.work()
        self.assertEqual((row.todo, row.warnings), (False, False))
        self.assertTrue(self.entry().files)
        self.assertEqual(self.books.calls.count("post"), 1)

    def planned(self):
        """When the cron will run."""
        cron = self.env.ref("connector_base.ir_cron_export")
        triggers = self.env["ir.cron.trigger"].search([("cron_id", "=", cron.id)])
        return triggers.mapped("call_at")

    def test_pdf_on_its_way_is_not_sent_by_another_worker(self):
        """Who finds it after the death of its sender."""
        seen = []

        def fault(duty, moment):
            if duty == "attach":
                seen.append(self.env["ledger.worker"]._get_todo(self.connection))

        self.books.fault = fault
        self.export(self.invoice())
        self.assertTrue(self.entry().files)
        self.assertTrue(seen)
        self.assertFalse(any(seen))

    def test_pdfs_left_when_the_time_is_over_come_with_the_next_run(self):
        move = self.invoice()
        self.export(move)
        row = move.ledger_export_id.sudo()
        row.write({"todo": "attach", "next_try": fields.Datetime.now()})
        self.env["ir.cron.trigger"].search([]).unlink()
        over = Turn(guard=None, deadline=0)
        self.env["ledger.worker"]._follow_up(self.run_of("export"), None, over)
        self.assertEqual(row.todo, "attach")
        self.assertTrue(self.planned())

    def test_refused_pdf_is_told(self):
        self.books.full = True
        move = self.invoice()
        self.export(move)
        self.assertEqual(move.ledger_state, "done")
        self.assertIn("no room", move.ledger_export_id.warnings)
        self.assertFalse(move.ledger_export_id.todo)

    def test_invoice_takes_the_number_of_the_ledger(self):
        self.books.traits = {"own_numbers": True}
        self.connection.numbering = "take"
        move = self.invoice()
        self.export(move)
        self.assertEqual(move.name, self.entry().booked.number)
        self.env["ledger.correction"]._check_changed(move.ledger_export_id.sudo())
        self.assertFalse(move.ledger_export_id.changed)

    def test_invoice_keeps_its_number_else(self):
        move = self.invoice()
        before = move.name
        self.export(move)
        self.assertEqual(move.name, before)

    def test_payment_condition_goes_along_where_the_term_is_mapped(self):
        self.books.items.append(
            Item(
                kind=ItemKind.CONDITION,
                ref=Ref(code="30"),
                name="Net in a month",
                attributes={"days": 30},
            )
        )
        self.refresh()
        self.env["ledger.suggestion"]._suggest(self.connection)
        rule = self.connection.mapping_ids.filtered("payment_term_id")
        term = self.env.ref("account.account_payment_term_30days")
        self.assertEqual((rule.payment_term_id, rule.item_id.code), (term, "30"))
        move = self.invoice()
        self.export(move)
        self.assertIsNone(self.entry().document.condition)
        rule.action_accept()
        other = self.invoice(invoice_payment_term_id=term.id)
        self.export(other)
        entry = list(self.books.entries.values())[-1]
        self.assertEqual(entry.document.condition.code, "30")

    def test_deletion_is_known_by_the_other_id(self):
        move = self.invoice()
        self.export(move)
        self.import_payments()
        memo = move.ledger_export_id.ledger_memo
        self.assertEqual(memo, f"line-{move.ledger_export_id.ledger_id}")
        # Nor does who says nothing of it make it unknown.
        self.entry().booked = replace(self.entry().booked, memo="")
        self.books.settle(move.name, "BNK/1", 1)
        self.import_payments()
        self.assertEqual(move.ledger_export_id.allocation_ids.amount, 1)
        self.books.entries.clear()
        self.books.deleted.append(memo)
        self.import_payments()
        self.assertTrue(move.ledger_export_id.ledger_gone)

    def test_doubtful_settlement_is_asked_for(self):
        move = self.invoice()
        self.export(move)
        self.entry().certain = False
        self.books.settle(move.name, "20/1 or 20/2", self.entry().document.total)
        told = move.message_ids
        self.import_payments()
        row = move.ledger_export_id.allocation_ids
        self.assertEqual((row.state, row.reason), ("conflict", "settlement_doubtful"))
        # The invoice's own history is for what a colleague would not see elsewhere.
        self.assertEqual(move.message_ids, told)
        self.assertIn("20/1 or 20/2", row.message)
        self.assertEqual(move.payment_state, "not_paid")
        row.action_accept()
        self.import_payments()
        self.assertEqual(move.payment_state, "paid")

    def test_opposite_entry_is_matched_by_hand_where_the_ledger_cannot(self):
        self.books.lacks = ("match", "attach")
        row = self.env["ledger.export"].new(
            {"connection_id": self.connection.id, "ledger_id": "VRK/1"}
        )
        self.env["ledger.follow.up"]._leave_to_do(row, "match")
        self.assertFalse(row.todo)
        self.assertIn("Match them there", row.warnings)
        self.env["ledger.follow.up"]._leave_to_do(row, "attach")
        self.assertEqual(len(row.warnings.splitlines()), 1)
        self.env["ledger.follow.up"]._warn(row, "attach_refused", "no room")
        first, second = row.warnings.splitlines()
        self.assertIn("no room", second)

    def test_entry_that_is_not_final_says_that_it_can_not_be_paid(self):
        draft, final, move = self.invoice(), self.invoice(), self.invoice()
        self.export(draft, final="draft")
        self.export(final, final="final")
        self.assertEqual((draft | final).mapped("ledger_is_draft"), [True, False])
        self.assertIn("not payable in", draft.ledger_warnings)
        self.assertFalse(final.ledger_warnings)
        self.books.traits = {"entries": "open"}
        self.export(move)
        self.assertFalse(move.ledger_export_id.ledger_final)
        self.assertFalse(move.ledger_export_id.is_draft_entry)
        self.assertFalse(move.ledger_warnings)
        self.assertFalse(self.connection.can_draft)

    def test_update_or_a_new_entry(self):
        move = self.invoice()
        self.export(move)
        move.button_draft()
        move.invoice_line_ids[:1].price_unit += 10
        move.action_post()
        row = move.ledger_export_id.sudo()
        self.env["ledger.correction"]._check_changed(row)
        self.assertEqual(move.ledger_remedy, "amend")
        wizard = self.env["ledger.correction.wizard"].create(
            {"export_id": row.id, "reason": "price", "anew": True}
        )
        wizard.action_correct()
        self.work()
        self.work()
        self.assertEqual(row.state, "removed")
        self.assertEqual(self.books.calls.count("amend"), 0)
        self.assertEqual(float(self.entry().document.total), move.amount_total)
