"""From a document to an entry of Exact Online, and found again."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from documents import line
from exact_answers import (
    BASE,
    CUSTOMER,
    ENTRY,
    FILE,
    REVENUE,
    asked,
    d,
    entry_row,
    invoice,
    opened,
    page,
    sent,
)

from odoo.addons.connector_base.ledger.money import quantise
from odoo.addons.connector_base.ledger.values import (
    Booked,
    Due,
    Key,
    Kind,
    Ref,
    Rejected,
    Text,
)


@pytest.fixture
def ledger(server):
    with opened(server) as ledger:
        yield ledger


def bill(**values):
    known = {"kind": Kind.BILL, "journal": "60", "number": "F-2026-881"}
    return invoice(line("100.00", "21.00", vat="4"), **{**known, **values})


def bill_row(**values):
    row = entry_row(EntryNumber=26600006, Journal="60", YourRef="F-2026-881")
    return {**row, "Supplier": CUSTOMER, **values}


def dollars(rate="0.8"):
    """121.00 dollars."""
    net, vat = Decimal("-100.00"), Decimal("-21.00")
    balance, vat_balance = (quantise(one * Decimal(rate)) for one in (net, vat))
    one = replace(
        line("-100.00", "-21.00", vat="2"), balance=balance, vat_balance=vat_balance
    )
    due = Due(
        date=date(2026, 7, 25), amount=Decimal("121.00"), balance=-balance - vat_balance
    )
    return invoice(one, currency="USD", dues=[due])


# Written


def test_sales_invoice(ledger, server):
    server.then(d(entry_row(), 201))
    (booked,) = ledger.post([invoice(link="12-ab-cd", mark="odoo-7")])
    assert booked == Booked(
        key=Key(kind=Kind.INVOICE, journal="70", number="INV/2026/00012"),
        id=ENTRY,
        number="26700001",
        date=date(2026, 6, 25),
        total=Decimal("121.00"),
        balance=Decimal("121.00"),
        relation="20115",
        file=FILE,
    )
    (request,) = server.requests
    assert request.headers["Prefer"] == "return=representation"
    assert asked(request)[0] == "salesentry/SalesEntries"
    assert '"AmountFC":100.00' in request.body
    assert sent(request) == {
        "Customer": CUSTOMER,
        "Journal": "70",
        "EntryDate": "2026-06-25",
        "DueDate": "2024-03-29",
        "PaymentCondition": "30",
        "Currency": "EUR",
        "YourRef": "INV/2026/00012",
        "Description": "INV/2026/00012",
        "PaymentReference": "INV202600012",
        "ExternalLinkReference": f"{BASE}12-ab-cd#mark=odoo-7",
        "SalesEntryLines": [
            {
                "GLAccount": REVENUE,
                "AmountFC": 100.0,
                "VATCode": "2",
                "VATAmountFC": 21.0,
                "Description": "Consultancy June",
                "CostCenter": "AMS",
            }
        ],
    }


def test_credit_note_is_negative(ledger, server):
    server.then(d(entry_row(AmountFC=-60.5, YourRef="RINV/2026/00003"), 201))
    note = invoice(
        line("50.00", "10.50", vat="2"),
        kind=Kind.CREDIT_NOTE,
        number="RINV/2026/00003",
    )
    (booked,) = ledger.post([note])
    assert booked.total == Decimal("-60.50")
    (made,) = sent(server.requests[0])["SalesEntryLines"]
    assert (made["AmountFC"], made["VATAmountFC"]) == (-50, -10.5)


def test_bill(ledger, server):
    server.then(d(bill_row(), 201))
    (booked,) = ledger.post([bill(relation=Ref(code="60012", id=CUSTOMER))])
    assert booked.total == Decimal("-121.00")
    told = sent(server.requests[0])
    assert (told["Supplier"], told["YourRef"]) == (CUSTOMER, "F-2026-881")
    assert told["PurchaseEntryLines"][0]["AmountFC"] == 100


def test_period_and_date_are_told_apart(ledger, server):
    """A bill of another month."""
    server.then(d(bill_row(), 201))
    ledger.post([bill(date=date(2026, 6, 25), period="2026/08")])
    told = sent(server.requests[0])
    assert told["EntryDate"] == "2026-06-25"
    assert (told["ReportingYear"], told["ReportingPeriod"]) == (2026, 8)


def test_vat_that_the_buyer_owes_is_left_to_the_code(ledger, server):
    server.then(d(bill_row(AmountFC=100), 201))
    one = replace(line("100.00", "0.00", vat="10"), reverse=True)
    one = replace(one, reverse_amount=Decimal("21.00"))
    ledger.post([invoice(one, kind=Kind.BILL, journal="60", number="F-1")])
    (made,) = sent(server.requests[0])["PurchaseEntryLines"]
    assert "VATAmountFC" not in made


def test_no_vat_is_told_as_none(ledger, server):
    """Else the code would compute some."""
    server.then(d(entry_row(), 201))
    ledger.post([invoice(line("-100.00", "0.00", vat="2"))])
    assert '"VATAmountFC":0.00' in server.requests[0].body


def test_line_without_a_code_has_no_vat_amount(ledger, server):
    server.then(d(entry_row(), 201))
    ledger.post([invoice(line("-100.00", vat=None))])
    (made,) = sent(server.requests[0])["SalesEntryLines"]
    assert not {"VATCode", "VATAmountFC"} & set(made)


def test_texts_go_where_they_are_wanted(ledger, server):
    texts = {
        "Description": "Project\tNorth\x07",
        "PaymentReference": "RF18",
        "OrderNumber": "4500017",
        "Notes": "First\nsecond",
        "freetext1": "of another ledger",
    }
    server.then(d(entry_row(), 201))
    fields = tuple(Text(field=name, value=value) for name, value in texts.items())
    (booked,) = ledger.post([invoice(texts=fields)])
    told = sent(server.requests[0])
    assert told["Description"] == "Project North"
    assert (told["PaymentReference"], told["OrderNumber"]) == ("RF18", 4500017)
    assert told["SalesEntryLines"][0]["Notes"] == "First second"
    assert "freetext1" not in told
    assert booked.warnings == ()


@pytest.mark.parametrize("value", ["PO-77", "2147483648", "-1", "", "٤"])
def test_order_number_with_letters_is_told_of(ledger, server, value):
    server.then(d(entry_row(), 201))
    text = Text(field="OrderNumber", value=value)
    (booked,) = ledger.post([invoice(texts=(text,))])
    assert "OrderNumber" not in sent(server.requests[0])
    assert booked.warnings == (f"OrderNumber: {value}",)


def test_long_texts_are_cut_and_control_characters_left_out(ledger, server):
    server.then(d(entry_row(), 201))
    one = line("-100.00", "-21.00", vat="2", description="a\x0bb\r\n" + "x" * 80)
    ledger.post([invoice(one, description="y\x00" * 40, reference="R\x1b1")])
    told = sent(server.requests[0])
    assert told["Description"] == " ".join("y" * 30)
    assert told["PaymentReference"] == "R 1"
    assert told["SalesEntryLines"][0]["Description"] == "a b " + "x" * 56
    assert all(ord(one) >= 32 for one in server.requests[0].body)
    assert "\\u00" not in server.requests[0].body


# Foreign currency


def test_foreign_currency_has_odoos_rate(ledger, server):
    server.then(d(entry_row(AmountDC=96.8, Rate=0.8), 201))
    (booked,) = ledger.post([dollars()])
    told = sent(server.requests[0])
    assert (told["Currency"], told["Rate"]) == ("USD", 0.8)
    assert (booked.balance, booked.warnings) == (Decimal("96.80"), ())


def test_rate_and_amount_that_the_ledger_took_otherwise_are_told(ledger, server):
    server.then(d(entry_row(AmountDC=108.9, Rate=0.9), 201))
    (booked,) = ledger.post([dollars()])
    assert booked.warnings == (
        "Rate: 0.9 <> 0.8000000000",
        "AmountDC: 108.90 <> 96.80",
    )


def test_rate_with_fewer_digits_is_the_same(ledger, server):
    document = dollars("0.81")
    server.then(d(entry_row(AmountDC=98.01, Rate="0.81000001"), 201))
    assert ledger.post([document])[0].warnings == ()


def test_amounts_that_no_rate_gives_are_refused(ledger, server):
    one = replace(
        line("-100.00", "-21.00", vat="2"),
        balance=Decimal("-80.00"),
        vat_balance=Decimal("-20.00"),
    )
    due = Due(date=date(2026, 7, 25), amount=Decimal(121), balance=Decimal(100))
    (outcome,) = ledger.post([invoice(one, currency="USD", dues=[due])])
    assert (outcome.code, outcome.field) == ("rate_not_fitting", "Rate")
    assert server.requests == []


# Numbers


@pytest.mark.parametrize(
    ("number", "own"),
    [
        ("INV/2026/00012", "202600012"),
        ("2147483647", "2147483647"),
        ("INV 1,000,000,007", "1000000007"),
    ],
)
def test_own_number_has_all_digits_that_fit(server, number, own):
    with opened(server, own_numbers=True) as ledger:
        assert ledger.number(invoice(number=number)) == own
        server.then(d(entry_row(EntryNumber=int(own)), 201))
        (booked,) = ledger.post([invoice(number=number)])
    assert sent(server.requests[0])["EntryNumber"] == int(own)
    assert booked.number == own


@pytest.mark.parametrize(
    ("number", "code", "message", "field"),
    [
        (
            "2147483648",
            "number_not_fitting",
            "2147483648 > 2147483647",
            "EntryNumber",
        ),
        ("INV", "number_not_fitting", "INV", "EntryNumber"),
        ("INV/0", "number_not_fitting", "INV/0", "EntryNumber"),
        ("X" * 31, "number_too_long", "31 > 30", "YourRef"),
        ("\x00 ", "number_not_fitting", "''", "YourRef"),
    ],
)
def test_number_that_can_not_be_is_told_before(server, number, code, message, field):
    with opened(server, own_numbers=True) as ledger:
        told = ledger.number(invoice(number=number))
        (outcome,) = ledger.post([invoice(number=number)])
    assert told == outcome == Rejected(code=code, message=message, field=field)
    assert server.requests == []


def test_ledger_numbers_credit_notes_bills_and_what_is_booked_again(server):
    with opened(server, own_numbers=True) as ledger:
        note = invoice(line("1.00", vat=""), kind=Kind.CREDIT_NOTE, number="R/1")
        again = invoice(attempt=1)
        for document in (note, bill(), again):
            assert ledger.number(document) == ""
        server.then(d(entry_row(), 201))
        ledger.post([again])
    assert "EntryNumber" not in sent(server.requests[0])
    assert ledger.number(invoice()) == "202600012"


def test_number_is_told_without_an_account(server):
    with opened(server) as ledger:
        ledger.api.division = ""
        assert ledger.number(invoice()) == ""
    assert server.requests == []


LONG = "Reversal of: BILL/2026/06/0012, wrong price and quantity"


def test_long_reference_of_a_vendor_is_booked_and_found_again(ledger, server):
    """Odoo makes them where a bill is reversed."""
    document = bill(number=LONG, relation=Ref(code="60012", id=CUSTOMER))
    assert ledger.number(document) == ""
    server.then(d(bill_row(), 201))
    ledger.post([document])
    written = sent(server.requests[0])["YourRef"]
    assert len(written) == 30
    assert written.startswith("Reversal of: BILL/202")
    key = document.key
    other = replace(key, number=LONG.replace("quantity", "tax"))
    server.then(
        page(bill_row(YourRef=written)), page({"ID": CUSTOMER, "Code": "60012"})
    )
    found = ledger.find([key, other])
    assert ([hit.key for hit in found[key]], found[other]) == ([key], [])


def test_long_reference_is_the_same_however_blanks_are_written(ledger, server):
    spelt = f"  {LONG.replace(' ', '  ')}\n"
    server.then(*[d(bill_row(), 201)] * 2)
    ledger.post([bill(number=LONG)])
    ledger.post([bill(number=spelt)])
    one, other = (sent(request)["YourRef"] for request in server.requests)
    assert one == other
