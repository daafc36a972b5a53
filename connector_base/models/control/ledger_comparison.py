from datetime import timedelta

from odoo import api, fields, models

ACTIVITY = "connector_base.mail_activity_control"
# Looked through each night; older months don't change any more.
DAYS = 400


class LedgerComparison(models.AbstractModel):
    """Makes the control report anew: each night, and when somebody asks."""

    _name = "ledger.comparison"
    _description = "Comparison with the Ledger"
    _inherit = "ledger.work"
    _work = "control"
    _lock = 19_2605
    _every = timedelta(hours=20)

    @api.model
    def _run(self, run, turn):
        """Compare what was invoiced since the starting date, and tell once how much
        differs. The report of before stays where the ledger does not answer."""
        connection, control = run.connection_id, self.env["ledger.control"]
        end = fields.Date.context_today(connection)
        start = max(connection.start_date, end - timedelta(days=DAYS))
        run._commit()
        entries, money = control._fetch(connection, start, end)
        run._stored(lambda: self._store(run, start, end, entries, money))

    @api.model
    def _store(self, run, start, end, entries, money):
        connection, control = run.connection_id, self.env["ledger.control"]
        rows = control._get_rows(connection, start, end, entries)
        rows += control._get_money_rows(connection, money)
        control.search([("connection_id", "=", connection.id)]).unlink()
        control.create(rows)
        run._done()
        self._tell(connection)

    @api.model
    def _tell(self, connection):
        """One activity as long as something differs that a person has to mend; what
        is not exported yet is shown elsewhere."""
        count = self.env["ledger.control"].search_count(
            [
                ("connection_id", "=", connection.id),
                ("has_difference", "=", True),
                ("cause", "!=", "not_exported"),
            ]
        )
        told = connection.activity_search([ACTIVITY])
        if not count:
            told.unlink()
        elif not told:
            user = connection.authorised_by_id or connection.create_uid
            reader = connection.with_context(lang=user.lang).env
            connection.activity_schedule(
                ACTIVITY,
                summary=reader._(
                    "%(name)s: %(count)s differences", name=connection.name, count=count
                ),
                user_id=user.id,
            )

    @api.model
    def _get_counts(self, connections):
        groups = self.env["ledger.control"]._read_group(
            [("connection_id", "in", connections.ids), ("has_difference", "=", True)],
            ["connection_id"],
            ["__count"],
        )
        return {"difference_count": {one.id: count for one, count in groups}}
