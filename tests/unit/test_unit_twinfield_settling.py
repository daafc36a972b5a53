"""Settling entries of Twinfield with each other: what is read, what is sent."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from documents import document
from loopback import close, soap
from transactions import sent
from twinfield_answers import opened

from odoo.addons.connector_base.ledger.errors import InDoubt, ProtocolError
from odoo.addons.connector_base.ledger.values import (
    Against,
    Booked,
    Kind,
)
from odoo.addons.twinfield_connector.client import settle, xml

MATCHED_ON = date(2024, 3, 20)
BOOKED = Booked(
    key=document().key, id="VRK/202400017", number="202400017", relation="1004"
)


def side(number, value, side_="debit", more="<matchstatus>available</matchstatus>"):
    return soap(
        f'<transaction result="1"><header><number>{number}</number></header><lines>'
        f'<line type="detail" id="7"><dim2>1004</dim2><value>{value}</value>'
        f"<debitcredit>{side_}</debitcredit>{more}</line></lines></transaction>"
    )


DONE = soap('<match result="1"><set result="1"/></match>')
RECEIPT = Against(id="BNK/202400005", amount=Decimal("-121.00"))


def lines(request):
    return [
        [line.findtext(name) for name in ("transcode", "transnumber", "transline")]
        + [line.findtext("matchvalue")]
        for line in sent(request).iter("line")
    ]


@pytest.fixture
def ledger(server):
    with opened(server) as ledger:
        yield ledger


def test_match_says_its_code_its_day_and_its_lines(ledger, server):
    server.then(side("17", "121.00"), side("5", "121.00", "credit"), DONE)
    assert ledger.match(BOOKED, [RECEIPT], MATCHED_ON) is None
    request = server.requests[-1]
    assert [sent(request).findtext(f"set/{name}") for name in _SET] == [
        "NL001",
        "170",
        "20240320",
    ]
    assert lines(request) == [
        ["BNK", "202400005", "7", None],
        ["VRK", "202400017", "7", None],
    ]


_SET = ("office", "matchcode", "matchdate")


def test_part_of_an_entry_is_matched_by_its_value(ledger, server):
    bill = replace(BOOKED, key=replace(BOOKED.key, kind=Kind.BILL))
    server.then(side("17", "200.00", "credit"), side("5", "121.00"), DONE)
    against = [replace(RECEIPT, amount=Decimal("121.00"))]
    assert ledger.match(bill, against, MATCHED_ON) is None
    assert sent(server.requests[-1]).findtext("set/matchcode") == "270"
    assert [line[-1] for line in lines(server.requests[-1])] == ["121.00", "-121.00"]


def test_entry_with_too_little_open_says_which_and_how_much(ledger, server):
    more = "<matchstatus>available</matchstatus><valueopen>-5.00</valueopen>"
    server.then(side("17", "121.00"), side("5", "121.00", "credit", more))
    outcome = ledger.match(BOOKED, [RECEIPT], MATCHED_ON)
    assert (outcome.code, outcome.message, outcome.field) == (
        "not_open",
        "BNK/202400005: 5.00 < 121.00",
        "matchvalue",
    )
    assert len(server.requests) == 2


def test_what_is_matched_already_is_not_matched_again(ledger, server):
    partner = (
        "<matchstatus>matched</matchstatus><matches><set><lines><line>"
        "<code>VRK</code><number>202400017</number></line></lines></set></matches>"
    )
    server.then(side("17", "121.00"), side("5", "121.00", "credit", partner))
    assert ledger.match(BOOKED, [RECEIPT], MATCHED_ON) is None
    assert len(server.requests) == 2


@pytest.mark.parametrize("status", ["notmatchable", ""])
def test_line_that_can_not_be_matched_is_none(ledger, server, status):
    server.then(side("17", "121.00", more=f"<matchstatus>{status}</matchstatus>"))
    with pytest.raises(ProtocolError) as caught:
        ledger.match(BOOKED, [RECEIPT], MATCHED_ON)
    assert caught.value.code == "unexpected_answer"
    assert caught.value.detail == "VRK/202400017: no line of 1004"


@pytest.mark.parametrize(
    ("more", "open_"),
    [
        ("<matchstatus>proposed</matchstatus>", "121.00"),
        ("<matchstatus>matched</matchstatus>", "0.00"),
        ("<valueopen>-1.00</valueopen>", "1.00"),
        ("<openvalue>2.00</openvalue>", "2.00"),
        ("<basevalueopen>3.00</basevalueopen>", "3.00"),
        ("<basevalue>121.00</basevalue><basevalueopen>4.00</basevalueopen>", "4.00"),
        ("<basevalue>9.00</basevalue><basevalueopen>9.00</basevalueopen>", "121.00"),
        ("<basevalue>9.00</basevalue><basevalueopen>-9.00</basevalueopen>", "5.00"),
        ("<basevalue>9.00</basevalue><basevalueopen>8.00</basevalueopen>", "5.00"),
        ("<basevalue>9.00</basevalue>", "5.00"),
    ],
)
def test_open_of_a_line_is_told_by_it_or_by_the_report(more, open_):
    line = xml.parse(f"<line><value>121.00</value>{more}</line>")
    items = {"e": Decimal("-5.00")}
    found = settle._open(line, "e", Decimal("121.00"), lambda: items)
    assert found == Decimal(open_)
    if open_ == "5.00":
        found = settle._open(line, "other", Decimal("121.00"), lambda: items)
        assert found == 121


@pytest.mark.parametrize(
    ("answer", "message"),
    [
        ('<match result="0"><set msgtype="error" msg="A" result="0"/></match>', "A"),
        ('<sets><set result="0" msgtype="error" msg="B"/></sets>', "B"),
        ('<match result="0" msgtype="error" msg="C"/>', "C"),
        ('<match result="0" msgtype="error" msg="D"><set/></match>', "D"),
    ],
)
def test_refused_match_says_why(answer, message):
    assert settle._refused(xml.parse(answer)).message == message


def test_answer_that_tells_of_no_match_is_none():
    with pytest.raises(ProtocolError) as caught:
        settle._refused(xml.parse(f'<{"x" * 99} result="1"/>'))
    assert (caught.value.code, caught.value.detail) == ("unexpected_answer", "x" * 80)
    assert settle._refused(xml.parse("<match><set/></match>")) is None


def test_lost_answer_to_a_match_is_in_doubt(ledger, server):
    server.then(side("17", "121.00"), side("5", "121.00", "credit"), close)
    with pytest.raises(InDoubt):
        ledger.match(BOOKED, [RECEIPT], MATCHED_ON)
