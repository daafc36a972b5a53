from odoo import models
from odoo.exceptions import UserError

from ...ledger.values import Booked
from ..composing.outcomes import TO_LOOK_AT, UNDECIDED


class LedgerExportButtons(models.AbstractModel):
    """What a person presses on an export."""

    _name = "ledger.export.buttons"
    _description = "Buttons of a Ledger Export"

    def _check_may_write(self):
        self.check_access("read")
        self.move_id.check_access("write")
        self.payment_id.check_access("write")

    # Not in the ledger yet

    def action_retry(self):
        """Export again what was refused, but for what a person must look at first."""
        self._check_may_write()
        rows = self.filtered(
            lambda row: row.state == "rejected" and row.error_code != UNDECIDED
        )
        rows.sudo()._again({})
        self._trigger()

    def action_send_again(self):
        """It is not there: somebody looked."""
        self._check_may_write()
        self.filtered(lambda row: row.state == "rejected").sudo()._again({})
        self._trigger()

    def action_mark_booked(self):
        """It is there: somebody looked. Under which number of the ledger's, and what
        pays it, nobody knows here."""
        self._check_may_write()
        for row in self.sudo():
            if row.state != "rejected" or row.error_code not in TO_LOOK_AT:
                raise UserError(
                    self.env._(
                        "%(invoice)s is not one that may be booked already.",
                        invoice=row.display_name,
                    )
                )
            document = row._document()
            number, key = document.key.number, document.key
            row._done(Booked(key=key, id="", number=number, final=document.final), True)
            row._subject().message_post(
                body=self.env._(
                    "Marked as booked in %(ledger)s.",
                    ledger=row.connection_id.display_name,
                )
            )

    def action_withdraw(self):
        """Give up what is not booked; of a correction only the correction."""
        self._check_may_write()
        for row in self:
            if row.state not in ("waiting", "rejected"):
                raise UserError(
                    self.env._(
                        "%(invoice)s is being sent or is exported already.",
                        invoice=row.display_name,
                    )
                )
        self.sudo()._withdraw()

    def action_fix(self):
        """Where the first problem is mended."""
        self.ensure_one()
        self.check_access("read")
        for problem in self.problems or []:
            action = self._get_fix(problem)
            if action:
                return action
        if self.payment_id or self.mode != "book" or self.error_code == UNDECIDED:
            return self.get_formview_action()
        return self.env["ledger.invoice"]._get_dialog(self.move_id, self.connection_id)

    def _get_fix(self, problem):
        fixes = self.env["ledger.problem"]._get_fixes()
        own = f"{self.connection_id.provider}.{problem['code']}"
        model, kind = fixes.get(own) or fixes.get(problem["code"], ("", ""))
        if model:
            return self.env[model]._get_fix_action(
                self.connection_id, kind, problem["ids"][0]
            )
        if problem["code"] == "before_start":
            return self.connection_id.get_formview_action()
        return None

    def action_help(self):
        self.ensure_one()
        self.check_access("read")
        reasons = self.env["ledger.wording"]._get_reasons(self)
        code = reasons[0]["code"] if reasons else ""
        return self.env["ledger.help"]._get_action(self.connection_id, code)

    # In the ledger

    def action_correct(self):
        """The dialog with the differences and the remedy."""
        self.ensure_one()
        self.check_access("read")
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Correct in the Ledger"),
            "res_model": "ledger.correction.wizard",
            "view_mode": "form",
            "target": "new",
            "context": {"default_export_id": self.id},
        }

    def action_finalise(self):
        """Make draft entries final, as they are."""
        self._check_may_write()
        count = self.env["ledger.correction"]._finalise(self.sudo())
        return self.connection_id[:1]._notify(
            self.env._("Making entries final"),
            self.env._("Entries on their way: %(count)s.", count=count),
        )

    def action_open_url(self):
        self.ensure_one()
        self.check_access("read")
        return {"type": "ir.actions.act_url", "url": self.ledger_url, "target": "new"}

    def action_revoke_link(self):
        self._check_may_write()
        self.sudo().link_revoked = True
