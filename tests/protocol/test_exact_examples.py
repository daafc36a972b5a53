"""The reference's worked examples (11): answers compared by key, type and envelope."""

import re

import pytest
from exact_client import (
    BANK,
    ENTRIES,
    LEDGER,
    PURCHASES,
    RECEIVABLES,
    TERMS,
    day,
    error,
    sort,
    sorts,
)

META = {"uri": "string", "type": "string"}
CUSTOMER = {
    "Name": "Voorbeeld Bakkerij B.V.",
    "Code": "20115",
    "Status": "C",
    "Country": "NL",
    "Language": "NL",
    "VATNumber": "NL812345678B01",
    "ChamberOfCommerce": "12345678",
    "Email": "administratie@voorbeeld.example",
    "AddressLine1": "Voorbeeldstraat 4",
    "Postcode": "1234AB",
    "City": "Voorbeeldstad",
    "PaymentConditionSales": "30",
    "SearchCode": "ODOO-4711",
}


@pytest.fixture
def customer(exact):
    return exact.create("crm/Accounts", CUSTOMER)["ID"]


def invoice(exact, customer, **more):
    line = exact.line(
        100.00, VATAmountFC=21.00, Description="Advies juni", CostCenter="AMS"
    )
    return {
        "Customer": customer,
        "Journal": "70",
        "EntryDate": "2026-06-25",
        "DueDate": "2026-07-25",
        "PaymentCondition": "30",
        "Currency": "EUR",
        "YourRef": "INV/2026/00012",
        "Description": "INV/2026/00012",
        "PaymentReference": "INV202600012",
        "ExternalLinkReference": "https://odoo.example/odoo/accounting/4711",
        "SalesEntryLines": [line],
        **more,
    }


@pytest.fixture
def entry(exact, customer):
    return exact.create(ENTRIES, invoice(exact, customer))


def test_1_refresh(exact, box):
    answer = exact.refresh()
    assert answer.headers["Content-Type"] == "application/json;charset=utf-8"
    assert sort(answer.json()) == {
        "access_token": "string",
        "token_type": "string",
        "expires_in": "string",
        "refresh_token": "string",
    }
    early = exact.refresh(answer.json()["refresh_token"])
    assert early.status_code == 401
    assert early.headers["Reason"].startswith("TooEarlyToRefreshTokens: ")
    assert set(early.json()) == {"error", "error_description"}


def test_2_who_am_i(exact):
    names = "CurrentDivision,FullName,LanguageCode,ServerTime,ServerUtcOffset"
    answer = exact.get("current/Me", None, select=names)
    (row,) = answer.json()["d"]["results"]
    assert sort(row) == {
        "__metadata": META,
        "CurrentDivision": "number",
        "FullName": "string",
        "LanguageCode": "string",
        "ServerTime": "string",
        "ServerUtcOffset": "number",
    }
    uri = rf"{re.escape(exact.root)}/current/Me\(guid'[0-9a-f-]+'\)"
    assert re.fullmatch(uri, row["__metadata"]["uri"])
    assert re.fullmatch(r"2026-06-15T14:00:\d\d", row["ServerTime"])
    assert row["ServerUtcOffset"] == 7200


def test_3_find_a_customer_then_create_it(exact, box):
    box.control("limits")
    code = "20115".rjust(18)
    query = {"select": "ID,Code,Name,Status", "filter": f"Code eq '{code}'", "top": 2}
    answer = exact.get("crm/Accounts", **query)
    assert answer.json() == {"d": []}
    families = [name for name in answer.headers if name.startswith("X-RateLimit-")]
    assert len(families) == 6
    made = exact.create("crm/Accounts", CUSTOMER)
    sorts(
        made,
        """guid: ID Creator Modifier
        string: Code Name Status Country Language VATNumber SearchCode
        boolean: Blocked IsSales IsSupplier
        date: Created Modified
        number: Division""",
    )
    assert made["Code"] == code
    assert (made["Country"], made["Language"]) == ("NL ", "NL        ")
    assert made["IsSales"] is True
    assert list(made)[:2] == ["__metadata", "ID"]
    uri = f"{made['__metadata']['uri']}/BankAccounts"
    assert made["BankAccounts"] == {"__deferred": {"uri": uri}}
    again = exact.post("crm/Accounts", CUSTOMER)
    assert (again.status_code, error(again)) == (500, "Gegeven bestaat reeds.")
    (found,) = exact.get("crm/Accounts", **query).json()["d"]
    assert set(found) == {"__metadata", "ID", "Code", "Name", "Status"}


