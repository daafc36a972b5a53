from odoo import api, fields, models

ACTIVITY = "connector_base.mail_activity_health"


class LedgerConnection(models.Model):
    """Told before the next export fails: codes that were blocked or are gone but in
    use here, a book year that is missing, an authorisation that ends unused."""

    _inherit = "ledger.connection"

    # [[problem code, detail]]
    health = fields.Json(readonly=True, copy=False)
    health_text = fields.Text(string="To Mend", compute="_compute_health_text")

    @api.depends("health", "state", "credential_ids.expires_at")
    @api.depends_context("lang")
    def _compute_health_text(self):
        words = self.env["ledger.problem"]
        for connection in self:
            texts = [
                words._words(code, connection=connection, detail=detail)
                for code, detail in [
                    *(connection.health or []),
                    *connection._get_idle_grant(),
                ]
            ]
            connection.health_text = "\n".join(texts) or False

    def _check_health(self):
        """Compare what is in use with what the ledger has; one activity for all."""
        for connection in self:
            found = [
                *connection._get_closed_mappings(),
                *connection._get_closed_defaults(),
                *connection._get_missing_year(fields.Date.context_today(connection)),
            ]
            if found == (connection.health or []):
                continue
            connection.health = found or False
            connection.activity_unlink([ACTIVITY])
            if found:
                user = connection.authorised_by_id or connection.create_uid
                reader = connection.with_context(lang=user.lang)
                connection.activity_schedule(
                    ACTIVITY,
                    summary=reader.env._("%(name)s: to mend", name=connection.name),
                    note=reader.health_text.replace("\n", "<br/>"),
                    user_id=user.id,
                )

    def _get_closed_mappings(self):
        rules = self.env["ledger.mapping"].search(
            [
                ("connection_id", "=", self.id),
                ("suggested", "=", False),
                ("item_id.active", "=", False),
            ]
        )
        return [["mapped_item_closed", rule.display_name] for rule in rules]

    def _get_closed_defaults(self):
        names = [
            name
            for name, field in self._fields.items()
            if field.type == "many2one" and field.comodel_name == "ledger.item"
        ]
        return [
            ["default_item_closed", f"{self._fields[name].string}: {item.display_name}"]
            for name in names
            if (item := self[name]) and not item.active
        ]

    def _get_missing_year(self, today):
        """In December next year must be there, or January's invoices are refused."""
        if today.month < 12:
            return []
        years = {
            period.code[:4]
            for period in self.env["ledger.item"].search(
                [("connection_id", "=", self.id), ("kind", "=", "period")]
            )
        }
        missing = years and str(today.year + 1) not in years
        return [["book_year_missing", str(today.year + 1)]] if missing else []

    def _get_idle_grant(self):
        """Not kept: where it is true, no cron may have run."""
        end = self.sudo().credential_ids._get_idle_end()
        idle = end and self.state == "connected"
        return [["grant_idle", fields.Date.to_string(end)]] if idle else []


class LedgerMapping(models.Model):
    _inherit = "ledger.mapping"

    def write(self, vals):
        result = super().write(vals)
        if "item_id" in vals:
            self.connection_id.filtered("health").sudo()._check_health()
        return result

    def unlink(self):
        connections = self.connection_id
        result = super().unlink()
        connections.filtered("health").sudo()._check_health()
        return result
