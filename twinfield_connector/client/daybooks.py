"""Which category a daybook has: sales, purchase, bank, cash or journal.

Source: Twinfield developer documentation, Finder (TRS).
"""

from collections.abc import Callable, Iterable, Iterator

from odoo.addons.connector_base.ledger.errors import ProtocolError
from odoo.addons.connector_base.ledger.values import Item, ItemKind

from . import const
from .api import Api
from .finder import search

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
    """(code, name) of each; none, with a remark, where Twinfield does not list them
    so."""
    option, value = const.CATEGORIES[category]
    extra = {"hidden": "1"} if hidden else {}
    try:
        for row in search(api, const.DAYBOOKS, options={option: value}, extra=extra):
            yield row[0], row[1] if len(row) > 1 else ""
    except ProtocolError as error:
        if error.code != "finder_refused":
            raise
        detail = f"{const.DAYBOOKS} {option}={value}: {error.detail}"
        api.remark("option_refused", detail)


class Daybooks:
    """Knows what the base has ``cached`` of kind JOURNAL; asks category by category for
    the others, and only until the daybook turned up."""

    def __init__(self, api: Api, cached: Callable[[ItemKind], Iterable[Item]]):
        self._api = api
        self._cached = cached
        self._known: dict[str, str] | None = None
        self._asked: set[str] = set()

    def category(self, daybook: str) -> str:
        """ "" when it is in none of them, such as the matching daybook. One that could
        not be asked for is asked for again the next time. Raises LedgerError."""
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
                # Hidden ones have entries too.
                for code, _name in listed(self._api, category, hidden=True):
                    self._known.setdefault(code, category)
                self._asked.add(category)
        return self._known.get(daybook, "")
