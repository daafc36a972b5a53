from odoo import api, fields, models

from ..connection.move_kinds import PURCHASES
from .ledger_health import ACTIVITY
from .rules import Rule

TARGETS = {
    "account": "account_id",
    "vat": "tax_id",
    "journal": "journal_id",
    "cost_centre": "analytic_account_id",
    "project": "analytic_account_id",
    "condition": "payment_term_id",
}
# Which kind of rule mends which problem.
FIXES = {
    "unmapped_account": "account",
    "unmapped_vat": "vat",
    "reverse_partly": "vat",
    "unmapped_journal": "journal",
    "unmapped_analytic": "cost_centre",
}
CONDITIONS = (
    "product_id",
    "product_category_id",
    "country_id",
    "country_group_id",
    "partner_category_id",
)
# Suggested only where an item fits: nobody has to map every analytic account.
OPTIONAL = ("cost_centre", "project", "condition")


class LedgerMapping(models.Model):
    """Rule: an Odoo account, tax, journal, analytic account or payment term is this
    item in the ledger, always or under conditions. Of several that fit the most
    specific one decides (see ``ledger_rules``).

    A suggestion is not used until somebody accepts it: bookkeeping is not guessed.
    """

    _name = "ledger.mapping"
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
        check_company=True,
        domain="[('type', 'in', ('sale', 'purchase', 'bank', 'cash'))]",
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

    @api.depends(*dict.fromkeys(TARGETS.values()), "item_id")
    def _compute_display_name(self):
        for rule in self:
            record = rule._record()
            names = [record, *(rule[name] for name in CONDITIONS)]
            shown = " · ".join(name.display_name for name in names if name)
            rule.display_name = f"{shown} → {rule.item_id.display_name or '?'}"

    def _record(self):
        return self[TARGETS[self.kind]]

    @api.onchange("item_id")
    def _onchange_item_id(self):
        """Who picks an item has decided."""
        self.suggested = False

    def action_accept(self):
        """Accept the suggestions that have an item."""
        self.filtered(lambda rule: rule.item_id or rule.apart).suggested = False

    # From another connection

    @api.model
    def _copy_rules(self, source, target):
        """The rules of ``source`` that ``target`` has none for: each with the item of
        the same code, as a suggestion where there is none. Records of another company
        are found by code, tax or journal name. Returns how many were made."""
        known = {rule._key() for rule in self._of(target)}
        items = {(item.kind, item.code): item for item in target.item_ids}
        made = self.browse()
        for rule in self._of(source):
            record = rule._counterpart(target.company_id)
            if rule._record() and not record:
                continue
            item = items.get((rule.kind, rule.item_id.code), rule.item_id.browse())
            values = {
                "connection_id": target.id,
                "item_id": item.id,
                "suggested": rule.suggested or not (item or rule.apart),
                TARGETS[rule.kind]: record.id,
            }
            if rule._key(record) not in known:
                made |= rule.copy(values)
        return made

    @api.model
    def _of(self, connection):
        return self.search([("connection_id", "=", connection.id)])

    def _key(self, record=None):
        """What no two rules of a connection have in common."""
        conditions = (*CONDITIONS, "product_scope", "move_type")
        record = self._record() if record is None else record
        return self.kind, record.id, *(self[name] for name in conditions)

    def _counterpart(self, company):
        """The same record in this company, or none."""
        record = self._record()
        owners = record.company_ids if "company_ids" in record else record.company_id
        if not record or not owners or company in owners:
            return record
        name = {"account.account": "code", "account.journal": "code"}
        field = name.get(record._name, "name")
        wanted = record.with_company(owners[:1])[field]
        records = record.with_company(company).search(
            record._check_company_domain(company)
        )
        return records.filtered(lambda one: one[field] == wanted)[:1]

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
        self._mended(self.connection_id)
        return result

    def unlink(self):
        connections = self.connection_id
        result = super().unlink()
        self._mended(connections)
        return result

    @api.model
    def _mended(self, connections):
        """What was told of codes that are closed may be over."""
        told = connections.sudo().filtered(lambda c: c.activity_search([ACTIVITY]))
        for connection in told:
            self.env["ledger.health"].sudo()._tell(connection)

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

    # Suggestions

    @api.model
    def _suggest(self, connections):
        """A rule for each record in use that has none, with the item that fits best."""
        for connection in connections:
            known = {
                (rule.kind, rule._record().id)
                for rule in self.search([("connection_id", "=", connection.id)])
            }
            for kind, records in self._get_records_in_use(connection).items():
                missing = [r for r in records if (kind, r.id) not in known]
                items = self._get_items(connection, kind)
                guesses = {r: self._guess(kind, r, items) for r in missing}
                self.create(
                    [
                        {
                            "connection_id": connection.id,
                            "kind": kind,
                            TARGETS[kind]: record.id,
                            "item_id": item.id,
                            "apart": kind == "vat" and self._is_levy(record),
                            "suggested": True,
                        }
                        for record, item in guesses.items()
                        if item or kind not in OPTIONAL
                    ]
                )
            self._suggest_again(connection)

    @api.model
    def _suggest_again(self, connection):
        """Items may have come since: fill suggestions that were left empty."""
        for rule in self.search(
            [("connection_id", "=", connection.id), ("item_id", "=", False)]
        ):
            items = self._get_items(connection, rule.kind)
            item = self._guess(rule.kind, rule._record(), items)
            if item:
                rule.item_id = item

    @api.model
    def _get_items(self, connection, kind):
        return self.env["ledger.item"].search(
            [("connection_id", "=", connection.id), ("kind", "=", kind)]
        )

    @api.model
    def _get_records_in_use(self, connection):
        """{kind: the records that documents of this connection may need}"""
        types = ("sale", "purchase") if connection.export_bills else ("sale",)
        journals = connection.journal_ids or self._get_records(
            connection, "account.journal", ("type", "in", types)
        )
        taxes = self._get_records(
            connection,
            "account.tax",
            ("type_tax_use", "in", types),
            ("amount_type", "!=", "group"),
        )
        analytic = self._get_records(connection, "account.analytic.account")
        return {
            "account": self._get_accounts_in_use(connection, journals),
            "vat": taxes,
            "journal": journals,
            "cost_centre": analytic,
            "project": analytic,
            "condition": self._get_records(connection, "account.payment.term"),
        }

    @api.model
    def _get_records(self, connection, model, *domain):
        company = self.env[model]._check_company_domain(connection.company_id)
        return self.env[model].search([*company, *domain])

    @api.model
    def _get_accounts_in_use(self, connection, journals):
        """All income accounts; of the many for costs those that bills were booked
        on, and the journals' own."""
        accounts = self._get_records(
            connection, "account.account", ("internal_group", "=", "income")
        )
        if not connection.export_bills:
            return accounts
        booked = self.env["account.move.line"]._read_group(
            [
                ("company_id", "=", connection.company_id.id),
                ("move_id.move_type", "in", PURCHASES),
                ("display_type", "=", "product"),
                ("date", ">=", connection.start_date),
            ],
            ["account_id"],
        )
        bills = journals.filtered(lambda journal: journal.type == "purchase")
        return (
            accounts
            | bills.default_account_id
            | accounts.union(*(a for (a,) in booked))
        )

    @api.model
    def _guess(self, kind, record, items):
        """The item that is certainly meant, else none."""
        if kind == "condition":
            return self._guess_condition(record, items)
        if kind in OPTIONAL:
            return self._guess_analytic(record, items)
        if kind == "account":
            code = record.with_company(items.company_id[:1]).code
            return items.filtered(
                lambda item: item.code == code or item.code == (code or "").rstrip("0")
            )[:1]
        use = record.type_tax_use if kind == "vat" else record.type
        fitting = items.filtered(lambda item: (item.attributes or {}).get("use") == use)
        if kind == "vat":
            fitting = fitting.filtered(lambda item: self._is_same_vat(record, item))
        # Two codes that fit equally well: the accountant's choice, not ours.
        return fitting if len(fitting) == 1 else items.browse()

    @api.model
    def _is_levy(self, tax):
        """A fixed amount, or one that is withheld: no VAT anywhere."""
        return tax.amount_type == "fixed" or tax.amount < 0

    @api.model
    def _guess_analytic(self, account, items):
        """Equal code, else equal name."""
        for name in ("code", "name"):
            wanted = (account[name] or "").strip().lower()
            same = items.filtered(
                lambda item, name=name, wanted=wanted: (
                    wanted and (item[name] or "").strip().lower() == wanted
                )
            )
            if len(same) == 1:
                return same
        return items.browse()

    @api.model
    def _guess_condition(self, term, items):
        """One instalment after so many days, as the ledger has it; else equal name."""
        line = term.line_ids
        if (
            len(line) == 1
            and line.delay_type == "days_after"
            and not (term.early_discount)
        ):
            same = items.filtered(
                lambda item: (item.attributes or {}).get("days") == line.nb_days
            )
            if len(same) == 1:
                return same
        name = (term.name or "").strip().lower()
        same = items.filtered(lambda i: (i.name or "").strip().lower() == name)
        return same if len(same) == 1 else items.browse()

    @api.model
    def _is_same_vat(self, tax, item):
        """Equal percentage, and no contradiction between the boxes of the VAT return
        (Odoo's tax grids) and the groups that the ledger reports the code in."""
        attributes = item.attributes or {}
        percentage = attributes.get("percentage")
        amount = 0.0 if tax.amount_type != "percent" else tax.amount
        if percentage in (None, "") or abs(float(percentage) - amount) > 0.001:
            return False
        boxes = {
            tag.name.split(" ")[0].lstrip("+-").lower()
            for tag in tax.with_context(
                lang="en_US"
            ).invoice_repartition_line_ids.tag_ids
            if tag.name
        }
        groups = {group[2:].lower() for group in attributes.get("groups") or []}
        return not (boxes and groups) or any(
            box.startswith(group) for box in boxes for group in groups
        )

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
