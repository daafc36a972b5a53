"""Values as plain JSON and back, also those that a version before stored."""

import datetime
from dataclasses import asdict, fields, is_dataclass
from decimal import Decimal
from enum import Enum
from functools import cache
from types import UnionType
from typing import Any, Union, get_args, get_origin, get_type_hints


def to_json(value: Any) -> dict[str, Any]:
    """A value as plain JSON: dates ISO, decimals as text."""
    return asdict(value, dict_factory=lambda pairs: {k: _plain(v) for k, v in pairs})


def from_json(cls: Any, plain: Any) -> Any:
    """The value of dataclass ``cls`` that ``to_json`` made ``plain`` from. What is
    absent gets its default, what is unknown is left out; a class that has ``upgraded``
    reads by it what an older version said otherwise."""
    if is_dataclass(cls):
        return _value(cls, plain)
    if get_origin(cls) in (Union, UnionType):
        return None if plain is None else from_json(get_args(cls)[0], plain)
    if get_origin(cls) is tuple:
        return tuple(from_json(get_args(cls)[0], one) for one in plain)
    if cls is datetime.date:
        return datetime.date.fromisoformat(plain)
    if issubclass(cls, (Decimal, Enum)):
        return cls(plain)
    return plain


def _value(cls: Any, plain: dict[str, Any]) -> Any:
    if hasattr(cls, "upgraded"):
        plain = cls.upgraded(plain)
    return cls(
        **{
            name: from_json(hint, plain[name])
            for name, hint in _hints(cls)
            if name in plain
        }
    )


@cache
def _hints(cls: Any) -> list[tuple[str, Any]]:
    """(name, type) of its fields: dear to find out, and asked for each line."""
    hints = get_type_hints(cls)
    return [(one.name, hints[one.name]) for one in fields(cls)]


def _plain(value: Any) -> Any:
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, Decimal):
        return str(value)
    if isinstance(value, datetime.date):
        return value.isoformat()
    # As it comes back from where it was stored.
    return [*value] if isinstance(value, tuple) else value
