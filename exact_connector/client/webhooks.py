"""Webhooks: subscribing to them, and knowing theirs from a stranger's.

Source: Exact Online REST API, webhooks/WebhookSubscriptions.
"""

import hashlib
import hmac
import json

from .api import Api, Refused

# What happens to payments tells of itself by these; matching has no topic.
TOPICS = ("BankEntries", "CashEntries", "GeneralJournalEntries", "SalesEntries")
_RESOURCE = "webhooks/WebhookSubscriptions"
_HEAD, _TAIL = b'{"Content":', b',"HashCode":'


def subscribe(api: Api, url: str) -> str:
    """One subscription for each topic that has none; returns why Exact refused, or
    nothing."""
    known = {
        (row["Topic"], row["CallbackURL"])
        for row in api.rows(_RESOURCE, "ID,Topic,CallbackURL")
    }
    for topic in TOPICS:
        if (topic, url) in known:
            continue
        try:
            api.post(_RESOURCE, {"CallbackURL": url, "Topic": topic})
        except Refused as refused:
            return f"{topic}: {refused}"
    return ""


def unsubscribe(api: Api, url: str) -> None:
    """End those that call this address."""
    for row in list(api.rows(_RESOURCE, "ID,Topic,CallbackURL")):
        if row["CallbackURL"] == url:
            api.delete(_RESOURCE, row["ID"])


def verified(body: bytes, secret: str) -> dict:
    """The content of ``body`` when ``secret`` signed it, else an empty one. What is
    signed are the bytes as they came, not what they mean."""
    start, end = body.find(_HEAD), body.rfind(_TAIL)
    if start != 0 or end < 0:
        return {}
    content = body[len(_HEAD) : end]
    try:
        said = json.loads(body)["HashCode"]
        value = json.loads(content)
    except (ValueError, KeyError, TypeError):
        return {}
    sign = hmac.new(secret.encode(), content, hashlib.sha256).hexdigest()
    good = hmac.compare_digest(sign.lower(), str(said).lower())
    return value if good and isinstance(value, dict) else {}
