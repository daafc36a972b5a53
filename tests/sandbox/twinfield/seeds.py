"""What a new office holds; the facts of each country are in a file of its own."""

import uuid
from datetime import date
from decimal import Decimal

from lxml import etree

from . import annotate, seed_be, seed_de, seed_nl
from .books import Office
from .masks import like
from .records import Article, Currency, Daybook, Dimension, Rate, VatCode

# Value of one unit in euro in the years before and from this year on
RATES = {
    "USD": ("0.900000000", "0.920000000"),
    "GBP": ("1.150000000", "1.170000000"),
}
USERS = {"BOEKH": "Voorbeeld Boekhouder", "SUPER": "Site supervisor"}
# {seed: the role of the user}, where it is not LEVEL3
LEVELS = {"001": "LEVEL1"}
# {seed: the user's language}, where it is not Dutch
LANGUAGES = {"be": "fr-BE", "de": "de-DE"}
OFFICES = {
    "001": [("001", "Voorbeeld 001")],
    "default": [("NL001", "Voorbeeld Administratie"), ("NL002", "Tweede Voorbeeld")],
    "single": [("NL001", "Voorbeeld Administratie")],
    "template-nl": [("NL001", "NL Sjabloon")],
    "empty": [("NL001", "Lege Administratie")],
    "be": [("BE001", "Exemple Commerce SA")],
    "de": [("DE001", "Beispiel Handel GmbH")],
}
DATA = {"be": seed_be, "de": seed_de}


def offices(seed, clock):
    if seed not in OFFICES:
        raise ValueError(f"seed must be one of {sorted(OFFICES)}")
    data = DATA.get(seed, seed_nl)
    made = {code: office(code, name, clock, data) for code, name in OFFICES[seed]}
    for one in made.values():
        if seed == "empty":
            for key in [k for k in one.dimensions if k[0] not in ("BAS", "PNL")]:
                del one.dimensions[key]
        elif seed == "template-nl":
            _template(one)
    return made


def _template(made):
    _ledger(made, seed_nl.TEMPLATE_ACCOUNTS)
    for account in seed_nl.TEMPLATE_ACCOUNTS:
        if ("BAS", account) in made.dimensions:
            made.account(account).fields["financials/subanalyse"] = "false"
    _vat_codes(made, seed_nl.TEMPLATE_VAT)
    # There, a purchase of nothing has an account of its own [B].
    made.vat["IN"].rates[0].accounts[:] = [("1515", Decimal(100), "NL5B")]


def office(code, name, clock, data):
    made = Office(code, name, clock)
    made.country, made.vat_groups = data.COUNTRY, dict(data.GROUPS)
    made.usual, made.bank = dict(data.USUAL), {**data.BANK, "Country": data.COUNTRY[0]}
    made.types = dict(data.TYPES)
    _ledger(made, data.ACCOUNTS)
    for type_, names in (("DEB", data.CUSTOMERS), ("CRD", data.SUPPLIERS)):
        for label in names:
            add(made, type_, made.free_code(type_), label)
    for label in data.COST_CENTRES:
        add(made, "KPL", made.free_code("KPL"), label)
    for number in range(1, 4):
        add(made, "PRJ", f"P{number:04}", f"{data.PROJECT} {number}")
    for book in data.DAYBOOKS:
        hidden = book[2] == "matching"
        made.daybooks[book[0]] = Daybook(*book, hidden=hidden)
    _accounts(made, data)
    made.invoice_types = dict(data.INVOICE_TYPES)
    for article, label, price, account in data.ARTICLES:
        line = {"unitspriceexcl": price, "units": "1", "freetext1": account}
        made.articles[article] = Article(article, label, lines=[line])
    _vat_codes(made, data.VAT)
    _currencies(made, data.CURRENCIES, clock.now().year)
    _periods(made, clock.now().year)
    return made


def _ledger(made, accounts):
    """Of the balance sheet if they fit its mask, else of profit and loss."""
    for account, label in accounts.items():
        is_balance = like(account, made.types["BAS"][1])
        add(made, "BAS" if is_balance else "PNL", account, label)


def _vat_codes(made, codes):
    for vat, label, type_, percentage, accounts, foreign in codes:
        shares = [
            (account, Decimal(share), group) for account, share, group in accounts
        ]
        rate = Rate(date(2012, 10, 1), Decimal(percentage), shares)
        made.vat[vat] = VatCode(vat, label, type_, [rate], intra_community=foreign)


def _currencies(made, names, year):
    starts = (date(year - 2, 1, 1), date(year, 1, 1))
    for currency, label in names.items():
        values = zip(starts, RATES.get(currency, ()), strict=False)
        rates = [(start, Decimal(value)) for start, value in values]
        made.currencies[currency] = Currency(currency, label, rates)


def _periods(made, year):
    for one in range(year - 2, year + 2):
        for period in (*range(14), 55):
            made.periods[f"{one}/{period:02}"] = True


def _accounts(made, data):
    """What each account is for: relations, cost centres, write-offs."""
    made.writeoff_accounts = dict(data.WRITEOFFS)
    made.control_accounts = dict(data.CONTROL_ACCOUNTS)
    for record in made.of_type("BAS"):
        record.fields["financials/subanalyse"] = "false"
    for code in data.CONTROL_ACCOUNTS.values():
        made.account(code).fields["financials/subanalyse"] = "true"
    suspense = made.account(made.usual["suspense"])
    suspense.fields["financials/subanalyse"] = "maybe"
    suspense.fields["financials/matchtype"] = "matchable"
    supplier = made.of_type("CRD")[0]
    address = etree.Element("address", id="1", type="invoice", default="true")
    for name, value in {"name": supplier.name, **data.SUPPLIER}.items():
        annotate.add(address, name, value)
    supplier.addresses = [address]


def add(made, type_, code, name):
    now = made.clock.now()
    made.dimensions[type_, code] = Dimension(
        type_, code, name, uid=str(uuid.uuid4()), created=now, modified=now
    )
