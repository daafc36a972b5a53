"""What laws are put in terms of."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from functools import wraps

from ...ledger.errors import ADMIN, REFUSED, WAITS, LedgerError, NotAuthorised
from ...ledger.port import DUTIES, Ledger
from ...ledger.values import Booked, Ours, Rejected, Settled

FOUR = Ledger.__abstractmethods__


def post(ledger, documents):
    """As many at a time as the ledger takes."""
    size = ledger.traits.batch_size
    return [
        outcome
        for start in range(0, len(documents), size)
        for outcome in ledger.post(documents[start : start + size])
    ]


def book(ledger, *documents):
    outcomes = post(ledger, documents)
    assert all(isinstance(outcome, Booked) for outcome in outcomes), outcomes
    return outcomes


def is_told(booked, amount):
    """Whether what was told of an entry in company currency is this amount, and
    something was."""
    told = {booked.total, booked.balance} - {None}
    return told == {amount}


class Mirror:
    """What the base keeps of some documents, and how it looks what became of them."""

    def __init__(self, ledger, *booked):
        self.ledger = ledger
        self.cursor = ""
        self.ours = {}
        for one in booked:
            total = one.balance if one.total is None else one.total
            self.ours[one.id] = Ours(
                id=one.id, key=one.key, open=total, total=total, memo=one.memo
            )

    def copy(self):
        """As it is now, to look from here again."""
        other = Mirror(self.ledger)
        other.cursor, other.ours = self.cursor, dict(self.ours)
        return other

    def look(self, cursor=None) -> dict[str, Settled]:
        """{id: what happened to it} since the look before, or since ``cursor``."""
        told = {}
        for page in self.pages(cursor):
            for one in page.settled:
                assert one.id in self.ours, "somebody else's"
                assert one.id not in told, "told twice"
                told[one.id] = one
            self.cursor = page.cursor
        self._keep(told)
        return told

    def pages(self, cursor=None):
        since = self.cursor if cursor is None else cursor
        return self.ledger.changes(since, dict(self.ours))

    def _keep(self, told: Mapping[str, Settled]) -> None:
        for id_, one in told.items():
            known = self.ours[id_]
            memo = one.memo or known.memo
            self.ours[id_] = replace(known, open=one.open, memo=memo)


class Watched:
    """A ledger of which each code that it gives must be a known one: the base has
    words for those. ``codes``: more, which the connector brings words for."""

    def __init__(self, ledger: Ledger, codes: frozenset[str] = frozenset()):
        self._ledger = ledger
        self._codes = codes

    def __getattr__(self, name):
        value = getattr(self._ledger, name)
        if name not in DUTIES | FOUR or not callable(value):
            return value

        @wraps(value)
        def duty(*args, **kwargs):
            with self._listening():
                outcome = value(*args, **kwargs)
            if isinstance(outcome, Iterator):
                return self._each(outcome)
            for one in outcome if isinstance(outcome, list) else [outcome]:
                if isinstance(one, Rejected):
                    self._know(one.code, REFUSED)
            return outcome

        return duty

    def _each(self, outcomes):
        with self._listening():
            yield from outcomes

    @contextmanager
    def _listening(self):
        try:
            yield
        except LedgerError as error:
            admins = isinstance(error, NotAuthorised)
            self._know(error.code, ADMIN if admins else WAITS)
            raise

    def _know(self, code, codes):
        assert code in codes | self._codes, f"no words for {code!r}"
