"""What the finder finds: (cells, {field: further texts to search in}) of each type."""

from .dimension_types import TIME
from .finder_options import Problem
from .ids import company_id
from .matching import MATCH_CODES
from .records import LEVELS

COUNTRIES = [
    ("BE", "België"),
    ("DE", "Duitsland"),
    ("FR", "Frankrijk"),
    ("GB", "Verenigd Koninkrijk"),
    ("NL", "Nederland"),
    ("US", "Verenigde Staten"),
]
PAYMENT_TYPES = [
    ("SEPANLCT", "SEPA NL betaling", "pay"),
    ("SEPANLDD", "SEPA NL incasso", "collect"),
]
BANK_TYPES = {-1: ("bank", "cash"), 0: ("bank",), 1: ("cash",)}
ROLES = [("LEVEL1", "Beheerder"), ("LEVEL2", "Boekhouder"), ("LEVEL3", "Gebruiker")]
# type: (Dutch, English, French, German); the Dutch headings of IVT are recorded [B]
HEADINGS = {
    "": (("Code", "Naam"), ("Code", "Name"), ("Code", "Nom"), ("Code", "Name")),
    "IVT": (
        ("Factuurnr.", "Bedrag", "Debiteur", "Naam", "Debet/credit"),
        ("Invoice no.", "Amount", "Customer", "Name", "Debit/credit"),
        ("N° facture", "Montant", "Client", "Nom", "Débit/crédit"),
        ("Rechnungsnr.", "Betrag", "Debitor", "Name", "Soll/Haben"),
    ),
    "VATN": (
        ("Btw-nummer", "Code", "Naam"),
        ("VAT number", "Code", "Name"),
        ("Numéro de TVA", "Code", "Nom"),
        ("USt-IdNr.", "Code", "Name"),
    ),
    "OFF": (
        ("Code", "Naam", "Land"),
        ("Code", "Name", "Country"),
        ("Code", "Nom", "Pays"),
        ("Code", "Name", "Land"),
    ),
    "PRD": (
        ("Periode", "Naam"),
        ("Period", "Name"),
        ("Période", "Nom"),
        ("Periode", "Name"),
    ),
}


def _plain(pairs):
    return [(tuple(pair), {}) for pair in sorted(pairs)]


def _offices(session, office, options):
    service = session.service
    is_first = service.quirks["office_id_first"]
    for code in sorted(service.rights):
        own = (company_id(code),) if options.get("includeid") else ()
        country = service.offices[code].country[0]  # the third column [C]
        last = (*own, country) if is_first else (country, *own)
        yield (code, service.offices[code].name, *last), {}


def _partners(session, office, options):
    service = session.service
    return _plain((code, service.offices[code].name) for code in service.rights)


def _dimensions(session, office, options):
    type_ = options.get("dimtype", "").upper()
    if type_ and type_ not in office.types:
        raise Problem("InvalidEnumerationOptionValue", "dimtype")
    kinds = [type_] if type_ else sorted(office.types)
    since, hidden = options.get("modifiedsince"), options.get("includehidden")
    for kind in kinds:
        if not _fits_type(kind, options):
            continue
        for record in office.of_type(kind):
            if (record.blocked and not hidden) or (since and record.modified < since):
                continue
            if not _in_group(office, record, options.get("group")):
                continue
            row = (record.code, record.name)
            yield (*row, record.status) if hidden else row, _texts(record)


def _fits_type(kind, options):
    levels = TIME if options.get("section") == "teq" else LEVELS
    if "level" in options and levels.get(kind) != options["level"]:
        return False
    wanted = options.get("matchtype")
    relations = ("DEB", "CRD") if wanted == "relation" else (wanted,)
    return not wanted or kind in relations


def _in_group(office, record, group):
    if not group:
        return True
    members = office.groups.get(group.upper(), {}).get("dimensions", ())
    whole = record.wholes.get("groups")
    own = [e.text for e in whole.iter("group")] if whole is not None else []
    return group.upper() in own or (record.type, record.code) in members


def _texts(record):
    banks = [b for one in record.banks for b in one.iter("iban", "accountnumber")]
    leaves = [leaf for address in record.addresses for leaf in address.iter()]
    return {3: [b.text or "" for b in banks], 4: [e.text or "" for e in leaves]}


