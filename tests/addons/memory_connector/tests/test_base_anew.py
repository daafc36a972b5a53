from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

from odoo import fields
from odoo.exceptions import AccessError
from odoo.tests import Form, new_test_user, tagged
from odoo.tools import mute_logger

from odoo.addons.connector_base.tests.cases import SENDER

from .standing_case import StandingCase


@tagged("post_install", "-at_install")
class TestBaseAnew(StandingCase):
    """The administration knows what was exported, whichever connection led there."""

    def anew(self):
        """The same administration, connected once more."""
        old = self.connection
        old.action_disconnect()
        old.active = False
        self.connection = old.create(
            {
                "name": "Memory again",
                "provider": "memory",
                "company_id": self.company.id,
                "start_date": "2026-01-01",
                "client_id": "tests",
                "client_secret": self.books.token,
                "attach_pdf": False,
            }
        )
        # By its name alone nobody would know it again.
        self.partner_a.company_registry = "12345678"
        self.connection.action_connect()
        self.assertEqual(self.connection.administration_code, "M1")
        self.refresh()
        self.map_all()
        self.link()
        return old

    def test_nothing_is_sent_twice(self):
        self.books.doubles = True
        done, fresh = self.invoice(), self.invoice()
        row = self.export(done)
        self.anew()
        action = (done | fresh).action_ledger_export()
        wizard = self.env["ledger.export.wizard"].with_context(**action["context"])
        told = wizard.create({}).action_export()["params"]["message"]
        self.assertIn("Invoices on their way: 1 of 2", told)
        self.assertIn("Exported already, or on their way: 1", told)
        self.work()
        self.assertEqual(sorted(self.numbers()), sorted([done.name, fresh.name]))
        self.assertEqual(done.ledger_export_id, row)

    def test_what_was_exported_goes_on_by_the_new_connection(self):
        move = self.invoice()
        row = self.export(move)
        self.anew()
        self.work()
        self.assertEqual(row.connection_id, self.connection)
        self.books.settle(move.name, "BNK/1", "121.00")
        self.import_payments()
        self.assertEqual(move.payment_state, "paid")

    @mute_logger(SENDER)
    def test_what_was_under_way_goes_on_too(self):
        self.books.doubles = True
        self.lose()
        doubtful = self.export(self.invoice())
        waiting = self.env["ledger.export"]._enqueue(self.invoice())
        self.anew()
        self.assertFalse(self.export(doubtful.move_id))
        self.later(doubtful)
        self.assertEqual((doubtful.state, waiting.state), ("done", "done"))
        self.assertTrue(doubtful.adopted)
        self.assertEqual(len(self.books.entries), 2)

    def test_another_administration_is_another_matter(self):
        move = self.invoice()
        self.export(move)
        self.anew()
        self.connection.sudo().administration_code = "M2"
        self.books.entries.clear()
        self.assertEqual(self.export(move).connection_id, self.connection)
        self.assertEqual(len(self.books.entries), 1)

    def test_same_code_with_another_organisation_is_another_one(self):
        move = self.invoice()
        self.connection.sudo().organisation = "ONE"
        row = self.export(move)
        self.anew()
        self.connection.sudo().organisation = "TWO"
        self.books.entries.clear()
        other = self.export(move)
        self.assertEqual((other.state, other.ledger_id), ("done", row.ledger_id))

    # What stands there from before

    def before(self, *moves):
        """They are older than the connection, which books a number twice."""
        self.books.doubles = True
        self.books.traits = {"refuses_doubles": False}
        self.env.flush_all()
        self.env.cr.execute(
            "UPDATE account_move SET create_date = %s WHERE id = ANY(%s)",
            [
                self.connection.connected_at - timedelta(days=1),
                [move.id for move in moves],
            ],
        )
        self.env.invalidate_all()

    def forget(self, *moves):
        """As if an earlier tool had exported them."""
        rows = self.env["ledger.export"].sudo()
        rows.search([("move_id", "in", [move.id for move in moves])]).unlink()

    def test_what_an_earlier_tool_booked_is_found_in_bulk(self):
        moves = self.invoices(30)
        there, other = moves[:3], moves[3]
        self.export(there | other)
        self.forget(*there, other)
        entry = next(
            entry
            for entry in self.books.entries.values()
            if entry.document.key.number == other.name
        )
        entry.booked = replace(entry.booked, total=Decimal("1.00"))
        self.before(*moves)
        self.books.calls.clear()
        self.export(moves)
        self.assertEqual(self.books.calls.count("find"), 2)
        self.assertEqual(set(there.ledger_export_id.mapped("adopted")), {True})
        self.assertEqual(other.ledger_export_id.error_code, "different_entry")
        self.assertEqual(set((moves - other).mapped("ledger_state")), {"done"})
        self.assertEqual(len(self.books.entries), 30)
        self.assertEqual(len(set(self.numbers())), 30)

    def test_it_is_looked_up_once(self):
        move = self.invoice()
        self.before(move)
        self.books.closed = True
        row = self.export(move)
        self.assertEqual(row.error_code, "period_closed")
        self.books.closed = False
        row.action_retry()
        self.work()
        self.assertEqual(row.state, "done")
        self.assertEqual(self.books.calls.count("find"), 1)

    def test_number_that_occurs_again_is_booked_all_the_same(self):
        move = self.invoice()
        self.export(move)
        self.forget(move)
        next(iter(self.books.entries.values())).booked = replace(
            next(iter(self.books.entries.values())).booked, total=Decimal("1.00")
        )
        self.before(move)
        row = self.export(move)
        self.assertEqual(row.error_code, "different_entry")
        self.export(move, repeated=True)
        self.assertEqual((row.state, len(self.books.entries)), ("done", 2))

    def test_younger_ones_are_sent_at_once(self):
        self.before()
        self.connection.sudo().connected_at = fields.Datetime.now() - timedelta(days=2)
        self.export(self.invoice())
        self.assertNotIn("find", self.books.calls)

    def test_ledger_that_refuses_doubles_is_not_asked(self):
        move = self.invoice()
        self.before(move)
        self.books.traits = {"refuses_doubles": True}
        self.export(move)
        self.assertNotIn("find", self.books.calls)
        self.assertEqual(move.ledger_state, "done")


