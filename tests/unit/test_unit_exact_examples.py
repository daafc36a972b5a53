"""Exact Online's worked examples, from the client's side."""

import json
from datetime import date, datetime
from decimal import Decimal
from urllib.parse import parse_qs, unquote, urlsplit

import pytest
from documents import document, line
from loopback import close, reply

from odoo.addons.connector_base.ledger import oauth
from odoo.addons.connector_base.ledger.errors import (
    InDoubt,
    NotAuthorised,
    Throttled,
    Unavailable,
)
from odoo.addons.connector_base.ledger.http import Session
from odoo.addons.connector_base.ledger.values import (
    Booked,
    ItemKind,
    Key,
    Kind,
    Ref,
    Rejected,
    Relation,
)
from odoo.addons.exact_connector.client import oauth as exact
from odoo.addons.exact_connector.client.ledger import ExactLedger

CLIENT = oauth.Client(
    id="2f0c4a10-0000-4c1e-9d11-000000000001",
    secret="s3cret",
    redirect_uri="https://odoo.example/ledger/oauth/callback",
)
CUSTOMER = "40d4c49d-0000-4a13-b890-000000000348"
ENTRY = "b524d973-0000-414d-a9eb-0000000003ed"
REVENUE = "6aa91ed1-0000-4329-b399-0000000000f2"
FILE = "6affaa09-0000-41e7-b578-0000000000ac"


def answer(data, status=200, **headers):
    body = data if isinstance(data, str) else json.dumps(data)
    return reply(body, status=status, Content_Type="application/json", **headers)


def d(data, status=200):
    return answer({"d": data}, status)


def refused(words, status=500):
    error = {"code": "", "message": {"lang": "", "value": words}}
    return answer({"error": error}, status)


def asked(request):
    """(path below the division, {option: value})"""
    parts = urlsplit(request.path)
    options = {name: values[0] for name, values in parse_qs(parts.query).items()}
    return unquote(parts.path).removeprefix("/api/v1/124132/"), options


@pytest.fixture
def http():
    with Session(hosts=["127.0.0.1"], timeout=2) as session:
        yield session


@pytest.fixture
def ledger(http, server):
    return ExactLedger(
        http,
        lambda stale=None: "newer" if stale else "s3cr3t-token",
        server.url,
        "124132",
        link_base="https://odoo.example/ledger/document/",
        clock=lambda: datetime(2026, 7, 1, 12),
    )


def entry_row(**values):
    return {
        "EntryID": ENTRY,
        "EntryNumber": 26700001,
        "Journal": "70",
        "YourRef": "INV/2026/00012",
        "EntryDate": "/Date(1782345600000)/",
        "AmountFC": 121,
        "Currency": "EUR",
        "Status": 20,
        "Document": FILE,
        "Customer": CUSTOMER,
        **values,
    }


def invoice(*lines, **values):
    lines = lines or (
        line(
            "-100.00",
            "-21.00",
            vat="2",
            description="Consultancy June",
            cost_centre=Ref(code="AMS"),
        ),
    )
    lines = tuple(_account(one) for one in lines)
    known = {
        "number": "INV/2026/00012",
        "journal": "70",
        "relation": Ref(code="20115", id=CUSTOMER),
        "date": date(2026, 6, 25),
        "description": "INV/2026/00012",
        "reference": "INV202600012",
        "condition": Ref(code="30"),
        **values,
    }
    return document(*lines, **known)


def _account(one):
    from dataclasses import replace

    return replace(one, account=Ref(code="8000", id=REVENUE))


# Logging on


def test_refresh_sends_the_secret_in_the_body(http, server):
    server.then(
        answer(
            {
                "access_token": "stampNL001.gAAAAB",
                "token_type": "bearer",
                "expires_in": "600",
                "refresh_token": "Xk3t!JBBB",
            }
        )
    )
    tokens = oauth.refresh(http, exact.provider(server.url), CLIENT, "Xk3t!IAAA")
    assert (tokens.access, tokens.refresh) == ("stampNL001.gAAAAB", "Xk3t!JBBB")
    (request,) = server.requests
    assert "Authorization" not in request.headers
    assert {k: v[0] for k, v in parse_qs(request.body).items()} == {
        "grant_type": "refresh_token",
        "refresh_token": "Xk3t!IAAA",
        "client_id": CLIENT.id,
        "client_secret": CLIENT.secret,
    }


