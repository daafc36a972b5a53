"""Transactions: checked in the order of the real server, booked, echoed."""

from datetime import datetime
from decimal import Decimal, InvalidOperation

from ..books import CENT, ZERO, Entry, Line, money
from . import vat
from .annotate import Report, add, day, put, stamp, text
from .dimensions import session_names
from .messages import word

MAX_LINES = 1000  # HTTP 400 beyond [A]
TOLERANCE = 2 * CENT  # what autobalancevat repairs [A]
DESCRIPTION = 40
RELATION_TYPE = {"sales": "DEB", "purchase": "CRD"}
CONTROL = {"DEB": "1300", "CRD": "1600"}


class TooManyLines(Exception):
    """Answered by HTTP 400."""


class Transactions:
    def __init__(self, service):
        self.service = service

    def save_all(self, root, session):
        elements = [root] if root.tag == "transaction" else root.findall("transaction")
        if any(len(e.findall("lines/line")) > MAX_LINES for e in elements):
            raise TooManyLines
        raise_root = root.get("raisewarning")
        fine = True
        for element in elements:
            if element.get("action") == "delete":
                fine = self._delete(element, session) and fine
            else:
                fine = Posting(self, element, session, raise_root).run() and fine
        if root.tag != "transaction":
            root.set("result", "1" if fine else "0")
        return root

    def _delete(self, element, session):
        report = Report(session.language)
        office = session.office_of(element, report)
        entry = office and find(office, element)
        if office and entry is None:
            report.error(element, "transaction_unknown")
        elif entry and entry.location == "final":
            report.error(element, "not_draft")
        elif entry and not element.get("reason"):
            report.error(element, "reason_missing")
        if not report.write(element):
            return False
        office.delete(entry, element.get("reason"), session.user)
        return True


def find(office, element):
    number = text(element, "number")
    code = text(element, "code").upper()
    return office.entries.get((code, int(number))) if number.isdigit() else None


