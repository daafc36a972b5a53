from odoo.exceptions import UserError
from odoo.tests import Form, tagged

from .common import LedgerCase


@tagged("post_install", "-at_install")
class TestBaseWizard(LedgerCase):
    """The dialog: pre-filled, its choices kept, its warnings true."""

    def dialog(self, moves):
        action = moves.action_ledger_export()
        return Form(self.env[action["res_model"]].with_context(**action["context"]))

    def test_dialog_is_filled_in_by_the_rules(self):
        self.export(self.invoice())
        dialog = self.dialog(self.invoice())
        self.assertEqual(dialog.journal_item_id.code, "VRK")
        self.assertEqual(dialog.vat_item_id.code, "VH")
        self.assertEqual(dialog.account_item_id.code, "8000")
        self.assertEqual(dialog.relation_item_id.name, self.partner_a.name)
        self.assertEqual(dialog.final, "draft")
        self.assertFalse(dialog.problems)

    def test_mixed_rates_leave_the_vat_code_to_the_lines(self):
        move = self.invoice((1.0, self.tax_high), (1.0, self.tax_low))
        dialog = self.dialog(move)
        self.assertFalse(dialog.vat_item_id)
        dialog.save().action_export()
        self.work()
        codes = {
            line.vat.code
            for entry in self.books.entries.values()
            for line in entry.document.lines
        }
        self.assertEqual(codes, {"VH", "VL"})

    def test_choices_are_sent_and_the_customer_remembered(self):
        self.export(self.invoice())
        customer = self.connection.item_ids.filtered(lambda i: i.kind == "customer")
        move = self.invoice(partner=self.partner_b)
        dialog = self.dialog(move)
        dialog.relation_item_id = customer
        dialog.final = "final"
        dialog.save().action_export()
        self.work()
        document = next(
            e.document
            for e in self.books.entries.values()
            if e.document.key.number == move.name
        )
        self.assertEqual(document.relation.code, customer.code)
        self.assertTrue(document.final)
        relation = self.env["ledger.relation"]._find(self.connection, move)
        self.assertEqual(relation.item_id, customer)

    def test_draft_is_posted_and_exported(self):
        move = self.invoice()
        draft = move.copy({"invoice_date": "2026-03-11"})
        dialog = self.dialog(draft)
        self.assertTrue(dialog.has_draft)
        dialog.save().action_export()
        self.work()
        self.assertEqual((draft.state, draft.ledger_state), ("posted", "done"))

    def test_problems_are_grouped_by_cause_before_sending(self):
        self.connection.mapping_ids.filtered("tax_id").unlink()
        dialog = self.dialog(self.invoice() | self.invoice())
        self.assertIn("2 ×", dialog.problems)

    def test_exported_selection_is_refused_politely(self):
        move = self.invoice()
        self.export(move)
        with self.assertRaisesRegex(UserError, "already"):
            self.dialog(move).save().action_export()

    def test_choice_of_a_refused_one_is_still_there(self):
        self.books.closed = True
        move, other = self.invoice(), self.invoice()
        self.export(move, final="final")
        self.export(other)
        self.assertEqual((move | other).mapped("ledger_state"), ["rejected"] * 2)
        self.books.closed = False
        for one, final in ((move, "final"), (other, "draft")):
            dialog = self.dialog(one)
            self.assertEqual(dialog.final, final)
            dialog.save().action_export()
        self.work()
        rows = (move | other).ledger_export_id
        self.assertEqual(rows.mapped("ledger_final"), [True, False])

    def test_without_its_right_there_nothing_is_posted_either(self):
        draft = self.invoice().copy({"invoice_date": "2026-03-11"})
        self.connection.sudo().write(
            {"state": "reauthorise", "problem_code": "administration_denied"}
        )
        dialog = self.dialog(draft).save()
        with self.assertRaisesRegex(UserError, "no access to"):
            dialog.action_export()
        self.assertEqual((draft.state, draft.ledger_export_ids.ids), ("draft", []))

    def test_without_a_connection_the_way_to_one_is_told(self):
        move = self.invoice()
        self.connection.active = False
        with self.assertRaisesRegex(UserError, "settings"):
            move.action_ledger_export()
