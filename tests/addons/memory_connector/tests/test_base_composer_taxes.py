from decimal import Decimal

from odoo import Command
from odoo.tests import tagged

from odoo.addons.connector_base.ledger.values import Kind

from .composer_case import ComposerCase


@tagged("post_install", "-at_install")
class TestBaseComposerTaxes(ComposerCase):
    """Every kind of journal item that an invoice can have ends up on its account and
    under its VAT code, to the cent."""

    def test_levy_bears_its_share_of_the_vat_due_on_it(self):
        levy = self.tax(2, "fixed", include_base_amount=True, sequence=1)
        rule = self.map("vat", levy)
        move = self.move((100, levy | self.tax_high))
        _document, problems = self.compose(move)
        self.assertEqual({problem.code for problem in problems}, {"several_taxes"})
        rule.apart = True
        lines = self.document(move).lines
        self.assertEqual(
            [(str(line.balance), str(line.vat_balance)) for line in lines],
            [("-100.00", "-21.00"), ("-2.00", "-0.42")],
        )
        self.assertEqual({line.vat.code for line in lines}, {"VH"})

    def test_levy_and_withholding_beside_the_vat(self):
        levy, withheld = self.tax(2, "fixed"), self.tax(-15)
        for tax in (levy, withheld):
            self.map("vat", tax, apart=True)
        self.assertEqual(
            self.booked(self.move((100, levy | self.tax_high | withheld))),
            {
                ("8000", "VH"): ("-100.00", "-21.00"),
                ("8000", ""): ("13.00", "0"),
            },
        )

    def test_suggested_as_no_vat(self):
        taxes = self.tax(2, "fixed") | self.tax(-15)
        self.env["ledger.suggestion"]._suggest(self.connection)
        rules = self.connection.mapping_ids.filtered(lambda r: r.tax_id in taxes)
        self.assertEqual(rules.mapped("apart"), [True, True])
        rules.action_accept()
        self.assertFalse(any(rules.mapped("suggested")))

    def test_group_of_taxes_is_its_members(self):
        levy = self.tax(2, "fixed")
        self.map("vat", levy, apart=True)
        group = self.tax(
            0, "group", children_tax_ids=[Command.set((levy | self.tax_high).ids)]
        )
        self.assertEqual(
            self.booked(self.move((100, group))),
            {("8000", "VH"): ("-100.00", "-21.00"), ("8000", ""): ("-2.00", "0")},
        )

    def test_two_vat_codes_on_one_line_are_refused(self):
        move = self.move((100, self.tax_high | self.tax_low))
        _document, problems = self.compose(move)
        self.assertEqual({problem.code for problem in problems}, {"several_taxes"})

    def half(self):
        """A tax of which half is a cost."""
        part = {"repartition_type": "tax", "factor_percent": 50}
        account = self.company_data["default_account_tax_purchase"].id
        lines = [
            Command.create({"repartition_type": "base"}),
            Command.create({**part, "account_id": account}),
            Command.create({**part, "use_in_tax_closing": False}),
        ]
        return self.tax(
            21,
            use="purchase",
            invoice_repartition_line_ids=lines,
            refund_repartition_line_ids=lines,
        )

    def test_vat_that_is_no_deduction_is_a_cost(self):
        half = self.half()
        self.map("vat", half, "IR")
        move = self.move((100, half), (33, half), move_type="in_invoice")
        self.assertEqual(
            self.booked(move),
            {("4000", "IR"): ("133.00", "13.96"), ("4000", ""): ("13.97", "0")},
        )
        first, second, _cost = self.document(move).lines
        self.assertEqual(
            (str(first.vat_balance), str(second.vat_balance)), ("10.50", "3.46")
        )

    def test_partly_deductible_line(self):
        group = "account.group_partial_purchase_deductibility"
        self.env.user.group_ids += self.env.ref(group)
        self.assertEqual(
            self.booked(
                self.move(
                    (100, self.tax_buy, {"deductible_amount": 60}),
                    move_type="in_invoice",
                )
            ),
            {("4000", "IH"): ("60.00", "12.60"), ("4000", ""): ("48.40", "0")},
        )

    def test_cash_rounding_as_a_line(self):
        rounding = self.env["account.cash.rounding"].create(
            {
                "name": "Five cents",
                "rounding": 0.05,
                "rounding_method": "UP",
                "strategy": "add_invoice_line",
                "profit_account_id": self.other.id,
                "loss_account_id": self.other.id,
            }
        )
        move = self.move((100.01, self.tax_high), invoice_cash_rounding_id=rounding.id)
        self.assertEqual(
            self.booked(move),
            {("8000", "VH"): ("-100.01", "-21.00"), ("4001", ""): ("-0.04", "0")},
        )

    def test_cash_rounding_in_the_tax(self):
        rounding = self.env["account.cash.rounding"].create(
            {
                "name": "Five cents",
                "rounding": 0.05,
                "rounding_method": "UP",
                "strategy": "biggest_tax",
            }
        )
        move = self.move((100.01, self.tax_high), invoice_cash_rounding_id=rounding.id)
        self.assertEqual(self.booked(move), {("8000", "VH"): ("-100.01", "-21.04")})

    def test_early_payment_discount_in_all_its_computations(self):
        for computation, vat in (
            ("included", "-21.00"),
            ("excluded", "-21.00"),
            ("mixed", "-20.58"),
        ):
            term = self.env["account.payment.term"].create(
                {
                    "name": computation,
                    "early_discount": True,
                    "discount_percentage": 2,
                    "discount_days": 7,
                    "early_pay_discount_computation": computation,
                    "line_ids": [
                        Command.create({"value": "percent", "value_amount": 100})
                    ],
                }
            )
            move = self.move((100, self.tax_high), invoice_payment_term_id=term.id)
            booked = self.booked(move)
            net = sum(Decimal(net) for net, _vat in booked.values())
            self.assertEqual(net, Decimal(-100), computation)
            self.assertEqual(booked["8000", "VH"][1], vat, computation)

    def test_discount_on_an_account_of_its_own(self):
        self.company.account_discount_expense_allocation_id = self.other
        move = self.move((100, self.tax_high, {"discount": 10}))
        self.assertEqual(
            self.booked(move),
            {
                ("8000", "VH"): ("-90.00", "-18.90"),
                ("8000", ""): ("-10.00", "0"),
                ("4001", ""): ("10.00", "0"),
            },
        )

    def test_vat_due_at_payment(self):
        transition = self.company_data["default_account_tax_sale"].copy(
            {"reconcile": True}
        )
        tax = self.tax(
            21,
            tax_exigibility="on_payment",
            cash_basis_transition_account_id=transition.id,
        )
        self.map("vat", tax, "VH")
        self.assertEqual(
            self.booked(self.move((100, tax))),
            {("8000", "VH"): ("-100.00", "-21.00")},
        )

    def test_price_with_tax_included(self):
        tax = self.tax(21, price_include_override="tax_included")
        self.map("vat", tax, "VH")
        self.assertEqual(
            self.booked(self.move((99.99, tax), (0.01, tax))),
            {("8000", "VH"): ("-82.64", "-17.36")},
        )

    def test_zero_lines_are_left_out_but_for_a_zero_invoice(self):
        move = self.move((100, self.tax_high), (0, self.tax_high), (0, None))
        self.assertEqual(len(self.document(move).lines), 1)
        move = self.move((0, self.tax_high), (0, self.tax_low))
        self.assertEqual(len(self.document(move).lines), 1)
        self.assertEqual(self.document(move).total, 0)

    def test_receipt_is_booked_as_an_invoice(self):
        sale = self.document(self.move((100, self.tax_high), move_type="out_receipt"))
        self.assertEqual(sale.key.kind, Kind.INVOICE)
        move = self.move((100, self.tax_buy), move_type="in_receipt", ref=False)
        purchase = self.document(move)
        self.assertEqual(purchase.key.kind, Kind.BILL)
        self.assertEqual(purchase.key.number, move.name)

    def test_no_gain_by_a_negative_line(self):
        move = self.move((100, self.tax_high), (-30, self.tax_high), (-5, None))
        self.assertEqual(
            self.booked(move),
            {("8000", "VH"): ("-70.00", "-14.70"), ("8000", ""): ("5.00", "0")},
        )
