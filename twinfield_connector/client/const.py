"""Every figure and name that comes from the vendor, once, with its source.

The sources are pages of the Twinfield developer documentation, unless another one
is named.
"""

import re

LOGIN = "https://login.twinfield.com"  # "OpenID Connect Authentication"
# Where applications are registered [DEV/OpenID Connect Authentication]
PORTAL = "https://developers.twinfield.com"
CLUSTERS = "*.twinfield.com"  # "Web Services Overview"
AUTHORISE = "/auth/authentication/connect/authorize"
EXCHANGE = "/auth/authentication/connect/token"
VALIDATION = "/auth/authentication/connect/accesstokenvalidation"
# twf.organisation brings the cluster, twf.organisationUser the right to log in,
# offline_access the refresh token ("OpenID Connect Authentication").
SCOPE = "openid twf.user twf.organisation twf.organisationUser offline_access"

NAMESPACE = "http://www.twinfield.com/"  # WSDL of processxml.asmx
PROCESS_XML = "/webservices/processxml.asmx"  # "Web Services Overview"
FINDER = "/webservices/finder.asmx"
# Of what a .svc service is told (WSDL of bankbookservice.svc).
DATA = "http://schemas.datacontract.org/2004/07/Twinfield.WebServices"

# The page of entries; none is documented that opens one of them.
TRANSACTIONS = "{cluster}/UI/#/Transactions"

BATCH = 25  # "Fair Use Policy": children per request, recommended
MAX_LINES = 1000  # "Breaking changes": lines per transaction, HTTP 400 beyond
MAX_TEXT = 10_000_000  # bytes of one text that libxml2 reads unless told otherwise
PAGE = 100  # rows of a finder answer that clients in the field ask for
TIMEOUT = 60  # s; the front end gives up after 100 s with HTTP 524
SETTLE = 60  # s after which a posted entry is visible to browsing: our caution
CHANGED_READS = 50  # changed records read one by one; more: all at once. Ours
READS = 10  # candidates read in full when looking for a relation: ours
OVERLAP = 5  # minutes read again by each import: what was stored late. Ours
YEARS_BACK, YEARS_AHEAD = 7, 1  # searched: the Dutch retention period, next year
SETTLED_PER_PAGE = 50  # documents per page of changes: ours
READS_PER_PAGE = 10  # transactions read for one page of changes: ours
MISSING_READS = 25  # of those that a report does not show any more: ours
LAST_PERIOD = 55  # "Journal transactions": the year-end period

# Longest texts, by element ("Sales transactions", "Customers and suppliers").
# Codes are not here: a code cut short is another code.
LENGTHS = {
    "description": 40,
    "freetext1": 40,
    "freetext2": 40,
    "freetext3": 40,
    "ascription": 40,
    "iban": 40,
    "biccode": 16,
    "name": 80,  # not documented; a cautious cap
}

# Ledger accounts are two dimension types ("Dimension types").
BALANCE, PROFIT_AND_LOSS = "BAS", "PNL"
CUSTOMER, SUPPLIER = "DEB", "CRD"
SUPERVISOR = "LEVEL1"  # the role with all rights in all offices
COST_CENTRE, PROJECT = "KPL", "PRJ"
CONTROL = "financials/substitutewith"  # account of a relation ("Customers")

# Finder types and the fields that a search looks in ("Finder").
DIMENSIONS, DAYBOOKS, BANKS, VAT_CODES = "DIM", "TRS", "BNK", "VAT"
OFFICES = "OFF"
BY_NAME, BY_ADDRESS = 2, 4
# Kinds of daybooks, and the option that lists one: bank and cash books have no
# category of their own.
CATEGORIES = {
    "sales": ("category", "sales"),
    "purchase": ("category", "purchase"),
    "journal": ("category", "journal"),
    "bank": ("banktype", "0"),
    "cash": ("banktype", "1"),
}
MONEY = ("bank", "cash")
FREE_TEXTS = ("freetext1", "freetext2", "freetext3")  # "Sales transactions"

# Browse codes ("Browse data").
CUSTOMER_TRANSACTIONS, SUPPLIER_TRANSACTIONS = "100", "200"
LEDGER_DETAILS = "030_3"  # the one of the three that the vendor recommends

# SOAP faults ("Guidelines", exceptions). Codes decide, texts never.
FAULT_TOKEN = frozenset({"103", "168", "169", "351", "354"})
FAULTS = {
    "101": "administration_denied",  # company missing in the header
    "102": "access_denied",
    "104": "user_disabled",  # deleted
    "105": "user_disabled",
    "106": "user_disabled",  # organisation inactive
    "108": "cluster_moved",
    "109": "administration_denied",  # the user has no company at all
    "110": "cluster_moved",  # log-on not allowed on this server
    "352": "access_denied",  # claims missing
    "353": "access_denied",
    "358": "administration_denied",  # company code
    "359": "administration_denied",  # company id
}
# SecurityFault of the .svc services (WSDL of bankbookservice.svc).
FAULT_NAMES = {
    "HeaderIsMissing": "101",
    "AccessDenied": "102",
    "LogonInvalid": "103",
    "LogonDeleted": "104",
    "LogonDisabled": "105",
    "OrganisationInactive": "106",
    "SmsSendFailed": "107",
    "InvalidCluster": "108",
    "SelectCompanyFailed": "109",
    "InvalidLogonServer": "110",
    "SameUserIsAlreadyLoggedIn": "168",
    "LoggedOffByTwinfield": "169",
}
# Messages of the finder that a person can mend (WSDL of finder.asmx).
FINDER_DENIED = {
    "NoAccessToOffice": "administration_denied",
    "AccessDenied": "access_denied",
}
FAULT_MALFORMED = frozenset({"186", "187"})

