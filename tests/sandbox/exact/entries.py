"""The booking engine: sales and purchase entries, memorials, bank and cash.

An entry has a header and lines as they were posted, ledger lines (debit positive; line
0 is the control account) and payment terms. Lines share their ID with their ledger
line."""

from .checks import Checks
from .division import LEDGER, PROCESSED, TRANSACTIONS
from .kinds import INVOICES, PURCHASES, SALES
from .ledger import Ledger
from .messages import Problems, Refused
from .others import Others
from .store import guid
from .terms import Terms


class Entries(Checks, Ledger, Others):
    def __init__(self, division):
        self.division = division
        self.terms = Terms(division)
        self._last = {}  # {(journal, year): the last number given by itself}

    # Sales and purchases

    def post_invoice(self, kind, values, printed=False):
        """``values``: as posted, typed, with its lines as a list. A purchase gets a
        document, a sale when it is printed [A, B]."""
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
        makes = kind is PURCHASES or self.division.quirks["sales_documents"]
        if not header.get("Document") and (makes or printed):
            subject = f"Invoice: {header['EntryNumber']}" if printed else ""
            self._add_document(kind, header, subject)
        self._show_document(header)
        self._add_reference(kind, header)
        for number, line in enumerate(lines, 1):
            line |= {"ID": guid(), "EntryID": header["EntryID"], "LineNumber": number}
        self._compute(kind, header, lines)
        header = self.division.add(kind.path, header)
        for line in lines:
            self.division.add(kind.lines, line)
        self._ledger(kind, header)
        return header

    def _add_reference(self, kind, header):
        wanted = kind is SALES and self.division.quirks["payment_reference"]
        if wanted and not header.get("PaymentReference"):
            account = self.division.table("crm/Accounts").get(header["Customer"])
            number = f"{account['Code']}/{header['EntryNumber']}"
            header["PaymentReference"] = number

    # Changes

    def _check_changeable(
        self, header, journal="Journal", year="ReportingYear", may_be_matched=False
    ):
        if header["Status"] == PROCESSED:
            raise Refused(("not_allowed", {"field": "Status"}))
        period = header[year.replace("Year", "Period")]
        if not self.division.is_open(header[journal], header[year], period):
            values = {"year": header[year], "period": period}
            raise Refused(("period_closed", values))
        if self.terms.is_matched(header["EntryID"]) and not may_be_matched:
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
        self._put_numbers(header, values, fresh)
        self._show_document(fresh)
        lines = self.division.table(kind.lines).by("EntryID", header["EntryID"])
        self._compute(kind, fresh, lines)
        amounts = [-kind.sign * fresh[name] for name in ("AmountFC", "AmountDC")]
        self.terms.check(header["EntryID"], *amounts)
        self.division.change(kind.path, header, **fresh)
        self._ledger(kind, header)

    def _put_numbers(self, header, values, fresh):
        """Sent as they are, they are found to exist: by the entry itself [I]."""
        refused = self.division.quirks["same_number_refused"]
        for name in ("EntryNumber", "InvoiceNumber"):
            if refused and values.get(name) and values[name] == header[name]:
                raise Refused("duplicate")
        number = values.get("EntryNumber")
        if number and number != header["EntryNumber"]:
            fresh["EntryNumber"] = self.number(fresh, number)
        number = values.get("InvoiceNumber")
        fresh["InvoiceNumber"] = header["InvoiceNumber"]
        if number and number != header["InvoiceNumber"]:
            fresh["InvoiceNumber"] = self._invoice_number(header, values)

    def link_document(self, document):
        """Make it that of the entry it speaks of, if that has none."""
        for kind in INVOICES.values():
            entry = document.get("FinancialTransactionEntryID")
            header = self.division.table(kind.path).get(entry or "")
            if header and not header.get("Document"):
                fresh = {**header, "Document": document["ID"]}
                self._show_document(fresh)
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
        free = not self.division.quirks["matched_delete_refused"]
        names = ("Journal", "ReportingYear")
        if "Journal" not in header:
            names = ("JournalCode", "FinancialYear")
        self._check_changeable(header, *names, may_be_matched=free)
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
