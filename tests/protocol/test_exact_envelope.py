"""Shapes of answers: what strict clients look at (reference 3.1, 3.2, 3.6, 3.7)."""

import re

import pytest
import requests
from exact_client import DIVISION, EMPTY, ENTRIES, PURCHASES, day
from lxml import etree

GUID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")


def inner(answer):
    body = answer.json()
    assert list(body) == ["d"]
    return body["d"]


# Collections


def test_list_without_top(exact):
    found = inner(exact.get("financial/Journals", select="Code"))
    assert list(found) == ["results"]
    assert len(found["results"]) == 8


@pytest.mark.parametrize("top", [1, 2, 60])
def test_list_with_top_of_a_page_at_most(exact, top):
    found = inner(exact.get("financial/Journals", select="Code", top=top))
    assert isinstance(found, list)
    assert len(found) == min(top, 8)


def test_list_with_a_larger_top(exact):
    found = inner(exact.get("financial/Journals", select="Code", top=61))
    assert list(found) == ["results"]


def test_empty_lists(exact):
    query = {"select": "Code", "filter": "Code eq 'x'"}
    assert inner(exact.get("financial/Journals", **query)) == {"results": []}
    assert inner(exact.get("financial/Journals", top=2, **query)) == []


def test_sales_invoices_with_a_top_of_sixty(exact):
    found = inner(exact.get("salesinvoice/SalesInvoices", top=60, select="InvoiceID"))
    assert found == {"results": []}
    assert inner(exact.get("salesinvoice/SalesInvoices", top=1)) == []
    exact.upgrade(sales_invoices_in_results=False)
    assert inner(exact.get("salesinvoice/SalesInvoices", top=60)) == []


def test_me_is_always_in_results(exact):
    for query in ({}, {"top": 1}, {"select": "CurrentDivision"}):
        found = inner(exact.get("current/Me", None, **query))
        assert list(found) == ["results"]
        assert len(found["results"]) == 1


def test_inline_count_is_a_string_and_only_on_demand(exact):
    found = inner(
        exact.get("financial/Journals", select="Code", inlinecount="allpages")
    )
    assert set(found) == {"results", "__count"}
    assert found["__count"] == "8"
    found = inner(exact.get("financial/Journals", select="Code", inlinecount="none"))
    assert set(found) == {"results"}


def test_inline_count_is_that_of_the_filter(exact):
    query = {"filter": "Type eq 20", "inlinecount": "allpages", "top": 1}
    assert inner(exact.get("financial/Journals", **query))["__count"] == "2"


def test_count_is_plain_text(exact):
    answer = requests.get(
        exact.url("financial/Journals/$count"),
        headers={"Authorization": f"Bearer {exact.token}"},
        timeout=10,
    )
    assert answer.text == "8"
    assert answer.headers["Content-Type"].startswith("text/plain")


def test_count_of_a_filter(exact):
    assert exact.get("financial/Journals/$count", filter="Type eq 20").text == "2"


def test_count_needs_no_select(exact):
    exact.buy()
    assert exact.get(f"{PURCHASES}/$count").text == "1"


# Entities


def test_entity_by_key(exact):
    id_ = exact.account()
    found = inner(exact.get(f"crm/Accounts(guid'{id_}')", select="ID,Name"))
    assert list(found) == ["__metadata", "ID", "Name"]
    assert found["__metadata"] == {
        "uri": f"{exact.root}/{DIVISION}/crm/Accounts(guid'{id_}')",
        "type": "Exact.Web.Api.Models.Account",
    }


def test_uri_of_an_entity_answers(exact):
    uri = exact.rows("financial/Journals", select="Code")[0]["__metadata"]["uri"]
    assert exact.get(uri).status_code == 200


def test_address_is_that_of_the_request(exact):
    """Clients behind a proxy get links that they can follow."""
    answer = exact.get(
        "financial/Journals", headers={"Host": "exact.example:8443"}, select="Code"
    )
    uri = inner(answer)["results"][0]["__metadata"]["uri"]
    assert uri.startswith("http://exact.example:8443/api/v1/124132/financial/")


@pytest.mark.parametrize(
    ("path", "name"),
    [
        ("crm/Accounts", "Account"),
        ("financial/GLAccounts", "GLAccount"),
        ("financial/Journals", "Journal"),
        ("vat/VATCodes", "VATCode"),
        ("logistics/Items", "Item"),
        ("logistics/ItemGroups", "ItemGroup"),
        ("system/Divisions", "System.Division"),
    ],
)
def test_names_of_types(exact, path, name):
    row = exact.rows(path, top=1)[0]
    assert row["__metadata"]["type"] == f"Exact.Web.Api.Models.{name}"


def test_names_of_types_of_entries(exact):
    entry = exact.sell()
    bill = exact.buy()
    names = [
        entry,
        bill,
        exact.ledger(entry)[0],
        exact.rows("financialtransaction/Transactions", top=1)[0],
        exact.rows("documents/Documents", top=1)[0],
        exact.rows("current/Me", None)[0],
    ]
    assert [row["__metadata"]["type"].split("Models.")[1] for row in names] == [
        "SalesEntry",
        "PurchaseEntry",
        "Financial.TransactionLine",
        "Financial.Transaction",
        "Document",
        "System.Me",
    ]


