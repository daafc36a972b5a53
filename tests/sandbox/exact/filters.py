"""``$filter``: its grammar and what it says of a row, as WCF Data Services 5 reads
OData 2, less what Exact does not support."""

import operator
import re
import uuid
from dataclasses import dataclass
from decimal import Decimal

from . import edm

TOKEN = re.compile(
    r"""\s*(?:
    (?P<guid>guid'(?P<guid_text>[^']*)')
    | (?P<datetime>datetime'(?P<datetime_text>[^']*)')
    | (?P<string>'(?P<string_text>(?:[^']|'')*)')
    | (?P<number>-?\d+(?:\.\d+)?(?:[eE][-+]?\d+)?[LlDdMmFf]?)
    | (?P<word>[A-Za-z_][A-Za-z0-9_]*(?:/[A-Za-z_][A-Za-z0-9_]*)*)
    | (?P<sign>[(),])
    )""",
    re.VERBOSE,
)
COMPARISONS = ("eq", "ne", "gt", "ge", "lt", "le")
NUMBERS = "DIHLY"
WORDS = {"true": ("B", True), "false": ("B", False), "null": ("", None)}


class SyntaxProblem(ValueError):
    """Bad Request - Error in query syntax."""


@dataclass
class Literal:
    letter: str
    value: object

    def of(self, _row):
        return self.value


@dataclass
class Property:
    letter: str
    name: str
    show: object  # (row, name) -> as it is shown

    def of(self, row):
        return self.show(row, self.name)


@dataclass
class Call:
    letter: str
    function: object
    arguments: list

    def of(self, row):
        values = [argument.of(row) for argument in self.arguments]
        return None if None in values else self.function(*values)


@dataclass
class Arithmetic:
    operator: str
    left: object
    right: object
    letter: str = "D"

    def of(self, row):
        left, right = self.left.of(row), self.right.of(row)
        if left is None or right is None:
            return None
        try:
            return ARITHMETIC[self.operator](Decimal(left), Decimal(right))
        except ArithmeticError as error:
            raise SyntaxProblem from error


ARITHMETIC = {
    "add": operator.add,
    "sub": operator.sub,
    "mul": operator.mul,
    "div": operator.truediv,
    "mod": operator.mod,
}


@dataclass
class Compare:
    operator: str
    left: object
    right: object
    letter: str = "B"

    def of(self, row):
        left, right = plain(self.left.of(row)), plain(self.right.of(row))
        if self.operator == "eq":
            return left == right
        if self.operator == "ne":
            return left != right
        if left is None or right is None:
            return False
        return {
            "gt": left > right,
            "ge": left >= right,
            "lt": left < right,
            "le": left <= right,
        }[self.operator]


@dataclass
class Logic:
    operator: str
    parts: list
    letter: str = "B"

    def of(self, row):
        if self.operator == "not":
            return not self.parts[0].of(row)
        test = all if self.operator == "and" else any
        return test(part.of(row) for part in self.parts)


def plain(value):
    # The database's comparison of texts ignores blanks at their end.
    return value.rstrip(" ") if isinstance(value, str) else value


def _call(name, letters, result):
    functions = {
        "substringof": lambda part, text: part.lower() in text.lower(),
        "startswith": lambda text, part: text.lower().startswith(part.lower()),
        "endswith": lambda text, part: text.lower().endswith(part.lower()),
        "tolower": str.lower,
        "toupper": str.upper,
        "trim": str.strip,
        "length": len,
        "indexof": str.find,
        "year": lambda day: day.year,
        "month": lambda day: day.month,
        "day": lambda day: day.day,
    }
    return name, (letters, result, functions[name])


FUNCTIONS = dict(
    [
        _call("substringof", "SS", "B"),
        _call("startswith", "SS", "B"),
        _call("endswith", "SS", "B"),
        _call("tolower", "S", "S"),
        _call("toupper", "S", "S"),
        _call("trim", "S", "S"),
        _call("length", "S", "I"),
        _call("indexof", "SS", "I"),
        _call("year", "T", "I"),
        _call("month", "T", "I"),
        _call("day", "T", "I"),
    ]
)


