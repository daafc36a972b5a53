"""Double-entry books: offices, master data, entries, open items, matches. No HTTP.

Amounts are ``Decimal`` with the sign of double entry: debit positive.
"""

import fnmatch
import re
import threading
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import ROUND_HALF_UP, Decimal

ZERO = Decimal("0.00")
CENT = Decimal("0.01")


def money(value):
    return Decimal(str(value)).quantize(CENT, ROUND_HALF_UP)


class Refusal(Exception):
    """The books say no; ``code`` names the reason."""

    def __init__(self, code, **values):
        super().__init__(code)
        self.code = code
        self.values = values


@dataclass
class Dimension:
    type: str
    code: str
    name: str
    shortname: str = ""
    status: str = "active"
    fields: dict = field(default_factory=dict)  # as delivered: {path: text}
    addresses: list = field(default_factory=list)
    banks: list = field(default_factory=list)
    uid: str = ""
    created: datetime = None
    modified: datetime = None

    @property
    def blocked(self):
        return self.status != "active"


@dataclass
class Rate:
    start: date
    percentage: Decimal
    # [(account, share in percent, group of the VAT return)]
    accounts: list


@dataclass
class VatCode:
    code: str
    name: str
    type: str  # sales | purchase
    rates: list
    shortname: str = ""
    status: str = "active"
    intra_community: bool = False

    def rate_on(self, day):
        valid = [rate for rate in self.rates if rate.start <= day]
        return max(valid, key=lambda rate: rate.start) if valid else None


@dataclass
class Daybook:
    code: str
    name: str
    category: str  # sales | purchase | bank | cash | journal
    shortname: str = ""
    account: str = ""
    hidden: bool = False


@dataclass
class Line:
    id: int
    type: str  # total | detail | vat
    amount: Decimal
    dim1: str = ""
    dim2: str = ""
    dim3: str = ""
    description: str = ""
    vatcode: str = ""
    vat: Decimal = None
    turnover: Decimal = None
    baseline: int = 0
    invoicenumber: str = ""
    extra: dict = field(default_factory=dict)
    open: Decimal = None  # None: can't be matched
    matchnumber: int = None
    matchdate: date = None
    matches: list = field(default_factory=list)
    modified: datetime = None

    @property
    def status(self):
        if self.open is None:
            return "notmatchable"
        return "available" if self.open else "matched"


@dataclass
class Entry:
    daybook: str
    number: int
    period: str
    date: date
    currency: str
    location: str
    lines: list
    header: dict = field(default_factory=dict)
    invoicenumber: str = ""
    duedate: date = None
    user: str = ""
    origin: str = "import"
    created: datetime = None
    modified: datetime = None

    @property
    def key(self):
        return (self.daybook, self.number)

    def line(self, number):
        return next((line for line in self.lines if line.id == number), None)

    @property
    def total(self):
        return next((line for line in self.lines if line.type == "total"), None)

    @property
    def is_touched(self):
        return any(line.matches for line in self.lines)


@dataclass
class Match:
    number: int
    relation: str
    date: date
    status: str
    parts: dict  # {(daybook, number, line id): matched amount, signed}
    writeoffs: dict = field(default_factory=dict)


