"""The walk through what was modified, or through all of it: what is asked for, and
from where it goes on."""

from datetime import datetime
from decimal import Decimal

import pytest
from loopback import fault, found, reply, soap
from transactions import (
    JOURNALS,
    asked,
    counter,
    deletions,
    match,
    refused_columns,
    report,
    row,
    sent,
    transaction,
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
    Ours,
    Settled,
)
from odoo.addons.twinfield_connector.client import xml
from odoo.addons.twinfield_connector.client.browse import halves
from odoo.addons.twinfield_connector.client.cursor import Cursor
from odoo.addons.twinfield_connector.client.ledger import TwinfieldLedger

SINCE = "2024-04-01T10:00:00"
BEFORE, LATER, LAST = "20240401090000", "20240401103000", "20240401104500"
TOTAL = Decimal("175.50")
WHOLE = ("2017/00", "2025/55")


@pytest.fixture
def http():
    with Session(hosts=["127.0.0.1"], timeout=2) as session:
        yield session


@pytest.fixture
def ledger(http, server):
    return TwinfieldLedger(
        http,
        lambda stale=None: "t",
        server.url,
        "NL001",
        cached=lambda kind: JOURNALS if kind is ItemKind.JOURNAL else [],
        clock=lambda: datetime(2024, 4, 1, 12),
    )


def ours(*numbers, open_="175.50", memo="2024/03 final", kind=Kind.INVOICE, code="VRK"):
    return {
        f"{code}/{number}": Ours(
            id=f"{code}/{number}",
            key=Key(kind=kind, journal=code, number=f"INV/{number}"),
            open=Decimal(open_),
            total=TOTAL,
            memo=memo,
        )
        for number in numbers
    }


def receipt(number, matched, value="-175.50", **cells):
    cells = {"modified": LATER, "on": "20240320", "open_": "0.00", **cells}
    return row(
        number, "BNK", 2, value=value, status="matched", matched=matched, **cells
    )


def paid(number, matched="7", **cells):
    cells = {"open_": "0.00", "status": "matched", "on": "20240320", **cells}
    return row(number, matched=matched, **{"modified": LATER, **cells})


def read_of(number, *sets, **more):
    made = xml.tostring(transaction(*sets, **more))
    return soap(made.replace("202400017", number))


def spans(server):
    """The periods that each report was asked for."""
    field = "fin.trs.head.yearperiod"
    return [asked(r, field)[1:] for r in server.requests if "columns" in r.body]


def told(pages):
    return {one.id: one for page in pages for one in page.settled}


# What was modified


def test_what_was_modified_is_asked_for_and_told(ledger, server):
    server.then(
        report(
            row("16", modified=LATER), paid("17"), receipt("5", "7"), paid("99", "8")
        ),
        deletions(),
    )
    (page,) = ledger.changes(SINCE, ours("16", "17"))
    assert page.settled[0] == Settled(
        id="VRK/16",
        open=TOTAL,
        total=TOTAL,
        final=True,
        memo="2024/03 final",
    )
    assert (page.settled[1].id, page.settled[1].open) == ("VRK/17", 0)
    assert len(page.settled) == 2


def test_receipt_in_the_report_spares_reading_the_invoice(ledger, server):
    server.then(report(paid("17"), receipt("5", "7")), deletions())
    (page,) = ledger.changes(SINCE, ours("17"))
    (allocation,) = page.settled[0].allocations
    assert (allocation.amount, allocation.by) == (TOTAL, ("BNK/5",))
    assert len(server.requests) == 2
    assert sent(server.requests[0]).get("code") == "100"
    assert asked(server.requests[0], "fin.trs.line.modified") == (
        *("between", "20240401095500", "20991231235959"),
    )
    assert spans(server) == [WHOLE]


def test_what_the_report_does_not_tell_is_read(ledger, server):
    server.then(
        report(paid("17")),
        read_of("17", match("175.50", counter("-175.50"))),
        deletions(),
    )
    (page,) = ledger.changes(SINCE, ours("17"))
    (allocation,) = page.settled[0].allocations
    assert (allocation.amount, allocation.by) == (TOTAL, ("BNK/202400005",))
    assert page.settled[0].memo == "2024/03 final"


