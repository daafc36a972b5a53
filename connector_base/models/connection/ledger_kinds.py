from odoo import fields, models


class LedgerKinds(models.AbstractModel):
    """Settings of a connection: what is exported beside invoices, and how."""

    _name = "ledger.kinds"
    _description = "Kinds of Documents of a Ledger Connection"

    export_bills = fields.Boolean(
        string="Vendor Bills",
        default=True,
        help="Vendor bills and vendor credit notes are exported too.",
    )
    entry_journal_ids = fields.Many2many(
        "account.journal",
        "ledger_connection_entry_journal_rel",
        string="Journal Entries of",
        copy=False,
        domain="[('type', 'not in', ('bank', 'credit')), "
        "('company_id', 'child_of', company_id)]",
        help="Journal entries of these journals go to the general journal of the "
        "ledger: days of the till, salaries, accruals, stock. Never what the ledger "
        "makes itself when it settles, and no payments. Empty: none.",
    )
    can_enter = fields.Boolean(compute="_compute_can")
