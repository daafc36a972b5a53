"""What the ledger says without a call, and matching of entries with each other."""

from datetime import date
from decimal import Decimal

import pytest
from documents import document
from loopback import reset, soap
from transactions import report, row, sent

from odoo.addons.connector_base.ledger.errors import InDoubt, NotAuthorised
from odoo.addons.connector_base.ledger.http import Session
from odoo.addons.connector_base.ledger.port import DUTIES, has
from odoo.addons.connector_base.ledger.values import (
    Against,
    Booked,
    ItemKind,
    Key,
    Kind,
    Rejected,
)
from odoo.addons.twinfield_connector.client.ledger import TwinfieldLedger
from odoo.addons.twinfield_connector.client.limits import limits

DAY = date(2024, 3, 20)


def refused(stale=None):
    raise NotAuthorised("not_connected")


@pytest.fixture
def closed():
    """As the base opens it to look at it only."""
    return TwinfieldLedger(Session(hosts=[]), refused, "")


@pytest.fixture
def ledger(server):
    with Session(hosts=["127.0.0.1"], timeout=2) as http:
        yield TwinfieldLedger(http, lambda stale=None: "t", server.url + "/", "NL001")


def booked(id_="VRK/202400017"):
    key = Key(kind=Kind.INVOICE, journal="VRK", number="INV/1")
    number = id_.partition("/")[2]
    return Booked(key=key, id=id_, number=number, relation="1004")


def test_closed_it_tells_what_it_is(closed):
    assert {duty for duty in DUTIES if not has(closed, duty)} == {"attach"}
    assert (closed.traits.entries, closed.traits.removable) == ("draft", "not_final")
    assert set(Kind) == closed.traits.books
    assert set(ItemKind) - set(closed.kinds) == {ItemKind.CONDITION}
    assert closed.link(booked()) == ""
    assert closed.remarks == []


def test_twinfield_numbers_entries_itself(closed):
    assert closed.number(document()) == ""
    assert closed.number(document(number=" \t")) == Rejected(
        code="number_not_fitting", message="' \\t'", field="invoicenumber"
    )


def test_entry_opens_in_the_list_unless_there_is_a_better_address(ledger, server):
    assert ledger.link(booked()) == f"{server.url}/UI/#/Transactions"
    better = "{cluster}/x?o={office}&c={code}&n={number}&{other}"
    with Session(hosts=[]) as http:
        other = TwinfieldLedger(http, refused, "https://c", "NL001", address=better)
        expected = "https://c/x?o=NL001&c=VRK&n=202400017&{other}"
        assert other.link(booked()) == expected
        assert other.link(booked("")) == ""


def test_remarks_are_of_one_ledger(ledger, closed):
    ledger._api.remark("column_refused", "100 x")
    ledger._api.remark("column_refused", "100 x")
    assert [remark.detail for remark in ledger.remarks] == ["100 x"]
    assert closed.remarks == []


def test_applications_of_one_organisation_share_what_is_allowed():
    one, same, other = (limits("id", org) for org in ("ACME", "ACME", "ZUS"))
    assert one == same
    assert one[0].key != other[0].key
    assert one[1] == other[1]
    assert [(limit.credits, limit.concurrent) for limit in one] == [
        *((500, 10), (1000, 20))
    ]
    assert [limit.key for limit in one] == ["twinfield:id:ACME", "twinfield:id"]


def test_lost_answer_to_a_deletion_is_doubt(ledger, server):
    there = '<transaction result="1" location="temporary"><header/></transaction>'
    server.then(soap(there), reset)
    with pytest.raises(InDoubt):
        ledger.remove(booked(), "Dubbel")


# Matching


def side(
    id_,
    value,
    sides,
    *,
    base=None,
    open_="",
    base_open="",
    status="available",
    with_="",
):
    """An entry with a line of the relation."""
    code, _slash, number = id_.partition("/")
    more = f"<valueopen>{open_}</valueopen>" if open_ else ""
    more += f"<basevalueopen>{base_open}</basevalueopen>" if base_open else ""
    if with_:
        other, _slash, its = with_.partition("/")
        more += (
            f"<matches><set><lines><line><code>{other}</code><number>{its}</number>"
            "</line></lines></set></matches>"
        )
    return soap(
        f'<transaction location="final" result="1"><header><code>{code}</code>'
        f"<number>{number}</number></header><lines>"
        '<line type="detail" id="3"><dim2>1004</dim2><value>1.00</value>'
        "<matchstatus>notmatchable</matchstatus></line>"
        f'<line type="total" id="1"><dim2>1004</dim2><value>{value}</value>'
        f"<debitcredit>{sides}</debitcredit><basevalue>{base or value}</basevalue>"
        f"<matchstatus>{status}</matchstatus>{more}</line></lines></transaction>"
    )


