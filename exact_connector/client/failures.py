"""What an answer means that is no success: each status, each Reason of a 403.

    status                                  reading             writing
    401                                     a newer token, once; then NotAuthorised
    403 by its Reason                       NotAuthorised, or Unavailable
    400, 500 with words of their own        Refused             Refused
    500 without, 502-504, HTML              Unavailable         InDoubt
    any other                               ProtocolError       ProtocolError

Source: Exact Online developer knowledge base; status of validation errors as clients
in the field saw it.
"""

from requests import Response

from odoo.addons.connector_base.ledger.errors import (
    InDoubt,
    LedgerError,
    NotAuthorised,
    Unavailable,
)
from odoo.addons.connector_base.ledger.http import judge

_REASONS = {
    "NoDivisionAccess": NotAuthorised("administration_denied"),
    "BlockedUser": NotAuthorised("user_disabled"),
    "InactiveUser": NotAuthorised("user_disabled"),
    "DivisionBlocked": Unavailable("administration_busy"),
}
# Said of everything that Exact itself did not expect.
_GENERIC = ("a problem has occurred. the cause of this issue will be investigated",)


class Refused(Exception):
    """Considered and refused, with the ledger's words. Nothing was executed."""


def failure(response: Response, writing: bool) -> LedgerError | Refused:
    status, said = response.status_code, words(response)
    if status == 401:
        return NotAuthorised("token_rejected", said)
    if status == 403:
        reason = response.headers.get("Reason", "")
        known = _REASONS.get(reason, NotAuthorised("access_denied"))
        return type(known)(known.code, reason or said)
    is_generic = not said or said.lower().startswith(_GENERIC)
    if status in (400, 500) and not is_generic:
        return Refused(said)
    if status >= 500 and writing:
        return InDoubt("ledger_down", said or f"HTTP {status}")
    return judge(response, writing)


def words(response: Response) -> str:
    """Several violations come as lines of one text."""
    try:
        value = response.json()["error"]["message"]["value"]
        return "\n".join(str(value).split("\r\n")).strip()
    except (ValueError, KeyError, TypeError):
        return ""
