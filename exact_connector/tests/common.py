import sys
from pathlib import Path

from odoo import fields

from odoo.addons.account.tests.common import AccountTestInvoicingCommon

# Odoo's own runner does not read pytest's settings.
TESTS = Path(__file__).resolve().parents[2] / "tests"
for folder in (TESTS, TESTS / "unit"):
    if str(folder) not in sys.path:
        sys.path.append(str(folder))

from ledger_case import SandboxCase, UnspentCase  # noqa: E402 - found by the lines above

DIVISION = "124132"
CLIENT = "2f0c4a10-0000-4c1e-9d11-000000000001"


class ExactCase(SandboxCase):
    provider = "exact"
    administration = DIVISION
    place = "division"
    sold = "2"
    zero = "0"
    account = "8000"
    bought = "4"
    journal = "70"
    book = "journal"
    account_of = "account"
    dimensions = ("cost_centre", "cost_unit")
    settings = {"attach_pdf": False}

    @classmethod
    def start_box(cls):
        super().start_box()
        # A minute of these tests is no minute of an accountant.
        cls.box.control("limits", minutely=100000, daily=10000000)

    def spoil(self, kind, is_purchase=False):
        """The answer to the next request that books."""
        service = "purchaseentry" if is_purchase else "salesentry"
        self.box.control("fault", kind=kind, service=service, operation="POST")

    def connect(self):
        """There are two sales journals: which one is the accountant's to say."""
        super().connect()
        rule = self.connection.mapping_ids.filtered(
            lambda rule: rule.journal_id == self.company_data["default_journal_sale"]
        )
        rule.write({"item_id": self.item("journal", "70").id, "suggested": False})


class OfflineCase(UnspentCase):
    """A Dutch company with a connection that needs no server."""

    @classmethod
    @AccountTestInvoicingCommon.setup_country("nl")
    def setUpClass(cls):
        super().setUpClass()
        cls.company = cls.company_data["company"]
        cls.connection = cls.env["ledger.connection"].create(
            {
                "name": "Exact Online",
                "provider": "exact",
                "company_id": cls.company.id,
                "client_id": CLIENT,
                "client_secret": "s3cr3t-client",
                "start_date": "2026-01-01",
            }
        )
        cls.connection.sudo().write(
            {"administration_code": DIVISION, "state": "connected"}
        )

    def authorise(self, **values):
        """With a token that is valid now."""
        credential = self.connection._credential()
        credential.write(
            {
                "access_token": credential._encrypt("s3cr3t-access"),
                "refresh_token": credential._encrypt("s3cr3t-refresh"),
                "expires_at": fields.Datetime.add(fields.Datetime.now(), minutes=9),
                "account": {"user": "tests"},
                **values,
            }
        )
        return credential
