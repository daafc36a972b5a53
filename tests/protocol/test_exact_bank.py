"""Bank, cash, payment services and memorials (reference 4.7, 4.8)."""

import pytest
from exact_client import BANK, LEDGER, MEMORIALS, error

CASH = "financialtransaction/CashEntries"


def bank(exact, lines, journal="20", **more):
    return {"JournalCode": journal, "BankEntryLines": lines, **more}


def line(exact, amount="121.00", **more):
    return {
        "Date": "2026-06-12",
        "GLAccount": exact.gl("1300"),
        "Account": exact.account(),
        "AmountFC": amount,
        **more,
    }


def memorial(exact, *parts, **more):
    lines = [
        {"Date": "2026-06-12", "GLAccount": exact.gl(code), "AmountFC": amount, **rest}
        for code, amount, rest in parts
    ]
    return {"JournalCode": "90", "GeneralJournalEntryLines": lines, **more}


def lines_of(exact, entry, name="BankEntryLines"):
    rows = exact.rows(f"{entry['__metadata']['uri']}/{name}")
    return sorted(rows, key=lambda row: row["LineNumber"])


# Bank


def test_header(exact):
    body = bank(exact, [line(exact)], OpeningBalanceFC=1000, ClosingBalanceFC=1121)
    entry = exact.create(BANK, body)
    assert entry["EntryNumber"] == 26200001
    assert (entry["FinancialYear"], entry["FinancialPeriod"]) == (2026, 6)
    assert (entry["OpeningBalanceFC"], entry["ClosingBalanceFC"]) == (1000, 1121)
    assert (entry["Status"], entry["JournalDescription"]) == (20, "Bank")
    assert "__deferred" in entry["BankEntryLines"]


def test_money_in_is_positive_and_stands_on_the_other_side_in_the_ledger(exact):
    rows = exact.ledger(exact.receipt())
    found = {row["GLAccountCode"]: row["AmountDC"] for row in rows}
    assert found == {"1100": 121, "1300": -121}
    assert {row["Type"] for row in rows} == {40}


def test_money_out_to_a_supplier(exact):
    entry = exact.receipt(
        "-50.00", GLAccount=exact.gl("1600"), Account=exact.account("2001")
    )
    found = {row["GLAccountCode"]: row["AmountDC"] for row in exact.ledger(entry)}
    assert found == {"1100": -50, "1600": 50}


def test_ids_of_a_line(exact):
    """It is the counter line of the ledger, and points at that of the bank."""
    entry = exact.receipt()
    (posted,) = lines_of(exact, entry)
    rows = {row["ID"]: row for row in exact.ledger(entry)}
    assert rows[posted["ID"]]["GLAccountCode"] == "1300"
    assert rows[posted["ID"]]["LineNumber"] == posted["LineNumber"] == 1
    assert rows[posted["OffsetID"]]["GLAccountCode"] == "1100"
    assert rows[posted["ID"]]["OffsetID"] == posted["OffsetID"]
    assert (posted["AmountFC"], posted["AmountDC"]) == (121, 121)
    assert posted["EntryNumber"] == entry["EntryNumber"]
    (term,) = exact.terms(entry)
    assert term["TransactionID"] == posted["ID"]


def test_line_on_a_cost_account_has_no_term(exact):
    entry = exact.receipt("-5.00", GLAccount=exact.gl("4500"), Account=None)
    assert exact.terms(entry) == []


def test_unbalanced_statement_is_let_pass(exact):
    body = bank(exact, [line(exact)], OpeningBalanceFC=0, ClosingBalanceFC=5)
    assert exact.create(BANK, body)["ClosingBalanceFC"] == 5


def test_receipt_settles_by_reference(exact):
    invoice = exact.sell()
    entry = exact.receipt(OurRef=invoice["EntryNumber"])
    assert {t["Status"] for t in exact.terms(invoice)} == {50}
    (term,) = exact.terms(entry)
    assert (term["Status"], term["YourRef"]) == (50, "INV/1")
    rows = {row["GLAccountCode"]: row for row in exact.ledger(entry)}
    assert rows["1300"]["YourRef"] == "INV/1"
    assert rows["1300"]["InvoiceNumber"] == invoice["EntryNumber"]


@pytest.mark.parametrize("changes", ["amount", "account", "reference"])
def test_receipt_that_does_not_agree_stays_open(exact, changes):
    invoice = exact.sell()
    number = invoice["EntryNumber"] + (changes == "reference")
    account = exact.account("1001" if changes == "account" else "1000")
    amount = "50.00" if changes == "amount" else "121.00"
    entry = exact.receipt(amount, Account=account, OurRef=number)
    assert {t["Status"] for t in exact.terms(invoice) + exact.terms(entry)} == {20}
    (posted,) = lines_of(exact, entry)
    assert posted["OurRef"] == number