def test_select_shows_just_that(exact):
    row = exact.rows("financial/GLAccounts", select="Code,Type", top=1)[0]
    assert set(row) == {"__metadata", "Code", "Type"}


@pytest.mark.parametrize("query", [{}, {"select": "*"}])
def test_without_select_all_properties_nulls_too(exact, query):
    row = exact.rows("crm/Accounts", top=1, **query)[0]
    assert row["MainContact"] is None
    assert len(row) > 150
    assert list(row)[0] == "__metadata"


def test_keys_of_all_sorts(exact):
    assert inner(exact.get("general/Currencies('EUR')"))["Code"] == "EUR"
    assert inner(exact.get("hrm/Divisions(124132)"))["Code"] == 124132
    id_ = exact.account()
    for text in (f"guid'{id_.upper()}'", f"guid'{id_}'"):
        assert inner(exact.get(f"crm/Accounts({text})"))["ID"] == id_
    exact.sell()
    row = exact.rows("read/financial/ReceivablesList")[0]
    path = f"read/financial/ReceivablesList({row['HID']}L)"
    assert inner(exact.get(path))["HID"] == row["HID"]


def test_key_in_quotes_where_a_guid_is_meant(exact):
    assert exact.get(f"crm/Accounts('{exact.account()}')").status_code == 400


def test_missing_key(exact):
    answer = exact.get("crm/Accounts(guid'11111111-1111-1111-1111-111111111111')")
    assert answer.status_code == 404
    assert list(answer.json()) == ["error"]


# Navigation


def test_lines_are_deferred(exact):
    entry = exact.sell()
    uri = f"{entry['__metadata']['uri']}/SalesEntryLines"
    assert entry["SalesEntryLines"] == {"__deferred": {"uri": uri}}
    found = inner(exact.get(uri))
    assert [row["AmountFC"] for row in found["results"]] == [100]


def test_lines_may_be_expanded(exact):
    entry = exact.sell()
    path = f"{ENTRIES}(guid'{entry['EntryID']}')"
    found = inner(exact.get(path, expand="SalesEntryLines"))["SalesEntryLines"]
    assert list(found) == ["results"]
    assert found["results"][0]["EntryID"] == entry["EntryID"]


def test_select_within_an_expansion(exact):
    exact.sell()
    query = {"select": "EntryID,SalesEntryLines/AmountFC", "expand": "SalesEntryLines"}
    row = exact.rows(ENTRIES, **query)[0]
    assert set(row) == {"__metadata", "EntryID", "SalesEntryLines"}
    (line,) = row["SalesEntryLines"]["results"]
    assert set(line) == {"__metadata", "AmountFC"}


@pytest.mark.parametrize(
    ("path", "name"),
    [
        ("crm/Accounts", "BankAccounts"),
        ("vat/VATCodes", "VATPercentages"),
        ("financial/GLAccounts", "DeductibilityPercentages"),
        ("hrm/Divisions", "Class_01"),
    ],
)
def test_every_collection_is_deferred_and_answers(exact, path, name):
    row = exact.rows(path, top=1)[0]
    uri = row[name]["__deferred"]["uri"]
    assert list(inner(exact.get(uri))) == ["results"]


def test_percentages_of_a_vat_code(exact):
    row = exact.one("vat/VATCodes", "Code eq '2'", expand="VATPercentages")
    (percentage,) = row["VATPercentages"]["results"]
    assert (percentage["Percentage"], percentage["Type"]) == (0.21, 0)


# Values


def test_types_of_values(exact):
    """Numbers as numbers, Int64 as strings, codes as strings."""
    entry = exact.sell()
    assert GUID.fullmatch(entry["EntryID"])
    assert type(entry["AmountFC"]) in (int, float)
    assert type(entry["EntryNumber"]) is int
    assert type(entry["ReportingYear"]) is int
    assert entry["Journal"] == "70"
    assert entry["Reversal"] is False
    assert re.fullmatch(r"/Date\(\d+\)/", entry["EntryDate"])
    assert type(exact.rows("hrm/Divisions")[0]["HID"]) is str
    assert type(exact.terms(entry)[0]["Timestamp"]) is str
    assert exact.rows("current/Me", None)[0]["Legislation"] == "1"
    assert type(exact.rows("financial/GLAccounts", top=1)[0]["UseCostcenter"]) is int


def test_pure_dates_are_midnight_utc(exact):
    entry = exact.sell(EntryDate="2026-06-10")
    assert entry["EntryDate"] == "/Date(1781049600000)/"
    assert day(entry["DueDate"]).isoformat() == "2026-06-10T00:00:00"


