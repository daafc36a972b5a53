from collections import defaultdict
from decimal import Decimal
from functools import cached_property

from ...ledger.money import ZERO, quantise, share_out
from ..mapping.move_kinds import ENTRY
from ..mapping.tax_facts import get_deductible

# Columns of a journal item, and what the tax engine's amounts end in.
AMOUNTS = {"amount": ("amount_currency", "_currency"), "balance": ("balance", "")}


class Shares:
    """Which lines of an invoice bear the VAT that Odoo posted.

    ``nets``: the journal items that are lines of their own; the others are VAT, which
    the ledger books by the VAT codes of the lines. Per tax the shares sum up to exactly
    what was posted for it.

    A reverse charge is what the buyer owes, what he may deduct, and as a cost the rest
    if there is one. All of it is the VAT code's to book; for the line it is nothing.
    """

    def __init__(self, move, rules, items, problems):
        self._move, self._rules, self._problems = move, rules, problems
        vat_items = items.filtered(self._is_vat)
        self.nets = items - vat_items
        self._weights, self._owed = self._get_weights()
        if move.move_type == ENTRY:
            # What nothing bears was posted by hand, as lines like any other.
            by_hand = vat_items.filtered(lambda i: not self._weights.get(i.tax_line_id))
            vat_items -= by_hand
            self.nets = items - vat_items
        taxes = vat_items.tax_line_id.union(*self._weights)
        self._posted = {
            tax: vat_items.filtered(lambda item, tax=tax: item.tax_line_id == tax)
            for tax in taxes
            if not rules.is_apart(tax)
        }
        for tax in self._posted:
            self._check_posted(tax)
        self._vat = self._share_out(self._weights, self._posted)

    def get_taxes(self, item):
        """Those of the item that are VAT."""
        return item.tax_ids.flatten_taxes_hierarchy().filtered(
            lambda tax: not self._rules.is_apart(tax)
        )

    def get_vat(self, item):
        """The VAT that belongs to a line: {"vat_amount", "vat_balance"}."""
        return {f"vat_{name}": self._vat[item.id][name] for name in AMOUNTS}

    def get_reverse(self, item):
        """What the buyer owes of a line whose VAT is charged to him, with the sign of
        his deduction: {"reverse_amount", "reverse_balance"}."""
        return {f"reverse_{name}": self._reverse[item.id][name] for name in AMOUNTS}

    @cached_property
    def _reverse(self):
        owed = {
            tax: items.filtered(
                lambda item: item.tax_repartition_line_id.factor_percent < 0
            )
            for tax, items in self._posted.items()
        }
        return self._share_out(self._owed, owed, sign=-1)

    def get_reverse_taxes(self, item):
        """[(tax, the percentage that is deducted, the costs: what is not, as journal
        items)] of a line whose VAT is charged to the buyer."""
        return [
            (tax, get_deductible(tax), self._posted[tax].filtered(_is_cost_item))
            for tax in self.get_taxes(item).filtered(is_reverse)
        ]

    # What is VAT

    def _is_vat(self, item):
        """Whether the item is the VAT of others. What of a tax is a cost or income here
        is a line of its own there, but for a reverse charge."""
        tax = item.tax_line_id
        if not tax or self._rules.is_apart(tax):
            return False
        if is_reverse(tax) or not _is_cost_item(item):
            return True
        others = tax.invoice_repartition_line_ids | tax.refund_repartition_line_ids
        partly = any(others.mapped("use_in_tax_closing"))
        return not partly and tax.type_tax_use != "purchase"

    def _check_posted(self, tax):
        posted = self._posted[tax]
        rest = sum(posted.mapped("amount_currency"))
        if not self._weights.get(tax):
            for item in posted:
                self._problems.add("line_unsupported", item, item.name or "")
        elif is_reverse(tax) and not self._move.currency_id.is_zero(rest):
            # The code computes all parts of one amount.
            self._problems.add("reverse_unequal", tax)

    # Shares

    def _share_out(self, weights, posted, sign=1):
        """{item id: {"amount", "balance"}}: what was ``posted`` for each tax, by the
        ``weights`` of its lines."""
        result = defaultdict(_nothing)
        move = self._move
        currencies = {
            "amount": move.currency_id,
            "balance": move.company_currency_id,
        }
        for tax in filter(weights.get, posted):
            for name, (column, _suffix) in AMOUNTS.items():
                digits = currencies[name].decimal_places
                total = quantise(sign * sum(posted[tax].mapped(column)), digits)
                parts = [weight[name] for weight in weights[tax].values()]
                parts = share_out(total, parts, digits)
                for item_id, part in zip(weights[tax], parts, strict=True):
                    result[item_id][name] += part
        return result

    def _get_weights(self):
        """({tax: {item id: {"amount", "balance"}}}: the tax engine's tax on each line,
        the same of what is owed of reverse charges)."""
        weights, owed = (defaultdict(lambda: defaultdict(_nothing)) for _i in range(2))
        base_lines, _tax_lines = self._move._get_rounded_base_and_tax_lines()
        for base_line in base_lines:
            for data, item, name, amount in self._get_amounts(base_line):
                weights[data["tax"]][item.id][name] += amount
                if data["is_reverse_charge"]:
                    owed[data["tax"]][item.id][name] -= amount
        for some in (weights, owed):
            self._unburden(some)
        return weights, owed

    def _get_amounts(self, base_line):
        """(the engine's data of a tax, journal item, "amount" or "balance", so much):
        where a tax is due on another one (an environmental levy), that one's own line
        bears its share."""
        levies = {item.tax_line_id: item for item in self.nets if item.tax_line_id}
        taxes_data = base_line["tax_details"]["taxes_data"]
        for data in taxes_data:
            bearers = [
                (levies[other["tax"]], other)
                for other in taxes_data
                if other["tax"] in levies
                and data["tax"] in self.get_taxes(levies[other["tax"]])
            ]
            for name, (_column, suffix) in AMOUNTS.items():
                column = f"tax_amount{suffix}"
                base = Decimal(repr(data[f"base_amount{suffix}"]))
                whole = rest = self._move.direction_sign * Decimal(repr(data[column]))
                for levy, other in bearers if base else ():
                    part = whole * Decimal(repr(other[column])) / base
                    rest -= part
                    yield data, levy, name, part
                yield data, base_line["record"], name, rest

    def _unburden(self, weights):
        """VAT on nothing (levies that outweigh each other) goes to the largest line
        of the same tax: a ledger knows no side for it."""
        empty = {i.id for i in self.nets if not (i.amount_currency or i.balance)}
        for shares in weights.values():
            others = [item for item in self.nets if item.id in shares.keys() - empty]
            if not others:
                continue
            largest = shares[max(others, key=lambda item: abs(item.balance)).id]
            for id_ in shares.keys() & empty:
                for name, amount in shares.pop(id_).items():
                    largest[name] += amount


def _nothing():
    return dict.fromkeys(AMOUNTS, ZERO)


def is_reverse(tax):
    """Whether the buyer owes the VAT himself."""
    return tax.has_negative_factor and tax.type_tax_use == "purchase"


def _is_cost_item(item):
    return _is_cost(item.tax_repartition_line_id, item.account_id)


def _is_cost(part, account):
    """Whether this part of a tax is no VAT but a cost or income: on such an account, or
    on that of the line itself, be that an asset."""
    at_once = part.tax_id.tax_exigibility == "on_invoice"
    charged = account.internal_group in ("income", "expense")
    return not part.use_in_tax_closing and (
        charged or (at_once and not part.account_id)
    )
