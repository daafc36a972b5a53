"""Master data beside the dimensions: offices, users, currencies, account codes."""

from datetime import date, datetime
from decimal import Decimal, InvalidOperation

from lxml import etree

from .annotate import Report, add, child, day, text
from .dimension_types import office_names
from .records import Currency

CREATED = "20200101000000"


def where(element, name):
    """The child of that name to note something on, else the element itself."""
    found = child(element, name)
    return found if found is not None else element


def refused(report, element):
    report.write(element)
    return element


def listing(tag, one, rows, **attributes):
    root = etree.Element(tag, result="1", **attributes)
    for code, name, shortname in rows:
        add(root, one, code, name=name, shortname=shortname)
    return root


# Offices


def read_office(element, session):
    report = Report(session.language)
    if not text(element, "code"):
        report.error(element, "no_access")
    else:
        office = session.office_by_code(text(element, "code"), report, element)
    if report.failed:
        return refused(report, element)
    return office_record(office, session)


def office_record(office, session):
    root = etree.Element("office", status="active", result="1")
    add(root, "code", office.code)
    add(root, "name", office.name)
    add(root, "shortname", office.shortname)
    add(root, "created", CREATED)
    add(root, "modified", CREATED)
    add(root, "touched", "0")
    add(root, "user", "SUPER", name="Site supervisor", shortname="SUPER")
    general = add(root, "general")
    for name, value in (
        ("basecurrency", office.currency),
        ("reportingcurrency", office.reporting),
        ("type", "normal"),
        ("demo", "false"),
        ("vatnumber", ""),
        ("cocnumber", ""),
        ("defaultbank", office.usual["bank"]),
        ("region", office.country[0]),
        ("hierarchy", ""),
    ):
        add(general, name, value)
    address = add(general, "address")
    add(address, "city", "Voorbeeldstad")
    add(address, "country", office.country[0])
    return root


def save_offices(root, session):
    return each(root, "office", session, _save_office)


def _save_office(element, session):
    report = Report(session.language)
    office = session.office_by_code(text(element, "code"), report, element)
    if office and element.find("name") is not None and not text(element, "name"):
        report.error(element.find("name"), "name_missing")
    if not report.write(element):
        return False
    office.name = text(element, "name", office.name)
    office.shortname = text(element, "shortname", office.shortname)
    return True


def each(root, tag, session, save):
    """``save`` on the one document, or on each of a batch."""
    if root.tag == tag:
        save(root, session)
        return root
    results = [save(element, session) for element in root.findall(tag)]
    root.set("result", "1" if all(results) else "0")
    return root


# Users


def list_users(element, session):
    users = session.service.users.items()
    return listing("users", "user", [(c, n, n) for c, n in sorted(users)])


def read_user(element, session):
    report = Report(session.language)
    code = text(element, "code").upper()
    if code not in session.service.users:
        report.error(where(element, "code"), "user_unknown", code=code)
        return refused(report, element)
    root = etree.Element("user", status="active", result="1")
    name = session.service.users[code]
    for tag, value in (
        ("code", code),
        ("name", name),
        ("shortname", name),
        ("created", CREATED),
        ("modified", CREATED),
        ("touched", "0"),
        ("type", "regular"),
        ("role", session.service.level),
        ("culture", session.language),
    ):
        add(root, tag, value)
    return root


# Currencies


def list_currencies(element, session):
    report = Report(session.language)
    office = session.office_of(element, report)
    if report.failed:
        return refused(report, element)
    rows = [(c.code, c.name, c.name) for c in office.currencies.values()]
    return listing("currencies", "currency", rows, office=office.code)


def read_currency(element, session):
    report = Report(session.language)
    office = session.office_of(element, report)
    code = text(element, "code").upper()
    if office and code not in office.currencies:
        report.error(where(element, "code"), "currency_unknown", code=code)
    if report.failed:
        return refused(report, element)
    return currency_record(office, office.currencies[code], session)


def currency_record(office, currency, session):
    root = etree.Element("currency", status="active", result="1")
    office_names(add(root, "office", office.code), office)
    add(root, "code", currency.code)
    add(root, "name", currency.name)
    add(root, "shortname", currency.name)
    rates = add(root, "rates")
    divides = session.service.quirks["rate_divides"]
    for start, rate in sorted(currency.rates):
        one = add(rates, "rate", status="active")
        add(one, "startdate", day(start))
        add(one, "rate", f"{1 / rate if divides else rate:.9f}")
    return root


def save_currencies(root, session):
    return each(root, "currency", session, _save_currency)


def _save_currency(element, session):
    report = Report(session.language)
    office = session.office_of(element, report)
    code = text(element, "code").upper()
    if office and len(code) != 3:
        report.error(where(element, "code"), "currency_unknown", code=code)
    divides = session.service.quirks["rate_divides"]
    given = element.iterfind("rates/rate")
    rates = dict(_rate(one, report, divides) for one in given)
    if not report.write(element):
        return False
    known = office.currencies.setdefault(code, Currency(code, code))
    known.name = text(element, "name", known.name)
    known.rates = sorted({**dict(known.rates), **rates}.items())
    record = currency_record(office, known, session)
    element.attrib.update(record.attrib)
    element[:] = list(record)
    return True


def _rate(element, report, divides):
    """(valid from, value of one unit)"""
    start, rate = date.min, Decimal(1)
    try:
        start = datetime.strptime(text(element, "startdate"), "%Y%m%d").date()
    except ValueError:
        report.error(where(element, "startdate"), "date_invalid")
    try:
        rate = Decimal(text(element, "rate"))
        if not rate.is_finite() or rate <= 0:
            raise InvalidOperation
    except InvalidOperation:
        report.error(where(element, "rate"), "value_invalid")
        return start, Decimal(1)
    return start, 1 / rate if divides else rate


# Account codes


def account_codes(root, session):
    """What this root answers is nowhere shown: the ledger accounts [inf]."""
    report = Report(session.language)
    office = session.office_of(root, report)
    if report.failed:
        return refused(report, root)
    wanted = text(root, "code").upper()
    answer = etree.Element("accountcodes", result="1")
    office_names(add(answer, "office", office.code), office)
    for record in office.of_type("BAS") + office.of_type("PNL"):
        if wanted in ("", record.code):
            one = add(answer, "accountcode", record.code, name=record.name)
            one.set("type", record.type)
    return answer
