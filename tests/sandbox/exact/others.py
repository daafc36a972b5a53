"""Memorials, bank and cash entries."""

from decimal import Decimal

from .division import (
    LEDGER,
    OPEN,
    PAYABLE,
    RECEIVABLE,
    STATUS_NAMES,
    TEXT,
    TRANSACTIONS,
    TYPE_NAMES,
    ZERO,
    money,
    today,
)
from .general import General
from .messages import Problems, Refused
from .store import guid

# (headers, lines, type of the journal)
BANK = ("financialtransaction/BankEntries", "financialtransaction/BankEntryLines", 12)
CASH = ("financialtransaction/CashEntries", "financialtransaction/CashEntryLines", 10)
# Entries of payment services are no bank entries: only the ledger shows them [I].
SERVICE = ("psp/Entries", "psp/EntryLines", 16)
MEMORIAL = (
    "generaljournalentry/GeneralJournalEntries",
    "generaljournalentry/GeneralJournalEntryLines",
    90,
)
_FROM_LINE = (
    "ID",
    "LineNumber",
    "GLAccount",
    "GLAccountCode",
    "GLAccountDescription",
    "Account",
    "AccountCode",
    "AccountName",
    "Description",
    "CostCenter",
    "CostUnit",
    "Project",
    "VATCode",
    "Date",
    "ExchangeRate",
    "Document",
)


