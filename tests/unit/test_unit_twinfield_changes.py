"""Payments out of Twinfield: attribution, signs, and what is asked for."""

from datetime import date, datetime, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from loopback import found, reply, soap

from odoo.addons.connector_base.ledger.errors import Unavailable
from odoo.addons.connector_base.ledger.http import Session
from odoo.addons.connector_base.ledger.values import Settled, SettlementKind
from odoo.addons.twinfield_connector.client import settled as settling
from odoo.addons.twinfield_connector.client import xml
from odoo.addons.twinfield_connector.client.browse import halves
from odoo.addons.twinfield_connector.client.ledger import TwinfieldLedger

CATEGORIES = {"BNK": "bank", "KAS": "cash", "VRK": "sales", "MEMO": "journal"}


def counter(value, code="BNK", number="202400005", line=2, method="payment"):
    return (
        f"<line><code>{code}</code><number>{number}</number><line>{line}</line>"
        f"<method>{method}</method><matchvalue>{value}</matchvalue></line>"
    )


def match(value, *counters, at="20240320", status="final"):
    return (
        f'<set status="{status}"><matchdate>{at}</matchdate>'
        f"<lines>{''.join(counters)}</lines><matchvalue>{value}</matchvalue></set>"
    )


def transaction(*sets, value="175.50", side="debit", open_="", more="", base=None):
    open_ = f"<basevalueopen>{open_}</basevalueopen>" if open_ else ""
    return xml.parse(
        '<transaction location="final" result="1"><header><code>VRK</code>'
        "<number>202400017</number><currency>EUR</currency><date>20240315</date>"
        '</header><lines><line type="total" id="1"><dim2>1004</dim2>'
        f"<debitcredit>{side}</debitcredit><basevalue>{base or value}</basevalue>"
        f"<value>{value}</value>{open_}{more}<matches>{''.join(sets)}</matches></line>"
        "</lines></transaction>"
    )


def settled(*sets, seen=None, **more):
    return settling.settled(
        transaction(*sets, **more), seen, lambda daybook: CATEGORIES.get(daybook, "")
    )


def brief(outcome):
    return [(one.kind.value, one.amount, one.settlement) for one in outcome.allocations]


def test_part_payment_as_in_the_documentation():
    outcome = settled(match("100.00", counter("-100.00")), open_="75.50")
    (allocation,) = outcome.allocations
    assert (outcome.id, outcome.open) == ("VRK/202400017", Decimal("75.50"))
    assert allocation.kind is SettlementKind.PAYMENT
    assert allocation.amount == allocation.balance == Decimal("100.00")
    assert allocation.date == date(2024, 3, 20)
    assert allocation.settlement == "BNK/202400005"
    assert allocation.key == "VRK/202400017:BNK/202400005/2:2024-03-20"


@pytest.mark.parametrize("outer", ["100.00", "-100.00"])
@pytest.mark.parametrize("inner", ["100.00", "-100.00"])
@pytest.mark.parametrize(("side", "sign"), [("debit", 1), ("credit", -1)])
def test_sign_is_the_documents_whatever_the_match_says(outer, inner, side, sign):
    outcome = settled(
        match(outer, counter(inner)), value="150.00", side=side, open_="-50.00"
    )
    assert outcome.open == sign * 50
    assert brief(outcome) == [("payment", sign * Decimal("100.00"), "BNK/202400005")]


def test_two_receipts_in_one_match_stay_apart():
    outcome = settled(
        match("175.50", counter("-100.00"), counter("-75.50", number="202400006")),
        open_="0.00",
    )
    assert brief(outcome) == [
        ("payment", Decimal("100.00"), "BNK/202400005"),
        ("payment", Decimal("75.50"), "BNK/202400006"),
    ]


@pytest.mark.parametrize(
    "others",
    [
        [counter("-500.00")],
        [counter("-500.00"), counter("324.50", "VRK", "202400030", 1)],
    ],
)
def test_bulk_receipt_counts_for_no_more_than_our_invoice(others):
    outcome = settled(match("175.50", *others), open_="0.00")
    assert brief(outcome) == [("payment", Decimal("175.50"), "BNK/202400005")]


