"""Journal entries in the general journal of a ledger: one mixin for every ledger."""

from collections import Counter
from decimal import Decimal

from odoo import Command
from odoo.exceptions import UserError, ValidationError
from odoo.tools import mute_logger

from odoo.addons.connector_base.tests.cases import SENDER


class JournalEntries:
    """For a ``SandboxCase``. ``general``: the code of a general journal that allows
    VAT; ``clearing``: of an account; ``centres``: two cost centres. ``memorials()``:
    what stands in the general journal, each as {"id", "number", "period", "currency",
    "lines": [(account, amount, base, VAT code, cost centre, relation)]} with the lines
    of VAT; ``lose_answer()`` to the next request that books an entry."""

    connected = True
    general = ""
    clearing = "1200"
    costs = "4500"
    centres = ()

    def setUp(self):
        super().setUp()
        self.misc = self.company_data["default_journal_misc"]
        self.expense = self.company_data["default_account_expense"]
        self.income = self.company_data["default_account_revenue"]
        self.clear = self.env["account.account"].create(
            {"name": "Clearing", "code": "199900", "account_type": "asset_current"}
        )
        self.tax_buy = self.chart_tax("btw_21_buy")
        self.connection.entry_journal_ids = self.misc
        self.map("journal", "journal_id", self.misc, self.general)
        self.map("account", "account_id", self.expense, self.costs)
        self.map("account", "account_id", self.income, self.account)
        self.map("account", "account_id", self.clear, self.clearing)
        self.map("vat", "tax_id", self.tax_buy, self.bought)

    def map(self, kind, field, record, code):
        rules = self.env["ledger.mapping"]
        rules.search(
            [("connection_id", "=", self.connection.id), (field, "=", record.id)]
        ).filtered(lambda rule: rule.kind == kind).unlink()
        rules.create(
            {
                "connection_id": self.connection.id,
                "kind": kind,
                field: record.id,
                "item_id": self.item(kind, code).id,
            }
        )

    def entry(self, *lines, journal=None, post=True, **values):
        """Posted; each line is (account, balance) or (account, balance, values)."""
        move = self.env["account.move"].create(
            {
                "move_type": "entry",
                "journal_id": (journal or self.misc).id,
                "date": "2026-03-10",
                "line_ids": [
                    Command.create(
                        {
                            "account_id": account.id,
                            "name": "Line",
                            "balance": balance,
                            **(more[0] if more else {}),
                        }
                    )
                    for account, balance, *more in lines
                ],
                **values,
            }
        )
        if post:
            move.action_post()
        return move

    def plain(self, amount=100.0, **values):
        lines = ((self.expense, amount), (self.clear, -amount))
        return self.entry(*lines, **values)

    def tax_due_at_payment(self):
        """The ledger's code says itself when VAT is due; Odoo keeps it elsewhere."""
        owed = self.company_data["default_account_tax_sale"]
        self.company.tax_exigibility = True
        tax = self.tax_high.copy(
            {
                "name": "Due at payment",
                "tax_exigibility": "on_payment",
                "cash_basis_transition_account_id": owed.copy({"reconcile": True}).id,
            }
        )
        self.map("vat", "tax_id", tax, self.sold)
        return tax

    def on(self, account, memorial):
        return [line[1:] for line in memorial["lines"] if line[0] == account]

    def dialog(self, moves):
        return (
            self.env["ledger.export.wizard"]
            .with_context(**moves.action_ledger_export()["context"])
            .create({})
        )

    # Exactly once

    def test_equal_entries_of_a_day_stand_there_once_each(self):
        """By the dialog, in bulk; pressed twice."""
        tax = {"tax_ids": [Command.set(self.tax_buy.ids)]}
        moves = self.env["account.move"].union(
            *(
                self.entry((self.expense, 100.0, tax), (self.clear, -121.0))
                for _twin in range(2)
            )
        )
        wizard = self.dialog(moves)
        self.assertFalse(wizard.problems)
        wizard.action_export()
        self.run_cron("ir_cron_export")
        with self.assertRaises(UserError):
            self.dialog(moves).action_export()
        self.run_cron("ir_cron_export")
        rows = moves.ledger_export_ids
        self.assertEqual(rows.mapped("state"), ["done", "done"], rows.mapped("message"))
        found = self.memorials()
        self.assertEqual(len(found), 2)
        self.assertEqual(
            {str(one["number"]) for one in found}, {*rows.mapped("ledger_number")}
        )
        for one in found:
            self.assertEqual(one["period"], "2026/03")
            ((net, *_more, code, _centre, _who),) = self.on(self.costs, one)
            self.assertEqual((net, code), ("100.00", self.bought))
            self.assertEqual(self.on(self.clearing, one)[0][0], "-121.00")
            self.assertEqual(sum(Decimal(line[1]) for line in one["lines"]), 0)
        vat = {"turnover": "-200.00", "vat": "-42.00"}
        self.assertEqual(self.totals()["vat"][self.bought], vat)
        # Looked for by its number, each finds its own.
        keys = {row: row._document().key for row in rows}
        with self.connection._open() as ledger:
            hits = ledger.find([*keys.values()])
        for row, key in keys.items():
            self.assertEqual([hit.id for hit in hits[key]], [row.ledger_id])

    @mute_logger(SENDER)
    def test_lost_answer_is_found_and_no_twin_taken_for_it(self):
        twin, move = self.plain(), self.plain()
        self.export(twin)
        self.lose_answer()
        row = self.export(move)
        self.assertEqual(row.state, "in_doubt")
        self.due_now(row, sent_ago=600)
        self.run_cron("ir_cron_export")
        self.assertEqual((row.state, row.adopted), ("done", True), row.message)
        self.assertNotEqual(row.ledger_id, twin.ledger_export_id.ledger_id)
        self.assertEqual(len(self.memorials()), 2)

    def test_what_an_earlier_connection_booked_is_adopted(self):
        move = self.plain()
        self.export(move)
        move.ledger_export_id.sudo().unlink()
        self.connection.sudo().connected_at = "2099-01-01"
        row = self.export(move)
        self.assertEqual((row.state, row.adopted), ("done", True), row.message)
        self.assertEqual(len(self.memorials()), 1)

    # Which

    def test_off_by_default_and_by_journal(self):
        self.connection.auto_export = True
        other = self.misc.copy()
        move = self.plain()
        elsewhere = self.plain(journal=other)
        self.assertEqual(move.ledger_state, "waiting")
        self.assertFalse(elsewhere.ledger_connection_id)
        states = self.env["account.move"].search(
            [("ledger_state", "=", "not_exported")]
        )
        self.assertNotIn(elsewhere, states)
        with self.assertRaises(UserError):
            elsewhere.action_ledger_export()
        self.connection.entry_journal_ids = False
        self.assertFalse(self.plain().ledger_connection_id)

    def test_counterparts_are_never_exported(self):
        """Payments, what settling makes, and what came from the ledger."""
        self.connection.auto_export = True
        company, bank = self.company, self.company_data["default_journal_bank"]
        with self.assertRaises(ValidationError):
            self.connection.entry_journal_ids = company.currency_exchange_journal_id
        self.connection.write({"entry_journal_ids": [Command.link(bank.id)]})
        invoice = self.invoice()
        self.export(invoice)
        self.receive((invoice, 100.0))
        self.run_cron("ir_cron_import")
        register = self.env["account.payment.register"].with_context(
            active_model="account.move", active_ids=invoice.ids
        )
        payment = register.create({"journal_id": bank.id})._create_payments()
        taken = invoice.line_ids.filtered(
            lambda line: line.display_type == "payment_term"
        )
        made = (
            taken.matched_credit_ids.credit_move_id.move_id
            | payment.move_id
            | self.make_statement_line(bank)
            | self.make_settled(invoice)
        )
        self.assertGreater(len(made), 3)
        entries = made.filtered(lambda move: move.move_type == "entry")
        sent = entries.ledger_export_ids.move_id
        self.assertFalse(sent, sent.line_ids.read(["account_id", "balance", "name"]))
        self.assertFalse(entries.ledger_connection_id)
        self.run_cron("ir_cron_export")
        self.assertFalse(self.memorials())

    def test_vat_due_at_payment_is_told_once(self):
        """With its entry, by the ledger's code; what Odoo posts at the payment is a
        counterpart, also where its journal is chosen later."""
        late = self.tax_due_at_payment()
        receivable = self.company_data["default_account_receivable"]
        self.map("account", "account_id", receivable, self.clearing)
        self.company.tax_cash_basis_journal_id = self.misc
        moves = self.env["account.move"]
        for sign in (-1, 1):  # one settles the other
            who = {"partner_id": self.partner.id}
            taxed = {"tax_ids": [Command.set(late.ids)]} if sign < 0 else {}
            amount = 100.0 if taxed else 121.0
            moves |= self.entry(
                (self.income, sign * amount, taxed), (receivable, -sign * 121.0, who)
            )
        moves.line_ids.filtered(lambda line: line.account_id == receivable).reconcile()
        made = self.env["account.move"].search(
            [("tax_cash_basis_origin_move_id", "in", moves.ids)]
        )
        self.assertEqual((made.journal_id, made.state), (self.misc, "posted"))
        self.assertFalse(made.ledger_connection_id)
        self.connection.auto_export = True
        self.run_cron("ir_cron_export")
        self.assertFalse(made.ledger_export_ids)
        rows = moves.ledger_export_ids
        self.assertEqual(rows.mapped("state"), ["done", "done"], rows.mapped("message"))
        vat = {"turnover": "100.00", "vat": "21.00"}
        self.assertEqual(self.totals()["vat"][self.sold], vat)

    def test_expense_that_the_company_paid_is_an_entry(self):
        """Odoo makes it as a payment to nobody: of a bank journal, by its account."""
        bank = self.company_data["default_journal_bank"]
        self.connection.write({"entry_journal_ids": [Command.link(bank.id)]})
        self.map("journal", "journal_id", bank, self.general)
        tax = {"tax_ids": [Command.set(self.tax_buy.ids)]}
        lines = ((self.expense, 100.0, tax), (self.clear, -121.0))
        move = self.entry(*lines, journal=bank, post=False)
        payment = self.env["account.payment"].create(
            {
                "move_id": move.id,
                "journal_id": bank.id,
                "partner_id": self.customer.id,
                "payment_type": "outbound",
                "partner_type": "supplier",
                "amount": 121.0,
                "date": move.date,
                "outstanding_account_id": self.clear.id,
            }
        )
        move.write({"origin_payment_id": payment.id, "journal_id": bank.id})
        move.action_post()
        row = self.export(move)
        self.assertEqual(row.state, "done", row.message)
        (one,) = self.memorials()
        self.assertEqual(self.on(self.costs, one)[0][0], "100.00")

    def make_statement_line(self, bank):
        """Not assigned yet."""
        line = self.env["account.bank.statement.line"].create(
            {"journal_id": bank.id, "amount": 12.5, "date": "2026-03-10"}
        )
        return line.move_id

    def make_settled(self, invoice):
        """As the import makes it of a difference: an entry of ours, in a journal that
        is exported."""
        row = invoice.ledger_export_id.allocation_ids[:1]
        entry = self.plain(5.0, post=False)
        row.sudo().entry_ids += entry
        entry.action_post()
        return entry | entry._reverse_moves([{"date": entry.date}], cancel=False)

    # What it says

    def test_currency_shares_and_vat_of_both_kinds(self):
        dollar = self.setup_other_currency("USD", rates=[("2026-01-01", 1.25)])
        plan = self.env["account.analytic.plan"].create({"name": "Where"})
        some = self.env["account.analytic.account"].create(
            [{"name": code, "plan_id": plan.id} for code in self.centres]
        )
        for account, code in zip(some, self.centres, strict=True):
            self.map("cost_centre", "analytic_account_id", account, code)
        usd = {"currency_id": dollar.id}
        shares = {str(some[0].id): 33.33, str(some[1].id): 66.67}
        foreign = self.entry(
            (
                self.expense,
                80.0,
                {**usd, "amount_currency": 100.0, "analytic_distribution": shares},
            ),
            (self.clear, -80.0, {**usd, "amount_currency": -100.0}),
        )
        self.assertIn("USD", str(self.dialog(foreign).preview))
        sold = {"tax_ids": [Command.set(self.tax_high.ids)]}
        till = self.entry((self.income, -200.0, sold), (self.clear, 242.0))
        rows = self.export(foreign | till)
        self.assertEqual(rows.mapped("state"), ["done", "done"], rows.mapped("message"))
        first, second = self.memorials()
        self.assertEqual(first["currency"], "USD")
        parts = [(one[0], one[1], one[3]) for one in self.on(self.costs, first)]
        self.assertEqual(
            parts,
            [("33.33", "26.66", self.centres[0]), ("66.67", "53.34", self.centres[1])],
        )
        self.assertEqual(self.on(self.clearing, first)[0][:2], ("-100.00", "-80.00"))
        self.assertEqual(self.on(self.account, second)[0][0], "-200.00")
        vat = {"turnover": "200.00", "vat": "42.00"}
        self.assertEqual(self.totals()["vat"][self.sold], vat)

    def test_vat_that_was_posted_by_hand_is_a_line(self):
        """And no VAT code is told of it."""
        vat = self.company_data["default_account_tax_purchase"]
        self.map("account", "account_id", vat, self.clearing)
        move = self.entry(
            (self.expense, 100.0),
            (vat, 21.0, {"tax_line_id": self.tax_buy.id, "name": "VAT"}),
            (self.clear, -121.0),
        )
        row = self.export(move)
        self.assertEqual(row.state, "done", row.message)
        (one,) = self.memorials()
        self.assertEqual({line[3] or "" for line in one["lines"]}, {""})
        self.assertEqual(
            Counter(line[1] for line in one["lines"]),
            Counter(["100.00", "21.00", "-121.00"]),
        )

    def test_refused_with_the_reason(self):
        unmapped = self.clear.copy({"code": "199901"})
        move = self.entry((self.expense, 10.0), (unmapped, -10.0))
        wizard = self.dialog(move)
        self.assertIn(unmapped.display_name, wizard.problems)
        self.map("journal", "journal_id", self.misc, self.journal)
        row = self.export(move)
        self.assertEqual(row.state, "rejected")
        codes = {problem["code"] for problem in row.problems}
        self.assertEqual(codes, {"unmapped_account", "journal_not_general"})
        self.assertFalse(self.memorials())

    def test_preview_shows_both_sides(self):
        move = self.plain()
        preview = str(self.dialog(move).preview)
        self.assertIn(self.item("account", self.costs).display_name, preview)
        self.assertIn(self.item("account", self.clearing).display_name, preview)
        self.assertIn("100.00", preview)

    # Afterwards

    def change(self, move, amount):
        move.button_draft()
        move.write(
            {
                "line_ids": [
                    Command.update(
                        line.id, {"balance": amount if line.balance > 0 else -amount}
                    )
                    for line in move.line_ids
                ]
            }
        )
        move.action_post()

    def correct(self, move):
        action = move.action_ledger_correct()
        wizard = (
            self.env["ledger.correction.wizard"]
            .with_context(**action["context"])
            .create({"reason": "Wrong amount"})
        )
        wizard.action_correct()
        self.run_cron("ir_cron_export")
        self.run_cron("ir_cron_export")

    def sums(self):
        """On the costs, of all that stands there."""
        return sorted(
            float(line[0])
            for one in self.memorials()
            for line in self.on(self.costs, one)
        )

    def test_changed_entry_is_corrected_and_its_twin_left_alone(self):
        move, twin = self.plain(), self.plain()
        self.export(move | twin, final="draft")
        self.change(move, 150.0)
        self.assertTrue(move.ledger_changed)
        self.assertIn("150.00", move.ledger_export_id.changes_text)
        self.correct(move)
        self.assertEqual(move.ledger_state, "done", move.ledger_message)
        self.assertEqual(self.sums(), [100.0, 150.0])
        self.assertFalse(move.ledger_changed or twin.ledger_changed)
        move.button_draft()
        self.correct(move)
        self.assertEqual(self.sums(), [100.0])

    def test_reversal_is_an_entry_of_its_own(self):
        move = self.plain()
        self.export(move)
        reversal = move._reverse_moves([{"date": move.date}], cancel=True)
        self.assertEqual(reversal.ledger_connection_id, self.connection)
        row = self.export(reversal)
        self.assertEqual(row.state, "done", row.message)
        self.assertEqual(self.sums(), [-100.0, 100.0])

    def test_control_report_has_each_entry(self):
        same, other, unsent = self.plain(), self.plain(), self.plain()
        # Its 121.00 on the debit side are 100.00 without VAT.
        taxed = {"tax_ids": [Command.set(self.tax_buy.ids)]}
        bought = self.entry((self.expense, 100.0, taxed), (self.clear, -121.0))
        self.assertEqual(bought.amount_total, 121.0)
        rows = self.export(same | other | bought)
        rows.sudo().done_at = "2026-01-01"
        found = {row.move_id: row for row in self.control()}
        for move in (same, other, bought):
            self.assertFalse(found[move].cause, found[move].differences)
            self.assertEqual((found[move].total, found[move].ledger_total), (100, 100))
        self.assertEqual(found[unsent].cause, "not_exported")
        self.delete_there(other)
        found = {row.move_id: row for row in self.control()}
        self.assertFalse(found[same].cause)
        self.assertEqual(found[other].cause, "deleted")
        self.correct(other)
        self.assertEqual(other.ledger_state, "done", other.ledger_message)
        self.assertEqual(self.sums(), [100.0] * 3)
