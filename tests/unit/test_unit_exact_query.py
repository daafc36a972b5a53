"""Queries that fit, and what they do without where a server refuses something."""

import json
from decimal import Decimal
from urllib.parse import parse_qs, unquote, urlsplit

import pytest
from exact_answers import (
    ENTRY,
    customer,
    entry_row,
    invoice,
    opened,
    refused,
    remarks,
)
from hypothesis import given
from hypothesis import strategies as st
from loopback import Loopback, reply

from odoo.addons.connector_base.ledger.errors import ProtocolError
from odoo.addons.connector_base.ledger.values import ItemKind, Key, Kind
from odoo.addons.exact_connector.client import const, odata
from odoo.addons.exact_connector.client.query import Query, joined, portions

SYNTAX = "Bad Request - Error in query syntax."


class Picky(Loopback):
    """Serves rows with all columns, but refuses what it is told to: the name of an
    option or column, or (``longest``) an address that is too long."""

    def __init__(self, rows):
        super().__init__()
        self.rows, self.refuses, self.longest, self.status = rows, set(), 10_000, 404
        self.mistakes = 0

    def _serve(self):
        while True:
            try:
                connection, _address = self._socket.accept()
            except OSError:
                return
            with connection:
                request = self._read(connection)
                self.requests.append(request)
                self._answer(request)(connection)

    def _answer(self, request):
        query = urlsplit(request.path).query
        options = {name: one[0] for name, one in parse_qs(query).items()}
        columns = options.get("$select", "").split(",")
        if len(query) > self.longest:
            return reply(status=self.status)
        if self.refuses & ({*columns} | {*options}):
            self.mistakes += 1
            return refused(SYNTAX, 400)
        rows = self.rows(options)
        if "$select" in options:
            rows = [{name: row.get(name) for name in columns} for row in rows]
        return reply(
            json.dumps({"d": {"results": rows}}), Content_Type="application/json"
        )

    def filters(self):
        queries = [parse_qs(urlsplit(one.path).query) for one in self.requests]
        return [query.get("$filter", [""])[0] for query in queries]


def asked_for(options):
    """Entries under the numbers that were asked for."""
    numbers = options.get("$filter", "").split(" or ")
    return [
        entry_row(
            EntryID=f"id {number.split(chr(39))[1]}",
            YourRef=number.split("'")[1],
            Rate=1,
            VATAmountFC=21,
        )
        for number in numbers
        if "'" in number
    ]


@pytest.fixture
def picky():
    server = Picky(asked_for)
    yield server
    server.stop()


@pytest.fixture
def ledger(picky):
    with opened(picky, cached=lambda _kind: [customer()]) as ledger:
        yield ledger


def keys(count):
    return [
        Key(kind=Kind.INVOICE, journal="70", number=f"INV/2026/{n:05}")
        for n in range(count)
    ]


# Length

conditions = st.lists(st.text(max_size=60).map(odata.text), max_size=120)


@given(conditions)
def test_no_query_is_longer_than_servers_take(values):
    query = Query("crm/Accounts", "ID,Code")
    wanted = [f"Name eq {value}" for value in values]
    found = list(portions(query, wanted, "Status eq 50 and ({})"))
    assert [one for some in found for one in some] == list(dict.fromkeys(wanted))
    for some in found:
        text = joined(query, some, "Status eq 50 and ({})").text
        assert len(some) <= const.OR_TERMS
        assert len(text) <= const.MAX_QUERY or len(some) == 1


def test_guids_fill_a_query_before_their_number_does():
    wanted = [f"TransactionID eq {odata.guid(ENTRY)}{n:03}" for n in range(60)]
    query = Query("bulk/Cashflow/Receivables", "ID,Code")
    sizes = [len(some) for some in portions(query, wanted, "{}")]
    assert sizes[0] in range(20, 32)
    assert sum(sizes) == 60


@pytest.mark.parametrize("status", [404, 414])
def test_address_that_is_too_long_is_halved(picky, ledger, status):
    picky.longest, picky.status = 700, status
    found = ledger.find(keys(30))
    assert all(len(hits) == 1 for hits in found.values())
    assert len(picky.requests) <= 9
    assert remarks(ledger) == []


