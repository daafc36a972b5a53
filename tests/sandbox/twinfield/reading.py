"""Reading one transaction back, with what it was matched with [B]."""

from lxml import etree

from ..books import ZERO
from .annotate import Report, add, day, text
from .transactions import find, write_header


def transaction(element, session):
    report = Report(session.language)
    office = session.office_of(element, report)
    entry = office and find(office, element)
    if office and entry is None:
        root = etree.Element("transaction")
        report.error(root, "transaction_unknown")
        report.write(root)
        return root
    if report.failed:
        report.write(element)
        return element
    return render(office, entry, session)


def render(office, entry, session):
    root = etree.Element("transaction", location=entry.location, result="1")
    header = add(root, "header")
    for name in ("office", "code", "number", "period", "currency", "regime", "date"):
        add(header, name)
    if entry.invoicenumber:
        add(header, "invoicenumber", entry.invoicenumber)
    for name, value in entry.header.items():
        if header.find(name) is None:
            add(header, name, value)
    write_header(header, office, entry, session)
    lines = add(root, "lines")
    for line in entry.lines:
        _line(lines, office, entry, line, session)
    return root


def _line(parent, office, entry, line, session):
    element = add(parent, "line", type=line.type, id=str(line.id))
    _dimensions(element, office, line)
    value = f"{abs(line.amount):.2f}"
    add(element, "debitcredit", "debit" if line.amount >= 0 else "credit")
    add(element, "basevalue", value)
    add(element, "rate", "1")
    add(element, "value", value)
    add(element, "description", line.description)
    _vat(element, office, line)
    if line.invoicenumber:
        add(element, "invoicenumber", line.invoicenumber)
    add(element, "matchstatus", line.status)
    if line.open is not None:
        add(element, "matchlevel", "2")
        add(element, "relation", "2")
        if line.matchdate:
            add(element, "matchdate", day(line.matchdate))
        for name in ("basevalueopen", "valueopen", "repvalueopen"):
            add(element, name, f"{line.open:.2f}")
    if line.matches:
        _matches(element, office, entry, line)


def _dimensions(element, office, line):
    for name, code in (("dim1", line.dim1), ("dim2", line.dim2), ("dim3", line.dim3)):
        if code:
            dimension = office.any_dimension(code, list(office.types))
            add(
                element,
                name,
                code,
                name=dimension.name if dimension else "",
                shortname=dimension.shortname if dimension else "",
                dimensiontype=dimension.type if dimension else "",
            )


def _vat(element, office, line):
    if line.vatcode:
        code = office.vat.get(line.vatcode)
        name = code.name if code else ""
        add(element, "vatcode", line.vatcode, name=name, shortname=name)
    if line.vat is not None:
        add(element, "vatvalue", f"{abs(line.vat):.2f}")
    if line.type == "vat":
        add(element, "vatturnover", f"{abs(line.turnover or ZERO):.2f}")
        add(element, "baseline", str(line.baseline or 1))


def _matches(element, office, entry, line):
    matches = add(element, "matches")
    own = (entry.daybook, entry.number, line.id)
    for match in line.matches:
        one = add(matches, "set", status=match.status)
        add(one, "matchdate", day(match.date))
        counter = add(one, "lines")
        for key, amount in match.parts.items():
            if key == own:
                continue
            row = add(counter, "line")
            add(row, "code", key[0])
            add(row, "number", str(key[1]))
            add(row, "line", str(key[2]))
            category = office.daybooks[key[0]].category
            add(row, "method", "payment" if category in ("bank", "cash") else category)
            add(row, "matchvalue", f"{amount:.2f}")
        add(one, "matchvalue", f"{match.parts[own]:.2f}")


def office_record(element, session):
    report = Report(session.language)
    code = text(element, "code")
    if not code:
        report.error(element, "no_access")
    office = session.office_of(element, report)
    if report.failed:
        report.write(element)
        return element
    root = etree.Element("office", status="active", result="1")
    add(root, "code", office.code)
    add(root, "name", office.name)
    add(root, "shortname", office.name)
    add(root, "created", "20200101000000")
    add(root, "touched", "0")
    general = add(root, "general")
    for name, value in (
        ("basecurrency", office.currency),
        ("reportingcurrency", office.currency),
        ("type", "normal"),
        ("demo", "false"),
        ("vatnumber", ""),
        ("cocnumber", ""),
        ("defaultbank", "BNK"),
        ("region", "NL"),
    ):
        add(general, name, value)
    return root
