"""One transaction on its way into the books: checked in the order of the real server,
booked, echoed."""

from decimal import Decimal, InvalidOperation

from . import echo, vat
from .annotate import Report, text, to_day
from .lines import RELATION_TYPE, LineReader
from .masters import where
from .messages import word
from .records import CENT, ZERO, Entry, money

TOLERANCE = 2 * CENT  # what autobalancevat repairs [A]
FREETEXT = 40
STATEMENT = ("statementnumber", "startvalue", "closevalue")
# Whether a booked entry is so near that its invoice number can't be used again: the
# positions of the quirk
SCOPES = {
    "category": lambda posting, entry: True,
    "relation": lambda posting, entry: entry.total.dim2 == posting.relation,
    "daybook": lambda posting, entry: entry.daybook == posting.daybook.code,
    "year": lambda posting, entry: entry.period[:4] == posting.period[:4],
    "none": lambda posting, entry: False,
}


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
        self.entry = None

    def run(self):
        if self.element.get("destiny") not in ("temporary", "final"):
            self.report.error(self.element, "destiny")
        elif self.header is None:
            self.report.error(self.element, "daybook_unknown", code="")
        else:
            self._check_header()
        if not self.report.failed:
            reader = LineReader(self)
            self.lines, self.computed = reader.read(), reader.computed
        is_early = self.report.failed
        if not is_early:
            delivered = list(self.lines)
            self._balance()
            self._check_statement()
        if not self.report.failed:
            # Warnings come last, and together.
            self._check_date()
            self._check_duplicate()
        if self.report.write(self.element):
            self._book()
            return True
        if not is_early:
            self._work_out(delivered)
        return False

    def _work_out(self, delivered):
        """A refusal comes back with all that the server knew by then [B]."""
        self._level(delivered)
        echo.refused(self.element, self.office, self, delivered)

    @property
    def relation(self):
        return next(line.dim2 for line in self.lines if line.type == "total")

    @property
    def quirks(self):
        return self.session.service.quirks

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
        self.daybook = self.office.daybooks.get(self.head("code").upper())
        if self.daybook is None:
            place = where(self.header, "code")
            self.report.error(place, "daybook_unknown", code=self.head("code"))
            return
        self.existing = self._find_existing()
        self.date = self._date("date")
        if self.date is None:
            return
        self._check_period()
        self.duedate = self._date("duedate") if self.head("duedate") else None
        self._check_currency()
        self._check_freetexts()

    def _find_existing(self):
        number = self.header.find("number")
        if number is None or not (number.text or "").strip():
            return None
        entry = find(self.office, self.header)
        if entry is None:
            self.report.error(number, "transaction_unknown")
        elif entry.location == "final" and not self.quirks["final_changeable"]:
            self.report.error(self.element, "not_draft")
        return entry

    def _date(self, name):
        found = to_day(self.head(name))
        if found is None:
            self.report.error(where(self.header, name), "date_invalid")
        return found

    def _check_period(self):
        own = f"{self.date:%Y/%m}"
        self.period = self.head("period") or own
        state = self.office.periods.get(self.period)
        if state is None:
            self.report.error(self.element, "period_unknown", period=self.period)
        elif not state:
            self.report.error(self.element, "period_closed", period=self.period)

    def _check_date(self):
        own = f"{self.date:%Y/%m}"
        if self.period != own and self.period[5:7] not in ("00", "13", "55"):
            self.warn(
                self.header.find("date"),
                "date_outside",
                date=f"{self.date:%d-%m-%Y}",
                period=self.period,
            )

    def _check_currency(self):
        self.currency = self.head("currency").upper() or self.office.currency
        place = where(self.header, "currency")
        if self.currency not in self.office.currencies:
            self.report.error(place, "currency_unknown", code=self.currency)
        elif self.office.rate(self.currency, self.date) is None:
            self.report.error(place, "currency_rate", code=self.currency)

    def _check_freetexts(self):
        for number in (1, 2, 3):
            element = self.header.find(f"freetext{number}")
            if element is None or not (element.text or "").strip():
                continue
            if number not in self.daybook.freetexts:
                if self.daybook.strict_freetexts:
                    self.report.error(element, "freetext", number=number)
                else:
                    self.header.remove(element)
            elif len(element.text) > FREETEXT:
                self.report.error(
                    element, "too_long", name=element.tag, length=FREETEXT
                )

    def _check_duplicate(self):
        number = self.head("invoicenumber")
        if not number or self.daybook.category not in RELATION_TYPE:
            return
        is_near = SCOPES[self.quirks["duplicate_scope"]]
        for entry in self.office.by_invoice(number, (self.daybook.category,)):
            if entry is not self.existing and is_near(self, entry):
                place = where(self.header, "invoicenumber")
                refused = self.daybook.duplicates_refused
                note = self.report.error if refused else self.warn
                note(place, "duplicate", number=number)
                return

    def _check_statement(self):
        """What the statement moves is its total line; with nothing but noughts none
        is kept [A], unless it has to be [C]."""
        if self.daybook.category not in ("bank", "cash"):
            return
        values = {}
        for name in STATEMENT:
            try:
                values[name] = Decimal(self.head(name) or 0)
            except InvalidOperation:
                self.report.error(self.header.find(name), "value_invalid")
                return
        moved = values["closevalue"] - values["startvalue"]
        total = next(line.amount for line in self.lines if line.type == "total")
        kept = values["closevalue"] or values["startvalue"]
        if (kept or self.quirks["statement_required"]) and moved != total:
            place = where(self.header, "closevalue")
            self.report.error(place, "statement_moves", amount=f"{total:.2f}")

    # Balance

    def _balance(self):
        vats = [line for line in self.lines if line.type == "vat"]
        if not vats:
            details = [line for line in self.lines if line.type == "detail"]
            first = max(line.id for line in self.lines) + 1
            vats = vat.lines(self.office, details, self.date, first, self.quirks)
            self.lines += vats
            self.computed["base"] += vats
            self.computed["rep"] += vats
        vats = [line for line in vats if line.amount]
        automatic = self.element.get("autobalancevat") == "true" and vats
        for name, key in (
            ("amount", "balance"),
            ("base", "balance_base"),
            ("rep", "balance_reporting"),
        ):
            missing = -sum((getattr(line, name) for line in self.lines), ZERO)
            target = self._rounding(name, missing)
            if missing and target is None and automatic and abs(missing) <= TOLERANCE:
                target = vats[0]
            if missing and target is None:
                side = word(self.session.language, "debit" if missing > 0 else "credit")
                missing = f"{abs(missing):.2f}"
                self.report.error(self.element, key, amount=missing, side=side)
            elif missing:
                setattr(target, name, getattr(target, name) + missing)
                if target in vats and name == "amount":
                    self._recompute(target)

    def _rounding(self, name, missing):
        """The line that takes the cents lost by converting each line on its own:
        where the document balances, what this server computed itself has to."""
        lines = self.computed.get(name)
        if name == "amount" or not lines or sum(li.amount for li in self.lines):
            return None
        if abs(missing) > CENT * len(self.lines):
            return None
        return max(lines, key=lambda line: (line.type != "total", abs(line.amount)))

    def _recompute(self, line):
        line.base = money(line.amount * line.rate)
        line.rep = money(line.amount * line.reprate)

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
        self._level(entry.lines)
        if self.daybook.category in ("bank", "cash"):
            for name, default in zip(STATEMENT, ("0", "0.00", "0.00"), strict=True):
                entry.header[name] = entry.header.get(name) or default
        self.office.add(entry)
        echo.booked(self.element, self.office, entry, self.session)

    def _level(self, lines):
        for line in lines:
            line.level = self._match_level(line)
            if line.level:
                line.make_open()

    def _due_by_relation(self):
        if self.daybook.category not in RELATION_TYPE:
            return None
        relation = self.office.relation(self.relation)
        days = relation.fields.get("financials/duedays", "30") if relation else "30"
        return self.date.fromordinal(
            self.date.toordinal() + (int(days) if days.isdigit() else 30)
        )

    def _match_level(self, line):
        """The level of the dimension that a line is matched on; 0 for none."""
        if self.daybook.category in RELATION_TYPE:
            if line.type == "total":
                return 2
        elif line.type == "detail" and self.office.relation(line.dim2):
            return 2
        if line.type != "detail":
            return 0
        project = self.office.any_dimension(line.dim3, ("PRJ", "AST"))
        account = self.office.account(line.dim1)
        for level, record in ((3, project), (1, account)):
            if record and record.fields.get("financials/matchtype") == "matchable":
                return level
        return 0
