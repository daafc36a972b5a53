"""Accounts of relations in Twinfield: asked once, or left to it."""

from dataclasses import replace

import pytest
from documents import document, line
from loopback import fault, found, soap
from transactions import JOURNALS
from twinfield_answers import opened

from odoo.addons.connector_base.ledger.errors import Unavailable
from odoo.addons.connector_base.ledger.values import (
    ItemKind,
    Kind,
    Ref,
)


@pytest.fixture
def ledger(server):
    def cached(kind):
        return JOURNALS if kind is ItemKind.JOURNAL else []

    with opened(server, cached=cached) as ledger:
        yield ledger


def control(code):
    return soap(
        '<dimension result="1"><financials><substitutewith dimensionid="1">'
        f"{code}</substitutewith></financials></dimension>"
    )


def owed(role, **more):
    return replace(
        line("-121.00", vat=""),
        **{"account": Ref(code=""), "relation": Ref(code="1004"), "role": role, **more},
    )


def entry_of(*lines):
    return document(*lines, kind=Kind.ENTRY, journal="MEMO")


@pytest.mark.parametrize(("role", "type_"), [("customer", "DEB"), ("supplier", "CRD")])
def test_line_of_a_relation_is_on_its_own_account_asked_once(
    ledger, server, role, type_
):
    server.then(control("1300"))
    lines = ledger._poster._prepared(entry_of(owed(role), owed(role))).document.lines
    assert [one.account.code for one in lines] == ["1300", "1300"]
    assert len(server.requests) == 1
    assert f"&lt;dimtype&gt;{type_}&lt;" in server.requests[0].body


def test_line_with_an_account_keeps_it_and_one_without_a_relation_has_none(
    ledger, server
):
    kept = owed("customer", account=Ref(code="8020"))
    nobody = owed("", relation=None)
    lines = ledger._poster._prepared(entry_of(kept, nobody)).document.lines
    assert [one.account.code for one in lines] == ["8020", ""]
    assert server.requests == []


def test_account_that_may_not_be_read_is_left_to_twinfield_and_told(ledger, server):
    server.then(fault("102", text="Nee."))
    lines = ledger._poster._prepared(entry_of(owed("customer"))).document.lines
    assert lines[0].account.code == ""
    (remark,) = ledger.remarks
    assert (remark.code, remark.detail) == (
        "resource_refused",
        "DEB 1004: 102: HTTP 500 Nee.",
    )


@pytest.mark.parametrize(
    ("acts", "detail"),
    [
        ([soap("<other/>")], "other"),
        ([control("1300"), *[found(("a",), total="x")] * 5], None),
    ],
)
def test_answer_that_is_none_is_an_outage_of_which_nothing_was_sent(
    server, acts, detail
):
    with opened(server) as ledger:
        server.then(*acts)
        with pytest.raises(Unavailable) as caught:
            payment = document(kind=Kind.CUSTOMER_PAYMENT, journal="BNK")
            ledger.post([payment])
        assert caught.value.code == "ledger_down"
        assert detail in (None, caught.value.detail)
        assert "transactions" not in server.requests[-1].body
