from odoo import fields
from odoo.exceptions import AccessError, ValidationError
from odoo.fields import Domain
from odoo.tests import new_test_user, tagged

from odoo.addons.connector_base.wizard.assistant.usage import count_uses

from .common import LedgerCase


@tagged("post_install", "-at_install")
class TestBaseAssistant(LedgerCase):
    """From nothing to the first invoice, by a manager who may do no more than that."""

    def setUp(self):
        super().setUp()
        self.manager = new_test_user(
            self.env,
            "ledger-manager",
            "account.group_account_manager",
            company_id=self.company.id,
            company_ids=self.company.ids,
        )
        self.assistants = self.env["ledger.assistant"].with_user(self.manager)

    def begin(self):
        """A new connection, up to the client id."""
        assistant = self.assistants.create({"provider": self.provider})
        assistant.action_next()
        self.assertEqual(assistant.step, "application")
        return assistant

    def enter(self, assistant, secret=None):
        assistant.write(
            {"client_id": "tests", "client_secret": secret or self.books.token}
        )
        assistant.action_next()

    def alone(self):
        """Without the connection that all other tests have."""
        self.connection.action_disconnect()
        self.connection.active = False

    def resumed(self, connection):
        """Opened anew, as from the card."""
        action = connection.with_user(self.manager).action_setup()
        return self.assistants.browse(action["res_id"])

    def test_from_nothing_to_the_first_invoice(self):
        self.alone()
        today = fields.Date.context_today(self.connection)
        often = [(10, self.tax_high), (5, self.tax_low)]
        for lines in (often, often[:1], often[:1]):
            last = self.invoice(*lines, invoice_date=today)
        assistant = self.begin()
        connection = assistant.connection_id
        self.assertEqual(connection.setup_progress, "2 of 7")
        assistant.action_next()
        self.assertIn("client id", assistant.problem)
        self.enter(assistant, "s3cr3t-wrong")
        self.assertEqual(assistant.step, "application", "it stays usable")
        self.assertIn("Memory no longer accepts", assistant.problem)
        self.enter(assistant)
        # The only books are chosen; nobody has to log in.
        self.assertEqual((assistant.step, assistant.problem), ("mapping", False))
        self.assertEqual(connection.setup_progress, "5 of 7")
        self.assertTrue(assistant.waiting)
        assistant.action_next()
        self.assertEqual(assistant.step, "mapping", "nothing is there to be mapped")

        assistant = self.resumed(connection)
        self.assertEqual(assistant.step, "mapping")
        self.run_cron("ir_cron_refresh_items")
        assistant.action_look()
        self.assertFalse(assistant.waiting)
        taxes = assistant.rule_ids.filtered(lambda one: one.kind == "vat")
        shown = [(line.rule_id.tax_id, line.uses) for line in taxes]
        self.assertEqual(shown, [(self.tax_high, 3), (self.tax_low, 1)])
        self.assertTrue(assistant.hidden_count)
        assistant.action_accept_all()
        self.assertEqual(assistant.certain_count, 0)
        # The rest one by one; a wrong rate is warned of before it is stored.
        line = taxes[0]
        low = connection.item_ids.filtered(lambda item: item.code == "VL")
        self.assertFalse(line.warning)
        picked = line.new({"item_id": low.id}, origin=line)
        self.assertIn("9 %", picked.warning)
        line.item_id = low
        self.assertEqual(line.rule_id.item_id, low)
        self.assertFalse(line.suggested)
        line.item_id = connection.item_ids.filtered(lambda item: item.code == "VH")
        for one in assistant.rule_ids.filtered(lambda one: not one.item_id):
            kind = [("kind", "=", one.kind), ("connection_id", "=", connection.id)]
            one.item_id = self.env["ledger.item"].search(kind, limit=1)
        self.env.invalidate_all()
        self.assertEqual(assistant.open_count, 0)
        assistant.action_next()

        self.assertEqual((assistant.step, assistant.timing), ("settings", "hand"))
        assistant.timing = "night"
        assistant.action_next()
        self.assertEqual(assistant.step, "trial")
        self.assertFalse(connection.auto_export, "nothing goes before the trial")
        # Who comes back chooses once more what was not stored yet.
        self.assertEqual(self.resumed(connection).step, "settings")
        self.assertEqual(connection.setup_step, "trial")
        self.assertEqual(assistant.trial_move_id, last)
        self.assertIn("10.00", assistant.trial)
        self.assertFalse(assistant.trial_problems)
        assistant.action_export_trial()
        self.assertEqual((assistant.step, assistant.problem), ("done", False))
        self.assertTrue(connection.auto_export and connection.at_night)
        self.assertFalse(connection.setup_progress)
        self.assertEqual(assistant.due_count, 2)
        due = assistant.action_open_due()["domain"]
        self.assertEqual(self.env["account.move"].search_count(due), 2)
        self.run_cron("ir_cron_export")
        self.assertEqual(last.ledger_state, "done")

    def test_books_are_chosen_among_several_and_what_hinders_is_said(self):
        assistant = self.begin()
        self.enter(assistant)
        connection = assistant.connection_id
        # The other connection of this company has its books already.
        self.assertEqual(
            (connection.name, assistant.step), (f"{self.label} 2", "books")
        )
        connection.sudo().available_administrations = [
            {"code": "M8", "name": "Dollars", "currency": "USD"},
            {"code": "M9", "name": "Nine", "currency": "EUR"},
            {"code": self.connection.administration_code, "name": "Taken"},
        ]
        assistant = self.resumed(connection)
        self.assertEqual(assistant.step, "books")
        assistant.action_next()
        self.assertEqual(
            (assistant.step, assistant.problem), ("books", "Choose the books.")
        )
        assistant.books_ids[2].action_choose()
        self.assertEqual(assistant.step, "books")
        self.assertEqual(
            assistant.problem,
            f"{self.connection.display_name} leads to these books already.",
        )
        self.assertFalse(connection.administration_code)
        codes = [(one.code, one.name, one.currency) for one in assistant.books_ids]
        self.assertEqual(codes[0], ("M8", "Dollars", "USD"))
        assistant.books_ids[0].action_choose()
        self.assertEqual(assistant.step, "books")
        self.assertIn("USD <> EUR", assistant.problem)
        assistant.books_ids[1].action_choose()
        self.assertEqual((assistant.step, assistant.problem), ("mapping", False))
        self.assertEqual(connection.administration_name, "Nine")
        assistant.action_back()
        self.assertEqual(assistant.step, "books")
        assistant.action_next()
        self.assertEqual((assistant.step, assistant.problem), ("mapping", False))

    def test_ledger_is_chosen_and_chosen_anew(self):
        assistant = self.assistants.create({"provider": False})
        assistant.action_next()
        self.assertEqual(assistant.problem, "Choose the ledger.")
        self.assertFalse(assistant.connection_id)
        assistant.provider = self.provider
        assistant.action_next()
        connection = assistant.connection_id
        providers = connection._fields["provider"]._description_selection(self.env)
        other, name = next(one for one in providers if one[0] != self.provider)
        assistant.action_back()
        self.assertEqual(assistant.step, "ledger")
        assistant.action_next()
        self.assertEqual(connection.name, f"{self.label} 2", "it is the same one")
        assistant.action_back()
        assistant.provider = other
        assistant.action_next()
        self.assertEqual((assistant.step, assistant.problem), ("application", False))
        self.assertEqual(assistant.connection_id, connection)
        self.assertEqual((connection.provider, connection.name), (other, name))

    def test_log_in_is_left_by_logging_in(self):
        """Where nobody has to do that on a page of the ledger, too."""
        assistant = self.begin()
        self.enter(assistant)
        connection = assistant.connection_id
        connection.sudo().state = "disconnected"
        assistant = self.resumed(connection)
        self.assertEqual(assistant.step, "log_in")
        assistant.action_next()
        self.assertEqual(assistant.step, "books")
        self.assertTrue(connection.available_administrations)

    def test_who_may_not_is_not_told_on_the_page(self):
        """What is refused by rights is no matter of the page."""
        assistant = self.begin()
        assistant.write({"client_id": "tests", "client_secret": self.books.token})
        self.env.flush_all()
        company = self.setup_other_company()["company"]
        self.manager.sudo().write(
            {"company_ids": company.ids, "company_id": company.id}
        )
        self.env.invalidate_all()
        with self.assertRaises(AccessError):
            assistant.action_next()

    def begin_second(self):
        """A second connection of the company, up to its mappings."""
        assistant = self.begin()
        self.enter(assistant)
        connection = assistant.connection_id.sudo()
        connection.available_administrations = [{"code": "M9", "name": "Nine"}]
        assistant._go("books")
        assistant.books_ids.action_choose()
        self.run_cron("ir_cron_refresh_items")
        return assistant

    def test_second_connection_takes_over_journals(self):
        """Nobody is stopped by "its own journals" before there is something to say."""
        sales = self.company_data["default_journal_sale"]
        second = sales.copy(
            {
                "name": "Shop",
                "code": "SHOP",
                "default_account_id": sales.default_account_id.id,
            }
        )
        assistant = self.begin_second()
        connection = assistant.connection_id
        move = self.invoice(journal_id=second.id)
        self.assertEqual(move.ledger_connection_id, self.connection)
        assistant.action_look()
        assistant.action_next()
        assistant.action_next()
        self.assertEqual(assistant.step, "settings")
        self.assertIn("exports invoices of this company too", assistant.problem)
        assistant.journal_ids = self.env["account.journal"].search(
            [("company_id", "=", self.company.id)]
        )
        assistant.action_next()
        self.assertEqual(assistant.step, "settings")
        self.assertIn("No journal would be left for Memory.", assistant.problem)
        self.assertFalse(self.connection.journal_ids)
        assistant.journal_ids = second
        assistant.action_next()
        assistant.action_next()
        self.assertEqual((assistant.step, assistant.problem), ("done", False))
        self.assertIn(sales, self.connection.journal_ids)
        self.assertNotIn(second, self.connection.journal_ids)
        move.invalidate_recordset()
        self.assertEqual(move.ledger_connection_id, connection)
        self.assertEqual(self.invoice().ledger_connection_id, self.connection)
        # Only what is used in these journals is shown as used.
        today = fields.Date.context_today(self.connection)
        for journal in (second, sales, sales):
            self.invoice(journal_id=journal.id, invoice_date=today)
        for one, count in ((connection, 1), (self.connection, 2)):
            uses = count_uses(one.sudo(), today)
            self.assertEqual(uses["vat", self.tax_high.id], count)

    def test_second_connection_takes_over_at_a_date(self):
        """The first one keeps what lies before, and its payments."""
        before, after = "2026-06-30", "2026-07-01"
        assistant = self.begin_second()
        connection = assistant.connection_id
        old, new = (self.invoice(invoice_date=day) for day in (before, after))
        self.assertEqual((old | new).ledger_connection_id, self.connection)
        assistant.action_next()
        assistant.start_date = after
        assistant.action_next()
        self.assertEqual((assistant.step, assistant.problem), ("trial", False))
        assistant.action_next()
        self.assertEqual((assistant.step, assistant.problem), ("done", False))
        self.env.invalidate_all()
        self.assertEqual(old.ledger_connection_id, self.connection)
        self.assertEqual(new.ledger_connection_id, connection)
        self.assertEqual((old | new).mapped("ledger_state"), ["not_exported"] * 2)
        scope = self.env["ledger.scope"]
        for one, move in ((self.connection, old), (connection, new)):
            domain = scope._get_domain(one) & Domain("id", "in", (old | new).ids)
            self.assertEqual(self.env["account.move"].search(domain), move)
        with self.assertRaisesRegex(ValidationError, "another starting date"):
            connection.start_date = self.connection.start_date

    def test_what_the_books_lack_is_said_on_the_page(self):
        self.alone()
        self.books.items = [
            item
            for item in self.books.items
            if item.kind.value not in ("vat", "period")
        ]
        assistant = self.begin()
        self.enter(assistant)
        self.run_cron("ir_cron_refresh_items")
        assistant.action_look()
        self.assertIn("has no VAT codes", assistant.alarm)
        if "period" in self.can():
            year = fields.Date.context_today(self.connection).year
            self.assertIn(f"Book year {year} does not exist", assistant.alarm)
        assistant.action_fetch()
        self.env.invalidate_all()
        self.assertTrue(assistant.waiting)
        assistant.action_back()
        self.assertEqual(assistant.step, "books")

    def test_master_data_that_were_never_read_are_waited_for(self):
        run = self.run_of("items")
        self.env["ledger.request"].sudo().search([]).unlink()
        assistant = self.env["ledger.assistant"].create(
            {"connection_id": self.connection.id, "step": "mapping"}
        )
        for done_at in (False, run.done_at):
            run.write({"done_at": done_at, "left": False})
            assistant.invalidate_recordset()
            self.assertEqual(bool(assistant.waiting), not done_at)

    def test_who_begins_twice_goes_on_with_the_first(self):
        first, second = self.begin(), self.begin()
        self.assertEqual(first.connection_id, second.connection_id)
