"""How a token is asked for, and which answers are believed."""

import json
import time
from dataclasses import replace
from datetime import timedelta
from urllib.parse import parse_qs, urlsplit

import pytest
from loopback import reply
from oauth_tokens import id_token, token

from odoo.addons.connector_base.ledger import oauth
from odoo.addons.connector_base.ledger.errors import (
    NotAuthorised,
    ProtocolError,
    Throttled,
    Unavailable,
)
from odoo.addons.connector_base.ledger.http import Session, utcnow

CLIENT = oauth.Client(id="odoo19", secret="s3cr3t&c", redirect_uri="https://o/cb")


@pytest.fixture
def recorded():
    return []


@pytest.fixture
def http(recorded):
    with Session(hosts=["127.0.0.1"], timeout=2, record=recorded.append) as session:
        yield session


@pytest.fixture
def provider(server):
    return oauth.Provider(
        authorise_url=f"{server.url}/authorise",
        token_url=f"{server.url}/token",
        hosts=("127.0.0.1",),
    )


def answer(**fields):
    return reply(token(**fields))


def test_ledger_without_a_scope_is_asked_for_none(http, server, provider):
    url = oauth.authorise_url(provider, CLIENT, "state", "n")
    assert parse_qs(urlsplit(url).query) == {
        "client_id": ["odoo19"],
        "redirect_uri": ["https://o/cb"],
        "response_type": ["code"],
        "state": ["state"],
    }
    server.then(answer())
    grant = oauth.ClientCredentials(token_url=provider.token_url, hosts=provider.hosts)
    oauth.renew(http, grant, CLIENT)
    assert server.requests[0].body == "grant_type=client_credentials"


@pytest.mark.parametrize("basic", [True, False])
def test_secret_stands_in_one_place_only(http, server, provider, recorded, basic):
    server.then(answer())
    oauth.exchange(http, replace(provider, basic=basic), CLIENT, "c0de", "")
    (request,) = server.requests
    assert (request.method, request.path) == ("POST", "/token")
    assert request.headers["Content-Type"] == "application/x-www-form-urlencoded"
    assert request.headers["Accept"] == "application/json"
    assert ("Authorization" in request.headers) is basic
    in_body = {"client_id": ["odoo19"], "client_secret": ["s3cr3t&c"]}
    assert parse_qs(request.body) == {
        "grant_type": ["authorization_code"],
        "code": ["c0de"],
        "redirect_uri": ["https://o/cb"],
        **({} if basic else in_body),
    }
    assert recorded[0].operation == "token"


@pytest.mark.parametrize(
    ("said", "seconds"),
    [(3600, 3600), ("60", 60), (-5, 0), (0, 0), (..., 0), (10**12, 10 * 366 * 86400)],
)
def test_token_is_good_for_as_long_as_was_said_and_not_forever(
    http, server, provider, said, seconds
):
    server.then(answer(expires_in=said))
    before = utcnow()
    tokens = oauth.refresh(http, provider, CLIENT, "old")
    end = tokens.expires_at - timedelta(seconds=seconds)
    assert before <= end <= utcnow()


@pytest.mark.parametrize(
    "fields",
    [
        {"access_token": "two words"},
        {"access_token": "line\r\nX: y"},
        {"access_token": "caf\u00e9"},
        {"access_token": "x" * 16385},
        {"access_token": 5},
        {"access_token": ["a"]},
        {"access_token": None},
        {"refresh_token": "line\n"},
        {"refresh_token": 5},
        {"expires_in": "soon"},
    ],
)
def test_token_that_fits_into_no_header_is_none(http, server, provider, fields):
    server.then(answer(**fields))
    with pytest.raises(ProtocolError) as caught:
        oauth.refresh(http, provider, CLIENT, "old")
    assert (caught.value.code, caught.value.detail) == (
        "token_answer_unexpected",
        "HTTP 200",
    )


