"""Small promises of the client of Twinfield: what it tells of what was refused, and
what it does then."""

import pytest
from documents import document
from loopback import fault, found, not_known, reply, soap
from transactions import JOURNALS, item
from twinfield_answers import account, customer, like, opened

from odoo.addons.connector_base.ledger.errors import (
    InDoubt,
    LedgerError,
    ProtocolError,
    Unavailable,
    Unsupported,
)
from odoo.addons.connector_base.ledger.values import Booked, ItemKind
from odoo.addons.twinfield_connector.client import const, finder, items, records, vat

KINDS = ItemKind
KNOWN = {
    KINDS.JOURNAL: JOURNALS,
    KINDS.CUSTOMER: [item(KINDS.CUSTOMER, "1004", vat="V")],
    KINDS.ACCOUNT: [item(KINDS.ACCOUNT, "8020", type="x")],
}


@pytest.fixture
def ledger(server):
    with opened(server, cached=lambda kind: KNOWN.get(kind, [])) as ledger:
        yield ledger


def remarks(ledger):
    return [(one.code, one.detail) for one in ledger.remarks]


DENIED = fault("102", text="Nee.")
WORDS = "102: HTTP 500 Nee."


def test_office_that_is_not_there_has_no_currency(ledger, server):
    absent = '<office result="0"><code msgtype="error" msg="x"/></office>'
    there = "<office><general><basecurrency>EUR</basecurrency></general></office>"
    server.then(soap(absent), soap(there))
    assert [ledger.currency(), ledger.currency()] == ["", "EUR"]


def test_offices_that_are_not_listed_are_told_of(ledger, server):
    server.then(soap('<list result="0" msgtype="error" msg="Nee."/>'), found(("A",)))
    (one,) = ledger.administrations()
    assert (one.code, one.name) == ("A", "")
    assert remarks(ledger) == [("resource_refused", "offices: Nee.")]


def test_list_that_is_refused_leaves_what_is_known(ledger, server):
    server.then(DENIED, DENIED)
    assert list(ledger.items(KINDS.CUSTOMER)) == KNOWN[KINDS.CUSTOMER]
    assert remarks(ledger) == [("resource_refused", f"customer: {WORDS}")]


def test_kind_that_is_not_there_is_told_of(ledger, server):
    with pytest.raises(Unsupported) as caught:
        list(ledger.items(KINDS.CONDITION))
    assert (caught.value.code, caught.value.detail) == ("unsupported", "condition")


def test_record_that_may_not_be_read_is_a_row_and_told_of(ledger, server):
    server.then(found(("1005", "Pietersen"), ("1006",)), DENIED, customer("1006"))
    first, second = ledger.items(KINDS.CUSTOMER, since="2024-03-01T00:00:00Z")
    assert (first.ref.code, first.name, first.attributes) == ("1005", "Pietersen", {})
    assert second.name == "Jansen"
    assert remarks(ledger) == [("resource_refused", f"DEB 1005: {WORDS}")]
    assert "20240301000000" in server.requests[0].body


@pytest.mark.parametrize("act", [fault("100"), fault("187"), DENIED])
def test_record_that_makes_twinfield_fall_over_is_a_row(ledger, server, act):
    server.then(found(("1005", "Pietersen")), act)
    (one,) = ledger.items(KINDS.CUSTOMER, since="2024-03-01T00:00:00Z")
    assert one.name == "Pietersen"


@pytest.mark.parametrize("act", [reply(status=503), reply(status=502)])
def test_outage_is_no_row(ledger, server, act):
    server.then(found(("1005", "Pietersen")), act)
    with pytest.raises(Unavailable):
        list(ledger.items(KINDS.CUSTOMER, since="2024-03-01T00:00:00Z"))


def test_changes_that_can_not_be_listed_are_all_of_them(ledger, server):
    server.then(
        not_known("modifiedsince", "X"),
        *[soap(f"<dimensions>{account('8020', 'Omzet', 'true')}</dimensions>")] * 4,
    )
    found_ = list(ledger.items(KINDS.ACCOUNT, since="2024-03-01T00:00:00Z"))
    assert {one.ref.code for one in found_} == {"8020"}


@pytest.mark.parametrize(
    ("attributes", "active"), [("", True), (' status="hide"', False)]
)
def test_account_without_a_name_is_called_by_its_code(
    ledger, server, attributes, active
):
    record = f"<dimension{attributes}><code>8020</code></dimension>"
    server.then(soap(f"<dimensions>{record}</dimensions>"), soap("<dimensions/>"))
    (one,) = ledger.items(KINDS.ACCOUNT)
    assert (one.name, one.active, one.attributes) == (
        "8020",
        active,
        {"type": "balance"},
    )


