"""Payment terms and matching (reference 4.10, 5)."""

import pytest
from exact_client import BANK, LEDGER, day


def pay(exact, *refs, **more):
    invoices = [{"invoicenumber": r} if isinstance(r, str) else r for r in refs]
    return exact.act("receipt", invoices=invoices, date="2026-06-12", **more)


def by_status(exact, entry):
    """{status: [amount]}, as it stands in the ledger: debit positive."""
    found = {}
    for term in exact.terms(entry):
        found.setdefault(term["Status"], []).append(-term["AmountDC"])
    return {status: sorted(amounts) for status, amounts in found.items()}


def receipts(exact, **query):
    """Terms of bank entries."""
    rows = exact.rows("sync/Cashflow/PaymentTerms", filter="Timestamp gt 1", **query)
    return [row for row in rows if row["TransactionType"] == 40]


def stamps(exact):
    rows = exact.rows("sync/Cashflow/PaymentTerms", filter="Timestamp gt 1")
    return {row["ID"]: int(row["Timestamp"]) for row in rows}


# Open


def test_open_term(exact):
    entry = exact.sell(PaymentCondition="30", PaymentReference="ref")
    (term,) = exact.terms(entry)
    assert (term["AmountDC"], term["TransactionAmountDC"]) == (-121, 121)
    assert (term["Status"], term["LineType"], term["Source"]) == (20, 20, 1)
    assert term["TransactionEntryID"] == entry["EntryID"]
    assert term["EntryID"] != entry["EntryID"]
    assert term["TransactionID"] == exact.ledger(entry)[0]["ID"]
    assert (term["TransactionType"], term["TransactionStatus"]) == (20, 20)
    assert term["TransactionReportingYear"] == 2026
    assert term["TransactionReportingPeriod"] == 6
    assert (term["EntryNumber"], term["InvoiceNumber"]) == (26700001, 26700001)
    assert (term["Journal"], term["YourRef"]) == ("70", "INV/1")
    assert (term["PaymentCondition"], term["PaymentDays"]) == ("30", 30)
    assert (term["PaymentMethod"], term["PaymentReference"]) == ("B", "ref")
    assert day(term["DueDate"]) == day(entry["DueDate"])
    empty = "EndDate EndYear EndPeriod LastPaymentDate ApprovalStatus".split()
    assert not any(term[name] for name in empty)
    assert term["IsFullyPaid"] is False


def test_sign_is_a_switch(exact):
    exact.upgrade(negative_terms=False)
    (term,) = exact.terms(exact.sell())
    assert (term["AmountDC"], term["TransactionAmountDC"]) == (121, 121)


def test_instalments(exact):
    entry = exact.sell(PaymentCondition="2T")
    rows = sorted(exact.terms(entry), key=lambda row: row["DueDate"])
    assert [row["AmountDC"] for row in rows] == [-60.5, -60.5]
    dates = [f"{day(row['DueDate']):%m-%d}" for row in rows]
    assert dates == ["06-24", "07-24"]
    assert {row["TransactionAmountDC"] for row in rows} == {121}


def test_receivables_and_payments_are_apart(exact):
    sale, purchase = exact.sell(), exact.buy()
    query = {"select": "ID,TransactionEntryID"}
    for prefix in ("cashflow", "bulk/Cashflow"):
        (row,) = exact.rows(f"{prefix}/Receivables", **query)
        assert row["TransactionEntryID"] == sale["EntryID"]
        (row,) = exact.rows(f"{prefix}/Payments", **query)
        assert row["TransactionEntryID"] == purchase["EntryID"]
    assert len(exact.terms(sale)) == len(exact.terms(purchase)) == 1


# Paid


def test_paid_in_full(exact):
    entry = exact.sell()
    pay(exact, "INV/1")
    (term,) = exact.terms(entry)
    assert (term["Status"], term["IsFullyPaid"], term["Source"]) == (50, True, 3)
    assert f"{day(term['EndDate']):%Y-%m-%d}" == "2026-06-12"
    assert (term["EndYear"], term["EndPeriod"]) == (2026, 6)
    assert f"{day(term['LastPaymentDate']):%Y-%m-%d}" == "2026-06-12"
    (receipt,) = receipts(exact)
    assert (receipt["AmountDC"], receipt["TransactionAmountDC"]) == (121, -121)
    assert (receipt["Status"], receipt["YourRef"]) == (50, "INV/1")
    assert receipt["EndDate"] == term["EndDate"]