INVOICE, RECEIPT = "VRK/202400017", "BNK/202400005"
DONE = soap('<match result="1"><set result="1"/></match>')


def match(ledger, amount, *others):
    against = [Against(id=id_, amount=Decimal(amount)) for id_ in (INVOICE, *others)]
    return ledger.match(booked(RECEIPT), against, DAY)


def values(request):
    return [node.text for node in sent(request).iter("matchvalue")]


def test_whole_entries_are_matched_without_values(ledger, server):
    server.then(
        side(RECEIPT, "175.50", "credit", open_="175.50"),
        side(INVOICE, "175.50", "debit", base_open="175.50"),
        DONE,
    )
    assert match(ledger, "175.50") is None
    assert values(server.requests[2]) == []
    lines = [
        line.findtext("transline") for line in sent(server.requests[2]).iter("line")
    ]
    assert lines == ["1", "1"]


def test_more_than_is_open_is_not_matched(ledger, server):
    server.then(
        side(RECEIPT, "175.50", "credit"),
        side(INVOICE, "175.50", "debit", open_="75.50"),
    )
    outcome = match(ledger, "100.00")
    assert (outcome.code, outcome.message) == ("not_open", f"{INVOICE}: 75.50 < 100.00")


def test_matched_line_without_an_open_value_is_not_open(ledger, server):
    """As recorded: reads of matched lines have none."""
    server.then(
        side(RECEIPT, "175.50", "credit"),
        side(INVOICE, "175.50", "debit", status="matched"),
    )
    assert match(ledger, "175.50").code == "not_open"


def test_untouched_line_in_foreign_currency_is_wholly_open(ledger, server):
    """Only what is open in the company's currency is told."""
    server.then(
        side(RECEIPT, "110.00", "credit", base="101.20", base_open="-101.20"),
        side(INVOICE, "110.00", "debit", base="101.20", base_open="101.20"),
        DONE,
    )
    assert match(ledger, "110.00") is None
    assert len(server.requests) == 3


def test_what_is_open_in_foreign_currency_is_told_by_the_report(ledger, server):
    server.then(
        side(RECEIPT, "110.00", "credit", base="101.20", base_open="-101.20"),
        side(INVOICE, "110.00", "debit", base="101.20", base_open="50.60"),
        report(
            row("202400017", value="110.00", open_="55.00"),
            row("202400018", value="110.00", open_="110.00"),
        ),
        DONE,
    )
    assert match(ledger, "55.00") is None
    assert sent(server.requests[2]).get("code") == "100"
    assert values(server.requests[3]) == ["55.00", "-55.00"]


def test_report_is_asked_once_for_all(ledger, server):
    other = "VRK/202400018"
    partly = {"base": "101.20", "base_open": "50.60"}
    server.then(
        side(RECEIPT, "220.00", "credit", base="202.40", base_open="-202.40"),
        side(INVOICE, "110.00", "debit", **partly),
        report(row("202400017", open_="55.00"), row("202400018", open_="55.00")),
        side(other, "110.00", "debit", **partly),
        DONE,
    )
    assert match(ledger, "55.00", other) is None
    assert len(server.requests) == 5


def test_what_is_matched_with_each_other_already_is_left_out(ledger, server):
    other = "VRK/202400018"
    server.then(
        side(RECEIPT, "200.00", "credit", open_="100.00"),
        side(INVOICE, "100.00", "debit", open_="0.00", with_=RECEIPT),
        side(other, "100.00", "debit", open_="100.00"),
        DONE,
    )
    assert match(ledger, "100.00", other) is None
    numbers = [n.text for n in sent(server.requests[3]).iter("transnumber")]
    assert numbers == ["202400018", "202400005"]


@pytest.mark.parametrize("kind", [Kind.INVOICE, Kind.BILL])
def test_customers_and_suppliers_are_matched_by_codes_of_their_own(
    ledger, server, kind
):
    server.then(side(RECEIPT, "1.00", "credit"), side(INVOICE, "1.00", "debit"), DONE)
    own = booked(RECEIPT)
    key = Key(kind=kind, journal="X", number="1")
    own = Booked(key=key, id=own.id, number=own.number, relation="1004")
    ledger.match(own, [Against(id=INVOICE, amount=Decimal("1.00"))], DAY)
    codes = {Kind.INVOICE: "170", Kind.BILL: "270"}
    assert sent(server.requests[2]).findtext("set/matchcode") == codes[kind]
    assert sent(server.requests[2]).findtext("set/matchdate") == "20240320"


@pytest.mark.parametrize(
    ("answer", "currency"),
    [
        ("<general><basecurrency>USD</basecurrency></general>", "USD"),
        ("<general/>", ""),
    ],
)
def test_currency_of_the_office(ledger, server, answer, currency):
    server.then(soap(f'<office status="active" result="1">{answer}</office>'))
    assert ledger.currency() == currency
