"""The books of one office: master data, entries, open items, matches. No HTTP."""

import threading
from collections import Counter
from decimal import Decimal

from .masks import enumerate_mask, like
from .records import LEVEL_TYPES, LEVELS, ZERO, Entry, Line, Match, money


class Refusal(Exception):
    """The books say no; ``code`` names the reason."""

    def __init__(self, code, **values):
        super().__init__(code)
        self.code = code
        self.values = values


class Office:
    """The books of one administration."""

    def __init__(self, code, name, clock, currency="EUR"):
        self.code, self.name, self.currency = code, name, currency
        self.shortname = name
        self.reporting = currency
        self.country = ("NL", "Nederland")
        self.vat_groups = {}  # {group of the VAT return: name}
        # Which daybook, account and VAT code the accountant takes; the bank's account
        self.usual, self.bank = {}, {}
        self.currencies = {}
        self.clock = clock
        self.lock = threading.RLock()
        self.types = {}  # {type: (name, mask)}
        self.dimensions = {}  # {(type, code): Dimension}
        self.vat = {}
        self.daybooks = {}
        self.periods = {}  # {"2026/03": open?}
        self.entries = {}
        self._numbers = {}  # {(daybook, year): the last number given}
        self._by_invoice = {}  # {invoice number: {key: entry}}
        self.deleted = []
        self.matches = []
        self._match_numbers = {}  # {relation: the last number given}
        self.writeoff_accounts = {}  # {"currency" | "writeoff" | "discount": account}
        # None is documented: whether the stamps of head and line change, and whether
        # what a match books is always a draft.
        self.matching_touches_head, self.matching_touches_line = True, True
        self.matching_drafts = False
        # {dimension type: the ledger account of its open items}
        self.control_accounts = {}
        self.type_labels = {}  # {type: {"label1": text}}
        self.type_shortnames = {}
        self.groups = {}  # {code: {"name", "shortname", "dimensions": [(type, code)]}}
        self.articles = {}
        self.invoice_types = {}  # {code: {"name", "daybook"}}
        self.invoices = {}  # {(type, number): Invoice}
        self._used = Counter()  # how many lines have a code
        self.intercompany = set()  # offices that a line may be for

    # Master data

    def dimension(self, type_, code):
        return self.dimensions.get((type_, code))

    def account(self, code):
        return self.dimension("BAS", code) or self.dimension("PNL", code)

    def relation(self, code):
        return self.dimension("DEB", code) or self.dimension("CRD", code)

    def any_dimension(self, code, types):
        for type_ in types:
            found = self.dimensions.get((type_, code))
            if found:
                return found
        return None

    def on_level(self, level, code):
        """What a line's dimension of that level is."""
        return self.any_dimension(code, LEVEL_TYPES[level])

    def of_type(self, type_):
        found = [d for d in self.dimensions.values() if d.type == type_]
        return sorted(found, key=lambda d: d.code)

    def fits(self, type_, code):
        return like(code, self.types[type_][1])

    def free_code(self, type_, first=True):
        """The first free code that fits the mask, or the one after the last that is
        not; None for a mask without end."""
        codes = enumerate_mask(self.types[type_][1])
        if codes is None:
            return None
        if not first:
            taken = sum(self.fits(type_, one.code) for one in self.of_type(type_))
            while taken:
                taken -= (type_, next(codes)) in self.dimensions
        return next((c for c in codes if (type_, c) not in self.dimensions), None)

    # Entries

    def next_number(self, daybook, year):
        return self._numbers.get((daybook, year), year * 100000) + 1

    def add(self, entry):
        now = self.clock.now()
        entry.created = entry.created or now
        entry.modified = now
        for line in entry.lines:
            line.modified = now
        known = self.entries.get(entry.key)
        if known:
            self._drop(known)
        self.entries[entry.key] = entry
        self._used.update(_codes(entry))
        self._by_invoice.setdefault(entry.invoicenumber, {})[entry.key] = entry
        series = (entry.daybook, entry.number // 100000)
        self._numbers[series] = max(self._numbers.get(series, 0), entry.number)

    def _drop(self, entry):
        """Out of the books, and out of all sets it was matched in."""
        for line in entry.lines:
            for match in list(line.matches):
                self.unmatch(match)
        self.entries.pop(entry.key, None)
        self._used.subtract(_codes(entry))
        self._by_invoice.get(entry.invoicenumber, {}).pop(entry.key, None)

    def is_used(self, record):
        return self._used[LEVELS.get(record.type), record.code] > 0

    def finalise(self, entry):
        """A draft is one no more, and what it was matched in may be final too."""
        entry.location, entry.modified = "final", self.clock.now()
        for match in [match for line in entry.lines for match in line.matches]:
            others = [self.entries[key[:2]] for key in match.parts]
            own = [self.entries[key] for key in match.corrections]
            drafts = [e for e in others if e.location != "final" and e not in own]
            if not (drafts or self.matching_drafts):
                match.status = "final"
                for correction in own:
                    correction.location = "final"

    def renumber(self, entry, invoicenumber):
        self._by_invoice[entry.invoicenumber].pop(entry.key)
        entry.invoicenumber = invoicenumber
        self._by_invoice.setdefault(invoicenumber, {})[entry.key] = entry

    def delete(self, entry, reason, user):
        self._drop(entry)
        self.deleted.append(
            {
                "daybook": entry.daybook,
                "number": entry.number,
                "date": entry.date,
                "deleted": self.clock.now(),
                "reason": reason,
                "user": user,
            }
        )

    def by_invoice(self, number, categories=("sales", "purchase")):
        return [
            entry
            for entry in self._by_invoice.get(number, {}).values()
            if self.daybooks[entry.daybook].category in categories
        ]

    def rate(self, currency, day):
        """Value of one unit in the base currency; None where none is known."""
        if currency == self.currency:
            return Decimal(1)
        known = self.currencies.get(currency)
        return known.rate_on(day) if known else None

    def reporting_rate(self, currency, day):
        """Value of one unit in the reporting currency."""
        if currency == self.reporting:
            return Decimal(1)
        own, reporting = self.rate(currency, day), self.rate(self.reporting, day)
        return own / reporting if own and reporting else None

    # Matching

    def match(self, parts, day, writeoffs=()):
        """Match lines with each other; ``parts`` {(daybook, number, line): amount}.
        The amounts less the write-offs [(type, amount)] sum up to zero, each within
        what is open; write-offs and exchange differences are booked."""
        lines = {key: self.open_line(key) for key in parts}
        if len({(line.dim1, line.matched_on) for line in lines.values()}) > 1:
            raise Refusal("match_relations")
        for key, amount in parts.items():
            if abs(amount) > abs(lines[key].open) or amount * lines[key].open <= 0:
                raise Refusal("match_amount", key=key)
        first = next(iter(lines.values()))
        shares = {key: lines[key].share(amount) for key, amount in parts.items()}
        corrections = self._corrections(shares, writeoffs)
        code = first.matched_on
        status = self._match_status(parts)
        number = self._match_numbers[code] = self._match_numbers.get(code, 0) + 1
        match = Match(number, code, first.level, day, status, shares)
        for kind, *values in corrections:
            entry = self._correct(first, kind, values, day, status)
            lines[(*entry.key, 1)] = entry.lines[0]
            shares[(*entry.key, 1)] = tuple(-value for value in values)
            match.corrections.append(entry.key)
        self.matches.append(match)
        for key, taken in shares.items():
            line = lines[key]
            line.take(taken)
            line.matchnumber, line.matchdate, line.proposed = number, day, False
            line.matches.append(match)
            self._touch(key)
        return match

    def _match_status(self, parts):
        """Drafts make a match, and what it books, provisional [inf]."""
        drafts = (self.entries[key[:2]].location != "final" for key in parts)
        return "temporary" if self.matching_drafts or any(drafts) else "final"

    def _corrections(self, shares, writeoffs):
        """[(type, amount, base, reporting)] that bring the set to zero. A set in one
        currency has to balance in it, any other in the base currency."""
        currencies = {self.entries[key[:2]].currency for key in shares}
        sums = [sum(column, ZERO) for column in zip(*shares.values(), strict=True)]
        foreign = len(currencies) > 1
        rest = sums[1] if foreign else sums[0]
        given = sum((amount for _kind, amount in writeoffs), ZERO)
        # Which sign a write-off has is not documented: either is taken.
        if abs(rest) != abs(given):
            raise Refusal("match_balance", amount=abs(rest) - abs(given))
        sign = 1 if rest == given else -1
        found = []
        for kind, amount in writeoffs:
            amount = sign * amount
            if foreign or not sums[0]:
                found.append((kind, amount, amount, amount))
            else:
                part = amount / sums[0]
                found.append((kind, amount, *(money(s * part) for s in sums[1:])))
        if not foreign and not writeoffs and (sums[1] or sums[2]):
            found.append(("currency", ZERO, sums[1], sums[2]))
        return found

    def _correct(self, line, kind, values, day, status):
        """The entry of a write-off in the matching daybook."""
        amount, base, rep = values
        daybook = next(b for b in self.daybooks.values() if b.category == "matching")
        open_one = Line(1, "detail", -amount, line.dim1, line.dim2, line.dim3)
        other = Line(2, "detail", amount, self.writeoff_accounts[kind])
        for one, sign in ((open_one, -1), (other, 1)):
            one.base, one.rep, one.description = sign * base, sign * rep, daybook.name
        open_one.level = line.level
        open_one.make_open()
        entry = Entry(
            daybook.code,
            self.next_number(daybook.code, 0),  # counted on through the years [B]
            f"{day:%Y/%m}",
            day,
            self.currency,
            status,
            [open_one, other],
            origin="matching",
        )
        self.add(entry)
        return entry

    def unmatch(self, match):
        if any(
            not self.periods.get(self.entries[key].period) for key in match.corrections
        ):
            raise Refusal("match_corrections")
        self.matches.remove(match)
        for key, taken in match.parts.items():
            line = self.entries[key[:2]].line(key[2])
            line.take(tuple(-value for value in taken))
            line.matches.remove(match)
            last = line.matches[-1] if line.matches else None
            line.matchnumber = last.number if last else None
            line.matchdate = last.date if last else None
            self._touch(key)
        for key in match.corrections:
            self._drop(self.entries[key])

    def open_line(self, key):
        entry = self.entries.get(key[:2])
        line = entry.line(key[2]) if entry else None
        if line is None or not line.open:
            raise Refusal("match_line", key=key)
        return line

    def _touch(self, key):
        entry = self.entries[key[:2]]
        now = self.clock.now()
        if self.matching_touches_line:
            entry.line(key[2]).modified = now
        if self.matching_touches_head:
            entry.modified = now


def _codes(entry):
    """[(level, code)]: accounts and relations may have equal codes."""
    return [
        (level, code)
        for line in entry.lines
        for level, code in enumerate((line.dim1, line.dim2, line.dim3), 1)
        if code
    ]