def test_end_is_the_latest_date_of_what_is_matched(exact):
    entry = exact.sell(EntryDate="2026-06-14")
    pay(exact, "INV/1")
    (term,) = exact.terms(entry)
    assert f"{day(term['EndDate']):%Y-%m-%d}" == "2026-06-14"
    assert f"{day(term['LastPaymentDate']):%Y-%m-%d}" == "2026-06-12"


def test_part_is_paid(exact):
    """The larger one is split: parts share the booking, not ID and EntryID."""
    entry = exact.sell()
    pay(exact, {"invoicenumber": "INV/1", "amount": "50.00"})
    assert by_status(exact, entry) == {50: [50], 20: [71]}
    rows = exact.terms(entry)
    assert (
        len({row["ID"] for row in rows}) == len({row["EntryID"] for row in rows}) == 2
    )
    assert len({row["TransactionID"] for row in rows}) == 1
    assert {row["TransactionAmountDC"] for row in rows} == {121}
    assert {row["IsFullyPaid"] for row in rows} == {False}
    (left,) = (row for row in rows if row["Status"] == 20)
    assert left["EndDate"] is None
    assert left["LastPaymentDate"] is not None


@pytest.mark.parametrize("keeps", [True, False])
def test_which_part_keeps_its_id_is_a_switch(exact, keeps):
    exact.upgrade(matched_keeps_id=keeps)
    entry = exact.sell()
    (before,) = exact.terms(entry)
    pay(exact, {"invoicenumber": "INV/1", "amount": "50.00"})
    (kept,) = (r for r in exact.terms(entry) if r["ID"] == before["ID"])
    assert kept["Status"] == (50 if keeps else 20)


def test_paid_in_tranches(exact):
    entry = exact.sell()
    for amount in ("50.00", "30.00", "41.00"):
        pay(exact, {"invoicenumber": "INV/1", "amount": amount})
    assert by_status(exact, entry) == {50: [30, 41, 50]}
    assert {row["IsFullyPaid"] for row in exact.terms(entry)} == {True}


def test_paid_too_much_stays_open_on_the_receipt(exact):
    entry = exact.sell()
    pay(exact, {"invoicenumber": "INV/1", "amount": "150.00"})
    assert by_status(exact, entry) == {50: [121]}
    rows = {row["Status"]: row for row in receipts(exact)}
    assert {status: row["AmountDC"] for status, row in rows.items()} == {
        50: 121,
        20: 29,
    }


def test_receipt_for_several_invoices_in_one_line(exact):
    """Which invoices it paid must be derived: no reference tells."""
    entries = [exact.sell(f"INV/{number}") for number in range(3)]
    pay(exact, "INV/0", "INV/1", "INV/2", lump=True)
    (receipt,) = receipts(exact)
    assert (receipt["AmountDC"], receipt["Status"]) == (363, 50)
    assert receipt["YourRef"] is receipt["InvoiceNumber"] is None
    parts = [exact.terms(entry)[0] for entry in entries]
    assert {part["Status"] for part in parts} == {50}
    assert {part["EndDate"] for part in parts} == {receipt["EndDate"]}


def test_receipt_line_by_line(exact):
    for number in range(2):
        exact.sell(f"INV/{number}")
    pay(exact, "INV/0", "INV/1")
    assert len(exact.rows(BANK, select="EntryID")) == 1
    assert {row["YourRef"] for row in receipts(exact)} == {"INV/0", "INV/1"}


def test_receipt_that_is_not_matched(exact):
    entry = exact.sell()
    pay(exact, "INV/1", match=False)
    assert by_status(exact, entry) == {20: [121]}
    (receipt,) = receipts(exact)
    assert (receipt["Status"], receipt["YourRef"]) == (20, None)


def test_payment_to_a_supplier(exact):
    entry = exact.buy("F-1")
    pay(exact, "F-1")
    (term,) = exact.terms(entry)
    assert (term["Status"], term["AmountDC"]) == (50, 121)
    (receipt,) = receipts(exact)
    assert (receipt["LineType"], receipt["AmountDC"]) == (22, -121)


# Written off, set off


def test_difference_is_booked_apart(exact):
    entry = exact.sell()
    off = {"type": "writeoff", "amount": "1.00"}
    pay(exact, {"invoicenumber": "INV/1", "writeoff": off})
    assert by_status(exact, entry) == {50: [121]}
    rows = exact.rows(LEDGER, filter="Type eq 83")
    found = {row["GLAccountCode"]: row["AmountDC"] for row in rows}
    assert found == {"1300": -1, "4900": 1}
    assert {row["JournalCode"] for row in rows} == {"93"}


