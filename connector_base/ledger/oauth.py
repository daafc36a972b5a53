"""What lets us in: OAuth 2.0 with a log-in page or by client credentials, or a session
from a key. The wire alone, nothing stored.

Each kind of grant says by ``hosts`` who gets secrets, by ``secret_names`` under which
names of its own a ledger tells or wants them (masked in the log as those that all
have are), and by ``secret_days`` after how many days the client's secret, or the key,
ends (0: never).
"""

import base64
import hmac
import json
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta, timezone
from typing import Any
from urllib.parse import urlencode, urlsplit

from oauthlib.oauth2 import OAuth2Error, WebApplicationClient
from oauthlib.oauth2.rfc6749.errors import MissingTokenError

from .errors import (
    UNREADABLE,
    NotAuthorised,
    NotExecuted,
    ProtocolError,
    Throttled,
    Unavailable,
)
from .http import Session, judge, utcnow

# Those of section 4.1.2.1 that pass by themselves.
PASSING = ("server_error", "temporarily_unavailable")
EARLY = 30  # s to wait where a token was replaced too early


def remembered(
    fresh: Callable[[str | None], tuple[str, datetime]],
) -> Callable[..., str]:
    """``fresh(stale)`` gives a token and until when (naive UTC) it is good: asked once
    for a unit of work, and again where the token is over or was refused."""
    known, until = "", datetime.min

    def token(stale: str | None = None) -> str:
        nonlocal known, until
        if stale or utcnow() >= until:
            known, until = fresh(stale)
        return known

    return token


def no_token(stale: str | None = None) -> str:
    """Of a ledger that is closed."""
    raise NotAuthorised("not_connected")


@dataclass(frozen=True)
class Granted:
    """What the admin granted: ``token(stale=None)`` gives an access token that is
    valid now, never the one passed as ``stale``; ``account`` is what the provider's
    ``_<provider>_account`` learnt about whom it belongs to."""

    token: Callable[..., str]
    account: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Provider:
    """With the ledger's log-in page and a refresh token. Addresses are complete URLs.

    ``basic``: the client's id and secret go into a header, else into the body.
    ``margin``: seconds before its end that a token is replaced; a ledger that refuses
    to replace it earlier says so by the errors ``early``. ``revoked``: the errors by
    which it refuses a refresh token (RFC 6749 section 5.2). ``idle_days``: after so
    many without use it is dead; 0: never.
    """

    authorise_url: str
    token_url: str
    hosts: tuple[str, ...]
    scope: str = ""
    params: dict[str, str] = field(default_factory=dict)
    basic: bool = True
    margin: int = 60
    revoked: tuple[str, ...] = ("invalid_grant",)
    early: tuple[str, ...] = ()
    idle_days: int = 0
    secret_names: tuple[str, ...] = ()
    secret_days: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class ClientCredentials:
    """By the client's id and secret alone (RFC 6749 section 4.4), nobody logs in.
    ``params`` go into the body (an audience, a resource); the rest as in ``Provider``.
    """

    token_url: str
    hosts: tuple[str, ...]
    scope: str = ""
    params: dict[str, str] = field(default_factory=dict)
    basic: bool = True
    margin: int = 60
    secret_names: tuple[str, ...] = ()
    secret_days: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Client:
    """The registered application."""

    id: str
    secret: str
    redirect_uri: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Tokens:
    """``expires_at`` is naive UTC; ``refresh`` is empty when none was issued."""

    access: str
    refresh: str
    expires_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Key:
    """By a key of the ledger's user, which the client's secret is. ``session(http,
    client)`` asks for a session by it: ``Tokens`` with ``access`` alone. Raises
    ``NotAuthorised("client_rejected")`` when the key is refused."""

    session: Callable[[Session, Client], Tokens]
    hosts: tuple[str, ...]
    margin: int = 60
    secret_names: tuple[str, ...] = ()
    secret_days: int = 0


Grant = Provider | ClientCredentials | Key


def authorise_url(provider: Provider, client: Client, state: str, nonce: str) -> str:
    """Where to send the admin's browser."""
    query = {
        "client_id": client.id,
        "redirect_uri": client.redirect_uri,
        "response_type": "code",
        "state": state,
        **provider.params,
    }
    if provider.scope:
        # A nonce is of OpenID Connect, which is asked for by a scope.
        query |= {"scope": provider.scope, "nonce": nonce}
    return f"{provider.authorise_url}?{urlencode(query)}"


def exchange(
    http: Session, provider: Provider, client: Client, code: str, nonce: str
) -> Tokens:
    """The tokens for an authorisation code. Raises NotAuthorised when refused, or
    when the identity token was made for another request than ours."""
    body = WebApplicationClient(client.id).prepare_request_body(
        code=code, redirect_uri=client.redirect_uri, include_client_id=False
    )
    return _ask(http, provider, client, body, nonce)


