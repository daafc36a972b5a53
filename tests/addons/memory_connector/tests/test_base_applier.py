from datetime import date
from decimal import Decimal
from unittest.mock import patch

from psycopg2.errors import SerializationFailure

from odoo import Command
from odoo.exceptions import UserError
from odoo.tests import tagged
from odoo.tools import mute_logger

from odoo.addons.connector_base.ledger.values import (
    SettlementKind,
)

from .paid_case import PaidCase

APPLIER = "odoo.addons.connector_base.models.payment.ledger_applier"


@tagged("post_install", "-at_install")
class TestBaseApplier(PaidCase):
    """Nothing is undone without need, and every conflict has a way out."""

    def test_less_certain_answer_undoes_nothing(self):
        move, row, payment = self.paid()
        doubt = {"certain": False}
        for parts in (
            [("BNK/1", "121.00", doubt)],
            [("BNK/1+BNK/2", "121.00", doubt)],
            [("BNK/2", "60.50", doubt), ("BNK/3", "60.50", doubt)],
            [("BNK/2", "60.50", doubt), ("BNK/3", "60.50", doubt)],
        ):
            self.settled(move, *parts)
            self.assertEqual((payment.state, move.payment_state), ("paid", "paid"))
            self.assertEqual({*self.rows(move).mapped("state")}, {"applied"})
        self.settled(move, ("BNK/2", "60.50", {}), ("BNK/3", "60.50", {}))
        self.assertEqual(payment.state, "canceled")
        live = self.rows(move).payment_ids - payment
        self.assertEqual(live.mapped("amount"), [60.5, 60.5])
        self.assertEqual(move.payment_state, "paid")

    def test_other_day_for_the_same_amount_is_registered_anew(self):
        move, _row, payment = self.paid()
        day = {"date": date(2026, 3, 23)}
        self.settled(move, ("BNK/1", "121.00", day))
        self.assertEqual(payment.state, "canceled")
        live = self.rows(move).payment_ids - payment
        self.assertEqual(str(live.date), "2026-03-23")

    def test_nothing_is_undone_before_the_new_state_can_be_applied(self):
        move, row, payment = self.paid()
        other = {"kind": SettlementKind.OTHER}
        self.settled(move, ("MEMO/1", "100.00", other))
        new = self.rows(move) - row
        self.assertEqual((payment.state, move.amount_residual), ("paid", 0))
        self.assertEqual(
            (new.state, new.reason), ("conflict", "settlement_unsupported")
        )
        account = self.company_data["default_account_expense"]
        self.connection.settlement_account_id = account
        self.import_payments()
        self.assertEqual((payment.state, move.amount_residual), ("canceled", 21))
        self.assertEqual((row.state, new.state), ("cancelled", "applied"))

    def test_what_brings_the_books_nearer_is_done_at_once(self):
        """A payment was taken apart into one that Odoo can register, and a difference
        that nobody has an account for."""
        move = self.exported()
        self.settled(move, ("BNK/1", "100.00", {}))
        kept = {"kind": SettlementKind.DIFFERENCE}
        self.settled(move, ("BNK/2", "118.00", {}), ("KEPT", "3.00", kept))
        self.assertEqual(move.amount_residual, 3)
        reasons = self.rows(move).mapped("reason")
        self.assertEqual([one for one in reasons if one], ["settlement_unsupported"])

    def test_same_refusal_is_written_once(self):
        move = self.exported()
        self.books.settle(move.name, "BNK/1", 121)
        model = type(self.env["account.payment"])

        def refused(payments):
            raise UserError("the journal is on holiday")

        with patch.object(model, "action_post", refused):
            for _run in range(3):
                self.import_payments()
        row = self.rows(move)
        self.assertEqual((row.state, row.reason), ("conflict", "refused_here"))
        self.assertIn("on holiday", row.message)
        self.assertEqual(self.told(move).count("on holiday"), 1)
        row.action_apply_again()
        self.import_payments()
        self.assertEqual((row.state, row.message), ("applied", False))

    def test_mistake_of_ours_holds_up_no_other(self):
        moves = self.exported() | self.exported()
        for move in moves:
            self.books.settle(move.name, f"BNK/{move.id}", 121)
        model = type(self.env["account.payment"])
        post = model.action_post

        def broken(payments):
            if moves[0] in payments.ledger_allocation_id.move_id:
                raise KeyError("oops")
            return post(payments)

        with patch.object(model, "action_post", broken), mute_logger(APPLIER):
            self.import_payments()
        self.assertEqual(moves.mapped("payment_state"), ["not_paid", "paid"])
        self.assertEqual(self.rows(moves[0]).reason, "internal_error")
        self.import_payments()
        self.assertEqual(moves.mapped("payment_state"), ["paid", "paid"])

    def test_another_writer_is_no_refusal(self):
        """Of one payment, which goes with others, and of two, which go alone."""
        one, two = self.exported(), self.exported()
        for number, amount in ((2, 100), (3, 21)):
            self.books.settle(two.name, f"BNK/{number}", amount)
        model, left = type(self.env["account.payment"]), [one.id, two.id]
        post = model.action_post

        def met(payments):
            for id_ in payments.ledger_allocation_id.move_id.ids:
                if id_ in left:
                    left.remove(id_)
                    raise SerializationFailure
            return post(payments)

        with patch.object(model, "action_post", met):
            self.import_payments()
            self.books.settle(one.name, "BNK/1", 121)
            self.import_payments()
        self.assertFalse(left)
        rows = self.rows(one) | self.rows(two)
        self.assertEqual(rows.mapped("state"), ["applied"] * 3)
        self.assertEqual(sorted(rows.payment_ids.mapped("amount")), [21, 100, 121])
        self.assertEqual((one | two).mapped("payment_state"), ["paid"] * 2)
        self.assertEqual(self.told(two).count("BNK/2"), 1)

    def test_what_is_locked_by_a_hash_is_reversed(self):
        move, row, payment = self.paid()
        payment.move_id.button_hash()
        self.assertTrue(payment.move_id.inalterable_hash)
        self.books.settle(move.name, "BNK/1", None)
        self.import_payments()
        self.assertEqual((row.state, move.amount_residual), ("cancelled", 121))
        reversal = payment.move_id.reversal_move_ids
        self.assertEqual(reversal.mapped("state"), ["posted"])
        lines = (payment.move_id | reversal).line_ids
        for account in lines.account_id:
            mine = lines.filtered(lambda line, a=account: line.account_id == a)
            self.assertEqual(sum(mine.mapped("balance")), 0, account.display_name)
        self.books.settle(move.name, "BNK/1", 121)
        self.import_payments()
        self.assertEqual((row.state, move.payment_state), ("applied", "paid"))

    def test_invoice_that_is_not_posted_any_more(self):
        move = self.exported()
        move.button_draft()
        self.books.settle(move.name, "BNK/1", 121)
        self.import_payments()
        row = self.rows(move)
        self.assertEqual((row.state, row.reason), ("conflict", "not_posted_any_more"))
        move.action_post()
        self.import_payments()
        self.assertEqual((row.state, move.payment_state), ("applied", "paid"))

    def test_doubtful_settlement_is_accepted_or_registered_by_hand(self):
        moves = self.exported() | self.exported()
        for move in moves:
            self.settled(move, ("BNK/1+VRK/2", "121.00", {"certain": False}))
        rows = self.env["ledger.allocation"].search([("move_id", "in", moves.ids)])
        self.assertEqual(rows.mapped("reason"), ["settlement_doubtful"] * 2)
        self.rows(moves[0]).action_accept()
        self.pay_by_hand(moves[1], 121)
        self.import_payments()
        self.assertEqual(rows.mapped("state"), ["applied"] * 2)
        self.assertEqual(moves.mapped("payment_state"), ["paid"] * 2)
        self.assertEqual(len(rows.payment_ids), 1)

    def test_what_is_no_payment_is_accepted_as_one(self):
        move = self.exported()
        self.settled(move, ("MEMO/1", "121.00", {"kind": SettlementKind.OTHER}))
        row = self.rows(move)
        self.assertEqual(row.reason, "settlement_unsupported")
        row.action_accept()
        self.import_payments()
        self.assertEqual((row.state, row.payment_ids.amount), ("applied", 121))

    def test_unknown_counterpart_has_a_way_out(self):
        moves = self.exported() | self.exported()
        of = {"kind": SettlementKind.DOCUMENT, "counterpart": "VRK/999"}
        for move in moves:
            self.settled(move, ("VRK/999", "121.00", of))
        rows = self.env["ledger.allocation"].search([("move_id", "in", moves.ids)])
        self.assertEqual(rows.mapped("reason"), ["settlement_unsupported"] * 2)
        self.rows(moves[0]).action_accept()
        self.pay_by_hand(moves[1], 121)
        self.import_payments()
        self.assertEqual(rows.mapped("state"), ["applied"] * 2)

    # Only what is open is told

    def balance(self, move, left, **values):
        self.settled(move, open=Decimal(left), **{"allocations": None, **values})
        return self.rows(move).filtered("present").mapped("amount")

    def test_of_an_open_amount_one_payment_is_made(self):
        move = self.exported()
        self.assertEqual(self.balance(move, "71.00"), [50])
        payment = self.rows(move).payment_ids
        self.assertEqual(
            payment.date, self.env["account.payment"].default_get(["date"])["date"]
        )
        self.assertEqual(sorted(self.balance(move, "0.00")), [50, 71])
        self.assertEqual(move.payment_state, "paid")
        self.assertEqual(sorted(self.balance(move, "0.00")), [50, 71])
        self.assertEqual(payment.state, "paid")
        # The newest goes first, and what is left of the other one shrinks.
        self.assertEqual(self.balance(move, "91.00"), [30])
        self.assertEqual(move.amount_residual, 91)
        self.assertEqual(self.balance(move, "121.00"), [])
        self.assertEqual(move.payment_state, "not_paid")
        self.assertEqual(self.balance(move, "21.00"), [100])
        self.assertEqual(self.balance(move, "0.00", gone=True), [])

    def test_open_amount_of_a_credit_note(self):
        move = self.exported(move_type="out_refund")
        self.assertEqual(self.balance(move, "-21.00"), [-100])
        self.assertEqual(self.rows(move).payment_ids.payment_type, "outbound")
        self.assertEqual(self.balance(move, "-121.00"), [])

    def test_what_was_told_in_full_is_kept_while_the_sum_holds(self):
        move = self.exported()
        memo = {"kind": SettlementKind.DIFFERENCE, "certain": True}
        self.connection.difference_account_id = self.company_data[
            "default_account_expense"
        ]
        self.settled(
            move,
            ("A", "0.00", memo),
            ("B", "21.00", memo),
            ("C", "100.00", {"by": ("BNK/1",), "journal": "BNK"}),
        )
        before = self.rows(move).payment_ids
        self.assertEqual(self.balance(move, "0.00"), [0, 21, 100])
        self.assertEqual(before.state, "paid")
        self.assertEqual({*self.rows(move).mapped("state")}, {"applied"})

    # Amounts

    def test_foreign_payment_is_worth_what_the_ledger_says(self):
        usd = self.env.ref("base.USD")
        usd.active = True
        self.env["res.currency.rate"].create(
            {"name": "2026-01-01", "rate": 1.25, "currency_id": usd.id}
        )
        move = self.exported(currency_id=usd.id)
        self.settled(move, ("BNK/1", "121.00", {"balance": Decimal("110.00")}))
        payment = self.rows(move).payment_ids
        self.assertEqual(payment.amount_company_currency_signed, 110)
        self.assertEqual(payment.move_id.amount_total, 121)
        self.assertEqual(move.payment_state, "paid")
        difference = move.line_ids.matched_credit_ids.exchange_move_id
        self.assertEqual(difference.amount_total_signed, 13.2)

    def test_own_currency_is_worth_what_it_says(self):
        """Whether the ledger tells it twice, or only once."""
        move, row, payment = self.paid()
        self.settled(move, ("BNK/1", "121.00", {"balance": Decimal("121.00")}))
        self.assertEqual((payment.state, self.rows(move)), ("paid", row))

    def test_payment_in_another_currency_is_shown_in_it(self):
        move, other = self.exported(), self.exported()
        chf = self.env.ref("base.CHF")
        self.assertFalse(chf.active, "Odoo knows it all the same")
        self.settled(move, ("BNK/1", "121.00", {"currency": "CHF"}))
        self.settled(other, ("BNK/2", "121.00", {"currency": "XTS"}))
        self.assertEqual(self.rows(move).currency_id, chf)
        self.assertEqual(self.rows(other).currency_id, other.currency_id)
        # Told in the invoice's after all: the same figures, not the same amount.
        former = self.rows(move).payment_ids
        self.settled(move, ("BNK/1", "121.00", {}))
        self.assertEqual(self.rows(move).currency_id, move.currency_id)
        payment = self.rows(move).payment_ids - former
        self.assertEqual(payment.currency_id, move.currency_id)
        self.assertEqual({*former.mapped("state")} - {"canceled"}, set())
        self.assertEqual(move.payment_state, "paid")

    def discount(self, computation):
        """An invoice that offers 2 % for early payment."""
        term = self.env["account.payment.term"].create(
            {
                "name": "2 % within 14 days",
                "line_ids": [Command.create({"value_amount": 100, "nb_days": 30})],
                "early_discount": True,
                "discount_percentage": 2,
                "discount_days": 14,
                "early_pay_discount_computation": computation,
            }
        )
        return self.exported(
            (100.0, self.tax_high),
            (50.0, self.tax_low),
            invoice_payment_term_id=term.id,
            invoice_date="2026-03-10",
        )

    def effect(self, lines):
        """{(account, tax, tags): balance} without what the customer owes"""
        found = {}
        for line in lines:
            if line.account_id.account_type == "asset_receivable":
                continue
            key = (
                line.account_id,
                line.tax_repartition_line_id,
                line.tax_ids,
                line.tax_tag_ids,
            )
            found[key] = round(found.get(key, 0) + line.balance, 2)
        return found

    def test_discount_for_early_payment_corrects_vat_as_odoo_does(self):
        for computation in ("included", "mixed", "excluded"):
            with self.subTest(computation):
                ours, theirs = (self.discount(computation) for _twice in range(2))
                register = self.env["account.payment.register"].with_context(
                    active_model="account.move", active_ids=theirs.ids
                )
                odoo = register.create(
                    {"payment_date": "2026-03-20"}
                )._create_payments()
                self.assertEqual(theirs.payment_state, "paid")
                total = ours.ledger_export_id._document().total
                kept = total - Decimal(str(odoo.amount))
                self.settled(
                    ours,
                    ("BNK/1", str(total - kept), {}),
                    ("KEPT", str(kept), {"kind": SettlementKind.DIFFERENCE}),
                )
                self.assertEqual(
                    ours.payment_state, "paid", self.rows(ours).mapped("message")
                )
                lines = odoo.move_id.line_ids - odoo._seek_for_lines()[0]
                entries = self.rows(ours).entry_ids
                self.assertEqual(self.effect(entries.line_ids), self.effect(lines))

    def test_discount_that_comes_after_the_payment_corrects_vat_too(self):
        move = self.discount("included")
        total = move.ledger_export_id._document().total
        kept = Decimal(str(move.line_ids.filtered("discount_date")[:1].amount_currency))
        kept -= Decimal(
            str(move.line_ids.filtered("discount_date")[:1].discount_amount_currency)
        )
        kept = round(kept, 2)
        payment = ("BNK/1", str(total - kept), {})
        self.settled(move, payment)
        before = self.rows(move).payment_ids
        self.settled(
            move, payment, ("KEPT", str(kept), {"kind": SettlementKind.DIFFERENCE})
        )
        self.assertEqual((before.state, move.payment_state), ("paid", "paid"))
        lines = self.rows(move).entry_ids.line_ids.filtered("tax_line_id")
        self.assertEqual(len(lines), 2)
        self.assertEqual(round(sum(lines.mapped("balance")), 2), 0.51)
