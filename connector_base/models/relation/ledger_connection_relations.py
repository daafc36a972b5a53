from odoo import api, fields, models

from ..connection.move_kinds import kind_of


class LedgerConnection(models.Model):
    """How customers and suppliers get into the ledger."""

    _inherit = "ledger.connection"

    relation_code = fields.Selection(
        [
            ("ledger", "The ledger chooses"),
            ("ref", "The reference of the partner in Odoo"),
        ],
        string="Code of New Customers",
        default="ledger",
        required=True,
        help="The code that a customer or supplier gets when it is created in the "
        "ledger.",
    )
    update_relations = fields.Boolean(
        default=True,
        help="Changes of name, address, numbers, bank account and the like go to the "
        "ledger. What is changed there is never overwritten by what did not change "
        "in Odoo.",
    )
    relations_compared_at = fields.Datetime(readonly=True, copy=False)
    default_customer_item_id = fields.Many2one(
        "ledger.item",
        string="Default Customer",
        domain="[('connection_id', '=', id), ('kind', '=', 'customer')]",
        ondelete="restrict",
        copy=False,
        help="The collective customer for those that shall not get one of their own, "
        "as the buyers of a web shop.",
    )
    default_customer_individuals = fields.Boolean(
        string="For Individuals",
        help="Individuals without a VAT number are booked on the default customer.",
    )
    default_customer_category_ids = fields.Many2many(
        "res.partner.category",
        string="For Tags",
        help="Partners with one of these tags are booked on the default customer.",
    )
    relation_problem_count = fields.Integer(compute="_compute_relation_problem_count")

    @api.depends_context("uid")
    def _compute_relation_problem_count(self):
        counts = dict(
            self.env["ledger.relation"]._read_group(
                [("connection_id", "in", self.ids), ("error_code", "!=", False)],
                ["connection_id"],
                ["__count"],
            )
        )
        for connection in self:
            connection.relation_problem_count = counts.get(connection, 0)

    def _get_default_customer(self, move):
        """The item that the rule names for the invoice's partner, or none."""
        self.ensure_one()
        item = self.default_customer_item_id
        partner = move.commercial_partner_id
        if not (item and partner and kind_of(move).is_sale):
            return item.browse()
        return item if self._is_collective(partner) else item.browse()

    def _is_collective(self, partner):
        if self.default_customer_individuals and not partner.is_company:
            if partner.vat in (False, "", "/"):
                return True
        wanted = set(self.default_customer_category_ids.ids)
        # A tag stands for those below it as well.
        return any(
            wanted.intersection(map(int, tag.parent_path.strip("/").split("/")))
            for tag in partner.category_id
        )

    def action_match_relations(self):
        """What the ledger has, beside the partners that it may be."""
        self.ensure_one()
        self.env["ledger.relation.match"]._propose(self)
        return self.env["ledger.relation.match"]._open_list(self)

    def action_open_relations(self):
        return self._open_action(
            "ledger.relation", self.env._("Customers and Suppliers"), []
        )
