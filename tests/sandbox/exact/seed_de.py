"""What a German division holds at the start: accounts of the SKR03, German names, and
VAT codes with the numbers of the advance return.

The numbers of accounts and of the return are public; which codes Exact's own template
has is not known [inf]."""

RECEIVABLE, PAYABLE, VAT = 20, 22, 24
ACCOUNTS = [
    ("0420", "Büroeinrichtung", 30),
    ("0980", "Aktive Rechnungsabgrenzung", 26),
    ("0990", "Passive Rechnungsabgrenzung", 27),
    ("1000", "Kasse", 10),
    ("1200", "Bank", 12),
    ("1250", "Zahlungsdienst", 16),
    ("1360", "Geldtransit", 90),
    ("1400", "Forderungen aus Lieferungen und Leistungen", RECEIVABLE),
    ("1571", "Abziehbare Vorsteuer 7 %", VAT),
    ("1574", "Abziehbare Vorsteuer aus EU-Erwerb 19 %", VAT),
    ("1576", "Abziehbare Vorsteuer 19 %", VAT),
    ("1577", "Abziehbare Vorsteuer § 13b UStG 19 %", VAT),
    ("1600", "Verbindlichkeiten aus Lieferungen und Leistungen", PAYABLE),
    ("1771", "Umsatzsteuer 7 %", VAT),
    ("1774", "Umsatzsteuer aus EU-Erwerb 19 %", VAT),
    ("1776", "Umsatzsteuer 19 %", VAT),
    ("1787", "Umsatzsteuer § 13b UStG 19 %", VAT),
    ("2150", "Kursdifferenzen", 121),
    ("3123", "Leistungen aus der EU, § 13b UStG", 111),
    ("3400", "Wareneingang 19 % Vorsteuer", 111),
    ("3425", "Innergemeinschaftlicher Erwerb 19 %", 111),
    ("3736", "Erhaltene Skonti 19 % Vorsteuer", 111),
    ("4100", "Löhne und Gehälter", 125),
    ("4210", "Miete", 121),
    ("4300", "Aufwand mit Kostenstelle", 121),
    ("4600", "Werbekosten", 121),
    ("4660", "Reisekosten", 121),
    ("4900", "Zahlungsdifferenzen", 121),
    ("4930", "Bürobedarf", 121),
    ("8120", "Steuerfreie Umsätze, Ausfuhr", 110),
    ("8125", "Steuerfreie innergemeinschaftliche Lieferungen", 110),
    ("8300", "Erlöse 7 % USt", 110),
    ("8336", "Erlöse aus EU-Leistungen, § 13b UStG", 110),
    ("8337", "Erlöse, § 13b UStG", 110),
    ("8400", "Erlöse 19 % USt", 110),
    ("8736", "Gewährte Skonti 19 % USt", 110),
]
JOURNALS = [
    ("10", "Kasse", 10, "1000"),
    ("20", "Bank", 12, "1200"),
    ("21", "Zahlungsdienst", 16, "1250"),
    ("60", "Eingangsrechnungen", 22, "1600"),
    ("70", "Ausgangsrechnungen", 20, "1400"),
    ("90", "Sonstige Buchungen", 90, None),
    ("93", "Ausgleichsdifferenzen", 90, None),
]
_EU = {"pay": "1774", "claim": "1574", "Charged": True}
_REVERSE = {"pay": "1787", "claim": "1577", "Charged": True}


def _boxes(base, vat=""):
    """Numbers of the return, apart by blanks."""
    return {"_boxes": {"base": base, "vat": vat}}


