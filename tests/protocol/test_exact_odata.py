"""Paths, options, filters and paging (reference 1.1, 2.4, 3.3 to 3.5)."""

from urllib.parse import parse_qs, unquote, urlsplit

import pytest
from exact_client import ENTRIES, LEDGER, MEMORIALS, PURCHASES, error

SYNTAX = "Bad Request - Error in query syntax."
SELECT = "Please add a $select or a $top=1 statement to the query string."


def names(exact, filter_, path="crm/Accounts"):
    rows = exact.rows(path, select="Name", filter=filter_)
    return sorted(row["Name"].removeprefix("Voorbeeld ") for row in rows)


# Paths


def test_service_in_any_case_resource_exactly(exact):
    assert exact.get("CRM/Accounts", select="ID").status_code == 200
    assert exact.get("crm/accounts", select="ID").status_code == 404
    assert exact.get("vat/VatCodes", select="ID").status_code == 404
    exact.upgrade(any_case=True)
    assert exact.get("crm/accounts", select="ID").status_code == 200


def test_unknown_resource(exact):
    assert exact.get("crm/Nonsense").status_code == 404
    assert exact.get("crm/Accounts", None).status_code == 404


def test_beta_path(exact):
    answer = exact.get("crm/Accounts", "beta/124132", select="ID")
    assert answer.status_code == 200


def test_division_in_the_path_of_system_divisions_is_not_looked_at(exact):
    rows = exact.rows("system/Divisions", 999, select="Code")
    assert [row["Code"] for row in rows][:2] == [124132, 124133]


def test_users_without_division(exact):
    assert len(exact.rows("system/Users", None)) == 1


# Literals and operators


@pytest.mark.parametrize(
    ("filter_", "found"),
    [
        ("Name eq 'Voorbeeld Winkel'", ["Winkel"]),
        (
            "Name ne 'Voorbeeld Winkel' and Status eq 'C'",
            ["Bouw B.V.", "Techniek B.V."],
        ),
        ("trim(Code) eq '1001'", ["Winkel"]),
        ("Code eq '              1001'", ["Winkel"]),
        ("Code eq '1001'", []),
        ("substringof('Bouw',Name) eq true", ["Bouw B.V."]),
        ("substringof('Bouw', Name)", ["Bouw B.V."]),
        ("startswith(Name,'Voorbeeld G') eq true", ["Groothandel B.V."]),
        ("endswith(Name,'GmbH')", ["Lieferant GmbH"]),
        ("tolower(Name) eq 'voorbeeld winkel'", ["Winkel"]),
        ("toupper(Name) eq 'VOORBEELD WINKEL'", ["Winkel"]),
        ("length(Name) eq 16", ["Winkel"]),
        ("IsSupplier eq true", ["Groothandel B.V.", "Lieferant GmbH"]),
        ("not (IsSupplier eq true) and not (Status eq 'A')", None),
        ("(Status eq 'C' or Status eq 'A') and Country eq 'DE'", ["Lieferant GmbH"]),
        ("Email ne null", []),
        ("VATNumber eq null and IsSupplier eq false", ["Bouw B.V.", "Winkel"]),
        ("Country eq 'NL' and VATNumber ne null", ["Techniek B.V."]),
    ],
)
def test_filters(exact, filter_, found):
    expected = ["Bouw B.V.", "Techniek B.V.", "Winkel"] if found is None else found
    assert names(exact, filter_) == expected


def test_apostrophe_is_doubled(exact):
    exact.create("crm/Accounts", {"Name": "Voorbeeld d'Or"})
    assert names(exact, "Name eq 'Voorbeeld d''Or'") == ["d'Or"]


def test_letters_beyond_ascii(exact):
    exact.create("crm/Accounts", {"Name": "Voorbeeld Café €"})
    assert names(exact, "Name eq 'Voorbeeld Café €'") == ["Café €"]


