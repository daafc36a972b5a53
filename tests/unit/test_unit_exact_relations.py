"""Customers and suppliers of Exact Online: looked for, created, updated."""

from dataclasses import replace

import pytest
from exact_answers import (
    CUSTOMER,
    account_row,
    asked,
    d,
    opened,
    page,
    refused,
    remarks,
    sent,
    told,
)
from loopback import close, reply

from odoo.addons.connector_base.ledger.errors import InDoubt, ProtocolError
from odoo.addons.connector_base.ledger.values import Address, ItemKind, Ref, Relation


@pytest.fixture
def ledger(server):
    with opened(server) as ledger:
        yield ledger


def test_customer_is_looked_for_by_its_padded_code_then_created(ledger, server):
    like = Relation(
        kind=ItemKind.CUSTOMER,
        name="Bakkerij De Korenbloem B.V.",
        code="20115",
        street="Molenstraat 4",
        postcode="1234AB",
        city="Utrecht",
        country="NL",
        chamber="12345678",
        currency="EUR",
    )
    server.then(d([]), d(account_row(), 201))
    made = ledger.save_relation(like)
    assert made.ref == Ref(code="20115", id=CUSTOMER)
    path, options = asked(server.requests[0])
    assert path == "crm/Accounts"
    assert options["$filter"] == "Code eq '             20115'"
    assert options["$top"] == "1"
    assert sent(server.requests[1]) == {
        "Name": "Bakkerij De Korenbloem B.V.",
        "AddressLine1": "Molenstraat 4",
        "Postcode": "1234AB",
        "City": "Utrecht",
        "Country": "NL",
        "ChamberOfCommerce": "12345678",
        "SalesCurrency": "EUR",
        "Status": "C",
        "Code": "20115",
    }


def test_supplier_is_paid_in_its_currency(ledger, server):
    server.then(d(account_row(), 201))
    ledger.save_relation(
        Relation(kind=ItemKind.SUPPLIER, name="Print Shop", currency="USD")
    )
    assert sent(server.requests[0]) == {
        "Name": "Print Shop",
        "PurchaseCurrency": "USD",
        "IsSupplier": True,
    }


def test_what_was_not_told_back_is_as_it_was_sent(ledger, server):
    """Without "Prefer" almost nothing is told."""
    row = dict.fromkeys(account_row()) | {"ID": CUSTOMER, "Code": "20115"}
    server.then(d(row, 201))
    made = ledger.save_relation(
        Relation(kind=ItemKind.CUSTOMER, name="Bakkerij", vat="NL812345678B01")
    )
    assert (made.name, made.active) == ("Bakkerij", True)
    assert made.attributes["vat"] == "NL812345678B01"


def test_code_of_somebody_else(ledger, server):
    like = Relation(kind=ItemKind.CUSTOMER, name="Bakkerij", code="20115")
    server.then(d([]), refused("Gegeven bestaat reeds."))
    outcome = ledger.save_relation(like)
    assert (outcome.code, outcome.message) == ("code_taken", "Gegeven bestaat reeds.")


def test_only_what_changed_is_sent_and_a_supplier_becomes_a_customer(ledger, server):
    like = Relation(
        kind=ItemKind.CUSTOMER, name="Nieuw", code="20115", email="", city="Delft"
    )
    server.then(d([account_row(Status="A", IsSupplier=True)]), reply(status=204))
    made = ledger.save_relation(like, {"name", "email"})
    assert made.name == "Nieuw"
    request = server.requests[1]
    assert request.method == "PUT"
    assert asked(request)[0] == f"crm/Accounts(guid'{CUSTOMER}')"
    assert sent(request) == {"Name": "Nieuw", "Email": "", "Status": "C"}


@pytest.mark.parametrize(
    ("field", "theirs"),
    [
        ("street", "AddressLine1"),
        ("postcode", "Postcode"),
        ("city", "City"),
        ("country", "Country"),
        ("vat", "VATNumber"),
        ("chamber", "ChamberOfCommerce"),
        ("phone", "Phone"),
        ("website", "Website"),
        ("currency", "SalesCurrency"),
    ],
)
def test_each_field_that_changed_is_sent(ledger, server, field, theirs):
    like = Relation(
        kind=ItemKind.CUSTOMER, name="Same", code="20115", **{field: "New 1"}
    )
    server.then(d([account_row()]), reply(status=204))
    ledger.save_relation(like, {field})
    assert sent(server.requests[1]) == {theirs: "New 1"}


def test_emptied_field_is_cleared_but_never_the_currency(ledger, server):
    like = Relation(kind=ItemKind.CUSTOMER, name="Same", code="20115")
    server.then(d([account_row()]), reply(status=204))
    ledger.save_relation(like, {"phone", "currency"})
    assert sent(server.requests[1]) == {"Phone": ""}


