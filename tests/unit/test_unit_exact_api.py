"""Calls to Exact Online: how they go out, how answers come in, what goes wrong."""

import pytest
from exact_answers import (
    ENTRY,
    account_row,
    answer,
    asked,
    customer,
    d,
    entry_row,
    invoice,
    opened,
    page,
    remarks,
    sent,
    told,
)
from loopback import Counted, close, reply

from odoo.addons.connector_base.ledger.errors import (
    InDoubt,
    ProtocolError,
    Unavailable,
)
from odoo.addons.connector_base.ledger.http import Session
from odoo.addons.connector_base.ledger.values import Booked, ItemKind, Key, Kind
from odoo.addons.exact_connector.client import api

RESOURCE = "financial/GLAccounts"
ROWS = [{"Code": str(number)} for number in range(9)]
BOOKED = Booked(key=invoice().key, id=ENTRY, number="26700001")


@pytest.fixture
def ledger(server):
    with opened(server) as ledger:
        yield ledger


@pytest.fixture
def exact(ledger):
    return ledger.api


# How they go out


def test_question_carries_its_token_and_what_it_wants(exact, server):
    server.then(d([{"Code": "1"}]))
    assert exact.first(RESOURCE, "Code") == {"Code": "1"}
    (one,) = server.requests
    assert (one.method, one.body) == ("GET", "")
    assert one.headers["Authorization"] == "Bearer s3cr3t-token"
    assert one.headers["Accept"] == "application/json"
    assert one.headers["Prefer"] == "return=representation"
    assert "Content-Type" not in one.headers
    assert asked(one) == (RESOURCE, {"$select": "Code", "$top": "1"})


def test_record_goes_out_as_json(exact, server):
    server.then(d({"ID": "x"}, 201), reply(status=204), reply(status=204))
    assert exact.post("crm/Accounts", {"Name": "Bakkerij é"}) == {"ID": "x"}
    assert exact.put("crm/Accounts", ENTRY, {"Name": ""}) is None
    assert exact.delete("crm/Accounts", ENTRY) is None
    post, put, delete = server.requests
    assert told(server) == [
        ("POST", "crm/Accounts"),
        ("PUT", f"crm/Accounts(guid'{ENTRY}')"),
        ("DELETE", f"crm/Accounts(guid'{ENTRY}')"),
    ]
    assert sent(post) == {"Name": "Bakkerij é"}
    assert sent(put) == {"Name": ""}
    assert {one.headers["Content-Type"] for one in (post, put)} == {"application/json"}
    assert delete.body == ""


@pytest.mark.parametrize(
    ("resource", "below"),
    [
        (RESOURCE, "/124132/financial/GLAccounts"),
        ("/9/system/Divisions", "/9/system/Divisions"),
        (api.ME, "/current/Me"),
    ],
)
def test_address_has_the_division_unless_it_says_one(exact, server, resource, below):
    assert exact.address(resource) == f"{server.url}/api/v1{below}"


def test_what_needs_no_division_is_not_counted(server):
    budget, record = Counted(), []
    with Session(hosts=["127.0.0.1"], budget=budget, record=record.append) as http:
        exact = api.Api(http, lambda stale=None: "token", server.url, "124132")
        server.then(page(), page(), d({"ID": "x"}, 201), reply(status=204))
        list(exact.rows(api.ME, "CurrentDivision"))
        assert budget.credits == []
        list(exact.rows("/9/system/Divisions", "Code"))
        exact.post("crm/Accounts", {})
        exact.delete("crm/Accounts", ENTRY)
    assert budget.credits == [1, 1, 1]
    assert [one.operation for one in record] == [
        "GET current/Me",
        "GET system/Divisions",
        "POST crm/Accounts",
        "DELETE crm/Accounts",
    ]


# How answers come in


@pytest.mark.parametrize("more", [{}, {"__next": None}, {"__next": ""}])
def test_last_page_is_the_one_that_names_no_next(exact, server, more):
    server.then(d({"results": ROWS, **more}))
    assert list(exact.rows(RESOURCE, "Code")) == ROWS


@pytest.mark.parametrize(
    "data", [None, 1, "results", {}, {"results": None}, {"results": {}}]
)
def test_answer_without_rows_is_no_empty_list(exact, server, data):
    """Or all that was there would be gone."""
    server.then(d(data))
    with pytest.raises(ProtocolError) as caught:
        list(exact.rows(RESOURCE, "Code"))
    assert (caught.value.code, caught.value.detail) == ("unexpected_answer", RESOURCE)


@pytest.mark.parametrize(
    "next_", ["http://elsewhere.example/api", "https://127.0.0.1/api", "/api/v1"]
)
def test_token_goes_to_no_other_site(exact, server, next_):
    server.then(d({"results": ROWS, "__next": next_}))
    with pytest.raises(ProtocolError) as caught:
        list(exact.rows(RESOURCE, "Code"))
    assert caught.value.code == "unexpected_answer"
    assert caught.value.detail == "the next page is elsewhere"
    assert len(server.requests) == 1


