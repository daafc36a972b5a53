"""Settling entries of one relation with each other: a set of matches.

Source: Twinfield developer documentation, Matching.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from odoo.addons.connector_base.ledger.errors import ProtocolError
from odoo.addons.connector_base.ledger.money import ZERO
from odoo.addons.connector_base.ledger.values import Against, Booked, Rejected

from . import refusals
from .api import Api
from .echo import signed
from .records import read_transaction
from .xml import E, Element, day, field, no_negative_zero, read_amount, said

OpenItems = Callable[[], Mapping[str, Decimal]]


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
    api: Api,
    booked: Booked,
    against: Sequence[Against],
    on: date,
    open_items: OpenItems,
) -> Rejected | None:
    """``Ledger.match``. One read for each entry, one writing request. ``open_items``:
    what a report says is open of the relation's entries, asked where reading one does
    not tell."""

    def side_of(id_: str) -> Side:
        return _side(api, id_, booked.relation, open_items)

    own = side_of(booked.id)
    pairs = [(side_of(one.id), abs(one.amount)) for one in against]
    left = [(side, amount) for side, amount in pairs if own.id not in side.partners]
    if not left:
        return None
    whole = sum((amount for _side_, amount in left), ZERO)
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
        signed_amount = no_negative_zero(side.sign * amount)
        line.append(field("matchvalue", format(signed_amount, "f")))
    return line


def _side(api: Api, id_: str, relation: str, open_items: OpenItems) -> Side:
    """Raises ProtocolError when the entry or its line is not there."""
    transaction = read_transaction(api, id_)
    for line in transaction.iterfind("lines/line"):
        if said(line, "dim2").upper() == relation.upper() and _is_matchable(line):
            value = signed(line, "value") or ZERO
            return Side(
                id=id_,
                line=line.get("id") or "1",
                sign=-1 if value < 0 else 1,
                open=_open(line, id_, value, open_items),
                partners=frozenset(_partners(line)),
            )
    raise ProtocolError("unexpected_answer", f"{id_}: no line of {relation}")


def _is_matchable(line: Element) -> bool:
    return said(line, "matchstatus") in ("available", "matched", "proposed")


def _open(line: Element, id_: str, value: Decimal, open_items: OpenItems) -> Decimal:
    """Without sign, in the currency of the entry: often only that of the company is
    told, and nothing at all of a line that is matched."""
    names = ["valueopen", "openvalue"]
    base = signed(line, "basevalue")
    is_home = base in (None, value)
    if is_home:
        names.append("basevalueopen")
    for name in names:
        if amount := said(line, name):
            return abs(read_amount(amount))
    if said(line, "matchstatus") == "matched":
        return ZERO
    base_open = said(line, "basevalueopen")
    untouched = base_open and read_amount(base_open) in (base, abs(base or ZERO))
    if is_home or untouched:
        return abs(value)
    return abs(open_items().get(id_, value))


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
