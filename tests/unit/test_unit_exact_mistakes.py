"""Mistakes, as Exact Online counts them: what each is about, and what it closes."""

import pytest
from exact_answers import (
    ENTRY,
    asked,
    d,
    opened,
    page,
    refused,
)

from odoo.addons.connector_base.ledger.errors import (
    InDoubt,
    LedgerError,
    Throttled,
)
from odoo.addons.exact_connector.client import failures
from odoo.addons.exact_connector.client.query import Query

RESOURCE = "financial/GLAccounts"
ROWS = [{"Code": str(number)} for number in range(9)]


@pytest.fixture
def ledger(server):
    with opened(server) as ledger:
        yield ledger


@pytest.fixture
def exact(ledger):
    return ledger.api


@pytest.mark.parametrize(
    ("status", "words", "type_", "code", "detail"),
    [
        (404, "", failures.Missing, "unexpected_answer", f"{RESOURCE}: HTTP 404"),
        (414, "", failures.Missing, "unexpected_answer", f"{RESOURCE}: HTTP 414"),
        (405, "No.", failures.Denied, "access_denied", f"{RESOURCE}: HTTP 405"),
        (403, "No.", failures.Denied, "access_denied", f"{RESOURCE}: No."),
        (403, "", failures.Denied, "access_denied", f"{RESOURCE}: HTTP 403"),
        (403, "Velocity", failures.TooManyErrors, "throttled", f"{RESOURCE}: Velocity"),
        (429, "", Throttled, "throttled", None),
    ],
)
def test_mistake_says_what_it_is_about(
    exact, server, status, words, type_, code, detail
):
    server.then(refused(words, status))
    with pytest.raises(LedgerError) as caught:
        exact.first(RESOURCE, "Code")
    assert type(caught.value) is type_
    assert caught.value.code == code
    assert detail in (None, caught.value.detail)


def test_what_is_denied_is_asked_for_once(exact, server):
    """It would only count as one more mistake."""
    server.then(refused("No.", 403))
    for _try in range(2):
        with pytest.raises(failures.Denied):
            exact.first(RESOURCE, "Code")
    assert len(server.requests) == 1
    server.then(d([]), refused("No.", 403), refused("No.", 403))
    assert exact.first("vat/VATCodes", "Code") is None
    for _try in range(2):
        with pytest.raises(failures.Denied):
            exact.delete("crm/Accounts", ENTRY)
    assert len(server.requests) == 4


def test_tenth_mistake_of_one_resource_closes_it(exact, server):
    server.then(*[refused("No.", 404)] * 9, refused("No.", 404), refused("No.", 403))
    for _try in range(10):
        with pytest.raises(failures.Missing):
            exact.first(RESOURCE, "Code")
    with pytest.raises(failures.TooManyErrors):
        exact.first(RESOURCE, "Code")
    server.then(refused("No.", 403))
    with pytest.raises(failures.Denied):
        exact.first("vat/VATCodes", "Code")


def test_halves_are_asked_until_they_pass_each_row_once(exact, server):
    no = refused("", 404)
    server.then(no, page(ROWS[0]), no, page(ROWS[1]), page(ROWS[2]))
    found = list(exact.any_of(Query(RESOURCE, "Code"), ["a", "b", "c"]))
    assert found == ROWS[:3]
    wheres = [asked(one)[1]["$filter"] for one in server.requests]
    assert wheres == ["a or b or c", "a", "b or c", "b", "c"]


@pytest.mark.parametrize("status", [429, 503])
def test_write_that_has_to_wait_was_not_executed(exact, server, status):
    """And one that failed there may have been."""
    server.then(refused("", status))
    with pytest.raises(Throttled if status == 429 else InDoubt) as caught:
        exact.post("crm/Accounts", {})
    assert isinstance(caught.value, InDoubt) is (status == 503)
