from odoo.tests import HttpCase, new_test_user, tagged

from .common import OfflineCase


@tagged("post_install", "-at_install")
class TestExactTours(OfflineCase, HttpCase):
    """The screens, in a real browser."""

    def setUp(self):
        super().setUp()
        self.connection.administration_name = "Voorbeeld B.V."
        # Odoo's fixture has these, without the setting that allows them.
        self.env["account.tax"].search([("tax_exigibility", "=", "on_payment")]).write(
            {"tax_exigibility": "on_invoice"}
        )
        data = self.company_data
        for kind, code, name, field, record in (
            ("journal", "70", "Sales", "journal_id", data["default_journal_sale"]),
            ("vat", "2", "VAT high", "tax_id", data["default_tax_sale"]),
            ("account", "8000", "Revenue", None, None),
        ):
            item = (
                self.env["ledger.item"]
                .sudo()
                .create(
                    {
                        "connection_id": self.connection.id,
                        "kind": kind,
                        "code": code,
                        "remote_id": code,
                        "name": name,
                    }
                )
            )
            if field:
                self.env["ledger.mapping"].create(
                    {
                        "connection_id": self.connection.id,
                        "kind": kind,
                        field: record.id,
                        "item_id": item.id,
                    }
                )
            else:
                self.connection.account_item_id = item
        self.accountant = new_test_user(
            self.env,
            "exact-accountant",
            "account.group_account_manager,base.group_system",
            company_id=self.company.id,
            company_ids=self.company.ids,
        )

    def tour(self, path, name):
        self.env.flush_all()
        self.start_tour(path, name, login=self.accountant.login)
        self.env.invalidate_all()

    def invoice(self):
        taxes = self.company_data["default_tax_sale"]
        return self.init_invoice(
            "out_invoice",
            partner=self.partner_a,
            invoice_date="2026-03-10",
            amounts=[100.0],
            taxes=taxes,
            post=True,
        )

    def test_export_from_the_form(self):
        move = self.invoice()
        path = f"/odoo/action-account.action_move_out_invoice_type/{move.id}"
        self.tour(path, "exact_export")
        self.assertEqual(move.ledger_state, "waiting")

    def test_selection_is_exported_from_the_list(self):
        moves = self.invoice() | self.invoice()
        self.tour(
            "/odoo/action-account.action_move_out_invoice_type", "exact_selection"
        )
        self.assertEqual(set(moves.mapped("ledger_state")), {"waiting"})

    def test_settings_show_the_connection(self):
        self.tour("/odoo/settings#account", "exact_settings")