def test_exchange_difference(exact):
    entry = exact.sell(Currency="USD", Rate="0.9")
    pay(exact, "INV/1", currency="USD", rate="0.8")
    assert by_status(exact, entry) == {50: [108.9]}
    rows = exact.rows(LEDGER, filter="Type eq 82")
    found = {row["GLAccountCode"]: row["AmountDC"] for row in rows}
    assert found == {"1300": -12.1, "4910": 12.1}


def test_payment_in_another_currency(exact):
    """What both were worth is compared; the rest is an exchange difference."""
    entry = exact.sell(Currency="USD", Rate="0.9")
    pay(exact, {"invoicenumber": "INV/1", "amount": "100.00"}, currency="EUR")
    assert by_status(exact, entry) == {50: [108.9]}
    assert [row["AmountDC"] for row in receipts(exact)] == [100]
    rows = exact.rows(LEDGER, filter="Type eq 82")
    found = {row["GLAccountCode"]: row["AmountDC"] for row in rows}
    assert found == {"1300": -8.9, "4910": 8.9}


def test_payment_in_dollars_is_taken_back_in_dollars(exact):
    entry = exact.sell(Currency="USD", Rate="0.9")
    pay(exact, "INV/1", currency="USD", rate="0.8")
    exact.act("reversal", invoicenumber="INV/1", date="2026-06-14")
    assert by_status(exact, entry) == {20: [108.9]}
    assert sorted(row["AmountDC"] for row in receipts(exact)) == [-96.8, 96.8]


def test_receipt_is_matched_later(exact):
    entry = exact.sell()
    done = pay(exact, "INV/1", match=False)
    assert by_status(exact, entry) == {20: [121]}
    exact.act("match", invoices=[{"invoicenumber": "INV/1"}, done])
    assert by_status(exact, entry) == {50: [121]}
    assert {row["Status"] for row in receipts(exact)} == {50}


def test_rest_closed_by_a_memorial(exact):
    entry = exact.sell()
    pay(exact, {"invoicenumber": "INV/1", "amount": "120.00"})
    exact.act("writeoff", invoicenumber="INV/1", amount="1.00")
    assert by_status(exact, entry) == {50: [1, 120]}
    rows = exact.rows(LEDGER, filter="Type eq 90")
    assert {row["GLAccountCode"] for row in rows} == {"1300", "4900"}


def test_credit_note_set_off(exact):
    entry = exact.sell("INV/1")
    note = exact.sell("RINV/1", lines=[exact.line("-50")])
    exact.act("match", invoices=[{"invoicenumber": r} for r in ("INV/1", "RINV/1")])
    assert by_status(exact, entry) == {50: [60.5], 20: [60.5]}
    (term,) = exact.terms(note)
    assert (term["Status"], term["TransactionType"]) == (50, 21)
    assert term["LastPaymentDate"] is None


# Undone


def test_unmatched(exact):
    entry = exact.sell()
    pay(exact, {"invoicenumber": "INV/1", "amount": "50.00"})
    before = stamps(exact)
    exact.act("unmatch", invoicenumber="INV/1")
    assert by_status(exact, entry) == {20: [121]}
    (term,) = exact.terms(entry)
    assert term["EndDate"] is term["LastPaymentDate"] is None
    assert term["IsFullyPaid"] is False
    (receipt,) = receipts(exact)
    assert (receipt["Status"], receipt["YourRef"]) == (20, None)
    after = stamps(exact)
    assert all(version > max(before.values()) for version in after.values())
    # The part that was joined again is told as deleted.
    rows = exact.rows("sync/Deleted", filter="Timestamp gt 1")
    assert [row["EntityType"] for row in rows] == [10]
    assert rows[0]["EntityKey"] in set(before) - set(after)


def test_unmatching_takes_differences_back(exact):
    exact.sell()
    off = {"type": "writeoff", "amount": "1.00"}
    pay(exact, {"invoicenumber": "INV/1", "writeoff": off})
    exact.act("unmatch", invoicenumber="INV/1")
    assert exact.rows(LEDGER, filter="Type eq 83") == []


def test_bank_takes_it_back(exact):
    entry = exact.sell()
    pay(exact, "INV/1")
    exact.act("reversal", invoicenumber="INV/1", date="2026-06-14")
    assert by_status(exact, entry) == {20: [121]}
    assert {row["Status"] for row in receipts(exact)} == {50}
    assert sorted(row["AmountDC"] for row in receipts(exact)) == [-121, 121]


