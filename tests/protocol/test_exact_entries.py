"""Sales entries, their lines, numbers, VAT and ledger (reference 4.4, 4.9)."""

import pytest
from exact_client import ENTRIES, LEDGER, day, error

LINES = "salesentry/SalesEntryLines"


def refused(exact, lines=None, **more):
    answer = exact.post(ENTRIES, exact.invoice(lines=lines, **more))
    assert answer.status_code == 500
    return error(answer)


def lines_of(exact, entry):
    rows = exact.rows(f"{ENTRIES}(guid'{entry['EntryID']}')/SalesEntryLines")
    return sorted(rows, key=lambda row: row["LineNumber"])


def header(exact, entry):
    return exact.one(ENTRIES, f"EntryID eq guid'{entry['EntryID']}'")


def amounts(exact, entry):
    return [(r["GLAccountCode"], r["AmountDC"]) for r in exact.ledger(entry)]


# What is computed


def test_header(exact):
    entry = exact.sell(Description="Advies", PaymentCondition="30")
    assert (entry["AmountFC"], entry["AmountDC"]) == (121, 121)
    assert (entry["VATAmountFC"], entry["VATAmountDC"]) == (21, 21)
    assert (entry["Type"], entry["TypeDescription"]) == (20, "Sales entry")
    assert (entry["Status"], entry["StatusDescription"]) == (20, "Open")
    assert (entry["Currency"], entry["Rate"]) == ("EUR", 1)
    assert (entry["ReportingYear"], entry["ReportingPeriod"]) == (2026, 6)
    assert entry["CustomerName"] == "Voorbeeld Techniek B.V."
    assert entry["JournalDescription"] == "Verkoop"
    assert entry["PaymentConditionDescription"] == "30 dagen"
    assert entry["PaymentConditionPaymentMethod"] == "B"


def test_number_is_year_journal_sequence(exact):
    assert [exact.sell()["EntryNumber"] for _ in range(2)] == [26700001, 26700002]
    assert exact.sell(Journal="71")["EntryNumber"] == 26710001
    assert exact.sell(EntryDate="2025-06-10")["EntryNumber"] == 25700001


def test_number_of_ones_own(exact):
    entry = exact.sell(EntryNumber=26700500)
    assert entry["EntryNumber"] == entry["InvoiceNumber"] == 26700500
    assert exact.sell()["EntryNumber"] == 26700001


def test_number_in_use(exact):
    exact.sell(EntryNumber=26700500)
    assert refused(exact, EntryNumber=26700500) == "In gebruik: Boekstuknummer"
    # In another journal it is free.
    assert exact.sell(EntryNumber=26700500, Journal="71")["Journal"] == "71"


def test_free_number_leaves_out_what_is_used(exact):
    exact.sell(EntryNumber=26700001)
    assert exact.sell()["EntryNumber"] == 26700002


def test_invoice_number_is_that_of_the_entry(exact):
    entry = exact.sell()
    assert entry["InvoiceNumber"] == entry["EntryNumber"]


def test_invoice_number_of_ones_own(exact):
    assert exact.sell(InvoiceNumber=4711)["InvoiceNumber"] == 4711


def test_your_reference_need_not_be_unique(exact):
    exact.sell("INV/1")
    exact.sell("INV/1")
    assert len(exact.rows(ENTRIES, filter="YourRef eq 'INV/1'")) == 2


def test_free_fields_stay_as_they_are(exact):
    values = {
        "OrderNumber": 12,
        "PaymentReference": "+++090/9337/55493+++",
        "ExternalLinkReference": "https://odoo.example/1",
        "BatchNumber": 3,
    }
    entry = exact.sell(**values)
    assert {name: entry[name] for name in values} == values
    line = exact.ledger(entry)[0]
    assert line["PaymentReference"] == values["PaymentReference"]
    assert line["OrderNumber"] == 12


def test_long_description_is_cut(exact):
    entry = exact.sell(Description="x" * 70)
    assert entry["Description"] == "x" * 60


@pytest.mark.parametrize(
    ("condition", "due"),
    [
        ("00", "2026-01-17"),
        ("14", "2026-01-31"),
        ("30", "2026-02-16"),
        ("EM", "2026-02-28"),
    ],
)
def test_due_date_by_condition(exact, condition, due):
    entry = exact.sell(EntryDate="2026-01-17", PaymentCondition=condition)
    assert f"{day(entry['DueDate']):%Y-%m-%d}" == due