def test_daybook_that_nobody_lists_is_left_to_the_transaction(ledger, server):
    """Only that tells by which method it settled."""
    other = row(
        *("3", "WEB", 1), value="-175.50", open_="0.00", matched="7", modified=LATER
    )
    server.then(
        report(paid("17"), other),
        *(found() for _category in range(5)),
        read_of("17", match("175.50", counter("-175.50", "WEB", "3", 1))),
        deletions(),
    )
    (page,) = ledger.changes(SINCE, ours("17"))
    assert page.settled[0].allocations[0].by == ("WEB/3",)


def test_another_transaction_than_the_one_asked_for_is_not_believed(ledger, server):
    server.then(report(paid("17")), read_of("18"))
    with pytest.raises(ProtocolError):
        list(ledger.changes(SINCE, ours("17")))


def test_transaction_that_is_not_shown_leaves_what_is_open(ledger, server):
    server.then(report(paid("17", open_="75.50")), fault("102"), deletions())
    (page,) = ledger.changes(SINCE, ours("17"))
    (one,) = page.settled
    assert (one.open, one.allocations) == (Decimal("75.50"), None)
    assert ledger.remarks[0].code == "resource_refused"


def test_first_line_is_the_one_that_counts(ledger, server):
    server.then(
        report(row("17", line=2, open_="9.00"), row("17", modified=LATER)), deletions()
    )
    (page,) = ledger.changes(SINCE, ours("17"))
    assert [one.open for one in page.settled] == [TOTAL]


def test_what_is_read_again_for_caution_is_told_only_where_it_differs(ledger, server):
    at_since = "20240401100000"
    rows = [row("16", modified=BEFORE), row("17", modified=at_since, open_="75.50")]
    server.then(
        report(*rows, row("18", modified=at_since)),
        read_of("17", match("100.00", counter("-100.00")), open_="75.50"),
        deletions(),
    )
    pages = ledger.changes(SINCE, ours("16", "17", "18"))
    assert [one.open for one in told(pages).values()] == [Decimal("75.50")]


def test_only_the_reports_in_which_ours_stand_are_asked_for(ledger, server):
    bills = ours("1", kind=Kind.BILL, code="INK")
    for mine, codes in (
        (ours("16"), ["100"]),
        (bills, ["200"]),
        (ours("16") | bills, ["100", "200"]),
    ):
        server.requests.clear()
        server.then(*(report() for _code in codes), deletions())
        list(ledger.changes(SINCE, mine))
        reports = [sent(r).get("code") for r in server.requests[:-1]]
        assert reports == codes


def test_who_may_not_see_suppliers_imports_the_rest(ledger, server):
    bills = ours("1", kind=Kind.BILL, code="INK")
    server.then(report(row("16", modified=LATER)), fault("102"), deletions())
    (page,) = ledger.changes(SINCE, ours("16") | bills)
    assert [one.id for one in page.settled] == ["VRK/16"]
    (remark,) = ledger.remarks
    assert (remark.code, remark.detail[:4]) == ("resource_refused", "200:")


def test_nothing_of_ours_is_no_request(ledger, server):
    for cursor in ("", SINCE):
        (page,) = ledger.changes(cursor, {})
        assert (page.cursor, page.settled) == (cursor, ())
    assert server.requests == []


# Cursors


def test_cursor_is_the_moment_of_the_last_line_seen(ledger, server):
    """Whoever's line it is, and whatever the clock of this host says."""
    server.then(
        report(row("16", modified=LATER), row("99", modified=LAST)), deletions()
    )
    (page,) = ledger.changes(SINCE, ours("16"))
    assert page.cursor == "2024-04-01T10:45:00"


@pytest.mark.parametrize("rows", [[], [row("16", modified=BEFORE)]])
def test_cursor_never_goes_back(ledger, server, rows):
    server.then(report(*rows), deletions())
    assert [page.cursor for page in ledger.changes(SINCE, ours("16"))] == [SINCE]


def test_pages_are_small_and_each_goes_on_after_it(ledger, server):
    numbers = [str(number) for number in range(100, 220)]
    rows = [row(number, modified=LATER) for number in numbers]
    server.then(report(*rows), deletions())
    pages = list(ledger.changes(SINCE, ours(*numbers)))
    assert [len(page.settled) for page in pages] == [50, 50, 20]
    assert pages[-1].cursor == "2024-04-01T10:30:00"
    # Killed after the second page: meanwhile one of those told happens again.
    again = row("100", open_="75.50", modified=LAST)
    server.then(report(again, *rows[1:]), deletions())
    (rest,) = ledger.changes(pages[1].cursor, ours(*numbers))
    assert [one.id for one in rest.settled] == [f"VRK/{n}" for n in numbers[100:]]
    # It is found by the next import, which begins where the first look was.
    assert rest.cursor == "2024-04-01T10:30:00"


