from odoo.tests import tagged

from odoo.addons.connector_base.ledger.values import ItemKind

from .mapping_case import MappingCase


@tagged("post_install", "-at_install")
class TestBaseMapping(MappingCase):
    """Suggestions, the cache of master data, and its refresh."""

    def test_vat_is_suggested_by_percentage_and_kind(self):
        suggested = self.suggest()
        self.assertEqual(suggested[self.tax_high], "VH")
        self.assertEqual(suggested[self.tax_low], "VL")

    def test_zero_rates_are_told_apart_by_the_vat_return(self):
        """Export and intra-community sales are 0 % too, but not VN."""
        suggested = self.suggest()
        self.assertEqual(suggested[self.tax_zero], "VN")
        self.assertFalse(suggested[self.chart_tax("btw_X1")])
        self.assertFalse(suggested[self.chart_tax("btw_X0_producten")])

    def test_account_is_suggested_by_equal_code(self):
        account = self.company_data["default_account_revenue"].copy({"code": "8000"})
        self.assertEqual(self.suggest()[account], "8000")

    def test_journal_is_suggested_when_only_one_fits(self):
        journal = self.company_data["default_journal_sale"]
        self.assertEqual(self.suggest()[journal], "VRK")

    def test_journal_of_a_branch_is_mapped_too(self):
        branch = self.env["res.company"].create(
            {
                "name": "Branch",
                "parent_id": self.company.id,
                "country_id": self.company.country_id.id,
            }
        )
        self.env.cr.precommit.run()
        journal = self.env["account.journal"].create(
            {"name": "Shop", "code": "SHP", "type": "sale", "company_id": branch.id}
        )
        self.assertEqual(self.suggest()[journal], "VRK")
        self.connection.journal_ids = journal

    def test_suggestions_are_accepted_on_request(self):
        self.suggest()
        rules = self.connection.mapping_ids
        rules.action_accept()
        self.assertFalse(rules.filtered(lambda r: r.item_id and r.suggested))
        self.assertTrue(
            all(rules.filtered(lambda r: not r.item_id).mapped("suggested"))
        )

    def test_accepted_suggestions_are_all_that_an_invoice_needs(self):
        self.company_data["default_account_revenue"].code = "8000"
        self.suggest()
        move = self.invoice((100.0, self.tax_high), (10.0, self.tax_low))
        self.assertEqual(self.export(move).state, "rejected", "they are only proposed")
        self.connection.mapping_ids.action_accept()
        self.work()
        self.assertEqual(move.ledger_state, "done")
        (entry,) = self.books.entries.values()
        self.assertEqual(entry.document.key.journal, "VRK")
        self.assertEqual(
            [(one.account.code, one.vat.code) for one in entry.document.lines],
            [("8000", "VH"), ("8000", "VL")],
        )

    def test_journal_can_differ_by_kind_of_document(self):
        item = (
            self.env["ledger.item"]
            .sudo()
            .create(
                {
                    "connection_id": self.connection.id,
                    "kind": "journal",
                    "code": "VRKC",
                    "remote_id": "VRKC",
                }
            )
        )
        self.env["ledger.mapping"].create(
            {
                "connection_id": self.connection.id,
                "kind": "journal",
                "journal_id": self.company_data["default_journal_sale"].id,
                "move_type": "out_refund",
                "item_id": item.id,
            }
        )
        invoice = self.invoice()
        credit_note = self.invoice(move_type="out_refund")
        self.export(invoice | credit_note)
        self.assertEqual(
            [e.document.key.journal for e in self.books.entries.values()],
            ["VRK", "VRKC"],
        )

    def test_item_that_is_gone_is_kept_but_inactive(self):
        gone = self.books.items.pop(0)
        self.addCleanup(self.books.items.insert, 0, gone)
        self.refresh()
        item = (
            self.env["ledger.item"]
            .with_context(active_test=False)
            .search(
                [
                    ("connection_id", "=", self.connection.id),
                    ("code", "=", gone.ref.code),
                ]
            )
        )
        self.assertFalse(item.active)

    def test_refresh_that_changes_nothing_writes_nothing(self):
        dates = {item: item.write_date for item in self.connection.item_ids}
        self.refresh()
        self.env.invalidate_all()
        self.assertEqual(
            dates, {item: item.write_date for item in self.connection.item_ids}
        )

    def test_fix_leads_to_the_rule_that_is_missing(self):
        self.connection.mapping_ids.filtered("tax_id").unlink()
        row = self.export(self.invoice())
        action = row.action_fix()
        self.assertEqual(action["res_model"], "ledger.mapping")
        self.assertEqual(action["context"]["default_tax_id"], self.tax_high.id)

    # Nothing to choose from

    def test_empty_list_of_vat_codes_says_why(self):
        """In the dialog of the export, and on the rule that lacks one."""
        sale, bill = self.invoice(), self.invoice(move_type="in_invoice", ref="V-1")

        def hint(move):
            dialog = self.env["ledger.export.wizard"].create(
                {"move_ids": [(6, 0, move.ids)]}
            )
            return dialog.vat_hint

        self.assertFalse(hint(sale))
        self.assertIn("no VAT code for purchases, only for sales", hint(bill))
        rule = self.env["ledger.mapping"].create(
            {
                "connection_id": self.connection.id,
                "kind": "vat",
                "tax_id": self.chart_tax("btw_21_buy").id,
            }
        )
        self.assertEqual(rule.warning, hint(bill))
        vat = [one for one in self.books.items if one.kind is ItemKind.VAT]
        codes = ", ".join(sorted(one.ref.code for one in vat))
        self.books.items = [one for one in self.books.items if one not in vat]
        self.refresh()
        self.assertIn(f"are blocked there, or gone ({codes})", hint(sale))
        self.connection.mapping_ids.unlink()
        self.env["ledger.item"].sudo().with_context(active_test=False).search(
            [("connection_id", "=", self.connection.id), ("kind", "=", "vat")]
        ).unlink()
        self.assertIn("Memory has no VAT codes", hint(sale))
        # Rules of other kinds say nothing of it.
        other = self.env["ledger.mapping"].create(
            {
                "connection_id": self.connection.id,
                "kind": "account",
                "account_id": self.company_data["default_account_expense"].id,
            }
        )
        self.assertFalse(other.warning)
        self.books.refused = (ItemKind.VAT,)
        self.refresh()
        self.assertIn("may not read the VAT codes of Memory", hint(sale))
        self.run_of("items").write({"done_at": False, "problem_code": False})
        self.assertIn("were not read yet", hint(sale))
