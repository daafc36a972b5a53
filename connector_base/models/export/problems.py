"""Codes of what happens to an export, with their words."""

from odoo.tools.translate import LazyTranslate

from ..connection.ledger_problem import ACCOUNTANT, PROBLEMS

_lt = LazyTranslate(__name__)

# Nobody can tell but a person who looks: nothing is sent before that.
UNDECIDED = "may_be_booked"
# What may stand there, as far as we can see.
TO_LOOK_AT = (UNDECIDED, "duplicate_elsewhere")
# Another entry has the number: the accountant may say that this is meant so.
NUMBER_TAKEN = ("duplicate_elsewhere", "duplicate_ours", "different_entry")

PROBLEMS.update(
    {
        UNDECIDED: (
            ACCOUNTANT,
            _lt(
                "%(record)s may be booked in %(ledger)s already, which can't be asked. "
                "Look there: if it is, press “Mark as Booked”, else “Send Again”."
            ),
        ),
        "duplicate_ours": (
            ACCOUNTANT,
            _lt(
                "%(ledger)s says that this number exists already: it is that of "
                "%(detail)s. If both are right, tick “Number occurs again” in the "
                "export dialog and export again."
            ),
        ),
    }
)
