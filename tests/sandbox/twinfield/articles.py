"""Articles of the classic invoices."""

from lxml import etree

from .annotate import Report, add, text
from .dimension_types import office_names
from .masters import each, listing, refused, where
from .records import Article

HEADER = (
    *("type", "unitnamesingular", "unitnameplural", "vatcode", "allowchangevatcode"),
    *("performancetype", "allowchangeperformancetype", "percentage"),
    *("allowdiscountorpremium", "allowchangeunitsprice", "allowdecimalquantity"),
)
LINE = (
    *("unitspriceexcl", "unitspriceinc", "units", "name", "shortname", "subcode"),
    *("freetext1", "freetext2", "freetext3"),
)


def list_all(element, session):
    report = Report(session.language)
    office = session.office_of(element, report)
    if report.failed:
        return refused(report, element)
    rows = [(a.code, a.name, a.shortname) for a in office.articles.values()]
    return listing("articles", "article", rows, office=office.code)


def read(element, session):
    report = Report(session.language)
    office = session.office_of(element, report)
    code = text(element, "code").upper()
    if office and code not in office.articles:
        report.error(where(element, "code"), "article_unknown")
    if report.failed:
        return refused(report, element)
    return record(office, office.articles[code])


def record(office, article):
    root = etree.Element("article", status=article.status, result="1")
    header = add(root, "header")
    office_names(add(header, "office", office.code), office)
    add(header, "code", article.code)
    add(header, "name", article.name)
    add(header, "shortname", article.shortname)
    for name in HEADER:
        default = "normal" if name == "type" else ""
        add(header, name, article.fields.get(name, default))
    lines = add(root, "lines")
    for number, line in enumerate(article.lines, 1):
        one = add(lines, "line", id=str(number), status="active")
        for name in LINE:
            add(one, name, line.get(name, ""))
    return root


def save(root, session):
    return each(root, "article", session, _save)


def _save(element, session):
    report = Report(session.language)
    header = element.find("header")
    if header is None:
        header = element
    office = session.office_of(header, report)
    code = text(header, "code").upper()
    if office and not code:
        report.error(where(header, "code"), "article_missing")
    known = office.articles.get(code) if office else None
    if known is None and not text(header, "name"):
        report.error(where(header, "name"), "name_missing")
    vat = text(header, "vatcode").upper()
    if office and vat and vat not in office.vat:
        report.error(header.find("vatcode"), "vat_invalid")
    if not report.write(element):
        return False
    known = known or Article(code, "")
    known.name = text(header, "name", known.name)
    known.shortname = text(header, "shortname", known.shortname)
    known.status = element.get("status", known.status)
    known.fields.update({e.tag: e.text or "" for e in header if e.tag in HEADER})
    lines = [
        {e.tag: e.text or "" for e in one} for one in element.iterfind("lines/line")
    ]
    known.lines = lines or known.lines
    office.articles[code] = known
    made = record(office, known)
    element.attrib.update(made.attrib)
    element[:] = list(made)
    return True
