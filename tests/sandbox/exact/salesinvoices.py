"""Invoices made in Exact itself: items, a draft without a number, and printing, which
books the sales entry and makes the document."""

from decimal import Decimal

from .division import OPEN, PROCESSED, STATUS_NAMES, TEXT, ZERO, money, today
from .kinds import SALES
from .messages import Problems, Refused
from .store import guid

INVOICES = "salesinvoice/SalesInvoices"
LINES = "salesinvoice/SalesInvoiceLines"
PRINTED = "salesinvoice/PrintedSalesInvoices"
TYPES = {
    8020: "Sales invoice",
    8021: "Sales credit note",
    8023: "Direct sales invoice",
    8024: "Direct credit note",
}
ITEM_FIELDS = {"GLAccount": "GLRevenue", "VATCode": "SalesVatCode", "UnitCode": "Unit"}
COPIED = "Journal PaymentCondition DueDate Currency YourRef Description".split()
COPIED += ["PaymentReference", "OrderNumber"]


class SalesInvoices:
    def __init__(self, division):
        self.division = division

    # Drafts

    def post(self, values):
        problems = Problems()
        header = self._header(values, problems)
        lines = [
            self._line(line, header, problems)
            for line in values.get("SalesInvoiceLines") or []
        ]
        if not lines:
            problems.add("mandatory", field="SalesInvoiceLines")
        problems.check()
        header["InvoiceID"] = guid()
        for number, line in enumerate(lines, 1):
            line |= {"InvoiceID": header["InvoiceID"], "LineNumber": number}
        self._compute(header, lines)
        header = self.division.add(INVOICES, header)
        for line in lines:
            self.division.add(LINES, {"ID": guid(), **line})
        return header

    def _header(self, values, problems):
        division = self.division
        header = {n: v for n, v in values.items() if n != "SalesInvoiceLines"}
        ordered = self._relation("OrderedBy", values.get("OrderedBy"), problems)
        own = ordered and (ordered.get("InvoiceAccount") or ordered["ID"])
        header["InvoiceTo"] = header.get("InvoiceTo") or own
        header["DeliverTo"] = header.get("DeliverTo") or (ordered and ordered["ID"])
        payer = self._relation("InvoiceTo", header["InvoiceTo"], problems)
        self._relation("DeliverTo", header["DeliverTo"], problems, needed=False)
        # The payer comes first in what is told [I].
        problems.found.sort(key=lambda one: one[1].get("field") != "InvoiceTo")
        division.entries._journal(
            header.get("Journal"), SALES.journals, problems, "Journal"
        )
        header["Currency"] = header.get("Currency") or division.currency
        if not division.table("general/Currencies").get(header["Currency"]):
            problems.add("invalid_ref", field="Currency")
        header["Type"] = header.get("Type") or 8020
        if header["Type"] not in TYPES:
            problems.add("invalid", field="Type")
        header["OrderDate"] = header.get("OrderDate") or today(division)
        due = {**header, "EntryDate": header["OrderDate"]}
        division.entries._condition(SALES, due, payer, problems)
        header |= {n: due[n] for n in ("PaymentCondition", "DueDate")}
        header["Description"] = (header.get("Description") or "")[:TEXT] or None
        header |= {
            "OrderNumber": header.get("OrderNumber") or self._order_number(),
            "TypeDescription": TYPES.get(header["Type"]),
            "Status": OPEN,
            "StatusDescription": STATUS_NAMES[OPEN],
            "InvoiceNumber": None,
            # That of the entry, until printing asks for another one [A].
            "InvoiceDate": header["OrderDate"],
        }
        return header

    def _relation(self, name, id_, problems, needed=True):
        if not id_:
            if needed:
                problems.add("mandatory", field=name)
            return None
        found = self.division.table("crm/Accounts").get(id_)
        if found is None:
            problems.add("invalid_ref", field=name)
        elif found.get("Blocked"):
            problems.add("blocked", field=name)
        elif needed and found.get("Status") != "C":
            problems.add("invalid_customer_type")
        return found

    def _order_number(self):
        numbers = [row["OrderNumber"] for row in self.division.table(INVOICES)]
        return max(numbers, default=0) + 1

    def _line(self, values, header, problems):
        line = dict(values)
        item = self.division.table("logistics/Items").get(line.get("Item") or "")
        if not line.get("Item"):
            problems.add("mandatory", field="Item")
        elif item is None:
            problems.add("invalid_ref", field="Item")
        for name, source in ITEM_FIELDS.items():
            line[name] = line.get(name) or (item or {}).get(source)
        payer = self.division.table("crm/Accounts").get(header.get("InvoiceTo") or "")
        line["VATCode"] = (
            line["VATCode"] or (payer or {}).get("SalesVATCode") or ""
        ).strip() or None
        line["Description"] = (
            line.get("Description") or (item or {}).get("Description") or ""
        )[:TEXT]
        day = {"EntryDate": header["OrderDate"]}
        entries = self.division.entries
        account = entries._gl(line, problems) if item or line["GLAccount"] else None
        entries._check_vat(SALES, line, day, problems)
        entries._check_cost(line, account, problems)
        self._price(line, item or {})
        return line

    def _price(self, line, item):
        quantity = line.get("Quantity")
        line["Quantity"] = quantity = Decimal(1) if quantity is None else quantity
        line["Discount"] = line.get("Discount") or ZERO
        unit, net = line.get("UnitPrice"), line.get("NetPrice")
        if unit is None and net is None:
            unit = item.get("StandardSalesPrice") or ZERO
        if net is None:
            net = unit * (1 - line["Discount"])
        line["UnitPrice"], line["NetPrice"] = net if unit is None else unit, net
        if line.get("AmountFC") is None:
            line["AmountFC"] = money(net * quantity)

    def _compute(self, header, lines):
        division = self.division
        division.entries._vat_amounts(lines)
        rate = division.rate(header["Currency"], header["OrderDate"]) or Decimal(1)
        net, vat = (sum((x[n] for x in lines), ZERO) for n in ("_net", "_vat"))
        for line in lines:
            line["VATAmountFC"] = line["_vat"]
            line["VATAmountDC"] = money(line["_vat"] * rate)
            line["AmountDC"] = money(line["AmountFC"] * rate)
        header |= {
            "AmountFC": net + vat,
            "AmountDC": money((net + vat) * rate),
            "AmountFCExclVat": net,
            "VATAmountFC": vat,
            "VATAmountDC": money(vat * rate),
        }

    # Changes

    def _check_open(self, header):
        if header["Status"] == PROCESSED:
            raise Refused(("not_allowed", {"field": "Status"}))

    def put(self, header, values):
        self._check_open(header)
        problems = Problems()
        fresh = self._header({**header, **values}, problems)
        problems.check()
        self.division.change(INVOICES, header, **fresh)

    def _lines(self, header):
        rows = self.division.table(LINES).by("InvoiceID", header["InvoiceID"])
        return sorted(rows, key=lambda row: row["LineNumber"])

    def _of(self, line):
        header = self.division.table(INVOICES).get(line.get("InvoiceID") or "")
        if header is None:
            raise Refused(("invalid_ref", {"field": "InvoiceID"}))
        self._check_open(header)
        return header

    def add_line(self, values):
        header, problems = self._of(values), Problems()
        line = self._line(values, header, problems)
        problems.check()
        numbers = [row["LineNumber"] for row in self._lines(header)]
        line["LineNumber"] = max(numbers, default=0) + 1
        line = self.division.add(LINES, {"ID": guid(), **line})
        self._renew(header)
        return line

    def put_line(self, line, values):
        header, problems = self._of(line), Problems()
        kept = dict(line)
        if {"Quantity", "UnitPrice", "NetPrice", "Discount"} & set(values):
            kept["AmountFC"] = None
        if {"UnitPrice", "Discount"} & set(values):
            kept["NetPrice"] = None
        kept.pop("_forced", None)
        kept["VATAmountFC"] = None
        fresh = self._line({**kept, **values}, header, problems)
        problems.check()
        self.division.change(LINES, line, **fresh)
        self._renew(header)

    def delete_line(self, line):
        header = self._of(line)
        self.division.remove(LINES, line)
        if self._lines(header):
            self._renew(header)
        else:
            self.division.remove(INVOICES, header)

    def delete(self, header):
        self._check_open(header)
        for line in self._lines(header):
            self.division.remove(LINES, line)
        self.division.remove(INVOICES, header)

    def _renew(self, header):
        fresh = dict(header)
        self._compute(fresh, self._lines(header))
        self.division.change(INVOICES, header, **fresh)

    # Printing

    def print(self, values):
        """The answer of the resource: what became of the document and the mail."""
        division = self.division
        id_ = values.get("InvoiceID")
        header = division.table(INVOICES).get(id_ or "")
        if header is None:
            key = "invalid_ref" if id_ else "mandatory"
            raise Refused((key, {"field": "InvoiceID"}))
        self._check_open(header)
        day = values.get("InvoiceDate") or today(division)
        entry = division.entries.post_invoice(
            SALES,
            {
                **{name: header.get(name) for name in COPIED},
                "Customer": header["InvoiceTo"],
                "EntryDate": day,
                "ReportingYear": values.get("ReportingYear"),
                "ReportingPeriod": values.get("ReportingPeriod"),
                "Document": header.get("Document"),
                "SalesEntryLines": [self._booked(line) for line in self._lines(header)],
            },
            printed=True,
        )
        document = division.table("documents/Documents").get(entry["Document"])
        division.change(
            "documents/Documents",
            document,
            FinancialTransactionEntryID=header["InvoiceID"],
            SalesInvoiceNumber=entry["EntryNumber"],
        )
        division.change(
            INVOICES,
            header,
            Status=PROCESSED,
            StatusDescription=STATUS_NAMES[PROCESSED],
            InvoiceNumber=entry["EntryNumber"],
            InvoiceDate=day,
            DueDate=entry["DueDate"],
            **{n: entry[n] for n in ("Document", "DocumentNumber", "DocumentSubject")},
        )
        return {
            **values,
            "InvoiceID": header["InvoiceID"],
            "Division": division.code,
            "InvoiceDate": day,
            "ReportingYear": entry["ReportingYear"],
            "ReportingPeriod": entry["ReportingPeriod"],
            "Document": entry["Document"],
            "DocumentCreationSuccess": f"Document {entry['DocumentNumber']}",
            **self._mail(header, values),
        }

    def _booked(self, line):
        names = "GLAccount AmountFC VATCode VATAmountFC CostCenter CostUnit Project"
        names += " Quantity Description Notes"
        return {name: line.get(name) for name in names.split()}

    def _mail(self, header, values):
        if not values.get("SendEmailToCustomer"):
            return {}
        payer = self.division.table("crm/Accounts").get(header["InvoiceTo"])
        if payer.get("Email"):
            return {"EmailCreationSuccess": payer["Email"]}
        return {"EmailCreationError": "No e-mail address"}
