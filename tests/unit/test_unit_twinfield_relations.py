"""Customers and suppliers, with the answers that the documentation shows."""

import pytest
from loopback import fault, found, reply, soap
from transactions import sent
from twinfield_answers import customer, like, opened

from odoo.addons.connector_base.ledger.errors import InDoubt, Unavailable
from odoo.addons.connector_base.ledger.values import (
    Rejected,
)

MISSING = (
    '<dimension result="0"><code msgtype="error" msg="Dimensie bestaat niet." '
    'result="0"/></dimension>'
)


@pytest.fixture
def ledger(server):
    with opened(server) as ledger:
        yield ledger


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


def mask(form):
    return soap(
        f'<dimensiontype result="1"><code>DEB</code><mask>{form}</mask></dimensiontype>'
    )


def test_own_code_that_does_not_fit_is_not_sent(ledger, server):
    server.then(soap(MISSING), mask("1[0-9][0-9][0-9]"))
    outcome = ledger.save_relation(like(code="X1"))
    assert (outcome.code, outcome.message) == ("code_not_fitting", "1[0-9][0-9][0-9]")
    assert len(server.requests) == 2


def test_unknown_code_is_created(ledger, server):
    server.then(soap(MISSING), mask("#"), customer("1"))
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


def test_code_is_sent_where_its_format_is_not_told(ledger, server):
    server.then(soap(MISSING), fault("102"), customer("A1"))
    assert ledger.save_relation(like(code="A1")).ref.code == "A1"
    assert sent(server.requests[2]).findtext("code") == "A1"


def test_outage_while_the_format_is_asked_for_is_one(ledger, server):
    server.then(soap(MISSING), reply(status=503))
    with pytest.raises(Unavailable):
        ledger.save_relation(like(code="A1"))
    assert len(server.requests) == 2


def test_code_is_compared_with_that_of_the_record_and_not_the_email(ledger, server):
    server.then(customer("a1", email="a@b.example"))
    (item,) = ledger.relations(like(code="A1", email="other@b.example"))
    assert (item.ref.code, item.attributes["matched_by"]) == ("a1", "code")
    assert len(server.requests) == 1
    server.then(customer("B2"))
    assert ledger.relations(like(code="A1", name="")) == []


def test_answer_without_a_code_says_neither_saved_nor_refused(ledger, server):
    server.then(soap('<dimension result="1"><name>Jansen</name></dimension>'))
    with pytest.raises(InDoubt):
        ledger.save_relation(like())
