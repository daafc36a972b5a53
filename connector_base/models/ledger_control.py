import logging
from datetime import timedelta

from odoo import api, fields, models
from odoo.fields import Domain

from ..ledger.errors import LedgerError
from ..ledger.money import ZERO, quantise

_logger = logging.getLogger(__name__)
ACTIVITY = "connector_base.mail_activity_control"
# Looked through each night; older months don't change any more.
DAYS = 400


class LedgerControl(models.Model):
    """What Odoo has beside what the ledger has, invoice by invoice: the proof that both
    books say the same. Made anew by each run."""

    _name = "ledger.control"
    _description = "Ledger Control"
    _order = "has_difference desc, date desc, id desc"
    _rec_name = "number"

    connection_id = fields.Many2one(
        "ledger.connection", required=True, ondelete="cascade", index=True
    )
    company_id = fields.Many2one(related="connection_id.company_id", store=True)
    date = fields.Date(required=True)
    period = fields.Char(help="Year and month of the date.")
    journal = fields.Char(string="Ledger Journal")
    number = fields.Char()
    ledger_number = fields.Char(string="Entry Number")
    move_id = fields.Many2one("account.move", ondelete="cascade", index=True)
    export_id = fields.Many2one("ledger.export", ondelete="cascade")
    partner_id = fields.Many2one("res.partner", ondelete="set null")
    currency_id = fields.Many2one("res.currency", required=True)
    net = fields.Monetary(aggregator="sum")
    vat = fields.Monetary(string="VAT", aggregator="sum")
    total = fields.Monetary(string="Total in Odoo", aggregator="sum")
    residual = fields.Monetary(string="Open in Odoo", aggregator="sum")
    ledger_total = fields.Monetary(string="Total in the Ledger", aggregator="sum")
    ledger_residual = fields.Monetary(string="Open in the Ledger", aggregator="sum")
    has_difference = fields.Boolean(index=True)
    cause = fields.Selection(
        [
            ("not_exported", "Not exported"),
            ("refused", "Refused"),
            ("changed", "Changed here since export"),
            ("changed_there", "Changed there"),
            ("deleted", "Deleted there"),
            ("by_hand", "Booked there by hand"),
            ("conflict", "Payment not applied"),
            ("open", "Open amounts differ"),
        ]
    )

    @api.model
    def _cron_control(self):
        for connection in self.env["ledger.connection"].search(
            [("state", "=", "connected")]
        ):
            try:
                self._run(connection)
            except LedgerError as error:
                # The report of the day before stays; tomorrow is another night.
                self.env.cr.rollback()
                _logger.info("Control of connection %s: %s", connection.id, error)
            self.env["ir.cron"]._commit_progress(1)

    @api.model
    def _run(self, connection):
        """Compare what was invoiced since the starting date, and tell once how much
        differs."""
        end = fields.Date.context_today(connection)
        start = max(connection.start_date, end - timedelta(days=DAYS))
        entries = self._fetch(connection, start, end)
        rows = self._get_rows(connection, start, end, entries)
        self.search([("connection_id", "=", connection.id)]).unlink()
        self.create(rows)
        connection.controlled_at = fields.Datetime.now()
        connection._tell_differences()

    @api.model
    def _fetch(self, connection, start, end):
        """{Booked.id: Booked} of the ledger; None where it can't list them."""
        if not connection._capabilities().booked:
            return None
        with connection._open() as ledger:
            return {entry.id: entry for entry in ledger.booked(start, end)}

    @api.model
    def _get_rows(self, connection, start, end, entries):
        moves = self.env["account.move"].search(
            connection._exportable_domain()
            & Domain("invoice_date", ">=", start)
            & Domain("invoice_date", "<=", end)
        )
        rows = [self._get_row(connection, move, entries) for move in moves]
        if entries:
            ours = self.env["ledger.export"].search(
                [("connection_id", "=", connection.id), ("ledger_id", "!=", False)]
            )
            for ledger_id in set(entries) - set(ours.mapped("ledger_id")):
                rows.append(self._get_foreign_row(connection, entries[ledger_id]))
        return rows

    @api.model
    def _get_row(self, connection, move, entries):
        export = move.ledger_export_id
        sign = -move.direction_sign
        digits = move.currency_id.decimal_places
        ours = {
            "net": sign * move.amount_untaxed,
            "vat": sign * move.amount_tax,
            "total": sign * move.amount_total,
            "residual": sign * move.amount_residual,
        }
        total, open_ = self._get_theirs(export, entries)
        cause = self._get_cause(
            export,
            total,
            open_,
            quantise(ours["total"], digits),
            quantise(ours["residual"], digits),
        )
        return {
            "connection_id": connection.id,
            "date": move.invoice_date,
            "period": f"{move.invoice_date:%Y/%m}",
            "journal": export.ledger_journal,
            "number": move.name,
            "ledger_number": export.ledger_number,
            "move_id": move.id,
            "export_id": export.id,
            "partner_id": move.commercial_partner_id.id,
            "currency_id": move.currency_id.id,
            **ours,
            "ledger_total": float(total or 0),
            "ledger_residual": float(open_ or 0),
            "cause": cause,
            "has_difference": bool(cause),
        }

    @api.model
    def _get_theirs(self, export, entries):
        """(total, open) of the entry; None where there is none."""
        if export.state != "done" or export.ledger_gone:
            return None, None
        if entries is None:
            values = (export.ledger_total, export.ledger_open)
            return tuple(quantise(value or "0", 2) for value in values)
        entry = entries.get(export.ledger_id)
        if entry is None:
            return None, None
        return entry.total, ZERO if entry.open is None else entry.open

    @api.model
    def _get_cause(self, export, total, open_, our_total, our_open):
        """Why the two differ; False where they don't."""
        if not export or export.state in ("waiting", "sending", "in_doubt"):
            return "not_exported"
        if export.state == "rejected":
            return "refused"
        if total is None:
            return "deleted"
        if total != our_total:
            return "changed" if export.changed else "changed_there"
        if open_ == our_open:
            return "changed" if export.changed else False
        conflict = "conflict" in export.allocation_ids.mapped("state")
        return "conflict" if conflict else "open"

    @api.model
    def _get_foreign_row(self, connection, entry):
        relation = self.env["ledger.relation"].search(
            [
                ("connection_id", "=", connection.id),
                ("item_id.code", "=", entry.relation),
                ("role", "=", "customer" if entry.key.kind.is_sale else "supplier"),
            ],
            limit=1,
        )
        return {
            "connection_id": connection.id,
            "date": entry.date,
            "period": f"{entry.date:%Y/%m}",
            "journal": entry.key.journal,
            "number": entry.key.number,
            "ledger_number": entry.number,
            "partner_id": relation.partner_id.id,
            "currency_id": connection.company_currency_id.id,
            "ledger_total": float(entry.total or 0),
            "ledger_residual": float(entry.open or 0),
            "cause": "by_hand",
            "has_difference": True,
        }

    def action_mend(self):
        """Where the difference is mended."""
        self.ensure_one()
        if self.cause == "not_exported":
            return self.move_id.action_ledger_export()
        if self.cause == "refused":
            return self.export_id.action_fix()
        if self.cause in ("changed", "deleted"):
            return self.export_id.action_correct()
        if self.cause in ("conflict", "open"):
            rows = self.export_id.allocation_ids
            return rows._get_records_action(name=self.env._("Payments"))
        return self.move_id.get_formview_action() if self.move_id else False


