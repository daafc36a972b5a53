"""Records and lists of Twinfield, read whole: what becomes of one that tells all, and
of one that tells little."""

from datetime import date

import pytest
from loopback import fault, found, not_known, reply
from transactions import item as known
from twinfield_answers import VAT, like, opened

from odoo.addons.connector_base.ledger.errors import ProtocolError
from odoo.addons.connector_base.ledger.values import (
    Item,
    ItemKind,
    Ref,
    Rejected,
)
from odoo.addons.twinfield_connector.client import (
    dimension,
    finder,
    relations,
    vat,
    xml,
)

KINDS = ItemKind


@pytest.fixture
def ledger(server):
    with opened(server) as ledger:
        yield ledger


def item(kind, code, name, *, active=True, **attributes):
    ref = Ref(code=code)
    return Item(kind=kind, ref=ref, name=name, active=active, attributes=attributes)


# Customers and suppliers

ADDRESS = (
    "<address default='{default}'><email>{n}@x.example</email><postcode>{n}</postcode>"
    "<country>NL</country><field4>V{n}</field4><field5>C{n}</field5></address>"
)


def record(inner, attributes=' status="active"'):
    return xml.parse(f"<dimension{attributes}><code>1004</code>{inner}</dimension>")


def test_relation_is_recognised_by_its_default_address():
    addresses = ADDRESS.format(default="false", n=1) + ADDRESS.format(
        default="true", n=2
    )
    banks = (
        "<banks><bank default='false'><iban>X</iban></bank>"
        "<bank default='true'><iban>nl91 abna</iban></bank></banks>"
    )
    told = {"email": "2@x.example", "postcode": "2", "country": "NL"}
    inner = f"<name>Jansen</name><addresses>{addresses}</addresses>{banks}"
    assert dimension.item(record(inner), KINDS.CUSTOMER, "vat") == item(
        *(KINDS.CUSTOMER, "1004", "Jansen"),
        vat="V2",
        chamber="C2",
        iban="NL91ABNA",
        matched_by="vat",
        **told,
    )
    inner = (
        "<vatnumber>V</vatnumber><cocnumber>C</cocnumber>"
        f"<addresses>{addresses}</addresses>"
    )
    found_ = dimension.item(record(inner), KINDS.SUPPLIER)
    assert found_.attributes == {**told, "vat": "V", "chamber": "C"}


def test_relation_without_a_default_address_by_its_first():
    addresses = "".join(ADDRESS.format(default="false", n=n) for n in (1, 2))
    inner = f"<addresses>{addresses}</addresses>"
    assert dimension.item(record(inner), KINDS.CUSTOMER).attributes["vat"] == "V1"


@pytest.mark.parametrize(
    ("attributes", "active"),
    [("", True), (' status="active"', True), (' status="hide"', False)],
)
def test_what_is_hidden_or_deleted_is_not_active(attributes, active):
    assert dimension.item(record("", attributes), KINDS.CUSTOMER) == item(
        *(KINDS.CUSTOMER, "1004", ""), active=active
    )
    made = VAT.replace(' status="active"', attributes)
    assert vat.code(xml.parse(made), "sale", date(2024, 4, 1)).active is active


ERROR = 'result="0" msgtype="error" msg="Nee."'


@pytest.mark.parametrize(
    ("inner", "code", "field", "known_"),
    [
        (f"<name {ERROR}/>", "name_missing", "name", "1004"),
        (f"<code {ERROR}/>", "code_not_fitting", "code", "1004"),
        (f"<code {ERROR}/>", "code_format_missing", "code", ""),
        (f"<website {ERROR}/>", "refused", "website", "1004"),
    ],
)
def test_relation_that_is_refused_says_for_what(inner, code, field, known_):
    made = xml.parse(f'<dimension result="0">{inner}</dimension>')
    assert dimension.saved(made, like(code=known_)) == Rejected(
        code=code, message="Nee.", field=field
    )
    outer = xml.parse(
        f'<dimensions result="0"><dimension>{inner}</dimension></dimensions>'
    )
    assert dimension.saved(outer, like(code=known_)).code == code


