"""Divisions, master data, and the lists for reading (reference 4.1, 4.3, 4.11)."""

import pytest
from exact_client import day, error

RECEIVABLES = "read/financial/ReceivablesList"


# Who and where


def test_me(exact):
    (row,) = exact.rows("current/Me", None, select="CurrentDivision,FullName,UserID")
    assert row["CurrentDivision"] == 124132
    assert len(row) == 4


def test_address_of_me_answers(exact):
    uri = exact.rows("current/Me", None)[0]["__metadata"]["uri"]
    assert exact.get(uri).json()["d"]["CurrentDivision"] == 124132


def test_current_division_is_the_last_one_opened(exact):
    exact.rows("financial/Journals", 124133, select="Code")
    (row,) = exact.rows("current/Me", None)
    assert row["CurrentDivision"] == 124133
    rows = exact.rows("system/Divisions", 124133, select="Code,Current")
    assert {row["Code"]: row["Current"] for row in rows} == {
        124132: False,
        124133: True,
        210001: False,
        310001: False,
    }


def test_language_is_that_of_the_user(exact, box):
    (row,) = exact.rows("current/Me", None)
    assert (row["LanguageCode"], row["Language"]) == ("nl-NL", "NL")
    box.control("language", language="en-US")
    (row,) = exact.rows("current/Me", None)
    assert row["LanguageCode"] == "en-US"


def test_divisions(exact):
    rows = exact.rows("hrm/Divisions")
    assert [row["Code"] for row in rows] == [124132, 124133]
    assert [row["HID"] for row in rows] == ["1", "2"]
    assert [row["Main"] for row in rows] == [True, False]
    # Regular is 0 here, and active is 1 there.
    assert {row["Status"] for row in rows} == {0}
    assert {row["Status"] for row in exact.rows("system/Divisions")} == {1}
    assert len(exact.rows("system/AllDivisions")) == 2


def test_divisions_without_right_are_not_listed(exact, box):
    box.control("right", division=124133, granted=False)
    assert len(exact.rows("hrm/Divisions")) == 1
    assert 124133 not in [row["Code"] for row in exact.rows("system/Divisions")]


def test_features(exact):
    (row,) = exact.rows("system/AvailableFeatures")
    assert set(row) == {"__metadata", "ID", "Description"}


# Master data


def test_ledger_accounts(exact):
    rows = {row["Code"]: row for row in exact.rows("financial/GLAccounts")}
    assert (rows["1300"]["Type"], rows["1600"]["Type"]) == (20, 22)
    assert rows["1300"]["TypeDescription"] == "Accounts receivable"
    assert (rows["8000"]["BalanceType"], rows["8000"]["BalanceSide"]) == ("W", "C")
    assert rows["4700"]["UseCostcenter"] == 1


def test_ledger_accounts_may_be_made(exact):
    body = {"Code": "4999", "Description": "Overig", "Type": 121}
    row = exact.create("financial/GLAccounts", body)
    assert row["BalanceType"] == "W"
    text = error(exact.post("financial/GLAccounts", body))
    assert text == "Gegeven bestaat reeds."
    assert error(exact.post("financial/GLAccounts", {"Code": "1"})) == (
        "Verplicht: Omschrijving"
    )
    assert exact.delete("financial/GLAccounts", row["ID"]).status_code == 204


def test_journals(exact):
    rows = {row["Code"]: row for row in exact.rows("financial/Journals")}
    types = {code: row["Type"] for code, row in rows.items()}
    assert types == {
        "10": 10,
        "20": 12,
        "21": 16,
        "60": 22,
        "70": 20,
        "71": 20,
        "90": 90,
        "93": 90,
    }
    assert rows["70"]["GLAccountCode"] == "1300"
    assert rows["20"]["BankAccountIBAN"] == "NL13TEST0123456789"
    assert rows["21"]["PaymentServiceProvider"] == 1


