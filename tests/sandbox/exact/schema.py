"""The resources: their properties, verbs, keys, navigations and what may be asked of
them."""

import json
from dataclasses import dataclass, field
from pathlib import Path

# {resource: {"methods": "GCUD", "fields": ["Name:Scu!" …]}}: type, c may be posted, u
# may be put, k key, ! mandatory in a post. Names and types as documented [A].
RAW = json.loads(Path(__file__).with_name("schema.json").read_text())

NORMAL_PAGE, BULK_PAGE = 60, 1000
# Refuse a list without $select [I]
SELECT_REQUIRED = {
    "generaljournalentry/GeneralJournalEntries",
    "purchaseentry/PurchaseEntries",
    "cashflow/Receivables",
    "cashflow/Payments",
    "cashflow/DirectDebitMandates",
}
BULK_FILTERS = {
    "bulk/Cashflow/Receivables": "Account Document EndDate EndToEndID EntryDate "
    "EntryID GLAccount ID InvoiceDate InvoiceNumber Source Status TransactionID "
    "TransactionType",
    "bulk/Cashflow/Payments": "Account AccountBankAccountID AccountContact "
    "BankAccountID Document EndDate EntryDate EntryID GLAccount ID InvoiceDate "
    "InvoiceNumber Source Status TransactionID TransactionType",
}
ACCOUNT_FILTERS = (
    "Accountant AccountManager AddressLine1 AddressLine2 AddressLine3 Blocked BRIN BSN "
    "ChamberOfCommerce City Classification Classification1 Code CodeAtSupplier Country "
    "Created Email EndDate Fax ID InvoiceAccount IsAccountant IsReseller IsSales "
    "IsSupplier MainContact Modified Name Parent Phone Postcode PriceList Reseller "
    "RSIN SearchCode StartDate Status Type VATNumber"
).split()
# Where the rows of a resource are; else in a table of its own name.
TABLES = {
    "cashflow/Receivables": ("terms", {"LineType": 20}),
    "cashflow/Payments": ("terms", {"LineType": 22}),
    "bulk/Cashflow/Receivables": ("terms", {"LineType": 20}),
    "bulk/Cashflow/Payments": ("terms", {"LineType": 22}),
    "sync/Cashflow/PaymentTerms": ("terms", {}),
}
# {resource: {navigation: (resource, its property, own property)}}
NAVIGATIONS = {
    "salesentry/SalesEntries": {
        "SalesEntryLines": ("salesentry/SalesEntryLines", "EntryID", "EntryID")
    },
    "purchaseentry/PurchaseEntries": {
        "PurchaseEntryLines": ("purchaseentry/PurchaseEntryLines", "EntryID", "EntryID")
    },
    "generaljournalentry/GeneralJournalEntries": {
        "GeneralJournalEntryLines": (
            "generaljournalentry/GeneralJournalEntryLines",
            "EntryID",
            "EntryID",
        )
    },
    "financialtransaction/BankEntries": {
        "BankEntryLines": ("financialtransaction/BankEntryLines", "EntryID", "EntryID")
    },
    "financialtransaction/CashEntries": {
        "CashEntryLines": ("financialtransaction/CashEntryLines", "EntryID", "EntryID")
    },
    "financialtransaction/Transactions": {
        "TransactionLines": (
            "financialtransaction/TransactionLines",
            "EntryID",
            "EntryID",
        )
    },
    "salesinvoice/SalesInvoices": {
        "SalesInvoiceLines": (
            "salesinvoice/SalesInvoiceLines",
            "InvoiceID",
            "InvoiceID",
        )
    },
    "crm/Accounts": {"BankAccounts": ("crm/BankAccounts", "Account", "ID")},
    "vat/VATCodes": {"VATPercentages": ("vat/VatPercentages", "VATCodeID", "ID")},
}
# Recorded [B]; the others are inferred, clients ignore them.
TYPES = {
    "crm/Accounts": "Account",
    "crm/Addresses": "Address",
    "crm/Contacts": "Contact",
    "crm/BankAccounts": "BankAccount",
    "financial/GLAccounts": "GLAccount",
    "financial/Journals": "Journal",
    "vat/VATCodes": "VATCode",
    "vat/VatPercentages": "VatPercentage",
    "salesentry/SalesEntries": "SalesEntry",
    "salesentry/SalesEntryLines": "SalesEntryLine",
    "purchaseentry/PurchaseEntries": "PurchaseEntry",
    "purchaseentry/PurchaseEntryLines": "PurchaseEntryLine",
    "salesinvoice/SalesInvoices": "SalesInvoice",
    "salesinvoice/SalesInvoiceLines": "SalesInvoiceLine",
    "documents/Documents": "Document",
    "documents/DocumentAttachments": "DocumentAttachment",
    "current/Me": "System.Me",
    "hrm/Divisions": "HRM.Division",
    "system/Divisions": "System.Division",
    "financialtransaction/Transactions": "Financial.Transaction",
    "financialtransaction/TransactionLines": "Financial.TransactionLine",
    "logistics/Items": "Item",
    "logistics/ItemGroups": "ItemGroup",
}
# Blanks that pad a code in answers: left to 18, right to 3, 8 or 10 [B].
LEFT_18 = {"AccountCode"}
RIGHT_3 = {
    "VATCode",
    "SalesVATCode",
    "PurchaseVATCode",
    "SalesVatCode",
    "Country",
    "BankAccountCountry",
}
RIGHT_8 = {"Unit", "UnitCode"}
RIGHT_10 = {"Language"}
WIDTH = 18


