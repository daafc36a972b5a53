from ..mapping.move_kinds import OWED
from ..mapping.rules import Case


def is_owing(line, rules):
    """Whether a line of a journal entry is what a customer or supplier owes: unless its
    account is mapped to one that takes nobody."""
    if line.account_id.account_type not in OWED or not line.partner_id:
        return False
    item = rules.find("account", line.account_id, Case())
    return not item or (item.attributes or {}).get("cost_centre") == "required"
