import logging
import re
from contextlib import suppress
from datetime import timedelta
from unittest.mock import patch

from psycopg2 import OperationalError

from odoo import fields
from odoo.tests import tagged
from odoo.tools import mute_logger

from odoo.addons.connector_base.ledger.errors import Unavailable
from odoo.addons.connector_base.ledger.http import LONGEST_CALL
from odoo.addons.connector_base.ledger.values import Item, ItemKind, Ref
from odoo.addons.connector_base.models.connection import ledger_log, ledger_run
from odoo.addons.connector_base.models.export.ledger_worker import SETTINGS

from .common import Killed, LedgerCase

RUN = "odoo.addons.connector_base.models.connection.ledger_run"
# s, as Odoo has it where nobody sets another
DEFAULT_LIMIT_TIME_REAL = 120
# What a list of invoices may show of a ledger.
SHOWN = ["ledger_state", "ledger_number", "ledger_changed", "ledger_is_draft"]


@tagged("post_install", "-at_install")
class TestBaseMany(LedgerCase):
    """Many connections, slow and dead ledgers, long histories."""

    def down(self, times=20):
        self.books.weather = [Unavailable("ledger_down")] * times

    def rest(self, run):
        """How long it rests from now on."""
        return (run.next_at or fields.Datetime.now()) - fields.Datetime.now()

    def other_connection(self):
        """Of another company, to the same ledger."""
        company = self.env["res.company"].sudo().create({"name": "Other"})
        return self.connection.sudo().create(
            {
                "name": "Other",
                "provider": "memory",
                "company_id": company.id,
                "state": "connected",
                "administration_code": "M1",
                "start_date": "2026-01-01",
                "client_secret": self.books.token,
                "database_identity": self.connection.database_identity,
            }
        )

    def triggers(self, name):
        cron = self.env.ref(f"connector_base.{name}")
        return self.env["ir.cron.trigger"].search([("cron_id", "=", cron.id)])

    # Rests

    def test_dead_ledger_is_asked_less_and_less(self):
        first, second = self.invoice(), self.invoice()
        rows = self.env["ledger.export"]._enqueue(first | second)
        self.down()
        self.work()
        run, asked = self.run_of("export"), self.books.requests
        self.assertFalse(run._is_resting(), "once more soon")
        waiting = rows.mapped("next_try")
        for low, high in ((29, 60), (59, 120), (119, 240), (239, 480)):
            self.work()
            seconds = self.rest(run).total_seconds()
            self.assertTrue(low <= seconds <= high, seconds)
            asked = self.books.requests
            self.work()
            self.assertEqual(self.books.requests, asked, "it rests")
            run.next_at = fields.Datetime.now()
        run.tries = 50
        self.work()
        self.assertLessEqual(self.rest(run), timedelta(hours=1))
        # Said once, by the connection; the rows are as they were.
        self.assertEqual(rows.mapped("next_try"), waiting)
        self.assertEqual(rows.mapped("error_code"), [False, False])
        self.assertRegex(run.problem, r"\S\. This connection rests until \S")
        self.assertIn(run.problem, self.connection.problem)
        self.assertIn("nothing is lost", rows[1].message)
        # A person need not wait.
        asked = self.books.requests
        self.connection.action_export()
        self.work()
        self.assertGreater(self.books.requests, asked)
        self.books.weather = []
        self.connection.action_export()
        self.work()
        self.assertEqual(rows.mapped("state"), ["done", "done"])
        self.assertFalse(run.next_at or run.tries or self.connection.problem)

    def test_last_call_of_a_turn_ends_before_odoo_ends_the_worker(self):
        """It may begin as late as that, and drip."""
        latest = ledger_run.TIME_BOX + ledger_run.GRACE + LONGEST_CALL
        self.assertLess(latest, DEFAULT_LIMIT_TIME_REAL)

    def test_next_try_is_stored_before_the_call(self):
        """Whoever dies at it again and again comes back later and later."""
        self.export(self.invoice())
        run = self.run_of("import")
        self.books.weather = [Killed(), Killed(), Killed()]
        for tries in (1, 2, 3):
            # Odoo's own assertRaises would undo what was stored.
            with suppress(Killed), self.registry.cursor() as cr:
                run.with_env(self.env(cr=cr)).sudo()._go(float("inf"))
            self.env.invalidate_all()
            self.assertEqual((run.tries, len(self.books.weather)), (tries, 3 - tries))
        self.assertTrue(run._is_resting())
        self.assertIn(run.next_at, self.triggers("ir_cron_import").mapped("call_at"))

    def failing(self, name, method, errors):
        """Ours to be called in the background, so often."""
        model = type(self.env[name])
        before = getattr(model, method)

        def fail(records, *args):
            self.met += 1
            if self.met <= len(errors):
                # What was half done.
                run = self.run_of("control").with_env(records.env).sudo()
                run.cursor = "half"
                run.flush_recordset()
                raise errors[self.met - 1]
            return before(records, *args)

        self.met = 0
        return patch.object(model, method, fail)

    def test_whoever_meets_another_writer_begins_again(self):
        self.invoice()
        run, tries = self.run_of("control"), ledger_run.TRIES
        words = f"control of ledger connection {self.connection.id} meets another"
        look, store = (
            ("ledger.comparison", "_get_exports"),
            ("ledger.control", "_store"),
        )
        # While it looks, and while it stores what it saw.
        for place, times, begun_again in ((look, 2, 2), (store, tries - 1, 0)):
            run.done_at = False
            with (
                self.failing(*place, [OperationalError()] * times),
                self.assertLogs(RUN, logging.DEBUG) as logged,
            ):
                ledger_run._logger.debug("begin")
                self.control()
            said = [words in line for line in logged.output[1:]]
            self.assertEqual(said, [True] * begun_again)
            self.assertEqual(self.met, times + 1)
            self.assertTrue(run.done_at)
            self.assertFalse(run.next_at or run.tries or self.connection.problem)
            self.assertFalse(run.cursor, "nothing is kept of what was half done")
        # Again and again: later, as nobody's fault.
        run.done_at = False
        for place, times in ((look, tries), (store, tries**2)):
            with self.failing(*place, [OperationalError()] * 99):
                self.control()
            self.assertEqual(self.met, times)
            self.assertFalse(run.done_at or self.connection.problem)
            self.assertTrue(run._get_asked())
        self.run_cron("ir_cron_control")
        self.assertTrue(run.done_at)
        self.assertFalse(run.cursor)

    def test_bug_of_ours_is_logged_and_told_and_tried_again(self):
        move, run = self.invoice(), self.run_of("control")
        with (
            self.failing("ledger.comparison", "_get_exports", [ZeroDivisionError("x")]),
            self.assertLogs(RUN, "ERROR") as logged,
        ):
            self.control()
        words = f"control of ledger connection {self.connection.id} failed"
        self.assertIn(words, logged.output[0])
        self.assertIn("ZeroDivisionError: x", logged.output[0])
        self.assertFalse(run.done_at)
        self.assertIn("went wrong on our side", self.connection.problem)
        self.assertFalse(run.cursor, "nothing is kept of what was half done")
        self.run_cron("ir_cron_control")
        self.assertTrue(run.done_at)
        self.assertFalse(self.connection.problem)
        rows = self.env["ledger.control"].search([("move_id", "=", move.id)])
        self.assertEqual(rows.cause, "not_exported")
        # An outage is the ledger's, and leaves as little.
        down = Unavailable("ledger_down")
        with self.failing("ledger.comparison", "_get_exports", [down]):
            self.control()
        self.assertEqual(run.problem_code, "ledger_down")
        self.assertFalse(run.cursor)

    def test_service_says_how_its_work_is_done(self):
        with self.assertRaises(NotImplementedError):
            self.env["ledger.work"]._run(self.run_of("export"), None)

    # Several crons

    def test_who_gets_no_time_is_asked_for_again(self):
        rows = self.env["ledger.export"]._enqueue(self.invoice())
        self.triggers("ir_cron_export").unlink()
        self.env["ledger.request"].sudo().search([]).unlink()
        with patch.object(ledger_run, "TIME_BOX", -1):
            self.work()
        self.assertEqual(rows.state, "waiting")
        self.assertFalse(self.run_of("export").begun_at)
        self.assertTrue(self.run_of("export")._get_asked())
        self.assertTrue(self.triggers("ir_cron_export"))
        self.work()
        self.assertEqual(rows.state, "done")

    def test_what_is_due_at_every_turn_is_not_asked_for_later(self):
        requests = self.env["ledger.request"].sudo()
        requests.search([]).unlink()
        later = fields.Datetime.now() + timedelta(hours=1)
        self.connection._ask("export", later)
        self.assertFalse(requests.search([]))
        self.connection._ask("items", later)
        self.assertEqual(requests.search([]).mapped("at"), [later])

    def test_crons_work_side_by_side(self):
        other = self.other_connection()
        rows = self.env["ledger.export"]._enqueue(self.invoice())
        self.assertTrue(self.triggers("ir_cron_export_2"))
        self.assertTrue(self.triggers("ir_cron_export_4"))
        runs = self.env["ledger.run"]._get(self.connection | other, "export")
        # One works on the other connection, for long.
        busy = runs.filtered(lambda run: run.connection_id == other)
        busy.write({"begun_at": "2020-01-01", "next_at": "2020-01-01"})
        with busy._guard():
            self.run_cron("ir_cron_export_2")
        self.assertEqual(rows.state, "done")
        self.assertEqual(busy.begun_at.year, 2020)
        self.assertFalse(
            [one for one in self.triggers("ir_cron_export") if one.call_at > self.now()]
        )

    def now(self):
        return fields.Datetime.now() + timedelta(seconds=5)

    def test_what_one_took_is_left_by_the_others(self):
        run = self.run_of("export")
        seen = run.begun_at
        self.assertTrue(run._take(seen))
        self.env.flush_all()
        self.env.cr.execute(
            "UPDATE ledger_run SET begun_at = '2030-01-01' WHERE id = %s", [run.id]
        )
        self.assertFalse(run._take(seen))

    # What grows

    def test_list_costs_the_same_however_long_it_is(self):
        moves = self.env["account.move"].union(*(self.invoice() for _n in range(12)))
        self.export(moves)
        costs = []
        for some in (moves[:2], moves):
            self.env.invalidate_all()
            some.mapped("state")
            before = self.env.cr.sql_log_count
            some.read(SHOWN)
            costs.append(self.env.cr.sql_log_count - before)
        self.assertEqual(*costs)
        self.assertLessEqual(costs[0], 10)

    def test_document_is_kept_once(self):
        row = self.export(self.invoice())
        self.assertFalse(row.document)
        self.assertEqual(row._document().key.number, row.move_id.name)

    def test_log_is_pruned_whoever_grew_it(self):
        log = self.env["ledger.log"].sudo()
        old = log.create(
            [
                {
                    "connection_id": self.connection.id,
                    "at": "2020-01-01",
                    "operation": n,
                }
                for n in "abc"
            ]
        )
        self.connection.active = False
        with patch.object(ledger_log, "PORTION", 2):
            self.assertEqual(log._gc_old(), (2, True))
            self.assertEqual(log._gc_old(), (1, False))
        self.assertFalse(old.exists())

    def test_counters_count_no_further_than_anybody_reads(self):
        self.export(self.invoice() | self.invoice() | self.invoice())
        module = "odoo.addons.connector_base.models.export.ledger_outcome"
        self.assertEqual(self.connection.done_count, 3)
        self.env.invalidate_all()
        with patch(f"{module}.MOST_COUNTED", 2):
            self.assertEqual(self.connection.done_count, 2)

    def test_indexes_fit_what_odoo_asks(self):
        """Odoo's searches say "changed IS TRUE": PostgreSQL passes an index by that
        is for "changed"."""
        self.env.cr.execute("SELECT tablename, indexdef FROM pg_indexes")
        seen = set()
        for table, told in self.env.cr.fetchall():
            model = self.env.registry.get(table.replace("_", "."))
            ours = model is not None and table.startswith("ledger_")
            if not ours or told.startswith("CREATE UNIQUE"):
                continue
            _columns, _where, condition = told.partition(" WHERE ")
            for name, field in model._fields.items():
                if field.type == "boolean" and re.search(rf"\b{name}\b", condition):
                    self.assertRegex(condition, rf"\b{name} IS ", told)
                    seen.add(name)
        self.assertLessEqual({"is_draft_entry", "changed", "has_difference"}, seen)

    def test_invoices_are_looked_through_once_a_day(self):
        move = self.invoice()
        self.connection.auto_export = True
        # As if that was seen already.
        settings = str(self.connection.sudo().read(SETTINGS))
        run = self.run_of("export")
        run.write({"full_at": fields.Datetime.now(), "left": {"settings": settings}})
        self.work()
        self.assertEqual(move.ledger_state, "not_exported")
        run.full_at -= timedelta(days=2)
        self.work()
        self.assertEqual(move.ledger_state, "done")

    @mute_logger("odoo.sql_db")
    def test_item_that_another_worker_cached_meanwhile_is_his(self):
        store = self.env["ledger.item.store"]
        known, new = (
            {
                "connection_id": self.connection.id,
                "kind": "customer",
                "code": code,
                "remote_id": code,
            }
            for code in ("C1", "C2")
        )
        theirs = store._create_unknown([known])
        self.assertEqual(theirs.code, "C1")
        made = store._create_unknown([known, new])
        self.assertEqual(made.mapped("code"), ["C2"])
        customers = self.connection.item_ids.filtered(lambda i: i.kind == "customer")
        self.assertEqual(customers, theirs | made)

    def test_refresh_keeps_its_portions(self):
        store = self.env["ledger.item.store"]
        many = [
            Item(
                kind=ItemKind.CUSTOMER,
                ref=Ref(code=str(number)),
                name=f"Customer {number}",
                attributes={"vat": f"NL{number:09}B01"},
            )
            for number in range(30)
        ]
        before = self.env.cr.sql_log_count
        store._replace(self.connection, ItemKind.CUSTOMER, iter(many))
        made = self.env.cr.sql_log_count - before
        before = self.env.cr.sql_log_count
        store._replace(self.connection, ItemKind.CUSTOMER, iter(many))
        self.assertLessEqual(self.env.cr.sql_log_count - before, 3, made)
        kept = store._keep(self.connection, many[3])
        self.assertEqual((kept.code, kept.vat_key), ("3", "3B01"))
        store._replace(self.connection, ItemKind.CUSTOMER, many[:5])
        left = self.connection.item_ids.filtered(lambda item: item.kind == "customer")
        self.assertEqual(len(left), 5)
