"""Resources without rows of their own: divisions, the user, and the read lists."""

from collections import defaultdict
from datetime import datetime
from decimal import Decimal

from . import edm
from .division import ZERO
from .messages import Refused
from .store import USER, USER_NAME

AGES = ((1, "0 - 30"), (2, "31 - 60"), (3, "61 - 90"), (4, "> 90"))
LEGISLATIONS = {"NL": 1, "BE": 2, "DE": 3, "FR": 128}
LINE_TYPES = {"Receivables": 20, "Payables": 22}


class Lists:
    def __init__(self, service):
        self.service = service

    def rows(self, resource, division, arguments):
        """The rows of a computed resource; None where it is none."""
        make = getattr(self, "_" + resource.path.replace("/", "_").lower(), None)
        return make(division, arguments) if make else None

    # Who and where

    def me(self):
        now = self.service.clock.now()
        local = edm.local(now)
        division = self.service.current_division
        language = self.service.language
        return {
            "UserID": USER,
            "CurrentDivision": division.code,
            "AccountingDivision": division.code,
            "CustomerCode": division.licence.code.rjust(18),
            "DivisionCustomer": division.licence.customer,
            "DivisionCustomerCode": division.licence.code.rjust(18),
            "DivisionCustomerName": division.name,
            "Gender": "O",
            "Initials": "O.",
            "PackageCode": "VOORBEELD",
            "PictureUrl": f"{self.service.base_url}/docs/SysImage.aspx?Table=Persons",
            "IsEmployeeSelfServiceUser": False,
            "IsMyFirmLiteUser": False,
            "IsOEIMigrationMandatory": False,
            "IsStarterUser": False,
            "FullName": USER_NAME,
            "FirstName": "Odoo",
            "LastName": "koppeling",
            "UserName": "odoo",
            "Email": "odoo@voorbeeld.example",
            "Language": language[:2].upper(),
            "LanguageCode": language,
            "Legislation": LEGISLATIONS.get(division.country, 1),
            "ServerTime": local.isoformat(timespec="seconds"),
            "ServerUtcOffset": Decimal(edm.local_offset(now)),
            "IsClientUser": False,
            "IsMyFirmPortalUser": False,
        }

    def _division(self, division):
        return {
            "Code": division.code,
            "Description": division.name,
            "Country": division.country,
            "Currency": division.currency,
            "CurrencyDescription": "Euro",
            "Customer": division.licence.customer,
            "CustomerName": division.licence.name,
            "CustomerCode": division.licence.code.rjust(18),
            **division.data.ADDRESS,
            "IsDossierDivision": False,
            "IsPracticeDivision": False,
            "IsHRDivision": False,
            "Creator": USER,
            "CreatorFullName": USER_NAME,
            "Modifier": USER,
            "ModifierFullName": USER_NAME,
            "HID": division.hid,
            "Hid": division.hid,
            "Main": division.hid == 1,
            "IsMainDivision": division.hid == 1,
            "BlockingStatus": 1 if division.reason == "DivisionBlocked" else 0,
            "Legislation": division.country.ljust(3),
            "Created": datetime(2020, 1, 1),
            "Modified": datetime(2020, 1, 1),
            "StartDate": datetime(2020, 1, 1),
            "DivisionMoveDate": division.moved,
        }

    def _of_licence(self, division):
        allowed = self.service.allowed_divisions
        return [one for one in allowed if one.licence is division.licence]

    def _hrm_divisions(self, division, _arguments):
        """Those of the licence that the division of the URL belongs to [A]."""
        return [
            {**self._division(one), "Status": 0} for one in self._of_licence(division)
        ]

    def _system_divisions(self, _division, _arguments):
        """Those of all licences: an accountant's clients have their own [A, I]."""
        return self._with_status(self.service.allowed_divisions)

    def _system_alldivisions(self, division, _arguments):
        return self._with_status(self._of_licence(division))

    def _with_status(self, divisions):
        return [
            {
                **self._division(one),
                "Status": 1,
                "Current": one is self.service.current_division,
            }
            for one in divisions
        ]

    def _system_users(self, _division, _arguments):
        return [{"UserID": USER, "FullName": USER_NAME, "UserName": "odoo"}]

    def _system_availablefeatures(self, _division, _arguments):
        return [{"ID": 1, "Description": "Financial"}]

    def _sync_salesinvoice_salesinvoices(self, division, _arguments):
        """Lines, each with its header."""
        headers = division.table("salesinvoice/SalesInvoices")
        rows = []
        for line in division.table("salesinvoice/SalesInvoiceLines"):
            header = headers.get(line["InvoiceID"])
            version = max(header["Timestamp"], line["Timestamp"])
            rows.append({**header, **line, "Timestamp": version})
        return rows

    def _read_sync_sync_synctimestamp(self, division, arguments):
        """The version that rows had at a moment: ``modified`` and ``endPoint``."""
        text = arguments.get("modified", "")
        if not (text.startswith("datetime'") and text.endswith("'")):
            raise Refused("generic", status=400)
        moment = edm.read_date(text[len("datetime'") : -1])
        versions = [
            row["Timestamp"] - 1
            for table in list(division.tables.values())
            for row in table
            if row.get("Modified") and row["Modified"] >= moment
        ]
        return [
            {
                "Modified": moment,
                "API": arguments.get("endPoint", "").strip("'"),
                "TimeStampAsBigInt": min(versions, default=division.version),
            }
        ]

    # Outstanding items

    def _outstanding(self, division, kind):
        """One row for each open part of a term; invoices positive, receipts
        negative."""
        sign = 1 if kind == "Receivables" else -1
        if division.quirks["negative_lists"]:
            sign = -sign
        rows = []
        for number, term in enumerate(division.table("terms"), 1):
            if term["LineType"] != LINE_TYPES[kind] or term["Status"] == 50:
                continue
            rows.append(
                {
                    "HID": number,
                    "AccountCode": term["AccountCode"],
                    "AccountId": term["Account"],
                    "AccountName": term["AccountName"],
                    "Amount": sign * term["_fc"],
                    "AmountInTransit": ZERO,
                    "CurrencyCode": term["Currency"],
                    "Description": term["Description"],
                    "DueDate": term["DueDate"],
                    "EntryNumber": term["EntryNumber"],
                    "InvoiceDate": term["InvoiceDate"],
                    "InvoiceNumber": term["InvoiceNumber"],
                    "JournalCode": term["Journal"],
                    "JournalDescription": term["JournalDescription"],
                    "YourRef": term["YourRef"],
                    "ApprovalStatus": 1,
                }
            )
        return rows

    def _read_financial_receivableslist(self, division, _arguments):
        return self._outstanding(division, "Receivables")

    def _read_financial_payableslist(self, division, _arguments):
        return self._outstanding(division, "Payables")

    def _of_account(self, rows, arguments):
        wanted = arguments.get("accountId", "").removeprefix("guid'").strip("'").lower()
        return [row for row in rows if row["AccountId"] == wanted]

    def _read_financial_receivableslistbyaccount(self, division, arguments):
        return self._of_account(self._outstanding(division, "Receivables"), arguments)

    def _read_financial_payableslistbyaccount(self, division, arguments):
        return self._of_account(self._outstanding(division, "Payables"), arguments)

    def _read_financial_outstandinginvoicesoverview(self, division, _arguments):
        found = defaultdict(lambda: defaultdict(Decimal))
        today = division.now()
        for kind, name in (("Receivables", "Receivable"), ("Payables", "Payable")):
            for row in self._outstanding(division, kind):
                sums = found[row["CurrencyCode"]]
                sums[f"Outstanding{name}InvoiceAmount"] += row["Amount"]
                sums[f"Outstanding{name}InvoiceCount"] += 1
                if row["DueDate"] < today:
                    sums[f"Overdue{name}InvoiceAmount"] += row["Amount"]
                    sums[f"Overdue{name}InvoiceCount"] += 1
        return [{"CurrencyCode": code, **sums} for code, sums in found.items()]

    def _aging(self, division, kind):
        found = {}
        for row in self._outstanding(division, kind):
            one = found.setdefault(
                row["AccountId"],
                {
                    "AccountId": row["AccountId"],
                    "AccountCode": row["AccountCode"],
                    "AccountName": row["AccountName"],
                    "CurrencyCode": division.currency,
                    "TotalAmount": ZERO,
                    **{f"AgeGroup{n}": n for n, _text in AGES},
                    **{f"AgeGroup{n}Amount": ZERO for n, _text in AGES},
                    **{f"AgeGroup{n}Description": text for n, text in AGES},
                },
            )
            age = _age(row["InvoiceDate"], division.now())
            one[f"AgeGroup{age}Amount"] += row["Amount"]
            one["TotalAmount"] += row["Amount"]
        return list(found.values())

    def _read_financial_agingreceivableslist(self, division, _arguments):
        return self._aging(division, "Receivables")

    def _read_financial_agingpayableslist(self, division, _arguments):
        return self._aging(division, "Payables")

    def _read_financial_agingoverview(self, division, _arguments):
        rows = []
        for number, name in AGES:
            row = {"AgeGroup": number, "AgeGroupDescription": name}
            row["CurrencyCode"] = division.currency
            for kind in LINE_TYPES:
                parts = self._outstanding(division, kind)
                row[f"Amount{kind[:-1]}"] = row[f"Amount{kind}"] = sum(
                    (
                        part["Amount"]
                        for part in parts
                        if _age(part["InvoiceDate"], division.now()) == number
                    ),
                    ZERO,
                )
            rows.append(row)
        return rows


def _age(day, now):
    return min(max((now - day).days - 1, 0) // 30 + 1, 4)
