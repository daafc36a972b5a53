"""Acting as the accountant in Exact, and reading the books: the control API.

An invoice is named by ``invoicenumber`` (its *Your reference*), or by ``journal`` and
``number``. Amounts are texts, debit positive where they have a sign."""

from collections import defaultdict
from datetime import datetime
from decimal import Decimal

from . import schema, seeds
from .division import (
    LEDGER,
    OPEN,
    RECEIVABLE,
    STATUS_NAMES,
    ZERO,
    midnight,
    money,
)
from .entries import INVOICES, PURCHASES, SALES
from .others import BANK, CASH, MEMORIAL, SERVICE
from .store import guid
from .terms import MATCHED, PAYMENTS, PROCESSED, SELECTED, TERMS

BANK_JOURNAL, MEMORIAL_JOURNAL = "20", "90"
KINDS = {kind[2]: kind for kind in (BANK, CASH, SERVICE, MEMORIAL)}
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


class Accountant:
    """Each public method is one path of the control API; values come as JSON."""

    def __init__(self, service):
        self.service = service

    def _division(self, code):
        return self.service.divisions[int(code)]

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

    # Money

    def receipt(
        self,
        division,
        invoices,
        date="",
        journal=BANK_JOURNAL,
        match=True,
        lump=False,
        currency="",
        rate="",
    ):
        """One bank entry for invoices of customers or suppliers, {invoicenumber,
        amount?, writeoff?: {type, amount}}, matched. More than is open stays open on
        the line; ``lump``: one line for all of them, and one match."""
        division = self._division(division)
        day = self._day(division, date)
        parts = [self._part(division, one) for one in invoices]
        lines = self._lump(parts) if lump else [self._line(*part[:3]) for part in parts]
        # A bank account in the invoices' currency, unless another is said
        own = {header["Currency"] for _kind, header, *_rest in parts}
        if not currency and len(own) == 1:
            (currency,) = own
        header = self._book(division, journal, day, lines, currency, rate)
        ids = self._line_ids(division, header)
        if match and lump:
            self._match_lump(division, parts, ids[0], day)
        elif match:
            for part, line in zip(parts, ids, strict=True):
                self._match_one(division, part, line, day)
        return {"journal": journal, "number": header["EntryNumber"]}

    def deposit(
        self, division, relation, amount, date="", journal=BANK_JOURNAL, currency=""
    ):
        """Money of a customer for nothing in particular; negative: money to them."""
        division = self._division(division)
        account = self._record(division, "relation", relation)["ID"]
        line = {"type": RECEIVABLE, "account": account, "amount": money(amount)}
        day = self._day(division, date)
        header = self._book(division, journal, day, [line], currency)
        return {"journal": journal, "number": header["EntryNumber"]}

    def _part(self, division, one):
        """(kind, header, amount paid, kept back): debit positive of the invoice."""
        kind, header = self._invoice(division, one)
        left = division.terms.open_amount(header["EntryID"])
        sign = 1 if left >= 0 else -1
        kept = ZERO
        if one.get("writeoff"):
            kept = sign * money(one["writeoff"]["amount"])
        amount = sign * money(one["amount"]) if one.get("amount") else left - kept
        return kind, header, amount, kept

    def _line(self, kind, header, amount):
        account = kind.control
        return {"type": account, "account": header[kind.relation], "amount": amount}

    def _lump(self, parts):
        accounts = {(kind, header[kind.relation]) for kind, header, *_rest in parts}
        if len(accounts) != 1:
            raise ValueError("one line has one account")
        total = sum(amount for _kind, _header, amount, _kept in parts)
        return [self._line(parts[0][0], parts[0][1], total)]

    def _kind(self, division, journal):
        row = division.journal(journal)
        if row is None or row["Type"] not in KINDS:
            raise LookupError(f"journal {journal}")
        return KINDS[row["Type"]]

    def _book(self, division, journal, day, lines, currency="", rate=""):
        kind, made = self._kind(division, journal), []
        for line in lines:
            account = line.get("gl") or division.control_account(line["type"])["ID"]
            made.append(
                {
                    "Date": day,
                    "GLAccount": account,
                    "Account": line.get("account"),
                    "AmountFC": line["amount"],
                    "Description": line.get("description"),
                    **({"ExchangeRate": Decimal(rate)} if rate else {}),
                }
            )
        values = {"JournalCode": journal, kind[1].rpartition("/")[2]: made}
        if currency:
            values["Currency"] = currency
        return division.entries.post_other(kind, values)

    def _line_ids(self, division, header):
        path = self._kind(division, header["JournalCode"])[1]
        lines = division.table(path).by("EntryID", header["EntryID"])
        return [line["ID"] for line in sorted(lines, key=lambda one: one["LineNumber"])]

    def _match_one(self, division, part, line, day):
        _kind, header, amount, kept = part
        entry = header["EntryID"]
        left = division.terms.open_amount(entry)
        if division.table(LEDGER).get(line)["Currency"] != header["Currency"]:
            # What both were worth decides: the difference is one of exchange
            parts = [(entry, left), (("line", line), -amount)]
            division.terms.match(parts, day)
            return
        size = min(abs(amount), abs(left)) if amount * left > 0 else ZERO
        paid = size if amount > 0 else -size
        if paid:
            parts = [(entry, paid + kept), (("line", line), -paid)]
            division.terms.match(parts, day, kept)

    def _match_lump(self, division, parts, line, day):
        total, kept = ZERO, ZERO
        taken = []
        for _kind, header, amount, back in parts:
            left = division.terms.open_amount(header["EntryID"])
            whole = amount + back
            part = left if abs(left) < abs(whole) else whole
            taken.append((header["EntryID"], part))
            total, kept = total + part, kept + back
        division.terms.match([*taken, (("line", line), kept - total)], day, kept)

    def edit_receipt(self, division, journal, number, amount, date="", match=True):
        """Another amount, or date, on a receipt of one line, matched anew."""
        division = self._division(division)
        header = self._bank(division, journal, number)
        (line,) = self._line_ids(division, header)
        row = division.table(LEDGER).get(line)
        matched = [
            t["TransactionEntryID"]
            for m in division.terms.matches_of(header["EntryID"])
            for t in m.parts
            if t["TransactionType"] not in PAYMENTS
        ]
        for one in division.terms.matches_of(header["EntryID"]):
            division.terms.unmatch(one)
        fc = money(amount).copy_sign(row["AmountFC"])
        dc = money(fc * row["ExchangeRate"])
        day = self._day(division, date) if date else row["Date"]
        division.change(LEDGER, row, AmountFC=fc, AmountDC=dc, Date=day)
        other = division.table(LEDGER).get(row["OffsetID"])
        division.change(LEDGER, other, AmountFC=-fc, AmountDC=-dc, Date=day)
        path = self._kind(division, journal)[1]
        posted = division.table(path).get(line)
        division.change(path, posted, AmountFC=-fc, AmountDC=-dc, Date=day)
        for term in division.terms.of_line(line):
            division.change(
                TERMS,
                term,
                **division.terms._values(fc, dc),
                TransactionAmountFC=fc,
                TransactionAmountDC=dc,
                InvoiceDate=day,
                EntryDate=day,
            )
        if match and matched:
            left = division.terms.open_amount(matched[0])
            part = min(abs(left), abs(fc)) * (1 if left > 0 else -1)
            division.terms.match([(matched[0], part), (("line", line), -part)], day)
        return {}

    def _bank(self, division, journal, number):
        for path, _lines, _type in KINDS.values():
            for row in division.table(path).by("EntryNumber", int(number)):
                if row["JournalCode"] == journal:
                    return row
        raise LookupError(f"{journal} {number}")

    def delete_receipt(self, division, journal, number):
        """A bank, cash or memorial entry, with its matches."""
        division = self._division(division)
        header = self._bank(division, journal, number)
        for path, lines, _type in KINDS.values():
            if header["EntryID"] in division.table(path).rows:
                division.entries._remove(path, lines, header)
        return {}

    def reversal(self, division, date="", **one):
        """The bank takes the last payment of an invoice back."""
        division = self._division(division)
        day = self._day(division, date)
        kind, header = self._invoice(division, one)
        entry = header["EntryID"]
        paid = [
            (match, term)
            for match in division.terms.matches_of(entry)
            for term in match.parts
            if term["TransactionType"] == 40
        ]
        if not paid:
            raise LookupError("nothing was paid")
        match, receipt = max(paid, key=lambda pair: pair[1]["Timestamp"])
        amount = receipt["_fc"]
        division.terms.unmatch(match)
        line = self._line(kind, header, amount)
        currency, rate = receipt["Currency"], str(receipt["RateFC"])
        back = self._book(division, BANK_JOURNAL, day, [line], currency, rate)
        (line,) = self._line_ids(division, back)
        source = ("line", receipt["TransactionID"])
        division.terms.match([(source, amount), (("line", line), -amount)], day)
        return {"journal": BANK_JOURNAL, "number": back["EntryNumber"]}

    def payrun(self, division, invoices, proposed=True, processed=False):
        """Invoices go into a payment or direct-debit run, or out of it; ``processed``:
        the file for the bank is made."""
        division = self._division(division)
        for one in invoices:
            _kind, header = self._invoice(division, one)
            for term in division.terms.of_entry(header["EntryID"]):
                if term["Status"] < MATCHED:
                    status = SELECTED if proposed else OPEN
                    status = PROCESSED if processed else status
                    division.change(TERMS, term, Status=status)
        return {}

    def match(self, division, invoices, date=""):
        """Match invoices, credit notes and receipts with each other, as far as they
        go."""
        division = self._division(division)
        day = self._day(division, date)
        entries = [self._entry(division, one)["EntryID"] for one in invoices]
        left = {entry: division.terms.open_amount(entry) for entry in entries}
        owed = sum((v for v in left.values() if v > 0), ZERO)
        credit = -sum((v for v in left.values() if v < 0), ZERO)
        size = min(owed, credit)
        if not size:
            raise ValueError("nothing to match")
        parts = self._share(left, size, 1) + self._share(left, size, -1)
        division.terms.match(parts, day)
        return {}

    def _entry(self, division, one):
        journal = division.journal(one.get("journal"))
        if journal and journal["Type"] in KINDS:
            return self._bank(division, one["journal"], one["number"])
        return self._invoice(division, one)[1]

    def _share(self, left, size, sign):
        parts = []
        for entry, amount in left.items():
            if amount * sign > 0 and size:
                part = min(abs(amount), size)
                parts.append((entry, sign * part))
                size -= part
        return parts

    def unmatch(self, division, **one):
        """Undo all matches of an invoice."""
        division = self._division(division)
        _kind, header = self._invoice(division, one)
        for match in division.terms.matches_of(header["EntryID"]):
            division.terms.unmatch(match)
        return {}

    def writeoff(self, division, amount, date="", account="4900", **one):
        """Close a rest by a memorial, matched."""
        division = self._division(division)
        day = self._day(division, date)
        kind, header = self._invoice(division, one)
        entry = header["EntryID"]
        sign = 1 if division.terms.open_amount(entry) >= 0 else -1
        amount = sign * money(amount)
        lines = [
            self._line(kind, header, -amount),
            {"gl": division.gl(account)["ID"], "amount": amount},
        ]
        made = self._book(division, MEMORIAL_JOURNAL, day, lines, header["Currency"])
        line = self._line_ids(division, made)[0]
        division.terms.match([(entry, amount), (("line", line), -amount)], day)
        return {"journal": MEMORIAL_JOURNAL, "number": made["EntryNumber"]}

    # Entries

    def edit(self, division, amount="", date="", new_invoicenumber="", vat="", **one):
        """Change what stands in the books, behind the back of the connector; ``vat``:
        of an equal total, of one line."""
        division = self._division(division)
        kind, header = self._invoice(division, one)
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
        division.change(kind.path, header, **values)
        if amount:
            self._change_total(division, kind, header, money(amount))
        if vat:
            (line,) = division.table(kind.lines).by("EntryID", header["EntryID"])
            line["_forced"] = ((1 if header["AmountFC"] >= 0 else -1) * money(vat),)
            line["AmountFC"] = header["AmountFC"] - line["_forced"][0]
        division.entries._renew(kind, header)
        return {"number": header["EntryNumber"]}

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
                    "Journal": "70",
                    "EntryDate": day,
                    "YourRef": f"FILL{index}",
                    **wanted,
                    "SalesEntryLines": [
                        {
                            "GLAccount": division.gl("8000")["ID"],
                            "AmountFC": Decimal("100.00"),
                            "VATCode": "2",
                        }
                    ],
                },
            )
            if paid:
                one = {"invoicenumber": f"FILL{index}"}
                self.receipt(division.code, [one], date=f"{day:%Y-%m-%d}")
        return {}

    def move(self, division):
        """Exact moves the division to another database: versions begin anew [D]."""
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

    # Master data

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

    # The books

    def relation(self, division, code):
        """One account as it stands, its properties as text."""
        division = self._division(division)
        row = self._record(division, "relation", code)
        return {name: value for name, value in row.items() if name[0] != "_"}

    def files(self, division, **one):
        """Those of an entry: [{name, size}]."""
        division = self._division(division)
        _kind, header = self._invoice(division, one)
        table = division.table("documents/DocumentAttachments")
        rows = table.by("Document", header["Document"])
        return {"files": [{"name": r["FileName"], "size": r["FileSize"]} for r in rows]}

    def transactions(self, division):
        division = self._division(division)
        found = [
            self._show(division, kind, header)
            for kind in INVOICES.values()
            for header in division.table(kind.path)
        ]
        return {"transactions": found}

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
        that of the document. ``vat``: turnover and VAT of sales and purchases, credit
        positive; ``invoices`` and ``open``: by invoice number, debit positive."""
        division = self._division(division)
        names = ("accounts", "invoices", "open", "relations")
        sums = {name: defaultdict(Decimal) for name in names}
        vat = defaultdict(lambda: {"turnover": ZERO, "vat": ZERO})
        for line in division.table(LEDGER):
            sums["accounts"][line["GLAccountCode"]] += line["AmountDC"]
        for term in division.table(TERMS):
            if term["Status"] < MATCHED:
                sums["relations"][term["AccountCode"]] += term["_dc"]
        for kind in INVOICES.values():
            for line in division.table(kind.lines):
                if line["VATCode"]:
                    vat[line["VATCode"]]["turnover"] += -kind.sign * line["_net_dc"]
                    vat[line["VATCode"]]["vat"] += -kind.sign * line["VATAmountDC"]
            for header in division.table(kind.path):
                if header.get("YourRef"):
                    ref = header["YourRef"]
                    sums["invoices"][ref] += -kind.sign * header["AmountFC"]
                    sums["open"][ref] += division.terms.open_amount(header["EntryID"])
        texts = {name: _texts(values) for name, values in sums.items()}
        return {**texts, "vat": {code: _texts(one) for code, one in vat.items()}}


def _texts(values):
    return {key: f"{value:.2f}" for key, value in values.items()}
