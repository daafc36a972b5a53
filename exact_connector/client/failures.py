"""What an answer means that is no success.

    status                                  reading             writing
    401                                     a newer token, once; then NotAuthorised
    403 by its Reason: user, division       NotAuthorised, or Unavailable
    403 after too many errors               TooManyErrors       TooManyErrors
    403 otherwise, 405: this resource       Denied              Denied
    404, 414                                Missing             Missing
    400                                     Refused             Refused
    500 with words that are known           Refused             Refused
    500 with others                         Refused             Refused, uncertain
    500 generic, or of the database         Unavailable         InDoubt
    502-504, HTML                           Unavailable         InDoubt
    any other                               ProtocolError       ProtocolError

Source: Exact Online developer knowledge base; status of validation errors as clients
in the field saw it.
"""

import re
from datetime import timedelta

from requests import Response

from odoo.addons.connector_base.ledger.errors import (
    InDoubt,
    LedgerError,
    NotAuthorised,
    ProtocolError,
    Throttled,
    Unavailable,
)
from odoo.addons.connector_base.ledger.http import judge, utcnow

from . import const, refusals

_REASONS = {
    "NoDivisionAccess": NotAuthorised("administration_denied"),
    "LicenseExpired": NotAuthorised("administration_denied"),
    "BlockedCustomer": NotAuthorised("administration_denied"),
    "BlockedUser": NotAuthorised("user_disabled"),
    "InactiveUser": NotAuthorised("user_disabled"),
    "DivisionBlocked": Unavailable("administration_busy"),
}
_VELOCITY = re.compile(r"velocity|too many|limit", re.I)
# What Exact did not expect itself, in the language of the user.
_GENERIC = re.compile(
    r"\b(problem|error) (has )?occurred|cause of this issue"
    r"|\b(probleem|fout) (is )?opgetreden|oorzaak van dit probleem"
    r"|\b(problème|erreur).* (survenu|produit)|cause de ce problème"
    r"|\b(problem|fehler) .*aufgetreten|ursache dieses problems",
    re.I,
)
# Of the database: nobody knows what was done.
_LOST = re.compile(
    r"time-?out|timed out|deadlock|not responding"
    r"|délai d.attente|zeitüberschreitung|reageert niet",
    re.I,
)


class Refused(ProtocolError):
    """Considered and refused, with the ledger's words: an outcome, where something was
    written. ``is_certain``: that nothing was executed. ``status``: as HTTP told it."""

    def __init__(self, words: str, is_certain: bool = True, status: int = 400):
        super().__init__("refused", words)
        self.is_certain, self.status = is_certain, status


class Denied(Unavailable):
    """A right, a scope or a module is missing for one resource: nothing was executed,
    and only what needs that resource has to wait."""


class TooManyErrors(Throttled):
    """One resource is closed for an hour: too many of its requests were mistakes."""


class Missing(ProtocolError):
    """No such resource or record; or the address was longer than the server takes."""


# What concerns one resource only, so that the others can go on without it.
OF_ONE_RESOURCE = (Denied, TooManyErrors, Missing, Refused)


def failure(
    response: Response, writing: bool, resource: str, errors: int = 0
) -> LedgerError:
    """``errors``: how many answers of this resource were mistakes before."""
    status, said = response.status_code, words(response)
    if status == 401:
        return NotAuthorised("token_rejected", said)
    if status == 403:
        return _forbidden(response, said, resource, errors)
    if status == 405:
        return Denied("access_denied", f"{resource}: HTTP 405")
    if status in (404, 414):
        return Missing("unexpected_answer", f"{resource}: HTTP {status}")
    if status == 400 and said:
        return Refused(said)
    if status == 500 and said and not (_GENERIC.search(said) or _LOST.search(said)):
        return Refused(said, refusals.is_known(said) or not writing, status)
    if status >= 500 and writing:
        return InDoubt("ledger_failed", said or f"HTTP {status}")
    return judge(response, writing)


def _forbidden(
    response: Response, said: str, resource: str, errors: int
) -> LedgerError:
    reason = response.headers.get("Reason", "")
    if known := _REASONS.get(reason):
        return type(known)(known.code, reason)
    told = f"{resource}: {reason or said or 'HTTP 403'}"
    if errors >= const.ERRORS or _VELOCITY.search(f"{reason} {said}"):
        pause = timedelta(seconds=const.ERROR_PAUSE)
        return TooManyErrors(utcnow() + pause, told)
    return Denied("access_denied", told)


def words(response: Response) -> str:
    """Several violations come as lines of one text."""
    try:
        value = response.json()["error"]["message"]["value"]
        return "\n".join(str(value).split("\r\n")).strip()
    except (ValueError, KeyError, TypeError):
        return ""
