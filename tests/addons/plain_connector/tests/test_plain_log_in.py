import os
from datetime import timedelta
from unittest.mock import patch

from odoo import fields
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import new_test_user, tagged

from odoo.addons.connector_base.ledger.errors import NotAuthorised, Unavailable

from .common import PlainCase

HEALTH = "connector_base.mail_activity_health"


@tagged("post_install", "-at_install")
class TestPlainOrganisation(PlainCase):
    """A key says whose books it opens: those of the entries so far, or nobody's."""

    def setUp(self):
        super().setUp()
        self.export(self.invoice())
        self.assertEqual(self.connection.organisation, "PLAIN")

    def another_key(self, organisation="OTHER"):
        self.books.token, self.books.organisation = "s3cr3t-other", organisation
        self.connection.client_secret = self.books.token
        self.env.flush_all()

    def assert_stopped(self):
        self.env.invalidate_all()
        self.assertEqual(self.connection.state, "reauthorise")
        self.assertEqual(self.connection.other_organisation, "OTHER")
        self.assertIn("organisation OTHER of Plain", self.connection.problem)
        self.assertEqual(len(self.books.entries), 1)

    def test_key_of_another_organisation_does_not_connect(self):
        self.another_key()
        self.connection.action_connect()
        self.assert_stopped()
        waiting = self.env["ledger.export"]._enqueue(self.invoice())
        self.work()
        self.assertEqual(waiting.state, "waiting")
        self.assert_stopped()
        self.books.token, self.books.organisation = "s3cr3t-plain", "PLAIN"
        self.connection.client_secret = self.books.token
        self.env.flush_all()
        self.connection.action_connect()
        self.assertEqual(self.connection.state, "connected")
        self.assertFalse(self.connection.other_organisation)
        self.work()
        self.assertEqual(waiting.state, "done")

    def test_nor_is_it_used_where_nobody_pressed_connect(self):
        self.another_key()
        waiting = self.env["ledger.export"]._enqueue(self.invoice())
        self.work()
        self.assert_stopped()
        self.assertEqual(waiting.state, "waiting")
        self.connection.action_confirm_organisation()
        self.work()
        self.assertEqual(waiting.state, "done")
        self.assertEqual(self.connection.organisation, "OTHER")

    def test_nor_when_it_came_while_the_ledger_is_open(self):
        with self.connection._open() as ledger:
            ledger.administrations()
            self.another_key()
            self.books.sessions.clear()
            with self.assertRaises(NotAuthorised) as caught:
                ledger.administrations()
        self.assertEqual(caught.exception.code, "other_organisation")

    def test_another_key_of_the_same_organisation_is_used_at_once(self):
        before = self.books.logged_in
        self.another_key("PLAIN")
        self.assertEqual(self.export(self.invoice()).state, "done")
        self.assertEqual(self.books.logged_in, before + 1)

    def test_wrong_key_is_told_when_connecting(self):
        self.connection.client_secret = "s3cr3t-wrong"
        self.env.flush_all()
        with self.assertRaisesRegex(UserError, "client id or secret"):
            self.connection.action_connect()

    def test_session_that_was_just_got_stands_in_no_log(self):
        """By whatever name it goes over the wire."""
        self.books.sessions.clear()
        with self.connection._open() as ledger:
            ledger.administrations()
            (token,) = self.books.sessions
            for secret in (token, self.books.token):
                # Not assertRaises: that would undo what was recorded.
                try:
                    ledger.http.request(
                        "POST",
                        f"http://127.0.0.1:1/{secret}?whatever={secret}",
                        writing=False,
                        json={"other": secret},
                    )
                except Unavailable:
                    continue
                self.fail("somebody answered")
        for row in self.env["ledger.log"].search([], order="id desc", limit=2):
            self.assertIn("127.0.0.1:1/***?whatever=***", row.url)
            self.assertEqual(row.request, '{"other": "***"}')

    def test_key_is_encrypted_where_the_server_says_so(self):
        credential = self.connection._credential()
        with patch.dict(
            os.environ, {"LEDGER_CONNECTOR_KEY": f"{'n' * 32}, {'o' * 32}"}
        ):
            self.connection.client_secret = self.books.token
            self.assertTrue(credential.client_secret.startswith("sealed:"))
            self.env.flush_all()
            self.connection.action_connect()
            self.env.invalidate_all()
            self.assertTrue(credential.access_token.startswith("sealed:"))
            self.assertEqual(self.export(self.invoice()).state, "done")
        with self.assertRaisesRegex(UserError, "ledger_connector_key is missing"):
            self.connection.action_check()

    def test_key_that_ends_is_told_in_time(self):
        """After 180 days, of which the last fourteen are in time; two connections."""
        other = self.another_connection()
        credential = self.connection._credential()
        credential.secret_at = fields.Datetime.now() - timedelta(days=165)
        self.refresh()
        self.assertFalse(self.activities(self.connection))
        credential.secret_at = fields.Datetime.now() - timedelta(days=167)
        self.refresh()
        end = fields.Date.to_string(credential.secret_at + timedelta(days=180))
        self.assertIn(end, self.activities(self.connection).note)
        self.assertIn(end, self.connection.health_text)
        self.assertFalse(other.health_text)
        self.assertFalse(self.activities(other))
        self.connection.client_secret = self.books.token
        self.refresh()
        self.assertFalse(self.activities(self.connection))
        self.assertFalse(self.connection.health_text)

    def activities(self, connection):
        return connection.activity_search([HEALTH])


