from dataclasses import replace

from odoo import Command
from odoo.tests import Form, tagged

from odoo.addons.connector_base.models.mapping.rules import Case, Rule

from .mapping_case import MappingCase


@tagged("post_install", "-at_install")
class TestBaseMappingChoices(MappingCase):
    """What is offered to choose from, and what is said of a choice."""

    # Journal entries

    def test_cash_journal_of_entries_is_a_general_one_there(self):
        self.give("journal", "MEM", use="general")
        bank, cash = (
            self.company_data[f"default_journal_{kind}"] for kind in ("bank", "cash")
        )
        self.connection.entry_journal_ids = bank | cash
        found = self.suggest()
        self.assertEqual((found[cash], found[bank]), ("MEM", False))
        self.connection.write({"entry_journal_ids": False, "journal_ids": cash.ids})
        self.assertFalse(self.suggest()[cash])

    def test_accounts_are_those_of_entries_not_of_bills_in_their_journal(self):
        data = self.company_data
        self.connection.export_bills = False
        bills = self.connection.entry_journal_ids = data["default_journal_purchase"]
        taxes = data["default_tax_purchase"]
        bill = self.invoice((10.0, taxes), move_type="in_invoice", ref="B-1")
        self.assertEqual(bill.journal_id, bills)
        spent = bill.invoice_line_ids.account_id
        accrued = spent.copy()
        lines = [
            Command.create({"account_id": accrued.id, "balance": balance})
            for balance in (10.0, -10.0)
        ]
        entry = self.env["account.move"].create(
            {"journal_id": bills.id, "date": "2026-03-10", "line_ids": lines}
        )
        entry.action_post()
        found = self.suggest()
        self.assertIn(accrued, found)
        self.assertNotIn(spent, found)

    # Strange choices

    def test_strange_vat_code_is_said(self):
        bought = {"use": "purchase", "percentage": "21.00"}
        codes = {
            "VH": self.connection.item_ids.filtered(lambda item: item.code == "VH"),
            "IH": self.give("vat", "IH", **bought, reverse=False),
            "IR": self.give("vat", "IR", **bought, reverse=True),
            "IP": self.give("vat", "IP", **bought, reverse=False, deductible="50.00"),
        }
        plain, charged = self.chart_tax("btw_21_buy"), self.chart_tax("btw_I_21")
        withheld = self.tax_high.copy({"name": "Withheld", "amount": -21})
        for tax, code, words in (
            (self.tax_high, "VH", False),
            (self.tax_high, "IH", "The VAT code is for purchases, the tax for sales."),
            (plain, "VH", "The VAT code is for sales, the tax for purchases."),
            (plain, "IH", False),
            (
                plain,
                "IR",
                "With the VAT code the buyer owes the VAT, with the tax not.",
            ),
            (charged, "IR", False),
            (
                charged,
                "IH",
                "With the tax the buyer owes the VAT, with the VAT code not.",
            ),
            (plain, "IP", "The VAT code claims another part of the VAT back."),
            # No VAT anywhere: nothing to compare
            (withheld, "VH", False),
        ):
            rule = self.rule("vat", "tax_id", tax, item_id=codes[code].id)
            self.assertEqual(rule.warning, words, (tax.name, code))

    def test_account_of_another_kind_is_said(self):
        data = self.company_data
        results, balance = "profit_and_loss", "balance"
        for name, type_, is_strange in (
            ("revenue", results, False),
            ("revenue", balance, True),
            ("expense", results, False),
            ("expense", balance, True),
            ("receivable", results, True),
            ("receivable", balance, False),
        ):
            account = data[f"default_account_{name}"]
            item = self.give("account", f"{name} {type_}", type=type_)
            rule = self.rule("account", "account_id", account, item_id=item.id)
            words = f"{item.display_name} is of another kind there than "
            words += f"{account.display_name} is here."
            self.assertEqual(rule.warning, is_strange and words, (name, type_))

    def test_rule_that_names_no_record_of_odoo_is_for_sales(self):
        """Of accounts and VAT codes alone; and of accounts for turnover."""
        any_rule = self.connection.mapping_ids[:1]
        bill = Case("in_invoice", is_turnover=True)
        sale = Case("out_invoice", is_sale=True, is_turnover=True)
        stock = replace(sale, is_turnover=False)
        for kind, record, type_, meant_for in (
            ("account", 0, "", (sale,)),
            ("account", 0, "in_invoice", (bill,)),
            ("account", 1, "", (sale, bill, stock)),
            ("vat", 0, "", (sale, stock)),
            ("vat", 0, "in_invoice", (bill,)),
            ("journal", 0, "", (sale, bill, stock)),
        ):
            rule = Rule(any_rule, kind, record, item=None, move_type=type_)
            found = tuple(
                case for case in (sale, bill, stock) if rule.rank(case) is not None
            )
            self.assertEqual(found, meant_for, (kind, record, type_))

    def test_each_condition_of_a_rule_keeps_it_from_others(self):
        case = Case(
            "out_invoice",
            is_sale=True,
            is_turnover=True,
            product=1,
            categories=(2, 3),
            scope="goods",
            country=4,
            groups=frozenset({5}),
            tags=frozenset({6}),
        )
        any_rule = Rule(self.connection.mapping_ids[:1], "vat", 0, item=None)
        for name, fits, other in (
            ("product", 1, 9),
            ("category", 3, 9),
            ("country", 4, 9),
            ("group", 5, 9),
            ("tag", 6, 9),
            ("scope", "goods", "services"),
            ("move_type", "out_invoice", "out_refund"),
        ):
            fitting = replace(any_rule, **{name: fits}).rank(case)
            self.assertGreater(fitting, any_rule.rank(case), name)
            self.assertIsNone(replace(any_rule, **{name: other}).rank(case), name)

    def test_who_picks_an_item_is_warned_and_has_decided(self):
        revenue = self.company_data["default_account_revenue"]
        asset = self.give("account", "1000", type="balance")
        rule = self.rule("account", "account_id", revenue, suggested=True)
        with (
            self.assertLogs("odoo.tests.form.onchange", "WARNING") as shown,
            Form(rule) as form,
        ):
            form.item_id = asset
        self.assertIn("1000 is of another kind there than", shown.output[0])
        self.assertFalse(rule.suggested)
        self.assertTrue(rule.write({"suggested": True}))
        like = self.connection.item_ids.filtered(lambda item: item.code == "8100")
        with (
            self.assertNoLogs("odoo.tests.form.onchange", "WARNING"),
            Form(rule) as form,
        ):
            form.item_id = like
        self.assertEqual((rule.item_id, rule.suggested), (like, False))
        self.assertTrue(rule.unlink())

    # Another company

    def test_rules_of_another_company_are_taken_over_by_code_or_name(self):
        company = self.company.create(
            {"name": "Other", "country_id": self.company.country_id.id}
        )
        self.env.user.company_ids |= company
        revenue = self.company_data["default_account_revenue"]
        accounts = self.env["account.account"].with_company(company)
        of = {"account_type": "income", "company_ids": company.ids}
        accounts.create({"name": revenue.name, "code": "000001", **of})
        income = accounts.create({"name": "Income", "code": revenue.code, **of})
        sales = self.company_data["default_journal_sale"]
        journals = self.env["account.journal"]
        of = {"type": "sale", "company_id": company.id}
        journals.create({"name": sales.name, "code": "X", **of})
        journal = journals.create({"name": "Income", "code": sales.code, **of})
        of = {"company_id": company.id}
        group = self.env["account.tax.group"].create({"name": "VAT", **of})
        values = {"amount": 21, "tax_group_id": group.id, **of}
        tax = self.env["account.tax"].create({"name": self.tax_high.name, **values})
        target = self.connection.create(
            {"name": "Theirs", "provider": "memory", "company_id": company.id}
        )
        for kind, code in (("account", "8000"), ("journal", "VRK"), ("vat", "VH")):
            self.give(kind, code, connection=target)
        wizard = self.env["ledger.copy.wizard"].create(
            {"connection_id": target.id, "source_id": self.connection.id}
        )
        wizard.action_copy()
        self.assertEqual(
            {rule._record(): rule.item_id.code for rule in target.mapping_ids},
            {income: "8000", journal: "VRK", tax: "VH"},
        )
        self.assertEqual(target.mapping_ids.item_id.connection_id, target)
