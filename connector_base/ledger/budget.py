"""Fair use, kept before calling: so much within a window, so many calls at a time.

Where several processes and hosts share one allowance the base keeps the books in the
database; here are only the values and the arithmetic.
"""

from collections.abc import Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from typing import Protocol

from requests import Response


@dataclass(frozen=True, slots=True, kw_only=True)
class Limit:
    """What a vendor allows. ``key``: what it counts by, such as client id and
    organisation; all connections with an equal key share. ``credits`` within any
    ``seconds`` (0: not counted here, only as the vendor's answers say);
    ``concurrent`` calls at a time (0: not limited).

    ``headers``: how the answers' headers about it begin ("X-RateLimit": -Limit,
    -Remaining, and -Reset in milliseconds since 1970). ``ceiling``: the vendor may
    say less than ``credits``, but is not believed when it says more.
    """

    key: str
    credits: int = 0
    seconds: int = 60
    concurrent: int = 0
    headers: str = ""
    ceiling: bool = True


class Budget(Protocol):
    """What a session asks before each call."""

    def call(self, credits: int) -> AbstractContextManager:
        """Held during one call of so many credits. Raises Throttled when the wait
        would be too long."""

    def learn(self, response: Response) -> float:
        """What an answer said about the allowance: seconds to keep silent, 0 for
        none."""


def wait(
    spent: Sequence[tuple[float, int]], limit: Limit, credits: int, now: float
) -> float:
    """Seconds until ``credits`` more are allowed; 0 for at once. ``spent``: (moment,
    credits) of the calls before, oldest first, in seconds as ``now``.

    A call that is dearer than the whole allowance passes an empty window.
    """
    recent = [(at, cost) for at, cost in spent if at > now - limit.seconds]
    room = limit.credits - sum(cost for _at, cost in recent)
    for at, cost in recent:
        if room >= credits:
            break
        room += cost
        if room >= credits or (at, cost) == recent[-1]:
            return at + limit.seconds - now
    return 0.0
