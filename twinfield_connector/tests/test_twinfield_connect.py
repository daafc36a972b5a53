from urllib.parse import parse_qs, urlsplit

from odoo import sql_db
from odoo.exceptions import UserError
from odoo.tests import HttpCase, tagged

from .common import OFFICE, TwinfieldCase

from ledger_bad_input import BadInput  # isort: skip - found by the common part
from ledger_help import Help  # isort: skip
from ledger_log_in import LogIn  # isort: skip


@tagged("post_install", "-at_install")
class TestTwinfieldConnect(Help, BadInput, LogIn, TwinfieldCase, HttpCase):
    """Log-in page, callback, office, rights."""

    hosts = ("login.twinfield.com", "*.twinfield.com")
    unknown = {"kind": "option", "name": "TRS/banktype"}
    periods = (*range(14), 55)
    vat_forbidden = ("refuse", {"kind": "finder", "name": "VAT", "answer": "empty"})

    def test_log_in_leads_back_to_the_assistant_with_its_offices(self):
        answer = self.come_back(self.log_in(self.log_in_page()))
        page = self.shown(answer)
        self.assertEqual((page.step, page.connection_id), ("books", self.connection))
        self.env.invalidate_all()
        offices = self.connection.available_administrations
        self.assertIn("NL001", [office["code"] for office in offices])
        self.assertEqual(self.connection.authorised_by_id, self.admin)
        account = self.connection._credential().account
        self.assertEqual(account["cluster_url"], f"{self.box.base_url}/cluster")

    def test_address_asks_for_state_nonce_and_lasting_access(self):
        query = parse_qs(urlsplit(self.log_in_page()).query)
        self.assertIn("offline_access", query["scope"][0])
        self.assertIn("twf.organisation", query["scope"][0])
        self.assertTrue(query["state"][0] and query["nonce"][0])
        self.assertNotIn(self.box.info["client_secret"], str(query))

    def test_office_brings_its_master_data_and_suggestions(self):
        self.connect()
        kinds = set(self.connection.item_ids.mapped("kind"))
        self.assertLessEqual(
            {"account", "vat", "journal", "customer", "cost_centre"}, kinds
        )
        self.connection.mapping_ids.unlink()
        self.env["ledger.suggestion"]._suggest(self.connection)
        suggested = {
            rule._record(): rule.item_id.code for rule in self.connection.mapping_ids
        }
        self.assertEqual(suggested[self.tax_high], "VH")
        self.assertEqual(suggested[self.tax_low], "VL")
        # In the same box of the VAT return, yet not the same.
        self.assertEqual(suggested[self.tax_zero], "VN")
        self.assertEqual(suggested[self.chart_tax("btw_verk_0")], "VV")
        for tax, code in (
            ("btw_X0_producten", "ICPG"),
            ("btw_X0_diensten", "ICPD"),
            ("btw_X1", "VEX"),
            ("btw_21_buy", "IH"),
            ("btw_9_buy", "IL"),
            ("btw_ink_0", "IV"),
            ("btw_I_21_d", "IEUD"),
            # There is none for these.
            ("btw_I_21", False),
            ("btw_I_9", False),
            ("btw_E2", False),
        ):
            self.assertEqual(suggested[self.chart_tax(tax)], code, tax)
        self.assertEqual(suggested[self.company_data["default_journal_sale"]], "VRK")

    def test_words_of_twinfield_go_before_the_general_ones(self):
        problems = self.env["ledger.problem"]
        own = problems._words("code_format_missing", connection=self.connection)
        self.assertIn("Dimension types > Debtors", own)
        self.assertNotIn("Debtors", problems._words("code_format_missing"))
        self.assertEqual(problems._owner("code_format_missing"), "admin")

    def test_trial_calls_show_what_the_user_may_do(self):
        self.connect()
        self.assertEqual(self.connection.action_check()["params"]["type"], "success")
        self.box.control("right", office="NL001", granted=False)
        try:
            kind = self.connection.action_check()["params"]["type"]
        except UserError:
            kind = "danger"
        self.assertEqual(kind, "danger")

    def test_user_who_may_do_everything_is_warned_of(self):
        """By the trial calls; and in the assistant, and on the connection since."""
        self.connect()
        self.assertNotIn(
            "supervisor", self.connection.action_check()["params"]["message"]
        )
        self.assertFalse(self.connection.health_text)
        self.box.control("level", level="LEVEL1")
        self.addCleanup(self.box.control, "level", level="LEVEL3")
        self.connection._choose(OFFICE)
        page = self.env["ledger.assistant"].create(
            {"connection_id": self.connection.id, "step": "mapping"}
        )
        self.run_cron("ir_cron_refresh_items")
        user = self.connection._credential().account["user"]
        told = f"The authorised user {user} is a site supervisor"
        self.assertIn(told, self.connection.health_text)
        self.assertIn(told, page.alarm)
        shown = self.connection.action_check()["params"]
        self.assertIn(told, shown["message"])
        self.assertEqual(shown["type"], "success")

    def test_no_vat_codes_may_be_a_right_that_is_missing(self):
        """Too low a right gives an empty list, not an error."""
        self.connect()
        self.connection.mapping_ids.unlink()
        vat = self.connection.item_ids.filtered(lambda item: item.kind == "vat")
        vat.sudo().unlink()
        told = self.env["ledger.vat.codes"]._explain_none(self.connection)
        self.assertIn("or the authorised user may not see them", told)

    def test_uncertified_application_gets_there_in_several_goes(self):
        """25 credits a minute do not suffice for the VAT codes of an office."""
        self.box.control("limits", certified=False)
        self.addCleanup(self.box.control, "limits", certified=None)
        self.connect_slowly()
        self.assertEqual(self.connection.state, "connected")
        self.assertIn("is being fetched", self.connection.progress)
        spent = sum(
            row["credits"]
            for row in self.requests()
            if row["status"] == 200 and row["service"] != "oauth"
        )
        self.assertLessEqual(spent, 25)
        refused = [row for row in self.requests() if row["status"] == 429]
        self.assertLessEqual(len(refused), 1, "known after the first refusal")
        # Nothing is even tried while it would be too much.
        before = len(self.requests())
        self.go("items")
        self.assertEqual(len(self.requests()), before)
        for _minute in range(6):
            if self.connection.progress:
                self.a_minute_passes()
                self.go("items")
        self.assertFalse(self.connection.progress)
        self.assertEqual(
            [row for row in self.requests() if row["status"] == 429], refused
        )
        codes = self.connection.item_ids.filtered(lambda item: item.kind == "vat")
        self.assertTrue({"VH", "VL", "VN", "IH"} <= set(codes.mapped("code")))
        self.assertTrue(self.connection.mapping_ids)

    def connect_slowly(self):
        token = self.box.control("tokens/restore")["refresh_token"]
        credential = self.connection._credential()
        credential.write(
            {"refresh_token": credential._encrypt(token), "access_token": False}
        )
        self.env.flush_all()
        self.connection._grant_received()
        self.connection.with_context(ledger_patience=0)._choose(OFFICE)
        self.go("items")

    def a_minute_passes(self):
        """For both: the sandbox's window and ours."""
        self.box.control("limits", certified=False)
        with sql_db.db_connect(self.env.cr.dbname).cursor() as cr:
            cr.execute("UPDATE ledger_budget SET spent = NULL, blocked_until = NULL")
