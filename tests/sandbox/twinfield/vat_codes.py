"""Creating, changing and deleting VAT codes; their rates with the dates they start."""

import uuid
from datetime import date, datetime
from decimal import Decimal, InvalidOperation

from . import vat
from .annotate import Report, text
from .masters import each, where
from .records import Rate, VatCode

NAME, SHORTNAME = 40, 20


def save(root, session):
    return each(root, "vat", session, _save)


def _save(element, session):
    report = Report(session.language)
    office = session.office_of(element, report)
    code = text(element, "code").upper()
    known = office.vat.get(code) if office else None
    if office:
        _check(element, code, known, report)
    rates = [_rate(one, office, report) for one in _rates(element) if office]
    if not report.write(element):
        return False
    if known is None:
        known = VatCode(code, "", text(element, "type"), [])
        known.uid = str(uuid.uuid4())
        office.vat[code] = known
    known.name = text(element, "name", known.name)
    known.shortname = text(element, "shortname", known.shortname)
    known.status = element.get("status", "active")
    known.modified = office.clock.now()
    starts = {rate.start for rate in rates}
    kept = [rate for rate in known.rates if rate.start not in starts]
    known.rates = sorted(kept + rates, key=lambda rate: rate.start)
    record = vat.record(office, known)
    element.attrib.update(record.attrib)
    element[:] = list(record)
    return True


def _rates(element):
    return element.findall("percentages/percentage")


def _check(element, code, known, report):
    if not code or len(code) > 16:
        report.error(where(element, "code"), "vat_invalid")
    if known is None and not text(element, "name"):
        report.error(where(element, "name"), "name_missing")
    for name, length in (("name", NAME), ("shortname", SHORTNAME)):
        if len(text(element, name)) > length:
            report.error(element.find(name), "too_long", name=name, length=length)
    if element.get("status", "active") not in ("active", "deleted"):
        report.error(element, "field_invalid", name="status")
    kind = text(element, "type", known.type if known else "")
    if kind not in ("sales", "purchase") or (known and kind != known.type):
        report.error(where(element, "type"), "field_invalid", name="type")
    if known is None and not _rates(element):
        report.error(element, "field_invalid", name="percentages")


def _rate(element, office, report):
    start, percentage = date.min, Decimal(0)
    try:
        start = datetime.strptime(text(element, "date"), "%Y%m%d").date()
    except ValueError:
        report.error(where(element, "date"), "date_invalid")
    try:
        percentage = Decimal(text(element, "percentage"))
    except InvalidOperation:
        report.error(where(element, "percentage"), "value_invalid")
    accounts = []
    for one in element.iterfind("accounts/account"):
        account = text(one, "dim1").upper()
        if office.account(account) is None:
            report.error(where(one, "dim1"), "dimension_unknown", code=account)
        share = Decimal(text(one, "percentage", "100"))
        accounts.append((account, share, text(one, "group")))
    return Rate(start, percentage, accounts)
