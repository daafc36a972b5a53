from datetime import timedelta

from markupsafe import Markup

from odoo import api, fields, models
from odoo.tools.misc import formatLang


class LedgerConnection(models.Model):
    """How what was settled in the ledger is registered, and who is told."""

    _inherit = "ledger.connection"

    difference_account_id = fields.Many2one(
        "account.account",
        string="Differences",
        check_company=True,
        ondelete="restrict",
        help="Discounts, write-offs and bank charges that were kept back at matching. "
        "Empty: shown for your decision.",
    )
    settlement_account_id = fields.Many2one(
        "account.account",
        string="Settled by Journal Entry",
        check_company=True,
        ondelete="restrict",
        help="What was settled by a journal entry instead of money. Empty: shown for "
        "your decision.",
    )
    locked_payments = fields.Selection(
        [("wait", "Ask me"), ("next", "Register on the first open day")],
        string="In Locked Periods",
        default="wait",
        required=True,
        help="What was paid or undone in a period that is locked in Odoo.",
    )
    payment_by_journal = fields.Boolean(
        string="Use Mapped Bank Journals",
        help="A payment is registered in the Odoo journal that is mapped to the bank "
        "book of the ledger, else in the journal above. Leave it off where Odoo reads "
        "the bank statements too: they would count twice.",
    )
    notify = fields.Selection(
        [
            ("none", "Nobody"),
            ("daily", "Once a day"),
            ("once", "At each import"),
        ],
        string="Tell of Payments",
        default="none",
        required=True,
    )
    notify_user_ids = fields.Many2many("res.users", string="Tell Whom")
    notified_at = fields.Datetime(readonly=True, copy=False)

    def _get_payment_journal(self, settlement):
        """Where a payment from the ledger is registered. ``settlement`` begins with
        the ledger's bank book."""
        code = (settlement or "").partition("/")[0]
        if self.payment_by_journal:
            rule = self.env["ledger.mapping"].search(
                [
                    ("connection_id", "=", self.id),
                    ("kind", "=", "journal"),
                    ("item_id.code", "=", code),
                    ("journal_id.type", "in", ("bank", "cash")),
                    ("suggested", "=", False),
                ],
                limit=1,
            )
            if rule:
                return rule.journal_id
        return self._ensure_payment_journal()

    def _tell_payments(self, rows):
        """A message to whom the connection names: what was settled or undone."""
        self.ensure_one()
        rows = rows.filtered(lambda row: row.state in ("applied", "cancelled"))
        partners = self.notify_user_ids.partner_id
        if not (rows and partners):
            return
        for lang, some in partners.grouped("lang").items():
            mine = self.with_context(lang=lang)
            mine.message_notify(
                partner_ids=some.ids,
                subject=mine.env._(
                    "%(count)s payments from %(connection)s",
                    count=len(rows),
                    connection=mine.display_name,
                ),
                body=mine._get_payments_body(rows.with_env(mine.env)),
            )

    def _tell_audit(self, repaired):
        """In the connection's history: what an audit put right."""
        body = self.env._("All payments were compared with the ledger: they agree.")
        if repaired:
            body = Markup("<p>{}</p>{}").format(
                self.env._(
                    "All payments were compared with the ledger; %(count)s were put "
                    "right:",
                    count=len(repaired),
                ),
                self._get_payments_body(repaired),
            )
        self.message_post(body=body)

    def action_audit(self):
        """Read all payments again, whatever the ledger called a change."""
        self._check_can_import()
        self.check_access("read")
        self.sudo().full_import_at = False
        return self.action_import_payments()

    def _get_payments_body(self, rows):
        lines = [
            Markup("<li>{} · {} · {} · {}</li>").format(
                row.move_id.name,
                row.move_id.commercial_partner_id.display_name,
                formatLang(
                    self.env,
                    row.amount if row.present else -row.amount,
                    currency_obj=row.currency_id,
                ),
                row.settlement or "",
            )
            for row in rows
        ]
        return Markup("<ul>{}</ul>").format(Markup("").join(lines))

    @api.model
    def _cron_tell_payments(self):
        """Once a day what came since the day before."""
        now = fields.Datetime.now()
        for connection in self.search([("notify", "=", "daily")]):
            since = connection.notified_at or now - timedelta(days=1)
            rows = self.env["ledger.allocation"].search(
                [
                    ("connection_id", "=", connection.id),
                    ("applied_at", ">=", since),
                    ("applied_at", "<", now),
                ]
            )
            connection._tell_payments(rows)
            connection.notified_at = now
            self.env["ir.cron"]._commit_progress(1)