def test_4_post_a_sales_invoice_with_its_file(exact, customer):
    """The document first: an entry has none by itself (4.4)."""
    document = exact.document(Account=customer, Subject="INV/2026/00012")
    body = {**invoice(exact, customer), "Document": document["ID"]}
    entry = exact.create(ENTRIES, body)
    sorts(
        entry,
        """guid: EntryID Customer Document
        number: AmountDC AmountFC VATAmountDC VATAmountFC Rate EntryNumber
        number: InvoiceNumber ReportingYear ReportingPeriod Status Type DocumentNumber
        string: Currency Journal YourRef StatusDescription
        date: EntryDate DueDate""",
    )
    values = {
        "AmountDC": 121,
        "VATAmountDC": 21,
        "Rate": 1,
        "EntryNumber": 26700001,
        "InvoiceNumber": 26700001,
        "EntryDate": "/Date(1782345600000)/",
        "DueDate": "/Date(1784937600000)/",
        "ReportingPeriod": 6,
        "Status": 20,
        "StatusDescription": "Open",
        "Type": 20,
    }
    assert {name: entry[name] for name in values} == values
    assert entry["__metadata"]["type"] == "Exact.Web.Api.Models.SalesEntry"
    assert set(entry["SalesEntryLines"]) == {"__deferred"}
    body = {
        "Document": entry["Document"],
        "FileName": "INV_2026_00012.pdf",
        "Attachment": "JVBERi0xLjcK",
    }
    made = exact.create("documents/DocumentAttachments", body)
    assert sort(made) == {
        "__metadata": META,
        "ID": "guid",
        "Attachment": "null",
        "Document": "guid",
        "FileName": "string",
        "FileSize": "number",
        "Url": "string",
    }
    start = f"{exact.base}/docs/SysAttachment.aspx?ID={made['ID']}&_Division_=124132"
    assert re.fullmatch(rf"{re.escape(start)}&Stamp=0x[0-9a-f]+", made["Url"])


def test_5_credit_note_and_closed_period(exact, customer):
    line = exact.line(-50, VATAmountFC=-10.5)
    body = {
        "Customer": customer,
        "Journal": "70",
        "EntryDate": "2026-03-31",
        "YourRef": "RINV/2026/00003",
        "SalesEntryLines": [line],
    }
    exact.act("period", period="2026/03", open=False)
    answer = exact.post(ENTRIES, body)
    assert answer.status_code == 500
    assert error(answer) == "Periode is afgesloten: 2026 - 3"
    made = exact.create(ENTRIES, {**body, "EntryDate": "2026-04-01"})
    assert (made["Type"], made["AmountFC"]) == (21, -60.5)
    assert made["TypeDescription"] == "Sales credit note"
    answer = exact.get(
        "read/financial/JournalStatusList",
        filter="Year eq 2026 and Journal eq '70'",
        select="Journal,Year,Period,Status",
    )
    rows = answer.json()["d"]["results"]
    assert sort(rows[0]) == {
        "__metadata": META,
        "Journal": "string",
        "Year": "number",
        "Period": "number",
        "Status": "number",
    }
    assert {row["Period"]: row["Status"] for row in rows}[3] == 1


def test_6_timed_out_post(exact, entry):
    answer = exact.get(
        ENTRIES,
        select="EntryID,EntryNumber,AmountFC,Customer,EntryDate",
        filter="Journal eq '70' and YourRef eq 'INV/2026/00012'",
        top=2,
    )
    (row,) = answer.json()["d"]
    assert sort(row) == {
        "__metadata": META,
        "EntryID": "guid",
        "EntryNumber": "number",
        "AmountFC": "number",
        "Customer": "guid",
        "EntryDate": "date",
    }
    assert row["EntryID"] == entry["EntryID"]


def test_7_change_lines(exact, entry):
    path = "salesentry/SalesEntryLines"
    (old,) = exact.rows(entry["SalesEntryLines"]["__deferred"]["uri"])
    fresh = exact.line(110, VATAmountFC=23.1, EntryID=entry["EntryID"])
    made = exact.create(path, fresh, whole=False)
    sorts(made, "guid: ID EntryID GLAccount\nnumber: LineNumber AmountFC VATAmountFC")
    assert made["LineNumber"] == 2
    for answer in (
        exact.delete(path, old["ID"]),
        exact.put(ENTRIES, entry["EntryID"], {"DueDate": "2026-08-01"}),
    ):
        assert (answer.status_code, answer.content) == (204, b"")