@pytest.mark.parametrize(
    ("answer", "detail"),
    [
        ("<other/>", "other"),
        ("<dimensions/>", "dimensions"),
        ("<dimensions><other/></dimensions>", "dimensions"),
        ('<dimension result="1"/>', "neither saved nor refused"),
    ],
)
def test_answer_that_saves_nobody_is_not_believed(answer, detail):
    with pytest.raises(ProtocolError) as caught:
        dimension.saved(xml.parse(answer), like())
    assert (caught.value.code, caught.value.detail) == ("unexpected_answer", detail)


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("NL1", "NL1", True),
        ("NL.1-2 /:", "nl12", True),
        ("NL1", "1", True),
        ("NL1", "BE1", False),
        ("", "", False),
        ("NL", "", False),
    ],
)
def test_vat_numbers_are_the_same_with_or_without_their_country(one, other, same):
    assert relations.is_same_vat(one, other) is same


@pytest.mark.parametrize(
    ("criterion", "values", "is_equal"),
    [
        ("chamber", {"chamber": "12 34"}, True),
        ("chamber", {"chamber": "99"}, False),
        ("email", {"email": "A@x.example"}, True),
        ("email", {"email": "b@x.example"}, False),
        ("code", {"code": "a1"}, True),
        ("name", {"name": "JANSEN"}, True),
        ("name", {"name": "Pietersen"}, False),
    ],
)
def test_relation_is_equal_by_what_it_was_searched_by(criterion, values, is_equal):
    there = item(KINDS.CUSTOMER, "A1", "Jansen", chamber="1234", email="a@x.example")
    assert relations.is_equal(criterion, like(**values), there) is is_equal


# Lists


def test_vat_code_that_has_a_code_alone_is_called_by_it(ledger, server):
    server.then(found(("VH",), ("VL", "Laag")), *[fault("102")] * 2, found())
    assert list(ledger.items(KINDS.VAT)) == [
        item(KINDS.VAT, "VH", "VH"),
        item(KINDS.VAT, "VL", "Laag"),
    ]


def test_journals_are_listed_by_what_they_are_for(ledger, server):
    server.then(found(("VRK", "Verkoop"), ("V2",)), *[found()] * 9)
    assert list(ledger.items(KINDS.JOURNAL)) == [
        item(KINDS.JOURNAL, "VRK", "Verkoop", use="sale"),
        item(KINDS.JOURNAL, "V2", "V2", use="sale"),
    ]


def test_journals_that_are_refused_stay_or_are_an_error(server):
    sale = known(KINDS.JOURNAL, "VRK", use="sale")
    for cached in ([sale], []):
        with opened(server, cached=lambda kind, items=cached: items) as ledger:
            server._acts.clear()
            server.then(*[not_known("category")] * 30)
            if cached:
                assert list(ledger.items(KINDS.JOURNAL)) == [sale]
            else:
                with pytest.raises(ProtocolError) as caught:
                    list(ledger.items(KINDS.JOURNAL))
                assert caught.value.code == "finder_refused"
                assert "sales" in ledger.remarks[0].detail


@pytest.mark.parametrize("body", ["<e/>", "<SearchResponse/>"])
def test_list_that_is_no_answer_to_a_search_is_not_empty(ledger, server, body):
    server.then(reply(body))
    with pytest.raises(ProtocolError) as caught:
        list(finder.search(ledger._api, "DIM"))
    assert (caught.value.code, caught.value.detail) == (
        "unreadable_answer",
        "no SearchResponse",
    )


def test_rows_without_a_code_are_none_and_the_total_may_be_untold(ledger, server):
    server.then(found(("", "Nobody"), (), ("P1", "Brug"), total=""))
    assert list(ledger.items(KINDS.PROJECT)) == [item(KINDS.PROJECT, "P1", "Brug")]