class LedgerConnection(models.Model):
    _inherit = "ledger.connection"

    controlled_at = fields.Datetime("Last Control", readonly=True, copy=False)
    difference_count = fields.Integer(compute="_compute_difference_count")

    def _compute_difference_count(self):
        groups = self.env["ledger.control"]._read_group(
            [("connection_id", "in", self.ids), ("has_difference", "=", True)],
            ["connection_id"],
            ["__count"],
        )
        counts = {connection.id: count for connection, count in groups}
        for connection in self:
            connection.difference_count = counts.get(connection.id, 0)

    def action_control(self):
        """Compare now."""
        self._check_can_import()
        with self._explained():
            self.env["ledger.control"].sudo()._run(self)
        return self.action_open_control()

    def action_open_control(self):
        return self._open_action("ledger.control", self.env._("Control Report"), [])

    def _tell_differences(self):
        """One activity as long as something differs that a person has to mend; what
        is not exported yet is shown elsewhere."""
        count = self.env["ledger.control"].search_count(
            [
                ("connection_id", "=", self.id),
                ("has_difference", "=", True),
                ("cause", "!=", "not_exported"),
            ]
        )
        told = self.activity_search([ACTIVITY])
        if not count:
            told.unlink()
        elif not told:
            user = self.authorised_by_id or self.create_uid
            reader = self.with_context(lang=user.lang).env
            self.activity_schedule(
                ACTIVITY,
                summary=reader._(
                    "%(name)s: %(count)s differences", name=self.name, count=count
                ),
                user_id=user.id,
            )