def test_credit_note_settles_an_invoice_and_the_rest_is_paid():
    outcome = settled(
        match(
            "175.50",
            counter("-60.50", "VRK", "202400018", 1, ""),
            counter("-115.00"),
        ),
        open_="0.00",
    )
    note, receipt = outcome.allocations
    assert (note.kind, note.counterpart) == (SettlementKind.DOCUMENT, "VRK/202400018")
    assert (receipt.kind, receipt.amount) == (
        SettlementKind.PAYMENT,
        Decimal("115.00"),
    )


def test_credit_note_is_settled_by_the_invoice_and_not_by_its_receipt():
    outcome = settled(
        match("-60.50", counter("175.50", "VRK", "202400017", 1), counter("-115.00")),
        value="60.50",
        side="credit",
        open_="0.00",
    )
    assert brief(outcome) == [("document", Decimal("-60.50"), "VRK/202400017")]


def test_written_off_rest_is_no_payment():
    outcome = settled(match("175.50", counter("-170.00")), open_="0.00")
    assert brief(outcome) == [
        ("payment", Decimal("170.00"), "BNK/202400005"),
        ("difference", Decimal("5.50"), "BNK/202400005"),
    ]
    assert len({one.key for one in outcome.allocations}) == 2


def test_closed_without_a_match_in_sight_is_not_lost():
    outcome = settled(open_="75.50", more="<matchdate>20240321</matchdate>")
    (allocation,) = outcome.allocations
    assert allocation.kind is SettlementKind.OTHER
    assert (allocation.amount, allocation.date) == (
        Decimal("100.00"),
        date(2024, 3, 21),
    )


def test_memorial_entry_is_neither_payment_nor_document():
    outcome = settled(match("175.50", counter("-175.50", "MEMO")), open_="0.00")
    assert brief(outcome) == [("other", Decimal("175.50"), "MEMO/202400005")]


def test_two_matches_with_one_receipt_line_on_a_day_are_one_allocation():
    outcome = settled(
        match("30.00", counter("-30.00")),
        match("20.00", counter("-20.00")),
        open_="125.50",
    )
    assert brief(outcome) == [("payment", Decimal("50.00"), "BNK/202400005")]


def test_foreign_currency_in_company_currency_is_converted_by_what_is_closed():
    outcome = settled(
        match("46.00", counter("-46.00")),
        match("46.00", counter("-46.00", number="202400006")),
        value="150.00",
        base="138.00",
        open_="46.00",
        seen=Decimal("50.00"),
    )
    assert [one.amount for one in outcome.allocations] == [Decimal("50.00")] * 2
    assert [one.balance for one in outcome.allocations] == [None, None]


@given(
    st.lists(
        st.lists(st.integers(1, 10_000), min_size=1, max_size=4),
        min_size=1,
        max_size=4,
    ),
    st.integers(0, 5000),
    st.sampled_from(["debit", "credit"]),
)
def test_open_and_allocations_are_always_the_whole_document(receipts, open_, side):
    sets, number = [], 0
    for values in receipts:
        counters = []
        for value in values:
            number += 1
            counters.append(counter(f"-{value / 100:.2f}", number=str(number)))
        sets.append(match(f"{sum(values) / 100:.2f}", *counters))
    total = (sum(map(sum, receipts)) + open_) / 100
    outcome = settled(
        *sets, value=f"{total:.2f}", side=side, open_=f"{open_ / 100:.2f}"
    )
    whole = outcome.open + sum(one.amount for one in outcome.allocations)
    assert abs(whole) == Decimal(f"{total:.2f}")
    assert (whole > 0) == (side == "debit")
    assert len({one.key for one in outcome.allocations}) == number


def test_spans_are_halved_until_one_period_is_left():
    assert halves(("2017/00", "2025/55")) == (
        ("2017/00", "2021/55"),
        ("2022/00", "2025/55"),
    )
    assert halves(("2024/00", "2024/55")) == (
        ("2024/00", "2024/06"),
        ("2024/07", "2024/55"),
    )
    spans, whole = [("2024/00", "2024/55")], []
    while spans:
        span = spans.pop()
        first, last = (int(edge[-2:]) for edge in span)
        if first == last:
            whole.append(first)
        else:
            spans.extend(halves(span))
    assert sorted(whole) == list(range(56))


