"""A database with its sandbox and the wire between them: what people do there, what the
scheduled actions do, and what must be true afterwards."""

import contextlib
import re
from collections import Counter
from decimal import Decimal

import sandbox
from contract.weather import Seen
from databases import clone_database, drop_database, execute, psql
from processes import BOUND, NIGHTLY, Client, wait
from wire import Wire

INVOICES = 200 if NIGHTLY else 5
CUSTOMERS = 20 if NIGHTLY else 5
CRONS = {
    "export": "ir_cron_export",
    "import": "ir_cron_import",
    "update": "ir_cron_update_relations",
}


UNFINISHED = """
    SELECT 'export', state, error_code FROM ledger_export
        WHERE state IN ('waiting', 'sending', 'in_doubt', 'rejected')
    UNION ALL SELECT 'export', todo, error_code FROM ledger_export
        WHERE todo IS NOT NULL
    UNION ALL SELECT 'relation', 'waiting', error_code FROM ledger_relation
        WHERE to_update OR attempt IS NOT NULL OR item_id IS NULL
    UNION ALL SELECT 'allocation', state, reason FROM ledger_allocation
        WHERE state IN ('waiting', 'conflict')
    UNION ALL SELECT 'connection', state, problem_code FROM ledger_connection
        WHERE state <> 'connected' OR problem_code IS NOT NULL
    UNION ALL SELECT 'run', work, problem_code FROM ledger_run
        WHERE problem_code IS NOT NULL
"""


def _decimals(texts):
    return {name: Decimal(text) for name, text in texts.items()}


def _id(entry):
    """As Odoo knows it."""
    return entry.get("id") or f"{entry['daybook']}/{entry['number']}"


