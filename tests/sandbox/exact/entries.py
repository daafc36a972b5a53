"""The booking engine: sales and purchase entries, memorials, bank and cash.

An entry has a header and lines as they were posted, ledger lines (debit positive; line
0 is the control account) and payment terms. Lines share their ID with their ledger
line."""

from dataclasses import dataclass
from decimal import Decimal

from .division import (
    CONTROL,
    LEDGER,
    OPEN,
    PAYABLE,
    PROCESSED,
    RECEIVABLE,
    STATUS_NAMES,
    TEXT,
    TRANSACTIONS,
    TYPE_NAMES,
    ZERO,
    money,
    today,
)
from .messages import Problems, Refused
from .others import Others
from .store import guid
from .terms import Terms

MAX_INT = 2**31 - 1


@dataclass(frozen=True)
class Invoice:
    """Sales or purchases."""

    path: str
    lines: str
    relation: str
    control: int
    journals: tuple
    vat: str
    sign: int  # of a line in the ledger
    types: tuple
    document: int

    @property
    def navigation(self):
        return self.lines.rpartition("/")[2]


SALES = Invoice(
    "salesentry/SalesEntries",
    "salesentry/SalesEntryLines",
    "Customer",
    RECEIVABLE,
    (20, 21),
    "S",
    -1,
    (20, 21),
    10,
)
PURCHASES = Invoice(
    "purchaseentry/PurchaseEntries",
    "purchaseentry/PurchaseEntryLines",
    "Supplier",
    PAYABLE,
    (22, 23),
    "P",
    1,
    (30, 31),
    20,
)
INVOICES = {kind.path: kind for kind in (SALES, PURCHASES)}
INVOICE_LINES = {kind.lines: kind for kind in (SALES, PURCHASES)}