@pytest.mark.parametrize(
    ("status", "error", "expected"),
    [
        (401, "access_denied", Throttled),
        (401, "unauthorized_client", NotAuthorised),
        (400, "invalid_request", NotAuthorised),
    ],
)
def test_refused_refresh(http, server, status, error, expected):
    server.then(answer({"error": error, "error_description": "told so"}, status))
    with pytest.raises(expected) as caught:
        oauth.refresh(http, exact.provider(server.url), CLIENT, "Xk3t!IAAA")
    assert caught.value.code in ("throttled", "token_revoked")


def test_log_in_address_has_no_scope(server):
    url = oauth.authorise_url(exact.provider(server.url), CLIENT, "state", "nonce")
    options = parse_qs(urlsplit(url).query)
    assert set(options) == {"client_id", "redirect_uri", "response_type", "state"}


# Relations


def account_row(**values):
    return {
        "ID": CUSTOMER,
        "Code": "             20115",
        "Name": "Bakkerij De Korenbloem B.V.",
        "Status": "C",
        "IsSupplier": False,
        "Blocked": False,
        "VATNumber": "NL812345678B01",
        "ChamberOfCommerce": "12345678",
        "Email": "administratie@korenbloem.example",
        "Postcode": "1234AB",
        "Country": "NL ",
        **values,
    }


def test_customer_is_looked_for_by_its_padded_code_then_created(ledger, server):
    like = Relation(
        kind=ItemKind.CUSTOMER,
        name="Bakkerij De Korenbloem B.V.",
        code="20115",
        street="Molenstraat 4",
        postcode="1234AB",
        city="Utrecht",
        country="NL",
        chamber="12345678",
    )
    server.then(d([]), d(account_row(), 201))
    made = ledger.save_relation(like)
    assert made.ref == Ref(code="20115", id=CUSTOMER)
    path, options = asked(server.requests[0])
    assert path == "crm/Accounts"
    assert options["$filter"] == "Code eq '             20115'"
    assert options["$top"] == "1"
    assert json.loads(server.requests[1].body) == {
        "Name": "Bakkerij De Korenbloem B.V.",
        "AddressLine1": "Molenstraat 4",
        "Postcode": "1234AB",
        "City": "Utrecht",
        "Country": "NL",
        "ChamberOfCommerce": "12345678",
        "Status": "C",
        "Code": "20115",
    }


def test_code_of_somebody_else(ledger, server):
    like = Relation(kind=ItemKind.CUSTOMER, name="Bakkerij", code="20115")
    server.then(d([]), refused("Gegeven bestaat reeds."))
    outcome = ledger.save_relation(like)
    assert (outcome.code, outcome.message) == ("code_taken", "Gegeven bestaat reeds.")


def test_only_what_changed_is_sent_and_a_supplier_becomes_a_customer(ledger, server):
    like = Relation(
        kind=ItemKind.CUSTOMER, name="Nieuw", code="20115", email="", city="Delft"
    )
    server.then(d([account_row(Status="A", IsSupplier=True)]), reply(status=204))
    made = ledger.save_relation(like, {"name", "email"})
    assert made.name == "Nieuw"
    request = server.requests[1]
    assert request.method == "PUT"
    assert asked(request)[0] == f"crm/Accounts(guid'{CUSTOMER}')"
    assert json.loads(request.body) == {"Name": "Nieuw", "Email": "", "Status": "C"}


# Entries


def test_sales_invoice(ledger, server):
    server.then(d(entry_row(), 201))
    (booked,) = ledger.post([invoice(link="12-ab-cd")])
    assert booked == Booked(
        key=Key(kind=Kind.INVOICE, journal="70", number="INV/2026/00012"),
        id=ENTRY,
        number="26700001",
        date=date(2026, 6, 25),
        total=Decimal("121.00"),
        relation="20115",
        file=FILE,
    )
    (request,) = server.requests
    assert request.headers["Prefer"] == "return=representation"
    assert asked(request)[0] == "salesentry/SalesEntries"
    assert '"AmountFC":100.00' in request.body
    assert json.loads(request.body) == {
        "Customer": CUSTOMER,
        "Journal": "70",
        "EntryDate": "2026-06-25",
        "DueDate": "2024-03-29",
        "PaymentCondition": "30",
        "Currency": "EUR",
        "YourRef": "INV/2026/00012",
        "Description": "INV/2026/00012",
        "PaymentReference": "INV202600012",
        "ExternalLinkReference": "https://odoo.example/ledger/document/12-ab-cd",
        "SalesEntryLines": [
            {
                "GLAccount": REVENUE,
                "AmountFC": 100.0,
                "VATCode": "2",
                "VATAmountFC": 21.0,
                "Description": "Consultancy June",
                "CostCenter": "AMS",
            }
        ],
    }


