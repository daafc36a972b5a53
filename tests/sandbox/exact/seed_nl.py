"""What a Dutch division holds at the start."""

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
COST_CENTRES = [("AMS", "Amsterdam"), ("RTM", "Rotterdam"), ("ALG", "Algemeen")]
COST_UNITS = [("CONS", "Advies"), ("ONDH", "Onderhoud")]
PROJECTS = [("P0001", "Project een"), ("P0002", "Project twee")]
INSTALMENTS = ("2T", "Twee termijnen")
ITEM_GROUP = "Algemeen"
CURRENCIES = [("EUR", "Euro"), ("USD", "US-dollar"), ("GBP", "Brits pond")]
# What the accountant uses where nothing else is said
USUAL = {
    "bank": "20",
    "memorial": "90",
    "matching": "93",
    "sales": "70",
    "revenue": "8000",
    "vat": "2",
    "difference": "4900",
    "exchange": "4910",
    "with_cost_centre": "4700",
    "purchase_condition": "30",
}
RELATION = {"Country": "NL", "Language": "NL", "City": "Voorbeeldstad"}
ADDRESS = {
    "AddressLine1": "Voorbeeldstraat 1",
    "Postcode": "1234 AB",
    "City": "Voorbeeldstad",
    "ChamberOfCommerceNumber": "12345678",
    "VATNumber": "NL123456789B01",
    "Email": "info@voorbeeld.example",
}
