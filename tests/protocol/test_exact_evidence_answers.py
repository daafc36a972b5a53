"""What strangers' code and recordings say of the real server, points 8 to 12: rights,
answers and languages; and what is matched. Evidence as in test_exact_evidence."""

import pytest
import requests
from exact_client import BANK, ENTRIES, LEDGER, PURCHASES, error

DOCUMENTS, FILES = "documents/Documents", "documents/DocumentAttachments"
INVOICES = "salesinvoice/SalesInvoices"
NONE = "11111111-1111-4111-8111-111111111111"


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
