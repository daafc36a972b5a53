import logging
from datetime import timedelta

from odoo import api, fields, models

from ...ledger.errors import InDoubt, NotExecuted
from ...ledger.values import ItemKind, Rejected, Relation, from_json, to_json
from ..connection.move_kinds import kind_of

_logger = logging.getLogger(__name__)

# By these keys a candidate is certainly the same; by the others only perhaps.
STRONG = ("code", "vat", "chamber")
# What a candidate may tell of itself beside its name.
ATTRIBUTES = ("vat", "chamber", "email", "iban", "postcode", "country")
# Ledgers cut names; shorter ones are not cut but different.
CUT_NAME = 30


class LedgerRelation(models.Model):
    """Which customer or supplier of the ledger a partner is.

    Before a customer is created there, ``attempt`` keeps what is about to be sent:
    when the answer is lost, the next run looks for exactly that.
    """

    _name = "ledger.relation"
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

    _partner_uniq = models.Constraint(
        "UNIQUE (connection_id, partner_id, role)",
        "A partner is one customer and one supplier per connection.",
    )
    _to_update_idx = models.Index("(connection_id) WHERE to_update")

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

    # Life

    @api.model_create_multi
    def create(self, vals_list):
        links = super().create(vals_list)
        links.filtered(lambda link: link.item_id and not link.sent)._take_baseline()
        return links

    def write(self, vals):
        """Who gets another item starts anew with it."""
        moved = self.browse()
        if "item_id" in vals and "sent" not in vals:
            moved = self.filtered(lambda link: link.item_id.id != vals["item_id"])
        result = super().write(vals)
        moved._take_baseline()
        return result

    def _take_baseline(self):
        """Nothing of the record there is overwritten until something changes here."""
        for link in self:
            link.write(
                {
                    "sent": link.item_id and to_json(link._value()),
                    "origin": link.item_id and (link.origin or "chosen"),
                    **self._get_clean(),
                }
            )

    @api.model
    def _get_clean(self):
        """Nothing is under way and nothing went wrong."""
        names = ("attempt", "error_code", "error_text", "to_update", "refused")
        return dict.fromkeys(names, False)

    # Find

    @api.model
    def _find(self, connection, move):
        """The row of the invoice's partner in its role, or none."""
        return self._find_all(connection, move).get(self._key(move), self.browse())

    @api.model
    def _find_all(self, connection, moves):
        """{(partner, role): row} of those that have one."""
        links = self.search(
            [
                ("connection_id", "=", connection.id),
                ("partner_id", "in", moves.commercial_partner_id.ids),
            ]
        )
        return {(link.partner_id, link.role): link for link in links}

    @api.model
    def _get(self, connection, move):
        """The row of the invoice's partner in its role, made when there is none."""
        return self._find(connection, move) or self.create(
            {
                "connection_id": connection.id,
                "partner_id": move.commercial_partner_id.id,
                "role": self._role(move),
            }
        )

    @api.model
    def _get_item(self, connection, move):
        """The relation that the invoice is booked on: the partner's own, else the
        default customer where the rule says so, else none."""
        return self._find(connection, move)._item_for(connection, move)

    def _item_for(self, connection, move):
        return self.item_id or self._get_default_customer(connection, move)

    @api.model
    def _choose(self, connection, move, item):
        """Chosen in the dialog: remembered for the next invoice. What the rule says
        anyway is no choice."""
        link = self._find(connection, move)
        if not link and item == self._get_default_customer(connection, move):
            return link
        link = link or self._get(connection, move)
        if link.item_id != item:
            link.write({"item_id": item.id, "origin": "chosen"})
        return link

    @api.model
    def _get_default_customer(self, connection, move):
        """The item that the rule names for the invoice's partner, or none."""
        item = connection.default_customer_item_id
        partner = move.commercial_partner_id
        if not (item and partner and kind_of(move).is_sale):
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

    # Look up, else create

    def _resolve(self, ledger):
        """Find this partner in the ledger, else create it there.

        Returns None when ``item_id`` is known now, else what stands in the way, as
        ``Rejected``. Raises what ``Ledger.save_relation`` raises. A lost answer is
        safe to repeat later: the look-up comes first and finds what was created.
        """
        self.ensure_one()
        attempt = from_json(Relation, self.attempt) if self.attempt else None
        value = attempt or self._value()
        candidates = ledger.relations(value)
        found, doubtful = self._sort(value, candidates)
        ours = [c for c in candidates if attempt and _is_equal(attempt, c)]
        if len(ours) == 1 and found in (None, ours[0]):
            self._link(ours[0], attempt, "created", self.attempted_at)
        elif found:
            self._link(found, value, "found")
        elif doubtful:
            names = ", ".join(f"{c.ref.code} {c.name}" for c in doubtful[:5])
            return self._refused(Rejected(code="relation_ambiguous", message=names))
        elif attempt and not self._is_settled(ledger.traits):
            raise InDoubt("relation_in_doubt", self.error_text or "")
        else:
            return self._create_there(ledger, self._value(), candidates)
        return None

    def _is_settled(self, traits):
        """ "Not there" can be believed."""
        seconds = traits.timeout + traits.settle_seconds
        return fields.Datetime.now() >= self.attempted_at + timedelta(seconds=seconds)

    def _create_there(self, ledger, value, candidates):
        refusal = self._check_code(value, candidates)
        if refusal:
            return self._refused(refusal)
        now = fields.Datetime.now()
        self.write({"attempt": to_json(value), "attempted_at": now})
        # Must be known to the next worker before the request leaves.
        self.env["ledger.run"]._commit()
        try:
            outcome = self._save(ledger, value)
        except NotExecuted:
            self.attempt = False
            raise
        if isinstance(outcome, Rejected):
            self.attempt = False
            return self._refused(outcome)
        self._link(outcome, value, "created", now)
        return None

    def _check_code(self, value, candidates):
        """With codes of our own: is there one, and is it free?"""
        if self.connection_id.relation_code != "ref":
            return None
        if not value.code:
            return Rejected(code="own_code_missing", message="")
        for candidate in candidates:
            if candidate.ref.code == value.code:
                words = f"{candidate.ref.code} {candidate.name}"
                return Rejected(code="code_taken", message=words)
        return None

    @api.model
    def _save(self, ledger, value, changed=()):
        """As ``save_relation``; what escapes from it otherwise is doubt."""
        try:
            return ledger.save_relation(value, changed)
        except NotExecuted as error:
            if error.code != "malformed":
                raise
            return Rejected(code="malformed", message=error.detail)
        except InDoubt:
            raise
        except Exception as error:
            _logger.warning("Relation in doubt: %s", type(error).__name__, exc_info=1)
            raise InDoubt("in_doubt", type(error).__name__) from error

    def _link(self, found, value, origin, created_at=False):
        self.write(
            {
                "item_id": self.env["ledger.item"]._keep(self.connection_id, found).id,
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

    @api.model
    def _sort(self, value, candidates):
        """(the one that is certainly meant or None, those to ask a person about)"""
        candidates = [c for c in candidates if not _differs(value, c, "vat")]
        strong = [c for c in candidates if _is_strong(value, c)]
        if strong:
            codes = {candidate.ref.code for candidate in strong}
            return (strong[0], []) if len(codes) == 1 else (None, strong)
        name = value.name.strip().lower()
        same = [c for c in candidates if c.name.strip().lower() == name]
        others = [c for c in candidates if c.attributes.get("matched_by") == "email"]
        if len(same) == 1 and not any(
            _differs(value, same[0], attribute) for attribute in ("postcode", "country")
        ):
            return same[0], []
        return None, same or others

    # The partner as the ledger shall know it

    def _value(self):
        self.ensure_one()
        partner = self.partner_id.with_company(self.company_id)
        mandate, signed, bank = self._get_mandate(partner)
        bank = bank or self._get_banks(partner)[:1]
        return Relation(
            kind=ItemKind(self.role),
            code=self._get_code(),
            name=partner.name or "",
            street=", ".join(filter(None, (partner.street, partner.street2))),
            postcode=partner.zip or "",
            city=partner.city or "",
            country=partner.country_id.code or "",
            vat="" if partner.vat == "/" else partner.vat or "",
            chamber=partner.company_registry or "",
            email=partner.email_normalized or "",
            phone=partner.phone or "",
            website=partner.website or "",
            iban=bank.sanitized_acc_number or "",
            bic=bank.bank_bic or "",
            payment_days=self._get_payment_days(partner),
            mandate=mandate or "",
            mandate_date=signed or None,
            is_company=partner.is_company,
        )

    def _get_code(self):
        """The ledger's code where it is known, else our own, where the connection
        wants that."""
        if self.item_id:
            return self.item_id.code
        own = self.connection_id.relation_code == "ref"
        return (self.partner_id.ref or "").strip() if own else ""

    def _get_payment_days(self, partner):
        sells = self.role == "customer"
        term = (
            partner.property_payment_term_id
            if sells
            else partner.property_supplier_payment_term_id
        )
        return max(term.line_ids.mapped("nb_days")) if term.line_ids else None

    def _get_banks(self, partner):
        """The accounts of the partner itself, in its own order."""
        companies = (self.company_id.browse(), self.company_id)
        return partner.bank_ids.filtered(lambda bank: bank.company_id in companies)

    def _get_mandate(self, partner):
        """(reference, date signed, bank account) of the direct debit mandate; empty
        values for none. Modules that keep mandates override it."""
        banks = self._get_banks(partner)
        if "mandate_ids" in banks._fields:
            for mandate in banks.mandate_ids.filtered(lambda m: m.state == "valid"):
                if mandate.company_id == self.company_id:
                    reference = mandate.unique_mandate_reference
                    return reference, mandate.signature_date, mandate.partner_bank_id
        bank = banks.filtered("ledger_mandate")[:1]
        return bank.ledger_mandate, bank.ledger_mandate_date, bank


def _is_strong(value, candidate):
    key = candidate.attributes.get("matched_by")
    # A code may be used twice by mistake: other numbers must not speak against it.
    return key in STRONG and not (
        key == "code" and _differs(value, candidate, "chamber")
    )


def _is_equal(value, candidate):
    """Whether it says of itself exactly what was sent, as far as it says anything."""
    ours, theirs = value.name.strip().lower(), candidate.name.strip().lower()
    cut = len(theirs) >= CUT_NAME and ours.startswith(theirs)
    return (ours == theirs or cut) and not any(
        _bare(getattr(value, name)) != _bare(candidate.attributes[name] or "")
        for name in ATTRIBUTES
        if name in candidate.attributes
    )


def _differs(value, candidate, attribute):
    """Both are known, and not the same."""
    ours = _bare(getattr(value, attribute))
    theirs = _bare(candidate.attributes.get(attribute) or "")
    return bool(ours and theirs and ours != theirs)


def _bare(text):
    return "".join(filter(str.isalnum, text)).upper()
