"""What is true of any ledger is true of one that is as unlike the others as can be."""

from odoo.tests import tagged
from odoo.tools import mute_logger

from odoo.addons.connector_base.ledger.errors import InDoubt
from odoo.addons.connector_base.tests.cases import SENDER
from odoo.addons.memory_connector.tests import (
    test_base_control,
    test_base_corrections,
    test_base_export,
    test_base_final_entries,
    test_base_payments,
    test_base_queue,
    test_base_trouble,
)

from .common import PlainCase


@tagged("post_install", "-at_install")
class TestPlainExport(
    PlainCase,
    test_base_export.TestBaseExport,
    test_base_trouble.TestBaseTrouble,
    test_base_queue.TestBaseQueue,
):
    @mute_logger(SENDER)
    def test_lost_answer_in_foreign_currency_is_adopted(self):
        """The ledger tells the amount in company currency alone; two invoices."""
        dollars = self.env.ref("base.USD")
        dollars.active = True
        rate = {"currency_id": dollars.id, "rate": 1.25, "name": "2026-01-01"}
        self.env["res.currency.rate"].create({**rate, "company_id": self.company.id})
        moves = self.invoice(currency_id=dollars.id) | self.invoice(
            (100.0, self.tax_low), currency_id=dollars.id
        )
        for move in moves:
            self.raise_once(InDoubt("no_answer"), when="after")
            row = self.export(move)
            self.assertEqual(row.state, "in_doubt")
            self.due_now(row)
            self.work()
            self.assertEqual((row.state, row.adopted), ("done", True), row.message)
        self.assertEqual(self.books.calls.count("post"), 2)


@tagged("post_install", "-at_install")
class TestPlainCorrections(
    PlainCase,
    test_base_corrections.TestBaseCorrections,
    test_base_final_entries.TestBaseFinalEntries,
):
    pass


@tagged("post_install", "-at_install")
class TestPlainPayments(PlainCase, test_base_payments.TestBasePayments):
    def test_what_is_less_open_is_one_payment(self):
        """Of two invoices; what is more open again undoes the newest."""
        move, other = self.exported(), self.exported()
        self.books.settle(move.name, "BNK/1", "21.00")
        self.books.settle(move.name, "BNK/2", "50.00")
        self.import_payments()
        self.assertEqual(self.payments().mapped("amount"), [71.0])
        self.books.settle(move.name, "BNK/3", "10.00")
        self.import_payments()
        self.assertEqual(sorted(self.payments().mapped("amount")), [10.0, 71.0])
        self.books.settle(move.name, "BNK/1", None)
        self.import_payments()
        self.assertEqual((move.amount_residual, other.amount_residual), (61.0, 121.0))


@tagged("post_install", "-at_install")
class TestPlainControl(PlainCase, test_base_control.TestBaseControl):
    pass
