"""Sales and purchases: what is alike in them, and what is not."""

from dataclasses import dataclass

from .division import PAYABLE, RECEIVABLE


@dataclass(frozen=True)
class Invoice:
    """Sales or purchases."""

    path: str
    lines: str
    relation: str
    control: int
    journals: tuple
    vat: str
    sign: int  # of a line in the ledger
    types: tuple
    document: int

    @property
    def navigation(self):
        return self.lines.rpartition("/")[2]


SALES = Invoice(
    "salesentry/SalesEntries",
    "salesentry/SalesEntryLines",
    "Customer",
    RECEIVABLE,
    (20, 21),
    "S",
    -1,
    (20, 21),
    10,
)
PURCHASES = Invoice(
    "purchaseentry/PurchaseEntries",
    "purchaseentry/PurchaseEntryLines",
    "Supplier",
    PAYABLE,
    (22, 23),
    "P",
    1,
    (30, 31),
    20,
)
INVOICES = {kind.path: kind for kind in (SALES, PURCHASES)}
INVOICE_LINES = {kind.lines: kind for kind in (SALES, PURCHASES)}
