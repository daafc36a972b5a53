"""What the divisions hold at the start."""

from datetime import datetime
from decimal import Decimal

from . import schema
from .division import Division
from .entries import Entries
from .store import guid, same_ids
from .writer import Writer

RECEIVABLE, PAYABLE, VAT = 20, 22, 24
ACCOUNTS = [
    ("0200", "Inventaris", 30),
    ("1000", "Kas", 10),
    ("1100", "Bank", 12),
    ("1150", "Betaaldienst", 16),
    ("1200", "Tussenrekening", 90),
    ("1300", "Debiteuren", RECEIVABLE),
    ("1400", "Vooruitbetaalde kosten", 26),
    ("1500", "Af te dragen btw hoog", VAT),
    ("1501", "Af te dragen btw laag", VAT),
    ("1502", "Af te dragen btw verlegd", VAT),
    ("1510", "Te vorderen btw hoog", VAT),
    ("1511", "Te vorderen btw laag", VAT),
    ("1512", "Te vorderen btw verlegd", VAT),
    ("1600", "Crediteuren", PAYABLE),
    ("1700", "Vooruitontvangen bedragen", 27),
    ("4000", "Inkoopkosten", 121),
    ("4100", "Personeelskosten", 125),
    ("4200", "Huisvestingskosten", 121),
    ("4300", "Verkoopkosten", 121),
    ("4400", "Reis- en verblijfkosten", 121),
    ("4500", "Kantoorkosten", 121),
    ("4600", "Heffingen en bijdragen", 121),
    ("4700", "Kosten met kostenplaats", 121),
    ("4900", "Betalingsverschillen", 121),
    ("4910", "Koersverschillen", 121),
    ("4920", "Betalingskortingen", 121),
    ("7000", "Kostprijs van de omzet", 111),
    ("8000", "Omzet hoog", 110),
    ("8010", "Omzet laag", 110),
    ("8020", "Omzet nul", 110),
    ("8030", "Omzet binnen de EU", 110),
    ("8040", "Omzet buiten de EU", 110),
    ("8050", "Omzet verlegd", 110),
]
JOURNALS = [
    ("10", "Kas", 10, "1000"),
    ("20", "Bank", 12, "1100"),
    ("21", "Betaaldienst", 16, "1150"),
    ("60", "Inkoop", 22, "1600"),
    ("70", "Verkoop", 20, "1300"),
    ("71", "Verkoop webwinkel", 20, "1300"),
    ("90", "Memoriaal", 90, None),
    ("93", "Afletterverschillen", 90, None),
]
# code, name, fraction, S P or B, more
VAT_CODES = [
    ("0", "Btw nul", "0", "B", {"sort": "B"}),
    ("1", "Btw laag, exclusief", "0.09", "S", {"pay": "1501"}),
    ("2", "Btw hoog, exclusief", "0.21", "S", {"pay": "1500"}),
    ("3", "Btw hoog, inclusief", "0.21", "S", {"sort": "I", "pay": "1500"}),
    ("4", "Btw hoog inkoop, exclusief", "0.21", "P", {"claim": "1510"}),
    ("5", "Btw laag inkoop, exclusief", "0.09", "P", {"claim": "1511"}),
    ("6", "Uitvoer buiten de EU", "0", "S", {"sort": "B"}),
    ("7", "Leveringen binnen de EU", "0", "S", {"sort": "B", "EUSalesListing": "L"}),
    ("8", "Diensten binnen de EU", "0", "S", {"sort": "B", "EUSalesListing": "S"}),
    ("9", "Verlegd, verkoop", "0", "S", {"sort": "B"}),
    (
        "10",
        "Verlegd, inkoop",
        "0.21",
        "P",
        {"pay": "1502", "claim": "1512", "Charged": True},
    ),
    (
        "11",
        "Verwerving binnen de EU",
        "0.21",
        "P",
        {"pay": "1502", "claim": "1512", "Charged": True, "EUSalesListing": "L"},
    ),
    (
        "12",
        "Diensten uit de EU",
        "0.21",
        "P",
        {"pay": "1502", "claim": "1512", "Charged": True, "EUSalesListing": "S"},
    ),
    ("VN", "Geen btw", "0", "B", {"sort": "N"}),
]
CONDITIONS = [
    ("00", "Contant", 0, 0, "K"),
    ("14", "14 dagen", 14, 0, "B"),
    ("30", "30 dagen", 30, 0, "B"),
    ("EM", "Einde volgende maand", 0, 1, "B"),
    ("IN", "Incasso 14 dagen", 14, 0, "I"),
]
DOCUMENT_TYPES = [
    (10, "Verkoopfactuur"),
    (20, "Inkoopfactuur"),
    (30, "Bankafschrift"),
    (55, "Overig"),
    (60, "Brief"),
]
CUSTOMERS = [
    ("1000", "Voorbeeld Techniek B.V.", {"VATNumber": "NL123456789B01"}),
    ("1001", "Voorbeeld Winkel", {}),
    ("1002", "Voorbeeld Bouw B.V.", {}),
]
SUPPLIERS = [
    ("2000", "Voorbeeld Lieferant GmbH", {"VATNumber": "DE123456789", "Country": "DE"}),
    ("2001", "Voorbeeld Groothandel B.V.", {}),
]
BANK_DETAILS = {
    "20": {
        "BankAccountIBAN": "NL13TEST0123456789",
        "BankAccountIncludingMask": "NL13TEST0123456789",
        "BankAccountBICCode": "TESTNL2A",
        "BankAccountCountry": "NL",
        "BankAccountDescription": "Voorbeeldbank",
        "BankName": "Voorbeeldbank",
    },
    "21": {"PaymentServiceProvider": 1, "PaymentServiceProviderName": "Adyen"},
}
UNITS = [("stuk", "Stuk", "O", None), ("uur", "Uur", "T", "hh")]
# code, name, unit, price, revenue, VAT code
ITEMS = [
    ("ADVIES", "Advies per uur", "uur", "75.00", "8000", "2"),
    ("BOEK", "Handboek", "stuk", "24.50", "8010", "1"),
    ("DOOS", "Doos met onderdelen", "stuk", "12.95", "8000", "2"),
]
RATES = [("USD", "0.90"), ("GBP", "1.15")]


