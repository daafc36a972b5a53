"""The one HTTP session of all connectors: bounded, recorded, with typed failures.

    what happened                              reading        writing
    refused, unknown host, connect time-out    Unavailable    Unavailable
    reset, closed, read time-out, cut short    Unavailable    InDoubt
    429                                        Throttled      Throttled
    503 that says when to come back            Throttled      the connector's to judge
    any other status                           the connector's to judge

Nothing sleeps here and nothing that writes is repeated: lasting retries belong to the
outbox. A reading request that was reset is sent again at once, one that got no answer
in time is not: three times that would be longer than Odoo lets anybody work.
"""

import json
import logging
import re
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta, timezone
from email.utils import parsedate_to_datetime
from fnmatch import fnmatch
from typing import Any
from urllib.parse import urlsplit

import requests
from urllib3.exceptions import (
    ConnectTimeoutError,
    HTTPError,
    LocationParseError,
    MaxRetryError,
    NewConnectionError,
    ReadTimeoutError,
)
from urllib3.util import Retry, parse_url

from . import body, redact
from .budget import Budget
from .deadline import Adapter
from .errors import InDoubt, LedgerError, ProtocolError, Throttled, Unavailable

LOOPBACK = ("localhost", "127.0.0.1", "::1")
# Of a server: no user, path, query or fragment, and a port on loopback alone.
_SERVER = re.compile(r"https?://(?:[a-z0-9.-]+|\[::1\])(?::[0-9]{1,5})?/?")
# An unknown host is a NewConnectionError too, in urllib3 1.26 and in 2.
NEVER_SENT = (NewConnectionError, ConnectTimeoutError)
MAX_BYTES = 64 * 1024 * 1024  # of an answer, unpacked
LOOK = 30  # s at most for the answer to a reading request
LONGEST_CALL = 60  # s of a whole one, however busily it drips
CONNECT = 15  # s for a connection
DEFAULT_PAUSE = 60  # s, where a 429 does not say how long
LONGEST_PAUSE = 24 * 3600  # s; whoever says longer is not believed


@dataclass(frozen=True, slots=True, kw_only=True)
class Exchange:
    """One call as it may be stored: everything redacted. ``at`` is naive UTC."""

    at: datetime
    method: str
    url: str
    status: int
    seconds: float
    operation: str
    request: str
    response: str
    error: str


class _Again(Retry):
    """Not what took all its time."""

    def increment(
        self,
        method=None,
        url=None,
        response=None,
        error=None,
        _pool=None,
        *args,
        **more,
    ):
        if isinstance(error, ReadTimeoutError):
            raise error
        if type(error) is ConnectTimeoutError:
            raise MaxRetryError(_pool, url, error)
        return super().increment(method, url, response, error, _pool, *args, **more)


class _Masked(logging.Filter):
    """At debug level urllib3 writes addresses, and some have a secret in them."""

    def filter(self, record):
        record.msg, record.args = redact.text(record.getMessage()), ()
        return True


for _name in ("urllib3.connectionpool", "urllib3.util.retry"):
    logging.getLogger(_name).addFilter(_Masked())


def utcnow() -> datetime:
    """Now in naive UTC, as Odoo keeps its times."""
    return datetime.now(timezone.utc).replace(tzinfo=None)


def is_within(url: str, hosts: Iterable[str]) -> bool:
    """Whether ``url`` leads to one of ``hosts`` (patterns), encrypted or on loopback.
    Asked of the parser that sends; where another one sees another host, to neither."""
    try:
        sent, seen = parse_url(url), urlsplit(url)
        host, port = (sent.host or "").strip("[]"), sent.port
        same = (host, port) == ((seen.hostname or "").lower(), seen.port)
    except (LocationParseError, ValueError):
        return False
    inside = host in LOOPBACK
    safe = inside or (sent.scheme == "https" and port in (None, 443))
    plain = same and sent.auth is None and not re.search(r"[\\\s\x00-\x1f]", url)
    return safe and plain and any(fnmatch(host, pattern) for pattern in hosts)


def is_server(url: str, hosts: Iterable[str]) -> bool:
    """Whether ``url`` is nothing but one of ``hosts``: what may be entered by hand."""
    return bool(_SERVER.fullmatch(url)) and is_within(url, hosts)


class _Direct(requests.Session):
    """Follows nothing, nor reads the body of a redirect before it is bounded."""

    def get_redirect_target(self, resp):
        return None


class _Adapter(Adapter):
    """Waits less long for a connection than for an answer."""

    def send(self, *args: Any, **kwargs: Any) -> requests.Response:
        patience = kwargs["timeout"]
        kwargs["timeout"] = min(patience, CONNECT), patience
        return super().send(*args, **kwargs)


