from decimal import Decimal

from odoo import Command
from odoo.tests import tagged

from odoo.addons.connector_base.ledger.values import Item, ItemKind, Ref
from odoo.addons.connector_base.models.composing.opposite import get_opposite

from .composer_case import ComposerCase


@tagged("post_install", "-at_install")
class TestBaseComposerReverse(ComposerCase):
    """VAT that is charged to the buyer: owed, and deducted whole, in part or not."""

    def setUp(self):
        super().setUp()
        purchase = {"use": "purchase", "percentage": "21.00"}
        self.books.items += [
            Item(
                kind=ItemKind.VAT,
                ref=Ref(code=code),
                name=code,
                attributes={**purchase, "deductible": deductible},
            )
            for code, deductible in (("IR50", "50.00"), ("IR0", "0"), ("IR?", ""))
        ]
        own = {**purchase, "deductible": "50.00", "cost": "4001"}
        self.books.items.append(
            Item(kind=ItemKind.VAT, ref=Ref(code="IRC"), name="C", attributes=own)
        )
        self.refresh()
        self.owed = self.company_data["default_account_tax_sale"]
        self.paid = self.company_data["default_account_tax_purchase"]

    def reverse(self, deducted, code, cost=None):
        """A tax that the buyer owes, of which he may deduct so many percent; the rest
        is a cost on the account of the line, or on ``cost``."""
        parts = (
            (deducted, self.paid),
            (100 - deducted, cost or self.paid.browse()),
            (-100, self.owed),
        )
        lines = [
            Command.create({"repartition_type": "base"}),
            *(
                Command.create(
                    {
                        "repartition_type": "tax",
                        "factor_percent": percent,
                        "account_id": account.id,
                    }
                )
                for percent, account in parts
                if percent
            ),
        ]
        tax = self.tax(
            21,
            use="purchase",
            invoice_repartition_line_ids=lines,
            refund_repartition_line_ids=lines,
        )
        self.map("vat", tax, code)
        return tax

    def codes(self, move, **choices):
        return {problem.code for problem in self.compose(move, **choices)[1]}

    def test_code_of_another_kind_or_rate_is_refused_beforehand(self):
        """It would book a bill of 100.00 as 121.00, or other VAT than was posted."""
        for code, charged, rate in (
            ("PLAIN", False, "21.00"),
            ("R21", True, "21.00"),
            ("R9", True, "9.00"),
        ):
            about = {"use": "purchase", "percentage": rate, "reverse": charged}
            self.books.items.append(
                Item(kind=ItemKind.VAT, ref=Ref(code=code), name=code, attributes=about)
            )
        self.refresh()
        plain = self.tax(21, use="purchase")
        self.map("vat", plain, "R21")
        taxes = {"plain": plain}
        taxes |= {code: self.reverse(100, code) for code in ("PLAIN", "R9", "R21")}
        found = {
            name: self.codes(self.move((100, tax), move_type="in_invoice"))
            for name, tax in taxes.items()
        }
        refused = dict.fromkeys(("plain", "PLAIN", "R9"), {"vat_code_differs"})
        self.assertEqual(found, {**refused, "R21": set()})

    def test_reverse_charge_leaves_the_vat_to_the_code(self):
        tax = self.chart_tax("btw_I_21")
        self.map("vat", tax, "IR")
        self.partner_a.vat = "BE0477472701"
        move = self.move((100, tax), move_type="in_invoice")
        self.assertEqual(self.booked(move), {("4000", "IR"): ("100.00", "0.00")})

    def test_reverse_charge_that_is_not_one_amount_is_refused(self):
        """A code computes what is owed and claimed; Odoo lets them differ."""
        tax = self.chart_tax("btw_I_21")
        self.map("vat", tax, "IR")
        rounding = self.env["account.cash.rounding"].create(
            {
                "name": "Five cents",
                "rounding": 0.05,
                "rounding_method": "UP",
                "strategy": "biggest_tax",
            }
        )
        move = self.move(
            (100.03, tax), move_type="in_invoice", invoice_cash_rounding_id=rounding.id
        )
        self.assertEqual(move.amount_total, 100.05)
        self.assertEqual(self.codes(move), {"reverse_unequal"})

    def test_partly_deductible_reverse_charge_is_the_codes_whole(self):
        """Owed, deducted and the cost: the code books all three, Odoo's to the cent."""
        for deducted, code, cost in ((50, "IR50", 117.02), (0, "IR0", 128.14)):
            tax = self.reverse(deducted, code)
            for kind, sign in (("in_invoice", 1), ("in_refund", -1)):
                move = self.move((100, tax), (5.9, tax), move_type=kind)
                on_line = move.line_ids.filtered(
                    lambda item: item.account_id == self.expense
                )
                self.assertEqual(round(sum(on_line.mapped("balance")), 2), sign * cost)
                net = f"{sign * Decimal('105.90')}"
                self.assertEqual(
                    self.booked(move), {("4000", code): (net, "0.00")}, (code, kind)
                )

    def test_partly_deductible_reverse_charge_beside_another_tax(self):
        tax = self.reverse(50, "IR50")
        move = self.move((100, tax), (10, self.tax_buy), move_type="in_invoice")
        self.assertEqual(
            self.booked(move),
            {("4000", "IR50"): ("100.00", "0.00"), ("4000", "IH"): ("10.00", "2.10")},
        )

    def test_code_that_deducts_another_part_is_refused_beforehand(self):
        """Too much would be claimed there, or too little."""
        half, whole = self.reverse(50, "IR"), self.chart_tax("btw_I_21")
        self.map("vat", whole, "IR50")
        move = self.move((100, half), move_type="in_invoice")
        _document, problems = self.compose(move)
        (problem,) = problems
        self.assertEqual((problem.code, problem.ids), ("reverse_partly", (half.id,)))
        self.assertIn("50 %", problem.words(self.connection))
        self.assertEqual(self.codes(move, vat=self.item("IR50")), set())
        self.partner_a.vat = "BE0477472701"
        move = self.move((100, whole), move_type="in_invoice", ref="F-2")
        self.assertEqual(self.codes(move), {"reverse_partly"})

    def test_cost_of_vat_is_booked_where_odoo_has_it(self):
        """On the line's account or on one of the code's: the right one."""
        apart = self.reverse(50, "IRC", cost=self.other)
        move = self.move((100, apart), move_type="in_invoice")
        self.assertEqual(self.booked(move), {("4000", "IRC"): ("100.00", "0.00")})
        self.assertEqual(self.codes(move, vat=self.item("IR50")), {"line_unsupported"})
        on_line = self.reverse(50, "IRC")
        move = self.move((100, on_line), move_type="in_invoice", ref="F-2")
        self.assertEqual(self.codes(move), {"line_unsupported"})
        move = self.move(
            (100, on_line, {"account_id": self.other.id}),
            move_type="in_invoice",
            ref="F-3",
        )
        self.assertEqual(self.codes(move), set())
        self.connection.mapping_ids.filtered(
            lambda rule: rule.account_id == self.other
        ).unlink()
        move = self.move((100, apart), move_type="in_invoice", ref="F-4")
        self.assertEqual(self.codes(move), {"unmapped_account"})

    def test_code_that_deducts_in_a_way_nobody_knows_is_refused(self):
        whole = self.reverse(100, "IR?")
        move = self.move((100, whole), move_type="in_invoice")
        self.assertEqual(self.codes(move), {"reverse_partly"})

    def test_what_is_owed_of_each_line(self):
        """To the cent what Odoo posted, in both currencies."""
        dollar = self.setup_other_currency("USD", rates=[("2026-01-01", 1.25)])
        tax = self.reverse(50, "IR50")
        move = self.move(
            *((price, tax) for price in (33.33, 66.66, 0.07)),
            (10, self.tax_buy),
            move_type="in_invoice",
            currency_id=dollar.id,
        )
        lines = self.document(move).lines
        owed = move.line_ids.filtered(lambda item: item.account_id == self.owed)
        for name, posted in (
            ("reverse_amount", owed.amount_currency),
            ("reverse_balance", owed.balance),
        ):
            self.assertLess(posted, 0)
            found = sum(getattr(line, name) for line in lines)
            self.assertEqual(float(found), -posted)
        self.assertEqual(
            [str(line.reverse_amount) for line in lines], ["7.00", "14.00", "0.01", "0"]
        )
        opposite = get_opposite(self.document(move), "F-1-R1")
        self.assertEqual(
            [line.reverse_amount for line in opposite.lines],
            [-line.reverse_amount for line in lines],
        )

    def test_what_is_owed_of_a_line_is_divided_with_it(self):
        plan = self.env["account.analytic.plan"].create({"name": "Where"})
        shares = {}
        for code, share in (("K1", 33.33), ("K2", 66.67)):
            self.books.items.append(
                Item(kind=ItemKind.COST_CENTRE, ref=Ref(code=code), name=code)
            )
            self.refresh()
            account = self.env["account.analytic.account"].create(
                {"name": code, "plan_id": plan.id}
            )
            self.map("cost_centre", account, code)
            shares[str(account.id)] = share
        tax = self.reverse(100, "IR")
        line = (10, tax, {"analytic_distribution": shares})
        lines = self.document(self.move(line, move_type="in_invoice")).lines
        self.assertEqual(
            [(one.cost_centre.code, str(one.reverse_amount)) for one in lines],
            [("K1", "0.70"), ("K2", "1.40")],
        )

    def test_vat_on_an_asset_that_is_no_deduction_is_part_of_the_asset(self):
        asset = self.env["account.account"].create(
            {"name": "Car", "code": "020777", "account_type": "asset_fixed"}
        )
        self.map("account", asset, "4001")
        lines = [
            Command.create({"repartition_type": "base"}),
            *(
                Command.create(
                    {
                        "repartition_type": "tax",
                        "factor_percent": 50,
                        "account_id": account.id,
                    }
                )
                for account in (self.paid, self.paid.browse())
            ),
        ]
        half = self.tax(
            21,
            use="purchase",
            invoice_repartition_line_ids=lines,
            refund_repartition_line_ids=lines,
        )
        self.map("vat", half, "IH")
        move = self.move((100, half, {"account_id": asset.id}), move_type="in_invoice")
        self.assertEqual(
            self.booked(move),
            {("4001", "IH"): ("100.00", "10.50"), ("4001", ""): ("10.50", "0")},
        )
