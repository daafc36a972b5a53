from odoo import api, models

from ...ledger.comparing import difference, get_differences
from ...ledger.matching import normal
from ...ledger.money import ZERO, quantise
from ..export.ledger_export import DEAD
from ..mapping.move_kinds import ENTRY, day_of, kind_of


class LedgerControlValues(models.AbstractModel):
    """The values of rows of the control report."""

    _name = "ledger.control.values"
    _description = "Rows of the Control Report"

    @api.model
    def _get_of_entries(self, connection, entries):
        """A row for each entry: of ours beside its invoice, of others alone; none of
        what cancels and was cancelled."""
        by_id = {entry.id: entry for entry in entries}
        holders = self.env["ledger.standing"]._get_holders(connection, by_id)
        live = self.env["ledger.export"].union(*holders.values())
        live = live.filtered(
            lambda row: (
                row.connection_id == connection
                and row.move_id
                and row.state not in DEAD
                and row.mode != "reverse"
            )
        )
        sent = self.env["ledger.control.sent"]._get(live)
        found = [
            self._get_of_move(row.move_id, row, sent.get(row.id), by_id[row.ledger_id])
            for row in live
        ]
        others = by_id.keys() - holders.keys()
        return found + [self._get_foreign(connection, by_id[id_]) for id_ in others]

    # Invoices

    @api.model
    def _get_of_move(self, move, export, sent, entry, is_gone=False):
        """``sent``: None where nothing stands in the ledger; ``entry``: None where it
        was not listed: then what the import told last counts, unless it ``is_gone``."""
        sign = -move.direction_sign
        ours = {
            "net": sign * move.amount_untaxed,
            "vat": sign * move.amount_tax,
            "total": sign * move.amount_total,
            "residual": sign * move.amount_residual,
            "balance": move.amount_total_signed,
        }
        if sent and not export.changed:
            # Levies and withholdings are taxes here, but no VAT there.
            ours["vat"] = float(sent.vat)
            ours["net"] = ours["total"] - ours["vat"]
        total, balance, vat, open_ = self._get_theirs(export, entry, is_gone)
        if move.move_type == ENTRY:
            # Nobody owes the whole of it, and its VAT is that of lines.
            whole = float(sent.total) if sent else move.amount_total
            ours |= {"net": whole, "vat": 0.0, "total": whole, "residual": 0.0}
            ours["balance"] = float(sent.balance) if sent else whole
            vat, open_ = vat or ZERO, None
        differences = self._get_differences(move, export, sent, entry, total)
        renamed = total is not None and self._get_new_number(move, sent)
        cause = self._get_cause(move, export, differences, total, open_, renamed)
        if renamed:
            differences.append(difference("number", renamed, sent.number))
        if cause in ("open", "conflict"):
            left = quantise(ours["residual"], move.currency_id.decimal_places)
            differences = [difference("open", left, open_)]
        known = total is not None and vat is not None
        return {
            "date": day_of(move),
            "period": f"{day_of(move):%Y/%m}",
            "journal": export.ledger_journal,
            "number": move.name,
            "ledger_number": export.ledger_number,
            "ledger_id": entry.id if entry else False,
            "entry_date": entry.date if entry else False,
            "move_id": move.id,
            "export_id": export.id,
            "partner_id": move.commercial_partner_id.id,
            "currency_id": move.currency_id.id,
            **ours,
            "ledger_net": float(total - vat) if known else 0.0,
            "ledger_vat": float(vat or 0),
            "ledger_total": float(total or 0),
            "ledger_residual": float(open_ or 0),
            "ledger_balance": float(balance or 0),
            "cause": cause,
            "differences": differences if cause else False,
            "has_difference": bool(cause),
        }

    @api.model
    def _get_theirs(self, export, entry, is_gone):
        """(total, balance, VAT, open) there; None where there is none, or it is not
        told."""
        if not entry and (export.state != "done" or is_gone or export.ledger_gone):
            return None, None, None, None
        total, open_ = quantise(export.ledger_total or 0), export.ledger_open
        open_ = quantise(open_) if open_ else total
        if not export.ledger_id:
            # Somebody saw it there; what pays it is not known here.
            open_ = None
        if not entry:
            return total, None, None, open_
        return (
            total if entry.total is None else entry.total,
            entry.balance,
            entry.vat,
            open_ if entry.open is None else entry.open,
        )

    @api.model
    def _get_differences(self, move, export, sent, entry, total):
        if total is None:
            return []
        digits, found = move.currency_id.decimal_places, []
        if entry and sent:
            found = get_differences(sent, entry, lambda: self._get_codes(export, sent))
        if move.move_type == ENTRY:
            return found
        here = quantise(-move.direction_sign * move.amount_total, digits)
        if here != total and not any(one["field"] == "total" for one in found):
            found.append(difference("total", here, total))
        return found

    @api.model
    def _get_codes(self, export, sent):
        """Those that the customer or supplier bears by now."""
        items = self.env["ledger.item"].with_context(active_test=False)
        kind = "customer" if kind_of(export.move_id).is_sale else "supplier"
        return items.search(
            [
                ("connection_id", "=", export.connection_id.id),
                ("kind", "=", kind),
                ("remote_id", "=", sent.relation_id or sent.relation),
            ]
        ).mapped("code")

    @api.model
    def _get_new_number(self, move, sent):
        """The number that the invoice got after it was sent; "" where it is the same.
        A bill has its vendor's; a receipt of the till has ours, and had its own
        reference before."""
        numbers = [move.name] if kind_of(move).is_sale else [move.ref]
        if move.move_type == ENTRY:
            numbers = [move.name]
        elif move.move_type == "in_receipt":
            numbers = [move.name, move.ref]
        elif move.journal_id.is_self_billing:
            numbers = [move.ref or move.name]
        numbers = [number for number in numbers if number]
        if not sent or normal(sent.number) in map(normal, numbers):
            return ""
        return numbers[0] if numbers else ""

    @api.model
    def _get_cause(self, move, export, differences, total, open_, renamed):
        """Why the two sides differ; False where they don't."""
        if not export or export.state in ("waiting", "sending", "in_doubt"):
            return "not_exported"
        if export.state == "rejected":
            return "refused"
        if total is None:
            return "deleted"
        if differences:
            return "changed" if export.changed else "changed_there"
        if renamed:
            return "changed"
        left = -move.direction_sign * move.amount_residual
        if open_ in (None, quantise(left, move.currency_id.decimal_places)):
            return "changed" if export.changed else False
        conflict = "conflict" in export.allocation_ids.mapped("state")
        return "conflict" if conflict else "open"

    # What did not come from Odoo

    @api.model
    def _get_foreign(self, connection, entry):
        role = "customer" if entry.key.kind.is_sale else "supplier"
        known = entry.total is not None and entry.vat is not None
        return {
            "date": entry.date,
            "period": f"{entry.date:%Y/%m}",
            "journal": entry.key.journal,
            "number": entry.key.number,
            "ledger_number": entry.number,
            "ledger_id": entry.id,
            "entry_date": entry.date,
            "partner_id": self._get_partner(connection, role, entry.relation).id,
            "currency_id": connection.company_currency_id.id,
            "ledger_net": float(entry.total - entry.vat) if known else 0.0,
            "ledger_vat": float(entry.vat or 0),
            "ledger_total": float(entry.total or 0),
            "ledger_residual": float(entry.open or 0),
            "ledger_balance": float(entry.balance or 0),
            "cause": "by_hand",
            "has_difference": True,
        }

    @api.model
    def _get_of_money(self, connection, money):
        """One for each that did not come from Odoo."""
        ours = self.env["ledger.export"].search(
            [
                ("connection_id", "=", connection.id),
                ("payment_id", "!=", False),
                ("ledger_id", "in", [one.id for one in money]),
            ]
        )
        known = {*ours.mapped("ledger_id")}
        return [
            self._get_one_of_money(connection, one)
            for one in money
            if one.id not in known
        ]

    @api.model
    def _get_one_of_money(self, connection, one):
        currency = self.env["res.currency"].with_context(active_test=False)
        found = currency.search([("name", "=", one.currency)], limit=1)
        role = one.role.value
        return {
            "date": one.date,
            "period": f"{one.date:%Y/%m}",
            "ledger_number": one.settlement,
            "partner_id": self._get_partner(connection, role, one.relation).id,
            "currency_id": (found or connection.company_currency_id).id,
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
