"""All that the tests over the wire have to know of one ledger."""

import re
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from html import unescape

import requests


@dataclass(frozen=True)
class Ledger:
    """``marks``: whether a request (see ``contract.weather.Seen``) books entries,
    writes a customer, reads what was paid, or refreshes the token. ``place``: what
    its sandbox calls the administration, and which one. ``customers`` and ``street``
    ask the sandbox how often each name occurs, and what it has for a customer.
    ``missing``: {(subject, fault) or subject: why it makes no sense here}."""

    provider: str
    place: dict
    marks: dict[str, Callable]
    customers: Callable
    street: Callable
    log_in: Callable
    missing: dict = field(default_factory=dict)


def _log_in(box, url):
    """The pages of the ledger as a person goes through them; where they lead to."""
    pages, values = requests.Session(), {}
    answer = pages.get(url, timeout=30)
    for _page in range(2):
        names = re.findall(r'name="(\w+)" value="([^"]*)"', answer.text)
        values = {name: unescape(value) for name, value in names}
        if "username" in answer.text:
            values |= {"username": box.info["user"], "password": box.info["password"]}
        else:
            values["consent"] = "yes"
        answer = pages.post(
            url.partition("?")[0], data=values, timeout=30, allow_redirects=False
        )
    return answer.headers["Location"]


def _twinfield_customers(box):
    return Counter(one.name for one in box.service.offices["NL001"].of_type("DEB"))


def _twinfield_street(box, code):
    record = box.control("dimension", office="NL001", type="DEB", code=code)
    return record["addresses"][0]["field2"]


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
}
