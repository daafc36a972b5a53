"""Forms of requests: what was used is told, and each form can be refused."""

import pytest
from exact_client import ENTRIES, LEDGER, PURCHASES, RECEIVABLES, error

LINES = "salesentry/SalesEntryLines"
SYNTAX = "Bad Request - Error in query syntax."


def used(exact, kind=""):
    rows = exact.box.control("used")["used"]
    return {(row["resource"], row["name"]) for row in rows if kind in ("", row["kind"])}


def refuse(exact, kind, name, resource="", **more):
    exact.box.control("refuse", kind=kind, name=name, resource=resource, **more)


# What was used


def test_of_a_query(exact):
    exact.box.control("used/clear")
    exact.rows(
        RECEIVABLES,
        select="ID,AmountDC",
        filter="IsFullyPaid eq false and DueDate gt datetime'2026-01-01'",
        orderby="Modified",
        top=5,
        skip="",
    )
    assert used(exact, "resource") == {(RECEIVABLES, RECEIVABLES)}
    assert used(exact, "method") == {(RECEIVABLES, "GET")}
    options = {"$select", "$filter", "$orderby", "$top"}
    assert used(exact, "option") == {(RECEIVABLES, name) for name in options}
    columns = {"ID", "AmountDC", "Modified"}
    assert used(exact, "column") == {(RECEIVABLES, name) for name in columns}
    filters = {"IsFullyPaid", "DueDate"}
    assert used(exact, "filter") == {(RECEIVABLES, name) for name in filters}
    assert used(exact, "element") == set()


def test_of_a_body_and_its_lines(exact):
    body = exact.invoice()
    exact.box.control("used/clear")
    exact.create(ENTRIES, body)
    header = "Customer Journal EntryDate YourRef SalesEntryLines".split()
    line = "GLAccount AmountFC VATCode".split()
    wanted = {(ENTRIES, name) for name in header} | {(LINES, name) for name in line}
    assert used(exact, "element") == wanted
    assert used(exact, "method") == {(ENTRIES, "POST")}


def test_of_what_is_expanded_counted_and_asked(exact):
    exact.box.control("used/clear")
    exact.rows(ENTRIES, expand="SalesEntryLines", select="EntryID,SalesEntryLines/ID")
    exact.get(f"{ENTRIES}/$count")
    asked = {"endpoint": "'crm/Accounts'", "action": "'GET'"}
    exact.get("users/UserHasRights", **asked)
    columns = {"EntryID", "SalesEntryLines", "SalesEntryLines/ID"}
    assert used(exact, "column") == {(ENTRIES, name) for name in columns}
    wanted = {ENTRIES, f"{ENTRIES}/$count", "users/UserHasRights"}
    assert used(exact, "resource") == {(path, path) for path in wanted}


def test_whole_models_have_no_members_of_the_framework(exact):
    model = exact.one("hrm/Costcenters", "Code eq 'AMS'")
    exact.box.control("used/clear")
    exact.put("hrm/Costcenters", model["ID"], model)
    assert "__metadata" not in {name for _path, name in used(exact, "element")}


def test_reset_forgets(exact, box):
    exact.rows("financial/Journals")
    refuse(exact, "option", "$top")
    box.control("reset")
    assert used(exact) == set()
    assert exact.get("financial/Journals", top=1).status_code == 200


# What is refused


def test_option(exact):
    refuse(exact, "option", "$orderby", LEDGER)
    answer = exact.get(LEDGER, orderby="Modified", select="ID")
    assert (answer.status_code, error(answer)) == (400, SYNTAX)
    assert exact.get(LEDGER, select="ID").status_code == 200
    assert exact.get(ENTRIES, orderby="Modified").status_code == 200


def test_option_anywhere(exact):
    refuse(exact, "option", "$orderby")
    for path in (LEDGER, ENTRIES):
        assert exact.get(path, orderby="Modified", select="Type").status_code == 400


@pytest.mark.parametrize(
    "query",
    [
        {"select": "ID,YourRef"},
        {"select": "ID", "filter": "YourRef eq 'x'"},
        {"select": "ID", "orderby": "YourRef desc"},
    ],
)
def test_column(exact, query):
    refuse(exact, "column", "YourRef", LEDGER)
    answer = exact.get(LEDGER, **query)
    assert (answer.status_code, error(answer)) == (400, SYNTAX)
    assert exact.get(LEDGER, select="ID,Type").status_code == 200


def test_function(exact):
    text = "trim(Code) eq '10' and startswith(Description, 'K')"
    exact.box.control("used/clear")
    exact.rows("financial/Journals", filter=text)
    wanted = {("financial/Journals", "trim"), ("financial/Journals", "startswith")}
    assert used(exact, "function") == wanted
    refuse(exact, "function", "trim", "financial/Journals")
    answer = exact.get("financial/Journals", filter=text)
    assert (answer.status_code, error(answer)) == (400, SYNTAX)
    plain = exact.get("financial/Journals", filter="startswith(Description, 'K')")
    assert plain.status_code == 200


