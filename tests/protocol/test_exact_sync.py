"""Versions, deletions and bulk (reference 4.12, 5.6)."""

import pytest
from exact_client import LEDGER, day

TERMS = "sync/Cashflow/PaymentTerms"


def since(exact, path, version=1, **more):
    return exact.rows(path, filter=f"Timestamp gt {version}", **more)


def highest(rows):
    return max(int(row["Timestamp"]) for row in rows)


def test_rows_come_in_the_order_of_their_versions(exact):
    exact.act("fill", entries=5)
    exact.act("receipt", invoices=[{"invoicenumber": "FILL2"}])
    versions = [int(row["Timestamp"]) for row in since(exact, TERMS)]
    assert versions == sorted(versions)
    assert len(set(versions)) == 6


def test_only_what_changed_comes_again(exact):
    exact.sell("INV/1")
    exact.sell("INV/2")
    cursor = highest(since(exact, TERMS))
    assert since(exact, TERMS, cursor) == []
    exact.act("receipt", invoices=[{"invoicenumber": "INV/2"}])
    rows = since(exact, TERMS, cursor, select="YourRef,TransactionType,Timestamp")
    found = {(row["YourRef"], row["TransactionType"]) for row in rows}
    assert found == {("INV/2", 20), ("INV/2", 40)}


def test_id_stays_version_rises(exact):
    entry = exact.sell()
    (before,) = exact.terms(entry)
    exact.act("receipt", invoices=[{"invoicenumber": "INV/1"}])
    (after,) = exact.terms(entry)
    assert after["ID"] == before["ID"]
    assert int(after["Timestamp"]) > int(before["Timestamp"])


def test_ledger_has_headers_as_line_zero(exact):
    exact.sell()
    rows = since(exact, "sync/Financial/TransactionLines")
    assert [row["LineNumber"] for row in rows] == [0, 1, 9999]
    assert rows[0]["GLAccountCode"] == "1300"
    assert set(rows[0]) - {"__metadata", "Timestamp"} >= {"ID", "EntryID", "AmountDC"}


def test_ledger_in_bulk(exact):
    exact.sell()
    text = f"GLAccount eq guid'{exact.gl('1300')}'"
    path = "bulk/Financial/TransactionLines"
    (row,) = exact.rows(path, filter=text, select="ID,AmountDC,AccountCode")
    assert row["AmountDC"] == 121
    (same,) = exact.rows(LEDGER, filter=text, select="ID")
    assert same["ID"] == row["ID"]


@pytest.mark.parametrize(
    ("path", "normal"),
    [
        ("sync/CRM/Accounts", "crm/Accounts"),
        ("sync/Financial/GLAccounts", "financial/GLAccounts"),
        ("sync/Project/Projects", "project/Projects"),
        ("bulk/CRM/Accounts", "crm/Accounts"),
        ("bulk/Financial/GLAccounts", "financial/GLAccounts"),
    ],
)
def test_same_rows_as_the_normal_resource(exact, path, normal):
    ids = {row["ID"] for row in exact.rows(normal, select="ID")}
    assert {row["ID"] for row in exact.rows(path, select="ID")} == ids


@pytest.mark.parametrize(
    ("path", "body"),
    [
        ("CRM/Contacts", {"LastName": "Voorbeeld"}),
        ("CRM/Addresses", {"City": "Voorbeeldstad"}),
        ("Documents/Documents", {"Subject": "x", "Type": 55}),
    ],
)
def test_what_is_new_comes_with_its_version(exact, path, body):
    normal = (
        path[0].lower() + path[1:] if path[0] == "D" else path.replace("CRM", "crm")
    )
    made = exact.create(normal, {"Account": exact.account(), **body})
    (row,) = since(exact, f"sync/{path}")
    assert row["ID"] == made["ID"]


def test_no_deletions_at_first(exact):
    assert since(exact, "sync/Deleted") == []


def test_deletion(exact, box):
    row = exact.create("documents/Documents", {"Subject": "x", "Type": 55})
    exact.delete("documents/Documents", row["ID"])
    (gone,) = since(exact, "sync/Deleted")
    assert set(gone) == {
        "__metadata",
        "Timestamp",
        "DeletedBy",
        "DeletedDate",
        "Division",
        "EntityKey",
        "EntityType",
        "ID",
    }
    assert (gone["EntityType"], gone["EntityKey"]) == (6, row["ID"])
    assert f"{day(gone['DeletedDate']):%Y-%m-%d %H}" == "2026-06-15 14"


@pytest.mark.parametrize(
    ("path", "body", "number"),
    [
        ("crm/Addresses", {"City": "x"}, 3),
        ("crm/Contacts", {"LastName": "x"}, 5),
        ("financial/GLAccounts", {"Code": "9999", "Description": "x"}, 7),
        ("logistics/Items", {"Code": "X", "Description": "x"}, 9),
        ("project/Projects", {"Code": "X", "Description": "x", "Type": 3}, 21),
        ("crm/BankAccounts", {"BankAccount": "NL13TEST0123456789"}, 48),
    ],
)
def test_numbers_of_entities(exact, path, body, number):
    row = exact.create(path, {"Account": exact.account(), **body})
    exact.delete(path, row["ID"])
    assert [one["EntityType"] for one in since(exact, "sync/Deleted")] == [number]


def test_deletions_are_kept_two_months(exact, box):
    row = exact.create("documents/Documents", {"Subject": "x", "Type": 55})
    exact.delete("documents/Documents", row["ID"])
    for days, left in ((59, 1), (3, 0)):
        box.control("clock", advance=days * 86400)
        exact.token = exact.refresh().json()["access_token"]
        assert len(since(exact, "sync/Deleted")) == left


def test_version_of_a_moment(exact, box):
    exact.sell("INV/1")
    box.control("clock", advance=300)
    exact.sell("INV/2")
    (row,) = exact.rows(
        "read/sync/Sync/SyncTimestamp",
        modified="datetime'2026-06-15T14:03:00'",
        endPoint="'PaymentTerms'",
    )
    assert row["API"] == "PaymentTerms"
    found = since(exact, TERMS, row["TimeStampAsBigInt"])
    assert [one["YourRef"] for one in found] == ["INV/2"]


def test_select_is_not_needed(exact):
    exact.sell()
    assert exact.get(TERMS).status_code == 200
    assert exact.get("sync/Deleted").status_code == 200


def test_division_is_moved(exact):
    """Versions begin anew; DivisionMoveDate tells so."""
    exact.sell("INV/1")
    exact.sell("INV/2")
    before = since(exact, TERMS)
    row = exact.create("documents/Documents", {"Subject": "x", "Type": 55})
    exact.delete("documents/Documents", row["ID"])
    query = {"filter": "Code eq 124132", "select": "DivisionMoveDate"}
    (division,) = exact.rows("system/Divisions", **query)
    assert division["DivisionMoveDate"] is None
    exact.act("move")
    (division,) = exact.rows("system/Divisions", **query)
    assert f"{day(division['DivisionMoveDate']):%Y-%m-%d}" == "2026-06-15"
    after = since(exact, TERMS)
    assert [row["ID"] for row in after] == [row["ID"] for row in before]
    assert highest(after) < highest(before)
    assert since(exact, TERMS, highest(before)) == []
    assert since(exact, "sync/Deleted") == []
    exact.sell("INV/3")
    (row,) = since(exact, TERMS, highest(after))
    assert row["YourRef"] == "INV/3"
