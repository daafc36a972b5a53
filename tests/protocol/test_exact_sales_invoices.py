"""Items, and invoices made in Exact (reference 4.5)."""

import pytest
from exact_client import ENTRIES, day, error

INVOICES, LINES = "salesinvoice/SalesInvoices", "salesinvoice/SalesInvoiceLines"
PRINTED = "salesinvoice/PrintedSalesInvoices"


def line(exact, code="DOOS", **more):
    item = exact.one("logistics/Items", f"Code eq '{code}'", select="ID")["ID"]
    return {"Item": item, "Quantity": 2, **more}


def body(exact, *lines, **more):
    return {
        "Journal": "70",
        "OrderedBy": exact.account(),
        "YourRef": "PO-1",
        "SalesInvoiceLines": list(lines) or [line(exact)],
        **more,
    }


def make(exact, *lines, **more):
    return exact.create(INVOICES, body(exact, *lines, **more))


def refused(exact, *lines, **more):
    answer = exact.post(INVOICES, body(exact, *lines, **more))
    assert answer.status_code == 500
    return error(answer)


def again(exact, invoice):
    return exact.get(invoice["__metadata"]["uri"]).json()["d"]


def lines_of(exact, invoice):
    rows = exact.rows(invoice["SalesInvoiceLines"]["__deferred"]["uri"])
    return sorted(rows, key=lambda row: row["LineNumber"])


def printed(exact, invoice, **more):
    return exact.create(PRINTED, {"InvoiceID": invoice["InvoiceID"], **more})


# Items


def test_items(exact):
    rows = {row["Code"]: row for row in exact.rows("logistics/Items")}
    assert set(rows) == {"ADVIES", "BOEK", "DOOS"}
    row = rows["ADVIES"]
    assert (row["Unit"], row["UnitDescription"], row["UnitType"]) == (
        "uur     ",
        "Uur",
        "T",
    )
    assert (row["GLRevenueCode"], row["SalesVatCode"]) == ("8000", "2  ")
    assert (row["ItemGroupCode"], row["StandardSalesPrice"]) == ("ALG", 75)


def test_item_may_be_made(exact):
    values = {"Code": "NIEUW", "Description": "Nieuw"}
    row = exact.create("logistics/Items", values)
    assert (row["ItemGroupCode"], row["GLRevenueCode"]) == ("ALG", "8000")
    assert error(exact.post("logistics/Items", values)) == "Gegeven bestaat reeds."
    assert exact.put("logistics/Items", row["ID"], {"Barcode": "1"}).status_code == 204
    assert exact.delete("logistics/Items", row["ID"]).status_code == 204


def test_units_and_groups(exact):
    codes = [row["Code"] for row in exact.rows("logistics/Units")]
    assert sorted(codes) == ["stuk    ", "uur     "]
    (group,) = exact.rows("logistics/ItemGroups")
    assert (group["Code"], group["IsDefault"]) == ("ALG", 1)


# New ones


def test_new_invoice_is_open_and_has_no_number(exact):
    row = make(exact)
    assert (row["Status"], row["StatusDescription"]) == (20, "Open")
    assert row["InvoiceNumber"] is row["Document"] is None
    assert (row["Type"], row["TypeDescription"]) == (8020, "Sales invoice")
    assert row["OrderedBy"] == row["InvoiceTo"] == row["DeliverTo"]
    assert row["OrderedByName"] == row["InvoiceToName"] == "Voorbeeld Techniek B.V."
    assert row["AmountFCExclVat"] == 25.9
    assert (row["AmountFC"], row["VATAmountFC"]) == (31.34, 5.44)
    assert (row["DiscountType"], row["Discount"]) == (1, 0)
    assert day(row["InvoiceDate"]) == day(row["OrderDate"])
    assert row["__metadata"]["type"] == "Exact.Web.Api.Models.SalesInvoice"
    assert exact.rows(ENTRIES) == []


