import time
from contextlib import contextmanager
from datetime import timedelta
from unittest.mock import patch

from odoo import fields
from odoo.tests import tagged
from odoo.tools import mute_logger

from odoo.addons.connector_base.ledger.errors import Unavailable
from odoo.addons.connector_base.models.payment import ledger_importer

from .common import LedgerCase

RUNS = "odoo.addons.connector_base.models.connection.ledger_run"


@tagged("post_install", "-at_install")
class TestBaseImport(LedgerCase):
    """Page by page: what was read is kept, however a run ends."""

    def several_paid(self, count=6, page=2):
        moves = self.invoices(count)
        self.export(moves)
        self.import_payments()
        self.books.page = page
        for move in moves:
            self.books.settle(move.name, f"BNK/{move.id}", 121)
        self.books.calls.clear()
        return moves

    def entry(self, move):
        return self.books.entries[move.ledger_export_id.ledger_id]

    def miss(self, move):
        """The ledger forgets to call it a change."""
        entry = self.entry(move)
        entry.settled["BNK/9"] = (entry.document.total, entry.document.date)

    def paid(self, moves):
        return moves.mapped("payment_state").count("paid")

    def go(self, seconds=0):
        """One run that has so much time."""
        self.env.flush_all()
        with self.env.registry.cursor() as cr:
            run = self.run_of("import").with_env(self.env(cr=cr, su=True))
            run._go(time.monotonic() + seconds)
        self.env.invalidate_all()

    @contextmanager
    def broken(self, move):
        """Reading this one raises what nobody foresaw."""
        entry = self.entry(move)
        whole, entry.settled = entry.settled, None
        with mute_logger(RUNS):
            yield
        entry.settled = whole

    def said(self):
        return " ".join(self.connection.message_ids.mapped("body"))

    def test_without_time_each_run_gets_on_by_a_page(self):
        moves = self.several_paid()
        cursors, paid = [], []
        for _run in range(3):
            self.go()
            cursors.append(self.run_of("import").cursor)
            paid.append(self.paid(moves))
        self.assertEqual(paid, [2, 4, 6])
        self.assertEqual(cursors, sorted({*cursors}))
        cron = self.env.ref("connector_base.ir_cron_import")
        self.assertTrue(self.env["ir.cron.trigger"].search([("cron_id", "=", cron.id)]))
        before = self.env["account.payment"].search_count([])
        self.import_payments()
        self.assertEqual(self.env["account.payment"].search_count([]), before)

    def test_what_breaks_on_the_way_keeps_what_was_done(self):
        moves = self.several_paid()
        start = self.run_of("import").cursor
        with self.broken(moves[3]):
            self.import_payments()
            run = self.run_of("import")
            self.assertEqual(self.paid(moves), 2)
            self.assertEqual(run.problem_code, "unreadable_answer")
            self.assertGreater(run.cursor, start)
        self.import_payments()
        self.assertEqual(self.paid(moves), 6)
        self.assertFalse(run.problem_code)

    def test_what_waits_in_the_mirror_is_applied_first(self):
        """Killed between mirroring and applying, and then the ledger is down."""
        moves = self.several_paid(2)
        mirror = self.env["ledger.mirror"].sudo()
        standing = self.env["ledger.standing"]
        ours, exports = standing._get_ours(self.connection)
        with self.connection._open() as ledger:
            for page in ledger.changes(self.run_of("import").cursor, ours):
                mirror._store(page.settled, exports)
        self.assertEqual(self.paid(moves), 0)
        self.books.weather = [Unavailable("ledger_down")]
        self.import_payments()
        self.assertEqual(self.paid(moves), 2)
        self.assertEqual(self.run_of("import").problem_code, "ledger_down")

    def test_conflicts_have_their_turn_however_many_they_are(self):
        moves = self.several_paid(3, page=10)
        moves.button_draft()
        self.import_payments()
        rows = moves.ledger_export_ids.allocation_ids
        self.assertEqual(rows.mapped("reason"), ["not_posted_any_more"] * 3)
        moves.action_post()
        self.import_payments()
        self.assertEqual(self.paid(moves), 3)

    def test_conflicts_without_time_have_their_turn_one_after_the_other(self):
        moves = self.several_paid(3, page=10)
        moves.button_draft()
        self.import_payments()
        with patch.object(ledger_importer, "TOGETHER", 1):
            self.go()
            self.assertEqual(
                self.run_of("import").left["tried"], moves[0].ledger_export_id.id
            )
            # The first one still can't be registered.
            moves[1:].action_post()
            paid = []
            for _run in range(2):
                self.go()
                paid.append(moves.mapped("payment_state").count("paid"))
        self.assertEqual(paid, [1, 2])
        self.import_payments()
        self.assertNotIn("tried", self.run_of("import").left or {})

    # Audit

    def test_audit_counts_what_it_put_right_and_no_more(self):
        """Of an invoice of three payments that of the one that was undone there."""
        move, other = self.several_paid(2)
        for number, amount in enumerate((50, 40, 31)):
            self.books.settle(other.name, f"KAS/{number}", amount)
        self.books.settle(other.name, f"BNK/{other.id}", None)
        self.import_payments()
        self.assertEqual(self.paid(move | other), 2)
        self.entry(other).settled.pop("KAS/1")
        self.connection.action_audit()
        self.import_payments()
        self.assertEqual(other.amount_residual, 40)
        self.assertIn("Put right: 1", self.said())
        self.assertIn(other.name, self.said())
        self.assertNotIn(move.name, self.said())
        told = " ".join(other.message_ids.mapped("body"))
        for number, times in ((0, 1), (1, 2), (2, 1)):
            self.assertEqual(told.count(f"KAS/{number}"), times)

    def test_audit_that_is_asked_for_while_one_goes_on_is_told(self):
        """One that is due each week says nothing where all agrees."""
        moves = self.several_paid(4, page=1)
        self.import_payments()
        self.run_of("import").full_at -= timedelta(days=8)
        self.run_of("import").cursor = "0"
        self.go()
        self.assertFalse(self.run_of("import").left["audit"]["asked"])
        self.connection.action_audit()
        self.import_payments()
        self.assertIn("they agree", self.said())
        self.assertEqual(self.paid(moves), 4)

    def test_audit_without_time_for_all_that_differ_goes_on_with_the_others(self):
        moves = self.several_paid(3)
        self.import_payments()
        for move in moves:
            payment = move.ledger_export_id.allocation_ids.payment_ids
            payment.action_draft()
            payment.action_cancel()
        run = self.run_of("import")
        with patch.object(ledger_importer, "TOGETHER", 1):
            # All wait to be looked at, one in each run.
            for _run in range(2):
                self.go()
                rows = moves.ledger_export_ids.allocation_ids
                self.assertIn("waiting", rows.mapped("state"))
            self.import_payments()
            self.assertEqual({*rows.mapped("reason")}, {"undone_here"})
            self.connection.action_audit()
            self.go()
            # As if there had been time to read all of it
            run.left = {"audit": {**run.left["audit"], "is_read": True}}
            for compared in (1, 2):
                self.go()
                state = run.left["audit"]
                self.assertEqual(state["compared"], compared)
                self.assertEqual(
                    state["different"], moves.ledger_export_ids.ids[:compared]
                )
            self.assertNotIn("compared", self.said())
        self.import_payments()
        self.assertIn("settled there than here: 3", self.said())

    def test_audit_has_a_cursor_of_its_own(self):
        moves = self.several_paid(6, page=2)
        self.import_payments()
        run = self.run_of("import")
        good = run.cursor
        for move in moves:
            self.books.settle(move.name, f"BNK/{move.id}", None)
        self.import_payments()
        good, late = run.cursor, moves[5]
        for move in moves[:5]:
            self.miss(move)
        self.connection.action_audit()
        with self.broken(late):
            self.import_payments()
            self.assertEqual(run.cursor, good)
            self.assertTrue(run.left["audit"]["cursor"])
            self.assertLess(self.paid(moves), 5)
            self.assertNotIn("compared", self.said())
        self.import_payments()
        self.assertEqual(self.paid(moves), 5)
        self.assertEqual(run.cursor, good)
        self.assertFalse((run.left or {}).get("audit"))
        self.assertIn("Put right: 5", self.said())

    def test_new_payments_come_in_while_an_audit_goes_on(self):
        moves = self.several_paid(4, page=1)
        self.import_payments()
        for move in moves:
            self.books.settle(move.name, f"BNK/{move.id}", None)
        self.import_payments()
        self.run_of("import").full_at -= timedelta(days=8)
        for move in moves[:3]:
            self.miss(move)
        self.go()
        self.assertTrue(self.run_of("import").left["audit"])
        self.books.settle(moves[3].name, "BNK/4", 121)
        self.go()
        self.assertEqual(moves[3].payment_state, "paid")
        for _run in range(6):
            self.go()
        self.assertEqual(self.paid(moves), 4)
        self.assertIn("Put right: 3", self.said())
        self.assertLess(
            fields.Datetime.now() - self.run_of("import").full_at, timedelta(hours=1)
        )

    def test_amounts_are_compared_before_they_agree(self):
        move, other = moves = self.invoice() | self.invoice()
        self.export(moves)
        self.connection.action_audit()
        self.import_payments()
        self.assertIn("they agree", self.said())
        self.env["account.payment.register"].with_context(
            active_model="account.move", active_ids=move.ids
        ).create({"payment_date": "2026-03-12"})._create_payments()
        self.connection.message_ids.sudo().unlink()
        self.connection.action_audit()
        self.import_payments()
        said = self.said()
        self.assertNotIn("they agree", said)
        self.assertIn("settled there than here: 1", said)
        self.assertIn(move.name, said)
        self.assertNotIn(other.name, said)

    def test_nothing_to_compare_is_no_agreement(self):
        self.connection.action_audit()
        self.import_payments()
        self.assertIn("nothing to compare", self.said())
        self.assertNotIn("they agree", self.said())

    def test_notice_comes_however_often_an_import_was_stopped(self):
        moves = self.several_paid(4, page=2)
        self.connection.write(
            {"notify": "once", "notify_user_ids": [(6, 0, self.env.user.ids)]}
        )
        with self.broken(moves[3]):
            self.import_payments()
        self.assertEqual(self.paid(moves), 2)
        self.import_payments()
        told = self.env["mail.message"].search(
            [
                ("model", "=", "ledger.connection"),
                ("res_id", "=", self.connection.id),
                ("partner_ids", "in", self.env.user.partner_id.ids),
            ]
        )
        for move in moves:
            self.assertEqual(" ".join(told.mapped("body")).count(move.name), 1)
