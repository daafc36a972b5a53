from odoo.tests import tagged

from .common import ExactCase

from charts import Belgium, Germany  # isort: skip - found by way of the common part

SAME = {
    # tax of Odoo's chart: VAT code of the division
    "nl": {
        **dict.fromkeys(("btw_21", "btw_21_d", "btw_overig", "btw_overig_d"), "2"),
        **dict.fromkeys(("btw_9", "btw_9_d"), "1"),
        **dict.fromkeys(("btw_0", "btw_0_d"), "0"),
        **dict.fromkeys(("btw_21_buy", "btw_21_buy_d"), "4"),
        **dict.fromkeys(("btw_overig_buy", "btw_overig_buy_d"), "4"),
        **dict.fromkeys(("btw_9_buy", "btw_9_buy_d"), "5"),
        **dict.fromkeys(("btw_X1", "btw_X3"), "6"),
        "btw_X0_producten": "7",
        "btw_X0_diensten": "8",
        "btw_verk_0": "9",
        "btw_ink_0": "10",
        "btw_I_21": "11",
        "btw_I_21_d": "12",
    },
    "be": {
        "attn_VAT-OUT-21-L": "3",
        "attn_VAT-OUT-12-L": "2",
        "attn_VAT-OUT-06-L": "1",
        "attn_VAT-OUT-00-L": "0",
        "attn_VAT-OUT-00-EU-L": "4",
        "attn_VAT-OUT-00-EU-S": "5",
        "attn_VAT-OUT-00-ROW": "6",
        "attn_VAT-OUT-00-CC": "7",
        "attn_VAT-IN-V81-21": "13",
        "attn_VAT-IN-V82-21-S": "13",
        "attn_TVA-21-inclus-dans-prix": "13",
        "attn_VAT-IN-V81-06": "11",
        "attn_VAT-IN-V81-00": "10",
        "attn_VAT-IN-V81-21-EU": "14",
        "attn_VAT-IN-V81-21-CC": "17",
    },
    "de": {
        "tax_ust_19_skr03": "1",
        "tax_ust_19_eu_skr03": "1",
        "tax_ust_7_skr03": "2",
        "tax_eu_sale_skr03": "4",
        "tax_export_skr03": "6",
        "tax_vst_19_skr03": "11",
        "tax_vst_7_skr03": "12",
        "tax_eu_19_purchase_skr03": "14",
        "tax_eu_19_purchase_goods_skr03": "15",
    },
}


class SuggestionCase(ExactCase):
    def setUp(self):
        super().setUp()
        self.authorise()
        self.connection._choose(self.administration)
        self.run_cron("ir_cron_refresh_items")

    def suggested(self, kind):
        rules = self.connection.mapping_ids.filtered(lambda rule: rule.kind == kind)
        return {rule._record(): rule.item_id.code for rule in rules if rule.item_id}

    def assert_same(self):
        """All taxes that have a code there are suggested it, and no other tax any."""
        meant = {self.chart_tax(tax): code for tax, code in SAME[self.country].items()}
        found = self.suggested("vat")
        # The test company has copies of two of them.
        copies = self.company_data["default_tax_sale"].browse(
            tax.id for tax in found if not tax.get_external_id()[tax.id]
        )
        self.assertEqual({t: c for t, c in found.items() if t not in copies}, meant)


@tagged("post_install", "-at_install")
class TestExactSuggestions(SuggestionCase):
    def test_dutch_codes(self):
        self.assert_same()

    def test_codes_that_are_included_or_blocked_are_not_offered(self):
        self.assertFalse(self.item("vat", "3"), "included in the amounts")
        for code in ("2", "4"):
            self.act("block", type="vat", code=code)
        self.connection.mapping_ids.unlink()
        self.refresh()
        suggested = self.suggested("vat")
        self.assertNotIn(self.tax_high, suggested)
        self.assertNotIn(self.chart_tax("btw_21_buy"), suggested)
        self.assertEqual(suggested[self.tax_low], "1")

    def test_free_fields_are_this_ledgers_own(self):
        fields = self.connection.item_ids.filtered(lambda item: item.kind == "text")
        self.assertIn("PaymentReference", fields.mapped("code"))
        self.assertNotIn("freetext1", fields.mapped("code"))


@tagged("post_install", "-at_install")
class TestExactSuggestionsBelgium(Belgium, SuggestionCase):
    administration = "210001"

    def test_belgian_codes(self):
        """Nothing for what is deducted in part or not at all: no code there says so."""
        self.assert_same()


@tagged("post_install", "-at_install")
class TestExactSuggestionsGermany(Germany, SuggestionCase):
    administration = "310001"

    def test_german_codes(self):
        self.assert_same()

    def test_accounts_of_the_same_chart(self):
        codes = {account.code: c for account, c in self.suggested("account").items()}
        self.assertEqual(codes["8400"], "8400")
        self.assertEqual(codes["8300"], "8300")