def test_receipt_is_edited(exact):
    entry = exact.sell()
    receipt = pay(exact, "INV/1")
    before = stamps(exact)
    exact.act("edit_receipt", **receipt, amount="100.00")
    assert by_status(exact, entry) == {50: [100], 20: [21]}
    (row,) = receipts(exact)
    assert (row["AmountDC"], row["TransactionAmountDC"]) == (100, -100)
    assert int(row["Timestamp"]) > max(before.values())


def test_payment_of_a_supplier_is_edited(exact):
    entry = exact.buy()
    receipt = pay(exact, entry["YourRef"])
    exact.act("edit_receipt", **receipt, amount="100.00")
    (row,) = receipts(exact)
    assert row["TransactionAmountDC"] == 100


def test_receipt_is_deleted(exact):
    entry = exact.sell()
    receipt = pay(exact, "INV/1")
    (gone,) = receipts(exact)
    exact.act("delete_receipt", **receipt)
    assert by_status(exact, entry) == {20: [121]}
    rows = exact.rows("sync/Deleted", filter="Timestamp gt 1")
    found = {(row["EntityType"], row["EntityKey"]) for row in rows}
    assert (10, gone["ID"]) in found
    assert (1, gone["TransactionID"]) in found


def test_invoice_is_deleted(exact):
    entry = exact.sell()
    (term,) = exact.terms(entry)
    exact.act("delete", invoicenumber="INV/1")
    rows = exact.rows("sync/Deleted", filter="Timestamp gt 1")
    found = {(row["EntityType"], row["EntityKey"]) for row in rows}
    assert {(10, term["ID"]), (1, term["TransactionID"])} <= found
    assert {row["Division"] for row in rows} == {124132}


def test_invoice_is_edited(exact):
    entry = exact.sell()
    exact.act("edit", invoicenumber="INV/1", amount="242.00")
    (term,) = exact.terms(entry)
    assert (term["AmountDC"], term["TransactionAmountDC"]) == (-242, 242)


def test_payment_run(exact):
    entry = exact.sell()
    one = {"invoicenumber": "INV/1"}
    exact.act("payrun", invoices=[one])
    assert by_status(exact, entry) == {30: [121]}
    exact.act("payrun", invoices=[one], processed=True)
    assert by_status(exact, entry) == {40: [121]}
    exact.act("payrun", invoices=[one], proposed=False)
    assert by_status(exact, entry) == {20: [121]}


# What is asked of them


def test_filters_of_bulk(exact):
    entry = exact.sell()
    exact.sell("INV/2")
    pay(exact, "INV/1")
    (term,) = exact.terms(entry)
    for text, found in (
        ("Status eq 20", 1),
        ("Status eq 50", 2),
        (f"EntryID eq guid'{term['EntryID']}'", 1),
        (f"TransactionID eq guid'{term['TransactionID']}'", 1),
        ("EndDate ge datetime'2026-06-12'", 2),
        ("TransactionType eq 40", 1),
        (f"Account eq guid'{entry['Customer']}'", 3),
        ("InvoiceNumber eq 26700002", 1),
        ("Source eq 3", 2),
    ):
        rows = exact.rows("bulk/Cashflow/Receivables", filter=text, select="ID")
        assert len(rows) == found, text


def test_open_receivables(exact):
    exact.sell("INV/1")
    exact.sell("INV/2")
    pay(exact, "INV/1")
    filter_ = "IsFullyPaid eq false"
    rows = exact.rows("cashflow/Receivables", filter=filter_, select="YourRef")
    assert [row["YourRef"] for row in rows] == ["INV/2"]


def test_books_agree(exact):
    """Open terms are what the ledger says of debtors."""
    exact.sell("INV/1")
    exact.sell("INV/2", Currency="USD", Rate="0.9")
    pay(exact, {"invoicenumber": "INV/1", "amount": "50.00"})
    pay(exact, {"invoicenumber": "INV/2"}, currency="USD", rate="0.8")
    text = f"GLAccount eq guid'{exact.gl('1300')}'"
    ledger = sum(row["AmountDC"] for row in exact.rows(LEDGER, filter=text))
    rows = exact.rows("cashflow/Receivables", filter="Status lt 50", select="AmountDC")
    assert ledger == pytest.approx(-sum(row["AmountDC"] for row in rows)) == 71
