from datetime import timedelta
from unittest.mock import patch

from odoo import fields
from odoo.exceptions import UserError
from odoo.tests import tagged

from odoo.addons.connector_base.ledger.values import SettlementKind

from .common import LedgerCase, needs


@tagged("post_install", "-at_install")
class TestBasePayments(LedgerCase):
    """What is paid in the ledger is paid here; what is undone is undone."""

    @property
    def receipt(self):
        """How what was received is told on the invoice."""
        return "BNK/" if self.allocations else "Paid in the ledger"

    def exported(self, *args, **kwargs):
        move = self.invoice(*args, **kwargs)
        self.export(move)
        self.assertEqual(move.ledger_state, "done")
        return move

    def payments(self):
        return self.env["account.payment"].search(
            [("ledger_allocation_id.connection_id", "=", self.connection.id)]
        )

    def test_full_payment_pays_the_invoice(self):
        move = self.exported()
        self.books.settle(move.name, "BNK/1", "121.00")
        self.import_payments()
        self.assertEqual(move.payment_state, "paid")
        payment = self.payments()
        self.assertEqual((payment.amount, payment.state), (121.0, "paid"))
        told = (str(payment.date), "BNK/1" in payment.memo)
        today = str(fields.Date.context_today(payment))
        expected = ("2026-03-20", True) if self.allocations else (today, False)
        self.assertEqual(told, expected)

    def test_partial_payments_leave_the_rest_open(self):
        move = self.exported()
        self.books.settle(move.name, "BNK/1", "21.00")
        self.import_payments()
        self.assertEqual((move.payment_state, move.amount_residual), ("partial", 100.0))
        self.books.settle(move.name, "BNK/2", "100.00")
        self.import_payments()
        self.assertEqual(move.payment_state, "paid")
        self.assertEqual(sorted(self.payments().mapped("amount")), [21.0, 100.0])

    def test_importing_twice_changes_nothing(self):
        move = self.exported()
        self.books.settle(move.name, "BNK/1", "121.00")
        self.import_payments()
        before = self.payments()
        self.run_of("import").cursor = False
        self.import_payments()
        self.assertEqual(self.payments(), before)

    @needs("allocations")
    def test_one_receipt_for_several_invoices(self):
        moves = self.exported() | self.exported((50.0, self.tax_low))
        for move in moves:
            self.books.settle(move.name, "BNK/7", move.amount_total)
        self.import_payments()
        self.assertEqual(moves.mapped("payment_state"), ["paid", "paid"])
        rows = self.env["ledger.allocation"].search([("settlement", "=", "BNK/7")])
        self.assertEqual(len(rows), 2)

    def test_payments_of_several_invoices_are_registered_at_once(self):
        moves = self.several_paid()
        with self.patched_post() as post:
            self.import_payments()
        self.assertEqual(post.call_count, 1)
        self.assertEqual(set(moves.mapped("payment_state")), {"paid"})
        rows = self.payments().ledger_allocation_id
        self.assertEqual(rows.move_id, moves)
        self.assertEqual(self.payments().mapped("amount"), [121.0] * 3)
        for move in moves:
            bodies = move.message_ids.mapped("body")
            self.assertEqual(len([one for one in bodies if self.receipt in one]), 1)

    def test_payment_that_odoo_refuses_holds_up_no_other(self):
        moves = self.several_paid()
        with self.patched_post(refused=moves[1]):
            self.import_payments()
        self.assertEqual(moves.mapped("payment_state"), ["paid", "not_paid", "paid"])
        row = moves[1].ledger_export_ids.allocation_ids
        self.assertEqual((row.state, row.reason), ("conflict", "refused_here"))
        self.assertIn("Odoo refused", row.message)
        self.assertEqual(len(self.payments()), 2)
        self.import_payments()
        self.assertEqual(moves[1].payment_state, "paid")

    def several_paid(self):
        moves = self.exported() | self.exported() | self.exported()
        for number, move in enumerate(moves):
            self.books.settle(move.name, f"BNK/{number}", "121.00")
        return moves

    def patched_post(self, refused=None):
        """Payments can be posted, but for that of the invoice ``refused``."""
        model = type(self.env["account.payment"])
        post = model.action_post

        def posted(payments):
            if refused and refused in payments.ledger_allocation_id.move_id:
                raise UserError("no")
            return post(payments)

        return patch.object(model, "action_post", autospec=True, side_effect=posted)

    def test_refunded_credit_note_is_paid(self):
        move = self.exported(move_type="out_refund")
        self.books.settle(move.name, "BNK/1", "-121.00")
        self.import_payments()
        self.assertEqual(move.payment_state, "paid")
        self.assertEqual(self.payments().payment_type, "outbound")

    def test_instalments_are_paid_from_the_oldest(self):
        move = self.exported(
            (100.0, self.tax_high), invoice_payment_term_id=self.pay_terms_b.id
        )
        self.books.settle(move.name, "BNK/1", "40.00")
        self.import_payments()
        terms = move.line_ids.filtered(lambda li: li.display_type == "payment_term")
        self.assertEqual(
            terms.sorted("date_maturity").mapped("amount_residual"), [0.0, 81.0]
        )

    def test_undone_match_opens_the_invoice_again(self):
        move = self.exported()
        self.books.settle(move.name, "BNK/1", "121.00")
        self.import_payments()
        self.books.settle(move.name, "BNK/1", None)
        self.import_payments()
        self.assertEqual(
            (move.payment_state, move.amount_residual), ("not_paid", 121.0)
        )
        self.assertEqual(self.payments().state, "canceled")

    @needs("allocations")
    def test_changed_amount_replaces_the_payment(self):
        move = self.exported()
        self.books.settle(move.name, "BNK/1", "121.00")
        self.import_payments()
        self.books.settle(move.name, "BNK/1", "100.00")
        self.import_payments()
        self.assertEqual(move.amount_residual, 21.0)
        self.assertEqual(sorted(self.payments().mapped("state")), ["canceled", "paid"])

    @needs("allocations")
    def test_locked_period_is_a_conflict_until_it_is_opened(self):
        move = self.exported()
        self.company.fiscalyear_lock_date = "2026-03-31"
        self.books.settle(move.name, "BNK/1", "121.00")
        self.import_payments()
        row = self.env["ledger.allocation"].search([("move_id", "=", move.id)])
        self.assertEqual((row.state, row.reason), ("conflict", "locked_period"))
        self.company.fiscalyear_lock_date = False
        self.import_payments()
        self.assertEqual((row.state, move.payment_state), ("applied", "paid"))

    def test_switched_off_import_asks_nothing(self):
        move = self.exported()
        self.books.settle(move.name, "BNK/1", "121.00")
        self.connection.payment_import = False
        self.books.calls.clear()
        self.import_payments()
        self.assertFalse(self.books.calls)
        self.assertEqual(move.payment_state, "not_paid")

    @needs("allocations")
    def test_once_a_week_everything_is_looked_through(self):
        """What the ledger did not call a change comes in all the same."""
        move = self.invoice()
        self.export(move)
        self.import_payments()
        entry = next(iter(self.books.entries.values()))
        entry.settled["BNK/1"] = (entry.document.total, entry.document.date)
        self.import_payments()
        self.assertEqual(move.payment_state, "not_paid")
        self.run_of("import").full_at -= timedelta(days=8)
        self.import_payments()
        self.assertEqual(move.payment_state, "paid")
        told = self.connection.message_ids[0].body
        self.assertIn("Put right: 1", told)
        self.assertIn(move.name, told)

    @needs("allocations")
    def test_all_is_compared_when_asked_for(self):
        """New payments are no repair, and agreement is told too."""
        move, other = self.invoice(), self.invoice()
        self.export(move | other)
        self.import_payments()
        self.books.settle(move.name, "BNK/1", "121.00")
        self.connection.action_audit()
        self.import_payments()
        self.assertEqual(move.payment_state, "paid")
        self.assertIn("they agree", self.connection.message_ids[0].body)
        for entry in self.books.entries.values():
            if entry.document.key.number == other.name:
                entry.settled["BNK/2"] = (entry.document.total, entry.document.date)
        self.connection.action_audit()
        self.import_payments()
        self.assertEqual(other.payment_state, "paid")
        self.assertIn("Put right: 1", self.connection.message_ids[0].body)
        self.import_payments()
        bodies = self.connection.message_ids.mapped("body")
        self.assertEqual(sum("compared" in body for body in bodies), 2)

    def test_comparing_that_was_stopped_tells_nothing(self):
        move = self.invoice()
        self.export(move)
        self.import_payments()
        self.connection.action_audit()
        self.connection.sudo().stopped = True
        self.import_payments()
        self.assertNotIn("compared", str(self.connection.message_ids.mapped("body")))
        self.connection.sudo().stopped = False
        self.import_payments()
        self.assertIn("they agree", self.connection.message_ids[0].body)

    # Settled otherwise

    def rows(self, move):
        return move.ledger_export_id.allocation_ids

    def settle_each_other(self, invoice, note, amount):
        """As the accountant matches an invoice with a credit note."""
        kind = SettlementKind.DOCUMENT
        self.books.settle(invoice.name, note.name, amount, kind, of=note.name)
        self.books.settle(note.name, invoice.name, -amount, kind, of=invoice.name)

    @needs("allocations")
    def test_credit_note_settles_an_invoice(self):
        invoice = self.exported()
        note = self.exported(move_type="out_refund")
        self.settle_each_other(invoice, note, 121)
        self.import_payments()
        self.assertEqual((invoice.amount_residual, note.amount_residual), (0, 0))
        self.assertFalse(self.payments())
        self.assertEqual(
            (self.rows(invoice) | self.rows(note)).mapped("state"), ["applied"] * 2
        )
        self.import_payments()
        for move, other in ((invoice, note), (note, invoice)):
            self.books.settle(move.name, other.name, None)
        self.import_payments()
        self.assertEqual(
            (invoice.amount_residual, note.amount_residual), (121.0, 121.0)
        )

    @needs("allocations")
    def test_credit_note_settles_a_part_of_what_both_have_open(self):
        invoice = self.exported((200.0, self.tax_high))
        note = self.exported(move_type="out_refund")
        self.settle_each_other(invoice, note, 50)
        self.import_payments()
        self.assertEqual((invoice.amount_residual, note.amount_residual), (192.0, 71.0))
        self.books.settle(invoice.name, "BNK/1", 192)
        self.import_payments()
        self.assertEqual(invoice.payment_state, "paid")

    @needs("allocations")
    def test_what_odoo_reconciled_already_is_not_done_twice(self):
        invoice = self.exported()
        dates = {"date": "2026-03-12", "invoice_date": "2026-03-12"}
        note = invoice._reverse_moves([dates], cancel=True)
        self.export(note)
        self.assertEqual(invoice.amount_residual, 0)
        self.settle_each_other(invoice, note, 121)
        self.import_payments()
        self.assertEqual(
            (self.rows(invoice) | self.rows(note)).mapped("state"), ["applied"] * 2
        )

    @needs("allocations")
    def test_unknown_counterpart_is_shown(self):
        move = self.exported()
        self.books.settle(move.name, "MEMO/1", 121, SettlementKind.DOCUMENT)
        self.import_payments()
        self.assertEqual(self.rows(move).reason, "settlement_unsupported")

    @needs("allocations")
    def test_difference_is_booked_on_its_account(self):
        account = self.company_data["default_account_expense"]
        move = self.exported()
        self.books.settle(move.name, "BNK/1", 120)
        self.books.settle(move.name, "AFL/1", 1, SettlementKind.DIFFERENCE)
        self.import_payments()
        self.assertEqual(move.amount_residual, 1.0)
        row = self.rows(move).filtered(lambda row: row.kind == "difference")
        self.assertEqual(row.reason, "settlement_unsupported")
        self.connection.difference_account_id = account
        self.import_payments()
        self.assertEqual((move.amount_residual, move.payment_state), (0, "paid"))
        line = row.entry_ids.line_ids.filtered(lambda li: li.account_id == account)
        self.assertEqual((line.balance, str(line.date)), (1.0, "2026-03-20"))
        self.books.settle(move.name, "AFL/1", None)
        self.import_payments()
        self.assertEqual(move.amount_residual, 1.0)
        self.assertEqual(row.entry_ids.state, "cancel")

    @needs("allocations")
    def test_journal_entry_settles(self):
        self.connection.settlement_account_id = self.company_data[
            "default_account_expense"
        ]
        move = self.exported()
        self.books.settle(move.name, "MEMO/1", 121, SettlementKind.OTHER)
        self.import_payments()
        self.assertEqual(move.amount_residual, 0)

    @needs("allocations")
    def test_exchange_difference_of_nothing_is_nothing(self):
        move = self.exported()
        self.books.settle(move.name, "AFL/2", 0, SettlementKind.DIFFERENCE)
        self.import_payments()
        self.assertEqual(self.rows(move).state, "applied")
        self.assertEqual(move.amount_residual, 121.0)

    @needs("allocations")
    def test_locked_period_is_registered_on_the_first_open_day(self):
        self.connection.locked_payments = "next"
        move = self.exported()
        self.books.settle(move.name, "BNK/1", 121)
        self.company.fiscalyear_lock_date = "2026-03-31"
        self.import_payments()
        self.assertEqual(move.payment_state, "paid")
        self.assertEqual(str(self.payments().date), "2026-04-01")
        payment = self.payments()
        self.company.fiscalyear_lock_date = "2026-04-30"
        self.books.settle(move.name, "BNK/1", None)
        self.import_payments()
        self.assertEqual(move.amount_residual, 121.0)
        reversal = payment.move_id.reversal_move_ids
        self.assertEqual(str(reversal.date), "2026-05-01")
        self.books.settle(move.name, "BNK/1", 121)
        self.import_payments()
        self.assertEqual(move.payment_state, "paid")

    @needs("allocations")
    def test_mapped_bank_journal_is_used_where_wanted(self):
        bank = self.company_data["default_journal_bank"]
        item = (
            self.env["ledger.item"]
            .sudo()
            .create(
                {
                    "connection_id": self.connection.id,
                    "kind": "journal",
                    "code": "BNK",
                    "remote_id": "BNK",
                }
            )
        )
        self.env["ledger.mapping"].create(
            {
                "connection_id": self.connection.id,
                "kind": "journal",
                "journal_id": bank.id,
                "item_id": item.id,
            }
        )
        one, other, third = self.exported(), self.exported(), self.exported()
        self.books.settle(one.name, "BNK/1", 121)
        self.import_payments()
        self.connection.payment_by_journal = True
        self.books.settle(other.name, "BNK/2", 121)
        self.books.settle(third.name, "KAS/1", 121)
        self.import_payments()
        own = self.connection.payment_journal_id
        self.assertEqual(self.payments().sorted("id").journal_id.ids, [own.id, bank.id])
        journals = {p.memo.split(" ")[0]: p.journal_id for p in self.payments()}
        self.assertEqual(journals, {"BNK/1": own, "BNK/2": bank, "KAS/1": own})

    # Who is told

    def test_invoice_tells_its_own_history(self):
        move = self.exported()
        self.books.settle(move.name, "BNK/1", 21)
        self.import_payments()
        self.books.settle(move.name, "BNK/1", None)
        self.import_payments()
        told = " ".join(move.message_ids.mapped("body"))
        self.assertIn(self.receipt, told)
        self.assertIn("not settled any more", told)

    def test_payments_are_told_as_the_user_likes(self):
        def told():
            return self.env["mail.message"].search_count(
                [
                    ("model", "=", "ledger.connection"),
                    ("res_id", "=", self.connection.id),
                    ("partner_ids", "in", self.env.user.partner_id.ids),
                ]
            )

        move = self.exported()
        self.connection.notify_user_ids = self.env.user
        before = told()
        self.books.settle(move.name, "BNK/1", 21)
        self.import_payments()
        self.assertEqual(told() - before, 0)
        self.connection.notify = "once"
        self.books.settle(move.name, "BNK/2", 50)
        self.import_payments()
        self.import_payments()
        self.assertEqual(told() - before, 1)
        self.connection.notify = "daily"
        self.books.settle(move.name, "BNK/3", 50)
        self.import_payments()
        self.assertEqual(told() - before, 1)
        rows = self.rows(move).sudo()
        rows.applied_at = rows[0].applied_at - timedelta(minutes=1)
        cron = self.env.ref("connector_base.ir_cron_tell_payments")
        cron.method_direct_trigger()
        self.assertEqual(told() - before, 2)
        cron.method_direct_trigger()
        self.assertEqual(told() - before, 2)
