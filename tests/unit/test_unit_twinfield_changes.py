"""What was modified: what is asked for, and from where it goes on."""

from datetime import datetime
from decimal import Decimal

import pytest
from imports import (
    BEFORE,
    LAST,
    LATER,
    MISSING,
    SINCE,
    TOTAL,
    WHOLE,
    ours,
    paid,
    read_of,
    receipt,
    spans,
    told,
)
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
)

from odoo.addons.connector_base.ledger.errors import (
    NotAuthorised,
    ProtocolError,
    Unavailable,
)
from odoo.addons.connector_base.ledger.http import Session
from odoo.addons.connector_base.ledger.values import (
    ItemKind,
    Kind,
    Settled,
)
from odoo.addons.twinfield_connector.client import const
from odoo.addons.twinfield_connector.client.cursor import Cursor
from odoo.addons.twinfield_connector.client.ledger import TwinfieldLedger
from odoo.addons.twinfield_connector.client.xml import parse


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


def test_neither_shown_nor_open_is_an_error(ledger, server):
    server.then(report(paid("17", open_=None)), fault("102"))
    with pytest.raises(NotAuthorised):
        list(ledger.changes(SINCE, ours("17")))


def test_outage_while_reading_is_an_outage(ledger, server):
    server.then(report(paid("17")), reply(status=503), deletions())
    with pytest.raises(Unavailable):
        list(ledger.changes(SINCE, ours("17")))
    assert len(server.requests) == 2


def test_credit_note_is_negative_by_the_report_too(ledger, server):
    note = paid("17", value="-175.50", open_="-75.50")
    server.then(report(note, receipt("5", "7", "100.00")), deletions())
    (page,) = ledger.changes(SINCE, ours("17"))
    (one,) = page.settled
    assert (one.open, one.total) == (Decimal("-75.50"), -TOTAL)
    assert [a.amount for a in one.allocations] == [Decimal("-100.00")]


def test_document_of_nothing_is_settled_by_nothing(ledger, server):
    server.then(report(paid("17", value="0.00", open_="0.00")), deletions())
    (page,) = ledger.changes(SINCE, ours("17"))
    assert (page.settled[0].open, page.settled[0].allocations) == (0, ())


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


@pytest.mark.parametrize("refused", [False, True])
def test_page_takes_few_requests(ledger, server, refused):
    numbers = [str(number) for number in range(10, 35)]
    reads = [read_of(n, match("175.50", counter("-175.50"))) for n in numbers]
    if refused:
        reads = [fault("102")] * 25
    server.then(report(*map(paid, numbers)), *reads, deletions())
    pages = ledger.changes(SINCE, ours(*numbers))
    assert [len(page.settled) for page in pages] == [10, 10, 5]


def test_what_the_report_tells_takes_none(ledger, server):
    numbers = [str(number) for number in range(10, 35)]
    rows = [row_ for n in numbers for row_ in (paid(n, n), receipt(f"5{n}", n))]
    server.then(report(*rows), deletions())
    pages = ledger.changes(SINCE, ours(*numbers))
    assert [len(page.settled) for page in pages] == [25]


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
    assert Cursor.parse(str(cursor)) == cursor


# Deleted

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
    envelope = parse(server.requests[1].body)
    (login,) = envelope.iter(f"{{{const.NAMESPACE}}}Authentication")
    assert login.findtext(f"{{{const.DATA}.Shared}}CompanyCode") == "NL001"
    (query,) = envelope.iter(f"{{{const.NAMESPACE}}}Query")
    space = f"{const.DATA}.DeletedTransactionsService"
    (type_,) = query.attrib.values()
    prefix, name = type_.split(":")
    assert (query.nsmap[prefix], name) == (space, "GetDeletedTransactions")
    sent = {node.tag: node.text for node in query}
    assert sent.pop(f"{{{space}}}CompanyCode") == "NL001"
    assert sent.pop(f"{{{space}}}DateFrom") == "2023-01-01T00:00:00"
    assert list(sent) == [f"{{{space}}}DateTo"]
    assert server.requests[1].headers["SOAPAction"] == (
        '"http://www.twinfield.com/DeletedTransactionsService/Query"'
    )


def test_refused_office_is_not_taken_for_a_deletion(ledger, server):
    server.then(report(), deletions("1"), soap(DENIED))
    with pytest.raises(NotAuthorised):
        list(ledger.changes(SINCE, ours("1")))


@pytest.mark.parametrize(
    "told",
    [
        '<x:SecurityFault xmlns:x="urn:x"><x:Code>AccessDenied</x:Code>'
        "<x:Message>no</x:Message></x:SecurityFault>",
        '<x:SecurityFault xmlns:x="urn:x"><x:Code>InvalidDates</x:Code>'
        "<x:Message>no</x:Message></x:SecurityFault>",
        '<x:ValidationFault xmlns:x="urn:x"><x:Message>no</x:Message>'
        "</x:ValidationFault>",
    ],
)
def test_who_may_not_see_deletions_still_imports(ledger, server, told):
    refusal = (
        '<s:Envelope xmlns:s="http://schemas.xmlsoap.org/soap/envelope/"><s:Body>'
        "<s:Fault><faultcode>s:Client</faultcode><faultstring>no</faultstring>"
        f"<detail>{told}</detail>"
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
