"""What the books are made of: master data, entries, matches. No rules, no HTTP.

Amounts are ``Decimal`` with the sign of double entry: debit positive.
"""

from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import ROUND_HALF_UP, Decimal

ZERO = Decimal("0.00")
CENT = Decimal("0.01")
# {level of a line's dimensions: the types that may stand there}
LEVEL_TYPES = {1: ("BAS", "PNL"), 2: ("KPL", "DEB", "CRD"), 3: ("PRJ", "AST")}
LEVELS = {type_: level for level, types in LEVEL_TYPES.items() for type_ in types}


def money(value):
    return Decimal(str(value)).quantize(CENT, ROUND_HALF_UP)


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
    wholes: dict = field(default_factory=dict)  # {tag: element}, kept as they came
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
    uid: str = ""
    modified: datetime = None

    def rate_on(self, day):
        valid = [rate for rate in self.rates if rate.start <= day]
        return max(valid, key=lambda rate: rate.start) if valid else None


@dataclass
class Currency:
    code: str
    name: str
    # [(valid from, value of one unit in the base currency)]
    rates: list = field(default_factory=list)

    def rate_on(self, day):
        valid = [(start, rate) for start, rate in self.rates if start <= day]
        return max(valid)[1] if valid else None


@dataclass
class Article:
    code: str
    name: str
    shortname: str = ""
    status: str = "active"
    fields: dict = field(default_factory=dict)
    lines: list = field(default_factory=list)  # [{field: text}]


@dataclass
class Daybook:
    code: str
    name: str
    category: str  # sales | purchase | bank | cash | journal | matching
    shortname: str = ""
    account: str = ""
    hidden: bool = False
    # Which of the free texts 1 to 3 the daybook allows; the others are dropped,
    # or refused.
    freetexts: set = field(default_factory=lambda: {1, 2, 3})
    strict_freetexts: bool = False
    duplicates_refused: bool = False  # or a warning, which may be turned off


@dataclass
class Line:
    id: int
    type: str  # total | detail | vat
    amount: Decimal
    dim1: str = ""
    dim2: str = ""
    dim3: str = ""
    description: str = ""
    # In base and reporting currency; as ``amount`` where none is given
    base: Decimal = None
    rep: Decimal = None
    rate: Decimal = Decimal(1)
    reprate: Decimal = Decimal(1)
    vatcode: str = ""
    vat: Decimal = None
    vatbase: Decimal = None
    vatrep: Decimal = None
    turnover: Decimal = None
    turnoverbase: Decimal = None
    baseline: int = 0
    invoicenumber: str = ""
    extra: dict = field(default_factory=dict)
    level: int = 2  # the dimension it is matched on
    open: Decimal = None  # None: can't be matched
    openbase: Decimal = None
    openrep: Decimal = None
    proposed: bool = False  # in a payment run that is not final
    matchnumber: int = None
    matchdate: date = None
    matches: list = field(default_factory=list)
    modified: datetime = None

    def __post_init__(self):
        self.base = self.amount if self.base is None else self.base
        self.rep = self.amount if self.rep is None else self.rep
        if self.open is not None:
            self.make_open()

    def make_open(self):
        self.open, self.openbase, self.openrep = self.amount, self.base, self.rep

    @property
    def status(self):
        if self.open is None:
            return "notmatchable"
        if self.open and self.proposed:
            return "proposed"
        return "available" if self.open else "matched"

    @property
    def matched_on(self):
        """The code of the dimension it is matched on."""
        return (self.dim1, self.dim2, self.dim3)[self.level - 1]

    def share(self, amount):
        """(amount, base, reporting) of a part of what is open."""
        if amount == self.open:
            return amount, self.openbase, self.openrep
        part = amount / self.open
        return amount, money(self.openbase * part), money(self.openrep * part)

    def take(self, shares):
        self.open -= shares[0]
        self.openbase -= shares[1]
        self.openrep -= shares[2]


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
    relation: str  # the code of the dimension matched on
    level: int
    date: date
    status: str
    # {(daybook, number, line id): (amount, base, reporting), signed}
    parts: dict
    corrections: list = field(default_factory=list)  # keys of the entries it made
