"""What strangers' code and recordings say of the real server, points 1 to 7: entries,
documents, queries and failures. Each test names its evidence: A vendor's page, B
recorded answer, C client that runs live, I issue thread, inf inferred."""

import pytest
import requests
from exact_client import ENTRIES, PURCHASES, error

DOCUMENTS, FILES = "documents/Documents", "documents/DocumentAttachments"
INVOICES, PRINTED = "salesinvoice/SalesInvoices", "salesinvoice/PrintedSalesInvoices"
NONE = "11111111-1111-4111-8111-111111111111"


def header(exact, entry):
    return exact.one(ENTRIES, f"EntryID eq guid'{entry['EntryID']}'")


# 1. Documents


def test_sales_entry_has_no_document_by_itself(exact):
    """[A, B, I]"""
    entry = exact.sell()
    names = ("Document", "DocumentNumber", "DocumentSubject")
    assert [entry[name] for name in names] == [None] * 3
    assert exact.rows(DOCUMENTS) == []


def test_purchase_has_one(exact):
    """[B]"""
    entry = exact.buy(Description="Advies")
    assert entry["DocumentSubject"] == "Advies"
    assert len(exact.rows(DOCUMENTS)) == 1


def test_document_may_be_put_on_an_entry(exact):
    """[A] The document first, or afterwards: then its file."""
    entry = exact.sell()
    row = exact.document(FinancialTransactionEntryID=entry["EntryID"])
    assert header(exact, entry)["Document"] is None
    answer = exact.put(ENTRIES, entry["EntryID"], {"Document": row["ID"]})
    assert answer.status_code == 204
    after = header(exact, entry)
    found = (after["Document"], after["DocumentNumber"], after["DocumentSubject"])
    assert found == (row["ID"], row["HID"], "INV/1")
    assert exact.ledger(entry)[0]["Document"] == row["ID"]
    body = {"Document": row["ID"], "FileName": "x.pdf", "Attachment": "JVBERi0="}
    assert exact.post(FILES, body).status_code == 201
    assert exact.act("files", invoicenumber="INV/1")["files"][0]["name"] == "x.pdf"


def test_entry_without_a_document_has_no_files(exact):
    exact.sell()
    assert exact.act("files", invoicenumber="INV/1") == {"files": []}


def test_printing_makes_one(exact):
    """[A] Its subject is "Invoice: <number>"."""
    line = {"Item": exact.id_of("logistics/Items", "ADVIES"), "Quantity": 1}
    body = {"Journal": "70", "OrderedBy": exact.account(), "SalesInvoiceLines": [line]}
    made = exact.create(INVOICES, body)
    printed = exact.create(PRINTED, {"InvoiceID": made["InvoiceID"]})
    row = exact.one(DOCUMENTS, f"ID eq guid'{printed['Document']}'")
    assert row["Subject"] == "Invoice: 26700001"


# 2. A whole model goes back

WHOLE = {
    "crm/Accounts": lambda exact: exact.account(),
    "crm/Contacts": lambda exact: exact.create(
        "crm/Contacts", {"Account": exact.account(), "LastName": "Voorbeeld"}
    )["ID"],
    "financial/GLAccounts": lambda exact: exact.gl("8000"),
    "vat/VATCodes": lambda exact: exact.id_of("vat/VATCodes", "2"),
    "logistics/Items": lambda exact: exact.id_of("logistics/Items", "BOEK"),
    "hrm/Costcenters": lambda exact: exact.id_of("hrm/Costcenters", "AMS"),
    DOCUMENTS: lambda exact: exact.document()["ID"],
}


@pytest.mark.parametrize("path", WHOLE)
def test_whole_model_may_be_put(exact, path):
    """[I] With all that a read shows: __metadata, __deferred, what is read-only."""
    url = f"{path}(guid'{WHOLE[path](exact)}')"
    model = exact.get(url).json()["d"]
    answer = exact.send("PUT", url, json=model)
    assert answer.status_code == 204, answer.text
    after = exact.get(url).json()["d"]
    assert {n: v for n, v in after.items() if v != model[n]} == {}


@pytest.mark.parametrize("name", ["EntryNumber", "InvoiceNumber"])
def test_number_as_it_is_exists_already(exact, name):
    """[I] Business validation is reached, and finds the entry itself."""
    model = header(exact, exact.sell())
    for other in {"EntryNumber", "InvoiceNumber"} - {name}:
        del model[other]
    answer = exact.put(ENTRIES, model["EntryID"], model)
    assert (answer.status_code, error(answer)) == (500, "Gegeven bestaat reeds.")


def test_whole_entry_without_its_numbers(exact):
    """[I]"""
    model = header(exact, exact.sell())
    del model["EntryNumber"], model["InvoiceNumber"]
    changed = {**model, "Description": "anders"}
    assert exact.put(ENTRIES, model["EntryID"], changed).status_code == 204
    row = header(exact, model)
    assert (row["Description"], row["AmountFC"]) == ("anders", 121)
    assert row["EntryNumber"] == row["InvoiceNumber"] == 26700001


def test_deferred_lines_are_no_lines(exact):
    """[I] A POST of a whole model lacks them."""
    lines = {"__deferred": {"uri": f"{exact.root}/x"}}
    answer = exact.post(ENTRIES, exact.invoice() | {"SalesEntryLines": lines})
    assert error(answer) == "Verplicht: Regels"


# 3. Numbers


def test_duplicate_invoice_number_is_ignored_without_a_word(exact):
    """[C]"""
    exact.sell(InvoiceNumber=4711)
    entry = exact.sell(InvoiceNumber=4711)
    assert entry["InvoiceNumber"] == entry["EntryNumber"] == 26700002


