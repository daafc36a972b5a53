"""Webhooks: subscribing to them, and knowing theirs from a stranger's.

Source: Exact Online REST API, webhooks/WebhookSubscriptions.
"""

import hashlib
import hmac
import json

from .api import Api
from .failures import Denied, Refused

# What happens to payments tells of itself by these; matching has no topic.
TOPICS = ("BankEntries", "CashEntries", "GeneralJournalEntries", "SalesEntries")
_RESOURCE = "webhooks/WebhookSubscriptions"
_HEAD, _TAIL = b'{"Content":', b',"HashCode":'


def subscribe(api: Api, url: str, client: str) -> str:
    """One subscription for each topic; returns why Exact refused, or nothing. An
    application has one for each topic of a division: what leads elsewhere goes."""
    try:
        known = _ours(api, client)
        for topic in TOPICS:
            row = known.get(topic)
            if row and row["CallbackURL"] == url:
                continue
            if row:
                api.delete(_RESOURCE, row["ID"])
            api.post(_RESOURCE, {"CallbackURL": url, "Topic": topic})
    except (Refused, Denied) as error:
        return error.detail
    return ""


def unsubscribe(api: Api, client: str) -> str:
    """Returns why Exact refused, or nothing."""
    try:
        for row in _ours(api, client).values():
            api.delete(_RESOURCE, row["ID"])
    except (Refused, Denied) as error:
        return error.detail
    return ""


def _ours(api: Api, client: str) -> dict[str, dict]:
    """{topic: subscription} of the application ``client``."""
    return {
        row["Topic"]: row
        for row in api.rows(_RESOURCE, "ID,Topic,CallbackURL,ClientID")
        if row["Topic"] in TOPICS and _bare(row["ClientID"]) == _bare(client)
    }


def _bare(guid: str | None) -> str:
    return (guid or "").strip("{}").lower()


def verified(body: bytes, secret: str) -> dict:
    """The content of ``body`` when ``secret`` signed it, else an empty one. What is
    signed are the bytes as they came; nothing is read before they are known good."""
    start, end = body.find(_HEAD), body.rfind(_TAIL)
    if start != 0 or end < 0:
        return {}
    content = body[len(_HEAD) : end]
    said = body[end + len(_TAIL) :].strip(b' "}\r\n').lower()
    sign = hmac.new(secret.encode(), content, hashlib.sha256).hexdigest()
    if not hmac.compare_digest(sign.encode(), said):
        return {}
    try:
        value = json.loads(content)
    except (ValueError, RecursionError):
        return {}
    return value if isinstance(value, dict) else {}