def test_credit_note_is_negative(ledger, server):
    server.then(d(entry_row(AmountFC=-60.5, YourRef="RINV/2026/00003"), 201))
    note = invoice(
        line("50.00", "10.50", vat="2"),
        kind=Kind.CREDIT_NOTE,
        number="RINV/2026/00003",
    )
    (booked,) = ledger.post([note])
    assert booked.total == Decimal("-60.50")
    (made,) = json.loads(server.requests[0].body)["SalesEntryLines"]
    assert (made["AmountFC"], made["VATAmountFC"]) == (-50, -10.5)


@pytest.mark.parametrize(
    ("words", "code"),
    [
        ("Periode is afgesloten: 2026 - 3", "period_closed"),
        ("Period is closed: 2026 - 3", "period_closed"),
        ("Onbekend: Boekjaar (Periode - datum tabel)", "period_closed"),
        ("In gebruik: Boekstuknummer", "duplicate"),
        ("Already exists - Entry number: 3, Journal: 700", "duplicate"),
        ("Niet toegestaan: Btw-code", "unknown_vat"),
        ("Ongeldige referentie: Btw-code", "unknown_vat"),
        ("Ongeldig: Grootboekrekeningtype", "unknown_account"),
        ("Invalid: G/L account type", "unknown_account"),
        ("Ongeldig: Klant (Type)", "unknown_relation"),
        ("Ongeldige referentie: Journals", "journal_unknown"),
        ("Verplicht: Kostenplaats", "cost_centre_required"),
        ("De boeking is niet in evenwicht op: 2022 / 4", "unbalanced"),
        ("Iets heel anders", "refused"),
    ],
)
def test_refusals_have_our_code_and_the_ledgers_words(ledger, server, words, code):
    server.then(refused(words))
    (outcome,) = ledger.post([invoice()])
    assert (outcome.code, outcome.message) == (code, words)


def test_two_messages_are_two_lines(ledger, server):
    server.then(refused("Verplicht: Factuur voor\r\nVerplicht: Besteld door"))
    (outcome,) = ledger.post([invoice()])
    assert outcome.message.split("\n") == [
        "Verplicht: Factuur voor",
        "Verplicht: Besteld door",
    ]


GENERIC = (
    "A problem has occurred. The cause of this issue will be investigated as soon as "
    "possible."
)


@pytest.mark.parametrize(
    "act", [close, refused(GENERIC), reply("<html>", status=502), reply(status=503)]
)
def test_lost_answer_is_doubt_when_writing(ledger, server, act):
    server.then(act)
    with pytest.raises(InDoubt):
        ledger.post([invoice()])


@pytest.mark.parametrize(
    ("act", "expected", "code"),
    [
        (
            reply(status=403, Reason="NoDivisionAccess"),
            NotAuthorised,
            "administration_denied",
        ),
        (
            reply(status=403, Reason="DivisionBlocked"),
            Unavailable,
            "administration_busy",
        ),
        (reply(status=403, Reason="BlockedUser"), NotAuthorised, "user_disabled"),
        (reply(status=403), NotAuthorised, "access_denied"),
    ],
)
def test_forbidden_by_its_reason(ledger, server, act, expected, code):
    server.then(act)
    with pytest.raises(expected) as caught:
        ledger.post([invoice()])
    assert caught.value.code == code


def test_expired_token_is_renewed_once(ledger, server):
    server.then(reply(status=401), d(entry_row(), 201))
    (booked,) = ledger.post([invoice()])
    assert booked.id == ENTRY
    tokens = [one.headers["Authorization"] for one in server.requests]
    assert tokens == ["Bearer s3cr3t-token", "Bearer newer"]
    server.then(reply(status=401), reply(status=401))
    with pytest.raises(NotAuthorised):
        ledger.post([invoice()])


def test_timed_out_post_is_looked_up(ledger, server):
    key = invoice().key
    server.then(
        d({"results": [entry_row()]}), d([{"ID": CUSTOMER, "Code": "     20115"}])
    )
    ((hit,),) = ledger.find([key]).values()
    assert (hit.id, hit.total, hit.relation) == (ENTRY, Decimal("121.00"), "20115")
    path, options = asked(server.requests[0])
    assert path == "salesentry/SalesEntries"
    assert options["$filter"] == "YourRef eq 'INV/2026/00012'"


def test_number_with_an_apostrophe_is_quoted(ledger, server):
    server.then(d({"results": []}))
    key = Key(kind=Kind.INVOICE, journal="70", number="O'Neil & Zn/1")
    assert ledger.find([key]) == {key: []}
    assert asked(server.requests[0])[1]["$filter"] == "YourRef eq 'O''Neil & Zn/1'"