@tagged("post_install", "-at_install")
class TestPlainSharedLogIn(PlainCase):
    """One log-in for several connections of one organisation."""

    def setUp(self):
        super().setUp()
        self.other = self.another_connection(login_id=self.connection.id)

    def works(self, connection):
        self.env.flush_all()
        with connection._open() as ledger:
            return bool(ledger.administrations())

    def test_it_is_asked_for_once_and_serves_both(self):
        self.assertEqual(self.other.state, "connected")
        self.assertEqual(self.other.client_id, self.connection.client_id)
        self.assertFalse(self.other.credential_ids)
        before = self.books.logged_in
        self.assertTrue(self.works(self.connection) and self.works(self.other))
        self.refresh()
        self.assertTrue(self.other.item_ids)
        self.assertEqual(self.books.logged_in, before)
        self.books.sessions.clear()
        self.assertTrue(self.works(self.other) and self.works(self.connection))
        self.assertEqual(self.books.logged_in, before + 1)

    def test_new_key_is_entered_once(self):
        self.books.token = "s3cr3t-new"
        self.books.sessions.clear()
        self.export(self.invoice())
        self.other._ask("items")
        self.run_cron("ir_cron_refresh_items")
        states = {self.connection.state, self.other.state}
        self.assertEqual(states, {"reauthorise"})
        self.other.client_secret = "s3cr3t-not-its-own"
        self.connection.client_secret = self.books.token
        self.env.flush_all()
        self.connection.action_connect()
        self.assertEqual(self.other.state, "connected")
        self.assertFalse(self.other.problem)
        self.assertTrue(self.works(self.other) and self.works(self.connection))

    def test_each_can_be_disconnected_alone(self):
        credential = self.connection._credential()
        self.connection.action_disconnect()
        self.assertTrue(credential.access_token)
        self.assertTrue(self.works(self.other))
        with self.assertRaises(NotAuthorised):
            self.works(self.connection)
        self.other.action_disconnect()
        self.assertFalse(credential.access_token)

    def test_its_end_is_told_to_all(self):
        end = fields.Datetime.now() - timedelta(days=170)
        self.connection._credential().secret_at = end
        self.assertIn("ends on", self.other.health_text)
        self.assertEqual(self.other.health_text, self.connection.health_text)

    def test_whose_it_is_holds_for_each(self):
        self.export(self.invoice())
        self.books.token, self.books.organisation = "s3cr3t-other", "OTHER"
        self.connection.client_secret = self.books.token
        self.env.flush_all()
        self.connection.action_connect()
        self.assertEqual(self.connection.state, "reauthorise")
        # Nothing of it was exported yet: it may be anybody's.
        self.other.action_connect()
        self.assertEqual(
            (self.other.state, self.other.organisation), ("connected", "OTHER")
        )

    def test_only_one_of_the_same_ledger_with_its_own_log_in(self):
        third = self.another_connection()
        for other in (self.other, third):
            with self.assertRaisesRegex(ValidationError, "can't use the log-in of"):
                third.login_id = other
        elsewhere = self.connection.copy({"server_url": "http://127.0.0.1:1"})
        with self.assertRaises(ValidationError):
            elsewhere.login_id = self.connection

    def test_only_one_that_the_user_may_see(self):
        third = self.another_connection()
        manager = new_test_user(
            self.env,
            "third-manager",
            "account.group_account_manager",
            company_id=third.company_id.id,
            company_ids=third.company_id.ids,
        )
        with self.assertRaises(AccessError):
            third.with_user(manager).login_id = self.connection

    def test_only_one_that_the_user_may_set_up(self):
        """Who works in a branch sees its company's connection, and may not log in by
        it."""
        branch = self.env["res.company"].create(
            {"name": "Branch", "parent_id": self.company.id}
        )
        manager = new_test_user(
            self.env,
            "branch-manager",
            "account.group_account_manager",
            company_id=branch.id,
            company_ids=branch.ids,
        )
        own = self.env["ledger.connection"].create(
            {"name": "Branch", "provider": "plain", "company_id": branch.id}
        )
        own = own.with_user(manager)
        self.assertTrue(self.connection.with_user(manager).name)
        with self.assertRaises(AccessError):
            own.login_id = self.connection
