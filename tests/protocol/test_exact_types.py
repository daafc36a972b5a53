"""Every resource, with the eyes of a client that decodes strictly."""

import re

import pytest
from exact_client import MEMORIALS
from lxml import etree
from sandbox.exact.schema import RESOURCES

FITS = {
    "Guid": lambda v: isinstance(v, str) and re.fullmatch(r"[0-9a-f-]{36}", v),
    "String": lambda v: isinstance(v, str),
    "Double": lambda v: type(v) in (int, float),
    "Int32": lambda v: type(v) is int and abs(v) < 2**31,
    "Int16": lambda v: type(v) is int and abs(v) < 2**15,
    "Byte": lambda v: type(v) is int and 0 <= v < 256,
    "Int64": lambda v: isinstance(v, str) and v.isdigit(),
    "Boolean": lambda v: type(v) is bool,
    "DateTime": lambda v: isinstance(v, str) and re.fullmatch(r"/Date\(-?\d+\)/", v),
    "Binary": lambda v: isinstance(v, str),
}
FUNCTIONS = "SyncTimestamp ReceivablesListByAccount PayablesListByAccount".split()
READ = [
    path
    for path, resource in RESOURCES.items()
    if "G" in resource.methods and resource.name not in FUNCTIONS
]


def fill(exact):
    """Something in most of them."""
    account = exact.account()
    exact.sell(PaymentCondition="30")
    exact.buy()
    exact.act("receipt", invoices=[{"invoicenumber": "INV/1", "amount": "50.00"}])
    exact.act("receipt", invoices=[{"invoicenumber": "F-1"}], journal="10")
    lines = [
        {"GLAccount": exact.gl(code), "AmountFC": amount}
        for code, amount in (("4500", 1), ("1200", -1))
    ]
    exact.create(MEMORIALS, {"JournalCode": "90", "GeneralJournalEntryLines": lines})
    exact.create("crm/Contacts", {"Account": account, "LastName": "x"})
    exact.create("crm/Addresses", {"Account": account, "City": "x"})
    body = {"Account": account, "BankAccount": "NL13TEST0123456789"}
    bank = exact.create("crm/BankAccounts", body)
    body = {"Account": account, "BankAccount": bank["ID"], "Reference": "M1"}
    exact.create("cashflow/DirectDebitMandates", body)
    for name in ("x", "y"):
        body = {"Subject": name, "Type": 55}
        document = exact.create("documents/Documents", body)
        body = {"Document": document["ID"], "FileName": name, "Attachment": "eA=="}
        exact.create("documents/DocumentAttachments", body)
    exact.delete("documents/Documents", document["ID"])
    item = exact.rows("logistics/Items", select="ID")[0]["ID"]
    body = {
        "Journal": "70",
        "OrderedBy": account,
        "SalesInvoiceLines": [{"Item": item}],
    }
    exact.create("salesinvoice/SalesInvoices", body)


def types(exact, path):
    """{property: type}, as $metadata tells."""
    service, _, name = path.rpartition("/")
    root = etree.fromstring(exact.get(f"{service}/$metadata").content)
    sets = {one.get("Name"): one.get("EntityType") for one in root.iter("{*}EntitySet")}
    wanted = sets[name].rpartition(".")[2]
    (kind,) = (e for e in root.iter("{*}EntityType") if e.get("Name") == wanted)
    found = kind.findall("{*}Property")
    return {one.get("Name"): one.get("Type").removeprefix("Edm.") for one in found}


@pytest.mark.parametrize("path", READ)
def test_values_have_the_types_of_the_metadata(exact, path):
    fill(exact)
    division = None if path.startswith("current") else 124132
    known = types(exact, path)
    answer = exact.get(path, division, top=1)
    assert answer.status_code == 200
    found = answer.json()["d"]
    rows = found if isinstance(found, list) else found["results"]
    query = {"select": ",".join([*known][:3])}
    assert exact.get(path, division, **query).status_code == 200
    for row in rows:
        lists = [name for name, value in row.items() if isinstance(value, dict)]
        assert set(row) - set(lists) == set(known)
        odd = {
            name: row[name]
            for name, kind in known.items()
            if row[name] is not None and not FITS[kind](row[name])
        }
        assert not odd
        same = exact.get(row["__metadata"]["uri"]).json()["d"]
        passing = {"ServerTime": None}
        assert same | passing == row | passing
    atom = exact.get(path, division, headers={"Accept": "*/*"}, top=1)
    assert etree.fromstring(atom.content).tag.endswith("feed")
