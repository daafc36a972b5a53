"""What an answer of Exact Online means that is no success."""

from datetime import timedelta

import pytest
from exact_answers import (
    ENTRY,
    account_row,
    d,
    entry_row,
    invoice,
    opened,
    page,
    refused,
    remarks,
    sent,
    told,
)
from loopback import close, reply

from odoo.addons.connector_base.ledger.errors import (
    InDoubt,
    NotAuthorised,
    NotExecuted,
    Throttled,
    Unavailable,
)
from odoo.addons.connector_base.ledger.http import Session, utcnow
from odoo.addons.connector_base.ledger.values import ItemKind, Kind, Rejected, Relation
from odoo.addons.exact_connector.client import failures, refusals

MISMATCH = (
    "De klantenrekening van deze relatie is niet gelijk aan de rekening van het "
    "gebruikte verkoopdagboek"
)


@pytest.fixture
def ledger(server):
    with opened(server) as ledger:
        yield ledger


@pytest.mark.parametrize(
    ("words", "code"),
    [
        ("Periode is afgesloten: 2026 - 3", "period_closed"),
        ("Period is closed: 2026 - 3", "period_closed"),
        ("La période est clôturée : 2026 - 3", "period_closed"),
        ("Die Periode ist abgeschlossen: 2026 - 3", "period_closed"),
        ("Onbekend: Boekjaar (Periode - datum tabel)", "period_closed"),
        ("Inconnu : Exercice", "period_closed"),
        ("Unbekannt: Geschäftsjahr", "period_closed"),
        ("In gebruik: Boekstuknummer", "duplicate"),
        ("Already exists - Entry number: 3, Journal: 700", "duplicate"),
        ("Utilisé : Numéro d'écriture", "duplicate"),
        ("In Gebrauch: Buchungsnummer", "duplicate"),
        ("Gegeven bestaat reeds.", "duplicate"),
        ("Die Daten existieren bereits.", "duplicate"),
        ("Niet toegestaan: Btw-code", "unknown_vat"),
        ("Ongeldige referentie: Btw-code", "unknown_vat"),
        ("Non autorisé : Code TVA", "unknown_vat"),
        ("Nicht zulässig: MwSt.-Code", "unknown_vat"),
        ("Ongeldig: Btw-nummer", "refused"),
        ("Ongeldig: Grootboekrekeningtype", "unknown_account"),
        ("Invalid: G/L account type", "unknown_account"),
        ("Non valide : Type de compte général", "unknown_account"),
        ("Ungültig: Sachkontotyp", "unknown_account"),
        ("Ongeldig: Klant (Type)", "unknown_relation"),
        ("Blocked: Customer", "unknown_relation"),
        ("Obligatoire : Client", "unknown_relation"),
        ("Gesperrt: Lieferant", "unknown_relation"),
        ("Ongeldige referentie: Journals", "journal_unknown"),
        ("Verplicht: Kostenplaats", "cost_centre_required"),
        ("Erforderlich: Kostenstelle", "cost_centre_required"),
        ("Invalid: Cost center link", "refused"),
        ("De boeking is niet in evenwicht op: 2022 / 4", "unbalanced"),
        ("Die Buchung ist nicht ausgeglichen", "unbalanced"),
        (MISMATCH, "receivables_mismatch"),
        (
            "Le compte clients de cette relation n'est pas égal au compte du journal "
            "des ventes utilisé",
            "receivables_mismatch",
        ),
        ("Niet herkende GUID-indeling.", "malformed"),
        ("Ongeldig: E-mail []", "refused"),
    ],
)
def test_refusals_have_our_code_and_the_ledgers_words(ledger, server, words, code):
    assert refusals.is_known(words)
    server.then(refused(words))
    (outcome,) = ledger.post([invoice()])
    assert (outcome.code, outcome.message) == (code, words)
    assert len(server.requests) == 1


def test_mismatch_is_about_the_customers_account_not_the_journal():
    assert refusals.rejected(MISMATCH).field == "GLAR"


def test_of_several_messages_the_first_that_is_understood_decides(ledger, server):
    server.then(
        refused("Te lang: Notitie\r\nVerplicht: Kostenplaats\r\nOngeldig: Klant (Type)")
    )
    (outcome,) = ledger.post([invoice()])
    assert (outcome.code, outcome.field) == ("cost_centre_required", "CostCenter")
    assert outcome.message.split("\n") == [
        "Te lang: Notitie",
        "Verplicht: Kostenplaats",
        "Ongeldig: Klant (Type)",
    ]


def test_what_exists_already_comes_before_all():
    words = "Verplicht: Kostenplaats\nIn gebruik: Boekstuknummer"
    assert refusals.rejected(words).code == "duplicate"