def test_due_date_of_months_and_days(exact):
    exact.create(
        "cashflow/PaymentConditions",
        {
            "Code": "X2",
            "Description": "Twee maanden",
            "PaymentEndOfMonths": 2,
            "PaymentDays": 15,
        },
    )
    entry = exact.sell(EntryDate="2026-01-17", PaymentCondition="X2")
    assert f"{day(entry['DueDate']):%Y-%m-%d}" == "2026-04-15"


def test_due_date_of_ones_own(exact):
    entry = exact.sell(PaymentCondition="30", DueDate="2026-08-01")
    assert f"{day(entry['DueDate']):%Y-%m-%d}" == "2026-08-01"


def test_condition_of_the_customer(exact):
    exact.put("crm/Accounts", exact.account(), {"PaymentConditionSales": "14"})
    entry = exact.sell()
    assert entry["PaymentCondition"] == "14"
    assert f"{day(entry['DueDate']):%Y-%m-%d}" == "2026-06-24"


def test_period_of_ones_own(exact):
    entry = exact.sell(ReportingYear=2026, ReportingPeriod=5)
    assert entry["ReportingPeriod"] == 5
    assert exact.ledger(entry)[0]["FinancialPeriod"] == 5


def test_document_links_both_ways(exact):
    document = exact.document(Subject="Advies")
    entry = exact.sell("INV/9", Document=document["ID"])
    row = exact.one("documents/Documents", f"ID eq guid'{entry['Document']}'")
    assert row["Type"] == 10
    assert row["HID"] == entry["DocumentNumber"]
    assert row["Subject"] == entry["DocumentSubject"] == "Advies"
    assert row["FinancialTransactionEntryID"] == entry["EntryID"]
    assert row["Account"] == entry["Customer"]


def test_document_of_ones_own(exact):
    body = {"Subject": "Mijn PDF", "Type": 10, "Account": exact.account()}
    document = exact.create("documents/Documents", body)
    entry = exact.sell(Document=document["ID"])
    assert entry["Document"] == document["ID"]
    assert entry["DocumentSubject"] == "Mijn PDF"
    assert len(exact.rows("documents/Documents")) == 1


# VAT


@pytest.mark.parametrize(
    ("code", "amount", "net", "vat"),
    [
        ("2", "100.00", 100, 21),
        ("1", "100.00", 100, 9),
        ("3", "121.00", 100, 21),
        ("0", "100.00", 100, 0),
        ("7", "100.00", 100, 0),
        ("VN", "100.00", 100, 0),
    ],
)
def test_sorts_of_vat(exact, code, amount, net, vat):
    """Of type I the amount has the VAT in it; of the others not."""
    entry = exact.sell(lines=[exact.line(amount, code)])
    assert (entry["AmountFC"], entry["VATAmountFC"]) == (net + vat, vat)
    (line,) = lines_of(exact, entry)
    assert line["AmountFC"] == float(amount)
    assert (line["VATBaseAmountFC"], line["VATAmountFC"]) == (net, vat)


def test_vat_of_ones_own_wins(exact):
    entry = exact.sell(lines=[exact.line(VATAmountFC="20.99")])
    assert (entry["AmountFC"], entry["VATAmountFC"]) == (120.99, 20.99)
    assert ("1500", -20.99) in amounts(exact, entry)


def test_vat_in_the_header_loses(exact):
    entry = exact.sell(VATAmountFC=5)
    assert entry["VATAmountFC"] == 21


def test_vat_is_rounded_once_for_each_code(exact):
    lines = [exact.line("10.12") for _ in range(3)]
    # Line by line it would be 3 x 2.13 = 6.39.
    assert exact.sell(lines=lines)["VATAmountFC"] == 6.38


def test_vat_code_of_the_ledger_account(exact):
    exact.put("financial/GLAccounts", exact.gl("8010"), {"VATCode": "1"})
    entry = exact.sell(lines=[exact.line(vat=None, gl="8010")])
    assert entry["VATAmountFC"] == 9


def test_vat_code_of_the_customer(exact):
    exact.put("crm/Accounts", exact.account(), {"SalesVATCode": "1"})
    assert exact.sell(lines=[exact.line(vat=None)])["VATAmountFC"] == 9


def test_vat_code_may_have_its_blanks(exact):
    assert exact.sell(lines=[exact.line(vat="2  ")])["VATAmountFC"] == 21


