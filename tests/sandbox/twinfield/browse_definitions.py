"""What a client may read of the browse codes: their definitions, and all fields."""

from lxml import etree

from .annotate import Report, add, text
from .browse_codes import CODES
from .browse_fields import DATATYPES, FIELDS, PREFIX, label
from .dimension_types import office_names
from .masters import where
from .messages import word

WORDED = {
    f"{PREFIX}head.status": ("draft", "temporary", "final"),
    f"{PREFIX}line.matchstatus": ("available", "proposed", "matched", "notmatchable"),
    f"{PREFIX}line.availableforpayruns": ("true", "false"),
    f"{PREFIX}line.debitcredit": ("debit", "credit"),
}


def find_code(name, session):
    """None where the server has none of that name."""
    service = session.service
    if not service.forms.knows("browse", name):
        return None
    if name == "030_1" and not service.quirks["code_030_1"]:
        return None
    return CODES.get(name)


def definition(element, session):
    """``<read><type>browse</type>``: the columns of a code with their operators."""
    report = Report(session.language)
    code = find_code(text(element, "code"), session)
    office = session.office_of(element, report)
    if office and code is None:
        report.error(where(element, "code"), "browse_unknown")
    if report.failed:
        report.write(element)
        return element
    root = etree.Element("browse", result="1")
    office_names(add(root, "office", office.code), office)
    add(root, "code", code.code)
    name = code.names[1 if session.language.startswith("en") else 0]
    add(root, "name", name)
    add(root, "shortname", name)
    add(root, "visible", "false")
    section = add(root, "columns", code=code.code)
    for number, (field, (operator, start, shown)) in enumerate(code.columns.items(), 1):
        column = add(section, "column", id=str(number))
        add(column, "field", field)
        add(column, "label", label(field))
        add(column, "visible", "true" if shown else "false")
        add(column, "ask", "false" if operator == "none" else "true")
        add(column, "operator", operator)
        add(column, "from", start)
        add(column, "to")
        add(column, "finderparam")
    return root


def fields_list(session):
    root = etree.Element("browsefields")
    for field, (kind, _value) in FIELDS.items():
        one = add(root, "browsefield")
        add(one, "code", field)
        add(one, "datatype", DATATYPES.get(field, kind.lower()))
        add(one, "finder", "DIM" if field.endswith(("dim1", "dim2", "dim3")) else "")
        dropdown = add(one, "dropdown")
        for option in WORDED.get(field, ()):
            add(dropdown, "option", option, name=word(session.language, option))
        add(one, "canorder", "true")
    return root