def test_own_numbers(http, server):
    ledger = ExactLedger(
        http, lambda stale=None: "t", server.url, "124132", own_numbers=True
    )
    server.then(d(entry_row(EntryNumber=202600012), 201))
    ledger.post([invoice()])
    assert json.loads(server.requests[0].body)["EntryNumber"] == 202600012
    (outcome,) = ledger.post([invoice(number="INV/2026/1234567890")])
    assert outcome.code == "number_not_fitting"
    (outcome,) = ledger.post([invoice(number="X" * 31)])
    assert outcome.code == "number_too_long"
    assert len(server.requests) == 1


def test_bill(ledger, server):
    row = entry_row(
        EntryNumber=26600006, Journal="60", YourRef="F-2026-881", Supplier=CUSTOMER
    )
    server.then(d(row, 201))
    bill = invoice(
        line("100.00", "21.00", vat="4"),
        kind=Kind.BILL,
        journal="60",
        number="F-2026-881",
        relation=Ref(code="60012", id=CUSTOMER),
    )
    (booked,) = ledger.post([bill])
    assert booked.total == Decimal("-121.00")
    sent = json.loads(server.requests[0].body)
    assert (sent["Supplier"], sent["YourRef"]) == (CUSTOMER, "F-2026-881")
    assert sent["PurchaseEntryLines"][0]["AmountFC"] == 100


def test_foreign_currency_has_odoos_rate(ledger, server):
    from dataclasses import replace

    one = replace(
        line("-100.00", "-21.00", vat="2"),
        balance=Decimal("-80.00"),
        vat_balance=Decimal("-16.80"),
    )
    from odoo.addons.connector_base.ledger.values import Due

    due = Due(
        date=date(2026, 7, 25), amount=Decimal("121.00"), balance=Decimal("96.80")
    )
    server.then(d(entry_row(), 201))
    ledger.post([invoice(one, currency="USD", dues=[due])])
    sent = json.loads(server.requests[0].body)
    assert (sent["Currency"], sent["Rate"]) == ("USD", 0.8)


def test_lines_are_replaced_new_ones_first(ledger, server):
    server.then(
        d([entry_row()]),
        d({"results": [{"ID": "old"}]}),
        reply(status=204),
        d({"ID": "new"}, 201),
        reply(status=204),
        d([entry_row(AmountFC=133.1)]),
    )
    booked = Booked(key=invoice().key, id=ENTRY, number="26700001")
    changed = invoice(line("-110.00", "-23.10", vat="2"))
    outcome = ledger.amend(booked, changed)
    assert outcome.total == Decimal("133.10")
    assert [one.method for one in server.requests] == [
        "GET",
        "GET",
        "PUT",
        "POST",
        "DELETE",
        "GET",
    ]
    assert asked(server.requests[4])[0] == "salesentry/SalesEntryLines(guid'old')"


def test_processed_entry_stays(ledger, server):
    booked = Booked(key=invoice().key, id=ENTRY, number="26700001")
    server.then(d([entry_row(Status=50)]), d([entry_row(Status=50)]), d([]))
    assert ledger.amend(booked, invoice()).code == "not_draft"
    assert ledger.remove(booked, "mistake").code == "not_draft"
    assert ledger.remove(booked, "mistake") is None


def test_file_is_laid_beside_once(ledger, server):
    booked = Booked(key=invoice().key, id=ENTRY, number="26700001", file=FILE)
    server.then(d({"results": []}), d({"ID": "x"}, 201))
    assert ledger.attach(booked, "INV_2026_00012.pdf", b"%PDF-1") == FILE
    assert json.loads(server.requests[1].body) == {
        "Document": FILE,
        "FileName": "INV_2026_00012.pdf",
        "Attachment": "JVBERi0x",
    }
    server.then(d({"results": [{"FileName": "INV_2026_00012.pdf"}]}))
    assert ledger.attach(booked, "INV_2026_00012.pdf", b"%PDF-1") == FILE
    assert len(server.requests) == 3
    outcome = ledger.attach(booked, "big.pdf", bytes(11 * 1024 * 1024))
    assert isinstance(outcome, Rejected)


# Reading


