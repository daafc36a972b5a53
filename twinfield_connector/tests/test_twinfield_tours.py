from odoo.tests import HttpCase, new_test_user, tagged

from .common import TwinfieldCase


@tagged("post_install", "-at_install")
class TestTwinfieldTours(TwinfieldCase, HttpCase):
    """The screens, in a real browser."""

    def setUp(self):
        super().setUp()
        self.connect()
        self.accountant = new_test_user(
            self.env,
            "twinfield-accountant",
            "account.group_account_manager,base.group_system",
            company_id=self.company.id,
            company_ids=self.company.ids,
        )

        # Odoo's fixture has these, without the setting that allows them.
        self.env["account.tax"].search([("tax_exigibility", "=", "on_payment")]).write(
            {"tax_exigibility": "on_invoice"}
        )

    def tour(self, path, name):
        self.env.flush_all()
        self.start_tour(path, name, login=self.accountant.login)
        self.env.invalidate_all()

    def page(self, move):
        return f"/odoo/action-account.action_move_out_invoice_type/{move.id}"

    def test_export_from_the_form(self):
        move = self.invoice()
        self.tour(self.page(move), "twinfield_export")
        self.assertEqual(move.ledger_state, "waiting")
        self.run_cron("ir_cron_export")
        self.tour(self.page(move), "twinfield_exported")

    def test_selection_is_exported_from_the_list(self):
        moves = self.invoice() | self.invoice()
        self.tour(
            "/odoo/action-account.action_move_out_invoice_type", "twinfield_selection"
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
        self.tour(self.page(move), "twinfield_refused")
        self.run_cron("ir_cron_export")
        self.assertEqual(move.ledger_state, "done")

    def test_settings_show_the_connection(self):
        self.tour("/odoo/settings#account", "twinfield_settings")
