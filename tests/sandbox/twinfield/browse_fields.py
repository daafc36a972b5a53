"""What browse data can show: each field, the type of its cells, its value, its label.

Types of moments, years and periods are recorded [B].
"""

from decimal import Decimal

from .annotate import day, stamp
from .records import ZERO

PREFIX = "fin.trs."


def _due(row):
    return day(row.entry.duedate)


def _invoice(row):
    return row.line.invoicenumber or row.entry.invoicenumber


def _regime(row):
    return (row.entry.header.get("regime") or "Generic").capitalize()


def _numbers(row):
    """Of all matches that the line is in [B]."""
    matches = row.line.matches
    return ", ".join(str(match.number) for match in matches) if matches else ""


def _payable(row):
    return "false" if row.line.extra.get("freechar") == "N" else "true"


# field: (type of its cells, value of a row)
FIELDS = {
    "head.office": ("String", lambda r: r.office.code),
    "head.officename": ("String", lambda r: r.office.name),
    "head.year": ("Number", lambda r: r.entry.period[:4]),
    "head.period": ("Number", lambda r: r.entry.period[5:]),
    "head.yearperiod": ("String", lambda r: r.entry.period),
    "head.code": ("String", lambda r: r.entry.daybook),
    "head.shortname": ("String", lambda r: r.daybook.shortname),
    "head.number": ("Decimal", lambda r: str(r.entry.number)),
    "head.status": ("String", lambda r: r.entry.location),
    "head.date": ("Date", lambda r: day(r.entry.date)),
    "head.curcode": ("String", lambda r: r.entry.currency),
    "head.relation": ("String", lambda r: r.relation),
    "head.relationname": ("String", lambda r: r.name_of(2, r.relation)),
    "head.origin": ("String", lambda r: r.entry.origin),
    "head.username": ("String", lambda r: r.entry.user),
    "head.user": ("String", lambda r: r.entry.user),
    # What these three hold is recorded nowhere [inf]
    "head.browseregime": ("String", _regime),
    "head.typecategory": ("String", lambda r: r.daybook.category),
    "head.reportingstructure": ("String", lambda r: ""),
    "mng.type": ("String", lambda r: ""),
    "head.bankcode": ("String", lambda r: r.bank),
    "head.inpdate": ("Datetime", lambda r: stamp(r.entry.created)),
    "head.modified": ("Datetime", lambda r: stamp(r.entry.modified)),
    "head.customer.respuser": ("String", lambda r: r.credit("responsibleuser")),
    "head.customer.respusername": ("String", lambda r: r.credit("responsibleuser")),
    "head.customer.creditlimit": ("Value", lambda r: r.credit("basecreditlimit")),
    "line.dim1": ("String", lambda r: r.line.dim1),
    "line.dim1name": ("String", lambda r: r.name_of(1, r.line.dim1)),
    "line.dim1type": ("String", lambda r: r.type_of(1, r.line.dim1)),
    "line.dim2": ("String", lambda r: r.line.dim2),
    "line.dim2name": ("String", lambda r: r.name_of(2, r.line.dim2)),
    "line.dim2type": ("String", lambda r: r.type_of(2, r.line.dim2)),
    "line.dim3": ("String", lambda r: r.line.dim3),
    "line.dim3name": ("String", lambda r: r.name_of(3, r.line.dim3)),
    "line.dim3type": ("String", lambda r: r.type_of(3, r.line.dim3)),
    "line.invnumber": ("String", _invoice),
    "line.datedue": ("Date", _due),
    "line.description": ("String", lambda r: r.line.description),
    "line.debitcredit": (
        "String",
        lambda r: "debit" if r.line.amount >= 0 else "credit",
    ),
    "line.vatcode": ("String", lambda r: r.line.vatcode),
    "line.quantity": ("Decimal", lambda r: ""),
    "line.chequenumber": ("String", lambda r: ""),
    "line.matchstatus": ("String", lambda r: r.line.status),
    "line.matchnumber": ("String", _numbers),
    "line.matchdate": ("Date", lambda r: day(r.line.matchdate)),
    "line.availableforpayruns": ("String", _payable),
    "line.payrun": ("String", lambda r: "1" if r.line.proposed else ""),
    "line.modified": ("Datetime", lambda r: stamp(r.line.modified)),
}
SIGNED = {
    "valuesigned": lambda line: line.amount,
    "basevaluesigned": lambda line: line.base,
    "repvaluesigned": lambda line: line.rep,
    "openvaluesigned": lambda line: line.open,
    "openbasevaluesigned": lambda line: line.openbase,
    "openrepvaluesigned": lambda line: line.openrep,
    "vatvaluesigned": lambda line: line.vat,
    "vatbasevaluesigned": lambda line: line.vatbase,
    "vatrepvaluesigned": lambda line: line.vatrep,
}
for name, value in SIGNED.items():
    FIELDS[f"line.{name}"] = (
        "Value",
        lambda r, value=value: f"{value(r.line) or ZERO:.2f}",
    )
