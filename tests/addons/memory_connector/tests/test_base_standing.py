from dataclasses import replace

from psycopg2.errors import UniqueViolation

from odoo.tests import Form, tagged
from odoo.tools import mute_logger

from odoo.addons.connector_base.ledger.values import Item, ItemKind, Ref, Rejected
from odoo.addons.connector_base.tests.cases import SENDER

from .standing_case import StandingCase


@tagged("post_install", "-at_install")
class TestBaseStanding(StandingCase):
    """Whose entry: never by look-alike."""

    @mute_logger(SENDER)
    def test_entry_of_another_invoice_is_not_taken_over(self):
        first, second = self.twins()
        self.export(first)
        self.forget_marks()
        row = self.export(second)
        self.later(row)
        self.assertEqual((row.state, row.error_code), ("rejected", "duplicate_ours"))
        self.assertIn("2026-00001 (VRK 202600001)", row.message)
        dialog = Form(
            self.env["ledger.export.wizard"].with_context(
                **second.action_ledger_export()["context"]
            )
        )
        self.assertTrue(dialog.number_exists)
        dialog.repeated = True
        dialog.save().action_export()
        self.work()
        self.assertEqual(row.state, "done", row.message)
        self.assertNotEqual(row.ledger_id, first.ledger_export_id.ledger_id)
        self.assertEqual(len(self.books.entries), 2)

    @mute_logger(SENDER)
    def test_lost_answer_beside_an_equal_entry_of_ours(self):
        self.books.doubles = True
        first, second = self.twins()
        self.export(first)
        self.lose()
        row = self.export(second)
        self.assertEqual(row.state, "in_doubt")
        self.forget_marks()
        self.later(row)
        self.assertTrue(row.adopted)
        self.assertEqual(
            {first.ledger_export_id.ledger_id, row.ledger_id}, set(self.books.entries)
        )

    @mute_logger(SENDER)
    def test_two_lost_answers_of_equal_invoices_find_one_entry_each(self):
        """Both in one request: the marks tell them apart."""
        self.books.doubles = True
        first, second = self.twins()
        self.lose()
        rows = self.export(first | second)
        self.assertEqual(set(rows.mapped("state")), {"in_doubt"})
        self.later(*rows)
        self.assertEqual(rows.mapped("adopted"), [True, True])
        for row in rows:
            mark = f"odoo-{row.move_id.id}"
            self.assertEqual(self.entry(row).document.mark, mark)

    @mute_logger(SENDER)
    def test_several_that_can_not_be_told_apart_are_shown(self):
        self.books.doubles = True
        first, second = self.twins()
        self.lose()
        rows = self.export(first | second)
        self.forget_marks()
        self.later(*rows)
        self.assertEqual(set(rows.mapped("error_code")), {"several_entries"})

    @mute_logger(SENDER)
    def test_ours_is_found_beside_another_entry_of_its_number(self):
        """Somebody booked the number by hand for another amount."""
        self.books.doubles = True
        move = self.invoice()
        self.lose()
        row = self.export(move)
        (entry,) = self.books.entries.values()
        other = replace(entry.document, mark="", dues=(), lines=())
        self.books.enter(other, "VRK/by-hand", "by-hand", final=True)
        self.later(row)
        self.assertEqual((row.state, row.ledger_id), ("done", entry.booked.id))

    @mute_logger(SENDER)
    def test_lost_answer_that_only_others_fit_is_sent_again(self):
        self.books.doubles = True
        first, second = self.twins()
        self.export(first)
        self.lose(when="before")
        row = self.export(second)
        self.later(row)
        self.assertEqual((row.state, row.adopted), ("done", False), row.message)
        self.assertEqual(len(self.books.entries), 2)

    @mute_logger(SENDER)
    def test_number_that_was_used_again(self):
        """Renumbered to INV/900, and a new INV/1 of the same amount."""
        first = self.invoice(name="INV/2026/1")
        self.export(first)
        first.name = "INV/2026/900"
        second = self.invoice(name="INV/2026/1")
        row = self.export(second)
        self.forget_marks()
        self.later(row)
        self.assertEqual(row.error_code, "duplicate_ours")
        self.assertIn("INV/2026/900", row.message)

    def test_connections_that_lead_nowhere_yet_share_no_books(self):
        other = self.connection.sudo().copy({"name": "Other"})
        self.assertFalse(other.administration_code)
        third = other.copy({"name": "Third"})
        books = self.env["ledger.standing"]._get_connections
        self.assertEqual([books(one) for one in (other, third)], [other, third])
        third.active = False
        third.administration_code = self.connection.administration_code
        self.assertEqual(books(third), self.connection | third)

    def test_two_exports_can_not_hold_one_entry(self):
        one, two = self.export(self.invoice()), self.export(self.invoice())
        with self.assertRaises(UniqueViolation), mute_logger("odoo.sql_db"):
            with self.env.cr.savepoint():
                two.ledger_id = one.ledger_id
                two.flush_recordset()

    def test_number_that_the_ledger_gives_again_is_of_the_new_entry(self):
        """Deleted there, which we have not heard of yet."""
        old = self.export(self.invoice())
        self.books.entries.clear()
        new = self.export(self.invoice())
        self.assertEqual((new.state, new.ledger_id), ("done", old.ledger_id))
        self.assertTrue(old.ledger_gone)
        self.import_payments()
        self.assertFalse(new.ledger_gone)

    @mute_logger(SENDER)
    def test_customer_that_got_another_code_is_still_the_same(self):
        self.books.items.append(
            Item(
                kind=ItemKind.CUSTOMER,
                ref=Ref(code="77", id="{77}"),
                name=self.partner_a.name,
            )
        )
        self.refresh()
        self.lose()
        item = self.item("77")
        row = self.export(self.invoice(), relation_item_id=item.id)
        self.assertEqual(row._document().relation, Ref(code="77", id="{77}"))
        (entry,) = self.books.entries.values()
        entry.booked = replace(entry.booked, relation="88")
        item.sudo().code = "88"
        self.later(row)
        self.assertEqual((row.state, row.adopted), ("done", True), row.message)

    def test_what_the_ledger_found_fault_with_is_shown(self):
        refused = Rejected(code="period_closed", message="closed", field="period")
        row = self.env["ledger.export"]._enqueue(self.invoice())
        row._settle(refused)
        self.assertEqual(row.error_field, "period")
        self.assertEqual(row.move_id.ledger_words, "closed (period)")

    def test_invoice_that_waits_for_its_connection_says_so(self):
        row = self.env["ledger.export"]._enqueue(self.invoice())
        self.connection.sudo().write(
            {"state": "reauthorise", "problem_code": "administration_denied"}
        )
        self.assertIn("no access to M1", row.move_id.ledger_message)
        self.assertEqual(row.owner, "admin")
        self.connection.action_disconnect()
        self.env.invalidate_all()
        self.assertIn("is not connected", row.move_id.ledger_message)
