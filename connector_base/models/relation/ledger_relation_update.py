import logging
import time
from contextlib import contextmanager
from dataclasses import fields as value_fields
from datetime import timedelta

from psycopg2 import OperationalError

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain

from ...ledger.errors import InDoubt, LedgerError, NotAuthorised, NotExecuted, Throttled
from ...ledger.values import Rejected, Relation, to_json
from ..export.ledger_worker import EXPORT_LOCK, TIME_BOX

_logger = logging.getLogger(__name__)

# What an update may name: all but what the record is identified by.
NAMES = {field.name for field in value_fields(Relation)} - {
    "kind",
    "code",
    "is_company",
}
LATER = timedelta(minutes=15)
# All links are compared once a day; what is edited in Odoo is marked at once.
COMPARE_AFTER = timedelta(hours=20)


class LedgerRelation(models.Model):
    """Changes of linked partners go to the ledger: before the next export, at once
    after an edit, and at night whatever else changed (a payment term)."""

    _inherit = "ledger.relation"

    to_update = fields.Boolean(
        string="Change Waiting",
        readonly=True,
        help="Changed in Odoo and not yet in the ledger.",
    )
    updated_at = fields.Datetime("Updated There", readonly=True)
    # What was refused is not sent again until it changes, or a person asks.
    refused = fields.Json(readonly=True)

    _to_update_idx = models.Index("(connection_id) WHERE to_update")

    @api.model
    def _get_clean(self):
        return {**super()._get_clean(), "to_update": False, "refused": False}

    # Actions

    def action_update(self):
        """Send what changed, now, also what was refused before."""
        links = self.filtered("item_id")
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
        links.write({"to_update": True, "refused": False})
        self._trigger_update()
        return self.connection_id._notify(
            self.env._("Update started"),
            self.env._(
                "What changed in Odoo since the last time goes to the ledger now."
            ),
        )

    @api.model
    def _trigger_update(self, at=None):
        self.env.ref("connector_base.ir_cron_update_relations").sudo()._trigger(at)

    # What changed

    def _get_changed(self):
        """{link: (value, names of what differs from what was last sent)}"""
        changed = {}
        for link in self._get_own():
            value = link._value()
            plain, sent = to_json(value), link.sent
            if not sent:
                link.sent = plain
                continue
            names = {
                name for name in NAMES if plain[name] != sent.get(name, plain[name])
            }
            if names and plain != link.refused:
                changed[link] = (value, names)
        return changed

    def _get_own(self):
        """Links whose record there stands for this partner alone. A collective one
        must not take the name of whoever changed last; and a record that is gone
        would be created again."""
        used_twice = self._read_group(
            [("item_id", "in", self.item_id.ids)],
            ["item_id"],
            having=[("__count", ">", 1)],
        )
        collective = {
            *(item for (item,) in used_twice),
            *self.connection_id.default_customer_item_id,
        }
        return self.filtered(
            lambda link: link.item_id.active and link.item_id not in collective
        )

    # Send

    def _update(self, ledger, value, names):
        """One writing request, safe to repeat. A refusal is kept on the link."""
        self.ensure_one()
        self.attempted_at = fields.Datetime.now()
        outcome = self._save(ledger, value, names)
        if isinstance(outcome, Rejected):
            self._refused(outcome)
            self.write({"refused": to_json(value), "to_update": False})
            return
        self.env["ledger.item"]._keep(self.connection_id, outcome)
        self.write(
            {
                "sent": to_json(value),
                "updated_at": fields.Datetime.now(),
                **self._get_clean(),
            }
        )

    def _update_before_export(self, ledger):
        """The invoices of these partners follow, whatever comes of it: what does not
        get through now is left to the cron."""
        changed = self.filtered("connection_id.update_relations")._get_changed()
        waiting = self.browse([link.id for link in changed])
        try:
            for link, (value, names) in changed.items():
                link._update(ledger, value, names)
                self.env["ledger.worker"]._commit()
                waiting -= link
        except LedgerError as error:
            waiting.to_update = True
            self._trigger_update(_retry_at(error))

    # Cron

    @api.model
    def _cron_update_relations(self):
        deadline = time.monotonic() + TIME_BOX
        for connection in self.env["ledger.connection"].search(
            [("state", "=", "connected"), ("update_relations", "=", True)]
        ):
            connection = connection.with_company(connection.company_id)
            with self._apart(connection):
                self._update_all(connection, deadline)
        self.env["ir.cron"]._commit_progress(1, remaining=0)

    @contextmanager
    def _apart(self, connection):
        """One connection's trouble must not stop the others."""
        try:
            yield
        except OperationalError:
            # Somebody changed the same record meanwhile: once more, from the start.
            self.env.cr.rollback()
            self._trigger_update()
        except NotAuthorised as error:
            connection._refused(error)
        except NotExecuted as error:
            connection._unreachable(error)
            self._trigger_update(_retry_at(error))
        except Exception:
            self.env.cr.rollback()
            _logger.exception("Update of relations of %s failed", connection.id)
        self.env["ledger.worker"]._commit()

    @api.model
    def _update_all(self, connection, deadline):
        worker = self.env["ledger.worker"]
        # One writer per connection: the export may be creating the same customer.
        with worker._guard(connection, EXPORT_LOCK) as guard:
            if guard is None:
                self._trigger_update(fields.Datetime.now() + timedelta(minutes=1))
                return
            self._mark_changed(connection)
            changed = self._get_marked(connection)
            worker._commit()
            if changed:
                with connection._open() as ledger:
                    self._update_marked(ledger, changed, deadline)
                connection._reached()

    @api.model
    def _mark_changed(self, connection):
        now = fields.Datetime.now()
        compared = connection.relations_compared_at
        if compared and compared > now - COMPARE_AFTER:
            return
        links = self.search(
            [("connection_id", "=", connection.id), ("item_id", "!=", False)]
        )
        self.browse([link.id for link in links._get_changed()]).to_update = True
        connection.relations_compared_at = now

    @api.model
    def _get_marked(self, connection):
        """The changes of the marked links, those first that were not tried yet."""
        marked = self.search(
            [("connection_id", "=", connection.id), ("to_update", "=", True)],
            order="attempted_at NULLS FIRST, id",
        )
        changed = marked._get_changed()
        (marked - self.browse([link.id for link in changed])).to_update = False
        return changed

    @api.model
    def _update_marked(self, ledger, changed, deadline):
        doubts = False
        for link, (value, names) in changed.items():
            if time.monotonic() > deadline:
                # What keeps silent must not be asked again and again.
                self._trigger_update(doubts and fields.Datetime.now() + LATER)
                return
            try:
                link._update(ledger, value, names)
            except InDoubt:
                doubts = True
            self.env["ledger.worker"]._commit()
        if doubts:
            self._trigger_update(fields.Datetime.now() + LATER)

    # Edited in Odoo

    @api.model
    def _mark_partners(self, partners):
        """These were edited: their links are compared as soon as this is committed."""
        links = self.sudo().search(
            Domain("partner_id", "in", partners.ids)
            & Domain("item_id", "!=", False)
            & Domain("to_update", "=", False)
            & Domain("connection_id.update_relations", "=", True)
        )
        if links:
            links.to_update = True
            self._trigger_update()


def _retry_at(error):
    if isinstance(error, Throttled):
        return error.retry_at
    return fields.Datetime.now() + LATER
