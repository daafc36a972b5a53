"""What it means when Twinfield answers with a fault or another status than 200.

    fault or status                     reading          writing
    103 168 169 351 354, HTTP 401       Stale            Stale
    101 102 104-106 108-110 352 353
      358 359, HTTP 403                 NotAuthorised    NotAuthorised
    186 187, HTTP 400                   NotExecuted      NotExecuted ("malformed")
    a service's own code                ProtocolError    ProtocolError
    100, other codes, HTTP 5xx          Unavailable      InDoubt
    any other status                    ProtocolError    ProtocolError

``Stale`` is certainly not executed: the caller asks for a newer token and repeats
once. A malformed request (ours: a bug) was certainly not executed either; what to
do with it is the outbox's business.
Source: Twinfield developer documentation, Guidelines.
"""

import re

import requests

from odoo.addons.connector_base.ledger.errors import (
    InDoubt,
    LedgerError,
    NotAuthorised,
    NotExecuted,
    ProtocolError,
    Unavailable,
)
from odoo.addons.connector_base.ledger.http import judge

from . import const
from .xml import Element, parse

_STATUS_CODE = re.compile(r"\s*([0-9]{3})\b")
_BY_STATUS = {400: "187", 401: "354", 403: "102"}


class Stale(NotAuthorised):
    """The token was not accepted."""

    def __init__(self, detail: str = ""):
        super().__init__("token_rejected", detail)


class Slow(Unavailable):
    """The front end waited no longer for an answer to something that was read."""


def is_too_much(error: LedgerError) -> bool:
    """Whether it may be for how much was asked: in parts it may do."""
    late = error.detail in ("ReadTimeout", "TimeoutError")
    timed_out = error.code == "unreachable" and late
    return isinstance(error, Slow) or timed_out or error.code == "answer_too_large"


def is_refusal(error: LedgerError) -> bool:
    """Whether Twinfield understood, and will not do this: a right, or the form."""
    return error.code in ("access_denied", "refused", "finder_refused")


def is_of_one_service(error: LedgerError) -> bool:
    """Whether it concerns this service alone: it refuses, or there is none."""
    return is_refusal(error) or error.code in _NO_SERVICE


def is_form(error: LedgerError) -> bool:
    """Whether it may be for something in the request that Twinfield does not know;
    some of that makes it fall over instead of saying so."""
    fell_over = error.code == "ledger_down" and error.detail.startswith("100:")
    return fell_over or error.code in ("refused", "malformed")


_NO_SERVICE = ("malformed", "unexpected_answer", "unreadable_answer")


def read(response: requests.Response, writing: bool) -> Element:
    """The root of the envelope of a good answer; else raises as above."""
    if response.status_code == 200:
        root = parse(response.content)
        if (fault := _fault(root)) is not None:
            raise _error(_code(fault), _words(fault), writing)
        return root
    raise _of_status(response, writing)


def _of_status(response: requests.Response, writing: bool) -> LedgerError:
    """A fault where there is one, else the reason phrase ("354 : Access denied"),
    else the status."""
    status = response.status_code
    code, words = "", response.reason or ""
    try:
        fault = _fault(parse(response.content))
        if fault is not None:
            code, words = _code(fault), _words(fault)
    except ProtocolError:
        fault = None  # no body, or a page of the front end
    if not code:
        found = _STATUS_CODE.match(response.reason or "")
        code = found.group(1) if found else _BY_STATUS.get(status, "")
    if status in (504, 524) and not code and not writing:
        return Slow("ledger_down", f"HTTP {status} {words}".strip())
    if code or status >= 500:
        return _error(code, f"HTTP {status} {words}".strip(), writing)
    return judge(response, writing)


def _error(code: str, words: str, writing: bool) -> LedgerError:
    detail = f"{code}: {words}" if code else words
    if code in const.FAULT_TOKEN:
        return Stale(detail)
    if code in const.FAULTS:
        return NotAuthorised(const.FAULTS[code], detail)
    if code and not code.isdecimal():
        # What a .svc service has against this very question.
        return ProtocolError("refused", detail)
    if code in const.FAULT_MALFORMED:
        return NotExecuted("malformed", detail)
    if writing:
        return InDoubt("ledger_failed", detail)
    return Unavailable("ledger_down", detail)


def _fault(root: Element) -> Element | None:
    return next(root.iter("{*}Fault"), None)


def _code(fault: Element) -> str:
    """A number; .svc services give names, of which those of the log-on have one, or
    say that what was asked makes no sense to them."""
    code = _first(fault, "{*}code", "{*}Code")
    if not code and next(fault.iter("{*}ValidationFault"), None) is not None:
        return "ValidationFault"
    return const.FAULT_NAMES.get(code, code)


def _words(fault: Element) -> str:
    words = _first(fault, "{*}Message", "{*}faultstring", "{*}Text", "{*}message")
    return words[:500]


def _first(fault: Element, *names: str) -> str:
    for node in fault.iter(*names):
        if node.text and node.text.strip():
            return node.text.strip()
    return ""
