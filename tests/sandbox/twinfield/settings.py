"""Control of how an office is set up: currencies, accounts, daybooks."""

from datetime import date as Date
from decimal import Decimal

from ..books import Currency


class Settings:
    """Each public method is one path of the control API."""

    def rate(self, office, currency, rate, date, name=""):
        """One unit of ``currency`` is worth ``rate`` of the base from ``date`` on."""
        known = self._office(office).currencies
        found = known.setdefault(currency, Currency(currency, name or currency))
        found.rates.append((Date.fromisoformat(date), Decimal(rate)))
        return {}

    def reporting(self, office, currency):
        self._office(office).reporting = currency
        return {}

    def subanalyse(self, office, code, value):
        """Whether an account takes a second dimension: true, false or maybe."""
        if value not in ("true", "false", "maybe"):
            raise ValueError(value)
        account = self._office(office).account(code)
        account.fields["financials/subanalyse"] = value
        return {}

    def freetexts(self, office, daybook, allowed, strict=False):
        """Which free texts a daybook allows; the others are dropped, or refused."""
        book = self._office(office).daybooks[daybook]
        book.freetexts, book.strict_freetexts = set(allowed), strict
        return {}

    def intercompany(self, office, allowed):
        """The offices whose lines this one may book."""
        self._office(office).intercompany = set(allowed)
        return {}
