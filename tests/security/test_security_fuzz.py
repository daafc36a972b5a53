"""Nothing that comes in ends in an error without a type."""

import base64
import hashlib
import hmac
import json
import logging
import re
from contextlib import contextmanager
from datetime import timedelta
from itertools import count

import pytest
import requests
from fuzz import (
    HOSTILE,
    Mutating,
    by_night,
    calls,
    fuzzed,
    mutate_bytes,
    mutate_json,
    mutate_xml,
    mutations,
    only_typed,
)
from harness_exact import ExactHarness
from harness_twinfield import TwinfieldHarness
from hypothesis import given
from hypothesis import strategies as st

from odoo.addons.connector_base.ledger import oauth, reading
from odoo.addons.connector_base.ledger.budget import Limit
from odoo.addons.connector_base.ledger.errors import (
    LedgerError,
    ProtocolError,
    Throttled,
)
from odoo.addons.connector_base.ledger.fair_use import FairUse
from odoo.addons.connector_base.ledger.http import Session, utcnow
from odoo.addons.exact_connector.client import odata, webhooks
from odoo.addons.exact_connector.client.ledger import ExactLedger
from odoo.addons.twinfield_connector.client import oauth as twinfield
from odoo.addons.twinfield_connector.client import xml
from odoo.addons.twinfield_connector.client.ledger import TwinfieldLedger


class Exact(ExactHarness):
    mutate = staticmethod(mutate_json)

    def ledger(self, http):
        return ExactLedger(http, self.token, self.site, self.administration)


class Twinfield(TwinfieldHarness):
    mutate = staticmethod(mutate_xml)

    def ledger(self, http):
        return TwinfieldLedger(
            http,
            self.token,
            self.login + self._cluster,
            self.administration,
            cached=lambda kind: self._cached.get(kind, []),
        )


@pytest.fixture(scope="module", params=[Exact, Twinfield])
def harness(request):
    # What was caught is told there with its traceback, thousands of times.
    logging.getLogger("odoo.addons.connector_base.ledger.port").disabled = True
    made = request.param()
    yield made
    made.stop()
    logging.getLogger("odoo.addons.connector_base.ledger.port").disabled = False


def test_answers_of_the_ledger(harness, record_property):
    names, numbers = sorted(dict(calls(harness.closed(), harness, 0))), count()

    @fuzzed(150)
    @given(mutations, st.sampled_from(names))
    def run(mutation, name):
        where, hostile = mutation
        with Mutating(hosts=["127.0.0.1"], timeout=10) as http:
            ledger = harness.ledger(http)
            call = dict(calls(ledger, harness, next(numbers)))[name]
            change = mutate_bytes if where % 11 == 0 else harness.mutate
            harness.token()
            http.at = where % 3
            http.mutate = lambda content: change(content, where, hostile)
            with only_typed(ledger):
                call()

    by_night(run)
    record_property("answers", next(numbers))


@fuzzed(300)
@given(st.one_of(st.sampled_from(HOSTILE), st.text(), st.floats(), st.integers()))
def test_one_reader_of_numbers_and_codes(said):
    for read in (
        reading.amount,
        reading.whole,
        reading.code,
        odata.read_amount,
        odata.read_date,
        odata.read_text,
        odata.read_guid,
    ):
        try:
            found = read(said)
        except ProtocolError:
            continue
        if read is reading.amount:
            assert abs(found) < reading.MOST
        if read in (reading.code, odata.read_text):
            assert "\0" not in found and found == found.strip()
            found.encode()
    for read in (xml.read_amount, xml.read_day):
        try:
            read(str(said))
        except ProtocolError:
            continue


@pytest.mark.parametrize("said", [float("nan"), "NaN", 1e25, "1e25", "٣", "1_0", True])
def test_what_is_no_amount(said):
    for read in (reading.amount, odata.read_amount):
        with pytest.raises(ProtocolError):
            read(said)


@pytest.mark.parametrize("said", ["80\x0000", "8000\n1", "\ud800", 8000, ["8000"]])
def test_what_is_no_code(said):
    with pytest.raises(ProtocolError):
        reading.code(said)


def test_ids_are_no_way_into_a_query():
    with pytest.raises(ProtocolError):
        odata.guid("' or 1 eq 1 or ID eq guid'")
    assert odata.text("O'Brien' or 1 eq 1") == "'O''Brien'' or 1 eq 1'"


@fuzzed(200)
@given(st.binary(max_size=300), st.sampled_from(HOSTILE), st.booleans())
def test_webhooks(content, hostile, is_signed):
    secret = "w3bh00k"
    inner = json.dumps(hostile).encode() if len(content) % 2 else content
    sign = hmac.new(secret.encode(), inner, hashlib.sha256).hexdigest()
    whole = b'{"Content":' + inner + b',"HashCode":"' + sign.encode() + b'"}'
    found = webhooks.verified(whole if is_signed else content, secret)
    assert isinstance(found, dict)
    assert webhooks.verified(whole, "another") == {}


