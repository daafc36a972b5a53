"""Tokens: asked for, renewed, refused."""

import base64
import json
from datetime import timedelta
from urllib.parse import parse_qs, urlsplit

import pytest
from loopback import reply, reset
from oauth_tokens import id_token, token

from odoo.addons.connector_base.ledger import oauth
from odoo.addons.connector_base.ledger.errors import (
    LedgerError,
    NotAuthorised,
    ProtocolError,
    Throttled,
    Unavailable,
)
from odoo.addons.connector_base.ledger.http import Session, utcnow
from odoo.addons.twinfield_connector.client import oauth as twinfield

CLIENT = oauth.Client(id="odoo19", secret="s3cr3t-c", redirect_uri="https://o/cb?a=b")


@pytest.fixture
def recorded():
    return []


@pytest.fixture
def http(recorded):
    with Session(hosts=["127.0.0.1"], timeout=1, record=recorded.append) as session:
        yield session


@pytest.fixture
def provider(server):
    return twinfield.provider(server.url + "/")


def test_browser_is_sent_with_everything_that_twinfield_demands(provider, server):
    url = oauth.authorise_url(provider, CLIENT, "st&te", "n-0S6")
    assert url.startswith(f"{server.url}/auth/authentication/connect/authorize?")
    query = {name: one for name, (one,) in parse_qs(urlsplit(url).query).items()}
    scope = query.pop("scope").split()
    assert {"openid", "twf.organisation", "offline_access"} <= set(scope)
    assert query == {
        "client_id": "odoo19",
        "redirect_uri": "https://o/cb?a=b",
        "response_type": "code",
        "state": "st&te",
        "nonce": "n-0S6",
    }


def test_code_is_exchanged_with_the_secret_in_the_header(http, server, provider):
    server.then(
        reply(token(refresh_token="s3cr3t-r", id_token=id_token({"nonce": "n"})))
    )
    tokens = oauth.exchange(http, provider, CLIENT, "c0de", "n")
    assert (tokens.access, tokens.refresh) == ("s3cr3t-a", "s3cr3t-r")
    left = tokens.expires_at - utcnow()
    assert timedelta(seconds=3500) < left <= timedelta(seconds=3600)
    (request,) = server.requests
    assert request.path == "/auth/authentication/connect/token"
    assert parse_qs(request.body) == {
        "grant_type": ["authorization_code"],
        "code": ["c0de"],
        "redirect_uri": ["https://o/cb?a=b"],
    }
    expected = base64.b64encode(b"odoo19:s3cr3t-c").decode()
    assert request.headers["Authorization"] == f"Basic {expected}"


def test_identity_made_for_another_request_is_refused(http, server, provider):
    server.then(reply(token(id_token=id_token({"nonce": "other"}))))
    with pytest.raises(NotAuthorised) as caught:
        oauth.exchange(http, provider, CLIENT, "c0de", "n")
    assert caught.value.code == "nonce_mismatch"


@pytest.mark.parametrize(
    ("answer", "kept"), [({}, "old"), ({"refresh_token": "new"}, "new")]
)
def test_refresh_keeps_the_newest_refresh_token(http, server, provider, answer, kept):
    server.then(reply(token(**answer)))
    assert oauth.refresh(http, provider, CLIENT, "old").refresh == kept


@pytest.mark.parametrize(
    ("answer", "error", "code"),
    [
        (reply('{"error":"invalid_grant"}', 400), NotAuthorised, "token_revoked"),
        (reply('{"error":"invalid_client"}', 400), NotAuthorised, "client_rejected"),
        (reply('{"error":"unauthorized_client"}', 400), NotAuthorised, None),
        (reply('{"error":"server_error"}', 400), Unavailable, "ledger_down"),
        (reply('{"error":"invalid_grant"}', 503), Unavailable, "ledger_down"),
        (reply("<html>", 502), Unavailable, "ledger_down"),
        (reply("", 429), Throttled, "throttled"),
        (reset, Unavailable, "unreachable"),
    ],
)
def test_refusal_says_whose_turn_it_is(http, server, provider, answer, error, code):
    server.then(answer)
    with pytest.raises(error) as caught:
        oauth.refresh(http, provider, CLIENT, "old")
    assert code is None or caught.value.code == code


@pytest.mark.parametrize(
    "body",
    [
        "<html>Sign in</html>",
        "",
        "null",
        "[1]",
        "3",
        '"x"',
        "{}",
        '{"access_token": ""}',
        token(expires_in="soon"),
        token(id_token="x"),
        token(id_token="a.b.c"),
        token(id_token=id_token([1])),
    ],
)
def test_token_answer_of_another_shape_is_a_typed_error(http, server, provider, body):
    server.then(reply(body))
    with pytest.raises(LedgerError):
        oauth.exchange(http, provider, CLIENT, "c0de", "n")