class Field:
    """A database of its own, cloned from ``template``, with its sandbox."""

    def __init__(self, ledger, template, name, facts, server=None):
        self.ledger, self.name, self.facts = ledger, name, facts
        self.server = server
        self.box = sandbox.start(ledger.provider)
        if ledger.limits:
            self.box.control("limits", **ledger.limits)
        self.wire = Wire(self.box.base_url)
        # What the ledger says of its own addresses leads over the wire too.
        self.box.service.base_url = self.wire.url
        clone_database(template, name, server)
        self._connect()
        self.client = self.web = self.crons = None

    def _connect(self):
        self.db = psql(self.name, self.server)
        self.postgres = psql("postgres", self.server)

    def open(self, web, crons):
        """``web``: who serves; ``crons``: who works."""
        self.web, self.crons = web, crons
        callback = f"{web.url}/ledger/oauth/callback"
        self.box.control("client", redirect_uris=[callback])
        self.client = Client(web.url, self.name)
        self.call("ir.config_parameter", "set_param", "web.base.url", web.url)
        self.call("ledger.connection", "write", [self.connection], self._address())
        self.sql(
            "UPDATE ledger_credential SET refresh_token = %s, access_token = NULL, "
            "account = NULL",
            self.box.info["refresh_token"],
        )
        # It is a copy, and the one that goes on.
        self.call("ledger.connection", "action_confirm_database", [self.connection])
        self.idle("export")

    def warm_up(self):
        """Customers that the ledger knows, and invoices to be paid."""
        self.customers = self.make_customers("Vaste klant")
        self.booked = self.make_invoices(self.customers, alike=1)
        self.receipts = 0
        self.client.export(self.booked)
        self.idle("export")

    def _address(self):
        info = self.box.info
        return {
            "server_url": self.wire.url,
            "client_id": info["client_id"],
            "client_secret": info["client_secret"],
        }

    def stop(self):
        self.wire.stop()
        self.db.close()
        self.postgres.close()
        self.box.stop()
        drop_database(self.name, self.server)

    @property
    def connection(self):
        return self.facts["connection"]

    def sql(self, query, *values):
        return execute(self.db, query, *values)

    def call(self, model, method, *args, **kwargs):
        return self.client.call(model, method, *args, **kwargs)

    # Crons

    def _cron(self, job):
        return (
            "(SELECT res_id FROM ir_model_data WHERE module = 'connector_base' "
            f"AND name = '{CRONS[job]}')"
        )

    def run(self, job):
        """The cron once, by a worker."""
        self.start(job)
        self.idle(job)

    def start(self, job):
        self.sql(
            "INSERT INTO ir_cron_trigger (cron_id, call_at) VALUES "
            f"({self._cron(job)}, now() AT TIME ZONE 'UTC' - interval '2 s')"
        )
        self.nudge()

    def is_due(self, job):
        return self.sql(
            f"SELECT 1 FROM ir_cron_trigger WHERE cron_id = {self._cron(job)} "
            "AND call_at <= now() AT TIME ZONE 'UTC'"
        )

    def idle(self, job):
        """Until a run that began after this has ended."""
        wait(lambda: not self.is_due(job), f"cron {job} ends", every=self.nudge)

    def nudge(self):
        if self.server:
            self.web.revive()
            self.crons.revive()
        execute(self.postgres, f"NOTIFY cron_trigger, '{self.name}'")

    def let_time_pass(self, hours=2):
        """For all that waits for a moment, and for the ledger's allowance."""
        ago = f"interval '{hours} hours'"
        self.sql(
            f"UPDATE ledger_export SET next_try = next_try - {ago}, "
            f"sent_at = sent_at - {ago} "
            "WHERE state IN ('waiting', 'in_doubt') OR todo IS NOT NULL"
        )
        self.sql(f"UPDATE ledger_run SET next_at = next_at - {ago}")
        self.sql(
            f"UPDATE ledger_relation SET attempted_at = attempted_at - {ago} "
            "WHERE attempt IS NOT NULL"
        )
        for job in CRONS:
            self.sql(
                f"UPDATE ir_cron_trigger SET call_at = call_at - {ago} "
                f"WHERE cron_id = {self._cron(job)}"
            )
        self.sql("DELETE FROM ledger_budget")

    # Workers

    def struck(self, strike, job=None):
        """Until the fault befell its request. A worker that was just killed hears
        of nothing, so it is told again; and Odoo leaves out one run of a ``job`` after
        three that were killed, which somebody has to start once more."""

        def ask():
            if job and not self.is_due(job):
                self.start(job)
            self.nudge()

        wait(strike.hit.is_set, "the request that is meant comes", every=ask)

    def working(self):
        """The id of the worker that holds a connection's lock; there is one."""

        def holder():
            rows = self.sql(
                "SELECT DISTINCT a.application_name FROM pg_locks l "
                "JOIN pg_stat_activity a USING (pid) "
                "WHERE l.locktype = 'advisory' AND l.classid IN (192601, 192602) "
                "AND a.datname = current_database()"
            )
            return rows and int(rows[0][0].rpartition("-")[2])

        return wait(holder, "somebody works")

    def kill(self):
        """The worker, with no chance to tidy up."""
        self.crons.kill_worker(self.working())

    def settled(self):
        """Until no transaction of Odoo is open: PostgreSQL knows who is gone."""
        query = (
            "SELECT 1 FROM pg_stat_activity WHERE datname = current_database() "
            "AND application_name LIKE 'odoo-%%' AND xact_start IS NOT NULL"
        )
        wait(lambda: not self.sql(query), "transactions end")

    @contextlib.contextmanager
    def locking(self, query, *values):
        """What the worker is about to write is locked by a transaction of ours.
        Yields a function that waits until it is blocked."""
        with contextlib.closing(psql(self.name, self.server)) as other:
            other.autocommit = False
            execute(other, query, *values)
            (pid,) = execute(other, "SELECT pg_backend_pid()")[0]

            def blocked():
                return self.sql(
                    "SELECT 1 FROM pg_stat_activity WHERE datname = "
                    "current_database() AND %s = ANY (pg_blocking_pids(pid))",
                    pid,
                )

            yield lambda: wait(blocked, "somebody is blocked", every=self.nudge)
            other.commit()

    def cut_off(self):
        """PostgreSQL ends the connections of all workers, as at a restart."""
        names = [f"odoo-{pid}" for pid in self.crons.workers()]
        self.sql(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
            "WHERE pid <> pg_backend_pid() "
            "AND (application_name = ANY(%s) OR datname = current_database() "
            "AND application_name LIKE 'odoo-%%')",
            names,
        )

    @contextlib.contextmanager
    def without_postgres(self):
        """It crashes, and comes back afterwards. Yields a function that waits until
        the worker has found out. What of Odoo ends with it is started again, see
        ``nudge``."""
        pid = self.working()
        self.server.stop()
        try:
            yield lambda: wait(lambda: pid not in self.crons.workers(), "it is noticed")
        finally:
            self.server.start()
            self._connect()

    # What must be true

    def unfinished(self):
        return self.sql(UNFINISHED)

    def check_books(self):
        """Both sides agree on all invoices so far, each booked once, and each knows
        its own entry."""
        rows = self.sql(
            "SELECT m.name, m.amount_total_signed, m.amount_residual_signed, e.state, "
            "e.ledger_id FROM account_move m "
            "LEFT JOIN ledger_export e ON e.move_id = m.id "
            "WHERE m.move_type LIKE 'out_%%' AND m.state = 'posted'"
        )
        entries = self.box.control("transactions", **self.ledger.place)["transactions"]
        numbers = (entry.get("invoicenumber") for entry in entries)
        totals = self.box.control("totals", **self.ledger.place)
        assert [row for row in rows if row[3] != "done"] == []
        assert Counter(filter(None, numbers)) == {name: 1 for name, *_rest in rows}
        assert _decimals(totals["invoices"]) == {n: total for n, total, *_r in rows}
        assert _decimals(totals["open"]) == {n: rest for n, _t, rest, *_s in rows}
        held = {row[-1]: row[0] for row in rows}
        assert held == {_id(e): e["invoicenumber"] for e in entries if _id(e) in held}
        assert len(held) == len(rows)

    def asked(self, mark, names):
        """How often the ledger was asked to write each of ``names``, as a set."""
        fits = self.ledger.marks[mark]
        bodies = [b for b in self.wire.passed if fits(Seen("POST", "", b))]
        words = [re.compile(rf"\b{re.escape(name)}\b") for (name,) in names]
        return {sum(bool(word.search(b)) for b in bodies) for word in words}

    # What people do

    def log_in_again(self):
        """The admin presses Connect, logs in at the ledger and comes back."""
        action = self.call("ledger.connection", "action_connect", [self.connection])
        back = self.ledger.log_in(self.box, action["url"])
        self.client.http.get(back, timeout=BOUND).raise_for_status()

    def make_customers(self, stem, count=CUSTOMERS):
        names = [f"{stem} {number:03}" for number in range(count)]
        vals = [
            {
                "name": name,
                "is_company": True,
                "street": "Voorbeeldstraat 1",
                "zip": "1000 AA",
                "city": "Voorbeeldstad",
                "email": f"{name.replace(' ', '.').lower()}@voorbeeld.example",
            }
            for name in names
        ]
        return self.call("res.partner", "create", vals)

    def make_invoices(self, customers, kinds=("out_invoice",), count=INVOICES, alike=2):
        """Posted; of several rates, and by turns of these ``kinds``; so many in a row
        are ``alike``, the next ones of the next customer."""
        taxes = self.facts["taxes"]
        vals = [
            {
                "move_type": kinds[number % len(kinds)],
                "partner_id": customers[number // alike % len(customers)],
                "invoice_date": "2026-03-10",
                "invoice_line_ids": [
                    (
                        0,
                        0,
                        {
                            "name": f"Line {line}",
                            "price_unit": 100 + number // alike * 3.33 + line * 0.37,
                            "tax_ids": [(6, 0, [taxes[(number // alike + line) % 3]])],
                        },
                    )
                    for line in range(2)
                ],
            }
            for number in range(count)
        ]
        moves = self.call("account.move", "create", vals)
        self.call("account.move", "action_post", moves)
        return moves

    def print_invoices(self, moves):
        """The PDF of each, as it was sent to the customer."""
        vals = [
            {
                "name": f"invoice {move}.pdf",
                "raw": "%PDF-1.4 voorbeeld",
                "mimetype": "application/pdf",
                "res_model": "account.move",
                "res_id": move,
                "res_field": "invoice_pdf_report_file",
            }
            for move in moves
        ]
        self.call("ir.attachment", "create", vals)
