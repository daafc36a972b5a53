from ...ledger.money import quantise, spread
from ...ledger.values import Line
from ..mapping.rules import BESIDE, TAXES, Case
from .analytic import get_parts
from .problem import Problems
from .supply import get_supply
from .taxes import Shares, is_reverse

PARTS = (
    *("amount", "balance", "vat_amount", "vat_balance"),
    *("reverse_amount", "reverse_balance"),
)
CHOSEN, DEFAULT = "chosen", "default"


class Lines:
    """The lines of one invoice's document: each journal item that posts, with its own
    account and VAT code; those of VAT are the VAT of the others, all else is a line.

    ``sources``: [(journal item, ``Line``)]. ``why``: {("account" or "vat", journal
    item): what decided: a ``Rule``, ``CHOSEN``, ``DEFAULT`` or None}.
    """

    def __init__(self, composer):
        self.move, self.rules = composer.move, composer.rules
        self.choices = composer.choices
        self.problems = Problems()
        self.why = {}
        items = self.move.line_ids.filtered(
            lambda item: item.account_id and item.display_type != "payment_term"
        )
        self.shares = Shares(self.move, self.rules, items, self.problems)
        self._sold = items.filtered(
            lambda item: item.display_type == "product"
        ).account_id
        self.sources = self._get_sources()

    def _get_sources(self):
        case, lines = Case.of(self.move), []
        for item in self.shares.nets:
            here = case.on(item)
            account = self._find_account(item, here)
            vat = self._find_vat(item, here)
            if account and vat is not None:
                self._check_charge(item, vat)
                self._check_reverse(item, account, vat, case)
                values = self._get_values(item, account, vat)
                parts = get_parts(item, account, self.rules, self.problems)
                lines += [(item, part) for part in _divide(values, parts)]
        filled = [pair for pair in lines if any(getattr(pair[1], n) for n in PARTS)]
        return filled or lines[:1]

    def _get_values(self, item, account, vat):
        """Those of the ``Line``, before analytic accounts divide it."""
        own_digits = self.move.company_currency_id.decimal_places
        name = item.name or item.product_id.display_name or self.move.name
        return {
            "account": account._ref(),
            "amount": self._get_amount(item),
            "balance": quantise(item.balance, own_digits),
            "vat": vat._ref() if vat else None,
            **self.shares.get_vat(item),
            **self.shares.get_reverse(item),
            "reverse": any(
                item.tax_ids.flatten_taxes_hierarchy().mapped("has_negative_factor")
            ),
            "description": name.strip().split("\n")[0],
            "supply": get_supply(item, vat, self.problems),
        }

    def _get_amount(self, item):
        """In the invoice's currency, which the cost of what was sold is not in."""
        move, amount = self.move, item.amount_currency
        if item.currency_id != move.currency_id:
            amount = item.balance * move.invoice_currency_rate
        return quantise(amount, move.currency_id.decimal_places)

    def _find_account(self, item, case):
        rule = self.rules.find_rule("account", item.account_id, case)
        found = rule.item if rule else self.rules.default_account(item)
        decided = rule or (found and DEFAULT)
        chosen = self.choices.account
        if chosen and chosen != found and self._is_chosen_for(item):
            found, decided = chosen, CHOSEN
        self.why["account", item] = decided
        return self.problems.check(found, "unmapped_account", item.account_id)

    def _is_chosen_for(self, item):
        """A choice is for what was sold or bought, with the discounts and private
        parts on the same account."""
        if item.display_type == "product":
            return True
        beside = item.display_type in (*BESIDE, *TAXES)
        return not beside and item.account_id in self._sold

    def _find_vat(self, item, case):
        """The VAT code; False where none belongs; None where one is missing."""
        taxes = self.shares.get_taxes(item)
        if len(taxes) > 1:
            self.problems.add("several_taxes", item, item.name or "")
            return None
        if not taxes:
            return False
        rule = self.rules.find_rule("vat", taxes, case)
        found, decided = rule and rule.item, rule
        if self.choices.vat and self.choices.vat != found:
            found, decided = self.choices.vat, CHOSEN
        self.why["vat", item] = decided
        return self.problems.check(found, "unmapped_vat", taxes) or None

    def _check_charge(self, item, vat):
        """What a code computes by itself has to be what Odoo posted: VAT that is
        charged to the buyer where the tax is, and at its rate."""
        known = (vat and vat.attributes) or {}
        if self.move.is_sale_document(include_receipts=True):
            return
        for tax in self.shares.get_taxes(item).filtered("amount"):
            charged = known.get("reverse")
            differs = charged is not None and charged != is_reverse(tax)
            if charged and tax.amount_type == "percent" and known.get("percentage"):
                rate = quantise(tax.amount, 4)
                differs = differs or quantise(known["percentage"], 4) != rate
            if differs:
                self.problems.add("vat_code_differs", tax, vat.display_name)

    def _check_reverse(self, item, account, vat, case):
        """VAT that is charged to the buyer is the code's to book: it has to deduct what
        Odoo does, and book the rest as a cost where Odoo does."""
        known = (vat and vat.attributes) or {}
        for tax, deducted, costs in self.shares.get_reverse_taxes(item):
            there = known.get("deductible", "100")
            if not there or quantise(there) != deducted:
                detail = f"{deducted.normalize():f} %"
                self.problems.add("reverse_partly", tax, detail)
                continue
            for cost in costs:
                booked = account
                if cost.tax_repartition_line_id.account_id:
                    booked = self._find_account(cost, case.on(cost))
                if booked and booked.code != (known.get("cost") or account.code):
                    self.problems.add("line_unsupported", cost, cost.name or "")


def _divide(values, parts):
    """The line in as many parts, to the cent the same in sum."""
    amounts = {}
    for name in PARTS:
        total = values[name]
        digits = -total.as_tuple().exponent
        shares = [quantise(total * _fraction(p), digits) for *_items, p in parts]
        amounts[name] = spread(total, shares)
    made = [
        Line(
            **{**values, **{name: amounts[name][index] for name in PARTS}},
            cost_centre=centre and centre._ref(),
            project=project and project._ref(),
        )
        for index, (centre, project, _percentage) in enumerate(parts)
    ]
    return [line for line in made if any(getattr(line, n) for n in PARTS)] or made[:1]


def _fraction(percentage):
    return quantise(percentage, 6) / 100