def test_line_may_be_added(exact):
    entry = exact.receipt()
    body = line(exact, "10.00", EntryID=entry["EntryID"])
    made = exact.create("financialtransaction/BankEntryLines", body)
    assert made["LineNumber"] == 2
    assert len(exact.ledger(entry)) == 4


def test_deleted_entry_is_told(exact):
    entry = exact.receipt()
    ids = {row["ID"] for row in exact.ledger(entry)}
    (term,) = exact.terms(entry)
    assert exact.delete(BANK, entry["EntryID"]).status_code == 204
    rows = exact.rows("sync/Deleted", filter="Timestamp gt 1")
    found = {(row["EntityType"], row["EntityKey"]) for row in rows}
    assert found == {(10, term["ID"])} | {(1, id_) for id_ in ids}


@pytest.mark.parametrize("journal", ["10", "21", "70", "90"])
def test_bank_journals_only(exact, journal):
    answer = exact.post(BANK, bank(exact, [line(exact)], journal))
    assert error(answer) == "Invalid journal. The journal must be a bank journal."


@pytest.mark.parametrize(
    ("values", "text"),
    [
        ({"Account": None}, "Verplicht: Relatie"),
        ({"GLAccount": None}, "Verplicht: Grootboekrekening"),
        (
            {"Account": "11111111-1111-4111-8111-111111111111"},
            "Ongeldige referentie: Relatie",
        ),
        ({"VATCode": "99"}, "Ongeldige referentie: Btw-code"),
    ],
)
def test_lines_that_are_refused(exact, values, text):
    answer = exact.post(BANK, bank(exact, [{**line(exact), **values}]))
    assert error(answer) == text


def test_no_lines(exact):
    assert error(exact.post(BANK, {"JournalCode": "20"})) == "Verplicht: Regels"


def test_closed_period(exact):
    exact.act("period", period="2026/06", open=False, journal="20")
    answer = exact.post(BANK, bank(exact, [line(exact)]))
    assert error(answer) == "Periode is afgesloten: 2026 - 6"


def test_bank_in_another_currency(exact):
    body = bank(exact, [line(exact, "100.00", ExchangeRate="0.8")], Currency="USD")
    entry = exact.create(BANK, body)
    found = {row["GLAccountCode"]: row for row in exact.ledger(entry)}
    assert (found["1100"]["AmountFC"], found["1100"]["AmountDC"]) == (100, 80)
    assert found["1100"]["Currency"] == "USD"


# Cash


def test_cash(exact):
    body = {"JournalCode": "10", "CashEntryLines": [line(exact)]}
    entry = exact.create(CASH, body)
    assert entry["EntryNumber"] == 26100001
    codes = {row["GLAccountCode"]: row["AmountDC"] for row in exact.ledger(entry)}
    assert codes == {"1000": 121, "1300": -121}
    answer = exact.post(CASH, {**body, "JournalCode": "20"})
    assert error(answer) == "Invalid journal. The journal must be a cash journal."
    assert exact.delete(CASH, entry["EntryID"]).status_code == 204


# Payment services


def test_payment_services_are_no_bank_entries(exact):
    """Only the ledger and the terms show them."""
    entry = exact.sell()
    receipt = exact.act("receipt", invoices=[{"invoicenumber": "INV/1"}], journal="21")
    assert exact.rows(BANK, select="EntryID") == []
    assert exact.rows(CASH, select="EntryID") == []
    rows = exact.rows(LEDGER, filter="JournalCode eq '21'")
    assert {row["GLAccountCode"] for row in rows} == {"1150", "1300"}
    assert {row["Type"] for row in rows} == {40}
    assert {row["EntryNumber"] for row in rows} == {receipt["number"]}
    assert {t["Status"] for t in exact.terms(entry)} == {50}
    exact.act("edit_receipt", **receipt, amount="100.00")
    exact.act("delete_receipt", **receipt)
    assert {t["Status"] for t in exact.terms(entry)} == {20}


def test_receipt_by_cash(exact):
    exact.sell()
    exact.act("receipt", invoices=[{"invoicenumber": "INV/1"}], journal="10")
    assert len(exact.rows(CASH, select="EntryID")) == 1


# Memorials


