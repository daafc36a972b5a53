"""POST, PUT and DELETE, whatever the resource (reference 3.7, 3.8)."""

import pytest
import requests
from exact_client import BANK, DIVISION, ENTRIES, MEMORIALS, PURCHASES, error

STREAM = (
    "Error processing request stream. "
    "The request should be a valid top-level resource object."
)


# Success


def test_post(exact):
    answer = exact.post("crm/Accounts", {"Name": "Voorbeeld"})
    assert answer.status_code == 201
    assert list(answer.json()) == ["d"]
    row = answer.json()["d"]
    assert answer.headers["Location"] == row["__metadata"]["uri"]
    assert exact.get(row["__metadata"]["uri"]).json()["d"] == row


def test_account_without_prefer_echoes_almost_nothing(exact):
    row = exact.create(
        "crm/Accounts", {"Name": "Voorbeeld", "City": "Voorbeeldstad"}, whole=False
    )
    assert row["ID"]
    assert row["Name"] is row["City"] is row["Code"] is None
    assert exact.get(row["__metadata"]["uri"]).json()["d"]["City"] == "Voorbeeldstad"


def test_contact_without_prefer(exact):
    body = {"Account": exact.account(), "LastName": "Voorbeeld"}
    row = exact.create("crm/Contacts", body, whole=False)
    assert row["LastName"] is None


def test_entry_without_prefer_echoes_its_header(exact):
    row = exact.create(ENTRIES, exact.invoice(), whole=False)
    assert row["EntryNumber"] == 26700001
    assert row["DueDate"]
    row = exact.create(PURCHASES, exact.bill(), whole=False)
    assert row["EntryNumber"] == 26600001
    assert row["Document"]


def test_put_is_partial_and_answers_nothing(exact):
    id_ = exact.account()
    answer = exact.put("crm/Accounts", id_, {"City": "Elders"})
    assert (answer.status_code, answer.content) == (204, b"")
    assert "Content-Type" not in answer.headers
    row = exact.one("crm/Accounts", f"ID eq guid'{id_}'")
    assert (row["City"], row["Name"]) == ("Elders", "Voorbeeld Techniek B.V.")


def test_put_with_prefer_answers_the_whole(exact):
    answer = exact.put(
        "crm/Accounts",
        exact.account(),
        {"City": "Elders"},
        Prefer="return=representation",
    )
    assert answer.status_code == 200
    assert answer.json()["d"]["Name"] == "Voorbeeld Techniek B.V."


def test_put_of_null_empties(exact):
    id_ = exact.account()
    exact.put("crm/Accounts", id_, {"City": None})
    assert exact.one("crm/Accounts", f"ID eq guid'{id_}'")["City"] is None


def test_delete_answers_nothing(exact):
    row = exact.create("crm/Accounts", {"Name": "Voorbeeld"})
    answer = exact.delete("crm/Accounts", row["ID"])
    assert (answer.status_code, answer.content) == (204, b"")
    assert exact.get(row["__metadata"]["uri"]).status_code == 404


def test_writing_raises_the_version(exact):
    id_ = exact.account()
    query = {"filter": f"Timestamp gt {10**8}", "select": "ID,Timestamp"}
    before = max(int(r["Timestamp"]) for r in exact.rows("sync/CRM/Accounts", **query))
    exact.put("crm/Accounts", id_, {"City": "Elders"})
    query["filter"] = f"Timestamp gt {before}"
    (row,) = exact.rows("sync/CRM/Accounts", **query)
    assert row["ID"] == id_


# What is ignored


def test_unknown_and_read_only_properties_are_ignored(exact):
    body = {
        "Name": "Voorbeeld",
        "Nonsense": 1,
        "Created": "2020-01-01",
        "IsPurchase": False,
        "CountryName": "x",
    }
    row = exact.create("crm/Accounts", body)
    assert row["IsPurchase"] is True
    assert "Nonsense" not in row


def test_amount_in_own_currency_is_ignored(exact):
    """The trap: the entry is made, of nothing."""
    line = exact.line()
    line["AmountDC"] = line.pop("AmountFC")
    entry = exact.sell(lines=[line])
    assert (entry["AmountFC"], entry["AmountDC"]) == (0, 0)
    line = exact.line(vat="4", gl="4000")
    line["AmountDC"] = line.pop("AmountFC")
    assert exact.buy(lines=[line])["AmountFC"] == 0


def test_id_of_ones_own_is_ignored(exact):
    id_ = "11111111-1111-4111-8111-111111111111"
    assert exact.create("crm/Accounts", {"Name": "x", "ID": id_})["ID"] != id_


# What is refused


@pytest.mark.parametrize("body", ["", "nonsense", "[]", "[{}]", '"x"', "1"])
def test_body_that_is_no_object(exact, body):
    headers = {"Content-Type": "application/json"}
    answer = exact.send("POST", "crm/Accounts", headers=headers, data=body)
    assert (answer.status_code, error(answer)) == (400, STREAM)


@pytest.mark.parametrize("lines", [{}, {"AmountFC": 1}, "x", ["x"]])
def test_lines_that_are_no_array(exact, lines):
    answer = exact.post(ENTRIES, exact.invoice() | {"SalesEntryLines": lines})
    assert (answer.status_code, error(answer)) == (400, STREAM)


