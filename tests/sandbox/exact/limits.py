"""Request limits per application and division, and the error velocity [A, I]."""

from collections import defaultdict
from datetime import datetime, timedelta

from .edm import EPOCH

MINUTELY, DAILY = 60, 5000
VELOCITY, VELOCITY_TIME = 10, timedelta(hours=1)


class Limits:
    def __init__(self, service):
        self.service = service
        self.set()

    def set(self, minutely=MINUTELY, daily=DAILY):
        """None: no limit, and none of its headers."""
        self.minutely, self.daily = minutely, daily
        self.forget()

    def forget(self):
        self._minutes, self._days = {}, {}
        self._errors = defaultdict(list)
        self._blocked = {}

    def _windows(self, division):
        now = self.service.clock.now()
        minute = now.replace(second=0, microsecond=0)
        day = datetime(now.year, now.month, now.day)
        return (
            ("Minutely-", self._minutes, division, minute, timedelta(minutes=1)),
            ("", self._days, division, day, timedelta(days=1)),
        )

    def _limit(self, name):
        return self.minutely if name else self.daily

    def take(self, division):
        """Count one call: (headers, whether it may go on). When one is exhausted, only
        its headers are sent [I]."""
        headers = {}
        for name, counts, key, start, length in self._windows(division):
            limit = self._limit(name)
            if limit is None:
                continue
            known, used = counts.get(key, (start, 0))
            used = used + 1 if known == start else 1
            counts[key] = (start, used)
            own = {
                f"X-RateLimit-{name}Limit": str(limit),
                f"X-RateLimit-{name}Remaining": str(max(limit - used, 0)),
                f"X-RateLimit-{name}Reset": str(
                    (start + length - EPOCH) // timedelta(milliseconds=1)
                ),
            }
            if used > limit:
                return own, False
            headers |= own
        return headers, True

    # Error velocity

    def is_blocked(self, division, endpoint):
        until = self._blocked.get((division, endpoint))
        return until is not None and until > self.service.clock.now()

    def note(self, division, endpoint, status):
        if status not in (400, 401, 403, 404):
            return
        now = self.service.clock.now()
        recent = self._errors[division, endpoint]
        recent[:] = [moment for moment in recent if moment > now - VELOCITY_TIME]
        recent.append(now)
        if len(recent) > VELOCITY:
            self._blocked[division, endpoint] = now + VELOCITY_TIME