# Elements


@pytest.mark.parametrize(
    ("status", "words", "name"),
    [
        (500, "Niet toegestaan: Omschrijving", "Description"),
        (500, "Not allowed: Payment reference", "PaymentReference"),
        (500, "Non autorisé: Condition de paiement", "PaymentCondition"),
        (500, "Nicht zulässig: Fälligkeitsdatum", "DueDate"),
        (400, "The property name 'PaymentReference' is not valid.", "PaymentReference"),
    ],
)
def test_element_that_is_not_allowed_is_left_out(ledger, server, status, words, name):
    """Of the lines, too: the words don't say of which."""
    server.then(refused(words, status), d(entry_row(), 201), d(entry_row(), 201))
    for _twice in range(2):
        assert ledger.post([invoice()])[0].id == ENTRY
    first, *others = map(sent, server.requests)
    assert name in first
    for other in others:
        assert name not in other
        assert name not in other["SalesEntryLines"][0]
    assert remarks(ledger) == [("field_refused", f"salesentry/SalesEntries: {name}")]


@pytest.mark.parametrize(
    "words", ["Niet toegestaan: Btw-code", "Niet toegestaan: Kostenplaats"]
)
def test_what_changes_the_books_is_not_left_out(ledger, server, words):
    server.then(refused(words))
    assert isinstance(ledger.post([invoice()])[0], Rejected)
    assert len(server.requests) == 1


# Nobody knows


GENERIC = [
    "A problem has occurred. The cause of this issue will be investigated as soon as "
    "possible.",
    "Er is een probleem opgetreden. De oorzaak van dit probleem wordt onderzocht.",
    "Un problème est survenu. La cause de ce problème sera examinée.",
    "Es ist ein Problem aufgetreten. Die Ursache dieses Problems wird untersucht.",
]
LOST = [
    "Timeout expired. The timeout period elapsed prior to completion.",
    "Transaction (Process ID 71) was deadlocked on lock resources.",
]


@pytest.mark.parametrize(
    "act",
    [
        close,
        reply("<html>", status=502),
        reply(status=503),
        reply(status=500),
        *map(refused, GENERIC + LOST),
    ],
)
def test_lost_answer_is_doubt_when_writing(ledger, server, act):
    server.then(act)
    with pytest.raises(InDoubt) as caught:
        ledger.post([invoice()])
    assert not isinstance(caught.value, NotExecuted)


@pytest.mark.parametrize("words", GENERIC + LOST)
def test_and_an_outage_when_reading(ledger, server, words):
    server.then(refused(words))
    with pytest.raises(Unavailable):
        list(ledger.items(ItemKind.ACCOUNT))


def test_words_that_nobody_knows_are_looked_up_once(ledger, server):
    server.then(refused("Iets heel anders"), page())
    (outcome,) = ledger.post([invoice()])
    assert (outcome.code, outcome.message) == ("refused", "Iets heel anders")
    assert told(server) == [
        ("POST", "salesentry/SalesEntries"),
        ("GET", "salesentry/SalesEntries"),
    ]


def test_and_doubt_when_something_is_there(ledger, server):
    """Whose it is, the base knows."""
    server.then(refused("Iets heel anders"), page(entry_row()), page())
    with pytest.raises(InDoubt) as caught:
        ledger.post([invoice()])
    assert (caught.value.code, caught.value.detail) == (
        "ledger_failed",
        "Iets heel anders",
    )


@pytest.mark.parametrize(
    "act", [reply(status=503), reply(status=429), refused("No", 400)]
)
def test_and_doubt_when_it_can_not_be_looked_up(ledger, server, act):
    """Never something that says it was not executed."""
    server.then(refused("Iets heel anders"), *[act] * 5)
    with pytest.raises(InDoubt) as caught:
        ledger.post([invoice()])
    assert not isinstance(caught.value, NotExecuted)


def test_400_with_words_is_a_refusal_whatever_they_say(ledger, server):
    server.then(refused("Error processing request stream.", 400))
    (outcome,) = ledger.post([invoice()])
    assert outcome.code == "refused"


# Forbidden: what it names


@pytest.mark.parametrize(
    ("reason", "expected", "code"),
    [
        ("NoDivisionAccess", NotAuthorised, "administration_denied"),
        ("LicenseExpired", NotAuthorised, "administration_denied"),
        ("BlockedCustomer", NotAuthorised, "administration_denied"),
        ("BlockedUser", NotAuthorised, "user_disabled"),
        ("InactiveUser", NotAuthorised, "user_disabled"),
        ("DivisionBlocked", Unavailable, "administration_busy"),
    ],
)
def test_of_the_whole_connection_by_its_reason(ledger, server, reason, expected, code):
    server.then(*[reply(status=403, Reason=reason)] * 2)
    for call in (
        lambda: ledger.post([invoice()]),
        lambda: list(ledger.items(ItemKind.PROJECT)),
    ):
        with pytest.raises(expected) as caught:
            call()
        assert (caught.value.code, caught.value.detail) == (code, reason)


