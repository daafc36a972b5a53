"""Logging on at Exact Online.

A refresh token is good for one use within 30 days, and an access token must not be
replaced before it is 570 seconds old.

Source: Exact Online developer knowledge base, OAuth.
"""

from urllib.parse import urlsplit

from odoo.addons.connector_base.ledger.errors import NotAuthorised
from odoo.addons.connector_base.ledger.http import Session, judge
from odoo.addons.connector_base.ledger.oauth import Provider

from . import const

# Our clock counts from before the request, so a little less than the 30 s left.
MARGIN = 20
IDLE_DAYS = 30
_ME = "CurrentDivision,UserName,FullName,LanguageCode,DivisionCustomerCode"


def provider(site: str) -> Provider:
    """``site``: address without a slash at its end."""
    return Provider(
        authorise_url=site + const.AUTHORISE,
        token_url=site + const.EXCHANGE,
        hosts=(urlsplit(site).hostname or "",),
        basic=False,
        margin=MARGIN,
        revoked=("invalid_grant", "unauthorized_client", "invalid_request"),
        early=("access_denied",),
        idle_days=IDLE_DAYS,
    )


def whoami(http: Session, site: str, token: str) -> dict[str, str]:
    """{user, name, language, division}: whose token it is, and the division that was
    open last."""
    response = http.request(
        "GET",
        f"{site}{const.API}/current/Me?$select={_ME}",
        writing=False,
        operation="current/Me",
        headers={"Authorization": f"Bearer {token}", "Accept": "application/json"},
    )
    if response.status_code in (401, 403):
        raise NotAuthorised("token_rejected", response.reason or "")
    if response.status_code != 200:
        raise judge(response, writing=False)
    try:
        (me,) = response.json()["d"]["results"]
        return {
            "user": me["UserName"] or "",
            "name": me["FullName"] or "",
            "language": me["LanguageCode"] or "",
            "division": str(me["CurrentDivision"]),
        }
    except (ValueError, KeyError, TypeError) as error:
        raise judge(response, writing=False) from error
