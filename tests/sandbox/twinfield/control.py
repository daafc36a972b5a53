"""Acting as the accountant in Twinfield, and reading the books: the control API."""

from collections import defaultdict
from decimal import Decimal

from . import bankbooks, statements
from .payments import Payments, to_date
from .records import ZERO, money
from .settings import Settings


class Accountant(Settings, Payments):
    """Each public method is one path of the control API; values come as JSON."""

    def __init__(self, service):
        self.service = service

    def _office(self, code):
        return self.service.offices[code]

    def _invoice(self, office, one):
        """The sales or purchase entry that ``one`` speaks of."""
        if one.get("daybook"):
            return office.entries[one["daybook"], int(one["number"])]
        found = office.by_invoice(one["invoicenumber"])
        if len(found) != 1:
            raise LookupError(f"{one['invoicenumber']}: {len(found)} entries")
        return found[0]

    # Entries

    def edit(
        self,
        office,
        amount="",
        date="",
        new_invoicenumber="",
        vat="",
        codes=None,
        **one,
    ):
        """Change what stands in the books, behind the back of the connector; ``vat``:
        of an equal total; ``codes``: {"relation", "period", and of all lines "account",
        "vatcode", "cost_centre"}."""
        office = self._office(office)
        entry = self._invoice(office, one)
        if new_invoicenumber:
            office.renumber(entry, new_invoicenumber)
        if date:
            entry.date = to_date(date, office)
        if amount:
            self._change_total(entry, money(amount))
        if vat:
            self._change_vat(entry, money(vat))
        self._recode(entry, codes or {})
        entry.modified = office.clock.now()
        entry.total.modified = entry.modified
        return {"number": entry.number}

    def _recode(self, entry, codes):
        entry.period = codes.get("period", entry.period)
        entry.total.dim2 = codes.get("relation", entry.total.dim2)
        for line in entry.lines:
            if line.type == "detail":
                line.dim1 = codes.get("account", line.dim1)
                line.dim2 = codes.get("cost_centre", line.dim2)
                line.vatcode = codes.get("vatcode", line.vatcode)

    def _change_total(self, entry, amount):
        total = entry.total
        sign = 1 if total.amount > 0 else -1
        difference = sign * amount - total.amount
        for line, change in (
            (total, difference),
            (next(li for li in entry.lines if li.type == "detail"), -difference),
        ):
            line.amount += change
            line.base += money(change * line.rate)
            line.rep += money(change * line.reprate)
        total.open += difference
        total.openbase += money(difference * total.rate)
        total.openrep += money(difference * total.reprate)

    def _change_vat(self, entry, vat):
        own = next(li for li in entry.lines if li.type == "vat")
        detail = next(li for li in entry.lines if li.type == "detail")
        change = (1 if own.amount > 0 else -1) * vat - own.amount
        for line, part in ((own, change), (detail, -change)):
            line.amount += part
            line.base += money(part * line.rate)
            line.rep += money(part * line.reprate)
        detail.vat += change
        detail.vatbase += money(change * detail.rate)

    def delete(self, office, reason="Verwijderd", **one):
        office = self._office(office)
        entry = self._invoice(office, one)
        office.delete(entry, reason, "ACCOUNTANT")
        return {}

    def finalise(self, office, **one):
        office = self._office(office)
        office.finalise(self._invoice(office, one))
        return {}

    def post_statement(self, office, code, number):
        """Make a bank transaction of an electronic statement."""
        return statements.post(self.service, self._office(office), code, number)

    def blocked_values(self):
        """Amounts blocked for payment: {"NL001/INK/202600001/1": amount}."""
        rows = self.service.blocked.items()
        return {"/".join(map(str, key)): f"{value:.2f}" for key, value in rows}

    def sign_up(self, office, code, state):
        """The bank book's automatic statements: Inactive, Pending or Active."""
        office = self._office(office)
        bankbooks.details(self.service, office, code).sign_up = state
        return {}

    # Master data

    def period(self, office, period, open=True, remove=False):
        periods = self._office(office).periods
        if remove:
            periods.pop(period)
        else:
            periods[period] = bool(open)
        return {}

    def rename(self, office, type, code, name):
        record = self._record(office, type, code)
        record.name = name
        record.modified = self.service.clock.now()
        return {}

    def block(self, office, type, code, blocked=True):
        record = self._record(office, type, code)
        record.status = (
            ("hide" if type != "VAT" else "deleted") if blocked else "active"
        )
        if type != "VAT":
            record.modified = self.service.clock.now()
        return {}

    def _record(self, office, type_, code):
        office = self._office(office)
        return office.vat[code] if type_ == "VAT" else office.dimensions[type_, code]

    def mask(self, office, type, mask):
        types = self._office(office).types
        types[type] = (types[type][0], mask)
        return {}

    def require_cost_centre(self, office, code, required=True):
        account = self._office(office).account(code)
        account.fields["financials/subanalyse"] = "true" if required else "maybe"
        return {}

    # The books

    def dimension(self, office, type, code):
        """One record: names, fields, groups and addresses as they were delivered."""
        record = self._office(office).dimensions[type, code]
        groups = record.wholes.get("groups")
        return {
            "name": record.name,
            "shortname": record.shortname,
            "fields": record.fields,
            "groups": [] if groups is None else [one.text or "" for one in groups],
            "addresses": [{e.tag: e.text or "" for e in a} for a in record.addresses],
        }

    def transactions(self, office):
        office = self._office(office)
        return {"transactions": [_entry(entry) for entry in office.entries.values()]}

    def totals(self, office):
        """Sums as text, in the base currency; ``invoices`` and ``open`` in that of the
        document. ``vat``: turnover and VAT of sales and purchases, credit positive;
        ``boxes``: the same by group of the VAT return; ``invoices`` and ``open``: by
        invoice number, debit positive."""
        office = self._office(office)
        result = {
            name: defaultdict(Decimal) for name in ("accounts", "invoices", "open")
        }
        relations = defaultdict(Decimal)
        vat, boxes = _sums(), _sums()
        for entry in office.entries.values():
            for line in entry.lines:
                result["accounts"][line.dim1] += line.base
                if line.open is not None:
                    relations[line.dim2] += line.openbase
                if line.type == "detail" and line.vatcode:
                    vat[line.vatcode]["turnover"] -= line.base
                    vat[line.vatcode]["vat"] -= line.vatbase or ZERO
                if line.type == "vat" and line.vatcode:
                    box = boxes[_box(office.vat[line.vatcode], line, entry)]
                    box["turnover"] -= line.turnoverbase or line.turnover or ZERO
                    box["vat"] -= line.base
            if entry.invoicenumber and entry.total:
                result["invoices"][entry.invoicenumber] += entry.total.amount
                result["open"][entry.invoicenumber] += entry.total.open or ZERO
        result["relations"] = relations
        texts = {name: _texts(values) for name, values in result.items()}
        for name, found in (("vat", vat), ("boxes", boxes)):
            texts[name] = {code: _texts(sums) for code, sums in found.items()}
        return texts