def divisions(seed, clock):
    """{code: division} of a seed: ``default``, ``single``, ``empty`` or ``be``."""
    if seed not in ("default", "single", "empty", "be"):
        raise ValueError(f"no seed {seed!r}: default, single, empty or be")
    country = "BE" if seed == "be" else "NL"
    made = [_division(124132, "Voorbeeld Handel B.V.", clock, country, seed)]
    if seed in ("default", "be"):
        made.append(_division(124133, "Voorbeeld Beheer B.V.", clock, country, seed))
    for number, one in enumerate(made, 1):
        one.hid = number
    return {one.code: one for one in made}


def _division(code, name, clock, country, seed):
    division = Division(code, name, clock, country)
    division.entries = Entries(division)
    division.terms = division.entries.terms
    with same_ids(code):
        _masters(division, clock)
        if seed != "empty":
            _relations(division)
            _analysis(division)
            _items(division, clock)
    return division


def _masters(division, clock):
    for code, name in (("EUR", "Euro"), ("USD", "US-dollar"), ("GBP", "Brits pond")):
        division.add(
            "general/Currencies",
            {
                "Code": code,
                "Description": name,
                "AmountPrecision": Decimal("0.01"),
                "PricePrecision": Decimal("0.01"),
            },
        )
    for code, name, type_ in ACCOUNTS:
        division.add_gl(code, name, type_)
    division.change(
        "financial/GLAccounts", division.gl("4700"), UseCostcenter=1, UseCostunit=0
    )
    for code, name, type_, account in JOURNALS:
        division.add_journal(code, name, type_, account, **BANK_DETAILS.get(code, {}))
    for code, name, percentage, kind, more in VAT_CODES:
        division.add_vat(code, name, percentage, kind, **more)
    for code, name, days, months, method in CONDITIONS:
        add_condition(division, code, name, days, months, method)
    # Two instalments behind one code
    add_condition(division, "2T", "Twee termijnen", 14, 0, "B", Decimal("0.5"))
    add_condition(division, "2T", "Twee termijnen", 44, 0, "B", Decimal("0.5"))
    for id_, name in DOCUMENT_TYPES:
        division.add(
            "documents/DocumentTypes",
            {
                "ID": id_,
                "Description": name,
                "DocumentIsCreatable": True,
                "DocumentIsDeletable": True,
                "DocumentIsUpdatable": True,
                "DocumentIsViewable": True,
                "TypeCategory": 2,
            },
        )
    division.payment_difference = "4900"
    division.exchange_difference = "4910"
    division.matching_journal = "93"
    year = clock.now().year
    for one in range(year - 2, year + 2):
        division.add_periods(one)
    for currency, rate in RATES:
        add_rate(division, currency, rate, datetime(year - 2, 1, 1))


