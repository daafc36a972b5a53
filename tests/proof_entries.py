"""The proof of journal entries: generated ones, with look-alikes on purpose, booked in
a sandbox and compared with Odoo's journal items per account and VAT code. One mixin for
every ledger, on top of ``JournalEntries``."""

import os
from collections import Counter
from decimal import Decimal

from hypothesis import HealthCheck, given, reject, settings
from hypothesis import strategies as st
from proof_posted import money

from odoo import Command
from odoo.exceptions import UserError

NIGHTLY = os.environ.get("LC_PROFILE") == "nightly"
EXAMPLES = 150 if NIGHTLY else 8
LINES = st.fixed_dictionaries(
    {
        "account": st.sampled_from(["expense", "income", "clear"]),
        "amount": st.decimals(-500, 500, places=2).filter(bool).map(float),
        "tax": st.sampled_from(["", "", "sold", "bought", "hand", "late"]),
        "shares": st.sampled_from([(), (100,), (33.33, 66.67), (60, 15)]),
    }
)
ENTRIES = st.fixed_dictionaries(
    {
        "lines": st.lists(LINES, min_size=1, max_size=4),
        "currency": st.sampled_from(["EUR", "EUR", "USD"]),
        "copies": st.sampled_from([1, 2]),
        "reversed": st.booleans(),
    }
)


class ProofOfEntries:
    """For a ``JournalEntries``. ``may_refuse``: codes of refusals of what the ledger
    can't represent."""

    may_refuse = ()

    def test_generated_entries_are_booked_to_the_cent(self):
        plan = self.env["account.analytic.plan"].create({"name": "Where"})
        self.some = self.env["account.analytic.account"].create(
            [{"name": code, "plan_id": plan.id} for code in self.centres]
        )
        for account, code in zip(self.some, self.centres, strict=True):
            self.map("cost_centre", "analytic_account_id", account, code)
        self.setup_other_currency("USD", rates=[("2026-01-01", 1.1)])
        for name in ("default_account_tax_purchase", "default_account_tax_sale"):
            self.map("account", "account_id", self.company_data[name], self.clearing)
        self.late = self.tax_due_at_payment()
        self.vat_code = {
            self.tax_high: self.sold,
            self.tax_buy: self.bought,
            self.late: self.sold,
        }
        self.booked_at_all = self.refused_there = 0

        @settings(
            max_examples=EXAMPLES,
            deadline=None,
            derandomize=not NIGHTLY,
            database=None,
            suppress_health_check=list(HealthCheck),
        )
        @given(ENTRIES)
        def whatever_is_posted_is_booked(spec):
            with self.rolled_back():
                self.allow_vat()
                try:
                    moves = self.post_all(spec)
                except UserError:
                    # Odoo itself refuses it.
                    reject()
                self.prove(moves)

        whatever_is_posted_is_booked()
        self.assertGreater(self.booked_at_all, EXAMPLES // 2)
        self.assertLessEqual(self.refused_there, EXAMPLES // 4)

    def allow_vat(self, allowed=True):
        """Where the ledger has to be told."""

    def post_all(self, spec):
        """Copies that are alike in everything but their number."""
        moves = self.env["account.move"]
        for _copy in range(spec["copies"]):
            moves |= self.entry(*self.lines_of(spec), post=False)
        known = {self.expense, self.income, self.clear}
        for move in moves:
            # What balances it, as Odoo made it.
            lines = move.line_ids.filtered(lambda line: not line.tax_line_id)
            rest = lines.filtered(lambda line: line.account_id not in known)
            values = {"account_id": self.clear.id}
            if spec["currency"] == "USD" and rest:
                foreign = sum((move.line_ids - rest).mapped("amount_currency"))
                usd = self.env.ref("base.USD").id
                values |= {"currency_id": usd, "amount_currency": -foreign}
            rest.filtered(lambda line: line.name != "VAT by hand").write(values)
        moves.action_post()
        if spec["reversed"]:
            moves |= moves[0]._reverse_moves([{"date": moves[0].date}], cancel=True)
        return moves

    def lines_of(self, spec):
        taxes = {"sold": self.tax_high, "bought": self.tax_buy, "late": self.late}
        for line in spec["lines"]:
            account, amount = getattr(self, line["account"]), line["amount"]
            shares = zip(self.some, line["shares"], strict=False)
            values = {
                "analytic_distribution": {str(one.id): share for one, share in shares}
            }
            if line["tax"] in taxes:
                values["tax_ids"] = [Command.set(taxes[line["tax"]].ids)]
            if spec["currency"] == "USD":
                usd = self.env.ref("base.USD").id
                values |= {"currency_id": usd, "amount_currency": amount}
                amount = round(amount / 1.1, 2)
            yield account, amount, values
            if line["tax"] == "hand" and spec["currency"] == "EUR":
                paid = self.company_data["default_account_tax_purchase"]
                yield paid, round(amount / 5, 2), {"name": "VAT by hand"}

    def prove(self, moves):
        rows = self.export(moves)
        refused = rows.filtered(lambda row: row.error_code in self.may_refuse)
        self.refused_there += bool(refused)
        left = rows - refused
        self.assertEqual(
            {*left.mapped("state")} - {"done"}, set(), left.mapped("message")
        )
        self.assertEqual(len(self.memorials()), len(left))
        self.booked_at_all += len(left)
        accounts, vat = Counter(), Counter()
        codes = {
            rule.account_id: rule.item_id.code
            for rule in self.connection.mapping_ids
            if rule.account_id
        }
        for item in left.move_id.line_ids:
            if item.tax_line_id:
                vat[self.vat_code[item.tax_line_id]] -= money(item.balance)
            else:
                accounts[codes[item.account_id]] += money(item.balance)
        totals = self.totals()
        for code in {self.costs, self.account, self.clearing}:
            theirs = Decimal(totals["accounts"].get(code, "0"))
            self.assertEqual(theirs, accounts[code], f"account {code}")
        for code in self.vat_code.values():
            theirs = totals["vat"].get(code, {"vat": "0"})["vat"]
            self.assertEqual(Decimal(theirs), vat[code], f"VAT {code}")
