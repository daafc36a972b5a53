from urllib.parse import parse_qs, urlsplit

from odoo.tests import HttpCase, tagged

from .common import DIVISION, ExactCase

from ledger_bad_input import BadInput  # isort: skip - found by the common part
from ledger_help import Help  # isort: skip
from ledger_log_in import LogIn  # isort: skip

# Divisions in Belgium and Germany, each in a licence of its own.
OTHER_LICENCES = ("210001", "310001")


@tagged("post_install", "-at_install")
class TestExactConnect(Help, BadInput, LogIn, ExactCase, HttpCase):
    """Log-in page, callback, division, rights, tokens."""

    hosts = ("start.exactonline.nl",)
    unknown = {"kind": "column", "resource": "sync/CRM/Accounts", "name": "Blocked"}
    vat_forbidden = ("scope", {"scope": "vat", "granted": False})

    def allow_vat(self):
        self.box.control("scope", scope="vat", granted=True)

    def test_log_in_leads_back_to_the_assistant_with_its_divisions(self):
        answer = self.come_back(self.log_in(self.log_in_page()))
        page = self.shown(answer)
        self.assertEqual((page.step, page.connection_id), ("books", self.connection))
        self.env.invalidate_all()
        divisions = self.connection.available_administrations
        codes = [one["code"] for one in divisions]
        self.assertEqual(codes, [DIVISION, "124133", *OTHER_LICENCES])
        self.assertEqual(codes[:2], self.box.info["administrations"])
        self.assertEqual(self.connection.authorised_by_id, self.admin)

    def test_address_asks_for_a_code_with_our_state(self):
        parts = urlsplit(self.log_in_page())
        query = parse_qs(parts.query)
        self.assertEqual(parts.path, "/api/oauth2/auth")
        self.assertEqual(query["response_type"], ["code"])
        self.assertTrue(query["state"][0])
        self.assertNotIn(self.box.info["client_secret"], str(query))

    def test_division_brings_its_master_data_and_suggestions(self):
        self.connect()
        kinds = set(self.connection.item_ids.mapped("kind"))
        self.assertLessEqual(
            {
                *("account", "vat", "journal", "customer", "supplier"),
                *("cost_centre", "project", "condition", "period"),
            },
            kinds,
        )
        codes = self.connection.item_ids.filtered(lambda item: item.kind == "account")
        self.assertNotIn("1300", codes.mapped("code"), "of receivables")
        self.connection.mapping_ids.unlink()
        self.env["ledger.suggestion"]._suggest(self.connection)
        suggested = {
            rule._record(): rule.item_id.code for rule in self.connection.mapping_ids
        }
        self.assertEqual(suggested[self.tax_high], "2")
        self.assertEqual(suggested[self.tax_low], "1")
        self.assertEqual(suggested[self.tax_zero], "0", "the others say what for")
        self.assertFalse(
            suggested[self.company_data["default_journal_sale"]], "there are two"
        )

    def test_trial_calls_show_what_the_user_may_do(self):
        self.connect()
        self.assertEqual(self.connection.action_check()["params"]["type"], "success")
        self.box.control("scope", scope="vat", granted=False)
        shown = self.connection.action_check()["params"]
        self.assertEqual(shown["type"], "danger")
        self.box.control("right", division=DIVISION, granted=False)
        shown = self.connection.action_check()["params"]
        self.assertEqual(shown["type"], "danger")

    def test_no_vat_codes_for_want_of_a_scope(self):
        self.box.control("scope", scope="vat", granted=False)
        self.addCleanup(self.box.control, "scope", scope="vat", granted=True)
        self.authorise()
        self.connection._choose(DIVISION)
        self.run_cron("ir_cron_refresh_items")
        told = self.env["ledger.vat.codes"]._explain_none(self.connection)
        self.assertIn("may not read the VAT codes of Exact", told)

    def test_link_leads_to_the_document_of_the_entry(self):
        """Exact makes none for a sales entry: it comes with the PDF."""
        self.connection.attach_pdf = True
        self.connect()
        row = self.export(self.invoice())
        self.assertTrue(row.ledger_file)
        self.assertEqual(
            row.ledger_url,
            f"{self.box.base_url}/docs/DocViewContent.aspx?ID={row.ledger_file}"
            f"&_Division_={DIVISION}",
        )

    # Tokens

    def token_calls(self):
        return [row for row in self.requests() if row["kind"] == "token"]

    def test_token_is_not_replaced_before_it_may_be(self):
        """Too early is an error there, and counts."""
        self.connect()
        self.box.control("requests/clear")
        self.connection.action_check()
        self.assertFalse(self.token_calls())

    def test_refresh_that_came_too_early_is_tried_again_later(self):
        self.connect()
        credential = self.connection._credential()
        credential.expires_at = "2020-01-01 00:00:00"
        move = self.invoice()
        self.export(move)
        self.assertEqual(self.connection.state, "connected")
        self.assertEqual(move.ledger_state, "waiting")
        self.box.control("tokens/expire")
        self.due_now(move.ledger_export_id.sudo())
        self.forget_what_was_spent()
        self.run_cron("ir_cron_export")
        self.assertEqual(move.ledger_state, "done", move.ledger_message)

    def test_refresh_whose_answer_is_lost_asks_the_admin(self):
        """The old token was used, the new one never arrived: nobody else can help."""
        self.connect()
        self.box.control("tokens/expire")
        self.connection._credential().expires_at = "2020-01-01 00:00:00"
        self.box.control("fault", kind="lost_answer", root="token")
        move = self.invoice()
        self.export(move)
        self.due_now(move.ledger_export_id.sudo())
        self.run_cron("ir_cron_export")
        self.assertEqual(self.connection.state, "reauthorise")
        self.assertEqual(self.connection.problem_code, "token_revoked")
        self.assertEqual(move.ledger_state, "waiting")
