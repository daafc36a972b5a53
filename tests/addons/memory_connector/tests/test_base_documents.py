from decimal import Decimal

from odoo import Command
from odoo.tests import tagged

from odoo.addons.connector_base.ledger.values import Item, ItemKind, Ref
from odoo.addons.connector_base.models.composing.choices import Choices
from odoo.addons.connector_base.models.composing.composer import Composer
from odoo.addons.connector_base.models.mapping.rules import Case, Rules

from .common import LedgerCase


@tagged("post_install", "-at_install")
class TestBaseDocuments(LedgerCase):
    """Bills, currencies, analytic accounts, intra-community supplies."""

    def setUp(self):
        super().setUp()
        self.books.items += [
            Item(kind=ItemKind.ACCOUNT, ref=Ref(code="4000"), name="Costs"),
            *(
                Item(kind=ItemKind.COST_CENTRE, ref=Ref(code=code), name=name)
                for code, name in (("K1", "North"), ("K2", "South"))
            ),
            Item(kind=ItemKind.PROJECT, ref=Ref(code="P1"), name="Bridge"),
            Item(
                kind=ItemKind.VAT,
                ref=Ref(code="IH"),
                name="VAT high purchase",
                attributes={"use": "purchase", "percentage": "21.00"},
            ),
            Item(
                kind=ItemKind.VAT,
                ref=Ref(code="ICP"),
                name="Intra-community",
                attributes={"use": "sale", "percentage": "0.00", "intra": True},
            ),
            Item(
                kind=ItemKind.JOURNAL,
                ref=Ref(code="INK"),
                name="Purchases",
                attributes={"use": "purchase"},
            ),
        ]
        self.refresh()
        self.connection.mapping_ids.filtered("suggested").unlink()
        self.items = {item.code: item for item in self.connection.item_ids}

    def map(self, kind, field, record, code):
        self.env["ledger.mapping"].create(
            {
                "connection_id": self.connection.id,
                "kind": kind,
                field: record.id,
                "item_id": self.items[code].id,
            }
        )

    def compose(self, move, **choices):
        relations = self.env["ledger.relation"]
        relation = relations._get(self.connection, relations._key(move))
        if not relation.item_id:
            relation.item_id = (
                self.env["ledger.item"]
                .sudo()
                .create(
                    {
                        "connection_id": self.connection.id,
                        "kind": relation.role,
                        "code": f"R{relation.id}",
                        "remote_id": f"R{relation.id}",
                    }
                )
            )
        composer = Composer(move, Rules.of(self.connection), Choices(**choices))
        return composer.document, composer.problems

    def document(self, move, **choices):
        document, problems = self.compose(move, **choices)
        self.assertFalse(problems)
        return document

    def codes(self, move):
        return {problem.code for problem in self.compose(move)[1]}

    # Bills

    def map_bills(self):
        data = self.company_data
        self.tax_bill = data["default_tax_purchase"]
        self.map("vat", "tax_id", self.tax_bill, "IH")
        journal = data["default_journal_purchase"]
        self.map("account", "account_id", journal.default_account_id, "4000")
        self.map("journal", "journal_id", journal, "INK")

    def bill(self, *lines, **values):
        lines = lines or ((200.0, self.tax_bill),)
        values = {"ref": "V-77", "move_type": "in_invoice", **values}
        return self.invoice(*lines, **values)

    def test_bill_is_booked_under_the_vendors_number(self):
        self.map_bills()
        row = self.export(self.bill())
        self.assertEqual(row.state, "done", row.message)
        document = self.books.entries[row.ledger_id].document
        self.assertEqual(document.key.number, "V-77")
        self.assertTrue(document.key.relation)
        self.assertEqual(document.total, Decimal("-242.00"))
        (line,) = document.lines
        self.assertEqual((line.account.code, line.vat.code), ("4000", "IH"))
        self.assertEqual((line.amount, line.vat_amount), (Decimal(200), Decimal(42)))
        self.assertEqual(row.move_id.ledger_state, "done")

    def test_bill_credit_note_has_the_opposite_signs(self):
        self.map_bills()
        document = self.document(self.bill(move_type="in_refund"))
        self.assertEqual(document.total, Decimal("242.00"))

    def test_bill_without_its_number_is_refused(self):
        self.map_bills()
        self.assertEqual(self.codes(self.bill(ref=False)), {"bill_number_missing"})

    def test_bills_can_be_switched_off(self):
        self.map_bills()
        self.connection.export_bills = False
        self.assertEqual(self.codes(self.bill()), {"kind_unsupported"})

    def test_bills_payment_is_registered_as_outgoing(self):
        self.map_bills()
        bill = self.bill()
        self.export(bill)
        self.books.settle("V-77", "BNK/1", "-242.00")
        self.import_payments()
        self.assertEqual(bill.payment_state, "paid")
        payment = self.env["account.payment"].search(
            [("ledger_allocation_id.move_id", "=", bill.id)]
        )
        self.assertEqual((payment.payment_type, payment.amount), ("outbound", 242.0))

    def test_reverse_charge_bill_has_no_vat_amount(self):
        self.map_bills()
        tax = self.chart_tax("btw_ink_0")
        self.map("vat", "tax_id", tax, "IH")
        document = self.document(self.bill((100.0, tax)))
        self.assertEqual(document.total, Decimal("-100.00"))
        self.assertEqual(document.lines[0].vat_amount, 0)

    # Currency

    def test_foreign_currency_in_both_amounts(self):
        dollar = self.setup_other_currency("USD", rates=[("2026-01-01", 1.25)])
        document = self.document(
            self.invoice((100.0, self.tax_high), currency_id=dollar.id)
        )
        self.assertEqual(document.currency, "USD")
        self.assertEqual(document.total, Decimal("121.00"))
        (line,) = document.lines
        self.assertEqual((line.amount, line.balance), (Decimal(-100), Decimal(-80)))
        self.assertEqual(
            (line.vat_amount, line.vat_balance), (Decimal(-21), Decimal("-16.80"))
        )
        (due,) = document.dues
        self.assertEqual(due.balance, Decimal("96.80"))

    def test_currency_without_decimals(self):
        yen = self.setup_other_currency(
            "JPY", rates=[("2026-01-01", 160.0)], rounding=1.0
        )
        document = self.document(
            self.invoice((1000.0, self.tax_high), currency_id=yen.id)
        )
        self.assertEqual(str(document.total), "1210")

    # Analytic accounts

    def analytic(self, name, plan):
        plan = self.env["account.analytic.plan"].search(
            [("name", "=", plan)]
        ) or self.env["account.analytic.plan"].create({"name": plan})
        return self.env["account.analytic.account"].create(
            {"name": name, "plan_id": plan.id, "company_id": self.company.id}
        )

    def distributed(self, distribution, price=100.0):
        move = self.invoice((price, self.tax_high))
        line = move.invoice_line_ids
        line.analytic_distribution = distribution
        return move

    def test_analytic_distribution_divides_a_line_to_the_cent(self):
        north, south = self.analytic("North", "Where"), self.analytic("South", "Where")
        self.map("cost_centre", "analytic_account_id", north, "K1")
        self.map("cost_centre", "analytic_account_id", south, "K2")
        move = self.distributed({str(north.id): 33.33, str(south.id): 33.33}, 0.1)
        lines = self.document(move).lines
        self.assertEqual(
            [(line.cost_centre and line.cost_centre.code) for line in lines],
            ["K1", "K2", None],
        )
        self.assertEqual(sum(line.amount for line in lines), Decimal("-0.10"))
        self.assertEqual(sum(line.vat_amount for line in lines), Decimal("-0.02"))

    def test_two_plans_hold_together(self):
        """60/40 over two cost centres, and all of it for one project."""
        north, south = self.analytic("North", "Where"), self.analytic("South", "Where")
        bridge = self.analytic("Bridge", "What")
        self.map("cost_centre", "analytic_account_id", north, "K1")
        self.map("cost_centre", "analytic_account_id", south, "K2")
        depot = self.analytic("Depot", "Since when")
        self.map("cost_centre", "analytic_account_id", depot, "K2")
        self.map("project", "analytic_account_id", bridge, "P1")
        move = self.distributed({f"{north.id},{depot.id}": 100})
        _document, (problem,) = self.compose(move)
        self.assertEqual(problem.code, "several_analytic")
        self.assertEqual({*problem.ids}, {north.id, depot.id})
        for distribution in (
            {str(north.id): 60, str(south.id): 40, str(bridge.id): 100},
            {f"{north.id},{bridge.id}": 60, f"{south.id},{bridge.id}": 40},
        ):
            lines = self.document(self.distributed(distribution)).lines
            self.assertEqual(
                [(li.cost_centre.code, li.project.code, li.amount) for li in lines],
                [("K1", "P1", Decimal(-60)), ("K2", "P1", Decimal(-40))],
            )

    def test_one_part_of_both_plans_and_one_of_one(self):
        north, bridge = self.analytic("North", "Where"), self.analytic("Bridge", "What")
        self.map("cost_centre", "analytic_account_id", north, "K1")
        self.map("project", "analytic_account_id", bridge, "P1")
        pair = {f"{north.id},{bridge.id}": 60}
        for other, left in (bridge, (None, "P1")), (north, ("K1", None)):
            move = self.distributed({**pair, str(other.id): 40})
            lines = [
                (li.cost_centre, li.project, li.amount)
                for li in self.document(move).lines
            ]
            found = [
                (*(item and item.code for item in items), str(amount))
                for *items, amount in lines
            ]
            self.assertEqual(found, [("K1", "P1", "-60.00"), (*left, "-40.00")])
        shares = {**pair, str(bridge.id): 20, str(north.id): 20}
        self.assertEqual(self.codes(self.distributed(shares)), {"several_analytic"})

    def test_a_plan_of_which_nothing_is_mapped_stays_in_odoo(self):
        inner = self.analytic("Inner", "Private")
        (line,) = self.document(self.distributed({str(inner.id): 100})).lines
        self.assertIsNone(line.cost_centre)

    def test_an_unmapped_account_of_a_mapped_plan_is_refused(self):
        north, west = self.analytic("North", "Where"), self.analytic("West", "Where")
        self.map("cost_centre", "analytic_account_id", north, "K1")
        move = self.distributed({str(west.id): 100})
        self.assertEqual(self.codes(move), {"unmapped_analytic"})

    def test_default_cost_centre_and_project(self):
        self.connection.write(
            {
                "cost_centre_item_id": self.items["K2"].id,
                "project_item_id": self.items["P1"].id,
            }
        )
        (line,) = self.document(self.invoice()).lines
        self.assertEqual((line.cost_centre.code, line.project.code), ("K2", "P1"))

    def test_account_that_forbids_or_demands_a_cost_centre(self):
        north = self.analytic("North", "Where")
        self.map("cost_centre", "analytic_account_id", north, "K1")
        self.items["8000"].sudo().attributes = {"cost_centre": "required"}
        self.assertEqual(self.codes(self.invoice()), {"cost_centre_missing"})
        for share, missing in ((100, set()), (60, {"cost_centre_missing"})):
            move = self.distributed({str(north.id): share})
            self.assertEqual(self.codes(move), missing)
        self.items["8000"].sudo().attributes = {"cost_centre": "forbidden"}
        move = self.distributed({str(north.id): 100})
        self.assertEqual(self.codes(move), {"cost_centre_forbidden"})
        self.connection.cost_centre_item_id = self.items["K2"]
        self.assertIsNone(self.document(self.invoice()).lines[0].cost_centre)

    # Intra-community supplies

    def german(self, **values):
        return self.env["res.partner"].create(
            {
                "name": "Partner abroad",
                "country_id": self.env.ref("base.de").id,
                "vat": "DE123456788",
                "is_company": True,
                **values,
            }
        )

    def supplied(self, partner, **values):
        self.connection.account_item_id = self.items["8000"]
        move = self.invoice((100.0, self.tax_zero), partner=partner, **values)
        return self.compose(move, vat=self.items["ICP"])

    def test_supply_tells_who_where_what_and_when(self):
        document, _problems = self.supplied(
            self.german(),
            delivery_date="2026-02-27",
            invoice_line_ids=[
                Command.create(
                    {
                        "name": "Advice",
                        "price_unit": 100.0,
                        "tax_ids": [Command.set(self.tax_zero.ids)],
                        "product_id": self.env["product.product"]
                        .create({"name": "Advice", "type": "service"})
                        .id,
                    }
                )
            ],
        )
        supply = document.lines[0].supply
        self.assertEqual(
            (supply.kind, supply.country, supply.vat, supply.date.isoformat()),
            ("services", "DE", "DE123456788", "2026-02-27"),
        )

    def test_goods_where_the_line_has_no_service(self):
        document, _problems = self.supplied(self.german())
        self.assertEqual(document.lines[0].supply.kind, "goods")

    def test_supply_to_monaco_and_northern_ireland(self):
        """Their VAT is that of France, and for goods of the Union."""
        for country, vat, reported in (
            ("mc", "FR40303265045", "FR"),
            ("uk", "XI110305878", "XI"),
        ):
            country = self.env.ref(f"base.{country}").id
            partner = self.german(country_id=country, vat=vat)
            document, _problems = self.supplied(partner)
            supply = document.lines[0].supply
            self.assertEqual((supply.country, supply.vat), (reported, vat))

    def test_supply_to_nobody_known_is_refused(self):
        _document, problems = self.supplied(self.german(vat=False))
        self.assertEqual({p.code for p in problems}, {"vat_number_missing"})

    def test_domestic_zero_rate_is_no_supply(self):
        move = self.invoice((100.0, self.tax_zero))
        self.assertIsNone(self.document(move).lines[0].supply)

    def test_rules_ask_for_the_country_of_the_delivery_else_of_the_customer(self):
        partner, france = self.german(), self.env.ref("base.fr")
        address = self.env["res.partner"].create(
            {"name": "Gate 2", "type": "delivery", "parent_id": partner.id}
        )
        move = self.invoice(partner=partner, partner_shipping_id=address.id)
        for country in (france, france.browse()):
            address.country_id = country
            expected = (country or partner.country_id).id
            self.assertEqual(Case.of(move).country, expected)

    def test_who_reports_in_monaco_is_at_home_in_france(self):
        self.connection.account_item_id = self.items["8000"]
        vat = self.items["ICP"]
        vat.sudo().attributes = {"use": "sale", "percentage": "0.00"}
        french = {"country_id": self.env.ref("base.fr").id, "vat": "FR40303265045"}
        german, french = (
            self.invoice((100.0, self.tax_zero), partner=self.german(**values))
            for values in ({}, french)
        )
        self.company.account_fiscal_country_id = self.env.ref("base.mc")
        self.assertEqual(self.document(german, vat=vat).lines[0].supply.country, "DE")
        self.assertIsNone(self.document(french, vat=vat).lines[0].supply)

    def test_period_is_the_accountants_choice(self):
        period = (
            self.env["ledger.item"]
            .sudo()
            .create(
                {
                    "connection_id": self.connection.id,
                    "kind": "journal",
                    "code": "2026/04",
                    "remote_id": "2026/04",
                }
            )
        )
        self.assertEqual(self.document(self.invoice(), period=period).period, "2026/04")
        self.assertEqual(self.document(self.invoice()).period, "")
