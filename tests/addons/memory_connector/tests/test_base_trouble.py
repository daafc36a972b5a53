from datetime import timedelta
from decimal import Decimal

from odoo.tests import tagged
from odoo.tools import mute_logger

from odoo.addons.connector_base.ledger.errors import (
    InDoubt,
    NotAuthorised,
    Throttled,
    Unavailable,
)
from odoo.addons.connector_base.ledger.http import utcnow
from odoo.addons.connector_base.tests.cases import SENDER

from .common import LedgerCase


@tagged("post_install", "-at_install")
class TestBaseTrouble(LedgerCase):
    """Lost answers, outages and dead workers: exactly once, whatever happens."""

    @mute_logger(SENDER)
    def test_lost_answer_is_looked_up_not_resent(self):
        move = self.invoice()
        self.raise_once(InDoubt("no_answer"), when="after")
        row = self.export(move)
        self.assertEqual(row.state, "in_doubt")
        self.assertIn("look it up", row.message)
        self.due_now(row)
        self.work()
        self.assertEqual(row.state, "done")
        self.assertTrue(row.adopted)
        self.assertEqual(self.numbers(), [move.name])
        self.assertEqual(self.books.calls.count("post"), 1)

    @mute_logger(SENDER)
    def test_look_up_without_an_answer_is_an_outage(self):
        """Nothing was written: what was in doubt is so, and no more."""
        self.raise_once(InDoubt("no_answer"), when="after")
        row = self.export(self.invoice())
        self.due_now(row)
        self.books.weather = [InDoubt("no_answer", "half of it")]
        self.work()
        self.assertEqual(row.state, "in_doubt")
        run = self.run_of("export")
        self.assertEqual(
            (run.problem_code, run.problem_detail), ("ledger_down", "half of it")
        )
        self.assertIn("nothing is lost", self.connection.problem)
        self.due_now(row)
        self.work()
        self.assertEqual((row.state, row.adopted), ("done", True))
        self.assertFalse(self.connection.problem)
        self.assertEqual(self.books.calls.count("post"), 1)

    @mute_logger(SENDER)
    def test_our_own_bug_while_sending_is_doubt(self):
        self.raise_once(ZeroDivisionError(), when="after")
        row = self.export(self.invoice())
        self.assertEqual(row.state, "in_doubt")

    @mute_logger(SENDER)
    def test_what_was_never_booked_is_sent_again_only_after_settling_twice(self):
        row = self.export(self.invoice())
        self.books.entries.clear()
        self.books.tokens.clear()
        row._doubt(InDoubt("no_answer"))
        self.due_now(row)
        self.work()
        self.assertEqual(row.state, "in_doubt", "too early to believe it")
        for _ in range(2):
            self.due_now(row, sent_ago=1000)
            self.work()
        self.assertEqual(row.state, "done")
        self.assertFalse(row.adopted)
        self.assertEqual(len(self.books.entries), 1)

    @mute_logger(SENDER)
    def test_different_entry_of_same_number_is_never_adopted(self):
        move = self.invoice()
        self.raise_once(InDoubt("no_answer"), when="after")
        row = self.export(move)
        entry = next(iter(self.books.entries.values()))
        for told in ("total", "balance"):
            object.__setattr__(entry.booked, told, Decimal("1.00"))
        self.due_now(row)
        self.work()
        self.assertEqual((row.state, row.error_code), ("rejected", "different_entry"))

    @mute_logger(SENDER)
    def test_duplicate_refusal_leads_to_the_look_up(self):
        move = self.invoice()
        row = self.export(move)
        self.books.tokens.clear()  # so long ago that none is known any more
        row._again({})
        self.work()
        self.assertEqual((row.state, row.error_code), ("in_doubt", "duplicate"))
        self.due_now(row)
        self.work()
        self.assertEqual(row.state, "done")
        self.assertTrue(row.adopted)
        self.assertEqual(self.numbers(), [move.name])

    @mute_logger(SENDER)
    def test_orphan_of_a_killed_worker_is_looked_up(self):
        row = self.export(self.invoice())
        row.write({"state": "sending", "ledger_id": False})
        self.work()
        self.assertEqual(row.state, "in_doubt")
        self.due_now(row)
        self.work()
        self.assertEqual(row.state, "done")
        self.assertEqual(self.books.calls.count("post"), 1)

    def test_run_with_nothing_to_do_asks_for_no_other(self):
        """Else the cron workers would never rest."""
        cron = self.env.ref("connector_base.ir_cron_export")
        triggers = self.env["ir.cron.trigger"].search([("cron_id", "=", cron.id)])
        triggers.unlink()
        self.work()
        self.assertFalse(triggers.search([("cron_id", "=", cron.id)]))

    def test_outage_waits_and_costs_nothing(self):
        self.raise_once(Unavailable("unreachable"))
        row = self.export(self.invoice())
        self.assertEqual((row.state, row.error_code), ("waiting", "unreachable"))
        self.assertGreater(row.next_try, utcnow())
        self.assertEqual(row.owner, "us")
        self.assertIn("nothing is lost", self.connection.problem)
        self.due_now(row)
        self.work()
        self.assertEqual(row.state, "done")
        self.assertFalse(self.connection.problem)

    def test_help_opens_at_what_is_wrong(self):
        connection = self.connection
        connection.sudo().problem_code = "database_copied"
        self.assertEqual(
            connection.action_help(),
            {
                "type": "ir.actions.act_url",
                "url": f"/ledger/help/{connection.id}#database_copied",
                "target": "new",
            },
        )

    def test_each_trouble_has_a_line_of_its_own(self):
        connection = self.connection.sudo()
        runs = self.run_of("export") | self.run_of("import")
        runs.write({"problem_code": "ledger_down"})
        connection.problem_code = "database_copied"
        own, *others = connection.problem.split("\n")
        self.assertIn("copy", own)
        self.assertEqual({*others}, {*runs.mapped("problem")})

    def test_throttled_waits_until_the_ledger_allows(self):
        at = utcnow().replace(microsecond=0) + timedelta(seconds=90)
        self.raise_once(Throttled(at))
        row = self.export(self.invoice())
        self.assertEqual((row.state, row.next_try), ("waiting", at))
        self.assertEqual(row.attempts, 0, "being slowed down is no attempt")

    def test_all_that_waits_for_the_same_comes_back_together(self):
        at = utcnow().replace(microsecond=0) + timedelta(seconds=90)
        self.raise_once(Throttled(at))
        rows = self.export(self.invoice() | self.invoice() | self.invoice())
        # Those that were not tried rest with the connection.
        tried = rows[: self.ledger.traits.batch_size]
        self.assertIn(at, rows.mapped("next_try"))
        if tried == rows:
            self.assertEqual(set(rows.mapped("next_try")), {at})
        cron = self.env.ref("connector_base.ir_cron_export")
        triggers = self.env["ir.cron.trigger"].search(
            [("cron_id", "=", cron.id), ("call_at", "=", at)]
        )
        # Of the batch, of the run, and of the rest where all are not one batch.
        rest = self.ledger.traits.batch_size < len(rows)
        self.assertLessEqual(len(triggers), 2 + rest)

    def test_revoked_token_rests_the_connection_and_tells_the_admin_once(self):
        self.raise_once(NotAuthorised("token_revoked", "invalid_grant"))
        before = self.connection.activity_ids
        first, second = self.invoice(), self.invoice()
        row = self.export(first)
        self.assertEqual(row.state, "waiting")
        self.assertEqual(self.connection.state, "reauthorise")
        # Once it is mended, the work begins at once, and is no second try.
        run = self.connection.run_ids.filtered(lambda one: one.work == "export")
        self.assertEqual((run.tries, run.next_at), (0, False))
        self.assertEqual(len(self.connection.activity_ids - before), 1)
        self.export(second)
        self.assertEqual(len(self.connection.activity_ids - before), 1)
        self.connection.action_connect()
        self.work()
        self.assertEqual(self.connection.state, "connected")
        self.assertFalse(self.connection.activity_ids - before)
        self.assertEqual(sorted(self.numbers()), sorted([first.name, second.name]))

    def test_doubtful_creation_of_a_customer_does_not_create_it_twice(self):
        self.raise_once(InDoubt("no_answer"), duty="save_relation", when="after")
        row = self.export(self.invoice())
        self.assertEqual((row.state, row.error_code), ("waiting", "relation_in_doubt"))
        self.due_now(row)
        self.work()
        self.assertEqual(row.state, "done")
        self.assertEqual(self.books.calls.count("save_relation"), 1)

    def test_disconnected_ledger_is_never_called(self):
        move = self.invoice()
        self.connection.action_disconnect()
        self.env["ledger.export"]._enqueue(move)
        self.books.calls.clear()
        self.work()
        self.assertFalse(self.books.calls)

    def test_copied_database_does_not_write(self):
        move = self.invoice()
        self.env["ir.config_parameter"].sudo().set_param("database.uuid", "a-copy")
        self.export(move)
        self.assertFalse(self.books.entries)
        self.assertEqual(self.connection.problem_code, "database_copied")