def test_line_takes_what_the_item_says(exact):
    (row,) = lines_of(exact, make(exact))
    assert (row["ItemCode"], row["Description"]) == ("DOOS", "Doos met onderdelen")
    assert (row["NetPrice"], row["UnitPrice"], row["AmountFC"]) == (12.95, 12.95, 25.9)
    assert (row["VATCode"], row["VATPercentage"]) == ("2  ", 0.21)
    assert (row["UnitCode"], row["LineNumber"]) == ("stuk    ", 1)
    assert row["__metadata"]["type"] == "Exact.Web.Api.Models.SalesInvoiceLine"


@pytest.mark.parametrize(
    ("values", "net"),
    [
        ({"NetPrice": "10"}, 20),
        ({"UnitPrice": "10"}, 20),
        ({"UnitPrice": "10", "Discount": "0.1"}, 18),
        ({"NetPrice": "10", "Quantity": "1.5"}, 15),
        ({"AmountFC": "7"}, 7),
    ],
)
def test_prices_of_ones_own(exact, values, net):
    assert make(exact, line(exact, **values))["AmountFCExclVat"] == net


def test_order_number(exact):
    assert make(exact, OrderNumber=77)["OrderNumber"] == 77
    assert make(exact)["OrderNumber"] == 78


def test_invoice_account_of_the_customer(exact):
    payer = exact.account("1001")
    exact.put("crm/Accounts", exact.account(), {"InvoiceAccount": payer})
    row = make(exact)
    assert (row["OrderedBy"], row["InvoiceTo"]) == (exact.account(), payer)


def test_nobody_ordered_it(exact):
    text = refused(exact, OrderedBy=None)
    assert text == "Verplicht: Factuur voor\r\nVerplicht: Besteld door"


@pytest.mark.parametrize(
    ("values", "text"),
    [
        ({"Journal": None}, "Verplicht: Dagboek"),
        ({"Journal": "60"}, "Ongeldig: Dagboek (type)"),
        (
            {"DeliverTo": "11111111-1111-4111-8111-111111111111"},
            "Ongeldige referentie: Leveren aan",
        ),
        (
            {"InvoiceTo": "11111111-1111-4111-8111-111111111111"},
            "Ongeldige referentie: Factuur voor",
        ),
        ({"Type": 1}, "Ongeldig: Type"),
        ({"SalesInvoiceLines": []}, "Verplicht: Regels"),
    ],
)
def test_refusals(exact, values, text):
    assert refused(exact, **values) == text


def test_line_needs_an_item(exact):
    assert refused(exact, {"Quantity": 1}).startswith("Verplicht: Artikel")
    id_ = "11111111-1111-4111-8111-111111111111"
    assert refused(exact, {"Item": id_}).startswith("Ongeldige referentie: Artikel")


# Changes


def test_open_invoice_may_change(exact):
    row = make(exact)
    assert exact.put(INVOICES, row["InvoiceID"], {"YourRef": "PO-2"}).status_code == 204
    (first,) = lines_of(exact, row)
    exact.create(LINES, line(exact, NetPrice="1", InvoiceID=row["InvoiceID"]))
    assert again(exact, row)["AmountFCExclVat"] == 27.9
    exact.put(LINES, first["ID"], {"Quantity": 1})
    assert again(exact, row)["AmountFCExclVat"] == 14.95
    exact.delete(LINES, first["ID"])
    row = again(exact, row)
    assert (row["AmountFCExclVat"], row["YourRef"]) == (2, "PO-2")
    assert exact.delete(INVOICES, row["InvoiceID"]).status_code == 204
    assert exact.rows(LINES) == []


# Printing


def test_printing_books_it(exact):
    row = make(exact, PaymentCondition="30", Description="Dozen")
    answer = printed(exact, row, InvoiceDate="2026-06-12")
    after = again(exact, row)
    assert (after["Status"], after["InvoiceNumber"]) == (50, 26700001)
    assert after["Document"] == answer["Document"]
    assert answer["DocumentCreationSuccess"]
    assert answer["DocumentCreationError"] is None
    assert f"{day(after['InvoiceDate']):%m-%d}" == "06-12"
    entry = exact.one(ENTRIES, "EntryNumber eq 26700001")
    assert entry["InvoiceNumber"] == 26700001
    assert (entry["AmountFC"], entry["VATAmountFC"]) == (31.34, 5.44)
    assert (entry["YourRef"], entry["Description"]) == ("PO-1", "Dozen")
    assert entry["Document"] == answer["Document"]
    assert f"{day(entry['EntryDate']):%m-%d}" == "06-12"
    codes = [line["GLAccountCode"] for line in exact.ledger(entry)]
    assert codes == ["1300", "8000", "1500"]
    assert len(exact.terms(entry)) == 1


