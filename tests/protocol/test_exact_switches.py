"""The switches of Exact: one list of them, and what the other position changes."""

import pytest
from exact_client import BANK, ENTRIES, PURCHASES, TERMS, error
from sandbox.exact.switches import SWITCHES

NONE = "11111111-1111-4111-8111-111111111111"
DOCUMENTS = "documents/Documents"
INVOICES = "salesinvoice/SalesInvoices"
JOURNALS = "financial/Journals"


def half_paid(exact):
    """An invoice of which 50 is paid: (its parts by status, the IDs from before)."""
    entry = exact.sell()
    (before,) = exact.terms(entry)
    exact.act("receipt", invoices=[{"invoicenumber": "INV/1", "amount": "50.00"}])
    return {part["Status"]: part for part in exact.terms(entry)}, before


def sign_of_a_term(exact):
    return exact.terms(exact.sell())[0]["AmountDC"]


def sign_in_a_list(exact):
    exact.sell()
    return exact.rows("read/financial/ReceivablesList")[0]["Amount"]


def part_with_the_old_id(exact):
    parts, before = half_paid(exact)
    return next(status for status, one in parts.items() if one["ID"] == before["ID"])


def paid_parts(exact):
    parts, _before = half_paid(exact)
    return {status: one["IsFullyPaid"] for status, one in parts.items()}


def same_term_after_another_customer(exact):
    entry = exact.sell()
    (before,) = exact.terms(entry)
    exact.put(ENTRIES, entry["EntryID"], {"Customer": exact.account("1001")})
    return exact.terms(entry)[0]["ID"] == before["ID"]


def delete_of_a_matched_entry(exact):
    entry = exact.sell()
    exact.act("receipt", invoices=[{"invoicenumber": "INV/1"}])
    return exact.delete(ENTRIES, entry["EntryID"]).status_code


def paid_and_unmatched(exact):
    half_paid(exact)
    before = {row["ID"]: row["Timestamp"] for row in exact.rows(TERMS)}
    exact.act("unmatch", invoicenumber="INV/1")
    return before, exact.rows(TERMS)


def parts_after_unmatching(exact):
    _before, rows = paid_and_unmatched(exact)
    return sorted(row["AmountDC"] for row in rows if row["TransactionType"] == 20)


def versions_after_unmatching(exact):
    """Of which sides there is a new one."""
    before, rows = paid_and_unmatched(exact)
    return {
        row["TransactionType"]
        for row in rows
        if row["Timestamp"] != before.get(row["ID"])
    }


def type_of_a_negative_entry(exact):
    return exact.sell(lines=[exact.line(-100)])["Type"]


def long_reference(exact):
    return len(exact.sell("R" * 40)["YourRef"])


def document_of_a_sale(exact):
    return exact.sell()["Document"] is None


def entry_of_a_document(exact):
    entry = exact.sell()
    exact.document(FinancialTransactionEntryID=entry["EntryID"])
    return exact.rows(ENTRIES)[0]["DocumentNumber"]


def number_of_ones_own(exact):
    return exact.sell(InvoiceNumber=4711)["InvoiceNumber"]


def number_twice(exact):
    exact.sell(InvoiceNumber=4711)
    return exact.post(ENTRIES, exact.invoice(InvoiceNumber=4711)).status_code


def put_of_the_same_number(exact):
    entry = exact.sell()
    values = {"EntryNumber": entry["EntryNumber"]}
    return exact.put(ENTRIES, entry["EntryID"], values).status_code


def payment_reference(exact):
    return exact.sell()["PaymentReference"]


def numbers_of_vat_lines(exact):
    entry = exact.sell(lines=[exact.line(), exact.line()])
    return [row["LineNumber"] for row in exact.ledger(entry)]


def same_reference_of_a_supplier(exact):
    exact.buy("F-1")
    return exact.post(PURCHASES, exact.bill("F-1")).status_code


def balance_that_does_not_fit(exact):
    line = {"GLAccount": exact.gl("4500"), "AmountFC": -5}
    body = {"JournalCode": "20", "ClosingBalanceFC": 7, "BankEntryLines": [line]}
    return exact.post(BANK, body).status_code


def worth_of_a_dollar(exact):
    return exact.sell(Currency="USD")["Rate"]


def put_of_the_same_code(exact):
    values = {"Code": "1000"}
    return exact.put("crm/Accounts", exact.account(), values).status_code


def long_address(exact):
    text = " or ".join(f"Code eq '{number}'" for number in range(200))
    return exact.get(JOURNALS, filter=text).status_code


def list_without_select(exact):
    return exact.get(PURCHASES).status_code


def accounts_without_filter(exact):
    return exact.get("crm/Accounts", select="ID").status_code


def name_in_small_letters(exact):
    return exact.get("financial/journals").status_code


def page_of_invoices(exact):
    return type(exact.get(INVOICES, top=60, select="InvoiceID").json()["d"])