for number in (1, 2, 3):
    for place in ("head", "line"):
        FIELDS[f"{place}.freetext{number}"] = (
            "String",
            lambda r, name=f"freetext{number}": r.entry.header.get(name, ""),
        )
for number in range(1, 6):
    for kind in ("", "name"):
        FIELDS[f"line.dim1group{number}{kind}"] = ("String", lambda r: "")
FIELDS = {PREFIX + name: definition for name, definition in FIELDS.items()}

LABELS = {
    "head.office": "Administratie",
    "head.officename": "Adm.naam",
    "head.year": "Jaar",
    "head.period": "Periode",
    "head.yearperiod": "Jaar/periode (JJJJ/PP)",
    "head.code": "Dagboek",
    "head.shortname": "Dagboeknaam",
    "head.number": "Boekingsnummer",
    "head.status": "Status",
    "head.date": "Boekdatum",
    "head.curcode": "Valuta",
    "head.relation": "Relatie",
    "head.relationname": "Relatienaam",
    "head.inpdate": "Invoerdatum",
    "head.modified": "Wijzigingsdatum boeking",
    "head.username": "Gebruikersnaam",
    "head.user": "Gebruiker",
    "head.origin": "Herkomst",
    "head.browseregime": "Regime",
    "head.typecategory": "Dagboekcategorie",
    "head.reportingstructure": "Rapportagestructuur",
    "mng.type": "Type",
    "head.customer.respuser": "Kredietbeheerder",
    "head.customer.respusername": "Naam kredietbeheerder",
    "head.customer.creditlimit": "Kredietlimiet",
    "line.dim1": "Grootboekrek.",
    "line.dim1name": "Grootboekrek.naam",
    "line.dim1type": "Dimensietype 1",
    "line.dim2": "Kpl./rel.",
    "line.dim2name": "Kpl.-/rel.naam",
    "line.dim2type": "Dimensietype 2",
    "line.dim3": "Act./proj.",
    "line.dim3name": "Act.-/proj.naam",
    "line.dim3type": "Dimensietype 3",
    "line.invnumber": "Factuurnummer",
    "line.datedue": "Vervaldatum",
    "line.description": "Omschrijving",
    "line.debitcredit": "D/C",
    "line.vatcode": "Btw-code",
    "line.vatbasevaluesigned": "Btw-bedrag",
    "line.quantity": "Aantal",
    "line.chequenumber": "Cheque",
    "line.valuesigned": "Bedrag",
    "line.basevaluesigned": "Basisbedrag",
    "line.repvaluesigned": "Rapportagebedrag",
    "line.openvaluesigned": "Openstaand bedrag transactievaluta",
    "line.openbasevaluesigned": "Openstaand bedrag",
    "line.openrepvaluesigned": "Openstaand rapportagebedrag",
    "line.matchstatus": "Betaalstatus",
    "line.matchdate": "Betaaldatum",
    "line.matchnumber": "Afletternummer",
    "line.payrun": "Incassonummer",
    "line.availableforpayruns": "Beschikbaar voor betaalrun",
    "line.modified": "Wijzigingsdatum",
    "line.freetext1": "Vrij tekstveld 1",
    "line.freetext2": "Vrij tekstveld 2",
    "line.freetext3": "Vrij tekstveld 3",
}


# Their type in the list of fields, where it is not that of their cells [B]
DATATYPES = dict.fromkeys(
    (f"{PREFIX}head.bankcode", f"{PREFIX}head.status", f"{PREFIX}line.debitcredit"),
    "special",
)


def label(field):
    return LABELS.get(field.removeprefix(PREFIX), field.rsplit(".", 1)[-1])


def comparing(field):
    """The function that makes values of ``field`` comparable."""
    return COMPARABLE.get(FIELDS[field][0], str)


COMPARABLE = {
    **dict.fromkeys(("Value", "Decimal", "Number"), lambda value: Decimal(value or 0)),
    "Datetime": lambda value: value.ljust(14, "0"),
}
