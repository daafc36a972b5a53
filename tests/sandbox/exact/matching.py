"""Matching of terms: what is taken, split, written off and joined again."""

from dataclasses import dataclass, field

from .division import LEDGER, OPEN, TRANSACTIONS, ZERO, money
from .messages import Refused
from .store import guid

TERMS = "terms"
SELECTED, PROCESSED, MATCHED = 30, 40, 50
PAYMENTS = {40, 90}
INVOICES = {20, 21, 30, 31}
MANUAL, MATCH = 1, 3


@dataclass(eq=False)
class Match:
    parts: list  # terms
    corrections: list = field(default_factory=list)  # entries it made


class Matching:
    """The part of ``Terms`` that brings them together."""

    def match(self, parts, day, writeoff=ZERO):
        """Match [(entry, amount)], debit positive, within what is open. The sum is
        zero, or what is written off; an exchange difference is booked."""
        terms = [term for entry, amount in parts for term in self._take(entry, amount)]
        currencies = {term["Currency"] for term in terms}
        rest = sum((term["_fc"] for term in terms), ZERO)
        if len(currencies) > 1:
            rest = ZERO
        if abs(rest) != abs(writeoff):
            raise Refused(("invalid", {"field": "AmountFC"}))
        match = Match(terms)
        if rest:
            share = rest / sum(t["_fc"] for t in terms if t["_fc"] * rest > 0)
            dc = money(sum(t["_dc"] for t in terms if t["_fc"] * rest > 0) * share)
            match.parts.append(self._correct(match, 83, rest, dc, day))
        rest_dc = sum((term["_dc"] for term in match.parts), ZERO)
        if rest_dc:
            match.parts.append(self._correct(match, 82, ZERO, rest_dc, day))
        self._close(match)
        return match

    def match_reference(self, line, number):
        """Exact matches a receipt by itself where account, number and amount agree."""
        if not number:
            return
        for term in self.table.by("InvoiceNumber", number):
            entry = term["TransactionEntryID"]
            if (
                (term["Account"], term["Currency"])
                == (line["Account"], line["Currency"])
                and term["TransactionType"] in INVOICES
                and self.open_amount(entry) == -line["AmountFC"]
            ):
                amount = -line["AmountFC"]
                self.match(
                    [(entry, amount), (("line", line["ID"]), -amount)], line["Date"]
                )
                return

    def _open_of(self, line_id):
        return [t for t in self.of_line(line_id) if t["Status"] < MATCHED]

    def _take(self, entry, amount):
        """Open terms of just this amount, split off where needed. ``entry``: its ID, or
        that of one ledger line as ("line", ID)."""
        if isinstance(entry, tuple):
            terms = self._open_of(entry[1])
        else:
            terms = [t for t in self.of_entry(entry) if t["Status"] < MATCHED]
        taken, rest = [], amount
        for term in sorted(terms, key=lambda t: (t["DueDate"], t["Timestamp"])):
            if not rest:
                break
            if term["_fc"] * rest <= 0:
                continue
            if abs(term["_fc"]) > abs(rest):
                term = self._split(term, rest)
            taken.append(term)
            rest -= term["_fc"]
        if rest:
            raise Refused(("invalid", {"field": "AmountFC"}))
        return taken

    def _split(self, term, amount):
        """The part of a term with this amount."""
        dc = money(term["_dc"] * amount / term["_fc"])
        other_fc, other_dc = term["_fc"] - amount, term["_dc"] - dc
        own, other = (amount, dc), (other_fc, other_dc)
        keeps = self.division.quirks["matched_keeps_id"]
        if not keeps:
            own, other = other, own
        values = {n: v for n, v in term.items() if n not in ("ID", "EntryID")}
        fresh = self._new({**values, **self._values(*other)})
        self.division.change(TERMS, term, **self._values(*own))
        return term if keeps else fresh

    def _close(self, match):
        end = max(term["InvoiceDate"] for term in match.parts)
        year, period = self.division.period_of(end) or (None, None)
        for term in match.parts:
            self.division.change(
                TERMS,
                term,
                Status=MATCHED,
                Source=MATCH,
                EndDate=end,
                EndYear=year,
                EndPeriod=period,
                _match=match,
            )
        self.division.matches.append(match)
        self._refresh(match.parts)

    def _correct(self, match, type_, fc, dc, day):
        """Book what is kept back, or what the exchange rates differ by; the term."""
        division = self.division
        model = match.parts[0]
        code = division.usual["difference" if type_ == 83 else "exchange"]
        other, journal = division.gl(code), division.journal(division.usual["matching"])
        year, period = division.period_of(day)
        entry = division.entries.number(
            {"JournalCode": journal["Code"], "FinancialYear": year},
            None,
            "JournalCode",
            "FinancialYear",
        )
        common = {
            "EntryID": guid(),
            "EntryNumber": entry,
            "JournalCode": journal["Code"],
            "JournalDescription": journal["Description"],
            "Currency": model["Currency"],
            "ExchangeRate": model["RateFC"],
            "FinancialYear": year,
            "FinancialPeriod": period,
            "Date": day,
            "Type": type_,
            "Status": OPEN,
        }
        division.entries.set_transaction({}, common)
        gl = division.table("financial/GLAccounts").get(model["GLAccount"])
        relation = {n: model[n] for n in ("Account", "AccountCode", "AccountName")}
        line = self._correction_line(common, gl, -fc, -dc, 1, relation)
        self._correction_line(common, other, fc, dc, 2, {})
        match.corrections.append(common["EntryID"])
        return self._new({**self._common(line, gl["Type"]), **self._values(-fc, -dc)})

    def _correction_line(self, common, gl, fc, dc, number, relation):
        id_ = guid()
        return self.division.add(
            LEDGER,
            {
                "ID": id_,
                **common,
                "Account": None,
                **relation,
                "GLAccount": gl["ID"],
                "GLAccountCode": gl["Code"],
                "GLAccountDescription": gl["Description"],
                "AmountFC": fc,
                "AmountDC": dc,
                "LineNumber": number,
                "_slot": id_,
            },
        )

    # Undoing

    def unmatch(self, match):
        division = self.division
        division.matches.remove(match)
        stamps = self._stamps(match.parts)
        for term in match.parts:
            division.change(
                TERMS,
                term,
                Status=OPEN,
                Source=MANUAL,
                EndDate=None,
                EndYear=None,
                EndPeriod=None,
                _match=None,
            )
        for entry in match.corrections:
            self._remove_correction(entry)
        parts = [t for t in match.parts if t["ID"] in self.table.rows]
        self._refresh(parts)
        for term in parts if division.quirks["rejoined"] else ():
            if term["ID"] in self.table.rows:
                self._join(term)
        for id_, stamp in stamps.items():
            if id_ in self.table.rows:
                self.table.change(self.table.rows[id_], stamp)

    def _stamps(self, terms):
        """{ID: version and time} of those that shall keep theirs."""
        if self.division.quirks["unmatch_tells_all"]:
            return {}
        return {
            term["ID"]: {name: term[name] for name in ("Timestamp", "Modified")}
            for term in terms
            if term["TransactionType"] in PAYMENTS
        }

    def _remove_correction(self, entry):
        division = self.division
        for term in self.of_entry(entry):
            division.remove(TERMS, term)
        for line in division.table(LEDGER).by("EntryID", entry):
            division.remove(LEDGER, line)
        division.remove(TRANSACTIONS, division.table(TRANSACTIONS).get(entry))

    def _join(self, term):
        """With the other open part of the same instalment: one of them goes."""
        for other in self.of_line(term["TransactionID"]):
            if other is not term and other["Status"] == OPEN:
                if other["DueDate"] != term["DueDate"]:
                    continue
                fc, dc = term["_fc"] + other["_fc"], term["_dc"] + other["_dc"]
                self.division.change(TERMS, term, **self._values(fc, dc))
                self.division.remove(TERMS, other)

    def remove(self, entry_id):
        for match in self.matches_of(entry_id):
            self.unmatch(match)
        for term in self.of_entry(entry_id):
            self.division.remove(TERMS, term)

    # What all parts of a booking tell

    def _refresh(self, terms):
        touched = {t["TransactionEntryID"] for t in terms}
        for entry in touched:
            parts = self.of_entry(entry)
            paid = all(t["Status"] == MATCHED for t in parts)
            day = self._last_payment(parts)
            for term in parts:
                values = {"IsFullyPaid": paid, "LastPaymentDate": day}
                if not self.division.quirks["paid_per_booking"]:
                    values = {
                        "IsFullyPaid": term["Status"] == MATCHED,
                        "LastPaymentDate": self._last_payment([term]),
                    }
                if term["TransactionType"] in PAYMENTS:
                    values |= self._references(term)
                self.division.change(TERMS, term, **values)
        for entry in touched:
            self._show_references(entry)

    def _last_payment(self, parts):
        if parts[0]["TransactionType"] not in INVOICES:
            return None
        days = [
            other["InvoiceDate"]
            for term in parts
            if term["_match"]
            for other in term["_match"].parts
            if other["TransactionType"] in PAYMENTS
        ]
        return max(days, default=None)

    def _references(self, term):
        """Those of the invoice, where it is matched with exactly one."""
        line = self.division.table(LEDGER).get(term["TransactionID"])
        values = {
            "YourRef": None,
            "InvoiceNumber": (line or {}).get("_typed_number"),
        }
        others = term["_match"].parts if term["_match"] else []
        invoices = {
            t["TransactionEntryID"]: t
            for t in others
            if t["TransactionType"] in INVOICES
        }
        if len(invoices) == 1:
            (one,) = invoices.values()
            values = {n: one[n] for n in ("YourRef", "InvoiceNumber")}
        return values

    def _show_references(self, entry):
        for line in self.division.table(LEDGER).by("EntryID", entry):
            parts = self.of_line(line["ID"])
            if not parts or line["Type"] not in PAYMENTS:
                continue
            found = {(t["YourRef"], t["InvoiceNumber"]) for t in parts}
            refs = found.pop() if len(found) == 1 else (None, None)
            self.division.change(LEDGER, line, YourRef=refs[0], InvoiceNumber=refs[1])
