"""A booked transaction as the server tells it: the request, completed [B]."""

from .annotate import add, day, put, stamp
from .dimensions import session_names
from .records import ZERO


def money_text(value):
    return f"{abs(value or ZERO):.2f}"


def rate_text(rate):
    return "1" if rate == 1 else f"{rate:.9f}"


def booked(element, office, entry, session):
    del element.attrib["destiny"]
    element.set("location", entry.location)
    element.attrib.pop("raisewarning", None)
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
        _line(target, office, entry, line)


def side(line):
    """A line of nothing stands where its turnover does."""
    value = line.amount or line.turnover or ZERO
    return "debit" if value >= 0 else "credit"


def _line(target, office, entry, line):
    _dimensions(target, office, line)
    put(target, "value", money_text(line.amount))
    if line.amount:
        put(target, "debitcredit", side(line))
    put(target, "rate", rate_text(line.rate))
    put(target, "basevalue", money_text(line.base))
    put(target, "reprate", rate_text(line.reprate))
    put(target, "repvalue", money_text(line.rep))
    _vat(target, office, entry, line)
    for name, value in line.extra.items():
        put(target, name, value)
    if target.find("destoffice") is not None:
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
    for name in ("dim1", "dim2", "dim3"):
        code = getattr(line, name)
        if not code:
            continue
        dimension = office.any_dimension(code, list(office.types))
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
    session_names(put(header, "office", office.code), office)
    put(header, "code", entry.daybook, name=daybook.name, shortname=daybook.shortname)
    currency = office.currencies.get(entry.currency)
    names = currency.name if currency else entry.currency
    put(header, "currency", entry.currency, name=names, shortname=names)
    put(header, "date", day(entry.date))
    put(header, "period", entry.period)
    if entry.duedate:
        put(header, "duedate", day(entry.duedate))
    put(header, "origin", entry.origin)
    put(header, "originreference")
    put(header, "user", entry.user, name="Odoo koppeling", shortname="Odoo")
    put(header, "inputdate", stamp(entry.created))
    put(header, "modificationdate", stamp(entry.modified))
    put(header, "regime", (entry.header.get("regime") or "generic").lower())
    put(header, "number", str(entry.number))
