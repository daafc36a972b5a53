from decimal import Decimal

from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL

from ...ledger.money import ZERO, quantise
from ...ledger.port import has


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
    ledger_net = fields.Monetary(string="Net in the Ledger", aggregator="sum")
    ledger_vat = fields.Monetary(string="VAT in the Ledger", aggregator="sum")
    ledger_total = fields.Monetary(string="Total in the Ledger", aggregator="sum")
    ledger_residual = fields.Monetary(
        string="Still Open in the Ledger", aggregator="sum"
    )
    # Not of money on account: nobody did anything wrong, and it waits for the
    # accountant there. It is shown below what has to be mended, and alarms nobody.
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
            ("on_account", "Money on account there"),
        ]
    )

    @api.model
    def _fetch(self, connection, start, end):
        """({Booked.id: Booked}, [OnAccount]) of the ledger; None and [] where it can't
        list them."""
        entries, money, able = None, [], connection._look()
        if not (has(able, "booked") or has(able, "on_account")):
            return entries, money
        with connection._open() as ledger:
            if has(ledger, "booked"):
                entries = {entry.id: entry for entry in ledger.booked(start, end)}
            if has(ledger, "on_account"):
                money = list(ledger.on_account(start))
        return entries, money

    @api.model
    def _get_rows(self, connection, start, end, entries):
        moves = self.env["account.move"].search(
            self.env["ledger.scope"]._get_domain(connection)
            & Domain("invoice_date", ">=", start)
            & Domain("invoice_date", "<=", end)
        )
        sent = self._get_sent_vat(moves.ledger_export_id)
        rows = [
            self._get_row(connection, move, entries, sent.get(move.ledger_export_id.id))
            for move in moves
        ]
        if entries:
            ours = self.env["ledger.export"].search(
                [("connection_id", "=", connection.id), ("ledger_id", "!=", False)]
            )
            for ledger_id in set(entries) - set(ours.mapped("ledger_id")):
                rows.append(self._get_foreign_row(connection, entries[ledger_id]))
        return rows

    @api.model
    def _get_sent_vat(self, exports):
        """{export id: VAT of what stands in the ledger, as it was sent}"""
        if not exports:
            return {}
        exports.flush_recordset(["booked_document"])
        query = SQL(
            """
            SELECT export.id, (-SUM((line->>'vat_amount')::numeric))::text
              FROM ledger_export export,
                   jsonb_array_elements(export.booked_document->'lines') line
             WHERE export.id IN %s
          GROUP BY export.id
            """,
            exports._ids,
        )
        # As text: Odoo reads numbers of PostgreSQL as floats.
        return {key: Decimal(vat) for key, vat in self.env.execute_query(query)}

    @api.model
    def _get_row(self, connection, move, entries, sent_vat):
        """``sent_vat``: None where nothing stands in the ledger."""
        export = move.ledger_export_id
        sign = -move.direction_sign
        digits = move.currency_id.decimal_places
        ours = {
            "net": sign * move.amount_untaxed,
            "vat": sign * move.amount_tax,
            "total": sign * move.amount_total,
            "residual": sign * move.amount_residual,
        }
        if sent_vat is not None and not export.changed:
            # Levies and withholdings are taxes here, but no VAT there.
            ours["vat"] = float(sent_vat)
            ours["net"] = ours["total"] - ours["vat"]
        total, vat, open_ = self._get_theirs(export, entries)
        cause = self._get_cause(
            export,
            (total, vat, open_),
            (
                quantise(ours["total"], digits),
                sent_vat,
                quantise(ours["residual"], digits),
            ),
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
            **self._get_ledger_amounts(total, vat, open_),
            "cause": cause,
            "has_difference": bool(cause),
        }

    @api.model
    def _get_theirs(self, export, entries):
        """(total, VAT, open) of the entry; None where there is none. VAT is None too
        where the ledger does not tell it."""
        if export.state != "done" or export.ledger_gone:
            return None, None, None
        if entries is None:
            values = (export.ledger_total, export.ledger_open)
            total, open_ = (quantise(value or "0", 2) for value in values)
            return total, None, open_
        entry = entries.get(export.ledger_id)
        if entry is None:
            return None, None, None
        return entry.total, entry.vat, ZERO if entry.open is None else entry.open

    @api.model
    def _get_ledger_amounts(self, total, vat, open_):
        known = total is not None and vat is not None
        return {
            "ledger_net": float(total - vat) if known else 0.0,
            "ledger_vat": float(vat or 0),
            "ledger_total": float(total or 0),
            "ledger_residual": float(open_ or 0),
        }

    @api.model
    def _get_cause(self, export, theirs, ours):
        """Why (total, VAT, open) differ; False where they don't."""
        if not export or export.state in ("waiting", "sending", "in_doubt"):
            return "not_exported"
        if export.state == "rejected":
            return "refused"
        total, vat, open_ = theirs
        our_total, our_vat, our_open = ours
        if total is None:
            return "deleted"
        told = None not in (vat, our_vat)
        if total != our_total or (told and vat != our_vat):
            return "changed" if export.changed else "changed_there"
        if open_ == our_open:
            return "changed" if export.changed else False
        conflict = "conflict" in export.allocation_ids.mapped("state")
        return "conflict" if conflict else "open"

    @api.model
    def _get_foreign_row(self, connection, entry):
        role = "customer" if entry.key.kind.is_sale else "supplier"
        return {
            "connection_id": connection.id,
            "date": entry.date,
            "period": f"{entry.date:%Y/%m}",
            "journal": entry.key.journal,
            "number": entry.key.number,
            "ledger_number": entry.number,
            "partner_id": self._get_partner(connection, role, entry.relation).id,
            "currency_id": connection.company_currency_id.id,
            **self._get_ledger_amounts(entry.total, entry.vat, entry.open),
            "cause": "by_hand",
            "has_difference": True,
        }

    @api.model
    def _get_money_rows(self, connection, money):
        """One for each that did not come from Odoo."""
        ours = self.env["ledger.export"].search(
            [("connection_id", "=", connection.id), ("payment_id", "!=", False)]
        )
        known = set(ours.mapped("ledger_id"))
        return [
            self._get_money_row(connection, one) for one in money if one.id not in known
        ]

    @api.model
    def _get_money_row(self, connection, one):
        currency = self.env["res.currency"].with_context(active_test=False)
        return {
            "connection_id": connection.id,
            "date": one.date,
            "period": f"{one.date:%Y/%m}",
            "ledger_number": one.settlement,
            "partner_id": self._get_partner(
                connection, one.role.value, one.relation
            ).id,
            "currency_id": currency.search([("name", "=", one.currency)], limit=1).id
            or connection.company_currency_id.id,
            "ledger_residual": float(one.amount),
            "cause": "on_account",
            "has_difference": False,
        }

    @api.model
    def _get_partner(self, connection, role, code):
        relation = self.env["ledger.relation"].search(
            [
                ("connection_id", "=", connection.id),
                ("item_id.code", "=", code),
                ("role", "=", role),
            ],
            limit=1,
        )
        return relation.partner_id

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
        if self.cause == "on_account":
            return self._open_invoices()
        return self.move_id.get_formview_action() if self.move_id else False

    def _open_invoices(self):
        """Those of the partner that the money could be matched with, in the ledger."""
        invoices = self.env["account.move"].search(
            self.env["ledger.scope"]._get_domain(self.connection_id)
            & Domain("commercial_partner_id", "=", self.partner_id.id)
            & Domain("amount_residual", "!=", 0)
        )
        return invoices._get_records_action(name=self.env._("Open Invoices"))