def test_page_takes_few_requests(ledger, server):
    numbers = [str(number) for number in range(10, 35)]
    reads = [read_of(n, match("175.50", counter("-175.50"))) for n in numbers]
    server.then(report(*map(paid, numbers)), *reads, deletions())
    pages = ledger.changes(SINCE, ours(*numbers))
    assert [len(page.settled) for page in pages] == [10, 10, 5]


def test_foreign_cursor_means_from_the_beginning(ledger, server):
    for cursor in ("not a date", "a;b;c", "0;;2024/00;;", "2024-04-01;x;;;"):
        server.requests.clear()
        server.then(report(row("16")), deletions())
        (page,) = ledger.changes(cursor, ours("16"))
        assert asked(server.requests[0], "fin.trs.line.modified") == (None, None, None)
        assert [one.id for one in page.settled] == ["VRK/16"]


@pytest.mark.parametrize(
    "cursor",
    [
        Cursor(),
        Cursor(since=SINCE, stamp=SINCE),
        Cursor(
            stamp=SINCE,
            spans=(("2024/00", "2024/55"), ("2023/00", "2023/55")),
            again=(("2025/00", "2025/55"),),
            position="VRK/202400017",
        ),
        Cursor(since=SINCE, stamp="2024-04-01T11:00:00", spans=(WHOLE,)),
    ],
)
def test_cursor_is_read_as_it_was_written(cursor):
    assert Cursor.read(str(cursor)) == cursor


# From the beginning


def test_audit_looks_through_the_years_in_which_ours_stand(ledger, server):
    mine = ours("16") | ours("9", memo="2021/12 final")
    server.then(
        report(row("16", modified=LATER)),
        report(row("9", period="2021/12", modified=BEFORE)),
        deletions(),
    )
    pages = list(ledger.changes("", mine))
    assert spans(server) == [("2024/00", "2024/55"), ("2021/00", "2021/55")]
    assert set(told(pages)) == {"VRK/16", "VRK/9"}
    assert pages[-1].cursor == "2024-04-01T10:30:00"


def test_without_memo_all_years_are_looked_through(ledger, server):
    server.then(*[report(row("16", modified=LATER)) for _ in range(10)], deletions())
    list(ledger.changes("", ours("16", memo="")))
    years = [span[0][:4] for span in spans(server)]
    assert years == [str(year) for year in range(2025, 2016, -1)]


def test_audit_reads_only_what_differs_and_tells_of_the_open_ones_too(ledger, server):
    """16 is open and known, 17 is paid and known, 18 was paid since."""
    mine = ours("16", "18") | ours("17", open_="0.00")
    rows = [row("16", modified=LATER), paid("17", "7"), paid("18", "8")]
    server.then(
        report(*rows), read_of("18", match("175.50", counter("-175.50"))), deletions()
    )
    (page,) = ledger.changes("", mine)
    assert [(one.id, one.open) for one in page.settled] == [
        ("VRK/16", TOTAL),
        ("VRK/18", Decimal(0)),
    ]


@pytest.mark.parametrize(
    "known", [{"open_": "175.50"}, {"memo": "2024/03 temporary"}, {"memo": "2024/02 x"}]
)
def test_audit_notices_whatever_differs(ledger, server, known):
    mine = ours("17", **{"open_": "0.00", **known})
    server.then(
        report(paid("17")),
        read_of("17", match("175.50", counter("-175.50"))),
        deletions(),
    )
    (page,) = ledger.changes("", mine)
    assert page.settled[0].allocations


def test_many_that_were_paid_in_the_year_after_cost_one_request(ledger, server):
    numbers = [str(number) for number in range(10, 30)]
    mine = ours(*numbers, memo="2022/12 final")
    invoices = [paid(n, n, period="2022/12") for n in numbers]
    receipts = [receipt(f"5{n}", n, period="2023/01") for n in numbers]
    server.then(report(*invoices), report(*receipts), deletions())
    pages = list(ledger.changes("", mine))
    assert {len(one.allocations) for one in told(pages).values()} == {1}
    assert spans(server) == [("2022/00", "2022/55"), ("2023/00", "2023/55")]


def test_years_in_a_row_know_each_others_receipts(ledger, server):
    mine = ours("16", memo="2023/12 final") | ours("17")
    server.then(
        report(row("17"), receipt("5", "7", period="2024/01")),
        report(paid("16", period="2023/12")),
        deletions(),
    )
    pages = list(ledger.changes("", mine))
    assert told(pages)["VRK/16"].allocations[0].by == ("BNK/5",)


