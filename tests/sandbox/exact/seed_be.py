"""What a Belgian division holds at the start: the minimum chart of accounts, French
names, and VAT codes with the boxes of the return.

The numbers of accounts and boxes are those of Belgian law; which codes Exact's own
template has is not known [inf]. ``VATGLAccountType``, the kind of a purchase, decides
the box of its base [A]; its values are ours [?]."""

RECEIVABLE, PAYABLE, VAT = 20, 22, 24
GOODS, SERVICES = {"VATGLAccountType": "81"}, {"VATGLAccountType": "82"}
INVESTMENTS = {"VATGLAccountType": "83"}
ACCOUNTS = [
    ("240000", "Mobilier et matériel", 30, INVESTMENTS),
    ("400000", "Clients", RECEIVABLE),
    ("400100", "Clients du groupe", RECEIVABLE),
    ("411000", "TVA à récupérer", VAT),
    ("411100", "TVA à récupérer, intracommunautaire", VAT),
    ("411200", "TVA à récupérer, cocontractant", VAT),
    ("440000", "Fournisseurs", PAYABLE),
    ("451000", "TVA à payer", VAT),
    ("451100", "TVA à payer, intracommunautaire", VAT),
    ("451200", "TVA à payer, cocontractant", VAT),
    ("490000", "Charges à reporter", 26),
    ("493000", "Produits à reporter", 27),
    ("499000", "Compte d'attente", 90),
    ("550000", "Banque", 12),
    ("555000", "Service de paiement", 16),
    ("570000", "Caisse", 10),
    ("604000", "Achats de marchandises", 111, GOODS),
    ("610000", "Loyers et charges locatives", 121, SERVICES),
    ("612000", "Fournitures de bureau", 121, SERVICES),
    ("613000", "Honoraires", 121, SERVICES),
    ("615000", "Frais de déplacement", 121, SERVICES),
    ("616000", "Frais avec section", 121, SERVICES),
    ("620000", "Rémunérations", 125),
    ("653000", "Escomptes accordés", 121),
    ("654000", "Différences de change", 121),
    ("657000", "Différences de paiement", 121),
    ("700000", "Ventes 21 %", 110),
    ("700006", "Ventes 6 %", 110),
    ("700100", "Ventes intracommunautaires", 110),
    ("700200", "Exportations", 110),
    ("700300", "Ventes à un cocontractant", 110),
    ("705000", "Prestations de services", 110),
]
JOURNALS = [
    ("100", "Caisse", 10, "570000"),
    ("200", "Banque", 12, "550000"),
    ("210", "Service de paiement", 16, "555000"),
    ("600", "Achats", 22, "440000"),
    ("610", "Notes de crédit, achats", 23, "440000"),
    ("700", "Ventes", 20, "400000"),
    ("710", "Notes de crédit, ventes", 21, "400000"),
    ("900", "Opérations diverses", 90, None),
    ("930", "Différences de lettrage", 90, None),
]
_EU = {"pay": "451100", "claim": "411100", "Charged": True}
_DOMESTIC = {"pay": "451200", "claim": "411200", "Charged": True}


def _boxes(base, vat=""):
    """Numbers of the return, apart by blanks; "account": that of the ledger account."""
    return {"_boxes": {"base": base, "vat": vat}}


