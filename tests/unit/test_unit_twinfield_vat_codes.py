"""VAT codes: rates, boxes, and what the buyer owes."""

import pytest
from loopback import fault, found, not_known, soap
from twinfield_answers import VAT, opened

from odoo.addons.connector_base.ledger.values import ItemKind


@pytest.fixture
def ledger(server):
    with opened(server) as ledger:
        yield ledger


def test_vat_code_has_the_percentage_of_today_and_its_boxes(ledger, server):
    server.then(found(("VH", "BTW hoog")), soap(VAT), found())
    (item,) = ledger.items(ItemKind.VAT)
    assert item.active
    assert item.attributes == {
        "use": "sale",
        "percentage": "21.00",
        "groups": ["NL1A"],
        "accounts": ["1520", "1530"],
        "intra": False,
    }


@pytest.mark.parametrize(("group", "intra"), [("NL3B", True), ("BE46", None)])
def test_vat_code_for_intra_community_supplies(ledger, server, group, intra):
    """Only the boxes of the Dutch return are known."""
    record = soap(VAT.replace("NL1A", group))
    server.then(found(("ICP", "ICP")), record, found())
    (item,) = ledger.items(ItemKind.VAT)
    assert item.attributes.get("intra") is intra


def test_vat_code_of_the_future_is_not_active(ledger, server):
    future = VAT.replace("20121001", "20300101").replace("20010101", "20300101")
    server.then(found(("VH", "BTW hoog")), soap(future), found())
    (item,) = ledger.items(ItemKind.VAT)
    assert not item.active
    assert "percentage" not in item.attributes


def test_vat_codes_come_once_where_the_finder_does_not_tell_their_use(ledger, server):
    listing = found(("VH", "BTW hoog"))
    server.then(not_known("vattype"), listing, soap(VAT), listing)
    (item,) = ledger.items(ItemKind.VAT)
    assert item.attributes["use"] == "sale"


def test_vat_code_that_may_not_be_read_has_its_name(ledger, server):
    server.then(found(("VH", "Hoog"), ("VL", "Laag")), fault("102"), soap(VAT), found())
    first, second = ledger.items(ItemKind.VAT)
    assert (first.name, first.attributes) == ("Hoog", {})
    assert second.attributes["percentage"] == "21.00"
    (remark,) = ledger.remarks
    assert remark.code == "resource_refused"
    assert remark.detail.startswith("VAT VH: 102: ")


@pytest.mark.parametrize(
    ("shares", "percentage", "reverse"),
    [
        (["100.0"], "21.00", False),
        (["100.0", "-100.0"], "21.00", True),
        (["100.0", "-50.0"], "21.00", True),
        (["-100.0"], "21.00", False),
        ([], "21.00", None),
        (["100.0", "-100.0"], "0.00", None),
    ],
)
def test_vat_that_the_buyer_owes_and_deducts(
    ledger, server, shares, percentage, reverse
):
    """Both are booked by the code itself, with opposite shares."""
    accounts = "".join(
        f"<account><dim1>1530</dim1><percentage>{share}</percentage></account>"
        for share in shares
    )
    record = (
        '<vat status="active"><code>IV</code><name>Verlegd</name><type>purchase</type>'
        f"<percentages><percentage><date>20121001</date><percentage>{percentage}"
        f"</percentage><accounts>{accounts}</accounts></percentage></percentages></vat>"
    )
    server.then(found(), found(("IV", "Verlegd")), soap(record))
    (item,) = ledger.items(ItemKind.VAT)
    assert item.attributes.get("reverse") is reverse
    assert item.attributes["use"] == "purchase"


def row(share, account="1530", type_="BAS", linetype="vat"):
    return (
        f'<account><dim1 dimensiontype="{type_}">{account}</dim1>'
        f"<percentage>{share}</percentage><linetype>{linetype}</linetype></account>"
    )


@pytest.mark.parametrize(
    ("rows", "deductible", "cost"),
    [
        ([row(100), row(-100)], None, None),
        ([row(50), row(-100), row(50, linetype="detail")], "50.00", None),
        ([row(-100), row(100, linetype="detail")], "0.00", None),
        ([row(35), row(65, "4500", "PNL"), row(-100)], "35.00", "4500"),
        ([row(50), row(-100)], "", None),
        (
            [row(50), row(25, "4500", "PNL"), row(25, "4600", "PNL"), row(-100)],
            *("", None),
        ),
    ],
)
def test_part_of_the_vat_that_the_buyer_owes_may_be_a_cost(
    ledger, server, rows, deductible, cost
):
    record = (
        "<vat><code>IV</code><name>Verlegd</name><type>purchase</type><percentages>"
        "<percentage><date>20121001</date><percentage>21.00</percentage><accounts>"
        f"{''.join(rows)}</accounts></percentage></percentages></vat>"
    )
    server.then(found(), found(("IV", "Verlegd")), soap(record))
    (item,) = ledger.items(ItemKind.VAT)
    assert item.attributes["reverse"]
    assert item.attributes.get("deductible") == deductible
    assert item.attributes.get("cost") == cost


def test_blocked_vat_code_is_not_active(ledger, server):
    server.then(found(("VH", "BTW hoog")), soap(VAT.replace("active", "hide")), found())
    (item,) = ledger.items(ItemKind.VAT)
    assert not item.active


def test_vat_codes_that_were_seen_are_not_read_again(ledger, server):
    server.then(found(("VL", "Laag"), ("VH", "Hoog")), soap(VAT), found())
    items = list(ledger.items(ItemKind.VAT, seen={"VL"}))
    assert [item.ref.code for item in items] == ["VH"]
