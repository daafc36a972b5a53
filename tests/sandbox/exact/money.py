"""Acting as the bank and the bookkeeper: receipts, matches, write-offs."""

from decimal import Decimal

from .division import LEDGER, OPEN, RECEIVABLE, ZERO, money
from .matching import MATCHED, PAYMENTS, PROCESSED, SELECTED, TERMS
from .others import BANK, CASH, MEMORIAL, SERVICE

KINDS = {kind[2]: kind for kind in (BANK, CASH, SERVICE, MEMORIAL)}


class Money:
    """The part of ``Accountant`` that moves and matches money."""

    def receipt(
        self,
        division,
        invoices,
        date="",
        journal="",
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
        journal = journal or division.usual["bank"]
        header = self._book(division, journal, day, lines, currency, rate)
        ids = self._line_ids(division, header)
        if match and lump:
            self._match_lump(division, parts, ids[0], day)
        elif match:
            for part, line in zip(parts, ids, strict=True):
                self._match_one(division, part, line, day)
        return {"journal": journal, "number": header["EntryNumber"]}

    def deposit(self, division, relation, amount, date="", journal="", currency=""):
        """Money of a customer for nothing in particular; negative: money to them."""
        division = self._division(division)
        account = self._record(division, "relation", relation)["ID"]
        line = {"type": RECEIVABLE, "account": account, "amount": money(amount)}
        day = self._day(division, date)
        journal = journal or division.usual["bank"]
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
        journal = division.usual["bank"]
        back = self._book(division, journal, day, [line], currency, rate)
        (line,) = self._line_ids(division, back)
        source = ("line", receipt["TransactionID"])
        division.terms.match([(source, amount), (("line", line), -amount)], day)
        return {"journal": journal, "number": back["EntryNumber"]}

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

    def writeoff(self, division, amount, date="", account="", **one):
        """Close a rest by a memorial, matched."""
        division = self._division(division)
        day = self._day(division, date)
        kind, header = self._invoice(division, one)
        entry = header["EntryID"]
        sign = 1 if division.terms.open_amount(entry) >= 0 else -1
        amount, usual = sign * money(amount), division.usual
        lines = [
            self._line(kind, header, -amount),
            {"gl": division.gl(account or usual["difference"])["ID"], "amount": amount},
        ]
        journal = usual["memorial"]
        made = self._book(division, journal, day, lines, header["Currency"])
        line = self._line_ids(division, made)[0]
        division.terms.match([(entry, amount), (("line", line), -amount)], day)
        return {"journal": journal, "number": made["EntryNumber"]}
