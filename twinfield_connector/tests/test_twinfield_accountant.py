from odoo.tests import tagged

from .common import TwinfieldCase

from accountant import Accountant  # isort: skip - found by way of the common part


@tagged("post_install", "-at_install")
class TestTwinfieldAccountant(Accountant, TwinfieldCase):
    """Whatever is done in Twinfield, Odoo shows the same."""

    def test_each_line_for_invoices(self):
        self.connect()
        self.run_lines("sales")

    def test_each_line_for_bills(self):
        self.connect()
        self.run_lines("purchases")

    def test_whatever_the_accountant_does_odoo_follows(self):
        self.connect()
        self.play("sales")

    def test_whatever_the_accountant_does_with_bills_odoo_follows(self):
        self.connect()
        self.play("purchases")

    def test_control_report_agrees_and_finds_what_does_not(self):
        self.connect()
        self.prepare()
        self.fill()
        self.receive(self.moves[0])
        self.run_cron("ir_cron_import")
        rows = self.control()
        ours = rows.filtered("move_id")
        self.assertEqual(len(ours), 4)
        self.assertFalse(any(ours.mapped("has_difference")))
        self.act("edit", invoicenumber=self.moves[1].name, amount="100.00")
        self.act("delete", invoicenumber=self.moves[2].name)
        self.act("fill", entries=2, date="2026-03-15")
        rows = self.control().filtered("cause")
        self.assertEqual(
            sorted(rows.mapped("cause")),
            ["by_hand", "by_hand", "changed_there", "deleted"],
        )