# code, name, fraction, S P or B, more
VAT_CODES = [
    ("0", "Steuerfrei", "0", "S", {"sort": "B", **_boxes("48")}),
    ("1", "Umsatzsteuer 19 %", "0.19", "S", {"pay": "1776", **_boxes("81")}),
    ("2", "Umsatzsteuer 7 %", "0.07", "S", {"pay": "1771", **_boxes("86")}),
    (
        "3",
        "Umsatzsteuer 19 %, inklusive",
        "0.19",
        "S",
        {"sort": "I", "pay": "1776", **_boxes("81")},
    ),
    (
        "4",
        "Innergemeinschaftliche Lieferungen",
        "0",
        "S",
        {"sort": "B", "EUSalesListing": "L", **_boxes("41")},
    ),
    (
        "5",
        "Leistungen in der EU, § 13b UStG",
        "0",
        "S",
        {"sort": "B", "EUSalesListing": "S", **_boxes("21")},
    ),
    ("6", "Ausfuhr", "0", "S", {"sort": "B", **_boxes("43")}),
    ("7", "Erlöse, § 13b UStG", "0", "S", {"sort": "B", **_boxes("60")}),
    ("10", "Vorsteuerfrei", "0", "P", {"sort": "B", **_boxes("")}),
    ("11", "Vorsteuer 19 %", "0.19", "P", {"claim": "1576", **_boxes("", "66")}),
    ("12", "Vorsteuer 7 %", "0.07", "P", {"claim": "1571", **_boxes("", "66")}),
    (
        "14",
        "Innergemeinschaftlicher Erwerb 19 %",
        "0.19",
        "P",
        {**_EU, "EUSalesListing": "L", **_boxes("89", "61")},
    ),
    (
        "15",
        "Leistungen aus der EU, § 13b UStG 19 %",
        "0.19",
        "P",
        {**_REVERSE, "EUSalesListing": "S", **_boxes("46", "47 67")},
    ),
    (
        "17",
        "Leistungen, § 13b UStG 19 %",
        "0.19",
        "P",
        {**_REVERSE, **_boxes("84", "85 67")},
    ),
    ("VN", "Ohne USt", "0", "B", {"sort": "N"}),
]
# Of settlement discounts, a German speciality [A]
DISCOUNTS = {"1": {"GLDiscountSales": "8736"}, "11": {"GLDiscountPurchase": "3736"}}
CONDITIONS = [
    ("00", "Sofort", 0, 0, "K"),
    ("14", "14 Tage", 14, 0, "B"),
    ("30", "30 Tage", 30, 0, "B"),
    ("EM", "Ende des Folgemonats", 0, 1, "B"),
    ("IN", "Lastschrift 14 Tage", 14, 0, "I"),
]
INSTALMENTS = ("2T", "Zwei Raten")
DOCUMENT_TYPES = [
    (10, "Ausgangsrechnung"),
    (20, "Eingangsrechnung"),
    (30, "Kontoauszug"),
    (55, "Sonstiges"),
    (60, "Brief"),
]
CUSTOMERS = [
    (
        "1000",
        "Beispiel Technik GmbH",
        {"VATNumber": "DE123456789", "DatevDebtorCode": "10000"},
    ),
    ("1001", "Beispiel Laden", {"DatevDebtorCode": "10001"}),
    ("1002", "Beispiel Bau GmbH", {"DatevDebtorCode": "10002"}),
]
SUPPLIERS = [
    (
        "2000",
        "Voorbeeld Leverancier B.V.",
        {"VATNumber": "NL123456789B01", "Country": "NL", "DatevCreditorCode": "70000"},
    ),
    ("2001", "Beispiel Großhandel GmbH", {"DatevCreditorCode": "70001"}),
]
BANK_DETAILS = {
    "20": {
        "BankAccountIBAN": "DE00TEST012345678901",
        "BankAccountIncludingMask": "DE00TEST012345678901",
        "BankAccountBICCode": "TESTDEFF",
        "BankAccountCountry": "DE",
        "BankAccountDescription": "Beispielbank",
        "BankName": "Beispielbank",
    },
    "21": {"PaymentServiceProvider": 1, "PaymentServiceProviderName": "Adyen"},
}
UNITS = [("Stück", "Stück", "O", None), ("Std", "Stunde", "T", "hh")]
ITEMS = [
    ("BERATUNG", "Beratung je Stunde", "Std", "75.00", "8400", "1"),
    ("BUCH", "Handbuch", "Stück", "24.50", "8300", "2"),
    ("KISTE", "Kiste mit Teilen", "Stück", "12.95", "8400", "1"),
]
ITEM_GROUP = "Allgemein"
COST_CENTRES = [("BER", "Berlin"), ("HAM", "Hamburg"), ("ALLG", "Allgemein")]
COST_UNITS = [("BERA", "Beratung"), ("WART", "Wartung")]
PROJECTS = [("P0001", "Projekt eins"), ("P0002", "Projekt zwei")]
CURRENCIES = [("EUR", "Euro"), ("USD", "US-Dollar"), ("GBP", "Pfund Sterling")]
USUAL = {
    "bank": "20",
    "memorial": "90",
    "matching": "93",
    "sales": "70",
    "revenue": "8400",
    "vat": "1",
    "difference": "4900",
    "exchange": "2150",
    "with_cost_centre": "4300",
    "purchase_condition": "30",
}
RELATION = {"Country": "DE", "Language": "DE", "City": "Beispielstadt"}
ADDRESS = {
    "AddressLine1": "Beispielstraße 1",
    "Postcode": "12345",
    "City": "Beispielstadt",
    "ChamberOfCommerceNumber": "HRB 12345",
    "VATNumber": "DE123456789",
    "Email": "info@beispiel.example",
}