def test_nothing_that_differs_is_written(ledger, server):
    like = Relation(kind=ItemKind.CUSTOMER, name="Same", code="20115")
    server.then(d([account_row()]))
    assert ledger.save_relation(like, ()).ref.id == CUSTOMER
    assert len(server.requests) == 1


def test_control_characters_and_long_names_never_leave(ledger, server):
    server.then(d(account_row(), 201))
    name = "Bakkerij\x00 De\tKorenbloem\r\n" + "x" * 60
    ledger.save_relation(Relation(kind=ItemKind.CUSTOMER, name=name))
    told_name = sent(server.requests[0])["Name"]
    assert told_name.startswith("Bakkerij De Korenbloem xxx")
    assert len(told_name) == 50


def test_name_of_blanks_is_none(ledger, server):
    outcome = ledger.save_relation(Relation(kind=ItemKind.CUSTOMER, name="\x00 \n"))
    assert outcome.code == "name_missing"
    assert server.requests == []


# Looking for them


def test_empty_fields_are_not_searched_by(ledger, server):
    """All that have no VAT number would be found."""
    server.then(d([]))
    like = Relation(kind=ItemKind.CUSTOMER, name="  ", email="A@b.example")
    assert ledger.relations(like) == []
    (request,) = server.requests
    assert (
        asked(request)[1]["$filter"]
        == "Email eq 'A@b.example' or Email eq 'a@b.example'"
    )


def test_each_is_told_once_by_what_says_most(ledger, server):
    supplier = account_row(ID="other", Status="A", IsSupplier=True)
    server.then(d([account_row()]), d([account_row(), supplier]))
    like = Relation(
        kind=ItemKind.CUSTOMER, name="Bakkerij De Korenbloem B.V.", code="20115"
    )
    (found,) = ledger.relations(like)
    assert found.attributes["matched_by"] == "code"


def test_what_can_not_be_searched_by_is_left_out(ledger, server):
    """Some fields may not be filtered by."""
    words = "This $filter parameter is not supported for this resource"
    server.then(refused(words, 400), d([account_row()]))
    like = Relation(
        kind=ItemKind.CUSTOMER, name="Bakkerij De Korenbloem B.V.", chamber="12345678"
    )
    (found,) = ledger.relations(like)
    assert found.attributes["matched_by"] == "name"
    assert remarks(ledger) == [
        ("option_refused", f"crm/Accounts ChamberOfCommerce: {words}")
    ]


# What may not be done


SCOPE = refused("Forbidden - Application Scope Violated. Cannot read", 403)


def test_who_is_not_found_for_want_of_a_right_is_not_created(ledger, server):
    """Nor does it stop those who are known."""
    like = Relation(kind=ItemKind.CUSTOMER, name="Bakkerij", code="20115")
    server.then(SCOPE)
    for _twice in range(2):
        with pytest.raises(ProtocolError) as caught:
            ledger.relations(like)
        assert caught.value.code == "refused"
        assert ledger.save_relation(like).code == "refused"
    assert len(server.requests) == 1


def test_where_nothing_can_be_searched_by_nobody_is_new(ledger, server):
    words = "This $filter parameter is not supported for this resource"
    like = Relation(kind=ItemKind.CUSTOMER, name="Bakkerij", vat="NL812345678B01")
    server.then(refused(words, 400), refused(words, 400))
    with pytest.raises(ProtocolError):
        ledger.relations(like)
    server.then(refused(words, 400), page())
    assert ledger.relations(like) == []


def test_element_that_is_not_allowed_is_left_out(ledger, server):
    like = Relation(
        kind=ItemKind.CUSTOMER, name="Bakkerij", phone="1", city="Delft", country="NL"
    )
    server.then(
        refused("Niet toegestaan: Phone"),
        refused("Not allowed: Pays\r\nNicht zulässig: Land"),
        d(account_row(), 201),
        d(account_row(), 201),
    )
    for _twice in range(2):
        assert ledger.save_relation(like).ref.id == CUSTOMER
    assert [set(sent(request)) for request in server.requests] == [
        {"Name", "Status", "City", "Phone", "Country"},
        {"Name", "Status", "City", "Country"},
        {"Name", "Status", "City"},
        {"Name", "Status", "City"},
    ]
    assert remarks(ledger) == [
        ("field_refused", "crm/Accounts: Phone"),
        ("field_refused", "crm/Accounts: Country"),
    ]