def credentials(server, **more):
    url = f"{server.url}/token"
    return oauth.ClientCredentials(token_url=url, hosts=("127.0.0.1",), **more)


def test_client_credentials_need_nobody_to_log_in(http, server):
    server.then(reply(token()))
    grant = credentials(server, scope="books", params={"resource": "r"})
    tokens = oauth.renew(http, grant, CLIENT)
    assert (tokens.access, tokens.refresh) == ("s3cr3t-a", "")
    (request,) = server.requests
    assert request.path == "/token"
    assert parse_qs(request.body) == {
        "grant_type": ["client_credentials"],
        "scope": ["books"],
        "resource": ["r"],
    }
    assert request.headers["Authorization"].startswith("Basic ")


@pytest.mark.parametrize("reason", ["invalid_client", "invalid_grant"])
def test_refused_client_credentials_are_the_clients(http, server, reason):
    server.then(reply(f'{{"error":"{reason}"}}', 400))
    with pytest.raises(NotAuthorised) as caught:
        oauth.renew(http, credentials(server), CLIENT)
    assert caught.value.code == "client_rejected"


def test_client_secret_is_hidden_from_the_log(http, server, recorded):
    server.then(reply('{"error":"invalid_client","words":"no s3cr3t-c here"}', 400))
    with pytest.raises(NotAuthorised):
        oauth.renew(http, credentials(server, basic=False), CLIENT)
    assert "words" in recorded[0].response
    assert "s3cr3t" not in repr(recorded)


def test_key_gives_a_session(http, server):
    def session(http, client):
        answer = http.request("GET", f"{server.url}/{client.secret}", writing=False)
        end = utcnow() + timedelta(hours=1)
        return oauth.Tokens(access=answer.text, refresh="", expires_at=end)

    server.then(reply("s3cr3t-s"))
    grant = oauth.Key(session=session, hosts=("127.0.0.1",))
    assert oauth.renew(http, grant, CLIENT).access == "s3cr3t-s"
    assert server.requests[0].path == "/s3cr3t-c"


def test_log_in_page_is_renewed_by_its_refresh_token(http, server, provider):
    server.then(reply(token(refresh_token="new")))
    assert oauth.renew(http, provider, CLIENT, "old").refresh == "new"
    assert parse_qs(server.requests[0].body)["refresh_token"] == ["old"]


CLAIMS = {
    "twf.organisationId": "7f0b1d3c",
    "twf.organisationCode": "ACME",
    "twf.organisationUserCode": "ODOO",
    "twf.clusterUrl": "https://accounting.twinfield.com/",
    "exp": "1710507600",
}


def test_token_tells_its_organisation_and_cluster(http, server, recorded):
    server.then(reply(json.dumps(CLAIMS)))
    account = twinfield.validate(http, server.url, "s3cr3t-a")
    assert account == twinfield.Account(
        organisation_code="ACME",
        user_code="ODOO",
        cluster_url="https://accounting.twinfield.com",
    )
    path = "/auth/authentication/connect/accesstokenvalidation?token=s3cr3t-a"
    assert (server.requests[0].method, server.requests[0].path) == ("GET", path)
    assert "s3cr3t" not in repr(recorded)


@pytest.mark.parametrize(
    ("answer", "error", "code"),
    [
        (reply('{"Message":"Token expired"}', 400), NotAuthorised, "token_rejected"),
        (reply("{}"), NotAuthorised, "cluster_missing"),
        (reply('{"twf.clusterUrl": null}'), NotAuthorised, "cluster_missing"),
        (reply("[]"), ProtocolError, "token_answer_unexpected"),
        (reply("<html>"), ProtocolError, "token_answer_unexpected"),
        (reply("", 500), Unavailable, "ledger_down"),
    ],
)
def test_token_that_leads_nowhere(http, server, answer, error, code):
    server.then(answer)
    with pytest.raises(error) as caught:
        twinfield.validate(http, server.url, "s3cr3t-a")
    assert caught.value.code == code


def test_only_the_vendors_hosts_get_a_token_and_a_sandbox_only_itself():
    vendor = twinfield.provider()
    assert vendor.hosts == ("login.twinfield.com", "*.twinfield.com")
    assert twinfield.provider("http://127.0.0.1:1/x").hosts == ("127.0.0.1",)
