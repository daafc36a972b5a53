"""Browse data: lines of transactions as a table, with filters [A: Browse data]."""

import fnmatch
from decimal import InvalidOperation

from lxml import etree

from .annotate import Report, add, text
from .browse_definitions import WORDED, find_code
from .browse_fields import FIELDS, PREFIX, comparing
from .masters import where
from .messages import word
from .soap import Fault

# 130_x and 230_x: only what was posted in daybooks of the relation's category [A]
ONLY_CATEGORY = {"130": "sales", "230": "purchase", "410": "bank"}
STATUS = f"{PREFIX}head.status"
DATED = ("Date", "Datetime")
# Unsigned values make the server fall over [C].
FAULTY = {f"{PREFIX}line.{name}" for name in ("basevalue", "basedebet", "basecredit")}


class Row:
    """One line of one entry."""

    __slots__ = ("entry", "line", "office")

    def __init__(self, office, entry, line):
        self.office, self.entry, self.line = office, entry, line

    @property
    def daybook(self):
        return self.office.daybooks[self.entry.daybook]

    @property
    def bank(self):
        return self.entry.daybook if self.daybook.category in ("bank", "cash") else ""

    @property
    def relation(self):
        return next((li.dim2 for li in self.entry.lines if li.open is not None), "")

    def name_of(self, level, code):
        found = self.office.on_level(level, code)
        return found.name if found else ""

    def type_of(self, level, code):
        found = self.office.on_level(level, code)
        return found.type if found else ""

    def credit(self, name):
        relation = self.office.relation(self.relation)
        return relation.fields.get(f"creditmanagement/{name}", "") if relation else ""


class Column:
    """One column of a request."""

    def __init__(self, element):
        self.element = element
        self.field = text(element, "field")
        self.operator = text(element, "operator", "none").lower() or "none"
        self.start, self.end = text(element, "from"), text(element, "to")
        self.visible = text(element, "visible", "true") == "true"
        self.label = text(element, "label")

    def test(self, office):
        """The check of a row; None where there is nothing to check."""
        if self.operator == "none" or not (self.start or self.end):
            return None
        if self.start == "$DEFAULT$":
            year = office.clock.now().year
            self.start, self.end = f"{year}/00", f"{year}/55"
        value = FIELDS[self.field][1]
        if self.field == STATUS and self.start == "normal":
            return lambda row: value(row) in ("temporary", "final")
        check = OPERATORS[self.operator](self)
        return lambda row: check(value(row))

    @property
    def comparable(self):
        """What makes values of this field comparable."""
        return comparing(self.field)


def _equal(column):
    comparable = column.comparable
    wanted = comparable(column.start)
    return lambda value: comparable(value) == wanted


def _notequal(column):
    equal = _equal(column)
    return lambda value: not equal(value)


def _between(column):
    comparable = column.comparable
    low = comparable(column.start) if column.start else None
    # A filter without end is one of a single value [inf].
    high = comparable(column.end or column.start)

    def check(value):
        if not value:
            return False
        found = comparable(value)
        return (low is None or low <= found) and found <= high

    return check


def _like(column):
    pattern = column.start.lower()
    if "*" not in pattern and "?" not in pattern:
        return lambda value: pattern in value.lower()
    return lambda value: fnmatch.fnmatchcase(value.lower(), pattern)


def _least(column):
    comparable = column.comparable
    low = comparable(column.start)
    return lambda value: bool(value) and comparable(value) >= low


def _most(column):
    comparable = column.comparable
    high = comparable(column.start)
    return lambda value: bool(value) and comparable(value) <= high


def _among(column):
    comparable = column.comparable
    wanted = {comparable(v.strip()) for v in column.start.split(",")}
    return lambda value: comparable(value) in wanted


# The last four are seen with one client only [?].
OPERATORS = {
    "none": None,
    "equal": _equal,
    "between": _between,
    "like": _like,
    "notequal": _notequal,
    "greaterequal": _least,
    "lessequal": _most,
    "in": _among,
}


def columns(root, session):
    """Answer ``<columns code="...">``."""
    report = Report(session.language)
    code = find_code(root.get("code", ""), session)
    wanted = [Column(element) for element in root.findall("column")]
    if code is None:
        report.error(root, "browse_unknown")
    else:
        _check(code, wanted, report, session)
    named = [
        c.start
        for c in wanted
        if c.field == f"{PREFIX}head.office" and c.operator == "equal"
    ]
    office = session.office_by_code(named[0] if named else "", report, root)
    tests = [] if report.failed else _tests(wanted, office, report)
    if report.failed:
        report.write(root)
        return root
    rows = (row for row in _rows(office, code) if _fits(row, tests))
    shown = [column for column in wanted if column.visible]
    return _table(_sorted(rows, root), shown, session)


def _fits(row, tests):
    for test in tests:
        if not test(row):
            return False
    return True


