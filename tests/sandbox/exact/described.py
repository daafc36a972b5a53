"""What Exact tells beside what was posted: values that are never null, and the names
that belong to codes and GUIDs."""

from decimal import Decimal

ZERO = Decimal(0)
CATEGORY = "3b6d3833-b31b-423d-bc3c-39c62b8f2b12"  # of documents, ours

# {table: values of what nobody set}
FILLED = {
    "crm/Accounts": {
        "AddressSource": 0,
        "AutomaticProcessProposedEntry": 0,
        "CanDropShip": False,
        "ConsolidationScenario": 0,
        "CostPaid": 0,
        "DeliveryAdvice": 0,
        "EnableSalesPaymentLink": False,
        "HasWithholdingTaxSales": False,
        "IgnoreDatevWarningMessage": False,
        "InvoicingMethod": 1,
        "IsAccountant": 0,
        "IsAgency": 0,
        "IsCompetitor": 0,
        "IsExtraDuty": False,
        "IsMailing": 0,
        "IsMember": False,
        "IsPilot": False,
        "PurchaseLeadDays": 0,
        "RecepientOfCommissions": False,
        "SecurityLevel": 10,
        "SeparateInvPerProject": 0,
        "SeparateInvPerSubscription": 0,
        "ShippingLeadDays": 0,
        "ShowRemarkForSales": False,
        "Source": 0,
    },
    "financial/GLAccounts": {
        "AllowCostsInSales": 0,
        "ExcludeVATListing": 0,
        "ExpenseNonDeductiblePercentage": ZERO,
        "PrivatePercentage": ZERO,
        "RevalueCurrency": False,
        "VATNonDeductiblePercentage": ZERO,
        "Compress": False,
        "Matching": False,
    },
    "financial/Journals": {
        "AutoSave": False,
        "BankAccountUseSEPA": False,
        "BankAccountUseSepaDirectDebit": False,
    },
    "vat/VATCodes": {
        "CalculationBasis": 0,
        "ExcludeVATListing": 0,
        "IntraStat": False,
        "TaxReturnType": 0,
        "VATPartialRatio": 0,
        "VatDocType": "P",
        "VatMargin": 0,
    },
    "cashflow/PaymentConditions": {
        "DiscountCalculation": "E",
        "DiscountPaymentDays": 0,
        "DiscountPercentage": ZERO,
        "PaymentDays": 0,
        "PaymentDiscountType": "B",
        "PaymentEndOfMonths": 0,
        "PaymentMethod": "B",
        "Percentage": Decimal(1),
        "VATCalculation": "E",
    },
    "salesentry/SalesEntries": {
        "ProcessNumber": 0,
        "WithholdingTaxAmountDC": ZERO,
        "WithholdingTaxBaseAmount": ZERO,
        "WithholdingTaxPercentage": ZERO,
    },
    "salesentry/SalesEntryLines": {
        "ExtraDutyAmountFC": ZERO,
        "ExtraDutyPercentage": ZERO,
    },
    "purchaseentry/PurchaseEntries": {"ProcessNumber": 0},
    "purchaseentry/PurchaseEntryLines": {"PrivateUsePercentage": ZERO},
    "generaljournalentry/GeneralJournalEntries": {"Reversal": False},
    "financialtransaction/TransactionLines": {
        "AmountVATBaseFC": ZERO,
        "AmountVATFC": ZERO,
        "LineType": 0,
        "PaymentDiscountAmount": ZERO,
    },
    "terms": {
        "AmountDiscountDC": ZERO,
        "AmountDiscountFC": ZERO,
        "IsBatchBooking": 0,
        "PaymentDays": 0,
        "PaymentDaysDiscount": 0,
        "PaymentDiscountPercentage": ZERO,
        "PaymentMethod": "B",
    },
    "documents/Documents": {
        "Category": CATEGORY,
        "CategoryDescription": "General",
        "InheritShare": False,
        "SendMethod": 0,
    },
    "salesinvoice/SalesInvoices": {
        "AmountDiscount": ZERO,
        "AmountDiscountExclVat": ZERO,
        "Discount": ZERO,
        "DiscountType": 1,
        "IsExtraDuty": False,
    },
    # As recorded [B]
    "logistics/Items": {
        "CopyRemarks": 0,
        "CostPriceStandard": ZERO,
        **{f"FreeBoolField_0{number}": False for number in range(1, 6)},
        "IsBatchItem": 0,
        "IsBatchNumberItem": 0,
        "IsFractionAllowedItem": True,
        "IsMakeItem": 0,
        "IsNewContract": 0,
        "IsOnDemandItem": 0,
        "IsPackageItem": False,
        "IsPurchaseItem": False,
        "IsRegistrationCodeItem": 0,
        "IsSalesItem": True,
        "IsSerialItem": False,
        "IsStockItem": False,
        "IsSubcontractedItem": False,
        "IsTime": 0,
        "IsWebshopItem": 0,
        "SecurityLevel": 10,
        "Stock": ZERO,
        "UnitType": "O",
    },
}
COUNTRIES = {
    "NL": "Nederland",
    "BE": "België",
    "DE": "Duitsland",
    "FR": "Frankrijk",
    "ES": "Spanje",
    "GB": "Verenigd Koninkrijk",
}
LANGUAGES = {"NL": "Nederlands", "EN": "Engels", "DE": "Duits", "FR": "Frans"}
ACCOUNT_TYPES = {
    10: "Cash",
    12: "Bank",
    14: "Credit card",
    16: "Payment services",
    20: "Accounts receivable",
    21: "Prepayment accounts receivable",
    22: "Accounts payable",
    24: "VAT",
    25: "Employees payable",
    26: "Prepaid expenses",
    27: "Accrued expenses",
    29: "Income taxes payable",
    30: "Fixed assets",
    32: "Other assets",
    35: "Accumulated depreciation",
    40: "Inventory",
    50: "Capital stock",
    52: "Retained earnings",
    55: "Long term debt",
    60: "Current portion of debt",
    90: "General",
    100: "Tax payable",
    110: "Revenue",
    111: "Cost of goods",
    120: "Other costs",
    121: "Sales, general administrative expenses",
    122: "Depreciation costs",
    123: "Research and development",
    125: "Employee costs",
    126: "Employment costs",
    130: "Exceptional costs",
    140: "Exceptional income",
    150: "Income taxes",
    160: "Interest income",
    300: "Year end reflection",
    301: "Indirect year end costing",
    302: "Direct year end costing",
}
JOURNAL_TYPES = {
    10: "Cash",
    12: "Bank",
    16: "Payment service",
    20: "Sales",
    21: "Return invoice",
    22: "Purchase",
    23: "Received return invoice",
    90: "General journal",
}
# (property that holds a key, table, its property, {what is shown: property there})
_PLAIN = (
    (
        "Account",
        "crm/Accounts",
        "ID",
        {"AccountCode": "Code", "AccountName": "Name", "AccountCountry": "Country"},
    ),
    ("Customer", "crm/Accounts", "ID", {"CustomerName": "Name"}),
    ("Supplier", "crm/Accounts", "ID", {"SupplierName": "Name"}),
    ("OrderedBy", "crm/Accounts", "ID", {"OrderedByName": "Name"}),
    ("InvoiceTo", "crm/Accounts", "ID", {"InvoiceToName": "Name"}),
    ("DeliverTo", "crm/Accounts", "ID", {"DeliverToName": "Name"}),
    (
        "InvoiceAccount",
        "crm/Accounts",
        "ID",
        {"InvoiceAccountCode": "Code", "InvoiceAccountName": "Name"},
    ),
    (
        "GLAccount",
        "financial/GLAccounts",
        "ID",
        {
            "GLAccountCode": "Code",
            "GLAccountDescription": "Description",
            "GLAccountType": "Type",
        },
    ),
    (
        "GLRevenue",
        "financial/GLAccounts",
        "ID",
        {"GLRevenueCode": "Code", "GLRevenueDescription": "Description"},
    ),
    (
        "GLCosts",
        "financial/GLAccounts",
        "ID",
        {"GLCostsCode": "Code", "GLCostsDescription": "Description"},
    ),
    ("Item", "logistics/Items", "ID", {"ItemCode": "Code"}),
    (
        "ItemGroup",
        "logistics/ItemGroups",
        "ID",
        {"ItemGroupCode": "Code", "ItemGroupDescription": "Description"},
    ),
    (
        "Project",
        "project/Projects",
        "ID",
        {"ProjectCode": "Code", "ProjectDescription": "Description"},
    ),
    (
        "Document",
        "documents/Documents",
        "ID",
        {"DocumentNumber": "HID", "DocumentSubject": "Subject"},
    ),
    ("VATCode", "vat/VATCodes", "Code", {"VATDescription": "Description"}),
    ("Unit", "logistics/Units", "Code", {"UnitDescription": "Description"}),
    ("UnitCode", "logistics/Units", "Code", {"UnitDescription": "Description"}),
)
_NAMED = {
    "cashflow/PaymentConditions": (
        "PaymentCondition PaymentConditionSales PaymentConditionPurchase"
    ),
    "vat/VATCodes": "VATCode SalesVATCode PurchaseVATCode SalesVatCode",
    "general/Currencies": (
        "Currency SalesCurrency PurchaseCurrency SourceCurrency TargetCurrency"
    ),
    "hrm/Costcenters": "CostCenter Costcenter",
    "hrm/Costunits": "CostUnit Costunit",
    "financial/Journals": "Journal JournalCode",
}


