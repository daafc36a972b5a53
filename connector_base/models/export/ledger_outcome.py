from odoo import api, fields, models

from ..connection.ledger_connection import MOST_COUNTED

COUNTERS = {
    "waiting": "waiting_count",
    "sending": "waiting_count",
    "rejected": "rejected_count",
    "in_doubt": "doubt_count",
}
# Of what is exported, which grows for years.
DONE = {
    "done_count": [],
    "draft_count": [("is_draft_entry", "=", True)],
    "changed_count": [("changed", "=", True)],
}
WITHOUT_DRAFTS = [*("|", "|"), ("move_id", "=", False), ("mode", "!=", "book")]
WITHOUT_DRAFTS += [("move_id.state", "!=", "draft")]
BEING_MADE_FINAL = [("state", "=", "done"), ("todo", "=", "finalise")]


class LedgerOutcome(models.AbstractModel):
    """How far the export of a connection is, and what came of it."""

    _name = "ledger.outcome"
    _description = "Outcome of Ledger Exports"

    @api.model
    def _report(self, connection, started, since):
        """Tell those of whom something ended since ``started`` what came of all of it
        ``since`` then, once nothing of theirs is left to do."""
        exports = self.env["ledger.export"]
        mine = [("connection_id", "=", connection.id)]

        def get_ended(since):
            handled = self._get_handled(since, ["rejected", "in_doubt"])
            final = exports.search([*mine, ("final_at", ">=", since)])
            return exports.search([*mine, *handled]) | final

        told = get_ended(started).create_uid
        left = [("state", "=", "waiting"), ("next_try", "<=", fields.Datetime.now())]
        left = exports._read_group([*mine, *left, *WITHOUT_DRAFTS], ["create_uid"])
        told -= self.env.ref("base.user_root").union(*(user for (user,) in left))
        for user, some in get_ended(since).grouped("create_uid").items():
            if user in told and not user.share:
                said = self.with_context(lang=user.lang)
                kind, text = said._get_report(connection, some, since)
                what = {"title": connection.display_name, "message": text, "type": kind}
                user._bus_send("ledger_report", what)
        self.env["ledger.run"]._commit()

    @api.model
    def _get_report(self, connection, rows, started):
        """(kind, text): how many were exported, refused for which reason, are looked
        up, and how many customers were created."""
        done = rows.filtered(lambda r: r.state == "done" and r.done_at >= started)
        final = rows.filtered(lambda r: r.final_at and r.final_at >= started)
        refused = rows.filtered(lambda row: row.state == "rejected")
        doubt = rows.filtered(lambda row: row.state == "in_doubt")
        created = self.env["ledger.relation"].search_count(
            [
                ("connection_id", "=", connection.id),
                ("sent_at", ">=", started),
                ("partner_id", "in", rows.partner_id.ids),
            ]
        )
        texts = []
        if done:
            texts.append(self.env._("%(count)s exported.", count=len(done)))
        if final:
            texts.append(self.env._("%(count)s made final.", count=len(final)))
        if created:
            texts.append(
                self.env._("Customers and suppliers created: %(count)s.", count=created)
            )
        if refused:
            texts.append(self.env._("%(count)s refused:", count=len(refused)))
            causes = refused.grouped("message")
            texts += [f"{len(some)} × {cause}" for cause, some in causes.items()]
        if doubt:
            texts.append(self.env._("%(count)s being looked up.", count=len(doubt)))
        return "warning" if refused or doubt else "success", "\n".join(texts)

    # On the connection

    @api.model
    def _get_counts(self, connections):
        """As ``ledger.work``."""
        exports = self.env["ledger.export"]
        mine = [("connection_id", "in", connections.ids)]
        counts = {name: {} for name in COUNTERS.values()}
        mine.append(("state", "in", [*COUNTERS]))
        for connection, state, count in exports._read_group(
            mine, ["connection_id", "state"], ["__count"]
        ):
            numbers = counts[COUNTERS[state]]
            numbers[connection.id] = numbers.get(connection.id, 0) + count
        for one in connections:
            for name, flags in DONE.items():
                done = [("connection_id", "=", one.id), ("state", "=", "done"), *flags]
                numbers = counts.setdefault(name, {})
                numbers[one.id] = exports.search_count(done, limit=MOST_COUNTED)
        return counts

    @api.model
    def _get_handled(self, since, states):
        """What came to its end since, or is in one of ``states``; for a domain."""
        done = [("state", "=", "done"), ("done_at", ">=", since)]
        ended = [("state", "in", states), ("write_date", ">=", since)]
        return ["|", "&", *done, "&", *ended]

    @api.model
    def _get_progress(self, run):
        """As ``ledger.work``."""
        if not run.since:
            return ""
        done, left = self._count(run)
        total = done + left
        if run.connection_id.stopped:
            return self.env._(
                "Stopped: %(done)s of %(total)s exported.", done=done, total=total
            )
        drafts = [("connection_id", "=", run.connection_id.id), *BEING_MADE_FINAL]
        if not left and (count := self.env["ledger.export"].search_count(drafts)):
            return self.env._("Still to be made final: %(count)s.", count=count)
        end = run._get_end(done, left)
        if not end:
            return self.env._("Exporting %(total)s.", total=total)
        return self.env._(
            "%(done)s of %(total)s exported, ready at %(time)s.",
            done=done,
            total=total,
            time=end,
        )

    @api.model
    def _count(self, run):
        """(what was handled since it began, what is still to be sent)"""
        rows = self.env["ledger.export"]
        mine = [("connection_id", "=", run.connection_id.id)]
        handled = self._get_handled(run.since, ["rejected", "in_doubt"])
        left = [
            ("state", "in", ("waiting", "sending")),
            ("next_try", "<=", fields.Datetime.now()),
        ]
        return rows.search_count([*mine, *handled]), rows.search_count([*mine, *left])
