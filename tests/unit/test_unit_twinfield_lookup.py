"""Looking a document up, and the lists of the control report."""

from datetime import date, datetime
from decimal import Decimal

import pytest
from documents import document
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
from odoo.addons.connector_base.ledger.matching import is_same
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


# Looking up


def test_found_again_by_its_number_wherever_it_stands(ledger, server):
    server.then(
        report(
            line("202400017"),
            line("202400001", "VRK2", value="-60.50"),
            line("202400005", "BNK", 2, value="-121.00"),
            line("202400018", invoice="INV/2024/004"),
            line("202400017", number_of=3, value="1.00"),
        )
    )
    hits = ledger.find([KEY])[KEY]
    assert [(hit.id, hit.key.journal, hit.total, hit.final) for hit in hits] == [
        ("VRK/202400017", "VRK", Decimal("121.00"), True),
        ("VRK2/202400001", "VRK2", Decimal("-60.50"), True),
    ]
    assert hits[0].memo == "2024/03 final"
    (request,) = server.requests
    assert sent(request).get("code") == "100"
    assert asked(request, "fin.trs.head.yearperiod") == (
        *("between", "2017/00", "2025/55"),
    )
    assert asked(request, "fin.trs.head.status") == ("equal", "normal", None)
    assert asked(request, "fin.trs.line.invnumber") == ("equal", KEY.number, None)


def test_nothing_found_is_an_empty_list_for_every_key(ledger, server):
    server.then(report(), soap('<browse result="1"><th/></browse>'))
    assert ledger.find([KEY, OTHER]) == {KEY: [], OTHER: []}


def test_bills_of_other_vendors_with_the_same_number_are_not_ours(ledger, server):
    key = Key(kind=Kind.BILL, journal="INK", number="1", relation="2001")
    server.then(
        report(
            line("1", "INK", invoice="1", relation="2001"),
            line("2", "INK", invoice="1", relation="2002"),
        )
    )
    assert [hit.number for hit in ledger.find([key])[key]] == ["1"]
    assert sent(server.requests[0]).get("code") == "200"


def test_what_is_found_is_told_in_both_currencies(ledger, server):
    """One of them is enough to know our own entry by."""
    ours = document(currency="USD")
    server.then(
        report(line("1", base="110.00")), report(line("1", value=None, base="121.00"))
    )
    (hit,) = ledger.find([KEY])[KEY]
    assert (hit.total, hit.balance) == (Decimal("121.00"), Decimal("110.00"))
    assert not is_same(hit, ours)
    (hit,) = ledger.find([KEY])[KEY]
    assert hit.total is None
    assert is_same(hit, ours)


def test_hit_in_another_daybook_is_not_the_same_document(ledger, server):
    server.then(report(line("1", "VRK2")))
    (hit,) = ledger.find([KEY])[KEY]
    assert not is_same(hit, document())


def test_number_that_can_not_be_asked_for_is_looked_for_in_the_whole(ledger, server):
    rows = [line("1"), line("2", invoice="RINV/1"), line("3", invoice="INV/9")]
    server.then(
        refused_columns(("fin.trs.line.invnumber", "equal"), where="operator"),
        report(*rows),
        report(*rows),
    )
    found_ = ledger.find([KEY, OTHER])
    assert [[hit.number for hit in hits] for hits in found_.values()] == [["1"], ["2"]]
    assert len(server.requests) == 3
    (remark,) = ledger.remarks
    assert remark.detail.startswith("100 fin.trs.line.invnumber equal")


def test_column_that_looking_up_can_not_do_without_stops_it(ledger, server):
    server.then(refused_columns(("fin.trs.line.invnumber", "equal")))
    with pytest.raises(ProtocolError):
        ledger.find([KEY])
    assert len(server.requests) == 1


def test_column_that_is_refused_is_left_out_and_told_once(ledger, server):
    """Also of the reports that come after, which are not asked for it again."""
    about = [("fin.trs.line.basevaluesigned", ""), ("fin.trs.line.dim2", "")]
    server.then(refused_columns(*about), report(line("1")), report())
    assert len(ledger.find([KEY, OTHER])[KEY]) == 1
    for request in server.requests[1:]:
        assert asked(request, "fin.trs.line.dim2") is None
        assert asked(request, "fin.trs.line.valuesigned") is not None
    assert [remark.code for remark in ledger.remarks] == ["column_refused"] * 2


def definition(*names):
    columns = "".join(
        f"<column><field>{name}</field><operator>none</operator></column>"
        for name in names
    )
    return soap(f'<browse result="1"><columns>{columns}</columns></browse>')


FALLS_OVER = [
    fault("100"),
    fault("187"),
    soap('<columns result="0" msgtype="error" msg="Er ging iets mis."/>'),
]


@pytest.mark.parametrize("falls_over", FALLS_OVER)
def test_column_that_makes_it_fall_over_is_found_by_the_definition(
    ledger, server, falls_over
):
    names = "head.code head.number head.status line.valuesigned head.date line.dim2"
    defined = definition(*(f"fin.trs.{name}" for name in names.split()))
    server.then(falls_over, defined, report(line("1")))
    ledger.find([KEY])
    shown = [c.findtext("field") for c in sent(server.requests[2]).iter("column")]
    assert "fin.trs.line.basevaluesigned" not in shown
    assert "fin.trs.line.valuesigned" in shown


