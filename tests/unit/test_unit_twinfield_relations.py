"""Customers and suppliers, with the answers that the documentation shows."""

from datetime import date

import pytest
from loopback import found, soap
from transactions import sent
from twinfield_answers import opened

from odoo.addons.connector_base.ledger.values import (
    Address,
    ItemKind,
    Rejected,
    Relation,
)


@pytest.fixture
def ledger(server):
    with opened(server) as ledger:
        yield ledger


CUSTOMER = """<dimension status="active" result="1"><code>{code}</code>
<name>{name}</name><addresses><address id="1" type="invoice" default="true">
<name>{name}</name><country>NL</country><ictcountrycode>NL</ictcountrycode>
<postcode>3511AA</postcode><email>{email}</email><field2>Oudegracht 1</field2>
<field3/><field4>{vat}</field4><field5>{chamber}</field5></address></addresses>
<banks><bank id="1" default="true"><iban>NL91ABNA0417164300</iban></bank></banks>
</dimension>"""


def customer(code="1004", name="Jansen", email="", vat="", chamber=""):
    return soap(
        CUSTOMER.format(code=code, name=name, email=email, vat=vat, chamber=chamber)
    )


def like(**more):
    return Relation(kind=ItemKind.CUSTOMER, **{"name": "Jansen", **more})


def test_vat_number_finds_whoever_wrote_it_differently(ledger, server):
    server.then(
        found(("1003", "X"), ("1004", "Jansen")),
        customer("1003", vat="BE123456789B01"),
        customer("1004", vat="123456789B01"),
    )
    (item,) = ledger.relations(like(vat="NL 1234.56.789.B01", email="a@b.nl"))
    assert (item.ref.code, item.attributes["matched_by"]) == ("1004", "vat")
    assert "*123456789B01*" in server.requests[0].body


def test_email_and_name_are_both_suggested_in_that_order(ledger, server):
    server.then(
        found(("1007", "Jansen Holding")),
        customer("1007", name="Jansen Holding", email="AP@jansen.nl"),
        found(("1008", "Jansen"), ("1009", "Jansen & Zn")),
        customer("1008"),
        customer("1009", name="Jansen &amp; Zn"),
    )
    items = ledger.relations(like(email="ap@jansen.nl"))
    assert [(i.ref.code, i.attributes["matched_by"]) for i in items] == [
        ("1007", "email"),
        ("1008", "name"),
    ]


def test_who_is_found_twice_is_known_by_what_says_more(ledger, server):
    server.then(
        found(("1007", "Jansen")),
        customer("1007", email="ap@jansen.nl"),
        found(("1007", "Jansen"), ("1008", "Jansen")),
        customer("1008"),
    )
    items = ledger.relations(like(email="ap@jansen.nl"))
    assert [(i.ref.code, i.attributes["matched_by"]) for i in items] == [
        ("1007", "email"),
        ("1008", "name"),
    ]


def test_looking_for_a_relation_reads_a_bounded_number(ledger, server):
    server.then(found(*((str(n), "Jansen") for n in range(90))))
    server.then(*(customer(str(n), name="Other") for n in range(90)))
    assert ledger.relations(like()) == []
    assert len(server.requests) == 11


def test_new_relation_is_one_request_without_code(ledger, server):
    server.then(customer("1010"))
    item = ledger.save_relation(like(street="Dam 1", country="nl", payment_days=0))
    assert item.ref.code == "1010"
    (request,) = server.requests
    dimension = sent(request)
    assert [child.tag for child in dimension] == [
        "office",
        "type",
        "name",
        "financials",
        "addresses",
    ]
    assert dimension.findtext("financials/duedays") == "0"
    assert dimension.findtext("addresses/address/country") == "NL"


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


def mask(form):
    return soap(
        f'<dimensiontype result="1"><code>DEB</code><mask>{form}</mask></dimensiontype>'
    )


def test_own_code_that_does_not_fit_is_not_sent(ledger, server):
    missing = (
        '<dimension result="0"><code msgtype="error" msg="Dimensie X1 bestaat niet." '
        'result="0">X1</code></dimension>'
    )
    server.then(soap(missing), mask("1[0-9][0-9][0-9]"))
    outcome = ledger.save_relation(like(code="X1"))
    assert (outcome.code, outcome.message) == ("code_not_fitting", "1[0-9][0-9][0-9]")
    assert len(server.requests) == 2


def test_unknown_code_is_created(ledger, server):
    missing = (
        '<dimension result="0"><code msgtype="error" msg="Dimensie 1 bestaat niet." '
        'result="0">1</code></dimension>'
    )
    server.then(soap(missing), mask("#"), customer("1"))
    assert ledger.save_relation(like(code="1")).ref.code == "1"


@pytest.mark.parametrize(
    ("answer", "code"),
    [
        (
            '<dimension result="0" msgtype="error" msg="Het is niet gelukt de eerste '
            'vrije code aan te maken die voldoet aan het formaat *"/>',
            "code_format_missing",
        ),
        (
            '<dimension result="0"><name msgtype="error" msg="Naam moet worden '
            'ingevuld" result="0"/></dimension>',
            "name_missing",
        ),
        (
            '<dimension result="0"><financials result="0"><substitutewith '
            'msgtype="error" msg="De dimensie 11300 met financieel niveau 1 niet '
            'gevonden." result="0"/></financials></dimension>',
            "refused",
        ),
        (
            '<dimensions result="0"><dimension result="0" msgtype="error" '
            'msg="De administratie bestaat niet."/></dimensions>',
            "administration_denied",
        ),
    ],
)
def test_relation_refused_says_why(ledger, server, answer, code):
    server.then(soap(answer))
    outcome = ledger.save_relation(like())
    assert outcome.code == code
    assert outcome.message


