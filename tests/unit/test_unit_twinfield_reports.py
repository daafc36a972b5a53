"""Reports of Twinfield: how they are asked for, what passes a filter, what becomes of
their rows."""

from datetime import date
from decimal import Decimal

import pytest
from loopback import fault
from transactions import JOURNALS, asked, item, report, row
from transactions import like as same
from twinfield_answers import opened

from odoo.addons.connector_base.ledger.errors import ProtocolError
from odoo.addons.connector_base.ledger.values import (
    Booked,
    ItemKind,
    Key,
    Kind,
    Part,
)
from odoo.addons.twinfield_connector.client import browse, reports, xml
from odoo.addons.twinfield_connector.client.reports import Filter

KEY = Key(kind=Kind.INVOICE, journal="VRK", number="INV/1")
SPAN = ("2024/00", "2024/55")
KNOWN = {
    ItemKind.JOURNAL: JOURNALS,
    ItemKind.ACCOUNT: [
        item(ItemKind.ACCOUNT, "8020", type="profit_and_loss"),
        item(ItemKind.ACCOUNT, "0110", type="balance"),
    ],
    ItemKind.VAT: [item(ItemKind.VAT, "VH", accounts=["1530"])],
}


@pytest.fixture
def ledger(server):
    with opened(server, cached=lambda kind: KNOWN.get(kind, [])) as ledger:
        yield ledger


def rows(*made, code="100"):
    return browse.rows(xml.parse(f'<browse result="1">{"".join(made)}</browse>'), code)


def test_report_is_asked_for_by_its_columns_and_filters():
    made = reports._request(
        "100",
        ["fin.trs.head.code", "fin.trs.line.dim2"],
        [
            Filter("fin.trs.head.code", "equal", "VRK"),
            Filter("fin.trs.line.dim2", "between", "1", "2"),
        ],
    )
    same(
        made,
        """<columns code="100" optimize="true">
        <column id="1"><field>fin.trs.head.code</field>
        <label>fin.trs.head.code</label><visible>true</visible><ask>true</ask>
        <operator>equal</operator><from>VRK</from></column>
        <column id="2"><field>fin.trs.line.dim2</field>
        <label>fin.trs.line.dim2</label><visible>true</visible><ask>true</ask>
        <operator>between</operator><from>1</from><to>2</to></column></columns>""",
    )


@pytest.mark.parametrize(
    ("operator", "first", "last", "passing", "others"),
    [
        ("equal", "inv", "", ["INV", "inv"], ["in", "invo"]),
        ("between", "B", "d", ["b", "C", "D"], ["a", "e"]),
    ],
)
def test_row_passes_a_filter_whatever_its_case(operator, first, last, passing, others):
    asked_ = Filter(browse.NUMBER, operator, first, last)
    for cells, passes in ((passing, True), (others, False)):
        for cell in cells:
            (one,) = rows(row("1", invoice=cell))
            assert asked_.passes(one) is passes
    (one,) = rows(row("1"))
    assert asked_.passes(one)


@pytest.mark.parametrize("tag", ["ask", "operator", "from", "to"])
def test_filter_that_is_refused_is_told_from_its_column(tag):
    def answer(tag):
        return xml.parse(
            "<columns result='0'><column><field>f</field><operator>equal</operator>"
            f"<{tag} msgtype='error' msg='Nee.'/></column></columns>"
        )

    assert reports.Refused(answer(tag)).about == {"f equal"}
    assert reports.Refused(answer("label")).about == {"f"}


def test_report_of_which_rows_are_missing_says_how_many():
    answer = xml.parse(f'<browse result="1" total="3">{row("1")}</browse>')
    with pytest.raises(ProtocolError) as caught:
        browse.rows(answer, "100")
    assert caught.value.code == "answer_cut_short"
    assert caught.value.detail == "1 of 3 rows"


# Looked up


def test_all_that_a_row_tells_of_an_entry(ledger, server):
    server.then(
        report(row("7", invoice="INV/1", day="20240315", value="12.10", base="11.00"))
    )
    assert ledger.find([KEY]) == {
        KEY: [
            Booked(
                key=KEY,
                id="VRK/7",
                number="7",
                date=date(2024, 3, 15),
                total=Decimal("12.10"),
                balance=Decimal("11.00"),
                relation="1004",
                final=True,
                memo="2024/03 final",
                period="2024/03",
            )
        ]
    }
    assert asked(server.requests[0], browse.YEARPERIOD) == (
        "between",
        "2017/00",
        "2025/55",
    )
    assert asked(server.requests[0], browse.NUMBER) == ("equal", "INV/1", None)


