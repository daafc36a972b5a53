from datetime import date, timedelta

from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import format_date

from ...ledger.port import has
from ..mapping.move_kinds import ENTRY
from .portions import by_days, portions

ACTIVITY = "connector_base.mail_activity_control"
# Looked through where nobody says it; older months don't change any more.
DAYS = 400
PORTION = 500  # entries or invoices that are compared and stored in one go
ANEW = timedelta(hours=1)  # who asks again so long after it was begun begins anew


class LedgerComparison(models.AbstractModel):
    """Keeps the control report: each night, and when somebody asks.

    First all entries of the period as the ledger lists them, then the invoices that it
    did not list, then money on account. Each portion is stored and committed, and equal
    rows are kept as they are; who is stopped goes on from there, by ``run.left``:
    {"began", "start", "end"} of it, "part" ("entries", "moves", "money") and, in that,
    the day "at" which or the id "after" which it goes on.
    """

    _name = "ledger.comparison"
    _description = "Comparison with the Ledger"
    _inherit = "ledger.work"
    _work = "control"
    _lock = 19_2605
    _every = timedelta(hours=20)
    _unfinished = "part"

    @api.model
    def _run(self, run, turn):
        left = run.left or {}
        began = fields.Datetime.to_datetime(left.get("began"))
        late = began and began < fields.Datetime.now() - ANEW
        if not left.get("part") or (late and run._is_asked_full()):
            run._stored(lambda: self._begin(run))
        able = run.connection_id._look()
        if not (has(able, "booked") or has(able, "on_account")):
            return self._go_through(run, turn, able)
        with run.connection_id._open() as ledger:
            return self._go_through(run, turn, ledger)

    @api.model
    def _begin(self, run):
        connection = run.connection_id
        end = fields.Date.context_today(connection)
        start = connection.control_from or end - timedelta(days=DAYS)
        start = max(start, connection.start_date)
        run.left = {
            "began": fields.Datetime.to_string(fields.Datetime.now()),
            "start": start.isoformat(),
            "end": end.isoformat(),
            "part": "entries",
            "at": start.isoformat(),
        }
        outside = Domain("date", "<", start) | Domain("date", ">", end)
        self._get_rows(run, outside).unlink()

    @api.model
    def _go_through(self, run, turn, ledger):
        for part, after in (("entries", "moves"), ("moves", "money")):
            if run.left["part"] == part:
                if not getattr(self, f"_compare_{part}")(run, turn, ledger):
                    return False
                run._stored(lambda after=after: self._keep(run, part=after, after=0))
        self._compare_money(run, ledger)
        run._stored(lambda: self._finish(run))
        return True

    @api.model
    def _keep(self, run, **values):
        run.left = {**run.left, **values}

    @api.model
    def _get_days(self, run):
        """(first, last) of the period"""
        return tuple(date.fromisoformat(run.left[name]) for name in ("start", "end"))

    @api.model
    def _get_rows(self, run, domain):
        mine = Domain("connection_id", "=", run.connection_id.id)
        return self.env["ledger.control"].search(mine & Domain(domain))

    # Entries, as the ledger lists them

    @api.model
    def _compare_entries(self, run, turn, ledger):
        """Returns whether all were compared. They are stored day by day, so that who
        goes on later begins with a day."""
        if not has(ledger, "booked"):
            return True
        (_start, end), at = self._get_days(run), date.fromisoformat(run.left["at"])
        run._commit()
        for entries, until in by_days(ledger.booked(at, end), PORTION, end):
            for some in portions(entries, PORTION):
                if run._is_stopped():
                    return False
                run._stored(lambda some=some: self._store_entries(run, some))
            seen = {entry.id for entry in entries}
            run._stored(
                lambda at=at, until=until, seen=seen: self._keep_days(
                    run, at, until, seen
                )
            )
            at = date.fromisoformat(run.left["at"])
            if at <= end and turn.is_over():
                return False
        return True

    @api.model
    def _store_entries(self, run, entries):
        values = self.env["ledger.control.values"]
        found = values._get_of_entries(run.connection_id, entries)
        self.env["ledger.control"]._store(run.connection_id, found)

    @api.model
    def _keep_days(self, run, start, until, seen):
        """These days are done: what was listed on one of them before and is not any
        more will be looked for."""
        days = Domain("entry_date", ">=", start) & Domain("entry_date", "<=", until)
        self._get_rows(run, days)._forget(seen)
        following = max(start, until + timedelta(days=1))
        self._keep(run, at=following.isoformat())

    # Invoices that it did not list

    @api.model
    def _compare_moves(self, run, turn, ledger):
        while moves := self._get_moves(run):
            if run._is_stopped():
                return False
            moves, last = moves - self._get_compared(run, moves), moves[-1].id
            exports = self._get_exports(run, moves)
            run._commit()
            found = self.env["ledger.control.missing"]._look_up(
                ledger, exports.values()
            )
            run._stored(
                lambda moves=moves, exports=exports, found=found: self._store_moves(
                    run, ledger, moves, exports, found
                )
            )
            run._stored(lambda last=last: self._keep(run, after=last))
            if turn.is_over():
                return False
        return True

    @api.model
    def _get_moves(self, run):
        """The next invoices of the period."""
        domain = self._get_moves_domain(run) & Domain("id", ">", run.left["after"])
        return self.env["account.move"].search(domain, order="id", limit=PORTION)

    @api.model
    def _get_moves_domain(self, run):
        start, end = self._get_days(run)
        scope = self.env["ledger.scope"]
        return scope._get_domain(run.connection_id) & scope._get_days(start, end)

    @api.model
    def _get_compared(self, run, moves):
        """Those whose entry the ledger listed."""
        listed = Domain("move_id", "in", moves.ids) & Domain("entry_date", "!=", False)
        return self._get_rows(run, listed).move_id

    @api.model
    def _get_exports(self, run, moves):
        """{invoice: its present export}"""
        exports = self.env["ledger.export"]
        found = exports.search(exports._live_domain(moves), order="id")
        mine = found.filtered(lambda row: row.connection_id == run.connection_id)
        return {row.move_id: row for row in mine}

    @api.model
    def _store_moves(self, run, ledger, moves, exports, found):
        values, none = self.env["ledger.control.values"], self.env["ledger.export"]
        missing = self.env["ledger.control.missing"]
        missing._note_gone(ledger, found)
        booked = [row.id for row in exports.values() if row.state == "done"]
        sent = self.env["ledger.control.sent"]._get(none.browse(booked))
        rows = []
        for move in moves:
            export = exports.get(move, none)
            entry, sent_now = found.get(export), sent.get(export.id)
            is_gone = not entry and missing._is_missing(export, ledger)
            if move.move_type == ENTRY:
                # None is listed: it is gone where it was looked for.
                is_gone = is_gone and export in found
            row = values._get_of_move(move, export, sent_now, entry, is_gone)
            # Only what is listed is compared by the list.
            rows.append({**row, "entry_date": False})
        self.env["ledger.control"]._store(run.connection_id, rows)

    # Money on account, and the end

    @api.model
    def _compare_money(self, run, ledger):
        start, _end = self._get_days(run)
        run._commit()
        money = [*ledger.on_account(start)] if has(ledger, "on_account") else []
        run._stored(lambda: self._store_money(run, money))

    @api.model
    def _store_money(self, run, money):
        values = self.env["ledger.control.values"]
        found = values._get_of_money(run.connection_id, money)
        self._get_rows(run, [("cause", "=", "on_account")])._replace(
            run.connection_id, found
        )

    @api.model
    def _finish(self, run):
        """Without rows of invoices that are none of this connection any more."""
        ours = Domain("move_id", "!=", False) & Domain("entry_date", "=", False)
        other = ~Domain("move_id", "any", self._get_moves_domain(run))
        self._get_rows(run, ours & other).unlink()
        run._done(left=False)
        self._tell(run.connection_id)

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
                    "%(name)s, differences: %(count)s",
                    name=connection.name,
                    count=count,
                ),
                user_id=user.id,
            )

    @api.model
    def _get_progress(self, run):
        left = run.left or {}
        if not left.get("part"):
            return ""
        if left["part"] == "entries":
            return self.env._(
                "The books are compared: done up to %(day)s.",
                day=format_date(self.env, left["at"]),
            )
        return self.env._("The books are compared: invoice by invoice.")

    @api.model
    def _get_counts(self, connections):
        groups = self.env["ledger.control"]._read_group(
            [("connection_id", "in", connections.ids), ("has_difference", "=", True)],
            ["connection_id"],
            ["__count"],
        )
        return {"difference_count": {one.id: count for one, count in groups}}
