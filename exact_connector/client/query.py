"""A list that is asked for, and what it can do without.

Source: Exact Online developer knowledge base, OData query options.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from urllib.parse import quote

from . import const, odata

_SAFE = "$=,'()/:*"
SELECT, EXPAND, ORDER, TOP = "$select", "$expand", "$orderby", "$top"


@dataclass(frozen=True, slots=True)
class Query:
    """``select``: columns that are needed, with commas; always given, for many
    resources refuse to answer without. ``more``: those that can be missed. ``top``: so
    many rows, 0 for all. ``expand``: the lines that come with each row, where that is
    not refused; ``within``: their columns."""

    resource: str
    select: str
    where: str = ""
    more: str = ""
    order: str = ""
    top: int = 0
    expand: str = ""
    within: str = ""
    without: frozenset[str] = frozenset()  # options

    @property
    def text(self) -> str:
        """As it stands in the address, behind the question mark."""
        columns = ",".join(filter(None, (self.select, self.more)))
        if self.expand and EXPAND not in self.without:
            inner = (f"{self.expand}/{name}" for name in self.within.split(","))
            columns = ",".join((columns, *inner))
        options = {
            SELECT: columns,
            EXPAND: self.expand,
            "$filter": self.where,
            ORDER: self.order,
            TOP: self.top or "",
        }
        return "&".join(
            quote(f"{name}={value}", _SAFE)
            for name, value in options.items()
            if value and name not in self.without
        )

    @property
    def columns(self) -> list[str]:
        """Those that can be missed."""
        return self.more.split(",") if self.more else []

    def only(self, columns: Iterable[str]) -> "Query":
        """With no more than these of those."""
        return replace(self, more=",".join(columns))

    def less(self, *options: str) -> "Query":
        return replace(self, without=self.without | set(options))

    @property
    def leaner(self) -> Iterator["Query"]:
        """What may pass where it was refused, what is missed least first."""
        if self.expand and EXPAND not in self.without:
            yield self.less(EXPAND)
            yield self.only(())
            yield from self.less(EXPAND).leaner
            return
        options = [
            name for name, value in ((ORDER, self.order), (TOP, self.top)) if value
        ]
        if options:
            yield self.less(*options)
        if self.more:
            yield self.only(())
        if options and self.more:
            yield self.only(()).less(*options)
        yield self.less(SELECT)
        yield self.less(*options, SELECT)


def portions(
    query: Query, conditions: Iterable[str], frame: str
) -> Iterator[tuple[str, ...]]:
    """As many of ``conditions`` at a time as one query takes."""
    some: list[str] = []
    for condition in dict.fromkeys(conditions):
        wanted = joined(query, [*some, condition], frame)
        is_too_long = len(wanted.text) > const.MAX_QUERY
        if some and (is_too_long or len(some) == const.OR_TERMS):
            yield tuple(some)
            some = []
        some.append(condition)
    if some:
        yield tuple(some)


def joined(query: Query, conditions: Iterable[str], frame: str) -> Query:
    """``frame``: what stands around them, as in "Status eq 50 and ({})"."""
    return replace(query, where=frame.format(odata.either(conditions)))
