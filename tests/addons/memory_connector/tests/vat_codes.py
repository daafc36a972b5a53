"""VAT codes as accountants have them in their ledgers, of three countries, and which
one is meant by each tax of Odoo's charts. What is not listed has no code there."""

SALE, PURCHASE = "sale", "purchase"
CHARGED = {"reverse": True}
GOODS = {"intra": True, "eu": "goods"}
SERVICES = {"intra": True, "eu": "services"}
TRIANGLE = {"intra": True, "eu": "triangle"}


def of_flags(code, name, use, rate, **more):
    """By what it charges and whether it is listed as supply within the Union."""
    known = {"use": use, "percentage": f"{rate}.00", "reverse": False, "intra": False}
    return code, name, {**known, **more}


def of_boxes(code, name, use, rate, *groups, **more):
    """By the boxes of the VAT return that its amounts go to."""
    known = {"use": use, "percentage": f"{rate}.00", "groups": [*groups]}
    return code, name, {**known, "reverse": False, **more}


NL_FLAGS = [
    of_flags("0", "Btw nul", "", 0),
    of_flags("1", "Btw laag, exclusief", SALE, 9),
    of_flags("2", "Btw hoog, exclusief", SALE, 21),
    of_flags("4", "Btw hoog inkoop, exclusief", PURCHASE, 21),
    of_flags("5", "Btw laag inkoop, exclusief", PURCHASE, 9),
    of_flags("6", "Uitvoer buiten de EU", SALE, 0),
    of_flags("7", "Leveringen binnen de EU", SALE, 0, **GOODS),
    of_flags("8", "Diensten binnen de EU", SALE, 0, **SERVICES),
    of_flags("8T", "ABC-leveringen", SALE, 0, **TRIANGLE),
    of_flags("9", "Verlegd, verkoop", SALE, 0),
    of_flags("9A", "Afstandsverkopen in de EU", SALE, 0),
    of_flags("10", "Verlegd, inkoop", PURCHASE, 21, **CHARGED),
    of_flags("11", "Verwerving binnen de EU", PURCHASE, 21, **CHARGED, **GOODS),
    of_flags("11L", "Verwerving binnen de EU", PURCHASE, 9, **CHARGED, **GOODS),
    of_flags("12", "Diensten uit de EU", PURCHASE, 21, **CHARGED, **SERVICES),
    of_flags("13", "Invoer, verlegd", PURCHASE, 21, **CHARGED),
    of_flags("13L", "Invoer, verlegd", PURCHASE, 9, **CHARGED),
    of_flags("14", "Diensten van buiten de EU", PURCHASE, 21, **CHARGED),
    of_flags("M", "Margeregeling 21 %", SALE, 21),
    of_flags("VN", "Geen btw", "", 0, reported=False),
]
NL_BOXES = [
    of_boxes("VH", "BTW hoog", SALE, 21, "NL1A"),
    of_boxes("VL", "BTW laag", SALE, 9, "NL1B"),
    of_boxes("VN", "BTW nul", SALE, 0, "NL1E"),
    of_boxes("VV", "BTW verlegd verkoop", SALE, 0, "NL1E"),
    of_boxes("ICPG", "ICP goederen", SALE, 0, "NL3B", intra=True),
    of_boxes("ICPD", "ICP diensten", SALE, 0, "NL3B", intra=True),
    of_boxes("VEX", "Export buiten EU", SALE, 0, "NL3A"),
    of_boxes("VPRIV", "Privégebruik", SALE, 21, "NL1D"),
    of_boxes("IH", "BTW hoog inkoop", PURCHASE, 21, "NL5B"),
    of_boxes("IL", "BTW laag inkoop", PURCHASE, 9, "NL5B"),
    of_boxes("IN", "BTW nul inkoop", PURCHASE, 0, "NL5B"),
    of_boxes("IV", "BTW verlegd inkoop", PURCHASE, 21, "NL5B", "NL2A", **CHARGED),
    of_boxes("IEUG", "EU-goederen", PURCHASE, 21, "NL5B", "NL4B", **CHARGED),
    of_boxes("IEUL", "EU-goederen laag", PURCHASE, 9, "NL5B", "NL4B", **CHARGED),
    of_boxes("IEUD", "EU-diensten", PURCHASE, 21, "NL5B", "NL4B", **CHARGED),
    of_boxes("IBUD", "Diensten buiten EU", PURCHASE, 21, "NL5B", "NL4A", **CHARGED),
    of_boxes("IBUG", "Invoer goederen", PURCHASE, 21, "NL5B", "NL4A", **CHARGED),
]
BE_FLAGS = [
    of_flags("0", "TVA 0 %", SALE, 0),
    of_flags("1", "TVA 6 %", SALE, 6),
    of_flags("2", "TVA 12 %", SALE, 12),
    of_flags("3", "TVA 21 %", SALE, 21),
    of_flags("4", "Livraisons intracommunautaires", SALE, 0, **GOODS),
    of_flags("4T", "Opérations triangulaires", SALE, 0, **TRIANGLE),
    of_flags("5", "Services intracommunautaires", SALE, 0, **SERVICES),
    of_flags("6", "Exportations", SALE, 0),
    of_flags("7", "Cocontractant, ventes", SALE, 0),
    of_flags("10", "Achats 0 %", PURCHASE, 0),
    of_flags("11", "Achats 6 %", PURCHASE, 6),
    of_flags("12", "Achats 12 %", PURCHASE, 12),
    of_flags("13", "Achats 21 %", PURCHASE, 21),
    of_flags("13D", "Achats 21 %, 50 % déductible", PURCHASE, 21),
    of_flags("13N", "Achats 21 %, non déductible", PURCHASE, 21),
    of_flags("12N", "Achats 12 %, non déductible", PURCHASE, 12),
    of_flags("14", "Acquisitions 21 %", PURCHASE, 21, **CHARGED, **GOODS),
    of_flags("15", "Services reçus 21 %", PURCHASE, 21, **CHARGED, **SERVICES),
    of_flags("17", "Cocontractant, achats 21 %", PURCHASE, 21, **CHARGED),
    of_flags("18", "Importations 21 %", PURCHASE, 21, **CHARGED),
    of_flags("VN", "Hors TVA", "", 0, reported=False),
]
DE_FLAGS = [
    of_flags("0", "Steuerfrei", SALE, 0),
    of_flags("1", "Umsatzsteuer 19 %", SALE, 19),
    of_flags("2", "Umsatzsteuer 7 %", SALE, 7),
    of_flags("4", "Innergemeinschaftliche Lieferungen", SALE, 0, **GOODS),
    of_flags("4T", "Dreiecksgeschäfte", SALE, 0, **TRIANGLE),
    of_flags("5", "Leistungen in der EU, § 13b UStG", SALE, 0, **SERVICES),
    of_flags("6", "Ausfuhr", SALE, 0),
    of_flags("7", "Erlöse, § 13b UStG", SALE, 0),
    of_flags("8", "Nicht steuerbare Umsätze", SALE, 0),
    of_flags("10", "Vorsteuerfrei", PURCHASE, 0),
    of_flags("11", "Vorsteuer 19 %", PURCHASE, 19),
    of_flags("12", "Vorsteuer 7 %", PURCHASE, 7),
    of_flags("14", "Erwerb 19 %", PURCHASE, 19, **CHARGED, **GOODS),
    of_flags("14E", "Erwerb 7 %", PURCHASE, 7, **CHARGED, **GOODS),
    of_flags("15", "Leistungen aus der EU 19 %", PURCHASE, 19, **CHARGED, **SERVICES),
    of_flags("16", "Einfuhr 19 %", PURCHASE, 19, **CHARGED),
    of_flags("17", "Leistungen, § 13b UStG 19 %", PURCHASE, 19, **CHARGED),
    of_flags("VN", "Ohne USt", "", 0, reported=False),
]

