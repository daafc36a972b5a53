"""Looking through all of it, and asking for less where it is too much."""

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
from loopback import reply, silence, soap
from transactions import (
    JOURNALS,
    asked,
    counter,
    deletions,
    match,
    report,
    row,
    transaction,
)

from odoo.addons.connector_base.ledger.errors import (
    Unavailable,
)
from odoo.addons.connector_base.ledger.http import Session
from odoo.addons.connector_base.ledger.values import ItemKind, Kind
from odoo.addons.twinfield_connector.client import xml
from odoo.addons.twinfield_connector.client.browse import halves
from odoo.addons.twinfield_connector.client.ledger import TwinfieldLedger


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


def test_what_the_report_does_not_tell_is_no_difference(ledger, server):
    rows = [paid("17", location=None), row("18", period=None, modified=LATER)]
    server.then(report(*rows), deletions())
    (page,) = ledger.changes("", ours("17", open_="0.00") | ours("18"))
    assert [one.id for one in page.settled] == ["VRK/18"], "one that is open"
    assert (page.settled[0].memo, page.settled[0].final) == ("", True)


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


@pytest.mark.parametrize("period", ["2024/00", "2024/55"])
def test_first_and_last_period_are_of_the_year(ledger, server, period):
    server.then(report(row("18", modified=LATER)), soap(MISSING), deletions())
    mine = ours("18") | ours("16", memo=f"{period} final")
    assert told(ledger.changes("", mine))["VRK/16"].gone


def test_bills_are_not_missed_where_they_are_not_looked_at(http, server):
    ledger = TwinfieldLedger(
        http, lambda stale=None: "t", server.url, "NL001", purchases=False
    )
    bills = ours("1", kind=Kind.BILL, code="INK")
    server.then(report(row("16", modified=LATER)), deletions())
    (page,) = ledger.changes("", ours("16") | bills)
    assert [one.id for one in page.settled] == ["VRK/16"]
    assert len(server.requests) == 2


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


@pytest.mark.parametrize("patience", [{"timeout": 0.3}, {"deadline": 0.3}])
def test_answer_that_does_not_come_in_time_is_too_much(server, patience):
    """That begins too late, or is too long on its way."""
    with Session(hosts=["127.0.0.1"], **patience) as http:
        ledger = TwinfieldLedger(http, lambda stale=None: "t", server.url, "NL001")
        server.then(silence, report(row("1", modified=LATER)), report(), deletions())
        assert list(told(ledger.changes(SINCE, ours("1")))) == ["VRK/1"]
    assert len(spans(server)) == 3


def test_whoever_is_stopped_does_not_ask_for_too_much_again(ledger, server):
    server.then(LARGE)
    first = next(ledger.changes(SINCE, ours("1")))
    server.requests.clear()
    server.then(report(row("1", modified=LATER)), report(), deletions())
    list(ledger.changes(first.cursor, ours("1")))
    assert spans(server) == [("2022/00", "2025/55"), ("2017/00", "2021/55")]
    assert asked(server.requests[1], "fin.trs.line.modified")[0] == "between"


def test_other_years_are_not_forgotten_over_the_parts_of_one(ledger, server):
    mine = ours("16") | ours("9", memo="2021/12 final")
    server.then(
        LARGE,
        report(),
        report(row("16", modified=LATER)),
        report(row("9", period="2021/12")),
        report(),
        deletions(),
    )
    list(ledger.changes("", mine))
    assert [span[0] for span in spans(server)] == [
        *("2024/00", "2024/07", "2024/00", "2021/00", "2024/07")
    ]


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
