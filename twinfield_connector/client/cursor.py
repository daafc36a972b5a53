"""Where a payment import stands, as the text that the base keeps.

"2024-03-28T09:30:00": everything up to that moment was seen; the moment is that of
the last line that was modified, by Twinfield's own clock. While one import goes on,
five parts with semicolons between them: lines modified since (0: all, an audit);
where the next import begins; spans of periods still to be looked through; spans to be
looked through once more; up to which entry of the first span, by their ids, all was
told.
"""

from dataclasses import dataclass, replace
from datetime import datetime

from .browse import Span, halves

_AUDIT = "0"


@dataclass(frozen=True, slots=True, kw_only=True)
class Cursor:
    since: str = ""
    stamp: str = ""
    spans: tuple[Span, ...] = ()
    again: tuple[Span, ...] = ()
    position: str = ""

    @classmethod
    def parse(cls, text: str) -> "Cursor":
        """From the beginning when the text is none of ours."""
        since, *rest = text.split(";")
        try:
            if not rest:
                return cls(since=_moment(since), stamp=_moment(since))
            stamp, spans, again, position = rest
            return cls(
                since="" if since == _AUDIT else _moment(since),
                stamp=_moment(stamp),
                spans=_spans(spans),
                again=_spans(again),
                position=position,
            )
        except ValueError:
            return cls()

    def __str__(self) -> str:
        if not self.spans:
            return self.stamp
        parts = (self.stamp, _text(self.spans), _text(self.again), self.position)
        return ";".join([self.since or _AUDIT, *parts])

    @property
    def is_audit(self) -> bool:
        return not self.since

    @property
    def can_halve(self) -> bool:
        """Whether the first span has more than one period."""
        first, last = self.spans[0]
        return first != last

    def halved(self) -> "Cursor":
        """The later half of the span first. What was told of the whole is told
        again."""
        first, second = halves(self.spans[0])
        return replace(self, spans=(second, first, *self.spans[1:]), position="")

    def seen(self, newest: str) -> "Cursor":
        """With lines of the first span before us; ``newest``: of them, "" where there
        are none.

        The first lines seen decide where the next import begins: what happens later,
        while they are told or other spans are looked through, is younger than those.
        So spans that showed nothing before that are looked through once more.
        """
        if self._is_fixed or newest <= self.since:
            return self
        spans = (*self.spans, *self.again)
        return replace(self, stamp=newest, spans=spans, again=())

    def at(self, position: str) -> "Cursor":
        """After ``position`` of the first span was told."""
        return replace(self, position=position)

    def passed(self) -> "Cursor":
        """After the whole of the first span was told."""
        span, *rest = self.spans
        again = self.again if self._is_fixed else (*self.again, span)
        return replace(self, spans=tuple(rest), again=again, position="")

    @property
    def _is_fixed(self) -> bool:
        return self.stamp > self.since


def _moment(text: str) -> str:
    """Raises ValueError."""
    return datetime.fromisoformat(text).isoformat() if text else ""


def _spans(text: str) -> tuple[Span, ...]:
    """Raises ValueError."""
    found = []
    for span in filter(None, text.split(",")):
        first, last = span.split("-")
        for edge in (first, last):
            year, period = edge.split("/")
            int(year), int(period)
        found.append((first, last))
    return tuple(found)


def _text(spans: tuple[Span, ...]) -> str:
    return ",".join("-".join(span) for span in spans)
