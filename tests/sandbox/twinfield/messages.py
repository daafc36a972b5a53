"""What Twinfield says, in Dutch and English, with the evidence for the Dutch words;
none of the English ones is recorded but those of dimensions that do not exist. French
and German are in ``words.py``; a user of another language reads Dutch.

A vendor's page, B recorded answer, C client that runs live, I issue thread or help page
of an integrator, inf: the reason is known, the words are our own.
"""

from . import words

# key: (Dutch, English, evidence)
MESSAGES = {
    "not_implemented": ("Type niet geïmplementeerd.", "Type not implemented.", "I"),
    "no_access": (
        "U hebt geen toegang tot deze administratie.",
        "You do not have access to this company.",
        "C",
    ),
    "office_unknown": (
        "De administratie bestaat niet.",
        "The company does not exist.",
        "B",
    ),
    "dimension_unknown": (
        "Dimensie {code} bestaat niet.",
        "Dimension {code} does not exist.",
        "B",
    ),
    "type_unknown": (
        "Dimensietype {code} bestaat niet.",
        "Dimension type {code} does not exist.",
        "B",
    ),
    "name_missing": ("Naam moet worden ingevuld", "Name must be entered", "B"),
    "code_mask": (
        "De code voldoet niet aan het formaat {mask}.",
        "The code does not comply with the format {mask}.",
        "B",
    ),
    "code_none_free": (
        "Het is niet gelukt de eerste vrije code aan te maken die voldoet aan het "
        "formaat {mask}",
        "The first free code that complies with the format {mask} could not be created",
        "I",
    ),
    "element_readonly": (
        "Het element '{name}' mag niet worden aangeleverd.",
        "The element '{name}' may not be provided.",
        "B",
    ),
    "beneficiary": ("Begunstigde is ongeldig.", "Beneficiary is invalid.", "I"),
    "ebill_mail": (
        "Als Elektronisch factureren is ingeschakeld, mag het e-mailadres niet leeg "
        "zijn",
        "If electronic invoicing is enabled, the e-mail address may not be empty",
        "B",
    ),
    "level_unknown": (
        "De dimensie {code} met financieel niveau {level} niet gevonden.",
        "The dimension {code} with financial level {level} was not found.",
        "I",
    ),
    "destiny": (
        "Incorrecte XML - de bestemming is ongeldig.",
        "Incorrect XML - the destiny is invalid.",
        "B",
    ),
    "daybook_unknown": (
        "Dagboek {code} bestaat niet.",
        "Transaction type {code} does not exist.",
        "inf",
    ),
    "date_invalid": ("De datum is ongeldig.", "The date is invalid.", "inf"),
    "period_unknown": (
        "De boeking kan niet gemaakt worden omdat periode {period} niet bestaat",
        "The transaction cannot be created because period {period} does not exist",
        "I",
    ),
    "period_closed": (
        "De boeking kan niet gemaakt worden omdat periode {period} gesloten is",
        "The transaction cannot be created because period {period} is closed",
        "inf",
    ),
    "date_outside": (
        "Datum {date} valt buiten de opgegeven periode ({period}).",
        "Date {date} is outside the specified period ({period}).",
        "B",
    ),
    "duplicate": (
        "Factuurnummer {number} komt reeds voor.",
        "Invoice number {number} already exists.",
        "I",
    ),
    "currency_unknown": (
        "Valuta {code} bestaat niet.",
        "Currency {code} does not exist.",
        "inf",
    ),
    "currency_rate": (
        "Er is geen koers voor valuta {code} op deze datum.",
        "There is no rate for currency {code} on this date.",
        "inf",
    ),
    "lines_journal": (
        "Een memoriaalboeking heeft geen totaalregel.",
        "A journal transaction has no total line.",
        "inf",
    ),
    "lines_two": (
        "De boeking moet minstens twee regels hebben.",
        "The transaction must have at least two lines.",
        "inf",
    ),
    "statement_moves": (
        "Het verschil tussen begin- en eindsaldo moet {amount} zijn.",
        "The difference between opening and closing balance must be {amount}.",
        "inf",
    ),
    "intercompany": (
        "Configuratiefout in rekening-courant. Er is geen directe ontvangstregel in "
        "administratie {name} ({code}).",
        "Configuration error in current account. There is no direct receipt rule in "
        "company {name} ({code}).",
        "B",
    ),
    "dim_forbidden": (
        "Grootboekrekening {code} staat geen relatie of kostenplaats toe",
        "Ledger account {code} does not allow a relation or cost centre",
        "inf",
    ),
    "vat_performancecountry": (
        "Prestatieland moet worden ingevuld.",
        "Performance country must be entered.",
        "inf",
    ),
    "vat_performancevatnumber": (
        "Btw-nummer van de prestatie moet worden ingevuld.",
        "Performance VAT number must be entered.",
        "inf",
    ),
    "vat_performancedate": (
        "Prestatiedatum moet worden ingevuld.",
        "Performance date must be entered.",
        "inf",
    ),
    "match_corrections": (
        "De afletterboekingen konden niet worden verwijderd.",
        "The matching transactions could not be deleted.",
        "inf",
    ),
    "dim_absent": (
        "Dimensie {code} komt niet voor in administratie {office}",
        "Dimension {code} does not exist in company {office}",
        "B",
    ),
    "dim_blocked": (
        "Dimensie {code} is geblokkeerd.",
        "Dimension {code} is blocked.",
        "inf",
    ),
    "dim_type": (
        "Het formaat van het dimensietype {type} van dimensie {name} ({code}) op "
        "niveau {level} moet voldoen aan het formaat {wanted}",
        "The format of dimension type {type} of dimension {name} ({code}) on level "
        "{level} must comply with the format {wanted}",
        "I",
    ),
    "dim_required": (
        "Grootboekrekening {code} vereist de specificatie van een relatie of "
        "kostenplaats",
        "Ledger account {code} requires a relation or cost centre to be specified",
        "I",
    ),
    "value_missing": ("Waarde mag niet leeg zijn.", "Value may not be empty.", "B"),
    "value_invalid": ("Waarde is ongeldig.", "Value is invalid.", "inf"),
    "side_invalid": (
        "Debet/credit is ongeldig.",
        "Debit/credit is invalid.",
        "inf",
    ),
    "vat_unknown": (
        "Btw {code} bestaat niet of is (nog) niet actief.",
        "VAT {code} does not exist or is not active (yet).",
        "B",
    ),
    "vat_type": (
        "{name} ({code}) is van het type {type} terwijl het dagboek van het btw-type "
        "{wanted} is.",
        "{name} ({code}) is of type {type} while the transaction type is of VAT type "
        "{wanted}.",
        "C",
    ),
    "vat_performance": (
        "Prestatietype moet worden ingevuld.",
        "Performance type must be entered.",
        "inf",
    ),
    "lines_total": (
        "De boeking moet precies één totaalregel hebben.",
        "The transaction must have exactly one total line.",
        "inf",
    ),
    "lines_detail": (
        "De boeking moet minstens één detailregel hebben.",
        "The transaction must have at least one detail line.",
        "inf",
    ),
    "line_type": ("Regeltype is ongeldig.", "Line type is invalid.", "inf"),
    "line_id": ("Regelnummer is ongeldig.", "Line id is invalid.", "inf"),
    "balance": (
        "De boeking is niet in balans. Er ontbreekt {amount} {side}.",
        "The transaction is not in balance. {amount} {side} is missing.",
        "B",
    ),
    "balance_base": (
        "De boeking balanceert niet in de basisvaluta. Er ontbreekt {amount} {side}.",
        "The transaction does not balance in the base currency. {amount} {side} is "
        "missing.",
        "B",
    ),
    "balance_reporting": (
        "De boeking balanceert niet in de rapportagevaluta. Er ontbreekt {amount} "
        "{side}.",
        "The transaction does not balance in the reporting currency. {amount} {side} "
        "is missing.",
        "B",
    ),
    "not_draft": (
        "De status van de boeking moet Concept zijn.",
        "The status of the transaction must be Draft.",
        "B",
    ),
    "reason_missing": (
        "De reden moet worden ingevuld.",
        "The reason must be entered.",
        "inf",
    ),
    "transaction_unknown": (
        "De boeking bestaat niet.",
        "The transaction does not exist.",
        "inf",
    ),
    "freetext": (
        "Vrije tekst {number} is niet toegestaan.",
        "Free text {number} is not allowed.",
        "inf",
    ),
    "too_long": (
        "{name} mag niet langer zijn dan {length} tekens.",
        "{name} may not be longer than {length} characters.",
        "inf",
    ),
    "match_line": ("De regel bestaat niet.", "The line does not exist.", "B"),
    "match_balance": (
        "De set is niet in balans. Er resteert {amount}.",
        "The set is not in balance. {amount} remains.",
        "inf",
    ),
    "match_relations": (
        "De regels horen niet bij dezelfde relatie.",
        "The lines do not belong to the same relation.",
        "inf",
    ),
    "match_amount": (
        "De waarde is groter dan de openstaande waarde.",
        "The value exceeds the open value.",
        "inf",
    ),
    "field_invalid": (
        "De waarde van '{name}' is ongeldig.",
        "The value of '{name}' is invalid.",
        "inf",
    ),
    "group_unknown": (
        "Dimensiegroep {code} bestaat niet.",
        "Dimension group {code} does not exist.",
        "inf",
    ),
    "user_unknown": (
        "Gebruiker {code} bestaat niet.",
        "User {code} does not exist.",
        "inf",
    ),
    "vat_invalid": ("Ongeldige btw-code.", "Invalid VAT code.", "B"),
    "article_missing": (
        "Artikelcode mag niet leeg zijn.",
        "Article code may not be empty.",
        "B",
    ),
    "article_unknown": (
        "De artikelcode is niet gevonden.",
        "The article code was not found.",
        "B",
    ),
    "invoice_type": (
        "Het factuurtype bestaat niet",
        "The invoice type does not exist",
        "B",
    ),
    "invoice_customer": (
        "De klantdimensie bestaat niet.",
        "The customer dimension does not exist.",
        "B",
    ),
    "invoice_due": (
        "De vervaldatum is ongeldig.",
        "The due date is invalid.",
        "B",
    ),
    "invoice_address": ("Het adres is ongeldig.", "The address is invalid.", "B"),
    "invoice_totals": (
        "Er zijn fouten opgetreden bij de koptekst: kan geen totalen berekenen.",
        "Errors occurred in the header: cannot calculate totals.",
        "B",
    ),
    "invoice_unknown": (
        "Factuur {number} van type {type} bestaat niet.",
        "Invoice {number} of type {type} does not exist.",
        "B",
    ),
    "invoice_number": (
        "invoicenumber moet een geheel getal zijn.",
        "invoicenumber must be an integer.",
        "B",
    ),
    "match_lines": (
        "Een set heeft minstens twee regels.",
        "A set has at least two lines.",
        "inf",
    ),
    "match_type": (
        "De regel hoort niet bij deze afletterregel.",
        "The line does not belong to this match code.",
        "inf",
    ),
    "writeoff_type": (
        "Het soort afschrijving is ongeldig.",
        "The type of write-off is invalid.",
        "inf",
    ),
    "match_code": (
        "De afletterregel bestaat niet.",
        "The match code is unknown.",
        "inf",
    ),
    "field_unknown": ("Veld bestaat niet", "Field does not exist", "C"),
    "browse_unknown": (
        "Browsecode bestaat niet.",
        "Browse code does not exist.",
        "inf",
    ),
    "operator": ("Operator is ongeldig.", "Operator is invalid.", "inf"),
}

WORDS = {
    "sales": ("Verkoop", "Sales"),
    "purchase": ("Inkoop", "Purchase"),
    "debit": ("debet", "debit"),
    "credit": ("credit", "credit"),
    "available": ("Beschikbaar", "Available"),
    "matched": ("Afgeletterd", "Matched"),
    "proposed": ("Voorgesteld", "Proposed"),
    "notmatchable": ("Niet afletterbaar", "Not matchable"),
    "final": ("Definitief", "Final"),
    "temporary": ("Voorlopig", "Provisional"),
    "draft": ("Concept", "Draft"),
    "true": ("Ja", "Yes"),
    "false": ("Nee", "No"),
}


LANGUAGES = ("nl", "en", "fr", "de")


def column_of(language):
    """Its place in ``LANGUAGES``."""
    short = language[:2].lower()
    return LANGUAGES.index(short) if short in LANGUAGES else 0


def say(language, key, /, **values):
    texts = (*MESSAGES[key][:2], *words.TEXTS[key])
    return texts[column_of(language)].format(**values)


def word(language, key):
    return (*WORDS[key], *words.WORDS[key])[column_of(language)]