class Session:
    """``hosts``: patterns of the hosts that may be called; ``timeout``: seconds to wait
    for an answer, of which a reading request gets ``LOOK`` at most, and ``deadline`` of
    a whole call, however busily it drips; ``record`` gets an ``Exchange`` for each
    call, whatever came of it, in which ``secrets`` (values; ``hide`` adds one) and what
    stands under ``secret_names`` are masked; ``budget`` is asked before each call that
    costs credits."""

    def __init__(
        self,
        *,
        hosts: Iterable[str],
        timeout: int = 60,
        deadline: float = LONGEST_CALL,
        record: Callable[[Exchange], None] | None = None,
        budget: Budget | None = None,
        secrets: Iterable[str] = (),
        secret_names: Iterable[str] = (),
    ):
        self.hosts = tuple(hosts)
        self._secrets = set(secrets)
        self._secret_names = tuple(secret_names)
        self.timeout = timeout
        self._record = record
        self._budget = budget
        self._http = _Direct()
        retry = _Again(
            connect=2,
            read=2,
            other=0,
            allowed_methods={"GET"},
            # It would sleep, or fail without saying for how long.
            respect_retry_after_header=False,
        )
        self._adapter = _Adapter(deadline, max_retries=retry)
        for scheme in ("https://", "http://"):
            self._http.mount(scheme, self._adapter)

    def __enter__(self):
        return self

    def __exit__(self, *exc):
        self._http.close()

    def hide(self, secret: str) -> None:
        """Mask this value, a token that was just issued, in all that is recorded."""
        self._secrets.add(secret)

    def _masked(self, text: str) -> str:
        return redact.text(text, self._secret_names, self._secrets)

    def request(
        self,
        method: str,
        url: str,
        *,
        writing: bool,
        operation: str = "",
        credits: int = 0,
        **kwargs,
    ) -> requests.Response:
        """The answer with its content read. ``writing`` says whether the ledger may
        change by it; ``operation`` is its name in the log; ``credits`` what the
        vendor counts for it. Raises ``NotExecuted``, ``InDoubt`` and their
        children."""
        self._check_host(url)
        if not (self._budget and credits):
            return self._recorded(method, url, writing, operation, kwargs)
        with self._budget.call(credits):
            return self._recorded(method, url, writing, operation, kwargs)

    def _recorded(self, method, url, writing, operation, kwargs) -> requests.Response:
        started, clock = utcnow(), time.monotonic()
        response, error = None, None
        try:
            response = self._send(method, url, writing, kwargs)
            return response
        except LedgerError as failure:
            error = failure
            raise
        finally:
            if self._record:
                seconds = time.monotonic() - clock
                self._record(
                    Exchange(
                        at=started,
                        method=method,
                        url=self._masked(url),
                        status=response.status_code if response is not None else 0,
                        seconds=seconds,
                        operation=operation,
                        request=self._masked(_text(kwargs)),
                        response=self._masked(_answer(response)),
                        error=self._masked(str(error or "")),
                    )
                )

    def _check_host(self, url: str) -> None:
        if not is_within(url, self.hosts):
            raise Unavailable("host_not_allowed", url.partition("?")[0][:200])

    def _send(self, method, url, writing, kwargs) -> requests.Response:
        headers = {"Accept-Encoding": body.ENCODINGS, **kwargs.pop("headers", {})}
        patience = self.timeout if writing else min(self.timeout, LOOK)
        kwargs = {"timeout": patience, **kwargs}
        try:
            with self._adapter.watched():
                # The time-out is among the keyword arguments.
                # pylint: disable=external-request-timeout
                response = self._http.request(
                    method, url, stream=True, headers=headers, **kwargs
                )
                body.read(response, MAX_BYTES)
        except (requests.exceptions.RequestException, HTTPError, TimeoutError) as error:
            reason = getattr(next(iter(error.args), None), "reason", None)
            if isinstance(reason, NEVER_SENT) or not writing:
                raise Unavailable("unreachable", _kind(error)) from error
            raise InDoubt("no_answer", _kind(error)) from error
        except ProtocolError as error:
            if not writing and error.code == "answer_cut_short":
                raise Unavailable("unreachable", error.detail) from error
            raise
        pause = self._budget.learn(response) if self._budget else 0
        if response.status_code == 429:
            raise Throttled(_retry_at(response, pause), response.reason)
        if response.status_code == 503 and not writing:
            if "Retry-After" in response.headers:
                detail = f"HTTP 503 {response.reason}".strip()
                raise Throttled(_retry_at(response, 0), detail, "ledger_down")
        return response


def judge(response: requests.Response, writing: bool) -> LedgerError:
    """The error for an answer that the connector can't make sense of."""
    detail = f"HTTP {response.status_code} {response.reason}".strip()
    if writing:
        return ProtocolError("unexpected_answer", detail)
    if response.status_code >= 500:
        return Unavailable("ledger_down", detail)
    return ProtocolError("unexpected_answer", detail)


def retry_after(response: requests.Response) -> float:
    """Seconds that its header says, 1 to ``LONGEST_PAUSE``; 0 where it says nothing
    that can be understood."""
    value = response.headers.get("Retry-After", "")
    seconds: float
    try:
        if value.isdecimal():
            seconds = int(value)
        else:
            at = parsedate_to_datetime(value).astimezone(timezone.utc)
            seconds = (at.replace(tzinfo=None) - utcnow()).total_seconds()
    except (TypeError, ValueError, OverflowError):
        return 0
    return min(max(1, seconds), LONGEST_PAUSE)


def _retry_at(response: requests.Response, pause: float) -> datetime:
    """``pause``: what the budget understood of it."""
    seconds = retry_after(response) or pause or DEFAULT_PAUSE
    return utcnow() + timedelta(seconds=min(max(1, seconds), LONGEST_PAUSE))


def _kind(error: Exception) -> str:
    """What went wrong, without the address, which may hold a secret."""
    return type(error).__name__


def _text(kwargs) -> str:
    if kwargs.get("json") is not None:
        return json.dumps(kwargs["json"], default=str)
    body = kwargs.get("data") or ""
    if isinstance(body, bytes):
        return body.decode("utf-8", "replace")
    if isinstance(body, dict):
        return "&".join(f"{name}={value}" for name, value in body.items())
    return str(body)


def _answer(response: requests.Response | None) -> str:
    return "" if response is None else response.content.decode("utf-8", "replace")
