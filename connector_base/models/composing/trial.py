from collections import defaultdict

from .composer import Composer
from .period import get_period
from .problem import Problem


class Trial:
    """What would come of exporting ``moves``; books nothing.

    ``accepted``: how many would be. ``causes``: [(words, ids of the invoices that it
    holds up)], what holds up most first; problems with the same words are one cause.
    """

    def __init__(self, moves, rules):
        self.accepted, found = 0, defaultdict(set)
        for move in moves:
            problems = foresee(Composer(move, rules))
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


def foresee(composer):
    """The problems that an export would meet: also what the ledger would refuse, as
    far as we know; it decides itself when it is asked, for a period may be open again.
    An unknown customer is none: it is looked for, or created, on the way."""
    problems = [one for one in composer.problems if one.code != "relation_missing"]
    period = composer.period or get_period(
        composer.rules.connection, composer.move.invoice_date
    )
    if period and (period.attributes or {}).get("open") is False:
        problems.append(Problem("period_closed"))
    return problems
