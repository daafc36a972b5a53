"""What a ledger says, read strictly: one reader of numbers and codes for all of them.
What is not as it should be is a ``ProtocolError``, never a guess."""

import re
from decimal import Decimal

from .errors import ProtocolError

# ASCII digits alone; JSON's doubles may have an exponent.
_NUMBER = re.compile(r"[+-]?[0-9]{1,28}(?:\.[0-9]{1,28})?")
_DOUBLE = re.compile(_NUMBER.pattern + r"(?:[eE][+-]?[0-9]{1,2})?")
_WHOLE = re.compile(r"[+-]?[0-9]{1,19}")
# Nobody's books have more; what is more is garbled.
MOST = Decimal(10) ** 15
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\ud800-\udfff]")
LONGEST_CODE = 200


def amount(said: object, *, double: bool = False) -> Decimal:
    """A number or the text of one, exactly; never -0. ``double``: as JSON has it."""
    text = str(said) if isinstance(said, (str, int, float, Decimal)) else ""
    pattern = _DOUBLE if double else _NUMBER
    if not pattern.fullmatch(text):
        raise ProtocolError("unreadable_amount", repr(said)[:40])
    number = Decimal(text)
    if abs(number) >= MOST:
        raise ProtocolError("unreadable_amount", text[:40])
    return number if number else Decimal(0).quantize(abs(number))


def whole(said: object) -> int:
    """A whole number or the text of one."""
    text = str(said) if isinstance(said, (str, int)) else ""
    if not _WHOLE.fullmatch(text):
        raise ProtocolError("unreadable_amount", repr(said)[:40])
    return int(text)


def code(said: object) -> str:
    """What records are known by, without the blanks around it; "" for none."""
    if said is None:
        return ""
    if not isinstance(said, str):
        raise ProtocolError("unreadable_code", repr(said)[:40])
    text = said.strip()
    if _CONTROL.search(text) or len(text) > LONGEST_CODE:
        raise ProtocolError("unreadable_code", repr(text)[:40])
    return text
