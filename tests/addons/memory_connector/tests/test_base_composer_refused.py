from odoo import Command
from odoo.tests import tagged

from odoo.addons.connector_base.models.composing import problem
from odoo.addons.connector_base.models.composing.composer import Composer
from odoo.addons.connector_base.models.mapping.rules import Rules

from .common import LedgerCase


@tagged("post_install", "-at_install")
class TestBaseComposerRefused(LedgerCase):
    """What can't become a document is refused by itself, and says why."""

    def test_amounts_that_do_not_add_up_are_refused(self):
        """As somebody with the database's password left them."""
        move, other = self.invoice(), self.invoice()
        self.env.flush_all()
        self.env.cr.execute(
            "UPDATE account_move_line SET amount_currency = amount_currency + 0.01 "
            "WHERE move_id = %s AND display_type = 'payment_term'",
            [move.id],
        )
        self.env.invalidate_all()
        self.export(move | other)
        self.assertEqual(move.ledger_export_id.error_code, "unbalanced")
        self.assertIn(f"amounts of {move.name} do not add up", move.ledger_message)
        self.assertEqual(other.ledger_state, "done")

    def test_vat_that_no_line_bears_is_refused(self):
        """In an invoice that was brought in from elsewhere, item by item."""
        data, tax = self.company_data, self.tax_high
        parts = tax.invoice_repartition_line_ids
        vat = parts.filtered(lambda part: part.repartition_type == "tax")
        items = (
            {"account": "revenue", "balance": -100.0, "display_type": "product"},
            {
                "account": "tax_sale",
                "balance": -21.0,
                "display_type": "tax",
                "tax_repartition_line_id": vat.id,
            },
            {"account": "receivable", "balance": 121.0, "display_type": "payment_term"},
        )
        lines = [
            Command.create(
                {
                    **item,
                    "name": f"Of {account}",
                    "account_id": data[f"default_account_{account}"].id,
                    "tax_ids": [Command.clear()],
                }
            )
            for account, item in ((item.pop("account"), item) for item in items)
        ]
        values = {**self.values_of(), "line_ids": lines}
        del values["invoice_line_ids"]
        moves = self.env["account.move"].with_context(skip_invoice_sync=True)
        move = moves.create(values)
        move.action_post()
        item = move.line_ids.filtered("tax_line_id")
        self.assertEqual(item.tax_line_id, tax)
        row = self.export(move)
        self.assertEqual(row.error_code, "line_unsupported")
        self.assertIn("“Of tax_sale” can't be booked", row.message)

    def test_what_can_not_be_read_stops_no_other(self):
        """As an older version, or somebody with the database's password, left it."""
        revenue = self.company_data["default_account_revenue"]
        other = revenue.copy()
        rule = self.connection.mapping_ids.filtered("account_id")
        item = self.connection.item_ids.filtered(lambda item: item.code == "8100")
        rule.copy({"account_id": other.id, "item_id": item.id})
        bad, good = self.invoice(), self.invoice()
        bad.button_draft()
        bad.invoice_line_ids.account_id = other
        bad.action_post()
        self.env.flush_all()
        self.env.cr.execute(
            "UPDATE ledger_item SET attributes = '[1]' WHERE id = %s", [item.id]
        )
        self.env.invalidate_all()
        with self.assertLogs(problem.__name__, "ERROR") as logs:
            self.export(bad | good)
        self.assertIn(f"{bad} can't be composed", logs.output[0])
        self.assertEqual(good.ledger_state, "done")
        row = bad.ledger_export_id
        self.assertEqual((row.state, row.error_code), ("rejected", "record_unreadable"))
        self.assertIn(f"What Odoo keeps of {bad.name} is not as it", row.message)
        self.assertIn("AttributeError", row.message)

    # Journal entries

    def refused(self, move):
        """{problem code: its words}"""
        problems = Composer(move, Rules.of(self.connection)).problems
        return {one.code: one.words(self.connection) for one in problems}

    def test_entry_in_several_currencies_that_somebody_owes_is_refused(self):
        data, misc = self.company_data, self.company_data["default_journal_misc"]
        dollar = self.setup_other_currency("USD", rates=[("2026-01-01", 1.25)])
        self.connection.entry_journal_ids = misc
        owed, foreign = self.env["account.move"].create(
            [
                {
                    "journal_id": misc.id,
                    "date": "2026-03-10",
                    "line_ids": [
                        Command.create(
                            {
                                "account_id": data[f"default_account_{name}"].id,
                                "partner_id": self.customer.id,
                                "currency_id": dollar.id,
                                "amount_currency": 125.0,
                                "balance": 100.0,
                            }
                        ),
                        Command.create(
                            {
                                "account_id": data["default_account_revenue"].id,
                                "balance": -100.0,
                            }
                        ),
                    ],
                }
                for name in ("receivable", "expense")
            ]
        )
        (owed | foreign).action_post()
        words = self.refused(owed)["entry_currencies"]
        self.assertIn(f"{owed.name} has lines in several currencies", words)
        self.assertNotIn("entry_currencies", self.refused(foreign))

    def test_entry_of_money_that_came_is_refused(self):
        bank = self.company_data["default_journal_bank"]
        self.connection.entry_journal_ids = bank
        line = self.env["account.bank.statement.line"].create(
            {"journal_id": bank.id, "amount": 12.5, "date": "2026-03-10"}
        )
        words = self.refused(line.move_id)["entry_counterpart"]
        self.assertIn(f"{line.move_id.name} is not exported", words)
        revenue, spent = (
            self.company_data[f"default_account_{name}"]
            for name in ("revenue", "expense")
        )
        own = self.env["account.move"].create(
            {
                "journal_id": bank.id,
                "date": "2026-03-10",
                "line_ids": [
                    Command.create({"account_id": account.id, "balance": balance})
                    for account, balance in ((revenue, -10.0), (spent, 10.0))
                ],
            }
        )
        own.action_post()
        self.assertNotIn("entry_counterpart", self.refused(own))
        # It waits, and its journal is taken from those that are exported.
        misc = self.company_data["default_journal_misc"]
        for others in (misc, misc.browse()):
            self.connection.entry_journal_ids = others
            words = self.refused(own)
            self.assertIn(
                f"journal entries of {bank.display_name}", words.pop("entry_journal")
            )
            self.assertFalse({"entry_counterpart", "kind_unsupported"} & {*words})