@tagged("post_install", "-at_install")
class TestBaseSeveral(StandingCase):
    """Several connections: each invoice by its own."""

    def setUp(self):
        super().setUp()
        self.web = self.journal()
        self.connection.journal_ids = self.company_data["default_journal_sale"]
        other = self.connection.sudo().copy(
            {
                "name": "Second",
                "administration_code": "M2",
                "journal_ids": self.web.ids,
                "final": "final",
                "client_id": "tests",
                "client_secret": self.books.token,
            }
        )
        self.other = other.sudo(False)
        self.other.action_connect()
        self.first, self.connection = self.connection, self.other
        self.refresh()
        self.map_all()
        self.connection.journal_item_id = self.item("VRK")
        self.connection = self.first
        self.mine = self.invoice()
        self.theirs = self.invoice(journal_id=self.web.id, partner=self.partner_b)

    def dialog(self):
        action = (self.mine | self.theirs).action_ledger_export()
        return Form(self.env["ledger.export.wizard"].with_context(**action["context"]))

    def test_selection_goes_by_the_rules_of_each(self):
        dialog = self.dialog()
        self.assertFalse(dialog.problems)
        self.assertIn("Memory: 1", dialog.by_connection)
        self.assertIn("Second: 1", dialog.by_connection)
        self.assertFalse(dialog.connection_id or dialog.final)
        wizard = dialog.save()
        # Nothing is chosen for several at once, whoever asks for it.
        wizard.final = "draft"
        wizard.action_export()
        self.work()
        rows = (self.mine | self.theirs).ledger_export_id
        self.assertEqual(rows.mapped("state"), ["done", "done"])
        self.assertEqual(rows.connection_id, self.first | self.other)
        self.assertEqual(rows.mapped("ledger_final"), [False, True])

    def test_one_that_lost_its_right_holds_up_its_own_only(self):
        self.other.sudo().write(
            {"state": "reauthorise", "problem_code": "administration_denied"}
        )
        dialog = self.dialog()
        self.assertIn("no access to M2", dialog.by_connection)
        told = dialog.save().action_export()["params"]["message"]
        self.assertIn("1 of 2", told)
        self.assertIn("no access to M2", told)
        self.work()
        states = [self.mine.ledger_state, self.theirs.ledger_state]
        self.assertEqual(states, ["done", "not_exported"])


@tagged("post_install", "-at_install")
class TestBaseBranch(StandingCase):
    """A branch exports through the connection of the company that it belongs to."""

    def setUp(self):
        super().setUp()
        self.branch = self.env["res.company"].create(
            {
                "name": "Branch",
                "parent_id": self.company.id,
                "country_id": self.company.country_id.id,
            }
        )
        self.user = new_test_user(
            self.env,
            "ledger-branch",
            "account.group_account_invoice",
            company_id=self.branch.id,
            company_ids=self.branch.ids,
        )
        # Its chart of accounts is loaded with the transaction.
        self.env.cr.precommit.run()
        self.connection.account_item_id = self.item("8000")

    def test_its_user_exports_and_sees_what_came_of_it(self):
        companies = (self.branch | self.company).ids
        env = self.env
        self.env = env(context={**env.context, "allowed_company_ids": companies})
        move = self.invoice().with_user(self.user)
        self.env = env
        move = move.with_context(allowed_company_ids=self.branch.ids)
        self.assertEqual(move.company_id, self.branch)
        action = move.action_ledger_export()
        wizard = self.env["ledger.export.wizard"].with_user(self.user)
        dialog = Form(wizard.with_context(**action["context"]))
        self.assertFalse(dialog.problems)
        dialog.save().action_export()
        self.work()
        self.assertEqual(move.ledger_state, "done", move.ledger_message)
        rows = self.env["ledger.export"].with_user(self.user).search([])
        self.assertEqual(rows.move_id, move)
        self.assertTrue(move.action_ledger_open())

    def test_it_does_not_see_exports_of_the_others_nor_sets_anything(self):
        self.export(self.invoice())
        self.assertFalse(self.env["ledger.export"].with_user(self.user).search([]))
        manager = new_test_user(
            self.env,
            "ledger-branch-manager",
            "account.group_account_manager",
            company_id=self.branch.id,
            company_ids=self.branch.ids,
        )
        connection = self.connection.with_user(manager)
        self.assertEqual(connection.name, "Memory")
        with self.assertRaises(AccessError):
            connection.final = "final"
