"""What a refusal means. Messages are in the language of the authorised user: Dutch,
French, German or English.

Source: messages as support pages and clients in the field quote them; French and German
after the form of the others.
"""

import re
from collections.abc import Iterable

from odoo.addons.connector_base.ledger.values import Rejected

_INVALID = r"(invalid|ongeldig|non valide|invalide|ungültig)"
_FORBIDDEN = (
    r"(not allowed|niet toegestaan|non autorisé|pas autorisé|nicht zulässig|"
    r"nicht erlaubt|unzulässig)"
)
_MANDATORY = (
    r"(mandatory|required|verplicht|obligatoire|erforderlich|obligatorisch|pflichtfeld)"
)
_BLOCKED = r"(blocked|geblokkeerd|bloqué|gesperrt|blockiert)"
_UNKNOWN = r"(unknown|onbekend|inconnu|unbekannt)"
_IN_USE = r"(in use|in gebruik|utilisé|in gebrauch|in verwendung)"
_EXISTS = r"(already exists?|bestaat reeds|bestaat al|existe déjà|bereits vorhanden)"
_WRONG = rf"({_INVALID}|{_FORBIDDEN}|{_BLOCKED}|{_UNKNOWN}|{_MANDATORY})"

DUPLICATE = "duplicate"
# (our code, what the ledger calls the field, how a line of the message reads): the
# first that fits. A number of a customer that is wrong is no wrong VAT code.
_MEANINGS = [
    (
        DUPLICATE,
        "EntryNumber",
        rf"({_IN_USE}|{_EXISTS}).*(entry n|boekst|(numéro|n°) d.écriture|"
        r"buchungsnummer|belegnummer)",
    ),
    (
        "receivables_mismatch",
        "GLAR",
        r"(klantenrekening|customer.* account|compte clients?|debitorenkonto).*"
        r"(verkoopdagboek|sales journal|journal des? ventes?|verkaufsjournal)",
    ),
    (
        "period_closed",
        "EntryDate",
        r"(period|période|zeitraum).*"
        r"(closed|gesloten|clôturé|clos|fermé|abgeschlossen|geschlossen)",
    ),
    (
        "period_closed",
        "EntryDate",
        r"(financial year|fiscal year|boekjaar|exercice|geschäftsjahr|wirtschaftsjahr)",
    ),
    (
        "unknown_vat",
        "VATCode",
        rf"{_WRONG}.*(\bvat|\bbtw|\btva|\bust|mwst|steuer)"
        r"(?!.*(number|nummer|numéro|idnr))",
    ),
    (
        "unknown_account",
        "GLAccount",
        r"(g/l account|grootboekrekening|compte général|sachkonto)",
    ),
    (
        "cost_centre_required",
        "CostCenter",
        rf"{_MANDATORY}.*(cost cent|kostenplaats|section|centre de coût|kostenstelle)",
    ),
    (
        "refused",
        "CostCenter",
        r"(cost cent|kostenplaats|section|centre de coût|kostenstelle)",
    ),
    (
        "unknown_relation",
        "Customer",
        rf"{_WRONG}.*(customer|klant|\bclient|kunde|supplier|leverancier|fournisseur|"
        r"lieferant|account\b|relatie|relation\b|beziehung)",
    ),
    (
        "unbalanced",
        "AmountFC",
        r"(out of balance|niet in evenwicht|(pas|non) (en )?équilibr|"
        r"nicht ausgeglichen|nicht im gleichgewicht)",
    ),
    ("journal_unknown", "Journal", r"(journal|dagboek)"),
    (
        DUPLICATE,
        "",
        r"(data already exists|gegeven bestaat|données? .*exist|daten .*"
        r"(existieren|vorhanden))",
    ),
    ("name_missing", "Name", rf"{_MANDATORY} ?: ?(name|naam|nom)\b"),
    ("malformed", "", r"\bguid\b"),
    (
        "not_draft",
        "Status",
        r"(can't delete|cannot be (deleted|changed)|kan niet verwijder|"
        r"suppression impossible|löschen nicht)",
    ),
]
_PATTERNS = [(code, field, re.compile(p, re.I)) for code, field, p in _MEANINGS]
# What else an element is called where it is not allowed.
_LABELS = {
    "Description": ("omschrijving", "beschreibung", "bezeichnung"),
    "PaymentCondition": (
        "betalingsconditie",
        "paymentcondition",
        "conditiondepaiement",
        "zahlungsbedingung",
    ),
    "PaymentReference": (
        "betalingsreferentie",
        "paymentreference",
        "référencedepaiement",
        "zahlungsreferenz",
    ),
    "DueDate": ("vervaldatum", "duedate", "dateéchéance", "fälligkeitsdatum"),
    "OrderNumber": ("ordernummer", "numérodecommande", "auftragsnummer"),
    "Notes": ("opmerkingen", "notities", "remarques", "notizen", "bemerkungen"),
    "Country": ("land", "pays"),
    "Account": ("relatie", "relation", "beziehung"),
}
_NOT_ALLOWED = re.compile(rf"^{_FORBIDDEN}\s*:\s*(?P<element>[^\r\n]+)", re.I | re.M)
_QUOTED = re.compile(r"'(?P<element>\w+)'")
# Whatever else a rule of the business says, it begins like this.
_FORM = re.compile(
    rf"^({_WRONG}|{_IN_USE}|{_EXISTS}|too long|te lang|trop long|zu lang|"
    r"référence non|ungültige|ongeldige)",
    re.I | re.M,
)


def rejected(words: str) -> Rejected:
    """``words``: the ledger's own, kept. Of several lines the first that is understood
    decides; but what exists already comes before all, as it is to be looked up."""
    meanings = [found for line in words.splitlines() if (found := _meaning(line))]
    for code, field in meanings:
        if code == DUPLICATE:
            return Rejected(code=code, message=words, field=field)
    code, field = meanings[0] if meanings else ("refused", "")
    return Rejected(code=code, message=words, field=field)


def element(words: str, names: Iterable[str]) -> str:
    """Which of ``names`` the ledger will not have at all, whatever stands in it; "" for
    none."""
    said = {
        _bare(match["element"])
        for pattern in (_NOT_ALLOWED, _QUOTED)
        for match in pattern.finditer(words)
    }
    return next(
        (name for name in names if said & {_bare(name), *_LABELS.get(name, ())}), ""
    )


def _bare(name: str) -> str:
    return "".join(filter(str.isalnum, name.casefold()))


def is_known(words: str) -> bool:
    """Whether a rule of the business said it, so that nothing was executed."""
    return bool(_FORM.search(words)) or any(map(_meaning, words.splitlines()))


def _meaning(line: str) -> tuple[str, str] | None:
    for code, field, pattern in _PATTERNS:
        if pattern.search(line):
            return code, field
    return None
