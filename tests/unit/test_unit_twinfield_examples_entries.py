"""Twinfield's worked examples of entries, from the client's side: what it sends means
the same, and what is answered is understood."""

from datetime import date, datetime
from decimal import Decimal

import pytest
from documents import document, line
from loopback import soap
from transactions import like, sent

from odoo.addons.connector_base.ledger.http import Session
from odoo.addons.connector_base.ledger.values import (
    Booked,
    Due,
    Key,
    Kind,
    Ref,
    Rejected,
    Supply,
)
from odoo.addons.twinfield_connector.client.ledger import TwinfieldLedger


@pytest.fixture
def http():
    with Session(hosts=["127.0.0.1"], timeout=2) as session:
        yield session


@pytest.fixture
def ledger(http, server):
    return TwinfieldLedger(
        http,
        lambda stale=None: "s3cr3t-token",
        server.url,
        "NL001",
        link_field="freetext3",
        base_values=True,
        clock=lambda: datetime(2024, 4, 1, 12),
    )


def booked(number="202400017", total="175.50", kind=Kind.INVOICE, final=True):
    key = Key(kind=kind, journal="VRK", number="INV/2024/0042")
    return Booked(
        key=key,
        id=f"VRK/{number}",
        number=number,
        date=date(2024, 3, 15),
        total=Decimal(total),
        relation="1004",
        final=final,
    )


# 10.5 and 10.6: sales invoice and credit note

ANSWER = """<transactions result="1"><transaction autobalancevat="true" result="1"
 location="final"><header><office name="Acme BV">NL001</office><code>VRK</code>
 <currency>EUR</currency><date>20240315</date><period>2024/03</period>
 <invoicenumber>INV/2024/0042</invoicenumber><duedate>20240329</duedate>
 <origin>import</origin><originreference/><regime>generic</regime>
 <number>202400017</number></header><lines><line type="total" id="1">
 <dim1 name="Debiteuren" type="BAS">1300</dim1><dim2 type="DEB">1004</dim2>
 <value>175.50</value><debitcredit>debit</debitcredit><openvalue>175.50</openvalue>
 <matchstatus>available</matchstatus></line><line type="vat" id="4"><dim1>1530</dim1>
 <value>21.00</value><debitcredit>credit</debitcredit><vatcode>VH</vatcode></line>
 </lines></transaction></transactions>"""


def test_sales_invoice_with_two_rates_and_a_cost_centre(ledger, server):
    server.then(soap(ANSWER))
    made = document(
        line(
            "-100.00",
            "-21.00",
            description="Onderhoud",
            cost_centre=Ref(code="00001"),
        ),
        line("-50.00", "-4.50", vat="VL", account="8040", description="Boeken"),
        description="INV/2024/0042",
        link="odoo-4711",
        final=True,
    )
    (outcome,) = ledger.post([made])
    like(
        sent(server.requests[0]),
        '<transactions><transaction destiny="final" autobalancevat="true"><header>'
        "<office>NL001</office><code>VRK</code><currency>EUR</currency>"
        "<date>20240315</date><invoicenumber>INV/2024/0042</invoicenumber>"
        "<duedate>20240329</duedate><freetext3>odoo-4711</freetext3></header><lines>"
        '<line type="total" id="1"><dim2>1004</dim2><value>175.50</value>'
        "<debitcredit>debit</debitcredit><description>INV/2024/0042</description></line>"
        '<line type="detail" id="2"><dim1>8020</dim1><dim2>00001</dim2>'
        "<value>100.00</value><debitcredit>credit</debitcredit>"
        "<description>Onderhoud</description><vatcode>VH</vatcode>"
        "<vatvalue>21.00</vatvalue></line>"
        '<line type="detail" id="3"><dim1>8040</dim1><value>50.00</value>'
        "<debitcredit>credit</debitcredit><description>Boeken</description>"
        "<vatcode>VL</vatcode><vatvalue>4.50</vatvalue></line>"
        "</lines></transaction></transactions>",
    )
    assert (outcome.id, outcome.total) == ("VRK/202400017", Decimal("175.50"))
    assert (outcome.relation, outcome.final) == ("1004", True)


def test_credit_note_has_the_sides_swapped_and_positive_values(ledger, server):
    server.then(
        soap(
            '<transaction result="1" location="final"><header><code>VRK</code>'
            "<number>202400018</number></header><lines>"
            '<line type="total" id="1"><dim2>1004</dim2><value>60.50</value>'
            "<debitcredit>credit</debitcredit></line></lines></transaction>"
        )
    )
    made = document(
        line("50.00", "10.50", cost_centre=Ref(code="00001")),
        number="RINV/2024/0003",
        kind=Kind.CREDIT_NOTE,
        date=date(2024, 3, 18),
    )
    (outcome,) = ledger.post([made])
    total, detail = sent(server.requests[0]).iter("line")
    assert [total.findtext(n) for n in ("value", "debitcredit")] == ["60.50", "credit"]
    assert [detail.findtext(n) for n in ("value", "debitcredit", "vatvalue")] == [
        *("50.00", "debit", "10.50")
    ]
    assert outcome.total == Decimal("-60.50")


# 10.7: a bill with intra-community services


