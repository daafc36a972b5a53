"""Classic sales invoices: documents of lines with articles, booked when final."""

from copy import deepcopy
from datetime import date, datetime, timedelta
from decimal import Decimal, InvalidOperation

from lxml import etree

from . import vat
from .annotate import Report, add, day, put, text
from .dimension_types import office_names
from .masters import where
from .records import ZERO, money

FREE_TEXT = ("0", "-")  # "articles" that are none


def save_all(root, session):
    if root.tag == "salesinvoice":
        Invoice(root, session).save()
        return root
    results = [Invoice(e, session).save() for e in root.findall("salesinvoice")]
    root.set("result", "1" if all(results) else "0")
    return root


def read(element, session):
    """Refusals are an empty invoice; of a number that is none, the request [B]."""
    report = Report(session.language)
    number = text(element, "invoicenumber")
    if not number.isdigit():
        report.error(element, "invoice_number")
        report.write(element)
        return element
    answer = etree.Element("salesinvoice")
    kind = text(element, "code").upper()
    office = session.office_by_code(text(element, "office"), report, answer)
    if office and (kind, int(number)) not in office.invoices:
        report.error(answer, "invoice_unknown", number=number, type=kind)
    if report.failed:
        report.write(answer)
        return answer
    return deepcopy(office.invoices[kind, int(number)])


