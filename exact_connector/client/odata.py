"""Literals, dates and bodies as Exact Online's OData 2.0 wants them.

Source: Exact Online developer knowledge base, OData.
"""

import json
import re
from collections.abc import Iterable
from datetime import date, datetime, timedelta
from decimal import Decimal
from unicodedata import category

from odoo.addons.connector_base.ledger.errors import ProtocolError
from odoo.addons.connector_base.ledger.reading import amount, code

from . import const

_DATE = re.compile(r"/Date\((-?[0-9]+)\)/")
_ID = re.compile("[A-Za-z0-9-]{1,64}")
_EPOCH = datetime(1970, 1, 1)
NO_GUID = "00000000-0000-0000-0000-000000000000"
# Control characters, and halves of pairs.
_UNWRITABLE = ("Cc", "Cs")


def clean(value: str) -> str:
    """What no field takes is a blank."""
    if value.isprintable():
        return value
    return "".join(" " if category(one) in _UNWRITABLE else one for one in value)


def tidy(value: str) -> str:
    """On one line, without blanks at the ends or twice: how a number is written."""
    return " ".join(clean(value).split())


def text(value: str) -> str:
    """'...' with apostrophes doubled."""
    return "'" + clean(value).replace("'", "''") + "'"


def guid(value: str) -> str:
    """Of an id that the ledger told: it is no way into a query either."""
    if not _ID.fullmatch(value):
        raise ProtocolError("unreadable_code", value[:40])
    return f"guid'{value}'"


def moment(value: date | datetime | str) -> str:
    told = value if isinstance(value, str) else value.isoformat()
    return f"datetime'{told}'"


def local(moment: str) -> datetime:
    """What the servers' clocks, those of Amsterdam, showed at ``moment`` (ISO, naive
    UTC). In summer it was an hour later: then that hour is read again, and the one that
    autumn repeats is never missed."""
    return datetime.fromisoformat(moment).replace(microsecond=0) + timedelta(hours=1)


def either(terms: Iterable[str]) -> str:
    return " or ".join(terms)


def portions(values: list, size: int) -> Iterable[list]:
    for start in range(0, len(values), size):
        yield values[start : start + size]


def account_code(code: str) -> str:
    return text(code.rjust(const.ACCOUNT_CODE))


def read_date(value: str | None) -> date | None:
    """A date is midnight as if of UTC."""
    if not value:
        return None
    match = _DATE.fullmatch(value) if isinstance(value, str) else None
    if not match:
        raise ProtocolError("unreadable_date", str(value)[:40])
    try:
        return (_EPOCH + timedelta(milliseconds=int(match[1]))).date()
    except (OverflowError, ValueError) as error:
        raise ProtocolError("unreadable_date", value[:40]) from error


def read_amount(value, digits: int = 2) -> Decimal:
    """Doubles carry binary noise; texts occur too. Nothing is zero."""
    said = 0 if value in (None, "") else value
    return amount(said, double=True).quantize(Decimal(1).scaleb(-digits))


def read_guid(value: str | None) -> str:
    found = code(value)
    return "" if found == NO_GUID else found


def read_code(value: str | None) -> str:
    """Codes come padded."""
    return code(value)


def read_text(value: str | None) -> str:
    """Words of people: what can't be stored is a blank."""
    if value is not None and not isinstance(value, str):
        raise ProtocolError("unreadable_answer", repr(value)[:40])
    return clean(value or "").strip()


def body(value) -> str:
    """JSON; a Decimal is a number with exactly its digits, never by way of a float."""
    if isinstance(value, dict):
        pairs = (f"{json.dumps(name)}:{body(one)}" for name, one in value.items())
        return "{" + ",".join(pairs) + "}"
    if isinstance(value, (list, tuple)):
        return "[" + ",".join(map(body, value)) + "]"
    if isinstance(value, Decimal):
        return format(value, "f")
    if isinstance(value, date):
        return json.dumps(value.isoformat())
    return json.dumps(clean(value) if isinstance(value, str) else value)
