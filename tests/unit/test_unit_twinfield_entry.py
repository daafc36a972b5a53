"""The sides, signs and texts of what is booked in Twinfield."""

from datetime import date
from decimal import Decimal

import pytest
from documents import document, line
from hypothesis import given
from hypothesis import strategies as st

from odoo.addons.connector_base.ledger.errors import ProtocolError
from odoo.addons.connector_base.ledger.values import (
    Booked,
    Due,
    Kind,
    Ref,
    Rejected,
    Supply,
    Text,
)
from odoo.addons.twinfield_connector.client import echo, entry, xml


def facts(element):
    """Children that hold text, as a dictionary."""
    return {child.tag: child.text for child in element if not len(child)}


def made(*lines, **more):
    entry_ = entry.entry(document(*lines, **more), "NL001", entry.Options())
    return (
        facts(entry_.find("header")),
        [facts(li) for li in entry_.iter("line")],
        entry_,
    )


def test_invoice_with_two_rates_and_cost_centre_as_in_the_documentation():
    header, lines, element = made(
        line("-100.00", "-21.00", description="Onderhoud", cost_centre=Ref(code="01")),
        line("-50.00", "-4.50", "VL", "8040", project=Ref(code="P1")),
        final=True,
        reference="RF18 5390 0754",
    )
    assert dict(element.attrib) == {"destiny": "final", "autobalancevat": "true"}
    assert header == {
        "office": "NL001",
        "code": "VRK",
        "currency": "EUR",
        "date": "20240315",
        "invoicenumber": "INV/2024/0042",
        "duedate": "20240329",
        "paymentreference": "RF18 5390 0754",
    }
    assert lines == [
        {
            "dim2": "1004",
            "value": "175.50",
            "debitcredit": "debit",
            "description": "INV/2024/0042",
        },
        {
            "dim1": "8020",
            "dim2": "01",
            "value": "100.00",
            "debitcredit": "credit",
            "description": "Onderhoud",
            "vatcode": "VH",
            "vatvalue": "21.00",
        },
        {
            "dim1": "8040",
            "dim3": "P1",
            "value": "50.00",
            "debitcredit": "credit",
            "vatcode": "VL",
            "vatvalue": "4.50",
        },
    ]
    ids = [(li.get("type"), li.get("id")) for li in element.iter("line")]
    assert ids == [("total", "1"), ("detail", "2"), ("detail", "3")]


@pytest.mark.parametrize(
    ("kind", "amount", "total", "detail"),
    [
        (Kind.INVOICE, "-100.00", "debit", "credit"),
        (Kind.CREDIT_NOTE, "100.00", "credit", "debit"),
        (Kind.BILL, "100.00", "credit", "debit"),
        (Kind.BILL_CREDIT_NOTE, "-100.00", "debit", "credit"),
    ],
)
def test_each_kind_stands_on_its_side_with_positive_values(kind, amount, total, detail):
    vat = format(Decimal(amount) * Decimal("0.21"), ".2f")
    _header, lines, _element = made(line(amount, vat), kind=kind)
    assert [li["debitcredit"] for li in lines] == [total, detail]
    assert [li["value"] for li in lines] == ["121.00", "100.00"]
    assert lines[1]["vatvalue"] == "21.00"


@pytest.mark.parametrize(
    ("kind", "sides"),
    [
        (Kind.INVOICE, ["debit", "credit"]),
        (Kind.CREDIT_NOTE, ["credit", "debit"]),
        (Kind.BILL, ["credit", "debit"]),
        (Kind.BILL_CREDIT_NOTE, ["debit", "credit"]),
    ],
)
def test_free_document_stands_on_the_side_of_its_kind(kind, sides):
    _header, lines, _element = made(line("0.00", vat=""), kind=kind)
    assert [li["debitcredit"] for li in lines] == sides


def test_discount_line_stands_on_the_other_side():
    _header, lines, _element = made(
        line("-100.00", "-21.00"), line("10.00", "2.10"), number="INV/1"
    )
    assert [li["debitcredit"] for li in lines] == ["debit", "credit", "debit"]
    assert [li["value"] for li in lines] == ["108.90", "100.00", "10.00"]
    assert lines[2]["vatvalue"] == "2.10"


def test_reverse_charge_on_a_bill_is_left_to_the_vat_code():
    charged = line("200.00", vat="IEUD", account="4500", reverse=True)
    bill = made(charged, kind=Kind.BILL)[1]
    invoice = made(line("-200.00", vat="VN"))[1]
    small = made(line("0.02", vat="IH", account="4500"), kind=Kind.BILL)[1]
    assert "vatvalue" not in bill[1]
    assert small[1]["vatvalue"] == "0.00"
    assert invoice[1]["vatvalue"] == "0.00"


