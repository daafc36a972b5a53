from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError

from ..connection.ledger_item import of_kind


class LedgerRelationProposal(models.Model):
    """A customer or supplier of the ledger that is nobody's yet, and who it may be.

    Certain proposals are preselected, doubtful ones offered; nothing is linked until
    the accountant applies. What was decided is kept when proposals are made again.
    """

    _name = "ledger.relation.proposal"
    _inherit = "ledger.guarded"
    _owned_by = ("connection_id",)
    _fitting = {"item_id": of_kind("role")}
    _description = "Proposed Link"
    _order = "certainty, id"
    _rec_name = "item_id"

    connection_id = fields.Many2one(
        "ledger.connection", required=True, ondelete="cascade", index=True
    )
    company_id = fields.Many2one(related="connection_id.company_id", store=True)
    item_id = fields.Many2one(
        "ledger.item",
        string="In the Ledger",
        required=True,
        readonly=True,
        ondelete="cascade",
        index=True,
    )
    role = fields.Selection(
        [("customer", "Customer"), ("supplier", "Supplier")],
        required=True,
        readonly=True,
    )
    details = fields.Char(string="Known There", compute="_compute_details")
    certainty = fields.Selection(
        [("1_certain", "Certain"), ("2_doubtful", "Doubtful"), ("3_none", "No match")],
        required=True,
        readonly=True,
    )
    # Names of what is equal in the first candidate, and of what is not
    equal = fields.Char(readonly=True)
    differs = fields.Char(readonly=True)
    reason = fields.Char(string="Why", compute="_compute_reason")
    candidate_ids = fields.Many2many("res.partner", string="Candidates", readonly=True)
    partner_id = fields.Many2one(
        "res.partner",
        string="Partner in Odoo",
        domain="['|', ('is_company', '=', True), ('parent_id', '=', False), "
        "('company_id', 'in', (company_id, False))]",
        ondelete="cascade",
        index="btree_not_null",
    )
    choice = fields.Selection(
        [
            ("open", "To decide"),
            ("take", "Link"),
            ("create", "Create the partner"),
            ("skip", "Skip"),
        ],
        default="open",
        required=True,
    )
    decided = fields.Boolean(readonly=True)

    _item_uniq = models.Constraint(
        "UNIQUE (item_id)", "There is a proposal for this customer already."
    )

    # Constraints

    @api.constrains("choice", "partner_id")
    def _check_partner(self):
        for row in self:
            if row.choice == "take" and not row.partner_id:
                raise ValidationError(
                    self.env._(
                        "Choose the partner of %(customer)s first.",
                        customer=row.item_id.display_name,
                    )
                )

    # Compute

    @api.depends("item_id")
    def _compute_details(self):
        names = ("vat", "chamber", "iban", "email", "postcode", "country")
        for row in self:
            attributes = row.item_id.attributes or {}
            known = (attributes.get(name) for name in names)
            row.details = " · ".join(filter(None, known))

    @api.depends("equal", "differs", "candidate_ids")
    @api.depends_context("lang")
    def _compute_reason(self):
        words = {
            "vat": self.env._("VAT number"),
            "chamber": self.env._("chamber of commerce number"),
            "code": self.env._("code"),
            "iban": self.env._("bank account"),
            "name": self.env._("name"),
            "postcode": self.env._("postcode"),
            "email": self.env._("e-mail"),
        }

        def said(names):
            return ", ".join(words[name] for name in (names or "").split(",") if name)

        for row in self:
            reasons = []
            if row.equal:
                reasons.append(self.env._("equal: %s", said(row.equal)))
            if row.differs:
                reasons.append(self.env._("but another %s", said(row.differs)))
            if len(row.candidate_ids) > 1:
                reasons.append(
                    self.env._("%s partners may be meant", len(row.candidate_ids))
                )
            row.reason = "; ".join(reasons)

    # Decide

    def write(self, vals):
        """Who picks a partner wants the link; what a person said is kept."""
        if "partner_id" in vals and "choice" not in vals:
            vals = {**vals, "choice": "take" if vals["partner_id"] else "open"}
        result = super().write(vals)
        if "choice" in vals:
            self.sudo().decided = vals["choice"] != "open"
        return result

    @api.onchange("partner_id")
    def _onchange_partner_id(self):
        self.choice = "take" if self.partner_id else "open"

    # Actions

    def action_take(self):
        """Link the selected ones that have a partner."""
        self.filtered("partner_id").choice = "take"

    def action_skip(self):
        self.choice = "skip"

    def action_create_partner(self):
        """For those that nobody in Odoo may be."""
        self.filtered(lambda row: not row.partner_id).choice = "create"

    def action_apply(self):
        """Do what was decided, for the selected ones or else for all."""
        rows = self or self.search(self._get_scope())
        rows = rows.filtered(lambda row: row.choice in ("take", "create"))
        rows._create_partners()
        rows._check_once()
        count = len(rows._make_links())
        rows.unlink()
        notice = self.env["ledger.connection"]._notify(
            self.env._("Linked"),
            self.env._("Customers and suppliers linked: %(count)s.", count=count),
        )
        notice["params"]["next"] = {"type": "ir.actions.client", "tag": "soft_reload"}
        return notice

    @api.model
    def _get_scope(self):
        connection = self.env.context.get("default_connection_id")
        return [("connection_id", "=", connection)] if connection else []

    # Apply

    def _check_once(self):
        """A partner is one customer and one supplier per connection."""
        taken = {
            (link.connection_id, link.role, link.partner_id)
            for link in self._get_links().filtered("item_id")
        }
        for row in self:
            key = (row.connection_id, row.role, row.partner_id.commercial_partner_id)
            if key in taken:
                raise UserError(
                    self.env._(
                        "%(partner)s is linked already, or chosen twice. A partner is "
                        "one customer and one supplier in the ledger.",
                        partner=row.partner_id.display_name,
                    )
                )
            taken.add(key)

    def _get_links(self):
        return self.env["ledger.relation"].search(
            [
                ("connection_id", "in", self.connection_id.ids),
                ("partner_id", "in", self.partner_id.commercial_partner_id.ids),
            ]
        )

    def _make_links(self):
        found = self._get_links()
        found.check_access("write")
        found.browse().check_access("create")
        # Superuser: how it was linked is not a person's to write.
        links, created = found.browse().sudo(), []
        known = {
            (link.connection_id, link.role, link.partner_id): link
            for link in found.sudo()
        }
        for row in self:
            partner = row.partner_id.commercial_partner_id
            values = {
                "item_id": row.item_id.id,
                "origin": "chosen" if row.decided else "found",
            }
            link = known.get((row.connection_id, row.role, partner))
            if link:
                # Left by an export that could not tell who was meant.
                link.write(values)
                links |= link
                continue
            key = {
                "connection_id": row.connection_id.id,
                "role": row.role,
                "partner_id": partner.id,
            }
            created.append({**key, **values})
        return links | links.create(created)

    def _create_partners(self):
        rows = self.filtered(lambda row: row.choice == "create" and not row.partner_id)
        countries = {c.code: c.id for c in self.env["res.country"].search([])}
        # What the ledger accepted as VAT number is not ours to refuse.
        partners = (
            self.env["res.partner"]
            .with_context(no_vat_validation=True)
            .create([row._prepare_partner_vals(countries) for row in rows])
        )
        for row, partner in zip(rows, partners, strict=True):
            row.partner_id = partner

    def _prepare_partner_vals(self, countries):
        item, known = self.item_id, self.item_id.attributes or {}
        iban = known.get("iban")
        return {
            "name": item.name or item.code,
            "ref": item.code,
            "is_company": bool(known.get("vat") or known.get("chamber")),
            "vat": known.get("vat"),
            "company_registry": known.get("chamber"),
            "email": known.get("email"),
            "zip": known.get("postcode"),
            "country_id": countries.get(known.get("country")),
            "bank_ids": [(0, 0, {"acc_number": iban})] if iban else [],
            f"{self.role}_rank": 1,
        }
