"""Small promises of the client of Exact Online, each where it ends."""

from datetime import date

import pytest
from documents import line
from exact_answers import (
    ENTRY,
    FILE,
    SECRET,
    account_row,
    asked,
    customer,
    d,
    entry_row,
    invoice,
    opened,
    page,
    refused,
    remarks,
    signed,
    told,
)
from exact_terms import KINDS, term
from loopback import reply

from odoo.addons.connector_base.ledger.errors import InDoubt
from odoo.addons.connector_base.ledger.values import (
    Booked,
    Item,
    ItemKind,
    Key,
    Kind,
    Ref,
    Rejected,
)
from odoo.addons.exact_connector.client import (
    const,
    lists,
    memorial,
    webhooks,
)

DONE = reply(status=204)
FILES = "documents/DocumentAttachments"


@pytest.fixture
def ledger(server):
    with opened(server) as ledger:
        yield ledger


def booked(**values):
    return Booked(key=invoice().key, id=ENTRY, number="26700001", **values)


# Lists


def test_entry_over_nothing_is_an_invoice_and_one_below_a_credit_note(server):
    """In the order of the ledger; one that tells no day as of the first."""
    rows = [entry_row(AmountFC=a, EntryDate=None) for a in (0, 0.5, -0.5)]
    kinds = [Kind.INVOICE, Kind.INVOICE, Kind.CREDIT_NOTE]
    with opened(server, purchases=False) as ledger:
        server.then(page(), page(*rows), page(account_row()))
        found = list(ledger.booked(date(2026, 6, 1), date(2026, 6, 30)))
    assert [(one.key.kind, one.period, one.parts) for one in found] == [
        (kind, "", None) for kind in kinds
    ]
    assert asked(server.requests[1])[1]["$select"].endswith(
        "ExternalLinkReference,ReportingYear,ReportingPeriod,"
        "SalesEntryLines/GLAccountCode,SalesEntryLines/AmountFC,"
        "SalesEntryLines/VATCode,SalesEntryLines/CostCenter,SalesEntryLines/CostUnit"
    )


def test_lines_that_tell_too_little_are_not_told(server):
    """Or what they lack would look as if it were empty."""
    whole = dict.fromkeys(("GLAccountCode", "VATCode", "CostCenter", "CostUnit"), "1")
    lines = [{**whole, "AmountFC": -5}], [whole], [{"AmountFC": 5}], None
    rows = [entry_row(SalesEntryLines=some) for some in lines]
    with opened(server, purchases=False) as ledger:
        server.then(page(), page(*rows), page(account_row()))
        found = list(ledger.booked(date(2026, 6, 1), date(2026, 6, 30)))
    assert [one.parts is None for one in found] == [False, True, True, True]
    (part,) = found[0].parts
    assert (part.account, part.vat, part.cost_centre, part.project) == tuple("1111")
    assert part.amount == 5


# Files


def test_file_of_ten_megabytes_goes_and_a_larger_one_says_why(ledger, server):
    server.then(page(), d({"ID": "x"}, 201))
    assert ledger.attach(booked(file=FILE), "x.pdf", bytes(const.MAX_FILE)) == FILE
    outcome = ledger.attach(booked(file=FILE), "x.pdf", bytes(const.MAX_FILE + 1))
    assert outcome == Rejected(
        code="refused", message="10485761 > 10485760", field="Attachment"
    )


def test_file_that_lies_there_already_is_not_sent_again(ledger, server):
    server.then(d([entry_row()]), page({"FileName": "x.pdf"}))
    assert ledger.attach(booked(), "x.pdf", b"%PDF") == FILE
    assert [method for method, _path in told(server)] == ["GET", "GET"]


def test_document_that_can_not_be_named_on_its_entry_is_told_of(ledger, server):
    server.then(d(entry_row(Document=None), 201))
    (made,) = ledger.post([invoice()])
    server.then(d({"ID": FILE}, 201), refused("Periode is afgesloten"), d({}, 201))
    assert ledger.attach(made, "x.pdf", b"%PDF") == FILE
    assert remarks(ledger) == [("field_refused", "Document: Periode is afgesloten")]


def test_document_without_its_id_is_in_doubt_and_says_which(ledger, server):
    server.then(d(entry_row(Document=None), 201), d({}, 201))
    (made,) = ledger.post([invoice()])
    with pytest.raises(InDoubt) as caught:
        ledger.attach(made, "x.pdf", b"%PDF")
    assert caught.value.code == "unexpected_answer"
    assert caught.value.detail == "documents/Documents without ID"


