from collections import defaultdict

from ...ledger.port import has
from ...ledger.values import Rejected
from ..mapping.move_kinds import day_of
from .composer import UNKNOWN, Composer
from .period import get_period
from .problem import Problem


class Trial:
    """What would come of exporting ``moves``; books nothing.

    ``accepted``: how many would be. ``causes``: [(words, ids of the invoices that it
    holds up)], what holds up most first; problems with the same words are one cause.
    """

    def __init__(self, moves, rules, get_holder=None):
        read_ahead(moves, rules)
        self.accepted, found = 0, defaultdict(set)
        for move in moves:
            problems = foresee(Composer(move, rules), get_holder)
            self.accepted += not problems
            for problem in problems:
                found[problem].add(move.id)
        held_up = defaultdict(set)
        for problem, ids in found.items():
            held_up[problem.words(rules.connection)] |= ids
        self.causes = [
            (words, sorted(held_up[words]))
            for words in sorted(held_up, key=lambda one: -len(held_up[one]))
        ]


def read_ahead(moves, rules):
    """For a batch, together: the customers, and what Odoo's tax engine reads line by
    line."""
    relations = moves.env["ledger.relation"]
    relations._read_links(rules, [relations._key(move) for move in moves])
    moves.line_ids.fetch(["tax_ids", "tax_tag_ids"])


def foresee(composer, get_holder=None):
    """The problems that an export would meet: also what the ledger would refuse, as
    far as we know; it decides itself when it is asked, for a period may be open again.
    An unknown customer is none: it is looked for, or created, on the way.

    ``get_holder(document, number)``: the invoice whose entry has that number in the
    ledger."""
    problems = [one for one in composer.problems if one.code != UNKNOWN]
    period = composer.period or _get_period(composer)
    if period and (period.attributes or {}).get("open") is False:
        problems.append(Problem("period_closed"))
    number, unfit = foresee_number(composer)
    holder = number and get_holder and get_holder(composer.sketch, number)
    if holder and holder != composer.move:
        unfit.append(Problem.on("number_taken", holder, number))
    return problems + unfit


def _get_period(composer):
    """That of its day, looked up once for a whole batch."""
    known, day = composer.rules.periods, day_of(composer.move)
    if day not in known:
        known[day] = get_period(composer.rules.connection, day)
    return known[day]


def foresee_number(composer):
    """(the number that the entry will have, "" where the ledger chooses it or nobody
    knows; [why it can't be])"""
    connection, document = composer.rules.connection, composer.sketch
    if not (document and has(composer.ledger, "number")):
        return "", []
    told = composer.ledger.number(document)
    if not isinstance(told, Rejected):
        return told, []
    code = connection.env["ledger.problem"]._known(told.code, connection)
    return "", [Problem.on(code, composer.move, told.message)]
