from odoo import api, models

from ..mapping.move_kinds import kind_of

# What is laid beside an entry, and shown to the ledger's users.
TYPES = ("application/pdf", "image/jpeg", "image/png")

PRINTED = "Printed for the link in the ledger"


class LedgerFiles(models.AbstractModel):
    """An invoice, bill or receipt as it is on paper."""

    _name = "ledger.files"
    _description = "Files of an Invoice"

    @api.model
    def _of(self, move, keeper=None):
        """(file name, its type, content), ...: the invoice first, as it was sent or
        received (a receipt may be a photo), else as it would be printed now; then what
        else of these types is attached to it. What is printed is kept at ``keeper``."""
        taken = set()
        for name, type_, content in self._find(move, keeper):
            # Ledgers know a file by its name.
            apart, number = name, 1
            while apart in taken:
                number += 1
                stem, dot, end = name.rpartition(".")
                apart = f"{stem or end} ({number}){dot and dot + end}"
            taken.add(apart)
            yield apart, type_, content

    @api.model
    def _find(self, move, keeper):
        attached = self.env["ir.attachment"].search(
            [
                ("res_model", "=", move._name),
                ("res_id", "=", move.id),
                ("mimetype", "in", TYPES),
            ],
            order="id",
        )
        main = move.message_main_attachment_id
        first = move.invoice_pdf_report_id
        if not kind_of(move).is_sale:
            first = main if main.mimetype in TYPES else attached[:1]
        first = first.filtered("raw")
        if not first:
            yield self._get_printed(move, keeper) if keeper else self._print(move)
        for one in first | attached:
            if one.raw:
                yield one.name, one.mimetype, one.raw

    @api.model
    def _get_printed(self, move, keeper):
        """Printed once, and again when the invoice has changed since."""
        kept = self.env["ir.attachment"].search(
            [
                ("res_model", "=", keeper._name),
                ("res_id", "=", keeper.id),
                ("description", "=", PRINTED),
            ],
            limit=1,
        )
        if not kept or kept.write_date < move.write_date:
            kept.unlink()
            name, type_, content = self._print(move)
            kept = kept.create(
                {
                    "name": name,
                    "raw": content,
                    "mimetype": type_,
                    "res_model": keeper._name,
                    "res_id": keeper.id,
                    "description": PRINTED,
                }
            )
        return kept.name, kept.mimetype, kept.raw

    @api.model
    def _print(self, move):
        """By the template of the customer, else of the journal, as Odoo would send it.
        Shown, not kept: an invoice is not written by who reads it."""
        report = self.env["ir.actions.report"].with_context(
            report_pdf_no_attachment=True
        )
        template = self.env["account.move.send"]._get_default_pdf_report_id(move)
        content, _kind = report._render_qweb_pdf(template, move.ids)
        return f"{move.name.replace('/', '_')}.pdf", "application/pdf", content
