"""Fair use: credits a minute and requests at a time; HTTP 429 beyond [A].

The minute is a real one: the sandbox's clock may stand still.
"""

import math
import threading
import time
from collections import deque

from werkzeug.wrappers import Response

MINUTE = 60
# {bucket: credits a minute}, {bucket: requests at a time}; per client, and per client
# and organisation: (certified, not certified)
CREDITS = {"ip": (1000, 1000), "client": (1000, 50), "credits": (500, 25)}
CONCURRENCY = {"client_concurrency": (20, 20), "concurrency": (10, 10)}
NAMES = {
    "ip": "ip_credits",
    "client": "client_credits",
    "credits": "credits",
}


def credits(call):
    """What a request costs. Queries cost one: HTTP GET and OPTIONS, everything of the
    deleted transactions, operations and documents that read; all else three."""
    return 1 if call["kind"] == "read" or call["service"] in ALWAYS_READ else 3


ALWAYS_READ = ("deletedtransactionsservice",)


class FairUse:
    def __init__(self):
        self._lock = threading.Lock()
        self.set()

    def set(self, certified=None, **numbers):
        """``certified`` None and no numbers: no limits at all."""
        column = None if certified is None else 0 if certified else 1
        known = {*NAMES.values(), *CONCURRENCY}
        if set(numbers) - known:
            raise ValueError(f"limits are certified and {sorted(known)}")
        usual = {NAMES[key]: pair for key, pair in CREDITS.items()} | CONCURRENCY
        with self._lock:
            self._limits = {
                name: numbers.get(name, None if column is None else pair[column])
                for name, pair in usual.items()
            }
            self._is_free = all(limit is None for limit in self._limits.values())
            self._spent = {name: deque() for name in NAMES.values()}
            self._running = 0

    def enter(self, call, knows):
        """None, or the refusal. ``knows``: tells whether the client is known."""
        cost = credits(call)
        with self._lock:
            refusal = None if self._is_free else self._check(cost, knows())
            if refusal is None:
                self._running += 1
            return refusal

    def leave(self):
        with self._lock:
            self._running = max(self._running - 1, 0)

    def _check(self, cost, is_known):
        now = time.monotonic()
        buckets = [n for n in NAMES.values() if n == "ip_credits" or is_known]
        for name in buckets:
            wait = self._wait(name, cost, now)
            if wait:
                return self._refuse(name, cost, wait)
        for name in CONCURRENCY:
            limit = self._limits[name]
            if is_known and limit is not None and self._running >= limit:
                return self._refuse("credits", cost, 1)
        for name in buckets:
            self._spent[name].append((now, cost))
        return None

    def _wait(self, name, cost, now):
        """Seconds until ``cost`` fits in the minute; 0 when it does."""
        spent, limit = self._spent[name], self._limits[name]
        while spent and spent[0][0] <= now - MINUTE:
            spent.popleft()
        if limit is None or self._used(name) + cost <= limit:
            return 0
        free = limit - self._used(name)
        for at, paid in spent:
            free += paid
            if free >= cost:
                return max(math.ceil(at + MINUTE - now), 1)
        return MINUTE

    def _used(self, name):
        return sum(cost for _at, cost in self._spent[name])

    def _refuse(self, name, cost, wait):
        response = Response(b"", 429)
        response.headers["Retry-After"] = str(wait)
        self._describe(response, name, cost)
        return response

    def describe(self, response, call):
        """The headers of an answer while there are limits."""
        if self._is_free:
            return
        with self._lock:
            self._describe(response, "credits", credits(call))

    def _describe(self, response, name, cost):
        limit = self._limits[name]
        if limit is None:
            return
        rest = max(limit - self._used(name), 0)
        response.headers["X-RateLimit-Limit"] = str(limit)
        response.headers["X-RateLimit-Remaining"] = str(rest)
        response.headers["X-RateLimit-Credited"] = str(cost)
