"""What may be given to support of an exchange: no person. Where something about one
stands, its shape is left: "Jan 12" becomes "xxx 99", which is as good for finding out
why a ledger refused it.
"""

import html
import json
import re
from collections.abc import Iterable
from urllib.parse import quote

# Shorter ones occur in words and codes that have nothing to do with a person.
_SHORTEST, _SHORTEST_NUMBER = 4, 6
# Remembered to be veiled elsewhere, the last ones.
_MOST = 2000
# A file is of no use for finding out anything.
_LONGEST = 500
_OPEN, _CLOSE, _QUOTE = "(?:<|&lt;)", "(?:>|&gt;)", '(?:"|&quot;)'


def shape(value: str) -> str:
    if len(value) > _LONGEST:
        return f"*** {len(value)} characters"
    return "".join(
        "x" if one.isalpha() else "9" if one.isdigit() else one for one in value
    )


class Veil:
    """``names``: patterns of elements, attributes and properties that are about persons
    or may be, as XML (also within XML, as text), JSON and filters in addresses say
    them. ``rows``: a pattern of answers whose only group is about persons.

    A value that was veiled lately is veiled wherever else it stands."""

    def __init__(self, names: Iterable[str], rows: str = ""):
        known = "|".join(names) or "(?!)"
        value = rf"((?:(?!{_OPEN}).)+)"
        self._patterns = [
            re.compile(pattern, re.IGNORECASE | re.DOTALL)
            for pattern in (
                rf"{_OPEN}(?:\w+:)?(?:{known})(?=[\s>&])(?:(?!{_CLOSE}).)*{_CLOSE}{value}",
                rf"[\s;](?:{known})={_QUOTE}((?:(?!{_QUOTE}|{_OPEN}).)+)",
                rf'"(?:{known})"\s*:\s*"((?:[^"\\]|\\.)+)',
                r"\b(?:" + known + r")(?:%20|\+| )eq(?:%20|\+| )"
                r"(?:'|%27)((?:(?!'|%27).)+)",
            )
        ]
        self._rows = re.compile(rows) if rows else None
        self._known: dict[str, str] = {}

    def request(self, text: str) -> str:
        """A request, an address or words."""
        for pattern in self._patterns:
            text = pattern.sub(self._veiled, text)
        return text

    def answer(self, text: str) -> str:
        if self._rows:
            text = self._rows.sub(self._veiled, text)
        return self.request(text)

    def words(self, text: str) -> str:
        """With all that was veiled so far, wherever it stands."""
        for value, veiled in self._known.items():
            if value in text:
                text = text.replace(value, veiled)
        return text

    def _veiled(self, match: re.Match[str]) -> str:
        value, (start, end) = match[1], match.span(1)
        told = value.strip()
        shortest = _SHORTEST_NUMBER if told.isdecimal() else _SHORTEST
        if shortest <= len(told) <= _LONGEST:
            plain = html.unescape(_unescaped(told))
            for spelt in (told, plain, quote(plain)):
                self._known[spelt] = shape(plain)
            if len(self._known) > _MOST:
                self._known = dict(list(self._known.items())[_MOST // 2 :])
        before, after = (
            match.string[match.start() : start],
            match.string[end : match.end()],
        )
        return f"{before}{shape(value)}{after}"


def _unescaped(value: str) -> str:
    """As JSON means it, where it can be JSON."""
    try:
        return str(json.loads(f'"{value}"'))
    except ValueError:
        return value
