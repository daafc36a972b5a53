from dataclasses import replace

from lxml import html

from odoo import Command
from odoo.tests import Form, tagged

from odoo.addons.connector_base.ledger.values import Item, ItemKind, Ref

from .composer_case import ComposerCase


@tagged("post_install", "-at_install")
class TestBaseComposerAccounts(ComposerCase):
    """Which account, by whatever button: choices, rules and defaults are for what was
    sold or bought, all else follows its own account."""

    def setUp(self):
        super().setUp()
        self.books.items += [
            Item(kind=ItemKind.ACCOUNT, ref=Ref(code=code), name=code)
            for code in ("3000", "7000", "9000", "1500")
        ]
        self.refresh()
        accounts = self.env["account.account"]
        self.stock, self.cost, self.rounded, self.levied = accounts.create(
            [
                {"name": name, "code": code, "account_type": type_}
                for name, code, type_ in (
                    ("Stock", "030777", "asset_current"),
                    ("Cost of sales", "070777", "expense_direct_cost"),
                    ("Rounded", "090777", "income_other"),
                    ("Levied", "015777", "liability_current"),
                )
            ]
        )
        self.rounding = self.env["account.cash.rounding"].create(
            {
                "name": "Five cents",
                "rounding": 0.05,
                "rounding_method": "UP",
                "strategy": "add_invoice_line",
                "profit_account_id": self.rounded.id,
                "loss_account_id": self.rounded.id,
            }
        )
        part = {"repartition_type": "tax", "account_id": self.levied.id}
        parts = [Command.create({"repartition_type": "base"}), Command.create(part)]
        self.levy = self.tax(
            2,
            "fixed",
            invoice_repartition_line_ids=parts,
            refund_repartition_line_ids=parts,
        )
        self.map("vat", self.levy, apart=True)

    def map_all_accounts(self):
        for account, code in (
            (self.stock, "3000"),
            (self.cost, "7000"),
            (self.rounded, "9000"),
            (self.levied, "1500"),
        ):
            self.map("account", account, code)

    def test_each_line_has_its_own_account(self):
        other = self.company_data["default_account_revenue"].copy({"code": "080777"})
        self.map("account", other, "8100")
        move = self.move(
            (100.0, self.tax_high), (10.0, self.tax_high, {"account_id": other.id})
        )
        expected = {
            ("8000", "VH"): ("-100.00", "-21.00"),
            ("8100", "VH"): ("-10.00", "-2.10"),
        }
        self.assertEqual(self.booked(move), expected)

    def rule(self, **values):
        values = {"connection_id": self.connection.id, "kind": "account", **values}
        return self.env["ledger.mapping"].create(values)

    def sale(self, **values):
        """With a levy, cash rounding and the cost of what is sold."""
        return self.move(
            (100.01, self.tax_high | self.levy, {"product_id": self.product_a.id}),
            costs=[(self.cost, 60.0), (self.stock, -60.0)],
            invoice_cash_rounding_id=self.rounding.id,
            **values,
        )

    def bill(self):
        """The same product as a cost and as stock."""
        lines = [
            (price, self.tax_buy, {"product_id": self.product_a.id, "account_id": a.id})
            for price, a in ((100, self.expense), (583.70, self.stock))
        ]
        return self.move(*lines, move_type="in_invoice")

    # As the mapping has it
    ENTRY = {
        ("8000", "VH"): ("-100.01", "-21.00"),
        ("1500", ""): ("-2.00", "0"),
        ("9000", ""): ("-0.04", "0"),
        ("7000", ""): ("60.00", "0"),
        ("3000", ""): ("-60.00", "0"),
    }

    def dialog(self, moves):
        action = moves.action_ledger_export()
        return Form(self.env[action["res_model"]].with_context(**action["context"]))

    def entry(self, move):
        """As it stands in the ledger, but for what belongs to this invoice alone."""
        row = move.ledger_export_id
        self.assertEqual(row.state, "done", row.message)
        document = self.books.entries[row.ledger_id].document
        return replace(
            document,
            key=replace(document.key, number=""),
            **dict.fromkeys(("description", "reference", "mark", "link", "token"), ""),
        )

    # One entry

    def test_every_way_of_exporting_makes_the_same_entry(self):
        self.map_all_accounts()
        single, again, *many = (self.sale() for _n in range(4))
        self.assertEqual(self.booked(single), self.ENTRY)
        for wizard in (self.dialog(single), self.dialog(again)):
            self.assertEqual(wizard.account_item_id.code, "8000")
            wizard.save().action_export()
        self.dialog(many[0] | many[1]).save().action_export()
        self.work()
        self.connection.auto_export = True
        automatic = self.sale()
        self.work()
        (entry,) = {self.entry(move) for move in (single, again, *many, automatic)}
        self.assertEqual(len(entry.lines), len(self.ENTRY))
        rows = self.env["ledger.export"].search([])
        for name in ("account", "vat", "journal", "relation", "period"):
            self.assertFalse(rows[f"{name}_item_id"], "nobody chose anything")

    def test_what_a_person_changes_is_for_what_is_sold(self):
        self.map_all_accounts()
        move = self.sale()
        dialog = self.dialog(move)
        dialog.account_item_id = self.item("8100")
        wizard = dialog.save()
        rows = html.fromstring(wizard.preview).findall(".//tbody/tr")
        self.assertEqual(
            [row[0].text for row in rows if "Chosen here" in row.text_content()],
            [f"8100 {self.item('8100').name}"],
        )
        wizard.action_export()
        self.work()
        self.assertEqual(move.ledger_export_id.account_item_id.code, "8100")
        self.assertFalse(move.ledger_export_id.vat_item_id)
        expected = {("8100", "VH"): self.ENTRY["8000", "VH"], **self.ENTRY}
        del expected["8000", "VH"]
        self.assertEqual(self.booked(move, account=self.item("8100")), expected)
        accounts = {line.account.code for line in self.entry(move).lines}
        self.assertEqual(accounts, {account for account, _vat in expected})

    def test_choice_takes_the_discount_along(self):
        self.company.account_discount_expense_allocation_id = self.other
        move = self.move((100, self.tax_high, {"discount": 10}))
        self.assertEqual(
            self.booked(move, account=self.item("8100")),
            {
                ("8100", "VH"): ("-90.00", "-18.90"),
                ("8100", ""): ("-10.00", "0"),
                ("4001", ""): ("10.00", "0"),
            },
        )

    def test_choice_of_before_stays_when_nothing_is_changed(self):
        """A refused export is tried again, by the dialog or with many others."""
        self.map_all_accounts()
        one, two, other = self.sale(), self.sale(), self.sale()
        self.connection.mapping_ids.filtered("journal_id").unlink()
        for move in (one, two):
            dialog = self.dialog(move)
            dialog.account_item_id = self.item("8100")
            dialog.save().action_export()
        self.work()
        self.assertEqual(set((one | two).mapped("ledger_state")), {"rejected"})
        self.connection.journal_item_id = self.item("VRK")
        dialog = self.dialog(one)
        self.assertEqual(dialog.account_item_id.code, "8100")
        dialog.save().action_export()
        self.dialog(two | other).save().action_export()
        self.work()
        for move, code in ((one, "8100"), (two, "8100"), (other, "8000")):
            codes = {line.account.code for line in self.entry(move).lines}
            self.assertEqual(codes & {"8000", "8100"}, {code})

    def test_what_is_cleared_follows_the_rules(self):
        self.map_all_accounts()
        self.connection.mapping_ids.filtered("journal_id").unlink()
        move = self.sale()
        dialog = self.dialog(move)
        dialog.account_item_id = self.item("8100")
        dialog.save().action_export()
        self.work()
        self.connection.journal_item_id = self.item("VRK")
        dialog = self.dialog(move)
        dialog.account_item_id = self.item("8100").browse()
        dialog.save().action_export()
        self.work()
        accounts = {line.account.code for line in self.entry(move).lines}
        self.assertEqual(accounts, {account for account, _vat in self.ENTRY})

    def test_state_of_the_entry_is_a_choice_only_when_changed(self):
        """A selection over two connections: each follows its own."""
        one, two = self.sale(), self.sale()
        self.map_all_accounts()
        self.dialog(one).save().action_export()
        self.assertFalse(one.ledger_export_id.final)
        dialog = self.dialog(two)
        dialog.final = "final"
        dialog.save().action_export()
        self.assertEqual(two.ledger_export_id.final, "final")
        self.work()
        self.assertFalse(self.entry(one).final)
        self.assertTrue(self.entry(two).final)

    def test_dialog_by_rpc_needs_no_state_of_the_entry(self):
        self.map_all_accounts()
        move = self.sale()
        values = {"move_ids": [Command.set(move.ids)]}
        journal = {"journal_item_id": self.item("VRK").id}
        wizard = self.env["ledger.export.wizard"].create({**values, **journal})
        self.assertEqual(wizard.final, "draft")
        wizard.action_export()
        self.work()
        self.assertEqual(move.ledger_state, "done")

    # Defaults

    def unmapped(self, move):
        """Names of the accounts that are not mapped."""
        _document, problems = self.compose(move)
        self.assertEqual({p.code for p in problems} - {"unmapped_account"}, set())
        return {self.env[p.model].browse(p.ids) for p in problems}

    def test_default_swallows_no_cost_stock_or_rounding(self):
        """On one account the two sides of the cost would cancel out unseen."""
        self.connection.account_item_id = self.item("8100")
        self.connection.expense_item_id = self.item("4001")
        move = self.sale()
        row = self.export(move)
        self.assertEqual(row.error_code, "unmapped_account")
        for account in (self.stock, self.cost, self.rounded, self.levied):
            self.assertIn(account.display_name, move.ledger_message)
        self.assertFalse(self.books.entries)
        self.map_all_accounts()
        self.export(move)
        self.assertEqual(move.ledger_state, "done")

    def test_default_of_sales_and_of_bills(self):
        self.connection.mapping_ids.filtered("account_id").unlink()
        self.connection.account_item_id = self.item("8100")
        sale = self.move((100, self.tax_high))
        bill = self.move((100, self.tax_buy), move_type="in_invoice")
        self.assertEqual(self.booked(sale), {("8100", "VH"): ("-100.00", "-21.00")})
        self.assertEqual(self.unmapped(bill), {self.expense})
        self.connection.expense_item_id = self.item("4001")
        self.assertEqual(self.booked(bill), {("4001", "IH"): ("100.00", "21.00")})
        self.assertEqual(self.booked(sale), {("8100", "VH"): ("-100.00", "-21.00")})

    def test_default_of_bills_takes_no_stock(self):
        self.connection.expense_item_id = self.item("4001")
        bill = self.move(
            (583.70, self.tax_buy, {"account_id": self.stock.id}),
            move_type="in_invoice",
        )
        self.assertEqual(self.unmapped(bill), {self.stock})

    # Rules

    def test_rule_for_a_category_is_for_what_is_sold(self):
        self.map_all_accounts()
        category = self.product_a.categ_id
        self.rule(product_category_id=category.id, item_id=self.item("8100").id)
        expected = {("8100", "VH"): self.ENTRY["8000", "VH"], **self.ENTRY}
        del expected["8000", "VH"]
        self.assertEqual(self.booked(self.sale()), expected)
        self.assertEqual(
            set(self.booked(self.bill())), {("4000", "IH"), ("3000", "IH")}
        )

    def test_rule_for_a_product_on_bills_says_so(self):
        self.map_all_accounts()
        self.rule(
            product_id=self.product_a.id,
            move_type="in_invoice",
            item_id=self.item("4001").id,
        )
        self.assertEqual(
            set(self.booked(self.bill())), {("4001", "IH"), ("3000", "IH")}
        )
        self.assertEqual(self.booked(self.sale()), self.ENTRY)

    def test_vat_rule_for_a_country_is_for_sales(self):
        self.rule(
            kind="vat",
            country_id=self.env.ref("base.fr").id,
            item_id=self.item("VN").id,
        )
        self.connection.mapping_ids.filtered("tax_id").unlink()
        self.partner_a.country_id = self.env.ref("base.fr")
        sale = self.move((100, self.tax_high))
        bill = self.move((100, self.tax_buy), move_type="in_invoice")
        self.assertEqual(self.document(sale).lines[0].vat.code, "VN")
        _document, problems = self.compose(bill)
        self.assertEqual({problem.code for problem in problems}, {"unmapped_vat"})
