"""Logging on at Twinfield: endpoints and scopes as data, and which cluster serves
the organisation.

Source: Twinfield developer documentation, OpenID Connect Authentication.
"""

from dataclasses import dataclass
from urllib.parse import urlsplit

from odoo.addons.connector_base.ledger.errors import (
    UNREADABLE,
    NotAuthorised,
    ProtocolError,
)
from odoo.addons.connector_base.ledger.http import Session, is_within, judge
from odoo.addons.connector_base.ledger.oauth import Provider

from . import const


@dataclass(frozen=True, slots=True, kw_only=True)
class Account:
    """Whose token it is. ``cluster_url`` has no slash at its end."""

    organisation_code: str
    user_code: str
    cluster_url: str


def provider(login_url: str = const.LOGIN) -> Provider:
    """How the log-on at ``login_url`` does OAuth, and which hosts it leads to."""
    login_url = login_url.rstrip("/")
    host = urlsplit(login_url).hostname or ""
    ours = login_url == const.LOGIN
    return Provider(
        authorise_url=login_url + const.AUTHORISE,
        token_url=login_url + const.EXCHANGE,
        scope=const.SCOPE,
        hosts=(host, const.CLUSTERS) if ours else (host,),
    )


def validate(http: Session, login_url: str, token: str) -> Account:
    """Who ``token`` stands for, and on which cluster.

    Raises NotAuthorised("token_rejected"), or "cluster_missing" when the scope of the
    organisation was not granted; Unavailable and ProtocolError as every call.
    """
    response = http.request(
        "GET",
        login_url.rstrip("/") + const.VALIDATION,
        writing=False,
        operation="accesstokenvalidation",
        params={"token": token},
        headers={"Accept": "application/json"},
    )
    if response.status_code in (400, 401, 403):
        raise NotAuthorised("token_rejected", f"HTTP {response.status_code}")
    if response.status_code != 200:
        raise judge(response, writing=False)
    try:
        claims = response.json()
        known = {name: str(claims.get(f"twf.{name}") or "") for name in _CLAIMS}
    except UNREADABLE as error:
        raise ProtocolError("token_answer_unexpected") from error
    if not known["clusterUrl"]:
        raise NotAuthorised("cluster_missing")
    cluster = known["clusterUrl"].rstrip("/")
    hosts = (const.CLUSTERS, *provider(login_url).hosts)
    if not is_within(cluster, hosts) or set("?#") & set(cluster):
        raise NotAuthorised("cluster_foreign", cluster[:200])
    return Account(
        organisation_code=known["organisationCode"],
        user_code=known["organisationUserCode"],
        cluster_url=cluster,
    )


_CLAIMS = ("organisationCode", "organisationUserCode", "clusterUrl")
