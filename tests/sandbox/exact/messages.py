"""What Exact says when it refuses. Business refusals come with HTTP 500 [I]; tags are
those of the field's reports: R recorded, D documented, C relied on by clients, I
reported, inf inferred."""

# key: (Dutch, English). Texts that were seen in one language only are the same in both.
TEXTS = {
    "duplicate": ("Gegeven bestaat reeds.", "Data already exists."),
    "exists": ("Bestaat reeds: {field}", "Already exists: {field}"),
    "entry_number_in_use": ("In gebruik: Boekstuknummer", "In use: Entry number"),
    "period_closed": (
        "Periode is afgesloten: {year} - {period}",
        "Period is closed: {year} - {period}",
    ),
    "no_financial_year": (
        "Onbekend: Boekjaar (Periode - datum tabel)",
        "Unknown: Financial year (Period-date table)",
    ),
    "year_changed": ("The financial year cannot be changed.",) * 2,
    "out_of_balance": (
        "De boeking is niet in evenwicht op: {year} / {period} (Type: Overig) - "
        "Verschil: {currency} {difference}",
        "Entry out of balance on: {year} / {period} (Type: Other) - "
        "Difference: {currency} {difference}",
    ),
    "invalid_ref": ("Ongeldige referentie: {field}", "Invalid reference: {field}"),
    "mandatory": ("Verplicht: {field}", "Mandatory: {field}"),
    "invalid_gltype": (
        "Ongeldig: Grootboekrekeningtype",
        "Invalid: G/L account type",
    ),
    "invalid_customer_type": ("Ongeldig: Klant (Type)", "Invalid: Customer (Type)"),
    "invalid_supplier_type": (
        "Ongeldig: Leverancier (Type)",
        "Invalid: Supplier (Type)",
    ),
    "invalid_journal": ("Ongeldig: Dagboek (type)", "Invalid: Journal (type)"),
    "bank_journal": ("Invalid journal. The journal must be a bank journal.",) * 2,
    "cash_journal": ("Invalid journal. The journal must be a cash journal.",) * 2,
    "vat_not_allowed": ("Niet toegestaan: Btw-code", "Not allowed: VAT code"),
    "invalid_vat_pct": (
        "Ongeldig: Btw-percentage []",
        "Invalid: VAT percentage []",
    ),
    "invalid_email": ("Ongeldig: E-mail []", "Invalid: Email []"),
    "invalid": ("Ongeldig: {field}", "Invalid: {field}"),
    "blocked": ("Geblokkeerd: {field}", "Blocked: {field}"),
    "not_allowed": ("Niet toegestaan: {field}", "Not allowed: {field}"),
    "ar_mismatch": (
        "De klantenrekening van deze relatie is niet gelijk aan de rekening van het "
        "gebruikte verkoopdagboek",
        "The customer's account differs from the account of the sales journal",
    ),
    "cost_center_link": ("Invalid: Cost center link",) * 2,
    "in_use_delete": (
        "Kan niet verwijderen: {what} - In gebruik: {where}",
        "Can't delete: {what} - Used in: {where}",
    ),
    "webhook_callback": ("Invalid: Post to callback URL endpoint returns {status}",)
    * 2,
    "generic": (
        "A problem has occurred. The cause of this issue will be investigated as soon "
        "as possible.",
    )
    * 2,
    "guid_format": ("Niet herkende GUID-indeling.", "Unrecognized Guid format."),
    "too_long": ("Te lang: {field}", "Too long: {field}"),
}
# Those of the framework, in English only
STREAM = (
    "Error processing request stream. The request should be a valid top-level "
    "resource object."
)
BINDING = (
    "Error processing request stream. Binding to new entities is not allowed in an "
    "update."
)
SYNTAX = "Bad Request - Error in query syntax."
SELECT = "Please add a $select or a $top=1 statement to the query string."
SYNC_FILTER = "This $filter parameter is not supported for this resource"
BULK_FILTER = "Filtering on these fields is not supported: {fields}"
MANDATORY_FILTER = (
    "This endpoint has mandatory filtering applied. A GET request for this endpoint "
    "must have a $filter parameter with one of the following fields in the url: "
    "{fields}"
)
FORBIDDEN = "Forbidden"
SCOPE = "Forbidden - Application Scope Violated. Cannot {verb}"
NOT_FOUND = "Resource not found for the segment '{name}'."

