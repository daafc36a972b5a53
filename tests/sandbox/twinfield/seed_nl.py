"""What a Dutch office holds at the start: a small Dutch template. All names are made
up."""

COUNTRY = ("NL", "Nederland")
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
CURRENCIES = {"EUR": "Euro", "USD": "US-dollar", "GBP": "Brits pond"}
WRITEOFFS = {"writeoff": "4900", "currency": "4910", "discount": "4920"}
CONTROL_ACCOUNTS = {"DEB": "1300", "CRD": "1600"}
INVOICE_TYPES = {"FACTUUR": {"name": "Verkoopfactuur", "daybook": "VRK"}}
ARTICLES = [("4", "Advies per uur", "75.00", "8020"), ("9060", "Boek", "20.00", "8010")]
CUSTOMERS = ["Voorbeeld Groothandel", "Voorbeeld Winkel", "Voorbeeld Webshop"]
SUPPLIERS = ["Voorbeeld Leverancier", "Voorbeeld Drukkerij"]
COST_CENTRES = ["Algemeen", "Verkoop", "Productie"]
# Of the first supplier: one to buy from within the EU
SUPPLIER = {"country": "DE", "field4": "DE123456789"}
BANK = {"Bic": "TESTNL2A", "Iban": "NL13TEST0123456789", "Number": "0123456789"}
# Groups of the return
GROUPS = {
    "NL1A": "Leveringen/diensten belast met hoog tarief",
    "NL1B": "Leveringen/diensten belast met laag tarief",
    "NL1E": "Leveringen/diensten belast met 0% of niet bij u belast",
    "NL2A": "Leveringen/diensten waarbij de heffing naar u is verlegd",
    "NL3A": "Leveringen naar landen buiten de EU",
    "NL3B": "Leveringen naar of diensten in landen binnen de EU",
    "NL4A": "Leveringen/diensten uit landen buiten de EU",
    "NL4B": "Leveringen/diensten uit landen binnen de EU",
    "NL5B": "Voorbelasting",
}
PROJECT = "Voorbeeldproject"
USUAL = {
    "sales": "VRK",
    "bank": "BNK",
    "journal": "MEMO",
    "revenue": "8000",
    "vat": "VH",
    "difference": "4900",
    "suspense": "1200",
}
# What the fuller template has beyond the above
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
