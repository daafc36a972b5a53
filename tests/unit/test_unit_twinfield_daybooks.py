"""Daybooks: their use, told by the lists in which they stand."""

import pytest
from loopback import fault, found, not_known
from twinfield_answers import opened

from odoo.addons.connector_base.ledger.errors import (
    NotAuthorised,
    ProtocolError,
)
from odoo.addons.connector_base.ledger.values import ItemKind


@pytest.fixture
def ledger(server):
    with opened(server) as ledger:
        yield ledger


def test_daybooks_know_their_use(ledger, server):
    server.then(
        found(("VRK", "Verkoop")),
        found(("INK", "Inkoop")),
        found(("MEMO", "Memoriaal")),
        # An option that is not heeded lists all.
        found(("VRK", "Verkoop"), ("BNK", "Bank")),
        found(("KAS", "Kas")),
    )
    journals = list(ledger.items(ItemKind.JOURNAL))
    uses = {journal.ref.code: journal.attributes["use"] for journal in journals}
    assert uses == {
        "VRK": "sale",
        "INK": "purchase",
        "MEMO": "general",
        "BNK": "bank",
        "KAS": "cash",
    }
    assert len(journals) == 5
    asked = [option(request) for request in server.requests]
    assert asked == [
        ("category", "sales"),
        ("category", "purchase"),
        ("category", "journal"),
        ("banktype", "0"),
        ("banktype", "1"),
    ]


def option(request):
    """The last one that the finder was given."""
    words = [w.rpartition("<")[0] for w in request.body.split("string>")[1::2]]
    return tuple(words[-2:])


def test_daybooks_that_are_not_listed_so_are_left_out(ledger, server):
    server.then(
        found(("VRK", "Verkoop")), not_known("category"), found(), found(), found()
    )
    assert [i.ref.code for i in ledger.items(ItemKind.JOURNAL)] == ["VRK"]
    (remark,) = ledger.remarks
    assert remark.code == "option_refused"
    assert remark.detail.startswith("TRS category=purchase")


def test_bank_books_have_a_list_of_their_own(ledger, server):
    server.then(found(), found(), found())
    server.then(not_known("banktype"), found(("BNK", "Bank")))
    server.then(not_known("banktype"), not_known("banktype"), found(("KAS", "Kas")))
    uses = {i.ref.code: i.attributes["use"] for i in ledger.items(ItemKind.JOURNAL)}
    assert uses == {"BNK": "bank", "KAS": "cash"}
    assert [option(r) for r in server.requests[3:]] == [
        ("banktype", "0"),
        ("banktype", "0"),
        ("banktype", "1"),
        ("banktype", "1"),
        ("office", "NL001"),
    ]


def test_no_list_of_bank_books_at_all(ledger, server):
    server.then(found(("VRK", "Verkoop")), found(), found())
    server.then(not_known("banktype"), not_known("", "InvalidFinderType"))
    server.then(not_known("", "InvalidFinderType"), not_known("banktype"))
    server.then(not_known("", "InvalidFinderType"))
    assert [i.ref.code for i in ledger.items(ItemKind.JOURNAL)] == ["VRK"]


def test_no_list_of_daybooks_at_all_is_an_error(ledger, server):
    """Else the base would take all of them for gone."""
    server.then(*[not_known("", "InvalidFinderType")] * 12)
    with pytest.raises(ProtocolError):
        list(ledger.items(ItemKind.JOURNAL))


def test_right_to_see_daybooks_that_is_missing_is_an_error(ledger, server):
    server.then(found(("VRK", "Verkoop")), fault("102"))
    with pytest.raises(NotAuthorised):
        list(ledger.items(ItemKind.JOURNAL))