def _tests(wanted, office, report):
    tests = []
    for column in wanted:
        try:
            tests.append(column.test(office))
        except InvalidOperation:
            report.error(column.element, "value_invalid")
    return [test for test in tests if test]


def _check(code, wanted, report, session):
    """Fields and operators, and the ways in which the server falls over: documented
    with some clients, each can be switched."""
    quirks, forms = session.service.quirks, session.service.forms
    names = {column.field for column in wanted}
    if names & FAULTY:
        raise Fault(100)
    if code.code == "100" and quirks["dim1_dim2"]:
        if {f"{PREFIX}line.dim1", f"{PREFIX}line.dim2"} <= names:
            raise Fault(100)
    for column in wanted:
        if not _is_offered(code, column, quirks, forms):
            if quirks["unknown_field_fault"]:
                raise Fault(100)
            report.error(where(column.element, "field"), "field_unknown")
        elif not _operator_fits(code, column, quirks, forms):
            report.error(where(column.element, "operator"), "operator")
    if code.code in ("100", "200") and quirks["hidden_columns"]:
        # Behind a column that is not shown the others go missing [C].
        gone = False
        for column in wanted:
            gone = gone or not column.visible
            column.visible = not gone


def _is_offered(code, column, quirks, forms):
    field = column.field
    known = forms.knows("column", f"{code.code}/{field}") and field in FIELDS
    always = field == f"{PREFIX}head.office"
    return known and (always or code.offers(field) or not quirks["strict_fields"])


def _operator_fits(code, column, quirks, forms):
    if column.operator == "none" or not (column.start or column.end):
        return column.operator in OPERATORS
    name = f"{code.code}/{column.field}/{column.operator}"
    if not forms.knows("operator", name) or column.operator not in OPERATORS:
        return False
    if code.code == "100" and column.field == f"{PREFIX}head.date":
        return not quirks["date_operator"]
    if code.code == "100" and column.field == f"{PREFIX}line.matchstatus":
        return not quirks["matchstatus_operator"]
    own = code.columns.get(column.field) or code.also.get(column.field)
    return (own and own[0] != "none") or not quirks["strict_operators"]


def _rows(office, code):
    category = ONLY_CATEGORY.get(code.code[:3])
    for entry in list(office.entries.values()):
        if category and office.daybooks[entry.daybook].category != category:
            continue
        for line in entry.lines:
            if code.which == "open" and not line.open:
                continue
            if code.which == "relation" and line.open is None:
                continue
            if code.type and not office.dimension(code.type, line.dim2):
                continue
            yield Row(office, entry, line)


def _sorted(rows, root):
    for field in reversed(root.findall("sort/field")):
        name = (field.text or "").strip()
        if name in FIELDS:
            value, comparable = FIELDS[name][1], comparing(name)
            rows = sorted(
                rows,
                key=lambda row, c=comparable, value=value: c(value(row)),
                reverse=field.get("order") == "descending",
            )
    return rows


def _table(rows, shown, session):
    root = etree.Element("browse", result="1", first="0", last="0", total="0")
    head = add(root, "th")
    for column in shown:
        kind = FIELDS[column.field][0]
        label = {"label": column.label, "hideforuser": "false", "type": kind}
        add(head, "td", column.field, **label)
    cells = [_cell(column.field, session.language) for column in shown]
    make = etree.SubElement
    for row in rows:
        line = make(root, "tr")
        for cell in cells:
            cell(line, row)
        key = make(line, "key")
        make(key, "office").text = row.office.code
        make(key, "code").text = row.entry.daybook
        make(key, "number").text = str(row.entry.number)
        make(key, "line").text = str(row.line.id)
    count = len(root) - 1
    if not count and session.service.quirks["bare_empty_browse"]:
        for name in ("first", "last", "total"):
            del root.attrib[name]
        return root
    root.set("first", "1" if count else "0")
    root.set("last", str(count))
    root.set("total", str(count))
    return root


def _cell(field, language):
    """What makes the cells of a column: many rows want it quick."""
    kind, value = FIELDS[field]
    plain = {"field": field, "hideforuser": "false", "type": kind}
    words = {
        text: {**plain, "name": word(language, text)} for text in WORDED.get(field, ())
    }

    make = etree.SubElement

    def text_cell(parent, row):
        content = value(row)
        if content:
            make(parent, "td", plain).text = content
        else:
            make(parent, "td", plain)

    def named_cell(parent, row):
        content = value(row)
        cell = make(parent, "td", words.get(content, plain))
        if content:
            cell.text = content
            if not words:
                cell.set("name", _in_words(content))

    return named_cell if words or kind in DATED else text_cell


def _in_words(stamp):
    """Day first, and the time where there is one [B]."""
    day = f"{stamp[6:8]}/{stamp[4:6]}/{stamp[:4]}"
    return day + (f" {stamp[8:10]}:{stamp[10:12]}:{stamp[12:]}" if stamp[8:] else "")