def test_last_instalment_is_the_due_date():
    dues = [
        Due(
            date=date(2024, month, 1), amount=Decimal("60.50"), balance=Decimal("60.50")
        )
        for month in (6, 5)
    ]
    header, _lines, _element = made(dues=dues)
    assert header["duedate"] == "20240601"


def test_duplicate_numbers_stay_refused_and_periods_twinfields():
    header, _lines, element = made()
    assert "raisewarning" not in element.attrib
    assert not {"period", "freetext1", "paymentreference"} & set(header)


@pytest.mark.parametrize("place", ["freetext1", "freetext3", "comment", ""])
def test_mark_goes_only_where_it_is_allowed(place):
    element = entry.entry(
        document(mark="odoo-4711"), "NL001", entry.Options(mark_field=place)
    )
    tags = [node.tag for node in element.iter() if node.text == "odoo-4711"]
    assert tags == ([place] if place else [])


def test_company_currency_is_sent_when_asked_for():
    foreign = document(currency="USD")
    assert entry.entry(foreign, "NL001", entry.Options()).find(".//basevalue") is None
    with_base = entry.entry(foreign, "NL001", entry.Options(base_values=True))
    assert [node.text for node in with_base.iter("basevalue")] == ["121.00", "100.00"]
    assert [node.text for node in with_base.iter("vatbasevalue")] == ["21.00"]
    same = entry.entry(document(), "NL001", entry.Options(base_values=True))
    assert same.find(".//basevalue") is None


@given(st.text())
def test_any_text_can_be_sent(words):
    element = entry.entry(
        document(line("-1.00", description=words), description=words),
        "NL001",
        entry.Options(),
    )
    again = xml.parse(xml.tostring(element))
    for node in again.iter("description"):
        assert len(node.text) <= 40
        assert not set(node.text) & {"\n", "\t", "\x00", "\x7f"}


def test_description_is_cut_to_what_twinfield_takes():
    words = "Werkzaamheden aan de installatie volgens offerte"
    lines = made(line("-1.00", description=words), description=words)[1]
    cut = "Werkzaamheden aan de installatie volgens"
    assert [li["description"] for li in lines] == [cut, cut]


def test_codes_and_numbers_are_never_cut():
    code = "A" * 60
    header, lines, _element = made(number=code, relation=Ref(code=code))
    assert (header["invoicenumber"], lines[0]["dim2"]) == (code, code)


def answer(*children):
    return xml.parse(f"<transactions>{''.join(children)}</transactions>")


BOOKED = """<transaction result="1" location="temporary"><header><office>NL001</office>
<code name="Verkoop">VRK</code><date>20240315</date><invoicenumber>{invoice}
</invoicenumber><number>{number}</number></header><lines><line type="total" id="1">
<dim2>1004</dim2><value>121.00</value><debitcredit>{side}</debitcredit></line></lines>
</transaction>"""
REFUSED = """<transaction destiny="temporary" result="0"><header result="0">
<invoicenumber msgtype="{kind}" msg="{words}" result="0">{invoice}</invoicenumber>
</header></transaction>"""


def booked(number="202400017", invoice="INV/2024/0042", side="debit"):
    return BOOKED.format(number=number, invoice=invoice, side=side)


def test_answers_belong_to_documents_by_position():
    documents = [document(number=f"INV/{index}") for index in (1, 2, 3)]
    outcomes = echo.outcomes(
        answer(
            booked("202400020", "INV/1"),
            REFUSED.format(
                kind="warning", words="Factuurnummer INV/2 is dubbel.", invoice="INV/2"
            ),
            booked("202400021", "INV/3", "credit"),
        ),
        documents,
    )
    first, second, third = outcomes
    assert first == Booked(
        key=documents[0].key,
        id="VRK/202400020",
        number="202400020",
        date=date(2024, 3, 15),
        total=Decimal("121.00"),
        relation="1004",
        final=False,
    )
    assert second == Rejected(
        code="duplicate",
        message="Factuurnummer INV/2 is dubbel.",
        field="invoicenumber",
    )
    assert (third.number, third.total) == ("202400021", Decimal("-121.00"))


def test_single_root_answers_a_single_document():
    outcome = echo.outcomes(xml.parse(booked()), [document()])
    assert outcome[0].id == "VRK/202400017"


def test_refusal_of_the_whole_request_concerns_every_document():
    refused = xml.parse(
        '<transactions result="0" msgtype="error" '
        'msg="U hebt geen toegang tot deze administratie."/>'
    )
    outcomes = echo.outcomes(refused, [document(), document(number="INV/2")])
    assert [outcome.code for outcome in outcomes] == ["administration_denied"] * 2


