"""Control: money that comes and goes, as the accountant books and matches it."""

from datetime import date as Date
from decimal import Decimal

from .records import ZERO, Entry, Line, money


class Payments:
    """Each public method is one path of the control API."""

    def receipt(
        self,
        office,
        invoices,
        date="",
        daybook="",
        match=True,
        lump=False,
        currency="",
        rate="",
    ):
        """One bank entry for these invoices, of customers or suppliers; ``amount``
        empty is all that is open, more than that stays open on the bank's line.
        ``lump``: one line for all. ``currency`` and ``rate``: of the payment, else the
        invoice's and the table's. An invoice's ``writeoff`` {type, amount} is kept
        back and written off."""
        office = self._office(office)
        daybook, day = daybook or office.usual["bank"], to_date(date, office)
        pairs = [self._pair(office, one) for one in invoices]
        currency = currency or pairs[0][0].currency
        rate = Decimal(rate) if rate else office.rate(currency, day)
        groups = [pairs] if lump else [[pair] for pair in pairs]
        lines = [
            self._line(
                number,
                group[0][0],
                -sum((paid for _entry, paid, _off in group), ZERO),
                "" if lump else group[0][0].invoicenumber,
                rate,
            )
            for number, group in enumerate(groups, 2)
        ]
        entry = self._book_bank(office, daybook, day, lines, currency, rate)
        for line, group in zip(lines, groups, strict=True):
            if match:
                self._match_payment(office, entry, line, group, day)
        return {"daybook": daybook, "number": entry.number}

    def deposit(self, office, relation, amount, date="", daybook="", currency=""):
        """Money of a customer or supplier for nothing in particular; negative: money
        to them."""
        office = self._office(office)
        daybook, day = daybook or office.usual["bank"], to_date(date, office)
        currency = currency or office.currency
        account = office.control_accounts[office.relation(relation).type]
        rate = office.rate(currency, day)
        line = self._open_line(2, account, relation, -money(amount), "", rate)
        entry = self._book_bank(office, daybook, day, [line], currency, rate)
        return {"daybook": daybook, "number": entry.number}

    def _pair(self, office, one):
        """(invoice, signed amount paid, [(type, amount)] written off)"""
        entry = self._invoice(office, one)
        total, off = entry.total, one.get("writeoff")
        sign = 1 if total.amount > 0 else -1
        writeoffs = [(off["type"], sign * money(off["amount"]))] if off else []
        kept = sum((amount for _type, amount in writeoffs), ZERO)
        given = one.get("amount")
        paid = sign * abs(money(given)) if given else total.open - kept
        return entry, paid, writeoffs

    def _line(self, number, entry, amount, invoicenumber, rate=Decimal(1)):
        total = entry.total
        return self._open_line(
            number, total.dim1, total.dim2, amount, invoicenumber, rate
        )

    def _open_line(self, number, account, relation, amount, invoicenumber, rate):
        line = Line(
            number,
            "detail",
            amount,
            dim1=account,
            dim2=relation,
            base=money(amount * rate),
            rep=money(amount * rate),
            rate=rate,
            reprate=rate,
            invoicenumber=invoicenumber,
            description="Betaling",
        )
        line.make_open()
        return line

    def _book_bank(self, office, daybook, day, lines, currency, rate):
        total = Line(1, "total", ZERO, office.daybooks[daybook].account)
        for name in ("amount", "base", "rep"):
            value = -sum((getattr(line, name) for line in lines), ZERO)
            setattr(total, name, value)
        total.rate = total.reprate = rate
        return self._book(office, daybook, day, [total, *lines], currency)

    def _book(self, office, daybook, day, lines, currency):
        entry = Entry(
            daybook,
            office.next_number(daybook, day.year),
            f"{day:%Y/%m}",
            day,
            currency,
            "final",
            lines,
            user="ACCOUNTANT",
            origin="manual",
        )
        office.add(entry)
        return entry

    def _match_payment(self, office, entry, line, group, day):
        own = (*entry.key, line.id)
        invoices = {(*e.key, e.total.id): (e.total, paid) for e, paid, _off in group}
        first, _paid, writeoffs = group[0]
        if entry.currency != first.currency:
            parts = {key: total.open for key, (total, _paid) in invoices.items()}
            rest = line.openbase + sum(
                (t.openbase for t, _p in invoices.values()), ZERO
            )
            difference = [("currency", rest)] if rest else []
            office.match({**parts, own: line.open}, day, difference)
            return
        kept = sum((amount for _type, amount in writeoffs), ZERO)
        parts = {
            key: total.open if abs(paid + kept) > abs(total.open) else paid + kept
            for key, (total, paid) in invoices.items()
        }
        parts[own] = kept - sum(parts.values(), ZERO)
        office.match(parts, day, writeoffs)

    def match(self, office, invoices, date=""):
        """Match invoices, credit notes and receipts with each other, each with its
        amount."""
        office = self._office(office)
        parts = {}
        for one in invoices:
            entry = self._invoice(office, one)
            line = next(line for line in entry.lines if line.open is not None)
            sign = 1 if line.amount > 0 else -1
            amount = one.get("amount")
            paid = sign * abs(money(amount)) if amount else line.open
            parts[(*entry.key, line.id)] = paid
        match = office.match(parts, to_date(date, office))
        return {"matchnumber": match.number}

    def unmatch(self, office, **one):
        """Undo all matches of an invoice."""
        office = self._office(office)
        matches = list(self._invoice(office, one).total.matches)
        for match in matches:
            office.unmatch(match)
        return {"undone": len(matches)}

    def writeoff(self, office, amount, date="", account="", **one):
        """Close what is left of an invoice with a journal entry, matched."""
        office = self._office(office)
        day = to_date(date, office)
        entry = self._invoice(office, one)
        account = account or office.usual["difference"]
        sign = 1 if entry.total.amount > 0 else -1
        value, rate = sign * abs(money(amount)), entry.total.rate
        base = money(value * rate)
        lines = [
            self._line(1, entry, -value, entry.invoicenumber, rate),
            Line(2, "detail", value, dim1=account, base=base, rep=base, rate=rate),
        ]
        memo = self._book(office, office.usual["journal"], day, lines, entry.currency)
        parts = {(*entry.key, entry.total.id): value, (*memo.key, 1): -value}
        office.match(parts, day)
        return {"daybook": memo.daybook, "number": memo.number}

    def reversal(self, office, date="", **one):
        """The bank takes a payment back: its match is undone, the money goes again."""
        office = self._office(office)
        day = to_date(date, office)
        invoice = self._invoice(office, one)
        paid = [
            (match, key)
            for match in invoice.total.matches
            for key in match.parts
            if office.daybooks[key[0]].category in ("bank", "cash")
        ]
        if not paid:
            raise LookupError("nothing was paid")
        match, key = paid[-1]
        office.unmatch(match)
        payment = office.entries[key[:2]]
        paid = payment.line(key[2])
        line = self._line(2, invoice, -paid.open, invoice.invoicenumber, paid.rate)
        line.description = "Storno"
        entry = self._book_bank(
            office, payment.daybook, day, [line], payment.currency, paid.rate
        )
        office.match({key: paid.open, (*entry.key, 2): line.open}, day)
        return {"daybook": entry.daybook, "number": entry.number}

    def edit_receipt(self, office, daybook, number, amount, date="", match=True):
        """Another amount, or date, on a receipt of one line, unmatched and matched
        anew."""
        office = self._office(office)
        entry = office.entries[daybook, int(number)]
        line = entry.lines[1]
        old = list(line.matches)
        for one in old:
            office.unmatch(one)
        sign = 1 if line.amount > 0 else -1
        for own, factor in ((line, sign), (entry.total, -sign)):
            own.amount = factor * abs(money(amount))
            own.base = own.rep = money(own.amount * own.rate)
        line.make_open()
        if date:
            entry.date = to_date(date, office)
            entry.period = f"{entry.date:%Y/%m}"
        entry.modified = line.modified = office.clock.now()
        for one in old if match else ():
            day = entry.date if date else one.date
            self._rematch(office, (*entry.key, line.id), line, one, day)
        return {"daybook": daybook, "number": entry.number}

    def _rematch(self, office, own, line, old, day):
        other = next(key for key in old.parts if key != own)
        if other[:2] not in office.entries or not line.open:
            return
        counter = office.entries[other[:2]].line(other[2])
        value = min(abs(line.open), abs(counter.open))
        sign = 1 if line.open > 0 else -1
        office.match({own: sign * value, other: -sign * value}, day)

    def payrun(self, office, invoices, proposed=True):
        """Invoices go into a payment or direct-debit run that is not final."""
        office = self._office(office)
        for one in invoices:
            entry = self._invoice(office, one)
            entry.total.proposed = proposed
            entry.total.modified = office.clock.now()
        return {}


def to_date(text, office):
    return Date.fromisoformat(text) if text else office.clock.now().date()