class Parser:
    """A recursive-descent parser; ``letters`` are the types of the properties."""

    def __init__(self, text, letters, show):
        self.letters, self.show = letters, show
        self.tokens = list(tokens(text))
        self.names, self.functions = set(), set()

    def parse(self):
        node = self._or()
        if self.tokens or node.letter != "B":
            raise SyntaxProblem
        return node

    def _peek(self, *words):
        return bool(self.tokens) and self.tokens[0] in [("word", w) for w in words]

    def _take(self, kind=None, text=None):
        if not self.tokens:
            raise SyntaxProblem
        found = self.tokens.pop(0)
        if (kind and found[0] != kind) or (text and found[1] != text):
            raise SyntaxProblem
        return found

    def _or(self):
        parts = [self._and()]
        while self._peek("or"):
            self._take()
            parts.append(self._and())
        return self._join("or", parts)

    def _and(self):
        parts = [self._not()]
        while self._peek("and"):
            self._take()
            parts.append(self._not())
        return self._join("and", parts)

    def _join(self, operator, parts):
        if len(parts) == 1:
            return parts[0]
        if any(part.letter != "B" for part in parts):
            raise SyntaxProblem
        return Logic(operator, parts)

    def _not(self):
        if self._peek("not"):
            self._take()
            inner = self._not()
            if inner.letter != "B":
                raise SyntaxProblem
            return Logic("not", [inner])
        return self._comparison()

    def _comparison(self):
        left = self._sum()
        if not self._peek(*COMPARISONS):
            return left
        return self._compare(self._take()[1], left, self._sum())

    def _sum(self):
        return self._calculate(("add", "sub"), self._product)

    def _product(self):
        return self._calculate(("mul", "div", "mod"), self._operand)

    def _calculate(self, signs, part):
        left = part()
        while self._peek(*signs):
            sign, right = self._take()[1], part()
            if left.letter not in NUMBERS or right.letter not in NUMBERS:
                raise SyntaxProblem
            left = Arithmetic(sign, left, right)
        return left

    def _compare(self, sign, left, right):
        if isinstance(left, Property) and isinstance(right, Property):
            raise SyntaxProblem
        if not _fits(left.letter, right.letter):
            raise SyntaxProblem
        return Compare(sign, left, right)

    def _operand(self):
        kind, text = self._take()
        if (kind, text) == ("sign", "("):
            inner = self._or()
            self._take("sign", ")")
            return inner
        if kind != "word":
            return read_literal(kind, text)
        if text in WORDS:
            return Literal(*WORDS[text])
        if self.tokens and self.tokens[0] == ("sign", "("):
            return self._function(text)
        if text not in self.letters or self.letters[text] in "CX":
            raise SyntaxProblem
        self.names.add(text)
        return Property(self.letters[text], text, self.show)

    def _function(self, name):
        if name not in FUNCTIONS:
            raise SyntaxProblem
        self.functions.add(name)
        letters, result, function = FUNCTIONS[name]
        self._take("sign", "(")
        arguments = [self._operand()]
        while self.tokens and self.tokens[0] == ("sign", ","):
            self._take()
            arguments.append(self._operand())
        self._take("sign", ")")
        if [a.letter for a in arguments] != list(letters):
            raise SyntaxProblem
        return Call(result, function, arguments)


def tokens(text):
    position = 0
    while text[position:].strip():
        match = TOKEN.match(text, position)
        if not match:
            raise SyntaxProblem
        kind = match.lastgroup.removesuffix("_text")
        inner = match.groupdict().get(f"{kind}_text")
        yield kind, match[kind] if inner is None else inner
        position = match.end()


def read_literal(kind, text):
    try:
        if kind == "guid":
            return Literal("G", str(uuid.UUID(text)))
        if kind == "datetime":
            if text.endswith("Z") or re.search(r"T.*[+-]", text):
                raise SyntaxProblem
            return Literal("T", edm.read_date(text))
        if kind == "string":
            return Literal("S", text.replace("''", "'"))
        if kind == "number":
            return Literal("D", Decimal(text.rstrip("LlDdMmFf")))
    except (ValueError, ArithmeticError) as error:
        raise SyntaxProblem from error
    raise SyntaxProblem


def _fits(one, other):
    if not one or not other or one == other:
        return True
    return one in NUMBERS and other in NUMBERS


def equalities(node):
    """{property: values} of which every row that passes has one: for an index."""
    if isinstance(node, Compare) and node.operator == "eq":
        pairs = ((node.left, node.right), (node.right, node.left))
        for name, value in pairs:
            if isinstance(name, Property) and isinstance(value, Literal):
                return {name.name: {plain(value.value)}}
        return {}
    if isinstance(node, Logic) and node.operator == "and":
        found = {}
        for part in node.parts:
            found.update(equalities(part))
        return found
    if isinstance(node, Logic) and node.operator == "or":
        each = [equalities(part) for part in node.parts]
        common = set(each[0]).intersection(*each[1:])
        return {name: set().union(*(one[name] for one in each)) for name in common}
    return {}