class Clock:
    """Goes on by ``step`` with each look at it."""

    def __init__(self):
        self.now = datetime(2024, 4, 1, 12)
        self.step = timedelta()

    def __call__(self):
        now = self.now
        self.now += self.step
        return now


@pytest.fixture
def clock():
    return Clock()


@pytest.fixture
def ledger(server, clock):
    with Session(hosts=["127.0.0.1"], timeout=2) as http:
        yield TwinfieldLedger(
            http,
            lambda stale=None: "t",
            server.url,
            "NL001",
            purchases=False,
            clock=clock,
        )


def row(number, value="175.50", open_="175.50", status="available", line=1):
    return (
        f'<tr><td field="fin.trs.line.valuesigned">{value}</td>'
        f'<td field="fin.trs.line.openvaluesigned">{open_}</td>'
        f'<td field="fin.trs.line.matchstatus">{status}</td>'
        f"<key><code>VRK</code><number>{number}</number><line>{line}</line></key></tr>"
    )


def report(*rows):
    return soap(f'<browse result="1" total="{len(rows)}">{"".join(rows)}</browse>')


def deletions(*numbers):
    """The answer of the service that lists deleted transactions."""
    data = "http://schemas.datacontract.org/2004/07/Twinfield.WebServices."
    rows = "".join(
        f"<b:DeletedTransaction><b:Daybook>VRK</b:Daybook>"
        f"<b:ReasonForDeletion>Dubbel</b:ReasonForDeletion>"
        f"<b:TransactionNumber>{number}</b:TransactionNumber></b:DeletedTransaction>"
        for number in numbers
    )
    return reply(
        '<s:Envelope xmlns:s="http://schemas.xmlsoap.org/soap/envelope/"><s:Body>'
        '<Result xmlns="http://www.twinfield.com/" '
        f'xmlns:b="{data}DeletedTransactionsService">'
        f"<b:DeletedTransactions>{rows}</b:DeletedTransactions></Result>"
        "</s:Body></s:Envelope>"
    )


class Ours:
    """Can only be asked, as the port promises."""

    def __init__(self, *ids):
        self.ids = ids

    def __contains__(self, one):
        return one in self.ids


def asked(request, field):
    text = next(
        xml.parse(request.body).iter("{http://www.twinfield.com/}xmlRequest")
    ).text
    for column in xml.parse(text).iter("column"):
        if column.findtext("field") == field:
            return (
                column.findtext("operator"),
                column.findtext("from"),
                column.findtext("to"),
            )
    return None


def test_only_touched_documents_of_ours_are_read(ledger, server):
    paid = transaction(match("175.50", counter("-175.50")), open_="0.00")
    server.then(
        report(
            row("202400016"),
            row("202400017", open_="0.00", status="matched"),
            row("202400017", open_="9.00", line=2),
            row("202400099", open_="0.00", status="matched"),
        ),
        soap(xml.tostring(paid)),
        found(("BNK", "Bank")),
        deletions(),
    )
    ours = Ours("VRK/202400016", "VRK/202400017")
    (page,) = ledger.changes("2024-04-01T10:00:00", ours)
    assert page.cursor == "2024-04-01T12:00:00"
    assert page.settled[0] == Settled(
        id="VRK/202400016",
        open=Decimal("175.50"),
        total=Decimal("175.50"),
        final=False,
    )
    assert page.settled[1].total == Decimal("175.50")
    assert brief(page.settled[1]) == [("payment", Decimal("175.50"), "BNK/202400005")]
    assert len(server.requests) == 4
    assert asked(server.requests[0], "fin.trs.line.modified") == (
        "between",
        "20240401095500",
        "20240401120500",
    )


