from odoo.exceptions import UserError
from odoo.tests import tagged

from odoo.addons.account.tests.common import AccountTestInvoicingCommon

OURS = "connector_base"


@tagged("post_install", "-at_install")
class TestBaseAlone(AccountTestInvoicingCommon):
    """Before any ledger is connected, or any connector installed."""

    def records(self, model):
        """Of our data."""
        data = self.env["ir.model.data"].search(
            [("module", "=", OURS), ("model", "=", model)]
        )
        return self.env[model].browse(data.mapped("res_id"))

    def test_each_screen_opens(self):
        actions = self.records("ir.actions.act_window")
        self.assertTrue(actions)
        for action in actions:
            kinds = action.view_mode.split(",")
            views = [(view.view_id.id, view.view_mode) for view in action.view_ids]
            views += [(False, kind) for kind in kinds if kind not in dict(views)]
            with self.subTest(action=action.name):
                model = self.env[action.res_model]
                found = model.get_views([*views, (False, "search")])["views"]
                self.assertLessEqual(set(kinds), set(found))

    def test_scheduled_actions_find_nothing_to_do(self):
        crons = self.records("ir.cron")
        self.assertGreaterEqual(len(crons), 7)
        self.env["ledger.connection"].search([]).active = False
        for cron in crons:
            with self.subTest(cron=cron.name):
                with self.assertNoLogs("odoo.addons.base.models.ir_cron", "ERROR"):
                    cron.method_direct_trigger()

    def test_invoice_is_none_of_a_ledgers(self):
        move = self.init_invoice("out_invoice", amounts=[100], post=True)
        self.assertFalse(move.ledger_state)
        self.assertFalse(move.ledger_export_id)
        with self.assertRaisesRegex(UserError, "Connect one"):
            move.action_ledger_export()

    def test_words_of_selections_dates_and_numbers(self):
        """Of a free field of the entry."""
        move = self.init_invoice(
            "out_invoice", invoice_date="2026-03-10", amounts=[121], post=True
        )
        for path, expected in (
            ("payment_state", "Not Paid"),
            ("invoice_date", "2026-03-10"),
            ("amount_total", str(move.amount_total)),
            ("currency_id", move.currency_id.name),
            ("partner_id", move.partner_id.display_name),
            ("invoice_origin", ""),
        ):
            row = self.env["ledger.text"].new({"path": path})
            self.assertEqual(row._get_value(move), expected, path)
            self.assertFalse(row._get_hindrance(), path)
        for path in ("no_such_field", "invoice_line_ids.name", "name.ref", "line_ids"):
            row = self.env["ledger.text"].new({"path": path})
            self.assertTrue(row._get_hindrance(), path)
