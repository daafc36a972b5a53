"""The browse codes: which lines each shows, and the columns of its definition.

Recorded [B]: all of 130_1; of 000, 010, 020 and 030_x the columns named below, and
that 030_2 has 45, none of them about matching. The others follow these [inf]. A
definition is not the whole list: clients ask for columns outside it [C].
"""

from .browse_fields import PREFIX

# Columns as field[:operator[:from]]; one with an operator is asked for. Those in
# NOT_SHOWN are for asking only.
_HEAD = (
    "head.office head.officename head.year head.period "
    "head.yearperiod:between:$DEFAULT$"
)
_FREE = "line.freetext1 line.freetext2 line.freetext3"
_FIRST = (
    f"{_HEAD} head.code head.number head.status:equal:normal head.date:between "
    "head.curcode head.relation head.relationname head.inpdate:between"
)
_SECOND = "line.dim2:between line.dim2name line.dim2type"
_LAST = (
    "line.dim3:between line.dim3name line.dim3type line.valuesigned "
    "line.basevaluesigned line.repvaluesigned line.debitcredit line.vatcode "
    "line.vatbasevaluesigned line.quantity line.chequenumber line.description "
    "line.invnumber:equal"
)
_ACCOUNT = "head.username line.dim1:between line.dim1name line.dim1type"
_CHANGED = "head.modified:between"
_LEDGER = f"{_FIRST} {_CHANGED} {_ACCOUNT} {_SECOND} {_LAST}"
_REGIME = "head.shortname head.browseregime:equal"
_GROUPS = " ".join(f"line.dim1group{n} line.dim1group{n}name" for n in (1, 2, 3))
_MORE_GROUPS = " ".join(f"line.dim1group{n} line.dim1group{n}name" for n in (4, 5))
_DETAILS = f"{_LEDGER} head.origin mng.type {_GROUPS} {_FREE}"
_MATCHING = (
    "line.matchstatus:equal line.matchnumber line.matchdate line.openvaluesigned "
    "line.openbasevaluesigned"
)
_TOUCHED = "line.modified:between"
_PARTNERS = (
    "head.yearperiod:between:$DEFAULT$ head.code:equal head.shortname "
    "head.number:between head.status:equal head.date line.dim2:between line.dim2name "
    "head.curcode:equal line.valuesigned:between line.basevaluesigned:between "
    "line.repvaluesigned:between line.openbasevaluesigned line.invnumber:equal "
    "line.datedue line.matchstatus:equal line.matchnumber line.matchdate:between "
    "line.openvaluesigned line.availableforpayruns line.modified:between"
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
NOT_SHOWN = {"head.yearperiod", "head.modified"}
RECORDED_SHOWN = {"130_1": {"head.modified"}, "100": {"head.yearperiod"}}


class Code:
    """One browse code: what it is called, which lines it shows, its columns."""

    def __init__(self, code, nl, en, type_, which, columns, also=""):
        self.code, self.names, self.type, self.which = code, (nl, en), type_, which
        # {field: (operator, from, visible)}
        self.columns = self._read(columns)
        self.also = self._read(also)

    def _read(self, columns):
        found = {}
        for column in columns.split():
            name, operator, start = (*column.split(":"), "", "")[:3]
            recorded = RECORDED_SHOWN.get(self.code, ())
            shown = name not in NOT_SHOWN or name in recorded
            found[PREFIX + name] = (operator or "none", start, shown)
        return found

    def offers(self, field):
        return field in self.columns or field in self.also


def _open_items(template, customer):
    return template.replace("{customer}", customer).replace("{free}", _FREE)


# code, nl name, en name, type of the second dimension or None, lines shown, columns,
# columns outside the definition that clients ask for
_TABLE = [
    (
        *("000", "Grootboekmutaties", "General ledger transactions", None, "all"),
        f"{_FIRST} {_REGIME} {_ACCOUNT} {_LAST}",
        f"{_SECOND} {_CHANGED} {_TOUCHED}",
    ),
    (
        *("010", "Nog af te letteren boekingen", "Transactions still to be matched"),
        *(None, "open"),
        f"{_LEDGER} {_REGIME} line.matchstatus:equal line.openvaluesigned "
        "line.openbasevaluesigned line.datedue",
    ),
    (
        *("020", "Boekingenlijst", "Transaction list", None, "all"),
        f"{_LEDGER} {_REGIME} head.typecategory head.user head.origin {_FREE}",
    ),
    (
        *("100", "Debiteurenmutaties", "Customer transactions", "DEB", "relation"),
        _PARTNERS,
        f"line.dim1:between {_CHANGED}",
    ),
    (
        *("164", "Kredietbeheer", "Credit management", "DEB", "open"),
        _open_items(_OPEN_3, _CUSTOMER),
    ),
    (
        *("200", "Crediteurenmutaties", "Supplier transactions", "CRD", "relation"),
        _PARTNERS,
        f"line.dim1:between {_CHANGED}",
    ),
    # Clients ask for these too [C]; their columns are ours [inf]
    ("040_1", "Jaarrekening", "Annual report", None, "all", _LEDGER),
    (
        *("060", "Jaarrekening (multivaluta)", "Annual report (multi-currency)"),
        *(None, "all", _LEDGER),
    ),
    ("410", "Bankmutaties", "Bank transactions", None, "all", _LEDGER),
    ("670", "Boekingsoverzicht", "Transaction summary", None, "all", _LEDGER),
    ("900", "Kostenplaatsen", "Cost centers", "KPL", "all", _LEDGER),
]
for number in (1, 2, 3):
    suffix = "" if number == 1 else f" (v{number})"
    _TABLE.append(
        (
            f"030_{number}",
            f"Grootboekspecificatie{suffix}",
            f"General ledger details{suffix}",
            *(None, "all"),
            _DETAILS + (f" {_MORE_GROUPS} head.reportingstructure" * (number == 3)),
            _TOUCHED + (f" {_MATCHING}" * (number == 3)),
        )
    )
    columns = (_OPEN_1, _OPEN_2, _OPEN_3)[number - 1]
    for code, nl, en, type_, customer in (
        ("130", "Debiteuren", "Customers", "DEB", _CUSTOMER),
        ("230", "Crediteuren", "Suppliers", "CRD", ""),
    ):
        _TABLE.append(
            (
                *(f"{code}_{number}", nl + suffix, en + suffix, type_, "relation"),
                _open_items(columns, customer),
            )
        )
CODES = {row[0]: Code(*row) for row in _TABLE}
