"""One division: its master data, and the look-ups that bookings need."""

from datetime import date, datetime, timedelta
from decimal import ROUND_HALF_UP, Decimal

from ..switches import Positions
from .store import Store, guid
from .switches import SWITCHES

ZERO = Decimal("0.00")
CENT = Decimal("0.01")
# Types of ledger accounts that no invoice line may have [I]: cash, bank, credit card,
# payment service, receivable, payable, VAT.
CONTROL = {10, 12, 14, 16, 20, 22, 24}
RECEIVABLE, PAYABLE = 20, 22
TRANSACTIONS = "financialtransaction/Transactions"
LEDGER = "financialtransaction/TransactionLines"
OPEN, PROCESSED = 20, 50
TEXT = 60  # characters of a description [I]
TYPE_NAMES = {
    20: "Sales entry",
    21: "Sales credit note",
    30: "Purchase entry",
    31: "Purchase credit note",
    40: "Cash flow",
    82: "Exchange rate difference",
    83: "Payment difference",
    90: "Other",
}
STATUS_NAMES = {5: "Rejected", OPEN: "Open", PROCESSED: "Processed"}


def money(value):
    return Decimal(value).quantize(CENT, ROUND_HALF_UP)


def midnight(day):
    return datetime(day.year, day.month, day.day)


def today(division):
    return division.now().replace(hour=0, minute=0, second=0, microsecond=0)


