"""Payment terms: what is open, and matching. A match splits a term where the amounts
differ; un-matching joins it again. No interface matches; people do (and ``OurRef`` of a
receipt).

Inside, ``_fc`` and ``_dc`` are the amounts of the ledger line, debit positive."""

from .division import OPEN, PAYABLE, RECEIVABLE, ZERO, money
from .matching import MANUAL, MATCHED, TERMS, Matching
from .messages import Refused
from .store import guid


class Terms(Matching):
    def __init__(self, division):
        self.division = division

    @property
    def table(self):
        return self.division.table(TERMS)

    # Making them

    def set(self, line, header, kind, instalments):
        """Those of a sales or purchase entry: one, or one for each instalment. Parts
        that are matched stay as they are; ``check`` keeps them whole."""
        amounts = self._amounts(line, instalments)
        known = self.table.by("TransactionID", line["ID"])
        common = self._common(line)
        if any(term["Status"] == MATCHED for term in known):
            due = header["DueDate"] if len(amounts) == 1 else None
            for term in known:
                values = {**common, "DueDate": due or term["DueDate"]}
                self.division.change(TERMS, term, **values)
            return
        moved = known and known[0]["Account"] != line["Account"]
        renewed = moved and self.division.quirks["new_term_ids"]
        if renewed or len(known) != len(amounts):
            for term in known:
                self.division.remove(TERMS, term)
            known = [None] * len(amounts)
        for number, (term, (fc, dc, condition)) in enumerate(
            zip(known, amounts, strict=True)
        ):
            due = header["DueDate"]
            if number or len(amounts) > 1:
                due = self.division.due_date(condition, header["EntryDate"])
            values = {
                **common,
                **self._values(fc, dc),
                "DueDate": due,
                "PaymentCondition": header.get("PaymentCondition"),
                "PaymentConditionDescription": header.get(
                    "PaymentConditionDescription"
                ),
                "PaymentMethod": header.get("PaymentConditionPaymentMethod") or "B",
                "PaymentDays": (condition or {}).get("PaymentDays"),
                "DiscountDueDate": None,
                "AmountDiscountDC": ZERO,
                "AmountDiscountFC": ZERO,
            }
            if term:
                self.division.change(TERMS, term, **values)
            else:
                self._new(values)

    def add(self, line, type_, day):
        """Of one ledger line on the account of debtors or creditors."""
        values = self._common(line, type_)
        self._new({**values, **self._values(line["AmountFC"], line["AmountDC"])})

    def _amounts(self, line, instalments):
        fc, dc = line["AmountFC"], line["AmountDC"]
        if len(instalments) < 2:
            return [(fc, dc, instalments[0] if instalments else None)]
        amounts, rest_fc, rest_dc = [], fc, dc
        for row in instalments[:-1]:
            part_fc = money(fc * row["Percentage"])
            part_dc = money(dc * row["Percentage"])
            amounts.append((part_fc, part_dc, row))
            rest_fc, rest_dc = rest_fc - part_fc, rest_dc - part_dc
        return [*amounts, (rest_fc, rest_dc, instalments[-1])]

    def _new(self, values):
        return self.division.add(
            TERMS,
            {
                "ID": guid(),
                "EntryID": guid(),
                "Status": OPEN,
                "Source": MANUAL,
                "EndDate": None,
                "EndYear": None,
                "EndPeriod": None,
                "IsFullyPaid": False,
                "LastPaymentDate": None,
                "_match": None,
                **values,
            },
        )

    def _common(self, line, type_=None):
        account = self.division.table("financial/GLAccounts").get(line["GLAccount"])
        relation = self.division.table("crm/Accounts").get(line["Account"])
        kind = type_ or account["Type"]
        return {
            "LineType": {RECEIVABLE: 20, PAYABLE: 22}[kind],
            "Account": line["Account"],
            "AccountCode": line["AccountCode"],
            "AccountName": line["AccountName"],
            "AccountCountry": relation.get("Country"),
            "GLAccount": line["GLAccount"],
            "GLAccountCode": line["GLAccountCode"],
            "GLAccountDescription": line["GLAccountDescription"],
            "Currency": line["Currency"],
            "RateFC": line["ExchangeRate"],
            "TransactionID": line["ID"],
            "TransactionEntryID": line["EntryID"],
            "TransactionType": line["Type"],
            "TransactionStatus": line["Status"],
            "TransactionAmountDC": line["AmountDC"],
            "TransactionAmountFC": line["AmountFC"],
            "TransactionDueDate": line.get("DueDate") or line["Date"],
            "TransactionIsReversal": False,
            "TransactionReportingYear": line["FinancialYear"],
            "TransactionReportingPeriod": line["FinancialPeriod"],
            "EntryNumber": line["EntryNumber"],
            "InvoiceNumber": line.get("InvoiceNumber"),
            "Journal": line["JournalCode"],
            "JournalDescription": line["JournalDescription"],
            "YourRef": line.get("YourRef"),
            "PaymentReference": line.get("PaymentReference"),
            "Document": line.get("Document"),
            "DocumentNumber": line.get("DocumentNumber"),
            "DocumentSubject": line.get("DocumentSubject"),
            "Description": line.get("Description"),
            "InvoiceDate": line["Date"],
            "EntryDate": line["Date"],
            "DueDate": line.get("DueDate") or line["Date"],
        }

    def _values(self, fc, dc):
        sign = -1 if self.division.quirks["negative_terms"] else 1
        return {"_fc": fc, "_dc": dc, "AmountFC": sign * fc, "AmountDC": sign * dc}

    # Asking

    def of_line(self, line_id):
        return self.table.by("TransactionID", line_id)

    def of_entry(self, entry_id):
        return self.table.by("TransactionEntryID", entry_id)

    def open_amount(self, entry_id):
        """In the currency of the entry, debit positive."""
        return sum(
            (t["_fc"] for t in self.of_entry(entry_id) if t["Status"] < MATCHED), ZERO
        )

    def check(self, entry_id, fc, dc):
        """A matched entry has the amount that its terms have: the sets would not
        balance else."""
        parts = self.of_entry(entry_id)
        if not any(term["Status"] == MATCHED for term in parts):
            return
        if (fc, dc) != tuple(sum((t[n] for t in parts), ZERO) for n in ("_fc", "_dc")):
            raise Refused(("not_allowed", {"field": "AmountFC"}))

    def is_matched(self, entry_id):
        return any(term["Status"] == MATCHED for term in self.of_entry(entry_id))

    def matches_of(self, entry_id):
        found = {id(t["_match"]): t["_match"] for t in self.of_entry(entry_id)}
        return [match for match in found.values() if match]
