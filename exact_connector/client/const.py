"""Facts of Exact Online's REST API.

Source: Exact Online REST API reference and its developer knowledge base.
"""

# The site of each country ("OAuth step 1"): licences, applications and divisions are
# each site's own.
SITES = {
    "NL": "start.exactonline.nl",
    "BE": "start.exactonline.be",
    "DE": "start.exactonline.de",
    "UK": "start.exactonline.co.uk",
    "FR": "start.exactonline.fr",
    "ES": "start.exactonline.es",
}
# Where applications are registered ("App Centre")
APPS = "https://apps.exactonline.com"
AUTHORISE, EXCHANGE, API = "/api/oauth2/auth", "/api/oauth2/token", "/api/v1"

TIMEOUT = 60  # s
SETTLE = 60  # s: queued requests may still be executed
OR_TERMS = 40  # conditions in one filter that clients in the field dare
MAX_QUERY = 2048  # bytes of a query, as servers of its kind refuse longer ones
ERRORS, ERROR_PAUSE = 10, 3600  # so many in an hour close an endpoint for one, in s
DAY_SECONDS = 24 * 3600
# No documented address opens an entry, but one opens the document that belongs to it;
# of an entry without one, the division's own page.
DOCUMENT = "{host}/docs/DocViewContent.aspx?ID={document_id}&_Division_={division}"
DIVISION = "{host}/docs/MenuPortal.aspx?_Division_={division}"

# Longest texts. Codes and numbers are never cut.
YOUR_REF, DESCRIPTION, NAME = 30, 60, 50
# Fields of an entry, and of its lines, that may say whatever one likes.
TEXTS = {
    "Description": "Description",
    "PaymentReference": "Payment reference",
    "OrderNumber": "Order number",
    "Notes": "Notes of the lines",
}
# And of a new customer or supplier; classifications are named by their ids.
RELATION_TEXTS = {
    "SearchCode": "New customer: search code",
    "Remarks": "New customer: remarks",
    "Language": "New customer: language",
    "SalesVATCode": "New customer: VAT code",
    "PaymentConditionSales": "New customer: payment condition",
    **{f"Classification{n}": f"New customer: classification {n}" for n in range(1, 9)},
}
MAX_FILE = 10 * 1024 * 1024  # bytes
MAX_NUMBER = 2**31 - 1
ACCOUNT_CODE = 18  # digits, padded on the left

# Elements that a record may lack, where an application or edition has not got them.
SPARE_OF_ENTRY = (
    "Description",
    "PaymentReference",
    "PaymentCondition",
    "DueDate",
    "ExternalLinkReference",
    "OrderNumber",
    "Quantity",
    "Notes",
)
SPARE_OF_ACCOUNT = (
    "AddressLine1",
    "Postcode",
    "City",
    "Country",
    "ChamberOfCommerce",
    "Email",
    "Phone",
    "Website",
    "SalesCurrency",
    "PurchaseCurrency",
    "SearchCode",
    "Remarks",
    "Language",
)
DELIVERY = 4  # type of an address
SPARE_OF_DOCUMENT = ("Account", "DocumentDate", "FinancialTransactionEntryID")

# G/L account types that only the ledger itself books on: cash, bank, credit card,
# payment services, receivable, payable, VAT.
CONTROL_TYPES = (10, 12, 14, 16, 20, 22, 24)
RECEIVABLE = 20
# What the others are; what may be anything (general) is left out.
ACCOUNT_GROUPS: dict[int | None, str] = {
    **dict.fromkeys((21, 26, 30, 32, 35, 40), "asset"),
    **dict.fromkeys((25, 27, 29, 55, 60, 100), "liability"),
    **dict.fromkeys((50, 52), "equity"),
    **dict.fromkeys((110, 140, 160), "income"),
    **dict.fromkeys((111, 120, 121, 122, 123, 125, 126, 130, 150), "expense"),
}
JOURNAL_USES: dict[int | None, str] = {
    10: "cash",
    12: "bank",
    16: "bank",
    20: "sale",
    21: "sale",
    22: "purchase",
    23: "purchase",
    90: "general",
}
VAT_USES = {"S": "sale", "P": "purchase"}
VAT_INCLUDED = "I"
EU_LISTED = {"L": True, "S": True, "T": True, "N": False}
EU_SUPPLIES = {"L": "goods", "S": "services", "T": "triangle"}
VAT_NONE = "N"
COST_CENTRE: dict[int | None, str] = {0: "allowed", 1: "required", 2: "forbidden"}

# Statuses of an entry and of a payment term.
PROCESSED, MATCHED = 50, 50
# Types of transactions that settle ("TransactionLines").
MONEY, DOCUMENTS, DIFFERENCES = (40,), (20, 21, 30, 31), (82, 83)
# What sync/Deleted calls lines of entries.
DELETED_LINE = 1

# Properties that are about persons, or may be, and files.
PERSONAL = (
    *(r"\w*Name\w*", r"\w*Email", r"\w*Phone\w*", r"\w*Mobile", r"\w*Fax"),
    *(r"Address(Line|Street)\w*", "City", "Postcode", "Website", "Initials"),
    *(r"\w*VATNumber", r"\w*ChamberOfCommerce", r"\w*SiretNumber", "RSIN", "BSN"),
    *("SearchCode", "SocialSecurityNumber", r"Birth\w*", r"(Bank)?Account(Nr|Holder)"),
    *(r"\w*IBAN\w*", "BICCode", r"Picture\w*", r"Logo\w*"),
)
PERSONAL_TEXTS = (
    *("Subject", "Description", r"\w*Notes", "Remarks", "Body", "FileName"),
    "Attachment",
)
