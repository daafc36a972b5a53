import sys
from pathlib import Path

# Odoo's own runner does not read pytest's settings.
TESTS = Path(__file__).resolve().parents[2] / "tests"
for folder in (TESTS, TESTS / "unit"):
    if str(folder) not in sys.path:
        sys.path.append(str(folder))

from ledger_case import SandboxCase  # noqa: E402 - found by the lines above

OFFICE = "NL001"


class TwinfieldCase(SandboxCase):
    provider = "twinfield"
    administration = OFFICE
    place = "office"
    sold = "VH"
    zero = "VN"
    account = "8000"
    bought = "IH"
    journal = "VRK"
    book = "daybook"
    account_of = "dim1"
    dimensions = ("dim2", "dim3")
    settings = {"final": "final"}

    def spoil(self, kind, is_purchase=False):
        """The answer to the next request that books."""
        self.box.control("fault", kind=kind, root="transactions")
