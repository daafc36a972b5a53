from collections import Counter

from odoo import api, models
from odoo.tools.translate import LazyTranslate

from ..connection.move_kinds import kind_of
from .composer import Choices, Problem

_lt = LazyTranslate(__name__)

DEFAULT = _lt("Default of the connection")
CHOSEN = _lt("Chosen here")


class LedgerComposer(models.AbstractModel):
    """What would be booked, before it is."""

    _inherit = "ledger.composer"

    @api.model
    def _get_preview(self, move, rules, choices):
        """The entry line by line, as the lines of the document that would be sent,
        each with the rules that chose its account and VAT code: a dict for the
        template ``connector_base.entry_preview``; empty where lines are missing."""
        problems = []
        sources = self._get_sources(move, rules, choices, problems)
        if problems or not sources:
            return {}
        names = self._get_names(rules.connection)
        # As on the invoice: what is owed is positive.
        sign = -1 if kind_of(move).is_sale else 1
        lines = [
            {
                "description": line.description,
                "net": sign * line.amount,
                "vat_amount": sign * line.vat_amount,
                "account": names("account", line.account),
                "vat": names("vat", line.vat),
                "cost_centre": names("cost_centre", line.cost_centre),
                "project": names("project", line.project),
                "why": self._get_reasons(item, rules, choices),
            }
            for item, line in sources
        ]
        net = sum(line["net"] for line in lines)
        vat = sum(line["vat_amount"] for line in lines)
        return {
            "lines": lines,
            "net": net,
            "vat": vat,
            "total": net + vat,
            "currency": move.currency_id.name,
            "dues": [(-sign * due.amount, due.date) for due in self._get_dues(move)],
            "projects": any(line["project"] for line in lines),
            "centres": any(line["cost_centre"] for line in lines),
        }

    @api.model
    def _get_names(self, connection):
        """Code and name of a ``Ref`` of this kind."""
        items = {(item.kind, item.code): item for item in connection.item_ids}

        def name(kind, ref):
            if ref is None:
                return ""
            item = items.get((kind, ref.code))
            return item.display_name if item else ref.code

        return name

    @api.model
    def _get_reasons(self, item, rules, choices):
        """In words, which rule chose account and VAT code."""
        lang = self.env.lang or "en_US"
        reasons = []
        for kind in ("account", "vat"):
            rule, choice = rules.chosen.get((kind, item)), getattr(choices, kind)
            default = rule == "default" and rules.connection.account_item_id
            said = default or (rule and rule.item)
            if choice and choice != said:
                reasons.append(CHOSEN._translate(lang))
            elif default:
                reasons.append(DEFAULT._translate(lang))
            elif rule:
                reasons.append(rule.rule.display_name)
        return " · ".join(dict.fromkeys(reasons))

    @api.model
    def _try(self, moves, connection):
        """Compose and book nothing: (how many would be accepted, {Problem: the
        invoices that it holds up}). An unknown customer is no problem: it is created
        on the way."""
        rules, accepted, causes = self._rules(connection), 0, {}
        for move in moves:
            _document, problems = self._compose(move, rules, Choices())
            problems = [one for one in problems if one.code != "relation_missing"]
            problems += self._foresee(move, connection)
            for problem in problems:
                causes.setdefault(problem, set()).add(move.id)
            accepted += not problems
        return accepted, causes

    @api.model
    def _foresee(self, move, connection):
        """What the ledger would refuse as far as we know; it decides itself when it
        is asked, for a period may be open again."""
        period = self.env["ledger.item"]._get_period(connection, move.invoice_date)
        if period and (period.attributes or {}).get("open") is False:
            return [Problem("period_closed")]
        return []

    @api.model
    def _count_causes(self, causes, connection):
        """[(words, ids of invoices)], what holds up most first; problems with the same
        words are one cause."""
        words, found = self.env["ledger.problem"], {}
        for problem, ids in causes.items():
            text = words._words(
                problem.code,
                connection=connection,
                records=self.env[problem.model].browse(problem.ids)
                if problem.model
                else None,
                detail=problem.detail,
            )
            found.setdefault(text, set()).update(ids)
        counts = Counter({text: len(ids) for text, ids in found.items()})
        return [(text, sorted(found[text])) for text, _count in counts.most_common()]