def test_percentage_that_fits(exact):
    assert exact.sell(lines=[exact.line(VATPercentage=0.21)])["VATAmountFC"] == 21


# The ledger


def test_ledger_is_debit_positive(exact):
    entry = exact.sell()
    rows = exact.ledger(entry)
    assert [(r["LineNumber"], r["GLAccountCode"], r["AmountDC"]) for r in rows] == [
        (0, "1300", 121),
        (1, "8000", -100),
        (9999, "1500", -21),
    ]
    assert {row["Type"] for row in rows} == {20}
    assert {row["EntryNumber"] for row in rows} == {26700001}
    assert day(rows[0]["DueDate"]) == day(entry["DueDate"])


def test_lines_share_their_id_with_the_ledger(exact):
    entry = exact.sell()
    (line,) = lines_of(exact, entry)
    assert line["ID"] == exact.ledger(entry)[1]["ID"]
    assert line["LineNumber"] == 1


def test_control_account_of_the_customer_goes_before_that_of_the_journal(exact):
    row = exact.create(
        "financial/GLAccounts", {"Code": "1310", "Description": "Groep", "Type": 20}
    )
    exact.put("crm/Accounts", exact.account(), {"GLAR": row["ID"]})
    assert exact.ledger(exact.sell())[0]["GLAccountCode"] == "1310"


def test_analysis_in_the_ledger(exact):
    project = exact.id_of("project/Projects", "P0001")
    line = exact.line(CostCenter="AMS", CostUnit="CONS", Project=project, Quantity=3)
    row = exact.ledger(exact.sell(lines=[line]))[1]
    assert (row["CostCenter"], row["CostCenterDescription"]) == ("AMS", "Amsterdam")
    assert (row["CostUnit"], row["CostUnitDescription"]) == ("CONS", "Advies")
    assert (row["Project"], row["ProjectCode"], row["Quantity"]) == (
        project,
        "P0001",
        3,
    )


def test_transaction_is_the_header(exact):
    entry = exact.sell(ExternalLinkReference="https://odoo.example/1")
    row = exact.one(
        "financialtransaction/Transactions",
        f"EntryID eq guid'{entry['EntryID']}'",
        expand="TransactionLines",
    )
    assert (row["EntryNumber"], row["JournalCode"]) == (26700001, "70")
    assert (row["Type"], row["TypeDescription"]) == (20, "Sales entry")
    assert row["ExternalLinkReference"] == "https://odoo.example/1"
    assert len(row["TransactionLines"]["results"]) == 3


# Credit notes


def test_credit_note_has_negative_lines(exact):
    entry = exact.sell(lines=[exact.line("-50", VATAmountFC="-10.5")])
    assert (entry["Type"], entry["TypeDescription"]) == (21, "Sales credit note")
    assert (entry["AmountFC"], entry["VATAmountFC"]) == (-60.5, -10.5)
    assert amounts(exact, entry) == [("1300", -60.5), ("8000", 50), ("1500", 10.5)]


def test_sign_of_the_whole_makes_the_type(exact):
    lines = [exact.line("100"), exact.line("-30")]
    assert exact.sell(lines=lines)["Type"] == 20


def test_type_can_not_be_posted(exact):
    assert exact.sell(Type=21)["Type"] == 20


# Currencies


def test_rate_of_the_table(exact):
    entry = exact.sell(Currency="USD")
    assert (entry["Rate"], entry["AmountFC"], entry["AmountDC"]) == (0.9, 121, 108.9)


def test_rate_of_ones_own(exact):
    entry = exact.sell(Currency="USD", Rate="0.8")
    assert (entry["Rate"], entry["AmountDC"], entry["VATAmountDC"]) == (0.8, 96.8, 16.8)
    rows = exact.ledger(entry)
    assert sum(row["AmountDC"] for row in rows) == pytest.approx(0)
    assert {row["ExchangeRate"] for row in rows} == {0.8}


def test_currency_nobody_knows(exact):
    assert refused(exact, Currency="XXX") == "Ongeldige referentie: Valuta"


def test_journal_of_one_currency(exact):
    id_ = exact.id_of("financial/Journals", "71")
    exact.put("financial/Journals", id_, {"AllowVariableCurrency": False})
    assert refused(exact, Journal="71", Currency="USD") == "Niet toegestaan: Valuta"


# Refusals


def test_customer_is_needed(exact):
    assert refused(exact, Customer=None) == "Verplicht: Klant"


