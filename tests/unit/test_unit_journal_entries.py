"""Journal entries: what both ledgers are sent, and how they are found again."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import exact_answers
import pytest
import twinfield_answers
from documents import document
from exact_answers import asked, d, page
from loopback import reply, soap
from transactions import JOURNALS, report, row, sent

from odoo.addons.connector_base.ledger.values import (
    Booked,
    ItemKind,
    Kind,
    Line,
    Ref,
    Rejected,
    Supply,
)
from odoo.addons.twinfield_connector.client import const, echo, entry, xml

NUMBER = "MISC/2026/0007"


def line(account, amount, balance=None, **more):
    return Line(
        account=Ref(code=account, id=f"id-{account}"),
        amount=Decimal(amount),
        balance=Decimal(balance or amount),
        **more,
    )


def salaries(*lines, **more):
    lines = lines or (
        line("4000", "100.00", description="Gross", cost_centre=Ref(code="AMS")),
        line("1600", "-40.00", project=Ref(code="P1")),
        line("1700", "-60.00", description="Net"),
    )
    known = {"kind": Kind.ENTRY, "journal": "MEMO", "number": NUMBER, **more}
    known["date"] = date(2026, 6, 25)
    return replace(document(*lines, **known), dues=(), relation=Ref(code=""))


CHARGED = {
    "vat": Ref(code="VH"),
    "vat_amount": Decimal("21.00"),
    "vat_balance": Decimal("18.00"),
}


# Twinfield


def twinfield(made, **options):
    element = entry.entry(made, "NL001", entry.Options(**options))
    lines = [
        {"type": one.get("type"), "id": one.get("id")}
        | {child.tag: child.text for child in one}
        for one in element.iter("line")
    ]
    header = {child.tag: child.text for child in element.find("header")}
    return header, lines


def test_lines_of_twinfield_stand_on_their_sides_and_bear_the_number():
    header, lines = twinfield(salaries())
    assert header == {
        "office": "NL001",
        "code": "MEMO",
        "currency": "EUR",
        "date": "20260625",
    }
    known = {"type": "detail", "invoicenumber": NUMBER}
    assert lines == [
        {
            **known,
            "id": "1",
            "dim1": "4000",
            "dim2": "AMS",
            "value": "100.00",
            "debitcredit": "debit",
            "description": "Gross",
        },
        {
            **known,
            "id": "2",
            "dim1": "1600",
            "dim3": "P1",
            "value": "40.00",
            "debitcredit": "credit",
            "description": NUMBER,
        },
        {
            **known,
            "id": "3",
            "dim1": "1700",
            "value": "60.00",
            "debitcredit": "credit",
            "description": "Net",
        },
    ]


def test_customer_of_a_line_stands_before_its_cost_centre():
    owed = line("1300", "5.00", relation=Ref(code="1004"), cost_centre=Ref(code="AMS"))
    _header, lines = twinfield(salaries(owed, line("1700", "-5.00")))
    assert [one.get("dim2") for one in lines] == ["1004", None]


def test_mark_of_an_entry_stands_on_its_first_line_where_it_is_to():
    made = salaries(mark="odoo-7")
    for field, comments in (("comment", ["odoo-7", None, None]), ("", [None] * 3)):
        _header, lines = twinfield(made, mark_field=field)
        assert [one.get("comment") for one in lines] == comments
    assert "comment" not in twinfield(salaries(), mark_field="comment")[1][0]


@pytest.mark.parametrize("base", [False, True])
def test_entry_in_dollars_with_vat_is_told_in_both_currencies(base):
    made = salaries(
        line("4000", "100.00", "90.00", **CHARGED),
        line("1700", "-121.00", "-108.00"),
        currency="USD",
    )
    _header, lines = twinfield(made, base_values=base)
    names = ("value", "basevalue", "vatcode", "vatvalue", "vatbasevalue", "debitcredit")
    assert [[one.get(name) for name in names] for one in lines] == [
        [
            *("100.00", "90.00" if base else None),
            *("VH", "21.00", "18.00" if base else None, "debit"),
        ],
        ["121.00", "108.00" if base else None, None, None, None, "credit"],
    ]


def test_service_on_an_entry_says_where_it_was_performed():
    supply = Supply(kind="services", country="be", vat="BE1", date=date(2026, 6, 1))
    made = salaries(
        line("4000", "100.00", "100.00", supply=supply, **CHARGED),
        line("1700", "-121.00", "-118.00"),
    )
    told, _other = twinfield(made)[1]
    assert (told["performancecountry"], told["performancedate"]) == ("BE", "20260601")


ANSWER = """<transaction result="1" location="{location}"><header><code>{code}</code>
<number>202600007</number><date>20260625</date><freetext1>odoo-7</freetext1></header>
<lines><line type="detail" id="1"><value>100.00</value><basevalue>90.00</basevalue>
<debitcredit>debit</debitcredit><comment>odoo-8</comment></line>
<line type="detail" id="2"><value>100.00</value><basevalue>90.00</basevalue>
<debitcredit>credit</debitcredit></line></lines></transaction>"""


@pytest.mark.parametrize(
    ("field", "mark"), [("", ""), ("freetext1", "odoo-7"), ("comment", "odoo-8")]
)
@pytest.mark.parametrize("location", ["final", "temporary"])
@pytest.mark.parametrize("code", ["MEMO", "MEMO2", ""])
def test_total_of_an_entry_is_what_its_debit_lines_are(code, location, field, mark):
    answer = xml.parse(ANSWER.format(location=location, code=code))
    assert echo.outcome(answer, salaries(), field) == Booked(
        key=salaries().key,
        id=f"{code or 'MEMO'}/202600007",
        number="202600007",
        date=date(2026, 6, 25),
        total=Decimal("100.00"),
        balance=Decimal("90.00"),
        final=location == "final",
        mark=mark,
    )


def test_entry_without_lines_is_booked_all_the_same():
    answer = xml.parse(
        '<transaction result="1"><header><number>7</number></header></transaction>'
    )
    booked = echo.outcome(answer, salaries(), "comment")
    assert (booked.id, booked.mark, booked.date) == ("MEMO/7", "", date(2026, 6, 25))


def test_entry_of_twinfield_is_found_among_all_lines_of_its_journals(server):
    key = salaries().key
    cells = {"day": "20260625", "invoice": NUMBER, "base": "100.00"}
    rows = [
        row("1", "MEMO", number, value=value, **cells)
        for number, value in ((1, "100.00"), (2, "-40.00"), (3, "-60.00"))
    ]
    other = row("2", "VRK", 1, value="100.00", **cells)

    def cached(kind):
        return JOURNALS if kind is ItemKind.JOURNAL else []

    with twinfield_answers.opened(server, cached=cached) as ledger:
        server.then(report(*rows, other))
        (hit,) = ledger.find([key])[key]
    assert (hit.id, hit.total, hit.relation) == ("MEMO/1", Decimal("100.00"), "")
    assert sent(server.requests[0]).get("code") == const.LEDGER_DETAILS


# Exact Online


def exact_row(**values):
    return {
        "EntryID": "e1",
        "EntryNumber": 26900001,
        "JournalCode": "90 ",
        "Status": 20,
        **values,
    }


def exact_line(id_, said, amount, entry_id="e1"):
    return {
        "ID": id_,
        "EntryID": entry_id,
        "Description": said,
        "AmountFC": amount,
        "AmountDC": amount,
        "Date": "/Date(1782345600000)/",
    }


@pytest.fixture
def exact(server):
    with exact_answers.opened(server) as ledger:
        yield ledger


def test_lines_of_exact_begin_with_the_number(exact, server):
    server.then(d(exact_row(), 201))
    (booked,) = exact.post([salaries(period="2026/05")])
    assert (booked.id, booked.number) == ("e1", "26900001")
    assert (booked.key.journal, booked.final, booked.total) == ("90", False, None)
    body = exact_answers.sent(server.requests[0])
    lines = body.pop("GeneralJournalEntryLines")
    assert body == {
        "JournalCode": "MEMO",
        "Currency": "EUR",
        "FinancialYear": 2026,
        "FinancialPeriod": 5,
    }
    assert lines == [
        {
            "Date": "2026-06-25",
            "GLAccount": "id-4000",
            "AmountFC": 100.0,
            "Description": f"{NUMBER} Gross",
            "CostCenter": "AMS",
        },
        {
            "Date": "2026-06-25",
            "GLAccount": "id-1600",
            "AmountFC": -40.0,
            "Description": NUMBER,
            "CostUnit": "P1",
        },
        {
            "Date": "2026-06-25",
            "GLAccount": "id-1700",
            "AmountFC": -60.0,
            "Description": f"{NUMBER} Net",
        },
    ]


@pytest.mark.parametrize(
    ("vat", "reverse", "told"),
    [("21.00", False, 21.0), ("21.00", True, 21.0), ("0", False, 0), ("0", True, None)],
)
def test_vat_of_exact_is_forced_unless_the_buyer_owes_it(
    exact, server, vat, reverse, told
):
    vat = {
        "vat": Ref(code="2"),
        "vat_amount": Decimal(vat),
        "vat_balance": Decimal(vat),
    }
    total = Decimal("100.00") + vat["vat_amount"]
    server.then(d(exact_row(), 201))
    exact.post(
        [salaries(line("4000", "100", reverse=reverse, **vat), line("1700", -total))]
    )
    first, second = exact_answers.sent(server.requests[0])["GeneralJournalEntryLines"]
    assert (first["VATCode"], first.get("AmountVATFC")) == ("2", told)
    assert not {"VATCode", "AmountVATFC"} & set(second)


def test_entry_of_exact_in_dollars_has_the_rate_that_fits(exact, server):
    lines = line("4000", "100.00", "80.00"), line("1700", "-100.00", "-80.00")
    server.then(d(exact_row(), 201))
    exact.post([salaries(*lines, currency="USD")])
    body = exact_answers.sent(server.requests[0])
    assert (body["Currency"], body["ExchangeRate"]) == ("USD", 0.8)


def test_long_words_of_a_line_are_cut_behind_the_number(exact, server):
    server.then(d(exact_row(), 201))
    exact.post(
        [salaries(line("4000", "1", description="x" * 90), line("1700", "-1.00"))]
    )
    told = exact_answers.sent(server.requests[0])["GeneralJournalEntryLines"][0]
    assert len(told["Description"]) == 60
    assert told["Description"].startswith(f"{NUMBER} xxx")


def test_entry_of_exact_is_found_by_the_beginning_of_its_lines(exact, server):
    key = salaries().key
    server.then(
        page(
            exact_line("a", f"{NUMBER.lower()} Gross", 100),
            exact_line("b", NUMBER, -100),
            exact_line("c", f"{NUMBER}1 Other", 70, "e2"),
            exact_line("d", None, 70, "e2"),
        ),
        page(exact_row(Status=50), exact_row(EntryID="e2")),
    )
    (hit,) = exact.find([key])[key]
    assert (hit.id, hit.total, hit.balance) == ("e1", Decimal(100), Decimal(100))
    assert (hit.date, hit.final, hit.key.number) == (date(2026, 6, 25), True, NUMBER)
    assert asked(server.requests[0])[1]["$filter"] == (
        f"startswith(Description,'{NUMBER}') eq true"
    )
    assert asked(server.requests[1])[1]["$filter"] == (
        "EntryID eq guid'e1' or EntryID eq guid'e2'"
    )


def test_entry_of_exact_of_which_no_amount_is_told_has_no_total(exact, server):
    key = salaries().key
    told = {**exact_line("a", NUMBER, 100)}
    del told["AmountDC"], told["Date"]
    server.then(page(told), page(exact_row()))
    (hit,) = exact.find([key])[key]
    assert (hit.total, hit.balance, hit.date) == (Decimal(100), None, None)


def test_entry_of_exact_can_not_be_changed_but_goes(exact, server):
    key = salaries().key
    booked = Booked(key=key, id="e1", number="26900001")
    server.then(d([exact_row()]), reply(status=204))
    assert exact.remove(booked, "mistake") is None
    assert [one.method for one in server.requests] == ["GET", "DELETE"]
    path = "generaljournalentry/GeneralJournalEntries"
    assert asked(server.requests[1])[0] == f"{path}(guid'e1')"
    server.then(d([exact_row(Status=50)]))
    assert isinstance(exact.remove(booked, "mistake"), Rejected)


def test_refused_entry_says_why(server):
    with twinfield_answers.opened(server) as ledger:
        refused = ANSWER.format(location="", code="MEMO").replace(
            'result="1"', 'result="0"'
        )
        server.then(soap(f'<transactions result="0">{refused}</transactions>'))
        assert isinstance(ledger.post([salaries()])[0], Rejected)
