from odoo import api, fields, models

from ..ledger.values import ItemKind, Rejected, Relation

# By these keys a candidate is certainly the same; by the others only perhaps.
STRONG = ("code", "vat", "chamber")


class LedgerRelation(models.Model):
    """Which customer or supplier of the ledger a partner is."""

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
    )
    sent_at = fields.Datetime("Created There", readonly=True)

    _partner_uniq = models.Constraint(
        "UNIQUE (connection_id, partner_id, role)",
        "A partner is one customer and one supplier per connection.",
    )

    @api.model
    def _find(self, connection, move):
        """The row of the invoice's partner in its role, or none."""
        return self.search(
            [
                ("connection_id", "=", connection.id),
                ("partner_id", "=", move.commercial_partner_id.id),
                ("role", "=", self._role(move)),
            ]
        )

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
    def _role(self, move):
        return "customer" if move.is_sale_document() else "supplier"

    def _value(self):
        """The partner as the ledger shall know it."""
        partner = self.partner_id
        partner.ensure_one()
        bank = partner.bank_ids[:1]
        term = (
            partner.property_payment_term_id
            if self.role == "customer"
            else partner.property_supplier_payment_term_id
        )
        return Relation(
            kind=ItemKind(self.role),
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
            payment_days=max(term.line_ids.mapped("nb_days"))
            if term.line_ids
            else None,
            is_company=partner.is_company,
        )

    def _resolve(self, ledger):
        """Find this partner in the ledger, else create it there.

        Returns None when ``item_id`` is known now, else what stands in the way, as
        ``Rejected``. Raises what ``Ledger.save_relation`` raises. A lost answer is
        safe to repeat later: the look-up comes first and finds what was created.
        """
        self.ensure_one()
        value = self._value()
        found, doubtful = self._sort(value, ledger.relations(value))
        if doubtful:
            names = ", ".join(f"{c.ref.code} {c.name}" for c in doubtful[:5])
            return Rejected(code="relation_ambiguous", message=names, field="relation")
        outcome = found or ledger.save_relation(value)
        if isinstance(outcome, Rejected):
            return outcome
        self.item_id = self.env["ledger.item"]._keep(self.connection_id, outcome)
        self.sent_at = False if found else fields.Datetime.now()
        return None

    @api.model
    def _sort(self, value, candidates):
        """(the one that is certainly meant or None, those to ask a person about)"""
        candidates = [c for c in candidates if not _differs(value, c, "vat")]
        strong = [c for c in candidates if c.attributes.get("matched_by") in STRONG]
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


def _differs(value, candidate, attribute):
    """Both are known, and not the same."""
    ours = _bare(getattr(value, attribute))
    theirs = _bare(candidate.attributes.get(attribute) or "")
    return bool(ours and theirs and ours != theirs)


def _bare(text):
    return "".join(filter(str.isalnum, text)).upper()
