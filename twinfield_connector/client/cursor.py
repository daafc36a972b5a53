"""Where a payment import stands, as the text that the base keeps.

"2024-03-28T09:30:00": everything up to that moment was seen; the moment is that of
the last line that was modified, by Twinfield's own clock. While one import goes on,
four parts with semicolons between them: lines modified since (empty: all, an audit);
where the next import begins; spans of periods still to be looked through; spans to be
looked through once more.
"""

from dataclasses import dataclass, replace
from datetime import datetime

from .browse import Span, halves


@dataclass(frozen=True, slots=True, kw_only=True)
class Cursor:
    since: str = ""
    stamp: str = ""
    spans: tuple[Span, ...] = ()
    again: tuple[Span, ...] = ()

    @classmethod
    def read(cls, text: str) -> "Cursor":
        """From the beginning when the text is none of ours."""
        since, *rest = text.split(";")
        try:
            if not rest:
                return cls(since=_moment(since), stamp=_moment(since))
            stamp, spans, again = rest
            return cls(
                since=_moment(since),
                stamp=_moment(stamp),
                spans=_spans(spans),
                again=_spans(again),
            )
        except ValueError:
            return cls()

    def __str__(self) -> str:
        if not self.spans:
            return self.stamp
        return ";".join([self.since, self.stamp, _text(self.spans), _text(self.again)])

    @property
    def is_audit(self) -> bool:
        return not self.since

    def halved(self) -> "Cursor":
        """The later half of the span first."""
        first, second = halves(self.spans[0])
        return replace(self, spans=(second, first, *self.spans[1:]))

    def seen(self, newest: str) -> "Cursor":
        """After the first span was looked through; ``newest``: of its lines, "" where
        there are none.

        The first lines seen decide where the next import begins: what happens in the
        other spans while they are read is younger than those. So spans that showed
        nothing before that are looked through again.
        """
        span, *rest = self.spans
        if self.stamp > self.since:
            return replace(self, spans=tuple(rest))
        if newest > self.since:
            return replace(self, stamp=newest, spans=(*rest, *self.again), again=())
        return replace(self, spans=tuple(rest), again=(*self.again, span))


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