def test_vat_codes(exact):
    rows = {row["Code"].strip(): row for row in exact.rows("vat/VATCodes")}
    assert (rows["2"]["Type"], rows["2"]["Percentage"]) == ("E", 0.21)
    assert (rows["3"]["Type"], rows["0"]["Type"], rows["VN"]["Type"]) == ("I", "B", "N")
    kinds = [rows[code]["VATTransactionType"] for code in ("2", "4", "0")]
    assert kinds == ["S", "P", "B"]
    assert rows["10"]["Charged"] is True
    assert rows["7"]["EUSalesListing"] == "L"
    assert rows["2"]["GLToPayCode"] == "1500"
    percentages = exact.rows("vat/VatPercentages")
    assert {row["Type"] for row in percentages} == {0}


def test_vat_codes_change(exact):
    body = {"Code": "20", "Description": "Nieuw"}
    row = exact.create("vat/VATCodes", body)
    assert row["Code"] == "20 "
    exact.put("vat/VATCodes", row["ID"], {"IsBlocked": True})
    assert exact.one("vat/VATCodes", "Code eq '20'")["IsBlocked"] is True
    assert error(exact.post("vat/VATCodes", body)) == "Gegeven bestaat reeds."


def test_payment_conditions(exact):
    rows = {row["Code"]: row for row in exact.rows("cashflow/PaymentConditions")}
    assert (rows["30"]["PaymentDays"], rows["30"]["PaymentMethod"]) == (30, "B")
    assert (rows["EM"]["PaymentEndOfMonths"], rows["IN"]["PaymentMethod"]) == (1, "I")
    both = exact.rows("cashflow/PaymentConditions", filter="Code eq '2T'")
    assert [row["Percentage"] for row in both] == [0.5, 0.5]


@pytest.mark.parametrize("path", ["hrm/Costcenters", "hrm/Costunits"])
def test_cost_centres_and_units(exact, path):
    body = {"Code": "NIEUW", "Description": "Nieuw"}
    row = exact.create(path, body)
    assert error(exact.post(path, body)) == "Gegeven bestaat reeds."
    assert exact.put(path, row["ID"], {"Description": "Anders"}).status_code == 204
    assert exact.delete(path, row["ID"]).status_code == 204


def test_used_records_stay(exact):
    exact.sell(lines=[exact.line(CostCenter="AMS")])
    for path, code in (
        ("hrm/Costcenters", "AMS"),
        ("financial/GLAccounts", "8000"),
        ("financial/Journals", "70"),
        ("vat/VATCodes", "2"),
    ):
        answer = exact.delete(path, exact.id_of(path, code))
        assert answer.status_code == 500
        assert "In gebruik" in error(answer)


def test_periods(exact):
    rows = exact.rows("financial/FinancialPeriods", filter="FinYear eq 2026")
    assert sorted(row["FinPeriod"] for row in rows) == list(range(1, 13))
    (row,) = (row for row in rows if row["FinPeriod"] == 2)
    assert f"{day(row['StartDate']):%m-%d} {day(row['EndDate']):%m-%d}" == "02-01 02-28"


def test_status_of_journals(exact):
    filter_ = "Year eq 2026 and Journal eq '70'"
    query = {"filter": filter_, "select": "Journal,Year,Period,Status"}
    rows = exact.rows("read/financial/JournalStatusList", **query)
    assert {row["Status"] for row in rows} == {0}
    exact.act("period", period="2026/03", open=False)
    rows = exact.rows("read/financial/JournalStatusList", **query)
    assert {row["Period"]: row["Status"] for row in rows}[3] == 1
    exact.act("period", period="2026/03")
    rows = exact.rows("read/financial/JournalStatusList", **query)
    assert {row["Status"] for row in rows} == {0}


def test_currencies_and_rates(exact):
    rows = exact.rows("general/Currencies", select="Code")
    assert {row["Code"] for row in rows} == {"EUR", "USD", "GBP"}
    body = {"SourceCurrency": "USD", "Rate": 0.8, "StartDate": "2026-06-01"}
    made = exact.create("financial/ExchangeRates", body)
    assert made["TargetCurrency"] == "EUR"
    assert made["SourceCurrencyDescription"] == "US-dollar"
    # That of the day of the entry holds.
    assert exact.sell(Currency="USD")["Rate"] == 0.8
    assert exact.sell(Currency="USD", EntryDate="2026-05-31")["Rate"] == 0.9


