from odoo import api, models
from odoo.tools.translate import LazyTranslate

from ...ledger.port import has
from ...ledger.values import Document, from_json
from ..composing.differences import HEADER, LINE
from ..composing.problem import Problem

_lt = LazyTranslate(__name__)

NOT_POSTED = _lt("The invoice is not posted any more")


class LedgerWording(models.AbstractModel):
    """What people read of an export, in their language."""

    _name = "ledger.wording"
    _description = "Words on a Ledger Export"

    @api.model
    def _get_message(self, row):
        """(what is wrong and the next step, who acts)"""
        words, connection = self.env["ledger.problem"], row.connection_id
        problems = row.problems or self._get_reasons(row)
        texts = [
            words._words(
                problem["code"],
                connection=connection,
                records=self.env[problem["model"]].browse(problem["ids"])
                if problem["model"]
                else None,
                detail=problem["detail"],
            )
            for problem in problems
        ]
        owner = words._owner(problems[0]["code"], connection) if problems else False
        return "\n".join(dict.fromkeys(texts)) or False, owner

    @api.model
    def _get_reasons(self, row):
        """Why it waits, as problems: first of all because its connection does."""
        connection, subject, found = row.connection_id, row._subject(), []
        is_held_up = connection.state != "connected"
        if row.state in ("waiting", "in_doubt") and is_held_up:
            is_refused = connection.state == "reauthorise" and connection.problem_code
            code = is_refused or "not_connected"
            found.append(Problem.on(code, subject, connection.problem_detail or ""))
        if row.error_code and not (found and row.state == "waiting"):
            found.append(Problem.on(row.error_code, subject))
        if row.state == "waiting" and not found:
            # Said once for all that waits, by the run that failed.
            runs = connection.run_ids.filtered("problem_code").grouped("work")
            if run := runs.get("export"):
                detail = run.problem_detail or ""
                found.append(Problem.on(run.problem_code, subject, detail))
        return [problem.as_json() for problem in found]

    @api.model
    def _get_words(self, row):
        """The ledger's own, and what they are about in its terms."""
        if not (row.message and row.error_text):
            return False
        about = f" ({row.error_field})" if row.error_field else ""
        return f"{row.error_text}{about}"

    @api.model
    def _get_notes(self, row):
        """What the accountant should know of a booked entry."""
        words = self.env["ledger.problem"]
        texts = [
            words._words(
                code,
                connection=row.connection_id,
                records=row._subject(),
                detail=row.ledger_total,
            )
            for code in self._get_alerts(row)
        ]
        return "\n".join(filter(None, [*texts, row.warnings])) or False

    @api.model
    def _get_alerts(self, row):
        """The same as codes."""
        codes = []
        if row.state != "done":
            return codes
        if row.ledger_gone:
            codes.append("entry_gone")
        elif row.booked_document and row.ledger_total:
            total = str(from_json(Document, row.booked_document).total)
            if total != row.ledger_total:
                codes.append("entry_changed")
        if row.changed:
            codes.append("invoice_changed")
        if row.is_draft_entry and not row.ledger_gone:
            codes.append("entry_not_final")
        elif row.todo == "finalise":
            codes.append("becomes_final")
        return codes

    @api.model
    def _get_changes(self, row):
        """The differences between the invoice and its entry, line by line."""
        lang = self.env.lang or "en_US"
        texts = []
        for change in row.changes or []:
            if change["field"] == "state":
                texts.append(NOT_POSTED._translate(lang))
                continue
            names = LINE if change["line"] else HEADER
            what = names[change["field"]]._translate(lang)
            if change["line"]:
                line = self.env._("Line %(number)s", number=change["line"])
                what = f"{line} · {what}"
            before, after = change["before"] or "–", change["after"] or "–"
            texts.append(f"{what}: {before} → {after}")
        return "\n".join(texts) or False

    @api.model
    def _get_link(self, row):
        """Where the entry opens in the ledger."""
        ledger = row.ledger_id and row.connection_id._look()
        return bool(ledger) and has(ledger, "link") and ledger.link(row._booked())
