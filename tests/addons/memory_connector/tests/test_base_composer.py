from datetime import date
from decimal import Decimal

from freezegun import freeze_time

from odoo.tests import tagged

from odoo.addons.connector_base.ledger.values import Item, ItemKind, Ref
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
        self.assertEqual(document.description, move.name)

    # Period

    def periods(self, *ends):
        """Those of a year, each with its last day; the first of them is closed."""
        self.books.items += [
            Item(
                kind=ItemKind.PERIOD,
                ref=Ref(code=f"2026/{number:02}"),
                name=f"Period {number}",
                attributes={"open": number > 1, "end": end},
            )
            for number, end in enumerate(ends, 1)
        ]
        self.refresh()

    def late(self, **values):
        """Dated in March, which was filed when it was posted."""
        self.company.tax_lock_date = "2026-03-31"
        with freeze_time("2026-04-20"):
            move = self.invoice(**values)
        self.assertEqual(str(move.date), "2026-04-20")
        return move

    def test_invoice_that_odoo_moved_is_in_the_period_of_its_accounting_date(self):
        self.periods("2026-03-31", "2026-05-31", "2026-12-31")
        in_time, late = self.invoice(), self.late()
        self.assertEqual(self.document(in_time).period, "")
        document = self.document(late)
        self.assertEqual((document.period, document.date.month), ("2026/02", 3))
        chosen = self.connection.item_ids.filtered(lambda i: i.code == "2026/03")
        self.assertEqual(self.document(late, period=chosen).period, "2026/03")
        note = self.late(move_type="out_refund")
        self.assertEqual(self.document(note).period, "2026/02")

    def test_invoice_that_odoo_moved_within_a_period_of_the_ledger(self):
        self.periods("2026-02-28", "2026-05-31", "2026-12-31")
        self.assertEqual(self.document(self.late()).period, "")

    def test_closed_period_is_foreseen_where_the_invoice_will_be(self):
        self.periods("2026-03-31", "2026-05-31", "2026-12-31")
        self.assertIn("period", self.invoice().ledger_forecast)
        self.assertFalse(self.late().ledger_forecast)

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
