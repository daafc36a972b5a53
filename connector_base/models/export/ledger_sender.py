import logging

from odoo import api, models

from ...ledger.errors import InDoubt, NotExecuted, Unavailable
from ...ledger.matching import is_same
from ...ledger.values import Rejected
from ..composing.problem import Problem

_logger = logging.getLogger(__name__)


class LedgerSender(models.AbstractModel):
    """The writing requests of an export, each with its outcome stored right after."""

    _name = "ledger.sender"
    _description = "Writing Requests of Ledger Exports"

    @api.model
    def _post(self, sent, ledger):
        """``sent``: {row: document}, stored as being sent. Who called tells."""
        rows = self.env["ledger.export"].union(*sent)
        try:
            outcomes = ledger.post(list(sent.values()))
        except NotExecuted as error:
            if error.code == "malformed":
                self._post_apart(sent, ledger, error)
                return
            rows._wait(error)
            self._tell(rows)
            raise
        except Exception as error:
            # Whatever else, our own bugs included: it may have been booked.
            _logger.warning("Export in doubt: %s", type(error).__name__, exc_info=True)
            rows._doubt(error)
        else:
            for row, outcome in zip(sent, outcomes, strict=True):
                row._settle(outcome)
        self.env["ledger.run"]._commit()

    @api.model
    def _post_apart(self, sent, ledger, error):
        """One document made the whole request unreadable: the others shall pass."""
        if len(sent) > 1:
            for row, document in sent.items():
                self._post({row: document}, ledger)
            return
        for row in sent:
            row._refuse([Problem.on("malformed", row._subject())], error.detail)
        self.env["ledger.run"]._commit()

    @api.model
    def _change(self, row, document, ledger):
        """Change or remove one entry. Both may be repeated, so an unclear answer is
        just another try later."""
        row._start(document)
        self.env["ledger.run"]._commit()
        try:
            if row.mode == "remove":
                self._remove(row, ledger)
            else:
                row._settle(self._amend(row, document, ledger))
        except NotExecuted as error:
            row._wait(error)
            self._tell(row)
            raise
        except InDoubt as error:
            row._wait(Unavailable("ledger_down", error.detail))
        self._tell(row)
        self.env["ledger.run"]._commit()

    @api.model
    def _remove(self, row, ledger):
        refused = ledger.remove(row._booked(), row.reason or "")
        if refused:
            row._settle(refused)
            return
        row._end("removed")
        if row.then_book:
            self.env["ledger.correction"]._book_anew(row)

    @api.model
    def _amend(self, row, document, ledger):
        """What came of it: ``Booked`` or ``Rejected``."""
        booked = row._booked()
        outcome = ledger.amend(booked, document)
        if isinstance(outcome, Rejected) and outcome.code == "not_draft":
            # Made final by our own first try, whose answer was lost?
            hits = ledger.find([document.key])[document.key]
            same = [hit for hit in hits if hit.id == booked.id and hit.final]
            if same and document.final and is_same(same[0], document):
                outcome = same[0]
        return outcome

    @api.model
    def _tell(self, rows):
        """Forms that show these invoices refresh themselves."""
        self.env["ledger.run"]._bring_news(rows.move_id.ids)