def test_audit_goes_on_after_the_page_that_was_applied_last(ledger, server):
    mine = ours("16") | ours("9", memo="2023/03 final")
    server.then(report(row("16", modified=LATER)))
    first = next(ledger.changes("", mine))
    assert [one.id for one in first.settled] == ["VRK/16"]
    server.requests.clear()
    server.then(report(row("9", period="2023/03", modified=LAST)), deletions())
    (rest,) = ledger.changes(first.cursor, mine)
    assert spans(server) == [("2023/00", "2023/55")]
    assert [one.id for one in rest.settled] == ["VRK/9"]
    # The moment of what was seen first: since then something may have happened there.
    assert rest.cursor == "2024-04-01T10:30:00"


def test_span_that_showed_nothing_before_the_first_line_is_looked_through_again(
    ledger, server
):
    mine = ours("16") | ours("9", memo="2023/03 final")
    server.then(
        report(),
        read_of("16"),
        report(row("9", period="2023/03", modified=LATER)),
        report(row("16", modified=LAST)),
        deletions(),
    )
    pages = list(ledger.changes("", mine))
    assert [span[0] for span in spans(server)] == ["2024/00", "2023/00", "2024/00"]
    assert pages[-1].cursor == "2024-04-01T10:30:00"


def test_audit_that_sees_nothing_begins_anew_the_next_time(ledger, server):
    server.then(report(), read_of("16"), deletions())
    pages = list(ledger.changes("", ours("16")))
    assert pages[-1].cursor == ""
    assert len(spans(server)) == 1


def test_one_of_ours_that_no_report_shows_is_looked_for(ledger, server):
    """16 is in another year by now, 17 is gone. Neither is told twice."""
    moved = xml.tostring(transaction()).replace("202400017", "16")
    moved = moved.replace("<header>", "<header><period>2023/12</period>")
    server.then(
        report(row("18", modified=LATER)), soap(moved), soap(MISSING), deletions("17")
    )
    pages = list(ledger.changes("", ours("16", "17", "18")))
    settled = [one for page in pages for one in page.settled]
    assert [(one.id, one.gone) for one in settled] == [
        ("VRK/18", False),
        ("VRK/16", False),
        ("VRK/17", True),
    ]
    assert told(pages)["VRK/16"].memo == "2023/12 final"


def test_what_no_report_shows_is_looked_for_a_few_times_only(ledger, server):
    numbers = [str(number) for number in range(10, 50)]
    server.then(report(), *[read_of(n) for n in numbers[:25]], deletions())
    pages = list(ledger.changes("", ours(*numbers)))
    assert len(told(pages)) == 25
    assert [remark.code for remark in ledger.remarks] == ["entries_not_shown"]


# Too much at once

LARGE = soap(f'<browse result="1"><th>{"x" * 10_100_000}</th></browse>')


@pytest.mark.parametrize("too_much", [LARGE, reply(status=524), reply(status=504)])
def test_report_that_is_too_much_is_asked_for_in_parts(ledger, server, too_much):
    server.then(
        too_much,
        report(row("1", modified=LATER)),
        report(row("2", modified=LAST)),
        deletions(),
    )
    pages = list(ledger.changes(SINCE, ours("1", "2")))
    assert list(told(pages)) == ["VRK/1", "VRK/2"]
    assert spans(server) == [WHOLE, ("2022/00", "2025/55"), ("2017/00", "2021/55")]
    assert pages[-1].cursor == "2024-04-01T10:30:00"


def test_whoever_is_stopped_does_not_ask_for_too_much_again(ledger, server):
    server.then(LARGE)
    first = next(ledger.changes(SINCE, ours("1")))
    server.requests.clear()
    server.then(report(row("1", modified=LATER)), report(), deletions())
    list(ledger.changes(first.cursor, ours("1")))
    assert spans(server) == [("2022/00", "2025/55"), ("2017/00", "2021/55")]
    assert asked(server.requests[1], "fin.trs.line.modified")[0] == "between"


def test_single_period_that_is_too_much_is_an_outage(ledger, server):
    server.then(reply(status=524))
    cursor = "0;;2024/03-2024/03;;"
    with pytest.raises(Unavailable):
        list(ledger.changes(cursor, ours("1")))


