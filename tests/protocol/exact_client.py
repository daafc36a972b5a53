"""A client of the Exact sandbox without any of ours."""

import re
from datetime import datetime, timedelta

import requests

DIVISION = 124132
EMPTY = "00000000-0000-0000-0000-000000000000"
ENTRIES = "salesentry/SalesEntries"
PURCHASES = "purchaseentry/PurchaseEntries"
MEMORIALS = "generaljournalentry/GeneralJournalEntries"
BANK = "financialtransaction/BankEntries"
LEDGER = "financialtransaction/TransactionLines"
TERMS = "sync/Cashflow/PaymentTerms"
RECEIVABLES = "cashflow/Receivables"
GUID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")
DATE = re.compile(r"/Date\(-?\d+\)/")
OPTIONS = "select filter top skip skiptoken orderby expand inlinecount format".split()


class Exact:
    def __init__(self, box):
        self.box = box
        self.base = box.base_url
        self.root = f"{self.base}/api/v1"
        self.token = self.refresh().json()["access_token"]

    # Tokens

    def ask_token(self, **form):
        form = {
            "client_id": self.box.info["client_id"],
            "client_secret": self.box.info["client_secret"],
            **form,
        }
        return requests.post(f"{self.base}/api/oauth2/token", data=form, timeout=10)

    def refresh(self, token=None):
        token = token or self.box.control("tokens/restore")["refresh_token"]
        return self.ask_token(grant_type="refresh_token", refresh_token=token)

    # Requests

    def url(self, path, division=DIVISION):
        if path.startswith("http"):
            return path
        return f"{self.root}/{division}/{path}" if division else f"{self.root}/{path}"

    def send(self, verb, path, division=DIVISION, headers=None, **more):
        headers = {
            "Authorization": f"Bearer {self.token}",
            "Accept": "application/json",
            **(headers or {}),
        }
        return requests.request(
            verb, self.url(path, division), headers=headers, timeout=20, **more
        )

    def get(self, path, division=DIVISION, headers=None, **options):
        """``select``, ``filter``… are the $options; others are as they are named."""
        params = {f"${n}" if n in OPTIONS else n: v for n, v in options.items()}
        return self.send("GET", path, division, headers, params=params)

    def post(self, path, body, division=DIVISION, whole=True):
        """``whole``: ask for all properties in the answer."""
        headers = {"Prefer": "return=representation"} if whole else None
        return self.send("POST", path, division, headers, json=body)

    def put(self, path, id_, body, **headers):
        return self.send("PUT", f"{path}(guid'{id_}')", headers=headers, json=body)

    def delete(self, path, id_):
        return self.send("DELETE", f"{path}(guid'{id_}')")

    def upgrade(self, **quirks):
        return self.box.control("quirks", **quirks)

    # What is in an answer

    def rows(self, path, division=DIVISION, **options):
        """All rows, over all pages."""
        answer = self.get(path, division, **options)
        found = []
        while True:
            assert answer.status_code == 200, answer.text
            inner = answer.json()["d"]
            if isinstance(inner, list):
                return found + inner
            found += inner["results"]
            if "__next" not in inner:
                return found
            answer = self.get(inner["__next"])

    def one(self, path, filter_, **options):
        (row,) = self.rows(path, filter=filter_, **options)
        return row

    def create(self, path, body, **options):
        answer = self.post(path, body, **options)
        assert answer.status_code == 201, answer.text
        return answer.json()["d"]

    def act(self, path, **values):
        """As the accountant."""
        return self.box.control(path, division=DIVISION, **values)

    # Records by code

    def id_of(self, path, code):
        return self.one(path, f"trim(Code) eq '{code}'", select="ID")["ID"]

    def gl(self, code):
        return self.id_of("financial/GLAccounts", code)

    def account(self, code="1000"):
        return self.id_of("crm/Accounts", code)

    # Entries

    def line(self, net="100.00", vat="2", gl="8000", **more):
        return {"GLAccount": self.gl(gl), "AmountFC": net, "VATCode": vat, **more}

    def invoice(self, ref="INV/1", lines=None, **more):
        return {
            "Customer": self.account(),
            "Journal": "70",
            "EntryDate": "2026-06-10",
            "YourRef": ref,
            "SalesEntryLines": lines or [self.line()],
            **more,
        }

    def sell(self, ref="INV/1", lines=None, **more):
        return self.create(ENTRIES, self.invoice(ref, lines, **more))

    def bill(self, ref="F-1", lines=None, **more):
        return {
            "Supplier": self.account("2001"),
            "Journal": "60",
            "EntryDate": "2026-06-10",
            "YourRef": ref,
            "PurchaseEntryLines": lines or [self.line(vat="4", gl="4000")],
            **more,
        }

    def buy(self, ref="F-1", lines=None, **more):
        return self.create(PURCHASES, self.bill(ref, lines, **more))

    def receipt(self, amount="121.00", **more):
        """A bank entry with one line of a customer."""
        line = {
            "Date": "2026-06-12",
            "GLAccount": self.gl("1300"),
            "Account": self.account(),
            "AmountFC": amount,
            **more,
        }
        return self.create(BANK, {"JournalCode": "20", "BankEntryLines": [line]})

    def document(self, **more):
        """A new one, of a sale."""
        body = {"Subject": "INV/1", "Type": 10, "Account": self.account(), **more}
        return self.create("documents/Documents", body)

    def ledger(self, entry):
        """Its lines, in their order."""
        rows = self.rows(LEDGER, filter=f"EntryID eq guid'{entry['EntryID']}'")
        return sorted(rows, key=lambda row: row["LineNumber"])

    def terms(self, entry, **more):
        rows = self.rows(TERMS, filter="Timestamp gt 1", **more)
        return [r for r in rows if r["TransactionEntryID"] == entry["EntryID"]]


def error(answer):
    """Its text."""
    found = answer.json()
    assert set(found) == {"error"}
    assert set(found["error"]) == {"code", "message"}
    assert set(found["error"]["message"]) == {"lang", "value"}
    return found["error"]["message"]["value"]


def day(value):
    """The moment in "/Date(1717027200000)/"."""
    match = re.fullmatch(r"/Date\((-?\d+)\)/", value)
    return datetime(1970, 1, 1) + timedelta(milliseconds=int(match[1]))


def sort(value):
    """guid, date, number, string, true/false, null; of what is nested, the same."""
    if isinstance(value, dict):
        return {name: sort(one) for name, one in value.items()}
    if isinstance(value, bool):
        return "boolean"
    if isinstance(value, int | float):
        return "number"
    if isinstance(value, str):
        for name, pattern in (("guid", GUID), ("date", DATE)):
            if pattern.fullmatch(value):
                return name
        return "string"
    return "null" if value is None else type(value).__name__


def sorts(row, like):
    """Those of the properties named in ``like``: "guid: ID EntryID"."""
    wanted = {}
    for line in like.strip().splitlines():
        kind, _, names = line.strip().partition(": ")
        wanted |= dict.fromkeys(names.split(), kind)
    assert {name: sort(row.get(name, Ellipsis)) for name in wanted} == wanted