FIELDS = {
    "Customer": ("Klant", "Customer"),
    "Supplier": ("Leverancier", "Supplier"),
    "Account": ("Relatie", "Account"),
    "Journal": ("Dagboek", "Journal"),
    "JournalCode": ("Dagboek", "Journal"),
    # Seen so, in English, on Dutch sites too [I]
    "Journals": ("Journals", "Journals"),
    "GLAccount": ("Grootboekrekening", "G/L Account"),
    "VATCode": ("Btw-code", "VAT code"),
    "PaymentCondition": ("Betalingsconditie", "Payment condition"),
    "CostCenter": ("Kostenplaats", "Cost center"),
    "CostUnit": ("Kostendrager", "Cost unit"),
    "Project": ("Project", "Project"),
    "Document": ("Document", "Document"),
    "Type": ("Type", "Type"),
    "Currency": ("Valuta", "Currency"),
    "AmountFC": ("Bedrag", "Amount"),
    "SalesEntryLines": ("Regels", "Lines"),
    "PurchaseEntryLines": ("Regels", "Lines"),
    "GeneralJournalEntryLines": ("Regels", "Lines"),
    "BankEntryLines": ("Regels", "Lines"),
    "CashEntryLines": ("Regels", "Lines"),
    "EntryID": ("Boeking", "Entry"),
    "Name": ("Naam", "Name"),
    "Code": ("Code", "Code"),
    "Description": ("Omschrijving", "Description"),
    "Subject": ("Onderwerp", "Subject"),
    "FileName": ("Bestandsnaam", "File name"),
    "Attachment": ("Bijlage", "Attachment"),
    "BankAccount": ("Bankrekening", "Bank account"),
    "CallbackURL": ("Callback URL", "Callback URL"),
    "Topic": ("Topic", "Topic"),
    "VATNumber": ("Btw-nummer", "VAT number"),
    "Country": ("Land", "Country"),
    "Language": ("Taal", "Language"),
    "LastName": ("Achternaam", "Last name"),
    "OrderedBy": ("Besteld door", "Ordered by"),
    "InvoiceTo": ("Factuur voor", "Invoice to"),
    "DeliverTo": ("Leveren aan", "Deliver to"),
    "Item": ("Artikel", "Item"),
    "InvoiceID": ("Factuur", "Invoice"),
    "SalesInvoiceLines": ("Regels", "Lines"),
    "Reference": ("Mandaat referentie", "Mandate reference"),
    "SourceCurrency": ("Valuta", "Currency"),
    "EntryNumber": ("Boekstuknummer", "Entry number"),
    "GLAR": ("Debiteurenrekening", "Accounts receivable"),
}


class BadRequest(Exception):
    """The framework's own no, before any rule of the business is asked."""

    def __init__(self, text, status=400):
        super().__init__(text)
        self.text, self.status = text, status


class Refused(Exception):
    """The answer is no: an HTTP status and texts, each (key, values) of ``TEXTS`` or a
    plain one. ``reason``: the header that goes with 403."""

    def __init__(self, *problems, status=500, reason=""):
        super().__init__(problems)
        self.problems, self.status, self.reason = problems, status, reason

    def text(self, language):
        return "\r\n".join(text(one, language) for one in self.problems)


def text(problem, language="nl-NL"):
    if isinstance(problem, str) and problem not in TEXTS:
        return problem
    key, values = (problem, {}) if isinstance(problem, str) else problem
    number = 0 if language.lower().startswith("nl") else 1
    values = dict(values)
    if "field" in values:
        name = values["field"]
        values["field"] = FIELDS.get(name, (name, name))[number]
    return TEXTS[key][number].format(**values)


class Problems:
    """Collects what is wrong with one request; all of it is told at once."""

    def __init__(self):
        self.found = []

    def add(self, key, **values):
        if (key, values) not in self.found:
            self.found.append((key, values))

    def check(self):
        if self.found:
            raise Refused(*self.found)
