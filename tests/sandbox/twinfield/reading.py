"""Reading one transaction back, with what it was matched with [B]."""

from lxml import etree

from .annotate import Report, add, day
from .echo import (
    empty_names,
    money_text,
    rate_text,
    side,
    vat_names,
    vat_totals,
    write_header,
)
from .posting import find


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


ORDER = (
    *("office", "code", "number", "period", "currency", "regime", "date", "origin"),
    *("originreference", "modificationdate", "user", "inputdate", "duedate"),
    *("invoicenumber", "paymentreference"),
)


def render(office, entry, session):
    root = etree.Element("transaction", location=entry.location, result="1")
    header = add(root, "header")
    for name in ORDER:
        if name == "invoicenumber" and entry.invoicenumber:
            add(header, name, entry.invoicenumber)
        elif name not in ("duedate", "invoicenumber", "paymentreference"):
            add(header, name)
        elif name == "duedate" and entry.duedate:
            add(header, name)
    for name, value in entry.header.items():
        if header.find(name) is None:
            add(header, name, value)
    write_header(header, office, entry, session)
    header.find("regime").text = header.findtext("regime").capitalize()
    lines = add(root, "lines")
    for line in entry.lines:
        _line(lines, office, entry, line, session)
    return root


def _line(parent, office, entry, line, session):
    element = add(parent, "line", type=line.type, id=str(line.id))
    _dimensions(element, office, line)
    add(element, "debitcredit", side(line))
    add(element, "basevalue", money_text(line.base))
    add(element, "rate", rate_text(line.rate, session))
    add(element, "value", money_text(line.amount))
    if office.reporting != office.currency:
        add(element, "repvalue", money_text(line.rep))
        add(element, "reprate", rate_text(line.reprate, session))
    add(element, "description", line.description)
    _vat(element, office, entry, line)
    empty = dict.fromkeys(empty_names(office.daybooks[entry.daybook].category, line))
    given = {"invoicenumber": line.invoicenumber} if line.invoicenumber else {}
    for name, value in {**empty, **given, **line.extra}.items():
        add(element, name, value)
    add(element, "matchstatus", line.status)
    if line.open is not None:
        _open(element, office, entry, line)
    if line.matches:
        _matches(element, office, entry, line, session)


def _open(element, office, entry, line):
    """What is open stands in the base currency; in others where they differ [inf]. Of
    a matched line nothing is told [B]."""
    add(element, "matchlevel", str(line.level))
    if line.level == 2:
        add(element, "relation", "2")
    if line.matchdate:
        add(element, "matchdate", day(line.matchdate))
    if not line.open:
        return
    add(element, "basevalueopen", f"{line.openbase:.2f}")
    if entry.currency != office.currency:
        add(element, "valueopen", f"{line.open:.2f}")
    if office.reporting != office.currency:
        add(element, "repvalueopen", f"{line.openrep:.2f}")


def _dimensions(element, office, line):
    for level, code in enumerate((line.dim1, line.dim2, line.dim3), 1):
        if code:
            dimension = office.on_level(level, code)
            add(
                element,
                f"dim{level}",
                code,
                name=dimension.name if dimension else "",
                shortname=dimension.shortname if dimension else "",
                dimensiontype=dimension.type if dimension else "",
            )


def _vat(element, office, entry, line):
    if line.type == "total":
        for name, value in vat_totals(entry).items():
            if name != "vatreptotal" or office.reporting != office.currency:
                add(element, name, money_text(value))
    if line.type == "vat":
        add(element, "vatbaseturnover", money_text(line.turnoverbase))
        add(element, "vatturnover", money_text(line.turnover))
    if line.vatcode:
        code = office.vat.get(line.vatcode)
        names = vat_names(office, line.vatcode)
        add(element, "vatcode", line.vatcode, **names, type=code.type if code else "")
        is_vat = line.type == "vat"
        base, value = (line.base, line.amount) if is_vat else (line.vatbase, line.vat)
        add(element, "vatbasevalue", money_text(base))
        add(element, "vatvalue", money_text(value))
    if line.type == "vat":
        add(element, "baseline", str(line.baseline or 1))


def _matches(element, office, entry, line, session):
    is_reversed = session.service.quirks["matchvalue_reversed"]

    def told(amount):
        return f"{-amount if is_reversed else amount:.2f}"

    matches = add(element, "matches")
    own = (entry.daybook, entry.number, line.id)
    for match in line.matches:
        one = add(matches, "set", status=match.status)
        add(one, "matchdate", day(match.date))
        counter = add(one, "lines")
        for key, (amount, *_others) in match.parts.items():
            if key == own:
                continue
            row = add(counter, "line")
            add(row, "code", key[0])
            add(row, "number", str(key[1]))
            add(row, "line", str(key[2]))
            category = office.daybooks[key[0]].category
            add(row, "method", "payment" if category in ("bank", "cash") else category)
            add(row, "matchvalue", told(amount))
        add(one, "matchvalue", told(match.parts[own][0]))
