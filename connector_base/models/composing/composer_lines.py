from collections import defaultdict
from decimal import Decimal

from odoo import api, models

from ...ledger.money import ZERO, quantise, share_out, spread
from ...ledger.values import Line, Supply
from ..mapping.rules import Case
from .composer import Problem

PARTS = ("amount", "balance", "vat_amount", "vat_balance")
ANALYTIC = ("cost_centre", "project")


class LedgerComposer(models.AbstractModel):
    """The lines: each net amount with its account, VAT, cost centre and project."""

    _inherit = "ledger.composer"

    @api.model
    def _get_lines(self, move, rules, choices, problems):
        """The lines of the document."""
        lines = self._get_sources(move, rules, choices, problems)
        return [line for _item, line in lines]

    @api.model
    def _get_sources(self, move, rules, choices, problems):
        """[(journal item, line)]: the journal items that post, each with its own
        account and VAT code; those of VAT are the VAT of the others, all else is a
        line."""
        items = move.line_ids.filtered(
            lambda item: item.account_id and item.display_type != "payment_term"
        )
        vat_items = items.filtered(lambda item: self._is_vat(item, rules))
        nets = items - vat_items
        vat_of = self._get_shares(move, rules, nets, vat_items, problems)
        lines = []
        for item in nets:
            account = self._get_account(move, item, rules, choices, problems)
            vat = self._get_vat(move, item, rules, choices, problems)
            if account and vat is not None:
                line = self._get_line(move, item, account, vat, vat_of[item.id])
                line["supply"] = self._get_supply(move, item, vat, problems)
                parts = self._get_parts(item, account, rules, problems)
                lines += [(item, part) for part in self._divide(line, parts)]
        filled = [pair for pair in lines if any(getattr(pair[1], n) for n in PARTS)]
        return filled or lines[:1]

    @api.model
    def _is_vat(self, item, rules):
        """Whether the item is the VAT of others, which the ledger books by its VAT
        code. What of a tax is a cost or income here is a line of its own there."""
        tax, part = item.tax_line_id, item.tax_repartition_line_id
        if not tax or rules.is_apart(tax):
            return False
        if part.use_in_tax_closing:
            return True
        charged = item.account_id.internal_group in ("income", "expense")
        others = tax.invoice_repartition_line_ids | tax.refund_repartition_line_ids
        partly = any(others.mapped("use_in_tax_closing"))
        return not (charged and (partly or tax.type_tax_use == "purchase"))

    @api.model
    def _get_line(self, move, item, account, vat, vat_amounts):
        """The values of the ``Line``, before analytic accounts divide it."""
        digits = move.currency_id.decimal_places
        own_digits = move.company_currency_id.decimal_places
        return {
            "account": account._ref(),
            "amount": quantise(item.amount_currency, digits),
            "balance": quantise(item.balance, own_digits),
            "vat": vat._ref() if vat else None,
            "vat_amount": vat_amounts["amount"],
            "vat_balance": vat_amounts["balance"],
            "reverse": any(
                item.tax_ids.flatten_taxes_hierarchy().mapped("has_negative_factor")
            ),
            "description": (item.name or item.product_id.display_name or move.name)
            .strip()
            .split("\n")[0],
        }

    @api.model
    def _get_account(self, move, item, rules, choices, problems):
        rule = rules.find_rule("account", item.account_id, Case.of(move, item))
        default = rules.connection.account_item_id
        rules.chosen["account", item] = rule or (default and "default")
        account = choices.account or (rule.item if rule else default)
        return self._usable(account, problems, "unmapped_account", item.account_id)

    # VAT

    @api.model
    def _get_vat(self, move, item, rules, choices, problems):
        """The item; False where no VAT code belongs; None where one is missing."""
        taxes = item.tax_ids.flatten_taxes_hierarchy().filtered(
            lambda tax: not rules.is_apart(tax)
        )
        if len(taxes) > 1:
            problems.append(Problem.on("several_taxes", item, item.name or ""))
            return None
        if not taxes:
            return False
        rule = rules.find_rule("vat", taxes, Case.of(move, item))
        rules.chosen["vat", item] = rule
        if choices.vat:
            return choices.vat
        return self._usable(rule and rule.item, problems, "unmapped_vat", taxes) or None

    @api.model
    def _get_shares(self, move, rules, nets, vat_items, problems):
        """{item id: {"amount", "balance"}}: the VAT of each line, summing up per tax
        to exactly what Odoo posted for it."""
        result = defaultdict(lambda: {"amount": ZERO, "balance": ZERO})
        weights = self._get_weights(move, nets)
        self._unburden(nets, weights)
        taxes = vat_items.tax_line_id | self.env["account.tax"].union(*weights)
        for tax in taxes.filtered(lambda tax: not rules.is_apart(tax)):
            posted = vat_items.filtered(lambda item, tax=tax: item.tax_line_id == tax)
            if not weights[tax]:
                for item in posted:
                    problem = Problem.on("line_unsupported", item, item.name or "")
                    problems.append(problem)
                continue
            if (
                tax.has_negative_factor
                and tax.type_tax_use == "purchase"
                and sum(posted.mapped("amount_currency"))
            ):
                # The code computes what is owed and what is claimed: one amount.
                problems.append(Problem.on("reverse_unequal", tax))
            for name, column, digits in (
                ("amount", "amount_currency", move.currency_id.decimal_places),
                ("balance", "balance", move.company_currency_id.decimal_places),
            ):
                total = quantise(sum(posted.mapped(column)), digits)
                parts = [weight[name] for weight in weights[tax].values()]
                parts = share_out(total, parts, digits)
                for item_id, part in zip(weights[tax], parts, strict=True):
                    result[item_id][name] += part
        return result

    @api.model
    def _unburden(self, nets, weights):
        """VAT on nothing (levies that outweigh each other) goes to the largest line
        of the same tax: a ledger knows no side for it."""
        empty = {item.id for item in nets if not (item.amount_currency or item.balance)}
        for shares in weights.values():
            others = [item for item in nets if item.id in shares.keys() - empty]
            if not others:
                continue
            largest = shares[max(others, key=lambda item: abs(item.balance)).id]
            for id_ in shares.keys() & empty:
                for name, amount in shares.pop(id_).items():
                    largest[name] += amount

    @api.model
    def _get_weights(self, move, nets):
        """{tax: {item id: {"amount", "balance"}}}: the tax engine's tax on each line.
        Where a tax is due on another one (an environmental levy), that one's own line
        bears its share."""
        base_lines, _tax_lines = move._get_rounded_base_and_tax_lines()
        levies = {item.tax_line_id: item for item in nets if item.tax_line_id}
        due_on = {
            item: item.tax_ids.flatten_taxes_hierarchy() for item in levies.values()
        }
        weights = defaultdict(
            lambda: defaultdict(lambda: {"amount": ZERO, "balance": ZERO})
        )
        sign = move.direction_sign
        for base_line in base_lines:
            taxes_data = base_line["tax_details"]["taxes_data"]
            for data in taxes_data:
                tax = data["tax"]
                for name, suffix in (("amount", "_currency"), ("balance", "")):
                    left = Decimal(repr(sign * data[f"tax_amount{suffix}"]))
                    base = Decimal(repr(data[f"base_amount{suffix}"]))
                    for other in taxes_data:
                        levy = levies.get(other["tax"])
                        if not base or not levy or tax not in due_on[levy]:
                            continue
                        part = Decimal(repr(other[f"tax_amount{suffix}"])) / base
                        share = part * left
                        weights[tax][levy.id][name] += share
                        left -= share
                    weights[tax][base_line["record"].id][name] += left
        return weights

    @api.model
    def _get_supply(self, move, line, vat, problems):
        """What an intra-community supply is reported by, else None. Where the ledger
        does not say whether the code is one, the partner decides."""
        intra = vat and (vat.attributes or {}).get("intra")
        partner = move.commercial_partner_id
        if not vat or intra is False:
            return None
        if intra is None and not self._is_intra(move, partner, line):
            return None
        if not partner.vat or partner.vat == "/":
            problems.append(Problem.on("vat_number_missing", partner, vat.display_name))
            return None
        service = line.product_id.type == "service"
        return Supply(
            kind="services" if service else "goods",
            country=partner.country_id.code or partner.vat[:2],
            vat=partner.vat,
            date=move.delivery_date or move.invoice_date,
        )

    @api.model
    def _is_intra(self, move, partner, line):
        """A business in another country of the Union, and no VAT charged."""
        europe = self.env.ref("base.europe").country_ids
        home = move.company_id.account_fiscal_country_id
        there = partner.country_id
        charged = any(
            sum(
                repartition.factor_percent
                for repartition in tax.invoice_repartition_line_ids
                if repartition.repartition_type == "tax"
            )
            and tax.amount
            for tax in line.tax_ids.flatten_taxes_hierarchy()
        )
        return bool(
            partner.vat
            and there != home
            and {there, home} <= set(europe)
            and not charged
        )

    # Cost centres and projects

    @api.model
    def _get_parts(self, line, account, rules, problems):
        """[(cost centre or None, project or None, percentage)]: how the line is
        divided. Plans that this connection maps nothing of stay in Odoo."""
        shares = defaultdict(float)
        for ids, percentage in (line.analytic_distribution or {}).items():
            accounts = self.env["account.analytic.account"].browse(
                int(one) for one in ids.split(",")
            )
            items = self._get_analytic_items(accounts, rules, problems)
            shares[items] += percentage
        parts = self._combined(shares, line, problems)
        rest = 100 - sum(percentage for *_items, percentage in parts)
        if abs(rest) > 0.005:
            parts.append((None, None, rest))
        return [
            (*self._get_analytic(line, account, rules, items, problems), percentage)
            for *items, percentage in parts
        ]

    @api.model
    def _get_analytic_items(self, accounts, rules, problems):
        """(cost centre, project) that these accounts are mapped to."""
        found = []
        for kind in ANALYTIC:
            items = [
                item
                for a in accounts
                if (item := rules.find(kind, a, Case())) is not None
            ]
            for item in items:
                self._usable(item, problems, "", accounts)
            if len(items) > 1:
                problems.append(Problem.on("several_analytic", accounts))
            found.append(items[0] if items else None)
        mapped = rules.analytic_plans
        for account in accounts.filtered(lambda a: a.root_plan_id in mapped):
            if not any(rules.find(kind, account, Case()) for kind in ANALYTIC):
                problems.append(Problem.on("unmapped_analytic", account))
        return tuple(found)

    @api.model
    def _combined(self, shares, line, problems):
        """Plans that Odoo distributes apart from each other, 100 % each, hold for the
        whole line together: 60/40 over two cost centres, all for one project."""
        shares = {items: share for items, share in shares.items() if any(items)}
        centres = {i[0]: share for i, share in shares.items() if not i[1]}
        projects = {i[1]: share for i, share in shares.items() if not i[0]}
        both = [(*i, share) for i, share in shares.items() if all(i)]
        if not (centres and projects):
            return [(*items, share) for items, share in shares.items()]
        if both:
            problems.append(Problem.on("several_analytic", line))
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

    @api.model
    def _get_analytic(self, line, account, rules, items, problems):
        """(cost centre, project) of a part: its own, else the connection's default,
        as far as the ledger account allows a cost centre."""
        centre, project = items
        rule = (account.attributes or {}).get("cost_centre")
        if centre and rule == "forbidden":
            detail = account.display_name
            problems.append(Problem.on("cost_centre_forbidden", line, detail))
        if rule != "forbidden":
            centre = centre or rules.connection.cost_centre_item_id or None
        if not centre and rule == "required":
            detail = account.display_name
            problems.append(Problem.on("cost_centre_missing", line, detail))
        return centre, project or rules.connection.project_item_id or None

    @api.model
    def _divide(self, values, parts):
        """The line in as many parts, to the cent the same in sum."""
        if len(parts) == 1:
            centre, project, _all = parts[0]
            return [self._get_part(values, centre, project)]
        divided = {}
        for name in PARTS:
            total = values[name]
            digits = -total.as_tuple().exponent
            amounts = [quantise(total * _share(p), digits) for *_i, p in parts]
            divided[name] = spread(total, amounts)
        made = [
            self._get_part(
                {**values, **{name: divided[name][index] for name in PARTS}},
                centre,
                project,
            )
            for index, (centre, project, _percentage) in enumerate(parts)
        ]
        return [line for line in made if any(getattr(line, n) for n in PARTS)] or made[
            :1
        ]

    @api.model
    def _get_part(self, values, centre, project):
        return Line(
            **values,
            cost_centre=centre and centre._ref(),
            project=project and project._ref(),
        )


def _share(percentage):
    return quantise(percentage, 6) / 100
