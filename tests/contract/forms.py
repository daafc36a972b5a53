"""What the tables of forms of both ledgers share: a form is whatever of a request a
server may refuse, and a row says what each work does without it."""

from odoo.addons.connector_base.ledger.values import Rejected

WORKS = {
    "connects": (
        *("administrations", "check", "items", "items_beside", "items_first"),
        "items_since",
    ),
    "exports": (
        *("relations", "save_relation", "update_relation", "own_code", "find"),
        *("post", "post_foreign", "post_in_a_period", "post_again", "post_bill"),
        *("post_payment", "find_bill", "amend", "remove", "match", "attach"),
    ),
    "imports": ("changes", "audit", "gone"),
    "controls": ("booked", "on_account"),
}
COLUMNS = f"""
| kind | form | {" | ".join(WORKS)} | remarked |
|---|---|{"---|" * len(WORKS)}---|"""


class Failed(Exception):
    """It did not do what it was asked for, and said why."""


def ensure(found):
    if not found:
        raise Failed("nothing")


def accepted(outcome):
    if isinstance(outcome, Rejected):
        raise Failed(outcome.message or outcome.code)
    return outcome


def line(kind, name, duties, failed, said):
    """Of the table. ``duties``: those that use the form; ``failed``: {duty: why};
    ``said``: codes of remarks."""
    cells = []
    for work in WORKS.values():
        used = [duty for duty in duties if duty in work]
        lost = [duty for duty in used if duty in failed]
        cells.append(f"not: {', '.join(lost)}" if lost else "yes" if used else "")
    told = ", ".join(sorted(said)) or "-"
    return f"| {kind} | `{name}` | {' | '.join(cells)} | {told} |"


def place_of(row):
    """(kind, name) of a line"""
    _, kind, name, *_rest = (cell.strip() for cell in row.split("|"))
    return kind, name.strip("`")
