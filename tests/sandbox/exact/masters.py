"""Changing master data behind the back of the connector."""

from datetime import datetime

from . import schema, seeds
from .division import midnight
from .store import guid

TYPES = {
    "account": "financial/GLAccounts",
    "vat": "vat/VATCodes",
    "journal": "financial/Journals",
    "relation": "crm/Accounts",
    "cost_centre": "hrm/Costcenters",
    "cost_unit": "hrm/Costunits",
    "project": "project/Projects",
    "condition": "cashflow/PaymentConditions",
}
BLOCKED = {"financial/GLAccounts": "IsBlocked", "crm/Accounts": "Blocked"}


class Masters:
    """The part of ``Accountant`` that keeps records."""

    def period(self, division, period, open=True, remove=False, journal=""):
        """Close, open or remove "2026/03", of one journal or of all."""
        division = self._division(division)
        year, number = (int(part) for part in period.split("/"))
        if remove:
            for row in division.table("financial/FinancialPeriods").by("FinYear", year):
                if row["FinPeriod"] == number:
                    division.remove("financial/FinancialPeriods", row)
            return {}
        for row in division.table("read/financial/JournalStatusList").by("Year", year):
            if row["Period"] == number and journal in ("", row["Journal"]):
                division.change(
                    "read/financial/JournalStatusList",
                    row,
                    Status=0 if open else 1,
                    StatusDescription="Open" if open else "Closed",
                )
        return {}

    def _record(self, division, type_, code):
        row = division.table(TYPES[type_]).one("Code", code)
        if row is None:
            raise LookupError(code)
        return row

    def rename(self, division, type, code, name):
        division = self._division(division)
        row = self._record(division, type, code)
        field = "Name" if type == "relation" else "Description"
        division.change(TYPES[type], row, **{field: name})
        return {}

    def block(self, division, type, code, blocked=True):
        division = self._division(division)
        row = self._record(division, type, code)
        if type in ("cost_centre", "cost_unit", "project"):
            past = midnight(division.now()).replace(year=2000) if blocked else None
            division.change(TYPES[type], row, EndDate=past)
        else:
            field = BLOCKED.get(TYPES[type], "IsBlocked")
            division.change(TYPES[type], row, **{field: bool(blocked)})
        return {}

    def remove(self, division, type, code):
        division = self._division(division)
        division.remove(TYPES[type], self._record(division, type, code))
        return {}

    def change(self, division, type, code, values):
        """Any properties of a record, as they are shown: {"Status": "P"}."""
        division = self._division(division)
        row = self._record(division, type, code)
        fields = schema.RESOURCES[TYPES[type]].fields
        unknown = set(values) - set(fields)
        if unknown:
            raise ValueError(f"unknown: {sorted(unknown)}")
        division.change(TYPES[type], row, **values)
        return {}

    def add(self, division, type, code, name, **more):
        """An account (``kind``: its type), a VAT code (``percentage``,
        ``transactions``, ``sort``, ``pay``, ``claim``), a cost centre, a cost unit, a
        project, or a relation (``more``: its properties)."""
        division = self._division(division)
        if type == "account":
            division.add_gl(code, name, int(more.get("kind", 110)))
        elif type == "vat":
            percentage = more.pop("percentage", "0")
            kind = more.pop("transactions", "S")
            division.add_vat(code, name, percentage, kind, **more)
        elif type == "relation":
            seeds.add_account(division.writer, {"Code": code, "Name": name, **more})
        elif type == "condition":
            seeds.add_condition(division, code, name, int(more.get("days", 30)), 0, "B")
        else:
            division.add(
                TYPES[type], {"ID": guid(), "Code": code, "Description": name, **more}
            )
        return {}

    def mapping(self, division, code, cost_centre=None, cost_unit=None):
        """Of a ledger account: 0 optional, 1 mandatory, 2 not allowed."""
        division = self._division(division)
        row = division.gl(code)
        values = {"UseCostcenter": cost_centre, "UseCostunit": cost_unit}
        values = {name: value for name, value in values.items() if value is not None}
        division.change("financial/GLAccounts", row, **values)
        return {}

    def rate(self, division, currency, rate, date):
        division = self._division(division)
        day = datetime.fromisoformat(date)
        if not division.table("general/Currencies").get(currency):
            division.add(
                "general/Currencies", {"Code": currency, "Description": currency}
            )
        seeds.add_rate(division, currency, rate, day)
        return {}
