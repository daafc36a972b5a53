"""Which rule of the mapping decides: the most specific one that fits."""

from collections import defaultdict
from dataclasses import dataclass, replace
from functools import cached_property

# Kinds of journal items that follow their own account, whatever a person chooses for
# all lines or a rule says of a product: the cost of sales and cash rounding, and what
# of a tax is a line of its own.
BESIDE = ("cogs", "rounding")
TAXES = ("tax", "non_deductible_tax")


def is_turnover(line):
    """Whether a journal item is income of a sale, or a cost of a purchase: neither
    stock, or anything else of the balance sheet, nor the cost of what was sold."""
    sale = line.move_id.is_sale_document(include_receipts=True)
    return line.display_type not in BESIDE and line.account_id.internal_group == (
        "income" if sale else "expense"
    )


@dataclass(frozen=True)
class Case:
    """What a rule is asked about. Ids; ``categories``: the product's category and those
    above it, nearest first; ``tags``: the partner's, with those above them; ``scope``:
    "goods", "services" or ""; ``is_turnover``: of a line, and that it is no part of a
    tax."""

    move_type: str = ""
    is_sale: bool = False
    is_turnover: bool = False
    product: int = 0
    categories: tuple = ()
    scope: str = ""
    country: int = 0
    groups: frozenset = frozenset()
    tags: frozenset = frozenset()

    @classmethod
    def of(cls, move, line=None):
        """Of an invoice, or of one line of it."""
        partner = move.commercial_partner_id
        country = move.partner_shipping_id.country_id or partner.country_id
        tags = "".join(tag.parent_path or "" for tag in partner.category_id)
        case = cls(
            move_type=move.move_type,
            is_sale=move.is_sale_document(include_receipts=True),
            country=country.id or 0,
            groups=frozenset(country.country_group_ids.ids),
            tags=frozenset(int(one) for one in tags.split("/") if one),
        )
        return case.on(line) if line else case

    def on(self, line):
        """The same for one line of the invoice."""
        product = line.product_id
        path = (product.categ_id.parent_path or "").strip("/").split("/")
        scope = ""
        if product:
            scope = "services" if product.type == "service" else "goods"
        return replace(
            self,
            is_turnover=line.display_type not in TAXES and is_turnover(line),
            product=product.id or 0,
            categories=tuple(int(one) for one in reversed(path) if one),
            scope=scope,
        )


@dataclass(frozen=True)
class Rule:
    """One accepted rule. Empty conditions hold for everything. ``apart``: the tax is no
    VAT, its amount is booked on its own account."""

    rule: object
    kind: str
    record: int
    item: object
    apart: bool = False
    product: int = 0
    category: int = 0
    country: int = 0
    group: int = 0
    tag: int = 0
    scope: str = ""
    move_type: str = ""

    def rank(self, case):
        """How specific the rule is for this case, the greater the more; None where it
        does not fit. What is sold says most, then the record of Odoo itself, where
        it goes, to whom, and on what document."""
        fits = (
            self._is_meant_for(case)
            and self.product in (0, case.product)
            and (not self.category or self.category in case.categories)
            and self.country in (0, case.country)
            and (not self.group or self.group in case.groups)
            and (not self.tag or self.tag in case.tags)
            and self.scope in ("", case.scope)
            and self.move_type in ("", case.move_type)
        )
        if not fits:
            return None
        depth = 0
        if self.category:
            depth = len(case.categories) - case.categories.index(self.category)
        others = (self.record, self.country, self.group, self.tag)
        rest = (self.scope, self.move_type)
        return (
            bool(self.product),
            depth,
            *map(bool, others),
            *map(bool, rest),
            -self.rule.sequence,
            -self.rule.id,
        )

    def _is_meant_for(self, case):
        """A rule that names no account or tax (by product, category or country) is for
        sales unless it names another kind of document; and such a rule for accounts is
        for turnover only: nobody means stock or cash rounding by it."""
        if self.record or self.kind not in ("account", "vat"):
            return True
        if self.kind == "account" and not case.is_turnover:
            return False
        return case.is_sale or bool(self.move_type)


@dataclass
class Rules:
    """The mapping of one connection, read once for a whole batch."""

    connection: object
    rules: list

    @classmethod
    def of(cls, connection):
        """Those that are accepted."""
        return cls(connection, connection.env["ledger.mapping"]._get_rules(connection))

    @cached_property
    def _index(self):
        index = defaultdict(list)
        for rule in self.rules:
            index[rule.kind, rule.record].append(rule)
        return index

    def find_rule(self, kind, record, case):
        """The rule that decides, or None."""
        candidates = [*self._index[kind, record.id or 0]]
        if record.id:
            candidates += self._index[kind, 0]
        ranked = [(rule.rank(case), rule) for rule in candidates]
        ranked = [(rank, rule) for rank, rule in ranked if rank is not None]
        return max(ranked, key=lambda pair: pair[0])[1] if ranked else None

    def find(self, kind, record, case):
        """The item that the rules say, or None."""
        rule = self.find_rule(kind, record, case)
        return rule and rule.item

    @cached_property
    def links(self):
        """{(partner, role): what is known of the customer}, as far as it was read for
        the batch."""
        return {}

    @cached_property
    def periods(self):
        """{day: its period in the ledger}, as far as it was looked up for the batch."""
        return {}

    def default_account(self, line):
        """The item for a line whose account is not mapped, or None: income of sales has
        one, and costs of purchases theirs. All else (cost of sales, stock, cash
        rounding, the balance sheet) has to be mapped: on a default the two sides of a
        cost would cancel out, and nobody would see it."""
        if not is_turnover(line):
            return None
        if line.move_id.is_sale_document(include_receipts=True):
            return self.connection.account_item_id
        return self.connection.expense_item_id

    def is_apart(self, tax):
        """Whether a tax is no VAT for the ledger."""
        return tax.id in self._apart

    @cached_property
    def _apart(self):
        return {rule.record for rule in self.rules if rule.apart}

    @cached_property
    def analytic_plans(self):
        """The plans of which something is mapped."""
        accounts = self.connection.env["account.analytic.account"].browse(
            {r.record for r in self.rules if r.kind in ("cost_centre", "project")}
        )
        return accounts.root_plan_id