def test_what_is_missing_even_for_one_is_missing(picky, ledger):
    picky.longest = 10
    with pytest.raises(ProtocolError):
        ledger.find(keys(30))
    assert len(picky.requests) < 7


# Columns and options


def test_column_that_is_refused_is_left_out_and_told_once(picky, ledger):
    picky.refuses = {"ExternalLinkReference"}
    for _twice in range(2):
        ((hit,),) = ledger.find([invoice().key]).values()
        assert (hit.id, hit.file) == ("id INV/2026/00012", entry_row()["Document"])
    assert remarks(ledger) == [
        ("column_refused", "salesentry/SalesEntries: ExternalLinkReference")
    ]
    before = len(picky.requests)
    ledger.find([invoice().key])
    assert len(picky.requests) == before + 1


def test_two_columns_are_found_out_both(picky, ledger):
    picky.refuses = {"Rate", "VATAmountFC"}
    ((hit,),) = ledger.find([invoice().key]).values()
    assert (hit.vat, hit.file) == (None, entry_row()["Document"])
    assert {detail.split()[-1] for _code, detail in remarks(ledger)} == picky.refuses
    assert picky.mistakes < const.ERRORS


def test_column_that_is_needed_is_told_of(picky, ledger):
    picky.refuses = {"YourRef"}
    picky.rows = lambda _options: [{"EntryID": "e", "EntryNumber": 1, "Journal": "70"}]
    with pytest.raises(ProtocolError) as caught:
        ledger.find([invoice().key])
    assert caught.value.detail == "salesentry/SalesEntries without YourRef"
    assert remarks(ledger) == []


@pytest.mark.parametrize("option", ["$orderby", "$top", "$select"])
def test_option_that_is_refused_is_left_out(picky, option):
    picky.refuses = {option}
    picky.rows = lambda _options: [entry_row(Rate=1, VATAmountFC=21)]
    with opened(picky, purchases=False, cached=lambda _kind: [customer()]) as ledger:
        ledger._files = None
        row = ledger.api.first("salesentry/SalesEntries", "EntryID", more="Rate")
        assert row["EntryID"] == ENTRY
        found = list(
            ledger.api.rows("salesentry/SalesEntries", "EntryID", order="EntryDate")
        )
        assert [one["EntryID"] for one in found] == [ENTRY]
        assert [code for code, _detail in remarks(ledger)] == ["option_refused"]
        assert remarks(ledger)[0][1].endswith(option)


def test_filter_that_is_refused_is_not_left_out(picky):
    """It would be another question, and an answer of thousands."""
    picky._answer = lambda _request: refused(
        "This endpoint has mandatory filtering applied.", 400
    )
    with opened(picky) as ledger, pytest.raises(ProtocolError):
        list(ledger.items(ItemKind.ACCOUNT))
    assert len(picky.requests) == 1


def test_options_are_spelt_as_they_are_documented():
    query = Query(
        "crm/Accounts", "ID,Code", "Name eq 'Ünal & Zn'", "Email", "Modified", 10
    )
    assert unquote(query.text) == (
        "$select=ID,Code,Email&$filter=Name eq 'Ünal & Zn'&$orderby=Modified&$top=10"
    )
    assert "%C3%9Cnal%20%26%20Zn" in query.text


# Texts


@given(st.text())
def test_nothing_that_no_field_takes_is_ever_sent(value):
    told = odata.body({"Name": value})
    assert json.loads(told)["Name"].isprintable() or all(
        ord(one) >= 32 for one in json.loads(told)["Name"]
    )
    told.encode()
    odata.text(value).encode()
    assert odata.tidy(odata.tidy(value)) == odata.tidy(value)


def test_ordinary_text_stays_as_it_is():
    text = "Ünal & Zn – „Café“ 東京 🎉\u00a0€"
    assert odata.clean(text) == text
    assert json.loads(odata.body({"Name": text}))["Name"] == text


@pytest.mark.parametrize(
    ("said", "amount"),
    [
        ("1.2E1", "12.00"),
        ("-4.5474735088646412E-13", "0.00"),
        ("120.99999999999999", "121.00"),
        (None, "0.00"),
        ("", "0.00"),
    ],
)
def test_double_is_read_to_the_cent(said, amount):
    found = odata.read_amount(said)
    assert (found, str(abs(found))) == (Decimal(amount), amount)
