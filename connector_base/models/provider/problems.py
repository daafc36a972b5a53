"""Of the way to the ledger."""

from odoo.tools.translate import LazyTranslate

from ..ground.ledger_words import ADMIN, US, register

_lt = LazyTranslate(__name__)

FOR_ADMINS = {
    "token_revoked": _lt(
        "%(ledger)s no longer accepts the authorisation. Open the connection and press "
        "Connect; nothing is lost meanwhile."
    ),
    "token_rejected": _lt(
        "%(ledger)s rejects the access token although it was just renewed. Open the "
        "connection and press Connect."
    ),
    "client_rejected": _lt(
        "%(ledger)s does not accept the client id or secret. Correct them on the "
        "connection and press Connect."
    ),
    "access_denied": _lt(
        "The authorised user lacks a right in %(ledger)s. Give it the right there, or "
        "connect with another user."
    ),
    "user_disabled": _lt(
        "The authorised user is blocked in %(ledger)s. Unblock it there, or connect "
        "with another user."
    ),
    "administration_denied": _lt(
        "The authorised user has no access to %(administration)s of "
        "%(ledger)s. Give access there, or connect with another user."
    ),
    "cluster_missing": _lt(
        "%(ledger)s did not say on which of its servers the books are. "
        "Press Connect and allow all the permissions that are listed."
    ),
    "cluster_moved": _lt(
        "%(ledger)s moved the books to another server. Open the "
        "connection and press Connect."
    ),
    "offline_access_missing": _lt(
        "%(ledger)s gave no lasting authorisation. Press Connect and allow all the "
        "permissions that are listed."
    ),
    "nonce_mismatch": _lt(
        "The answer belongs to another log-in. Press Connect once more."
    ),
    "identity_foreign": _lt(
        "The log-in was made for another application, by another server, or long ago. "
        "Check the client id and the server's clock, then press Connect once more."
    ),
    "key_short": _lt(
        "The server's setting %(detail)s is too short to keep secrets: make one as "
        "SECURITY.md says, and restart Odoo."
    ),
    "key_missing": _lt(
        "The stored secrets can't be read: the server's setting %(detail)s is missing "
        "or changed. Restore it, or connect again."
    ),
    "database_copied": _lt(
        "This database is a copy, or was restored. To keep the books safe it does not "
        "call %(ledger)s until an administrator confirms on the connection that it is "
        "the live one."
    ),
    "connector_missing": _lt(
        "The connector of %(ledger)s was uninstalled. What was exported stays known "
        "here: install it again and press Connect, and nothing is exported twice."
    ),
    "not_connected": _lt("%(connection)s is not connected. Open it and press Connect."),
    "host_not_allowed": _lt(
        "The address %(detail)s is not one of %(ledger)s. Check the connection."
    ),
    "address_not_allowed": _lt(
        "The log-in address %(detail)s is not one of %(ledger)s. Leave it empty; that "
        "of a test server must be allowed on the Odoo server (see SECURITY.md)."
    ),
    "cluster_foreign": _lt(
        "%(ledger)s named a server that is not one of its own: %(detail)s. Nothing was "
        "sent there. Press Connect once more, and tell the vendor if it stays so."
    ),
}
OURS = {
    "unreachable": _lt(
        "%(ledger)s can't be reached at the moment. We try again by ourselves; nothing "
        "is lost."
    ),
    "ledger_down": _lt(
        "%(ledger)s is out of order at the moment. We try again by ourselves; nothing "
        "is lost."
    ),
    "throttled": _lt(
        "%(ledger)s asked us to slow down. We continue by ourselves as soon as it "
        "allows."
    ),
    "administration_busy": _lt(
        "%(ledger)s is working on the books itself (a backup or a "
        "conversion). It goes on by itself."
    ),
    "internal_error": _lt(
        "Something went wrong on our side. It is in the server's log and will be tried "
        "again; nothing is lost."
    ),
    "unclear_answer": _lt(
        "%(ledger)s gave an answer that can't be understood. We try again by "
        "ourselves; the exchange is in the log."
    ),
}
# What is the same to a person
SAME = {
    "unreachable": ("no_answer",),
    "ledger_down": ("ledger_failed",),
    "unclear_answer": (
        *("answer_cut_short", "answer_too_large", "finder_refused", "unsupported"),
        *("token_answer_unexpected", "unexpected_answer", "unreadable_amount"),
        *("unreadable_answer", "unreadable_code", "unreadable_date"),
    ),
}
OURS |= {code: OURS[one] for one, codes in SAME.items() for code in codes}

register({ADMIN: FOR_ADMINS, US: OURS})