# Outstanding items


def test_outstanding(exact):
    entry = exact.sell(PaymentCondition="30")
    (row,) = exact.rows(RECEIVABLES)
    assert type(row["HID"]) is str
    assert (row["Amount"], row["AmountInTransit"]) == (121, 0)
    assert row["AccountId"] == entry["Customer"]
    assert row["AccountCode"] == " " * 14 + "1000"
    assert row["EntryNumber"] == row["InvoiceNumber"] == entry["EntryNumber"]
    assert (row["JournalCode"], row["YourRef"]) == ("70", "INV/1")
    assert row["CurrencyCode"] == "EUR"
    assert day(row["DueDate"]) == day(entry["DueDate"])


def test_remaining_amount(exact):
    exact.sell()
    one = {"invoicenumber": "INV/1", "amount": "50.00"}
    exact.act("receipt", invoices=[one])
    (row,) = exact.rows(RECEIVABLES)
    assert row["Amount"] == 71
    exact.act("receipt", invoices=[{"invoicenumber": "INV/1"}])
    assert exact.rows(RECEIVABLES) == []


def test_receipt_that_nobody_allocated_is_negative(exact):
    exact.sell()
    exact.act("receipt", invoices=[{"invoicenumber": "INV/1"}], match=False)
    found = [(row["Amount"], row["YourRef"]) for row in exact.rows(RECEIVABLES)]
    assert sorted(found) == [(-121, None), (121, "INV/1")]


def test_instalments_are_rows(exact):
    exact.sell(PaymentCondition="2T")
    assert [row["Amount"] for row in exact.rows(RECEIVABLES)] == [60.5, 60.5]


def test_payables(exact):
    exact.buy()
    (row,) = exact.rows("read/financial/PayablesList")
    assert (row["Amount"], row["ApprovalStatus"]) == (121, 1)
    assert exact.rows(RECEIVABLES) == []


@pytest.mark.parametrize(
    ("name", "code"), [("Receivables", "1000"), ("Payables", "2001")]
)
def test_by_account(exact, name, code):
    exact.sell()
    exact.sell("INV/2", Customer=exact.account("1001"))
    exact.buy()
    path = f"read/financial/{name}ListByAccount"
    rows = exact.rows(path, accountId=f"guid'{exact.account(code)}'")
    assert [row["Amount"] for row in rows] == [121]


def test_overview(exact):
    exact.sell(DueDate="2026-06-01")
    exact.sell("INV/2", DueDate="2026-07-01")
    exact.buy(DueDate="2026-07-01")
    (row,) = exact.rows("read/financial/OutstandingInvoicesOverview")
    assert row["CurrencyCode"] == "EUR"
    assert row["OutstandingReceivableInvoiceAmount"] == 242
    assert row["OutstandingReceivableInvoiceCount"] == 2
    assert row["OverdueReceivableInvoiceAmount"] == 121
    assert row["OutstandingPayableInvoiceAmount"] == 121


@pytest.mark.parametrize("name", ["Receivables", "Payables"])
def test_ageing(exact, name):
    exact.sell(EntryDate="2026-06-10")
    exact.sell(EntryDate="2026-04-20")
    exact.buy(EntryDate="2026-06-10")
    exact.buy(EntryDate="2026-04-20")
    (row,) = exact.rows(f"read/financial/Aging{name}List")
    amounts = [row[f"AgeGroup{number}Amount"] for number in (1, 2, 3, 4)]
    assert amounts == [121, 121, 0, 0]
    assert row["TotalAmount"] == 242
    rows = exact.rows("read/financial/AgingOverview")
    assert [row[f"Amount{name[:-1]}"] for row in rows] == amounts
