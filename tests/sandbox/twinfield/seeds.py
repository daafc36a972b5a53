"""What a new office holds: a small Dutch template. All names are made up."""

import uuid
from datetime import date
from decimal import Decimal

from ..books import Daybook, Dimension, Office, Rate, VatCode

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
CUSTOMERS = ["Voorbeeld Groothandel", "Voorbeeld Winkel", "Voorbeeld Webshop"]
SUPPLIERS = ["Voorbeeld Leverancier", "Voorbeeld Drukkerij"]
COST_CENTRES = ["Algemeen", "Verkoop", "Productie"]
OFFICES = {
    "default": [("NL001", "Voorbeeld Administratie"), ("NL002", "Tweede Voorbeeld")],
    "single": [("NL001", "Voorbeeld Administratie")],
}


def offices(seed, clock):
    if seed not in OFFICES:
        raise ValueError(f"seed must be one of {sorted(OFFICES)}")
    return {code: office(code, name, clock) for code, name in OFFICES[seed]}


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
        made.daybooks[book[0]] = Daybook(book[0], book[1], book[2], book[3], book[4])
    for vat, label, type_, percentage, accounts, foreign in VAT:
        shares = [
            (account, Decimal(share), group) for account, share, group in accounts
        ]
        rate = Rate(date(2012, 10, 1), Decimal(percentage), shares)
        made.vat[vat] = VatCode(vat, label, type_, [rate], intra_community=foreign)
    year = clock.now().year
    for one in range(year - 2, year + 2):
        for period in (*range(14), 55):
            made.periods[f"{one}/{period:02}"] = True
    return made


def add(made, type_, code, name):
    now = made.clock.now()
    made.dimensions[type_, code] = Dimension(
        type_, code, name, uid=str(uuid.uuid4()), created=now, modified=now
    )