class Entries(Others):
    def __init__(self, division):
        self.division = division
        self.terms = Terms(division)
        self._last = {}  # {(journal, year): the last number given by itself}

    # Sales and purchases

    def post_invoice(self, kind, values):
        """``values``: as posted, typed, with its lines as a list."""
        problems = Problems()
        header = self._header(kind, values, problems)
        lines = [
            self._line(kind, line, header, problems)
            for line in values.get(kind.navigation) or []
        ]
        if not lines:
            problems.add("mandatory", field=kind.navigation)
        problems.check()
        header["EntryNumber"] = self.number(header, values.get("EntryNumber"))
        header["InvoiceNumber"] = self._invoice_number(header, values)
        header["EntryID"] = guid()
        if not header.get("Document"):
            self._add_document(kind, header)
        self._show_document(header)
        for number, line in enumerate(lines, 1):
            line |= {"ID": guid(), "EntryID": header["EntryID"], "LineNumber": number}
        self._compute(kind, header, lines)
        header = self.division.add(kind.path, header)
        for line in lines:
            self.division.add(kind.lines, line)
        self._ledger(kind, header)
        return header

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
        header["Status"], header["StatusDescription"] = OPEN, STATUS_NAMES[OPEN]
        header["JournalDescription"] = journal and journal["Description"]
        header[f"{kind.relation}Name"] = account and account["Name"]
        header.setdefault("Reversal", False)
        header.setdefault("IsExtraDuty", False)
        return header

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
        """That of the entry, unless another one is given."""
        wanted = values.get("InvoiceNumber")
        if not wanted or self.division.quirks["ignore_invoice_number"]:
            return header["EntryNumber"]
        where = header["Journal"], header["ReportingYear"]
        if self._is_used(*where, wanted, "InvoiceNumber"):
            raise Refused("entry_number_in_use")
        return wanted

    def _line(self, kind, values, header, problems):
        division, line = self.division, dict(values)
        line["Description"] = (line.get("Description") or "")[:TEXT] or None
        account = self._gl(line, problems)
        if line.get("AmountFC") is None:
            # Read-only amounts alone are ignored: the entry is one of zero [R].
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
            if row is None or (
                row.get("EndDate") and row["EndDate"] < today(self.division)
            ):
                problems.add("invalid_ref", field=name)
            elif rule == 2:
                problems.add("cost_center_link")
            else:
                line[f"{name}Description"] = row["Description"]
        if line.get("Project"):
            project = self.division.table("project/Projects").get(line["Project"])
            if project is None:
                problems.add("invalid_ref", field="Project")
            else:
                line["ProjectDescription"] = project["Description"]

    def _compute(self, kind, header, lines):
        """Net and VAT of each line and of the whole, in both currencies."""
        self._vat_amounts(lines)
        rate = header["Rate"]
        total = total_dc = vat = vat_dc = ZERO
        for line in lines:
            net_dc, tax_dc = money(line["_net"] * rate), money(line["_vat"] * rate)
            line["VATAmountFC"], line["VATAmountDC"] = line["_vat"], tax_dc
            line["VATBaseAmountFC"], line["VATBaseAmountDC"] = line["_net"], net_dc
            line["_net_dc"] = net_dc
            line["AmountDC"] = money(line["AmountFC"] * rate)
            total, total_dc = total + line["_net"], total_dc + net_dc
            if not line["_charged"]:
                total, total_dc = total + line["_vat"], total_dc + tax_dc
                vat, vat_dc = vat + line["_vat"], vat_dc + tax_dc
        header |= {
            "AmountFC": total,
            "AmountDC": total_dc,
            "VATAmountFC": vat,
            "VATAmountDC": vat_dc,
            "Type": kind.types[total < 0],
            "TypeDescription": TYPE_NAMES[kind.types[total < 0]],
        }
        for line in lines:
            line["Type"] = header["Type"]

    def _vat_amounts(self, lines):
        """VAT as posted; else rounded once for each code of the entry [I]."""
        groups = {}
        for line in lines:
            vat = self.division.vat(line["VATCode"]) if line["VATCode"] else None
            percentage = line["VATPercentage"] or ZERO
            sort = vat["Type"] if vat else "N"
            line["_charged"] = bool(vat and vat["Charged"])
            amount, forced = line["AmountFC"], line.get("_forced")
            if forced is None:
                forced = line["_forced"] = (line.get("VATAmountFC"),)
            forced = forced[0]
            if sort in "BN" or not percentage:
                line["_net"], line["_vat"] = amount, ZERO
            elif sort == "I":
                tax = amount - money(amount / (1 + percentage))
                line["_vat"] = tax if forced is None else forced
                line["_net"] = amount - line["_vat"]
            else:
                line["_net"] = amount
                line["_vat"] = money(amount * percentage) if forced is None else forced
                if forced is None:
                    groups.setdefault(line["VATCode"], []).append(line)
        for group in groups.values():
            whole = sum(line["_net"] for line in group)
            rest = money(whole * group[0]["VATPercentage"])
            group[-1]["_vat"] += rest - sum(line["_vat"] for line in group)

    # The ledger

    def _ledger(self, kind, header):
        """The ledger lines and terms of an entry, as its lines now are."""
        division = self.division
        lines = division.table(kind.lines).by("EntryID", header["EntryID"])
        lines.sort(key=lambda line: line["LineNumber"])
        control = self._control_account(kind, header)
        common = self._common(kind, header)
        rows = [
            {
                "GLAccount": control["ID"],
                "AmountFC": -kind.sign * header["AmountFC"],
                "AmountDC": -kind.sign * header["AmountDC"],
                "AmountVATFC": None,
                "VATCode": None,
                "DueDate": header["DueDate"],
                "Description": header.get("Description"),
                "LineNumber": 0,
                "_slot": "control",
            }
        ]
        extra = []
        for line in lines:
            rows.append(self._revenue(kind, line))
            extra += self._vat_lines(kind, line)
        for number, row in enumerate(extra, len(lines) + 1):
            rows.append({**row, "LineNumber": number})
        self._write(header["EntryID"], common, rows)
        self.set_transaction(header, common)
        control_line = self._control_line(header["EntryID"])
        instalments = division.conditions(header["PaymentCondition"] or "")
        self.terms.set(control_line, header, kind, instalments)

    def _control_account(self, kind, header):
        relation = self.division.table("crm/Accounts").get(header[kind.relation])
        own = relation.get("GLAR" if kind is SALES else "GLAP")
        journal = self.division.journal(header["Journal"])
        id_ = own or journal.get("GLAccount")
        account = self.division.table("financial/GLAccounts").get(id_ or "")
        return account or self.division.control_account(kind.control)

    def _control_line(self, entry):
        lines = self.division.table(LEDGER).by("EntryID", entry)
        return next(line for line in lines if line["LineNumber"] == 0)

    def _common(self, kind, header):
        account = self.division.table("crm/Accounts").get(header[kind.relation])
        return {
            "EntryID": header["EntryID"],
            "EntryNumber": header["EntryNumber"],
            "InvoiceNumber": header["InvoiceNumber"],
            "JournalCode": header["Journal"],
            "JournalDescription": header["JournalDescription"],
            "Account": account["ID"],
            "AccountCode": account["Code"],
            "AccountName": account["Name"],
            "Currency": header["Currency"],
            "ExchangeRate": header["Rate"],
            "Date": header["EntryDate"],
            "FinancialYear": header["ReportingYear"],
            "FinancialPeriod": header["ReportingPeriod"],
            "Type": header["Type"],
            "Status": header["Status"],
            "YourRef": header.get("YourRef"),
            "PaymentReference": header.get("PaymentReference"),
            "OrderNumber": header.get("OrderNumber"),
            "Document": header.get("Document"),
            "DocumentNumber": header.get("DocumentNumber"),
            "DocumentSubject": header.get("DocumentSubject"),
            "ExternalLinkReference": header.get("ExternalLinkReference"),
        }

    def _revenue(self, kind, line):
        return {
            "ID": line["ID"],
            "GLAccount": line["GLAccount"],
            "AmountFC": kind.sign * line["_net"],
            "AmountDC": kind.sign * line["_net_dc"],
            "AmountVATFC": kind.sign * line["_vat"],
            "AmountVATBaseFC": kind.sign * line["_net"],
            "VATCode": line["VATCode"],
            "VATPercentage": line["VATPercentage"],
            "VATCodeDescription": line.get("VATCodeDescription"),
            "CostCenter": line.get("CostCenter"),
            "CostUnit": line.get("CostUnit"),
            "Project": line.get("Project"),
            "Quantity": line.get("Quantity"),
            "Description": line.get("Description"),
            "LineNumber": line["LineNumber"],
            "_slot": line["ID"],
        }

    def _vat_lines(self, kind, line):
        if not line["_vat"]:
            return []
        vat = self.division.vat(line["VATCode"])
        row = {
            "AmountFC": kind.sign * line["_vat"],
            "AmountDC": kind.sign * line["VATAmountDC"],
            "VATCode": line["VATCode"],
            "Description": line.get("Description"),
        }
        first = "GLToPay" if kind is SALES else "GLToClaim"
        made = [{**row, "GLAccount": vat[first], "_slot": ("vat", line["ID"])}]
        if line["_charged"]:
            # Reverse charge: what is claimed is owed too.
            other = "GLToClaim" if kind is SALES else "GLToPay"
            turned = {n: -row[n] for n in ("AmountFC", "AmountDC")}
            slot = ("owed", line["ID"])
            made.append({**row, **turned, "GLAccount": vat[other], "_slot": slot})
        return made

    def _write(self, entry, common, rows):
        """Make the ledger lines of an entry these; those that stay keep their ID."""
        division, table = self.division, self.division.table(LEDGER)
        known = {row["_slot"]: row for row in table.by("EntryID", entry)}
        for row in rows:
            account = division.table("financial/GLAccounts").get(row["GLAccount"] or "")
            values = {
                **common,
                "GLAccountCode": account and account["Code"],
                "GLAccountDescription": account and account["Description"],
                **row,
            }
            old = known.pop(row["_slot"], None)
            if old:
                division.change(LEDGER, old, **values)
            else:
                division.add(LEDGER, {"ID": guid(), **values})
        for row in known.values():
            division.remove(LEDGER, row)

    def set_transaction(self, header, common):
        division = self.division
        values = {
            **{n: common.get(n) for n in _SHARED},
            "Description": header.get("Description"),
            "TypeDescription": TYPE_NAMES[common["Type"]],
            "StatusDescription": STATUS_NAMES[common["Status"]],
            "PaymentConditionCode": header.get("PaymentCondition"),
            "PaymentConditionDescription": header.get("PaymentConditionDescription"),
            "OpeningBalanceFC": header.get("OpeningBalanceFC"),
            "ClosingBalanceFC": header.get("ClosingBalanceFC"),
            "IsExtraDuty": False,
        }
        known = division.table(TRANSACTIONS).get(common["EntryID"])
        if known:
            division.change(TRANSACTIONS, known, **values)
        else:
            division.add(TRANSACTIONS, values)

    # Documents

    def _add_document(self, kind, header):
        division = self.division
        division.next_document += 1
        row = division.add(
            "documents/Documents",
            {
                "ID": guid(),
                "HID": division.next_document,
                "Subject": header.get("Description")
                or header.get("YourRef")
                or f"{header['JournalDescription']} {header['EntryNumber']}",
                "Type": kind.document,
                "Account": header[kind.relation],
                "DocumentDate": header["EntryDate"],
                "FinancialTransactionEntryID": header["EntryID"],
                "Currency": header["Currency"],
            },
        )
        header["Document"] = row["ID"]

    def _show_document(self, header):
        row = self.division.table("documents/Documents").get(header["Document"])
        header["DocumentNumber"] = row["HID"]
        header["DocumentSubject"] = row["Subject"]
        if not row.get("FinancialTransactionEntryID"):
            self.division.change(
                "documents/Documents",
                row,
                FinancialTransactionEntryID=header["EntryID"],
            )

    # Changes

    def _check_changeable(self, header, journal="Journal", year="ReportingYear"):
        if header["Status"] == PROCESSED:
            raise Refused(("not_allowed", {"field": "Status"}))
        period = header[year.replace("Year", "Period")]
        if not self.division.is_open(header[journal], header[year], period):
            values = {"year": header[year], "period": period}
            raise Refused(("period_closed", values))
        if self.terms.is_matched(header["EntryID"]):
            # Whether and how Exact refuses it is not known (unsure 11).
            raise Refused(("not_allowed", {"field": "EntryID"}))

    def put_invoice(self, kind, header, values):
        """Header fields only."""
        if header["Status"] == PROCESSED:
            raise Refused(("not_allowed", {"field": "Status"}))
        year, period = header["ReportingYear"], header["ReportingPeriod"]
        if not self.division.is_open(header["Journal"], year, period):
            raise Refused(("period_closed", {"year": year, "period": period}))
        wanted = {**header, **values}
        if "EntryDate" in values and "ReportingPeriod" not in values:
            wanted |= {"ReportingYear": None, "ReportingPeriod": None}
        if "PaymentCondition" in values and "DueDate" not in values:
            wanted["DueDate"] = None
        problems = Problems()
        fresh = self._header(kind, wanted, problems)
        problems.check()
        if fresh["ReportingYear"] != header["ReportingYear"]:
            raise Refused("year_changed")
        money_changes = {"Currency", "Rate", kind.relation} & {
            n for n in values if values[n] != header.get(n)
        }
        if money_changes:
            self._check_changeable(header)
        number = values.get("EntryNumber")
        if number and number != header["EntryNumber"]:
            fresh["EntryNumber"] = self.number(fresh, number)
        lines = self.division.table(kind.lines).by("EntryID", header["EntryID"])
        self._compute(kind, fresh, lines)
        self.division.change(kind.path, header, **fresh)
        self._ledger(kind, header)

    def add_line(self, kind, values):
        header = self.division.table(kind.path).get(values.get("EntryID") or "")
        if header is None:
            raise Refused(("invalid_ref", {"field": "EntryID"}))
        self._check_changeable(header)
        problems = Problems()
        line = self._line(kind, values, header, problems)
        problems.check()
        lines = self.division.table(kind.lines).by("EntryID", header["EntryID"])
        number = max((one["LineNumber"] for one in lines), default=0) + 1
        line |= {"ID": guid(), "LineNumber": number}
        self._compute(kind, dict(header), [*lines, line])
        line = self.division.add(kind.lines, line)
        self._renew(kind, header)
        return line

    def put_line(self, kind, line, values):
        header = self.division.table(kind.path).get(line["EntryID"])
        self._check_changeable(header)
        problems = Problems()
        fresh = self._line(kind, {**line, **values}, header, problems)
        problems.check()
        if "VATAmountFC" in values or "AmountFC" in values:
            fresh["_forced"] = (values.get("VATAmountFC"),)
        self.division.change(kind.lines, line, **fresh)
        self._renew(kind, header)

    def delete_line(self, kind, line):
        header = self.division.table(kind.path).get(line["EntryID"])
        self._check_changeable(header)
        self.division.remove(kind.lines, line)
        if self.division.table(kind.lines).by("EntryID", header["EntryID"]):
            self._renew(kind, header)
        else:
            # With its last line the entry goes [C].
            self._remove(kind.path, kind.lines, header)

    def _renew(self, kind, header):
        lines = self.division.table(kind.lines).by("EntryID", header["EntryID"])
        lines.sort(key=lambda line: line["LineNumber"])
        fresh = dict(header)
        self._compute(kind, fresh, lines)
        self.division.change(kind.path, header, **fresh)
        self._ledger(kind, header)

    def delete(self, path, lines, header):
        if "Journal" in header:
            self._check_changeable(header)
        else:
            self._check_changeable(header, "JournalCode", "FinancialYear")
        self._remove(path, lines, header)

    def _remove(self, path, lines, header):
        """Out of the books, with its lines and terms."""
        division, entry = self.division, header["EntryID"]
        self.terms.remove(entry)
        for line in division.table(lines).by("EntryID", entry):
            division.remove(lines, line)
        for line in division.table(LEDGER).by("EntryID", entry):
            division.remove(LEDGER, line)
        division.remove(TRANSACTIONS, division.table(TRANSACTIONS).get(entry))
        division.remove(path, header)


_SHARED = (
    "EntryID",
    "EntryNumber",
    "JournalCode",
    "JournalDescription",
    "Date",
    "FinancialYear",
    "FinancialPeriod",
    "Type",
    "Status",
    "Document",
    "DocumentNumber",
    "DocumentSubject",
    "ExternalLinkReference",
    "PaymentReference",
)