def page_of_a_read_list(exact):
    exact.act("fill", entries=61)
    inner = exact.get("read/financial/ReceivablesList").json()["d"]
    return len(inner["results"])


def type_of_a_version(exact):
    rows = exact.rows("sync/CRM/Accounts", filter="Timestamp gt 1", select="Timestamp")
    return type(rows[0]["Timestamp"])


def echo_of_a_sale(exact):
    return exact.create(ENTRIES, exact.invoice(), whole=False)["EntryNumber"]


def status_of_a_refusal(exact):
    return exact.post("crm/Accounts", {}).status_code


def sentence_for_a_failure(exact):
    exact.box.control("fault", kind="fault_code", code="generic", root="Journals")
    return error(exact.get(JOURNALS))


def delete_of_nothing(exact):
    return exact.delete("crm/Accounts", NONE).status_code


def eleven_refusals(exact):
    for _ in range(11):
        exact.get(JOURNALS, filter="Nonsense eq 1")
    return exact.get(JOURNALS).status_code


def old_refresh_token(exact):
    token = exact.box.control("tokens/restore")["refresh_token"]
    exact.refresh(token)
    return exact.refresh(token).status_code


def put_of_a_subscription(exact):
    path, division = "webhooks/WebhookSubscriptions", exact.box.service.divisions
    values = {"ID": NONE, "Topic": "Accounts", "CallbackURL": "https://localhost/x"}
    division[124132].add(path, values)
    return exact.put(path, NONE, {"CallbackURL": "https://localhost/y"}).status_code


# {switch: (what is looked at, what is found at the default, and at the other position)}
PROBES = {
    "negative_terms": (sign_of_a_term, -121, 121),
    "negative_lists": (sign_in_a_list, 121, -121),
    "matched_keeps_id": (part_with_the_old_id, 50, 20),
    "paid_per_booking": (paid_parts, {50: False, 20: False}, {50: True, 20: False}),
    "new_term_ids": (same_term_after_another_customer, False, True),
    "matched_delete_refused": (delete_of_a_matched_entry, 500, 204),
    "rejoined": (parts_after_unmatching, [-121], [-71, -50]),
    "unmatch_tells_all": (versions_after_unmatching, {20, 40}, {20}),
    "negative_is_credit": (type_of_a_negative_entry, 21, 20),
    "long_texts_cut": (long_reference, 40, 30),
    "sales_documents": (document_of_a_sale, True, False),
    "document_links_entry": (entry_of_a_document, None, 1),
    "ignore_invoice_number": (number_of_ones_own, 4711, 26700001),
    "duplicate_number_refused": (number_twice, 201, 500),
    "same_number_refused": (put_of_the_same_number, 500, 204),
    "payment_reference": (payment_reference, "1000/26700001", None),
    "vat_summary": (numbers_of_vat_lines, [0, 1, 2, 9999], [0, 1, 2, 3, 4]),
    "your_ref_unique": (same_reference_of_a_supplier, 201, 500),
    "balances_checked": (balance_that_does_not_fit, 201, 500),
    "rate_divides": (worth_of_a_dollar, 0.9, 1.111111),
    "same_code_refused": (put_of_the_same_code, 204, 500),
    "address_limit": (long_address, 404, 200),
    "select_required": (list_without_select, 400, 200),
    "accounts_need_filter": (accounts_without_filter, 200, 400),
    "any_case": (name_in_small_letters, 404, 200),
    "sales_invoices_in_results": (page_of_invoices, dict, list),
    "read_lists_whole": (page_of_a_read_list, 60, 61),
    "int64_as_numbers": (type_of_a_version, str, int),
    "bare_sales_entries": (echo_of_a_sale, 26700001, None),
    "refusals_400": (status_of_a_refusal, 500, 400),
    "localised_generic": (
        sentence_for_a_failure,
        "Er is een probleem opgetreden. De oorzaak van dit probleem wordt zo spoedig "
        "mogelijk onderzocht.",
        "A problem has occurred. The cause of this issue will be investigated as soon "
        "as possible.",
    ),
    "gone_is_forbidden": (delete_of_nothing, 403, 404),
    "error_velocity": (eleven_refusals, 403, 200),
    "refresh_grace": (old_refresh_token, 401, 200),
    "webhook_put": (put_of_a_subscription, 500, 204),
}


def test_every_switch_is_looked_at():
    assert set(PROBES) == {switch.name for switch in SWITCHES}


@pytest.mark.parametrize("name", PROBES)
def test_positions(exact, box, name):
    look, default, other = PROBES[name]
    assert look(exact) == default
    box.control("reset")
    exact.token = exact.refresh().json()["access_token"]
    (switch,) = (one for one in SWITCHES if one.name == name)
    box.control("quirks", **{name: switch.other})
    assert look(exact) == other


def test_lines_that_are_gone_are_forbidden_anyway(exact):
    """[I]"""
    exact.upgrade(gone_is_forbidden=False)
    assert exact.delete("salesentry/SalesEntryLines", NONE).status_code == 403