def test_code_outside_the_format(ledger, server):
    refusal = (
        '<dimension result="0"><code msgtype="error" result="0" msg="De code voldoet '
        'niet aan het formaat 1[0-9][0-9][0-9].">ABC</code></dimension>'
    )
    server.then(soap(refusal), mask("*"), soap(refusal))
    outcome = ledger.save_relation(like(code="ABC"))
    assert (outcome.code, outcome.field) == ("code_not_fitting", "code")


# What is sent of the two numbers, and what is left out when it is refused


def test_numbers_stand_in_the_address_alone(ledger, server):
    server.then(customer("1010"))
    ledger.save_relation(like(vat="NL1", chamber="30", website="https://j.example"))
    request = sent(server.requests[0])
    assert request.find("vatnumber") is None
    assert request.find("cocnumber") is None
    assert request.findtext("website") == "https://j.example"
    assert request.findtext("addresses/address/field4") == "NL1"
    assert request.findtext("addresses/address/field5") == "30"


def refused(inner, words=""):
    own = f' msgtype="error" msg="{words}"' if words else ""
    return soap(f'<dimension result="0"{own}>{inner}</dimension>')


FORM = "Het element 'website' mag niet worden aangeleverd."


@pytest.mark.parametrize(
    "refusal",
    [
        refused("", FORM),
        refused('<website msgtype="error" msg="Ongeldig." result="0"/>'),
    ],
)
def test_element_that_is_refused_is_left_out_and_told_once(ledger, server, refusal):
    server.then(refusal, customer("1010"), customer("1011"))
    relation = like(website="j.example", email="a@j.example")
    assert ledger.save_relation(relation).ref.code == "1010"
    assert ledger.save_relation(relation).ref.code == "1011"
    requests = [sent(request) for request in server.requests]
    assert [r.find("website") is None for r in requests] == [False, True, True]
    assert requests[1].findtext("addresses/address/email") == "a@j.example"
    (remark,) = ledger.remarks
    assert remark.code == "element_refused"
    assert remark.detail.startswith("dimension DEB website: ")


@pytest.mark.parametrize(
    "inner",
    [
        '<banks><bank><ascription msgtype="error" msg="Begunstigde is ongeldig."/>'
        "</bank></banks>",
        '<name msgtype="error" msg="Het element \'name\' is onbekend"/>',
    ],
)
def test_value_that_is_refused_is_not_left_out(ledger, server, inner):
    server.then(refused(inner))
    outcome = ledger.save_relation(like(iban="NL91ABNA0417164300"))
    assert isinstance(outcome, Rejected)
    assert len(server.requests) == 1


NOT_FITTING = "De code voldoet niet aan het formaat 1[0-9][0-9][0-9]."


@pytest.mark.parametrize(
    ("code", "ours"), [("ABC", "code_not_fitting"), ("", "code_format_missing")]
)
def test_words_on_the_record_itself_are_about_the_code_too(ledger, server, code, ours):
    missing = soap(
        '<dimension result="0"><code msgtype="error" msg="Nee."/></dimension>'
    )
    answers = [missing, mask("*")] if code else []
    server.then(*answers, refused("", NOT_FITTING))
    assert ledger.save_relation(like(code=code)).code == ours


def test_code_that_does_not_fit_the_format_is_nobodys(ledger, server):
    """Reading one is refused with those words, too."""
    refusal = f'<dimension result="0"><code msgtype="error" msg="{NOT_FITTING}"/>'
    server.then(soap(f"{refusal}</dimension>"), found())
    assert ledger.relations(like(code="ABC")) == []


# What changed


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


# Searching


@pytest.mark.parametrize(
    ("known", "patterns"),
    [
        ({}, ["Jansen*"]),
        ({"vat": "NL 1.2"}, ["*12*", "Jansen*"]),
        ({"chamber": "30"}, ["*30*", "Jansen*"]),
        ({"email": "a@b.example"}, ["*a@b.example*", "Jansen*"]),
        ({"vat": "NL"}, ["Jansen*"]),
        ({"name": "", "email": "a@b.example"}, ["*a@b.example*"]),
        ({"name": "A*B"}, ["A?B*"]),
        ({"name": ""}, []),
    ],
)
def test_only_what_is_known_is_searched_for(ledger, server, known, patterns):
    server.then(*[found() for _ in patterns])
    assert ledger.relations(like(**known)) == []
    asked = [r.body.partition("pattern>")[2].partition("<")[0] for r in server.requests]
    assert asked == patterns


def test_code_is_read_and_not_searched_for(ledger, server):
    server.then(customer("1004"))
    (item,) = ledger.relations(like(code="1004", name="?"))
    assert item.attributes["matched_by"] == "code"
    assert len(server.requests) == 1


@pytest.mark.parametrize(
    ("known", "theirs"),
    [
        ({"vat": "NL12"}, {"vat": "NL13"}),
        ({"chamber": "30"}, {"chamber": "301"}),
        ({"chamber": "30"}, {}),
        ({"email": "a@b.example"}, {"email": "aa@b.example"}),
        ({"email": "a@b.example"}, {}),
    ],
)
def test_who_is_found_but_not_equal_is_nobody(ledger, server, known, theirs):
    server.then(found(("1", "X")), customer("1", name="X", **theirs), found())
    assert ledger.relations(like(**known)) == []


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