NL_PLAIN = {
    **dict.fromkeys(("btw_21", "btw_21_d", "btw_overig", "btw_overig_d"), "2"),
    **dict.fromkeys(("btw_9", "btw_9_d"), "1"),
    **dict.fromkeys(("btw_0", "btw_0_d"), "0"),
    **dict.fromkeys(("btw_21_buy", "btw_21_buy_d"), "4"),
    **dict.fromkeys(("btw_overig_buy", "btw_overig_buy_d"), "4"),
    **dict.fromkeys(("btw_9_buy", "btw_9_buy_d"), "5"),
    "btw_verk_0": "9",
    "btw_ink_0": "10",
    "btw_I_21": "11",
    "btw_I_21_d": "12",
    "btw_X0_producten": "7",
    "btw_X0_diensten": "8",
    **dict.fromkeys(("btw_X1", "btw_X3"), "6"),
    **dict.fromkeys(("btw_E2", "btw_E_overig"), "13"),
    "btw_E2_d": "14",
    "btw_I_9": "11L",
}
NL_OF_FLAGS = {
    **NL_PLAIN,
    "btw_X0_ABC_levering": "8T",
    "btw_X2": "9A",
    "btw_E1_9": "13L",
}
_BOXED = dict(
    zip(
        "0 1 2 4 5 6 7 8 9 10 11 11L 12 13 14".split(),
        "VN VL VH IH IL VEX ICPG ICPD VV IV IEUG IEUL IEUD IBUG IBUD".split(),
        strict=True,
    )
)
NL_OF_BOXES = {tax: _BOXED[code] for tax, code in NL_PLAIN.items()}
BE_OF_FLAGS = {
    "attn_VAT-OUT-21-L": "3",
    "attn_VAT-OUT-12-L": "2",
    "attn_VAT-OUT-06-L": "1",
    "attn_VAT-OUT-00-L": "0",
    "attn_VAT-OUT-00-CC": "7",
    "attn_VAT-OUT-00-EU-S": "5",
    "attn_VAT-OUT-00-EU-L": "4",
    "attn_VAT-OUT-00-EU-T": "4T",
    "attn_VAT-OUT-00-ROW": "6",
    "attn_VAT-IN-V81-21": "13",
    "attn_VAT-IN-V81-12": "12",
    "attn_VAT-IN-V81-06": "11",
    "attn_VAT-IN-V81-00": "10",
    "attn_TVA-21-inclus-dans-prix": "13",
    "attn_VAT-IN-V82-21-S": "13",
    "attn_VAT-IN-V81-21-CC": "17",
    "attn_VAT-IN-V81-21-EU": "14",
    "attn_VAT-IN-V81-21-ROW-CC": "18",
    **dict.fromkeys(("attn_VAT-IN-V81-21-ND", "attn_VAT-IN-V82-S-ND"), "13N"),
    "attn_VAT-IN-V83-IG-ND": "13N",
    **dict.fromkeys(("attn_VAT-IN-V81-12-ND", "attn_VAT-IN-V82-12-S-ND"), "12N"),
    "attn_VAT-IN-V83-12-IG-ND": "12N",
}


def de_of_flags(chart):
    known = {
        "tax_ust_19": "1",
        "tax_ust_7": "2",
        "tax_ust_19_eu": "1",
        "tax_eu_sale": "4",
        "tax_export": "6",
        "tax_not_taxable": "8",
        "tax_vst_19": "11",
        "tax_vst_7": "12",
        "tax_eu_19_purchase": "14",
        "tax_eu_7_purchase": "14E",
        "tax_eu_19_purchase_goods": "15",
        "tax_import_19_and_payable": "16",
    }
    return {f"{tax}_{chart}": code for tax, code in known.items()}


# (country, chart, codes, {tax: the code that is meant})
SETS = [
    ("nl", "nl", NL_FLAGS, NL_OF_FLAGS),
    ("nl", "nl", NL_BOXES, NL_OF_BOXES),
    ("be", "be_comp", BE_FLAGS, BE_OF_FLAGS),
    ("de", "de_skr03", DE_FLAGS, de_of_flags("skr03")),
    ("de", "de_skr04", DE_FLAGS, de_of_flags("skr04")),
]
