import sys
from pathlib import Path

# Odoo's own runner does not read pytest's settings.
TESTS = Path(__file__).resolve().parents[2] / "tests"
for folder in (TESTS, TESTS / "unit"):
    if str(folder) not in sys.path:
        sys.path.append(str(folder))

from ledger_case import SandboxCase  # noqa: E402 - found by the lines above

DIVISION = "124132"


class ExactCase(SandboxCase):
    provider = "exact"
    administration = DIVISION
    place = "division"
    zero = "0"
    account = "8000"
    settings = {"attach_pdf": False}

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        # A minute of these tests is no minute of an accountant.
        cls.box.control("limits", minutely=100000, daily=10000000)

    def connect(self):
        """There are two sales journals: which one is the accountant's to say."""
        super().connect()
        rule = self.connection.mapping_ids.filtered(
            lambda rule: rule.journal_id == self.company_data["default_journal_sale"]
        )
        rule.write({"item_id": self.item("journal", "70").id, "suggested": False})
