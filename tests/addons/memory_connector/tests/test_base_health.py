import time
from dataclasses import replace
from datetime import timedelta
from unittest.mock import patch

from freezegun import freeze_time

from odoo import fields
from odoo.exceptions import UserError
from odoo.tests import tagged
from odoo.tools import mute_logger

from odoo.addons.connector_base.ledger.errors import NotAuthorised, Unavailable
from odoo.addons.connector_base.ledger.values import Item, ItemKind, Ref, Remark
from odoo.addons.connector_base.models.composing.period import get_period
from odoo.addons.connector_base.models.mapping import ledger_refresh

from .common import LedgerCase

HEALTH = "connector_base.mail_activity_health"


@tagged("post_install", "-at_install")
class TestBaseHealth(LedgerCase):
    """Master data heals itself, slowly where it must."""

    def setUp(self):
        super().setUp()
        # There are codes of sales only.
        self.connection.export_bills = False
        self.items = {item.code: item for item in self.connection.item_ids}
        self.cron = self.env.ref("connector_base.ir_cron_refresh_items")

    def night(self, days=1):
        self.run_of("items").done_at = fields.Datetime.now() - timedelta(days=days)
        self.run_cron("ir_cron_refresh_items")

    def block(self, code):
        self.books.items = [one for one in self.books.items if one.ref.code != code]

    def activities(self):
        kind = self.env.ref(HEALTH)
        return self.connection.activity_ids.filtered(
            lambda one: one.activity_type_id == kind
        )

    # Slowly

    def test_a_refresh_that_is_slowed_down_goes_on_later(self):
        """Two items a run, as with few credits a minute: all come in the end."""
        count = len(self.books.items)
        self.env["ledger.mapping"].search([]).unlink()
        self.connection.item_ids.sudo().unlink()
        self.books.patience = 2
        self.refresh()
        self.assertIn("is being fetched", self.connection.progress)
        self.assertEqual(len(self.connection.item_ids), 2)
        for _run in range(count):
            self.books.patience = 2
            self.run_of("items").next_at = False
            self.cron.method_direct_trigger()
            self.env.invalidate_all()
        self.assertEqual(len(self.connection.item_ids), count)
        self.assertFalse(self.connection.progress)
        self.assertTrue(all(item.active for item in self.connection.item_ids))
        self.assertTrue(self.connection.mapping_ids)

    def test_what_was_fetched_stays_when_the_ledger_breaks_off(self):
        self.env["ledger.mapping"].search([]).unlink()
        self.connection.item_ids.sudo().unlink()

        class BreaksOff(list):
            def __iter__(self):
                yield from self[:3]
                raise Unavailable("ledger_down", "HTTP 500")

        some = [item for item in self.books.items if item.kind == ItemKind.ACCOUNT]
        self.books.items = BreaksOff(some)
        with patch.object(ledger_refresh, "PORTION", 2):
            self.refresh()
        self.assertEqual(len(self.connection.item_ids), 2)

    def test_a_refresh_whose_time_is_over_goes_on_at_once(self):
        self.books.calls.clear()
        crons = self.env["ir.cron.trigger"].sudo()
        crons.search([]).unlink()
        self.env.flush_all()
        with self.env.registry.cursor() as cr:
            run = self.run_of("items").with_env(self.env(cr=cr, su=True))
            run._go(time.monotonic() - 1)
        self.env.invalidate_all()
        self.assertFalse(self.books.calls)
        self.assertIn("0 of", self.connection.progress)
        self.assertTrue(crons.search([("cron_id", "=", self.cron.id)]))
        self.run_cron("ir_cron_refresh_items")
        self.assertTrue(self.books.calls)
        self.assertFalse(self.connection.progress)

    def test_remark_that_another_worker_notes_undoes_nothing(self):
        """As PostgreSQL refuses it when both write at one time."""
        self.env.cr.execute(
            """
            CREATE FUNCTION pg_temp.refuse() RETURNS trigger LANGUAGE plpgsql AS $$
            BEGIN RAISE SQLSTATE '40001'; END $$;
            CREATE TRIGGER refuse BEFORE INSERT ON ledger_remark
            FOR EACH ROW EXECUTE FUNCTION pg_temp.refuse()
            """
        )
        self.books.refused = (ItemKind.VAT,)
        self.block("VRK")
        with mute_logger("odoo.sql_db"):
            self.night()
        self.assertFalse(self.env["ledger.remark"].search([]))
        self.assertFalse(self.items["VRK"].active)
        self.assertIn("lacks a right", self.run_of("items").problem)

    def test_what_is_gone_is_archived_only_after_a_whole_round(self):
        self.block("VL")
        self.books.patience = 3
        self.night()
        self.assertTrue(self.items["VL"].active)
        self.books.patience = None
        self.run_of("items").next_at = False
        self.night()
        self.assertFalse(self.items["VL"].active)
        self.assertTrue(self.items["VH"].active)

    def test_customer_that_is_gone_is_missed_by_who_asks_for_all(self):
        """At night only what changed is asked for."""
        gone = Item(kind=ItemKind.CUSTOMER, ref=Ref(code="1900"), name="Zon BV")
        self.books.items.append(gone)
        self.refresh()
        cached = self.connection.item_ids.filtered(lambda item: item.code == "1900")
        self.books.items.remove(gone)
        self.night()
        self.assertTrue(cached.active)
        self.refresh()
        self.assertFalse(cached.active)

    def test_a_refused_kind_stops_no_other_and_stays(self):
        self.books.refused = (ItemKind.VAT,)
        self.block("VRK")
        self.night()
        self.assertTrue(self.items["VL"].active, "nobody said that it is gone")
        self.assertFalse(self.items["VRK"].active)
        run = self.run_of("items")
        self.assertIn("lacks a right", run.problem)
        self.assertFalse(run.progress)
        self.books.calls.clear()
        self.run_cron("ir_cron_refresh_items")
        self.assertFalse(self.books.calls, "not at once again")
        self.assertEqual(self.connection.state, "connected")
        # What was done without is told once, and of this connection alone.
        self.night()
        other = self.connection.copy({"name": "Another"})
        told = [
            line
            for line in (self.connection.health_text or "").splitlines()
            if "refuses a list" in line
        ]
        self.assertEqual(len(told), 1, told)
        self.assertIn("vat", told[0])
        self.assertFalse(other.health_text)
        remark = self.env["ledger.remark"].sudo().search([])
        self.assertEqual(len(remark), 1)
        # It is over once it is not met for a week.
        self.books.refused = ()
        remark.at = fields.Datetime.now() - timedelta(days=9)
        self.night()
        self.assertFalse(self.run_of("items").problem)
        self.assertNotIn("refuses a list", self.connection.health_text or "")
        remark._gc_over()
        self.assertFalse(remark.exists())
        many = [Remark(code="column_refused", detail=f"a {n}") for n in range(12)]
        remark._note(self.connection, many + many)
        told = (self.connection.health_text or "").splitlines()
        self.assertEqual(sum("a column" in line for line in told), 8)
        self.assertIn("4 more", told[-1])

    def test_nightly_only_what_changed_weekly_all(self):
        self.night()
        self.assertIn("items customer since", self.books.calls)
        self.assertIn("items vat", self.books.calls)
        self.books.calls.clear()
        self.run_of("items").full_at = fields.Datetime.now() - timedelta(days=8)
        self.night()
        self.assertIn("items customer", self.books.calls)
        self.assertNotIn("items customer since", self.books.calls)
        self.books.calls.clear()
        self.night(days=0)
        self.assertFalse(self.books.calls, "once a night")

    # Mending

    def test_blocked_code_is_told_once_with_what_it_concerns(self):
        self.block("VL")
        self.night()
        activity = self.activities()
        self.assertEqual(len(activity), 1)
        self.assertIn("VL", activity.note)
        self.assertIn(self.tax_low.display_name, activity.note)
        self.assertIn("blocked or gone in Memory", self.connection.health_text)
        self.night()
        self.assertEqual(self.activities(), activity)
        rule = self.connection.mapping_ids.filtered(lambda r: r.tax_id == self.tax_low)
        rule.item_id = self.items["VH"]
        self.assertFalse(self.activities())
        self.assertFalse(self.connection.health_text)

    def test_code_that_comes_back_needs_nobody(self):
        gone = next(one for one in self.books.items if one.ref.code == "VL")
        self.block("VL")
        self.night()
        self.books.items.append(gone)
        self.night()
        self.assertFalse(self.activities())

    def test_closed_default_is_told(self):
        self.connection.account_item_id = self.items["8100"]
        self.block("8100")
        self.night()
        self.assertIn("Default Ledger Account: 8100", self.connection.health_text)

    def test_renamed_code_is_followed(self):
        self.block("VL")
        self.books.items.append(
            Item(kind=ItemKind.VAT, ref=Ref(code="VL"), name="Renamed")
        )
        self.night()
        self.assertEqual(self.items["VL"].name, "Renamed")

    def test_missing_book_year_is_told_in_december(self):
        self.books.items += [
            Item(
                kind=ItemKind.PERIOD,
                ref=Ref(code=f"2026/{month:02}"),
                name=f"{month}",
                attributes={"open": True, "end": ""},
            )
            for month in range(1, 13)
        ]
        for month, told in (("11", False), ("12", True)):
            with freeze_time(f"2026-{month}-03"):
                self.refresh()
                text = self.connection.health_text or ""
            self.assertEqual("2027" in text, told)
        self.books.items.append(
            Item(kind=ItemKind.PERIOD, ref=Ref(code="2027/01"), name="1")
        )
        with freeze_time("2026-12-04"):
            self.refresh()
            self.assertFalse(self.connection.health_text)

    def test_period_of_a_day(self):
        for code, end in (
            ("2026/00", ""),
            ("2026/01", "2026-01-25"),
            ("2026/02", "2026-02-22"),
        ):
            self.books.items.append(
                Item(
                    kind=ItemKind.PERIOD,
                    ref=Ref(code=code),
                    name=code,
                    attributes={"open": True, "end": end},
                )
            )
        self.refresh()
        for day, code in (("2026-01-25", "2026/01"), ("2026-01-26", "2026/02")):
            period = get_period(self.connection, fields.Date.to_date(day))
            self.assertEqual(period.code, code)


