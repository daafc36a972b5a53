from datetime import timedelta

from odoo import fields, models

from ...ledger.errors import LedgerError, Throttled
from ...ledger.turns import pause
from ...ledger.values import Booked, to_json
from ..composing.outcomes import UNDECIDED
from ..composing.problem import Problem

# A look-up soon after the doubt finds most of what was booked.
FIRST_LOOK = timedelta(seconds=5)
ERRORS = ("error_code", "error_text", "error_field", "problems")
NO_PROBLEM = dict.fromkeys(ERRORS, False)


class LedgerExportStates(models.AbstractModel):
    """How an export goes on: two machines.

    ``state``: where the next thing to do stands.

        waiting --worker--> sending --booked------> done
           ^                  |--removed there----> removed
           |                  |--refused----------> rejected --once more--> waiting
           |                  |--not executed-----> waiting
           |                  '--no answer--------> in_doubt
           '----certainly not there--------------- in_doubt --found equal--> done
                                                   in_doubt --found other--> rejected
        waiting, rejected --withdrawn-----> withdrawn; done where the entry stands
        rejected --a person saw it there--> done

    ``mode``: what that thing is. A row is born to "book" or to "reverse"; corrections
    (``ledger.correction``) send a done one through the states once more, after which
    it is of mode "book" again, or end it and let a new row (``replaces_id``) follow.

        entry is draft:   amend ----------> done, the same entry
                          remove ---------> removed
                            '--then_book--> removed; new row: book
        entry is final:   new row: reverse -> done; this one: superseded
                            '--then_book--> the same; new row: book
        gone there:       removed; new row: book

    ``todo``: what is left once the entry stands (``ledger.follow.up``): to match it,
    attach its PDF, make it final; safe to repeat, so without states of its own.

    Each transition is one method here; nobody writes ``state`` elsewhere.
    """

    _name = "ledger.export.states"
    _description = "States of a Ledger Export"

    def _again(self, choices):
        """-> waiting: to the start of the queue, with the choices of now."""
        self.write(
            {
                "state": "waiting",
                "attempts": 0,
                "misses": 0,
                "next_try": fields.Datetime.now(),
                **NO_PROBLEM,
                **choices,
            }
        )

    def _withdraw(self):
        """waiting, rejected -> withdrawn; or back to done where the entry stands."""
        booked = self.filtered("ledger_id")
        booked.write({"state": "done", "mode": "book", "document": False, **NO_PROBLEM})
        (self - booked).write({"state": "withdrawn"})

    def _start(self, document):
        """waiting -> sending: to be committed before the request leaves."""
        self.write(
            {
                "state": "sending",
                "document": to_json(document),
                "sent_at": fields.Datetime.now(),
                "attempts": self.attempts + 1,
                **NO_PROBLEM,
            }
        )

    def _wait(self, error):
        """sending, waiting -> waiting: certainly not executed. To be slowed down
        costs no attempt."""
        throttled = isinstance(error, Throttled)
        # Thousands may wait for the same: they are written, and come back, together.
        for (state, attempts), rows in self.grouped(
            lambda row: (row.state, row.attempts)
        ).items():
            free = throttled and state == "sending"
            rows.write(
                {
                    "state": "waiting",
                    "error_code": error.code,
                    "error_text": error.detail,
                    "next_try": error.retry_at if throttled else rows[0]._next_pause(),
                    "attempts": attempts - free,
                }
            )
        self._trigger(self._next_tries())

    def _next_pause(self):
        return fields.Datetime.now() + pause(max(self.attempts, 1))

    def _next_tries(self):
        return sorted(set(self.filtered("next_try").mapped("next_try")))

    def _doubt(self, error, code="in_doubt"):
        """sending -> in_doubt: nobody knows whether it was booked. Where the ledger
        can't tell either, a person has to look: -> rejected."""
        detail = (
            error.detail if isinstance(error, LedgerError) else type(error).__name__
        )
        if self and not self.connection_id._look().traits.lookup:
            code = "duplicate_elsewhere" if code == "duplicate" else UNDECIDED
            for row in self:
                row._refuse([Problem.on(code, row._subject())], detail)
            self.looked_up_at = fields.Datetime.now()
            return
        self.write(
            {
                "state": "in_doubt",
                "error_code": code,
                "error_text": detail,
                "problems": False,
                "misses": 0,
                "next_try": fields.Datetime.now() + FIRST_LOOK,
            }
        )
        self._trigger(self._next_tries())

    def _missed(self, traits):
        """in_doubt -> in_doubt, waiting: it was not there. Believed when that was so
        twice after the settling time."""
        seconds = traits.timeout + traits.settle_seconds
        settled, now = self.sent_at + timedelta(seconds=seconds), fields.Datetime.now()
        misses = self.misses + (now >= settled)
        if misses >= 2:
            self._again({"looked_up_at": now})
            return
        self.write({"misses": misses, "next_try": max(settled, now + FIRST_LOOK)})
        self._trigger(self._next_tries())

    def _settle(self, outcome):
        """sending -> done, rejected; or in_doubt when the ledger says "duplicate":
        that may be our own entry, whose answer was lost."""
        if isinstance(outcome, Booked):
            self._done(outcome)
        elif outcome.code == "duplicate":
            self._doubt(LedgerError("duplicate", outcome.message), "duplicate")
        else:
            code = self.env["ledger.problem"]._known(outcome.code, self.connection_id)
            problem = Problem.on(code, self._subject(), outcome.message)
            self._refuse([problem], outcome.message, outcome.field)

    def _refuse(self, problems, words="", field=""):
        """-> rejected: a person has to act; nothing was booked. ``words``, ``field``:
        the ledger's, where it was asked."""
        self.write(
            {
                "state": "rejected",
                "problems": [problem.as_json() for problem in problems],
                "error_code": problems[0].code,
                "error_text": words or False,
                "error_field": field or False,
            }
        )

    def _done(self, booked, adopted=False):
        """-> done: it stands in the ledger as ``booked``."""
        document, total = self._document(), booked.total
        warnings = list(booked.warnings)
        if total not in (None, document.total):
            warnings.append(
                self.env._(
                    "The ledger's total is %(theirs)s, the invoice's %(ours)s.",
                    theirs=total,
                    ours=document.total,
                )
            )
        self.env["ledger.standing"]._taken(self, booked.id)
        self.write(
            {
                "state": "done",
                "mode": "reverse" if self.mode == "reverse" else "book",
                # Kept once: what was sent is what stands there.
                "booked_document": self.document or self.booked_document,
                "document": False,
                "changed": False,
                "changes": False,
                "ledger_gone": False,
                "ledger_total": str(document.total if total is None else total),
                "ledger_id": booked.id or False,
                "ledger_number": booked.number,
                "ledger_journal": booked.key.journal,
                "ledger_final": booked.final,
                "ledger_file": booked.file or self.ledger_file,
                "ledger_memo": booked.memo or self.ledger_memo,
                "adopted": adopted,
                "done_at": fields.Datetime.now(),
                "link_at": self.done_at and fields.Date.today(),
                "warnings": "\n".join(warnings) or False,
                **NO_PROBLEM,
            }
        )
        self.env["ledger.follow.up"]._booked_now(self)

    def _end(self, state):
        """done, sending -> superseded or removed: the entry counts no more."""
        now = fields.Datetime.now()
        self.write({"state": state, "changed": False, "changes": False, "done_at": now})

    def _seen(self, settled):
        """The ledger's present word on this entry."""
        values = {"ledger_open": str(settled.open)}
        if settled.gone != self.ledger_gone:
            values["ledger_gone"] = settled.gone
        if settled.final not in (None, self.ledger_final):
            values["ledger_final"] = settled.final
        if settled.memo:
            values["ledger_memo"] = settled.memo
        if settled.total is not None:
            values["ledger_total"] = str(settled.total)
        self.write(values)
