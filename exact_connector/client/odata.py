"""Literals, dates and bodies as Exact Online's OData 2.0 wants them.

Source: Exact Online developer knowledge base, OData.
"""

import json
import re
from collections.abc import Iterable
from datetime import date, datetime, timedelta
from decimal import Decimal

from odoo.addons.connector_base.ledger.errors import ProtocolError

from . import const

_DATE = re.compile(r"/Date\((-?[0-9]+)\)/")
_EPOCH = datetime(1970, 1, 1)
NO_GUID = "00000000-0000-0000-0000-000000000000"


def text(value: str) -> str:
    """'...' with apostrophes doubled."""
    return "'" + value.replace("'", "''") + "'"


def guid(value: str) -> str:
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


def portions(values: list, size: int = const.OR_TERMS) -> Iterable[list]:
    """Filters with more conditions are refused, or make too long an address."""
    for start in range(0, len(values), size):
        yield values[start : start + size]


def account_code(code: str) -> str:
    return text(code.rjust(const.ACCOUNT_CODE))


def read_date(value: str | None) -> date | None:
    """A date is midnight as if of UTC."""
    if not value:
        return None
    match = _DATE.fullmatch(value)
    if not match:
        raise ProtocolError("unexpected_answer", "a date of another form")
    return (_EPOCH + timedelta(milliseconds=int(match[1]))).date()


def read_amount(value, digits: int = 2) -> Decimal:
    """Doubles carry binary noise; texts occur too."""
    return Decimal(str(value or 0)).quantize(Decimal(1).scaleb(-digits))


def read_guid(value: str | None) -> str:
    return "" if not value or value == NO_GUID else value


def read_text(value: str | None) -> str:
    """Codes come padded."""
    return (value or "").strip()


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
    return json.dumps(value)
