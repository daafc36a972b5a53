"""The lines of a transaction: read, checked, valued in the three currencies."""

from . import line_vat
from .annotate import to_day
from .delivered import Delivered
from .line_vat import RELATION_TYPE
from .records import LEVEL_TYPES, ZERO, Line, money

DESCRIPTION = 40
KEPT = ("performance", "freechar", "comment", "currencydate")


class LineReader:
    """Reads the lines of one posting; what is wrong goes into its report."""

    def __init__(self, posting):
        self.element = posting.element
        self.report = posting.report
        self.office = posting.office
        self.daybook = posting.daybook
        self.date = posting.date
        self.language = posting.session.language
        self.quirks = posting.quirks
        self.rate = self.office.rate(posting.currency, self.date)
        reprate = self.office.reporting_rate(posting.currency, self.date)
        self.reprate = self.rate if reprate is None else reprate
        # Lines whose value in base or reporting currency was not given
        self.computed = {"base": [], "rep": []}

    def read(self):
        elements = self.element.findall("lines/line")
        # A journal line without type is a detail line [C].
        types = [element.get("type", "detail") for element in elements]
        self._check_layout(types)
        lines, seen = [], set()
        for position, element in enumerate(elements, 1):
            type_ = types[position - 1]
            number = element.get("id", str(position))
            if type_ not in ("total", "detail", "vat"):
                self.report.error(element, "line_type")
            elif not number.isdigit() or number in seen:
                self.report.error(element, "line_id")
            else:
                seen.add(number)
                given = Delivered(element, self.report)
                lines.append(self._line(given, type_, int(number)))
        return lines

    def _check_layout(self, types):
        journal = self.daybook.category == "journal"
        if types.count("total") != (0 if journal else 1):
            key = "lines_journal" if journal else "lines_total"
            self.report.error(self.element, key)
        if "detail" not in types:
            self.report.error(self.element, "lines_detail")
        elif journal and len(types) < 2:
            self.report.error(self.element, "lines_two")

    def _line(self, given, type_, number):
        line = Line(id=number, type=type_, amount=self._amount(given) or ZERO)
        self._value(given, line)
        self._texts(given, line)
        self._check_dimensions(given, line)
        if type_ == "detail":
            line_vat.read(self, given, line)
        elif type_ == "vat":
            line.vatcode = given.text("vatcode").upper()
            line.turnover = given.number("vatturnover") or ZERO
            line.turnoverbase = money(line.turnover * line.rate)
        return line

    def _texts(self, given, line):
        line.description = given.text("description")
        if len(line.description) > DESCRIPTION:
            self.report.error(
                given.where("description"),
                "too_long",
                name="description",
                length=DESCRIPTION,
            )
        line.invoicenumber = given.text("invoicenumber")
        line.extra = given.starting_with(KEPT)
        for name in ("currencydate", "performancedate"):
            if given.text(name) and to_day(given.text(name)) is None:
                self.report.error(given.where(name), "date_invalid")
        office = given.text("destoffice").upper()
        if office and office not in (self.office.code, *self.office.intercompany):
            names = {"name": self.office.name, "code": self.office.code}
            self.report.error(self.element, "intercompany", **names)

    # Values

    def _amount(self, given):
        """Signed; a negative value stands on the other side, or is refused."""
        if not given.text("value"):
            self.report.error(given.where("value"), "value_missing")
            return None
        amount, side = given.number("value"), given.text("debitcredit")
        if side not in ("debit", "credit"):
            self.report.error(given.where("debitcredit"), "side_invalid")
            return None
        if amount is None:
            return None
        if amount < 0 and self.quirks["refuse_negative_values"]:
            self.report.error(given.where("value"), "value_invalid")
            return None
        return money(amount if side == "debit" else -amount)

    def _value(self, given, line):
        """A given value goes before a given rate, that before the table's."""
        for name, value, rate, own in (
            ("base", "basevalue", "rate", self.rate),
            ("rep", "repvalue", "reprate", self.reprate),
        ):
            amount, factor = given.number(value), given.number(rate)
            if factor and self.quirks["rate_divides"]:
                factor = 1 / factor
            is_computed = amount is None
            if is_computed:
                factor = own if factor is None else factor
                amount = money(line.amount * factor)
                self.computed[name].append(line)
            else:
                amount = money(amount if line.amount >= 0 else -amount)
                if factor is None:
                    factor = amount / line.amount if line.amount else own
            setattr(line, name, amount)
            setattr(line, rate, factor)
        # Of the reporting currency, the last of the two
        if is_computed and self.office.reporting == self.office.currency:
            line.rep, line.reprate = line.base, line.rate

    # Dimensions

    def _check_dimensions(self, given, line):
        line.dim1 = given.text("dim1").upper()
        line.dim2 = given.text("dim2").upper()
        line.dim3 = given.text("dim3").upper()
        if line.type == "total":
            self._check_total(given, line)
            return
        account = None
        if line.dim1 or line.type != "vat":
            account = self._dimension(given, "dim1", line.dim1, ("BAS", "PNL"))
        if line.type == "vat" and not line.dim1:
            line.dim1 = self._vat_account(given)
        if line.dim2:
            self._check_second(given, line, account)
        elif account and line.type == "detail" and subanalyse(account) == "true":
            self.report.error(given.element, "dim_required", code=account.code)
        if line.dim3:
            self._dimension(given, "dim3", line.dim3, LEVEL_TYPES[3], level=3)

    def _vat_account(self, given):
        code = self.office.vat.get(given.text("vatcode").upper())
        rate = code.rate_on(self.date) if code else None
        return rate.accounts[0][0] if rate and rate.accounts else ""

    def _check_second(self, given, line, account):
        types = LEVEL_TYPES[2]
        if account:
            linked = [
                type_
                for type_, code in self.office.control_accounts.items()
                if code == account.code
            ]
            types = linked or types
        if self.daybook.category in RELATION_TYPE and types == LEVEL_TYPES[2]:
            types = ("KPL",)
        found = self._dimension(given, "dim2", line.dim2, types, level=2)
        if found and account and subanalyse(account) == "false":
            self.report.error(given.where("dim2"), "dim_forbidden", code=account.code)

    def _check_total(self, given, line):
        type_ = RELATION_TYPE.get(self.daybook.category)
        if type_:
            relation = self._dimension(given, "dim2", line.dim2, (type_,), level=2)
            if not line.dim1 and relation:
                known = relation.fields.get("financials/substitutewith")
                line.dim1 = known or self.office.control_accounts[type_]
        elif not line.dim1:
            line.dim1 = self.daybook.account
        if line.dim1:
            self._dimension(given, "dim1", line.dim1, ("BAS",))

    def _dimension(self, given, name, code, types, level=1):
        """The dimension of one of ``types``; an error where there is none."""
        found = self.office.any_dimension(code, types)
        if found is None:
            where = given.where(name)
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
            else:
                self.report.error(
                    where, "dim_absent", code=code, office=self.office.code
                )
        elif found.blocked:
            self.report.error(given.where(name), "dim_blocked", code=code)
        return found


def subanalyse(account):
    """true: needs a second dimension, false: takes none, maybe: either."""
    known = account.fields.get("financials/subanalyse")
    return known or "maybe"
