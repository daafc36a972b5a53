"""The screens of one ledger, in a real browser: one mixin for every ledger."""

from datetime import timedelta

from odoo import fields
from odoo.tests import new_test_user


class Screens:
    """For a ``SandboxCase`` that is an ``HttpCase`` too."""

    connected = True

    def setUp(self):
        super().setUp()
        self.accountant = new_test_user(
            self.env,
            "ledger-accountant",
            "account.group_account_manager,base.group_system",
            company_id=self.company.id,
            company_ids=self.company.ids,
        )

        # Odoo's fixture has these, without the setting that allows them.
        self.env["account.tax"].search([("tax_exigibility", "=", "on_payment")]).write(
            {"tax_exigibility": "on_invoice"}
        )

    def tour(self, path, name, user=None):
        self.env.flush_all()
        self.start_tour(path, name, login=(user or self.accountant).login)
        self.env.invalidate_all()

    def page(self, move):
        return f"/odoo/action-account.action_move_out_invoice_type/{move.id}"

    def test_export_from_the_form(self):
        move = self.invoice()
        self.tour(self.page(move), f"{self.provider}_export")
        self.assertEqual(move.ledger_state, "waiting")
        self.run_cron("ir_cron_export")
        self.tour(self.page(move), f"{self.provider}_exported")

    def test_selection_is_exported_from_the_list(self):
        moves = self.invoice() | self.invoice()
        self.tour(
            "/odoo/action-account.action_move_out_invoice_type",
            f"{self.provider}_selection",
        )
        self.assertEqual(set(moves.mapped("ledger_state")), {"waiting"})
        self.run_cron("ir_cron_export")
        self.assertEqual(set(moves.mapped("ledger_state")), {"done"})

    def test_refusal_is_fixed_in_place(self):
        self.connection.mapping_ids.filtered(
            lambda rule: rule.tax_id == self.tax_high
        ).unlink()
        move = self.invoice()
        self.export(move)
        self.tour(self.page(move), f"{self.provider}_refused")
        self.run_cron("ir_cron_export")
        self.assertEqual(move.ledger_state, "done")

    def test_work_list_mends_all_of_a_cause(self):
        self.connection.mapping_ids.filtered(
            lambda rule: rule.tax_id == self.tax_high
        ).unlink()
        moves = self.invoice() | self.invoice()
        self.export(moves)
        self.tour("/odoo/ledger-connections", f"{self.provider}_work_list")
        self.assertEqual(set(moves.mapped("ledger_state")), {"waiting"})
        self.run_cron("ir_cron_export")
        self.assertEqual(set(moves.mapped("ledger_state")), {"rejected"})
        self.tour("/odoo/ledger-refused", f"{self.provider}_work_list_fix")
        self.run_cron("ir_cron_export")
        self.assertEqual(set(moves.mapped("ledger_state")), {"done"})

    def test_overview_shows_progress_and_stops(self):
        moves = self.invoice() | self.invoice() | self.invoice()
        since = fields.Datetime.now() - timedelta(minutes=2)
        self.export(moves[:2])
        self.env["ledger.export"]._enqueue(moves[2])
        self.run_of("export").since = since
        self.tour("/odoo/ledger-connections", f"{self.provider}_progress")
        self.assertFalse(self.connection.stopped)

    def test_every_menu_opens(self):
        self.tour("/odoo/ledger-connections", f"{self.provider}_menus")

    def test_settings_show_the_connection(self):
        self.tour("/odoo/settings#account", f"{self.provider}_settings")
