"""What is sent of a customer that changed, and what stays as it is there."""

from datetime import date

import pytest
from loopback import soap
from transactions import sent
from twinfield_answers import CUSTOMER, customer, like, opened

from odoo.addons.connector_base.ledger.values import (
    Address,
    ItemKind,
    Relation,
    Text,
)


@pytest.fixture
def ledger(server):
    with opened(server) as ledger:
        yield ledger


def test_update_keeps_addresses_and_banks_and_sends_nothing_read_only(ledger, server):
    server.then(customer("1004", vat="NL1", email="old@x.nl"), customer("1004"))
    ledger.save_relation(
        like(code="1004", email="new@x.nl", iban="NL13TEST0123456789", name="Jansen BV")
    )
    dimension = sent(server.requests[1])
    (address,) = dimension.iterfind("addresses/address")
    assert dict(address.attrib) == {"id": "1", "type": "invoice", "default": "true"}
    assert {node.tag: node.text for node in address} == {
        "name": "Jansen BV",
        "country": "NL",
        "postcode": "3511AA",
        "field2": "Oudegracht 1",
        "field4": "NL1",
        "email": "new@x.nl",
    }
    assert [
        (bank.get("id"), bank.get("default"), bank.findtext("iban"))
        for bank in dimension.iterfind("banks/bank")
    ] == [
        ("1", "true", "NL91ABNA0417164300"),
        (None, "false", "NL13TEST0123456789"),
    ]


@pytest.mark.parametrize(
    ("name", "value", "tag"),
    [
        ("street", "Dam 2", "field2"),
        ("postcode", "1012JT", "postcode"),
        ("city", "Zeist", "city"),
        ("country", "BE", "country"),
        ("phone", "030", "telephone"),
        ("email", "new@x.example", "email"),
        ("vat", "NL2", "field4"),
        ("chamber", "31", "field5"),
    ],
)
@pytest.mark.parametrize("emptied", [False, True])
def test_what_changed_in_the_address_is_sent_and_the_rest_kept(
    ledger, server, name, value, tag, emptied
):
    """Emptied, it is sent empty, which clears it."""
    value = "" if emptied else value
    server.then(customer("1004", vat="NL1", email="old@x.example"), customer("1004"))
    relation = like(**{"code": "1004", "city": "Utrecht", "website": "w", name: value})
    ledger.save_relation(relation, {name})
    request = sent(server.requests[1])
    (address,) = request.iterfind("addresses/address")
    sent_ = {node.tag: node.text or "" for node in address}
    before = {
        "name": "Jansen",
        "country": "NL",
        "postcode": "3511AA",
        "email": "old@x.example",
        "field2": "Oudegracht 1",
        "field4": "NL1",
    }
    assert sent_ == {**before, tag: value}
    assert request.find("website") is None


def test_what_did_not_change_is_not_sent(ledger, server):
    server.then(customer("1004"), customer("1004"))
    known = {"website": "w", "payment_days": 14, "iban": "NL13TEST0123456789"}
    ledger.save_relation(like(code="1004", email="a@b.example", **known), {"email"})
    request = sent(server.requests[1])
    assert [node.tag for node in request] == [
        *("office", "type", "code", "name", "addresses")
    ]


def test_new_name_is_the_addresses_too(ledger, server):
    server.then(customer("1004", email="old@x.example"), customer("1004"))
    relation = like(code="1004", name="Jansen BV", email="not-to-be-sent@x.example")
    ledger.save_relation(relation, {"name"})
    request = sent(server.requests[1])
    assert request.findtext("name") == "Jansen BV"
    assert request.findtext("addresses/address/name") == "Jansen BV"
    assert request.findtext("addresses/address/email") == "old@x.example"


def test_numbers_are_sent_as_twinfield_spells_them(ledger, server):
    server.then(customer("1"), customer("2"))
    ledger.save_relation(like(vat="nl 12.34-b01", iban="nl13 test 0123 4567 89"))
    ledger.save_relation(like(iban="12345"))
    first, second = (sent(request) for request in server.requests)
    assert first.findtext("addresses/address/field4") == "NL1234B01"
    assert first.findtext("banks/bank/iban") == "NL13TEST0123456789"
    assert first.findtext("banks/bank/country") == "NL"
    assert second.findtext("banks/bank/iban") == "12345"
    assert not second.findtext("banks/bank/country")


def test_mandate_goes_with_or_without_its_date(ledger, server):
    server.then(customer("1"), customer("2"))
    ledger.save_relation(like(mandate="M1"))
    ledger.save_relation(like(mandate="M1", mandate_date=date(2024, 1, 2)))
    mandates = [
        {node.tag: node.text for node in sent(r).find("financials/collectmandate")}
        for r in server.requests
    ]
    assert mandates == [{"id": "M1"}, {"id": "M1", "signaturedate": "20240102"}]


