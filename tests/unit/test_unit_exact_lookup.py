"""An entry of Exact Online is found again, and opens."""

from dataclasses import replace
from decimal import Decimal

import pytest
from documents import line
from exact_answers import (
    BASE,
    CUSTOMER,
    ENTRY,
    FILE,
    asked,
    customer,
    d,
    entry_row,
    invoice,
    opened,
    page,
    refused,
    remarks,
    sent,
)

from odoo.addons.connector_base.ledger.matching import is_same
from odoo.addons.connector_base.ledger.values import (
    Booked,
    Key,
    Kind,
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


def test_timed_out_post_is_looked_up(ledger, server):
    document = invoice()
    server.then(page(entry_row()), d([{"ID": CUSTOMER, "Code": "     20115"}]))
    ((hit,),) = ledger.find([document.key]).values()
    assert (hit.id, hit.total, hit.relation) == (ENTRY, Decimal("121.00"), "20115")
    assert is_same(hit, document)
    path, options = asked(server.requests[0])
    assert path == "salesentry/SalesEntries"
    assert options["$filter"] == "YourRef eq 'INV/2026/00012'"


def test_number_with_an_apostrophe_is_quoted(ledger, server):
    server.then(page())
    key = Key(kind=Kind.INVOICE, journal="70", number="O'Neil & Zn/1")
    assert ledger.find([key]) == {key: []}
    assert asked(server.requests[0])[1]["$filter"] == "YourRef eq 'O''Neil & Zn/1'"


@pytest.mark.parametrize("theirs", [" F2 ", "F2", "f2", "F2   "])
def test_blanks_and_case_make_no_other_number(ledger, server, theirs):
    """One is written without; whoever wrote them differently is found, too."""
    server.then(d(bill_row(YourRef="F2"), 201))
    ledger.post([bill(number=" F2 ")])
    assert sent(server.requests[0])["YourRef"] == "F2"
    key = bill(number=" F2 ").key
    server.then(page(bill_row(YourRef=theirs)), page())
    assert [hit.id for hit in ledger.find([key])[key]] == [ENTRY]
    where = asked(server.requests[1])[1]["$filter"]
    assert where == "YourRef eq ' F2 ' or YourRef eq 'F2'"


def test_number_in_another_journal_is_a_hit_but_not_the_same(ledger, server):
    document = invoice()
    server.then(page(entry_row(Journal="71 ")), page())
    ((hit,),) = ledger.find([document.key]).values()
    assert hit.key.journal == "71"
    assert not is_same(hit, document)


def test_own_number_under_another_reference_is_a_hit(server):
    """Of the same journal alone."""
    key = invoice().key
    taken = entry_row(EntryNumber=202600012, YourRef="by hand")
    other = {**taken, "EntryID": "other", "Journal": "71"}
    with opened(server, own_numbers=True) as ledger:
        server.then(page(taken, other), page())
        assert [hit.id for hit in ledger.find([key])[key]] == [ENTRY]


def test_thirty_are_found_by_two_calls(server):
    """Sales and purchases are two lists; customers are known."""
    numbers = [f"INV/2026/{n:05}" for n in range(30)]
    keys = [Key(kind=Kind.INVOICE, journal="70", number=number) for number in numbers]
    rows = [
        entry_row(EntryID=f"e{n}", YourRef=number, Customer=f"c{n}")
        for n, number in enumerate(numbers)
    ]
    known = [customer(f"c{n}", f"code{n}") for n in range(30)]
    with opened(server, own_numbers=True, cached=lambda kind: known) as ledger:
        server.then(page(*rows), page())
        found = ledger.find(keys)
    assert [hits[0].relation for hits in found.values()] == [
        f"code{n}" for n in range(30)
    ]
    assert len(server.requests) == 2


def test_customers_that_are_not_known_are_asked_for_together(ledger, server):
    keys = [Key(kind=Kind.INVOICE, journal="70", number=f"N{n}") for n in range(20)]
    rows = [
        entry_row(EntryID=f"e{n}", YourRef=f"N{n}", Customer=f"c{n}") for n in range(20)
    ]
    accounts = [{"ID": f"c{n}", "Code": f"  {n}"} for n in range(20)]
    server.then(page(*rows), page(*accounts), page(*rows))
    for _twice in range(2):
        found = ledger.find(keys)
        assert [hits[0].relation for hits in found.values()] == [
            str(n) for n in range(20)
        ]
    assert len(server.requests) == 3


def test_customers_that_may_not_be_read_are_told_without_code(ledger, server):
    key = invoice().key
    server.then(page(entry_row()), refused("Forbidden", 403))
    (hits,) = ledger.find([key]).values()
    assert (hits[0].id, hits[0].relation) == (ENTRY, "")
    assert remarks(ledger) == [("resource_refused", "crm/Accounts: Forbidden")]


def test_bill_of_another_vendor_is_no_hit(server):
    key = replace(bill().key, relation="60012")
    known = [customer(CUSTOMER, "60013")]
    with opened(server, cached=lambda kind: known) as ledger:
        server.then(page(bill_row()))
        assert ledger.find([key])[key] == []


def test_customer_whose_code_changed_is_known_by_its_id(server):
    """Renumbered there, and not refreshed here yet."""
    document = invoice()
    with opened(server, cached=lambda kind: [customer()]) as ledger:
        server.then(page(entry_row()))
        ((hit,),) = ledger.find([document.key]).values()
    assert is_same(hit, document)


def test_entry_says_whose_it_is_by_its_mark(ledger, server):
    """Two equal invoices of one customer and day."""
    document = invoice(mark="odoo-7")
    link = f"{BASE}12-ab-cd#mark=odoo-8"
    server.then(page(entry_row(ExternalLinkReference=link)), page())
    ((hit,),) = ledger.find([document.key]).values()
    assert hit.mark == "odoo-8"
    assert not is_same(hit, document)
    assert is_same(hit, invoice(mark="odoo-8"))


def test_link_of_somebody_else_is_no_mark(ledger, server):
    link = "https://odoo.example/web#id=7&model=account.move"
    server.then(page(entry_row(ExternalLinkReference=link)), page())
    ((hit,),) = ledger.find([invoice().key]).values()
    assert hit.mark == ""


@pytest.mark.parametrize(
    ("row", "vat"),
    [
        ({"VATAmountFC": 21}, Decimal("21.00")),
        ({"AmountFC": -60.5, "VATAmountFC": -10.5}, Decimal("-10.50")),
        ({"VATAmountFC": 0}, Decimal("0.00")),
        ({"VATAmountFC": None}, None),
        ({}, None),
    ],
)
def test_vat_of_an_entry_where_it_is_told(ledger, server, row, vat):
    key = invoice().key
    server.then(page(entry_row(**row)), page())
    (found,) = ledger.find([key])[key]
    assert found.vat == vat


def test_amounts_that_were_not_told_are_not_zero(ledger, server):
    key = invoice().key
    server.then(page(entry_row(AmountFC=None, AmountDC=None)), page())
    (found,) = ledger.find([key])[key]
    assert (found.total, found.balance) == (None, None)


def test_vat_of_a_bill_is_owed_as_its_total(ledger, server):
    key = Key(kind=Kind.BILL, journal="60", number="F-2026-881")
    server.then(page(bill_row(VATAmountFC=21)), page())
    (found,) = ledger.find([key])[key]
    assert (found.total, found.vat) == (Decimal("-121.00"), Decimal("-21.00"))


# Where it opens


def booked(**values):
    return Booked(key=invoice().key, id=ENTRY, number="26700001", **values)


@pytest.mark.parametrize(
    ("template", "file", "address"),
    [
        ("", FILE, f"/docs/DocViewContent.aspx?ID={FILE}&_Division_=124132"),
        ("", "", "/docs/MenuPortal.aspx?_Division_=124132"),
        ("{host}/x?E={entry_id}&D={division}", "", f"/x?E={ENTRY}&D=124132"),
    ],
)
def test_entry_opens_by_its_document_or_as_it_was_set(server, template, file, address):
    with opened(server, template=template) as ledger:
        assert ledger.link(booked(file=file)) == server.url + address
    assert server.requests == []


def test_without_a_division_nothing_opens(server):
    with opened(server) as ledger:
        ledger.api.division = ""
        assert ledger.link(booked(file=FILE)) == ""
