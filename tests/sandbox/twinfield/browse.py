"""Browse data: lines of transactions as a table, with filters [A: Browse data]."""

from datetime import datetime
from decimal import Decimal

from lxml import etree

from ..books import ZERO
from .annotate import Report, add, day, stamp, text
from .messages import word

# code: (name, category of the relation's daybooks or None, lines shown)
CODES = {
    "000": ("General ledger transactions", None, "all"),
    "010": ("Transactions still to be matched", None, "open"),
    "020": ("Transaction list", None, "all"),
    "030_1": ("General ledger details", None, "all"),
    "030_2": ("General ledger details (v2)", None, "all"),
    "030_3": ("General ledger details (v3)", None, "all"),
    "100": ("Customer transactions", "DEB", "relation"),
    "130_1": ("Customers", "DEB", "relation"),
    "130_2": ("Customers (v2)", "DEB", "relation"),
    "130_3": ("Customers (v3)", "DEB", "relation"),
    "200": ("Supplier transactions", "CRD", "relation"),
    "230_1": ("Suppliers", "CRD", "relation"),
    "230_2": ("Suppliers (v2)", "CRD", "relation"),
    "230_3": ("Suppliers (v3)", "CRD", "relation"),
}
# 130_x and 230_x: only what was posted in daybooks of the relation's category [A]
ONLY_CATEGORY = {"130": "sales", "230": "purchase"}
OPERATORS = ("none", "equal", "between", "like")
SIGNED = {
    "valuesigned": lambda line: line.amount,
    "basevaluesigned": lambda line: line.base,
    "repvaluesigned": lambda line: line.rep,
    "openvaluesigned": lambda line: line.open or ZERO,
    "openbasevaluesigned": lambda line: line.openbase or ZERO,
    "openrepvaluesigned": lambda line: line.openrep or ZERO,
}
# field: (type of its cells, value of a row)
FIELDS = {
    "fin.trs.head.yearperiod": ("String", lambda r: r.entry.period),
    "fin.trs.head.year": ("Decimal", lambda r: r.entry.period[:4]),
    "fin.trs.head.period": ("Decimal", lambda r: r.entry.period[5:]),
    "fin.trs.head.office": ("String", lambda r: r.office.code),
    "fin.trs.head.officename": ("String", lambda r: r.office.name),
    "fin.trs.head.code": ("String", lambda r: r.entry.daybook),
    "fin.trs.head.shortname": ("String", lambda r: r.daybook.shortname),
    "fin.trs.head.number": ("Decimal", lambda r: str(r.entry.number)),
    "fin.trs.head.date": ("Date", lambda r: day(r.entry.date)),
    "fin.trs.head.status": ("String", lambda r: r.entry.location),
    "fin.trs.head.curcode": ("String", lambda r: r.entry.currency),
    "fin.trs.head.relation": ("String", lambda r: r.relation),
    "fin.trs.head.relationname": ("String", lambda r: r.name_of(r.relation)),
    "fin.trs.head.origin": ("String", lambda r: r.entry.origin),
    "fin.trs.head.username": ("String", lambda r: r.entry.user),
    "fin.trs.head.inpdate": ("Date", lambda r: stamp(r.entry.created)),
    "fin.trs.head.modified": ("Date", lambda r: stamp(r.entry.modified)),
    "fin.trs.line.dim1": ("String", lambda r: r.line.dim1),
    "fin.trs.line.dim1name": ("String", lambda r: r.name_of(r.line.dim1)),
    "fin.trs.line.dim1type": ("String", lambda r: r.type_of(r.line.dim1)),
    "fin.trs.line.dim2": ("String", lambda r: r.line.dim2),
    "fin.trs.line.dim2name": ("String", lambda r: r.name_of(r.line.dim2)),
    "fin.trs.line.dim2type": ("String", lambda r: r.type_of(r.line.dim2)),
    "fin.trs.line.dim3": ("String", lambda r: r.line.dim3),
    "fin.trs.line.dim3name": ("String", lambda r: r.name_of(r.line.dim3)),
    "fin.trs.line.invnumber": (
        "String",
        lambda r: r.line.invoicenumber or r.entry.invoicenumber,
    ),
    "fin.trs.line.datedue": ("Date", lambda r: day(r.entry.duedate)),
    "fin.trs.line.description": ("String", lambda r: r.line.description),
    "fin.trs.line.debitcredit": (
        "String",
        lambda r: "debit" if r.line.amount >= 0 else "credit",
    ),
    "fin.trs.line.vatcode": ("String", lambda r: r.line.vatcode),
    "fin.trs.line.matchstatus": ("String", lambda r: r.line.status),
    "fin.trs.line.matchnumber": ("String", lambda r: str(r.line.matchnumber or "")),
    "fin.trs.line.matchdate": ("Date", lambda r: day(r.line.matchdate)),
    "fin.trs.line.modified": ("Date", lambda r: stamp(r.line.modified)),
    "fin.trs.line.availableforpayruns": ("String", lambda r: "true"),
    "fin.trs.line.payrun": ("String", lambda r: ""),
}
for number in (1, 2, 3):
    for place in ("head", "line"):
        FIELDS[f"fin.trs.{place}.freetext{number}"] = (
            "String",
            lambda r, name=f"freetext{number}": r.entry.header.get(name, ""),
        )
for name, value in SIGNED.items():
    FIELDS[f"fin.trs.line.{name}"] = (
        "Value",
        lambda r, value=value: f"{value(r.line):.2f}",
    )
LABELLED = ("fin.trs.head.status", "fin.trs.line.matchstatus")


