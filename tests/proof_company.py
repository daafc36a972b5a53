"""The company of ``proof.py``: taxes, terms and accounts of all kinds, each mapped."""

from odoo import Command


class ProofCompany:
    """For a ``SandboxCase`` with ``codes``: {"account": [two], "cost_centre": [two],
    "sale", "purchase", "customer", "supplier": a code, and for the taxes "high", "low",
    "zero", "buy", "buy_low", "reverse" the VAT codes}."""

    codes = {}
    # Purchase taxes of the chart: high, low, reverse charge.
    purchase_taxes = ("btw_21_buy", "btw_9_buy", "btw_ink_0")

    connected = True

    def prepare(self):
        """Taxes, terms and roundings of all kinds, each mapped."""
        self.connection.mapping_ids.unlink()
        self.make_taxes()
        self.map_taxes()
        self.make_terms()
        accounts = self.env["account.account"]
        sale = self.company_data["default_journal_sale"].default_account_id
        buy = self.company_data["default_journal_purchase"].default_account_id
        self.accounts = {
            "out": [sale, sale.copy({"code": "800777"})],
            "in_": [buy, buy.copy({"code": "700777"})],
        }
        for some in self.accounts.values():
            for account, code in zip(some, self.codes["account"], strict=True):
                self.map("account", "account_id", account, code)
        self.rounding_account = buy.copy({"code": "700888"})
        self.map(
            "account", "account_id", self.rounding_account, self.codes["account"][0]
        )
        self.stock_account = buy.copy(
            {"code": "300777", "account_type": "asset_current"}
        )
        self.map("account", "account_id", self.stock_account, self.codes["account"][1])
        plan = self.env["account.analytic.plan"].create({"name": "Proof"})
        self.analytic = accounts.env["account.analytic.account"].create(
            [{"name": f"Proof {n}", "plan_id": plan.id} for n in (1, 2)]
        )
        for account, code in zip(self.analytic, self.codes["cost_centre"], strict=True):
            self.map("cost_centre", "analytic_account_id", account, code)
        for kind in ("sale", "purchase"):
            journal = self.company_data[f"default_journal_{kind}"]
            self.map("journal", "journal_id", journal, self.codes[kind])
        self.relations = {
            role: self.item(role, self.codes[role]) for role in ("customer", "supplier")
        }
        usd = self.env.ref("base.USD")
        usd.active = True
        self.env["res.currency.rate"].create(
            {"name": "2026-01-01", "rate": 1.1, "currency_id": usd.id}
        )
        self.count = self.done = 0
        self.refused = {}

    def map(self, kind, field, record, code, **values):
        self.env["ledger.mapping"].create(
            {
                "connection_id": self.connection.id,
                "kind": kind,
                field: record.id,
                "item_id": self.item(kind, code).id if code else False,
                **values,
            }
        )

    def make_taxes(self):
        def tax(amount, amount_type="percent", use="sale", **values):
            return self.env["account.tax"].create(
                {
                    "name": f"{use} {amount} {amount_type} {len(self.taxes)}",
                    "amount": amount,
                    "amount_type": amount_type,
                    "type_tax_use": use,
                    **values,
                }
            )

        self.taxes = {}
        high, low = self.tax_high, self.tax_low
        buy, buy_low, reverse = map(self.chart_tax, self.purchase_taxes)
        # At the rate of the code, which computes it by itself.
        reverse.amount = 21.0
        included = {"price_include_override": "tax_included"}
        levy = tax(2.35, "fixed", include_base_amount=True, sequence=0)
        beside, withheld = tax(0.5, "fixed"), tax(-15)
        half = {"repartition_type": "tax", "factor_percent": 50}
        paid = self.company_data["default_account_tax_purchase"].id
        parts = [
            Command.create({"repartition_type": "base"}),
            Command.create({**half, "account_id": paid}),
            Command.create({**half, "use_in_tax_closing": False}),
        ]
        self.apart = levy | beside | withheld
        self.taxes = {
            "": self.env["account.tax"],
            "high": high,
            "low": low,
            "zero": self.tax_zero,
            "included": high.copy({**included, "name": "Included"}),
            "levied": levy | high,
            "beside": beside | high,
            "withheld": high | withheld,
            "group": tax(
                0, "group", children_tax_ids=[Command.set((beside | low).ids)]
            ),
            "buy": buy,
            "buy_low": buy_low,
            "half": tax(
                21,
                use="purchase",
                invoice_repartition_line_ids=parts,
                refund_repartition_line_ids=parts,
            ),
            "reverse": reverse,
            "buy_included": buy.copy({**included, "name": "Buy included"}),
        }

    def map_taxes(self):
        for tax in self.apart:
            self.map("vat", "tax_id", tax, "", apart=True)
        same = {"included": "high", "buy_included": "buy", "half": "buy"}
        for name in (
            *("high", "low", "zero", "included"),
            *("buy", "buy_low", "buy_included", "half", "reverse"),
        ):
            code = self.codes[same.get(name, name)]
            self.map("vat", "tax_id", self.taxes[name], code)
        self.code_of = {
            rule.tax_id: rule.item_id.code
            for rule in self.connection.mapping_ids
            if rule.tax_id and rule.item_id
        }

    def make_terms(self):
        def term(name, shares, **values):
            return self.env["account.payment.term"].create(
                {
                    "name": name,
                    "line_ids": [
                        Command.create(
                            {
                                "value": "percent",
                                "value_amount": share,
                                "nb_days": 30 * number,
                            }
                        )
                        for number, share in enumerate(shares, 1)
                    ],
                    **values,
                }
            )

        early = {"early_discount": True, "discount_percentage": 2, "discount_days": 7}
        self.terms = {
            "": self.env["account.payment.term"],
            "halves": term("Halves", [33.33, 66.67]),
            **{
                name: term(name, [100], early_pay_discount_computation=name, **early)
                for name in ("included", "excluded", "mixed")
            },
        }