TERM = """string: Timestamp Journal YourRef
guid: ID EntryID TransactionID TransactionEntryID
number: LineType Status AmountDC TransactionAmountDC TransactionType EntryNumber
boolean: IsFullyPaid"""


def test_8_partial_payment(exact, box, entry):
    exact.act(
        "receipt",
        invoices=[{"invoicenumber": "INV/2026/00012", "amount": "50.00"}],
        date="2026-07-10",
    )
    names = (
        "Timestamp,ID,EntryID,LineType,Status,AmountDC,TransactionAmountDC,"
        "TransactionID,TransactionEntryID,TransactionType,EntryNumber,Journal,YourRef,"
        "EndDate,LastPaymentDate,IsFullyPaid"
    )
    rows = exact.rows(TERMS, filter="Timestamp gt 913240012", select=names)
    for row in rows:
        assert list(row)[0] == "__metadata"
        assert set(row) - {"__metadata"} == set(names.split(","))
        sorts(row, TERM)
    found = sorted(
        (row["TransactionType"], row["Status"], row["AmountDC"]) for row in rows
    )
    assert found == [(20, 20, -71), (20, 50, -50), (40, 50, 50)]
    (settled,) = (r for r in rows if r["Status"] == 50 and r["TransactionType"] == 20)
    assert settled["EndDate"] == "/Date(1783641600000)/"
    (left,) = (row for row in rows if row["Status"] == 20)
    assert left["EndDate"] is None
    assert {row["YourRef"] for row in rows} == {"INV/2026/00012"}
    totals = {row["TransactionAmountDC"] for row in rows}
    assert totals == {121, -50}


def test_9_one_line_for_three_then_unmatched(exact):
    for number, net in enumerate((100, 120, 80)):
        exact.sell(f"INV/{number}", lines=[exact.line(net, "0")])
    refs = [{"invoicenumber": f"INV/{number}"} for number in range(3)]
    exact.act("receipt", invoices=refs, lump=True)
    rows = exact.rows(TERMS, filter="Timestamp gt 1")
    (receipt,) = (row for row in rows if row["TransactionType"] == 40)
    assert (receipt["AmountDC"], receipt["YourRef"]) == (300, None)
    parts = [row for row in rows if row["TransactionType"] == 20]
    assert sorted(row["AmountDC"] for row in parts) == [-120, -100, -80]
    assert {row["Status"] for row in rows} == {50}
    assert len({row["EndDate"] for row in rows}) == 1
    moments = [day(row["Modified"]) for row in rows]
    assert (max(moments) - min(moments)).total_seconds() <= 1
    cursor = max(int(row["Timestamp"]) for row in rows)
    exact.act("unmatch", invoicenumber="INV/0")
    after = exact.rows(TERMS, filter=f"Timestamp gt {cursor}")
    assert {row["ID"] for row in after} == {row["ID"] for row in rows}
    assert {(row["Status"], row["EndDate"]) for row in after} == {(20, None)}


def test_10_statement_is_deleted(exact, entry):
    one = {"invoicenumber": "INV/2026/00012"}
    receipt = exact.act("receipt", invoices=[one])
    rows = exact.rows(TERMS, filter="Timestamp gt 1")
    (paid,) = (row for row in rows if row["TransactionType"] == 40)
    cursor = max(int(row["Timestamp"]) for row in rows)
    exact.act("delete_receipt", **receipt)
    names = "Timestamp,EntityType,EntityKey,DeletedDate"
    gone = exact.rows("sync/Deleted", filter=f"Timestamp gt {cursor}", select=names)
    for row in gone:
        assert sort(row) == {
            "__metadata": META,
            "Timestamp": "string",
            "EntityType": "number",
            "EntityKey": "guid",
            "DeletedDate": "date",
        }
    found = {(row["EntityType"], row["EntityKey"]) for row in gone}
    assert {(10, paid["ID"]), (1, paid["TransactionID"])} <= found
    (left,) = exact.rows(TERMS, filter=f"Timestamp gt {cursor}")
    assert (left["AmountDC"], left["Status"]) == (-121, 20)