def _sums():
    return defaultdict(lambda: {"turnover": ZERO, "vat": ZERO})


def _box(code, line, entry):
    """The group of the VAT return that a line of VAT is for."""
    accounts = code.rate_on(entry.date).accounts
    return next((group for one, _share, group in accounts if one == line.dim1), "")


def _texts(values):
    return {key: f"{value:.2f}" for key, value in values.items()}


def _entry(entry):
    return {
        "daybook": entry.daybook,
        "number": entry.number,
        "period": entry.period,
        "date": entry.date.isoformat(),
        "duedate": entry.duedate.isoformat() if entry.duedate else "",
        "currency": entry.currency,
        "location": entry.location,
        "invoicenumber": entry.invoicenumber,
        "header": entry.header,
        "lines": [
            {
                "id": line.id,
                "type": line.type,
                "dim1": line.dim1,
                "dim2": line.dim2,
                "dim3": line.dim3,
                "amount": f"{line.amount:.2f}",
                "base": f"{line.base:.2f}",
                "reporting": f"{line.rep:.2f}",
                "vatcode": line.vatcode,
                "vat": "" if line.vat is None else f"{line.vat:.2f}",
                "open": "" if line.open is None else f"{line.open:.2f}",
                "description": line.description,
                "extra": line.extra,
            }
            for line in entry.lines
        ],
    }