@tagged("post_install", "-at_install")
class TestBaseIdentity(LedgerCase):
    """Who may write into the books."""

    def assert_refuses(self, code):
        with self.assertRaises(NotAuthorised) as caught, self.connection._open():
            self.fail("may not call")
        self.assertEqual(caught.exception.code, code)

    def copied(self):
        self.connection.sudo().database_identity = "of another database"

    def test_a_copy_calls_nobody_until_it_is_confirmed(self):
        row = self.env["ledger.export"]._enqueue(self.invoice())
        self.copied()
        self.assertTrue(self.connection.is_copy)
        self.assert_refuses("database_copied")
        self.books.calls.clear()
        self.work()
        self.import_payments()
        self.assertFalse(self.books.calls)
        self.assertEqual(row.state, "waiting")
        self.assertIn("copy, or was restored", self.connection.problem)
        self.connection.action_confirm_database()
        self.assertFalse(self.connection.is_copy)
        with self.connection._open():
            pass

    def test_what_the_restored_database_was_sending_is_looked_up(self):
        move = self.invoice()
        row = self.export(move)
        row.write({"state": "sending", "ledger_id": False, "done_at": False})
        self.copied()
        self.work()
        self.connection.action_confirm_database()
        self.work()
        self.due_now(row)
        self.work()
        self.assertTrue(row.adopted)
        self.assertEqual(self.numbers(), [move.name])

    def restored(self):
        """As if from a backup that was made before anything was exported."""
        self.copied()
        self.connection.sudo().confirmed_at = False
        self.env["ledger.export"].sudo().search([]).unlink()

    def look_up(self, row):
        self.due_now(row, sent_ago=600)
        self.work()

    def test_what_was_exported_after_the_backup_is_found_not_booked_twice(self):
        moves = self.invoice() | self.invoice()
        self.export(moves[0])
        self.restored()
        self.connection.action_confirm_database()
        self.env.cr.execute(
            "UPDATE account_move SET create_date = create_date - interval '1 day' "
            "WHERE id = ANY(%s)",
            [moves.ids],
        )
        self.env.invalidate_all()
        self.books.calls.clear()
        rows = self.export(moves)
        self.assertEqual(set(rows.mapped("error_code")), {"restored"})
        self.assertIn("restored from a backup", rows[0].message)
        for _again in range(2):
            self.look_up(rows)
        self.assertEqual(rows.mapped("state"), ["done", "done"])
        self.assertEqual([row.adopted for row in moves.ledger_export_id], [True, False])
        self.assertEqual(sorted(self.numbers()), sorted(moves.mapped("name")))
        self.assertEqual(self.books.calls.count("post"), 1)

    def test_another_entry_of_the_number_is_the_accountants_to_decide_once(self):
        move = self.invoice()
        self.export(move)
        entry = next(iter(self.books.entries.values()))
        entry.booked = replace(entry.booked, total=entry.booked.total + 1)
        self.restored()
        self.connection.action_confirm_database()
        self.connection.sudo().confirmed_at = fields.Datetime.now()
        row = self.export(move)
        self.look_up(row)
        self.assertEqual((row.state, row.error_code), ("rejected", "different_entry"))
        self.export(move, repeated=True)
        self.assertEqual((row.state, len(self.books.entries)), ("done", 2))

    def test_invoice_made_after_the_restore_is_sent_at_once(self):
        self.restored()
        self.connection.action_confirm_database()
        self.connection.sudo().confirmed_at = fields.Datetime.now() - timedelta(days=1)
        self.assertEqual(self.export(self.invoice()).state, "done")

    def test_identity_differs_with_uuid_and_name(self):
        before = self.env["ledger.identity"]._get_identity()
        self.assertEqual(before, self.env["ledger.identity"]._get_identity())
        self.env["ir.config_parameter"].sudo().set_param("database.uuid", "other")
        self.assertNotEqual(before, self.env["ledger.identity"]._get_identity())
        self.assertTrue(self.connection.is_copy)

    def test_a_neutralised_database_is_never_the_live_one(self):
        parameters = self.env["ir.config_parameter"].sudo()
        parameters.set_param("database.is_neutralized", "True")
        self.connection.action_confirm_database()
        self.assert_refuses("database_copied")

    def test_disconnected_is_silent_and_resumes(self):
        move, other = self.invoice(), self.invoice()
        self.export(move)
        self.env["ledger.export"]._enqueue(other)
        self.connection.action_disconnect()
        self.books.calls.clear()
        self.work()
        self.import_payments()
        self.env.ref("connector_base.ir_cron_refresh_items").method_direct_trigger()
        self.assertFalse(self.books.calls)
        self.assertEqual(move.ledger_state, "done")
        self.assertTrue(self.env["ledger.relation"].search([]))
        self.connection.client_secret = self.books.token
        self.connection.action_connect()
        self.work()
        self.assertEqual(other.ledger_state, "done")

    def test_same_office_of_another_organisation_must_be_confirmed(self):
        self.connection._credential().account = {"organisation": "ONE"}
        self.env["ledger.identity"]._note_organisation(self.connection.sudo())
        self.export(self.invoice())
        self.connection._credential().account = {"organisation": "TWO"}
        self.connection.action_connect()
        self.assert_refuses("other_organisation")
        self.assertIn("organisation TWO of Memory", self.connection.problem)
        self.connection.action_confirm_organisation()
        self.assertEqual(self.connection.organisation, "TWO")
        with self.connection._open():
            pass
        with self.assertRaisesRegex(UserError, "nothing to confirm"):
            self.connection.action_confirm_organisation()

    def test_another_office_is_another_connection(self):
        self.export(self.invoice())
        self.connection.sudo().available_administrations = [
            {"code": "M2", "name": "Two"}
        ]
        with self.assertRaisesRegex(UserError, "Create another connection for M2"):
            self.connection._choose("M2")
