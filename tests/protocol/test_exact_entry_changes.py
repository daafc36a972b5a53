"""Changes of sales entries and their lines (reference 3.8, 4.4)."""

import pytest
from exact_client import ENTRIES, day, error

LINES = "salesentry/SalesEntryLines"


def lines_of(exact, entry):
    rows = exact.rows(f"{ENTRIES}(guid'{entry['EntryID']}')/SalesEntryLines")
    return sorted(rows, key=lambda row: row["LineNumber"])


def header(exact, entry):
    return exact.one(ENTRIES, f"EntryID eq guid'{entry['EntryID']}'")


def test_header_may_change(exact):
    entry = exact.sell()
    exact.put(ENTRIES, entry["EntryID"], {"DueDate": "2026-08-01", "YourRef": "INV/2"})
    row = header(exact, entry)
    assert f"{day(row['DueDate']):%Y-%m-%d}" == "2026-08-01"
    assert (row["YourRef"], row["AmountFC"]) == ("INV/2", 121)
    (term,) = exact.terms(entry)
    assert (term["YourRef"], day(term["DueDate"])) == ("INV/2", day(row["DueDate"]))
    assert exact.ledger(entry)[0]["YourRef"] == "INV/2"


def test_year_can_not_change(exact):
    entry = exact.sell()
    for values in ({"EntryDate": "2025-06-10"}, {"ReportingYear": 2025}):
        answer = exact.put(ENTRIES, entry["EntryID"], values)
        assert error(answer) == "The financial year cannot be changed."


def test_entry_of_a_closed_period_stays(exact):
    entry = exact.sell()
    exact.act("period", period="2026/06", open=False)
    for values in ({"YourRef": "x"}, {"EntryDate": "2026-07-01"}):
        answer = exact.put(ENTRIES, entry["EntryID"], values)
        assert error(answer) == "Periode is afgesloten: 2026 - 6"
    assert exact.delete(ENTRIES, entry["EntryID"]).status_code == 500


def test_processed_entry_stays(exact):
    entry = exact.sell()
    exact.act("finalise", invoicenumber="INV/1")
    assert header(exact, entry)["Status"] == 50
    assert header(exact, entry)["StatusDescription"] == "Processed"
    assert exact.put(ENTRIES, entry["EntryID"], {"YourRef": "x"}).status_code == 500
    assert exact.delete(ENTRIES, entry["EntryID"]).status_code == 500


def test_new_line_then_the_old_one_goes(exact):
    entry = exact.sell()
    (old,) = lines_of(exact, entry)
    fresh = exact.line("110", EntryID=entry["EntryID"], VATAmountFC="23.1")
    made = exact.create(LINES, fresh)
    assert made["LineNumber"] == 2
    assert header(exact, entry)["AmountFC"] == 254.1
    assert exact.delete(LINES, old["ID"]).status_code == 204
    assert header(exact, entry)["AmountFC"] == 133.1
    (term,) = exact.terms(entry)
    assert term["TransactionAmountDC"] == 133.1


def test_line_may_be_put(exact):
    entry = exact.sell()
    (line,) = lines_of(exact, entry)
    assert exact.put(LINES, line["ID"], {"AmountFC": 200}).status_code == 204
    assert header(exact, entry)["AmountFC"] == 242


def test_with_its_last_line_an_entry_goes(exact):
    entry = exact.sell()
    (line,) = lines_of(exact, entry)
    assert exact.delete(LINES, line["ID"]).status_code == 204
    assert exact.rows(ENTRIES) == []
    assert exact.ledger(entry) == []


def test_line_of_no_entry(exact):
    id_ = "11111111-1111-4111-8111-111111111111"
    answer = exact.post(LINES, exact.line(EntryID=id_))
    assert error(answer) == "Ongeldige referentie: Boeking"


def test_deleted_entry(exact):
    entry = exact.sell()
    assert exact.delete(ENTRIES, entry["EntryID"]).status_code == 204
    assert exact.ledger(entry) == exact.terms(entry) == []
    assert exact.rows("financialtransaction/Transactions") == []
    # Its number is not given again by itself.
    assert exact.sell()["EntryNumber"] == 26700002


def test_matched_entry_can_not_be_deleted(exact):
    entry = exact.sell()
    exact.act("receipt", invoices=[{"invoicenumber": "INV/1"}])
    assert exact.delete(ENTRIES, entry["EntryID"]).status_code == 500
    answer = exact.put(ENTRIES, entry["EntryID"], {"DueDate": "2026-09-01"})
    assert answer.status_code == 204


def test_found_again_after_a_lost_answer(exact):
    """The look-up that a client makes before it posts a second time."""
    exact.box.control("fault", kind="lost_answer", root="SalesEntries")
    with pytest.raises(Exception, match="onnection"):
        exact.post(ENTRIES, exact.invoice("INV/'1"))
    filter_ = "Journal eq '70' and YourRef eq 'INV/''1'"
    rows = exact.rows(ENTRIES, filter=filter_, select="EntryID,AmountFC", top=2)
    assert [row["AmountFC"] for row in rows] == [121]
