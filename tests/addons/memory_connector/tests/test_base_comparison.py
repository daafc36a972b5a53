import time
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from unittest.mock import patch

from odoo.tests import tagged

from odoo.addons.connector_base.ledger.errors import Unavailable
from odoo.addons.connector_base.models.control import (
    ledger_comparison,
    ledger_control_missing,
)

from .common import LedgerCase


@tagged("post_install", "-at_install")
class TestBaseComparison(LedgerCase):
    """All that was sent is compared with all that the ledger tells, in portions."""

    def control(self):
        super().control()
        return self.rows()

    def rows(self):
        return self.env["ledger.control"].search(
            [("connection_id", "=", self.connection.id)]
        )

    def exported(self, **values):
        move = self.invoice(**values)
        self.export(move)
        self.assertEqual(move.ledger_state, "done", move.ledger_message)
        return move

    def entry(self, move):
        return self.books.entries[move.ledger_export_id.ledger_id]

    def edit(self, move, **values):
        """By the accountant, in the ledger."""
        entry = self.entry(move)
        entry.booked = replace(entry.booked, **values)

    def go(self):
        """A run without time."""
        self.env.flush_all()
        with self.env.registry.cursor() as cr:
            run = self.run_of("control").with_env(self.env(cr=cr, su=True))
            run._go(time.monotonic())
        self.env.invalidate_all()

    def portion(self, size):
        return patch.object(ledger_comparison, "PORTION", size)

    # What is compared

    def test_whatever_the_ledger_tells_otherwise_is_a_difference(self):
        key = self.entry(self.exported()).booked.key
        edits = {
            "relation": "9999",
            "date": date(2026, 4, 1),
            "balance": Decimal("99.00"),
            "mark": "odoo-0",
            "vat": Decimal("9.00"),
        }
        told = {**{name: {name: value} for name, value in edits.items()}}
        told["number"] = {"key": replace(key, number="INV/OTHER")}
        told["journal"] = {"key": replace(key, journal="MEMO")}
        moves = {name: self.exported() for name in told}
        for name, move in moves.items():
            values = told[name]
            if "key" in values:
                changed = getattr(values["key"], name)
                entry_key = replace(self.entry(move).booked.key, **{name: changed})
                values = {"key": entry_key}
            self.edit(move, **values)
        rows = {row.move_id: row for row in self.control()}
        self.assertEqual(len(rows), len(moves) + 1)
        for name, move in moves.items():
            row = rows.pop(move)
            self.assertEqual(row.cause, "changed_there", name)
            self.assertEqual([one["field"] for one in row.differences], [name])
            self.assertIn("→", row.differences_text)
            self.assertTrue(row.has_difference)
        (untouched,) = rows.values()
        self.assertFalse(untouched.cause)
        self.assertFalse(untouched.differences or untouched.differences_text)

    def test_entry_moved_to_another_customer_names_both(self):
        move, other = self.exported(), self.exported(partner=self.partner_b)
        there = self.entry(other).booked.relation
        here = self.entry(move).booked.relation
        self.assertNotEqual(here, there)
        self.edit(move, relation=there)
        row = self.control().filtered("cause")
        self.assertEqual(row.move_id, move)
        self.assertIn(f"{here} → {there}", row.differences_text)
        shown = {**row.action_mend(), "url": ""}
        there = {"type": "ir.actions.act_url", "url": "", "target": "new"}
        self.assertEqual(shown, there)

    def test_customer_with_another_code_by_now_is_the_same(self):
        move = self.exported()
        relation = self.env["ledger.relation"].search(
            [("connection_id", "=", self.connection.id)]
        )
        relation.item_id.sudo().code = "RENAMED"
        self.edit(move, relation="renamed ")
        self.assertFalse(self.control().cause)

    def test_number_that_changed_here_is_shown_and_mended(self):
        move = self.exported()
        move.name = "INV/2026/9999"
        row = self.control()
        self.assertEqual(row.cause, "changed")
        self.assertEqual([one["field"] for one in row.differences], ["number"])
        self.assertEqual(row.action_mend()["res_model"], "ledger.correction.wizard")
        self.assertEqual(move.ledger_remedy, "amend")

    def test_reference_of_the_customer_is_no_number(self):
        move = self.exported(ref="PO 77")
        self.assertFalse(self.control().cause)
        move.name = "INV/2026/9999"
        (told,) = self.control().differences
        self.assertEqual((told["field"], told["here"]), ("number", "INV/2026/9999"))

    def test_bill_that_we_made_for_the_vendor_has_our_number(self):
        """Where the vendor gave none; one that it gave itself stays."""
        journal = self.company_data["default_journal_purchase"]
        journal.is_self_billing = True
        items = {item.code: item.id for item in self.connection.item_ids}
        self.connection.write(
            {
                "expense_item_id": items["8000"],
                "journal_item_id": items["VRK"],
            }
        )
        bill = {"move_type": "in_invoice", "journal_id": journal.id}
        ours = self.exported(**bill)
        theirs = self.exported(**bill, ref="V-1")
        self.assertFalse(any(self.control().mapped("cause")))
        for move in (ours, theirs):
            move.name = f"{move.name}9"
        rows = {row.move_id: row for row in self.control()}
        self.assertEqual((rows[theirs].cause, rows[ours].cause), (False, "changed"))
        (told,) = rows[ours].differences
        self.assertEqual((told["field"], told["here"]), ("number", ours.name))

    def test_number_written_otherwise_is_the_same(self):
        move = self.exported()
        key = self.entry(move).booked.key
        self.edit(move, key=replace(key, number=f" {key.number.lower()} "))
        self.assertFalse(self.control().cause)

    def test_both_currencies_stand_side_by_side(self):
        usd = self.env.ref("base.USD")
        usd.active = True
        self.env["res.currency.rate"].create(
            {"name": "2026-01-01", "rate": 1.25, "currency_id": usd.id}
        )
        self.exported(currency_id=usd.id)
        row = self.control()
        self.assertEqual((row.total, row.balance), (121.0, 96.8))
        self.assertEqual((row.ledger_total, row.ledger_balance), (121.0, 96.8))
        self.assertFalse(row.cause)

    def test_paid_here_alone_leads_to_the_invoice(self):
        move = self.exported()
        self.env["account.payment.register"].with_context(
            active_model="account.move", active_ids=move.ids
        ).create({"payment_date": "2026-03-12"})._create_payments()
        row = self.control()
        self.assertEqual(row.cause, "open")
        self.assertEqual(
            row.differences, [{"field": "open", "here": "0.00", "there": "121.00"}]
        )
        self.assertEqual(row.action_mend()["res_id"], move.id)

    def test_cancelled_here_and_still_booked_there(self):
        move = self.exported()
        move.button_draft()
        move.button_cancel()
        row = self.control()
        self.assertEqual((row.move_id, row.cause), (move, "changed"))

    # Which entries

    def test_what_was_just_booked_may_be_listed_late(self):
        move, old = self.exported(), self.exported()
        for one in (move, old):
            self.books.entries.pop(self.entry(one).booked.id)
        old.ledger_export_id.sudo().done_at -= timedelta(minutes=10)
        causes = {row.move_id: row.cause for row in self.control()}
        self.assertEqual(causes, {move: False, old: "deleted"})
        self.assertTrue(old.ledger_export_id.ledger_gone)
        self.assertFalse(move.ledger_export_id.ledger_gone)

    def test_deleted_entries_are_told_however_few_are_looked_up(self):
        moves = self.exported() | self.exported()
        for move in moves:
            self.books.entries.pop(self.entry(move).booked.id)
            move.ledger_export_id.sudo().done_at -= timedelta(minutes=10)
        with patch.object(ledger_control_missing, "LOOK_UPS", 1):
            rows = self.control()
        self.assertEqual(rows.mapped("cause"), ["deleted", "deleted"])
        self.assertFalse(any(rows.mapped("ledger_total")))
        # Booked again is what was looked up; of the other one all is asked first.
        is_gone = rows.export_id.mapped("ledger_gone")
        self.assertEqual(sorted(is_gone), [False, True])
        for row in rows:
            asked = self.run_of("import")._get_asked()
            action = row.action_mend()
            if row.export_id.ledger_gone:
                self.assertEqual(action["res_model"], "ledger.correction.wizard")
                self.assertEqual(self.run_of("import")._get_asked(), asked)
            else:
                self.assertEqual(action["tag"], "display_notification")
                self.assertTrue(self.run_of("import")._is_asked_full())

    def test_entry_that_left_the_period_is_looked_up(self):
        move = self.exported()
        move.ledger_export_id.sudo().done_at -= timedelta(minutes=10)
        self.edit(move, date=date(2027, 12, 31))
        entry = self.entry(move)
        entry.document = replace(entry.document, date=date(2027, 12, 31))
        row = self.control()
        self.assertEqual((row.move_id, row.cause), (move, "changed_there"))
        self.assertEqual([one["field"] for one in row.differences], ["date"])
        self.assertFalse(move.ledger_export_id.ledger_gone)

    def test_booked_by_hand_until_it_is_linked(self):
        move = self.exported()
        export = move.ledger_export_id.sudo()
        id_ = export.ledger_id
        export.write({"ledger_id": False, "state": "rejected"})
        rows = self.control()
        self.assertEqual(sorted(rows.mapped("cause")), ["by_hand", "refused"])
        export.write({"ledger_id": id_, "state": "done"})
        rows = self.control()
        self.assertEqual((rows.move_id, rows.cause), (move, False))

    def test_period_is_what_the_connection_says(self):
        march, april = self.exported(), self.exported(invoice_date="2026-04-10")
        self.assertEqual(self.control().move_id, march | april)
        self.connection.control_from = "2026-04-01"
        self.assertEqual(self.control().move_id, april)
        self.connection.control_from = False
        self.assertEqual(self.control().move_id, march | april)

    # In portions

    def test_equal_rows_are_kept_as_they_are(self):
        moves = [self.exported() for _number in range(4)]
        self.edit(moves[0], relation="9999")
        by_hand = replace(self.entry(moves[1]).booked, id="VRK/999", number="999")
        self.books.entries["VRK/999"] = replace(self.entry(moves[1]), booked=by_hand)
        self.books.deposit("1", "10.00")
        before = self.control()
        self.assertEqual(len(before), 6)
        written = {row: row.write_date for row in before}
        self.env.cr.execute(
            "UPDATE ledger_control SET write_date = write_date - interval '1 day'"
        )
        self.edit(moves[3], relation="8888")
        after = self.control()
        self.assertEqual(set(after.ids), set(before.ids))
        touched = after.filtered(lambda row: row.write_date >= written[row])
        self.assertEqual(touched.move_id, moves[3])

    def test_without_time_each_run_gets_on_by_a_portion(self):
        days = ["2026-03-01", "2026-03-02", "2026-03-02", "2026-03-04", "2026-03-05"]
        moves = [self.exported(invoice_date=day) for day in days]
        waiting = [self.invoice() for _number in range(3)]
        self.connection.action_control()
        counts, told = [], []
        with self.portion(2):
            for _run in range(10):
                self.go()
                counts.append(len(self.rows()))
                told.append(self.connection.progress)
                if not self.run_of("control").left:
                    break
        self.assertEqual(counts, sorted(counts))
        self.assertGreater(len({*counts}), 3)
        self.assertEqual(counts[-1], 8)
        self.assertEqual(len(self.rows().move_id), len(moves) + len(waiting))
        self.assertTrue(self.connection.last_control_at)
        self.assertEqual(told[0], "The books are compared: done up to 03/03/2026.")
        self.assertIn("The books are compared: invoice by invoice.", told)
        self.assertFalse(told[-1])

    def stop(self):
        """In the midst of it, as somebody does in another transaction."""
        self.env.invalidate_all()
        self.connection.action_stop()
        self.env.flush_all()

    def test_stopped_while_entries_are_listed(self):
        for day in ("2026-03-01", "2026-03-02", "2026-03-03"):
            self.exported(invoice_date=day)
        books, listed, stop = self.books, self.books.entries, self.stop

        class Listing(dict):
            def values(self):
                yield from [*listed.values()][:2]
                stop()
                yield from [*listed.values()][2:]

        with self.portion(1):
            books.entries = Listing(listed)
            self.control()
            self.assertEqual(len(self.rows()), 1)
            self.assertEqual(self.run_of("control").left["part"], "entries")
            books.entries = listed
            self.connection.action_go_on()
            self.run_cron("ir_cron_control")
        self.assertEqual(len(self.rows()), 3)
        self.assertFalse(self.run_of("control").left)

    def test_stopped_while_invoices_are_looked_up(self):
        moves = self.exported() | self.exported() | self.exported()
        for move in moves:
            self.books.entries.pop(self.entry(move).booked.id)
            move.ledger_export_id.sudo().done_at -= timedelta(minutes=10)
        find, stop = self.books.find, self.stop

        def stopping(key):
            stop()
            return find(key)

        with self.portion(1):
            self.books.find = stopping
            self.control()
            self.assertEqual(self.rows().move_id, moves[0])
            self.assertEqual(self.run_of("control").left["part"], "moves")
            self.books.find = find
            self.connection.action_go_on()
            self.run_cron("ir_cron_control")
        self.assertEqual(self.rows().mapped("cause"), ["deleted"] * 3)
        self.assertFalse(self.run_of("control").left)

    def test_outage_on_the_way_keeps_what_was_compared(self):
        for day in ("2026-03-01", "2026-03-02", "2026-03-03"):
            self.exported(invoice_date=day)
        books = self.books
        listed = books.entries

        class Broken(dict):
            def values(self):
                yield from [*listed.values()][:2]
                raise Unavailable("ledger_down")

        self.connection.action_control()
        with self.portion(1):
            books.entries = Broken(listed)
            self.run_cron("ir_cron_control")
            self.assertEqual(len(self.rows()), 1)
            self.assertEqual(self.run_of("control").problem_code, "ledger_down")
            self.assertEqual(self.run_of("control").left["at"], "2026-03-02")
            books.entries = listed
            self.run_cron("ir_cron_control")
        self.assertEqual(len(self.rows()), 3)
        self.assertFalse(self.run_of("control").left)
        self.assertFalse(self.run_of("control").problem_code)

    def test_ledger_that_lists_in_any_order(self):
        for day in ("2026-03-05", "2026-03-01", "2026-03-04", "2026-03-02"):
            self.exported(invoice_date=day)
        with self.portion(1):
            self.assertEqual(len(self.control()), 4)
            self.assertFalse(any(self.rows().mapped("cause")))
            gone = self.rows()[1].move_id
            self.books.entries.pop(self.entry(gone).booked.id)
            gone.ledger_export_id.sudo().done_at -= timedelta(minutes=10)
            found = self.control().filtered("cause")
        self.assertEqual((found.move_id, found.cause), (gone, "deleted"))
