"""What may be stored of an exchange: everything but secrets, which are known by the
names of what holds them and, those that are at hand, by their values."""

import json
import re
from collections.abc import Iterable
from functools import lru_cache
from urllib.parse import quote, quote_plus
from xml.sax.saxutils import escape

from . import link

MASK = "***"
NAMES = (
    "access_?token|refresh_?token|id_?token|client_?secret|client_?assertion|password|"
    "sessionid|session_?id|access_?secret|access_?key|api_?key|client_?token|sms_?code|"
    "token|code_verifier|AccessTokenLogonResult"
)
_BEARER = re.compile(r"\b(Bearer|Basic)\s+[\w.~+/=-]+", re.IGNORECASE)
# Shorter ones occur in every text: masking "1" would leave nothing to read.
SHORTEST = 6


@lru_cache(maxsize=32)
def _patterns(names: tuple[str, ...]) -> tuple[re.Pattern[str], ...]:
    """How XML, JSON and forms say what these, and those of ``NAMES``, are."""
    known = "|".join((NAMES, *map(re.escape, names)))
    return (
        re.compile(rf"(<(?:\w+:)?(?:{known})\b[^<>]*>)[^<]*()", re.IGNORECASE),
        re.compile(rf'("(?:{known})"\s*:\s*")(?:[^"\\]|\\.)*(")', re.IGNORECASE),
        re.compile(rf"((?:^|[?&])(?:{known}|code)=)[^&\s#]*()", re.IGNORECASE),
    )


def text(value: str, names: Iterable[str] = (), secrets: Iterable[str] = ()) -> str:
    """``value`` (XML, JSON, form, URL or log line) with its secrets masked: what
    stands under a name of ``NAMES`` or ``names``, and ``secrets`` themselves wherever
    and however escaped they stand."""
    for spelling in _spellings(secrets):
        value = value.replace(spelling, MASK)
    for pattern in _patterns(tuple(names)):
        value = pattern.sub(rf"\1{MASK}\2", value)
    return link.masked(_BEARER.sub(rf"\1 {MASK}", value))


def _spellings(secrets: Iterable[str]) -> list[str]:
    """As they stand in texts, JSON, forms, addresses and XML; the longest first, so
    that none leaves the end of another."""
    found = {
        spelling
        for secret in secrets
        if len(secret) >= SHORTEST
        for spelling in (
            secret,
            json.dumps(secret)[1:-1],
            json.dumps(secret, ensure_ascii=False)[1:-1],
            quote(secret),
            quote(secret, safe=""),
            quote_plus(secret),
            escape(secret),
            escape(secret, {'"': "&quot;"}),
        )
    }
    return sorted(found, key=len, reverse=True)
