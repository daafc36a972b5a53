from collections import defaultdict

from ..mapping.move_kinds import ENTRY
from ..mapping.rules import Case

ANALYTIC = ("cost_centre", "project")


def get_parts(item, account, rules, problems):
    """[(cost centre or None, project or None, percentage)]: how the journal item on
    this ledger ``account`` is divided. Plans that the connection maps nothing of stay
    in Odoo."""
    shares = defaultdict(float)
    for ids, percentage in (item.analytic_distribution or {}).items():
        accounts = rules.connection.env["account.analytic.account"].browse(
            int(one) for one in ids.split(",")
        )
        shares[_get_items(accounts, rules, problems)] += percentage
    parts = _combined(shares, item, problems)
    rest = 100 - sum(percentage for *_items, percentage in parts)
    if abs(rest) > 0.005:
        parts.append((None, None, rest))
    return [
        (*_fitted(item, account, rules, items, problems), percentage)
        for *items, percentage in parts
    ]


def _get_items(accounts, rules, problems):
    """(cost centre, project) that these accounts are mapped to."""
    found = []
    for kind in ANALYTIC:
        items = [
            item for a in accounts if (item := rules.find(kind, a, Case())) is not None
        ]
        for item in items:
            problems.check(item, "", accounts)
        if len(items) > 1:
            problems.add("several_analytic", accounts)
        found.append(items[0] if items else None)
    mapped = rules.analytic_plans
    for account in accounts.filtered(lambda a: a.root_plan_id in mapped):
        if not any(rules.find(kind, account, Case()) for kind in ANALYTIC):
            problems.add("unmapped_analytic", account)
    return tuple(found)


def _combined(shares, item, problems):
    """Plans that Odoo distributes apart from each other, 100 % each, hold for the
    whole line together: 60/40 over two cost centres, all for one project."""
    shares = {items: share for items, share in shares.items() if any(items)}
    centres = {i[0]: share for i, share in shares.items() if not i[1]}
    projects = {i[1]: share for i, share in shares.items() if not i[0]}
    both = [(*i, share) for i, share in shares.items() if all(i)]
    if not (centres and projects):
        return [(*items, share) for items, share in shares.items()]
    if both:
        problems.add("several_analytic", item)
        return []
    for part in (centres, projects):
        rest = 100 - sum(part.values())
        if rest > 0.005:
            part[None] = rest
    return [
        (centre, project, one * other / 100)
        for centre, one in centres.items()
        for project, other in projects.items()
    ]


def _fitted(item, account, rules, items, problems):
    """(cost centre, project) of a part: its own, else the connection's default, as far
    as the ledger account allows a cost centre; nothing of the balance sheet has that in
    a journal entry."""
    centre, project = items
    if (
        item.move_id.move_type == ENTRY
        and item.account_id.internal_group not in ("income", "expense")
        and (account.attributes or {}).get("cost_centre") != "required"
    ):
        return centre, project
    rule = (account.attributes or {}).get("cost_centre")
    if centre and rule == "forbidden":
        problems.add("cost_centre_forbidden", item, account.display_name)
    if rule != "forbidden":
        centre = centre or rules.connection.cost_centre_item_id or None
    if not centre and rule == "required":
        problems.add("cost_centre_missing", item, account.display_name)
    return centre, project or rules.connection.project_item_id or None
