"""Where the client of Twinfield stops: what calls cost, how much is read, and the edges
of spans."""

import pytest
from imports import LATER, TOTAL, ours, read_of
from loopback import Counted, fault, found, soap
from transactions import JOURNALS, deletions, item, report, row
from twinfield_answers import opened

from odoo.addons.connector_base.ledger.errors import LedgerError, ProtocolError
from odoo.addons.connector_base.ledger.http import Session
from odoo.addons.connector_base.ledger.values import Check, ItemKind
from odoo.addons.twinfield_connector.client import (
    browse,
    const,
    finder,
    services,
    told,
    xml,
)
from odoo.addons.twinfield_connector.client.api import Api
from odoo.addons.twinfield_connector.client.sets import Sets, Window

KNOWN = {ItemKind.JOURNAL: JOURNALS}


@pytest.fixture
def ledger(server):
    with opened(server, cached=lambda kind: KNOWN.get(kind, [])) as ledger:
        yield ledger


@pytest.fixture
def teller(ledger):
    def made(known):
        return told.Teller(ledger._api, ledger._poster._daybooks, known)

    return made


def test_calls_cost_what_they_ask_for(server):
    budget, record = Counted(), []
    with Session(hosts=["127.0.0.1"], budget=budget, record=record.append) as http:
        api = Api(http, lambda stale=None: "t", f"{server.url}/", "NL001")
        server.then(found(), soap("<list/>"), soap("<dimension/>"), deletions())
        list(finder.search(api, "DIM"))
        api.process(xml.E("list"))
        api.process(xml.E("dimension"))
        services.query(api, "PeriodService", "GetYears")
    assert budget.credits == [1, 1, 3, 1]
    assert [one.operation for one in record] == [
        "finder DIM",
        "list",
        "dimension",
        "GetYears",
    ]
    assert [one.path for one in server.requests] == [
        *(const.FINDER, const.PROCESS_XML, const.PROCESS_XML),
        "/webservices/periodservice.svc",
    ]
    assert (
        "http://www.twinfield.com/PeriodService/Query"
        in (server.requests[-1].headers["SOAPAction"])
    )


@pytest.mark.parametrize("count", [const.MISSING_READS, const.MISSING_READS + 1])
def test_what_is_looked_for_no_more_is_named(ledger, server, teller, count):
    known = ours(*(str(number) for number in range(100, 100 + count)))
    server.then(*[read_of(one.partition("/")[2]) for one in known])
    found_ = list(teller(known).missing(known.values()))
    assert len(found_) == const.MISSING_READS
    assert all(is_read for _one, is_read in found_)
    names = ", ".join(known)[:500]
    wanted = [] if count == const.MISSING_READS else [("entries_not_shown", names)]
    assert [(one.code, one.detail) for one in ledger.remarks] == wanted


@pytest.mark.parametrize("count", [const.READS_PER_PAGE, const.READS_PER_PAGE + 1])
def test_more_is_fetched_where_many_would_have_to_be_read(teller, count):
    """Paid, and not told by what."""
    numbers = [str(number) for number in range(100, 100 + count)]
    made = "".join(row(n, open_="0.00", status="matched") for n in numbers)
    rows = browse.rows(xml.parse(f"<browse>{made}</browse>"), "100")
    asked = []
    pages = teller(ours(*numbers)).compared(rows, Window(), "", lambda: asked.append(1))
    with pytest.raises(LedgerError):
        next(pages)
    assert bool(asked) is (count > const.READS_PER_PAGE)


def test_transaction_that_may_not_be_read_is_told_of(ledger, server):
    server.then(
        report(row("1", open_="0.00", status="matched", modified=LATER)),
        fault("102", text="Nee."),
        fault("102", text="Nee."),
    )
    (page, *_rest) = ledger.changes("2024-04-01T10:00:00", ours("1"))
    (one,) = page.settled
    assert (one.open, one.allocations, one.total) == (0, None, TOTAL)
    assert [(r.code, r.detail) for r in ledger.remarks] == [
        ("resource_refused", "VRK/1: 102: HTTP 500 Nee."),
        ("resource_refused", "DeletedTransactionsService: 102: HTTP 500 Nee."),
    ]


def test_another_transaction_than_asked_for_is_named(ledger, server):
    server.then(
        report(row("1", open_="0.00", status="matched", modified=LATER)), read_of("2")
    )
    with pytest.raises(ProtocolError) as caught:
        list(ledger.changes("2024-04-01T10:00:00", ours("1")))
    assert caught.value.code == "unexpected_answer"
    assert caught.value.detail == "VRK/2 for VRK/1"