def test_who_may_not_lay_files_beside_is_told_so(ledger, server):
    server.then(page(), refused("Forbidden", 403))
    assert ledger.attach(booked(file=FILE), "x.pdf", b"%PDF") == Rejected(
        code="refused", message=f"{FILES}: Forbidden", field="Document"
    )


# The rest


@pytest.mark.parametrize(
    ("type_", "kind"),
    [
        (40, KINDS.PAYMENT),
        (20, KINDS.DOCUMENT),
        (31, KINDS.DOCUMENT),
        (82, KINDS.DIFFERENCE),
        (90, KINDS.OTHER),
    ],
)
def test_term_is_of_the_kind_that_its_type_says(type_, kind):
    assert term("t", "1", type_=type_).kind is kind


def test_division_without_a_name_is_called_by_its_number(ledger, server):
    me = page({"CurrentDivision": 124132})
    server.then(me, page({"Code": 124132}), page())
    (one,) = ledger.administrations()
    assert (one.code, one.name, one.currency) == ("124132", "124132", "")


def test_signed_bytes_stand_between_the_first_and_the_last_word():
    """Nothing before them, nothing else in their place."""
    whole = signed(b"{}")
    assert webhooks.verified(signed(b'{"a":1}'), SECRET) == {"a": 1}
    assert webhooks.verified(b" " + signed(b'{"a":1}'), SECRET) == {}
    assert webhooks.verified(signed(b'{"a":1}')[1:], SECRET) == {}
    assert webhooks.verified(signed(b"[1]"), SECRET) == {}
    assert webhooks.verified(whole.partition(b",")[0], SECRET) == {}


def test_subscription_of_no_application_is_nobodys(ledger, server):
    row = {"ID": "s", "Topic": "BankEntries", "CallbackURL": "u", "ClientID": None}
    server.then(page(row))
    assert webhooks.unsubscribe(ledger.api, "client") == ""
    assert len(server.requests) == 1


def test_bill_of_the_same_vendor_is_a_hit_however_its_code_is_written(server):
    key = Key(kind=Kind.BILL, journal="60", number="F1", relation="v 1")
    row = entry_row(YourRef="F1", Supplier="s")
    for code, is_hit in (("V 1", True), ("V2", False), ("", True)):
        with opened(server) as ledger:
            server.then(page(row), page({"ID": "s", "Code": code}))
            assert bool(ledger.find([key])[key]) is is_hit


@pytest.mark.parametrize(
    ("row", "period"),
    [
        ({"ReportingYear": 2026, "ReportingPeriod": 6}, "2026/06"),
        ({"ReportingPeriod": 6}, ""),
        ({"ReportingYear": 2026}, ""),
        ({"ReportingYear": 2026, "ReportingPeriod": 0}, ""),
    ],
)
def test_period_is_told_where_both_its_parts_are(row, period):
    assert lists._period(row) == period


def test_journal_entry_that_tells_no_journal_is_in_its_own():
    row = {"EntryID": ENTRY, "EntryNumber": 7, "JournalCode": None}
    found = memorial.made(row, invoice())
    assert (found.key, found.number, found.total) == (invoice().key, "7", None)
    told_ = memorial.made({**row, "JournalCode": " 91"}, invoice())
    assert told_.key.journal == "91"


def test_vat_of_nothing_has_no_sign():
    one = line("-100.00", "-0.00", vat="2")
    (told_,) = memorial.entry(invoice(one))["GeneralJournalEntryLines"]
    assert str(told_["AmountVATFC"]) == "0.00"


def test_money_of_which_no_entry_is_told(server):
    journal = Item(kind=ItemKind.JOURNAL, ref=Ref(code="20"), name="B")
    journal.attributes["use"] = "bank"
    row = {
        "AccountCode": "1",
        "Amount": -5,
        "CurrencyCode": "EUR",
        "InvoiceDate": "/Date(1782345600000)/",
        "JournalCode": "20",
    }
    with opened(server, cached=lambda kind: [journal], purchases=False) as ledger:
        server.then(page(row), page())
        (one,) = ledger.on_account(date(2026, 1, 1))
    assert (one.settlement, one.journal, one.amount) == ("20/", "20", -5)


def test_own_number_without_a_reference_is_a_hit(server):
    row = entry_row(YourRef=None, EntryNumber=202600012)
    with opened(server, own_numbers=True, cached=lambda kind: [customer()]) as ledger:
        server.then(page(row))
        (one,) = ledger.find([invoice().key])[invoice().key]
    assert (one.key.number, one.number) == ("", "202600012")
