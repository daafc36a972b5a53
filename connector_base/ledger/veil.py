"""What may be given to support of an exchange: no person. Where something about one
stands, its shape is left: "Jan 12" becomes "xxx 99", which is as good for finding out
why a ledger refused it.
"""

import html
import json
import re
from collections.abc import Callable, Iterable
from functools import cache
from urllib.parse import quote

# Shorter ones occur in words and codes that have nothing to do with a person.
_SHORTEST, _SHORTEST_NUMBER = 4, 6
# Remembered to be veiled elsewhere, the last ones.
_MOST = 500
# A file is of no use for finding out anything.
_LONGEST = 500
_LETTER, _DIGIT = re.compile(r"[^\W\d_]"), re.compile(r"\d")
# (name, value) as XML says them, also as text within XML; as attributes; as JSON; as
# filters in an address. What was cut short has no end.
_SAID = [
    re.compile(pattern)
    for pattern in (
        r"<(?:\w+:)?([\w.]+)(?:\s[^>]*)?>([^<]+)",
        r"&lt;(?:\w+:)?([\w.]+)(?:\s(?:[^&]|&(?!gt;))*)?&gt;((?:[^&]|&(?!lt;))+)",
        r"[\s;]([\w.]+)=\"([^\"<]+)",
        r"[\s;]([\w.]+)=&quot;((?:[^&]|&(?!quot;|lt;))+)",
        r"\"([\w.]+)\"\s*:\s*\"((?:[^\"\\]|\\.)+)",
        r"\b(\w+)(?:%20|\+| )eq(?:%20|\+| )(?:'|%27)((?:[^'%]|%(?!27))+)",
    )
]


def shape(value: str) -> str:
    if len(value) > _LONGEST:
        return f"*** {len(value)} characters"
    return _LETTER.sub("x", _DIGIT.sub("9", value))


class Veil:
    """``names``: patterns of elements, attributes and properties that are about
    persons; a value of theirs that was veiled lately is veiled wherever else it stands.
    ``texts``: of those that may say anything, and are veiled where they stand.
    ``rows``: a pattern of answers whose only group is about persons."""

    def __init__(self, names: Iterable[str], texts: Iterable[str] = (), rows: str = ""):
        self._names = re.compile("|".join(names), re.IGNORECASE)
        self._texts = re.compile("|".join(texts), re.IGNORECASE)
        self._rows = re.compile(rows)
        # Names are few, and told thousands of times.
        self._treatment = cache(self._treatment_of)
        self._known: dict[str, str] = {}

    def request(self, text: str) -> str:
        """A request, an address or words."""
        for pattern in _SAID:
            text = pattern.sub(self._if_personal, text)
        return text

    def answer(self, text: str) -> str:
        if self._rows.pattern:
            text = self._rows.sub(self._veiled, text)
        return self.request(text)

    def words(self, text: str) -> str:
        """With all that was veiled so far, wherever it stands."""
        for value, veiled in self._known.items():
            text = text.replace(value, veiled)
        return text

    def _if_personal(self, match: re.Match[str]) -> str:
        return self._treatment(match[1])(match)

    def _treatment_of(self, name: str) -> Callable[[re.Match[str]], str]:
        if self._texts.fullmatch(name):
            return _shown
        return self._veiled if self._names.fullmatch(name) else _kept

    def _veiled(self, match: re.Match[str]) -> str:
        told = match[match.re.groups].strip()
        shortest = _SHORTEST_NUMBER if told.isdecimal() else _SHORTEST
        if shortest <= len(told) <= _LONGEST:
            plain = html.unescape(_unescaped(told))
            veiled = shape(plain)
            for spelt in (told, plain, quote(plain)):
                self._known[spelt] = veiled
            if len(self._known) > _MOST:
                self._known = dict(list(self._known.items())[_MOST // 2 :])
        return _shown(match)


def _kept(match: re.Match[str]) -> str:
    return match[0]


def _shown(match: re.Match[str]) -> str:
    """The shape in place of its last group."""
    last = match.re.groups
    (start, end), whole = match.span(last), match.string
    before, after = whole[match.start() : start], whole[end : match.end()]
    return f"{before}{shape(match[last])}{after}"


def _unescaped(value: str) -> str:
    """As JSON means it, where it can be JSON."""
    try:
        return str(json.loads(f'"{value}"'))
    except ValueError:
        return value
