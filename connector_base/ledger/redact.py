"""What may be stored of an exchange: everything but secrets."""

import re

MASK = "***"
HEADERS = frozenset({"authorization", "cookie", "set-cookie", "proxy-authorization"})
NAMES = (
    "access_?token|refresh_?token|id_?token|client_?secret|password|sessionid|"
    "session_?id|access_?secret|client_?token|sms_?code|token|code_verifier|"
    "AccessTokenLogonResult"
)
_XML = re.compile(rf"(<(?:\w+:)?(?:{NAMES})\b[^>]*>)[^<]*", re.IGNORECASE)
_JSON = re.compile(rf'("(?:{NAMES})"\s*:\s*)"(?:[^"\\]|\\.)*"', re.IGNORECASE)
_FORM = re.compile(rf"((?:^|[?&])(?:{NAMES}|code)=)[^&\s#]*", re.IGNORECASE)
_BEARER = re.compile(r"\b(Bearer|Basic)\s+[\w.~+/=-]+", re.IGNORECASE)


def text(value: str) -> str:
    """``value`` (XML, JSON, form, URL or log line) with its secrets masked."""
    value = _XML.sub(rf"\1{MASK}", value)
    value = _JSON.sub(rf'\1"{MASK}"', value)
    value = _FORM.sub(rf"\1{MASK}", value)
    return _BEARER.sub(rf"\1 {MASK}", value)


def headers(values) -> dict[str, str]:
    """Header fields with the secret ones masked."""
    return {
        name: MASK if name.lower() in HEADERS else text(value)
        for name, value in values.items()
    }