class Row:
    """One line of one entry."""

    def __init__(self, office, entry, line):
        self.office, self.entry, self.line = office, entry, line

    @property
    def daybook(self):
        return self.office.daybooks[self.entry.daybook]

    @property
    def relation(self):
        return next((li.dim2 for li in self.entry.lines if li.open is not None), "")

    def _find(self, code):
        return self.office.any_dimension(code, list(self.office.types))

    def name_of(self, code):
        found = self._find(code)
        return found.name if found else ""

    def type_of(self, code):
        found = self._find(code)
        return found.type if found else ""


def columns(root, session):
    """Answer ``<columns code="...">``."""
    report = Report(session.language)
    code = root.get("code", "")
    wanted = [_column(element) for element in root.findall("column")]
    if code not in CODES:
        report.error(root, "browse_unknown")
    for element, (field, operator, *_rest) in zip(
        root.findall("column"), wanted, strict=True
    ):
        if field not in FIELDS:
            report.error(element.find("field"), "field_unknown")
        if operator not in OPERATORS:
            report.error(element.find("operator"), "operator")
    codes = [c[2] for c in wanted if c[0] == "fin.trs.head.office" and c[1] == "equal"]
    office = session.office_by_code(codes[0] if codes else "", report, root)
    if report.failed:
        report.write(root)
        return root
    rows = [r for r in _rows(office, code) if all(_fits(r, c) for c in wanted)]
    return _table(_sorted(rows, root), wanted, session)


def _column(element):
    return (
        text(element, "field"),
        text(element, "operator", "none") or "none",
        text(element, "from"),
        text(element, "to"),
        text(element, "visible", "true") == "true",
        text(element, "label"),
    )


def _rows(office, code):
    _name, type_, which = CODES[code]
    category = ONLY_CATEGORY.get(code[:3])
    for entry in list(office.entries.values()):
        if category and office.daybooks[entry.daybook].category != category:
            continue
        for line in entry.lines:
            if which == "open" and not line.open:
                continue
            if which == "relation" and (
                line.open is None or not office.dimension(type_, line.dim2)
            ):
                continue
            yield Row(office, entry, line)


def _fits(row, column):
    field, operator, start, end, *_rest = column
    if operator == "none" or (not start and not end):
        return True
    value = FIELDS[field][1](row)
    if start == "$DEFAULT$":
        year = row.office.clock.now().year
        start, end = f"{year}/00", f"{year}/55"
    if field == "fin.trs.head.status" and start == "normal":
        return value in ("temporary", "final")
    if operator == "equal":
        return _comparable(field, value) == _comparable(field, start)
    if operator == "like":
        return start.replace("*", "").lower() in value.lower()
    low, high = _comparable(field, start), _comparable(field, end or start)
    return bool(value) and low <= _comparable(field, value) <= high


def _comparable(field, value):
    if FIELDS[field][0] == "Value":
        return Decimal(value or 0)
    if field.endswith((".modified", ".inpdate")):
        return value.ljust(14, "0")
    return value


def _sorted(rows, root):
    for field in reversed(root.findall("sort/field")):
        if field.text in FIELDS:
            value = FIELDS[field.text][1]
            rows = sorted(rows, key=value, reverse=field.get("order") == "descending")
    return rows


def _table(rows, wanted, session):
    shown = [column for column in wanted if column[4]]
    root = etree.Element(
        "browse",
        result="1",
        first="1" if rows else "0",
        last=str(len(rows)),
        total=str(len(rows)),
    )
    head = add(root, "th")
    for field, *_middle, label in shown:
        add(head, "td", field, label=label, hideforuser="false", type=FIELDS[field][0])
    for row in rows:
        line = add(root, "tr")
        for field, *_rest in shown:
            _cell(line, row, field, session)
        key = add(line, "key")
        add(key, "office", row.office.code)
        add(key, "code", row.entry.daybook)
        add(key, "number", str(row.entry.number))
        add(key, "line", str(row.line.id))
    return root


def _cell(parent, row, field, session):
    kind, value = FIELDS[field]
    content = value(row)
    cell = add(parent, "td", content, field=field, hideforuser="false", type=kind)
    if kind == "Date" and content:
        moment = datetime.strptime(content[:8], "%Y%m%d")
        cell.set("name", f"{moment:%d/%m/%Y}")
    elif field in LABELLED and content:
        cell.set("name", word(session.language, content))


def definition(element, session):
    """``<read><type>browse</type>``: the columns of a code with their operators."""
    report = Report(session.language)
    code = text(element, "code")
    office = session.office_of(element, report)
    if office and code not in CODES:
        report.error(element.find("code"), "browse_unknown")
    if report.failed:
        report.write(element)
        return element
    root = etree.Element("browse", result="1")
    add(root, "office", office.code)
    add(root, "code", code)
    add(root, "name", CODES[code][0])
    add(root, "shortname", CODES[code][0])
    add(root, "visible", "true")
    section = add(root, "columns")
    for number, field in enumerate(FIELDS, 1):
        column = add(section, "column", id=str(number))
        add(column, "field", field)
        add(column, "label", field.rsplit(".", 1)[-1])
        add(column, "visible", "true")
        between = field.endswith(("yearperiod", "dim1", "dim2", "modified", "inpdate"))
        asked = between or field.endswith(("status", "code", "invnumber"))
        add(column, "ask", "true" if asked else "false")
        add(column, "operator", "between" if between else "equal" if asked else "none")
        for name in ("from", "to", "finderparam"):
            add(
                column,
                name,
                "normal" if (name, field[-6:]) == ("from", "status") else "",
            )
    return root


def fields_list():
    root = etree.Element("browsefields")
    for field, (kind, _value) in FIELDS.items():
        one = add(root, "browsefield")
        add(one, "code", field)
        add(one, "datatype", kind.lower())
        add(one, "finder")
        add(one, "dropdown")
        add(one, "canorder", "true")
    return root
