"""The words of refusals, in the language of the user (reference 3.9)."""

import pytest
from exact_client import ENTRIES, MEMORIALS, error

NONE = "11111111-1111-4111-8111-111111111111"


def journal_as_guid(exact):
    return exact.invoice(Journal=NONE)


def no_customer(exact):
    return exact.invoice(Customer=None)


def number_in_use(exact):
    exact.sell(EntryNumber=26700009)
    return exact.invoice(EntryNumber=26700009)


def closed(exact):
    exact.act("period", period="2026/06", open=False)
    return exact.invoice()


def no_year(exact):
    return exact.invoice(EntryDate="2035-06-01")


def control_account(exact):
    return exact.invoice(lines=[exact.line(gl="1300")])


def no_type(exact):
    return exact.invoice(Customer=exact.account("2001"))


def other_journal(exact):
    return exact.invoice(Journal="60")


def other_vat(exact):
    return exact.invoice(lines=[exact.line(vat="4")])


def other_percentage(exact):
    return exact.invoice(lines=[exact.line(VATPercentage=0.5)])


def no_guid(exact):
    return exact.invoice(Customer="nonsense")


def no_condition(exact):
    return exact.invoice(PaymentCondition="ZZ")


TEXTS = [
    (journal_as_guid, "Ongeldige referentie: Journals", "Invalid reference: Journals"),
    (no_customer, "Verplicht: Klant", "Mandatory: Customer"),
    (number_in_use, "In gebruik: Boekstuknummer", "In use: Entry number"),
    (closed, "Periode is afgesloten: 2026 - 6", "Period is closed: 2026 - 6"),
    (
        no_year,
        "Onbekend: Boekjaar (Periode - datum tabel)",
        "Unknown: Financial year (Period-date table)",
    ),
    (
        control_account,
        "Ongeldig: Grootboekrekeningtype",
        "Invalid: G/L account type",
    ),
    (no_type, "Ongeldig: Klant (Type)", "Invalid: Customer (Type)"),
    (other_journal, "Ongeldig: Dagboek (type)", "Invalid: Journal (type)"),
    (other_vat, "Niet toegestaan: Btw-code", "Not allowed: VAT code"),
    (
        other_percentage,
        "Ongeldig: Btw-percentage []",
        "Invalid: VAT percentage []",
    ),
    (no_guid, "Niet herkende GUID-indeling.", "Unrecognized Guid format."),
    (
        no_condition,
        "Ongeldige referentie: Betalingsconditie",
        "Invalid reference: Payment condition",
    ),
]


@pytest.mark.parametrize(("make", "dutch", "english"), TEXTS)
def test_entries(exact, box, make, dutch, english):
    body = make(exact)
    for language, text in (("nl-NL", dutch), ("nl-BE", dutch), ("en-US", english)):
        box.control("language", language=language)
        answer = exact.post(ENTRIES, body)
        assert (answer.status_code, error(answer)) == (500, text)


@pytest.mark.parametrize(
    ("path", "body", "dutch", "english"),
    [
        (
            "crm/Accounts",
            {"Name": "x", "Code": "1000"},
            "Gegeven bestaat reeds.",
            "Data already exists.",
        ),
        (
            "crm/Accounts",
            {"Name": "x", "Email": "nonsense"},
            "Ongeldig: E-mail []",
            "Invalid: Email []",
        ),
        (
            "salesinvoice/SalesInvoices",
            {"Journal": "70", "SalesInvoiceLines": []},
            "Verplicht: Factuur voor\r\nVerplicht: Besteld door\r\nVerplicht: Regels",
            "Mandatory: Invoice to\r\nMandatory: Ordered by\r\nMandatory: Lines",
        ),
    ],
)
def test_records(exact, box, path, body, dutch, english):
    assert error(exact.post(path, body)) == dutch
    box.control("language", language="en-GB")
    assert error(exact.post(path, body)) == english


def test_balance(exact, box):
    lines = [
        {"Date": "2026-06-12", "GLAccount": exact.gl(code), "AmountFC": amount}
        for code, amount in (("4500", "1.00"), ("1200", "-1.01"))
    ]
    body = {"JournalCode": "90", "GeneralJournalEntryLines": lines}
    text = error(exact.post(MEMORIALS, body))
    assert text.startswith("De boeking is niet in evenwicht op: 2026 / 6 (Type: ")
    assert text.endswith(" - Verschil: EUR -0,01")
    box.control("language", language="en-US")
    text = error(exact.post(MEMORIALS, body))
    assert text.startswith("Entry out of balance on: 2026 / 6 (Type: ")
    assert text.endswith(" - Difference: EUR -0,01")


def test_use(exact, box):
    exact.sell()
    id_ = exact.account()
    text = error(exact.delete("crm/Accounts", id_))
    assert text.startswith("Kan niet verwijderen: ")
    box.control("language", language="en-US")
    text = error(exact.delete("crm/Accounts", id_))
    assert text.startswith("Can't delete: ")
    assert "Used in: " in text


def test_framework_speaks_english_only(exact):
    for path, text in (
        ("crm/Accounts?$filter=Nonsense eq 1", "Bad Request - Error in query syntax."),
        (
            "purchaseentry/PurchaseEntries",
            "Please add a $select or a $top=1 statement to the query string.",
        ),
    ):
        answer = exact.get(path)
        assert (answer.status_code, error(answer)) == (400, text)


def test_shape(exact):
    answer = exact.post("crm/Accounts", {})
    assert answer.headers["Content-Type"].startswith("application/json")
    body = answer.json()
    assert body == {
        "error": {"code": "", "message": {"lang": "", "value": "Verplicht: Naam"}}
    }


def test_other_languages_get_english(exact, box):
    box.control("language", language="es-ES")
    assert error(exact.post("crm/Accounts", {})) == "Mandatory: Name"
