from odoo import fields
from odoo.tests import tagged
from odoo.tools import mute_logger

from odoo.addons.connector_base.ledger.values import ItemKind
from odoo.addons.connector_base.tests.cases import SENDER

from .tour_case import MANAGER, TourCase


@tagged("post_install", "-at_install")
class TestBaseTours(TourCase):
    def test_exports(self):
        names = ("First Draft", "Second Draft", "Third Draft")
        drafts = [self.of(name) for name in names]
        changed = [self.of("First Change"), self.of("Second Change")]
        self.export(self.env["account.move"].union(*drafts, *changed), final="draft")
        for move in changed:
            self.change(move)
            self.env["ledger.correction"]._check_changed(move.ledger_export_id.sudo())
        self.export(self.of("Kept"), final="final")
        self.books.closed = True
        names = ("First Refused", "Second Refused", "Third Refused")
        self.export(self.env["account.move"].union(*map(self.of, names)))
        self.books.closed = False
        self.books.traits = {"lookup": False, "refuses_doubles": False}
        self.books.doubles = True
        self.lose()
        with mute_logger(SENDER):
            unknown = self.export(self.of("Not There") | self.of("Is There"))
        self.assertEqual(set(unknown.mapped("error_code")), {"may_be_booked"})
        self.books.traits, self.books.doubles = {}, False
        self.lose()
        with mute_logger(SENDER):
            lost = self.export(self.of("Lost"))
        self.assertEqual(lost.state, "in_doubt")
        self.of("New")
        self.of("Unmapped", (10.0, self.chart_tax("btw_0").copy({"name": "Odd"})))
        self.connection.sudo().write(
            {
                "export_bills": True,
                "expense_item_id": self.item("8000").id,
                "journal_item_id": self.item("VRK").id,
            }
        )
        bill = self.of("Supplier", (50.0, None), move_type="in_invoice", ref="F-1")
        self.tour("memory_exports", self.manager)
        self.assertEqual(bill.ledger_state, "waiting")
        self.assertEqual(unknown.mapped("state"), ["waiting", "done"])

    def test_payments_control_and_rules(self):
        doubtful = [self.exported() for _ in range(5)]
        paid = doubtful.pop()
        self.books.settle(paid.name, "BNK/5", 121)
        self.import_payments()
        for number, move in enumerate(doubtful, 1):
            self.settled(move, (f"BNK/{number}", "121.00", {"certain": False}))
        self.invoice()
        self.control()
        rules = self.connection.mapping_ids
        rules.filtered(
            lambda r: r.tax_id in self.tax_low | self.tax_zero
        ).suggested = True
        second = self.connection_called("Second")
        self.assertFalse(second.mapping_ids)
        self.tour("memory_money", self.manager)
        self.assertTrue(second.mapping_ids)
        self.import_payments()
        states = [move.payment_state for move in doubtful]
        self.assertEqual(states, ["paid", "not_paid", "paid", "not_paid"])

    def test_relations(self):
        self.connection.sudo().update_relations = True
        partners = self.env["res.partner"]
        linked, alike, found = partners.create(
            [{"name": "Linked"}, {"name": "Alike"}, {"name": "To Be Linked"}]
        )
        self.export(self.invoice(partner=linked))
        self.there("1900", "Alike")
        self.there("1901", "To Be Skipped")
        self.there("1902", "To Be Made")
        self.there("1903", "To Be Linked")
        self.refresh()
        self.export(self.invoice(partner=alike))
        self.assertTrue(self.link(alike).candidate_ids)
        proposals = self.env["ledger.relation.proposal"].with_user(self.manager)
        arch = proposals.get_view(view_type="list")["arch"]
        self.assertNotIn("action_create_partner", arch, "who may create no contact")
        groups = f"{MANAGER},base.group_partner_manager"
        self.tour("memory_relations", self.make_user("tour-contacts", groups))
        self.assertEqual(self.link(found).item_id.code, "1903")

    def test_connection(self):
        self.export(self.of("Draft"), final="draft")
        self.control()
        copied = {"database_identity": "of another database"}
        self.connection_called("Copied", **copied)
        self.connection_called("Also Copied", **copied)
        moved = {"organisation": "ONE", "other_organisation": "TWO"}
        self.connection_called("Moved", state="reauthorise", **moved)
        self.connection_called("Moved Away", state="reauthorise")
        self.books.items = [
            item for item in self.books.items if item.kind != ItemKind.VAT
        ]
        assistant = self.begin_second(("M9", "Nine", "EUR"))
        assistant.books_ids.action_choose()
        self.run_cron("ir_cron_refresh_items")
        self.env["ledger.log"].sudo().create(
            {
                "connection_id": self.connection.id,
                "at": fields.Datetime.now(),
                "operation": "post",
                "request": "What was sent",
            }
        )
        revision = self.connection.pdf_revision
        self.tour("memory_connection", self.manager)
        self.assertEqual(self.connection.pdf_revision, revision + 1)
        self.assertEqual(self.connection.state, "disconnected")

    def test_assistant(self):
        today = fields.Date.context_today(self.connection)
        assistant = self.begin_second(("M8", "Dollars", "USD"), ("M9", "Nine", "EUR"))
        self.of("New", invoice_date=today)
        connection = assistant.connection_id.sudo()
        connection.start_date = today
        self.tour("memory_assistant", self.manager)
        self.run_cron("ir_cron_refresh_items")
        self.tour("memory_assistant_end", self.manager)
        self.assertFalse(connection.setup_step)
