from odoo import Command
from odoo.tests import TransactionCase, tagged

from odoo.addons.connector_base.ledger import vat
from odoo.addons.connector_base.models.mapping.tax_facts import facts_of

from .vat_codes import SETS

# Of the SKR03, with what they are there.
SKR03 = {
    **dict.fromkeys(("8120", "8125", "8300", "8400"), "income"),
    **dict.fromkeys(("3400", "4100", "4210", "4300", "4600", "4660"), "expense"),
}


class SuggestionCase(TransactionCase):
    def connect(self, country, chart):
        company = self.env["res.company"].create(
            {
                "name": f"{chart} {self.env['res.company'].search_count([])}",
                "country_id": self.env.ref(f"base.{country}").id,
            }
        )
        template = self.env["account.chart.template"]
        template.try_loading(chart, company, install_demo=False)
        return self.env["ledger.connection"].create(
            {"name": chart, "provider": "memory", "company_id": company.id}
        )

    def give(self, connection, kind, rows):
        """Master data: (code, name, attributes) each."""
        return (
            self.env["ledger.item"]
            .sudo()
            .create(
                [
                    {
                        "connection_id": connection.id,
                        "kind": kind,
                        "code": code,
                        "remote_id": code,
                        "name": name,
                        "attributes": attributes,
                    }
                    for code, name, attributes in rows
                ]
            )
        )

    def taxes(self, connection):
        """{its name in the chart: tax}"""
        company = connection.company_id
        taxes = self.env["account.tax"].search([("company_id", "=", company.id)])
        names = self.env["ir.model.data"].search(
            [("model", "=", "account.tax"), ("res_id", "in", taxes.ids)]
        )
        return {
            one.name.removeprefix(f"{company.id}_"): taxes.browse(one.res_id)
            for one in names
        }


@tagged("post_install", "-at_install")
class TestBaseVatSuggestions(SuggestionCase):
    """Each tax of four charts with the codes that ledgers have: most of what has a code
    there is suggested, and nothing else ever."""

    def assert_none_is_wrong(self, facts, codes, meant):
        """Returns for how many taxes a code is suggested."""
        found = {tax: vat.best(known, codes) for tax, known in facts.items()}
        found = {tax: code for tax, code in found.items() if code}
        wrong = {tax: code for tax, code in found.items() if meant.get(tax) != code}
        self.assertFalse(wrong)
        return len(found)

    def test_most_are_suggested_and_none_is_wrong(self):
        """Nor is any taken because it is the only one left of its percentage."""
        known = {}
        for country, chart, rows, meant in SETS:
            if chart not in known:
                taxes = self.taxes(self.connect(country, chart))
                known[chart] = {tax: facts_of(one) for tax, one in taxes.items()}
            facts = known[chart]
            codes = {code: vat.of_code(name, about) for code, name, about in rows}
            self.assertLessEqual(set(meant), set(facts))
            with self.subTest(chart=chart, first=rows[0][0]):
                count = self.assert_none_is_wrong(facts, codes, meant)
                self.assertGreaterEqual(count, 0.8 * len(meant))
            for code in codes:
                others = {one: about for one, about in codes.items() if one != code}
                with self.subTest(chart=chart, without=code):
                    self.assert_none_is_wrong(facts, others, meant)

    def test_suggestions_are_rules_that_wait(self):
        country, chart, codes, meant = SETS[0]
        connection = self.connect(country, chart)
        items = self.give(connection, "vat", codes)
        self.env["ledger.suggestion"]._suggest(connection)
        rules = connection.mapping_ids.filtered(lambda rule: rule.kind == "vat")
        found = {rule.tax_id: rule.item_id.code for rule in rules if rule.item_id}
        taxes = self.taxes(connection)
        self.assertEqual(found, {taxes[tax]: code for tax, code in meant.items()})
        self.assertTrue(all(rules.mapped("suggested")))
        # Two that fit equally well: the accountant's choice.
        rules.unlink()
        items.filtered(lambda item: item.code == "2").copy(
            {"code": "2A", "remote_id": "2A"}
        )
        self.env["ledger.suggestion"]._suggest(connection)
        rules = connection.mapping_ids.filtered(lambda rule: rule.kind == "vat")
        found = {rule.tax_id: rule.item_id.code for rule in rules}
        self.assertFalse(found[taxes["btw_21"]])
        self.assertEqual(found[taxes["btw_9"]], "1")


@tagged("post_install", "-at_install")
class TestBaseAccountSuggestions(SuggestionCase):
    """Charts of accounts use the same numbers for other things."""

    def suggested(self, chart):
        connection = self.connect("de", chart)
        rows = [(code, code, {"group": group}) for code, group in SKR03.items()]
        self.give(connection, "account", rows)
        accounts = self.env["account.account"].search(
            [
                ("company_ids", "in", connection.company_id.ids),
                ("internal_group", "in", ("income", "expense")),
            ]
        )
        guesses = self.env["ledger.suggestion"]._guess_all(
            connection, "account", accounts
        )
        return {item.code for item in guesses.values() if item}

    def test_equal_number_and_kind_is_taken(self):
        self.assertGreaterEqual(
            self.suggested("de_skr03"), {"8120", "8125", "8300", "8400", "4210"}
        )

    def test_equal_number_of_another_kind_is_not(self):
        self.assertFalse(self.suggested("de_skr04"))

    def test_number_filled_up_with_zeros_is_the_same(self):
        connection = self.connect("nl", "nl")
        account = self.env["account.account"].search(
            [
                ("company_ids", "in", connection.company_id.ids),
                ("internal_group", "=", "income"),
            ],
            limit=1,
        )
        account = account.with_company(connection.company_id)
        account.code = "812300"
        rows = [("8123", "Short", {}), ("81", "Shorter", {})]
        self.give(connection, "account", rows)
        suggestion = self.env["ledger.suggestion"]
        guess = suggestion._guess_all(connection, "account", account)
        self.assertEqual(guess[account].code, "8123")

    def test_what_fits_two_ways_is_left_open(self):
        connection = self.env["ledger.connection"].create(
            {"name": "Alike", "provider": "memory"}
        )
        centres = self.give(
            connection,
            "cost_centre",
            [("10", "Sales", {}), ("20", "sales ", {}), ("30", "Depot", {})],
        )
        plan = self.env["account.analytic.plan"].create({"name": "Places"})
        suggestion = self.env["ledger.suggestion"]
        for code, name, found in (
            (False, "Sales", False),
            (False, " depot", "30"),
            ("20", "Sales", "20"),
            ("20", "Depot", "20"),
            (False, "Elsewhere", False),
        ):
            account = self.env["account.analytic.account"].create(
                {"name": name, "code": code, "plan_id": plan.id}
            )
            guess = suggestion._guess_analytic(account, centres)
            self.assertEqual(guess.code, found, (code, name))
        conditions = self.give(
            connection,
            "condition",
            [
                ("A", "Net", {"days": 30}),
                ("B", "A month", {"days": 30}),
                ("C", "Fortnight", {"days": 14}),
                ("D", "Fortnight", {}),
            ],
        )
        term = self.env["account.payment.term"].create(
            {"name": "Whatever", "line_ids": [Command.create({"nb_days": 14})]}
        )
        for days, name, found in (
            (14, "Whatever", "C"),
            (30, "Whatever", False),
            (30, " a month", "B"),
            (60, "Fortnight", False),
        ):
            term.name, term.line_ids.nb_days = name, days
            guess = suggestion._guess_condition(term, conditions)
            self.assertEqual(guess.code, found, (days, name))
