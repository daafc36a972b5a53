"""What a German office holds at the start: accounts of the SKR03, German names, and
VAT codes with the numbers of the advance return.

The numbers of accounts and of the return are public. That Twinfield keeps German books
is known, how its own template names its codes and groups is not [inf]."""

COUNTRY = ("DE", "Deutschland")
TYPES = {
    "BAS": ("Bestandskonten", "[01][0-9][0-9][0-9]"),
    "PNL": ("Erfolgskonten", "[2-9][0-9][0-9][0-9]"),
    "DEB": ("Debitoren", "[1-6][0-9][0-9][0-9][0-9]"),
    "CRD": ("Kreditoren", "7[0-9][0-9][0-9][0-9]"),
    "KPL": ("Kostenstellen", "[0-9][0-9][0-9]"),
    "PRJ": ("Projekte", "P####"),
    "AST": ("Anlagen", "A####"),
    "ACT": ("Tätigkeiten", "*"),
}
ACCOUNTS = {
    "0420": "Büroeinrichtung",
    "0800": "Gezeichnetes Kapital",
    "1000": "Kasse",
    "1200": "Bank",
    "1360": "Geldtransit",
    "1400": "Forderungen aus Lieferungen und Leistungen",
    "1571": "Abziehbare Vorsteuer 7 %",
    "1574": "Abziehbare Vorsteuer aus EU-Erwerb 19 %",
    "1576": "Abziehbare Vorsteuer 19 %",
    "1577": "Abziehbare Vorsteuer § 13b UStG 19 %",
    "1600": "Verbindlichkeiten aus Lieferungen und Leistungen",
    "1771": "Umsatzsteuer 7 %",
    "1774": "Umsatzsteuer aus EU-Erwerb 19 %",
    "1776": "Umsatzsteuer 19 %",
    "1787": "Umsatzsteuer § 13b UStG 19 %",
    "2150": "Kursdifferenzen",
    "3123": "Leistungen aus der EU, § 13b UStG",
    "3400": "Wareneingang 19 % Vorsteuer",
    "3425": "Innergemeinschaftlicher Erwerb 19 %",
    "4210": "Miete",
    "4600": "Werbekosten",
    "4900": "Zahlungsdifferenzen",
    "4930": "Bürobedarf",
    "8120": "Steuerfreie Umsätze, Ausfuhr",
    "8125": "Steuerfreie innergemeinschaftliche Lieferungen",
    "8300": "Erlöse 7 % USt",
    "8336": "Erlöse aus EU-Leistungen, § 13b UStG",
    "8337": "Erlöse, § 13b UStG",
    "8400": "Erlöse 19 % USt",
    "8736": "Gewährte Skonti 19 % USt",
}
DAYBOOKS = [
    ("AR", "Ausgangsrechnungen", "sales", "Ausgang", ""),
    ("ER", "Eingangsrechnungen", "purchase", "Eingang", ""),
    ("BANK", "Bank", "bank", "Bank", "1200"),
    ("KASSE", "Kasse", "cash", "Kasse", "1000"),
    ("SONST", "Sonstige Buchungen", "journal", "Sonstige", ""),
    ("AUSGLEICH", "Ausgleich", "matching", "Ausgleich", ""),
]
_EU = [("1574", 100, "DE61"), ("1774", -100, "DE89")]
_EU_SERVICES = [("1577", 100, "DE67"), ("1787", -100, "DE46")]
_DOMESTIC = [("1577", 100, "DE67"), ("1787", -100, "DE84")]
VAT = [
    ("U19", "USt 19 %", "sales", 19, [("1776", 100, "DE81")], False),
    ("U7", "USt 7 %", "sales", 7, [("1771", 100, "DE86")], False),
    ("U0", "Steuerfrei", "sales", 0, [("1776", 100, "DE48")], False),
    ("U13B", "Leistungen § 13b UStG", "sales", 0, [("1787", 100, "DE60")], False),
    ("UEUL", "EU-Lieferungen", "sales", 0, [("1774", 100, "DE41")], True),
    ("UEUD", "EU-Leistungen", "sales", 0, [("1787", 100, "DE21")], True),
    ("UEX", "Ausfuhr", "sales", 0, [("1776", 100, "DE43")], False),
    ("V19", "Vorsteuer 19 %", "purchase", 19, [("1576", 100, "DE66")], False),
    ("V7", "Vorsteuer 7 %", "purchase", 7, [("1571", 100, "DE66")], False),
    ("V0", "Vorsteuerfrei", "purchase", 0, [("1576", 100, "DE66")], False),
    ("V13B", "Bezug § 13b UStG", "purchase", 19, _DOMESTIC, False),
    ("VEUL", "EU-Erwerb", "purchase", 19, _EU, True),
    ("VEUD", "EU-Leistungen Bezug", "purchase", 19, _EU_SERVICES, True),
]
CURRENCIES = {"EUR": "Euro", "USD": "US-Dollar", "GBP": "Pfund Sterling"}
WRITEOFFS = {"writeoff": "4900", "currency": "2150", "discount": "8736"}
CONTROL_ACCOUNTS = {"DEB": "1400", "CRD": "1600"}
INVOICE_TYPES = {"RECHNUNG": {"name": "Ausgangsrechnung", "daybook": "AR"}}
ARTICLES = [
    ("4", "Beratung je Stunde", "75.00", "8400"),
    ("9060", "Buch", "20.00", "8300"),
]
CUSTOMERS = ["Beispiel Technik GmbH", "Beispiel Laden", "Beispiel Bau GmbH"]
SUPPLIERS = ["Voorbeeld Leverancier B.V.", "Beispiel Großhandel GmbH"]
COST_CENTRES = ["Allgemein", "Verkauf", "Fertigung"]
SUPPLIER = {"country": "NL", "field4": "NL123456789B01"}
BANK = {"Bic": "TESTDEFF", "Iban": "DE00TEST012345678901", "Number": "012345678901"}
GROUPS = {
    "DE21": "Nicht steuerbare sonstige Leistungen an EU-Unternehmer",
    "DE41": "Innergemeinschaftliche Lieferungen",
    "DE43": "Steuerfreie Umsätze mit Vorsteuerabzug",
    "DE46": "Leistungen von EU-Unternehmern, § 13b UStG",
    "DE48": "Steuerfreie Umsätze ohne Vorsteuerabzug",
    "DE60": "Umsätze, für die der Empfänger die Steuer schuldet",
    "DE61": "Vorsteuer aus innergemeinschaftlichem Erwerb",
    "DE66": "Vorsteuer aus Rechnungen anderer Unternehmer",
    "DE67": "Vorsteuer aus Leistungen, § 13b UStG",
    "DE81": "Lieferungen und sonstige Leistungen zu 19 %",
    "DE84": "Andere Leistungen, § 13b UStG",
    "DE86": "Lieferungen und sonstige Leistungen zu 7 %",
    "DE89": "Innergemeinschaftlicher Erwerb zu 19 %",
}
PROJECT = "Beispielprojekt"
USUAL = {
    "sales": "AR",
    "bank": "BANK",
    "journal": "SONST",
    "revenue": "8400",
    "vat": "U19",
    "difference": "4900",
    "suspense": "1360",
}
