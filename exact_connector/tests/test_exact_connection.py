import json
import time
from urllib.parse import parse_qs, urlsplit

from odoo import fields
from odoo.exceptions import UserError, ValidationError
from odoo.tests import tagged

from odoo.addons.connector_base.ledger.values import Booked, Key, Kind

from .common import CLIENT, DIVISION, OfflineCase

from loopback import Loopback, reply  # isort: skip - found by way of common

ENTRY = "e0000000-0000-4000-8000-000000000001"
DOCUMENT = "d0000000-0000-4000-8000-000000000001"


@tagged("post_install", "-at_install")
class TestExactConnection(OfflineCase):
    """What of a connection needs no answer from Exact."""

    def entry_url(self, file=""):
        key = Key(kind=Kind.INVOICE, journal="70", number="INV/1")
        booked = Booked(key=key, id=ENTRY, number="26700001", file=file)
        return self.connection._look().link(booked)

    def country_of(self, company_country):
        """Of a new connection."""
        self.company.country_id = self.env.ref(company_country)
        connection = self.env["ledger.connection"].new({"company_id": self.company.id})
        return connection.exact_country

    def test_country_is_the_companys_until_somebody_says_otherwise(self):
        self.assertEqual(self.connection.exact_country, "NL")
        self.assertEqual(self.country_of("base.uk"), "UK")
        self.connection.exact_country = "BE"
        site = "start.exactonline.be"
        self.assertEqual(self.connection._exact_site(), f"https://{site}")
        self.assertEqual(self.connection._exact_oauth().hosts, (site,))
        # An import may leave it empty.
        self.connection.exact_country = False
        self.assertEqual(self.connection._exact_site(), "https://start.exactonline.nl")

    def test_country_without_an_exact_online_gets_the_dutch_one(self):
        self.assertEqual(self.country_of("base.us"), "NL")

    def test_test_server_takes_the_place_of_the_site(self):
        self.connection.server_url = "http://127.0.0.1:1234/"
        self.assertEqual(self.connection._exact_site(), "http://127.0.0.1:1234")

    def test_another_country_is_told_no_secret_of_this_one(self):
        """That of the webhook neither; another connection keeps its own."""
        company = self.setup_other_company()["company"]
        other = self.connection.copy({"name": "Other", "company_id": company.id})
        for connection in (self.connection, other):
            connection._credential().exact_webhook_secret = "s3cr3t-webhook"
        self.authorise()
        self.connection.exact_country = "DE"
        mine, theirs = self.connection._credential(), other._credential()
        for name in mine._get_secret_fields():
            self.assertFalse(mine[name], name)
        self.assertEqual(theirs.exact_webhook_secret, "s3cr3t-webhook")

    def test_connect_leads_to_the_log_in_page_of_the_country(self):
        self.connection.exact_country = "DE"
        # What was given for another country's is forgotten.
        self.connection.write({"client_id": CLIENT, "client_secret": "s3cr3t-client"})
        url = urlsplit(self.connection.action_connect()["url"])
        self.assertEqual(url.hostname, "start.exactonline.de")
        query = parse_qs(url.query)
        self.assertEqual(query["response_type"], ["code"])
        self.assertEqual(query["redirect_uri"], [self.connection.redirect_uri])
        self.assertNotIn("s3cr3t-client", str(query))

    def test_entry_opens_its_document_else_the_division(self):
        site = "https://start.exactonline.nl/docs"
        self.assertEqual(
            self.entry_url(DOCUMENT),
            f"{site}/DocViewContent.aspx?ID={DOCUMENT}&_Division_={DIVISION}",
        )
        self.assertEqual(
            self.entry_url(), f"{site}/MenuPortal.aspx?_Division_={DIVISION}"
        )

    def test_entry_opens_where_the_connection_says(self):
        self.connection.exact_link = "{host}/x?e={entry_id}&d={document_id}&{division}"
        self.assertEqual(
            self.entry_url(),
            f"https://start.exactonline.nl/x?e={ENTRY}&d=&{DIVISION}",
        )

    def test_link_with_anything_else_in_braces_is_refused(self):
        for link in ("{cluster}/x", "{host}/{0}", "{host.x}", "{host", "{}"):
            with self.subTest(link), self.assertRaises(ValidationError):
                self.connection.exact_link = link

    def test_exact_can_number_and_keep_files_but_has_no_drafts(self):
        self.assertFalse(self.connection.can_draft or self.connection.can_pay)
        self.assertTrue(self.connection.can_number and self.connection.can_attach)

    def test_authorisation_that_ends_unused_is_told(self):
        now = fields.Datetime.now()
        self.authorise(expires_at=fields.Datetime.subtract(now, days=24))
        self.assertFalse(self.connection.health_text)
        self.authorise(expires_at=fields.Datetime.subtract(now, days=26))
        end = fields.Date.to_string(fields.Datetime.add(now, days=4))
        self.assertIn(f"Exact Online forgets it on {end}", self.connection.health_text)
        self.connection.action_disconnect()
        self.assertFalse(self.connection.health_text)

    def test_grant_that_can_not_be_renewed_asks_for_a_log_in(self):
        """At once, not only once the token that is left has ended."""
        self.connection.server_url = "http://127.0.0.1:1"
        self.authorise(refresh_token=False)
        self.env.flush_all()
        with (
            self.enter_registry_test_mode(),
            self.assertRaisesRegex(UserError, "no longer accepts the authorisation"),
        ):
            self.connection.action_check()

    def test_log_in_that_gives_no_lasting_grant_is_not_kept(self):
        tokens = {"access_token": "brief", "expires_in": "600"}
        server = Loopback().then(reply(json.dumps(tokens)))
        self.addCleanup(server.stop)
        self.connection.server_url = server.url
        self.env.flush_all()
        credential = self.connection._credential()
        problems, logins = self.env["ledger.problem"], self.env["ledger.login"]
        with (
            self.enter_registry_test_mode(),
            self.assertRaisesRegex(UserError, "Exact Online gave no lasting"),
            problems._explained(self.connection),
        ):
            logins._authorised(self.connection, "code", "nonce")
        self.assertEqual(len(server.requests), 1)
        self.env.invalidate_all()
        self.assertFalse(credential.access_token)

    def test_card_says_what_is_used_of_the_allowance_while_something_runs(self):
        budget = self.env["ledger.access"]._get_budget(self.connection)
        with budget.call(15):
            pass
        run = self.env["ledger.run"]._get(self.connection, "control")
        for left, share in ((False, 0), ({"part": "moves"}, 25)):
            run.left = left
            self.env.invalidate_all()
            self.assertEqual(self.connection.used_share, share)

    def test_nightly_refresh_keeps_the_authorisation_alive(self):
        """Exact forgets one that is idle for thirty days: also where nothing is
        exported or imported, and where nothing else of the refresh succeeds."""
        tokens = {"access_token": "new", "refresh_token": "new", "expires_in": "600"}
        server = Loopback().then(reply(json.dumps(tokens)))
        self.addCleanup(server.stop)
        self.connection.server_url = server.url
        long_ago = fields.Datetime.subtract(fields.Datetime.now(), days=26)
        credential = self.authorise(expires_at=long_ago)
        self.env.flush_all()
        run = self.env["ledger.run"]._get(self.connection, "items")
        with self.enter_registry_test_mode(), self.registry.cursor() as cr:
            run.with_env(self.env(cr=cr)).sudo()._go(time.monotonic() + 60)
        self.env.invalidate_all()
        self.assertEqual(run.problem_code, "ledger_down")
        self.assertEqual(credential._decrypt(credential.refresh_token), "new")
        self.assertFalse(self.connection.health_text)
