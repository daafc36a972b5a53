"""What was spent of a vendor's allowance, kept in PostgreSQL: shared by all that share
the allowance there, over connections, workers and hosts.

Moments are the database's, so that hosts need not agree.
"""

import json
import math
import time
from collections.abc import Callable, Iterable
from contextlib import AbstractContextManager, contextmanager
from dataclasses import replace
from datetime import timedelta
from email.utils import parsedate_to_datetime
from typing import Any

from .budget import Limit, wait
from .errors import Throttled
from .http import LONGEST_PAUSE, retry_after, utcnow

# Class id of our advisory locks: one for each call at a time.
SLOT_LOCK = 19_2603
SLOT_PAUSE = 0.2
RESET_SLACK = 0.7  # s, as the vendor's Date header has whole seconds
# An allowance that is so many times smaller or larger than the usual one is none.
SMALLEST, LARGEST = 1 / 100, 10_000
DIGITS = 15  # of the numbers in a header: more are nonsense


class FairUse:
    """The budget of one session (see ``budget.py``), in table ``ledger_budget``.

    ``cursor``: makes a context manager that yields a cursor of a transaction of its
    own, committed at its end. ``patience``: seconds to wait for one's turn before
    giving up with Throttled, and not beyond ``until``, of ``time.monotonic()``.
    """

    def __init__(
        self,
        cursor: Callable[[], AbstractContextManager[Any]],
        limits: Iterable[Limit],
        patience: float,
        until: float = math.inf,
    ):
        self._connect = cursor
        self._limits = {limit.key: limit for limit in limits}
        self._patience, self._until = patience, until
        self._allowed = {key: limit.credits for key, limit in self._limits.items()}

    @contextmanager
    def call(self, credits):
        deadline = min(time.monotonic() + self._patience, self._until)
        while seconds := self._take(credits):
            self._pause(seconds, deadline)
        with self._slot(deadline):
            yield

    def learn(self, response):
        """Another allowance (an application that is not certified, a larger
        edition), nothing left of it, and a 429."""
        headers, pauses = response.headers, [0]
        for key, limit in self._limits.items():
            said = limit.headers and _number(headers.get(f"{limit.headers}-Limit", ""))
            if said and self._is_news(limit, said):
                self._allowed[key] = said
                self._set(key, "allowed", said)
            if limit.headers and headers.get(f"{limit.headers}-Remaining") == "0":
                pauses.append(self._until_reset(headers, limit))
                if pauses[-1]:
                    self._block(key, pauses[-1])
        if response.status_code == 429 and (pause := retry_after(response)):
            self._block(next(iter(self._limits)), pause)
        return max(pauses)

    def _is_news(self, limit, said):
        """Limits that are not counted here need no number."""
        known, usual = self._allowed[limit.key], limit.credits
        if not usual * SMALLEST <= said <= usual * LARGEST or not usual:
            return False
        return said < known or (said > known and not limit.ceiling)

    def _until_reset(self, headers, limit):
        """Seconds, by the clock of the vendor; 0 where it does not say, and the time
        that the limit is for where what it says is no moment."""
        said = headers.get(f"{limit.headers}-Reset", "")
        reset = _number(said)
        if not reset:
            return limit.seconds if said else 0
        try:
            at = parsedate_to_datetime(headers.get("Date", "")).timestamp()
        except (TypeError, ValueError, OverflowError):
            at = time.time()
        return min(max(0, reset / 1000 - at), LONGEST_PAUSE) + RESET_SLACK

    def _block(self, key, seconds):
        pause = min(float(seconds), LONGEST_PAUSE)
        until = f"extract(epoch from clock_timestamp()) + {pause}"
        self._set(key, "blocked_until", until)

    def get_pause(self):
        """Seconds for which the vendor wants no calls, by its own word."""
        with self._cursor() as cr:
            cr.execute(
                "SELECT max(blocked_until - extract(epoch from clock_timestamp()))"
                "::float FROM ledger_budget WHERE key = ANY(%s)",
                [list(self._limits)],
            )
            return min(max(cr.fetchone()[0] or 0, 0), LONGEST_PAUSE)

    def get_share(self):
        """How much of the allowance is spent at the moment, 0 to 1: of that limit of
        which least is left."""
        with self._cursor() as cr:
            cr.execute(
                "SELECT key, spent, allowed, "
                "extract(epoch from clock_timestamp())::float "
                "FROM ledger_budget WHERE key = ANY(%s)",
                [list(self._limits)],
            )
            shares = [0.0]
            for key, spent, said, now in cr.fetchall():
                limit = self._limits[key]
                allowed = said or limit.credits
                recent = [one for one in spent or () if one[0] > now - limit.seconds]
                if limit.credits and allowed:
                    shares.append(sum(cost for _at, cost in recent) / allowed)
        return min(max(shares), 1.0)

    def end_pause(self):
        """Somebody knows better than the vendor."""
        with self._cursor() as cr:
            cr.execute(
                "UPDATE ledger_budget SET blocked_until = NULL WHERE key = ANY(%s)",
                [list(self._limits)],
            )

    def _pause(self, seconds, deadline):
        if time.monotonic() + seconds > deadline:
            raise Throttled(utcnow() + timedelta(seconds=seconds), "fair use")
        time.sleep(seconds)

    @contextmanager
    def _cursor(self):
        """Always a connection of its own, also in tests: what was spent stays spent,
        and the locks are the real ones. Who waited for a row sees what the other one
        wrote, instead of failing."""
        with self._connect() as cr:
            cr.execute("SET TRANSACTION ISOLATION LEVEL READ COMMITTED")
            yield cr

    # Credits

    def _take(self, credits):
        """Seconds to wait; 0 when the credits were taken."""
        with self._cursor() as cr:
            rows, now = self._lock(cr)
            seconds = max(
                self._wait(rows[key], limit, credits, now)
                for key, limit in self._limits.items()
            )
            if not seconds:
                for key, limit in self._counted():
                    recent = [
                        one
                        for one in rows[key]["spent"]
                        if one[0] > now - limit.seconds
                    ]
                    cr.execute(
                        "UPDATE ledger_budget SET spent = %s WHERE key = %s",
                        [json.dumps([*recent, [now, credits]]), key],
                    )
        return seconds

    def _counted(self):
        return [(key, limit) for key, limit in self._limits.items() if limit.credits]

    def _lock(self, cr):
        """({key: row}, now), the rows locked, in one order for everybody."""
        keys = sorted(self._limits)
        found = self._lock_known(cr, keys)
        if len(found) < len(keys):
            cr.execute(
                "INSERT INTO ledger_budget (key) SELECT unnest(%s) "
                "ON CONFLICT (key) DO NOTHING",
                [keys],
            )
            found = self._lock_known(cr, keys)
        rows = {row["key"]: {**row, "spent": row["spent"] or []} for row in found}
        # Read before the last of the locks was got, so never too late.
        return rows, max(row["now"] for row in found)

    def _lock_known(self, cr, keys):
        cr.execute(
            "SELECT key, spent, blocked_until, allowed, "
            "extract(epoch from clock_timestamp())::float AS now "
            "FROM ledger_budget WHERE key = ANY(%s) ORDER BY key FOR UPDATE",
            [keys],
        )
        names = [column.name for column in cr.description]
        return [dict(zip(names, row, strict=True)) for row in cr.fetchall()]

    def _wait(self, row, limit, credits, now):
        blocked = max((row["blocked_until"] or 0) - now, 0)
        if blocked > LONGEST_PAUSE + 1:
            blocked = 0
        if not limit.credits:
            return blocked
        allowed = row["allowed"] or limit.credits
        if limit.ceiling:
            allowed = min(allowed, limit.credits)
        self._allowed[limit.key] = allowed
        counted = replace(limit, credits=allowed)
        return max(wait(row["spent"], counted, credits, now), blocked)

    def _set(self, key, column, value):
        with self._cursor() as cr:
            # Column and value are ours: numbers and a function of PostgreSQL.
            cr.execute(
                f"INSERT INTO ledger_budget (key, {column}) VALUES (%s, {value}) "  # noqa: S608
                f"ON CONFLICT (key) DO UPDATE SET {column} = excluded.{column}",
                [key],
            )

    # Calls at a time

    @contextmanager
    def _slot(self, deadline):
        """Held during the call; a lock of a transaction can't be left behind."""
        limits = [limit for limit in self._limits.values() if limit.concurrent]
        if not limits:
            yield
            return
        with self._cursor() as cr:
            cr.execute("SET LOCAL idle_in_transaction_session_timeout = 0")
            for limit in limits:
                while not self._try_slot(cr, limit):
                    self._pause(SLOT_PAUSE, deadline)
            yield

    def _try_slot(self, cr, limit):
        cr.execute(
            "SELECT slot FROM generate_series(1, %s) AS slot WHERE "
            "pg_try_advisory_xact_lock(%s, hashtext(%s || ':' || slot)) LIMIT 1",
            [limit.concurrent, SLOT_LOCK, limit.key],
        )
        return cr.fetchone()


def _number(text):
    """Of a header; 0 for what is no sensible one."""
    return int(text) if text.isdecimal() and len(text) <= DIGITS else 0
