"""What browse data can show: its fields, and the columns of each browse code.

The columns of 130_1 are recorded [B], those of 030_3 and 100 come from clients that
use them [C]; the others follow these [S].
"""

from decimal import Decimal

from .annotate import day, stamp
from .records import ZERO

PREFIX = "fin.trs."


def _due(row):
    return day(row.entry.duedate)


def _invoice(row):
    return row.line.invoicenumber or row.entry.invoicenumber


def _payable(row):
    return "false" if row.line.extra.get("freechar") == "N" else "true"


# field: (type of its cells, value of a row)
FIELDS = {
    "head.office": ("String", lambda r: r.office.code),
    "head.officename": ("String", lambda r: r.office.name),
    "head.year": ("Decimal", lambda r: r.entry.period[:4]),
    "head.period": ("Decimal", lambda r: r.entry.period[5:]),
    "head.yearperiod": ("String", lambda r: r.entry.period),
    "head.code": ("String", lambda r: r.entry.daybook),
    "head.shortname": ("String", lambda r: r.daybook.shortname),
    "head.number": ("Decimal", lambda r: str(r.entry.number)),
    "head.status": ("String", lambda r: r.entry.location),
    "head.date": ("Date", lambda r: day(r.entry.date)),
    "head.curcode": ("String", lambda r: r.entry.currency),
    "head.relation": ("String", lambda r: r.relation),
    "head.relationname": ("String", lambda r: r.name_of(r.relation)),
    "head.origin": ("String", lambda r: r.entry.origin),
    "head.username": ("String", lambda r: r.entry.user),
    "head.bankcode": ("String", lambda r: r.bank),
    "head.inpdate": ("Date", lambda r: stamp(r.entry.created)),
    "head.modified": ("Date", lambda r: stamp(r.entry.modified)),
    "head.customer.respuser": ("String", lambda r: r.credit("responsibleuser")),
    "head.customer.respusername": ("String", lambda r: r.credit("responsibleuser")),
    "head.customer.creditlimit": ("Value", lambda r: r.credit("basecreditlimit")),
    "line.dim1": ("String", lambda r: r.line.dim1),
    "line.dim1name": ("String", lambda r: r.name_of(r.line.dim1)),
    "line.dim1type": ("String", lambda r: r.type_of(r.line.dim1)),
    "line.dim2": ("String", lambda r: r.line.dim2),
    "line.dim2name": ("String", lambda r: r.name_of(r.line.dim2)),
    "line.dim2type": ("String", lambda r: r.type_of(r.line.dim2)),
    "line.dim3": ("String", lambda r: r.line.dim3),
    "line.dim3name": ("String", lambda r: r.name_of(r.line.dim3)),
    "line.dim3type": ("String", lambda r: r.type_of(r.line.dim3)),
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
    "line.matchnumber": ("String", lambda r: str(r.line.matchnumber or "")),
    "line.matchdate": ("Date", lambda r: day(r.line.matchdate)),
    "line.availableforpayruns": ("String", _payable),
    "line.payrun": ("String", lambda r: "1" if r.line.proposed else ""),
    "line.modified": ("Date", lambda r: stamp(r.line.modified)),
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

# Columns as field[:operator[:from]]; one with an operator is asked for. Those in
# NOT_SHOWN are for asking only.
_HEAD = (
    "head.office head.officename head.year head.period "
    "head.yearperiod:between:$DEFAULT$"
)
_FREE = "line.freetext1 line.freetext2 line.freetext3"
_LEDGER = (
    f"{_HEAD} head.code head.number head.status:equal:normal head.date:between "
    "head.curcode head.relation head.relationname head.inpdate:between "
    "head.modified:between head.username line.dim1:between line.dim1name line.dim1type "
    "line.dim2:between line.dim2name line.dim2type line.dim3:between line.dim3name "
    "line.dim3type line.valuesigned line.basevaluesigned line.repvaluesigned "
    "line.debitcredit line.vatcode line.vatbasevaluesigned line.quantity "
    "line.chequenumber line.description line.invnumber:equal"
)
_GROUPS = " ".join(f"line.dim1group{n} line.dim1group{n}name" for n in (1, 2, 3))
_PARTNERS = (
    "head.yearperiod:between:$DEFAULT$ head.code:equal head.shortname "
    "head.number:between head.status:equal head.date line.dim2:between line.dim2name "
    "head.curcode:equal line.valuesigned:between line.basevaluesigned:between "
    "line.repvaluesigned:between line.openbasevaluesigned line.invnumber:equal "
    "line.datedue line.matchstatus:equal line.matchnumber line.matchdate:between "
    "line.openvaluesigned line.availableforpayruns line.modified:between "
    # Not recorded, but filtered on by clients [C]
    "line.dim1:between head.modified:between"
)
_CUSTOMER = (
    "head.customer.respuser head.customer.respusername head.customer.creditlimit"
)
_OPEN = (
    "{head} head.code:like head.shortname head.number "
    "head.status:equal:normal head.date line.datedue line.invnumber head.curcode "
    "{customer} head.modified line.dim1:between line.dim1name line.dim2:between "
    "line.dim2name line.valuesigned line.basevaluesigned line.repvaluesigned "
    "line.openbasevaluesigned line.matchstatus:equal line.matchdate line.matchnumber "
    "line.payrun line.modified {free}"
)
# The recorded 130_1 has no default period
_OPEN_1 = _OPEN.replace("{head}", _HEAD.replace(":$DEFAULT$", ""))
_OPEN_2 = _OPEN_1 + " line.openvaluesigned line.openrepvaluesigned"
_OPEN_3 = _OPEN_2 + " line.description line.availableforpayruns head.relation"


def _open_items(template, customer):
    columns = template.replace("{customer}", customer).replace("{free}", _FREE)
    return " ".join(columns.split())


# code: (nl name, en name, type of the relation or None, lines shown, columns)
_TABLE = {
    "000": ("Grootboekmutaties", "General ledger transactions", None, "all", _LEDGER),
    "010": (
        "Nog af te letteren boekingen",
        "Transactions still to be matched",
        None,
        "open",
        f"{_LEDGER} line.matchstatus:equal line.openvaluesigned "
        "line.openbasevaluesigned line.datedue",
    ),
    "020": (
        "Boekingenlijst",
        "Transaction list",
        None,
        "all",
        f"{_LEDGER} head.shortname head.origin {_FREE}",
    ),
    "100": (
        "Debiteurenmutaties",
        "Customer transactions",
        "DEB",
        "relation",
        _PARTNERS,
    ),
    "164": (
        "Kredietbeheer",
        "Credit management",
        "DEB",
        "open",
        _open_items(_OPEN_3, _CUSTOMER),
    ),
    "200": (
        "Crediteurenmutaties",
        "Supplier transactions",
        "CRD",
        "relation",
        _PARTNERS,
    ),
}
for number in (1, 2, 3):
    suffix = "" if number == 1 else f" (v{number})"
    ledger = (
        f"{_LEDGER} line.matchstatus:equal line.matchnumber line.matchdate "
        "line.openvaluesigned line.openbasevaluesigned line.modified:between"
    )
    _TABLE[f"030_{number}"] = (
        f"Grootboekspecificatie{suffix}",
        f"General ledger details{suffix}",
        None,
        "all",
        f"{ledger} {_GROUPS} {_FREE}",
    )
    columns = (_OPEN_1, _OPEN_2, _OPEN_3)[number - 1]
    for code, nl, en, type_, customer in (
        ("130", "Debiteuren", "Customers", "DEB", _CUSTOMER),
        ("230", "Crediteuren", "Suppliers", "CRD", ""),
    ):
        _TABLE[f"{code}_{number}"] = (
            nl + suffix,
            en + suffix,
            type_,
            "relation",
            _open_items(columns, customer),
        )
NOT_SHOWN = {"head.yearperiod", "head.modified"}
RECORDED_SHOWN = {"130_1": {"head.modified"}, "100": {"head.yearperiod"}}


class Code:
    """One browse code: what it is called, which lines it shows, its columns."""

    def __init__(self, code, nl, en, type_, which, columns):
        self.code, self.names, self.type, self.which = code, (nl, en), type_, which
        self.columns = {}  # {field: (operator, from, visible)}
        for column in columns.split():
            name, operator, start = (column.split(":") + ["none", ""])[:3]
            if column.count(":") == 0:
                operator, start = "none", ""
            elif column.count(":") == 1:
                start = ""
            shown = name not in NOT_SHOWN or name in RECORDED_SHOWN.get(code, ())
            self.columns[PREFIX + name] = (operator, start, shown)


CODES = {code: Code(code, *row) for code, row in _TABLE.items()}


def label(field):
    return LABELS.get(field.removeprefix(PREFIX), field.rsplit(".", 1)[-1])


def comparable(field, value):
    kind = FIELDS[field][0]
    if kind in ("Value", "Decimal"):
        return Decimal(value or 0)
    if field.endswith((".modified", ".inpdate")):
        return value.ljust(14, "0")
    return value
