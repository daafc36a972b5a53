import logging
from datetime import timedelta

from odoo import fields, models
from odoo.exceptions import UserError

from odoo.addons.connector_base.ledger.errors import LedgerError

from ..client import webhooks

_logger = logging.getLogger(__name__)

WEBHOOK = "/ledger/exact/webhook"
# Events come in bursts, and one for each entry that we book: one import for all.
SOON = timedelta(seconds=20)


class LedgerConnection(models.Model):
    """Exact tells when something happened in a division, so that payments need not
    wait for the next turn of the import. What happened is asked, never believed."""

    _inherit = "ledger.connection"

    exact_webhook_url = fields.Char(
        string="Webhook Address", compute="_compute_exact_webhook_url"
    )
    exact_webhook_secret = fields.Char(
        string="Webhook Secret",
        compute="_compute_exact_webhook_secret",
        inverse="_inverse_exact_webhook_secret",
        groups="account.group_account_manager",
        help="As shown by Exact Online beside your application. Written only: it is "
        "never shown again.",
    )
    exact_has_webhook_secret = fields.Boolean(
        compute="_compute_exact_has_webhook_secret", compute_sudo=True
    )
    exact_subscribed = fields.Boolean(
        string="Told of Payments at Once", readonly=True, copy=False
    )

    def _compute_exact_webhook_url(self):
        for connection in self:
            base = connection.get_base_url()
            connection.exact_webhook_url = f"{base}{WEBHOOK}/{connection.id}"

    def _compute_exact_webhook_secret(self):
        """Written only."""
        self.exact_webhook_secret = False

    def _inverse_exact_webhook_secret(self):
        for connection in self.filtered("exact_webhook_secret"):
            credential = connection._credential()
            credential.exact_webhook_secret = credential._encrypt(
                connection.exact_webhook_secret
            )

    def _compute_exact_has_webhook_secret(self):
        for connection in self:
            secret = connection.credential_ids.exact_webhook_secret
            connection.exact_has_webhook_secret = bool(secret)

    def action_exact_subscribe(self):
        """May be repeated, as after Odoo has moved to another address."""
        self.ensure_one()
        self.check_access("write")
        if not self.exact_has_webhook_secret:
            raise UserError(
                self.env._("Enter the webhook secret of your application first.")
            )
        with self.env["ledger.problem"]._explained(self), self._open() as ledger:
            words = webhooks.subscribe(
                ledger.api, self.exact_webhook_url, self.sudo().client_id
            )
        self.exact_subscribed = not words
        if words:
            return self._notify(self.env._("Exact Online refused"), words, "danger")
        return self._notify(
            self.env._("Subscribed"),
            self.env._("Exact Online tells at once when something is paid."),
        )

    def action_exact_unsubscribe(self):
        self.ensure_one()
        self.check_access("write")
        with self.env["ledger.problem"]._explained(self), self._open() as ledger:
            words = webhooks.unsubscribe(ledger.api, self.sudo().client_id)
        self.exact_subscribed = bool(words)
        if words:
            return self._notify(self.env._("Exact Online refused"), words, "danger")
        return self._notify(
            self.env._("Unsubscribed"),
            self.env._("Payments are imported every half hour from now on."),
        )

    def _exact_event(self, body):
        """Whether Exact sent this; then payments are imported soon."""
        credential = self.sudo().credential_ids
        try:
            secret = credential._decrypt(credential.exact_webhook_secret)
        except LedgerError:
            _logger.warning("Connection %s: its webhook secret can't be read", self.id)
            return False
        if not (secret and webhooks.verified(body, secret)):
            return False
        if self.state == "connected" and self.payment_import:
            self._exact_import_soon()
        return True

    def _exact_import_soon(self):
        cron = self.env.ref("connector_base.ir_cron_import").sudo()
        now = fields.Datetime.now()
        planned = self.env["ir.cron.trigger"].sudo()
        if not planned.search_count(
            [
                ("cron_id", "=", cron.id),
                ("call_at", ">", now),
                ("call_at", "<=", now + SOON),
            ],
            limit=1,
        ):
            self._ask("import", now + SOON)
