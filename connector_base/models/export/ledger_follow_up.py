import logging
from dataclasses import replace

from psycopg2 import OperationalError

from odoo import fields, models

from ...ledger.values import Document, Rejected, from_json, to_json
from ..connection.move_kinds import kind_of

_logger = logging.getLogger(__name__)


class LedgerExport(models.Model):
    """What follows once an invoice stands in the ledger: its PDF, its number."""

    _inherit = "ledger.export"

    todo = fields.Selection(selection_add=[("attach", "To attach")])

    def _booked_now(self):
        result = super()._booked_now()
        connection = self.connection_id
        if self.mode == "book" and self.move_id:
            if connection.attach_pdf:
                self._follow_up_by("attach")
            if connection.can_number and connection.numbering == "take":
                self._take_number()
        return result

    def _do_attach(self, ledger):
        try:
            name, content = self.move_id._get_ledger_pdf()
        except OperationalError:
            raise
        except Exception as error:
            # A report of the user's that fails must not hold up the others.
            _logger.warning("No PDF of %s", self.display_name, exc_info=True)
            return Rejected(code="refused", message=str(error).partition("\n")[0])
        return ledger.attach(self._booked(), name, content)

    def _take_number(self):
        """The invoice is called as in the ledger from now on."""
        move, number = self.move_id, self.ledger_number
        if not kind_of(move).is_sale or move.name == number:
            return
        before = move.name
        move.name = number
        move._message_log(
            body=self.env._(
                "%(before)s is called %(after)s as in the ledger.",
                before=before,
                after=number,
            )
        )
        document = from_json(Document, self.booked_document)
        self.booked_document = to_json(
            replace(
                document,
                key=replace(document.key, number=number),
                description=number,
            )
        )
