"""Files beside entries of Exact Online."""

import pytest
from documents import line
from exact_answers import (
    CUSTOMER,
    ENTRY,
    FILE,
    asked,
    d,
    entry_row,
    invoice,
    opened,
    page,
    refused,
    remarks,
    sent,
    told,
)
from loopback import close, reply

from odoo.addons.connector_base.ledger.errors import InDoubt
from odoo.addons.connector_base.ledger.values import Booked, Kind, Rejected

ENTRIES, LINES = "salesentry/SalesEntries", "salesentry/SalesEntryLines"
DONE = reply(status=204)


ENTRIES, DONE = "salesentry/SalesEntries", reply(status=204)


@pytest.fixture
def ledger(server):
    with opened(server) as ledger:
        yield ledger


def booked(**values):
    return Booked(key=invoice().key, id=ENTRY, number="26700001", **values)


FILES, DOCUMENTS = "documents/DocumentAttachments", "documents/Documents"
PDF = ("INV_2026_00012.pdf", b"%PDF-1")


def test_file_is_laid_beside_once(ledger, server):
    server.then(page(), d({"ID": "x"}, 201))
    assert ledger.attach(booked(file=FILE), *PDF) == FILE
    assert sent(server.requests[1]) == {
        "Document": FILE,
        "FileName": "INV_2026_00012.pdf",
        "Attachment": "JVBERi0x",
    }
    assert asked(server.requests[0])[1]["$filter"] == f"Document eq guid'{FILE}'"
    server.then(page({"FileName": "INV_2026_00012.pdf"}))
    assert ledger.attach(booked(file=FILE), *PDF) == FILE
    assert len(server.requests) == 3
    outcome = ledger.attach(booked(file=FILE), "big.pdf", bytes(11 * 1024 * 1024))
    assert isinstance(outcome, Rejected)


def test_document_that_the_entry_got_meanwhile_is_taken(ledger, server):
    """Of an entry from before: what stands there is asked for."""
    server.then(page(entry_row()), page({"FileName": "other.pdf"}), d({"ID": "x"}, 201))
    assert ledger.attach(booked(), *PDF) == FILE
    assert [path for _method, path in told(server)] == [ENTRIES, FILES, FILES]
    assert sent(server.requests[2])["Document"] == FILE


def test_sales_entry_gets_a_document_for_its_file(ledger, server):
    """One call more than where there is a document already."""
    server.then(
        d(entry_row(Document=None), 201),
        d({"ID": FILE}, 201),
        DONE,
        d({"ID": "x"}, 201),
    )
    (made,) = ledger.post([invoice()])
    assert made.file == ""
    assert ledger.attach(made, *PDF) == FILE
    assert told(server)[1:] == [
        ("POST", DOCUMENTS),
        ("PUT", f"{ENTRIES}(guid'{ENTRY}')"),
        ("POST", FILES),
    ]
    assert sent(server.requests[1]) == {
        "Type": 10,
        "Subject": "INV/2026/00012",
        "Account": CUSTOMER,
        "DocumentDate": "2026-06-25",
        "FinancialTransactionEntryID": ENTRY,
    }
    assert sent(server.requests[2]) == {"Document": FILE}
    assert sent(server.requests[3])["Document"] == FILE


def test_second_file_goes_on_the_same_document(ledger, server):
    server.then(
        d(entry_row(Document=None), 201),
        d({"ID": FILE}, 201),
        DONE,
        d({"ID": "x"}, 201),
        page({"FileName": PDF[0]}),
        d({"ID": "y"}, 201),
    )
    (made,) = ledger.post([invoice()])
    assert ledger.attach(made, *PDF) == FILE
    assert ledger.attach(made, "hours.pdf", b"%PDF-2") == FILE
    assert sent(server.requests[-1])["Document"] == FILE


def test_purchase_entry_has_its_document(ledger, server):
    row = entry_row(Journal="60", YourRef="F-1", Supplier=CUSTOMER)
    server.then(d(row, 201), d({"ID": "x"}, 201))
    bill = invoice(
        line("100.00", "21.00", vat="4"), kind=Kind.BILL, journal="60", number="F-1"
    )
    (made,) = ledger.post([bill])
    assert ledger.attach(made, *PDF) == FILE
    assert told(server)[1:] == [("POST", FILES)]


def test_another_run_looks_for_what_the_first_one_left(ledger, server):
    """It was cut off after the document was made, before the entry had its name."""
    server.then(
        d([entry_row(Document=None)]), d([{"ID": FILE}]), DONE, page(), d({"ID": "x"})
    )
    assert ledger.attach(booked(), *PDF) == FILE
    assert told(server) == [
        ("GET", ENTRIES),
        ("GET", DOCUMENTS),
        ("PUT", f"{ENTRIES}(guid'{ENTRY}')"),
        ("GET", FILES),
        ("POST", FILES),
    ]
    where = asked(server.requests[1])[1]["$filter"]
    assert where == f"FinancialTransactionEntryID eq guid'{ENTRY}'"


def test_doubt_about_a_file_is_looked_into_at_the_next_try(ledger, server):
    server.then(d(entry_row(Document=None), 201), d({"ID": FILE}, 201), DONE, close)
    (made,) = ledger.post([invoice()])
    with pytest.raises(InDoubt):
        ledger.attach(made, *PDF)
    server.then(page({"FileName": PDF[0]}))
    assert ledger.attach(made, *PDF) == FILE
    assert told(server)[-1] == ("GET", FILES)


def test_entry_that_can_not_be_changed_keeps_its_file(ledger, server):
    """The document names the entry."""
    server.then(
        d([entry_row(Document=None, Status=50)]),
        page(),
        d({"ID": FILE}, 201),
        refused("Periode is afgesloten: 2026 - 6"),
        d({"ID": "x"}, 201),
    )
    assert ledger.attach(booked(), *PDF) == FILE
    assert [code for code, _detail in remarks(ledger)] == ["field_refused"]


def test_without_the_right_to_documents_the_reason_is_told(ledger, server):
    server.then(refused("Forbidden - Application Scope Violated. Cannot read", 403))
    for _twice in range(2):
        outcome = ledger.attach(booked(file=FILE), *PDF)
        assert outcome.code == "refused"
        assert outcome.message.startswith(FILES)
    assert len(server.requests) == 1


def test_file_that_is_refused_says_why(ledger, server):
    server.then(page(), refused("Te groot: Bijlage"))
    outcome = ledger.attach(booked(file=FILE), *PDF)
    assert (outcome.code, outcome.message) == ("refused", "Te groot: Bijlage")


def test_entry_that_is_gone_gets_no_file(ledger, server):
    server.then(d([]))
    assert ledger.attach(booked(), *PDF).code == "not_draft"


def test_document_without_an_id_is_in_doubt(ledger, server):
    server.then(d(entry_row(Document=None), 201), d({}, 201))
    (made,) = ledger.post([invoice()])
    with pytest.raises(InDoubt) as caught:
        ledger.attach(made, *PDF)
    assert caught.value.detail == f"{DOCUMENTS} without ID"
    assert len(server.requests) == 2
