"""Logging on at Exact Online.

A refresh token is good for one use within 30 days, and an access token must not be
replaced before it is 570 seconds old.

Source: Exact Online developer knowledge base, OAuth.
"""

from urllib.parse import urlsplit

from odoo.addons.connector_base.ledger.oauth import Provider

from . import const

# Our clock counts from before the request, so a little less than the 30 s left.
MARGIN = 20
IDLE_DAYS = 30


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
