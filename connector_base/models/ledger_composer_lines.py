from collections import defaultdict

from odoo import api, models

from ..ledger.money import ZERO, quantise, spread
from ..ledger.values import Line, Supply
from .ledger_composer import Problem

NAMES = (("amount", "amount_currency"), ("balance", "balance"))
PARTS = ("amount", "balance", "vat_amount", "vat_balance")
ANALYTIC = ("cost_centre", "project")


class LedgerComposer(models.AbstractModel):
    """The lines: each net amount with its account, VAT, cost centre and project."""

    _inherit = "ledger.composer"

    @api.model
    def _get_lines(self, move, rules, choices, problems):
        """The lines that post, each with its own account, VAT code and VAT amount."""
        base_lines, _tax_lines = move._get_rounded_base_and_tax_lines()
        vat_of = self._get_line_taxes(move, base_lines)
        lines, seen = [], set()
        for base_line in base_lines:
            record = base_line["record"]
            if not record.account_id:
                continue
            seen.add(record.id)
            account = self._get_account(move, record, rules, choices, problems)
            vat = self._get_vat(move, record, rules, choices, problems)
            if account and vat is not None:
                line = self._get_line(move, record, account, vat, vat_of[record.id])
                line["supply"] = self._get_supply(move, record, vat, problems)
                parts = self._get_parts(record, account, rules, problems)
                lines += self._divide(line, parts)
        self._check_complete(move, seen, problems)
        return lines

    @api.model
    def _get_line(self, move, record, account, vat, vat_amounts):
        """The values of the ``Line``, before analytic accounts divide it."""
        digits = move.currency_id.decimal_places
        own_digits = move.company_currency_id.decimal_places
        return {
            "account": account._ref(),
            "amount": quantise(record.amount_currency, digits),
            "balance": quantise(record.balance, own_digits),
            "vat": vat._ref() if vat else None,
            "vat_amount": vat_amounts["amount"],
            "vat_balance": vat_amounts["balance"],
            "description": (record.name or record.product_id.display_name or move.name)
            .strip()
            .split("\n")[0],
        }

    @api.model
    def _check_complete(self, move, seen, problems):
        """Every journal item is an instalment, a tax, or was composed above; and
        every tax is one that the ledger's VAT code stands for."""
        missed = move.line_ids.filtered(
            lambda line: (
                line.account_id
                and line.display_type not in ("payment_term", "tax")
                and line.id not in seen
                and not line.company_currency_id.is_zero(line.balance)
            )
        )
        # A part of the tax that is a cost: no VAT code books that by itself.
        missed |= move.line_ids.filtered(
            lambda line: (
                line.tax_repartition_line_id
                and not line.tax_repartition_line_id.use_in_tax_closing
                and line.account_id.internal_group in ("income", "expense")
            )
        )
        for line in missed:
            problems.append(Problem.on("line_unsupported", line, line.name or ""))

    @api.model
    def _get_account(self, move, line, rules, choices, problems):
        item = (
            choices.account
            or rules.find("account", line.account_id, move.move_type)
            or rules.connection.account_item_id
        )
        return self._usable(item, problems, "unmapped_account", line.account_id)

    # VAT

    @api.model
    def _get_vat(self, move, line, rules, choices, problems):
        """The item; False where no VAT code belongs; None where one is missing."""
        taxes = line.tax_ids.flatten_taxes_hierarchy()
        if len(taxes) > 1:
            problems.append(Problem.on("several_taxes", line, line.name or ""))
            return None
        if choices.vat:
            return choices.vat
        if not taxes:
            return False
        item = rules.find("vat", taxes, move.move_type)
        return self._usable(item, problems, "unmapped_vat", taxes) or None

    @api.model
    def _get_line_taxes(self, move, base_lines):
        """{line id: {"amount", "balance"}}: the VAT of each line, summing up per tax
        to exactly what Odoo posted for it."""
        digits = {
            "amount": move.currency_id.decimal_places,
            "balance": move.company_currency_id.decimal_places,
        }
        result = defaultdict(lambda: {"amount": ZERO, "balance": ZERO})
        shares = defaultdict(
            lambda: defaultdict(lambda: {"amount": ZERO, "balance": ZERO})
        )
        sign = move.direction_sign
        for base_line in base_lines:
            for data in base_line["tax_details"]["taxes_data"]:
                share = shares[data["tax"]][base_line["record"].id]
                for name, suffix in (("amount", "_currency"), ("balance", "")):
                    value = sign * data[f"tax_amount{suffix}"]
                    share[name] += quantise(value, digits[name])
        for tax, per_line in shares.items():
            posted = move.line_ids.filtered(lambda li, tax=tax: li.tax_line_id == tax)
            for name, column in NAMES:
                total = quantise(sum(posted.mapped(column)), digits[name])
                parts = [share[name] for share in per_line.values()]
                for line_id, part in zip(per_line, spread(total, parts), strict=True):
                    result[line_id][name] += part
        return result

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
                item for a in accounts if (item := rules.find(kind, a, "")) is not None
            ]
            for item in items:
                self._usable(item, problems, "", accounts)
            if len(items) > 1:
                problems.append(Problem.on("several_analytic", accounts))
            found.append(items[0] if items else None)
        mapped = rules.analytic_plans
        for account in accounts.filtered(lambda a: a.root_plan_id in mapped):
            if not any(rules.find(kind, account, "") for kind in ANALYTIC):
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