def test_value_that_is_wrong_is_the_accountants_to_mend(ledger, server):
    server.then(refused("Ongeldig: E-mail []"))
    like = Relation(kind=ItemKind.CUSTOMER, name="Bakkerij", email="x@y")
    assert ledger.save_relation(like).message == "Ongeldig: E-mail []"
    assert len(server.requests) == 1


# Whether it was created


def test_unknown_words_are_looked_up_before_they_are_a_refusal(ledger, server):
    like = Relation(kind=ItemKind.CUSTOMER, name="Bakkerij De Korenbloem B.V.")
    server.then(refused("Iets heel anders"), d([]))
    assert ledger.save_relation(like).code == "refused"
    server.then(refused("Iets heel anders"), d([account_row()]))
    with pytest.raises(InDoubt) as caught:
        ledger.save_relation(like)
    assert caught.value.code == "relation_in_doubt"


def test_what_can_not_be_looked_up_is_in_doubt(ledger, server):
    like = Relation(kind=ItemKind.CUSTOMER, name="Bakkerij De Korenbloem B.V.")
    server.then(refused("Iets heel anders"), reply(status=503), close)
    with pytest.raises(InDoubt):
        ledger.save_relation(like)
    assert told(server)[0] == ("POST", "crm/Accounts")


DELIVERY = Address(street="Kade 9", postcode="3511 AB", city="Utrecht", country="NL")
THERE = {
    "Account": CUSTOMER,
    "Type": 4,
    "Main": True,
    "AddressLine1": "Kade 9",
    "Postcode": "3511 AB",
    "City": "Utrecht",
    "Country": "NL",
}


def test_delivery_address_is_a_record_of_its_own(ledger, server):
    like = Relation(kind=ItemKind.CUSTOMER, name="Bakkerij", delivery=DELIVERY)
    server.then(d(account_row(), 201), d({"ID": "a"}, 201))
    ledger.save_relation(like)
    create, address = server.requests
    assert "Utrecht" not in create.body
    assert asked(address)[0] == "crm/Addresses"
    assert sent(address) == THERE


def test_delivery_address_that_is_refused_leaves_the_customer(ledger, server):
    like = Relation(kind=ItemKind.CUSTOMER, name="Bakkerij", delivery=DELIVERY)
    for answer in (refused("Geen rechten."), close, reply(status=403)):
        server.then(d(account_row(), 201), answer)
        assert ledger.save_relation(like).ref.id == CUSTOMER
    found = remarks(ledger)
    assert len(found) == 3
    assert all(
        code == "resource_refused" and words.startswith("crm/Addresses")
        for code, words in found
    )


def test_changed_delivery_address_is_sent_alone(ledger, server):
    like = Relation(kind=ItemKind.CUSTOMER, name="Bakkerij", code="20115")
    server.then(d([account_row()]), d({"ID": "a"}, 201), d([account_row()]))
    ledger.save_relation(replace(like, delivery=DELIVERY), {"delivery"})
    assert sent(server.requests[1]) == THERE
    # Of one that is gone here, what is there is left to the people there.
    ledger.save_relation(like, {"delivery"})
    assert [one.method for one in server.requests] == ["GET", "POST", "GET"]


def test_who_was_created_without_telling_as_whom_is_in_doubt(ledger, server):
    like = Relation(kind=ItemKind.CUSTOMER, name="Bakkerij")
    for row in (account_row(Code=None), account_row(ID=None), {}):
        server.then(d(row, 201))
        with pytest.raises(InDoubt) as caught:
            ledger.save_relation(like)
        assert caught.value.code == "relation_in_doubt"


def test_change_that_is_refused_is_not_looked_for(ledger, server):
    """The customer was there before: that it is there says nothing."""
    like = Relation(kind=ItemKind.CUSTOMER, name="Nieuw", code="20115")
    server.then(d([account_row()]), refused("Iets heel anders"))
    outcome = ledger.save_relation(like, {"name"})
    assert (outcome.code, outcome.message) == ("refused", "Iets heel anders")
    assert [one.method for one in server.requests] == ["GET", "PUT"]


def test_refused_question_created_nobody(ledger, server):
    like = Relation(kind=ItemKind.CUSTOMER, name="Bakkerij", code="20115")
    server.then(*[refused("Iets heel anders")] * 10)
    assert ledger.save_relation(like).message == "Iets heel anders"
    assert {one.method for one in server.requests} == {"GET"}


def test_delivery_address_that_did_not_change_stays(ledger, server):
    like = Relation(
        kind=ItemKind.CUSTOMER, name="Nieuw", code="20115", delivery=DELIVERY
    )
    server.then(d([account_row()]), reply(status=204))
    ledger.save_relation(like, {"name"})
    assert [one.method for one in server.requests] == ["GET", "PUT"]
