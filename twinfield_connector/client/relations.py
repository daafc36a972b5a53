"""Customers and suppliers: finding one that is there already, and saving one.

The finder looks in names and addresses only roughly, so each candidate is read and
compared. Code, VAT number and chamber of commerce number identify: the first of them
that gives somebody ends the search. E-mail and name only suggest: both are tried.
Source: Twinfield developer documentation, Finder.
"""

from collections.abc import Collection, Iterator

from stdnum.util import clean

from odoo.addons.connector_base.ledger.errors import LedgerError
from odoo.addons.connector_base.ledger.values import Item, Rejected, Relation

from . import const, failures, refusals
from .api import Api
from .dimension import TYPES, dimension, item, saved
from .finder import search
from .masks import is_fitting
from .records import read_dimension, read_mask
from .xml import Element, strip, text


def candidates(api: Api, like: Relation) -> list[Item]:
    """Those equal to ``like`` in something, best first, by at most ``READS`` reads."""
    type_ = TYPES[like.kind]
    found: dict[str, Item] = {}
    records: dict[str, Element | None] = {}
    for criterion, codes in _searches(api, type_, like):
        for code in codes:
            if code not in records:
                if len(records) == const.READS:
                    break
                records[code] = read_dimension(api, type_, code)
            record = records[code]
            if record is not None and code not in found:
                candidate = item(record, like.kind, criterion)
                if is_equal(criterion, like, candidate):
                    found[code] = candidate
        if found and criterion in ("code", "vat", "chamber"):
            break
    return list(found.values())


def _searches(
    api: Api, type_: str, like: Relation
) -> Iterator[tuple[str, Iterator[str]]]:
    """(criterion, codes that may fit), for what is known of ``like``."""
    if like.code:
        yield "code", iter([like.code])
    for criterion, wanted in (
        ("vat", bare_vat(like.vat)),
        ("chamber", like.chamber),
        ("email", like.email),
    ):
        if wanted:
            yield (
                criterion,
                _codes(api, type_, f"*{_literal(wanted)}*", const.BY_ADDRESS),
            )
    if like.name:
        yield "name", _codes(api, type_, f"{_literal(like.name)}*", const.BY_NAME)


def _codes(api: Api, type_: str, pattern: str, where: int) -> Iterator[str]:
    options = {"dimtype": type_}
    for row in search(api, const.DIMENSIONS, pattern, options, field=where):
        yield row[0]


def _literal(wanted: str) -> str:
    """As a search pattern: its wildcards match any one character."""
    return text(wanted).replace("*", "?")


def is_equal(criterion: str, like: Relation, candidate: Item) -> bool:
    if criterion == "code":
        return like.code.upper() == candidate.ref.code.upper()
    if criterion == "name":
        return text(like.name).casefold() == candidate.name.casefold()
    theirs = candidate.attributes.get(criterion, "")
    if criterion == "vat":
        return is_same_vat(like.vat, theirs)
    if criterion == "chamber":
        return _bare(like.chamber) == _bare(theirs)
    return like.email.casefold() == theirs.casefold()


def is_same_vat(one: str, other: str) -> bool:
    """Also when only one of them begins with its country."""
    one, other = _bare(one), _bare(other)
    if one[:2].isalpha() == other[:2].isalpha():
        return bool(one) and one == other
    return bare_vat(one) == bare_vat(other) != ""


def bare_vat(number: str) -> str:
    """Without separators and country: as good to search for in either spelling."""
    number = _bare(number)
    return number[2:] if number[:2].isalpha() else number


def _bare(number: str) -> str:
    return clean(number, " .-/:").upper()


class Saver:
    """Remembers which format codes must have, and what was left out."""

    def __init__(self, api: Api):
        self._api = api
        self._masks: dict[str, str] = {}

    def save(self, relation: Relation, changed: Collection[str]) -> Item | Rejected:
        """``Ledger.save_relation``."""
        type_ = TYPES[relation.kind]
        existing = None
        if relation.code:
            existing = read_dimension(self._api, type_, relation.code)
            if existing is None and not is_fitting(self._mask(type_), relation.code):
                return Rejected(
                    code="code_not_fitting", message=self._mask(type_), field="code"
                )
        while True:
            request = dimension(relation, self._api.office, existing, changed)
            about = f"dimension {type_}"
            left_out = self._api.unwelcome(about)
            strip(request, left_out)
            answer = self._api.process(request, writing=True)
            found = refusals.unwelcome(answer) if refusals.is_refused(answer) else {}
            # Refused for what can be left out: certainly not saved.
            if not self._api.do_without(about, found, left_out):
                return saved(answer, relation)

    def _mask(self, type_: str) -> str:
        if type_ not in self._masks:
            try:
                self._masks[type_] = read_mask(self._api, type_)
            except LedgerError as error:
                if not failures.is_of_one_service(error):
                    raise
                # Not told: then Twinfield itself will say what does not fit.
                self._masks[type_] = ""
        return self._masks[type_]
