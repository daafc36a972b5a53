from odoo.tests import tagged

from .common import ExactCase

from accountant import Accountant  # isort: skip - found by way of the common part


@tagged("post_install", "-at_install")
class TestExactAccountant(Accountant, ExactCase):
    """Whatever is done in Exact Online, Odoo shows the same."""

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