@pytest.mark.parametrize("blank", ["+", "%20"])
def test_both_blanks_of_a_url(exact, blank):
    filter_ = f"Name{blank}eq{blank}'Voorbeeld{blank}Winkel'"
    answer = exact.get(f"crm/Accounts?$select=Name&$filter={filter_}")
    assert len(answer.json()["d"]["results"]) == 1


def test_guid(exact):
    id_ = exact.account()
    for text in (id_, id_.upper()):
        assert len(exact.rows("crm/Accounts", filter=f"ID eq guid'{text}'")) == 1


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("EntryDate eq datetime'2026-06-10'", 1),
        ("EntryDate eq datetime'2026-06-10T00:00:00'", 1),
        ("EntryDate eq datetime'2026-06-10T00:00'", 1),
        ("EntryDate lt datetime'2026-06-10'", 0),
        ("EntryDate ge datetime'2026-06-01' and EntryDate le datetime'2026-06-30'", 1),
        ("year(EntryDate) eq 2026 and month(EntryDate) eq 6", 1),
        ("day(EntryDate) eq 11", 0),
        ("AmountFC eq 121", 1),
        ("AmountFC eq 121.0", 1),
        ("AmountFC gt 120.5d and AmountFC lt 121.5M", 1),
        ("AmountFC lt -1", 0),
        ("EntryNumber eq 26700001", 1),
        ("AmountFC sub VATAmountFC eq 100", 1),
        ("AmountFC add 1 mul 2 eq 123 and EntryNumber mod 10 eq 1", 1),
        ("(AmountFC div 11) eq 11", 1),
        ("CustomerName eq 'Voorbeeld Techniek B.V.'", 1),
        ("substringof('Techniek',CustomerName)", 1),
        ("JournalDescription eq 'Inkoop'", 0),
        ("Reversal eq false and Type eq 20", 1),
        ("Document ne null", 0),
        ("Document eq null", 1),
        ("Created gt datetime'2026-06-15T13:59:00'", 1),
        ("Created gt datetime'2026-06-15T14:30:00'", 0),
    ],
)
def test_literals(exact, text, found):
    exact.sell()
    assert len(exact.rows(ENTRIES, filter=text, select="EntryID")) == found


@pytest.mark.parametrize("text", ["1", "1L", "1l", "0"])
def test_versions_with_and_without_letter(exact, text):
    exact.sell()
    rows = exact.rows("sync/Cashflow/PaymentTerms", filter=f"Timestamp gt {text}")
    assert len(rows) == 1


def test_forty_conditions(exact):
    exact.sell("INV/7")
    text = " or ".join(f"YourRef eq 'INV/{number}'" for number in range(40))
    rows = exact.rows(ENTRIES, filter=text, select="YourRef")
    assert [row["YourRef"] for row in rows] == ["INV/7"]


@pytest.mark.parametrize(
    "text",
    [
        "Nonsense eq 1",
        "name eq 'x'",
        "Name EQ 'x'",
        "Name eq",
        "Name eq 'x",
        "ID eq '40d4c49d-0000-4a13-b890-000000000348'",
        "Name eq 5",
        "Blocked eq 'true'",
        "Name eq SearchCode",
        "Name add 1 eq 2",
        "BankAccounts/Main eq true",
        "Name in ('x')",
        "concat(Name,'x') eq 'x'",
        "Created gt datetime'2026-06-15T12:00:00Z'",
        "Created gt datetime'2026-06-15T12:00:00+02:00'",
        "Created gt datetime'nonsense'",
        "ID eq guid'nonsense'",
        "(Name eq 'x'",
        "Name eq 'x' and",
        "Name",
    ],
)
def test_filters_that_are_refused(exact, text):
    answer = exact.get("crm/Accounts", filter=text, select="ID")
    assert (answer.status_code, error(answer)) == (400, SYNTAX)


@pytest.mark.parametrize(
    "query",
    [
        {"select": "Nonsense"},
        {"select": "BankAccounts/Nonsense"},
        {"expand": "Nonsense"},
        {"orderby": "Nonsense"},
        {"orderby": "Name down"},
        {"top": "x"},
        {"top": "-1"},
        {"skiptoken": "nonsense'"},
    ],
)
def test_options_that_are_refused(exact, query):
    answer = exact.get("crm/Accounts", **query)
    assert (answer.status_code, error(answer)) == (400, SYNTAX)


