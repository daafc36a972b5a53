from odoo import api, models

from ..connection.move_kinds import kind_of

PRINTED = "Printed for the link in the ledger"


class LedgerPdf(models.AbstractModel):
    """The PDF of an invoice or bill."""

    _name = "ledger.pdf"
    _description = "PDF of an Invoice"

    @api.model
    def _get_stored(self, move):
        """The PDF as it was sent or received, or no attachment."""
        attachment = move.message_main_attachment_id
        if kind_of(move).is_sale:
            attachment = move.invoice_pdf_report_id
        is_pdf = attachment.mimetype == "application/pdf" and attachment.raw
        return attachment if is_pdf else attachment.browse()

    @api.model
    def _get_name(self, move):
        return f"{move.name.replace('/', '_')}.pdf"

    @api.model
    def _get_pdf(self, move):
        """(file name, content): the PDF as it was sent or received, else as it would
        be printed now."""
        if stored := self._get_stored(move):
            return stored.name, stored.raw
        # Shown, not kept: an invoice is not written by who reads it.
        report = self.env["ir.actions.report"].with_context(
            report_pdf_no_attachment=True
        )
        content, _kind = report._render_qweb_pdf("account.account_invoices", move.ids)
        return self._get_name(move), content

    @api.model
    def _get_printed(self, move, keeper):
        """As ``_get_pdf``; printed once for the record ``keeper``, and again when the
        invoice has changed since."""
        if self._get_stored(move):
            return self._get_pdf(move)
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
            name, content = self._get_pdf(move)
            kept = kept.create(
                {
                    "name": name,
                    "raw": content,
                    "mimetype": "application/pdf",
                    "res_model": keeper._name,
                    "res_id": keeper.id,
                    "description": PRINTED,
                }
            )
        return kept.name, kept.raw
