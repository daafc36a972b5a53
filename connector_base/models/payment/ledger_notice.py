from datetime import timedelta

from markupsafe import Markup

from odoo import api, fields, models
from odoo.tools.misc import formatLang

SHOWN = 50  # lines of a list


class LedgerNotice(models.AbstractModel):
    """Who is told of what was settled or undone."""

    _name = "ledger.notice"
    _description = "Notices of Payments"
    _inherit = "ledger.work"
    _work = "notices"
    _lock = 19_2607

    @api.model
    def _get_domain(self):
        return [("notify", "=", "daily")]

    @api.model
    def _run(self, run, turn):
        """Once a day what came since the day before."""
        now = fields.Datetime.now()
        since = run.done_at or now - timedelta(days=1)
        mine = [("connection_id", "=", run.connection_id.id)]
        applied = [("applied_at", ">=", since), ("applied_at", "<", now)]
        rows = self.env["ledger.allocation"].search([*mine, *applied])
        self._tell(run.connection_id, rows)
        run._done(done_at=now)

    @api.model
    def _tell(self, connection, rows):
        """A message to whom the connection names."""
        rows = rows.filtered(lambda row: row.state in ("applied", "cancelled"))
        partners = connection.notify_user_ids.partner_id
        if not (rows and partners):
            return
        for lang, some in partners.grouped("lang").items():
            mine = connection.with_context(lang=lang)
            mine.message_notify(
                partner_ids=some.ids,
                subject=mine.env._(
                    "Payments from %(connection)s: %(count)s",
                    count=len(rows),
                    connection=mine.display_name,
                ),
                body=self._get_list(rows.with_env(mine.env)),
            )

    @api.model
    def _tell_audit(self, connection, compared, repaired, different):
        """In the connection's history, what came of an audit: rows that were
        ``repaired``, exports of which something ``different`` is settled there."""
        texts = []
        if repaired:
            text = self.env._(
                "All payments were compared with the ledger. Put right: %(count)s.",
                count=len(repaired),
            )
            texts += [text, self._get_list(repaired[:SHOWN])]
        if different:
            text = self.env._(
                "All payments were compared with the ledger. Invoices of which another "
                "amount is settled there than here: %(count)s.",
                count=len(different),
            )
            names = different[:SHOWN].move_id.mapped("display_name")
            texts += [text, self._get_items(names)]
        if not texts:
            texts = [
                self.env._("All payments were compared with the ledger: they agree.")
                if compared
                else self.env._("There is nothing to compare in the ledger yet.")
            ]
        connection.message_post(body=Markup("").join(map(self._get_part, texts)))

    @api.model
    def _get_part(self, text):
        return text if isinstance(text, Markup) else Markup("<p>{}</p>").format(text)

    @api.model
    def _get_list(self, rows):
        return self._get_items(
            Markup("{} · {} · {} · {}").format(
                row.move_id.name,
                row.move_id.commercial_partner_id.display_name,
                formatLang(
                    rows.env,
                    row.amount if row.present else -row.amount,
                    currency_obj=row.currency_id,
                ),
                row.settlement or "",
            )
            for row in rows
        )

    @api.model
    def _get_items(self, texts):
        lines = (Markup("<li>{}</li>").format(text) for text in texts)
        return Markup("<ul>{}</ul>").format(Markup("").join(lines))
