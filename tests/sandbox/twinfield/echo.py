"""A booked transaction as the server tells it: the request, completed [B]."""

from .annotate import add, child, day, put, stamp
from .dimension_types import office_names
from .records import ZERO


def money_text(value):
    return f"{abs(value or ZERO):.2f}"


def rate_text(rate, session):
    if rate and session.service.quirks["rate_divides"]:
        rate = 1 / rate
    return "1" if rate == 1 else f"{rate:.9f}"


def booked(element, office, entry, session):
    del element.attrib["destiny"]
    element.set("location", entry.location)
    header = element.find("header")
    write_header(header, office, entry, session)
    for name in ("statementnumber", "startvalue", "closevalue"):
        if name in entry.header:
            put(header, name, entry.header[name])
    given = {
        line.get("id", str(position)): line
        for position, line in enumerate(element.findall("lines/line"), 1)
    }
    section = element.find("lines")
    for line in entry.lines:
        target = given.get(str(line.id))
        if target is None:
            target = add(section, "line", type="vat", id=str(line.id))
            add(target, "dim1", line.dim1)
            add(target, "value", money_text(line.amount))
            add(target, "debitcredit", side(line))
        target.text = None
        target.set("type", line.type)
        target.set("id", str(line.id))
        _line(target, office, entry, line, session)


def side(line):
    """A line of nothing stands where its turnover does."""
    value = line.amount or line.turnover or ZERO
    return "debit" if value >= 0 else "credit"


def refused(element, office, posting, lines):
    """A transaction that was not booked: names, what the server adds to the header
    but for the number, and of each line what it was worth."""
    header, session = element.find("header"), posting.session
    daybook = posting.daybook
    _header_names(header, office, daybook, posting.currency)
    put(header, "period", posting.period)
    _header_origin(header, "import", session.user, posting.head("regime"))
    for line, target in zip(lines, element.findall("lines/line"), strict=True):
        _dimensions(target, office, line)
        _values(target, line, session)
        if line.vatcode:
            put(target, "vatcode", line.vatcode, **vat_names(office, line.vatcode))
        _empty(target, daybook.category, line)
        put(target, "matchstatus", line.status)


def _empty(target, category, line):
    """Children that lines of banks, cash and journals have though empty [B]."""
    for name in empty_names(category, line):
        if child(target, name) is None:
            add(target, name)


def empty_names(category, line):
    if line.type != "detail":
        return ()
    if category == "bank":
        return ("currencydate", "invoicenumber")
    if category in ("cash", "journal") and line.level == 2:
        return ("duedate",)
    return ()


def _values(target, line, session):
    put(target, "rate", rate_text(line.rate, session))
    put(target, "basevalue", money_text(line.base))
    put(target, "reprate", rate_text(line.reprate, session))
    put(target, "repvalue", money_text(line.rep))


def _line(target, office, entry, line, session):
    _dimensions(target, office, line)
    put(target, "value", money_text(line.amount))
    if line.amount:
        put(target, "debitcredit", side(line))
    _values(target, line, session)
    _vat(target, office, entry, line)
    for name, value in line.extra.items():
        put(target, name, value)
    _empty(target, office.daybooks[entry.daybook].category, line)
    if child(target, "destoffice") is not None:
        put(target, "localdim1", line.dim1)
    if line.open is not None:
        put(target, "matchlevel", str(line.level))
        if line.level == 2:
            put(target, "customersupplier", "2")
        put(target, "openvalue", money_text(line.open))
        put(target, "openbasevalue", money_text(line.openbase))
        put(target, "openrepvalue", money_text(line.openrep))
    put(target, "matchstatus", line.status)


def _dimensions(target, office, line):
    for level, name in enumerate(("dim1", "dim2", "dim3"), 1):
        code = getattr(line, name)
        if not code:
            continue
        dimension = office.on_level(level, code)
        put(
            target,
            name,
            code,
            name=dimension.name if dimension else "",
            shortname=dimension.shortname if dimension else "",
            type=dimension.type if dimension else "",
            inuse="true",
            vatcode="",
            vatobligatory="false",
        )


def vat_names(office, vatcode):
    code = office.vat.get(vatcode)
    if code is None:
        return {"name": "", "shortname": ""}
    return {"name": code.name, "shortname": code.shortname or code.name[:20]}


def _vat(target, office, entry, line):
    if line.vatcode:
        put(target, "vatcode", line.vatcode, **vat_names(office, line.vatcode))
    if line.type == "vat":
        put(target, "vatturnover", money_text(line.turnover))
        put(target, "vatbaseturnover", money_text(line.turnoverbase))
        put(target, "baseline", str(line.baseline or 1))
    elif line.type == "detail" and line.vat is not None:
        put(target, "vatvalue", money_text(line.vat))
        put(target, "vatbasevalue", money_text(line.vatbase))
        put(target, "vatrepvalue", money_text(line.vatrep))
    elif line.type == "total":
        for name, value in vat_totals(entry).items():
            put(target, name, money_text(value))


def vat_totals(entry):
    vats = [line for line in entry.lines if line.type == "vat"]
    return {
        "vattotal": sum((line.amount for line in vats), ZERO),
        "vatbasetotal": sum((line.base for line in vats), ZERO),
        "vatreptotal": sum((line.rep for line in vats), ZERO),
    }


def write_header(header, office, entry, session):
    """What the server adds to the header of a booked transaction [B]."""
    daybook = office.daybooks[entry.daybook]
    _header_names(header, office, daybook, entry.currency)
    put(header, "date", day(entry.date))
    put(header, "period", entry.period)
    if entry.duedate:
        put(header, "duedate", day(entry.duedate))
    _header_origin(header, entry.origin, entry.user, entry.header.get("regime"))
    put(header, "inputdate", stamp(entry.created))
    put(header, "modificationdate", stamp(entry.modified))
    put(header, "number", str(entry.number))


def _header_names(header, office, daybook, currency):
    office_names(put(header, "office", office.code), office)
    names = {"name": daybook.name, "shortname": daybook.shortname}
    put(header, "code", daybook.code, **names)
    known = office.currencies.get(currency)
    name = known.name if known else currency
    put(header, "currency", currency, name=name, shortname=name)


def _header_origin(header, origin, user, regime):
    put(header, "origin", origin)
    put(header, "originreference")
    put(header, "user", user, name="Odoo koppeling", shortname="Odoo")
    put(header, "regime", (regime or "generic").lower())
