"""Customers and suppliers of Exact Online: by what each is searched and missed."""

import pytest
from exact_answers import (
    CUSTOMER,
    account_row,
    asked,
    customer,
    opened,
    page,
    refused,
    remarks,
    sent,
    told,
)
from loopback import reply

from odoo.addons.connector_base.ledger.errors import ProtocolError, Throttled
from odoo.addons.connector_base.ledger.values import (
    ItemKind,
    Rejected,
    Relation,
)


@pytest.fixture
def ledger(server):
    with opened(server) as ledger:
        yield ledger


def relation(**values):
    known = {"kind": ItemKind.CUSTOMER, "name": "Bakkerij", **values}
    return Relation(**known)


def test_nobody_is_searched_by_nothing(ledger, server):
    assert ledger.relations(relation(name=" ")) == []
    assert server.requests == []


@pytest.mark.parametrize(
    ("field", "value", "where"),
    [
        ("code", "20115", "Code eq '             20115'"),
        ("vat", "X" * 60, f"VATNumber eq '{'X' * 60}'"),
        ("chamber", "1234", "ChamberOfCommerce eq '1234'"),
        ("email", "A@b.example", "Email eq 'A@b.example' or Email eq 'a@b.example'"),
        ("name", "N" * 60, f"Name eq '{'N' * 50}'"),
    ],
)
def test_each_is_searched_by_what_the_ledger_holds_of_it(
    ledger, server, field, value, where
):
    server.then(page(account_row()))
    (found,) = ledger.relations(relation(**{"name": "", field: value}))
    assert found.attributes["matched_by"] == field
    path, options = asked(server.requests[0])
    assert (path, options["$filter"], options["$top"]) == ("crm/Accounts", where, "10")


def test_who_is_found_by_no_search_that_passed_is_new(ledger, server):
    """Though another did not pass."""
    server.then(refused("Invalid filter", 400), page())
    assert ledger.relations(relation(vat="NL1")) == []
    assert remarks(ledger) == [
        ("option_refused", "crm/Accounts VATNumber: Invalid filter")
    ]


@pytest.mark.parametrize(
    ("code", "changed", "is_refused"),
    [
        ("", (), True),
        ("", ("email",), True),
        ("20115", ("name",), True),
        ("20115", ("email",), False),
    ],
)
def test_name_is_missed_where_it_is_written(ledger, server, code, changed, is_refused):
    server.then(page(account_row()), reply(status=204))
    outcome = ledger.save_relation(relation(name="", code=code), changed)
    if is_refused:
        assert outcome == Rejected(code="name_missing", message="Name", field="Name")
    else:
        assert outcome.ref.code == "20115"
    assert bool(server.requests) is not is_refused


@pytest.mark.parametrize("status", ["C", None])
def test_who_is_not_told_to_be_a_customer_becomes_one(ledger, server, status):
    row = account_row() if status else {"ID": CUSTOMER, "Code": "20115"}
    server.then(page(row), reply(status=204))
    ledger.save_relation(relation(code="20115", email="x@y.example"), ("email",))
    role = {} if status else {"Status": "C"}
    assert sent(server.requests[1]) == {"Email": "x@y.example", **role}


@pytest.mark.parametrize("is_known", [True, False])
def test_where_the_first_list_is_refused_there_is_another(server, is_known):
    known = [customer()] if is_known else []
    with opened(server, cached=lambda kind: known) as ledger:
        server.then(refused("No.", 403), page(account_row()))
        (found,) = ledger.items(ItemKind.CUSTOMER)
        assert found.ref.id == CUSTOMER
        assert told(server)[1] == ("GET", "crm/Accounts")
        assert asked(server.requests[1])[1]["$filter"] == "Status eq 'C'"
        server.then(refused("No.", 403))
        if is_known:
            server.then(refused("No.", 403))
            assert len(list(ledger.items(ItemKind.SUPPLIER))) == 1
            assert "crm/Accounts: No." in [one.detail for one in ledger.remarks]
        else:
            with pytest.raises(ProtocolError) as caught:
                list(ledger.items(ItemKind.SUPPLIER))
            assert caught.value.code == "access_denied"


def test_customers_that_are_closed_for_an_hour_are_waited_for(ledger, server):
    """Not told as if they were refused for good."""
    server.then(*[refused("Velocity", 403)] * 2)
    with pytest.raises(Throttled):
        list(ledger.items(ItemKind.CUSTOMER))
