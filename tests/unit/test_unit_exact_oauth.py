"""Logging on at Exact Online."""

from urllib.parse import parse_qs, urlsplit

import pytest
from exact_answers import answer

from odoo.addons.connector_base.ledger import oauth
from odoo.addons.connector_base.ledger.errors import NotAuthorised, Throttled
from odoo.addons.connector_base.ledger.http import Session
from odoo.addons.exact_connector.client import oauth as exact

CLIENT = oauth.Client(
    id="2f0c4a10-0000-4c1e-9d11-000000000001",
    secret="s3cret",
    redirect_uri="https://odoo.example/ledger/oauth/callback",
)


@pytest.fixture
def http():
    with Session(hosts=["127.0.0.1"], timeout=2) as session:
        yield session


def test_refresh_sends_the_secret_in_the_body(http, server):
    server.then(
        answer(
            {
                "access_token": "stampNL001.gAAAAB",
                "token_type": "bearer",
                "expires_in": "600",
                "refresh_token": "Xk3t!JBBB",
            }
        )
    )
    tokens = oauth.refresh(http, exact.provider(server.url), CLIENT, "Xk3t!IAAA")
    assert (tokens.access, tokens.refresh) == ("stampNL001.gAAAAB", "Xk3t!JBBB")
    (request,) = server.requests
    assert "Authorization" not in request.headers
    assert {k: v[0] for k, v in parse_qs(request.body).items()} == {
        "grant_type": "refresh_token",
        "refresh_token": "Xk3t!IAAA",
        "client_id": CLIENT.id,
        "client_secret": CLIENT.secret,
    }


@pytest.mark.parametrize(
    ("status", "error", "expected"),
    [
        (401, "access_denied", Throttled),
        (401, "unauthorized_client", NotAuthorised),
        (400, "invalid_request", NotAuthorised),
    ],
)
def test_refused_refresh(http, server, status, error, expected):
    server.then(answer({"error": error, "error_description": "told so"}, status))
    with pytest.raises(expected) as caught:
        oauth.refresh(http, exact.provider(server.url), CLIENT, "Xk3t!IAAA")
    assert caught.value.code in ("throttled", "token_revoked")


def test_log_in_address_has_no_scope(server):
    url = oauth.authorise_url(exact.provider(server.url), CLIENT, "state", "nonce")
    options = parse_qs(urlsplit(url).query)
    assert set(options) == {"client_id", "redirect_uri", "response_type", "state"}