class Posting:
    """One transaction element on its way into the books."""

    def __init__(self, transactions, element, session, raise_root):
        self.element = element
        self.session = session
        self.report = Report(session.language)
        self.header = element.find("header")
        self.raises = element.get("raisewarning", raise_root or "true") != "false"

    def run(self):
        if self.element.get("destiny") not in ("temporary", "final"):
            self.report.error(self.element, "destiny")
        elif self.header is None:
            self.report.error(self.element, "daybook_unknown", code="")
        else:
            self._check_header()
        if not self.report.failed:
            self._read_lines()
        if not self.report.failed:
            self._balance()
        if not self.report.failed:
            self._check_duplicate()
        if not self.report.write(self.element):
            return False
        self._book()
        return True

    def warn(self, element, key, **values):
        raises = element.get("raisewarning", "true" if self.raises else "false")
        if raises != "false":
            self.report.warning(element, key, **values)

    def head(self, name):
        return text(self.header, name)

    # Header

    def _check_header(self):
        self.office = self.session.office_of(self.header, self.report)
        if self.office is None:
            return
        code = self.header.find("code")
        self.daybook = self.office.daybooks.get(self.head("code").upper())
        if self.daybook is None:
            where = code if code is not None else self.header
            self.report.error(where, "daybook_unknown", code=self.head("code"))
            return
        self.existing = self._find_existing()
        self.date = self._date("date")
        if self.date is None:
            return
        self._check_period()
        self.duedate = self._date("duedate") if self.head("duedate") else None
        currency = self.header.find("currency")
        self.currency = self.head("currency").upper() or self.office.currency
        if self.currency not in self.session.currencies:
            self.report.error(currency, "currency_unknown", code=self.currency)

    def _find_existing(self):
        number = self.header.find("number")
        if number is None or not (number.text or "").strip():
            return None
        entry = find(self.office, self.header)
        if entry is None:
            self.report.error(number, "transaction_unknown")
        elif entry.location == "final":
            # Whether a final one can be changed is not documented: it can't here.
            self.report.error(self.element, "not_draft")
        return entry

    def _date(self, name):
        element = self.header.find(name)
        try:
            return datetime.strptime(self.head(name), "%Y%m%d").date()
        except ValueError:
            where = element if element is not None else self.header
            self.report.error(where, "date_invalid")
            return None

    def _check_period(self):
        own = f"{self.date:%Y/%m}"
        self.period = self.head("period") or own
        state = self.office.periods.get(self.period)
        if state is None:
            self.report.error(self.element, "period_unknown", period=self.period)
        elif not state:
            self.report.error(self.element, "period_closed", period=self.period)
        elif self.period != own and self.period[5:7] not in ("00", "13", "55"):
            self.warn(
                self.header.find("date"),
                "date_outside",
                date=f"{self.date:%d-%m-%Y}",
                period=self.period,
            )

    def _check_duplicate(self):
        number = self.head("invoicenumber")
        if not number or self.daybook.category not in RELATION_TYPE:
            return
        others = [
            entry
            for entry in self.office.by_invoice(number, (self.daybook.category,))
            if entry is not self.existing
        ]
        if others:
            self.warn(self.header.find("invoicenumber"), "duplicate", number=number)

    # Lines

    def _read_lines(self):
        elements = self.element.findall("lines/line")
        # A journal line without type is a detail line [C].
        types = [element.get("type", "detail") for element in elements]
        journal = self.daybook.category == "journal"
        if not journal and types.count("total") != 1:
            self.report.error(self.element, "lines_total")
        if "detail" not in types:
            self.report.error(self.element, "lines_detail")
        self.lines, seen = [], set()
        for position, (element, type_) in enumerate(
            zip(elements, types, strict=True), 1
        ):
            number = element.get("id", str(position))
            if type_ not in ("total", "detail", "vat"):
                self.report.error(element, "line_type")
            elif not number.isdigit() or number in seen:
                self.report.error(element, "line_id")
            else:
                seen.add(number)
                self.lines.append(self._read_line(element, type_, int(number)))

    def _read_line(self, element, type_, number):
        line = Line(id=number, type=type_, amount=self._amount(element) or ZERO)
        line.description = text(element, "description")
        if len(line.description) > DESCRIPTION:
            self.report.error(
                element.find("description"),
                "too_long",
                name="description",
                length=DESCRIPTION,
            )
        line.dim1, line.dim2, line.dim3 = (
            text(element, name).upper() for name in ("dim1", "dim2", "dim3")
        )
        line.invoicenumber = text(element, "invoicenumber")
        line.extra = {
            child.tag: child.text or ""
            for child in element
            if child.tag.startswith(("performance", "freechar", "comment"))
        }
        self._check_dimensions(element, line)
        if type_ == "detail":
            self._read_vat(element, line)
        elif type_ == "vat":
            line.vatcode = text(element, "vatcode").upper()
            line.turnover = money(text(element, "vatturnover") or 0)
        return line

    def _amount(self, element, name="value"):
        value = element.find(name)
        if value is None or not (value.text or "").strip():
            self.report.error(value if value is not None else element, "value_missing")
            return None
        try:
            amount = Decimal(value.text.strip())
            if not amount.is_finite():
                raise InvalidOperation
        except InvalidOperation:
            self.report.error(value, "value_invalid")
            return None
        side = text(element, "debitcredit")
        if side not in ("debit", "credit"):
            where = element.find("debitcredit")
            self.report.error(where if where is not None else element, "side_invalid")
            return None
        return money(amount if side == "debit" else -amount)

    def _check_dimensions(self, element, line):
        if line.type == "total" and self.daybook.category in RELATION_TYPE:
            self._check_total(element, line)
            return
        account = self._dimension(element, "dim1", line.dim1, ("BAS", "PNL"))
        if not line.dim1 and line.type == "total":
            line.dim1 = self.daybook.account
        if line.dim2:
            types = (
                ("KPL",)
                if self.daybook.category in RELATION_TYPE
                else ("DEB", "CRD", "KPL")
            )
            self._dimension(element, "dim2", line.dim2, types, level=2)
        elif account and account.fields.get("financials/subanalyse") == "true":
            self.report.error(element, "dim_required", code=account.code)
        if line.dim3:
            self._dimension(element, "dim3", line.dim3, ("PRJ", "AST"), level=3)

    def _check_total(self, element, line):
        type_ = RELATION_TYPE[self.daybook.category]
        relation = self._dimension(element, "dim2", line.dim2, (type_,), level=2)
        if not line.dim1 and relation:
            known = relation.fields.get("financials/substitutewith")
            line.dim1 = known or CONTROL[type_]
        if line.dim1:
            self._dimension(element, "dim1", line.dim1, ("BAS",))

    def _dimension(self, element, name, code, types, level=1):
        """The dimension of one of ``types``; an error where there is none."""
        where = element.find(name)
        where = where if where is not None else element
        found = self.office.any_dimension(code, types)
        if found is None:
            other = self.office.any_dimension(code, list(self.office.types))
            if other and level > 1:
                self.report.error(
                    where,
                    "dim_type",
                    type=other.type,
                    name=other.name,
                    code=code,
                    level=level,
                    wanted=types[0],
                )
            elif code or element.get("type") != "vat":
                self.report.error(
                    where, "dim_absent", code=code, office=self.office.code
                )
        elif found.blocked:
            self.report.error(where, "dim_blocked", code=code)
        return found

    def _read_vat(self, element, line):
        where = element.find("vatcode")
        line.vatcode = text(element, "vatcode").upper()
        if not line.vatcode:
            return
        code = self.office.vat.get(line.vatcode)
        if code is None or code.status != "active" or not code.rate_on(self.date):
            self.report.error(where, "vat_unknown", code=line.vatcode)
            return
        if (
            self.daybook.category in RELATION_TYPE
            and code.type != self.daybook.category
        ):
            self.report.error(
                where,
                "vat_type",
                name=code.name,
                code=code.code,
                type=word(self.session.language, code.type),
                wanted=word(self.session.language, self.daybook.category),
            )
            return
        if code.intra_community and not line.extra.get("performancetype"):
            self.report.error(where, "vat_performance")
            return
        if text(element, "vatvalue"):
            given = element.find("vatvalue")
            try:
                sign = -1 if line.amount < 0 else 1
                line.vat = money(sign * Decimal(given.text.strip()))
            except InvalidOperation:
                self.report.error(given, "value_invalid")
        else:
            line.vat = vat.amount(code, line.amount, self.date)

    # Balance

    def _balance(self):
        details = [line for line in self.lines if line.type == "detail"]
        given = [line for line in self.lines if line.type == "vat"]
        if given:
            vats = given
        else:
            first = max(line.id for line in self.lines) + 1
            vats = vat.lines(self.office, details, self.date, first)
            self.lines += vats
        missing = -sum((line.amount for line in self.lines), ZERO)
        automatic = self.element.get("autobalancevat") == "true"
        if missing and automatic and vats and abs(missing) <= TOLERANCE:
            vats[0].amount += missing
            missing = ZERO
        if missing:
            side = word(self.session.language, "debit" if missing > 0 else "credit")
            for key in ("balance", "balance_base", "balance_reporting"):
                self.report.error(
                    self.element, key, amount=f"{abs(missing):.2f}", side=side
                )

    # Into the books

    def _book(self):
        if self.existing:
            number = self.existing.number
        else:
            year = int(self.period[:4])
            number = self.office.next_number(self.daybook.code, year)
        known = {"office", "code", "number", "date", "duedate", "currency", "period"}
        entry = Entry(
            daybook=self.daybook.code,
            number=number,
            period=self.period,
            date=self.date,
            currency=self.currency,
            location=self.element.get("destiny"),
            lines=self.lines,
            header={c.tag: c.text or "" for c in self.header if c.tag not in known},
            invoicenumber=self.head("invoicenumber"),
            duedate=self.duedate or self._due_by_relation(),
            user=self.session.user,
            created=self.existing.created if self.existing else None,
        )
        for line in entry.lines:
            if self._is_matchable(line):
                line.open = line.amount
        self.office.add(entry)
        self._echo(entry)

    def _due_by_relation(self):
        if self.daybook.category not in RELATION_TYPE:
            return None
        total = next(line for line in self.lines if line.type == "total")
        relation = self.office.relation(total.dim2)
        days = relation.fields.get("financials/duedays", "30") if relation else "30"
        return self.date.fromordinal(
            self.date.toordinal() + (int(days) if days.isdigit() else 30)
        )

    def _is_matchable(self, line):
        if self.daybook.category in RELATION_TYPE:
            return line.type == "total"
        return line.type == "detail" and bool(self.office.relation(line.dim2))

    def _echo(self, entry):
        element = self.element
        del element.attrib["destiny"]
        element.set("location", entry.location)
        write_header(self.header, self.office, entry, self.session)
        element.attrib.pop("raisewarning", None)
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
                add(target, "value", f"{abs(line.amount):.2f}")
                add(target, "debitcredit", "debit" if line.amount > 0 else "credit")
            target.text = None
            target.set("id", str(line.id))
            self._echo_line(target, line)

    def _echo_line(self, target, line):
        self._echo_dimensions(target, line)
        value = f"{abs(line.amount):.2f}"
        put(target, "value", value)
        for name, default in (
            ("basevalue", value),
            ("repvalue", value),
            ("rate", "1"),
            ("reprate", "1"),
        ):
            if target.find(name) is None:
                put(target, name, default)
        self._echo_vat(target, line)
        if line.open is not None:
            for name in ("openvalue", "openbasevalue", "openrepvalue"):
                put(target, name, f"{abs(line.open):.2f}")
            put(target, "matchlevel", "2")
            put(target, "customersupplier", "2")
        put(target, "matchstatus", line.status)

    def _echo_dimensions(self, target, line):
        for name in ("dim1", "dim2", "dim3"):
            code = getattr(line, name)
            if not code:
                continue
            dimension = self.office.any_dimension(code, list(self.office.types))
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

    def _echo_vat(self, target, line):
        if line.type == "vat":
            put(target, "vatturnover", f"{abs(line.turnover or ZERO):.2f}")
            put(target, "vatbaseturnover", f"{abs(line.turnover or ZERO):.2f}")
            put(target, "baseline", str(line.baseline or 1))
        if line.vatcode:
            code = self.office.vat.get(line.vatcode)
            name = code.name if code else ""
            put(target, "vatcode", line.vatcode, name=name, shortname=name)
        if line.type == "detail" and line.vat is not None:
            put(target, "vatvalue", f"{abs(line.vat):.2f}")
            put(target, "vatbasevalue", f"{abs(line.vat):.2f}")


def write_header(header, office, entry, session):
    """What the server adds to the header of a booked transaction [B]."""
    daybook = office.daybooks[entry.daybook]
    session_names(put(header, "office", office.code), office)
    put(header, "code", entry.daybook, name=daybook.name, shortname=daybook.shortname)
    names = session.currencies.get(entry.currency, entry.currency)
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
    put(header, "regime", "generic")
    put(header, "number", str(entry.number))
