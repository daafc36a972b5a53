import json
from base64 import b64encode

from odoo import api, fields, models

# Fields that the ledger is told of.
TOLD = {
    "name",
    "street",
    "street2",
    "zip",
    "city",
    "country_id",
    "vat",
    "company_registry",
    "email",
    "phone",
    "website",
    "property_payment_term_id",
    "property_supplier_payment_term_id",
}


class ResPartner(models.Model):
    _inherit = "res.partner"

    ledger_relation_ids = fields.One2many(
        "ledger.relation",
        "partner_id",
        groups="account.group_account_invoice,account.group_account_readonly",
    )
    ledger_codes = fields.Char(
        string="In the Ledger",
        compute="_compute_ledger_codes",
        groups="account.group_account_invoice,account.group_account_readonly",
    )

    @api.depends("commercial_partner_id.ledger_relation_ids.item_id.code")
    @api.depends_context("allowed_company_ids")
    def _compute_ledger_codes(self):
        links = self.env["ledger.relation"].search(
            [("partner_id", "in", self.commercial_partner_id.ids)]
        )
        of_partner = links.filtered("item_id").grouped("partner_id")
        for partner in self:
            mine = of_partner.get(partner.commercial_partner_id, links.browse())
            partner.ledger_codes = ", ".join(
                f"{link.connection_id.name} {link.item_id.code}" for link in mine
            )

    def write(self, vals):
        result = super().write(vals)
        if not TOLD.isdisjoint(vals):
            self.env["ledger.relation.update"]._mark_partners(self)
        if vals.get("vat"):
            self._mended_for_ledgers()
        return result

    def _mended_for_ledgers(self):
        """What was refused for want of their VAT number goes out by itself."""
        using = [("state", "!=", "draft")]
        connections = self.env["ledger.connection"].sudo().search(using)
        mended = {("partner", partner.id) for partner in self}
        for service in self.env["ledger.work"]._services().values():
            service._mapped(connections, mended)

    @api.model
    def _get_fix_action(self, connection, kind, record_id):
        """The customer or supplier, to be completed."""
        partner = self.browse(record_id)
        return {**partner.get_formview_action(), "target": "new"}

    def action_open_ledger_relations(self):
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "connector_base.ledger_relation_action"
        )
        partner = self.commercial_partner_id
        action["domain"] = [("partner_id", "=", partner.id)]
        action["context"] = {"default_partner_id": partner.id}
        return action

    def action_ledger_kept(self):
        """A file with what is kept of these persons beside the books."""
        kept = self.env["ledger.person"]._get_kept(self)
        # Not kept itself: it goes when Odoo clears what nobody wants any more.
        file = self.env["ledger.person.file"].create(
            {"content": b64encode(json.dumps(kept, indent=1).encode())}
        )
        return {
            "type": "ir.actions.act_url",
            "url": f"/web/content/{file._name}/{file.id}/content/kept.json?download=1",
            "target": "download",
        }

    def action_ledger_erase(self):
        """Erase what is kept of these persons; the books stay as they are."""
        self.env["ledger.person"]._erase(self)
        return self.env["ledger.connection"]._notify(
            self.env._("Erased"),
            self.env._("Nothing is kept of them beside what was booked."),
        )

    def action_ledger_update(self):
        """Send what changed of these partners to the ledger, now."""
        return self.commercial_partner_id.ledger_relation_ids.action_update()
