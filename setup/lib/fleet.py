"""Many connections for the bench, two of which lead to a ledger that never answers."""

import contextlib
import socket
import threading
import time

from copies import insert_copies
from demo import say
from measures import scheduler

from odoo import fields

PATIENCE = 600  # s until it is given up


class Silent:
    """A ledger that takes each call and does not answer."""

    def __enter__(self):
        self._server = socket.create_server(("127.0.0.1", 0))
        self._calls = []
        threading.Thread(target=self._accept, daemon=True).start()
        return f"http://127.0.0.1:{self._server.getsockname()[1]}"

    def _accept(self):
        with contextlib.suppress(OSError):
            while True:
                self._calls.append(self._server.accept()[0])

    def __exit__(self, *exc):
        self._server.close()
        for call in self._calls:
            call.close()


class Fleet:
    """What a ``Bench`` can do besides."""

    def fleet(self):
        """Branches with connections of their own, two of which hang."""
        count = self.scale["connections"]
        say(f"==> {count} connections, two of which hang")
        with Silent() as silent:
            moves, hanging = self.make_fleet(count, silent)
            with scheduler(self.arguments, crons=2):
                # One that has just been started sleeps for a while first.
                time.sleep(15)
                with self.env() as env:
                    env["ledger.export"]._enqueue(env["account.move"].browse(moves))
                lag = self.lag(hanging, count - 2)
        self.figures["healthy_lag_seconds_with_two_hanging"] = lag

    def lag(self, hanging, healthy):
        """Seconds until all that can be booked is."""
        started, seconds = time.monotonic(), 0
        query = (
            "SELECT count(*) FROM ledger_export WHERE state = 'done' "
            "AND connection_id IN (SELECT id FROM ledger_connection "
            "WHERE name LIKE 'Fleet%%' AND id != ALL(%s))"
        )
        done = 0
        while done < healthy and seconds < PATIENCE:
            time.sleep(1)
            seconds = time.monotonic() - started
            with self.registry.cursor() as cr:
                cr.execute(query, [hanging])
                done = cr.fetchone()[0]
        say(f"    {done} of {healthy} booked after {seconds:.0f} s")
        return seconds if done == healthy else PATIENCE

    def make_fleet(self, count, silent):
        """(ids of an invoice for each, ids of the connections that hang)"""
        moves = self.copies(count)
        with self.env() as env:
            first = self.connection
            branches = env["res.company"].create(
                [
                    {"name": f"Fleet {number}", "parent_id": self.company_id}
                    for number in range(count)
                ]
            )
            connections = env["ledger.connection"].create(
                [
                    {
                        **{
                            name: first[name]
                            for name in ("provider", "server_url", "start_date")
                        },
                        "name": branch.name,
                        "company_id": branch.id,
                        "administration_code": first.administration_code,
                        "organisation": first.organisation,
                        "state": "connected",
                        "connected_at": fields.Datetime.now(),
                        "database_identity": first.database_identity,
                        "final": first.final,
                        "attach_pdf": False,
                    }
                    for branch in branches
                ]
            )
            env.cr.execute("DELETE FROM ir_cron_trigger")
            env.cr.execute(
                "UPDATE ir_cron SET active = id IN (SELECT res_id FROM ir_model_data "
                "WHERE module = 'connector_base' AND name LIKE 'ir_cron_export%')"
            )
            cr, old = env.cr, int(self.connection_id)
            env.flush_all()
            cr.execute(
                "CREATE TEMP TABLE fleet ON COMMIT DROP AS SELECT id AS new, "
                "company_id AS company FROM ledger_connection WHERE id = ANY(%s)",
                [connections.ids],
            )
            self.copy_facts(cr, old)
            hanging = connections[:2]
            hanging.server_url = silent
            cr.execute(
                "UPDATE ledger_credential SET expires_at = '2020-01-01' "
                "WHERE connection_id = ANY(%s)",
                [hanging.ids],
            )
            for table in ("account_move", "account_move_line"):
                column = "id" if table == "account_move" else "move_id"
                # Names from this file alone.
                cr.execute(
                    f"UPDATE {table} t SET company_id = u.company FROM "  # noqa: S608
                    f"unnest(%s, %s) AS u(move, company) WHERE t.{column} = u.move",
                    [moves, branches.ids],
                )
            return moves, hanging.ids

    def copy_facts(self, cr, old):
        """Master data, rules, customers and the grant of connection ``old``."""
        changed = {"connection_id": "c.new", "company_id": "c.company"}
        for table in ("ledger_credential", "ledger_item"):
            insert_copies(
                cr,
                table,
                {**changed, "id": f"nextval('{table}_id_seq')"},
                f"{table} t JOIN fleet c ON t.connection_id = {old}",
            )
        item = (
            "(SELECT i.id FROM ledger_item i WHERE i.connection_id = c.new "
            "AND i.kind = o.kind AND i.remote_id = o.remote_id)"
        )
        for table in ("ledger_mapping", "ledger_relation"):
            insert_copies(
                cr,
                table,
                {**changed, "id": f"nextval('{table}_id_seq')", "item_id": item},
                f"{table} t JOIN ledger_item o ON o.id = t.item_id "
                f"JOIN fleet c ON t.connection_id = {old}",
            )
        for name in ("account_item_id", "journal_item_id"):
            cr.execute(
                f"UPDATE ledger_connection f SET {name} = i.id FROM fleet c "  # noqa: S608
                f"JOIN ledger_connection a ON a.id = {old} "
                f"JOIN ledger_item o ON o.id = a.{name} "
                "JOIN ledger_item i ON i.connection_id = c.new AND i.kind = o.kind "
                "AND i.remote_id = o.remote_id WHERE f.id = c.new"
            )