def test_memorial(exact):
    entry = exact.create(
        MEMORIALS, memorial(exact, ("4500", "10.00", {}), ("1200", "-10.00", {}))
    )
    assert (entry["Type"], entry["EntryNumber"]) == (90, 26900001)
    assert (entry["Status"], entry["Reversal"]) == (20, False)
    rows = exact.ledger(entry)
    assert [(r["GLAccountCode"], r["AmountDC"]) for r in rows] == [
        ("4500", 10),
        ("1200", -10),
    ]
    assert {row["Type"] for row in rows} == {90}
    assert [row["LineNumber"] for row in lines_of(exact, entry, LINES)] == [1, 2]


LINES = "GeneralJournalEntryLines"


def test_memorial_out_of_balance(exact):
    body = memorial(exact, ("4500", "10.00", {}), ("1200", "-9.99", {}))
    text = error(exact.post(MEMORIALS, body))
    assert text.startswith("De boeking is niet in evenwicht op: 2026 / 6 (")
    assert text.endswith("- Verschil: EUR 0,01")


def test_memorial_on_a_customer_makes_a_term(exact):
    body = memorial(
        exact,
        ("1300", "10.00", {"Account": exact.account()}),
        ("4900", "-10.00", {}),
    )
    (term,) = exact.terms(exact.create(MEMORIALS, body))
    assert (term["TransactionType"], term["LineType"]) == (90, 20)
    assert (term["AmountDC"], term["TransactionAmountDC"]) == (-10, 10)


def test_memorial_settles_by_reference(exact):
    invoice = exact.sell()
    rest = {"Account": exact.account(), "OurRef": invoice["EntryNumber"]}
    body = memorial(exact, ("1300", "-121.00", rest), ("4900", "121.00", {}))
    exact.create(MEMORIALS, body)
    assert {t["Status"] for t in exact.terms(invoice)} == {50}


def test_vat_in_a_memorial_journal_without_vat(exact):
    body = memorial(exact, ("4500", "10.00", {"VATCode": "4"}), ("1200", "-10.00", {}))
    assert error(exact.post(MEMORIALS, body)) == "Niet toegestaan: Btw-code"


def test_memorial_journals_only(exact):
    body = memorial(exact, ("4500", "1", {}), ("1200", "-1", {}), JournalCode="20")
    assert error(exact.post(MEMORIALS, body)) == "Ongeldig: Dagboek (type)"


def test_memorial_of_ones_own_number_and_rate(exact):
    body = memorial(
        exact,
        ("4500", "10.00", {}),
        ("1200", "-10.00", {}),
        EntryNumber=26900077,
        Currency="USD",
        ExchangeRate="0.5",
    )
    entry = exact.create(MEMORIALS, body)
    assert (entry["EntryNumber"], entry["ExchangeRate"]) == (26900077, 0.5)
    assert exact.ledger(entry)[0]["AmountDC"] == 5
    assert error(exact.post(MEMORIALS, body)) == "In gebruik: Boekstuknummer"


def test_deleted_memorial(exact):
    entry = exact.create(
        MEMORIALS, memorial(exact, ("4500", "10.00", {}), ("1200", "-10.00", {}))
    )
    assert exact.delete(MEMORIALS, entry["EntryID"]).status_code == 204
    assert exact.ledger(entry) == []


def test_vat_in_a_memorial_journal_with_vat(exact):
    """Its lines are added by themselves; what was forced is kept."""
    exact.act("allow_vat", journal="90")
    body = memorial(
        exact,
        ("8000", "-100.00", {"VATCode": "2", "AmountVATFC": "-20.99"}),
        ("4500", "50.00", {"VATCode": "4"}),
        ("1200", "60.49", {}),
    )
    rows = exact.ledger(exact.create(MEMORIALS, body))
    assert [(r["GLAccountCode"], r["AmountDC"]) for r in rows] == [
        ("8000", -100),
        ("4500", 50),
        ("1200", 60.49),
        ("1500", -20.99),
        ("1510", 10.5),
    ]
    sums = exact.act("totals")["vat"]
    assert sums["2"] == {"turnover": "100.00", "vat": "20.99"}
    assert sums["4"] == {"turnover": "-50.00", "vat": "-10.50"}


def test_charged_vat_in_a_memorial_is_owed_and_claimed(exact):
    exact.act("allow_vat", journal="90")
    body = memorial(
        exact, ("4500", "100.00", {"VATCode": "10"}), ("1200", "-100.00", {})
    )
    rows = exact.ledger(exact.create(MEMORIALS, body))
    assert sorted(r["AmountDC"] for r in rows) == [-100, -21, 21, 100]
