"""What a POST, PUT or DELETE does, for each resource."""

import re

from . import schema
from .division import today
from .kinds import INVOICE_LINES, INVOICES
from .messages import Problems, Refused
from .others import BANK, CASH, MEMORIAL
from .records import DEFAULTS, REFERENCES, UNIQUE
from .salesinvoices import INVOICES as SALES_INVOICES
from .salesinvoices import LINES as SALES_LINES
from .salesinvoices import PRINTED, SalesInvoices
from .store import guid

DOCUMENTS = "documents/Documents"
SUBSCRIPTIONS = "webhooks/WebhookSubscriptions"
OTHERS = {kind[0]: kind for kind in (BANK, CASH, MEMORIAL)}
OTHER_LINES = {kind[1]: kind for kind in (BANK, CASH, MEMORIAL)}
EMAIL = re.compile(r"[^@\s;,]+@[^@\s;,]+\.[^@\s;,.]{2,}")
VAT_NUMBER = re.compile(r"[A-Z]{2}[0-9A-Z+*]{2,13}")


def _full_name(row):
    names = (row.get(name) for name in ("FirstName", "MiddleName", "LastName"))
    return " ".join(name for name in names if name)


class Writer:
    """For one division. ``post`` and ``put`` get typed values of writable
    properties."""

    def __init__(self, division, webhooks):
        self.division, self.webhooks = division, webhooks
        self.sales_invoices = SalesInvoices(division)

    # Creating

    def post(self, resource, values):
        """The new row; or the one that is there already, for an address."""
        path, entries = resource.path, self.division.entries
        if path in INVOICES:
            return entries.post_invoice(INVOICES[path], values)
        if path in INVOICE_LINES:
            return entries.add_line(INVOICE_LINES[path], values)
        if path in OTHERS:
            return entries.post_other(OTHERS[path], values)
        if path in OTHER_LINES:
            return entries.add_other_line(OTHER_LINES[path], values)
        if path == SUBSCRIPTIONS:
            return self.webhooks.subscribe(self.division, values)
        if path == SALES_INVOICES:
            return self.sales_invoices.post(values)
        if path == SALES_LINES:
            return self.sales_invoices.add_line(values)
        if path == PRINTED:
            return self.sales_invoices.print(values)
        return self._post_record(resource, values)

    def _post_record(self, resource, values):
        path, problems = resource.path, Problems()
        for name in resource.mandatory:
            if values.get(name) in (None, "", b"") and not self._may_lack(
                path, name, values
            ):
                problems.add("mandatory", field=name)
        self._check(path, values, problems)
        problems.check()
        if path == "crm/Addresses" and (same := self._same_address(values)):
            return same
        row = {**DEFAULTS.get(path, {}), **values}
        complete = getattr(self, f"_complete_{resource.name.lower()}", None)
        if complete:
            complete(row)
        row["ID"] = guid()
        row = self.division.add(path, row)
        if path == DOCUMENTS and self.division.quirks["document_links_entry"]:
            self.division.entries.link_document(row)
        if path in ("crm/Addresses", "crm/BankAccounts") and row.get("Main"):
            self._only_main(path, row)
        return row

    def _only_main(self, path, row):
        """One of a kind is the main one."""
        for one in self.division.table(path).by("Account", row["Account"]):
            if one is not row and one.get("Type") == row.get("Type"):
                self.division.change(path, one, Main=False)

    def _may_lack(self, path, name, values):
        if path == "crm/Contacts":
            # First or last name suffices.
            return name in ("FirstName", "LastName") and (
                values.get("FirstName") or values.get("LastName")
            )
        return path == "project/Projects" and name == "Type"

    def _complete_accounts(self, row):
        row["Name"] = row["Name"][:50]
        row["IsSales"] = row["Status"] == "C"
        row["Code"] = (row.get("Code") or self._free_code()).strip()
        if row["Status"] == "C":
            row["CustomerSince"] = today(self.division)
        now = today(self.division)
        row["StartDate"] = row.get("StartDate") or now
        row["StatusSince"] = now
        for name in ("SalesCurrency", "PurchaseCurrency"):
            row[name] = row.get(name) or self.division.currency

    def _complete_contacts(self, row):
        """What is never null [B]."""
        table = self.division.table("crm/Contacts")
        account = self.division.table("crm/Accounts").get(row["Account"])
        row["HID"] = row.get("HID") or len(table) + 1
        row["Code"] = account["Code"]
        row["Language"] = row.get("Language") or account.get("Language") or "NL"
        row["FullName"] = _full_name(row)

    def _complete_documents(self, row):
        self.division.next_document += 1
        row.setdefault("HID", self.division.next_document)
        row.setdefault("DocumentDate", today(self.division))
        row["Currency"] = row.get("Currency") or self.division.currency

    def _complete_documentattachments(self, row):
        row["_content"] = row.pop("Attachment")
        row["FileSize"] = len(row["_content"])

    def _complete_exchangerates(self, row):
        row["TargetCurrency"] = self.division.currency
        row.setdefault("StartDate", today(self.division))

    def _complete_items(self, row):
        row["StartDate"] = row.get("StartDate") or today(self.division)
        row.setdefault("CostPriceCurrency", self.division.currency)
        groups = self.division.table("logistics/ItemGroups")
        if not row.get("ItemGroup"):
            row["ItemGroup"] = next((one["ID"] for one in groups), None)
        group = groups.get(row["ItemGroup"]) or {}
        row["GLRevenue"] = row.get("GLRevenue") or group.get("GLRevenue")
        row["Unit"] = (row.get("Unit") or self.division.data.UNITS[0][0]).strip()

    def _free_code(self):
        codes = [row["Code"] for row in self.division.table("crm/Accounts")]
        numbers = [int(code) for code in codes if code.isdigit()]
        return str(max(numbers, default=0) + 1).rjust(7, "0")

    def _same_address(self, values):
        for row in self.division.table("crm/Addresses").by(
            "Account", values.get("Account")
        ):
            if all(row.get(name) == value for name, value in values.items()):
                return row
        return None

    # Checks

    def _check(self, path, values, problems, row=None):
        for name, (table, key) in REFERENCES.get(path, {}).items():
            if values.get(name) and not self._exists(table, key, values[name]):
                problems.add("invalid_ref", field=name)
        unique = UNIQUE.get(path)
        if unique and values.get(unique):
            self._check_unique(path, unique, values, problems, row)
        check = getattr(self, f"_check_{path.rpartition('/')[2].lower()}", None)
        if check:
            check(values, problems)

    def _exists(self, table, key, value):
        if isinstance(value, str):
            value = value.strip() if key == "Code" else value
        return self.division.table(table).one(key, value) is not None

    def _check_unique(self, path, name, values, problems, row):
        values[name] = values[name].strip()
        same = self.division.table(path).by(name, values[name])
        if path == "crm/Accounts":
            # Codes are numbers: leading zeros and blanks make no other one [inf].
            same = [
                one
                for one in self.division.table(path)
                if one["Code"].lstrip("0") == values[name].lstrip("0")
            ]
        others = [one for one in same if one is not row]
        if others or (same and self.division.quirks["same_code_refused"]):
            if name == "Reference":
                problems.add("exists", field=name)
            else:
                problems.add("duplicate")

    def _check_accounts(self, values, problems):
        code = values.get("Code")
        if code and (not code.isdigit() or len(code) > schema.WIDTH):
            problems.add("invalid", field="Code")
        if values.get("Email") and not EMAIL.fullmatch(values["Email"]):
            problems.add("invalid_email")
        if values.get("VATNumber") and not VAT_NUMBER.fullmatch(values["VATNumber"]):
            problems.add("invalid", field="VATNumber")
        country = values.get("Country")
        if country and not re.fullmatch(r"[A-Z]{2}", country.strip()):
            problems.add("invalid_ref", field="Country")
        if values.get("Status") not in (None, "A", "C", "P", "S"):
            problems.add("invalid", field="Type")

    def _check_documents(self, values, problems):
        type_ = values.get("Type")
        if type_ is not None and not self._exists(
            "documents/DocumentTypes", "ID", type_
        ):
            problems.add("invalid_ref", field="Type")

    # Changing

    def put(self, resource, row, values):
        path, entries = resource.path, self.division.entries
        if path in INVOICES:
            entries.put_invoice(INVOICES[path], row, values)
        elif path in INVOICE_LINES:
            entries.put_line(INVOICE_LINES[path], row, values)
        elif path == SALES_INVOICES:
            self.sales_invoices.put(row, values)
        elif path == SALES_LINES:
            self.sales_invoices.put_line(row, values)
        elif resource.table[0] == "terms":
            allowed = ("Description", "PaymentMethod", "PaymentReference")
            kept = {n: v for n, v in values.items() if n in allowed}
            self.division.change("terms", row, **kept)
        else:
            self._put_record(resource, row, values)

    def _put_record(self, resource, row, values):
        path, problems = resource.path, Problems()
        if path == SUBSCRIPTIONS and not self.division.quirks["webhook_put"]:
            raise Refused("generic")
        for name in set(resource.mandatory) & set(values):
            if values[name] in (None, "") and not self._may_lack(
                path, name, {**row, **values}
            ):
                problems.add("mandatory", field=name)
        self._check(path, values, problems, row)
        problems.check()
        if path == "crm/Accounts" and "Status" in values:
            values["IsSales"] = values["Status"] == "C"
        if path == "crm/Contacts":
            values["FullName"] = _full_name({**row, **values})
        self.division.change(path, row, **values)
        if path in ("crm/Addresses", "crm/BankAccounts") and values.get("Main"):
            self._only_main(path, row)

    # Deleting

    def delete(self, resource, row):
        path, entries = resource.path, self.division.entries
        if path in INVOICES:
            entries.delete(path, INVOICES[path].lines, row)
        elif path in INVOICE_LINES:
            entries.delete_line(INVOICE_LINES[path], row)
        elif path in OTHERS:
            entries.delete(path, OTHERS[path][1], row)
        elif path == SALES_INVOICES:
            self.sales_invoices.delete(row)
        elif path == SALES_LINES:
            self.sales_invoices.delete_line(row)
        elif path == SUBSCRIPTIONS:
            self.webhooks.unsubscribe(self.division, row)
        else:
            self._check_unused(path, row)
            self.division.remove(path, row)

    def _check_unused(self, path, row):
        division = self.division
        ledger = division.table("financialtransaction/TransactionLines")
        uses = {
            "crm/Accounts": ("Account", row.get("ID")),
            "financial/GLAccounts": ("GLAccount", row.get("ID")),
            "financial/Journals": ("JournalCode", row.get("Code")),
            "vat/VATCodes": ("VATCode", row.get("Code")),
            "hrm/Costcenters": ("CostCenter", row.get("Code")),
            "hrm/Costunits": ("CostUnit", row.get("Code")),
            "project/Projects": ("Project", row.get("ID")),
            "documents/Documents": ("Document", row.get("ID")),
            "logistics/Items": ("Item", row.get("ID")),
        }
        if path in uses and ledger.by(*uses[path]):
            what = f"{path.rpartition('/')[2]} {row.get('Code') or row.get('HID')}"
            raise Refused(("in_use_delete", {"what": what, "where": "Transactions"}))
        if path == "documents/Documents":
            table = division.table("documents/DocumentAttachments")
            for one in table.by("Document", row["ID"]):
                division.remove("documents/DocumentAttachments", one)
