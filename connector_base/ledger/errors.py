"""Errors of a ledger, sorted by the one question that matters: was it executed?

    LedgerError
    ├── NotExecuted              certainly not booked: the row waits
    │   ├── Unavailable          could not be reached; us, later
    │   ├── Throttled            told when to come back; us, at ``retry_at``
    │   └── NotAuthorised        token, right or administration; the admin
    ├── InDoubt                  sent, the answer never came: look it up
    │   └── ProtocolError        an answer came, but not one we understand
    └── Unsupported              asked for something that it has not: our bug

Whatever else escapes from a writing call is doubt too. A refusal with the ledger's
reason is no error but a value: ``values.Rejected``. Errors carry codes and the
ledger's own words, never translated text and never a secret. The codes are these:
for each of them the base has words, an owner and a next step. A connector that needs
one more brings its words along.
"""

from datetime import datetime

# Of ``values.Rejected``: the accountant's, unless said otherwise.
REFUSED = frozenset(
    {
        "refused",  # we know no better: the ledger's own words say it
        "duplicate",  # the number exists already: looked up, whether it is this one
        "malformed",  # the ledger could not read it: a mistake of the connector
        "unbalanced",  # its amounts do not add up
        "too_many_lines",  # more than one entry takes
        "number_too_long",  # for the ledger's field
        "number_not_fitting",  # letters where it wants digits, or the like
        "period_closed",  # or there is none for this date
        "date_outside_period",  # date and period contradict each other
        "rate_not_fitting",  # its exchange rate does not give these amounts
        "journal_unknown",
        "unknown_account",
        "unknown_vat",  # or not allowed here
        "unknown_relation",  # or blocked
        "cost_centre_required",
        "not_draft",  # final meanwhile: can't be changed or removed
        "not_open",  # settled already: nothing to match
        # Customers and suppliers
        "name_missing",
        "code_taken",  # belongs to another one
        "code_not_fitting",  # to the ledger's format
        "code_format_missing",  # so the ledger can't choose a code
    }
)

# Of ``NotAuthorised``: whoever administers the connection.
ADMIN = frozenset(
    {
        "token_revoked",  # the grant is gone: log in again
        "token_rejected",  # though it was just renewed
        "client_rejected",  # client id or secret, or the key
        "access_denied",  # the user lacks a right
        "administration_denied",  # the user may not work in this one
        "user_disabled",
        "cluster_missing",  # not told on which server the administration is
        "cluster_moved",  # it is on another server now
        "cluster_foreign",  # it is on none of the ledger's servers
        "address_not_allowed",  # entered by hand, and not one of the ledger's
        "offline_access_missing",  # a log-in without a lasting grant
        "nonce_mismatch",  # the answer to another log-in
        "identity_foreign",  # made by, or for, somebody else, or long ago
        "other_organisation",  # than the entries so far are with
        "key_missing",  # stored secrets can't be read
        "key_short",  # it could be guessed
        "not_connected",
        "connector_missing",  # uninstalled: nobody knows how to reach the ledger
        "database_copied",  # a copy must not call
    }
)

# Of the other ``NotExecuted`` and of ``InDoubt``: ours, it goes on by itself.
WAITS = frozenset(
    {
        "throttled",
        "unreachable",
        "ledger_down",
        "administration_busy",  # a backup, a conversion
        "host_not_allowed",  # an address that is not one of the ledger's
        "malformed",  # certainly not executed, but why is our mistake
        "no_answer",  # sent, and then nothing
        "ledger_failed",  # an answer that says no more than that
        "in_doubt",
        "relation_in_doubt",  # a customer was sent, the answer never came
        "unexpected_answer",
        "unreadable_answer",
        "unreadable_amount",
        "unreadable_code",
        "unreadable_date",
        "answer_cut_short",
        "answer_too_large",
        "token_answer_unexpected",
        "refused",  # a reading request that the ledger will not answer
        "finder_refused",
        "unsupported",
    }
)


# What reading raises where something is not as it should be.
UNREADABLE = (
    *(TypeError, ValueError, LookupError, AttributeError, ArithmeticError),
    RecursionError,
)


class LedgerError(Exception):
    """``code`` is one of the above, ``detail`` the ledger's own words."""

    def __init__(self, code: str, detail: str = ""):
        super().__init__(f"{code}: {detail}" if detail else code)
        self.code = code
        self.detail = detail


class NotExecuted(LedgerError):
    """Nothing was booked: to be tried again."""


class Unavailable(NotExecuted):
    """The ledger can't be reached or is closed for maintenance."""


class Throttled(NotExecuted):
    """Too many requests, or another reason to come back at ``retry_at``, in naive UTC
    as Odoo keeps its times."""

    def __init__(self, retry_at: datetime, detail: str = "", code: str = "throttled"):
        super().__init__(code, detail)
        self.retry_at = retry_at


class NotAuthorised(NotExecuted):
    """Only a person with the right to can mend it; ``code`` is one of ``ADMIN``."""


class InDoubt(LedgerError):
    """It may have been executed."""


class ProtocolError(InDoubt):
    """Not understood: after reading harmless, after writing doubt."""


class Unsupported(LedgerError):
    """Asked for a kind of item or document that this ledger has not."""
