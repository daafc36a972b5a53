"""The lists of the control report: what is booked, its VAT, money on account."""

from datetime import date, datetime
from decimal import Decimal

import pytest
from loopback import fault, found, reply, soap
from transactions import (
    JOURNALS,
    asked,
    item,
    refused_columns,
    report,
    row,
    sent,
)

from odoo.addons.connector_base.ledger.errors import (
    NotAuthorised,
    ProtocolError,
    Unavailable,
)
from odoo.addons.connector_base.ledger.http import Session
from odoo.addons.connector_base.ledger.values import (
    ItemKind,
    Key,
    Kind,
    OnAccount,
)
from odoo.addons.twinfield_connector.client.ledger import TwinfieldLedger

KEY = Key(kind=Kind.INVOICE, journal="VRK", number="INV/2024/0042")
OTHER = Key(kind=Kind.CREDIT_NOTE, journal="VRK", number="RINV/1")
MARCH = date(2024, 3, 1), date(2024, 3, 31)
VAT_CODES = [
    item(ItemKind.VAT, "VH", accounts=["1530", "1510"]),
    item(ItemKind.VAT, "VL", accounts=["1540"]),
]


@pytest.fixture
def http():
    with Session(hosts=["127.0.0.1"], timeout=2) as session:
        yield session


@pytest.fixture
def make(http, server):
    """A ledger that knows of the base what is given by kind; sales only unless said
    otherwise."""

    def made(cached, purchases=False):
        return TwinfieldLedger(
            http,
            lambda stale=None: "s3cr3t-token",
            server.url,
            "NL001",
            purchases=purchases,
            cached=lambda kind: cached.get(kind, []),
            clock=lambda: datetime(2024, 4, 1, 12),
        )

    return made


@pytest.fixture
def ledger(make):
    return make({ItemKind.JOURNAL: JOURNALS, ItemKind.VAT: VAT_CODES})


def line(number, code="VRK", number_of=1, **cells):
    cells = {
        "day": "20240315",
        "value": "121.00",
        "invoice": "INV/2024/0042",
        **cells,
    }
    return row(number, code, number_of, **cells)


BARRED = '<columns result="0" msg="?" msgtype="error"/>'


# The lists of the control report


def vat(number, value, account="1530", code="VH"):
    return row(number, line=3, value=value, account=account, vat=code)


def browsed(server):
    """(browse code, year, the accounts asked for) of each report."""
    return [
        (
            sent(request).get("code"),
            asked(request, "fin.trs.head.yearperiod")[1][:4],
            (asked(request, "fin.trs.line.dim1") or [""])[1:],
        )
        for request in server.requests
        if "columns" in request.body
    ]


def listed(ledger):
    return {one.number: (one.total, one.vat) for one in ledger.booked(*MARCH)}


def test_vat_is_what_its_lines_say_and_costs_one_request_a_year(ledger, server):
    server.then(
        report(),
        report(line("1"), line("2", value="-60.50"), line("3")),
        report(
            vat("1", "-20.00"),
            vat("1", "-1.00", account="1540", code="VL"),
            vat("2", "10.50"),
            # Both sides of a reverse charge; what is on no account of VAT
            vat("3", "-21.00"),
            vat("3", "21.00", account="1510"),
            vat("3", "-9.00", account="1535"),
            # Paid at customs
            vat("3", "5.00", account="1510", code=""),
        ),
        report(),
    )
    assert listed(ledger) == {
        "1": (Decimal("121.00"), Decimal("21.00")),
        "2": (Decimal("-60.50"), Decimal("-10.50")),
        "3": (Decimal("121.00"), Decimal(0)),
    }
    assert browsed(server) == [
        ("100", "2023", []),
        ("100", "2024", []),
        ("030_3", "2024", ("1510", "1540")),
        ("100", "2025", []),
    ]


ACCOUNTS = [
    item(ItemKind.ACCOUNT, "8000", type="profit_and_loss"),
    item(ItemKind.ACCOUNT, "4000", type="profit_and_loss"),
    item(ItemKind.ACCOUNT, "1300", type="balance"),
]


