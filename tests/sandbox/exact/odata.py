"""The query language: ``$filter``, ``$select``, ``$expand``, ``$orderby``, ``$top``,
``$skiptoken``, ``$inlinecount``."""

import re
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from urllib.parse import quote

from .filters import Literal, Parser, SyntaxProblem, equalities, plain, read_literal
from .filters import tokens as tokens_of


@dataclass
class Query:
    """What a URL asks of a collection. ``select``: [path]; ``order``: [(property,
    descending)]; ``names``, ``functions``: those in the filter; ``after``: values of
    the last row seen, those of the order and of the key."""

    select: list
    expand: list
    test: object
    names: set
    functions: set
    order: list
    top: int
    after: list
    count: bool
    shown: list | None = None  # [(name, letter)], once it is known

    @property
    def indexed(self):
        return equalities(self.test) if self.test else {}


OPTIONS = {
    "$select",
    "$expand",
    "$filter",
    "$orderby",
    "$top",
    "$skip",
    "$skiptoken",
    "$inlinecount",
    "$format",
}


def parse(arguments, letters, navigations, show):
    """The query in ``arguments`` over a collection of these properties ({name: letter};
    ``navigations`` {name: letters}; ``show``: (row, name) -> as an answer shows it)."""
    unknown = [n for n in arguments if n.startswith("$") and n not in OPTIONS]
    if unknown:
        raise SyntaxProblem
    select = _names(arguments.get("$select"))
    for path in select:
        _check_path(path, letters, navigations)
    expand = _names(arguments.get("$expand"))
    if any(name not in navigations for name in expand):
        raise SyntaxProblem
    test, names, functions = None, set(), set()
    if arguments.get("$filter", "").strip():
        parser = Parser(arguments["$filter"], letters, show)
        test = parser.parse()
        names, functions = parser.names, parser.functions
    return Query(
        select=[] if select == ["*"] else select,
        expand=expand,
        test=test,
        names=names,
        functions=functions,
        order=_order(arguments.get("$orderby"), letters),
        top=_whole(arguments.get("$top")),
        after=_token(arguments.get("$skiptoken")),
        count=arguments.get("$inlinecount") == "allpages",
    )


def _names(text):
    return [name.strip() for name in (text or "").split(",") if name.strip()]


def _check_path(path, letters, navigations):
    name, _, rest = path.partition("/")
    if path == "*" or (not rest and (name in letters or name in navigations)):
        return
    if name not in navigations or (rest != "*" and rest not in navigations[name]):
        raise SyntaxProblem


def _order(text, letters):
    order = []
    for one in _names(text):
        name, _, direction = one.partition(" ")
        if name not in letters or direction.strip() not in ("", "asc", "desc"):
            raise SyntaxProblem
        order.append((name, direction.strip() == "desc"))
    return order


def _whole(text):
    if text is None:
        return None
    if not text.strip().isdigit():
        raise SyntaxProblem
    return int(text)


def _token(text):
    """[Literal] of a skip token."""
    if not text:
        return []
    found = []
    for kind, value in tokens_of(text):
        if (kind, value) != ("sign", ","):
            if (kind, value) == ("word", "null"):
                found.append(Literal("", None))
            else:
                found.append(read_literal(kind, value))
    return found


def token(letter, value):
    """A value in a skip token, quoted for a URL."""
    if value is None:
        return "null"
    if letter == "G":
        return f"guid'{value}'"
    if letter == "T":
        text = value.isoformat(timespec="milliseconds")
        text = re.sub(r"\.?0+$", "", text) if "." in text else text
        return f"datetime'{quote(text, safe='')}'"
    if letter == "L":
        return f"{value}L"
    if letter == "S":
        return "'" + quote(value.replace("'", "''"), safe="") + "'"
    return str(value)


def sort_key(letter, value):
    """Nulls first."""
    if isinstance(value, str):
        value = plain(value)
    empty = datetime.min if letter == "T" else "" if letter in "SG" else Decimal(0)
    return (value is not None, empty if value is None else value)
