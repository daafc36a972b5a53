"""Of each resource: what must exist, what is unique, what is set where nobody says it,
and what a POST tells."""

# {resource: {property: (table, its property)}}: what must exist
REFERENCES = {
    "crm/Accounts": {
        "PaymentConditionSales": ("cashflow/PaymentConditions", "Code"),
        "PaymentConditionPurchase": ("cashflow/PaymentConditions", "Code"),
        "SalesVATCode": ("vat/VATCodes", "Code"),
        "PurchaseVATCode": ("vat/VATCodes", "Code"),
        "GLAR": ("financial/GLAccounts", "ID"),
        "GLAP": ("financial/GLAccounts", "ID"),
        "GLAccountSales": ("financial/GLAccounts", "ID"),
        "GLAccountPurchase": ("financial/GLAccounts", "ID"),
        "InvoiceAccount": ("crm/Accounts", "ID"),
        "Parent": ("crm/Accounts", "ID"),
        "MainContact": ("crm/Contacts", "ID"),
    },
    "crm/Contacts": {"Account": ("crm/Accounts", "ID")},
    "crm/Addresses": {"Account": ("crm/Accounts", "ID")},
    "crm/BankAccounts": {"Account": ("crm/Accounts", "ID")},
    "cashflow/DirectDebitMandates": {
        "Account": ("crm/Accounts", "ID"),
        "BankAccount": ("crm/BankAccounts", "ID"),
    },
    "documents/Documents": {"Account": ("crm/Accounts", "ID")},
    "documents/DocumentAttachments": {"Document": ("documents/Documents", "ID")},
    "financial/Journals": {"GLAccount": ("financial/GLAccounts", "ID")},
    "project/Projects": {"Account": ("crm/Accounts", "ID")},
    "financial/ExchangeRates": {"SourceCurrency": ("general/Currencies", "Code")},
    "logistics/Items": {
        "ItemGroup": ("logistics/ItemGroups", "ID"),
        "GLRevenue": ("financial/GLAccounts", "ID"),
        "SalesVatCode": ("vat/VATCodes", "Code"),
        "Unit": ("logistics/Units", "Code"),
    },
}
UNIQUE = {
    "crm/Accounts": "Code",
    "financial/GLAccounts": "Code",
    "financial/Journals": "Code",
    "vat/VATCodes": "Code",
    "cashflow/PaymentConditions": "Code",
    "hrm/Costcenters": "Code",
    "hrm/Costunits": "Code",
    "logistics/Items": "Code",
    "project/Projects": "Code",
    "cashflow/DirectDebitMandates": "Reference",
}
DEFAULTS = {
    "crm/Accounts": {
        "Status": "A",
        "Blocked": False,
        "IsSupplier": False,
        "IsReseller": False,
        "IsSales": False,
        "IsPurchase": True,
        "IsBank": False,
        "IsAnonymised": 0,
        "Type": "A",
        "DiscountSales": 0,
        "DiscountPurchase": 0,
        "CreditLineSales": 0,
        "CreditLinePurchase": 0,
    },
    "crm/Addresses": {"Type": 1, "Main": False},
    "crm/BankAccounts": {"Type": "A", "Main": False, "Blocked": False},
    "financial/GLAccounts": {
        "Type": 121,
        "IsBlocked": False,
        "UseCostcenter": 0,
        "UseCostunit": 0,
        "BalanceType": "W",
        "BalanceSide": "D",
    },
    "financial/Journals": {
        "IsBlocked": False,
        "AllowVAT": True,
        "AllowVariableCurrency": True,
        "AllowVariableExchangeRate": True,
    },
    "vat/VATCodes": {
        "IsBlocked": False,
        "Charged": False,
        "Type": "E",
        "VATTransactionType": "B",
        "EUSalesListing": "N",
    },
    "hrm/Costcenters": {"Active": True},
}
# What a POST without Prefer tells; of a resource that is not here, all of it [B].
ECHOED = {
    "crm/Accounts": {"ID", "IsAccountant", "IsAgency", "IsMailing", "CostPaid"},
    "crm/Contacts": {"ID", "FullName", "HID", "Code", "Language"},
    "crm/Addresses": {"ID", "Type", "Division"},
    "crm/BankAccounts": {"ID", "Type", "Blocked", "Division"},
    "logistics/Items": {"ID"},
}
NOT_ECHOED = {
    "purchaseentry/PurchaseEntries": {"VATAmountDC", "VATAmountFC"},
    "salesinvoice/SalesInvoices": {"VATAmountDC", "VATAmountFC"},
}


def echoed(resource, quirks):
    """The properties that a POST without Prefer answers with; None: all."""
    if resource.path == "salesentry/SalesEntries" and quirks["bare_sales_entries"]:
        return {resource.key}
    if resource.path in NOT_ECHOED:
        return set(resource.fields) - NOT_ECHOED[resource.path]
    return ECHOED.get(resource.path)
