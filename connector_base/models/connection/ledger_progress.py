from datetime import timedelta

from odoo import api, fields, models
from odoo.tools.misc import format_datetime, format_time

WORKS = ("export", "import")


class LedgerConnection(models.Model):
    """Long work: how far it is, when it will be done, and stopping it without harm."""

    _inherit = "ledger.connection"

    stopped = fields.Boolean(
        readonly=True,
        copy=False,
        help="Nothing is exported or imported until it goes on.",
    )
    # Since when there was always something to do; empty while there is nothing.
    export_since = fields.Datetime(readonly=True, copy=False)
    import_since = fields.Datetime(readonly=True, copy=False)
    progress = fields.Char(compute="_compute_progress")

    @api.depends_context("lang", "tz")
    def _compute_progress(self):
        """In words, one sentence for each work; at the present rate."""
        for connection in self:
            texts = [connection._get_progress(work) for work in WORKS]
            if connection.stopped and not any(texts):
                texts = [self.env._("Stopped: nothing is exported or imported.")]
            connection.progress = " ".join(filter(None, texts)) or False

    def _get_progress(self, work):
        since = self[f"{work}_since"]
        if not since:
            return ""
        done, left = getattr(self, f"_count_{work}")(since)
        total = done + left
        end = "" if self.stopped else self._get_end(since, done, left)
        return getattr(self, f"_say_{work}")(done, total, end)

    def _say_export(self, done, total, end):
        if self.stopped:
            return self.env._(
                "Stopped: %(done)s of %(total)s exported.", done=done, total=total
            )
        if not end:
            return self.env._("Exporting %(total)s.", total=total)
        return self.env._(
            "%(done)s of %(total)s exported, ready at %(time)s.",
            done=done,
            total=total,
            time=end,
        )

    def _say_import(self, done, total, end):
        if self.stopped:
            return self.env._(
                "Stopped: %(done)s of %(total)s payments registered.",
                done=done,
                total=total,
            )
        if not end:
            return self.env._("Reading payments.")
        return self.env._(
            "%(done)s of %(total)s payments registered, ready at %(time)s.",
            done=done,
            total=total,
            time=end,
        )

    def _get_end(self, since, done, left):
        """When all will be done at the present rate, as text; "" when nobody knows."""
        now = fields.Datetime.now()
        if not done:
            return ""
        end = now + timedelta(seconds=(now - since).total_seconds() / done * left)
        local = fields.Datetime.context_timestamp(self, end)
        if local.date() == fields.Date.context_today(self):
            return format_time(self.env, local.time(), time_format="short")
        return format_datetime(self.env, end, dt_format="short")

    def _count_export(self, since):
        """(what was handled since then, what is still to be sent)"""
        rows, mine = self.env["ledger.export"], [("connection_id", "=", self.id)]
        handled = [
            "|",
            "&",
            ("state", "=", "done"),
            ("done_at", ">=", since),
            "&",
            ("state", "in", ("rejected", "in_doubt")),
            ("write_date", ">=", since),
        ]
        left = [
            ("state", "in", ("waiting", "sending")),
            ("next_try", "<=", fields.Datetime.now()),
        ]
        return rows.search_count([*mine, *handled]), rows.search_count([*mine, *left])

    def _count_import(self, since):
        rows, mine = self.env["ledger.allocation"], [("connection_id", "=", self.id)]
        handled = [("state", "!=", "waiting"), ("applied_at", ">=", since)]
        left = [("state", "=", "waiting")]
        return rows.search_count([*mine, *handled]), rows.search_count([*mine, *left])

    def _works(self, work, busy=True):
        """To be called where there is something to do, and when nothing is left."""
        name = f"{work}_since"
        if bool(self[name]) != busy:
            self[name] = busy and fields.Datetime.now()

    def _is_stopped(self):
        """As it is stored now, whatever was read before."""
        self.invalidate_recordset(["stopped"])
        return self.stopped

    def action_stop(self):
        """What is being sent is still sent; the rest waits."""
        self._stop(True, self.env._("Export and import were stopped."))

    def action_go_on(self):
        self._stop(False, self.env._("Export and import go on."))
        self._ask("export")
        self._ask("import")

    def _stop(self, stopped, text):
        self.check_access("read")
        for connection in self.sudo():
            connection.stopped = stopped
            connection.message_post(body=text)
