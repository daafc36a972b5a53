"""Of customers and suppliers."""

from odoo.tools.translate import LazyTranslate

from ..ground.ledger_words import ACCOUNTANT, ADMIN, US, register

_lt = LazyTranslate(__name__)

FOR_ACCOUNTANTS = {
    "relation_missing": _lt(
        "%(record)s is not linked to a customer of %(ledger)s. Choose the customer and "
        "export again."
    ),
    "relation_ambiguous": _lt(
        "%(ledger)s has customers that may be %(record)s: %(detail)s. Choose the right "
        "one in the export dialog and export again."
    ),
    "relation_refused": _lt(
        "%(ledger)s refused %(record)s and gave the reason below. Correct it in Odoo, "
        "or choose an existing customer, and export again."
    ),
    "unknown_relation": _lt(
        "%(ledger)s does not know the customer any more. Choose the customer in the "
        "export dialog and export again."
    ),
    "own_code_missing": _lt(
        "%(record)s has no reference, which this connection uses as the code of new "
        "customers. Enter one and export again."
    ),
    "code_taken": _lt(
        "The code of %(record)s belongs to another customer of %(ledger)s: %(detail)s. "
        "Change the reference in Odoo, or choose that customer in the export dialog, "
        "and export again."
    ),
    "code_not_fitting": _lt(
        "The customer code does not fit the format that %(ledger)s demands. Choose an "
        "existing customer, or change the format there."
    ),
    "name_missing": _lt("%(record)s has no name. Enter it and export again."),
}
OURS = {
    "relation_in_doubt": _lt(
        "The customer was sent to %(ledger)s, but the answer never came. We look it up "
        "and continue by ourselves."
    ),
}
FOR_ADMINS = {
    "code_format_missing": _lt(
        "%(ledger)s can't give the new customer a code, because its customers have no "
        "code format. Set one there and export again."
    ),
}
# Both are answered in the dialog of the export, or by a link.
FIXES = {
    "relation_missing": ("", "relation"),
    "relation_ambiguous": ("", "relation"),
}

register({ACCOUNTANT: FOR_ACCOUNTANTS, ADMIN: FOR_ADMINS, US: OURS}, fixes=FIXES)
