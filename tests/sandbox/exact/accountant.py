"""Acting as the accountant in Exact, and reading the books: the control API.

An invoice is named by ``invoicenumber`` (its *Your reference*), or by ``journal`` and
``number``. Amounts are texts, debit positive where they have a sign."""

from collections import defaultdict
from datetime import datetime
from decimal import Decimal

from .division import LEDGER, STATUS_NAMES, ZERO, midnight, money
from .kinds import INVOICES, PURCHASES, SALES
from .masters import Masters
from .matching import MATCHED, TERMS
from .messages import Refused
from .money import Money
from .others import MEMORIAL
from .store import guid


class Accountant(Money, Masters):
    """Each public method is one path of the control API; values come as JSON."""

    def __init__(self, service):
        self.service = service

    def _division(self, code):
        return self.service.divisions[int(code)].ready()

    def _invoice(self, division, one):
        """(kind, header) of the sales or purchase entry that ``one`` speaks of."""
        found = []
        for kind in (SALES, PURCHASES):
            table = division.table(kind.path)
            if one.get("journal"):
                rows = table.by("EntryNumber", int(one["number"]))
                rows = [row for row in rows if row["Journal"] == one["journal"]]
            else:
                rows = table.by("YourRef", one["invoicenumber"])
            found += [(kind, row) for row in rows]
        if len(found) != 1:
            raise LookupError(f"{one}: {len(found)} entries")
        return found[0]

    def _day(self, division, text):
        return datetime.fromisoformat(text) if text else midnight(division.now())

    # Entries

    def edit(
        self,
        division,
        amount="",
        date="",
        new_invoicenumber="",
        vat="",
        codes=None,
        **one,
    ):
        """Change what stands in the books, behind the back of the connector; ``vat``:
        of an equal total, of one line; ``codes``: {"relation", "period", and of all
        lines "account", "vatcode", "cost_centre"}. A matched entry keeps its total."""
        division = self._division(division)
        kind, header = self._invoice(division, one)
        if amount and division.terms.is_matched(header["EntryID"]):
            if money(amount) != abs(header["AmountFC"]):
                raise Refused(("not_allowed", {"field": "AmountFC"}))
        values = {}
        if new_invoicenumber:
            values["YourRef"] = new_invoicenumber
        if date:
            day = self._day(division, date)
            year, period = division.period_of(day)
            values |= {
                "EntryDate": day,
                "ReportingYear": year,
                "ReportingPeriod": period,
            }
        values |= self._recode(division, kind, header, codes or {})
        division.change(kind.path, header, **values)
        if amount:
            self._change_total(division, kind, header, money(amount))
        if vat:
            (line,) = division.table(kind.lines).by("EntryID", header["EntryID"])
            line["_forced"] = ((1 if header["AmountFC"] >= 0 else -1) * money(vat),)
            line["AmountFC"] = header["AmountFC"] - line["_forced"][0]
        division.entries._renew(kind, header)
        return {"number": header["EntryNumber"]}

    def _recode(self, division, kind, header, codes):
        """Values of the header."""
        values = {}
        if "relation" in codes:
            account = division.table("crm/Accounts").one("Code", codes["relation"])
            values[kind.relation] = account["ID"]
        if "period" in codes:
            year, period = map(int, codes["period"].split("/"))
            values |= {"ReportingYear": year, "ReportingPeriod": period}
        for line in division.table(kind.lines).by("EntryID", header["EntryID"]):
            if "account" in codes:
                account = division.gl(codes["account"])
                line |= {"GLAccount": account["ID"], "GLAccountCode": account["Code"]}
            if "vatcode" in codes:
                line["VATCode"] = codes["vatcode"]
                line["_forced"] = (line["_vat"],)
            if "cost_centre" in codes:
                line["CostCenter"] = codes["cost_centre"]
        return values

    def _change_total(self, division, kind, header, amount):
        sign = 1 if header["AmountFC"] >= 0 else -1
        lines = division.table(kind.lines).by("EntryID", header["EntryID"])
        for line in lines:
            line["_forced"] = (line["_vat"],)  # the VAT stays
        line = min(lines, key=lambda one: one["LineNumber"])
        line["AmountFC"] += sign * amount - header["AmountFC"]

    def delete(self, division, **one):
        division = self._division(division)
        kind, header = self._invoice(division, one)
        division.entries._remove(kind.path, kind.lines, header)
        return {}

    def finalise(self, division, **one):
        """Processed: by the VAT return, or by closing."""
        division = self._division(division)
        kind, header = self._invoice(division, one)
        division.change(
            kind.path, header, Status=50, StatusDescription=STATUS_NAMES[50]
        )
        for line in division.table(LEDGER).by("EntryID", header["EntryID"]):
            division.change(LEDGER, line, Status=50)
        for term in division.terms.of_entry(header["EntryID"]):
            division.change(TERMS, term, TransactionStatus=50)
        return {}

    def fill(self, division, entries, date="", relation="1000", paid=False, number=""):
        """So many sales invoices at once, FILL1 and on; ``paid``: with receipts;
        ``number``: of the first entry."""
        division = self._division(division)
        account = division.table("crm/Accounts").one("Code", relation)
        day = self._day(division, date)
        for index in range(1, int(entries) + 1):
            wanted = {"EntryNumber": int(number) + index - 1} if number else {}
            division.entries.post_invoice(
                SALES,
                {
                    "Customer": account["ID"],
                    "Journal": division.usual["sales"],
                    "EntryDate": day,
                    "YourRef": f"FILL{index}",
                    **wanted,
                    "SalesEntryLines": [
                        {
                            "GLAccount": division.gl(division.usual["revenue"])["ID"],
                            "AmountFC": Decimal("100.00"),
                            "VATCode": division.usual["vat"],
                        }
                    ],
                },
            )
            if paid:
                one = {"invoicenumber": f"FILL{index}"}
                self.receipt(division.code, [one], date=f"{day:%Y-%m-%d}")
        return {}

    def move(self, division):
        """Exact moves the division to another database: versions begin anew [A]."""
        division = self._division(division)
        division.moved = division.now()
        division.restart()
        return {}

    def fill_open(self, division, entries, invoicenumber):
        """So many open items like that of this invoice, as a take-over of balances
        brings them: without entries, so that a hundred thousand are there in seconds.
        Answers the ids of the entries that they speak of."""
        division = self._division(division)
        _kind, header = self._invoice(division, {"invoicenumber": invoicenumber})
        (model,) = division.terms.of_entry(header["EntryID"])
        made = []
        for _index in range(int(entries)):
            ids = ("ID", "EntryID", "TransactionID", "TransactionEntryID")
            row = {**model, **{name: guid() for name in ids}, "EntryNumber": 0}
            made.append(division.add(TERMS, row)["TransactionEntryID"])
        return {"entries": made}

    # The books

    def relation(self, division, code):
        """One account as it stands, its properties as text."""
        division = self._division(division)
        row = self._record(division, "relation", code)
        return {name: value for name, value in row.items() if name[0] != "_"}

    def addresses(self, division, code):
        """Those of an account, as ``relation`` tells one."""
        division = self._division(division)
        account = self._record(division, "relation", code)["ID"]
        rows = division.table("crm/Addresses").by("Account", account)
        return {
            "addresses": [
                {name: value for name, value in row.items() if name[0] != "_"}
                for row in rows
            ]
        }

    def files(self, division, **one):
        """Those of an entry: [{name, size}]."""
        division = self._division(division)
        _kind, header = self._invoice(division, one)
        table = division.table("documents/DocumentAttachments")
        document = header.get("Document")
        rows = table.by("Document", document) if document else []
        return {"files": [{"name": r["FileName"], "size": r["FileSize"]} for r in rows]}

    def transactions(self, division):
        division = self._division(division)
        found = [
            self._show(division, kind, header)
            for kind in INVOICES.values()
            for header in division.table(kind.path)
        ]
        return {"transactions": found}

    def memorials(self, division):
        """Entries of general journals, with their ledger lines."""
        division = self._division(division)
        return {
            "memorials": [
                {
                    "id": header["EntryID"],
                    "journal": header["JournalCode"],
                    "number": header["EntryNumber"],
                    "period": f"{header['FinancialYear']}/"
                    f"{header['FinancialPeriod']:02}",
                    "currency": header["Currency"],
                    "rate": str(header["ExchangeRate"]),
                    "lines": [
                        {
                            "account": one["GLAccountCode"],
                            "amount": f"{one['AmountFC']:.2f}",
                            "base": f"{one['AmountDC']:.2f}",
                            "date": f"{one['Date']:%Y-%m-%d}",
                            "vatcode": one.get("VATCode"),
                            "relation": one.get("AccountCode"),
                            "description": one.get("Description"),
                            "cost_centre": one.get("CostCenter"),
                            "cost_unit": one.get("CostUnit"),
                        }
                        for one in sorted(
                            division.table(LEDGER).by("EntryID", header["EntryID"]),
                            key=lambda one: one["LineNumber"],
                        )
                    ],
                }
                for header in division.table(MEMORIAL[0])
            ]
        }

    def allow_vat(self, division, journal, allowed=True):
        """Whether entries of a general journal may bear VAT codes."""
        division = self._division(division)
        row = division.journal(journal)
        division.change("financial/Journals", row, AllowVAT=allowed)
        return {}

    def _show(self, division, kind, header):
        entry = header["EntryID"]
        lines = division.table(LEDGER).by("EntryID", entry)
        lines.sort(key=lambda one: one["LineNumber"])
        posted = division.table(kind.lines).by("EntryID", entry)
        return {
            "id": entry,
            "journal": header["Journal"],
            "number": header["EntryNumber"],
            "invoicenumber": header.get("YourRef"),
            "type": header["Type"],
            "status": header["Status"],
            "period": f"{header['ReportingYear']}/{header['ReportingPeriod']:02}",
            "date": f"{header['EntryDate']:%Y-%m-%d}",
            "duedate": f"{header['DueDate']:%Y-%m-%d}",
            "currency": header["Currency"],
            "rate": str(header["Rate"]),
            "amount": f"{header['AmountFC']:.2f}",
            "vat": f"{header['VATAmountFC']:.2f}",
            "open": f"{division.terms.open_amount(entry):.2f}",
            "relation": next(one["AccountCode"] for one in lines),
            "header": {
                name: header.get(name)
                for name in (
                    "Description",
                    "PaymentCondition",
                    "PaymentReference",
                    "ExternalLinkReference",
                    "OrderNumber",
                    "Document",
                )
            },
            "lines": [
                {
                    "account": line["GLAccountCode"],
                    "amount": f"{line['AmountFC']:.2f}",
                    "base": f"{line['AmountDC']:.2f}",
                    "vatcode": line.get("VATCode") or "",
                    "cost_centre": line.get("CostCenter") or "",
                    "cost_unit": line.get("CostUnit") or "",
                    "project": line.get("Project") or "",
                    "description": line.get("Description") or "",
                    "quantity": str(line.get("Quantity") or ""),
                    "number": line["LineNumber"],
                }
                for line in lines
            ],
            "posted": [
                {
                    "amount": f"{line['AmountFC']:.2f}",
                    "vat": f"{line['_vat']:.2f}",
                    "vatcode": line["VATCode"] or "",
                    "from": line.get("From") and f"{line['From']:%Y-%m-%d}",
                    "to": line.get("To") and f"{line['To']:%Y-%m-%d}",
                }
                for line in sorted(posted, key=lambda one: one["LineNumber"])
            ],
        }

    def totals(self, division):
        """Sums as text, in the currency of the division; ``invoices`` and ``open`` in
        that of the document. ``vat``: turnover and VAT of sales, purchases and
        general journals, credit positive; ``invoices`` and ``open``: by invoice number,
        debit positive;
        ``boxes``: of the VAT return, where the codes of the country have them."""
        division = self._division(division)
        names = ("accounts", "boxes", "invoices", "open", "relations")
        sums = {name: defaultdict(Decimal) for name in names}
        vat = defaultdict(lambda: {"turnover": ZERO, "vat": ZERO})
        for line in division.table(LEDGER):
            sums["accounts"][line["GLAccountCode"]] += line["AmountDC"]
        for term in division.table(TERMS):
            if term["Status"] < MATCHED:
                sums["relations"][term["AccountCode"]] += term["_dc"]
        for line in self._with_vat(division):
            vat[line["VATCode"]]["turnover"] -= line["AmountDC"]
            vat[line["VATCode"]]["vat"] -= line["AmountVATDC"]
        for kind in INVOICES.values():
            for line in division.table(kind.lines):
                if line["VATCode"]:
                    vat[line["VATCode"]]["turnover"] += -kind.sign * line["_net_dc"]
                    vat[line["VATCode"]]["vat"] += -kind.sign * line["VATAmountDC"]
                    self._add_boxes(division, line, sums["boxes"])
            for header in division.table(kind.path):
                if header.get("YourRef"):
                    ref = header["YourRef"]
                    sums["invoices"][ref] += -kind.sign * header["AmountFC"]
                    sums["open"][ref] += division.terms.open_amount(header["EntryID"])
        texts = {name: _texts(values) for name, values in sums.items()}
        return {**texts, "vat": {code: _texts(one) for code, one in vat.items()}}

    def _with_vat(self, division):
        """Lines of general journals that have a VAT code."""
        return [line for line in division.table(MEMORIAL[1]) if line.get("VATCode")]

    def _add_boxes(self, division, line, sums):
        boxes = (division.vat(line["VATCode"]) or {}).get("_boxes")
        if not boxes:
            return
        account = division.table("financial/GLAccounts").get(line["GLAccount"])
        own = account.get("VATGLAccountType") or ""
        for box in boxes["base"].replace("account", own).split():
            sums[box] += line["_net_dc"]
        for box in boxes["vat"].split():
            sums[box] += line["VATAmountDC"]


def _texts(values):
    return {key: f"{value:.2f}" for key, value in values.items()}
