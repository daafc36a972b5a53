import re

from odoo import api, fields, models
from odoo.exceptions import ValidationError

LINE_NAMES = ("name", "number", "code", "product", "quantity", "unit", "price")
LINE_FIELDS = re.compile(rf"\{{({'|'.join(LINE_NAMES)})\}}")


class LedgerKinds(models.AbstractModel):
    """Settings of a connection: what is exported beside invoices, and how."""

    _name = "ledger.kinds"
    _description = "Kinds of Documents of a Ledger Connection"

    journal_ids = fields.Many2many(
        "account.journal",
        domain="[('type', 'in', ('sale', 'purchase')), "
        "('company_id', 'child_of', company_id)]",
        help="Invoices of these journals go through this connection; "
        "empty means all journals of the company.",
    )
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
        domain="[('company_id', 'child_of', company_id)]",
        help="Journal entries of these journals go to the general journal of the "
        "ledger: days of the till, salaries, accruals, stock, what the company paid "
        "for employees. Never payments of invoices, nor what the ledger makes itself "
        "when it settles. Empty: none.",
    )
    can_enter = fields.Boolean(compute="_compute_can")
    bill_final = fields.Selection(
        [("draft", "Draft"), ("final", "Final")],
        string="Bills Are Booked as",
        help="Of vendor bills, their credit notes and receipts. Empty: as invoices.",
    )
    line_template = fields.Char(
        string="Description of Lines",
        help="What a line says in the ledger. {name}, {number}, {code}, {product}, "
        "{quantity}, {unit} and {price} are filled in. Empty: the first line of its "
        "description in Odoo.",
    )
    mark_sent = fields.Boolean(
        string="Mark as Sent",
        help="An invoice that is booked in the ledger counts as sent in Odoo, as where "
        "the ledger sends it.",
    )

    attach_pdf = fields.Boolean(
        string="Attach PDF",
        default=True,
        help="The PDF of the invoice, and other PDFs and photos that are attached to "
        "it, are laid beside the entry. What was not sent yet is printed by the "
        "invoice report of its customer or journal.",
    )
    pdf_days = fields.Integer(
        string="PDF Link (days)",
        default=90,
        help="For so long the link in the ledger opens the invoice's PDF, and so long "
        "again since it was opened, or the entry exported, the last time. 0: entries "
        "get no link.",
    )

    @api.constrains("line_template")
    def _check_line_template(self):
        for connection in self.filtered("line_template"):
            left = re.sub(LINE_FIELDS, "", connection.line_template)
            if "{" in left or "}" in left:
                raise ValidationError(
                    self.env._(
                        "The description of lines may contain %(names)s, and nothing "
                        "else in braces.",
                        names=", ".join(f"{{{name}}}" for name in LINE_NAMES),
                    )
                )
