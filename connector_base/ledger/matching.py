"""Which customer of the ledger is which partner, and which entry which document.

Customers in one pass over indexed dictionaries. Certain is who has the same VAT or
chamber of commerce number, or code and name, when that is so of nobody else on either
side. Everything else is a proposal: bookkeeping is not guessed.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from unicodedata import normalize

from .values import Booked, Document

# By what a candidate is better than another.
WEIGHTS = {"vat": 32, "chamber": 16, "code": 8, "iban": 4, "name": 2, "email": 1}
# More than so many of one name or address are no proposal any more.
CANDIDATES = 10


@dataclass(frozen=True, slots=True, kw_only=True)
class Party:
    """A customer or supplier, by what it can be recognised, on either side."""

    id: int
    code: str = ""
    name: str = ""
    vat: str = ""
    chamber: str = ""
    email: str = ""
    ibans: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Match:
    """What ``id`` (theirs) may be: ids of ours, best first, and what is equal in the
    first. ``contradicts``: its VAT number speaks against the first."""

    id: int
    candidates: tuple[int, ...] = ()
    equal: tuple[str, ...] = ()
    certain: bool = False
    contradicts: bool = False


def normal(text: str) -> str:
    """The one form in which numbers and codes are compared: without blanks at the
    ends, single ones within, however wide, composed or large the letters are."""
    return " ".join(normalize("NFKC", text).casefold().split())


def is_same(booked: Booked, document: Document) -> bool:
    """Whether that entry, found under the document's key, is this document: all that
    the ledger told of it is equal, and its total or balance was told."""
    told = [
        (booked.total, document.total),
        (booked.balance, document.balance),
        (booked.date, document.date),
    ]
    texts = [
        (booked.key.number, document.key.number),
        (booked.key.journal, document.key.journal),
        (booked.relation, document.relation.code),
        (booked.mark, document.mark),
    ]
    if booked.total is None and booked.balance is None:
        return False
    return all(theirs in (None, ours) for theirs, ours in told) and all(
        normal(theirs) in ("", normal(ours)) for theirs, ours in texts
    )


def match(theirs: Iterable[Party], ours: Iterable[Party]) -> list[Match]:
    """For each of ``theirs``, in their order."""
    theirs, known = list(theirs), {party.id: party for party in ours}
    index = _index(known.values())
    hits = {party.id: _hits(party, index) for party in theirs}
    strong = {
        party.id: [
            other
            for other, equal in hits[party.id].items()
            if _is_strong(equal) and not _contradicts(party, known[other])
        ]
        for party in theirs
    }
    wanted = Counter(other for others in strong.values() for other in others)
    return [
        _match(party, hits[party.id], known, strong[party.id], wanted)
        for party in theirs
    ]


def _match(
    party: Party,
    hits: Mapping[int, set[str]],
    ours: Mapping[int, Party],
    strong: Sequence[int],
    wanted: Mapping[int, int],
) -> Match:
    def rank(other: int) -> tuple[bool, int, int]:
        weight = sum(WEIGHTS[name] for name in hits[other])
        return (_contradicts(party, ours[other]), -weight, other)

    ranked = sorted(hits, key=rank)[:CANDIDATES]
    if not ranked:
        return Match(id=party.id)
    best = ranked[0]
    return Match(
        id=party.id,
        candidates=tuple(ranked),
        equal=tuple(name for name in WEIGHTS if name in hits[best]),
        certain=strong == [best] and wanted[best] == 1,
        contradicts=_contradicts(party, ours[best]),
    )


def _index(parties: Iterable[Party]) -> dict[tuple[str, str], list[int]]:
    """{(what, its text): ids}"""
    index = defaultdict(list)
    for party in parties:
        for key in set(_keys(party)):
            index[key].append(party.id)
    return index


def _hits(
    party: Party, index: Mapping[tuple[str, str], list[int]]
) -> dict[int, set[str]]:
    """{id of ours: {what is equal}}"""
    hits = defaultdict(set)
    for what, text in _keys(party):
        # One more than shown: so a single strong one is known to be the only one.
        for other in index.get((what, text), ())[: CANDIDATES + 1]:
            hits[other].add(what)
    return hits


def _keys(party: Party) -> Iterator[tuple[str, str]]:
    texts = {
        "code": party.code.strip().casefold(),
        "name": _bare(party.name).casefold(),
        "vat": _split_vat(party.vat)[1],
        "chamber": _bare(party.chamber),
        "email": party.email.strip().casefold(),
    }
    yield from ((what, text) for what, text in texts.items() if text)
    yield from (("iban", _bare(iban)) for iban in party.ibans if _bare(iban))


def _is_strong(equal: set[str]) -> bool:
    return bool(equal & {"vat", "chamber"}) or {"code", "name"} <= equal


def _contradicts(one: Party, other: Party) -> bool:
    """Both have a VAT number, and not the same."""
    (country, number), (other_country, other_number) = (
        _split_vat(one.vat),
        _split_vat(other.vat),
    )
    if not (number and other_number):
        return False
    countries = {country, other_country} - {""}
    return number != other_number or len(countries) > 1


def _split_vat(text: str) -> tuple[str, str]:
    """(country or "", number): some ledgers leave the country away."""
    bare = _bare(text)
    return (bare[:2], bare[2:]) if bare[:2].isalpha() else ("", bare)


def _bare(text: str) -> str:
    return "".join(filter(str.isalnum, text)).upper()
