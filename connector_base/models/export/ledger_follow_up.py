import logging
from dataclasses import replace

from psycopg2 import OperationalError

from odoo import api, fields, models

from ...ledger.port import has
from ...ledger.values import Document, Rejected, from_json, to_json
from ..mapping.move_kinds import ENTRY, kind_of

_logger = logging.getLogger(__name__)


class LedgerFollowUp(models.AbstractModel):
    """What follows once an entry stands in the ledger."""

    _name = "ledger.follow.up"
    _description = "What Follows an Export"

    @api.model
    def _booked_now(self, row):
        """All of it, in this order; what calls the ledger is left to the worker."""
        # An invoice has many fields, and this is asked of each by itself.
        row.move_id.fetch(["move_type"])
        is_document = row.payment_id or row.move_id.move_type != ENTRY
        is_invoice = row.move_id and is_document and row.mode == "book"
        if row.mode == "reverse":
            row.replaces_id._end("superseded")
        if is_document and (row.mode == "reverse" or row.payment_id):
            self._leave_to_do(row, "match")
        if row.mode == "reverse" and row.then_book:
            self.env["ledger.correction"]._book_anew(row.replaces_id)
        if is_invoice and row.connection_id.attach_pdf:
            self._leave_to_do(row, "attach")
        if is_invoice and row.connection_id.mark_sent and kind_of(row.move_id).is_sale:
            row.move_id.is_move_sent = True
        if is_invoice and self._is_number_taken(row):
            self._take_number(row)

    @api.model
    def _leave_to_do(self, row, todo):
        """Let the worker do it, where the ledger can."""
        if row.ledger_id and has(row.connection_id._look(), todo):
            row.write({"todo": todo, "next_try": fields.Datetime.now()})
        elif todo == "match":
            self._warn(row, "match_by_hand")

    @api.model
    def _warn(self, row, code, detail=""):
        words = self.env["ledger.problem"]._words(
            code, connection=row.connection_id, detail=detail
        )
        row.warnings = "\n".join(filter(None, (row.warnings, words)))

    @api.model
    def _do(self, row, ledger):
        """What is left to do, a PDF before making final: safe to repeat, so an unclear
        answer is just another try later."""
        outcome = getattr(self, f"_do_{row.todo}")(row, ledger)
        if isinstance(outcome, Rejected):
            self._warn(row, f"{row.todo}_refused", outcome.message)
        elif outcome:
            row.ledger_file = outcome
        is_next = row.todo == "attach" and row.final == "final" and row.is_draft_entry
        row.write({"todo": is_next and "finalise", "next_try": fields.Datetime.now()})

    @api.model
    def _do_match(self, row, ledger):
        against = self._get_against(row)
        if not against:
            return None
        day = from_json(Document, row.booked_document).date
        return ledger.match(row._booked(), against, day)

    @api.model
    def _do_finalise(self, row, ledger):
        """As it stands there: what was changed here since is left to a correction."""
        sender, standing = self.env["ledger.sender"], self.env["ledger.standing"]
        document = replace(standing._get_present(row), final=True)
        outcome = sender._amend(row, document, ledger)
        if isinstance(outcome, Rejected):
            return outcome
        values = {"booked_document": to_json(document), "ledger_final": outcome.final}
        row.write({**values, "final_at": fields.Datetime.now()})
        said = self.env._("Made final in %(ledger)s.", ledger=row.connection_id.name)
        row.move_id._message_log(body=said)
        sender._tell(row)
        return None

    @api.model
    def _get_against(self, row):
        """What is to be matched with this entry."""
        if row.mode == "reverse":
            return self.env["ledger.correction"]._get_against(row)
        return self.env["ledger.subject"]._of(row)._get_against(row)

    @api.model
    def _do_attach(self, row, ledger):
        try:
            files = [*self.env["ledger.files"]._of(row.move_id)]
        except OperationalError:
            raise
        except Exception as error:
            # A report of the user's that fails must not hold up the others.
            _logger.warning("No PDF of %s", row.display_name, exc_info=True)
            return Rejected(code="refused", message=str(error).partition("\n")[0])
        for name, _type, content in files:
            outcome = ledger.attach(row._booked(), name, content)
            if isinstance(outcome, Rejected):
                return outcome
            row.ledger_file = outcome or row.ledger_file
        return None

    # The ledger's number

    @api.model
    def _is_number_taken(self, row):
        connection, move = row.connection_id, row.move_id
        return (
            connection.numbering == "take"
            and connection.can_number
            and kind_of(move).is_sale
            and move.name != row.ledger_number
        )

    @api.model
    def _take_number(self, row):
        """The invoice is called as in the ledger from now on."""
        move, number = row.move_id, row.ledger_number
        before, move.name = move.name, number
        move._message_log(
            body=self.env._(
                "%(before)s is called %(after)s as in the ledger.",
                before=before,
                after=number,
            )
        )
        document = from_json(Document, row.booked_document)
        key = replace(document.key, number=number)
        row.booked_document = to_json(replace(document, key=key, description=number))
