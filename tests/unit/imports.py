"""A payment import from Twinfield: what the base knows, and what the reports show."""

from decimal import Decimal

from loopback import soap
from transactions import asked, row, transaction

from odoo.addons.connector_base.ledger.values import Key, Kind, Ours
from odoo.addons.twinfield_connector.client import xml

SINCE = "2024-04-01T10:00:00"
BEFORE, LATER, LAST = "20240401090000", "20240401103000", "20240401104500"
TOTAL = Decimal("175.50")
WHOLE = ("2017/00", "2025/55")


def ours(*numbers, open_="175.50", memo="2024/03 final", kind=Kind.INVOICE, code="VRK"):
    return {
        f"{code}/{number}": Ours(
            id=f"{code}/{number}",
            key=Key(kind=kind, journal=code, number=f"INV/{number}"),
            open=Decimal(open_),
            total=TOTAL,
            memo=memo,
        )
        for number in numbers
    }


def receipt(number, matched, value="-175.50", **cells):
    cells = {"modified": LATER, "on": "20240320", "open_": "0.00", **cells}
    return row(
        number, "BNK", 2, value=value, status="matched", matched=matched, **cells
    )


def paid(number, matched="7", **cells):
    cells = {"open_": "0.00", "status": "matched", "on": "20240320", **cells}
    return row(number, matched=matched, **{"modified": LATER, **cells})


def read_of(number, *sets, **more):
    made = xml.tostring(transaction(*sets, **more))
    return soap(made.replace("202400017", number))


def spans(server):
    """The periods that each report was asked for."""
    field = "fin.trs.head.yearperiod"
    return [asked(r, field)[1:] for r in server.requests if "columns" in r.body]


def told(pages):
    return {one.id: one for page in pages for one in page.settled}


MISSING = (
    '<transaction result="0"><number msgtype="error" msg="Boeking bestaat niet." '
    'result="0">2</number></transaction>'
)