def refresh(http: Session, provider: Provider, client: Client, token: str) -> Tokens:
    """New tokens. ``NotAuthorised("token_revoked")`` when the grant is gone."""
    body = WebApplicationClient(client.id).prepare_refresh_body(refresh_token=token)
    tokens = _ask(http, provider, client, body)
    if tokens.refresh:
        return tokens
    return Tokens(access=tokens.access, refresh=token, expires_at=tokens.expires_at)


def renew(http: Session, grant: Grant, client: Client, token: str = "") -> Tokens:
    """Tokens without a person, of whatever kind the grant is; ``token``: the refresh
    token, of one with a log-in page. Raises NotAuthorised when that is refused."""
    if isinstance(grant, Provider):
        return refresh(http, grant, client, token)
    if isinstance(grant, Key):
        return grant.session(http, client)
    scope = {"scope": grant.scope} if grant.scope else {}
    body = urlencode({"grant_type": "client_credentials", **scope, **grant.params})
    return _ask(http, grant, client, body)


# What a token is written with (RFC 6750 section 2.1, RFC 6749 appendix A).
_TOKEN = re.compile(r"[\x21-\x7e]{1,16384}")
# s that clocks may differ, and that no token lives longer
_SKEW, _LONGEST = 300, 10 * 366 * 24 * 3600


def _ask(
    http: Session,
    provider: Provider | ClientCredentials,
    client: Client,
    body: str,
    nonce: str = "",
) -> Tokens:
    asked_at = utcnow()
    if not provider.basic:
        secret = {"client_id": client.id, "client_secret": client.secret}
        body = f"{body}&{urlencode(secret)}"
    http.hide(client.secret)
    response = http.request(
        "POST",
        provider.token_url,
        writing=False,
        operation="token",
        data=body,
        auth=(client.id, client.secret) if provider.basic else None,
        headers={
            "Content-Type": "application/x-www-form-urlencoded",
            "Accept": "application/json",
        },
    )
    if response.status_code >= 500:
        raise judge(response, writing=False)
    try:
        token = WebApplicationClient(client.id).parse_request_body_response(
            response.text
        )
        if not token["access_token"]:
            raise MissingTokenError()
        _check_identity(token.get("id_token"), nonce, provider, client)
        seconds = min(max(int(token.get("expires_in", 0)), 0), _LONGEST)
        return Tokens(
            access=_token(token["access_token"]),
            refresh=_token(token.get("refresh_token") or ""),
            expires_at=asked_at + timedelta(seconds=seconds),
        )
    except (MissingTokenError, *UNREADABLE) as error:
        detail = f"HTTP {response.status_code}"
        raise ProtocolError("token_answer_unexpected", detail) from error
    except OAuth2Error as error:
        if error.error in PASSING:
            raise Unavailable("ledger_down", error.error) from error
        raise _refused(provider, error.error) from error


def _refused(provider: Provider | ClientCredentials, reason: str) -> NotExecuted:
    if isinstance(provider, Provider):
        if reason in provider.early:
            return Throttled(utcnow() + timedelta(seconds=EARLY), reason)
        if reason in provider.revoked:
            return NotAuthorised("token_revoked", reason)
    return NotAuthorised("client_rejected", reason)


def _token(said: Any) -> str:
    """It goes into a header as it is. Raises what reading raises."""
    if said and not _TOKEN.fullmatch(said):
        raise ValueError("token")
    return said


def _check_identity(
    id_token: str | None,
    nonce: str,
    provider: Provider | ClientCredentials,
    client: Client,
) -> None:
    """OpenID Connect Core 3.1.3.7: the token came straight from the token endpoint,
    so its signature need not be checked; what it says of itself must."""
    if not (id_token and nonce):
        return
    payload = id_token.split(".")[1]
    claims = json.loads(base64.urlsafe_b64decode(payload + "=" * (-len(payload) % 4)))
    if not hmac.compare_digest(str(claims.get("nonce", "")).encode(), nonce.encode()):
        raise NotAuthorised("nonce_mismatch")
    audience = claims.get("aud", client.id)
    issuer = urlsplit(str(claims.get("iss", provider.token_url)))
    now = datetime.now(timezone.utc).timestamp()
    if (
        client.id not in (audience if isinstance(audience, list) else [audience])
        or issuer[:2] != urlsplit(provider.token_url)[:2]
        or float(claims.get("exp", now)) < now - _SKEW
    ):
        raise NotAuthorised("identity_foreign")
