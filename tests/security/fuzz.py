"""Answers that no ledger should give: real ones of the sandboxes, with something in
them changed. Half a minute in the default suite, half an hour at night."""

import json
import os
import time
from contextlib import contextmanager

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from lxml import etree

from odoo.addons.connector_base.ledger.errors import LedgerError
from odoo.addons.connector_base.ledger.http import Session
from odoo.addons.connector_base.ledger.values import ItemKind, Relation

IS_NIGHT = os.environ.get("LC_PROFILE") == "nightly"
# Of each of the three tests that go on by night.
SECONDS = 10 * 60
HOSTILE = [
    *(None, True, False, 0, -1, 1e25, -1e-300, 10**400, float("nan"), float("inf")),
    *("", " ", "NaN", "Infinity", "1e25", "-0", "٣", "1,5", "1_0", "0x10", "\0"),
    *("\ud800", "\u202e", "x" * 3000, "<b>&amp;", "' or 1 eq 1", "../..", "\r\nX: y"),
    *("/Date(9999999999999999)/", "/Date(-9999999999999999)/", "/Date(x)/", "2026-13"),
    *("20261301", "99999999", "http://evil.example/", [], {}, [[]], [None], {"a": 1}),
]
mutations = st.tuples(st.integers(0, 2**32), st.sampled_from(HOSTILE))


def fuzzed(examples):
    return settings(
        max_examples=examples,
        deadline=None,
        database=None,
        suppress_health_check=list(HealthCheck),
    )


def by_night(run):
    """Once, or at night until the time is over; returns how often."""
    end, count = time.monotonic() + SECONDS, 1
    run()
    while IS_NIGHT and time.monotonic() < end:
        run()
        count += 1
    return count


class Mutating(Session):
    """The answer to one of the calls, the ``at``th, is changed by ``mutate``."""

    mutate, at = None, 0

    def _send(self, method, url, writing, kwargs):
        response = super()._send(method, url, writing, kwargs)
        if self.mutate:
            if not self.at:
                response._content = self.mutate(response.content)
            self.at -= 1
        return response


@contextmanager
def only_typed(ledger):
    try:
        yield
    except LedgerError as error:
        # Whatever is told of it can be stored and shown.
        assert "\0" not in f"{error.code}{error.detail}" or error.detail
        assert len(error.detail) < 5000


def mutate_json(content, where, hostile):
    try:
        whole = json.loads(content)
    except ValueError:
        return content
    places = list(_places(whole))
    if not places:
        return json.dumps(hostile).encode()
    holder, key = places[where % len(places)]
    if where % 7 == 0:
        del holder[key]
    else:
        holder[key] = hostile
    return json.dumps(whole).encode()


def _places(value):
    pairs = (
        value.items()
        if isinstance(value, dict)
        else enumerate(value)
        if isinstance(value, list)
        else ()
    )
    for key, one in list(pairs):
        yield value, key
        yield from _places(one)


def mutate_xml(content, where, hostile):
    """Also of the document within the envelope of ProcessXml."""
    try:
        root = etree.fromstring(content)
    except etree.LxmlError:
        return content
    inner = next(root.iter("{*}ProcessXmlStringResult"), None)
    if inner is not None and inner.text and where % 5:
        inner.text = mutate_xml(inner.text.encode(), where, hostile).decode()
        return etree.tostring(root)
    nodes = list(root.iter(etree.Element))
    node = nodes[where % len(nodes)]
    said = "".join(one for one in str(hostile) if one.isprintable())
    act = where // len(nodes) % 5
    if act == 0 and node.getparent() is not None:
        node.getparent().remove(node)
    elif act == 1 and node.getparent() is not None:
        node.addnext(etree.fromstring(etree.tostring(node)))
    elif act == 2 and node.attrib:
        node.set(sorted(node.attrib)[where % len(node.attrib)], said)
    elif act == 3:
        node.tag = "other"
    else:
        node.text = said
    return etree.tostring(root)


def mutate_bytes(content, where, hostile):
    """What is not even written well."""
    place = where % (len(content) + 1)
    return (
        content[:place],
        b"[" * 100_000,
        b'{"d":' * 100_000,
        b"<a>" * 100_000,
        content[:place] + b"\xff\0" + content[place:],
        str(hostile).encode("utf-8", "replace"),
        b"",
    )[where % 7]


def calls(ledger, harness, number):
    """Each duty that reads, and those that write."""
    like = Relation(kind=ItemKind.CUSTOMER, **harness.customer_as)
    document = harness.document(f"F{number}")
    yield "administrations", lambda: ledger.administrations()
    yield "check", lambda: ledger.check()
    for kind in ledger.kinds:
        yield f"items {kind.value}", lambda kind=kind: list(ledger.items(kind))
    yield "relations", lambda: ledger.relations(like)
    yield "save_relation", lambda: ledger.save_relation(like)
    yield "find", lambda: ledger.find([document.key])
    yield "changes", lambda: list(ledger.changes("", {}))
    day = harness.day
    yield "booked", lambda: list(ledger.booked(day.replace(day=1), day))
    yield "on_account", lambda: list(ledger.on_account(day.replace(day=1)))
    yield "post", lambda: ledger.post([document])
