"""What a refusal means. Messages are in the language of the authorised user.

Source: messages as support pages and clients in the field quote them.
"""

import re

from odoo.addons.connector_base.ledger.values import Rejected

# (our code, what the ledger calls the field, how the message reads), first match wins
_MEANINGS = [
    (
        "duplicate",
        "EntryNumber",
        r"(in use|already exists|in gebruik).*(entry n|boekst)",
    ),
    ("period_closed", "EntryDate", r"(period.* closed|periode.* afgesloten)"),
    ("period_closed", "EntryDate", r"(financial year|boekjaar)"),
    (
        "unknown_vat",
        "VATCode",
        r"(invalid|ongeldig|not allowed|niet toegestaan).*"
        r"(vat|btw)",
    ),
    ("unknown_account", "GLAccount", r"(g/l account|grootboekrekening)"),
    (
        "unknown_relation",
        "Customer",
        r"(invalid|ongeldig|blocked|geblokkeerd|mandatory|verplicht).*"
        r"(customer|klant|supplier|leverancier|account|relatie)",
    ),
    ("journal_unknown", "Journal", r"(journal|dagboek)"),
    (
        "cost_centre_required",
        "CostCenter",
        r"(mandatory|verplicht).*"
        r"(cost cent|kostenplaats)",
    ),
    ("unbalanced", "AmountFC", r"(out of balance|niet in evenwicht)"),
    ("duplicate", "", r"(data already exists|gegeven bestaat reeds)"),
    ("name_missing", "Name", r"(mandatory|verplicht): ?(name|naam)"),
]
_PATTERNS = [(code, field, re.compile(p, re.I)) for code, field, p in _MEANINGS]


def rejected(words: str) -> Rejected:
    """``words``: the ledger's own, kept."""
    for code, field, pattern in _PATTERNS:
        if pattern.search(words):
            return Rejected(code=code, message=words, field=field)
    return Rejected(code="refused", message=words)
