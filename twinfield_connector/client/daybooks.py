"""Which category a daybook has: sales, purchase, bank, cash or journal.

Source: Twinfield developer documentation, Finder (TRS).
"""

from collections.abc import Iterator

from . import const
from .api import Api


class Daybooks:
    """Asks category by category, and only until the daybook turned up."""

    def __init__(self, api: Api):
        self._api = api
        self._known: dict[str, str] = {}
        self._unasked: Iterator[str] = iter(const.CATEGORIES)

    def category(self, daybook: str) -> str:
        """ "" when it is in none of them, such as the matching daybook."""
        while daybook not in self._known:
            category = next(self._unasked, None)
            if category is None:
                return ""
            # Hidden ones have entries too.
            options = {"category": category, "hidden": "1"}
            for row in self._api.search(const.DAYBOOKS, options=options):
                self._known.setdefault(row[0], category)
        return self._known[daybook]