def _rules():
    found = {}
    for source, table, key, targets in _PLAIN:
        for shown, name in targets.items():
            found.setdefault(shown, []).append((source, table, key, name))
    for table, sources in _NAMED.items():
        for source in sources.split():
            shown = f"{source.removesuffix('Code')}Description"
            if table == "vat/VATCodes":
                shown = f"{source}Description"
            found.setdefault(shown, []).append((source, table, "Code", "Description"))
    found["ItemDescription"] = [("Item", "logistics/Items", "ID", "Description")]
    return found


RULES = _rules()


def fill(table, row):
    """The row with what is never null."""
    missing = FILLED.get(table)
    if not missing:
        return row
    return {**row, **{n: v for n, v in missing.items() if row.get(n) is None}}


def describe(division, resource, row, name):
    """What is shown under ``name`` where the row itself says nothing."""
    if name in ("CountryName", "CountryDescription"):
        return COUNTRIES.get((row.get("Country") or "").strip())
    if name == "LanguageDescription":
        return LANGUAGES.get((row.get("Language") or "").strip()[:2])
    if name == "JournalTypeDescription":
        return JOURNAL_TYPES.get(row.get("JournalType"))
    if name == "TypeDescription" and resource.name == "GLAccounts":
        return ACCOUNT_TYPES.get(row.get("Type"))
    if division is None:
        return None
    for source, table, key, there in RULES.get(name, ()):
        value = row.get(source) if source in resource.fields else None
        found = division.table(table).one(key, value) if value else None
        if found:
            return found.get(there)
    return None