# code, name, fraction, S P or B, more
VAT_CODES = [
    ("0", "TVA 0 %", "0", "S", {"sort": "B", **_boxes("00")}),
    ("1", "TVA 6 %", "0.06", "S", {"pay": "451000", **_boxes("01", "54")}),
    ("2", "TVA 12 %", "0.12", "S", {"pay": "451000", **_boxes("02", "54")}),
    ("3", "TVA 21 %", "0.21", "S", {"pay": "451000", **_boxes("03", "54")}),
    (
        "3I",
        "TVA 21 %, comprise",
        "0.21",
        "S",
        {"sort": "I", "pay": "451000", **_boxes("03", "54")},
    ),
    (
        "4",
        "Livraisons intracommunautaires",
        "0",
        "S",
        {"sort": "B", "EUSalesListing": "L", **_boxes("46")},
    ),
    (
        "5",
        "Services intracommunautaires",
        "0",
        "S",
        {"sort": "B", "EUSalesListing": "S", **_boxes("44")},
    ),
    ("6", "Exportations", "0", "S", {"sort": "B", **_boxes("47")}),
    ("7", "Cocontractant, ventes", "0", "S", {"sort": "B", **_boxes("45")}),
    ("10", "Achats 0 %", "0", "P", {"sort": "B", **_boxes("account")}),
    (
        "11",
        "Achats 6 %",
        "0.06",
        "P",
        {"claim": "411000", **_boxes("account", "59")},
    ),
    (
        "13",
        "Achats 21 %",
        "0.21",
        "P",
        {"claim": "411000", **_boxes("account", "59")},
    ),
    (
        "14",
        "Acquisitions intracommunautaires 21 %",
        "0.21",
        "P",
        {**_EU, "EUSalesListing": "L", **_boxes("account 86", "55 59")},
    ),
    (
        "15",
        "Services intracommunautaires reçus 21 %",
        "0.21",
        "P",
        {**_EU, "EUSalesListing": "S", **_boxes("account 88", "55 59")},
    ),
    (
        "17",
        "Cocontractant, achats 21 %",
        "0.21",
        "P",
        {**_DOMESTIC, **_boxes("account 87", "56 59")},
    ),
    ("VN", "Hors TVA", "0", "B", {"sort": "N", "ExcludeVATListing": 1}),
]
CONDITIONS = [
    ("00", "Comptant", 0, 0, "K"),
    ("15", "15 jours", 15, 0, "B"),
    ("30", "30 jours", 30, 0, "B"),
    ("EM", "Fin du mois suivant", 0, 1, "B"),
    ("IN", "Domiciliation 14 jours", 14, 0, "I"),
]
INSTALMENTS = ("2T", "Deux échéances")
DOCUMENT_TYPES = [
    (10, "Facture de vente"),
    (20, "Facture d'achat"),
    (30, "Extrait de compte"),
    (55, "Autre"),
    (60, "Lettre"),
]
CUSTOMERS = [
    ("1000", "Exemple Technique SA", {"VATNumber": "BE0123456749"}),
    ("1001", "Exemple Boutique", {}),
    ("1002", "Voorbeeld Bouw BV", {"Language": "NL-BE"}),
    # Its account of debtors is not that of the journal: refused on a sales entry [I]
    ("1003", "Exemple Filiale SA", {"_gl": "400100"}),
]
SUPPLIERS = [
    ("2000", "Beispiel Lieferant GmbH", {"VATNumber": "DE123456789", "Country": "DE"}),
    ("2001", "Exemple Grossiste SA", {}),
]
BANK_DETAILS = {
    "200": {
        "BankAccountIBAN": "BE00TEST01234567",
        "BankAccountIncludingMask": "BE00TEST01234567",
        "BankAccountBICCode": "TESTBEBB",
        "BankAccountCountry": "BE",
        "BankAccountDescription": "Banque d'exemple",
        "BankName": "Banque d'exemple",
    },
    "210": {"PaymentServiceProvider": 1, "PaymentServiceProviderName": "Adyen"},
}
UNITS = [("pièce", "Pièce", "O", None), ("heure", "Heure", "T", "hh")]
ITEMS = [
    ("CONSEIL", "Conseil par heure", "heure", "75.00", "705000", "3"),
    ("LIVRE", "Manuel", "pièce", "24.50", "700006", "1"),
    ("BOITE", "Boîte de pièces", "pièce", "12.95", "700000", "3"),
]
ITEM_GROUP = "Général"
COST_CENTRES = [("BXL", "Bruxelles"), ("ANV", "Anvers"), ("GEN", "Général")]
COST_UNITS = [("CONS", "Conseil"), ("ENTR", "Entretien")]
PROJECTS = [("P0001", "Projet un"), ("P0002", "Projet deux")]
CURRENCIES = [
    ("EUR", "Euro"),
    ("USD", "Dollar américain"),
    ("GBP", "Livre sterling"),
]
USUAL = {
    "bank": "200",
    "memorial": "900",
    "matching": "930",
    "sales": "700",
    "revenue": "700000",
    "vat": "3",
    "difference": "657000",
    "exchange": "654000",
    "with_cost_centre": "616000",
    "purchase_condition": "30",
}
RELATION = {"Country": "BE", "Language": "FR-BE", "City": "Exempleville"}
ADDRESS = {
    "AddressLine1": "Rue de l'Exemple 1",
    "Postcode": "1000",
    "City": "Exempleville",
    "ChamberOfCommerceNumber": "0123456749",
    "VATNumber": "BE0123456749",
    "Email": "info@exemple.example",
}
