"""The lines of a transaction: read, checked, valued in the three currencies."""

from datetime import datetime
from decimal import Decimal, InvalidOperation

from . import vat
from .annotate import child, text
from .messages import word
from .records import LEVEL_TYPES, ZERO, Line, money

DESCRIPTION = 40
RELATION_TYPE = {"sales": "DEB", "purchase": "CRD"}
KEPT = ("performance", "freechar", "comment", "currencydate")
PERFORMANCE = ("goods", "services")


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
                lines.append(self._line(element, type_, int(number)))
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

    def _line(self, element, type_, number):
        line = Line(id=number, type=type_, amount=self._amount(element) or ZERO)
        self._value(element, line)
        self._texts(element, line)
        self._check_dimensions(element, line)
        if type_ == "detail":
            self._read_vat(element, line)
        elif type_ == "vat":
            line.vatcode = text(element, "vatcode").upper()
            line.turnover = self._number(element, "vatturnover") or ZERO
            line.turnoverbase = money(line.turnover * line.rate)
        return line

    def _texts(self, element, line):
        line.description = text(element, "description")
        if len(line.description) > DESCRIPTION:
            self.report.error(
                element.find("description"),
                "too_long",
                name="description",
                length=DESCRIPTION,
            )
        line.invoicenumber = text(element, "invoicenumber")
        line.extra = {
            one.tag: one.text or "" for one in element if one.tag.startswith(KEPT)
        }
        for name in ("currencydate", "performancedate"):
            self._check_date(child(element, name))
        office = text(element, "destoffice").upper()
        if office and office != self.office.code:
            self._check_destination(element, office)

    def _check_date(self, element):
        if element is None or not (element.text or "").strip():
            return
        try:
            datetime.strptime(element.text.strip(), "%Y%m%d")
        except ValueError:
            self.report.error(element, "date_invalid")

    def _check_destination(self, element, office):
        if office in self.office.intercompany:
            return
        self.report.error(
            self.element, "intercompany", name=self.office.name, code=self.office.code
        )

    # Values

    def _number(self, element, name):
        """None where it is empty or no number."""
        given = child(element, name)
        if given is None or not (given.text or "").strip():
            return None
        try:
            value = Decimal(given.text.strip())
            if value.is_finite():
                return value
        except InvalidOperation:
            pass
        self.report.error(given, "value_invalid")
        return None

    def _amount(self, element):
        """Signed; a negative value stands on the other side, or is refused."""
        value = child(element, "value")
        if value is None or not (value.text or "").strip():
            self.report.error(value if value is not None else element, "value_missing")
            return None
        amount = self._number(element, "value")
        side = text(element, "debitcredit")
        if side not in ("debit", "credit"):
            where = element.find("debitcredit")
            self.report.error(where if where is not None else element, "side_invalid")
            return None
        if amount is not None and amount < 0 and self.quirks["refuse_negative_values"]:
            self.report.error(value, "value_invalid")
            return None
        if amount is None:
            return None
        return money(amount if side == "debit" else -amount)

    def _value(self, element, line):
        """A given value goes before a given rate, that before the table's."""
        for name, value, rate, own in (
            ("base", "basevalue", "rate", self.rate),
            ("rep", "repvalue", "reprate", self.reprate),
        ):
            given = self._number(element, value)
            factor = self._number(element, rate)
            if factor and self.quirks["rate_divides"]:
                factor = 1 / factor
            if given is None:
                factor = own if factor is None else factor
                amount = money(line.amount * factor)
                self.computed[name].append(line)
            else:
                amount = money(given if line.amount >= 0 else -given)
                if factor is None:
                    factor = amount / line.amount if line.amount else own
            setattr(line, name, amount)
            setattr(line, rate, factor)
        if (
            self.office.reporting == self.office.currency
            and line in self.computed["rep"]
        ):
            line.rep, line.reprate = line.base, line.rate

    # Dimensions

    def _check_dimensions(self, element, line):
        line.dim1, line.dim2, line.dim3 = (
            text(element, name).upper() for name in ("dim1", "dim2", "dim3")
        )
        if line.type == "total":
            self._check_total(element, line)
            return
        account = None
        if line.dim1 or line.type != "vat":
            account = self._dimension(element, "dim1", line.dim1, ("BAS", "PNL"))
        if line.type == "vat" and not line.dim1:
            line.dim1 = self._vat_account(element)
        if line.dim2:
            self._check_second(element, line, account)
        elif account and line.type == "detail" and subanalyse(account) == "true":
            self.report.error(element, "dim_required", code=account.code)
        if line.dim3:
            self._dimension(element, "dim3", line.dim3, LEVEL_TYPES[3], level=3)

    def _vat_account(self, element):
        code = self.office.vat.get(text(element, "vatcode").upper())
        rate = code.rate_on(self.date) if code else None
        return rate.accounts[0][0] if rate and rate.accounts else ""

    def _check_second(self, element, line, account):
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
        found = self._dimension(element, "dim2", line.dim2, types, level=2)
        if found and account and subanalyse(account) == "false":
            self.report.error(element.find("dim2"), "dim_forbidden", code=account.code)

    def _check_total(self, element, line):
        type_ = RELATION_TYPE.get(self.daybook.category)
        if type_:
            relation = self._dimension(element, "dim2", line.dim2, (type_,), level=2)
            if not line.dim1 and relation:
                known = relation.fields.get("financials/substitutewith")
                line.dim1 = known or self.office.control_accounts[type_]
        elif not line.dim1:
            line.dim1 = self.daybook.account
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
            else:
                self.report.error(
                    where, "dim_absent", code=code, office=self.office.code
                )
        elif found.blocked:
            self.report.error(where, "dim_blocked", code=code)
        return found

    # VAT

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
                type=word(self.language, code.type),
                wanted=word(self.language, self.daybook.category),
            )
            return
        if code.intra_community:
            self._check_performance(element, line)
        self._value_vat(element, line, code)

    def _value_vat(self, element, line, code):
        sign = -1 if line.amount < 0 else 1
        given = self._number(element, "vatvalue")
        if given is None:
            line.vat = vat.amount(code, line.amount, self.date)
        else:
            line.vat = money(sign * given)
        for name, attribute, rate in (
            ("vatbasevalue", "vatbase", line.rate),
            ("vatrepvalue", "vatrep", line.reprate),
        ):
            given = self._number(element, name)
            value = line.vat * rate if given is None else sign * given
            setattr(line, attribute, money(value))

    def _check_performance(self, element, line):
        """Type, country and VAT number of a supply within the EU, and for services
        its date. The relation's own count where they are not given [A]; the date of
        the document where there is none [inf]."""
        where = element.find("vatcode")
        given = line.extra.get("performancetype", "").lower()
        if given not in PERFORMANCE:
            self.report.error(where, "vat_performance")
            return
        country, number = self._relation_vat()
        defaults = {"performancecountry": country, "performancevatnumber": number}
        if given == "services":
            defaults["performancedate"] = f"{self.date:%Y%m%d}"
        for name, value in defaults.items():
            line.extra[name] = line.extra.get(name) or value
            if not line.extra[name]:
                place = element.find(name)
                self.report.error(place if place is not None else where, f"vat_{name}")

    def _relation_vat(self):
        """(country, VAT number) of the relation of the document."""
        relation = self.office.relation(
            text(self.element, "lines/line[@type='total']/dim2").upper()
        )
        if relation is None:
            return "", ""
        default = [a for a in relation.addresses if a.get("default") == "true"]
        address = next(iter(default or relation.addresses), None)
        country = text(address, "country") or text(address, "ictcountrycode")
        number = relation.fields.get("vatnumber") or text(address, "field4")
        return country or number[:2], number


def subanalyse(account):
    """true: needs a second dimension, false: takes none, maybe: either."""
    known = account.fields.get("financials/subanalyse")
    return known or "maybe"