class Office:
    """The books of one administration."""

    def __init__(self, code, name, clock, currency="EUR"):
        self.code, self.name, self.currency = code, name, currency
        self.clock = clock
        self.lock = threading.RLock()
        self.types = {}  # {type: (name, mask)}
        self.dimensions = {}  # {(type, code): Dimension}
        self.vat = {}
        self.daybooks = {}
        self.periods = {}  # {"2026/03": open?}
        self.entries = {}
        self.deleted = []
        self.matches = []

    # Master data

    def dimension(self, type_, code):
        return self.dimensions.get((type_, code))

    def account(self, code):
        return self.dimension("BAS", code) or self.dimension("PNL", code)

    def relation(self, code):
        return self.dimension("DEB", code) or self.dimension("CRD", code)

    def any_dimension(self, code, types):
        return next((d for t in types if (d := self.dimension(t, code))), None)

    def of_type(self, type_):
        found = [d for d in self.dimensions.values() if d.type == type_]
        return sorted(found, key=lambda d: d.code)

    def fits(self, type_, code):
        return like(code, self.types[type_][1])

    def free_code(self, type_):
        """The first free code that fits the mask; None for a mask without end."""
        codes = enumerate_mask(self.types[type_][1])
        if codes is None:
            return None
        return next((c for c in codes if (type_, c) not in self.dimensions), None)

    # Entries

    def next_number(self, daybook, year):
        used = [n for (d, n) in self.entries if d == daybook and n // 100000 == year]
        used += [d["number"] for d in self.deleted if d["daybook"] == daybook]
        used = [n for n in used if n // 100000 == year]
        return max(used, default=year * 100000) + 1

    def add(self, entry):
        now = self.clock.now()
        entry.created = entry.created or now
        entry.modified = now
        for line in entry.lines:
            line.modified = now
        self.entries[entry.key] = entry

    def delete(self, entry, reason, user):
        del self.entries[entry.key]
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
            for entry in self.entries.values()
            if entry.invoicenumber == number
            and self.daybooks[entry.daybook].category in categories
        ]

    # Matching

    def match(self, parts, day, status="final", writeoffs=None):
        """Match lines with each other; ``parts`` {(daybook, number, line): amount}.
        The amounts and write-offs sum up to zero, each within what is open."""
        lines = {key: self._open_line(key) for key in parts}
        relation = {(line.dim1, line.dim2) for line in lines.values()}
        if len(relation) > 1:
            raise Refusal("match_relations")
        rest = sum(parts.values(), ZERO) - sum((writeoffs or {}).values(), ZERO)
        if rest:
            raise Refusal("match_balance", amount=rest)
        for key, amount in parts.items():
            if abs(amount) > abs(lines[key].open) or amount * lines[key].open <= 0:
                raise Refusal("match_amount", key=key)
        number = max((m.number for m in self.matches), default=0) + 1
        match = Match(
            number, next(iter(relation))[1], day, status, parts, writeoffs or {}
        )
        self.matches.append(match)
        for key, amount in parts.items():
            line = lines[key]
            line.open -= amount
            line.matchnumber, line.matchdate = number, day
            line.matches.append(match)
            self._touch(key)
        return match

    def unmatch(self, match):
        self.matches.remove(match)
        for key, amount in match.parts.items():
            line = self.entries[key[:2]].line(key[2])
            line.open += amount
            line.matches.remove(match)
            last = line.matches[-1] if line.matches else None
            line.matchnumber = last.number if last else None
            line.matchdate = last.date if last else None
            self._touch(key)

    def _open_line(self, key):
        entry = self.entries.get(key[:2])
        line = entry.line(key[2]) if entry else None
        if line is None or not line.open:
            raise Refusal("match_line", key=key)
        return line

    def _touch(self, key):
        entry = self.entries[key[:2]]
        entry.modified = entry.line(key[2]).modified = self.clock.now()


# Masks: the forms seen are those of Basic's Like operator (grammar inferred).


def mask_parts(mask):
    """[(kind, characters)]: ``[a-b]`` and ``#`` are sets, ``?`` any, ``*`` any run."""
    parts = []
    for token in re.findall(r"\[[^\]]*\]|.", mask):
        if token == "#":
            parts.append(("set", "0123456789"))
        elif token in ("*", "?"):
            parts.append((token, ""))
        elif token.startswith("["):
            parts.append(("set", _range(token[1:-1])))
        else:
            parts.append(("set", token))
    return parts


def _range(text):
    if len(text) == 3 and text[1] == "-":
        return "".join(chr(c) for c in range(ord(text[0]), ord(text[2]) + 1))
    return text


def like(code, mask):
    expression = ""
    for kind, characters in mask_parts(mask):
        if kind == "set":
            expression += f"[{re.escape(characters)}]"
        else:
            expression += ".*" if kind == "*" else "."
    return re.fullmatch(expression, code) is not None


def enumerate_mask(mask):
    """All codes of a mask in order; None where there is no end of them."""
    parts = mask_parts(mask)
    if not parts or any(kind != "set" for kind, _characters in parts):
        return None

    def codes(index):
        if index == len(parts):
            yield ""
            return
        for character in parts[index][1]:
            for rest in codes(index + 1):
                yield character + rest

    return codes(0)


def matches_pattern(text, pattern):
    """Finder patterns: ``*`` and ``?``, case does not matter."""
    return fnmatch.fnmatchcase((text or "").lower(), (pattern or "*").lower())
