"""Injected faults, and the journal of requests."""

import threading

KINDS = (
    "lost_answer",
    "reset_before",
    "status",
    "slow",
    "garbage",
    "truncated",
    "html",
    "fault_code",
    "expired_token",
    "duplicate_session",
    "timeout",
    "gateway_timeout",
)


class Dropped(ConnectionError):
    """The connection is closed without an answer. The server knows connection errors
    and writes nothing more."""


class Faults:
    """Faults wait in a list; the first that fits a request strikes."""

    def __init__(self):
        self._lock = threading.Lock()
        self.clear()

    def clear(self):
        self._waiting = []

    def add(self, values):
        if values.get("kind") not in KINDS:
            raise ValueError(f"kind must be one of {KINDS}")
        fault = {"times": 1, "skip": 0, **values}
        with self._lock:
            self._waiting.append(fault)

    def strike(self, call):
        """The fault for ``call`` (service, operation, root), or None."""
        with self._lock:
            for fault in self._waiting:
                if not all(
                    fault.get(name) in (None, call.get(name))
                    for name in ("service", "operation", "root")
                ):
                    continue
                if fault["skip"]:
                    fault["skip"] -= 1
                    continue
                fault["times"] -= 1
                if fault["times"] <= 0:
                    self._waiting.remove(fault)
                return dict(fault)
        return None


class Journal:
    """Every request since the last reset."""

    def __init__(self, clock):
        self._clock = clock
        self._lock = threading.Lock()
        self.rows = []

    def add(self, **values):
        row = {"time": self._clock.now().isoformat(), **values}
        with self._lock:
            self.rows.append(row)
        return row

    def clear(self):
        with self._lock:
            self.rows = []
