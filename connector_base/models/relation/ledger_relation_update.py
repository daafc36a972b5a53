from dataclasses import fields as value_fields
from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain

from ...ledger.errors import InDoubt, LedgerError, Throttled
from ...ledger.values import Rejected, Relation, to_json

# What an update may name: all but what the record is identified by.
NAMES = {field.name for field in value_fields(Relation)} - {
    "kind",
    "code",
    "is_company",
    "texts",
}
LATER = timedelta(minutes=15)
# All links are compared once a day; what is edited in Odoo is marked at once.
COMPARE_AFTER = timedelta(hours=20)
# One writer per connection: the export may be creating the same customer.
WRITER_LOCK = 19_2601


class LedgerRelationUpdate(models.AbstractModel):
    """Changes of linked partners go to the ledger: before the next export, at once
    after an edit, and at night whatever else changed (a payment term)."""

    _name = "ledger.relation.update"
    _description = "Update of Customers and Suppliers"
    _inherit = "ledger.work"
    _work = "relations"
    _lock = WRITER_LOCK

    @api.model
    def _get_domain(self):
        return [("update_relations", "=", True)]

    @api.model
    def _ask(self, links):
        """A person wants it, also what was refused before; returns what to show."""
        links.check_access("write")
        links = links.filtered("item_id")
        if not links:
            raise UserError(self.env._("This partner is not linked to a ledger yet."))
        for connection in links.connection_id.filtered(
            lambda connection: not connection.update_relations
        ):
            raise UserError(
                self.env._(
                    "%(connection)s does not update customers and suppliers. Switch "
                    "that on first.",
                    connection=connection.display_name,
                )
            )
        links.sudo().write({"to_update": True, "refused": False})
        links.connection_id._ask("relations")
        return links.connection_id._notify(
            self.env._("Update started"),
            self.env._(
                "What changed in Odoo since the last time goes to the ledger now."
            ),
        )

    @api.model
    def _mark_partners(self, partners):
        """These, or contacts of theirs, were edited: their links are compared as soon
        as this is committed."""
        partners |= partners.commercial_partner_id
        links = (
            self.env["ledger.relation"]
            .sudo()
            .search(
                Domain("partner_id", "in", partners.ids)
                & Domain("item_id", "!=", False)
                & Domain("to_update", "=", False)
                & Domain("connection_id.update_relations", "=", True)
            )
        )
        if links:
            links.to_update = True
            links.connection_id._ask("relations")

    # What changed

    @api.model
    def _get_changed(self, links):
        """{link: (value, names of what differs from what was last sent)}"""
        changed = {}
        for link in self._get_own(links):
            value = link._value()
            plain, sent = to_json(value), link.sent
            if not isinstance(sent, dict):
                link.sent = plain
                continue
            names = {
                name for name in NAMES if plain[name] != sent.get(name, plain[name])
            }
            if names and plain != link.refused:
                changed[link] = (value, names)
        return changed

    @api.model
    def _get_own(self, links):
        """Links whose record there stands for this partner alone. A collective one
        must not take the name of whoever changed last; and a record that is gone
        would be created again."""
        used_twice = links._read_group(
            [("item_id", "in", links.item_id.ids)],
            ["item_id"],
            having=[("__count", ">", 1)],
        )
        collective = {
            *(item for (item,) in used_twice),
            *links.connection_id.default_customer_item_id,
        }
        return links.filtered(
            lambda link: link.item_id.active and link.item_id not in collective
        )

    # Send

    @api.model
    def _update(self, ledger, link, value, names):
        """One writing request, safe to repeat. A refusal is kept on the link."""
        link.attempted_at = fields.Datetime.now()
        self.env["ledger.run"]._commit()
        resolver = self.env["ledger.relation.resolver"]
        outcome = resolver._save(ledger, value, names)
        if isinstance(outcome, Rejected):
            link._refused(outcome)
            link.write({"refused": to_json(value), "to_update": False})
            return
        self.env["ledger.item.store"]._keep(link.connection_id, outcome)
        link.write(
            {
                "sent": to_json(value),
                "updated_at": fields.Datetime.now(),
                **link._get_clean(),
            }
        )

    @api.model
    def _update_before_export(self, links, ledger):
        """The invoices of these partners follow, whatever comes of it: what does not
        get through now is left for later."""
        changed = self._get_changed(links.filtered("connection_id.update_relations"))
        waiting = links.browse([link.id for link in changed])
        try:
            for link, (value, names) in changed.items():
                self._update(ledger, link, value, names)
                self.env["ledger.run"]._commit()
                waiting -= link
        except LedgerError as error:
            waiting.to_update = True
            waiting.connection_id._ask("relations", _retry_at(error))

    # The work

    @api.model
    def _run(self, run, turn):
        connection = run.connection_id
        self._mark_changed(run)
        changed = self._get_marked(connection)
        run._commit()
        if changed:
            with connection._open() as ledger:
                self._update_marked(ledger, connection, changed, turn)
        run._done()

    @api.model
    def _mark_changed(self, run):
        now = fields.Datetime.now()
        if run.full_at and run.full_at > now - COMPARE_AFTER:
            return
        links = self.env["ledger.relation"].search(
            [("connection_id", "=", run.connection_id.id), ("item_id", "!=", False)]
        )
        changed = [link.id for link in self._get_changed(links)]
        links.browse(changed).to_update = True
        run.full_at = now

    @api.model
    def _get_marked(self, connection):
        """The changes of the marked links, those first that were not tried yet."""
        marked = self.env["ledger.relation"].search(
            [("connection_id", "=", connection.id), ("to_update", "=", True)],
            order="attempted_at NULLS FIRST, id",
        )
        changed = self._get_changed(marked)
        (marked - marked.browse([link.id for link in changed])).to_update = False
        return changed

    @api.model
    def _update_marked(self, ledger, connection, changed, turn):
        doubts = False
        for link, (value, names) in changed.items():
            if turn.is_over():
                # What keeps silent must not be asked again and again.
                later = doubts and fields.Datetime.now() + LATER
                connection._ask("relations", later or None)
                return
            try:
                self._update(ledger, link, value, names)
            except InDoubt:
                doubts = True
            self.env["ledger.run"]._commit()
        if doubts:
            connection._ask("relations", fields.Datetime.now() + LATER)

    @api.model
    def _get_counts(self, connections):
        groups = self.env["ledger.relation"]._read_group(
            [("connection_id", "in", connections.ids), ("error_code", "!=", False)],
            ["connection_id"],
            ["__count"],
        )
        return {"relation_problem_count": {one.id: count for one, count in groups}}


def _retry_at(error):
    if isinstance(error, Throttled):
        return error.retry_at
    return fields.Datetime.now() + LATER
