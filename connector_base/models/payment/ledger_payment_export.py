from odoo import api, models
from odoo.fields import Domain

from ...ledger.money import quantise
from ...ledger.values import Against, Document, Due, Key, Kind, Line
from ..composing.problem import Problems
from ..mapping.rules import Case


class LedgerPaymentExport(models.AbstractModel):
    """Payments registered in Odoo, booked in the ledger and matched there with the
    invoices that they pay here. Off unless the connection says so."""

    _name = "ledger.payment.export"
    _description = "Payment to Export"
    _inherit = "ledger.subject"
    _field = "payment_id"

    @api.model
    def _enqueue_due(self, connection, all_of_them):
        if connection.payment_export:
            self._enqueue_payments(connection)

    @api.model
    def _compose_for(self, row, rules):
        return self._compose_payment(row, rules)

    @api.model
    def _get_against(self, row):
        digits = row.payment_id.currency_id.decimal_places
        return [
            Against(id=export.ledger_id, amount=quantise(amount, digits))
            for export, amount in self._get_paid(row.connection_id, row.payment_id)
        ]

    @api.model
    def _enqueue_payments(self, connection):
        """Payments of exported invoices, from the starting date on, that did not
        come from the ledger."""
        if not (connection.payment_export and connection.can_pay):
            return
        payments = self.env["account.payment"].search(
            Domain(
                [
                    ("company_id", "=", connection.company_id.id),
                    ("state", "in", ("in_process", "paid")),
                    ("date", ">=", connection.start_date),
                    ("ledger_allocation_id", "=", False),
                    ("ledger_export_ids", "=", False),
                    ("is_reconciled", "=", True),
                ]
            )
        )
        ours = payments.filtered(lambda p: self._get_paid(connection, p))
        self.env["ledger.export"].create(
            [{"connection_id": connection.id, "payment_id": p.id} for p in ours]
        )._trigger()

    @api.model
    def _get_paid(self, connection, payment):
        """[(export of an invoice that it pays, amount in the payment's currency)]"""
        found = []
        lines = payment._seek_for_lines()[1]
        for partial in lines.matched_debit_ids | lines.matched_credit_ids:
            debit = partial.credit_move_id in lines
            invoice_line = partial.debit_move_id if debit else partial.credit_move_id
            amount = (
                partial.debit_amount_currency
                if debit
                else partial.credit_amount_currency
            )
            export = invoice_line.move_id.ledger_export_ids.filtered(
                lambda r: (
                    r.connection_id == connection
                    and r.state == "done"
                    and r.mode != "reverse"
                )
            )
            if export:
                found.append((export[:1], amount if debit else -amount))
        return found

    @api.model
    def _compose_payment(self, row, rules):
        """(the Document or None, the Problems that prevent it)"""
        payment, problems = row.payment_id, Problems()
        paid = self._get_paid(rules.connection, payment)
        if not paid:
            problems.add("payment_undone", payment)
            return None, problems
        line = payment._seek_for_lines()[0][:1]
        account = problems.check(
            rules.find("account", line.account_id, Case())
            or rules.connection.payment_account_item_id,
            "payment_account_missing",
            line.account_id,
        )
        journal = rules.connection.payment_journal_item_id
        if "journal" in rules.connection._look().kinds:
            journal = problems.check(
                rules.find("journal", payment.journal_id, Case()) or journal,
                "payment_journal_missing",
                payment.journal_id,
            )
        if problems:
            return None, problems
        return self._get_payment_document(row, line, account, journal, paid), []

    @api.model
    def _get_payment_document(self, row, line, account, journal, paid):
        payment, company = row.payment_id, row.company_id
        amount = quantise(line.amount_currency, payment.currency_id.decimal_places)
        balance = quantise(line.balance, company.currency_id.decimal_places)
        first = paid[0][0]._document()
        customer = payment.partner_type == "customer"
        return Document(
            key=Key(
                kind=Kind.CUSTOMER_PAYMENT if customer else Kind.SUPPLIER_PAYMENT,
                journal=journal.code or "",
                number=payment.name,
            ),
            date=payment.date,
            currency=payment.currency_id.name,
            company_currency=company.currency_id.name,
            relation=first.relation,
            lines=(Line(account=account._ref(), amount=amount, balance=balance),),
            dues=(Due(date=payment.date, amount=-amount, balance=-balance),),
            description=", ".join(e._document().key.number for e, _amount in paid),
            mark=f"odoo-payment-{payment.id}",
            final=(row.final or row.connection_id.final) == "final",
        )