def test_longest_token_is_taken(http, server, provider):
    server.then(answer(access_token="x" * 16384, refresh_token=""))
    tokens = oauth.refresh(http, provider, CLIENT, "old")
    assert (len(tokens.access), tokens.refresh) == (16384, "old")


@pytest.mark.parametrize("status", [500, 502, 599])
def test_ledger_that_is_down_refuses_nobody(http, server, provider, status):
    server.then(reply('{"error":"invalid_grant"}', status))
    with pytest.raises(Unavailable) as caught:
        oauth.refresh(http, provider, CLIENT, "old")
    assert caught.value.code == "ledger_down"


@pytest.mark.parametrize(
    ("error", "kind", "code"),
    [
        ("too_early", Throttled, "throttled"),
        ("invalid_grant", NotAuthorised, "token_revoked"),
        ("gone", NotAuthorised, "client_rejected"),
        ("temporarily_unavailable", Unavailable, "ledger_down"),
    ],
)
def test_refusal_in_the_ledgers_own_words(http, server, provider, error, kind, code):
    server.then(reply(json.dumps({"error": error}), 400))
    with pytest.raises(kind) as caught:
        oauth.refresh(http, replace(provider, early=("too_early",)), CLIENT, "old")
    assert (caught.value.code, caught.value.detail) == (code, error)
    if kind is Throttled:
        left = caught.value.retry_at - utcnow()
        assert timedelta(seconds=20) < left <= timedelta(seconds=30)


def exchange(http, server, provider, **claims):
    server.then(answer(id_token=id_token({"nonce": "n", **claims})))
    return oauth.exchange(http, provider, CLIENT, "c0de", "n")


LATER = 4102444800


@pytest.mark.parametrize(
    "claims",
    [
        {},
        {"aud": "odoo19"},
        {"aud": ["other", "odoo19"]},
        {"iss": "@/issuer/path"},
        {"exp": LATER},
        {"exp": str(LATER)},
        # However long what it says of itself is
        *({"x": "y" * length} for length in range(4)),
    ],
)
def test_identity_that_is_ours_is_believed(http, server, provider, claims):
    if "iss" in claims:
        claims = {"iss": claims["iss"].replace("@", server.url)}
    tokens = exchange(http, server, provider, **claims)
    assert tokens.access == "s3cr3t-a"


def test_clocks_may_differ_by_minutes(http, server, provider):
    now = time.time()
    assert exchange(http, server, provider, exp=now - 200)
    with pytest.raises(NotAuthorised) as caught:
        exchange(http, server, provider, exp=now - 400)
    assert caught.value.code == "identity_foreign"


@pytest.mark.parametrize(
    ("claims", "code"),
    [
        ({}, "nonce_mismatch"),
        ({"nonce": "other"}, "nonce_mismatch"),
        ({"nonce": "n", "aud": "another"}, "identity_foreign"),
        ({"nonce": "n", "aud": "odoo19x"}, "identity_foreign"),
        ({"nonce": "n", "aud": ["another"]}, "identity_foreign"),
        ({"nonce": "n", "iss": "https://evil.example/"}, "identity_foreign"),
        ({"nonce": "n", "exp": 1}, "identity_foreign"),
    ],
)
def test_identity_of_somebody_else_is_not(http, server, provider, claims, code):
    server.then(answer(id_token=id_token(claims)))
    with pytest.raises(NotAuthorised) as caught:
        oauth.exchange(http, provider, CLIENT, "c0de", "n")
    assert caught.value.code == code


def test_who_asked_for_no_identity_is_not_asked_for_one(http, server, provider):
    foreign = id_token({"nonce": "other", "aud": "another"})
    server.then(answer(id_token=foreign), answer())
    assert oauth.refresh(http, provider, CLIENT, "old").access
    assert oauth.exchange(http, provider, CLIENT, "c0de", "n").access


def test_closed_ledger_has_no_token():
    with pytest.raises(NotAuthorised) as caught:
        oauth.no_token()
    assert caught.value.code == "not_connected"
