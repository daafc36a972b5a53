"""What a new office holds: a small Dutch template. All names are made up."""

import uuid
from datetime import date
from decimal import Decimal

from lxml import etree

from . import annotate
from .books import Office
from .records import Article, Currency, Daybook, Dimension, Rate, VatCode

TYPES = {
    "BAS": ("Balansrekeningen", "[0-3][0-9][0-9][0-9]"),
    "PNL": ("Resultaatrekeningen", "[4-9][0-9][0-9][0-9]"),
    "DEB": ("Debiteuren", "1[0-9][0-9][0-9]"),
    "CRD": ("Crediteuren", "2[0-9][0-9][0-9]"),
    "KPL": ("Kostenplaatsen", "[0-9][0-9][0-9][0-9][0-9]"),
    "PRJ": ("Projecten", "P####"),
    "AST": ("Activa", "A####"),
    "ACT": ("Activiteiten", "*"),
}
ACCOUNTS = {
    "0110": "Inventaris",
    "0500": "Eigen vermogen",
    "1000": "Kas",
    "1100": "Bank",
    "1200": "Vraagposten",
    "1300": "Debiteuren",
    "1500": "Te betalen omzetbelasting",
    "1510": "Te vorderen omzetbelasting",
    "1530": "Te betalen OB hoog",
    "1531": "Te betalen OB laag",
    "1540": "Te vorderen OB hoog",
    "1541": "Te vorderen OB laag",
    "1550": "OB verlegd",
    "1600": "Crediteuren",
    "4000": "Inkoop goederen",
    "4100": "Huisvestingskosten",
    "4500": "Kantoorkosten",
    "4600": "Verkoopkosten",
    "4900": "Betalingsverschillen",
    "4910": "Koersverschillen",
    "4920": "Betalingskortingen",
    "8000": "Omzet hoog tarief",
    "8010": "Omzet laag tarief",
    "8020": "Omzet diensten",
    "8030": "Omzet nultarief",
    "8040": "Omzet EU",
    "8050": "Omzet buiten EU",
}
DAYBOOKS = [
    ("VRK", "Verkoopfactuur", "sales", "Verkoop", ""),
    ("INK", "Inkoopfactuur", "purchase", "Inkoop", ""),
    ("BNK", "Bankboek", "bank", "Bank", "1100"),
    ("KAS", "Kasboek", "cash", "Kas", "1000"),
    ("MEMO", "Memoriaal", "journal", "Memo", ""),
    ("AFLETTEREN", "Afletteren", "matching", "Afletteren", ""),
]
# code, name, type, percentage, [(account, share, group)], intra-community
VAT = [
    ("VH", "BTW hoog", "sales", 21, [("1530", 100, "NL1A")], False),
    ("VL", "BTW laag", "sales", 9, [("1531", 100, "NL1B")], False),
    ("VN", "BTW nul", "sales", 0, [("1500", 100, "NL1E")], False),
    ("VV", "BTW verlegd verkoop", "sales", 0, [("1550", 100, "NL1E")], False),
    ("ICPG", "ICP goederen", "sales", 0, [("1550", 100, "NL3B")], True),
    ("ICPD", "ICP diensten", "sales", 0, [("1550", 100, "NL3B")], True),
    ("VEX", "Export buiten EU", "sales", 0, [("1500", 100, "NL3A")], False),
    ("IH", "BTW hoog inkoop", "purchase", 21, [("1540", 100, "NL5B")], False),
    ("IL", "BTW laag inkoop", "purchase", 9, [("1541", 100, "NL5B")], False),
    ("IN", "BTW nul inkoop", "purchase", 0, [("1510", 100, "NL5B")], False),
    (
        "IV",
        "BTW verlegd inkoop",
        "purchase",
        21,
        [("1540", 100, "NL5B"), ("1550", -100, "NL2A")],
        False,
    ),
    (
        "IEUD",
        "EU-diensten inkoop",
        "purchase",
        21,
        [("1540", 100, "NL5B"), ("1550", -100, "NL4B")],
        True,
    ),
]
# code, name, value of one unit in euro in the year before and from this year on
CURRENCIES = [
    ("EUR", "Euro", ()),
    ("USD", "US-dollar", ("0.900000000", "0.920000000")),
    ("GBP", "Brits pond", ("1.150000000", "1.170000000")),
]
WRITEOFFS = {"writeoff": "4900", "currency": "4910", "discount": "4920"}
CONTROL_ACCOUNTS = {"DEB": "1300", "CRD": "1600"}
SUPPLIER_VAT = "DE123456789"  # of the first supplier: one to buy from within the EU
USERS = {"BOEKH": "Voorbeeld Boekhouder", "SUPER": "Site supervisor"}
INVOICE_TYPES = {"FACTUUR": {"name": "Verkoopfactuur", "daybook": "VRK"}}
ARTICLES = [("4", "Advies per uur", "75.00", "8020"), ("9060", "Boek", "20.00", "8010")]
CUSTOMERS = ["Voorbeeld Groothandel", "Voorbeeld Winkel", "Voorbeeld Webshop"]
SUPPLIERS = ["Voorbeeld Leverancier", "Voorbeeld Drukkerij"]
COST_CENTRES = ["Algemeen", "Verkoop", "Productie"]
# What the Dutch template has beyond the above
TEMPLATE_ACCOUNTS = {
    "0120": "Afschrijving inventaris",
    "0700": "Leningen",
    "1010": "Kruisposten",
    "1280": "Nog te ontvangen bedragen",
    "1310": "Nog te factureren",
    "1515": "Inkopen nultarief",
    "1650": "Nog te betalen bedragen",
    "1700": "Loonheffing",
    "4010": "Inkoop diensten",
    "4200": "Autokosten",
    "4300": "Lonen en salarissen",
    "4700": "Algemene kosten",
    "4800": "Afschrijvingen",
    "8060": "Overige opbrengsten",
    "9000": "Rentelasten",
}
TEMPLATE_VAT = [
    ("ICP", "ICP leveringen en diensten", "sales", 0, [("1550", 100, "NL3B")], True),
    (
        "IEUG",
        "EU-goederen inkoop",
        "purchase",
        21,
        [("1540", 100, "NL5B"), ("1550", -100, "NL4B")],
        True,
    ),
    (
        "IBUD",
        "Diensten buiten EU inkoop",
        "purchase",
        21,
        [("1540", 100, "NL5B"), ("1550", -100, "NL4A")],
        False,
    ),
]
# {seed: the role of the user}, where it is not LEVEL3
LEVELS = {"001": "LEVEL1"}
OFFICES = {
    "001": [("001", "Voorbeeld 001")],
    "default": [("NL001", "Voorbeeld Administratie"), ("NL002", "Tweede Voorbeeld")],
    "single": [("NL001", "Voorbeeld Administratie")],
    "template-nl": [("NL001", "NL Sjabloon")],
    "empty": [("NL001", "Lege Administratie")],
}


