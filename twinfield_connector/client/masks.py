"""The format that codes of a dimension type must have.

The forms seen are those of the ``Like`` operator of Visual Basic: ``#`` is a digit,
``[4-7]`` one of a range, ``?`` any character, ``*`` any run; all else is literal.
Source: Twinfield developer documentation, Dimension types; forms as seen in the field.
"""

import re

_PARTS = re.compile(r"\[[^\]]*\]|.", re.DOTALL)
_ONE = {"#": "[0-9]", "?": ".", "*": ".*"}


def is_fitting(mask: str, code: str) -> bool:
    """Whether ``code`` has the format ``mask``; an empty one demands nothing."""
    return not mask or re.fullmatch(_pattern(mask), code, re.IGNORECASE) is not None


def _pattern(mask: str) -> str:
    return "".join(_part(part) for part in _PARTS.findall(mask))


def _part(part: str) -> str:
    if len(part) > 1:
        inner = part[1:-1]
        negated = inner.startswith("!")
        inner = re.sub(r"([\\^\[\]])", r"\\\1", inner.lstrip("!") if negated else inner)
        return f"[{'^' if negated else ''}{inner}]" if inner else ""
    return _ONE.get(part) or re.escape(part)