def test_unknown_option(exact):
    answer = exact.get("crm/Accounts?$nonsense=1")
    assert answer.status_code == 400


# Order


def test_order(exact):
    rows = exact.rows("financial/Journals", select="Code", orderby="Code desc")
    codes = [row["Code"] for row in rows]
    assert codes == sorted(codes, reverse=True)
    rows = exact.rows(
        "financial/Journals", select="Type,Code", orderby="Type,Code desc"
    )
    assert [row["Code"] for row in rows][:5] == ["10", "20", "21", "71", "70"]


# Select


@pytest.mark.parametrize(
    "path",
    [
        MEMORIALS,
        PURCHASES,
        "cashflow/Receivables",
        "cashflow/Payments",
        "cashflow/DirectDebitMandates",
        "bulk/Cashflow/Receivables",
        "bulk/Cashflow/Payments",
        "bulk/Financial/TransactionLines",
        "bulk/CRM/Accounts",
    ],
)
def test_lists_that_want_a_select(exact, path):
    answer = exact.get(path)
    assert (answer.status_code, error(answer)) == (400, SELECT)
    assert exact.get(path, top=1).status_code == 200
    assert exact.get(path, select="ID" if "Entries" not in path else "EntryID").ok


def test_select_may_be_left_out_by_a_switch(exact):
    exact.upgrade(select_required=False)
    assert exact.get(PURCHASES).status_code == 200
    assert error(exact.get("bulk/Cashflow/Payments")) == SELECT


# Filters that are wanted, and others


def test_filter_that_accounts_may_want(exact):
    assert exact.get("crm/Accounts", select="ID").status_code == 200
    exact.upgrade(accounts_need_filter=True)
    answer = exact.get("crm/Accounts", select="ID")
    assert answer.status_code == 400
    text = error(answer)
    assert text.startswith("This endpoint has mandatory filtering applied.")
    assert "SearchCode" in text
    assert "VATNumber" in text
    assert exact.get("crm/Accounts", select="ID", filter="Status eq 'C'").ok
    assert exact.get("crm/Accounts", filter="Website eq 'x'").status_code == 400


@pytest.mark.parametrize(
    ("path", "field"),
    [
        ("bulk/Cashflow/Receivables", "TransactionEntryID"),
        ("bulk/Cashflow/Receivables", "Modified"),
        ("bulk/Cashflow/Payments", "EndToEndID"),
    ],
)
def test_bulk_filters_on_listed_fields_only(exact, path, field):
    values = {"Modified": "datetime'2026-01-01'", "TransactionEntryID": "null"}
    text = f"{field} eq {values.get(field, 'null')}"
    answer = exact.get(path, select="ID", filter=text)
    if field == "EndToEndID":
        # The payments have no such property at all.
        assert answer.status_code == 400
    else:
        assert error(answer) == f"Filtering on these fields is not supported: {field}"


def test_sync_filters_on_versions_only(exact):
    for path in ("sync/Cashflow/PaymentTerms", "sync/Deleted", "sync/CRM/Accounts"):
        answer = exact.get(path, filter="ID ne null")
        assert answer.status_code == 400
        assert error(answer).startswith("This $filter parameter is not supported")


# Pages


def test_page_of_sixty(exact):
    exact.act("fill", entries=61)
    found = exact.get(ENTRIES, select="EntryID").json()["d"]
    assert set(found) == {"results", "__next"}
    assert len(found["results"]) == 60
    last = exact.get(found["__next"]).json()["d"]
    assert list(last) == ["results"]
    assert len(last["results"]) == 1


def test_full_page_has_no_next(exact):
    exact.act("fill", entries=60)
    found = exact.get(ENTRIES, select="EntryID").json()["d"]
    assert list(found) == ["results"]


