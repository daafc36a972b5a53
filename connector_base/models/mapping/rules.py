"""Which rule of the mapping decides: the most specific one that fits."""

from collections import defaultdict
from dataclasses import dataclass, field
from functools import cached_property


@dataclass(frozen=True)
class Case:
    """What a rule is asked about. Ids; ``categories``: the product's category and those
    above it, nearest first; ``tags``: the partner's, with those above them; ``scope``:
    "goods", "services" or ""; ``countries``: (country, groups it is in)."""

    move_type: str = ""
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
        product = line.product_id if line else move.line_ids.product_id.browse()
        path = (product.categ_id.parent_path or "").strip("/").split("/")
        tags = "".join(tag.parent_path or "" for tag in partner.category_id)
        scope = ""
        if product:
            scope = "services" if product.type == "service" else "goods"
        return cls(
            move_type=move.move_type,
            product=product.id or 0,
            categories=tuple(int(one) for one in reversed(path) if one),
            scope=scope,
            country=country.id or 0,
            groups=frozenset(country.country_group_ids.ids),
            tags=frozenset(int(one) for one in tags.split("/") if one),
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
            self.product in (0, case.product)
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


@dataclass
class Rules:
    """The mapping of one connection, read once for a whole batch. ``chosen`` keeps, for
    the preview, which rule decided: {(kind, record or line): Rule or a word}."""

    connection: object
    rules: list
    chosen: dict = field(default_factory=dict)

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