@pytest.mark.parametrize(
    ("kind", "code", "is_hit"),
    [
        (Kind.INVOICE, "VRK2", True),
        (Kind.INVOICE, "INK", False),
        (Kind.BILL, "INK", True),
        (Kind.BILL, "VRK2", False),
        (Kind.ENTRY, "MEMO", True),
        (Kind.ENTRY, "VRK2", False),
        (Kind.CUSTOMER_PAYMENT, "KAS", False),
        (Kind.CUSTOMER_PAYMENT, "BNK", True),
    ],
)
def test_hit_is_in_a_daybook_of_its_kind(ledger, server, kind, code, is_hit):
    journal = "BNK" if kind.is_payment else "X"
    server.then(report(row("7", code, invoice="inv/1")))
    key = Key(kind=kind, journal=journal, number="INV/1")
    assert bool(ledger.find([key])[key]) is is_hit


@pytest.mark.parametrize(
    ("cells", "is_hit"),
    [
        ({"invoice": "INV/1"}, True),
        ({}, True),
        ({"invoice": "INV/2"}, False),
        ({"invoice": "INV/1", "relation": "1005"}, False),
        ({"invoice": "INV/1", "relation": ""}, True),
    ],
)
def test_hit_has_the_number_and_the_relation_where_they_are_told(
    ledger, server, cells, is_hit
):
    server.then(report(row("7", **cells)))
    key = Key(kind=Kind.BILL, journal="VRK", number="INV/1", relation="1004")
    assert bool(ledger.find([key])[key]) is is_hit


def test_open_items_are_those_of_one_relation(ledger, server):
    server.then(report(row("7", open_="5.00"), row("8", open_="")))
    assert ledger._lookup.open_items("1004", True) == {
        "VRK/7": Decimal("5.00"),
        "VRK/8": Decimal(0),
    }
    (one,) = server.requests
    assert asked(one, browse.RELATION) == ("between", "1004", "1004")
    assert asked(one, browse.YEARPERIOD) == ("between", "2017/00", "2025/55")


@pytest.mark.parametrize(
    ("value", "kind"),
    [
        ("0.50", Kind.INVOICE),
        ("0.00", Kind.INVOICE),
        ("", Kind.INVOICE),
        ("-0.50", Kind.CREDIT_NOTE),
    ],
)
def test_listed_entry_is_an_invoice_unless_it_is_negative(server, value, kind):
    cached = {ItemKind.JOURNAL: JOURNALS}
    with opened(
        server, cached=lambda kind: cached.get(kind, []), purchases=False
    ) as ledger:
        server.then(report(), report(row("7", value=value, day="20240315")), report())
        days = date(2024, 3, 15), date(2024, 3, 15)
        (one,) = ledger.booked(*days)
    assert (one.key.kind, one.vat, one.parts) == (kind, None, None)


def test_lines_of_an_entry_are_told_whole(server):
    cached = {**KNOWN, ItemKind.VAT: []}
    with opened(
        server, cached=lambda kind: cached.get(kind, []), purchases=False
    ) as ledger:
        found = row("7", line=2, account="8020", value="-10.00", vat="VH")
        other = row("7", line=3, account="8021", value="-10.00")
        server.then(
            report(),
            *[report(row("7", day="20240315")), report(found, other), report()],
        )
        (one,) = ledger.booked(date(2024, 3, 1), date(2024, 3, 31))
    assert one.parts == (
        Part(
            account="8020",
            vat="VH",
            cost_centre="1004",
            project="",
            amount=Decimal("-10.00"),
        ),
    )


def test_money_is_told_of_where_it_may_not_be_seen(server):
    with opened(
        server, cached=lambda kind: KNOWN.get(kind, []), purchases=False
    ) as ledger:
        server.then(fault("102", text="Nee."))
        assert list(ledger.on_account(date(2024, 1, 1))) == []
        (remark,) = ledger.remarks
    assert (remark.code, remark.detail) == (
        "resource_refused",
        "100: 102: HTTP 500 Nee.",
    )


@pytest.mark.parametrize(
    ("cells", "is_told"),
    [
        ({}, True),
        ({"open_": "0.00"}, False),
        ({"open_": None}, False),
        ({"day": None}, False),
        ({"day": "20240228"}, False),
        ({"day": "20240229"}, True),
        ({"code": "VRK"}, False),
    ],
)
def test_money_on_account_is_open_and_of_these_days(server, cells, is_told):
    known = {"code": "BNK", "day": "20240301", "value": "-5.00", "open_": "-5.00"}
    with opened(
        server, cached=lambda kind: KNOWN.get(kind, []), purchases=False
    ) as ledger:
        server.then(report(row("5", **{**known, **cells})))
        found = list(ledger.on_account(date(2024, 2, 29)))
    assert bool(found) is is_told
    if is_told:
        (one,) = found
        assert (one.id, one.settlement, one.journal) == ("BNK/5", "BNK/5", "BNK")
        assert (one.amount, one.relation, one.currency) == (-5, "1004", "EUR")