def test_row_without_an_open_value_is_told_by_nothing_but_its_transaction(teller):
    (one,) = browse.rows(xml.parse(f"<browse>{row('1', open_=None)}</browse>"), "100")
    assert teller(ours("1"))._by_report(one, Sets()) is None
    (one,) = browse.rows(xml.parse(f"<browse>{row('1')}</browse>"), "100")
    settled, is_read = teller(ours("1"))._by_report(one, Sets())
    assert (settled.open, settled.allocations, is_read) == (TOTAL, (), False)
    assert (settled.final, settled.memo) == (True, "2024/03 final")


# Edges


@pytest.mark.parametrize(
    ("span", "halves"),
    [
        (("2017/00", "2025/55"), (("2017/00", "2021/55"), ("2022/00", "2025/55"))),
        (("2024/00", "2025/55"), (("2024/00", "2024/55"), ("2025/00", "2025/55"))),
        (("2024/00", "2024/55"), (("2024/00", "2024/06"), ("2024/07", "2024/55"))),
        (("2024/12", "2024/55"), (("2024/12", "2024/12"), ("2024/13", "2024/55"))),
        (("2024/13", "2024/55"), (("2024/13", "2024/13"), ("2024/14", "2024/55"))),
        (("2024/01", "2024/02"), (("2024/01", "2024/01"), ("2024/02", "2024/02"))),
    ],
)
def test_span_is_halved_where_its_lines_are(span, halves):
    assert browse.halves(span) == halves


@pytest.mark.parametrize(
    ("period", "following"),
    [("2024/00", "2024/01"), ("2024/54", "2024/55"), ("2024/55", "2025/00")],
)
def test_year_ends_with_its_last_period(period, following):
    assert browse.next_period(period) == following


def test_row_says_when_it_was_modified_or_nothing():
    made = "".join(row("1", modified=m) for m in ("20240401103000", "", "2024"))
    rows = browse.rows(xml.parse(f"<browse>{made}</browse>"), "100")
    assert [one.modified for one in rows] == ["2024-04-01T10:30:00", "", ""]
    made = row("1", modified="20241301000000")
    (one,) = browse.rows(xml.parse(f"<browse>{made}</browse>"), "100")
    with pytest.raises(ProtocolError) as caught:
        assert one.modified
    assert (caught.value.code, caught.value.detail) == (
        "unreadable_date",
        "20241301000000",
    )


def test_first_line_of_each_entry_is_the_lowest():
    made = row("1", line=2) + row("1", line=1) + row("1", line=3) + row("2", line=5)
    rows = browse.rows(xml.parse(f'<browse total="4">{made}</browse>'), "100")
    assert [(one.id, one.line) for one in browse.first_lines(rows)] == [
        ("VRK/1", 1),
        ("VRK/2", 5),
    ]


def test_set_of_what_weighs_nothing_stands_on_the_debit_side():
    (one,) = browse.rows(xml.parse(f"<browse>{row('1', value='0.00')}</browse>"), "100")
    assert Sets().own(one).sign == 1
    (one,) = browse.rows(xml.parse(f"<browse>{row('1', value='-0.5')}</browse>"), "100")
    assert (Sets().own(one).sign, Sets().own(one).currency) == (-1, "EUR")


def test_check_of_a_user_who_may_all(ledger, server):
    """In the order in which they are tried; where there is nothing to show, "ok"."""
    vat_code = soap("<vat><code>V</code><name>Hoog</name></vat>")
    owing = "<dimension><financials><substitutewith>1300</substitutewith></financials>"
    server.then(
        soap('<offices><office name="A">NL001</office></offices>'),
        soap("<office><name>Acme</name></office>"),
        found(("0110", "Gebouwen")),
        *[found(("V", "Hoog")), vat_code],
        found(("VRK", "Verkoop")),
        found(("1004", "Jansen")),
        *[found(("1004", "Jansen")), soap(f"{owing}</dimension>")],
        soap('<dimension result="0"><code msgtype="error" msg="x"/></dimension>'),
        soap("<browse/>"),
    )
    assert ledger.check() == [
        Check(name="administrations", passed=True, detail="NL001"),
        Check(name="administration", passed=True, detail="Acme"),
        Check(name="accounts", passed=True, detail="Gebouwen"),
        Check(name="vat", passed=True, detail="Hoog"),
        Check(name="journals", passed=True, detail="Verkoop"),
        Check(name="customers", passed=True, detail="ok"),
        Check(name="receivables", passed=False, detail=""),
        Check(name="transactions", passed=True, detail="ok"),
    ]


def test_accounts_of_vat_are_unsaid_while_one_is_not_known(server):
    for codes, accounts in (
        ([item(ItemKind.VAT, "V", accounts=["1", "2"])], {"1", "2"}),
        ([item(ItemKind.VAT, "V", accounts=["1"]), item(ItemKind.VAT, "W")], set()),
    ):
        with opened(server, cached=lambda kind, known=codes: known) as ledger:
            assert set(ledger._vat_accounts()) == accounts