def test_pages_are_followed_and_strangers_not(ledger, server):
    row = {
        "ID": REVENUE,
        "Code": "8000",
        "Description": "Revenue",
        "Type": 110,
        "IsBlocked": False,
        "UseCostcenter": 1,
    }
    control = {**row, "ID": "x", "Code": "1300", "Type": 20}
    following = f"{server.url}/api/v1/124132/financial/GLAccounts?$skiptoken=guid'x'"
    server.then(
        d({"results": [row, control], "__next": following}),
        d({"results": [{**row, "ID": "y", "Code": "8010", "UseCostcenter": 0}]}),
    )
    found = list(ledger.items(ItemKind.ACCOUNT))
    assert [(one.ref.code, one.attributes["cost_centre"]) for one in found] == [
        ("8000", "required"),
        ("8010", "allowed"),
    ]
    server.then(d({"results": [row], "__next": "http://elsewhere.example/next"}))
    with pytest.raises(InDoubt):
        list(ledger.items(ItemKind.ACCOUNT))


def test_vat_codes_that_include_vat_are_not_offered(ledger, server):
    row = {
        "ID": "v",
        "Code": "2  ",
        "Description": "21 %",
        "Type": "E",
        "Percentage": 0.21,
        "VATTransactionType": "S",
        "EUSalesListing": "N",
        "IsBlocked": False,
    }
    server.then(d({"results": [row, {**row, "Code": "1  ", "Type": "I"}]}))
    (one,) = ledger.items(ItemKind.VAT)
    assert one.ref.code == "2"
    assert one.attributes == {"percentage": "21.00", "use": "sale", "intra": False}


def test_administrations_of_the_user(ledger, server):
    server.then(
        d({"results": [{"CurrentDivision": 124132}]}),
        d({"results": [{"Code": 124132, "Description": "Bedrijf", "Currency": "EUR"}]}),
    )
    (one,) = ledger.administrations()
    assert (one.code, one.name, one.currency) == ("124132", "Bedrijf", "EUR")


# Money on account


def outstanding(amount, **values):
    return {
        "AccountCode": "              1000",
        "Amount": amount,
        "CurrencyCode": "EUR",
        "EntryNumber": 26200001,
        "InvoiceDate": "/Date(1782345600000)/",
        "JournalCode": "20",
        **values,
    }


JOURNALS = [
    {"Code": code, "Description": code, "ID": FILE, "IsBlocked": False, "Type": type_}
    for code, type_ in (("10", 10), ("20", 12), ("21", 16), ("70", 20), ("90", 90))
]


def test_money_on_account_comes_from_the_lists_of_outstanding_items(ledger, server):
    old = outstanding(-1, InvoiceDate="/Date(1772345600000)/")
    server.then(d(JOURNALS), d([outstanding(-29), old]), d([outstanding(-40)]))
    found = list(ledger.on_account(date(2026, 6, 25)))
    assert [(one.role.value, one.amount, one.date) for one in found] == [
        ("customer", Decimal("-29.00"), date(2026, 6, 25)),
        ("supplier", Decimal("40.00"), date(2026, 6, 25)),
    ]
    told = {(one.relation, one.settlement) for one in found}
    assert told == {("1000", "20/26200001")}
    paths = [asked(request) for request in server.requests]
    assert [path.rpartition("/")[2] for path, _options in paths] == [
        "Journals",
        "ReceivablesList",
        "PayablesList",
    ]
    assert paths[1][1]["$filter"] == (
        "JournalCode eq '10' or JournalCode eq '20' or JournalCode eq '21'"
    )


def test_without_bills_what_is_owed_to_suppliers_is_not_asked_for(ledger, server):
    ledger._purchases = False
    server.then(d(JOURNALS), d([]))
    assert list(ledger.on_account(date(2026, 6, 25))) == []
    assert len(server.requests) == 2


@pytest.mark.parametrize(
    ("row", "vat"),
    [
        ({"VATAmountFC": 21}, Decimal("21.00")),
        ({"AmountFC": -60.5, "VATAmountFC": -10.5}, Decimal("-10.50")),
        ({"VATAmountFC": 0}, Decimal("0.00")),
        ({"VATAmountFC": None}, None),
        ({}, None),
    ],
)
def test_vat_of_an_entry_where_it_is_told(ledger, server, row, vat):
    key = Key(kind=Kind.INVOICE, journal="70", number="INV/2026/00012")
    server.then(d([entry_row(**row)]), d([]), d([]))
    (found,) = ledger.find([key])[key]
    assert found.vat == vat


def test_vat_of_a_bill_is_owed_as_its_total(ledger, server):
    key = Key(kind=Kind.BILL, journal="60", number="F-1")
    row = entry_row(VATAmountFC=21, YourRef="F-1", Journal="60", Supplier=CUSTOMER)
    server.then(d([row]), d([]))
    (found,) = ledger.find([key])[key]
    assert (found.total, found.vat) == (Decimal("-121.00"), Decimal("-21.00"))