def test_lines_of_income_and_costs_are_told_by_one_request_a_year(make, server):
    ledger = make({ItemKind.JOURNAL: JOURNALS, ItemKind.ACCOUNT: ACCOUNTS})
    net = {"account": "8000", "vat": "VH", "relation": "00001", "line": 2}
    server.then(
        report(),
        report(line("1"), line("2")),
        report(
            row("1", value="-100.00", **net),
            row("1", value="-21.00", account="8000", relation="", line=3),
            # Between them, and none of them
            row("1", value="5.00", account="5000", line=4),
        ),
        report(),
    )
    first, second = ledger.booked(*MARCH)
    assert [(p.account, p.vat, p.cost_centre, str(p.amount)) for p in first.parts] == [
        ("8000", "VH", "00001", "-100.00"),
        ("8000", "", "", "-21.00"),
    ]
    assert (first.period, second.parts) == ("2024/03", ())
    assert browsed(server)[2] == ("030_3", "2024", ("4000", "8000"))


@pytest.mark.parametrize("denied", [[fault("102")], [soap(BARRED)] * 3])
def test_lines_stay_unsaid_without_the_right_to_see_them(make, server, denied):
    ledger = make({ItemKind.JOURNAL: JOURNALS, ItemKind.ACCOUNT: ACCOUNTS})
    server.then(report(), report(line("1")), *denied, report())
    (one,) = ledger.booked(*MARCH)
    assert one.parts is None
    assert [remark.code for remark in ledger.remarks] == ["resource_refused"]


def test_no_vat_is_nothing_and_not_minus_nothing(ledger, server):
    rows = [vat("3", "-0.00"), vat("3", "0.00", account="1510")]
    server.then(report(), report(line("3", open_="-0.00")), report(*rows), report())
    (one,) = ledger.booked(*MARCH)
    assert (str(one.vat), str(one.open)) == ("0", "0.00")


def test_only_the_days_and_the_daybooks_asked_for_are_listed(ledger, server):
    server.then(
        report(line("9", day="20240401", period="2023/12")),
        report(
            line("1", day="20240301"),
            line("2", day="20240331"),
            line("3", day="20240229"),
            line("4", "BNK", 2),
        ),
        report(),
        report(),
    )
    assert list(listed(ledger)) == ["1", "2"]


def test_lines_of_vat_that_show_no_code_count_all_the_same(ledger, server):
    server.then(report(), report(line("1")), report(vat("1", "-21.00", code="")))
    server.then(report())
    assert listed(ledger) == {"1": (Decimal("121.00"), Decimal("21.00"))}


@pytest.mark.parametrize("codes", [[], [*VAT_CODES, item(ItemKind.VAT, "VX")]])
def test_vat_stays_unsaid_where_its_accounts_are_not_known(make, server, codes):
    ledger = make({ItemKind.JOURNAL: JOURNALS, ItemKind.VAT: codes})
    server.then(report(), report(line("1")), report())
    assert listed(ledger) == {"1": (Decimal("121.00"), None)}


DENIED = soap(BARRED)


@pytest.mark.parametrize("denied", [[fault("102")], [DENIED] * 3])
def test_vat_stays_unsaid_without_the_right_to_see_it(ledger, server, denied):
    server.then(report(), report(line("1")), *denied, report())
    assert listed(ledger) == {"1": (Decimal("121.00"), None)}
    (remark,) = ledger.remarks
    assert (remark.code, remark.detail[:6]) == ("resource_refused", "030_3:")


def test_year_that_is_too_large_is_listed_in_parts(make, server):
    ledger = make({ItemKind.JOURNAL: JOURNALS})
    server.then(
        report(),
        soap(f"<browse result='1'><th>{'x' * 10_000_001}</th></browse>"),
        report(line("1")),
        report(line("2")),
        report(),
    )
    assert list(listed(ledger)) == ["1", "2"]


def test_daybook_of_no_kind_has_no_invoices(make, server):
    """The one in which Twinfield corrects is listed nowhere."""
    ledger = make({})
    server.then(report(), report(line("1", "AFLETTEREN"), line("2")))
    server.then(found(("VRK", "Verkoop")), *[found()] * 4, report())
    assert list(listed(ledger)) == ["2"]


def test_period_that_is_too_large_is_an_error(ledger, server):
    """And a year of them is halved until then, not for ever."""
    large = soap(f"<browse result='1'><th>{'x' * 10_000_001}</th></browse>")
    server.then(*[large] * 9)
    with pytest.raises(ProtocolError) as caught:
        listed(ledger)
    assert caught.value.code == "answer_too_large"
    spans = [asked(r, "fin.trs.head.yearperiod")[1:] for r in server.requests]
    assert spans[-1] == ("2023/00", "2023/00")


