from collections import Counter
from itertools import count

from odoo import Command

from odoo.addons.connector_base.ledger.values import Item, ItemKind, Ref
from odoo.addons.connector_base.models.composing.choices import Choices
from odoo.addons.connector_base.models.composing.composer import Composer
from odoo.addons.connector_base.models.mapping.ledger_mapping import TARGETS
from odoo.addons.connector_base.models.mapping.rules import Rules

from .common import LedgerCase

# Of taxes, whose names must differ
NUMBERS = count(1)


class ComposerCase(LedgerCase):
    """With accounts, taxes and a journal for purchases too, and helpers that make and
    compose invoices with all kinds of taxes."""

    def setUp(self):
        super().setUp()
        for code in ("4000", "4001", "8100"):
            self.books.items.append(
                Item(kind=ItemKind.ACCOUNT, ref=Ref(code=code), name=code)
            )
        self.books.items += [
            Item(kind=ItemKind.CUSTOMER, ref=Ref(code="1000"), name="Customer"),
            Item(kind=ItemKind.SUPPLIER, ref=Ref(code="2000"), name="Supplier"),
            Item(
                kind=ItemKind.JOURNAL,
                ref=Ref(code="INK"),
                name="Purchases",
                attributes={"use": "purchase"},
            ),
            *(
                Item(
                    kind=ItemKind.VAT,
                    ref=Ref(code=code),
                    name=code,
                    attributes={"use": "purchase", "percentage": "21.00"},
                )
                for code in ("IH", "IR")
            ),
        ]
        self.refresh()
        self.revenue = self.company_data["default_account_revenue"]
        purchases = self.company_data["default_journal_purchase"]
        self.expense = purchases.default_account_id
        self.other = self.expense.copy()
        self.tax_buy = self.chart_tax("btw_21_buy")
        self.map("account", self.expense, "4000")
        self.map("account", self.other, "4001")
        self.map("vat", self.tax_buy, "IH")
        self.map("journal", purchases, "INK")

    def map(self, kind, record, code="", **values):
        item = self.connection.item_ids.filtered(
            lambda i: (i.kind, i.code) == (kind, code)
        )
        name = TARGETS[kind]
        self.connection.mapping_ids.filtered(lambda r: r[name] == record).unlink()
        return self.env["ledger.mapping"].create(
            {
                "connection_id": self.connection.id,
                "kind": kind,
                name: record.id,
                "item_id": item.id,
                **values,
            }
        )

    def tax(self, amount, amount_type="percent", use="sale", **values):
        return self.env["account.tax"].create(
            {
                "name": f"{amount_type} {amount} {next(NUMBERS)}",
                "amount": amount,
                "amount_type": amount_type,
                "type_tax_use": use,
                **values,
            }
        )

    def move(self, *lines, move_type="out_invoice", costs=(), **values):
        """Posted; each line is (price, taxes) or (price, taxes, values). ``costs``:
        (account, balance) of items as the stock makes them when it is posted."""
        move = self.env["account.move"].create(
            {
                "move_type": move_type,
                "partner_id": self.partner_a.id,
                "invoice_date": "2026-03-10",
                "invoice_payment_term_id": False,
                "ref": "F-1",
                "invoice_line_ids": [
                    Command.create(
                        {
                            "name": "Line",
                            "price_unit": price,
                            "tax_ids": [Command.set(taxes.ids if taxes else [])],
                            **(more[0] if more else {}),
                        }
                    )
                    for price, taxes, *more in lines
                ],
                **values,
            }
        )
        self.env["account.move.line"].create(
            [
                {
                    "move_id": move.id,
                    "account_id": account.id,
                    "balance": balance,
                    "display_type": "cogs",
                    "name": "Cost",
                    "product_id": move.invoice_line_ids.product_id[:1].id,
                    "tax_ids": [],
                }
                for account, balance in costs
            ]
        )
        move.action_post()
        return move

    def item(self, code):
        return self.connection.item_ids.filtered(lambda item: item.code == code)

    def composer(self, move, **choices):
        role = self.env["ledger.relation"]._role(move)
        relation = self.connection.item_ids.filtered(lambda item: item.kind == role)
        choices = Choices(relation=relation[:1], **choices)
        return Composer(move, Rules.of(self.connection), choices)

    def compose(self, move, **choices):
        composer = self.composer(move, **choices)
        return composer.document, composer.problems

    def document(self, move, **choices):
        document, problems = self.compose(move, **choices)
        self.assertFalse(problems)
        self.assertEqual(float(document.total), move.amount_total_in_currency_signed)
        return document

    def booked(self, move, **choices):
        """{(account, VAT code or ""): (net, VAT)} in company currency."""
        net, vat = Counter(), Counter()
        for line in self.document(move, **choices).lines:
            key = (line.account.code, line.vat.code if line.vat else "")
            net[key] += line.balance
            vat[key] += line.vat_balance
        return {key: (str(net[key]), str(vat[key])) for key in net}