def test_a_signed_bomb_is_no_event():
    inner = b"[" * 100_000
    sign = hmac.new(b"w3bh00k", inner, hashlib.sha256).hexdigest()
    whole = b'{"Content":' + inner + b',"HashCode":"' + sign.encode() + b'"}'
    assert webhooks.verified(whole, "w3bh00k") == {}


CLIENT = oauth.Client(id="odoo19", secret="s3cr3t-c", redirect_uri="https://o/cb")


@contextmanager
def answering(content, status=200, **headers):
    """A session whose only answer this is, as if it came by HTTP."""

    class Answering(Session):
        def _send(self, method, url, writing, kwargs):
            made = requests.Response()
            made.status_code, made._content = status, content
            made.headers.update(headers)
            return made

    with Answering(hosts=["login.twinfield.com"]) as http:
        yield http


def test_answers_to_a_log_in():
    good = {
        "access_token": "a",
        "refresh_token": "r",
        "expires_in": 600,
        "token_type": "Bearer",
        "scope": "x",
    }

    @fuzzed(300)
    @given(mutations, mutations, st.sampled_from([200, 400, 401, 500]))
    def run(first, second, status):
        claims = {"nonce": "n", "aud": "odoo19", "exp": 9999999999}
        payload = base64.urlsafe_b64encode(
            mutate_json(json.dumps(claims).encode(), *second)
        ).decode()
        answer = {**good, "id_token": f"e30.{payload}.sig"}
        content = mutate_json(json.dumps(answer).encode(), *first)
        if first[0] % 11 == 0:
            content = mutate_bytes(content, *second)
        for ask in (
            lambda http: oauth.exchange(
                http, twinfield.provider(), CLIENT, "code", "n"
            ),
            lambda http: oauth.refresh(http, twinfield.provider(), CLIENT, "old"),
            lambda http: twinfield.validate(
                http, "https://login.twinfield.com", "token"
            ),
        ):
            with answering(content, status) as http:
                try:
                    found = ask(http)
                except LedgerError:
                    continue
                if isinstance(found, oauth.Tokens):
                    assert found.access.isprintable() and found.refresh.isprintable()

    by_night(run)


@pytest.mark.parametrize(
    ("claims", "code"),
    [
        ({"nonce": "other"}, "nonce_mismatch"),
        ({"nonce": "n", "aud": "another"}, "identity_foreign"),
        ({"nonce": "n", "aud": ["another"]}, "identity_foreign"),
        ({"nonce": "n", "iss": "https://evil.example/auth"}, "identity_foreign"),
        ({"nonce": "n", "exp": 1}, "identity_foreign"),
    ],
)
def test_an_identity_is_of_us_by_them_and_of_now(claims, code):
    payload = base64.urlsafe_b64encode(json.dumps(claims).encode()).decode()
    answer = {"access_token": "a", "id_token": f"e30.{payload}.sig", "expires_in": 9}
    with (
        answering(json.dumps(answer).encode()) as http,
        pytest.raises(LedgerError) as caught,
    ):
        oauth.exchange(http, twinfield.provider(), CLIENT, "code", "n")
    assert caught.value.code == code


NAMES = ["Retry-After", "X-Limit", "X-Remaining", "X-Reset", "Date"]
VALUES = st.one_of(
    st.sampled_from(["9" * 30, "٣", "-1", "1e9", "0", "Wed, 99 Foo", "\xff"]),
    st.text(st.characters(min_codepoint=32, max_codepoint=255), max_size=30),
)


@fuzzed(200)
@given(st.dictionaries(st.sampled_from(NAMES), VALUES), st.sampled_from([200, 429]))
def test_headers(headers, status):
    """Whatever they say of pauses and limits: it is waited a while, and no longer."""
    stored = []

    class Cursor:
        def execute(self, query, parameters=None):
            stored.append(query)

    @contextmanager
    def cursor():
        yield Cursor()

    limit = Limit(key="k", credits=60, seconds=60, headers="X")
    fair_use = FairUse(cursor, [limit], 0)
    answer = requests.Response()
    answer.status_code = status
    answer.headers.update(headers)
    fair_use.learn(answer)
    for number in re.findall(r"[0-9.]+(?=\))", " ".join(stored)):
        assert float(number) <= 10**9
    with answering(b"", status, **headers) as http:
        try:
            http.request("GET", "https://login.twinfield.com/", writing=False)
        except Throttled as error:
            assert error.retry_at <= utcnow() + timedelta(days=1)
