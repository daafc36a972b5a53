"""Keys of links to PDFs, in one spelling: ``<row>-<last day>-<signature>``."""

import re
from datetime import date, timedelta

EPOCH = date(2020, 1, 1)
SIGNATURE = 20  # hex digits: 80 bits, and the whole key fits into 40 characters
_KEY = re.compile(r"([1-9][0-9]{0,9})-([1-9a-f][0-9a-f]{0,4})-([0-9a-f]{20})")
_WITHIN = re.compile(rf"\b{_KEY.pattern}\b")
_MAX_ID = 2**31 - 1  # of PostgreSQL's integers


def write(row: int, last: date, signature: str) -> str:
    return f"{row}-{(last - EPOCH).days:x}-{signature[:SIGNATURE]}"


def read(key: str) -> tuple[int, date] | None:
    """(row, last day), None for what is no key."""
    found = _KEY.fullmatch(key)
    if not found or int(found[1]) > _MAX_ID:
        return None
    return int(found[1]), EPOCH + timedelta(days=int(found[2], 16))


def masked(text: str) -> str:
    """``text``, in which keys may be: which link it is is shown, not how to open it."""
    return _WITHIN.sub(r"\1-\2-***", text)
