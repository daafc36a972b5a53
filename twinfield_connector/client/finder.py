"""The finder: lists of codes and names.

An option whose name or value the finder does not know is refused by a message, not by
a fault.
Source: Twinfield developer documentation, Finder; WSDL of finder.asmx.
"""

import re
from collections.abc import Iterator, Mapping
from types import MappingProxyType

from odoo.addons.connector_base.ledger.errors import NotAuthorised, ProtocolError
from odoo.addons.connector_base.ledger.reading import whole

from . import const
from .api import Api
from .xml import Element

_NS = f"{{{const.NAMESPACE}}}"
_NONE: Mapping[str, str] = MappingProxyType({})


class Refused(ProtocolError):
    """The finder did not do what was asked; ``words``: all that it said of it."""

    def __init__(self, code: str, words: str):
        super().__init__("finder_refused", f"{code}: {words}")


def search(
    api: Api,
    kind: str,
    pattern: str = "*",
    options: Mapping[str, str] = _NONE,
    *,
    extra: Mapping[str, str] = _NONE,
    field: int = 0,
) -> Iterator[list[str]]:
    """All rows that the finder has, page after page: code, name, ... ``extra``: options
    that are left out when refused; so is the office, which the header names too.
    Raises LedgerError."""
    # The list of offices is of none.
    office = {} if kind == const.OFFICES else {"office": api.office}
    loose = {**office, **extra}
    named = {**office, **options, **extra}
    for name in loose:
        if (kind, name) in api.refused:
            del named[name]
    first, total = 1, 1
    while first <= total:
        try:
            rows, total = _page(api, kind, pattern, field, first, named)
        except Refused as refused:
            _leave_out(api, kind, named, loose, refused)
            continue
        yield from (row for row in rows if row and row[0])
        if not rows:
            return
        first += len(rows)


def _leave_out(
    api: Api,
    kind: str,
    named: dict[str, str],
    loose: Mapping[str, str],
    refused: Refused,
) -> None:
    """Of the ``loose`` options those that are complained about, all of them where that
    is not told. Raises ``refused`` when it is about others, or none is left."""
    words = set(re.findall(r"\w+", refused.detail))
    blamed = [name for name in named if name in words] or list(named)
    gone = [name for name in blamed if name in loose]
    if not gone:
        raise refused
    for name in gone:
        del named[name]
        api.refused.add((kind, name))
        api.remark("option_refused", f"{kind} {name}: {refused.detail}")


def _page(
    api: Api, kind: str, pattern: str, field: int, first: int, options: Mapping
) -> tuple[list[list[str]], int]:
    envelope = api.call(
        const.FINDER,
        "Search",
        f"finder {kind}",
        {
            "type": kind,
            "pattern": pattern,
            "field": field,
            "firstRow": first,
            "maxRows": const.PAGE,
            "options": {
                "ArrayOfString": [{"string": list(o)} for o in options.items()]
            },
        },
    )
    return _rows(envelope)


def _rows(envelope: Element) -> tuple[list[list[str]], int]:
    """Rows of a finder answer and how many there are in all. Raises ProtocolError,
    also when the finder says that it did not do what was asked."""
    answer = next(envelope.iter(f"{_NS}SearchResponse"), None)
    if answer is None:
        raise ProtocolError("unreadable_answer", "no SearchResponse")
    for message in answer.iter(f"{_NS}MessageOfErrorCodes"):
        if message.findtext(f"{_NS}Type") == "Error":
            code = message.findtext(f"{_NS}Code") or ""
            said = [message.findtext(f"{_NS}Text") or ""]
            said += [node.text or "" for node in message.iter(f"{_NS}string")]
            words = " ".join(filter(None, said))
            if code in const.FINDER_DENIED:
                raise NotAuthorised(const.FINDER_DENIED[code], words)
            raise Refused(code, words)
    rows = [
        [(cell.text or "").strip() for cell in row.iter(f"{_NS}string")]
        for row in answer.iterfind(f"{_NS}data/{_NS}Items/{_NS}ArrayOfString")
    ]
    total = (answer.findtext(f"{_NS}data/{_NS}TotalRows") or "").strip()
    return rows, whole(total) if total else len(rows)
