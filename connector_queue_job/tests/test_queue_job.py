from odoo import sql_db
from odoo.tests import tagged

from odoo.addons.connector_base.ledger.errors import Unavailable
from odoo.addons.connector_base.models.connection.ledger_run import SOON
from odoo.addons.memory_connector.tests.common import LedgerCase
from odoo.addons.queue_job.exception import RetryableJobError
from odoo.addons.queue_job.job import Job
from odoo.addons.queue_job.jobrunner.runner import PG_ADVISORY_LOCK_ID

from ..models.ledger_connection import MARK


@tagged("post_install", "-at_install")
class TestQueueJob(LedgerCase):
    """Jobs instead of crons, while a job runner is at work."""

    def setUp(self):
        super().setUp()
        self.runner = self.enter_context(sql_db.db_connect(self.env.cr.dbname).cursor())
        self.runner.execute("SELECT pg_advisory_xact_lock(%s)", [PG_ADVISORY_LOCK_ID])

    def enqueue(self, move=None):
        return self.env["ledger.export"]._enqueue(move or self.invoice())

    def jobs(self):
        return (
            self.env["queue.job"]
            .sudo()
            .search(
                [("model_name", "=", "ledger.connection"), ("state", "=", "pending")]
            )
        )

    def perform(self, job):
        """As the runner does, but for the states."""
        self.env.flush_all()
        Job.load(self.env(su=True), job.uuid).perform()
        self.env.invalidate_all()

    def triggers(self, work):
        cron = self.env.ref(f"connector_base.ir_cron_{work}")
        return self.env["ir.cron.trigger"].search_count([("cron_id", "=", cron.id)])

    # What is asked for

    def test_two_presses_are_one_job(self):
        before = self.triggers("export")
        self.enqueue()
        self.enqueue()
        job = self.jobs()
        self.assertEqual(job.identity_key, f"ledger export {self.connection.id}")
        self.assertEqual((job.channel, job.eta), ("root.ledger", False))
        self.assertEqual(job.user_id, self.env.ref("base.user_root"))
        self.assertEqual(self.triggers("export"), before)

    def test_each_connection_has_its_own_job(self):
        company = self.env["res.company"].sudo().create({"name": "Other"})
        other = self.connection.sudo().create(
            {"name": "Other", "provider": "memory", "company_id": company.id}
        )
        (self.connection | other)._ask("export")
        self.assertEqual(len(self.jobs()), 2)

    def test_import_button_is_a_job(self):
        self.connection.action_import_payments()
        key = f"ledger import {self.connection.id}"
        self.assertEqual(self.jobs().identity_key, key)

    def test_without_a_runner_the_cron_is_asked(self):
        self.runner.rollback()
        before = self.triggers("export")
        self.enqueue()
        self.assertFalse(self.jobs())
        self.assertEqual(self.triggers("export"), before + 1)

    def test_job_left_lying_calls_for_the_cron(self):
        self.enqueue()
        self.env.cr.execute("UPDATE queue_job SET date_created = '2026-01-01'")
        before = self.triggers("export")
        self.enqueue()
        self.assertEqual(self.triggers("export"), before + 1)

    # What a job does

    def test_job_exports(self):
        rows = self.enqueue() | self.enqueue()
        self.perform(self.jobs())
        self.assertEqual(rows.mapped("state"), ["done", "done"])
        self.assertEqual(self.books.calls.count("post"), 1)

    def test_job_that_was_done_already_does_nothing(self):
        rows = self.enqueue()
        job = self.jobs()
        self.perform(job)
        self.perform(job)
        self.assertEqual(rows.state, "done")
        self.assertEqual(self.books.calls.count("post"), 1)

    def test_next_job_begins_when_the_ledger_has_rested(self):
        def fault(duty, when):
            raise Unavailable("ledger_down")

        self.books.fault = fault
        rows = self.enqueue() | self.enqueue()
        first = self.jobs()
        self.perform(first)
        self.assertEqual(set(rows.mapped("state")), {"waiting"})
        # A ledger that is down is left alone, at first for a moment.
        rest = self.run_of("export").next_at
        waits = [job.eta - rest for job in self.jobs() - first]
        self.assertTrue(waits)
        self.assertTrue(all(SOON <= wait < SOON + MARK for wait in waits), waits)

    def test_job_waits_while_somebody_else_is_at_work(self):
        self.enqueue()
        with self.run_of("export")._guard():
            with self.assertRaises(RetryableJobError) as caught:
                self.perform(self.jobs())
        self.assertTrue(caught.exception.ignore_retry)
        self.assertNotIn("post", self.books.calls)

    def test_disconnected_is_left_alone(self):
        rows = self.enqueue()
        self.connection.sudo().state = "reauthorise"
        self.perform(self.jobs())
        self.assertEqual(rows.state, "waiting")

    # The crons

    def test_cron_does_what_a_lost_job_did_not(self):
        rows = self.enqueue()
        self.jobs().unlink()
        self.work()
        self.assertEqual(rows.state, "done")

    def test_cron_hands_out_the_imports(self):
        move = self.invoice()
        self.export(move)
        self.jobs().unlink()
        self.books.settle(move.name, "BNK/1", 121)
        self.import_payments()
        self.assertFalse(self.connection.last_import_at)
        self.perform(self.jobs())
        self.assertIn(move.payment_state, ("paid", "in_payment"))
