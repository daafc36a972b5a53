"""Settling entries of one relation with each other: a set of matches.

Source: Twinfield developer documentation, Matching.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from odoo.addons.connector_base.ledger.errors import ProtocolError
from odoo.addons.connector_base.ledger.values import Against, Booked, Rejected

from . import refusals
from .api import Api
from .echo import signed
from .records import read_transaction
from .xml import E, Element, day, field, read_amount, said


@dataclass(frozen=True, slots=True, kw_only=True)
class Side:
    """The line of an entry by which the relation owes, or is owed. ``open`` without
    sign; ``partners``: ids of the entries that it is matched with."""

    id: str
    line: str
    sign: int
    open: Decimal
    partners: frozenset[str]


def settle(
    api: Api, booked: Booked, against: Sequence[Against], on: date
) -> Rejected | None:
    """``Ledger.match``. One read for each entry, one writing request."""
    own = _side(api, booked.id, booked.relation)
    pairs = [(_side(api, one.id, booked.relation), abs(one.amount)) for one in against]
    left = [(side, amount) for side, amount in pairs if own.id not in side.partners]
    if not left:
        return None
    whole = sum((amount for _side_, amount in left), Decimal(0))
    for side, amount in (*left, (own, whole)):
        if side.open < amount:
            return Rejected(
                code="not_open",
                message=f"{side.id}: {side.open} < {amount}",
                field="matchvalue",
            )
    answer = api.process(_request(api, booked, own, left, whole, on), writing=True)
    return _refused(answer)


def _request(api, booked, own, left, whole, on) -> Element:
    """``matchvalue`` only where a part is matched: in which currency it counts is
    not documented."""
    code = "170" if booked.key.kind.is_sale else "270"
    partial = any(side.open != amount for side, amount in (*left, (own, whole)))
    lines = [
        _line(side, amount if partial else None)
        for side, amount in (*left, (own, whole))
    ]
    return E(
        "match",
        E(
            "set",
            field("office", api.office),
            field("matchcode", code),
            field("matchdate", day(on)),
            E("lines", *lines),
        ),
    )


def _line(side: Side, amount: Decimal | None) -> Element:
    daybook, _slash, number = side.id.partition("/")
    line = E(
        "line",
        field("transcode", daybook),
        field("transnumber", number),
        field("transline", side.line),
    )
    if amount is not None:
        line.append(field("matchvalue", format(side.sign * amount, "f")))
    return line


def _side(api: Api, id_: str, relation: str) -> Side:
    """Raises ProtocolError when the entry or its line is not there."""
    daybook, _slash, number = id_.partition("/")
    transaction = read_transaction(api, daybook, number)
    for line in transaction.iterfind("lines/line"):
        if said(line, "dim2").upper() == relation.upper() and _is_matchable(line):
            value = signed(line, "value") or Decimal(0)
            return Side(
                id=id_,
                line=line.get("id") or "1",
                sign=-1 if value < 0 else 1,
                open=_open(line, value),
                partners=frozenset(_partners(line)),
            )
    raise ProtocolError("unexpected_answer", f"{id_}: no line of {relation}")


def _is_matchable(line: Element) -> bool:
    return said(line, "matchstatus") in ("available", "matched", "proposed")


def _open(line: Element, value: Decimal) -> Decimal:
    for name in ("valueopen", "openvalue", "basevalueopen"):
        if amount := said(line, name):
            return abs(read_amount(amount))
    return Decimal(0) if said(line, "matchstatus") == "matched" else abs(value)


def _partners(line: Element):
    for node in line.iterfind("matches/set/lines/line"):
        yield f"{said(node, 'code')}/{said(node, 'number')}"


def _refused(answer: Element) -> Rejected | None:
    """The root is ``match`` or ``sets``; the ``set`` tells. Raises ProtocolError."""
    sets = list(answer.iter("set"))
    if not sets and not refusals.is_refused(answer):
        raise ProtocolError("unexpected_answer", str(answer.tag)[:80])
    for one in (*sets, answer):
        if refusals.is_refused(one):
            return refusals.rejected(one)
    return None