def test_bill_with_intra_community_services(ledger, server):
    server.then(
        soap(
            '<transaction result="1" location="temporary"><header><code>INK</code>'
            "<number>202400009</number></header><lines>"
            '<line type="total" id="1"><dim2>2002</dim2><value>200.00</value>'
            "<debitcredit>credit</debitcredit></line>"
            '<line type="vat" id="3"><value>42.00</value>'
            "<debitcredit>debit</debitcredit></line>"
            '<line type="vat" id="4"><value>42.00</value>'
            "<debitcredit>credit</debitcredit></line></lines></transaction>"
        )
    )
    supply = Supply(
        kind="services", country="DE", vat="DE123456789", date=date(2024, 3, 10)
    )
    made = document(
        line(
            "200.00",
            vat="IEUD",
            account="4500",
            description="Hosting",
            supply=supply,
            reverse=True,
        ),
        kind=Kind.BILL,
        journal="INK",
        number="DE-9931",
        relation=Ref(code="2002"),
        reference="RF18 5390 0754",
        date=date(2024, 3, 10),
    )
    (outcome,) = ledger.post([made])
    (detail,) = [
        li for li in sent(server.requests[0]).iter("line") if li.get("id") == "2"
    ]
    assert {child.tag: child.text for child in detail} == {
        "dim1": "4500",
        "value": "200.00",
        "debitcredit": "debit",
        "description": "Hosting",
        "vatcode": "IEUD",
        "performancetype": "services",
        "performancecountry": "DE",
        "performancevatnumber": "DE123456789",
        "performancedate": "20240310",
    }
    header = next(sent(server.requests[0]).iter("header"))
    assert header.findtext("paymentreference") == "RF18 5390 0754"
    assert (outcome.total, outcome.final) == (Decimal("-200.00"), False)


# 10.8: one failure and one number that was there before


def test_batch_with_one_failure_and_one_duplicate(ledger, server):
    words = (
        "De boeking is niet in balans. Er ontbreekt 0.01 debet.//De boeking balanceert "
        "niet in de basisvaluta. Er ontbreekt 0.01 debet."
    )
    server.then(
        soap(
            '<transactions result="0"><transaction result="1" location="temporary">'
            "<header><code>VRK</code><number>202400020</number></header><lines/>"
            '</transaction><transaction destiny="temporary" msgtype="error" result="0" '
            f'msg="{words}"><header/></transaction>'
            '<transaction destiny="temporary" result="0"><header result="0">'
            '<invoicenumber msgtype="warning" '
            'msg="Factuurnummer INV/3 komt reeds voor." '
            'result="0">INV/3</invoicenumber></header></transaction></transactions>'
        )
    )
    outcomes = ledger.post([document(number=f"INV/{n}") for n in (1, 2, 3)])
    assert isinstance(outcomes[0], Booked)
    assert [one.code for one in outcomes[1:]] == ["unbalanced", "duplicate"]
    assert outcomes[1].message.splitlines()[0].endswith("Er ontbreekt 0.01 debet.")


def test_number_that_was_there_before_on_purpose(ledger, server):
    server.then(soap(ANSWER))
    ledger.post([document(attempt=1)])
    number = next(sent(server.requests[0]).iter("invoicenumber"))
    assert number.attrib == {"raisewarning": "false"}


# 10.16: foreign currency


def test_sales_invoice_in_dollars_with_our_rate(ledger, server):
    server.then(soap(ANSWER))
    dollars = line("-110.00", vat="VN", account="8060")
    made = document(
        type(dollars)(
            account=dollars.account,
            amount=Decimal("-110.00"),
            balance=Decimal("-101.20"),
            vat=dollars.vat,
        ),
        dues=[
            Due(
                date=date(2024, 3, 29),
                amount=Decimal("110.00"),
                balance=Decimal("101.20"),
            )
        ],
        currency="USD",
    )
    ledger.post([made])
    request = sent(server.requests[0])
    assert request.findtext("transaction/header/currency") == "USD"
    assert [
        (li.findtext("value"), li.findtext("basevalue")) for li in request.iter("line")
    ] == [("110.00", "101.20"), ("110.00", "101.20")]


# 10.13 and 10.14: deletion


def test_draft_is_deleted_with_its_reason(ledger, server):
    there = soap('<transaction result="1" location="temporary"><header/></transaction>')
    server.then(there, soap('<transaction action="delete" result="1"/>'))
    draft = booked("202400009", final=False)
    assert ledger.remove(draft, "Dubbel geboekt") is None
    like(
        sent(server.requests[1]),
        '<transaction action="delete" reason="Dubbel geboekt"><office>NL001</office>'
        "<code>VRK</code><number>202400009</number></transaction>",
    )


def test_final_one_is_not_deleted(ledger, server):
    there = soap('<transaction result="1" location="final"><header/></transaction>')
    server.then(
        there,
        soap(
            '<transaction action="delete" msgtype="error" result="0" '
            'msg="De status van de boeking moet Concept zijn."/>'
        ),
    )
    refused = ledger.remove(booked(), "Dubbel geboekt")
    assert isinstance(refused, Rejected)
    assert refused.code == "not_draft"


def test_draft_is_changed_and_made_final_under_its_number(ledger, server):
    server.then(soap(ANSWER))
    outcome = ledger.amend(booked(final=False), document(final=True))
    header = next(sent(server.requests[0]).iter("header"))
    assert [child.tag for child in header][:3] == ["office", "code", "number"]
    assert header.findtext("number") == "202400017"
    assert outcome.final