@dataclass
class Resource:
    path: str
    fields: dict  # {name: letter}
    methods: str
    postable: set
    puttable: set
    mandatory: list
    keys: list
    navigations: dict = field(default_factory=dict)
    pads: dict = field(default_factory=dict)

    @property
    def name(self):
        return self.path.rpartition("/")[2]

    @property
    def key(self):
        return self.keys[0]

    @property
    def is_bulk(self):
        return self.path.startswith("bulk/")

    @property
    def is_sync(self):
        return self.path.startswith("sync/")

    @property
    def page(self):
        return BULK_PAGE if self.is_bulk or self.is_sync else NORMAL_PAGE

    @property
    def needs_select(self):
        return self.is_bulk or self.path in SELECT_REQUIRED

    @property
    def filters(self):
        """The properties that may be in a filter; None: all of them."""
        if self.is_sync:
            return {"Timestamp"}
        allowed = BULK_FILTERS.get(self.path)
        return set(allowed.split()) if allowed else None

    @property
    def type(self):
        name = TYPES.get(self.path) or self.path.split("/")[-2] + "." + self.name
        return f"Exact.Web.Api.Models.{name}"

    @property
    def table(self):
        """(name of the table, {property: value} of the rows that belong here)."""
        if self.path in TABLES:
            return TABLES[self.path]
        base = BASES.get(self.path)
        return (base or self.path, {})

    @property
    def shown(self):
        return {n: t for n, t in self.fields.items() if t != "C"}


def _bases():
    """Bulk and sync resources show the rows of the normal one of their name."""
    normal = {p.lower(): p for p in RAW if p.split("/")[0] not in ("bulk", "sync")}
    found = {}
    for path in RAW:
        first, _, rest = path.partition("/")
        if first in ("bulk", "sync"):
            base = normal.get(rest.lower()) or normal.get(
                rest.lower().replace("financial/trans", "financialtransaction/trans")
            )
            if base:
                found[path] = base
    return found


BASES = _bases()


def _pads(resource):
    """{name: width} of the codes with blanks: negative where they are in front."""
    path = resource.path.lower()
    widths = {
        **dict.fromkeys(LEFT_18, -WIDTH),
        **dict.fromkeys(RIGHT_3, 3),
        **dict.fromkeys(RIGHT_8, 8),
    }
    if path.endswith(("crm/accounts", "crm/contacts")):
        widths["Code"] = -WIDTH
    elif path in ("vat/vatcodes", "logistics/units"):
        widths["Code"] = 3 if path.startswith("vat") else 8
    if resource.path.startswith("crm/"):
        widths |= dict.fromkeys(RIGHT_10, 10)
    return {name: width for name, width in widths.items() if name in resource.fields}


def _load():
    resources = {}
    for path, raw in RAW.items():
        fields, postable, puttable, mandatory, keys = {}, set(), set(), [], []
        for one in " ".join(raw["fields"]).split():
            name, letters = one.split(":")
            fields[name] = letters[0]
            if "c" in letters:
                postable.add(name)
            if "u" in letters:
                puttable.add(name)
            if "!" in letters:
                mandatory.append(name)
            if "k" in letters:
                keys.append(name)
        resources[path] = Resource(
            path, fields, raw["methods"], postable, puttable, mandatory, keys
        )
    for path, navigations in NAVIGATIONS.items():
        resources[path].navigations = {
            name: target
            for name, target in navigations.items()
            if name in resources[path].fields
        }
    resources["financialtransaction/TransactionLines"].fields["Division"] = "I"
    if "Timestamp" not in resources["sync/Financial/TransactionLines"].fields:
        resources["sync/Financial/TransactionLines"].fields["Timestamp"] = "L"
    for resource in resources.values():
        resource.pads = _pads(resource)
    return resources


RESOURCES = _load()
# By what a URL says: the service in any case, the resource exactly [I].
_BY_URL = {}
for _path in RESOURCES:
    _service, _, _name = _path.rpartition("/")
    _BY_URL[_service.lower(), _name] = _path


def find(service, name):
    path = _BY_URL.get((service.lower(), name))
    return RESOURCES[path] if path else None


def is_left_padded(resource, name):
    return resource.pads.get(name, 0) < 0


def pad(resource, name, value):
    """A code with the blanks that an answer shows."""
    width = resource.pads.get(name)
    if not width or not value:
        return value
    return value.rjust(-width) if width < 0 else value.ljust(width)


def find_any_case(service, name):
    for (own, known), path in _BY_URL.items():
        if (own, known.lower()) == (service.lower(), name.lower()):
            return RESOURCES[path]
    return None
