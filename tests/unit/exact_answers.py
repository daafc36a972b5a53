"""Answers of Exact Online, and documents for it, to test with."""

import hashlib
import hmac
import json
from contextlib import contextmanager
from dataclasses import replace
from datetime import date, datetime
from urllib.parse import parse_qs, unquote, urlsplit

from documents import document, line
from loopback import reply

from odoo.addons.connector_base.ledger.http import Session
from odoo.addons.connector_base.ledger.values import Item, ItemKind, Ref
from odoo.addons.exact_connector.client.ledger import ExactLedger

CUSTOMER = "40d4c49d-0000-4a13-b890-000000000348"
ENTRY = "b524d973-0000-414d-a9eb-0000000003ed"
REVENUE = "6aa91ed1-0000-4329-b399-0000000000f2"
FILE = "6affaa09-0000-41e7-b578-0000000000ac"
BASE = "https://odoo.example/ledger/document/"
SECRET = "w3bh00k"
CONTENT = (
    b'{"Topic":"BankEntries","ClientId":"2f0c4a10-0000-4c1e-9d11-000000000001",'
    b'"Division":124132,"Action":"Update","EventCreatedOn":"2026-07-10T09:12:01.250"}'
)


@contextmanager
def opened(server, **options):
    known = {"link_base": BASE, "clock": lambda: datetime(2026, 7, 1, 12), **options}
    with Session(hosts=["127.0.0.1"], timeout=15) as http:
        yield ExactLedger(
            http,
            lambda stale=None: "newer" if stale else "s3cr3t-token",
            server.url,
            "124132",
            **known,
        )


def answer(data, status=200, **headers):
    body = data if isinstance(data, str) else json.dumps(data)
    return reply(body, status=status, Content_Type="application/json", **headers)


def d(data, status=200):
    return answer({"d": data}, status)


def page(*rows):
    return d({"results": list(rows)})


def refused(words, status=500):
    error = {"code": "", "message": {"lang": "", "value": words}}
    return answer({"error": error}, status)


def asked(request):
    """(path below the division, {option: value})"""
    parts = urlsplit(request.path)
    options = {name: values[0] for name, values in parse_qs(parts.query).items()}
    return unquote(parts.path).removeprefix("/api/v1/124132/"), options


def told(server):
    """[(method, path below the division)] of all requests."""
    return [(one.method, asked(one)[0]) for one in server.requests]


def sent(request):
    return json.loads(request.body)


def remarks(ledger):
    return [(one.code, one.detail) for one in ledger.remarks]


def entry_row(**values):
    return {
        "EntryID": ENTRY,
        "EntryNumber": 26700001,
        "Journal": "70",
        "YourRef": "INV/2026/00012",
        "EntryDate": "/Date(1782345600000)/",
        "AmountFC": 121,
        "AmountDC": 121,
        "Currency": "EUR",
        "Status": 20,
        "Document": FILE,
        "Customer": CUSTOMER,
        **values,
    }


def account_row(**values):
    return {
        "ID": CUSTOMER,
        "Code": "             20115",
        "Name": "Bakkerij De Korenbloem B.V.",
        "Status": "C",
        "IsSupplier": False,
        "Blocked": False,
        "VATNumber": "NL812345678B01",
        "ChamberOfCommerce": "12345678",
        "Email": "administratie@korenbloem.example",
        "Postcode": "1234AB",
        "Country": "NL ",
        **values,
    }


def customer(id_=CUSTOMER, code="20115"):
    """As the base has it cached."""
    return Item(kind=ItemKind.CUSTOMER, ref=Ref(code=code, id=id_), name=code)


def invoice(*lines, **values):
    lines = lines or (
        line(
            "-100.00",
            "-21.00",
            vat="2",
            description="Consultancy June",
            cost_centre=Ref(code="AMS"),
        ),
    )
    account = Ref(code="8000", id=REVENUE)
    known = {
        "number": "INV/2026/00012",
        "journal": "70",
        "relation": Ref(code="20115", id=CUSTOMER),
        "date": date(2026, 6, 25),
        "description": "INV/2026/00012",
        "reference": "INV202600012",
        "condition": Ref(code="30"),
        **values,
    }
    return document(*(replace(one, account=account) for one in lines), **known)


# Webhooks


def signed(content=CONTENT, secret=SECRET):
    code = hmac.new(secret.encode(), content, hashlib.sha256).hexdigest().upper()
    return b'{"Content":' + content + b',"HashCode":"' + code.encode() + b'"}'