@pytest.mark.parametrize(
    "unclear",
    [
        answer(),
        answer(booked(), booked()),
        answer(booked(number="")),
        answer("<transaction/>"),
        answer('<transaction result="maybe"/>'),
        xml.parse("<transactions/>"),
        xml.parse("<html><body>Sign in</body></html>"),
    ],
)
def test_unclear_answer_is_doubt_and_never_an_outcome(unclear):
    with pytest.raises(ProtocolError):
        echo.outcomes(unclear, [document()])


def test_answers_in_another_order_are_doubt():
    documents = [document(number="INV/1"), document(number="INV/2")]
    swapped = answer(booked("1", "INV/2"), booked("2", "INV/1"))
    with pytest.raises(ProtocolError):
        echo.outcomes(swapped, documents)


def test_other_spelling_of_the_number_is_no_doubt():
    outcome = echo.outcomes(answer(booked(invoice="INV/2024/00")), [document()])
    assert outcome[0].number == "202400017"


@pytest.mark.parametrize(("final", "destiny"), [(True, "final"), (False, "temporary")])
def test_draft_or_final_as_it_is_asked_for(final, destiny):
    _header, _lines, element = made(final=final)
    assert element.get("destiny") == destiny


@pytest.mark.parametrize("kind", [Kind.INVOICE, Kind.BILL])
def test_chosen_period_is_sent_beside_the_date(kind):
    """A bill of another month."""
    amount = "-100.00" if kind is Kind.INVOICE else "100.00"
    header, _lines, _element = made(line(amount), kind=kind, period="2024/04")
    assert (header["date"], header["period"]) == ("20240315", "2024/04")


@pytest.mark.parametrize("kind", [Kind.INVOICE, Kind.CREDIT_NOTE])
@pytest.mark.parametrize("amount", ["-100.00", "100.00"])
def test_total_stands_on_the_side_that_its_sign_says(kind, amount):
    """Whatever the document is called."""
    _header, (total, detail), _element = made(line(amount), kind=kind)
    debit, credit = total, detail
    if amount == "100.00":
        debit, credit = detail, total
    assert (debit["debitcredit"], credit["debitcredit"]) == ("debit", "credit")
    assert (total["value"], detail["value"]) == ("100.00", "100.00")


def test_only_services_have_a_date_of_performance():
    told = {"country": "be", "vat": "BE 12.3", "date": date(2024, 3, 1)}
    goods, services = (
        line("-1.00", supply=Supply(kind=kind, **told))
        for kind in ("goods", "services")
    )
    _header, (_total, first, second), _element = made(goods, services)
    for found in (first, second):
        assert found["performancecountry"] == "BE"
        assert found["performancevatnumber"] == "BE123"
    assert "performancedate" not in first
    assert second["performancedate"] == "20240301"


@pytest.mark.parametrize("period", ["", "2024/04"])
@pytest.mark.parametrize("attempt", [0, 1])
def test_only_what_is_there_on_purpose_is_not_warned_of(period, attempt):
    """A number that was booked before is refused, whatever period was chosen."""
    _header, _lines, element = made(period=period, attempt=attempt)
    quiet = [
        node.tag
        for node in element.find("header")
        if node.get("raisewarning") == "false"
    ]
    assert quiet == ["date"] * bool(period) + ["invoicenumber"] * bool(attempt)


def test_comment_says_what_it_is_told_before_the_instalments():
    dues = [
        Due(
            date=date(2024, month, 1), amount=Decimal("50.00"), balance=Decimal("50.00")
        )
        for month in (5, 6)
    ]
    told = Text(field="comment", value="Zie bijlage")

    def comment(mark_field="", **more):
        options = entry.Options(mark_field=mark_field)
        made_ = document(line("-100.00"), dues=dues, **more)
        element = entry.entry(made_, "NL001", options)
        return [node.text for node in element.iter("comment")]

    assert comment() == ["2024-05-01 EUR 50.00, 2024-06-01 EUR 50.00"]
    assert comment(texts=(told,)) == ["Zie bijlage"]
    assert comment("comment", texts=(told,), mark="odoo-1") == ["odoo-1"]


def test_free_texts_stand_in_the_header_and_no_other_field_does():
    texts = (
        Text(field="freetext2", value="Noord"),
        Text(field="freetext1", value=""),
        Text(field="x_other", value="Zuid"),
    )
    header, _lines, _element = made(texts=texts)
    assert header["freetext2"] == "Noord"
    assert not {"freetext1", "x_other"} & set(header)


def test_nothing_is_sent_with_a_minus():
    """Sides say it; and nothing is never minus nothing."""
    foreign = document(line("-0.00", "-0.00"), line("10.00", "2.10"), currency="USD")
    element = entry.entry(foreign, "NL001", entry.Options(base_values=True))
    amounts = [
        node.text
        for node in element.iter("value", "vatvalue", "basevalue", "vatbasevalue")
    ]
    assert amounts
    assert not [amount for amount in amounts if amount.startswith("-")]