def test_11_bank_entry_that_settles(exact, customer, entry):
    line = {
        "Date": "2026-07-10",
        "GLAccount": exact.gl("1300"),
        "Account": customer,
        "AmountFC": 121,
        "OurRef": entry["EntryNumber"],
        "Description": "INV/2026/00012",
    }
    body = {
        "JournalCode": "20",
        "OpeningBalanceFC": 1000,
        "ClosingBalanceFC": 1121,
        "BankEntryLines": [line],
    }
    made = exact.create(BANK, body)
    sorts(
        made,
        """guid: EntryID
        number: EntryNumber Status OpeningBalanceFC ClosingBalanceFC
        string: JournalCode""",
    )
    assert set(made["BankEntryLines"]) == {"__deferred"}
    assert {term["Status"] for term in exact.terms(entry)} == {50}


def test_12_paging_with_order(exact):
    exact.act("fill", entries=40)
    query = {
        "select": "ID,EntryID,AmountDC,GLAccountCode,Modified",
        "orderby": "Modified asc",
        "filter": "Modified gt datetime'2026-06-01T00:00:00'",
        "top": 100,
    }
    found = exact.get(LEDGER, **query).json()["d"]
    assert set(found) == {"results", "__next"}
    assert len(found["results"]) == 60
    moments = [day(row["Modified"]) for row in found["results"]]
    assert moments == sorted(moments)
    last = found["results"][-1]
    start = f"{exact.root}/124132/{LEDGER}?$select="
    assert found["__next"].startswith(start)
    token = found["__next"].partition("&$top=40&$skiptoken=")[2]
    pattern = rf"datetime'2026-06-15T14%3A0\d%3A[0-9.]+',guid'{last['ID']}'"
    assert re.fullmatch(pattern, token)
    assert len(exact.get(found["__next"]).json()["d"]) == 40


def test_13_minute_quota(exact, box):
    box.control("limits", minutely=1)
    exact.get("financial/Journals", top=1)
    answer = exact.get("financial/Journals", top=1)
    assert (answer.status_code, answer.content) == (429, b"")
    assert answer.headers["Content-Length"] == "0"
    names = {name for name in answer.headers if name.startswith("X-RateLimit")}
    start = "X-RateLimit-Minutely-"
    assert names == {f"{start}Limit", f"{start}Remaining", f"{start}Reset"}
    assert len(answer.headers[f"{start}Reset"]) == 13


def test_15_vendor_bill(exact):
    line = exact.line(100, "4", "4000", VATAmountFC=21)
    body = {
        "Supplier": exact.account("2001"),
        "Journal": "60",
        "EntryDate": "2026-05-30",
        "PaymentCondition": "30",
        "YourRef": "F-2026-881",
        "Description": "Hosting mei",
        "PurchaseEntryLines": [line],
    }
    made = exact.create(PURCHASES, body, whole=False)
    sorts(
        made,
        """guid: EntryID Document Supplier
        number: EntryNumber InvoiceNumber AmountFC ProcessNumber Rate ReportingYear
        number: ReportingPeriod Status Type
        string: DocumentSubject PaymentCondition PaymentConditionPaymentMethod
        date: DueDate
        boolean: Reversal""",
    )
    values = {
        "EntryNumber": 26600001,
        "InvoiceNumber": 26600001,
        "AmountFC": 121,
        "DocumentSubject": "Hosting mei",
        "DueDate": "/Date(1782691200000)/",
        "PaymentConditionPaymentMethod": "B",
        "ProcessNumber": 0,
        "ReportingPeriod": 5,
        "Type": 30,
    }
    assert {name: made[name] for name in values} == values


def test_16_two_messages(exact):
    item = exact.rows("logistics/Items", select="ID")[0]["ID"]
    body = {"Journal": "70", "SalesInvoiceLines": [{"Item": item, "Quantity": 1}]}
    answer = exact.post("salesinvoice/SalesInvoices", body)
    assert answer.status_code == 500
    assert error(answer) == "Verplicht: Factuur voor\r\nVerplicht: Besteld door"


def test_terms_as_receivables(exact, entry):
    """The same row under each of its addresses."""
    (term,) = exact.terms(entry)
    for path in (RECEIVABLES, "bulk/Cashflow/Receivables"):
        (row,) = exact.rows(path, top=1)
        shared = set(row) & set(term) - {"__metadata"}
        assert len(shared) > 70
        assert {n: row[n] for n in shared} == {n: term[n] for n in shared}
        assert not {"Timestamp", "LineType"} & set(row)