def offices(seed, clock):
    if seed not in OFFICES:
        raise ValueError(f"seed must be one of {sorted(OFFICES)}")
    made = {code: office(code, name, clock) for code, name in OFFICES[seed]}
    for one in made.values():
        if seed == "empty":
            for key in [k for k in one.dimensions if k[0] not in ("BAS", "PNL")]:
                del one.dimensions[key]
        elif seed == "template-nl":
            _template(one)
    return made


def _template(made):
    for account, label in TEMPLATE_ACCOUNTS.items():
        add(made, "BAS" if account < "4000" else "PNL", account, label)
        if account < "4000":
            made.account(account).fields["financials/subanalyse"] = "false"
    _vat_codes(made, TEMPLATE_VAT)
    # There, a purchase of nothing has an account of its own [B].
    made.vat["IN"].rates[0].accounts[:] = [("1515", Decimal(100), "NL5B")]


def office(code, name, clock):
    made = Office(code, name, clock)
    made.types = dict(TYPES)
    for account, label in ACCOUNTS.items():
        add(made, "BAS" if account < "4000" else "PNL", account, label)
    for number, label in enumerate(CUSTOMERS):
        add(made, "DEB", str(1000 + number), label)
    for number, label in enumerate(SUPPLIERS):
        add(made, "CRD", str(2000 + number), label)
    for number, label in enumerate(COST_CENTRES):
        add(made, "KPL", f"{number:05}", label)
    for number in range(1, 4):
        add(made, "PRJ", f"P{number:04}", f"Voorbeeldproject {number}")
    for book in DAYBOOKS:
        hidden = book[2] == "matching"
        made.daybooks[book[0]] = Daybook(*book, hidden=hidden)
    _accounts(made)
    made.invoice_types = dict(INVOICE_TYPES)
    for article, label, price, account in ARTICLES:
        line = {"unitspriceexcl": price, "units": "1", "freetext1": account}
        made.articles[article] = Article(article, label, lines=[line])
    _vat_codes(made, VAT)
    _currencies(made, clock.now().year)
    _periods(made, clock.now().year)
    return made


def _vat_codes(made, codes):
    for vat, label, type_, percentage, accounts, foreign in codes:
        shares = [
            (account, Decimal(share), group) for account, share, group in accounts
        ]
        rate = Rate(date(2012, 10, 1), Decimal(percentage), shares)
        made.vat[vat] = VatCode(vat, label, type_, [rate], intra_community=foreign)


def _currencies(made, year):
    for currency, label, values in CURRENCIES:
        starts = (date(year - 2, 1, 1), date(year, 1, 1))
        rates = [(s, Decimal(v)) for s, v in zip(starts, values, strict=False)]
        made.currencies[currency] = Currency(currency, label, rates)


def _periods(made, year):
    for one in range(year - 2, year + 2):
        for period in (*range(14), 55):
            made.periods[f"{one}/{period:02}"] = True


def _accounts(made):
    """What each account is for: relations, cost centres, write-offs."""
    made.writeoff_accounts = dict(WRITEOFFS)
    made.control_accounts = dict(CONTROL_ACCOUNTS)
    for record in made.of_type("BAS"):
        record.fields["financials/subanalyse"] = "false"
    for code in CONTROL_ACCOUNTS.values():
        made.account(code).fields["financials/subanalyse"] = "true"
    made.account("1200").fields["financials/subanalyse"] = "maybe"
    made.account("1200").fields["financials/matchtype"] = "matchable"
    supplier = made.dimension("CRD", "2000")
    address = etree.Element("address", id="1", type="invoice", default="true")
    for name, value in (("name", supplier.name), ("country", "DE")):
        annotate.add(address, name, value)
    annotate.add(address, "field4", SUPPLIER_VAT)
    supplier.addresses = [address]


def add(made, type_, code, name):
    now = made.clock.now()
    made.dimensions[type_, code] = Dimension(
        type_, code, name, uid=str(uuid.uuid4()), created=now, modified=now
    )
