"""Addresses that people write with names in braces, which are filled in."""

import re
from urllib.parse import quote

LONGEST = 500


def is_template(text: str, names: tuple[str, ...]) -> bool:
    """Whether it is an address that begins with https:// or the first of ``names``, and
    has nothing but these in braces."""
    known = "|".join(map(re.escape, names))
    pattern = (
        rf"(?:https://|\{{{re.escape(names[0])}\}})(?:[^{{}}\s]|\{{(?:{known})\}})*"
    )
    return len(text) <= LONGEST and bool(re.fullmatch(pattern, text))


def fill(text: str, **values: str) -> str:
    """Each value as a part of an address but for the first, which begins it."""
    first = next(iter(values))

    def filled(found: re.Match[str]) -> str:
        name = found[1]
        if name not in values:
            return found[0]
        return values[name] if name == first else quote(values[name], safe="")

    return re.sub(r"\{(\w+)\}", filled, text)