def test_from_the_beginning_every_year_is_looked_through(ledger, server):
    server.then(*[report() for _ in range(9)], deletions())
    (page,) = ledger.changes("", Ours())
    years = [asked(r, "fin.trs.head.yearperiod")[1][:4] for r in server.requests[:-1]]
    assert years == [str(year) for year in range(2017, 2026)]
    assert asked(server.requests[0], "fin.trs.line.modified") == (None, None, None)
    assert page.settled == ()


def test_page_in_between_keeps_the_old_cursor(ledger, server, clock):
    numbers = [str(number) for number in range(120)]
    server.then(report(*map(row, numbers)), deletions())
    cursor = "2024-04-01T10:00:00"
    pages = list(ledger.changes(cursor, Ours(*(f"VRK/{n}" for n in numbers))))
    assert [page.cursor for page in pages] == [cursor, cursor, "2024-04-01T12:00:00"]
    assert sum(len(page.settled) for page in pages) == 120


def test_running_long_loses_nothing_that_happens_meanwhile(ledger, server, clock):
    clock.step = timedelta(hours=1)
    server.then(report(row("1")), deletions())
    (page,) = ledger.changes("2024-04-01T10:00:00", Ours("VRK/1"))
    assert page.cursor == "2024-04-01T12:00:00"


def test_foreign_cursor_means_from_the_beginning(ledger, server):
    server.then(*[report() for _ in range(9)], deletions())
    list(ledger.changes("not a date", Ours()))
    assert len(server.requests) == 10


def test_report_too_large_is_asked_for_in_parts(ledger, server):
    large = f'<browse result="1"><th>{"x" * 10_100_000}</th></browse>'
    server.then(soap(large), report(row("1")), report(row("2")), deletions())
    pages = list(ledger.changes("2024-04-01T10:00:00", Ours("VRK/1", "VRK/2")))
    assert [one.id for one in pages[0].settled] == ["VRK/1", "VRK/2"]
    spans = [asked(r, "fin.trs.head.yearperiod")[1:] for r in server.requests[:-1]]
    assert spans == [
        ("2017/00", "2025/55"),
        ("2017/00", "2021/55"),
        ("2022/00", "2025/55"),
    ]


MISSING = (
    '<transaction result="0"><number msgtype="error" msg="Boeking bestaat niet." '
    'result="0">2</number></transaction>'
)


def test_deleted_ones_of_ours_are_gone(ledger, server):
    """A number may have been given out again: that one stands."""
    there = '<transaction result="1" location="final"><header/></transaction>'
    server.then(report(), deletions("1", "2", "9"), soap(there), soap(MISSING))
    (page,) = ledger.changes("2024-04-01T10:00:00", Ours("VRK/1", "VRK/2"))
    assert [(one.id, one.gone) for one in page.settled] == [("VRK/2", True)]
    body = server.requests[1].body
    assert "CompanyCode>NL001<" in body
    assert "2023-01-01T00:00:00" in body
    assert server.requests[1].headers["SOAPAction"] == (
        '"http://www.twinfield.com/DeletedTransactionsService/Query"'
    )


@pytest.mark.parametrize("code", ["AccessDenied", "InvalidDates"])
def test_who_may_not_see_deletions_still_imports(ledger, server, code):
    fault = (
        '<s:Envelope xmlns:s="http://schemas.xmlsoap.org/soap/envelope/"><s:Body>'
        "<s:Fault><faultcode>s:Client</faultcode><faultstring>no</faultstring>"
        '<detail><x:SecurityFault xmlns:x="urn:x">'
        f"<x:Code>{code}</x:Code><x:Message>no</x:Message></x:SecurityFault></detail>"
        "</s:Fault></s:Body></s:Envelope>"
    )
    server.then(report(row("1")), reply(fault, status=500))
    (page,) = ledger.changes("2024-04-01T10:00:00", Ours("VRK/1"))
    assert [one.id for one in page.settled] == ["VRK/1"]


def test_outage_of_the_deletions_is_an_outage(ledger, server):
    server.then(report(row("1")), reply(status=503))
    with pytest.raises(Unavailable):
        list(ledger.changes("2024-04-01T10:00:00", Ours("VRK/1")))
