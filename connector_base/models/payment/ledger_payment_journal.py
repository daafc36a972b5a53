from odoo import api, models


class LedgerPaymentJournal(models.AbstractModel):
    """Where payments from the ledger are registered."""

    _name = "ledger.payment.journal"
    _description = "Journal of Imported Payments"

    @api.model
    def _get(self, connection, code):
        """``code``: of the ledger's bank book."""
        if code and connection.payment_by_journal:
            rule = self.env["ledger.mapping"].search(
                [
                    ("connection_id", "=", connection.id),
                    ("kind", "=", "journal"),
                    ("item_id.code", "=", code),
                    ("journal_id.type", "in", ("bank", "cash")),
                    ("suggested", "=", False),
                ],
                limit=1,
            )
            if rule:
                return rule.journal_id
        return self._ensure(connection)

    @api.model
    def _ensure(self, connection):
        """The connection's own journal. Payments are booked on its own control account
        at once, so that invoices are paid without a bank statement."""
        connection.ensure_one()
        if not connection.payment_journal_id:
            connection.payment_journal_id = self.env["account.journal"].create(
                {
                    "name": self.env._("Payments %(name)s", name=connection.name),
                    "type": "bank",
                    "code": self._get_free_code(connection),
                    "company_id": connection.company_id.id,
                }
            )
        journal = connection.payment_journal_id
        lines = journal.inbound_payment_method_line_ids
        lines |= journal.outbound_payment_method_line_ids
        account = journal.default_account_id
        others = lines.filtered(lambda line: line.payment_account_id != account)
        others.payment_account_id = account
        return journal

    @api.model
    def _get_free_code(self, connection):
        journals = self.env["account.journal"].with_context(active_test=False)
        mine = journals.search([("company_id", "=", connection.company_id.id)])
        taken, stem = {*mine.mapped("code")}, connection.provider[:3].upper()
        return next(f"{stem}{n}" for n in range(1, 1000) if f"{stem}{n}" not in taken)