def test_duplicate_entry_number_is_refused(exact):
    """[C]"""
    exact.sell(EntryNumber=26700500)
    answer = exact.post(ENTRIES, exact.invoice(EntryNumber=26700500))
    assert error(answer) == "In gebruik: Boekstuknummer"


# 4. and 5. Queries


def test_empty_options_count_as_absent(exact):
    """[C] A client sends all of them with every list."""
    names = "filter select expand orderby top skip skiptoken inlinecount format".split()
    rows = exact.rows("financial/Journals", **dict.fromkeys(names, ""))
    assert len(rows) == 8
    answer = exact.get("financial/Journals", **dict.fromkeys(names, ""))
    assert "results" in answer.json()["d"]


def test_empty_select_is_none(exact):
    """[C]"""
    assert exact.get(PURCHASES, select="").status_code == 400


def test_empty_options_do_not_follow(exact):
    exact.act("fill", entries=61)
    answer = exact.get(ENTRIES, select="EntryID", filter="", top="")
    following = answer.json()["d"]["__next"]
    assert "$top" not in following
    assert "$filter" not in following


@pytest.mark.parametrize(("size", "status"), [(2048, 200), (2049, 404)])
def test_query_above_2048_bytes(exact, size, status):
    """[inf] The web server refuses it, before anybody asks for a token."""
    start = "$select=Code&$filter=Code%20eq%20'"
    address = (
        f"{exact.url('financial/Journals')}?{start}{'x' * (size - len(start) - 1)}'"
    )
    answer = exact.send("GET", address)
    assert answer.status_code == status
    if status == 404:
        assert answer.headers["Content-Type"] == "text/html"
        assert requests.get(address, timeout=10).status_code == 404


# 6. 500


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("nl-BE", "Er is een probleem opgetreden."),
        ("fr-FR", "Un problème est survenu."),
        ("de-DE", "Es ist ein Problem aufgetreten."),
        ("en-GB", "A problem has occurred."),
    ],
)
def test_sentence_for_a_failure_is_that_of_the_user(exact, box, language, text):
    """[I]"""
    box.control("language", language=language)
    box.control("fault", kind="fault_code", code="generic", root="SalesEntries")
    answer = exact.post(ENTRIES, exact.invoice())
    assert (answer.status_code, error(answer)[: len(text)]) == (500, text)


@pytest.mark.parametrize(
    ("fault", "text"),
    [
        ({"code": "timeout"}, "Timeout expired."),
        ({"code": "deadlock"}, "Transaction (Process ID"),
        ({"code": "generic"}, "Er is een probleem opgetreden."),
        ({"text": "Iets anders"}, "Iets anders"),
    ],
)
@pytest.mark.parametrize("after", [True, False])
def test_failure_with_words_after_it_was_done(exact, box, fault, text, after):
    """[I] Nobody can tell from the answer."""
    body = exact.invoice()
    box.control("fault", kind="fault_code", after=after, root="SalesEntries", **fault)
    answer = exact.post(ENTRIES, body)
    assert answer.status_code == 500
    assert error(answer).startswith(text)
    assert len(exact.rows(ENTRIES, select="EntryID")) == after


# 7. Live notes of October 2026


def test_vat_has_one_line_with_number_9999(exact):
    """[C]"""
    lines = [exact.line("10.12") for _ in range(3)]
    rows = exact.ledger(exact.sell(lines=lines))
    assert [row["LineNumber"] for row in rows] == [0, 1, 2, 3, 9999]
    assert (rows[-1]["GLAccountCode"], rows[-1]["AmountDC"]) == ("1500", -6.38)
    assert rows[-1]["VATCode"] == "2  "


def test_each_vat_code_has_its_line(exact):
    """[inf]"""
    lines = [exact.line(), exact.line(vat="1", gl="8010"), exact.line(vat="0")]
    rows = exact.ledger(exact.sell(lines=lines))
    found = {row["GLAccountCode"]: row["AmountDC"] for row in rows[4:]}
    assert found == {"1500": -21, "1501": -9}
    assert {row["LineNumber"] for row in rows[4:]} == {9999}


def test_another_customer_gives_the_term_new_ids(exact):
    """[C] Its ledger line, and so TransactionID, stays."""
    entry = exact.sell()
    (before,) = exact.terms(entry)
    other = exact.account("1001")
    exact.put(ENTRIES, entry["EntryID"], {"Customer": other})
    (after,) = exact.terms(entry)
    assert (after["Account"], after["AmountDC"]) == (other, -121)
    assert after["TransactionID"] == before["TransactionID"]
    assert after["ID"] != before["ID"]
    assert after["EntryID"] != before["EntryID"]
    gone = exact.rows("sync/Deleted", filter="Timestamp gt 1")
    assert (10, before["ID"]) in {(r["EntityType"], r["EntityKey"]) for r in gone}


def test_anything_else_leaves_the_term_its_ids(exact):
    entry = exact.sell()
    (before,) = exact.terms(entry)
    exact.put(ENTRIES, entry["EntryID"], {"DueDate": "2026-09-01", "YourRef": "x"})
    (after,) = exact.terms(entry)
    names = ("ID", "EntryID", "TransactionID")
    assert [after[name] for name in names] == [before[name] for name in names]


def test_payment_reference_is_made(exact):
    """[C] <account code>/<entry number>"""
    entry = exact.sell()
    assert entry["PaymentReference"] == "1000/26700001"
    assert exact.terms(entry)[0]["PaymentReference"] == "1000/26700001"
    assert exact.sell(PaymentReference="ref")["PaymentReference"] == "ref"
    assert exact.buy()["PaymentReference"] is None