@pytest.mark.parametrize(
    ("now", "local"),
    [("2026-06-15T12:00:00", "14:00:00"), ("2026-12-15T12:00:00", "13:00:00")],
)
def test_moments_are_local_time_told_as_utc(exact, box, now, local):
    box.control("clock", set=now)
    exact.token = exact.refresh().json()["access_token"]
    made = exact.create("crm/Accounts", {"Name": "Voorbeeld"})
    found = day(made["Created"])
    assert f"{found:%H:%M}:00" == local
    me = exact.rows("current/Me", None)[0]
    assert me["ServerTime"].startswith(f"{now[:10]}T{local[:5]}")
    assert me["ServerUtcOffset"] == (7200 if "06" in now[:7] else 3600)


def test_moments_have_the_grain_of_the_database(exact):
    for _ in range(3):
        made = exact.create("crm/Accounts", {"Name": "Voorbeeld"})
        assert made["Created"][-3] in "037"


@pytest.mark.parametrize(
    "text", ["2026-06-10", "2026-06-10T00:00:00", "2026-06-10T00:00:00Z"]
)
def test_dates_that_are_posted(exact, text):
    assert exact.sell(EntryDate=text)["EntryDate"] == "/Date(1781049600000)/"


def test_date_posted_as_it_is_shown(exact):
    text = "/Date(1781049600000)/"
    assert exact.sell(EntryDate=text)["EntryDate"] == text


def test_padded_codes(exact):
    row = exact.create(
        "crm/Accounts",
        {"Name": "Voorbeeld", "Code": "25", "Country": "FR", "Language": "FR"},
    )
    assert row["Code"] == " " * 16 + "25"
    assert row["Country"] == "FR "
    assert row["Language"] == "FR        "
    codes = {r["Code"] for r in exact.rows("vat/VATCodes", select="Code")}
    assert {"2  ", "10 ", "VN "} <= codes
    unit = exact.one("logistics/Items", "Code eq 'BOEK'")["Unit"]
    assert unit == "stuk    "


def test_padded_codes_in_entries(exact):
    entry = exact.sell()
    assert exact.ledger(entry)[1]["VATCode"] == "2  "
    assert exact.ledger(entry)[0]["AccountCode"] == " " * 14 + "1000"


def test_numbers_may_be_posted_as_text(exact):
    for value in (100, 100.0, "100", "100.00"):
        assert exact.sell(lines=[exact.line(value)])["AmountFC"] == 121


def test_empty_guid_stands_for_none(exact):
    assert exact.sell(Document=EMPTY)["Document"] is None
    assert exact.buy(Document=EMPTY)["Document"] not in (None, EMPTY)


# Atom, and what is asked for


def test_atom_without_accept(exact):
    answer = requests.get(
        exact.url("financial/Journals"),
        headers={"Authorization": f"Bearer {exact.token}", "Accept": None},
        params={"$select": "Code,Type,AllowVAT", "$top": 2},
        timeout=10,
    )
    assert answer.headers["Content-Type"].startswith("application/atom+xml")
    names = {
        "a": "http://www.w3.org/2005/Atom",
        "m": "http://schemas.microsoft.com/ado/2007/08/dataservices/metadata",
        "d": "http://schemas.microsoft.com/ado/2007/08/dataservices",
    }
    feed = etree.fromstring(answer.content)
    assert feed.tag == f"{{{names['a']}}}feed"
    first = feed.findall("a:entry/a:content/m:properties", names)[0]
    assert first.find("d:Type", names).get(f"{{{names['m']}}}type") == "Edm.Int32"
    assert first.findtext("d:AllowVAT", None, names) in ("true", "false")


def test_atom_of_one_entity(exact):
    answer = requests.get(
        exact.url(f"crm/Accounts(guid'{exact.account()}')"),
        headers={"Authorization": f"Bearer {exact.token}"},
        timeout=10,
    )
    entry = etree.fromstring(answer.content)
    assert entry.tag == "{http://www.w3.org/2005/Atom}entry"
    assert "Voorbeeld Techniek" in answer.text


def test_atom_names_the_next_page(exact):
    exact.act("fill", entries=61)
    answer = exact.get(ENTRIES, headers={"Accept": "*/*"}, select="EntryID")
    feed = etree.fromstring(answer.content)
    (link,) = feed.findall("{http://www.w3.org/2005/Atom}link")
    assert link.get("rel") == "next"
    assert exact.get(link.get("href")).status_code == 200


def test_json_by_format(exact):
    answer = exact.get(
        "financial/Journals", headers={"Accept": "*/*"}, format="json", select="Code"
    )
    assert list(answer.json()) == ["d"]


def test_plain_xml_is_refused(exact):
    answer = exact.get("financial/Journals", headers={"Accept": "application/xml"})
    assert answer.status_code in (406, 415)


def test_metadata_of_a_service(exact):
    answer = exact.get("purchaseentry/$metadata")
    root = etree.fromstring(answer.content)
    names = [one.get("Name") for one in root.iter("{*}EntityType")]
    assert {"PurchaseEntry", "PurchaseEntryLine"} <= set(names)
    keys = [one.get("Name") for one in root.iter("{*}PropertyRef")]
    assert "EntryID" in keys


def test_answers_are_compressed_on_demand(exact):
    answer = exact.get("crm/Accounts", headers={"Accept-Encoding": "gzip"})
    assert answer.headers["Content-Encoding"] == "gzip"
    assert answer.json()["d"]["results"]
