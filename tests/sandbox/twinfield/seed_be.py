"""What a Belgian office holds at the start: the minimum chart of accounts, French
names, and VAT codes with the boxes of the return.

The numbers of accounts and boxes are those of Belgian law. That Twinfield keeps Belgian
books is known, how its own template names its codes and groups is not [inf]."""

COUNTRY = ("BE", "Belgique")
TYPES = {
    "BAS": ("Comptes de bilan", "[0-5][0-9][0-9][0-9][0-9][0-9]"),
    "PNL": ("Comptes de résultat", "[6-9][0-9][0-9][0-9][0-9][0-9]"),
    "DEB": ("Clients", "1[0-9][0-9][0-9]"),
    "CRD": ("Fournisseurs", "2[0-9][0-9][0-9]"),
    "KPL": ("Sections", "[0-9][0-9][0-9][0-9][0-9]"),
    "PRJ": ("Projets", "P####"),
    "AST": ("Immobilisations", "A####"),
    "ACT": ("Activités", "*"),
}
ACCOUNTS = {
    "100000": "Capital",
    "240000": "Mobilier et matériel",
    "400000": "Clients",
    "411000": "TVA à récupérer",
    "411100": "TVA à récupérer, intracommunautaire",
    "411200": "TVA à récupérer, cocontractant",
    "440000": "Fournisseurs",
    "451000": "TVA à payer",
    "451100": "TVA à payer, intracommunautaire",
    "451200": "TVA à payer, cocontractant",
    "499000": "Compte d'attente",
    "550000": "Banque",
    "570000": "Caisse",
    "604000": "Achats de marchandises",
    "610000": "Loyers et charges locatives",
    "612000": "Fournitures de bureau",
    "613000": "Honoraires",
    "653000": "Escomptes accordés",
    "654000": "Différences de change",
    "657000": "Différences de paiement",
    "700000": "Ventes 21 %",
    "700006": "Ventes 6 %",
    "700012": "Ventes 12 %",
    "700100": "Ventes intracommunautaires",
    "700200": "Exportations",
    "700300": "Ventes à un cocontractant",
    "705000": "Prestations de services",
}
DAYBOOKS = [
    ("VEN", "Factures de vente", "sales", "Ventes", ""),
    ("ACH", "Factures d'achat", "purchase", "Achats", ""),
    ("BNQ", "Banque", "bank", "Banque", "550000"),
    ("CAI", "Caisse", "cash", "Caisse", "570000"),
    ("OD", "Opérations diverses", "journal", "OD", ""),
    ("LETTRAGE", "Lettrage", "matching", "Lettrage", ""),
]
_EU = [("411100", 100, "BE59"), ("451100", -100, "BE55")]
_DOMESTIC = [("411200", 100, "BE59"), ("451200", -100, "BE56")]
VAT = [
    ("V21", "TVA 21 %", "sales", 21, [("451000", 100, "BE03")], False),
    ("V12", "TVA 12 %", "sales", 12, [("451000", 100, "BE02")], False),
    ("V6", "TVA 6 %", "sales", 6, [("451000", 100, "BE01")], False),
    ("V0", "TVA 0 %", "sales", 0, [("451000", 100, "BE00")], False),
    ("VCC", "Cocontractant", "sales", 0, [("451200", 100, "BE45")], False),
    ("VICG", "Livraisons UE", "sales", 0, [("451100", 100, "BE46")], True),
    ("VICS", "Services UE", "sales", 0, [("451100", 100, "BE44")], True),
    ("VEX", "Exportations", "sales", 0, [("451000", 100, "BE47")], False),
    ("A21", "TVA 21 % achats", "purchase", 21, [("411000", 100, "BE59")], False),
    ("A12", "TVA 12 % achats", "purchase", 12, [("411000", 100, "BE59")], False),
    ("A6", "TVA 6 % achats", "purchase", 6, [("411000", 100, "BE59")], False),
    ("A0", "TVA 0 % achats", "purchase", 0, [("411000", 100, "BE59")], False),
    ("ACC", "Cocontractant achats", "purchase", 21, _DOMESTIC, False),
    ("AICG", "Acquisitions UE", "purchase", 21, _EU, True),
    ("AICS", "Services reçus UE", "purchase", 21, _EU, True),
]
CURRENCIES = {"EUR": "Euro", "USD": "Dollar américain", "GBP": "Livre sterling"}
WRITEOFFS = {"writeoff": "657000", "currency": "654000", "discount": "653000"}
CONTROL_ACCOUNTS = {"DEB": "400000", "CRD": "440000"}
INVOICE_TYPES = {"FACTURE": {"name": "Facture de vente", "daybook": "VEN"}}
ARTICLES = [
    ("4", "Conseil par heure", "75.00", "705000"),
    ("9060", "Livre", "20.00", "700006"),
]
CUSTOMERS = ["Exemple Technique SA", "Exemple Boutique", "Voorbeeld Bouw BV"]
SUPPLIERS = ["Beispiel Lieferant GmbH", "Exemple Grossiste SA"]
COST_CENTRES = ["Général", "Ventes", "Production"]
SUPPLIER = {"country": "DE", "field4": "DE123456789"}
BANK = {"Bic": "TESTBEBB", "Iban": "BE00TEST01234567", "Number": "01234567"}
GROUPS = {
    "BE00": "Opérations à 0 %",
    "BE01": "Opérations à 6 %",
    "BE02": "Opérations à 12 %",
    "BE03": "Opérations à 21 %",
    "BE44": "Services intracommunautaires",
    "BE45": "Opérations dont la TVA est due par le cocontractant",
    "BE46": "Livraisons intracommunautaires exemptées",
    "BE47": "Autres opérations exemptées",
    "BE55": "TVA due sur les acquisitions et services intracommunautaires",
    "BE56": "TVA due comme cocontractant",
    "BE59": "TVA déductible",
}
PROJECT = "Projet d'exemple"
USUAL = {
    "sales": "VEN",
    "bank": "BNQ",
    "journal": "OD",
    "revenue": "700000",
    "vat": "V21",
    "difference": "657000",
    "suspense": "499000",
}
