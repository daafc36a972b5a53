"""How far the payment import came: what it keeps between two runs.

Versions of rows whose transactions were open may appear late. So the last that were
seen are read again, and those that were seen are left out: a window by what was seen,
for versions are counted for all divisions of a database together.
"""

import json
from collections.abc import Iterable
from dataclasses import asdict, dataclass, field

_WINDOW = 300  # rows


@dataclass(slots=True)
class Seen:
    """Of one list: everything up to ``floor``, and some ``above`` it."""

    floor: int = 0
    above: set[int] = field(default_factory=set)

    def note(self, versions: Iterable[int]) -> None:
        """These were dealt with; others between them may not have been."""
        self.above.update(versions)

    def pass_by(self, versions: Iterable[int]) -> None:
        """Nothing is left up to the last of these."""
        self.note(versions)
        lost = sorted(self.above)[:-_WINDOW]
        if lost:
            self.floor = lost[-1]
            self.above.difference_update(lost)


@dataclass(slots=True)
class Cursor:
    """``is_full``: a read from the beginning. ``pending``: {entry: its line}, of which
    it has not seen all parts yet. ``asked``: the last entry that was looked for as
    nothing was told of it. ``without``: what the ledger refused to tell."""

    terms: Seen = field(default_factory=Seen)
    deleted: Seen = field(default_factory=Seen)
    is_full: bool = True
    pending: dict[str, str] = field(default_factory=dict)
    asked: str = ""
    without: set[str] = field(default_factory=set)

    @classmethod
    def parse(cls, text: str) -> "Cursor":
        """Whatever is no cursor of ours is the beginning."""
        try:
            plain = json.loads(text or "{}")
            return cls(
                terms=_seen(plain["terms"]),
                deleted=_seen(plain["deleted"]),
                is_full=plain["is_full"],
                pending=dict(plain["pending"]),
                asked=plain["asked"],
                without=set(plain["without"]),
            )
        except (ValueError, KeyError, TypeError):
            return cls()

    @property
    def text(self) -> str:
        return json.dumps(asdict(self), default=sorted, separators=(",", ":"))

    def restart(self) -> None:
        self.terms, self.is_full, self.pending, self.asked = Seen(), True, {}, ""

    def finish(self) -> None:
        self.is_full, self.pending, self.asked = False, {}, ""


def _seen(plain: dict) -> Seen:
    return Seen(floor=int(plain["floor"]), above=set(map(int, plain["above"])))
