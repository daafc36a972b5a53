"""The time of a sandbox: the machine's, unless it is set or moved."""

import threading
from datetime import datetime, timedelta, timezone


class Clock:
    """``now()`` is naive UTC."""

    def __init__(self):
        self._offset = timedelta()
        self._lock = threading.Lock()

    def now(self):
        return datetime.now(timezone.utc).replace(tzinfo=None) + self._offset

    def set(self, text):
        with self._lock:
            self._offset = timedelta()
            self._offset = datetime.fromisoformat(text) - self.now()

    def advance(self, seconds):
        with self._lock:
            self._offset += timedelta(seconds=float(seconds))