@pytest.mark.parametrize("falls_over", FALLS_OVER)
def test_without_a_definition_all_is_left_out_that_can_be(ledger, server, falls_over):
    server.then(falls_over, falls_over, report(line("1")))
    assert len(ledger.find([KEY])[KEY]) == 1
    shown = [c.findtext("field") for c in sent(server.requests[2]).iter("column")]
    assert shown == ["fin.trs.head.yearperiod", "fin.trs.line.invnumber"]


def test_outage_is_no_refusal_of_columns(ledger, server):
    """Nothing is left out for good when it fails without as well."""
    server.then(*[fault("100")] * 4)
    with pytest.raises(Unavailable):
        ledger.find([KEY])
    assert ledger.remarks == []
    server.requests.clear()
    server.then(reply(status=503))
    with pytest.raises(Unavailable):
        ledger.find([KEY])
    (request,) = server.requests
    assert asked(request, "fin.trs.line.dim2") is not None


def test_refused_office_is_no_refusal_of_columns(ledger, server):
    words = "U hebt geen toegang tot deze administratie."
    server.then(soap(f'<columns result="0" msgtype="error" msg="{words}"/>'))
    with pytest.raises(NotAuthorised):
        ledger.find([KEY])
    assert len(server.requests) == 1


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


DENIED = soap('<columns result="0" msg="?" msgtype="error"/>')


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


def test_who_may_not_see_suppliers_sees_the_money_of_customers(make, server):
    ledger = make({ItemKind.JOURNAL: JOURNALS}, purchases=True)
    server.then(report(line("1", "BNK", 2, open_="-29.00")), fault("102"))
    assert [one.id for one in ledger.on_account(MARCH[0])] == ["BNK/1"]
    assert [remark.code for remark in ledger.remarks] == ["resource_refused"]


# Daybooks


def category_asked(request):
    words = sent_words(request)
    return words[words.index("office") + 2 :]


def sent_words(request):
    parts = request.body.split("string>")
    return [part.rpartition("<")[0] for part in parts[1::2]]


def test_daybook_that_the_base_does_not_know_is_asked_for(make, server):
    ledger = make({})
    server.then(
        report(line("1"), line("2", "WEB"), line("3", "BNK", 2)),
        found(("WEB", "Webwinkel")),
        found(("INK", "Inkoop")),
        found(),
        found(("BNK", "Bank")),
        report(),
    )
    assert [hit.key.journal for hit in ledger.find([KEY])[KEY]] == ["VRK", "WEB"]
    assert [category_asked(r) for r in server.requests[1:]] == [
        ["category", "sales", "hidden", "1"],
        ["category", "purchase", "hidden", "1"],
        ["category", "journal", "hidden", "1"],
        ["banktype", "0", "hidden", "1"],
    ]


def test_category_that_timed_out_is_asked_for_again(make, server):
    ledger = make({})
    rows = report(line("3", "BNK", 2))
    server.then(rows, found(), found(), found(), reply(status=503))
    with pytest.raises(Unavailable):
        ledger.find([KEY])
    server.then(rows, found(("BNK", "Bank")), rows)
    assert ledger.find([KEY]) == {KEY: []}
    assert category_asked(server.requests[-1])[:2] == ["banktype", "0"]
    ledger.find([KEY])
    assert "columns" in server.requests[-1].body


def test_column_that_another_list_went_without_is_asked_for_where_it_is_needed(
    ledger, server
):
    """Else the books would seem to be empty."""
    refusal = refused_columns(("fin.trs.head.date", ""))
    server.then(refusal, report(line("1", day=None)), refusal)
    assert len(ledger.find([KEY])[KEY]) == 1
    with pytest.raises(ProtocolError):
        list(ledger.booked(*MARCH))


@pytest.mark.parametrize("name", ["optimize", "label"])
def test_what_is_no_part_of_a_report_is_left_out_when_refused(ledger, server, name):
    words = f"Het element '{name}' mag niet worden aangeleverd."
    server.then(
        soap(f'<columns code="100" result="0" msgtype="error" msg="{words}"/>'),
        report(line("1")),
    )
    assert len(ledger.find([KEY])[KEY]) == 1
    request = sent(server.requests[1])
    assert request.get("optimize") != "true" or name != "optimize"
    assert (request.find("column/label") is None) == (name == "label")
    assert [remark.code for remark in ledger.remarks] == ["element_refused"]


def test_books_are_not_listed_when_their_kind_may_not_be_asked(make, server):
    """An empty list would say that all of ours are missing there."""
    ledger = make({})
    server.then(report(), report(line("1")), *[fault("102")] * 5)
    with pytest.raises(ProtocolError):
        listed(ledger)


def test_document_is_found_in_its_daybook_whatever_kind_that_is(make, server):
    ledger = make({})
    server.then(report(line("1"), line("2", "WEB")), *[fault("102")] * 5)
    assert [hit.key.journal for hit in ledger.find([KEY])[KEY]] == ["VRK"]
    assert {remark.code for remark in ledger.remarks} == {"resource_refused"}
