"""Looking a document up, and what kind of daybook it stands in."""

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


def test_bill_is_found_where_the_vendor_is_not_told(ledger, server):
    key = Key(kind=Kind.BILL, journal="INK", number="1", relation="2001")
    server.then(report(line("1", "INK", invoice="1", relation=None)))
    assert [hit.number for hit in ledger.find([key])[key]] == ["1"]


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


def test_document_is_found_in_its_daybook_whatever_kind_that_is(make, server):
    ledger = make({})
    server.then(report(line("1"), line("2", "WEB")), *[fault("102")] * 5)
    assert [hit.key.journal for hit in ledger.find([KEY])[KEY]] == ["VRK"]
    assert {remark.code for remark in ledger.remarks} == {"resource_refused"}


@pytest.mark.parametrize(
    ("kind", "mine", "other", "code"),
    [
        (Kind.CUSTOMER_PAYMENT, "BNK", "KAS", "100"),
        (Kind.SUPPLIER_PAYMENT, "INK", "INK2", "200"),
    ],
)
def test_payment_is_found_in_its_own_daybook_alone(
    make, server, kind, mine, other, code
):
    """Two of one number and amount in two daybooks are two."""
    uses = {"BNK": "bank", "KAS": "cash", "INK": "purchase", "INK2": "purchase"}
    known = [item(ItemKind.JOURNAL, name, use=use) for name, use in uses.items()]
    ledger = make({ItemKind.JOURNAL: known}, purchases=True)
    key = Key(kind=kind, journal=mine, number="P/1")
    rows = line("1", mine, 2, invoice="P/1"), line("2", other, 2, invoice="P/1")
    server.then(report(*rows))
    assert [hit.id for hit in ledger.find([key])[key]] == [f"{mine}/1"]
    assert sent(server.requests[0]).get("code") == code