class Invoice:
    """One invoice on its way into the books."""

    def __init__(self, element, session):
        self.element, self.session = element, session
        self.report = Report(session.language)
        self.header = element.find("header")

    def save(self):
        if self.header is None:
            self.header = add(self.element, "header")
        self.office = self.session.office_of(self.header, self.report)
        if self.office is not None:
            self._check_header()
            self._check_lines()
        if not self.report.write(self.element):
            return False
        self._total()
        calculate = self.element.get("calculateonly", "false") == "true"
        return True if calculate else self._store()

    def head(self, name):
        return text(self.header, name)

    def error(self, name, key, **values):
        self.report.error(where(self.header, name), key, **values)

    # Checks

    def _check_header(self):
        office = self.office
        self.kind = self.head("invoicetype").upper()
        if self.kind not in office.invoice_types:
            self.error("invoicetype", "invoice_type")
        self.customer = office.dimension("DEB", self.head("customer").upper())
        if self.customer is None or self.customer.blocked:
            self.error("customer", "invoice_customer")
        else:
            self._check_addresses()
        self.date = self._date("invoicedate", office.clock.now().date())
        days = self.customer.fields.get("financials/duedays") if self.customer else ""
        due = (self.date or date.min) + timedelta(int(days or 30))
        self.due = self._date("duedate", due)
        if self.head("currency") and self.head("currency") not in office.currencies:
            self.error("currency", "currency_unknown", code=self.head("currency"))
        self.known = None
        if self.head("invoicenumber"):
            self._check_known()
        if self.report.failed:
            self.report.error(self.element, "invoice_totals")

    def _check_addresses(self):
        ids = [address.get("id") for address in self.customer.addresses]
        for name in ("invoiceaddressnumber", "deliveraddressnumber"):
            if self.head(name) and ids and self.head(name) not in ids:
                self.error(name, "invoice_address")

    def _date(self, name, default):
        try:
            value = self.head(name)
            return datetime.strptime(value, "%Y%m%d").date() if value else default
        except ValueError:
            self.error(name, "invoice_due" if name == "duedate" else "date_invalid")
            return None

    def _check_known(self):
        number = self.head("invoicenumber")
        key = (self.kind, int(number) if number.isdigit() else 0)
        self.known = self.office.invoices.get(key)
        if self.known is None:
            self.error(
                "invoicenumber", "invoice_unknown", number=number, type=self.kind
            )
        elif self.known.findtext("header/status") == "final":
            self.report.error(self.element, "not_draft")

    def _check_lines(self):
        self.lines = self.element.findall("lines/line")
        if not self.lines:
            self.report.error(self.element, "lines_detail")
        for line in self.lines:
            code = text(line, "article").upper()
            place = where(line, "article")
            if not code:
                self.report.error(place, "article_missing")
            if code not in self.office.articles and code not in FREE_TEXT:
                self.report.error(place, "article_unknown")
            self._check_vat(line)
            for name in ("quantity", "units", "unitspriceexcl", "unitspriceinc"):
                if _number(line, name, "1") is None:
                    self.report.error(line.find(name), "value_invalid")

    def _article(self, line):
        return self.office.articles.get(text(line, "article").upper())

    def _vat_code(self, line):
        article = self._article(line)
        given = text(line, "vatcode") or (
            article.fields.get("vatcode") if article else ""
        )
        if not given and self.customer is not None:
            given = self.customer.fields.get("financials/vatcode")
        return (given or "").upper()

    def _check_vat(self, line):
        code = self.office.vat.get(self._vat_code(line))
        fine = code is None or (code.type == "sales" and code.status == "active")
        if not fine or (text(line, "vatcode") and code is None):
            self.report.error(where(line, "vatcode"), "vat_invalid")

    # Values

    def _total(self):
        sums, totals = {}, [ZERO, ZERO]
        for number, line in enumerate(self.lines, 1):
            line.set("id", line.get("id") or str(number))
            code = self.office.vat.get(self._vat_code(line))
            net, tax = self._value(line, code)
            put(line, "valueexcl", f"{net:.2f}")
            put(line, "vatvalue", f"{tax:.2f}")
            put(line, "valueinc", f"{net + tax:.2f}")
            if code:
                names = {"name": code.name, "shortname": code.shortname}
                put(line, "vatcode", code.code, **names)
                known = sums.setdefault(code.code, [code, ZERO])
                known[1] += tax
            totals = [totals[0] + net, totals[1] + tax]
        self._write_totals(sums, *totals)

    def _value(self, line, code):
        article = self._article(line)
        price = article.lines[0] if article and article.lines else {}
        count = _number(line, "quantity", "1") * _number(line, "units", "1")
        gross = text(line, "unitspriceinc")
        if gross and not text(line, "unitspriceexcl"):
            value = money(Decimal(gross) * count)
            rate = code.rate_on(self.date).percentage if code else ZERO
            net = money(value * 100 / (100 + rate))
            return net, value - net
        each = _number(line, "unitspriceexcl", price.get("unitspriceexcl") or "0")
        net = money(each * count)
        return net, vat.amount(code, net, self.date) if code else ZERO

    def _write_totals(self, sums, net, tax):
        for name in ("vatlines", "totals", "financials"):
            old = self.element.find(name)
            if old is not None:
                self.element.remove(old)
        section = add(self.element, "vatlines")
        for code, value in sums.values():
            one = add(section, "vatline")
            add(one, "vatcode", code.code, name=code.name, shortname=code.shortname)
            add(one, "vatvalue", f"{value:.2f}")
            add(one, "performancetype")
            add(one, "performancedate")
        section = add(self.element, "totals")
        add(section, "valueexcl", f"{net:.2f}")
        add(section, "valueinc", f"{net + tax:.2f}")

    # Into the books

    def _store(self):
        office, header = self.office, self.header
        final = self.head("status") == "final"
        number = self.head("invoicenumber")
        if not number:
            used = [n for kind, n in office.invoices if kind == self.kind]
            number = str(max(used, default=0) + 1)
        if final and not self._post(number):
            return False
        office_names(put(header, "office", office.code), office)
        put(header, "invoicetype", self.kind)
        put(header, "invoicenumber", number)
        put(header, "status", "final" if final else "concept")
        put(header, "customer", self.customer.code, name=self.customer.name)
        put(header, "currency", self.head("currency") or office.currency)
        put(header, "period", self.head("period") or f"{self.date:%Y/%m}")
        put(header, "invoicedate", day(self.date))
        put(header, "duedate", day(self.due))
        office.invoices[self.kind, int(number)] = deepcopy(self.element)
        return True

    def _post(self, number):
        """The transaction of a final invoice; its refusal is the invoice's."""
        daybook = self.office.invoice_types[self.kind]["daybook"]
        entry = etree.Element("transaction", destiny="final", autobalancevat="true")
        header = add(entry, "header")
        for name, value in (
            ("office", self.office.code),
            ("code", daybook),
            ("currency", self.head("currency")),
            ("date", day(self.date)),
            ("duedate", day(self.due)),
            ("period", self.head("period")),
            ("invoicenumber", number),
        ):
            add(header, name, value)
        lines = add(entry, "lines")
        total = add(lines, "line", type="total")
        add(total, "dim2", self.customer.code)
        add(total, "value", self.element.findtext("totals/valueinc"))
        add(total, "debitcredit", "debit")
        for line in self.lines:
            self._detail(lines, line)
        for name in ("raisewarning",):
            if self.element.get(name):
                entry.set(name, self.element.get(name))
        self.session.service.transactions.save_all(entry, self.session)
        if entry.get("result") != "1":
            said = [e.get("msg") for e in entry.iter() if e.get("msg")]
            self.element.set("result", "0")
            self.element.set("msgtype", "error")
            self.element.set("msg", "//".join(said))
            return False
        section = add(self.element, "financials")
        add(section, "code", daybook)
        add(section, "number", entry.findtext("header/number"))
        return True

    def _detail(self, lines, line):
        article = self._article(line)
        price = article.lines[0] if article and article.lines else {}
        one = add(lines, "line", type="detail")
        account = text(line, "dim1") or price.get("freetext1")
        add(one, "dim1", account or self.office.usual["revenue"])
        if text(line, "dim2"):
            add(one, "dim2", text(line, "dim2"))
        add(one, "value", text(line, "valueexcl"))
        add(one, "debitcredit", "credit")
        add(one, "description", text(line, "description")[:40])
        if text(line, "vatcode"):
            add(one, "vatcode", text(line, "vatcode"))
            add(one, "vatvalue", text(line, "vatvalue").lstrip("-"))


def _number(element, name, default):
    """None where it is no number."""
    try:
        value = Decimal(text(element, name) or default)
        return value if value.is_finite() else None
    except InvalidOperation:
        return None
