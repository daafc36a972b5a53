"""Doing without what a server refuses: an option or columns of a query, elements of a
record. The rest goes on; what was left out is remembered, and told once.
"""

from collections.abc import Callable, Collection, Iterable

from . import refusals
from .failures import Refused
from .query import Query

Page = tuple[list[dict], str]  # rows, and the address of the next ones
WITHOUT = " without "


class Lean:
    """``without``: what was refused, as "resource:column", "resource:$option" or
    "resource:+element"."""

    def __init__(
        self, ask: Callable[[Query], Page], remark: Callable[[str, str], None]
    ):
        self.without: set[str] = set()
        self._ask = ask
        self._remark = remark

    def recall(self, without: Iterable[str]) -> None:
        """Kept from before, and told again: it holds."""
        codes = {"$": "option_refused", "+": "field_refused"}
        for one in sorted(without):
            resource, name = one.split(":", 1)
            self._note(codes.get(name[:1], "column_refused"), resource, name)

    # Queries

    def first(self, query: Query) -> Page:
        """The first page, of as much as can be had."""
        query = self._known(query)
        try:
            return self._ask(query)
        except Refused as refused:
            told = refused
        # Without the filter it would be another question.
        is_filter = "filter" in told.detail.lower()
        for leaner in () if is_filter else query.leaner:
            again = self._refused(leaner)
            if again is None:
                self._leave_out(query, leaner)
                return self._ask(self._known(query))
            if WITHOUT in again.detail:
                told = again
        raise told

    def _leave_out(self, query: Query, passed: Query) -> None:
        """Of what ``passed`` does without, that which was refused."""
        for option in sorted(passed.without - query.without):
            self._note("option_refused", query.resource, option)
        if passed.more != query.more:
            names = query.columns
            for name in self._culprits(self._known(query), names) or names:
                self._note("column_refused", query.resource, name)

    def _culprits(self, query: Query, names: list[str]) -> list[str]:
        """Of columns that were refused together, by halves."""
        if len(names) == 1:
            return names
        middle = len(names) // 2
        return [
            name
            for half in (names[:middle], names[middle:])
            if self._refused(query.only(half))
            for name in self._culprits(query, half)
        ]

    def _refused(self, query: Query) -> Refused | None:
        try:
            self._ask(query)
        except Refused as refused:
            return refused
        return None

    def _known(self, query: Query) -> Query:
        """Without what was refused before."""
        names = self._names(query.resource)
        columns = [one for one in query.columns if one not in names]
        return query.only(columns).less(*(n for n in names if n.startswith("$")))

    # Records

    def send(
        self,
        resource: str,
        values: dict,
        spare: Collection[str],
        send: Callable[[dict], object],
    ) -> object:
        """``spare``: elements, of its lines as well, that the record may lack. What was
        refused was not executed, so that it may be sent again without."""
        while True:
            names = {name[1:] for name in self._names(resource) if name[0] == "+"}
            body = _less(values, names)
            try:
                return send(body)
            except Refused as refused:
                left = [name for name in spare if name not in names]
                name = refusals.element(refused.detail, left)
                if not (refused.is_certain and name):
                    raise
                self._note("field_refused", resource, f"+{name}")

    def _note(self, code: str, resource: str, name: str) -> None:
        self.without.add(f"{resource}:{name}")
        self._remark(code, f"{resource}: {name.lstrip('+')}")

    def _names(self, resource: str) -> list[str]:
        pairs = (one.split(":", 1) for one in sorted(self.without))
        return [name for known, name in pairs if known == resource]


def _less(values: dict, names: Collection[str]) -> dict:
    return {
        name: [_less(one, names) for one in value] if isinstance(value, list) else value
        for name, value in values.items()
        if name not in names
    }
