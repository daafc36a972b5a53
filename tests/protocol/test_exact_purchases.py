"""Purchase entries (reference 4.6)."""

import pytest
from exact_client import PURCHASES, day, error


def refused(exact, lines=None, **more):
    return error(exact.post(PURCHASES, exact.bill(lines=lines, **more)))


def amounts(exact, entry):
    return [(r["GLAccountCode"], r["AmountDC"]) for r in exact.ledger(entry)]


def test_header(exact):
    entry = exact.buy(Description="Hosting", PaymentCondition="30")
    assert (entry["EntryNumber"], entry["InvoiceNumber"]) == (26600001, 26600001)
    assert (entry["Type"], entry["TypeDescription"]) == (30, "Purchase entry")
    assert (entry["AmountFC"], entry["VATAmountFC"]) == (121, 21)
    assert entry["SupplierName"] == "Voorbeeld Groothandel B.V."
    assert (entry["Rate"], entry["Reversal"], entry["ProcessNumber"]) == (1, False, 0)
    assert entry["DocumentSubject"] == "Hosting"
    assert f"{day(entry['DueDate']):%Y-%m-%d}" == "2026-07-10"


def test_document_is_a_purchase_invoice(exact):
    id_ = exact.buy()["Document"]
    assert exact.one("documents/Documents", f"ID eq guid'{id_}'")["Type"] == 20


def test_ledger(exact):
    assert amounts(exact, exact.buy()) == [("1600", -121), ("4000", 100), ("1510", 21)]


def test_credit_note(exact):
    entry = exact.buy(lines=[exact.line("-100", "4", "4000")])
    assert (entry["Type"], entry["AmountFC"]) == (31, -121)
    assert amounts(exact, entry)[0] == ("1600", 121)


def test_reverse_charge_makes_two_lines(exact):
    """What is claimed is owed too, and nothing of it goes to the supplier."""
    entry = exact.buy(lines=[exact.line("100", "10", "4000")])
    assert (entry["AmountFC"], entry["VATAmountFC"]) == (100, 0)
    # The VAT of both sides has the same line number.
    assert sorted(amounts(exact, entry)) == [
        ("1502", -21),
        ("1512", 21),
        ("1600", -100),
        ("4000", 100),
    ]


def test_condition_of_the_supplier(exact):
    id_ = exact.account("2001")
    exact.put("crm/Accounts", id_, {"PaymentConditionPurchase": "14"})
    assert exact.buy()["PaymentCondition"] == "14"


def test_control_account_of_the_supplier(exact):
    row = exact.create(
        "financial/GLAccounts", {"Code": "1610", "Description": "Groep", "Type": 22}
    )
    exact.put("crm/Accounts", exact.account("2001"), {"GLAP": row["ID"]})
    assert exact.ledger(exact.buy())[0]["GLAccountCode"] == "1610"


def test_reference_twice_is_let_pass(exact):
    exact.buy("F-1")
    exact.buy("F-1")
    filter_ = f"Supplier eq guid'{exact.account('2001')}' and YourRef eq 'F-1'"
    assert len(exact.rows(PURCHASES, filter=filter_, select="EntryID")) == 2


@pytest.mark.parametrize(
    ("values", "text"),
    [
        ({"Supplier": None}, "Verplicht: Leverancier"),
        ({"Journal": "70"}, "Ongeldig: Dagboek (type)"),
        ({"Journal": None}, "Verplicht: Dagboek"),
        ({"EntryDate": "2035-01-01"}, "Onbekend: Boekjaar (Periode - datum tabel)"),
    ],
)
def test_refusals(exact, values, text):
    assert refused(exact, **values) == text


def test_supplier_must_be_one(exact):
    assert refused(exact, Supplier=exact.account()) == "Ongeldig: Leverancier (Type)"


def test_code_for_sales_only(exact):
    text = refused(exact, lines=[exact.line(vat="2", gl="4000")])
    assert text == "Niet toegestaan: Btw-code"


def test_number_in_use(exact):
    exact.buy(EntryNumber=26600009)
    assert refused(exact, EntryNumber=26600009) == "In gebruik: Boekstuknummer"


def test_term_has_the_other_sign(exact):
    entry = exact.buy()
    (term,) = exact.terms(entry)
    assert (term["LineType"], term["TransactionType"]) == (22, 30)
    assert (term["AmountDC"], term["TransactionAmountDC"]) == (121, -121)
    assert exact.rows("cashflow/Receivables", select="ID") == []
    (row,) = exact.rows("cashflow/Payments", select="ID")
    assert row["ID"] == term["ID"]


def test_lines_change_as_those_of_sales(exact):
    entry = exact.buy()
    path = "purchaseentry/PurchaseEntryLines"
    (old,) = exact.rows(f"{PURCHASES}(guid'{entry['EntryID']}')/PurchaseEntryLines")
    exact.create(path, exact.line("10", "4", "4000", EntryID=entry["EntryID"]))
    exact.delete(path, old["ID"])
    row = exact.one(PURCHASES, "YourRef eq 'F-1'", select="AmountFC")
    assert row["AmountFC"] == 12.1