def _daybooks(session, office, options):
    category = options.get("category")
    wanted = BANK_TYPES.get(options.get("banktype"))
    listed = session.service.quirks["matching_listed"]
    for book in sorted(office.daybooks.values(), key=lambda book: book.code):
        kind, hidden = book.category, book.hidden
        if kind == "matching" and listed:
            kind, hidden = "journal", False
        if hidden and not options.get("hidden"):
            continue
        if category in (None, kind) and (wanted is None or kind in wanted):
            yield (book.code, book.name), {}


def _vat(session, office, options):
    kind = options.get("vattype")
    return _plain(
        (code.code, code.name)
        for code in office.vat.values()
        if kind in (None, code.type) and code.status == "active"
    )


def _vat_numbers(session, office, options):
    for record in office.of_type("DEB") + office.of_type("CRD"):
        numbers = [a.findtext("field4") or "" for a in record.addresses]
        number = record.fields.get("vatnumber") or next(filter(None, numbers), "")
        if number:
            yield (number, record.code, record.name), {0: [record.name]}


def _types(session, office, options):
    level = options.get("finlevel")
    return _plain(
        (code, name)
        for code, (name, _mask) in office.types.items()
        if level is None or LEVELS.get(code) == level
    )


def _groups(session, office, options):
    prefix, kind = options.get("prefix", ""), options.get("dimtype", "").upper()
    for code, group in sorted(office.groups.items()):
        types = {type_ for type_, _code in group["dimensions"]}
        if code.startswith(prefix.upper()) and (not kind or kind in types):
            yield (code, group["name"]), {}


def _currencies(session, office, options):
    return _plain((c.code, c.name) for c in office.currencies.values())


def _banks(session, office, options):
    wanted = BANK_TYPES.get(options.get("banktype"), BANK_TYPES[-1])
    return _plain(
        (book.code, book.name)
        for book in office.daybooks.values()
        if book.category in wanted
    )


def _periods(session, office, options):
    return _plain((period, period) for period in office.periods)


def _users(session, office, options):
    return _plain(session.service.users.items())


def _payments(session, office, options):
    wanted = options.get("paytype")
    return _plain(
        (code, name) for code, name, kind in PAYMENT_TYPES if wanted in (None, kind)
    )


def _projects(kind):
    def rows(session, office, options):
        return _plain((d.code, d.name) for d in office.of_type(kind) if not d.blocked)

    return rows


def _articles(session, office, options):
    wanted = options.get("vat")
    return _plain(
        (article.code, article.name)
        for article in office.articles.values()
        if article.status == "active" and wanted in (None, "exclusive")
    )


def _invoice_types(session, office, options):
    wanted = options.get("vat")
    return _plain(
        (code, kind["name"])
        for code, kind in office.invoice_types.items()
        if wanted in (None, "exclusive")
    )


def _open_invoices(session, office, options):
    """Open totals of sales and purchases [B]."""
    dims = {name: options.get(name, "").upper() for name in ("dim1", "dim2", "dim3")}
    for entry in office.entries.values():
        line = entry.total
        if line is None or not line.open:
            continue
        if any(value and value != getattr(line, name) for name, value in dims.items()):
            continue
        if options.get("value") not in (None, abs(line.amount)):
            continue
        if options.get("openvalue") not in (None, abs(line.open)):
            continue
        relation = office.relation(line.dim2)
        cells = (
            entry.invoicenumber,
            f"{abs(line.open):.2f}",
            line.dim2,
            relation.name if relation else "",
            "D" if line.open > 0 else "C",
        )
        yield cells, {0: cells[2:4]}


def _fixed(pairs):
    return lambda session, office, options: _plain(pairs)


ROWS = {
    "ACT": _projects("ACT"),
    "ART": _articles,
    "BNK": _banks,
    "CTR": _fixed(COUNTRIES),
    "CUR": _currencies,
    "DIM": _dimensions,
    "DMT": _types,
    "DVT": _fixed([("purchase", "Inkoop"), ("sales", "Verkoop")]),
    "FMT": _fixed([(code, name) for code, name, _kind in PAYMENT_TYPES]),
    "GRP": _groups,
    "INV": _invoice_types,
    "IVT": _open_invoices,
    "MAT": _fixed([(code, name) for code, (name, _types) in MATCH_CODES.items()]),
    "OFF": _offices,
    "OIC": _partners,
    "PAY": _payments,
    "PRD": _periods,
    "PRJ": _projects("PRJ"),
    "ROL": _fixed(ROLES),
    "TRS": _daybooks,
    "USR": _users,
    "VAT": _vat,
    "VATN": _vat_numbers,
    "VGM": lambda session, office, options: _plain([office.country]),
    "VTB": lambda session, office, options: _plain(office.vat_groups.items()),
}
