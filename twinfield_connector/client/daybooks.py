"""Which category a daybook has: sales, purchase, bank, cash or journal.

Source: Twinfield developer documentation, Finder (TRS).
"""

from collections.abc import Callable, Collection, Iterable, Iterator

from odoo.addons.connector_base.ledger.errors import LedgerError, ProtocolError
from odoo.addons.connector_base.ledger.values import Item, ItemKind

from . import const, failures
from .api import Api
from .finder import Refused, search

USES = {
    "sales": "sale",
    "purchase": "purchase",
    "journal": "general",
    "bank": "bank",
    "cash": "cash",
}
_CATEGORIES = {use: category for category, use in USES.items()}


def listed(
    api: Api, category: str, *, hidden: bool = False
) -> Iterator[tuple[str, str]]:
    """(code, name) of each. Bank and cash books have a list of their own, too. Raises
    ``finder.Refused`` where Twinfield does not list them so."""
    option, value = const.CATEGORIES[category]
    extra = {"hidden": "1"} if hidden else {}
    try:
        rows = list(search(api, const.DAYBOOKS, options={option: value}, extra=extra))
    except Refused as refused:
        detail = f"{const.DAYBOOKS} {option}={value}: {refused.detail}"
        api.remark("option_refused", detail)
        if category not in const.MONEY:
            raise
        rows = list(search(api, const.BANKS, extra={option: value}))
    for row in rows:
        yield row[0], row[1] if len(row) > 1 else ""


class Daybooks:
    """Knows what the base has ``cached`` of kind JOURNAL; asks category by category for
    the others, and only until the daybook turned up."""

    def __init__(self, api: Api, cached: Callable[[ItemKind], Iterable[Item]]):
        self._api = api
        self._cached = cached
        self._known: dict[str, str] | None = None
        self._asked: set[str] = set()
        self._refused: dict[str, str] = {}

    def category(self, daybook: str) -> str:
        """ "" when it is in none of them, such as the matching daybook, or when that
        may not be asked. One that could not be asked for is asked for again the next
        time. Raises LedgerError."""
        if self._known is None:
            self._known = {
                item.ref.code: _CATEGORIES[item.attributes["use"]]
                for item in self._cached(ItemKind.JOURNAL)
                if item.attributes.get("use") in _CATEGORIES
            }
        for category in const.CATEGORIES:
            if daybook in self._known:
                break
            if category not in self._asked:
                self._ask(category, self._known)
                self._asked.add(category)
        return self._known.get(daybook, "")

    def is_one_of(self, daybook: str, categories: Collection[str]) -> bool:
        """Whether it is in one of these. Raises LedgerError, also where that can't be
        told because one of them may not be listed."""
        if found := self.category(daybook):
            return found in categories
        for category in categories:
            if words := self._refused.get(category):
                raise ProtocolError("finder_refused", words)
        return False

    def _ask(self, category: str, known: dict[str, str]) -> None:
        try:
            # Hidden ones have entries too.
            for code, _name in listed(self._api, category, hidden=True):
                known.setdefault(code, category)
        except LedgerError as error:
            if not failures.is_refusal(error):
                raise
            self._refused[category] = error.detail
            detail = f"{const.DAYBOOKS} {category}: {error.detail}"
            self._api.remark("resource_refused", detail)