def test_outage_is_not_asked_for_in_parts(ledger, server):
    server.then(reply(status=503))
    with pytest.raises(Unavailable):
        list(ledger.changes(SINCE, ours("1")))
    assert len(server.requests) == 1


def test_spans_are_halved_until_one_period_is_left():
    assert halves(WHOLE) == (("2017/00", "2021/55"), ("2022/00", "2025/55"))
    assert halves(("2024/00", "2024/55")) == (
        ("2024/00", "2024/06"),
        ("2024/07", "2024/55"),
    )
    left, whole = [("2024/00", "2024/55")], []
    while left:
        span = left.pop()
        first, last = (int(edge[-2:]) for edge in span)
        if first == last:
            whole.append(first)
        else:
            left.extend(halves(span))
    assert sorted(whole) == list(range(56))


# Deleted

MISSING = (
    '<transaction result="0"><number msgtype="error" msg="Boeking bestaat niet." '
    'result="0">2</number></transaction>'
)
DENIED = (
    '<transaction result="0" msgtype="error" '
    'msg="U hebt geen toegang tot deze administratie."/>'
)


def test_deleted_ones_of_ours_are_gone(ledger, server):
    """A number may have been given out again: that one stands."""
    there = '<transaction result="1" location="final"><header/></transaction>'
    server.then(report(), deletions("1", "2", "9"), soap(there), soap(MISSING))
    pages = list(ledger.changes(SINCE, ours("1", "2")))
    assert [(one.id, one.gone) for one in told(pages).values()] == [("VRK/2", True)]
    body = server.requests[1].body
    assert "CompanyCode>NL001<" in body
    assert "2023-01-01T00:00:00" in body
    assert server.requests[1].headers["SOAPAction"] == (
        '"http://www.twinfield.com/DeletedTransactionsService/Query"'
    )


def test_refused_office_is_not_taken_for_a_deletion(ledger, server):
    server.then(report(), deletions("1"), soap(DENIED))
    with pytest.raises(NotAuthorised):
        list(ledger.changes(SINCE, ours("1")))


@pytest.mark.parametrize("code", ["AccessDenied", "InvalidDates"])
def test_who_may_not_see_deletions_still_imports(ledger, server, code):
    refusal = (
        '<s:Envelope xmlns:s="http://schemas.xmlsoap.org/soap/envelope/"><s:Body>'
        "<s:Fault><faultcode>s:Client</faultcode><faultstring>no</faultstring>"
        '<detail><x:SecurityFault xmlns:x="urn:x">'
        f"<x:Code>{code}</x:Code><x:Message>no</x:Message></x:SecurityFault></detail>"
        "</s:Fault></s:Body></s:Envelope>"
    )
    server.then(report(row("1", modified=LATER)), reply(refusal, status=500))
    (page,) = ledger.changes(SINCE, ours("1"))
    assert [one.id for one in page.settled] == ["VRK/1"]
    assert [remark.code for remark in ledger.remarks] == ["resource_refused"]


def test_outage_of_the_deletions_is_an_outage_after_what_was_told(ledger, server):
    server.then(report(row("1", modified=LATER)), reply(status=503))
    pages = ledger.changes(SINCE, ours("1"))
    assert [one.id for one in next(pages).settled] == ["VRK/1"]
    with pytest.raises(Unavailable):
        list(pages)


# Columns that are refused


def test_without_the_moment_of_modification_all_is_compared(ledger, server):
    rows = [row("16"), row("17", open_="75.50")]
    server.then(
        refused_columns(("fin.trs.line.modified", "between")),
        report(*rows),
        read_of("17", match("100.00", counter("-100.00")), open_="75.50"),
        deletions(),
    )
    (page,) = ledger.changes(SINCE, ours("16", "17"))
    assert [one.id for one in page.settled] == ["VRK/17"]
    assert page.cursor == SINCE
    assert asked(server.requests[1], "fin.trs.line.modified") is None
    assert [remark.code for remark in ledger.remarks] == ["column_refused"]


def test_without_numbers_of_matches_transactions_are_read(ledger, server):
    server.then(
        refused_columns(("fin.trs.line.matchnumber", "")),
        report(paid("17", matched=None)),
        read_of("17", match("175.50", counter("-175.50"))),
        deletions(),
    )
    (page,) = ledger.changes(SINCE, ours("17"))
    assert page.settled[0].allocations[0].by == ("BNK/202400005",)
    assert ledger.remarks[0].detail.startswith("100 fin.trs.line.matchnumber")