# Which of our codes a message on an element means: (element, type of its line or "",
# type of message or "") -> code. "" fits all.
ELEMENTS = {
    ("invoicenumber", "", "warning"): "duplicate",
    ("date", "", "warning"): "date_outside_period",
    ("office", "", ""): "administration_denied",
    ("code", "", ""): "journal_unknown",
    ("period", "", ""): "period_closed",
    ("vatcode", "", ""): "unknown_vat",
    ("dim2", "total", ""): "unknown_relation",
}
# Messages on a whole record or line have no code, only words in the user's language:
# the last resort. Dutch as recorded, English alike.
_WORDS = {
    "duplicate": r"factuurnummer .*komt (reeds|al) voor|"
    r"invoice number .*(already|duplicate|double)",
    "unbalanced": r"niet in balans|balanceert niet|(out of|not in|not) balance",
    "date_outside_period": r"valt buiten de .*periode|outside .*period",
    "period_closed": r"(periode|period|boekjaar|(financial|book) year)\b.*"
    r"(bestaat niet|niet bestaat|niet open|gesloten|geblokkeerd|"
    r"not exist|not open|closed|blocked)|"
    r"(gesloten|geblokkeerde|closed|blocked) (periode|period|boekjaar|financial year)",
    "cost_centre_required": r"vereist de specificatie|"
    r"(kostenplaats|cost cent(er|re)).*(verplicht|vereist|required|mandatory)|"
    r"requires .*(cost cent(er|re)|relation)",
    "not_draft": r"moet concept zijn|must be (provisional|draft|temporary|concept)",
    "administration_denied": r"geen toegang tot (deze|de) administratie|"
    r"administratie bestaat niet|no access to (this|the) (company|office)|"
    r"(company|office|administration) does not exist",
    "unknown_vat": r"\b(btw|vat)\b.*(bestaat niet|niet actief|not exist|not active|"
    r"ongeldig|invalid|is van het type)|(ongeldige|invalid) (btw|vat)",
    "code_format_missing": r"eerste vrije code|first (free|available) code",
    "code_not_fitting": r"code voldoet niet|code does not (fit|match|comply|meet)",
    "name_missing": r"naam moet worden ingevuld|name (must|has to) be (filled|entered)",
    "unknown_account": r"^(dimensie|dimension) .*(komt niet voor|bestaat niet|"
    r"not exist|not found|niet gevonden)",
}
WORDS = {code: re.compile(words, re.IGNORECASE) for code, words in _WORDS.items()}
# An unknown dimension of these levels is a cost centre or a project.
WORDS_NOT_ON = {"unknown_account": ("dim2", "dim3")}
# Where neither said more.
ELEMENTS_ELSE = {"dim1": "unknown_account"}

# What is said of an element that is not welcome, whatever its content.
FORM = re.compile(
    r"\b(element|veld|field)\b.*"
    r"(niet (worden )?(aangeleverd|toegestaan|bekend)|onbekend|bestaat niet|"
    r"not (be |been )?(supplied|provided|allowed|permitted|known)|unknown|"
    r"does not exist)",
    re.IGNORECASE,
)
# Elements whose content nothing else depends on: an entry or a relation is the same
# without them, so any complaint about them is answered by leaving them out.
ORNAMENTS = frozenset(
    {
        *FREE_TEXTS,
        "paymentreference",
        "description",
        "comment",
        "startvalue",
        "closevalue",
        "website",
        "telephone",
    }
)
# Elements and attributes that are left out where they are not welcome, and not where
# it is their content that is refused: Twinfield has a default for each of an entry,
# of a relation one can do without, and a report is the same without. What an entry
# says in money, when, of whom and under which number is not among them.
DISPENSABLE = ORNAMENTS | {
    *("autobalancevat", "raisewarning", "duedate"),
    *("performancecountry", "performancevatnumber", "performancedate"),
    *("financials", "duedays", "collectmandate", "signaturedate"),
    *("addresses", "address", "default", "country", "city", "postcode", "email"),
    *("field2", "field4", "field5"),
    *("banks", "bank", "iban", "biccode", "ascription"),
    *("optimize", "label"),
}

# Elements, attributes and claims that are about persons, or may be; and of rows of the
# finder all but the code.
PERSONAL = (
    *(r"(short|first|last|user)?name", r"field[1-6]", "city", "postcode"),
    *("telephone", "telefax", "email", "contact", "website", "ascription"),
    *("iban", "biccode", "accountnumber", "vatnumber", "cocnumber"),
    *(
        "performancevatnumber",
        "pattern",
        "user",
        "responsibleuser",
        r"twf\.\w*(name|email)",
    ),
)
PERSONAL_TEXTS = ("description", "comment", r"freetext[1-3]")
PERSONAL_ROWS = r"</string>\s*<string>([^<]+)"
