"""Whose turn it is: for how long one works, and when one comes back after a failure."""

import random
import time
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

FIRST_PAUSE = timedelta(minutes=1)
LONGEST_PAUSE = timedelta(hours=1)


@dataclass(frozen=True)
class Turn:
    """The time that one run has. ``guard``: the cursor that holds its lock;
    ``deadline``: seconds of ``time.monotonic()``."""

    guard: Any
    deadline: float

    def is_over(self) -> bool:
        return time.monotonic() > self.deadline

    def check_guard(self) -> None:
        """A lost guard means that somebody else may be at work: raises then."""
        self.guard.execute("SELECT 1")


def pause(failures: int) -> timedelta:
    """After so many in a row. Doubling up to an hour, with jitter, so that connections
    don't come back all at once; none after none."""
    if failures < 1:
        return timedelta()
    jitter = random.uniform(0.5, 1.0)  # noqa: S311 - no secret depends on it
    return min(FIRST_PAUSE * 2 ** min(failures - 1, 10), LONGEST_PAUSE) * jitter
