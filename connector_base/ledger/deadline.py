"""A call that ends in time. Time-outs of sockets are for each wait: whoever sends a
byte now and then holds a call, and with it the lock of a connection, for ever."""

import threading
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from socket import SHUT_RDWR
from typing import Any
from weakref import WeakSet

from requests.adapters import HTTPAdapter
from urllib3 import HTTPConnectionPool, HTTPSConnectionPool
from urllib3.exceptions import ConnectTimeoutError


class Adapter(HTTPAdapter):
    """What is done within ``watched()`` ends after ``seconds``; one thread uses it."""

    def __init__(self, seconds: float, **kwargs: Any):
        self._seconds = seconds
        # Those that were closed may still be read to their end.
        self._sockets: WeakSet[Any] = WeakSet()
        self._over = False
        super().__init__(**kwargs)

    @contextmanager
    def watched(self) -> Iterator[None]:
        """Raises TimeoutError when it was too long, whatever came of it."""
        self._over = False
        timer = threading.Timer(self._seconds, self._end)
        timer.daemon = True
        timer.start()
        try:
            yield
        except Exception as error:
            if self._over:
                raise TimeoutError("deadline") from error
            raise
        finally:
            timer.cancel()
        if self._over:
            raise TimeoutError("deadline")

    def _end(self) -> None:
        self._over = True
        for one in list(self._sockets):
            with suppress(OSError):
                one.shutdown(SHUT_RDWR)

    def init_poolmanager(self, *args: Any, **kwargs: Any) -> None:
        result = super().init_poolmanager(*args, **kwargs)
        self.poolmanager.pool_classes_by_scheme = self._pools()
        return result

    def proxy_manager_for(self, *args: Any, **kwargs: Any) -> Any:
        manager = super().proxy_manager_for(*args, **kwargs)
        manager.pool_classes_by_scheme = self._pools()
        return manager

    def _pools(self) -> dict[str, Any]:
        return {
            "http": self._watching(HTTPConnectionPool),
            "https": self._watching(HTTPSConnectionPool),
        }

    def _watch(self, connection: Any, *sockets: Any) -> None:
        self._sockets.update(sockets)
        if self._over:
            raise ConnectTimeoutError(connection, "deadline")

    def _watching(self, pool: Any) -> Any:
        adapter = self

        class Connection(pool.ConnectionCls):
            def connect(self):
                # What is tried once more begins after the end.
                adapter._watch(self)
                with ExitStack() as self._connecting:
                    result = super().connect()
                    adapter._watch(self, self.sock)
                return result

            def _new_conn(self):
                made = super()._new_conn()
                # TLS takes the socket for itself before it shakes hands.
                adapter._watch(self, self._connecting.enter_context(made.dup()))
                return made

        return type(pool.__name__, (pool,), {"ConnectionCls": Connection})