@pytest.mark.parametrize(
    "values",
    [
        {"EntryDate": "nonsense"},
        {"EntryDate": "10-06-2026"},
        {"EntryNumber": "x"},
        {"EntryNumber": 2**31},
        {"ReportingYear": 70000},
        {"Reversal": "perhaps"},
        {"YourRef": ["x"]},
    ],
)
def test_values_of_another_type(exact, values):
    answer = exact.post(ENTRIES, exact.invoice(**values))
    assert (answer.status_code, error(answer)) == (400, STREAM)


def test_guid_that_is_none(exact):
    answer = exact.post(ENTRIES, exact.invoice(Customer="nonsense"))
    assert (answer.status_code, error(answer)) == (500, "Niet herkende GUID-indeling.")


def test_body_of_another_type(exact):
    answer = exact.send("POST", "crm/Accounts", data={"Name": "x"})
    assert answer.status_code == 415


def test_put_with_lines(exact):
    entry = exact.sell()
    answer = exact.put(ENTRIES, entry["EntryID"], {"SalesEntryLines": [exact.line()]})
    assert answer.status_code == 400
    assert error(answer).startswith(
        "Error processing request stream. Binding to new entities"
    )


def test_put_and_delete_of_nothing(exact):
    id_ = "11111111-1111-4111-8111-111111111111"
    assert exact.put("crm/Accounts", id_, {"City": "x"}).status_code == 404
    assert exact.delete("crm/Accounts", id_).status_code == 403


def test_line_that_was_deleted_already(exact):
    entry = exact.sell(lines=[exact.line(), exact.line()])
    rows = exact.rows(f"{ENTRIES}(guid'{entry['EntryID']}')/SalesEntryLines")
    path = "salesentry/SalesEntryLines"
    assert exact.delete(path, rows[0]["ID"]).status_code == 204
    assert exact.delete(path, rows[0]["ID"]).status_code == 403


# Verbs

READ_ONLY = (
    "financialtransaction/Transactions",
    "financialtransaction/TransactionLines",
    "bulk/Financial/TransactionLines",
    "bulk/Cashflow/Receivables",
    "sync/Cashflow/PaymentTerms",
    "sync/Deleted",
    "read/financial/ReceivablesList",
    "read/financial/JournalStatusList",
    "financial/FinancialPeriods",
    "vat/VatPercentages",
    "general/Currencies",
    "hrm/Divisions",
    "documents/DocumentTypes",
)
ID = "11111111-1111-4111-8111-111111111111"


@pytest.mark.parametrize("path", READ_ONLY)
def test_read_only_resources(exact, path):
    answer = exact.post(path, {})
    assert (answer.status_code, answer.headers["Allow"]) == (405, "GET")
    assert exact.put(path, ID, {}).status_code == 405
    assert exact.delete(path, ID).status_code == 405


@pytest.mark.parametrize(
    ("path", "verbs"),
    [
        (BANK, "PUT"),
        ("financialtransaction/CashEntries", "PUT"),
        ("financialtransaction/BankEntryLines", "PUT DELETE"),
        ("financialtransaction/CashEntryLines", "PUT DELETE"),
        (MEMORIALS, "PUT"),
        ("generaljournalentry/GeneralJournalEntryLines", "PUT DELETE"),
        ("documents/DocumentAttachments", "PUT"),
        ("cashflow/PaymentConditions", "PUT DELETE"),
        ("cashflow/Receivables", "POST DELETE"),
        ("cashflow/Payments", "POST DELETE"),
        ("salesinvoice/PrintedSalesInvoices", "GET PUT DELETE"),
        ("crm/Accounts", "PATCH MERGE"),
        (ENTRIES, "PATCH MERGE"),
    ],
)
def test_verbs_that_are_not_offered(exact, path, verbs):
    for verb in verbs.split():
        where = path if verb in ("POST", "GET") else f"{path}(guid'{ID}')"
        assert exact.send(verb, where, json={}).status_code == 405, verb


def test_of_a_term_three_properties_may_change(exact):
    entry = exact.sell()
    (term,) = exact.rows("cashflow/Receivables", top=1)
    values = {
        "Description": "anders",
        "PaymentMethod": "I",
        "PaymentReference": "ref",
        "AmountDC": 5,
        "Status": 50,
    }
    assert exact.put("cashflow/Receivables", term["ID"], values).status_code == 204
    (row,) = exact.terms(entry)
    assert (row["Description"], row["PaymentMethod"]) == ("anders", "I")
    assert (row["PaymentReference"], row["Status"]) == ("ref", 20)
    assert row["AmountDC"] == term["AmountDC"]


# A client that always sends the same headers


def test_headers_of_a_well_known_client(exact):
    """Content-Type on GET and DELETE, Prefer on all."""
    headers = {
        "Authorization": f"Bearer {exact.token}",
        "Accept": "application/json",
        "Content-Type": "application/json",
        "Prefer": "return=representation",
    }
    session = requests.Session()
    session.headers.update(headers)
    url = f"{exact.root}/{DIVISION}/crm/Accounts"
    found = session.get(f"{url}?$top=1", timeout=10).json()["d"]
    assert found[0]["ID"]
    made = session.post(url, data='{"Name": "Voorbeeld"}', timeout=10).json()["d"]
    key = f"{url}(guid'{made['ID']}')"
    put = session.put(key, data='{"City": "Elders"}', timeout=10)
    assert (put.status_code, put.json()["d"]["City"]) == (200, "Elders")
    gone = session.delete(key, timeout=10)
    assert (gone.status_code, gone.text) == (204, "")
