"""Which customer of the ledger is which partner, and which entry which document.

One rule says whether two customers are the same, for one that is about to be created as
for whole lists. Certain is what two facts say and none contradicts; what is only like
it is asked. Bookkeeping is not guessed.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from .spelling import bare, chamber, is_cut, is_part, is_spelt_apart, normal, vat, words
from .values import Booked, Document, Item, Relation

# By what a candidate is better than another.
WEIGHTS = {
    "vat": 64,
    "chamber": 32,
    "code": 16,
    "iban": 8,
    "name": 4,
    "postcode": 2,
    "email": 1,
}
# Numbers that the state gives: nobody has two of them.
NUMBERS = frozenset({"vat", "chamber"})
# More than so many of one name or address are no proposal any more.
CANDIDATES = 10
# What an item may tell of a customer beside its name.
TOLD = ("vat", "chamber", "email", "iban", "postcode", "country")


@dataclass(frozen=True, slots=True, kw_only=True)
class Party:
    """A customer or supplier, by what it can be recognised, on either side."""

    id: int = 0
    code: str = ""
    name: str = ""
    vat: str = ""
    chamber: str = ""
    email: str = ""
    ibans: tuple[str, ...] = ()
    postcode: str = ""
    country: str = ""


@dataclass(frozen=True, slots=True)
class Likeness:
    """Of two parties, names of fields: what is equal, and what is known of both and is
    not. A name that only says more or less than the other is in neither."""

    equal: frozenset[str]
    differs: frozenset[str]

    @property
    def is_certain(self) -> bool:
        """The same one: both numbers of the state, or one of them and the name, or a
        part of that and nothing against the address (several companies may be one for
        the taxman); else name and code, or name and an address of whatever kind
        where no other contradicts that."""
        if self.differs & NUMBERS:
            return False
        elsewhere = self.differs & {"postcode", "country", "iban"}
        if equal := self.equal & NUMBERS:
            if equal == NUMBERS or "name" in self.equal:
                return True
            return "name" not in self.differs and not elsewhere
        if "name" not in self.equal:
            return False
        if "code" in self.equal:
            return True
        return bool(self.equal & {"postcode", "iban", "email"}) and not elsewhere

    @property
    def is_doubtful(self) -> bool:
        """Perhaps the same one: a person knows. An e-mail address alone is nobody's,
        and who has another number of the state is another one, unless most of the rest
        is equal."""
        if self.is_certain:
            return False
        equal = self.equal
        if equal & NUMBERS:
            return True
        if self.differs & NUMBERS:
            return {"name", "postcode"} <= equal
        if equal & {"code", "name", "iban"}:
            return True
        return "email" in equal and ("postcode" in equal or "name" not in self.differs)


@dataclass(frozen=True, slots=True, kw_only=True)
class Proposal:
    """What ``id`` (theirs) may be: ids of ours, best first, and what is equal in the
    first and what differs. ``certain``: nobody else is meant, on either side;
    ``likely``: by the rule it is worth a question, not only alike in something."""

    id: int
    candidates: tuple[int, ...] = ()
    equal: tuple[str, ...] = ()
    differs: tuple[str, ...] = ()
    certain: bool = False
    likely: bool = False


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


# Parties


def of_relation(relation: Relation) -> Party:
    """What we know of a partner."""
    return Party(
        code=relation.code,
        name=relation.name,
        vat=relation.vat,
        chamber=relation.chamber,
        email=relation.email,
        ibans=(relation.iban,) if relation.iban else (),
        postcode=relation.postcode,
        country=relation.country,
    )


def of_item(item: Item) -> Party:
    """What the ledger tells of a customer or supplier."""
    known: dict[str, Any] = {n: item.attributes.get(n) or "" for n in TOLD}
    iban = known.pop("iban")
    return Party(
        code=item.ref.code, name=item.name, ibans=(iban,) if iban else (), **known
    )


def is_echo(relation: Relation, item: Item) -> bool:
    """Whether the item says of itself exactly what was sent, as far as it says
    anything; its name may be cut."""
    ours, theirs = normal(relation.name), normal(item.name)
    return (ours == theirs or is_cut(ours, theirs)) and not any(
        bare(getattr(relation, name)) != bare(item.attributes[name] or "")
        for name in TOLD
        if name in item.attributes
    )


def compare(one: Party, other: Party) -> Likeness:
    """One rule for all: see ``Likeness``."""
    pairs = {
        "code": (normal(one.code), normal(other.code)),
        "chamber": (chamber(one.chamber)[0], chamber(other.chamber)[0]),
        "vat": (vat(one.vat)[1], vat(other.vat)[1]),
        "email": (normal(one.email), normal(other.email)),
        "postcode": (bare(one.postcode), bare(other.postcode)),
        "country": (bare(one.country), bare(other.country)),
    }
    equal = {name for name, (ours, theirs) in pairs.items() if ours == theirs != ""}
    differs = {name for name, (ours, theirs) in pairs.items() if ours and theirs}
    if is_spelt_apart(vat(one.vat)[0], vat(other.vat)[0]):
        equal.discard("vat")
    if is_spelt_apart(chamber(one.chamber)[1], chamber(other.chamber)[1]):
        equal.discard("chamber")
    ibans, others = ({bare(iban) for iban in p.ibans} - {""} for p in (one, other))
    if ibans and others:
        (equal if ibans & others else differs).add("iban")
    ours, theirs = words(one.name), words(other.name)
    if ours:
        # Who says nothing says a part.
        if "".join(ours) == "".join(theirs) or is_cut(one.name, other.name):
            equal.add("name")
        elif not is_part(ours, theirs):
            differs.add("name")
    return Likeness(frozenset(equal), frozenset(differs - equal))


# Lists


def propose(theirs: Iterable[Party], ours: Iterable[Party]) -> list[Proposal]:
    """For each of ``theirs``, in their order, in one pass over indexed dictionaries."""
    theirs, known = list(theirs), {party.id: party for party in ours}
    index = _index(known.values())
    hits = {
        party.id: {id_: compare(party, known[id_]) for id_ in _hits(party, index)}
        for party in theirs
    }
    strong = {
        id_: [other for other, likeness in found.items() if likeness.is_certain]
        for id_, found in hits.items()
    }
    wanted = Counter(other for others in strong.values() for other in others)
    return [_proposal(p.id, hits[p.id], strong[p.id], wanted) for p in theirs]


def _proposal(
    id_: int,
    hits: Mapping[int, Likeness],
    strong: Sequence[int],
    wanted: Mapping[int, int],
) -> Proposal:
    def rank(other: int) -> tuple[bool, int, int]:
        likeness = hits[other]
        weight = sum(WEIGHTS.get(name, 0) for name in likeness.equal)
        return (bool(likeness.differs & NUMBERS), -weight, other)

    ranked = sorted(hits, key=rank)[:CANDIDATES]
    if not ranked:
        return Proposal(id=id_)
    best = ranked[0]
    return Proposal(
        id=id_,
        candidates=tuple(ranked),
        equal=tuple(name for name in WEIGHTS if name in hits[best].equal),
        differs=tuple(name for name in WEIGHTS if name in hits[best].differs),
        certain=strong == [best] and wanted[best] == 1,
        likely=hits[best].is_certain or hits[best].is_doubtful,
    )


def _index(parties: Iterable[Party]) -> dict[tuple[str, str], list[int]]:
    """{(what it is, its text): ids}"""
    index = defaultdict(list)
    for party in parties:
        for key in set(_keys(party)):
            index[key].append(party.id)
    return index


def _hits(party: Party, index: Mapping[tuple[str, str], list[int]]) -> list[int]:
    """Ids of ours of which something that says who it is is equal."""
    hits: dict[int, None] = {}
    for key in _keys(party):
        # One more than shown: so a single strong one is known to be the only one.
        hits |= dict.fromkeys(index.get(key, ())[: CANDIDATES + 1])
    return list(hits)


def _keys(party: Party) -> Iterator[tuple[str, str]]:
    texts = {
        "code": normal(party.code),
        "name": "".join(words(party.name)),
        "vat": vat(party.vat)[1],
        "chamber": chamber(party.chamber)[0],
        "email": normal(party.email),
    }
    yield from ((what, text) for what, text in texts.items() if text)
    yield from (("iban", bare(iban)) for iban in party.ibans if bare(iban))
