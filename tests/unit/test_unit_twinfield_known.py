"""Master data that Twinfield refuses to tell again stay as they are known: else the
base would take them for gone, and refuse what is mapped to them."""

import pytest
import twinfield_answers
from loopback import fault, found, not_known, soap

from odoo.addons.connector_base.ledger.values import Item, ItemKind, Ref

SINCE = "2024-03-01T10:00:00"


def item(kind, code, **attributes):
    return Item(kind=kind, ref=Ref(code=code), name=code, attributes=attributes)


def opened(server, *known):
    def cached(kind):
        return [one for one in known if one.kind is kind]

    return twinfield_answers.opened(server, cached=cached)


def told(ledger):
    return [remark.code for remark in ledger.remarks]


@pytest.mark.parametrize(
    "kind",
    [
        *(ItemKind.ACCOUNT, ItemKind.VAT, ItemKind.JOURNAL, ItemKind.CUSTOMER),
        *(ItemKind.SUPPLIER, ItemKind.COST_CENTRE, ItemKind.PROJECT, ItemKind.PERIOD),
    ],
)
def test_a_refused_kind_stays(server, kind):
    known = item(kind, "A1", use="sale", vat="NL1")
    server.then(*[fault("102")] * 2)
    with opened(server, known) as ledger:
        assert list(ledger.items(kind)) == [known]
        assert told(ledger) == ["resource_refused"]


def test_what_came_before_the_refusal_is_not_told_twice(server):
    known = [item(ItemKind.JOURNAL, code, use="sale") for code in ("VRK", "VRK2")]
    server.then(found(("VRK", "Verkoop")), fault("102"))
    with opened(server, *known) as ledger:
        codes = [one.ref.code for one in ledger.items(ItemKind.JOURNAL)]
    assert codes == ["VRK", "VRK2"]


def test_of_a_refused_category_those_that_are_known_stay(server):
    sales = item(ItemKind.JOURNAL, "VRK", use="sale")
    gone = item(ItemKind.JOURNAL, "INK2", use="purchase")
    server.then(
        not_known("category"), found(("INK", "Inkoop")), found(), found(), found()
    )
    with opened(server, sales, gone) as ledger:
        codes = [one.ref.code for one in ledger.items(ItemKind.JOURNAL)]
    assert codes == ["VRK", "INK"]


def test_a_vat_code_that_may_not_be_read_stays(server):
    known = item(ItemKind.VAT, "VH", percentage="21.00")
    server.then(found(("VH", "Hoog")), fault("102"), found())
    with opened(server, known) as ledger:
        assert list(ledger.items(ItemKind.VAT)) == [known]


@pytest.mark.parametrize("since", ["", SINCE])
def test_customers_that_may_not_be_read_are_known_by_what_they_were(server, since):
    """By their VAT numbers they are found, and not made once more."""
    known = item(ItemKind.CUSTOMER, "1000", vat="NL001234567B01")
    denied = soap('<dimensions result="0" msgtype="error" msg="Geen rechten"/>')
    rows = found(("1000", "Nieuwe naam"), ("1001", "Ander"))
    server.then(*([rows, denied, denied] if since else [denied, rows]))
    with opened(server, known) as ledger:
        first, second = ledger.items(ItemKind.CUSTOMER, since)
    assert (first.name, first.attributes) == ("Nieuwe naam", known.attributes)
    assert (second.name, second.attributes) == ("Ander", {})