def test_document_of_a_printed_invoice(exact):
    row = make(exact)
    id_ = printed(exact, row)["Document"]
    document = exact.one("documents/Documents", f"ID eq guid'{id_}'")
    assert document["Type"] == 10
    assert document["FinancialTransactionEntryID"] == row["InvoiceID"]
    assert document["SalesInvoiceNumber"] == 26700001


def test_printed_invoice_stays_as_it_is(exact):
    row = make(exact)
    (first,) = lines_of(exact, row)
    printed(exact, row)
    answers = [
        exact.post(PRINTED, {"InvoiceID": row["InvoiceID"]}),
        exact.put(INVOICES, row["InvoiceID"], {"YourRef": "x"}),
        exact.put(LINES, first["ID"], {"Quantity": 1}),
        exact.delete(LINES, first["ID"]),
        exact.delete(INVOICES, row["InvoiceID"]),
        exact.post(LINES, line(exact, InvoiceID=row["InvoiceID"])),
    ]
    assert {answer.status_code for answer in answers} == {500}
    assert len(exact.rows(ENTRIES)) == 1


def test_printing_nothing(exact):
    assert error(exact.post(PRINTED, {})) == "Verplicht: Factuur"
    id_ = "11111111-1111-4111-8111-111111111111"
    answer = exact.post(PRINTED, {"InvoiceID": id_})
    assert error(answer) == "Ongeldige referentie: Factuur"


def test_printing_into_a_closed_period(exact):
    row = make(exact)
    exact.act("period", period="2026/06", open=False)
    answer = exact.post(PRINTED, {"InvoiceID": row["InvoiceID"]})
    assert error(answer) == "Periode is afgesloten: 2026 - 6"
    assert again(exact, row)["Status"] == 20


def test_printing_with_a_mail(exact):
    answer = printed(exact, make(exact), SendEmailToCustomer=True)
    assert answer["EmailCreationError"]
    exact.put("crm/Accounts", exact.account(), {"Email": "info@voorbeeld.example"})
    answer = printed(exact, make(exact), SendEmailToCustomer=True)
    assert answer["EmailCreationSuccess"]


def test_credit_invoice(exact):
    row = make(exact, line(exact, Quantity=-1), Type=8021)
    assert (row["TypeDescription"], row["AmountFC"]) == ("Sales credit note", -15.67)
    printed(exact, row)
    (entry,) = exact.rows(ENTRIES)
    assert (entry["Type"], entry["AmountFC"]) == (21, -15.67)


def test_lines_with_their_headers_by_version(exact):
    row = make(exact, line(exact), line(exact, "BOEK"))
    path, query = "sync/SalesInvoice/SalesInvoices", {"filter": "Timestamp gt 1"}
    rows = exact.rows(path, **query)
    assert {one["ItemCode"] for one in rows} == {"DOOS", "BOEK"}
    assert {one["InvoiceID"] for one in rows} == {row["InvoiceID"]}
    cursor = max(int(one["Timestamp"]) for one in rows)
    printed(exact, row)
    rows = exact.rows(path, filter=f"Timestamp gt {cursor}", select="InvoiceNumber")
    assert {one["InvoiceNumber"] for one in rows} == {26700001}


def test_deleted_invoice_is_told(exact):
    row = make(exact)
    exact.delete(INVOICES, row["InvoiceID"])
    (gone,) = exact.rows("sync/Deleted", filter="Timestamp gt 1")
    assert (gone["EntityType"], gone["EntityKey"]) == (13, row["InvoiceID"])
