from odoo import fields

from odoo.addons.memory_connector.tests.common import LedgerCase

from ..client.ledger import BOOKS, PlainLedger, seed


class PlainCase(LedgerCase):
    """A company connected to the plain ledger."""

    provider, label, ledger = "plain", "Plain", PlainLedger
    books, seed = BOOKS, staticmethod(seed)
    allocations = False

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        # Numbers of twelve characters, of opposite entries too
        cls.company_data["default_journal_sale"].refund_sequence = False

    @classmethod
    def settings(cls):
        """It lists no VAT codes of purchases."""
        return {**super().settings(), "export_bills": False}

    def setUp(self):
        super().setUp()
        self.begun = set()

    def values_of(self, *lines, **values):
        """The first sales of a year begin its numbers."""
        day = fields.Date.to_date(values.get("invoice_date", "2026-03-10"))
        if not {"name", "journal_id"} & set(values) and day.year not in self.begun:
            self.begun.add(day.year)
            values["name"] = f"V{day:%y}/001"
        return super().values_of(*lines, **values)

    def another_connection(self, **values):
        """Of another company, connected."""
        number = self.env["res.company"].search_count([])
        company = self.setup_other_company(name=f"Company {number}")["company"]
        self.env.user.company_ids |= company
        settings = self.settings()
        if "login_id" in values:
            del settings["client_id"], settings["client_secret"]
        names = {"name": company.name, "company_id": company.id}
        connection = self.env["ledger.connection"].create(
            {**settings, **names, **values}
        )
        self.env.flush_all()
        connection.action_connect()
        if connection.state != "connected":
            # The only administration is another company's, too.
            connection._choose(self.connection.administration_code, shared=True)
        return connection