class Division(Store):
    def __init__(self, code, name, clock, country="NL", currency="EUR"):
        super().__init__(code, clock)
        self.name, self.country, self.currency = name, country, currency
        self.hid = 0
        self.quirks = Positions(SWITCHES)
        self.seed = None  # called with it when it is first opened
        self.data = None  # the module with the facts of its country
        self.licence = None
        self.matches = []
        self.next_document = 0
        self.next_hid = 0
        self.reason = ""  # why it can't be opened: the header Reason of a 403
        self.moved = None  # to another database: DivisionMoveDate

    def ready(self):
        """Itself, with what it holds at the start: made when it is first opened."""
        if self.seed:
            seed, self.seed = self.seed, None
            listeners, self.listeners = self.listeners, []
            seed(self)
            self.listeners = listeners
        return self

    @property
    def usual(self):
        """Codes of accounts and journals that are taken where nothing is said."""
        return self.data.USUAL

    # Master data

    def gl(self, code):
        return self.table("financial/GLAccounts").one("Code", code)

    def journal(self, code):
        return self.table("financial/Journals").one("Code", code)

    def vat(self, code):
        return self.table("vat/VATCodes").one("Code", code)

    def percentage(self, vat, day):
        """The fraction of a VAT code on a day."""
        rows = self.table("vat/VatPercentages").by("VATCodeID", vat["ID"])
        valid = [row for row in rows if row["StartDate"] <= day]
        if not valid:
            return vat.get("Percentage") or ZERO
        return max(valid, key=lambda row: row["StartDate"])["Percentage"]

    def conditions(self, code):
        """The rows of a payment condition: one, or one for each instalment."""
        return self.table("cashflow/PaymentConditions").by("Code", code)

    def control_account(self, kind):
        accounts = self.table("financial/GLAccounts").by("Type", kind)
        return next(iter(accounts), None)

    def rate(self, currency, day):
        """What one unit is worth in the currency of the division; None: unknown."""
        if currency == self.currency:
            return Decimal(1)
        rows = self.table("financial/ExchangeRates").by("SourceCurrency", currency)
        valid = [row for row in rows if row["StartDate"] <= day]
        if not valid:
            return None
        rate = max(valid, key=lambda row: row["StartDate"])["Rate"]
        return round(1 / rate, 6) if self.quirks["rate_divides"] else rate

    def period_of(self, day):
        """(year, period), or None."""
        for row in self.table("financial/FinancialPeriods"):
            if row["StartDate"] <= day <= row["EndDate"]:
                return row["FinYear"], row["FinPeriod"]
        return None

    def has_period(self, year, period):
        return any(
            row["FinPeriod"] == period
            for row in self.table("financial/FinancialPeriods").by("FinYear", year)
        )

    def status_of(self, journal, year, period):
        """The row of the journal status list."""
        rows = self.table("read/financial/JournalStatusList").by("Journal", journal)
        for row in rows:
            if (row["Year"], row["Period"]) == (year, period):
                return row
        return None

    def is_open(self, journal, year, period):
        row = self.status_of(journal, year, period)
        return row is None or row["Status"] == 0

    def check_period(self, problems, journal, year, period):
        if not self.has_period(year, period):
            problems.add("no_financial_year")
        elif not self.is_open(journal["Code"], year, period):
            problems.add("period_closed", year=year, period=period)

    def due_date(self, condition, day):
        """End of the month so many months later, then so many days [A]."""
        months = condition.get("PaymentEndOfMonths") or 0
        if months:
            month = day.month - 1 + months + 1
            first = date(day.year + month // 12, month % 12 + 1, 1)
            day = midnight(first - timedelta(days=1))
        return day + timedelta(days=condition.get("PaymentDays") or 0)

    # Making master data

    def add_gl(self, code, name, type_, **more):
        return self.add(
            "financial/GLAccounts",
            {
                "ID": guid(),
                "Code": code,
                "Description": name,
                "SearchCode": name.upper()[:20],
                "Type": type_,
                "BalanceType": "W" if type_ >= 110 else "B",
                "BalanceSide": "C" if type_ in (22, 110, 140) else "D",
                "IsBlocked": False,
                "UseCostcenter": 0,
                "UseCostunit": 0,
                **more,
            },
        )

    def add_journal(self, code, name, type_, gl=None, **more):
        account = self.gl(gl) if gl else None
        return self.add(
            "financial/Journals",
            {
                "ID": guid(),
                "Code": code,
                "Description": name,
                "Type": type_,
                "Currency": self.currency,
                "AllowVariableCurrency": True,
                "AllowVariableExchangeRate": True,
                "AllowVAT": type_ != 90,
                "IsBlocked": False,
                "GLAccount": account and account["ID"],
                "GLAccountCode": account and account["Code"],
                "GLAccountDescription": account and account["Description"],
                "GLAccountType": account and account["Type"],
                **more,
            },
        )

    def add_vat(
        self, code, name, percentage, kind, *, sort="E", pay="", claim="", **more
    ):
        """``kind`` S sales, P purchase, B both; ``sort`` E, I, B or N."""
        accounts = {"GLToPay": self.gl(pay), "GLToClaim": self.gl(claim)}
        row = self.add(
            "vat/VATCodes",
            {
                "ID": guid(),
                "Code": code,
                "Description": name,
                "Percentage": Decimal(percentage),
                "Type": sort,
                "VATTransactionType": kind,
                "IsBlocked": False,
                "Charged": False,
                "EUSalesListing": "N",
                "Country": self.country,
                **{n: a and a["ID"] for n, a in accounts.items()},
                **{f"{n}Code": a and a["Code"] for n, a in accounts.items()},
                **{
                    f"{n}Description": a and a["Description"]
                    for n, a in accounts.items()
                },
                **more,
            },
        )
        self.add(
            "vat/VatPercentages",
            {
                "ID": guid(),
                "VATCodeID": row["ID"],
                "LineNumber": 1,
                "Type": 0,
                "Percentage": Decimal(percentage),
                "StartDate": datetime(2012, 10, 1),
            },
        )
        return row

    def add_periods(self, year):
        for month in range(1, 13):
            start = datetime(year, month, 1)
            end = datetime(year + month // 12, month % 12 + 1, 1) - timedelta(days=1)
            self.add(
                "financial/FinancialPeriods",
                {
                    "ID": guid(),
                    "FinYear": year,
                    "FinPeriod": month,
                    "StartDate": start,
                    "EndDate": end,
                },
            )
            for journal in self.table("financial/Journals"):
                self.add(
                    "read/financial/JournalStatusList",
                    {
                        "ID": guid(),
                        "Journal": journal["Code"],
                        "JournalDescription": journal["Description"],
                        "JournalType": journal["Type"],
                        "Year": year,
                        "Period": month,
                        "Status": 0,
                        "StatusDescription": "Open",
                    },
                )