def add_condition(division, code, name, days, months, method, percentage=None):
    division.add(
        "cashflow/PaymentConditions",
        {
            "ID": guid(),
            "Code": code,
            "Description": name,
            "PaymentDays": days,
            "PaymentEndOfMonths": months,
            "PaymentMethod": method,
            "Percentage": percentage or Decimal(1),
            "DiscountPercentage": Decimal(0),
            "DiscountPaymentDays": 0,
        },
    )


def add_rate(division, currency, rate, day):
    division.add(
        "financial/ExchangeRates",
        {
            "ID": guid(),
            "SourceCurrency": currency,
            "TargetCurrency": division.currency,
            "Rate": Decimal(rate),
            "StartDate": day,
        },
    )


def _relations(division):
    writer = Writer(division, None)
    for code, name, more in CUSTOMERS:
        add_account(writer, {"Code": code, "Name": name, "Status": "C", **more})
    for code, name, more in SUPPLIERS:
        add_account(writer, {"Code": code, "Name": name, "IsSupplier": True, **more})


def add_account(writer, values):
    return writer.post(
        schema.RESOURCES["crm/Accounts"],
        {"Country": "NL", "Language": "NL", "City": "Voorbeeldstad", **values},
    )


def _analysis(division):
    for code, name in (("AMS", "Amsterdam"), ("RTM", "Rotterdam"), ("ALG", "Algemeen")):
        division.add(
            "hrm/Costcenters",
            {"ID": guid(), "Code": code, "Description": name, "Active": True},
        )
    for code, name in (("CONS", "Advies"), ("ONDH", "Onderhoud")):
        division.add("hrm/Costunits", {"ID": guid(), "Code": code, "Description": name})
    for code, name in (("P0001", "Project een"), ("P0002", "Project twee")):
        division.add(
            "project/Projects",
            {"ID": guid(), "Code": code, "Description": name, "Type": 3},
        )


def _items(division, clock):
    for code, name, sort, time in UNITS:
        division.add(
            "logistics/Units",
            {
                "ID": guid(),
                "Code": code,
                "Description": name,
                "Type": sort,
                "TimeUnit": time,
                "Active": True,
                "Main": 0,
            },
        )
    revenue = division.gl("8000")["ID"]
    group = division.add(
        "logistics/ItemGroups",
        {
            "ID": guid(),
            "Code": "ALG",
            "Description": "Algemeen",
            "IsDefault": 1,
            "GLRevenue": revenue,
        },
    )
    for code, name, unit, price, account, vat in ITEMS:
        sort = division.table("logistics/Units").one("Code", unit)["Type"]
        division.add(
            "logistics/Items",
            {
                "ID": guid(),
                "Code": code,
                "Description": name,
                "SearchCode": code,
                "Unit": unit,
                "UnitType": sort,
                "IsTime": int(sort == "T"),
                "ItemGroup": group["ID"],
                "GLRevenue": division.gl(account)["ID"],
                "SalesVatCode": vat,
                "StandardSalesPrice": Decimal(price),
                "CostPriceCurrency": division.currency,
                "StartDate": datetime(clock.now().year, 1, 1),
            },
        )
