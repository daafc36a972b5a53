from dataclasses import replace

from odoo import api, models
from odoo.fields import Domain

from ...ledger import matching
from ...ledger.values import ItemKind

KINDS = (ItemKind.CUSTOMER, ItemKind.SUPPLIER)
PARTNER_FIELDS = (
    *("ref", "name", "vat", "company_registry", "email_normalized", "zip"),
    "country_id",
)


class LedgerRelationProposer(models.AbstractModel):
    """Who the customers and suppliers of a ledger may be that are nobody's yet."""

    _name = "ledger.relation.proposer"
    _description = "Proposals of Links"

    @api.model
    def _start(self, connection):
        """What the ledger has, beside the partners that it may be."""
        self._propose(connection)
        return self._open_list(connection)

    @api.model
    def _open_list(self, connection):
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "connector_base.ledger_relation_proposal_action"
        )
        action["domain"] = [("connection_id", "=", connection.id)]
        action["context"] = {
            "default_connection_id": connection.id,
            "search_default_undecided": 1,
        }
        return action

    @api.model
    def _propose(self, connection):
        """Proposals anew for what is linked to nobody, from fresh master data."""
        with (
            self.env["ledger.problem"]._explained(connection),
            connection._open() as ledger,
        ):
            for kind in KINDS:
                found = ledger.items(kind)
                self.env["ledger.item.store"]._replace(connection, kind, found)
        links = self.env["ledger.relation"].search(
            [("connection_id", "=", connection.id), ("item_id", "!=", False)]
        )
        kept = self._keep_decided(connection, links.item_id)
        for kind in KINDS:
            items = self._get_items(connection, kind) - links.item_id - kept
            mine = links.filtered(lambda link, kind=kind: link.role == kind.value)
            ours = self._get_parties(connection, mine.partner_id)
            theirs = [self._get_party(item) for item in items]
            self.env["ledger.relation.proposal"].sudo().create(
                [
                    self._prepare_vals(connection, kind, found)
                    for found in matching.propose(theirs, ours)
                ]
            )

    @api.model
    def _keep_decided(self, connection, linked):
        """The items of what a person decided; all other proposals go."""
        rows = self.env["ledger.relation.proposal"].search(
            [("connection_id", "=", connection.id)]
        )
        kept = rows.filtered(
            lambda row: row.decided and row.item_id.active and row.item_id not in linked
        )
        (rows - kept).unlink()
        return kept.item_id

    @api.model
    def _prepare_vals(self, connection, kind, found):
        doubtful = "2_doubtful" if found.candidates else "3_none"
        # Several that may be meant: the accountant's choice, not ours.
        single = len(found.candidates) == 1 and found.likely and not found.differs
        proposed = found.certain or single
        return {
            "connection_id": connection.id,
            "item_id": found.id,
            "role": kind.value,
            "certainty": "1_certain" if found.certain else doubtful,
            "equal": ",".join(found.equal),
            "differs": ",".join(found.differs),
            "candidate_ids": [(6, 0, found.candidates)],
            "partner_id": proposed and found.candidates[0],
            "choice": "take" if found.certain else "open",
        }

    @api.model
    def _get_items(self, connection, kind):
        return self.env["ledger.item"].search_fetch(
            [("connection_id", "=", connection.id), ("kind", "=", kind.value)],
            ["code", "remote_id", "name", "active", "attributes"],
        )

    @api.model
    def _get_party(self, item):
        party = matching.of_item(item._value(ItemKind(item.kind)))
        return replace(party, id=item.id)

    @api.model
    def _get_parties(self, connection, linked):
        """Whom invoices may be addressed to, but for those that have a link."""
        partners = self.env["res.partner"].search_fetch(
            Domain(self.env["res.partner"]._check_company_domain(connection.company_id))
            & (Domain("is_company", "=", True) | Domain("parent_id", "=", False)),
            PARTNER_FIELDS,
        )
        partners -= linked
        ibans = dict(
            self.env["res.partner.bank"]._read_group(
                [("partner_id", "in", partners.ids)],
                ["partner_id"],
                ["sanitized_acc_number:array_agg"],
            )
        )
        return [
            matching.Party(
                id=partner.id,
                code=partner.ref or "",
                name=partner.name or "",
                vat="" if partner.vat == "/" else partner.vat or "",
                chamber=partner.company_registry or "",
                email=partner.email_normalized or "",
                ibans=tuple(filter(None, ibans.get(partner, ()))),
                postcode=partner.zip or "",
                country=partner.country_id.code or "",
            )
            for partner in partners
        ]
