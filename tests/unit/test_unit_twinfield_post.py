"""Booking: outcomes in order, one request, and what is left out when refused."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from documents import document, line
from loopback import fault, found, reply, reset, soap
from transactions import JOURNALS, sent
from twinfield_answers import opened

from odoo.addons.connector_base.ledger.errors import InDoubt, NotExecuted, Unavailable
from odoo.addons.connector_base.ledger.values import (
    Booked,
    Due,
    ItemKind,
    Kind,
    Line,
    Ref,
    Rejected,
    Text,
)
from odoo.addons.twinfield_connector.client import entry


@pytest.fixture
def ledger(server):
    with opened(
        server,
        mark_field="freetext1",
        link_field="freetext3",
        cached=lambda kind: JOURNALS if kind is ItemKind.JOURNAL else [],
    ) as ledger:
        yield ledger


def booked(number, invoice):
    return (
        f'<transaction result="1" location="final"><header><code>VRK</code>'
        f"<invoicenumber>{invoice}</invoicenumber><number>{number}</number></header>"
        "<lines/></transaction>"
    )


def test_too_long_a_document_is_refused_and_the_rest_booked_in_order(ledger, server):
    long = document(*[line("-1.00")] * 1000, number="INV/2")
    documents = [document(number="INV/1"), long, document(number="INV/3")]
    server.then(
        soap(
            f"<transactions>{booked('1', 'INV/1')}{booked('3', 'INV/3')}</transactions>"
        )
    )
    first, second, third = ledger.post(documents)
    assert (first.number, third.number) == ("1", "3")
    assert isinstance(second, Rejected)
    assert (second.code, second.field) == ("too_many_lines", "lines")
    assert len(server.requests) == 1
    assert len(sent(server.requests[0])) == 2


def test_nothing_to_book_is_no_request(ledger, server):
    assert ledger.post([]) == []
    assert ledger.post([document(*[line("-1.00")] * 1000)])[0].code == "too_many_lines"
    assert server.requests == []


def test_twenty_five_documents_are_one_request(ledger, server):
    documents = [document(number=f"INV/{index}") for index in range(25)]
    children = "".join(booked(str(i), f"INV/{i}") for i in range(25))
    server.then(soap(f"<transactions result='1'>{children}</transactions>"))
    outcomes = ledger.post(documents)
    assert [one.number for one in outcomes] == [str(i) for i in range(25)]
    assert len(server.requests) == 1


def test_lost_answer_is_doubt_and_not_repeated(ledger, server):
    server.then(reset)
    with pytest.raises(InDoubt):
        ledger.post([document()])
    assert len(server.requests) == 1


# What comes back


def test_outcome_tells_both_currencies_the_mark_and_where_it_stands(ledger, server):
    server.then(
        soap(
            '<transaction result="1" location="temporary"><header><code>VRK</code>'
            "<period>2024/03</period><number>202400017</number>"
            "<freetext1>odoo-7</freetext1></header><lines>"
            '<line type="total" id="1"><dim2>1004</dim2><value>121.00</value>'
            "<basevalue>110.00</basevalue><debitcredit>credit</debitcredit></line>"
            "</lines></transaction>"
        )
    )
    (one,) = ledger.post([document(mark="odoo-7")])
    assert (one.total, one.balance) == (Decimal("-121.00"), Decimal("-110.00"))
    assert (one.mark, one.memo, one.final) == ("odoo-7", "2024/03 temporary", False)


@pytest.mark.parametrize("attempt", [0, 1, 2])
@pytest.mark.parametrize("period", ["", "2024/04"])
def test_warnings_are_quiet_only_about_what_is_meant(ledger, server, attempt, period):
    """The number again on purpose; a period chosen by the accountant."""
    server.then(soap(booked("1", "INV/1")))
    ledger.post([document(number="INV/1", attempt=attempt, period=period)])
    header = next(sent(server.requests[0]).iter("header"))
    quiet = [node.tag for node in header if node.get("raisewarning") == "false"]
    assert ("invoicenumber" in quiet) == (attempt > 0)
    assert ("date" in quiet) == bool(period)
    assert not sent(server.requests[0]).get("raisewarning")


# What is left out when it is refused

FORM = "Het element '{}' mag niet worden aangeleverd."


def refusal(number, path, words):
    """A refused transaction with a message on its element at ``path``."""
    *parents, tag = path.split("/")
    inner = f'<{tag} msgtype="error" msg="{words}" result="0"/>'
    for parent in reversed(parents):
        inner = f'<{parent} result="0">{inner}</{parent}>'
    return (
        f'<transaction result="0"><x><invoicenumber>{number}</invoicenumber></x>'
        f"{inner}</transaction>"
    )


def answer(*children):
    return soap(f"<transactions>{''.join(children)}</transactions>")


def marked(number, **more):
    return document(number=number, mark="odoo-7", link="L7", reference="RF18", **more)


ON_ELEMENT = refusal("INV/1", "header/freetext1", "Niet toegestaan.")
IN_WORDS = refusal("INV/1", "header", FORM.format("freetext1"))


@pytest.mark.parametrize("refused", [ON_ELEMENT, IN_WORDS])
def test_ornament_that_is_refused_is_left_out(ledger, server, refused):
    server.then(
        answer(refused, booked("2", "INV/2")),
        answer(booked("1", "INV/1")),
        answer(booked("3", "INV/3")),
    )
    first, second = ledger.post([marked("INV/1"), marked("INV/2")])
    assert (first.number, second.number) == ("1", "2")
    again = sent(server.requests[1])
    assert [node.text for node in again.iter("invoicenumber")] == ["INV/1"]
    tags = {node.tag for node in again.iter()}
    assert "freetext1" not in tags
    assert {"freetext3", "paymentreference"} <= tags
    (remark,) = ledger.remarks
    assert remark.code == "element_refused"
    assert remark.detail.startswith("transaction VRK freetext1: ")
    # The next one goes without at once.
    ledger.post([marked("INV/3")])
    assert len(server.requests) == 3
    assert sent(server.requests[2]).find(".//freetext1") is None
    assert len(ledger.remarks) == 1


def test_each_of_a_batch_is_sent_without_what_is_refused(ledger, server):
    other = ON_ELEMENT.replace("INV/1", "INV/2")
    server.then(
        answer(ON_ELEMENT, other), answer(booked("1", "INV/1"), booked("2", "INV/2"))
    )
    outcomes = ledger.post([marked("INV/1"), marked("INV/2")])
    assert [one.number for one in outcomes] == ["1", "2"]


@pytest.mark.parametrize("name", ["autobalancevat", "raisewarning"])
def test_attribute_that_is_refused_is_left_out(ledger, server, name):
    server.then(
        answer(refusal("INV/1", "header", FORM.format(name))),
        answer(booked("1", "INV/1")),
    )
    (one,) = ledger.post([document(number="INV/1", attempt=1)])
    assert isinstance(one, Booked)
    first, second = (
        {key for node in sent(request).iter() for key in node.attrib}
        for request in server.requests
    )
    assert first - second == {name}


def test_request_that_is_refused_as_a_whole_books_nothing(ledger, server):
    """Its documents come back as they were sent."""
    echo = "<transaction><header/></transaction>"
    words = "Type niet geimplementeerd."
    server.then(
        soap(
            f'<transactions result="0" msgtype="error" msg="{words}">{echo}{echo}'
            "</transactions>"
        )
    )
    outcomes = ledger.post([document(number="INV/1"), document(number="INV/2")])
    assert [one.message for one in outcomes] == [words, words]


def test_refused_request_of_which_something_is_booked_is_doubt(ledger, server):
    echo = "<transaction><header/></transaction>"
    server.then(
        soap(
            f'<transactions result="0" msgtype="error" msg="?">{echo}'
            f"{booked('2', 'INV/2')}</transactions>"
        )
    )
    with pytest.raises(InDoubt):
        ledger.post([document(number="INV/1"), document(number="INV/2")])


def test_each_daybook_welcomes_what_it_welcomes(ledger, server):
    server.then(
        answer(ON_ELEMENT), answer(booked("1", "INV/1")), answer(booked("2", "INV/2"))
    )
    ledger.post([marked("INV/1")])
    ledger.post([marked("INV/2", journal="VRK2")])
    assert sent(server.requests[2]).find(".//freetext1") is not None


def test_one_after_the_other_is_left_out(ledger, server):
    server.then(
        answer(ON_ELEMENT),
        answer(refusal("INV/1", "header/paymentreference", "Ongeldig.")),
        answer(booked("1", "INV/1")),
    )
    (one,) = ledger.post([marked("INV/1")])
    assert isinstance(one, Booked)
    assert len(ledger.remarks) == 2


@pytest.mark.parametrize(
    ("path", "words", "left_out"),
    [
        ("header/duedate", FORM.format("duedate"), True),
        ("header/duedate", "De vervaldatum is ongeldig.", False),
        ("header/invoicenumber", FORM.format("invoicenumber"), False),
        ("header/period", FORM.format("period"), False),
        ("lines/line/vatvalue", FORM.format("vatvalue"), False),
        ("lines/line/description", "Te lang.", True),
        ("header/freetext2", "Niet toegestaan.", True),
        ("lines/line/dim1", "Dimensie 8020 komt niet voor", False),
    ],
)
def test_what_the_entry_would_not_be_the_same_without_is_not_left_out(
    ledger, server, path, words, left_out
):
    server.then(answer(refusal("INV/1", path, words)), answer(booked("1", "INV/1")))
    made = document(number="INV/1", texts=(Text(field="freetext2", value="Noord"),))
    (one,) = ledger.post([made])
    assert isinstance(one, Booked) == left_out
    assert len(server.requests) == 1 + left_out


def test_other_mistakes_are_told_before_anything_is_left_out(ledger, server):
    both = ON_ELEMENT.replace(
        "</transaction>",
        '<lines><line><dim1 msgtype="error" msg="Dimensie 1 komt niet voor"/></line>'
        "</lines></transaction>",
    )
    server.then(answer(both))
    (one,) = ledger.post([marked("INV/1")])
    assert (type(one), one.code) == (Rejected, "unknown_account")


def test_what_is_refused_without_the_element_too_is_refused(ledger, server):
    server.then(answer(ON_ELEMENT), answer(ON_ELEMENT))
    (one,) = ledger.post([marked("INV/1")])
    assert isinstance(one, Rejected)
    assert len(server.requests) == 2


@pytest.mark.parametrize(
    "trouble", [reset, reply(status=429, Retry_After="7"), fault("354"), fault("102")]
)
def test_trouble_with_the_second_request_is_doubt_for_the_whole_batch(
    ledger, server, trouble
):
    """The other documents are booked: nothing may say that none was."""
    server.then(answer(ON_ELEMENT, booked("2", "INV/2")), trouble, trouble)
    with pytest.raises(InDoubt):
        ledger.post([marked("INV/1"), marked("INV/2")])


def test_trouble_with_the_first_request_is_what_it_is(ledger, server):
    server.then(reply(status=429, Retry_After="7"))
    with pytest.raises(NotExecuted):
        ledger.post([marked("INV/1")])


def test_draft_is_amended_without_what_is_refused(ledger, server):
    server.then(answer(ON_ELEMENT), answer(booked("7", "INV/1")))
    draft = Booked(key=document().key, id="VRK/7", number="7")
    assert isinstance(ledger.amend(draft, marked("INV/1")), Booked)
    assert [sent(r).findtext(".//number") for r in server.requests] == ["7", "7"]


# Payments


def payment(journal, amount="50.00", kind=Kind.CUSTOMER_PAYMENT):
    amount = Decimal(amount)
    return document(
        Line(account=Ref(code="1100"), amount=amount, balance=amount),
        kind=kind,
        journal=journal,
        number="P/1",
        dues=(Due(date=date(2024, 3, 15), amount=-amount, balance=-amount),),
    )


CONTROL = soap(
    "<dimension><financials><substitutewith>1300</substitutewith></financials>"
    "</dimension>"
)


@pytest.mark.parametrize(
    ("amount", "closing"), [("50.00", "50.00"), ("-50.00", "-50.00"), ("-0.00", "0.00")]
)
@pytest.mark.parametrize("journal", ["BNK", "KAS"])
def test_bank_entry_is_a_statement_from_nothing_to_its_total(
    ledger, server, journal, amount, closing
):
    server.then(CONTROL, answer(booked("5", "")))
    ledger.post([payment(journal, amount)])
    header = next(sent(server.requests[1]).iter("header"))
    assert header.find("invoicenumber") is header.find("duedate") is None
    assert header.findtext("startvalue") == "0.00"
    assert header.findtext("closevalue") == closing
    lines = list(sent(server.requests[1]).iter("line"))
    assert [(line.get("id"), line.get("type")) for line in lines] == [
        ("1", "total"),
        ("2", "detail"),
    ]


def test_account_of_the_relation_is_left_to_twinfield_where_it_is_not_told(
    ledger, server
):
    server.then(fault("102"), answer(booked("5", "")))
    assert isinstance(ledger.post([payment("BNK")])[0], Booked)
    lines = list(sent(server.requests[1]).iter("line"))
    assert [line.findtext("dim1") for line in lines] == ["1100", None]
    assert [remark.code for remark in ledger.remarks] == ["resource_refused"]


def test_answer_that_is_none_leaves_the_payment_unsent(ledger, server):
    server.then(reply("<html>"))
    with pytest.raises(NotExecuted):
        ledger.post([payment("BNK")])
    assert len(server.requests) == 1


def test_payment_in_a_journal_has_no_statement_and_no_total(ledger, server):
    server.then(CONTROL, answer(booked("5", "")))
    ledger.post([payment("MEMO")])
    request = sent(server.requests[1])
    assert request.find(".//startvalue") is None
    assert [line.get("type") for line in request.iter("line")] == ["detail", "detail"]
    assert [line.findtext("dim1") for line in request.iter("line")] == ["1100", "1300"]


def test_daybook_that_could_not_be_asked_for_is_asked_for_again(ledger, server):
    """Else a bank book would be taken for a journal ever after."""
    server.then(CONTROL, found(), found(), found(), reply(status=503))
    with pytest.raises(Unavailable):
        ledger.post([payment("ING")])
    server.then(found(("ING", "Bank")), answer(booked("5", "")))
    ledger.post([payment("ING")])
    assert sent(server.requests[-1]).find(".//startvalue") is not None


@pytest.mark.parametrize("base", [False, True])
def test_payment_in_dollars_is_told_in_both_currencies(server, base):
    whole = payment("BNK")
    (line,), (due,) = whole.lines, whole.dues
    worth = Decimal("45.00")
    whole = replace(
        whole,
        currency="USD",
        lines=(replace(line, balance=worth),),
        dues=(replace(due, balance=-worth),),
    )
    booking = entry.Booking(category="bank", control="1300")
    options = entry.Options(base_values=base)
    made = entry.entry(whole, "NL001", options, booking)
    told = [one.text for one in made.iter("basevalue")]
    assert told == ["45.00", "45.00"] * base
    own, theirs = made.iter("line")
    assert own.findtext("debitcredit") == "debit"
    assert theirs.findtext("debitcredit") == "credit"
    assert theirs.findtext("invoicenumber") == "P/1"
    assert theirs.findtext("dim2") == "1004"