def test_written_record_that_is_not_told_is_in_doubt_or_nothing_to_tell(exact, server):
    server.then(reply(status=204))
    with pytest.raises(ProtocolError) as caught:
        exact.post("crm/Accounts", {})
    assert (caught.value.code, caught.value.detail) == (
        "unexpected_answer",
        "crm/Accounts",
    )
    server.then(reply("", status=200), reply("", status=201))
    assert exact.put("crm/Accounts", ENTRY, {}) is None
    assert exact.delete("crm/Accounts", ENTRY) is None


@pytest.mark.parametrize("body", ["", "{", "[]", '{"d":NaN}', '{"e":1}', "[" * 9999])
def test_what_can_not_be_read_is_no_answer(exact, server, body):
    server.then(answer(body))
    with pytest.raises(ProtocolError):
        list(exact.rows(RESOURCE, "Code"))
    server.then(answer(body, 201))
    with pytest.raises(InDoubt):
        exact.post("crm/Accounts", {})


def test_numbers_keep_all_their_digits(exact, server):
    server.then(answer('{"d":[{"Code":0.1000000000000000055}]}'))
    assert list(exact.rows(RESOURCE, "Code")) == [{"Code": "0.1000000000000000055"}]


@pytest.mark.parametrize("act", [close, reply(status=500), reply(status=503)])
@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE"])
def test_lost_write_is_in_doubt_however_it_was_written(exact, server, method, act):
    server.then(act)
    calls = {
        "POST": lambda: exact.post("crm/Accounts", {}),
        "PUT": lambda: exact.put("crm/Accounts", ENTRY, {}),
        "DELETE": lambda: exact.delete("crm/Accounts", ENTRY),
    }
    with pytest.raises(InDoubt):
        calls[method]()
    server.then(act)
    with pytest.raises(Unavailable):
        exact.first(RESOURCE, "Code")


# What is told of it


def test_remark_is_told_once_and_is_no_novel(exact):
    for _time in range(2):
        exact.remark("field_refused", "x" * 501)
    exact.remark("field_refused", "y")
    exact.leave_out(f"/9/{RESOURCE}", ProtocolError("refused", "No."))
    exact.leave_out(RESOURCE, ProtocolError("refused", f"{RESOURCE}: HTTP 404"))
    assert [(one.code, one.detail) for one in exact.remarks] == [
        ("field_refused", "x" * 500),
        ("field_refused", "y"),
        ("resource_refused", f"{RESOURCE}: No."),
        ("resource_refused", f"{RESOURCE}: HTTP 404"),
    ]


def test_what_was_done_without_before_is_told_as_what_it_is(exact):
    exact.recall(["b:$orderby", "a:Name", "c:+Notes", "d:x:y"])
    assert exact.without == {"b:$orderby", "a:Name", "c:+Notes", "d:x:y"}
    assert [(one.code, one.detail) for one in exact.remarks] == [
        ("column_refused", "a: Name"),
        ("option_refused", "b: $orderby"),
        ("field_refused", "c: Notes"),
        ("column_refused", "d: x:y"),
    ]


def test_two_ledgers_share_no_remarks(server):
    with opened(server) as one, opened(server) as other:
        one.api.remark("field_refused", "x")
        assert remarks(other) == []


def test_entry_without_its_number_is_in_doubt(ledger, server):
    for row in ({"EntryNumber": 1}, {"EntryID": ENTRY}):
        server.then(d(row, 201))
        with pytest.raises(InDoubt) as caught:
            ledger.post([invoice()])
        assert caught.value.code == "unexpected_answer"
        assert caught.value.detail == "entry without its number"


def test_journal_entry_is_never_changed(ledger, server):
    booked = Booked(
        key=Key(kind=Kind.ENTRY, journal="90", number="1"), id="e", number="7"
    )
    outcome = ledger.amend(booked, invoice(kind=Kind.ENTRY))
    assert (outcome.code, outcome.message) == ("not_draft", "7")
    assert server.requests == []


def test_customers_that_are_known_are_not_asked_for(server):
    kinds = []
    with opened(
        server, cached=lambda kind: kinds.append(kind) or [customer()]
    ) as ledger:
        server.then(page(entry_row()))
        assert ledger.find([invoice().key])[invoice().key][0].relation == "20115"
    assert len(server.requests) == 1
    assert set(kinds) == {ItemKind.CUSTOMER, ItemKind.SUPPLIER}
    with opened(server) as ledger:
        server.then(page(entry_row()), page(account_row()))
        assert ledger.find([invoice().key])[invoice().key][0].relation == "20115"
    assert told(server)[-1] == ("GET", "crm/Accounts")
