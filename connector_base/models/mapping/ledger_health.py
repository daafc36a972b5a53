import re
from datetime import timedelta

from odoo import api, fields, models
from odoo.tools import html2plaintext, plaintext2html

ACTIVITY = "connector_base.mail_activity_health"
# Remarks shown on the form.
SHOWN = 8
# It is told so long before that an unused grant, or a secret, is about to end.
IDLE_NOTICE = timedelta(days=5)
SECRET_NOTICE = timedelta(days=14)


class LedgerHealth(models.AbstractModel):
    """Told before the next export fails: codes that were blocked or are gone but in
    use here, a book year that is missing, an authorisation that ends unused."""

    _name = "ledger.health"
    _description = "Health of a Ledger Connection"

    @api.model
    def _get_text(self, connection):
        """One line for each, False for none."""
        words = self.env["ledger.problem"]
        texts = [
            words._words(code, connection=connection, detail=detail)
            for code, detail in [
                *self._get_problems(connection),
                *self._get_idle_grant(connection),
            ]
        ]
        return "\n".join(texts) or False

    @api.model
    def _get_remarks(self, connection, code=""):
        """What the ledger did not know or refused, and what is done without it; a line
        each. Nobody need act, so nobody is asked to. ``code``: of this one alone."""
        words = self.env["ledger.problem"]
        rows = self.env["ledger.remark"]._get_shown(connection)
        rows = rows.filtered(lambda row: not code or row.code == code)
        texts = []
        for row in rows[:SHOWN]:
            known = f"{row.code}.{re.split('[: ]', row.detail or '')[0]}"
            if f"{connection.provider}.{known}" not in words._get_problems():
                known = row.code
            texts.append(words._words(known, connection=connection, detail=row.detail))
        if len(rows) > SHOWN:
            more = self.env._("And %s more: see the diagnostics.", len(rows) - SHOWN)
            texts.append(more)
        return texts

    @api.model
    def _tell(self, connection):
        """One activity for all, as long as something is to be mended; another text is
        another activity."""
        user = connection.authorised_by_id or connection.create_uid
        reader = connection.with_context(lang=user.lang)
        text = self.with_env(reader.env)._get_text(reader)
        note = plaintext2html(text or "")
        told = connection.activity_search([ACTIVITY])
        # As texts: what is stored was cleaned, and is spelt otherwise.
        if text and html2plaintext(note) in map(html2plaintext, told.mapped("note")):
            return
        told.unlink()
        if text:
            connection.activity_schedule(
                ACTIVITY,
                summary=reader.env._("%(name)s: to fix", name=connection.name),
                note=note,
                user_id=user.id,
            )

    @api.model
    def _mended(self, connections):
        """What was told of codes that are closed may be over."""
        told = connections.sudo().filtered(lambda c: c.activity_search([ACTIVITY]))
        for connection in told:
            self.sudo()._tell(connection)

    @api.model
    def _get_problems(self, connection):
        """[(problem code, detail)]"""
        return [
            *self._get_closed_mappings(connection),
            *self._get_closed_defaults(connection),
            *self._get_missing_vat(connection),
            *self._get_missing_year(connection),
        ]

    @api.model
    def _get_closed_mappings(self, connection):
        rules = self.env["ledger.mapping"].search(
            [
                ("connection_id", "=", connection.id),
                ("suggested", "=", False),
                ("item_id.active", "=", False),
            ]
        )
        return [("mapped_item_closed", rule.display_name) for rule in rules]

    @api.model
    def _get_closed_defaults(self, connection):
        names = [
            name
            for name, field in connection._fields.items()
            if field.type == "many2one" and field.comodel_name == "ledger.item"
        ]
        labels = connection.fields_get(names, ["string"])
        return [
            ("default_item_closed", f"{labels[name]['string']}: {item.display_name}")
            for name in names
            if (item := connection[name]) and not item.active
        ]

    @api.model
    def _get_missing_vat(self, connection):
        """What was not read yet is under way, or told elsewhere."""
        codes = self.env["ledger.vat.codes"]
        uses = ("sale", "purchase") if connection.export_bills else ("sale",)
        found = dict(codes._why_none(connection, use) for use in uses)
        return [
            (code, detail)
            for code, detail in found.items()
            if code not in (None, "vat_codes_unread", "vat_codes_denied")
        ]

    @api.model
    def _get_missing_year(self, connection):
        """In December next year must be there, or January's invoices are refused."""
        today = fields.Date.context_today(connection)
        if today.month < 12:
            return []
        periods = [("connection_id", "=", connection.id), ("kind", "=", "period")]
        wanted = [*periods, ("code", "=like", f"{today.year + 1}%")]
        items = self.env["ledger.item"]
        if not items.search_count(periods, limit=1) or items.search_count(
            wanted, limit=1
        ):
            return []
        return [("book_year_missing", str(today.year + 1))]

    @api.model
    def _get_idle_grant(self, connection):
        """When the ledger forgets a grant that nobody used (the nightly refresh uses
        it: something keeps that from running), and when the client's secret ends,
        where that is near. Not told by an activity: no cron may have run."""
        credential = self.env["ledger.access"]._get_credential(connection)
        if connection.state != "connected" or not credential:
            return []
        provider, used = credential._provider(), credential.refresh_token
        since = {
            "grant_idle": (used and credential.expires_at, "idle_days", IDLE_NOTICE),
            "secret_ends": (credential.secret_at, "secret_days", SECRET_NOTICE),
        }
        found = []
        for code, (start, name, notice) in since.items():
            days = getattr(provider, name, 0)
            end = start and start + timedelta(days=days)
            if end and days and end - notice < fields.Datetime.now():
                found.append((code, fields.Date.to_string(end)))
        return found
