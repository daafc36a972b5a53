"""The VAT of a line: its code, its values, and what a supply within the EU tells."""

from . import vat
from .annotate import text
from .messages import word
from .records import money

RELATION_TYPE = {"sales": "DEB", "purchase": "CRD"}
PERFORMANCE = ("goods", "services")


def read(reader, given, line):
    line.vatcode = given.text("vatcode").upper()
    if not line.vatcode:
        return
    code = reader.office.vat.get(line.vatcode)
    where, category = given.where("vatcode"), reader.daybook.category
    if code is None or code.status != "active" or not code.rate_on(reader.date):
        reader.report.error(where, "vat_unknown", code=line.vatcode)
    elif category in RELATION_TYPE and code.type != category:
        reader.report.error(
            where,
            "vat_type",
            name=code.name,
            code=code.code,
            type=word(reader.language, code.type),
            wanted=word(reader.language, category),
        )
    else:
        if code.intra_community:
            _check_performance(reader, given, line)
        _value(reader, given, line, code)


def _value(reader, given, line, code):
    sign = -1 if line.amount < 0 else 1
    value = given.number("vatvalue")
    if value is None:
        line.vat = vat.amount(code, line.amount, reader.date)
    else:
        line.vat = money(sign * value)
    for name, attribute, rate in (
        ("vatbasevalue", "vatbase", line.rate),
        ("vatrepvalue", "vatrep", line.reprate),
    ):
        value = given.number(name)
        value = line.vat * rate if value is None else sign * value
        setattr(line, attribute, money(value))


def _check_performance(reader, given, line):
    """Type, country and VAT number of a supply within the EU, and for services its
    date. The relation's own count where they are not given [A]; the date of the
    document where there is none [inf]."""
    kind = line.extra.get("performancetype", "").lower()
    if kind not in PERFORMANCE:
        reader.report.error(given.where("vatcode"), "vat_performance")
        return
    country, number = _relation_vat(reader)
    defaults = {"performancecountry": country, "performancevatnumber": number}
    if kind == "services":
        defaults["performancedate"] = f"{reader.date:%Y%m%d}"
    for name, value in defaults.items():
        line.extra[name] = line.extra.get(name) or value
        if not line.extra[name]:
            place = given.where(name)
            if place is given.element:
                place = given.where("vatcode")
            reader.report.error(place, f"vat_{name}")


def _relation_vat(reader):
    """(country, VAT number) of the relation of the document."""
    code = text(reader.element, "lines/line[@type='total']/dim2").upper()
    relation = reader.office.relation(code)
    if relation is None:
        return "", ""
    default = [a for a in relation.addresses if a.get("default") == "true"]
    address = next(iter(default or relation.addresses), None)
    country = text(address, "country") or text(address, "ictcountrycode")
    number = relation.fields.get("vatnumber") or text(address, "field4")
    return country or number[:2], number
