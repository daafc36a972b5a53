"""Answers of Twinfield to what was written: what is read from them, and what is not
believed."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from documents import document

from odoo.addons.connector_base.ledger.errors import ProtocolError
from odoo.addons.connector_base.ledger.values import (
    Booked,
    Kind,
    Rejected,
)
from odoo.addons.twinfield_connector.client import echo, refusals, xml

DOCUMENT = document()
ERROR = ' result="0" msgtype="error"'
LINE = (
    '<line type="total" id="1"><dim2>1004</dim2><debitcredit>{side}</debitcredit>'
    "<value>121.00</value><basevalue>110.00</basevalue><comment>m1</comment></line>"
)


def answer(header="", lines="", attributes=' result="1" location="final"'):
    return xml.parse(
        f"<transaction{attributes}><header>{header}</header>"
        f"<lines>{lines}</lines></transaction>"
    )


HEADER = (
    "<code>VRK2</code><number>202400001</number><date>20240316</date>"
    "<period>2024/03</period><freetext1>m2</freetext1>"
)


@pytest.mark.parametrize(("side", "sign"), [("debit", 1), ("credit", -1), ("", 1)])
def test_all_that_is_told_of_a_booked_entry(side, sign):
    made = echo.outcome(answer(HEADER, LINE.format(side=side)), DOCUMENT, "freetext1")
    assert made == Booked(
        key=DOCUMENT.key,
        id="VRK2/202400001",
        number="202400001",
        date=date(2024, 3, 16),
        total=sign * Decimal("121.00"),
        balance=sign * Decimal("110.00"),
        relation="1004",
        final=True,
        mark="m2",
        memo="2024/03 final",
    )


def test_of_what_is_not_told_what_was_sent():
    bare = answer("<number>7</number>", attributes="")
    assert echo.outcome(bare, DOCUMENT, "comment") == Booked(
        key=DOCUMENT.key,
        id="VRK/7",
        number="7",
        date=DOCUMENT.date,
        total=None,
        balance=None,
        relation="",
        final=False,
        mark="",
        memo="",
    )
    marked = answer("<number>7</number>", LINE.format(side="debit"))
    assert echo.outcome(marked, DOCUMENT, "comment").mark == "m1"
    assert echo.outcome(marked, DOCUMENT).mark == ""


def test_journal_entry_is_worth_what_its_debit_side_is():
    entry = replace(DOCUMENT, key=replace(DOCUMENT.key, kind=Kind.ENTRY))
    lines = LINE.replace("total", "detail")
    both = lines.format(side="debit") + lines.format(side="credit")
    assert echo.outcome(answer(HEADER, both), entry, "comment") == Booked(
        key=entry.key,
        id="VRK2/202400001",
        number="202400001",
        date=date(2024, 3, 16),
        total=Decimal("121.00"),
        balance=Decimal("110.00"),
        final=True,
        mark="m1",
    )
    bare = answer("<number>7</number>", attributes="")
    made = echo.outcome(bare, entry, "comment")
    assert (made.id, made.date, made.final, made.mark) == (
        "VRK/7",
        DOCUMENT.date,
        False,
        "",
    )


@pytest.mark.parametrize(
    ("header", "attributes"),
    [("", ' result="1"'), ("<number>7</number>", ' result="2"'), ("", "")],
)
def test_what_says_neither_is_not_believed(header, attributes):
    with pytest.raises(ProtocolError) as caught:
        echo.outcome(answer(header, attributes=attributes), DOCUMENT)
    assert caught.value.code == "unexpected_answer"
    assert caught.value.detail == "neither booked nor refused"


@pytest.mark.parametrize("read", [echo.deleted, lambda root: echo.children(root, [])])
def test_answer_to_something_else_is_none(read):
    with pytest.raises(ProtocolError) as caught:
        read(xml.parse(f"<{'x' * 99}/>"))
    assert (caught.value.code, caught.value.detail) == ("unexpected_answer", "x" * 80)


def test_deletion_is_done_or_refused():
    assert echo.deleted(xml.parse('<transaction result="1"/>')) is None
    assert echo.deleted(xml.parse('<transactions result="1"/>')) is None
    refused = xml.parse(f'<transaction{ERROR} msg="Nee."/>')
    assert echo.deleted(refused).message == "Nee."


def batch(*numbers, attributes="", more=""):
    children = "".join(
        f"<transaction{more}><header><invoicenumber>{n}</invoicenumber></header>"
        "</transaction>"
        for n in numbers
    )
    return xml.parse(f"<transactions{attributes}>{children}</transactions>")


def test_answers_come_in_the_order_of_the_documents():
    one, two = document(number="1"), document(number="2")
    assert len(echo.children(batch("1", "2"), [one, two])) == 2
    assert len(echo.children(batch("1", "twee"), [one, two])) == 2
    assert len(echo.children(batch("1")[0], [one])) == 1
    with pytest.raises(ProtocolError) as caught:
        echo.children(batch("2", "1"), [one, two])
    assert (caught.value.code, caught.value.detail) == (
        "unexpected_answer",
        "not in our order",
    )
    with pytest.raises(ProtocolError) as caught:
        echo.children(batch("1"), [one, two])
    assert caught.value.code == "unexpected_answer"
    assert caught.value.detail == "1 answers to 2 documents"


@pytest.mark.parametrize(
    ("root", "is_refused"),
    [
        (batch(attributes=f'{ERROR} msg="Nee."'), True),
        (batch("1", attributes=f'{ERROR} msg="Nee."'), True),
        (batch("1", attributes=f'{ERROR} msg="Nee."', more=' result="1"'), False),
        (batch("1", attributes=' result="0"'), False),
        (batch("1", attributes=' msgtype="error"'), False),
        (answer(attributes=f'{ERROR} msg="Nee."'), False),
    ],
)
def test_request_is_refused_as_a_whole_where_only_its_root_says_so(root, is_refused):
    assert (echo.children(root, [document(number="1")]) == []) is is_refused


def test_entry_that_is_told_booked_is_no_refused_request():
    root = xml.parse(
        f'<transactions{ERROR} msg="x"><transaction><header><number>7</number>'
        "</header></transaction></transactions>"
    )
    assert echo.outcomes(root, [DOCUMENT])[0].id == "VRK/7"


# Refusals


def told(inner, attributes=' result="0"'):
    return xml.parse(f"<transaction{attributes}>{inner}</transaction>")


@pytest.mark.parametrize(
    ("inner", "where"),
    [
        (f"<lines><line/><line><vatcode{ERROR}/></line></lines>", "line 2/vatcode"),
        (f'<lines><line id="7"><dim1{ERROR}/></line></lines>', "line 7/dim1"),
        (f"<header><period{ERROR}/></header>", "period"),
        (f"<lines><line/><line{ERROR}/></lines>", "line 2"),
    ],
)
def test_place_of_a_message_is_told_in_twinfields_words(inner, where):
    outer = xml.parse(f"<transactions>{xml.tostring(told(inner))}</transactions>")
    assert refusals.rejected(outer[0]).field == where
    assert refusals.rejected(told("", ERROR)).field == "transaction"


@pytest.mark.parametrize(
    ("inner", "found"),
    [
        (f'<freetext1{ERROR} msg=" Nee. "/>', {"freetext1": "Nee."}),
        (f"<freetext1{ERROR}/>", {"freetext1": ""}),
        ('<freetext1 msgtype="ERROR" msg="Nee."/>', {"freetext1": "Nee."}),
        ('<freetext1 msgtype="warning" msg="Nee."/>', {}),
        (f'<freetext1{ERROR} msg="a"/><dim1{ERROR} msg="b"/>', {}),
        (f"<dim1{ERROR} msg=\"Het is 'freetext1' niet.\"/>", {}),
    ],
)
def test_ornament_that_is_refused_alone_can_be_left_out(inner, found):
    assert refusals.unwelcome(told(inner)) == found


def test_record_that_is_absent_is_refused_for_its_code():
    code = f'<code{ERROR} msg="Onbekend">1</code>'
    assert refusals.is_absent(told(code))
    assert not refusals.is_absent(told(code, ' result="1"'))
    assert not refusals.is_absent(told("<code/><name msgtype='error'/>"))
    with pytest.raises(ProtocolError) as caught:
        refusals.ensure(xml.parse(f"<{'x' * 99}/>"), "transaction")
    assert (caught.value.code, caught.value.detail) == ("unexpected_answer", "x" * 80)


def test_outcome_of_a_refused_request_is_one_for_each():
    root = batch(attributes=f'{ERROR} msg="Nee."')
    refused = Rejected(code="refused", message="Nee.", field="transactions")
    assert echo.outcomes(root, [DOCUMENT, DOCUMENT]) == [refused, refused]
