import json
import logging
from datetime import timedelta
from unittest.mock import patch

from odoo import fields
from odoo.exceptions import UserError, ValidationError
from odoo.tests import Form, tagged

from odoo.addons.connector_base.ledger.errors import Throttled
from odoo.addons.connector_base.ledger.http import utcnow
from odoo.addons.connector_base.models.control import ledger_diagnosis

from .common import LedgerCase

LOG_IN = "odoo.addons.connector_base.models.connection.ledger_login"


@tagged("post_install", "-at_install")
class TestBaseConnection(LedgerCase):
    """Connecting, choosing, disconnecting, and who hears of it."""

    def test_single_administration_is_chosen_and_its_master_data_fetched(self):
        self.assertEqual(self.connection.administration_code, "M1")
        self.assertEqual(self.connection.state, "connected")
        self.assertIn("VH", self.connection.item_ids.mapped("code"))
        self.assertTrue(self.connection.connected_at)

    def test_administration_that_is_not_offered_is_refused(self):
        with self.assertRaises(UserError):
            self.connection._choose("M9")

    def test_other_administration_is_chosen_while_nothing_was_exported(self):
        self.connection.sudo().administration_code = "M0"
        self.connection._choose("M1")
        self.assertEqual(self.connection.administration_code, "M1")

    def test_other_administration_is_refused_once_something_was_exported(self):
        self.export(self.invoice())
        self.connection.available_administrations = [
            {"code": "M2", "name": "Other", "id": ""}
        ]
        with self.assertRaises(UserError):
            self.connection._choose("M2")

    def test_wrong_secret_is_told_in_words(self):
        self.connection.client_secret = "s3cr3t-wrong"
        with self.assertRaisesRegex(UserError, "press Connect"):
            self.connection.action_check()
        self.refresh()
        self.assertIn("press Connect", self.connection.problem)

    def test_trial_calls_are_shown(self):
        self.assertIn("Everything", self.connection.action_check()["params"]["message"])

    def test_no_room_for_trial_calls_keeps_nobody_from_connecting(self):
        """What is missing shows by itself when the master data is fetched."""
        notes = self.connection.message_ids
        self.connection.sudo().state = "draft"
        self.books.weather = [Throttled(utcnow() + timedelta(seconds=60))]
        with self.assertLogs(LOG_IN, logging.INFO) as logged:
            self.assertEqual(self.connection._choose("M1"), "")
        self.assertIn("no room for trial calls", logged.output[0])
        self.assertEqual(self.connection.state, "connected")
        self.assertFalse(
            [note.body for note in self.connection.message_ids - notes if note.body]
        )
        self.assertTrue(self.run_of("items")._get_asked())

    def test_without_client_id_and_secret_the_way_is_told(self):
        new = self.connection.copy({"name": "New"})
        for id_, secret in ((False, False), ("tests", False), (False, "s3cr3t")):
            new.client_id = id_
            if secret:
                new.client_secret = secret
            with self.assertRaisesRegex(UserError, "Enter the client id and the cl"):
                new.action_connect()
        self.assertEqual(new.state, "draft")

    def test_nothing_is_asked_of_a_ledger_that_is_not_connected(self):
        self.connection.action_disconnect()
        words = "is not connected. Open it and press Connect"
        for work in ("refresh_items", "import_payments", "control"):
            with self.assertRaisesRegex(UserError, words):
                getattr(self.connection, f"action_{work}")()

    def test_name_is_the_ledgers_until_another_is_given(self):
        new = self.connection.copy({"name": "Shop"})
        providers = new._fields["provider"]._description_selection(self.env)
        other, _name = next(one for one in providers if one[0] != self.provider)
        form = Form(new)
        form.provider = other
        self.assertEqual(form.name, "Shop")
        form.name = False
        form.provider = self.provider
        self.assertEqual(form.name, self.label)

    def test_secret_is_never_shown_again(self):
        self.env.invalidate_all()
        self.assertFalse(self.connection.client_secret)
        self.assertTrue(self.connection.has_secret)

    def test_reconnect_resumes_with_links_and_history(self):
        move = self.invoice()
        self.export(move)
        self.connection.action_disconnect()
        self.assertTrue(self.connection.deactivated_at)
        self.assertEqual(move.ledger_state, "done")
        self.connection.action_connect()
        self.assertEqual(self.connection.state, "connected")
        self.assertFalse(self.export(move), "what is booked stays booked")

    def test_several_connections_need_their_own_journals(self):
        with self.assertRaises(ValidationError):
            self.connection.copy({"name": "Second"}).sudo().write(
                {"state": "connected", "journal_ids": [(5,)]}
            )

    def test_entries_of_a_journal_go_through_one_connection(self):
        data = self.company_data
        misc = data["default_journal_misc"]
        self.connection.write(
            {
                "journal_ids": data["default_journal_sale"].ids,
                "entry_journal_ids": misc.ids,
            }
        )
        other = self.connection.copy({"name": "Second"}).sudo()
        bills = data["default_journal_purchase"]
        other.write({"state": "connected", "journal_ids": bills.ids})
        words = f"of one journal go through one connection of {self.company.name}"
        with self.assertRaisesRegex(ValidationError, words):
            other.entry_journal_ids = misc
        other.entry_journal_ids = misc.copy()
        self.assertFalse(self.connection.entry_journal_ids & other.entry_journal_ids)

    def test_unencrypted_log_in_address_is_refused(self):
        with self.assertRaisesRegex(UserError, "is not one of Memory"):
            self.connection.server_url = "http://ledger.example.com"
        self.connection.server_url = "http://127.0.0.1:1234"

    def test_uninstalling_a_connector_leaves_invoices_and_payments(self):
        move = self.invoice()
        self.export(move)
        self.books.settle(move.name, "BNK/1", "121.00")
        self.import_payments()
        self.connection.account_item_id = self.connection.item_ids[:1]
        with self.assertRaisesRegex(UserError, "archive"):
            self.connection.unlink()
        self.connection.sudo().with_context(_force_unlink=True).unlink()
        self.env.invalidate_all()
        self.assertEqual(move.payment_state, "paid")
        self.assertFalse(move.ledger_export_ids)

    def test_books_in_another_currency_are_refused_when_chosen(self):
        other = self.other_company()
        offered = [{"code": "M1", "name": "One", "currency": "USD"}]
        other.sudo().available_administrations = offered
        self.assertIn("USD <> EUR", self.choose(other, shared=True))
        other._choose("M1", shared=True)
        self.assertEqual((other.state, other.administration_code), ("draft", False))
        self.assertEqual(other.problem_code, "other_currency")

    def test_books_of_another_company_want_a_confirmation(self):
        other = self.other_company()
        other.sudo().available_administrations = [{"code": "M1", "name": "One"}]
        self.assertIn(self.company.name, self.choose(other))
        other._choose("M1")
        self.assertEqual((other.state, other.administration_code), ("draft", False))
        self.choose(other, shared=True)
        self.assertEqual((other.state, other.problem_code), ("connected", False))
        self.assertIn("several companies", other.message_ids[0].body)
        # Who was first chooses again: that is no new question.
        self.connection._choose("M1")
        self.assertEqual(self.connection.state, "connected")

    def choose(self, connection, shared=False):
        """The only one that the assistant offers; what it says to that."""
        assistants = self.env["ledger.assistant"]
        assistant = assistants.browse(assistants._lead(connection, "books")["res_id"])
        assistant.shared = shared
        assistant.books_ids.action_choose()
        return assistant.problem

    def other_company(self):
        """The connection of a second company, logged in."""
        company = self.setup_other_company()["company"]
        self.env.user.company_ids |= company
        other = self.connection.copy({"name": "Other", "company_id": company.id})
        other.write({"client_id": "tests", "client_secret": self.books.token})
        return other

    def test_log_is_forgotten_after_its_days(self):
        log = self.env["ledger.log"].sudo()
        old, new = log.create(
            [
                {
                    "connection_id": self.connection.id,
                    "at": at,
                    "operation": "test",
                }
                for at in ("2020-01-01 00:00:00", "2099-01-01 00:00:00")
            ]
        )
        log._gc_old()
        self.assertFalse(old.exists())
        self.assertTrue(new.exists())

    def test_file_for_support_leaves_out_what_would_not_fit(self):
        """The oldest, and says how many."""
        logs, now = self.env["ledger.log"].sudo(), fields.Datetime.now()
        # A minute older each.
        for minutes in (3, 2, 1):
            logs.create(
                {
                    "connection_id": self.connection.id,
                    "at": now - timedelta(minutes=minutes),
                    "operation": f"{minutes}",
                    "error": "0123456789",
                }
            )
        diagnosis = self.env["ledger.diagnosis"].sudo()
        whole = json.loads(diagnosis._get_text(self.connection))
        size = sum(map(len, whole["exchanges"][0]["texts"].values()))
        self.assertTrue(size)
        for most, told in ((3 * size, "123"), (size, "12"), (size - 1, "1")):
            with patch.object(ledger_diagnosis, "ALL", most):
                found = json.loads(diagnosis._get_text(self.connection))
            shown = "".join(one["operation"] for one in found["exchanges"])
            self.assertEqual(shown, told)
            self.assertEqual(found["older_exchanges_left_out"], 3 - len(told))

    def test_one_door_is_enough(self):
        """All else has a default; opening it closed calls nobody."""
        for provider, _label in self.connection._fields["provider"].selection:
            connection = self.connection.copy({"name": provider, "provider": provider})
            self.assertTrue(hasattr(connection, f"_{provider}_open"), provider)
            self.assertTrue(connection._look().traits.batch_size)
