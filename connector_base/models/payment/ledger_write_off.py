from odoo import api, fields, models

from ...ledger.values import SettlementKind


class LedgerWriteOff(models.AbstractModel):
    """What settled an invoice in the ledger and is no money: an entry on an account."""

    _name = "ledger.write.off"
    _description = "Entries for What Is No Payment"

    @api.model
    def _write_off(self, row, shares):
        """``shares``: [(instalment, amount)]; returns the code of what is missing."""
        if discount := self._get_discount(row, shares):
            self._post(row, shares[0][0], discount)
            return None
        account = self._get_account(row)
        if not account:
            return "settlement_unsupported"
        for line, amount in shares:
            values = {"account_id": account.id, "name": row.settlement}
            amounts = self._get_amounts(row, line, amount)
            self._post(row, line, [{**values, **amounts}])
        return None

    @api.model
    def _get_account(self, row):
        connection = row.connection_id
        if row.kind == SettlementKind.DIFFERENCE.value:
            return connection.difference_account_id
        return connection.settlement_account_id

    @api.model
    def _get_amounts(self, row, line, amount):
        """Of the account, which takes what the instalment loses; in company currency
        what it was worth to the ledger, else to the invoice."""
        sign = 1 if line.balance > 0 else -1
        balance = self.env["ledger.registration"]._get_balance(row, amount)
        if balance is None:
            rate = abs(line.balance / line.amount_currency)
            balance = line.company_currency_id.round(amount * rate)
        return {"amount_currency": sign * amount, "balance": sign * balance}

    @api.model
    def _post(self, row, line, lines):
        """``lines``: values of those that outweigh the instalment."""
        common = {"partner_id": line.partner_id.id, "currency_id": row.currency_id.id}
        names = ("amount_currency", "balance")
        against = {name: -sum(one[name] for one in lines) for name in names}
        against |= {"account_id": line.account_id.id, "name": row.settlement}
        entry = self.env["account.move"].create(
            {
                "move_type": "entry",
                "date": self.env["ledger.registration"]._get_date(row, row.date),
                "journal_id": self._get_journal(row).id,
                "ref": f"{row.settlement} · {row.move_id.name}",
                "line_ids": [
                    fields.Command.create({**common, **one})
                    for one in (against, *lines)
                ],
            }
        )
        row.entry_ids += entry
        entry.action_post()
        counterpart = entry.line_ids.filtered(
            lambda other: other.account_id == line.account_id
        )
        (counterpart | line).reconcile()

    @api.model
    def _get_journal(self, row):
        journals = self.env["account.journal"]
        domain = journals._check_company_domain(row.company_id)
        return journals.search([*domain, ("type", "=", "general")], limit=1)

    # A discount for early payment corrects VAT, as Odoo's own payment does

    @api.model
    def _get_discount(self, row, shares):
        """Values of the lines of a discount; [] where the difference is not just the
        one that the invoice offers."""
        move, difference = row.move_id, SettlementKind.DIFFERENCE.value
        if (
            row.kind != difference
            or len(shares) != 1
            or not move.invoice_payment_term_id.early_discount
            or move.move_type not in move._early_payment_discount_move_types()
        ):
            return []
        ((line, amount),) = shares
        offered = line.amount_currency - line.discount_amount_currency
        if row.currency_id.compare_amounts(abs(offered), amount):
            return []
        lines = self._compute_discount(line)
        whole = sum(one["amount_currency"] for one in lines)
        return [] if row.currency_id.compare_amounts(whole, offered) else lines

    @api.model
    def _compute_discount(self, line):
        """Odoo computes it of what is open: of the whole invoice, whatever was paid."""
        values = {
            "aml": line,
            "amount_currency": -line.amount_currency,
            "balance": -line.balance,
        }
        worth = line.balance - line.discount_balance
        with self.env.cr.savepoint() as savepoint:
            line.remove_move_reconcile()
            move = line.move_id
            found = move._get_invoice_counterpart_amls_for_early_payment_discount(
                [values], worth
            )
            savepoint.rollback()
        return [one for lines in found.values() for one in lines if one["account_id"]]
