from datetime import date
from decimal import Decimal

from odoo.tests import tagged

from odoo.addons.connector_base.models.composing.choices import Choices
from odoo.addons.connector_base.models.composing.composer import Composer
from odoo.addons.connector_base.models.mapping.rules import Rules

from .common import LedgerCase


@tagged("post_install", "-at_install")
class TestBaseComposer(LedgerCase):
    """From the journal items to the document: to the cent."""

    def compose(self, move, **choices):
        self.export(self.invoice(partner=move.partner_id))
        composer = Composer(move, Rules.of(self.connection), Choices(**choices))
        return composer.document, composer.problems

    def document(self, move, **choices):
        document, problems = self.compose(move, **choices)
        self.assertFalse(problems)
        return document

    def assert_equals_odoo(self, move, document):
        """Per VAT code and in total, what Odoo posted."""
        for tax in move.line_ids.tax_line_id:
            posted = sum(
                move.line_ids.filtered(
                    lambda li, tax=tax: li.tax_line_id == tax
                ).mapped("balance")
            )
            code = {
                self.tax_high: "VH",
                self.tax_low: "VL",
                self.tax_zero: "VN",
            }[tax]
            mine = sum(
                line.vat_balance for line in document.lines if line.vat.code == code
            )
            self.assertEqual(mine, Decimal(str(round(posted, 2))))
        self.assertEqual(
            document.total, Decimal(str(round(move.amount_total_signed, 2)))
        )

    def test_vat_of_many_small_lines_adds_up_to_odoos_vat(self):
        """Rounded per line these would be cents away from the posted tax."""
        lines = [(0.33, self.tax_high)] * 7 + [(0.05, self.tax_low)] * 9
        move = self.invoice(*lines)
        self.assert_equals_odoo(move, self.document(move))

    def test_credit_note_has_the_opposite_signs(self):
        move = self.invoice((50.0, self.tax_high), move_type="out_refund")
        document = self.document(move)
        self.assertEqual(document.total, Decimal("-60.50"))
        self.assertEqual(document.lines[0].amount, Decimal("50.00"))
        self.assertEqual(document.lines[0].vat_amount, Decimal("10.50"))

    def test_discount_and_negative_line_keep_their_vat(self):
        move = self.invoice(
            (200.0, self.tax_high), (-30.0, self.tax_high), (10.0, self.tax_zero)
        )
        document = self.document(move)
        self.assertEqual(document.lines[1].vat_amount, Decimal("6.30"))
        self.assert_equals_odoo(move, document)

    def test_line_without_tax_has_no_vat_code(self):
        document = self.document(self.invoice((10.0, None)))
        self.assertIsNone(document.lines[0].vat)

    def test_manual_change_of_the_tax_amount_is_followed(self):
        move = self.invoice((33.33, self.tax_high), (66.66, self.tax_high))
        move.button_draft()
        tax_line = move.line_ids.filtered("tax_line_id")
        term = move.line_ids.filtered(lambda li: li.display_type == "payment_term")
        move.write(
            {
                "line_ids": [
                    (
                        1,
                        tax_line.id,
                        {"amount_currency": tax_line.amount_currency - 0.01},
                    ),
                    (1, term.id, {"amount_currency": term.amount_currency + 0.01}),
                ]
            }
        )
        move.action_post()
        self.assert_equals_odoo(move, self.document(move))

    def test_instalments_are_all_there(self):
        move = self.invoice(
            (100.0, self.tax_high), invoice_payment_term_id=self.pay_terms_b.id
        )
        document = self.document(move)
        self.assertEqual(
            [due.amount for due in document.dues], [Decimal("36.30"), Decimal("84.70")]
        )

    def test_header_comes_from_the_invoice(self):
        move = self.invoice()
        self.connection.final = "final"
        document = self.document(move)
        self.assertEqual(document.date, date(2026, 3, 10))
        self.assertEqual(document.currency, "EUR")
        self.assertTrue(document.final)
        self.assertEqual(document.key.journal, "VRK")

    def problem_codes(self, move, **choices):
        _document, problems = self.compose(move, **choices)
        return {problem.code for problem in problems}

    def test_unmapped_account_is_refused_and_named(self):
        self.connection.mapping_ids.filtered("account_id").unlink()
        move = self.invoice()
        row = self.export(move)
        self.assertEqual(row.error_code, "unmapped_account")
        account = self.company_data["default_account_revenue"]
        self.assertIn(account.display_name, move.ledger_message)

    def test_unmapped_vat_and_journal_are_told_together(self):
        self.export(self.invoice())
        self.connection.mapping_ids.filtered(lambda m: m.kind != "account").unlink()
        row = self.export(self.invoice())
        self.assertEqual(
            {problem["code"] for problem in row.problems},
            {"unmapped_vat", "unmapped_journal"},
        )

    def test_suggestion_is_not_used_before_it_is_accepted(self):
        rules = self.connection.mapping_ids.filtered("tax_id")
        rules.suggested = True
        row = self.export(self.invoice())
        self.assertEqual(row.error_code, "unmapped_vat")

    def test_default_account_serves_what_is_not_mapped(self):
        self.connection.mapping_ids.filtered("account_id").unlink()
        item = self.connection.item_ids.filtered(lambda i: i.code == "8100")
        self.connection.account_item_id = item
        document = self.document(self.invoice())
        self.assertEqual(document.lines[0].account.code, "8100")

    def test_closed_item_is_refused_before_sending(self):
        move = self.invoice()
        item = self.connection.item_ids.filtered(lambda i: i.code == "VH")
        item.sudo().active = False
        row = self.export(move)
        self.assertEqual(row.error_code, "item_closed")

    def test_two_taxes_on_a_line_are_refused(self):
        move = self.invoice((10.0, self.tax_high | self.tax_low))
        self.assertEqual(self.problem_codes(move), {"several_taxes"})

    def test_early_date_is_refused(self):
        early = self.invoice(invoice_date="2025-12-31")
        self.assertEqual(self.problem_codes(early), {"before_start"})

    def test_choice_of_the_accountant_goes_before_the_rules(self):
        items = {item.code: item for item in self.connection.item_ids}
        document = self.document(
            self.invoice((10.0, self.tax_high), (20.0, self.tax_low)),
            account=items["8100"],
            vat=items["VN"],
            final="final",
        )
        self.assertEqual({line.account.code for line in document.lines}, {"8100"})
        self.assertEqual({line.vat.code for line in document.lines}, {"VN"})
        self.assertTrue(document.final)
