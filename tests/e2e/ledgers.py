"""All that the tests over the wire have to know of one ledger."""

import re
from collections import Counter, defaultdict
from collections.abc import Callable
from dataclasses import dataclass, field
from html import unescape

import requests


@dataclass(frozen=True)
class Ledger:
    """``marks``: whether a request (see ``contract.weather.Seen``) books entries,
    writes a customer, reads what was paid, asks for an entry's files, adds one, or
    refreshes the token. ``place``: what its sandbox calls the administration, and
    which one. ``customers`` and ``street`` ask the sandbox how often each name occurs,
    and what it has for a customer; ``files``, where there are any, how many each
    document of an entry has, by invoice. ``rotates``: whether a refresh token is good
    for one use. ``limits``: of the sandbox, where the vendor's would make the tests
    wait.
    ``missing``: {(subject, fault) or subject: why it makes no sense here}."""

    provider: str
    place: dict
    marks: dict[str, Callable]
    customers: Callable
    street: Callable
    log_in: Callable
    files: Callable | None = None
    rotates: bool = False
    limits: dict = field(default_factory=dict)
    missing: dict = field(default_factory=dict)


def _log_in(box, url):
    """The pages of the ledger as a person goes through them; where they lead to."""
    pages = requests.Session()
    answer = pages.get(url, timeout=30)
    for _page in range(2):
        names = re.findall(r'name="(\w+)" value="([^"]*)"', answer.text)
        values = [(n, unescape(value)) for n, value in names if n != "consent"]
        if "username" in answer.text:
            user, password = box.info["user"], box.info["password"]
            values += [("username", user), ("password", password)]
        else:
            values.append(("consent", "yes"))
        answer = pages.post(
            url.partition("?")[0], data=values, timeout=30, allow_redirects=False
        )
    return answer.headers["Location"]


def _twinfield_customers(box):
    return Counter(one.name for one in box.service.offices["NL001"].of_type("DEB"))


def _twinfield_street(box, code):
    record = box.control("dimension", office="NL001", type="DEB", code=code)
    return record["addresses"][0]["field2"]


def _exact_customers(box):
    accounts = box.service.divisions[124132].table("crm/Accounts")
    return Counter(row["Name"] for row in accounts if row["Status"] == "C")


def _exact_street(box, code):
    return box.control("relation", division="124132", code=code)["AddressLine1"]


def _exact_files(box):
    division = box.service.divisions[124132]
    files = Counter(
        row["Document"] for row in division.table("documents/DocumentAttachments")
    )
    found = defaultdict(list)
    for row in division.table("documents/Documents"):
        found[row["FinancialTransactionEntryID"]].append(files[row["ID"]])
    entries = division.table("salesentry/SalesEntries")
    return {entry["YourRef"]: found[entry["EntryID"]] for entry in entries}


TAKEN = "it takes a number twice, so it never refuses one: we ask before we repeat"
LEDGERS = {
    "twinfield": Ledger(
        provider="twinfield",
        place={"office": "NL001"},
        marks={
            "entry": lambda seen: "&lt;transactions" in seen.body,
            "customer": lambda seen: re.search("&lt;dimension[ &]", seen.body),
            "payments": lambda seen: "&lt;columns" in seen.body,
            "token": lambda seen: seen.path.endswith("/connect/token"),
        },
        customers=_twinfield_customers,
        street=_twinfield_street,
        log_in=_log_in,
        missing={"attachment": "its entries carry no files, only a link in a text"},
    ),
    "exact": Ledger(
        provider="exact",
        place={"division": "124132"},
        marks={
            "entry": lambda seen: '"SalesEntryLines":' in seen.body,
            "customer": lambda seen: re.search('"(Name|AddressLine1)":', seen.body),
            "payments": lambda seen: "/sync/Cashflow/PaymentTerms" in seen.path,
            "files": lambda seen: "/DocumentAttachments?" in seen.path,
            "file": lambda seen: '"Attachment":' in seen.body,
            "token": lambda seen: seen.path.endswith("/oauth2/token"),
        },
        customers=_exact_customers,
        street=_exact_street,
        files=_exact_files,
        log_in=_log_in,
        rotates=True,
        limits={"minutely": 100000, "daily": 10000000},
        missing={
            ("export", "refused as duplicate"): TAKEN,
            ("relation create", "refused as duplicate"): TAKEN,
        },
    ),
}
