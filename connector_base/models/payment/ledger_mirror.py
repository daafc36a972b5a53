from odoo import api, fields, models

from ...ledger.money import ZERO, quantise
from ...ledger.values import (
    Allocation,
    Document,
    SettlementKind,
    from_json,
)


class LedgerMirror(models.AbstractModel):
    """What the ledger says of the settlement of our invoices, as rows of
    ``ledger.allocation``. Here nothing is registered: rows that say something else than
    before are put in state waiting."""

    _name = "ledger.mirror"
    _description = "Mirror of Settlements"

    @api.model
    def _store(self, settled, exports):
        """``settled``: of one page; ``exports``: {``Booked.id``: export id}."""
        for one in settled:
            if id_ := exports.get(one.id):
                export = self.env["ledger.export"].browse(id_)
                self._mirror(export, one)
                export._seen(one)

    @api.model
    def _mirror(self, export, settled):
        rows = {row.key: row for row in export.allocation_ids}
        told = {
            one.key: self._get_vals(export, one)
            for one in self._get_told(export, settled)
        }
        lost = [row for key, row in rows.items() if row.present and key not in told]
        new = []
        for key, values in told.items():
            if key in rows:
                self._update(rows[key], values)
            elif row := next((row for row in lost if self._fits(row, values)), None):
                lost.remove(row)
                self._update(row, {"key": key, **values})
            else:
                new.append({"export_id": export.id, "key": key, **values})
        for row in lost:
            row.write({"present": False, "outdated": True, "state": "waiting"})
        self.env["ledger.allocation"].create(new)

    @api.model
    def _update(self, row, values):
        """Only what differs is written: most rows are told as they are."""
        if self._fits(row, values):
            names = ["key", "settlement", "settled_by"]
            if values["certain"] or not row.certain:
                names += ["certain", "counterpart", "ledger_journal", "balance"]
            if not row.present:
                # It came back before it was undone here.
                values = {**values, "present": True, "outdated": False}
                names += ["present", "outdated"]
                row.state = "waiting"
            values = {name: values[name] for name in names if name in values}
        else:
            again = {"present": True, "state": "waiting", "accepted": False}
            values = {**values, **again, "outdated": True}
        different = {
            name: value
            for name, value in values.items()
            if (row._fields[name].convert_to_write(row[name], row) or False)
            != (value or False)
        }
        if different:
            row.write(different)

    @api.model
    def _fits(self, row, values):
        """Whether what is told means what the row says; nothing is made anew then.
        An answer that is less certain than the one before does not speak against it,
        as long as the amount is the same."""
        currency = row.currency_id
        if currency.id != values["currency_id"]:
            return False
        if currency.compare_amounts(row.amount, values["amount"]):
            return False
        if not values["certain"] and (row.certain or row.accepted):
            return row.state != "cancelled"
        same = all(
            (row[name] or "") == (values[name] or "")
            for name in ("kind", "date", "counterpart", "certain")
        )
        journals = {row.ledger_journal, values["ledger_journal"]} - {False, ""}
        return (
            same
            and row.state != "cancelled"
            and len(journals) < 2
            and self._is_worth_the_same(row, values["balance"])
        )

    @api.model
    def _is_worth_the_same(self, row, balance):
        """In company currency, as far as that is told now."""
        own = row.company_id.currency_id
        if row.currency_id == own or not balance:
            return True
        return not own.compare_amounts(row.balance, balance)

    # Of a ledger that tells only what is open

    @api.model
    def _get_told(self, export, settled):
        """The present allocations. Where only what is open is told: what is here
        already as far as it still fits, the newest goes first, and one payment of the
        rest, dated today."""
        if settled.gone:
            return []
        if settled.allocations is not None:
            return settled.allocations
        document = from_json(Document, export.booked_document)
        total = document.total if settled.total is None else settled.total
        wanted = total - settled.open
        rows = export.allocation_ids.filtered("present").sorted("id")
        known = [(row, self._quantise(row, row.amount)) for row in rows]
        if sum((amount for _row, amount in known), ZERO) == wanted:
            return [self._get_allocation(row, amount) for row, amount in known]
        found = []
        for row, amount in known:
            if amount * wanted <= 0:
                continue
            kept = min(amount, wanted, key=abs)
            found.append(self._get_allocation(row, kept))
            wanted -= kept
        if wanted:
            number = 1 + len(export.allocation_ids)
            payment = Allocation(
                key=f"{settled.id}/{number}",
                kind=SettlementKind.PAYMENT,
                amount=wanted,
                currency=document.currency,
                date=fields.Date.context_today(export.connection_id),
                settlement=self.env._("Paid in the ledger"),
            )
            found.append(payment)
        return found

    @api.model
    def _quantise(self, row, amount):
        return quantise(amount, row.currency_id.decimal_places)

    @api.model
    def _get_allocation(self, row, amount):
        """What the row says, but for the amount."""
        whole = amount == self._quantise(row, row.amount)
        return Allocation(
            key=row.key,
            kind=SettlementKind(row.kind),
            amount=amount,
            currency=row.currency_id.name,
            date=row.date,
            settlement=row.settlement or "",
            journal=row.ledger_journal or "",
            by=tuple(row.settled_by or ()),
            balance=quantise(row.balance, 4) if row.balance and whole else None,
            counterpart=row.counterpart or "",
            certain=row.certain,
        )

    @api.model
    def _get_vals(self, export, allocation):
        currency = self.env["res.currency"].with_context(active_test=False)
        found = currency.search([("name", "=", allocation.currency)], limit=1)
        return {
            "kind": allocation.kind.value,
            "amount": float(allocation.amount),
            "balance": float(allocation.balance or 0),
            # One that Odoo does not know can only be the invoice's.
            "currency_id": (found or export.move_id.currency_id).id,
            "date": allocation.date,
            "settlement": allocation.settlement,
            "ledger_journal": allocation.journal,
            "settled_by": list(allocation.by) or False,
            "counterpart": allocation.counterpart,
            "certain": allocation.certain,
        }
