"""What strangers' code and recordings say of the real server, point by point; each test
names its evidence: A vendor's page, B recorded answer, C client that runs live, I issue
thread, inf inferred."""

import pytest
import requests
from exact_client import BANK, ENTRIES, LEDGER, PURCHASES, error

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


# 8. What 403 means


def test_scope_that_the_application_lacks(exact, box):
    """[I] That resource, for good."""
    box.control("scope", scope="cashflow", granted=False)
    answer = exact.get("cashflow/Receivables", select="ID")
    text = "Forbidden - Application Scope Violated. Cannot read"
    assert (answer.status_code, error(answer)) == (403, text)
    assert "Reason" not in answer.headers
    assert exact.get("crm/Accounts", select="ID").status_code == 200


@pytest.mark.parametrize("place", ["salesentry", ENTRIES])
def test_right_or_module_that_is_missing(exact, box, place):
    """[I] That resource; without a Reason [inf]."""
    body = exact.invoice()
    box.control("right", resource=place, granted=False)
    answer = exact.post(ENTRIES, body)
    assert (answer.status_code, error(answer)) == (403, "Forbidden")
    assert "Reason" not in answer.headers
    assert exact.get("crm/Accounts", select="ID").status_code == 200
    asked = {"endpoint": f"'{ENTRIES}'", "action": "'POST'"}
    assert exact.get("users/UserHasRights", **asked).json()["d"] == {
        "UserHasRights": False
    }
    box.control("right", resource=place, granted=True)
    assert exact.post(ENTRIES, body).status_code == 201


def test_right_to_read_only_and_of_one_division(exact, box):
    """[inf]"""
    box.control("right", resource=ENTRIES, verb="POST", division=124132, granted=False)
    assert exact.get(ENTRIES, select="EntryID").status_code == 200
    assert exact.post(ENTRIES, {}).status_code == 403
    assert exact.post(ENTRIES, {}, division=124133).status_code == 500


def test_refusals_of_an_hour(exact):
    """[A] Error velocity: that place, for an hour."""
    for _ in range(11):
        exact.get("financial/Journals", filter="Nonsense eq 1")
    answer = exact.get("financial/Journals")
    assert (answer.status_code, error(answer)) == (403, "Forbidden")
    exact.box.control("clock", advance=3601)
    exact.token = exact.refresh().json()["access_token"]
    assert exact.get("financial/Journals").status_code == 200


@pytest.mark.parametrize("path", ["crm/Accounts", ENTRIES, FILES])
def test_deleting_what_is_gone(exact, path):
    """[I]"""
    answer = exact.delete(path, NONE)
    assert (answer.status_code, error(answer)) == (403, "Forbidden")


REASONS = "BlockedUser InactiveUser NoDivisionAccess LicenseExpired BlockedCustomer"


@pytest.mark.parametrize("reason", REASONS.split())
def test_reasons_that_concern_the_whole_connection(exact, box, reason):
    """[I]"""
    box.control("blocked", reason=reason)
    for path, division in (("crm/Accounts", 124132), ("current/Me", None)):
        answer = exact.get(path, division, select="ID" if division else "UserID")
        assert (answer.status_code, answer.headers["Reason"]) == (403, reason)
    box.control("blocked", reason="")
    assert exact.get("current/Me", None).status_code == 200


# 9. Echoes without Prefer


def test_account_echoes_four_defaults(exact):
    """[B]"""
    body = {"Name": "Voorbeeld", "Status": "C", "IsSupplier": True}
    row = exact.create("crm/Accounts", body, whole=False)
    for name in "Status Blocked IsSales IsSupplier Type Division Name Code".split():
        assert row[name] is None, name
    for name in "IsAccountant IsAgency IsMailing CostPaid".split():
        assert row[name] == 0, name


def test_item_echoes_almost_nothing(exact):
    """[B]"""
    body = {"Code": "NIEUW", "Description": "Nieuw"}
    row = exact.create("logistics/Items", body, whole=False)
    filled = {n for n, v in row.items() if v is not None and not isinstance(v, dict)}
    assert filled == {"ID"}


def test_vat_is_not_echoed(exact):
    """[B] of purchases and of sales invoices"""
    line = {"Item": exact.id_of("logistics/Items", "ADVIES"), "Quantity": 1}
    body = {"Journal": "70", "OrderedBy": exact.account(), "SalesInvoiceLines": [line]}
    for path, values in ((PURCHASES, exact.bill()), (INVOICES, body)):
        row = exact.create(path, values, whole=False)
        assert row["VATAmountDC"] is row["VATAmountFC"] is None
        assert row["AmountFC"] > 0
        assert exact.create(path, values)["VATAmountFC"] > 0


# 10. Keys and blanks


def test_recorded_keys(exact):
    """[B]"""
    (account,) = exact.rows("crm/Accounts", top=1)
    assert {"ClientGroup", "ClientGroupDescription"} <= set(account)
    names = "InvoiceStatusInformation,InvoiceID"
    assert exact.rows(INVOICES, select=names) == []
    document = exact.document()
    names = "Costcenter CostcenterDescription Costunit CostunitDescription"
    assert set(names.split()) <= set(document)


def test_documents_carry_more(exact):
    """[B]"""
    row = exact.document()
    assert (row["Currency"], row["HasEmptyBody"], row["SendMethod"]) == ("EUR", True, 0)
    assert row["Category"]
    assert exact.document(Body="tekst")["HasEmptyBody"] is False


