"""Errors of a ledger, sorted by the one question that matters: was it executed?

    LedgerError
    ├── NotExecuted              certainly not booked: the row waits
    │   ├── Unavailable          could not be reached; us, later
    │   ├── Throttled            over the fair-use limit; us, at ``retry_at``
    │   └── NotAuthorised        token, right or administration; the admin
    ├── InDoubt                  sent, the answer never came: look it up
    │   └── ProtocolError        an answer came, but not one we understand
    └── Unsupported              this ledger has no such duty: our bug

Whatever else escapes from a writing call is doubt too. A refusal with the ledger's
reason is no error but a value: ``values.Rejected``. Errors carry codes and the
ledger's own words, never translated text and never a secret.
"""

from datetime import datetime


class LedgerError(Exception):
    """``code`` is ours (snake_case), ``detail`` the ledger's own words."""

    def __init__(self, code: str, detail: str = ""):
        super().__init__(f"{code}: {detail}" if detail else code)
        self.code = code
        self.detail = detail


class NotExecuted(LedgerError):
    """Nothing was booked: to be tried again."""


class Unavailable(NotExecuted):
    """The ledger can't be reached or is closed for maintenance."""


class Throttled(NotExecuted):
    """Too many requests. ``retry_at`` is naive UTC, as Odoo keeps its times."""

    def __init__(self, retry_at: datetime, detail: str = ""):
        super().__init__("throttled", detail)
        self.retry_at = retry_at


class NotAuthorised(NotExecuted):
    """Codes: ``token_revoked``, ``token_rejected``, ``access_denied``,
    ``administration_denied``, ``client_rejected``, ``user_disabled``."""


class InDoubt(LedgerError):
    """It may have been executed."""


class ProtocolError(InDoubt):
    """Not understood: after reading harmless, after writing doubt."""


class Unsupported(LedgerError):
    """Asked for something that ``capabilities`` did not promise."""
