"""What a posted invoice must be, and what is filled in where it says nothing."""

from decimal import Decimal

from .division import (
    CONTROL,
    LEDGER,
    OPEN,
    STATUS_NAMES,
    TEXT,
    TRANSACTIONS,
    ZERO,
    today,
)
from .kinds import PURCHASES, SALES
from .messages import Refused

MAX_INT = 2**31 - 1


class Checks:
    """The part of ``Entries`` that refuses and completes."""

    def _header(self, kind, values, problems):
        division = self.division
        header = {n: v for n, v in values.items() if n != kind.navigation}
        header["Description"] = (header.get("Description") or "")[:TEXT] or None
        journal = self._journal(values.get("Journal"), kind.journals, problems)
        account = self._relation(kind, values.get(kind.relation), journal, problems)
        header["EntryDate"] = values.get("EntryDate") or today(division)
        currency = values.get("Currency") or division.currency
        if not division.table("general/Currencies").get(currency):
            problems.add("invalid_ref", field="Currency")
        elif journal and not journal["AllowVariableCurrency"]:
            if currency != journal["Currency"]:
                problems.add("not_allowed", field="Currency")
        header["Currency"] = currency
        rate = values.get("Rate") or division.rate(currency, header["EntryDate"])
        header["Rate"] = rate or Decimal(1)
        self._condition(kind, header, account, problems)
        self._period(header, journal, problems)
        if values.get("Document") and not division.table("documents/Documents").get(
            values["Document"]
        ):
            problems.add("invalid_ref", field="Document")
        if kind is PURCHASES and self.division.quirks["your_ref_unique"]:
            self._check_reference(kind, values, problems)
        header["Status"], header["StatusDescription"] = OPEN, STATUS_NAMES[OPEN]
        header["JournalDescription"] = journal and journal["Description"]
        header[f"{kind.relation}Name"] = account and account["Name"]
        header.setdefault("Reversal", False)
        header.setdefault("IsExtraDuty", False)
        return header

    def _check_reference(self, kind, values, problems):
        """One purchase for each reference of a supplier."""
        wanted = values.get("YourRef")
        rows = self.division.table(kind.path).by("YourRef", wanted) if wanted else []
        for row in rows:
            if row["Supplier"] == values.get("Supplier"):
                if row["EntryID"] != values.get("EntryID"):
                    problems.add("exists", field="YourRef")

    def _journal(self, code, types, problems, field="Journal"):
        if not code:
            problems.add("mandatory", field=field)
            return None
        journal = self.division.journal(code)
        if journal is None:
            # Given as a GUID, too: entries name it by code [I].
            problems.add("invalid_ref", field="Journals")
        elif journal["Type"] not in types:
            key = {12: "bank_journal", 10: "cash_journal"}.get(types[0])
            problems.add(key or "invalid_journal")
        elif journal["IsBlocked"]:
            problems.add("blocked", field=field)
        return journal

    def _relation(self, kind, id_, journal, problems):
        if not id_:
            problems.add("mandatory", field=kind.relation)
            return None
        account = self.division.table("crm/Accounts").get(id_)
        if account is None:
            problems.add("invalid_ref", field=kind.relation)
        elif account.get("Blocked"):
            problems.add("blocked", field=kind.relation)
        elif kind is SALES and account.get("Status") != "C":
            problems.add("invalid_customer_type")
        elif kind is PURCHASES and not account.get("IsSupplier"):
            problems.add("invalid_supplier_type")
        elif kind is SALES and self.division.country == "BE" and journal:
            own = account.get("GLAR")
            if own and journal.get("GLAccount") not in (None, own):
                problems.add("ar_mismatch")
        return account

    def _condition(self, kind, header, account, problems):
        own = "PaymentConditionSales" if kind is SALES else "PaymentConditionPurchase"
        code = header.get("PaymentCondition") or (account or {}).get(own)
        if not code and kind is PURCHASES:
            # That of the administration [B]
            code = self.division.usual["purchase_condition"]
        rows = self.division.conditions(code) if code else []
        if header.get("PaymentCondition") and not rows:
            problems.add("invalid_ref", field="PaymentCondition")
        header["PaymentCondition"] = code or None
        header["PaymentConditionDescription"] = rows[0]["Description"] if rows else None
        header["PaymentConditionPaymentMethod"] = (
            rows[0].get("PaymentMethod") if rows else None
        )
        if not header.get("DueDate"):
            day = header["EntryDate"]
            header["DueDate"] = self.division.due_date(rows[0], day) if rows else day

    def _period(self, header, journal, problems):
        found = self.division.period_of(header["EntryDate"])
        year, period = found or (None, None)
        header["ReportingYear"] = header.get("ReportingYear") or year
        header["ReportingPeriod"] = header.get("ReportingPeriod") or period
        if header["ReportingYear"] is None or header["ReportingPeriod"] is None:
            problems.add("no_financial_year")
        elif journal:
            self.division.check_period(
                problems, journal, header["ReportingYear"], header["ReportingPeriod"]
            )

    def number(self, header, wanted, journal="Journal", year="ReportingYear"):
        code, book_year = header[journal], header[year]
        if wanted:
            if not 0 < wanted <= MAX_INT:
                raise Refused(("invalid", {"field": "EntryNumber"}))
            if self._is_used(code, book_year, wanted):
                raise Refused("entry_number_in_use")
            return wanted
        digits = "".join(c for c in code if c.isdigit()) or "99"
        last = self._last.get((code, book_year), 0)
        while True:
            last += 1
            number = int(f"{book_year % 100:02}{digits}{last:04}")
            if not self._is_used(code, book_year, number):
                break
        self._last[code, book_year] = last
        return number

    def _is_used(self, journal, year, number, name="EntryNumber"):
        table = self.division.table(LEDGER if name != "EntryNumber" else TRANSACTIONS)
        return any(
            row["JournalCode"] == journal and row["FinancialYear"] == year
            for row in table.by(name, number)
        )

    def _invoice_number(self, header, values):
        """That of the entry, unless another one is given that is free [C]."""
        wanted, quirks = values.get("InvoiceNumber"), self.division.quirks
        own = header.get("InvoiceNumber") if "EntryID" in header else None
        own = own or header["EntryNumber"]
        if not wanted or quirks["ignore_invoice_number"]:
            return own
        where = header["Journal"], header["ReportingYear"]
        if not self._is_used(*where, wanted, "InvoiceNumber"):
            return wanted
        if quirks["duplicate_number_refused"]:
            raise Refused("entry_number_in_use")
        return own

    def _line(self, kind, values, header, problems):
        division, line = self.division, dict(values)
        line["Description"] = (line.get("Description") or "")[:TEXT] or None
        account = self._gl(line, problems)
        if line.get("AmountFC") is None:
            # Read-only amounts alone are ignored: the entry is one of zero [B].
            line["AmountFC"] = ZERO
        relation = division.table("crm/Accounts").get(header.get(kind.relation) or "")
        own = "SalesVATCode" if kind is SALES else "PurchaseVATCode"
        code = (
            line.get("VATCode")
            or (account or {}).get("VATCode")
            or (relation or {}).get(own)
        )
        line["VATCode"] = code and code.strip()
        self._check_vat(kind, line, header, problems)
        self._check_cost(line, account, problems)
        return line

    def _gl(self, line, problems):
        if not line.get("GLAccount"):
            problems.add("mandatory", field="GLAccount")
            return None
        account = self.division.table("financial/GLAccounts").get(line["GLAccount"])
        if account is None:
            problems.add("invalid_ref", field="GLAccount")
            return None
        if account["Type"] in CONTROL:
            problems.add("invalid_gltype")
        elif account["IsBlocked"]:
            problems.add("blocked", field="GLAccount")
        line["GLAccountCode"] = account["Code"]
        line["GLAccountDescription"] = account["Description"]
        return account

    def _check_vat(self, kind, line, header, problems):
        if not line["VATCode"]:
            line["VATPercentage"] = None
            return
        vat = self.division.vat(line["VATCode"])
        if vat is None:
            problems.add("invalid_ref", field="VATCode")
            return
        if vat["IsBlocked"] or vat["VATTransactionType"] not in (kind.vat, "B"):
            problems.add("vat_not_allowed")
        percentage = self.division.percentage(vat, header["EntryDate"])
        given = line.get("VATPercentage")
        if given and given != percentage:
            problems.add("invalid_vat_pct")
        line["VATPercentage"] = percentage
        line["VATCodeDescription"] = vat["Description"]

    def _check_cost(self, line, account, problems):
        for name, table, use in (
            ("CostCenter", "hrm/Costcenters", "UseCostcenter"),
            ("CostUnit", "hrm/Costunits", "UseCostunit"),
        ):
            rule = (account or {}).get(use)
            if not line.get(name):
                line[name] = (account or {}).get(name.lower().capitalize()) or None
            if not line[name]:
                if rule == 1:
                    problems.add("mandatory", field=name)
                continue
            row = self.division.table(table).one("Code", line[name])
            if row is None or not self._is_active(row):
                problems.add("invalid_ref", field=name)
            elif rule == 2:
                problems.add("cost_center_link")
            else:
                line[f"{name}Description"] = row["Description"]
        self._check_project(line, problems)

    def _is_active(self, row):
        end = row.get("EndDate")
        return row.get("Active") is not False and (
            not end or end >= today(self.division)
        )

    def _check_project(self, line, problems):
        if line.get("Project"):
            project = self.division.table("project/Projects").get(line["Project"])
            if project is None:
                problems.add("invalid_ref", field="Project")
            else:
                line["ProjectDescription"] = project["Description"]