def test_one_record_is_an_answer_too(ledger, server):
    server.then(soap(account("8020", "Omzet", "true")), soap("<dimensions/>"))
    (one,) = ledger.items(KINDS.ACCOUNT)
    assert one.name == "Omzet"
    body = server.requests[0].body
    assert "type&gt;dimensions&lt;" in body and "dimtype&gt;BAS&lt;" in body
    server.then(soap("<dimension result='0' msgtype='error' msg='Nee.'/>"))
    with pytest.raises(LedgerError):
        list(records.read_dimensions(ledger._api, "BAS"))


def test_format_of_codes_is_asked_for_by_its_own_element(ledger, server):
    server.then(soap("<dimensiontype><mask> ### </mask></dimensiontype>"))
    assert records.read_mask(ledger._api, "DEB") == "###"
    body = server.requests[0].body
    assert "dimensiontype&gt;&lt;office&gt;NL001&lt;/office&gt;&lt;code&gt;DEB" in body


def test_columns_of_a_report_and_how_they_are_filtered(ledger, server):
    server.then(
        soap(
            "<browse><columns><column><field>a</field><operator>equal</operator>"
            "</column><column><field>b</field></column></columns></browse>"
        )
    )
    assert records.read_browse(ledger._api, "100") == {"a", "a equal", "b"}


def test_daybook_that_can_not_be_asked_for_is_told_of(server):
    with opened(server) as ledger:
        daybooks = ledger._poster._daybooks
        server.then(*[DENIED] * 9)
        assert daybooks.category("X") == ""
        first = next(iter(const.CATEGORIES))
        assert remarks(ledger)[0] == (
            "resource_refused",
            f"{const.DAYBOOKS} {first}: {WORDS}",
        )
        with pytest.raises(ProtocolError) as caught:
            daybooks.is_one_of("X", (first,))
        assert (caught.value.code, caught.value.detail) == ("finder_refused", WORDS)


def test_vat_code_is_read_once_and_told_of_where_it_may_not_be(ledger, server):
    cached = item(KINDS.VAT, "VH", use="sale")
    server.then(found(("VH", "Hoog"), ("VL", "Laag")), DENIED, found(("VH", "Hoog")))
    today = ledger._clock().date()
    told = list(vat.codes(ledger._api, today, {"VL"}, lambda kind: [cached]))
    assert told == [cached]
    assert remarks(ledger) == [("resource_refused", f"VAT VH: {WORDS}")]
    assert len(server.requests) == 3


@pytest.mark.parametrize("method", ["save", "remove"])
def test_lost_answer_to_what_was_written_is_in_doubt(ledger, server, method):
    server.then(*[soap("<transaction/>")] * (method == "remove"), reply(status=500))
    booked = Booked(key=document().key, id="VRK/7", number="7")
    with pytest.raises(InDoubt):
        if method == "save":
            ledger.save_relation(like(name="Nieuw"))
        else:
            ledger.remove(booked, "Dubbel")


def test_warning_on_what_was_saved_sends_it_no_second_time(ledger, server):
    server.then(
        soap(
            '<dimension result="1"><code>1</code><name>N</name>'
            '<website msgtype="error" msg="Nee."/></dimension>'
        )
    )
    assert ledger.save_relation(like(name="N", website="x")).ref.code == "1"
    server.then(
        soap(
            '<transactions result="1"><transaction result="1"><header><number>7'
            '</number><freetext1 msgtype="error" msg="Nee."/></header></transaction>'
            "</transactions>"
        )
    )
    assert ledger.post([document()])[0].id == "VRK/7"
    assert len(server.requests) == 2


def test_pages_of_the_finder_are_asked_for_by_their_first_row(ledger, server):
    server.then(found(("a",), ("b",), total=3), found(("c",), total=3))
    rows = list(finder.search(ledger._api, "DIM", field=2))
    assert rows == [["a"], ["b"], ["c"]]
    assert ["firstRow>1<" in one.body for one in server.requests] == [True, False]
    assert "firstRow>3<" in server.requests[1].body
    assert "field>2<" in server.requests[0].body


def test_envelope_says_in_which_letters_it_is_written(ledger, server):
    server.then(found())
    list(finder.search(ledger._api, "DIM"))
    (one,) = server.requests
    assert one.body.startswith("<?xml version='1.0' encoding='utf-8'?>")
    assert one.headers["Content-Type"] == "text/xml; charset=utf-8"


def test_texts_are_named_for_who_chooses_among_them(ledger, server):
    told = {one.ref.code: one.name for one in ledger.items(KINDS.TEXT)}
    assert told == items.TEXTS
    assert server.requests == []