def test_several_reasons_at_once(exact):
    """One value, with CR LF between them."""
    text = refused(exact, Customer=None, Journal=None)
    assert set(text.split("\r\n")) == {"Verplicht: Klant", "Verplicht: Dagboek"}


def test_lines_are_needed(exact):
    body = exact.invoice()
    del body["SalesEntryLines"]
    assert error(exact.post(ENTRIES, body)) == "Verplicht: Regels"


def test_journal_is_named_by_code(exact):
    id_ = exact.id_of("financial/Journals", "70")
    assert refused(exact, Journal=id_) == "Ongeldige referentie: Journals"


@pytest.mark.parametrize("journal", ["60", "20", "90"])
def test_journal_of_another_type(exact, journal):
    assert refused(exact, Journal=journal) == "Ongeldig: Dagboek (type)"


def test_customer_must_be_one(exact):
    assert refused(exact, Customer=exact.account("2001")) == "Ongeldig: Klant (Type)"
    exact.put("crm/Accounts", exact.account(), {"Status": "P"})
    assert refused(exact) == "Ongeldig: Klant (Type)"
    exact.put("crm/Accounts", exact.account(), {"Status": "C"})
    assert exact.sell()


def test_blocked_customer(exact):
    exact.act("block", type="relation", code="1000")
    assert "Klant" in refused(exact)


@pytest.mark.parametrize("code", ["1300", "1600", "1500", "1100", "1000"])
def test_control_accounts_on_a_line(exact, code):
    text = refused(exact, lines=[exact.line(gl=code)])
    assert text == "Ongeldig: Grootboekrekeningtype"


@pytest.mark.parametrize(
    ("values", "text"),
    [
        ({"VATCode": "99"}, "Ongeldige referentie: Btw-code"),
        ({"VATCode": "4"}, "Niet toegestaan: Btw-code"),
        ({"VATPercentage": 0.19}, "Ongeldig: Btw-percentage []"),
        ({"CostCenter": "XX"}, "Ongeldige referentie: Kostenplaats"),
        ({"CostUnit": "XX"}, "Ongeldige referentie: Kostendrager"),
        (
            {"Project": "11111111-1111-4111-8111-111111111111"},
            "Ongeldige referentie: Project",
        ),
        (
            {"GLAccount": "11111111-1111-4111-8111-111111111111"},
            "Ongeldige referentie: Grootboekrekening",
        ),
        ({"GLAccount": None}, "Verplicht: Grootboekrekening"),
    ],
)
def test_lines_that_are_refused(exact, values, text):
    assert refused(exact, lines=[{**exact.line(), **values}]) == text


def test_condition_nobody_knows(exact):
    assert refused(exact, PaymentCondition="ZZ") == (
        "Ongeldige referentie: Betalingsconditie"
    )


def test_blocked_vat_code(exact):
    exact.act("block", type="vat", code="2")
    assert refused(exact) == "Niet toegestaan: Btw-code"


def test_cost_centre_that_an_account_wants(exact):
    text = refused(exact, lines=[exact.line(gl="4700")])
    assert text == "Verplicht: Kostenplaats"
    assert exact.sell(lines=[exact.line(gl="4700", CostCenter="AMS")])


def test_cost_centre_that_an_account_does_not_take(exact):
    exact.act("mapping", code="8000", cost_centre=2)
    text = refused(exact, lines=[exact.line(CostCenter="AMS")])
    assert text == "Invalid: Cost center link"


def test_closed_period(exact):
    exact.act("period", period="2026/03", open=False)
    assert refused(exact, EntryDate="2026-03-31") == "Periode is afgesloten: 2026 - 3"
    assert exact.sell(EntryDate="2026-04-01")


def test_period_closed_for_one_journal(exact):
    exact.act("period", period="2026/06", open=False, journal="70")
    assert refused(exact).startswith("Periode is afgesloten")
    assert exact.sell(Journal="71")


def test_year_that_is_not_there(exact):
    text = refused(exact, EntryDate="2035-01-01")
    assert text.startswith("Onbekend: Boekjaar")


def test_period_that_was_removed(exact):
    exact.act("period", period="2026/06", remove=True)
    assert refused(exact).startswith("Onbekend: Boekjaar")


def test_refused_entries_leave_nothing(exact):
    refused(exact, lines=[exact.line(), exact.line(vat="99")])
    for path in (ENTRIES, LEDGER, "documents/Documents", LINES):
        assert exact.rows(path) == []
    assert exact.sell()["EntryNumber"] == 26700001
