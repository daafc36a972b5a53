from datetime import timedelta

from odoo import fields
from odoo.tests import tagged

from .common import LedgerCase


@tagged("post_install", "-at_install")
class TestBaseProgress(LedgerCase):
    """Long work is seen going on, and can be stopped without harm."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.moves = cls("invoices").invoices(60)

    def stop_after(self, calls, duty):
        """Somebody presses Stop while the ledger is called."""

        def fault(called, moment):
            if (called, moment) == (duty, "after"):
                # The user's transaction is another one than the worker's.
                self.env.invalidate_all()
                told.append(self.connection.progress)
                if len(told) == calls:
                    self.connection.action_stop()
                    self.env.flush_all()

        told = []
        self.books.fault = fault
        return told

    def states(self):
        rows = self.moves.ledger_export_ids
        return {state: len(some) for state, some in rows.grouped("state").items()}

    def test_nothing_is_told_while_nothing_is_done(self):
        self.assertFalse(self.connection.progress)
        self.export(self.moves[:1])
        self.assertFalse(self.connection.progress)

    def test_export_tells_how_far_it_is_and_when_it_will_be_done(self):
        told = self.stop_after(0, "post")
        self.export(self.moves)
        self.assertEqual(told[0], "Exporting 60.")
        self.assertRegex(told[1], r"^25 of 60 exported, ready at \d+:\d\d\s[AP]M\.$")
        self.assertRegex(told[2], r"^50 of 60 exported")
        self.assertEqual(self.states(), {"done": 60})
        self.assertFalse(self.connection.progress)

    def test_end_is_at_the_present_rate(self):
        now = fields.Datetime.now()
        run = self.run_of("export").with_context(tz="UTC")
        run.since = now - timedelta(minutes=10)
        end = run._get_end(100, 14400)
        self.assertIn(f"{now + timedelta(days=1):%-m/%-d/%y}", end)
        self.assertEqual(run._get_end(0, 100), "")

    def test_stopped_export_sends_no_more_and_goes_on_where_it_was(self):
        self.stop_after(1, "post")
        self.export(self.moves)
        self.assertEqual(self.states(), {"done": 25, "waiting": 35})
        self.assertEqual(self.connection.progress, "Stopped: 25 of 60 exported.")
        self.work()
        self.assertEqual(self.states(), {"done": 25, "waiting": 35})
        self.books.fault = None
        self.connection.action_go_on()
        self.work()
        self.assertEqual(self.states(), {"done": 60})
        self.assertEqual(len(self.numbers()), len(set(self.numbers())))
        self.assertFalse(self.connection.progress)

    def test_stopped_import_registers_no_more_and_goes_on(self):
        self.export(self.moves)
        for move in self.moves:
            self.books.settle(move.name, f"BNK/{move.id}", 121)
        self.connection.action_stop()
        self.import_payments()
        self.assertFalse(self.env["ledger.allocation"].search([]))
        self.assertEqual(
            self.connection.progress, "Stopped: nothing is exported or imported."
        )
        self.connection.action_go_on()
        self.import_payments()
        self.assertEqual(set(self.moves.mapped("payment_state")), {"paid"})
        self.assertFalse(self.connection.progress)

    def test_import_tells_how_far_it_is(self):
        self.export(self.moves)
        for move in self.moves:
            self.books.settle(move.name, f"BNK/{move.id}", 121)
        self.import_payments()
        rows = self.env["ledger.allocation"].sudo().search([])
        rows.write({"applied_at": fields.Datetime.now() - timedelta(hours=1)})
        self.run_of("import").since = fields.Datetime.now() - timedelta(minutes=1)
        self.assertEqual(self.connection.progress, "Reading payments.")
        rows.write({"applied_at": fields.Datetime.now()})
        rows[:20].write({"state": "waiting", "applied_at": False})
        self.env.invalidate_all()
        self.run_of("import").since = fields.Datetime.now() - timedelta(minutes=1)
        self.assertRegex(
            self.connection.progress, r"^Payments registered: 40 of 60, re"
        )
        self.connection.action_stop()
        self.env.invalidate_all()
        self.assertEqual(
            self.connection.progress, "Stopped. Payments registered: 40 of 60."
        )

    def test_drafts_that_are_made_final_are_counted(self):
        moves = self.moves[:2]
        self.export(moves, final="draft")
        moves.action_ledger_finalise()
        told = self.stop_after(0, "amend")
        self.work()
        left = [f"Still to be made final: {count}." for count in (2, 1)]
        self.assertEqual(told, left)
        self.assertFalse(self.connection.progress)

    def test_accountant_may_stop(self):
        user = self.env["res.users"].create(
            {
                "name": "Accountant",
                "login": "stops",
                "group_ids": [(6, 0, self.env.ref("account.group_account_user").ids)],
            }
        )
        self.connection.with_user(user).action_stop()
        self.assertTrue(self.connection.stopped)