def test_known_kinds_do_where_the_others_may_not_be_asked(make, server):
    ledger = make({ItemKind.JOURNAL: JOURNALS})
    server.then(report(), report(line("1", "NEW"), line("2")), *[fault("102")] * 5)
    booked = ledger.booked(*MARCH)
    with pytest.raises(ProtocolError):
        list(booked)
    server.then(report(), report(line("2")), report())
    assert list(listed(ledger)) == ["2"]


def test_books_that_may_not_be_seen_are_not_taken_for_empty(ledger, server):
    server.then(fault("102"))
    with pytest.raises(NotAuthorised):
        listed(ledger)


def test_money_on_account_is_what_is_open_of_bank_and_cash(make, server):
    ledger = make({ItemKind.JOURNAL: JOURNALS}, purchases=True)

    def money(daybook, number, open_, **cells):
        return line(number, daybook, 2, value="-150.00", open_=open_, **cells)

    server.then(
        report(
            money("BNK", "1", "-29.00"),
            money("BNK", "2", "0.00"),
            money("VRK", "3", "-60.50"),
            money("MEMO", "4", "-7.00"),
            money("BNK", "5", "-1.00", day="20240229"),
        ),
        report(money("KAS", "6", "40.00")),
    )
    common = {"relation": "1004", "currency": "EUR", "date": date(2024, 3, 15)}
    assert list(ledger.on_account(MARCH[0])) == [
        OnAccount(
            id="BNK/1",
            role=ItemKind.CUSTOMER,
            amount=Decimal("-29.00"),
            settlement="BNK/1",
            journal="BNK",
            **common,
        ),
        OnAccount(
            id="KAS/6",
            role=ItemKind.SUPPLIER,
            amount=Decimal("40.00"),
            settlement="KAS/6",
            journal="KAS",
            **common,
        ),
    ]
    assert browsed(server) == [("100", "2024", []), ("200", "2024", [])]


def test_outage_is_no_refusal_of_the_list(ledger, server):
    server.then(reply(status=503))
    with pytest.raises(Unavailable):
        list(ledger.on_account(MARCH[0]))
    server.then(report(), report(line("1")), reply(status=503))
    with pytest.raises(Unavailable):
        list(ledger.booked(*MARCH))


def test_lines_without_a_date_are_of_no_day(ledger, server):
    undated = line("1", day="", open_="-1.00")
    server.then(report(), report(undated, line("2")), report(), report())
    assert list(listed(ledger)) == ["2"]
    server.then(report(line("1", "BNK", 2, day="", open_="-1.00")))
    assert list(ledger.on_account(MARCH[0])) == []


def test_who_may_not_see_suppliers_sees_the_money_of_customers(make, server):
    ledger = make({ItemKind.JOURNAL: JOURNALS}, purchases=True)
    server.then(report(line("1", "BNK", 2, open_="-29.00")), fault("102"))
    assert [one.id for one in ledger.on_account(MARCH[0])] == ["BNK/1"]
    assert [remark.code for remark in ledger.remarks] == ["resource_refused"]


def test_column_that_another_list_went_without_is_asked_for_where_it_is_needed(
    ledger, server
):
    """Else the books would seem to be empty."""
    refusal = refused_columns(("fin.trs.head.date", ""))
    server.then(refusal, report(line("1", day=None)), refusal)
    assert len(ledger.find([KEY])[KEY]) == 1
    with pytest.raises(ProtocolError):
        list(ledger.booked(*MARCH))


def test_books_are_not_listed_when_their_kind_may_not_be_asked(make, server):
    """An empty list would say that all of ours are missing there."""
    ledger = make({})
    server.then(report(), report(line("1")), *[fault("102")] * 5)
    with pytest.raises(ProtocolError):
        listed(ledger)


def test_money_is_not_listed_when_the_kind_of_its_book_may_not_be_asked(make, server):
    """None would say that there is none on account."""
    ledger = make({})
    server.then(report(line("1", "BNK", 2, open_="-1.00")), *[fault("102")] * 5)
    with pytest.raises(ProtocolError):
        list(ledger.on_account(MARCH[0]))
