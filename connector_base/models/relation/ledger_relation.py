import logging

from odoo import api, fields, models

from ...ledger.errors import UNREADABLE
from ...ledger.values import Rejected, to_json
from ..connection.ledger_item import of_kind
from ..mapping.move_kinds import ENTRY, OWED, kind_of
from .owing import is_owing

_logger = logging.getLogger(__name__)


class LedgerRelation(models.Model):
    """Which customer or supplier of the ledger a partner is.

    Before a customer is created there, ``attempt`` keeps what is about to be sent:
    when the answer is lost, the next run looks for exactly that.
    """

    _name = "ledger.relation"
    _inherit = "ledger.guarded"
    _owned_by = ("connection_id",)
    _fitting = {"item_id": of_kind("role")}
    _noted = ("item_id",)
    _description = "Ledger Relation"
    _rec_name = "partner_id"

    connection_id = fields.Many2one(
        "ledger.connection", required=True, ondelete="cascade", index=True
    )
    company_id = fields.Many2one(related="connection_id.company_id", store=True)
    partner_id = fields.Many2one(
        "res.partner", required=True, ondelete="cascade", index=True
    )
    role = fields.Selection(
        [("customer", "Customer"), ("supplier", "Supplier")], required=True
    )
    item_id = fields.Many2one(
        "ledger.item",
        string="In the Ledger",
        domain="[('connection_id', '=', connection_id), ('kind', '=', role)]",
        ondelete="restrict",
        index="btree_not_null",
    )
    item_active = fields.Boolean(related="item_id.active", string="Usable There")
    origin = fields.Selection(
        [
            ("created", "Created by us"),
            ("found", "Found there"),
            ("chosen", "Chosen by a person"),
        ],
        string="Linked How",
        readonly=True,
    )
    sent_at = fields.Datetime("Created There", readonly=True)
    # What the ledger knows of the partner by us: the baseline of updates
    sent = fields.Json(readonly=True)
    attempt = fields.Json(readonly=True)
    attempted_at = fields.Datetime("Last Tried", readonly=True)
    to_update = fields.Boolean(
        string="Change Waiting",
        readonly=True,
        help="Changed in Odoo and not yet in the ledger.",
    )
    updated_at = fields.Datetime("Updated There", readonly=True)
    # What was refused is not sent again until it changes, or a person asks.
    refused = fields.Json(readonly=True)
    error_code = fields.Char(readonly=True)
    error_text = fields.Char(string="The Ledger's Words", readonly=True)
    message = fields.Char(string="Problem", compute="_compute_message")
    # What a person was asked, and the answer
    candidate_ids = fields.Many2many(
        "ledger.item",
        "ledger_relation_candidate_rel",
        string="Perhaps One of These",
        readonly=True,
    )
    unlike_ids = fields.Many2many(
        "ledger.item",
        "ledger_relation_unlike_rel",
        string="None of These",
        readonly=True,
        help="Somebody said that the partner is none of them: they are not asked about "
        "again.",
    )

    _partner_uniq = models.Constraint(
        "UNIQUE (connection_id, partner_id, role)",
        "A partner is one customer and one supplier per connection.",
    )
    _to_update_idx = models.Index("(connection_id) WHERE to_update IS TRUE")
    _error_idx = models.Index("(connection_id) WHERE error_code IS NOT NULL")

    # Compute

    @api.depends("error_code", "error_text")
    @api.depends_context("lang")
    def _compute_message(self):
        for link in self:
            link.message = self.env["ledger.problem"]._words(
                link.error_code,
                connection=link.connection_id,
                records=link.partner_id,
                detail=link.error_text,
            )

    # Actions

    def action_update(self):
        """Send what changed, now, also what was refused before."""
        return self.env["ledger.relation.update"]._ask(self)

    def action_create_new(self):
        """None of those that were asked about: create a new one there."""
        asked = self.filtered("candidate_ids")
        asked.check_access("write")
        for link in asked.sudo():
            link.unlike_ids |= link.candidate_ids
        asked.sudo().write(self._get_clean())
        asked._mended()

    # Life

    @api.model_create_multi
    def create(self, vals_list):
        links = super().create(vals_list)
        links.filtered(lambda link: link.item_id and not link.sent)._start_anew()
        return links

    def write(self, vals):
        """Who gets another item starts anew with it."""
        moved = self.browse()
        if "item_id" in vals and not (self.env.su and "sent" in vals):
            moved = self.filtered(lambda link: link.item_id.id != vals["item_id"])
        result = super().write(vals)
        moved._start_anew()
        return result

    def _start_anew(self):
        """A person gave them an item, or took it. Nothing of the record there is
        overwritten until something changes here."""
        for link in self.sudo():
            link.write(
                {
                    "sent": link.item_id and to_json(link._value()),
                    "origin": link.item_id and (link.origin or "chosen"),
                    **self._get_clean(),
                }
            )
        self.filtered("item_id")._mended()

    @api.model
    def _get_clean(self):
        """Nothing is under way and nothing went wrong."""
        names = ("attempt", "error_code", "error_text", "to_update", "refused")
        return {**dict.fromkeys(names, False), "candidate_ids": False}

    def _mended(self):
        """What was refused for want of an answer goes out by itself."""
        for connection, links in self.grouped("connection_id").items():
            mended = {("relation", partner.id) for partner in links.partner_id}
            for service in self.env["ledger.work"]._services().values():
                service._mapped(connection, mended)

    # Find

    @api.model
    def _find(self, connection, move):
        """The row of the invoice's partner in its role, or none."""
        key = self._key(move)
        return self._find_all(connection, [key]).get(key, self.browse())

    @api.model
    def _find_all(self, connection, keys):
        """{(partner, role): row} of those of ``keys`` that have one."""
        links = self.search(
            [
                ("connection_id", "=", connection.id),
                ("partner_id", "in", [partner.id for partner, _role in keys]),
            ]
        )
        return {(link.partner_id, link.role): link for link in links}

    @api.model
    def _get(self, connection, key):
        """The row of this (partner, role), made when there is none."""
        partner, role = key
        return self._find_all(connection, [key]).get(key) or self.create(
            {
                "connection_id": connection.id,
                "partner_id": partner.id,
                "role": role,
            }
        )

    @api.model
    def _read_links(self, rules, keys):
        """Those of ``keys``, together, for the batch of ``rules``."""
        found = self._find_all(rules.connection, keys)
        rules.links.update({key: found.get(key, self.browse()) for key in keys})

    @api.model
    def _get_item(self, rules, key):
        """What is booked on for this (partner, role): the partner's own, else the
        default customer where the rule says so, else none."""
        if key not in rules.links:
            self._read_links(rules, [key])
        return rules.links[key]._item_for(rules.connection, key)

    def _item_for(self, connection, key):
        return self.item_id or self._get_default_customer(connection, key)

    @api.model
    def _choose(self, connection, move, item):
        """Chosen in the dialog: remembered for the next invoice. What the rule says
        anyway is no choice."""
        link, key = self._find(connection, move), self._key(move)
        if not link and item == self._get_default_customer(connection, key):
            return link
        link = link or self._get(connection, key)
        if link.item_id != item:
            link.write({"item_id": item.id, "origin": "chosen"})
        return link

    @api.model
    def _get_default_customer(self, connection, key):
        """The item that the rule names for this (partner, role), or none."""
        item, (partner, role) = connection.default_customer_item_id, key
        if not (item and partner and role == "customer"):
            return item.browse()
        collective = self._is_collective(connection, partner)
        return item if collective else item.browse()

    @api.model
    def _is_collective(self, connection, partner):
        if connection.default_customer_individuals and not partner.is_company:
            if partner.vat in (False, "", "/"):
                return True
        wanted = set(connection.default_customer_category_ids.ids)
        # A tag stands for those below it as well.
        return any(
            wanted.intersection(map(int, tag.parent_path.strip("/").split("/")))
            for tag in partner.category_id
        )

    @api.model
    def _role(self, move):
        return "customer" if kind_of(move).is_sale else "supplier"

    @api.model
    def _key(self, move):
        return move.commercial_partner_id, self._role(move)

    @api.model
    def _keys(self, move, rules):
        """Those of all who stand on it: of a journal entry, who owes by its lines."""
        if move.move_type != ENTRY:
            return [self._key(move)]
        owing = move.line_ids.filtered(lambda line: is_owing(line, rules))
        return [*dict.fromkeys(map(self._key_of, owing))]

    @api.model
    def _key_of(self, line):
        partner = line.partner_id.commercial_partner_id
        return partner, OWED[line.account_id.account_type]

    # Used by the services

    def _value(self):
        """The partner as the ledger shall know it."""
        return self.env["ledger.relation.value"]._of(self)

    def _resolve(self, ledger):
        """Find this partner in the ledger, else create it there."""
        try:
            return self.env["ledger.relation.resolver"]._resolve(self, ledger)
        except UNREADABLE as error:
            # What is kept of it alone: all others go on.
            _logger.exception("Relation %s can't be looked up", self.id)
            return Rejected(code="record_unreadable", message=type(error).__name__)

    def _link(self, found, value, origin, created_at=False):
        """It is the item ``found``, which was told ``value``."""
        item = self.env["ledger.item.store"]._keep(self.connection_id, found)
        self.write(
            {
                "item_id": item.id,
                "origin": origin,
                "sent": to_json(value),
                "sent_at": created_at,
                **self._get_clean(),
            }
        )

    def _refused(self, rejected):
        """Remember and return why not, as a problem that has words."""
        code = self.env["ledger.problem"]._known(rejected.code)
        code = "relation_refused" if code == "refused" else code
        self.write({"error_code": code, "error_text": rejected.message})
        return Rejected(code=code, message=rejected.message, field="relation")
