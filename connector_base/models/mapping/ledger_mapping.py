from odoo import api, fields, models
from odoo.exceptions import ValidationError

from ..connection.ledger_item import of_kind
from .rules import Rule

TARGETS = {
    "account": "account_id",
    "vat": "tax_id",
    "journal": "journal_id",
    "cost_centre": "analytic_account_id",
    "project": "analytic_account_id",
    "condition": "payment_term_id",
}
CONDITIONS = (
    "product_id",
    "product_category_id",
    "country_id",
    "country_group_id",
    "partner_category_id",
)


class LedgerMapping(models.Model):
    """Rule: an Odoo account, tax, journal, analytic account or payment term is this
    item in the ledger, always or under conditions. Of several that fit the most
    specific one decides (see ``ledger_rules``).

    A suggestion is not used until somebody accepts it: bookkeeping is not guessed.
    """

    _name = "ledger.mapping"
    _inherit = "ledger.guarded"
    _owned_by = ("connection_id",)
    _fitting = {"item_id": of_kind("kind")}
    _noted = ("item_id", "suggested", "apart")
    _description = "Ledger Mapping"
    _check_company_auto = True
    _order = "connection_id, kind, suggested desc, sequence, id"

    connection_id = fields.Many2one(
        "ledger.connection", required=True, ondelete="cascade", index=True
    )
    company_id = fields.Many2one(related="connection_id.company_id", store=True)
    kind = fields.Selection(
        [
            ("account", "Account"),
            ("vat", "Tax"),
            ("journal", "Journal"),
            ("cost_centre", "Cost centre"),
            ("project", "Project"),
            ("condition", "Payment term"),
        ],
        required=True,
    )
    account_id = fields.Many2one(
        "account.account",
        check_company=True,
        ondelete="cascade",
        index="btree_not_null",
    )
    account_code = fields.Char(related="account_id.code")
    tax_id = fields.Many2one(
        "account.tax", check_company=True, ondelete="cascade", index="btree_not_null"
    )
    journal_id = fields.Many2one(
        "account.journal",
        domain="[('type', 'in', ('sale', 'purchase', 'bank', 'cash', 'general')), "
        "('company_id', 'child_of', company_id)]",  # branches have journals too
        ondelete="cascade",
        index="btree_not_null",
    )
    analytic_account_id = fields.Many2one(
        "account.analytic.account",
        check_company=True,
        ondelete="cascade",
        index="btree_not_null",
    )
    payment_term_id = fields.Many2one(
        "account.payment.term",
        check_company=True,
        ondelete="cascade",
        index="btree_not_null",
    )
    move_type = fields.Selection(
        [
            ("out_invoice", "Customer invoices"),
            ("out_refund", "Customer credit notes"),
            ("in_invoice", "Vendor bills"),
            ("in_refund", "Vendor credit notes"),
            ("out_receipt", "Sales receipts"),
            ("in_receipt", "Purchase receipts"),
            ("entry", "Journal entries"),
        ],
        string="Only for",
        help="Empty: for all kinds of documents. A rule without an account or tax (by "
        "product, category or country) is then for sales only. Such a rule for "
        "accounts is for income of sales, or costs of bills, and nothing else: cost "
        "of sales, stock, cash rounding and taxes follow their own accounts.",
    )
    sequence = fields.Integer(default=10)
    product_id = fields.Many2one(
        "product.product",
        string="Only Product",
        check_company=True,
        ondelete="cascade",
        index="btree_not_null",
    )
    product_category_id = fields.Many2one(
        "product.category",
        string="Only Product Category",
        ondelete="cascade",
        index="btree_not_null",
        help="And the categories below it.",
    )
    product_scope = fields.Selection(
        [("goods", "Goods"), ("services", "Services")],
        string="Only Goods or Services",
    )
    country_id = fields.Many2one(
        "res.country",
        string="Only to Country",
        ondelete="cascade",
        help="Of delivery, else of the customer or supplier.",
    )
    country_group_id = fields.Many2one(
        "res.country.group", string="Only to Countries", ondelete="cascade"
    )
    partner_category_id = fields.Many2one(
        "res.partner.category",
        string="Only Partner Tag",
        ondelete="cascade",
        help="And the tags below it.",
    )
    apart = fields.Boolean(
        string="Not VAT",
        help="The tax is no VAT for the ledger (a levy, a withholding): its amount is "
        "booked as a line of its own, on the account that Odoo posts it on.",
    )
    item_id = fields.Many2one(
        "ledger.item",
        string="In the Ledger",
        domain="[('connection_id', '=', connection_id), ('kind', '=', kind)]",
        ondelete="restrict",
        index="btree_not_null",
    )
    suggested = fields.Boolean(
        string="Suggestion", help="Not used until you accept it."
    )
    item_active = fields.Boolean(related="item_id.active")
    warning = fields.Char(compute="_compute_warning")

    _target_uniq = models.UniqueIndex(
        "(connection_id, kind, COALESCE(account_id, tax_id, journal_id, "
        "analytic_account_id, payment_term_id, 0), "
        "COALESCE(move_type, ''), COALESCE(product_id, 0), "
        "COALESCE(product_category_id, 0), COALESCE(product_scope, ''), "
        "COALESCE(country_id, 0), COALESCE(country_group_id, 0), "
        "COALESCE(partner_category_id, 0))",
        "There is a rule for this record already.",
    )
    _target_required = models.Constraint(
        "CHECK (num_nonnulls(account_id, tax_id, journal_id, analytic_account_id, "
        "payment_term_id) = 1 OR (kind IN ('account', 'vat') AND "
        "num_nonnulls(account_id, tax_id, journal_id, analytic_account_id, "
        "payment_term_id) = 0 AND num_nonnulls(product_id, product_category_id, "
        "country_id, country_group_id) > 0))",
        "A mapping rule maps one record of Odoo; one for accounts or taxes may also "
        "hold for all of them, for a product, a category or a country.",
    )

    @api.constrains("kind", "connection_id")
    def _check_kind(self):
        """A ledger has not all kinds of items: one without journals maps none."""
        names = dict(self._fields["kind"]._description_selection(self.env))
        for connection, rules in self.grouped("connection_id").items():
            kinds = connection._look().kinds
            for kind in (kind for kind in rules.mapped("kind") if kind not in kinds):
                raise ValidationError(
                    self.env._(
                        "%(connection)s has nothing of this kind: %(kind)s.",
                        connection=connection.display_name,
                        kind=names[kind],
                    )
                )

    @api.depends(*dict.fromkeys(TARGETS.values()), "item_id")
    def _compute_display_name(self):
        for rule in self:
            record = rule._record()
            names = [record, *(rule[name] for name in CONDITIONS)]
            shown = " · ".join(name.display_name for name in names if name)
            rule.display_name = f"{shown} → {rule.item_id.display_name or '?'}"

    @api.depends("kind", "item_id", "tax_id", "account_id", "connection_id")
    @api.depends_context("lang")
    def _compute_warning(self):
        """Why the choice is a strange one, or why there is none."""
        codes = self.env["ledger.vat.codes"]
        for rule in self:
            rule.warning = codes._judge(rule, rule.item_id)

    def _record(self):
        return self[TARGETS[self.kind]]

    @api.onchange("item_id")
    def _onchange_item_id(self):
        """Who picks an item has decided."""
        self.suggested = False
        return self.warning and {
            "warning": {"title": self.item_id.display_name, "message": self.warning}
        }

    def action_accept(self):
        """Accept the suggestions that have an item."""
        self.filtered(lambda rule: rule.item_id or rule.apart).suggested = False

    # What it mends

    @api.model_create_multi
    def create(self, vals_list):
        rules = super().create(vals_list)
        rules._retry_refused()
        return rules

    def write(self, vals):
        result = super().write(vals)
        if {"item_id", "apart", "suggested"} & set(vals):
            self._retry_refused()
        self.env["ledger.health"]._mended(self.connection_id)
        return result

    def unlink(self):
        connections = self.connection_id
        result = super().unlink()
        self.env["ledger.health"]._mended(connections)
        return result

    def _retry_refused(self):
        """What was refused for want of these rules goes out by itself."""
        rules = self.filtered(
            lambda rule: (rule.item_id or rule.apart) and not rule.suggested
        )
        if not rules:
            return
        mended = {(rule.kind, rule._record().id) for rule in rules}
        for service in self.env["ledger.work"]._services().values():
            service._mapped(rules.connection_id, mended)

    # Use

    @api.model
    def _get_rules(self, connection):
        """Those that are accepted."""
        rules = self.search(
            [
                ("connection_id", "=", connection.id),
                ("suggested", "=", False),
                "|",
                ("item_id", "!=", False),
                ("apart", "=", True),
            ]
        )
        return [rule._get_rule() for rule in rules]

    def _get_rule(self):
        return Rule(
            rule=self,
            kind=self.kind,
            record=self._record().id or 0,
            item=self.item_id,
            apart=self.apart,
            product=self.product_id.id or 0,
            category=self.product_category_id.id or 0,
            country=self.country_id.id or 0,
            group=self.country_group_id.id or 0,
            tag=self.partner_category_id.id or 0,
            scope=self.product_scope or "",
            move_type=self.move_type or "",
        )

    # To mend

    @api.model
    def _get_fix_action(self, connection, kind, record_id):
        """The form of the rule for this record, ready to be filled in."""
        field = TARGETS[kind]
        rule = self.search(
            [("connection_id", "=", connection.id), (field, "=", record_id)], limit=1
        )
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Map"),
            "res_model": self._name,
            "res_id": rule.id,
            "view_mode": "form",
            "target": "new",
            "context": {
                "default_connection_id": connection.id,
                "default_kind": kind,
                f"default_{field}": record_id,
            },
        }