def test_column_is_in_no_answer(exact):
    entry = exact.sell()
    refuse(exact, "column", "YourRef", ENTRIES)
    assert "YourRef" not in exact.rows(ENTRIES)[0]
    assert "YourRef" in exact.ledger(entry)[0]
    # It may be sent: what the server does not know is dropped.
    assert "YourRef" not in exact.sell("INV/2")


def test_lines_that_can_not_be_expanded(exact):
    refuse(exact, "column", "SalesEntryLines", ENTRIES)
    assert exact.get(ENTRIES, expand="SalesEntryLines").status_code == 400


def test_filter(exact):
    refuse(exact, "filter", "YourRef", ENTRIES)
    answer = exact.get(ENTRIES, filter="YourRef eq 'x'", select="EntryID")
    text = "This $filter parameter is not supported for this resource"
    assert (answer.status_code, error(answer)) == (400, text)
    assert exact.get(ENTRIES, select="YourRef").status_code == 200


def test_element(exact, box):
    refuse(exact, "element", "VATCode", LINES)
    body = exact.invoice()
    assert error(exact.post(ENTRIES, body)) == "Niet toegestaan: Btw-code"
    box.control("language", language="de-DE")
    answer = exact.post(ENTRIES, body)
    assert (answer.status_code, error(answer)) == (500, "Nicht zulässig: USt.-Code")
    assert exact.rows(ENTRIES) == []
    exact.buy()


def test_element_that_is_dropped(exact):
    """As the real server does with what it does not know [B]."""
    refuse(exact, "element", "YourRef", ENTRIES, answer="ignored")
    assert exact.sell("INV/1")["YourRef"] is None


@pytest.mark.parametrize(
    ("answer", "status", "text"),
    [
        ("", 403, "Forbidden"),
        ("right", 403, "Forbidden"),
        ("scope", 403, "Forbidden - Application Scope Violated. Cannot write"),
        ("missing", 404, "Resource not found for the segment 'SalesEntries'."),
    ],
)
def test_resource(exact, answer, status, text):
    refuse(exact, "resource", ENTRIES, answer=answer)
    refused = exact.post(ENTRIES, {})
    assert (refused.status_code, error(refused)) == (status, text)
    assert exact.get(ENTRIES, select="EntryID").status_code == status
    assert exact.get(PURCHASES, select="EntryID").status_code == 200


def test_resource_without_division(exact):
    refuse(exact, "resource", "current/Me")
    assert exact.get("current/Me", None).status_code == 403


def test_method(exact):
    entry = exact.sell()
    refuse(exact, "method", "PUT", ENTRIES)
    answer = exact.put(ENTRIES, entry["EntryID"], {"YourRef": "x"})
    assert (answer.status_code, answer.headers["Allow"]) == (405, "GET, POST, DELETE")
    assert exact.put("crm/Accounts", exact.account(), {"City": "x"}).ok


def test_refusal_may_survive_a_reset(exact, box):
    refuse(exact, "method", "GET", ENTRIES, keep=True)
    refuse(exact, "method", "GET", LEDGER)
    box.control("reset")
    assert exact.get(ENTRIES).status_code == 405
    assert exact.get(LEDGER).status_code == 200
    told = box.control("refuse")["refused"]
    form = {"kind": "method", "resource": ENTRIES, "name": "GET"}
    assert told == [{**form, "answer": "verb"}]
    assert box.control("refuse", **form, refused=False)["refused"] == []
    box.control("reset")
    assert exact.get(ENTRIES).status_code == 200


def test_refusals_end(exact, box):
    refuse(exact, "method", "GET", ENTRIES)
    box.control("refuse/clear")
    assert exact.get(ENTRIES).status_code == 200


@pytest.mark.parametrize(
    ("form", "text"),
    [
        ({"kind": "nonsense", "name": "x"}, "kind must be"),
        ({"kind": "column", "name": "x", "resource": "nonsense"}, "no resource"),
        ({"kind": "resource", "name": "nonsense"}, "no resource"),
        ({"kind": "option", "name": "$top", "answer": "nonsense"}, "answer must be"),
    ],
)
def test_forms_that_are_none(box, form, text):
    with pytest.raises(ValueError, match=text):
        box.control("refuse", **form)


def test_all_that_was_used_can_be_refused(exact, box):
    """A matrix is made from what a client sends, one form after the other."""

    def act():
        entry = exact.create(ENTRIES, exact.invoice(ref))
        return exact.get(
            f"{ENTRIES}(guid'{entry['EntryID']}')",
            select="EntryID,AmountFC",
            expand="SalesEntryLines",
        )

    ref, made = "INV/1", 0
    box.control("used/clear")
    assert act().status_code == 200
    forms = box.control("used")["used"]
    assert len(forms) > 15
    for form in forms:
        box.control("refuse", **form)
        ref = f"INV/{form['kind']} {form['name']}"
        try:
            made += act().status_code == 200
        except (AssertionError, KeyError):
            continue
        finally:
            box.control("refuse/clear")
    # Of the forms of this client, none is without effect.
    assert made == 0