def test_next_is_absolute_and_repeats_the_question(exact):
    exact.act("fill", entries=70)
    filter_ = "Journal eq '70' and EntryDate ge datetime'2026-01-01'"
    query = {"select": "EntryID,YourRef", "filter": filter_}
    found = exact.get(ENTRIES, **query).json()["d"]
    url = urlsplit(found["__next"])
    assert f"{url.scheme}://{url.netloc}" == exact.base
    asked = parse_qs(url.query)
    assert asked["$select"] == ["EntryID,YourRef"]
    assert asked["$filter"] == [filter_]
    last = found["results"][-1]["EntryID"]
    assert asked["$skiptoken"] == [f"guid'{last}'"]
    assert found["__next"].endswith(f"$skiptoken=guid'{last}'")


def test_every_row_comes_once(exact):
    exact.act("fill", entries=130)
    for order in ({}, {"orderby": "YourRef"}, {"orderby": "Modified desc"}):
        rows = exact.rows(ENTRIES, select="YourRef", **order)
        assert len(rows) == len({row["YourRef"] for row in rows}) == 130


def test_token_with_an_order(exact):
    exact.act("fill", entries=61)
    query = {"select": "EntryID,Modified", "orderby": "Modified asc"}
    text = exact.get(ENTRIES, **query).json()["d"]["__next"]
    token = text.rpartition("$skiptoken=")[2]
    assert "%3A" in token
    assert token.startswith("datetime'2026-06-15T14%3A0")
    assert ",guid'" in unquote(token)


def test_token_of_a_version(exact, box):
    exact.act("fill", entries=1001)
    found = exact.get("sync/Cashflow/PaymentTerms", select="ID,Timestamp").json()["d"]
    last = found["results"][-1]["Timestamp"]
    assert found["__next"].endswith(f"$skiptoken={last}L")
    assert len(exact.get(found["__next"]).json()["d"]["results"]) == 1


def test_token_on_a_question_of_ones_own(exact):
    """Some clients take only the token from the link."""
    exact.act("fill", entries=61)
    found = exact.get(ENTRIES, select="EntryID").json()["d"]
    token = unquote(found["__next"].rpartition("$skiptoken=")[2])
    rows = exact.rows(ENTRIES, select="EntryID", skiptoken=token)
    assert len(rows) == 1


def test_top_over_a_page(exact):
    exact.act("fill", entries=120)
    found = exact.get(ENTRIES, select="EntryID", top=100).json()["d"]
    assert len(found["results"]) == 60
    assert "$top=40" in found["__next"]
    last = exact.get(found["__next"]).json()["d"]
    # The rest fits in one page: a bare array, as for any $top of a page at most.
    assert len(last) == 40


def test_skip_does_nothing(exact):
    plain = exact.rows("financial/Journals", select="Code")
    assert exact.rows("financial/Journals", select="Code", skip=3) == plain


def test_bulk_and_sync_have_pages_of_a_thousand(exact):
    exact.act("fill", entries=340)
    found = exact.get("bulk/Financial/TransactionLines", select="ID").json()["d"]
    assert len(found["results"]) == 1000
    assert len(exact.get(found["__next"]).json()["d"]["results"]) == 20
    found = exact.get("sync/Financial/TransactionLines", select="ID").json()["d"]
    assert len(found["results"]) == 1000


def test_filters_by_all_that_is_asked_of_lines(exact):
    entry = exact.sell()
    for text in (
        f"Account eq guid'{entry['Customer']}'",
        "AccountCode eq '              1000'",
        f"EntryID eq guid'{entry['EntryID']}'",
        "JournalCode eq '70'",
        "FinancialYear eq 2026 and FinancialPeriod eq 6",
        "Date eq datetime'2026-06-10'",
        "Modified gt datetime'2026-06-15T00:00:00'",
        "Type eq 20",
        "InvoiceNumber eq 26700001",
        "YourRef eq 'INV/1'",
    ):
        assert len(exact.rows(LEDGER, filter=text, select="ID")) == 3, text
    assert len(exact.rows(LEDGER, filter="GLAccountCode eq '1300'")) == 1
