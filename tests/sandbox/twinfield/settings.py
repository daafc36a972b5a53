"""Control of how an office is set up: currencies, accounts, daybooks."""

from datetime import date as Date
from decimal import Decimal

from .records import Currency, Daybook, Entry, Line, money


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

    def daybook(self, office, code, name, category, account="", shortname=""):
        """A further daybook: sales, purchase, bank, cash or journal."""
        if category not in ("sales", "purchase", "bank", "cash", "journal"):
            raise ValueError(category)
        book = Daybook(code, name, category, shortname or name, account)
        self._office(office).daybooks[code] = book
        return {}

    def subanalyse(self, office, code, value):
        """Whether an account takes a second dimension: true, false or maybe."""
        if value not in ("true", "false", "maybe"):
            raise ValueError(value)
        account = self._office(office).account(code)
        account.fields["financials/subanalyse"] = value
        return {}

    def group(self, office, code, name):
        """One more group of dimensions."""
        self._office(office).groups[code] = {
            "name": name,
            "shortname": name,
            "dimensions": [],
        }
        return {}

    def freetexts(self, office, daybook, allowed, strict=False):
        """Which free texts a daybook allows; the others are dropped, or refused."""
        book = self._office(office).daybooks[daybook]
        book.freetexts, book.strict_freetexts = set(allowed), strict
        return {}

    def duplicates(self, office, daybook, refused=True):
        """Whether an invoice number that is there already is an error in a daybook,
        instead of a warning."""
        self._office(office).daybooks[daybook].duplicates_refused = bool(refused)
        return {}

    def fill(self, office, entries, date="", relation=""):
        """So many sales invoices at once, FILL1 and on, for tests of size."""
        books = self._office(office)
        day = Date.fromisoformat(date) if date else books.clock.now().date()
        relation = relation or books.of_type("DEB")[0].code
        usual, control = books.usual, books.control_accounts["DEB"]
        book, vat = usual["sales"], usual["vat"]
        rate = books.vat[vat].rate_on(day)
        tax = money(rate.percentage)
        start = books.next_number(book, day.year)
        for number in range(start, start + entries):
            lines = [
                Line(1, "total", 100 + tax, control, relation, open=100 + tax),
                Line(2, "detail", money(-100), usual["revenue"], vatcode=vat, vat=-tax),
                Line(3, "vat", -tax, rate.accounts[0][0], vatcode=vat),
            ]
            lines[1].vatbase = lines[1].vat
            lines[2].turnover = lines[1].amount
            entry = Entry(
                book, number, f"{day:%Y/%m}", day, books.currency, "final", lines
            )
            entry.invoicenumber, entry.duedate = f"FILL{number - start + 1}", day
            books.add(entry)
        return {"first": start}

    def intercompany(self, office, allowed):
        """The offices whose lines this one may book."""
        self._office(office).intercompany = set(allowed)
        return {}
