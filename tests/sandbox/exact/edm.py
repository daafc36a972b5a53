"""Values of the Entity Data Model: what a body may hold, and what an answer shows.

Types are letters, as in ``schema.json``: G Guid, S String, D Double, I Int32, H Int16,
L Int64, Y Byte, B Boolean, T DateTime, X Binary, C collection. Inside, a Double is a
``Decimal``, a DateTime a naive ``datetime``."""

import base64
import binascii
import re
import uuid
from datetime import datetime, timedelta, timezone
from decimal import Decimal, InvalidOperation

EPOCH = datetime(1970, 1, 1)
RANGES = {"I": 2**31, "H": 2**15, "L": 2**63}
NO_GUID = "00000000-0000-0000-0000-000000000000"


class BadValue(ValueError):
    """The stream can't be read as this type; ``is_guid`` where a GUID was meant."""

    def __init__(self, letter):
        super().__init__(letter)
        self.is_guid = letter == "G"


def read(letter, value):
    """A value of a JSON body; strings are taken for numbers too."""
    if value is None:
        return None
    try:
        return READERS[letter](value)
    except (ValueError, TypeError, InvalidOperation, binascii.Error) as error:
        raise BadValue(letter) from error


def _read_text(value):
    if isinstance(value, bool):
        return "true" if value else "false"
    if not isinstance(value, str | int | float):
        raise TypeError
    return str(value)


def _read_number(value):
    if isinstance(value, bool):
        raise TypeError
    number = Decimal(str(value).strip())
    if not number.is_finite():
        raise ValueError
    return number


def _read_guid(value):
    """The empty one stands for none [B]."""
    found = str(uuid.UUID(value.strip("{}")))
    return None if found == NO_GUID else found


def _read_integer(letter):
    def read_it(value):
        number = _read_number(value)
        if number != int(number) or not -RANGES[letter] <= number < RANGES[letter]:
            raise ValueError
        return int(number)

    return read_it


def _read_byte(value):
    number = int(value) if isinstance(value, bool) else int(_read_number(value))
    if not 0 <= number < 256:
        raise ValueError
    return number


def _read_boolean(value):
    if isinstance(value, bool):
        return value
    return {"true": True, "false": False, "1": True, "0": False}[str(value).lower()]


def read_date(value):
    if match := re.fullmatch(r"/Date\((-?\d+)(?:[+-]\d{4})?\)/", value):
        return EPOCH + timedelta(milliseconds=int(match[1]))
    if re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d", value):
        value += ":00"
    found = datetime.fromisoformat(value)
    if found.tzinfo:
        found = found.astimezone(timezone.utc).replace(tzinfo=None)
    return found


def _read_boolean_or_fail(value):
    try:
        return _read_boolean(value)
    except KeyError as error:
        raise ValueError from error


READERS = {
    "G": _read_guid,
    "S": _read_text,
    "D": _read_number,
    "I": _read_integer("I"),
    "H": _read_integer("H"),
    "L": _read_integer("L"),
    "Y": _read_byte,
    "B": _read_boolean_or_fail,
    "T": read_date,
    "X": lambda value: base64.b64decode(value, validate=True),
}


def show(letter, value):
    """As JSON shows it (verbose OData 2)."""
    if value is None:
        return None
    if letter == "D":
        return _show_number(value)
    if letter == "L":
        return str(value)
    if letter == "T":
        return f"/Date({milliseconds(value)})/"
    if letter == "X":
        return base64.b64encode(value).decode()
    return value


def show_all_numbers(letter, value):
    """As ``show``, with an Int64 as a number."""
    return value if letter == "L" else show(letter, value)


def _show_number(value):
    number = float(value)
    return int(number) if number == int(number) else number


def show_atom(letter, value):
    if letter == "B":
        return "true" if value else "false"
    if letter == "T":
        return value.isoformat(timespec="milliseconds").removesuffix(".000")
    if letter == "D":
        return repr(_show_number(value))
    return str(show(letter, value))


def milliseconds(value):
    return (value - EPOCH) // timedelta(milliseconds=1)


def local(now):
    """The server's wall clock at ``now`` (UTC), with the granularity of its
    database: milliseconds that end in 0, 3 or 7."""
    now += timedelta(seconds=local_offset(now))
    ms = now.microsecond // 1000
    ms = ms // 10 * 10 + (0, 0, 3, 3, 3, 7, 7, 7, 7, 7)[ms % 10]
    return now.replace(microsecond=ms * 1000)


def local_offset(now):
    """Seconds that Amsterdam, Brussels and Berlin are ahead of UTC."""
    return 7200 if _switch(now.year, 3) <= now < _switch(now.year, 10) else 3600


def _switch(year, month):
    """The last Sunday of a month of 31 days, 01:00 UTC."""
    last = datetime(year, month, 31, 1)
    return last - timedelta(days=(last.weekday() + 1) % 7)