def test_bank_without_an_account_number_is_none(ledger, server):
    server.then(customer("1"))
    ledger.save_relation(like(bic="ABNANL2A"))
    assert sent(server.requests[0]).find("banks") is None


@pytest.mark.parametrize("changed", [{"website"}, {"payment_days"}, {"iban"}])
def test_addresses_go_along_untouched_when_something_else_changed(
    ledger, server, changed
):
    server.then(customer("1004", email="old@x.example"), customer("1004"))
    known = {"website": "w", "payment_days": 14, "iban": "NL13TEST0123456789"}
    relation = like(code="1004", email="not-to-be-sent@x.example", **known)
    ledger.save_relation(relation, changed)
    request = sent(server.requests[1])
    assert request.findtext("addresses/address/email") == "old@x.example"
    assert request.findtext("addresses/address/name") == "Jansen"
    assert (request.find("website") is None) == (changed != {"website"})
    assert (request.find("financials") is None) == (changed != {"payment_days"})
    assert (request.find("banks") is None) == (changed != {"iban"})


def test_delivery_address_is_one_more_once(ledger, server):
    place = {"street": "Kade 9", "postcode": "3511AB", "city": "Utrecht"}
    delivery = Address(country="NL", **place)
    server.then(customer("1010"))
    ledger.save_relation(like(street="Dam 1", delivery=delivery))
    main, other = sent(server.requests[0]).iterfind("addresses/address")
    assert dict(main.attrib) == {"type": "invoice", "default": "true"}
    assert main.findtext("field2") == "Dam 1"
    assert dict(other.attrib) == {"type": "contact", "default": "false"}
    told = {node.tag: node.text for node in other}
    assert told == {
        "name": "Jansen",
        "country": "NL",
        "city": "Utrecht",
        "postcode": "3511AB",
        "field2": "Kade 9",
    }


def test_delivery_address_that_is_there_is_not_added(ledger, server):
    known = CUSTOMER.format(code="1010", name="Jansen", email="", vat="", chamber="")
    for street, count in (("Oudegracht 1", 1), ("Kade 9", 2)):
        server.then(soap(known), customer("1010"))
        delivery = Address(street=street, postcode="3511AA", country="NL")
        ledger.save_relation(like(code="1010", delivery=delivery), {"delivery"})
        addresses = sent(server.requests[-1]).findall("addresses/address")
        assert len(addresses) == count
        assert addresses[0].get("id") == "1"
        assert addresses[0].findtext("field2") == "Oudegracht 1"


def test_customer_without_an_address_gets_no_empty_one(ledger, server):
    """An empty element clears."""
    record = "<dimension><code>1004</code><name>Jansen</name></dimension>"
    server.then(soap(record), customer("1004"), customer("1005"))
    ledger.save_relation(like(code="1004", website="w"), {"website"})
    request = sent(server.requests[1])
    tags = [node.tag for node in request]
    assert tags == ["office", "type", "code", "name", "website"]


def test_texts_of_a_new_customer_stand_where_they_belong(ledger, server):
    texts = (
        Text(field="shortname", value="Jan"),
        Text(field="creditmanagement/comment", value="slow"),
        Text(field="creditmanagement/freetext1", value="Noord"),
        Text(field="groups/group", value="G1"),
        Text(field="financials/paycode", value="SEPA"),
    )
    for kind in (ItemKind.CUSTOMER, ItemKind.SUPPLIER):
        server.then(customer("1004"))
        ledger.save_relation(
            Relation(kind=kind, name="Jansen", payment_days=14, texts=texts)
        )
        request = sent(server.requests[-1])
        is_customer = kind is ItemKind.CUSTOMER
        assert request.findtext("shortname") == "Jan"
        assert request.findtext("groups/group") == "G1"
        assert [node.tag for node in request.find("financials")] == [
            *("duedays", "paycode")
        ]
        told = request.findall("creditmanagement/*")
        assert [node.text for node in told] == ["slow", "Noord"] * is_customer
    server.then(customer("1004"), customer("1004"))
    ledger.save_relation(like(code="1004", texts=texts), {"name"})
    assert sent(server.requests[-1]).find("shortname") is None


def test_address_that_is_blocked_there_stays_so(ledger, server):
    record = CUSTOMER.format(code="1004", name="Jansen", email="", vat="", chamber="")
    record = record.replace('default="true"', 'default="true" blocked="true"', 1)
    record = record.replace("<field3/>", '<field3 msgtype="warning" msg="x"/>')
    server.then(soap(record), customer("1004"))
    ledger.save_relation(like(code="1004", website="w"), {"website"})
    (address,) = sent(server.requests[1]).iterfind("addresses/address")
    assert dict(address.attrib) == {
        "id": "1",
        "type": "invoice",
        "default": "true",
        "blocked": "true",
    }