SCOPE = "Forbidden - Application Scope Violated. Cannot write"


def test_missing_scope_is_of_its_resource(ledger, server):
    """Who may not book bills may book invoices, and asks for the bills but once."""
    bill = invoice(kind=Kind.BILL, journal="60", number="F-1")
    server.then(refused(SCOPE, 403), d(entry_row(), 201))
    for _twice in range(2):
        (outcome,) = ledger.post([bill])
        assert outcome.code == "refused"
        assert outcome.message == f"purchaseentry/PurchaseEntries: {SCOPE}"
    (booked,) = ledger.post([invoice()])
    assert booked.id == ENTRY
    assert len(server.requests) == 2


def test_who_may_not_book_invoices_waits_with_them_and_goes_on_else(ledger, server):
    """A right that is missing for entries is none of the payments' business."""
    server.then(refused(SCOPE, 403))
    with pytest.raises(Unavailable) as caught:
        ledger.post([invoice()])
    assert caught.value.code == "access_denied"
    assert caught.value.detail == f"salesentry/SalesEntries: {SCOPE}"


@pytest.mark.parametrize("act", [refused("Not found", 404), reply(status=405)])
def test_so_is_a_resource_that_is_not_there(ledger, server, act):
    server.then(act, act)
    with pytest.raises(Unavailable):
        ledger.post([invoice()])
    (outcome,) = ledger.post([invoice(kind=Kind.BILL, journal="60", number="F-1")])
    assert outcome.code == "refused"


def test_too_many_errors_close_one_resource_for_an_hour(ledger, server):
    server.then(refused("Forbidden - error velocity exceeded", 403))
    with pytest.raises(Throttled) as caught:
        ledger.post([invoice()])
    pause = caught.value.retry_at - utcnow()
    assert timedelta(minutes=59) < pause <= timedelta(hours=1)
    with pytest.raises(Throttled):
        ledger.post([invoice()])
    assert len(server.requests) == 1


def test_so_does_a_plain_403_after_ten_mistakes(ledger, server):
    server.then(*[refused("Error in query syntax.", 400)] * 10, refused("No", 403))
    for _time in range(10):
        ledger.post([invoice()])
    with pytest.raises(Throttled):
        ledger.post([invoice()])


# Tokens


def test_expired_token_is_renewed_once(ledger, server):
    server.then(reply(status=401), d(entry_row(), 201))
    (booked,) = ledger.post([invoice()])
    assert booked.id == ENTRY
    tokens = [one.headers["Authorization"] for one in server.requests]
    assert tokens == ["Bearer s3cr3t-token", "Bearer newer"]
    server.then(reply(status=401), reply(status=401))
    with pytest.raises(NotAuthorised):
        ledger.post([invoice()])


def test_answer_that_can_not_be_read_is_no_success(ledger, server):
    """Of a change, too, of which nothing is told back."""
    for body in ("<html>", '{"e": 1}', '{"d": NaN}'):
        server.then(d([account_row()]), reply(body))
        like = Relation(kind=ItemKind.CUSTOMER, name="Nieuw", code="20115")
        with pytest.raises(InDoubt):
            ledger.save_relation(like, {"name"})


@pytest.mark.parametrize(
    ("status", "reason", "body", "code", "detail"),
    [
        (405, "", "", "access_denied", "salesentry/SalesEntries: HTTP 405"),
        (403, "", "", "access_denied", "salesentry/SalesEntries: HTTP 403"),
        (403, "Newer", "", "access_denied", "salesentry/SalesEntries: Newer"),
        (500, "", "", "ledger_failed", "HTTP 500"),
        (500, "", "<html>", "ledger_failed", "HTTP 500"),
        (503, "", "", "ledger_failed", "HTTP 503"),
    ],
)
def test_failure_is_told_as_far_as_it_is_known(
    server, status, reason, body, code, detail
):
    server.then(reply(body, status=status, Reason=reason))
    with Session(hosts=["127.0.0.1"], timeout=15) as http:
        response = http.request("POST", server.url, writing=True, operation="x")
    found = failures.failure(response, True, "salesentry/SalesEntries")
    assert (found.code, found.detail) == (code, detail)
    assert failures.words(response) == ""