def test_contacts_are_never_without_a_name(exact):
    """[B]"""
    body = {"Account": exact.account(), "FirstName": "Voor", "LastName": "Beeld"}
    row = exact.create("crm/Contacts", body)
    assert (row["FullName"], row["HID"]) == ("Voor Beeld", 1)
    assert (row["Code"], row["Language"]) == ("1000".rjust(18), "NL".ljust(10))
    exact.put("crm/Contacts", row["ID"], {"LastName": "Beelden"})
    after = exact.get(f"crm/Contacts(guid'{row['ID']}')").json()["d"]
    assert after["FullName"] == "Voor Beelden"


def test_blanks(exact):
    """[B]"""
    (me,) = exact.rows("current/Me", None)
    assert me["CustomerCode"] == "1".rjust(18)
    for path in ("hrm/Divisions", "system/Divisions"):
        row = exact.rows(path)[0]
        assert row["CustomerCode"] == "1".rjust(18), path
    assert row["Legislation"] == "NL "
    bank = exact.one("financial/Journals", "Code eq '20'")
    assert bank["BankAccountCountry"] == "NL "


def test_condition_of_a_purchase_is_that_of_the_administration(exact):
    """[B]"""
    entry = exact.buy()
    assert entry["PaymentCondition"] == "30"
    assert exact.sell()["PaymentCondition"] is None


# 11. The page with a slash


@pytest.mark.parametrize("path", ["auth", "auth/"])
def test_log_in_with_a_slash_at_its_end(exact, box, path):
    """[C]"""
    wish = {
        "client_id": box.info["client_id"],
        "redirect_uri": "https://localhost/back",
        "response_type": "code",
    }
    answer = requests.get(f"{exact.base}/api/oauth2/{path}", params=wish, timeout=10)
    assert (answer.status_code, "password" in answer.text) == (200, True)


# 12. Languages


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("nl-NL", "Verplicht: Klant"),
        ("en-US", "Mandatory: Customer"),
        ("fr-BE", "Obligatoire: Client"),
        ("de-AT", "Erforderlich: Kunde"),
    ],
)
def test_messages_in_four_languages(exact, box, language, text):
    """[B] that they are; the French and German words are ours [inf]"""
    box.control("language", language=language)
    assert error(exact.post(ENTRIES, exact.invoice(Customer=None))) == text


# Matched entries


def pay(exact, amount):
    exact.act("receipt", invoices=[{"invoicenumber": "INV/1", "amount": amount}])


def balances(exact):
    """Of the matched terms, and of all: those of each currency are zero."""
    rows = exact.rows("sync/Cashflow/PaymentTerms", filter="Timestamp gt 1")
    matched = [row["AmountDC"] for row in rows if row["Status"] == 50]
    ledger = exact.rows(LEDGER, filter=f"GLAccount eq guid'{exact.gl('1300')}'")
    return sum(matched), sum(r["AmountDC"] for r in rows + ledger)


def test_header_of_a_partly_paid_entry_may_change(exact):
    """[inf] Its matched part stays matched."""
    entry = exact.sell()
    pay(exact, "50.00")
    before = {row["ID"]: row["Status"] for row in exact.terms(entry)}
    values = {"DueDate": "2026-09-01", "YourRef": "INV/2", "PaymentCondition": "2T"}
    assert exact.put(ENTRIES, entry["EntryID"], values).status_code == 204
    after = exact.terms(entry)
    assert {row["ID"]: row["Status"] for row in after} == before
    assert {row["YourRef"] for row in after} == {"INV/2"}
    assert balances(exact) == (0, 0)


@pytest.mark.parametrize(
    "values", [{"Rate": 2}, {"Currency": "USD"}, {"Customer": "1001"}]
)
def test_amount_of_a_matched_entry_stays(exact, values):
    """[inf]"""
    entry = exact.sell()
    pay(exact, "50.00")
    if "Customer" in values:
        values = {"Customer": exact.account(values["Customer"])}
    assert exact.put(ENTRIES, entry["EntryID"], values).status_code == 500
    lines = exact.rows(f"{ENTRIES}(guid'{entry['EntryID']}')/SalesEntryLines")
    path = "salesentry/SalesEntryLines"
    assert exact.put(path, lines[0]["ID"], {"AmountFC": 1}).status_code == 500
    assert exact.delete(path, lines[0]["ID"]).status_code == 500
    more = exact.line(EntryID=entry["EntryID"])
    assert exact.post(path, more).status_code == 500
    assert balances(exact) == (0, 0)


def test_accountant_can_not_edit_a_matched_entry_either(exact):
    exact.sell()
    pay(exact, "50.00")
    with pytest.raises(ValueError, match="Not allowed: Amount"):
        exact.act("edit", invoicenumber="INV/1", amount="242.00")
    exact.act("edit", invoicenumber="INV/1", amount="121.00", date="2026-06-11")
    exact.act("edit", invoicenumber="INV/1", vat="20.00")
    assert balances(exact) == (0, 0)


def test_bank_entry_that_is_matched_stays(exact):
    exact.sell()
    pay(exact, "121.00")
    (entry,) = exact.rows(BANK, select="EntryID")
    assert exact.delete(BANK, entry["EntryID"]).status_code == 500


def test_inactive_cost_centre(exact):
    """[inf] ``Active`` is what says so, beside EndDate."""
    values = {"Active": False}
    exact.act("change", type="cost_centre", code="AMS", values=values)
    lines = [exact.line(CostCenter="AMS")]
    answer = exact.post(ENTRIES, exact.invoice(lines=lines))
    assert error(answer) == "Ongeldige referentie: Kostenplaats"