class Others(General):
    """The part of ``Entries`` that is no invoice."""

    def post_other(self, kind, values):
        """A general journal, bank or cash entry."""
        path, line_path, type_ = kind
        navigation = line_path.rpartition("/")[2]
        problems, division = Problems(), self.division
        journal = self._journal(
            values.get("JournalCode"), (type_,), problems, "JournalCode"
        )
        lines = [dict(line) for line in values.get(navigation) or []]
        if not lines:
            problems.add("mandatory", field=navigation)
        header = {n: v for n, v in values.items() if n != navigation}
        day = lines[0].get("Date") if lines else None
        day = day or today(division)
        year, period = division.period_of(day) or (None, None)
        header["FinancialYear"] = header.get("FinancialYear") or year
        header["FinancialPeriod"] = header.get("FinancialPeriod") or period
        if header["FinancialYear"] is None or header["FinancialPeriod"] is None:
            problems.add("no_financial_year")
        elif journal:
            division.check_period(
                problems, journal, header["FinancialYear"], header["FinancialPeriod"]
            )
        header["Currency"] = (
            header.get("Currency")
            or (journal or {}).get("Currency")
            or division.currency
        )
        if not division.table("general/Currencies").get(header["Currency"]):
            problems.add("invalid_ref", field="Currency")
        for line in lines:
            line["Date"] = line.get("Date") or day
            self._other_line(line, type_, journal, problems)
        problems.check()
        header["EntryID"] = guid()
        header["EntryNumber"] = self.number(
            header, header.get("EntryNumber"), "JournalCode", "FinancialYear"
        )
        rate = header.pop("ExchangeRate", None)
        rate = rate or division.rate(header["Currency"], day) or Decimal(1)
        if type_ == 90:
            header["ExchangeRate"] = rate
        if type_ == 90:
            self._check_balance(lines, header, problems)
            header["Type"], header["TypeDescription"] = 90, TYPE_NAMES[90]
        header |= {
            "JournalDescription": journal["Description"],
            "Status": OPEN,
            "StatusDescription": STATUS_NAMES[OPEN],
            "Reversal": header.get("Reversal") or False,
        }
        if type_ != 90:
            opening = header["OpeningBalanceFC"] = (
                header.get("OpeningBalanceFC") or ZERO
            )
            total = sum((line["AmountFC"] for line in lines), opening)
            header.setdefault("ClosingBalanceFC", total)
            unlike = header["ClosingBalanceFC"] not in (total, None)
            if unlike and division.quirks["balances_checked"]:
                raise Refused(("invalid", {"field": "ClosingBalanceFC"}))
        header = division.add(path, header)
        self._add_other_lines(kind, header, lines, rate)
        return header

    def add_other_line(self, kind, values):
        """One more line of a general journal, bank or cash entry."""
        path, _lines, type_ = kind
        header = self.division.table(path).get(values.get("EntryID") or "")
        if header is None:
            raise Refused(("invalid_ref", {"field": "EntryID"}))
        self._check_changeable(header, "JournalCode", "FinancialYear")
        problems, line = Problems(), dict(values)
        transaction = self.division.table(TRANSACTIONS).get(header["EntryID"])
        line["Date"] = line.get("Date") or transaction["Date"]
        journal = self.division.journal(header["JournalCode"])
        self._other_line(line, type_, journal, problems)
        problems.check()
        rate = self.division.rate(header["Currency"], line["Date"]) or Decimal(1)
        return self._add_other_lines(kind, header, [line], rate)[0]

    def _other_line(self, line, type_, journal, problems):
        account = self._other_account(line, problems)
        relation = self._other_relation(line, account, problems)
        self._check_other_vat(line, type_, journal, problems)
        if line.get("AmountFC") is None:
            line["AmountFC"] = ZERO
        if type_ == 90:
            self.add_vat(line, problems)
        line["Description"] = (line.get("Description") or "")[:TEXT] or None
        self._check_cost(line, account, problems)
        line["GLAccountCode"] = account and account["Code"]
        line["GLAccountDescription"] = account and account["Description"]
        line["AccountCode"] = relation and relation["Code"]
        line["AccountName"] = relation and relation["Name"]

    def _other_account(self, line, problems):
        if not line.get("GLAccount"):
            problems.add("mandatory", field="GLAccount")
            return None
        table = self.division.table("financial/GLAccounts")
        account = table.get(line["GLAccount"])
        if account is None:
            problems.add("invalid_ref", field="GLAccount")
        elif account["IsBlocked"]:
            problems.add("blocked", field="GLAccount")
        return account

    def _other_relation(self, line, account, problems):
        relation = None
        if line.get("Account"):
            relation = self.division.table("crm/Accounts").get(line["Account"])
            if relation is None:
                problems.add("invalid_ref", field="Account")
        elif account and account["Type"] in (RECEIVABLE, PAYABLE):
            problems.add("mandatory", field="Account")
        return relation

    def _check_other_vat(self, line, type_, journal, problems):
        if not line.get("VATCode"):
            return
        vat = self.division.vat(line["VATCode"])
        without = type_ == 90 and not (journal or {}).get("AllowVAT")
        if vat is None:
            problems.add("invalid_ref", field="VATCode")
        elif vat["IsBlocked"] or without:
            problems.add("vat_not_allowed")

    def _check_balance(self, lines, header, problems):
        rest = sum(line["AmountFC"] + line["_vat"] for line in lines)
        if rest:
            problems.add(
                "out_of_balance",
                year=header["FinancialYear"],
                period=header["FinancialPeriod"],
                currency=header["Currency"],
                difference=f"{rest:.2f}".replace(".", ","),
            )
        problems.check()

    def _add_other_lines(self, kind, header, lines, rate):
        """Lines of the entry, and the ledger's. Of a bank, money in is positive, and
        the ledger has the other side on the bank's own account."""
        _path, line_path, type_ = kind
        division = self.division
        bank = division.journal(header["JournalCode"])
        common = {
            "EntryID": header["EntryID"],
            "EntryNumber": header["EntryNumber"],
            "JournalCode": header["JournalCode"],
            "JournalDescription": header["JournalDescription"],
            "Currency": header["Currency"],
            "FinancialYear": header["FinancialYear"],
            "FinancialPeriod": header["FinancialPeriod"],
            "Type": 90 if type_ == 90 else 40,
            "Status": header["Status"],
            "Date": lines[0]["Date"],
        }
        self.set_transaction(header, common)
        known = division.table(line_path).by("EntryID", header["EntryID"])
        made = []
        for number, line in enumerate(lines, len(known) + 1):
            own_rate = line.get("ExchangeRate") or rate
            line |= {
                "ID": guid(),
                "EntryID": header["EntryID"],
                "LineNumber": number,
                "EntryNumber": header["EntryNumber"],
                "AmountDC": money(line["AmountFC"] * own_rate),
                "AmountVATDC": money((line.get("AmountVATFC") or ZERO) * own_rate),
                "ExchangeRate": own_rate,
                "OffsetID": guid() if type_ != 90 else None,
            }
            line = division.add(line_path, line)
            made.append(line)
            self._other_ledger(line, common, type_, bank)
        if type_ == 90:
            self.add_vat_lines(made, common, rate)
        return made

    def _other_ledger(self, line, common, type_, bank):
        division = self.division
        sign = 1 if type_ == 90 else -1
        row = {
            **common,
            **{n: line.get(n) for n in _FROM_LINE},
            "AmountFC": sign * line["AmountFC"],
            "AmountDC": sign * line["AmountDC"],
            "InvoiceNumber": line.get("OurRef"),
            "_typed_number": line.get("OurRef"),
            "OffsetID": line["OffsetID"],
            "_slot": line["ID"],
        }
        row = division.add(LEDGER, row)
        if type_ != 90:
            own = division.table("financial/GLAccounts").get(bank["GLAccount"])
            turned = {n: -row[n] for n in ("AmountFC", "AmountDC")}
            gl = {
                "GLAccount": own["ID"],
                "GLAccountCode": own["Code"],
                "GLAccountDescription": own["Description"],
            }
            names = {"ID": line["OffsetID"], "OffsetID": line["ID"]}
            relation = {"Account": None, "AccountCode": None, "AccountName": None}
            extra = {"LineNumber": line["LineNumber"], "_slot": line["OffsetID"]}
            division.add(LEDGER, {**row, **turned, **gl, **names, **relation, **extra})
        account = division.table("financial/GLAccounts").get(line["GLAccount"])
        if account["Type"] in (RECEIVABLE, PAYABLE) and line.get("Account"):
            self.terms.add(row, account["Type"], line["Date"])
            self.terms.match_reference(row, line.get("OurRef"))
