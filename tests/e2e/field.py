"""Odoo as processes of their own, each database with its sandbox and the wire between
them. Everything goes over HTTP, as a browser would, or is looked at in PostgreSQL."""

import configparser
import contextlib
import json
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import threading
import time
from collections import Counter
from decimal import Decimal
from pathlib import Path

import psycopg2
import requests
import sandbox
from contract.weather import Seen
from wire import Wire

ROOT = Path(__file__).resolve().parents[2]
STATE = Path(os.environ.get("LC_STATE", ROOT / ".setup"))
CONFIG = STATE / "odoo.conf"
ODOO = [sys.executable, "-c", "from odoo.cli import main; main()", f"--config={CONFIG}"]
NIGHTLY = os.environ.get("LC_PROFILE") == "nightly"
INVOICES = 200 if NIGHTLY else 5
CUSTOMERS = 20 if NIGHTLY else 5
BOUND = 600 if NIGHTLY else 90  # s for one state to be reached
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


def wait(state, what, bound=BOUND, every=lambda: None):
    """Until ``state()`` is true, which is returned."""
    until, nudge = time.monotonic() + bound, 0
    while not (found := state()):
        assert time.monotonic() < until, f"not within {bound} s: {what}"
        if time.monotonic() > nudge:
            every()
            nudge = time.monotonic() + 1
        time.sleep(0.02)
    return found


# Databases

# A database that is being copied can't be copied by another one.
_CLONING = threading.Lock()


def psql(database, server=None):
    """``server``: instead of the one of the environment"""
    connection = psycopg2.connect(dbname=database, **(server.options if server else {}))
    connection.autocommit = True
    return connection


def execute(connection, query, *values):
    with connection.cursor() as cr:
        cr.execute(query, values)
        return cr.fetchall() if cr.description else []


def _filestore(name):
    config = configparser.RawConfigParser()
    config.read(CONFIG)
    return Path(config["options"]["data_dir"], "filestore", name)


def drop_database(name, server=None):
    with contextlib.closing(psql("postgres", server)) as connection:
        execute(connection, f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')
    shutil.rmtree(_filestore(name), ignore_errors=True)


def clone_database(template, name, server=None):
    drop_database(name, server)
    with contextlib.closing(psql("postgres", server)) as connection:
        with _CLONING:
            wait(lambda: _copied(connection, template, name), "it can be copied")
    # Links are enough: Odoo never changes a file, it adds and removes.
    shutil.copytree(_filestore(template), _filestore(name), copy_function=os.link)


def _copied(connection, template, name):
    try:
        execute(connection, f'CREATE DATABASE "{name}" TEMPLATE "{template}"')
    except psycopg2.errors.ObjectInUse:
        return False  # another command copies it
    return True


def prepare_database(name, ledger, log):
    """``name`` with the addons and a connection; returns the ids that tests need."""
    clone_database(os.environ["LC_BASE"], name)
    addon = f"{ledger.provider}_connector"
    with log.open("w") as output:
        subprocess.run(
            [*ODOO, f"--database={name}", f"--init={addon}", "--stop-after-init"],
            check=True,
            stdout=output,
            stderr=output,
        )
        with sandbox.start(ledger.provider) as box:
            made = subprocess.run(
                [
                    sys.executable,
                    Path(__file__).with_name("prepare.py"),
                    f"--config={CONFIG}",
                    f"--database={name}",
                    ledger.provider,
                ],
                check=True,
                env={**os.environ, "PYTHONPATH": f"{ROOT}/setup/lib:{ROOT}/tests"},
                input=json.dumps({"base_url": box.base_url, "info": box.info}),
                stdout=subprocess.PIPE,
                stderr=output,
                text=True,
            )
    return json.loads(made.stdout.splitlines()[-1])


# Processes


def odoo(*arguments, command=(), script=""):
    """Odoo's command line, to its end and without an error."""
    done = subprocess.run(
        [*ODOO[:-1], *command, ODOO[-1], *arguments],
        input=script,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr[-4000:]
    assert " ERROR " not in done.stderr, done.stderr[-4000:]
    return done


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


class Odoo:
    """One Odoo process with what it starts itself. With ``http`` it serves in
    threads, without it its cron workers are processes, which can be killed."""

    def __init__(self, databases, log, http=0, crons=0, server=None):
        self.log, self._read = log, 0
        self.url = f"http://127.0.0.1:{http}"
        serving = [f"--http-port={http}"] if http else ["--no-http", "--workers=1"]
        self._command = [
            *ODOO,
            *serving,
            f"--database={','.join(databases)}",
            f"--max-cron-threads={crons}",
            "--log-level=warn",
        ]
        self._env = {**os.environ, **(server.env if server else {})}
        self._start()

    def _start(self):
        with self.log.open("a") as output:
            self.process = subprocess.Popen(
                self._command, stdout=output, stderr=subprocess.STDOUT, env=self._env
            )

    def revive(self):
        """As a supervisor does with what has ended."""
        if self.process.poll() is not None:
            self._start()

    def __enter__(self):
        return self

    def __exit__(self, *exc):
        self.stop()

    def is_serving(self):
        assert self.process.poll() is None, self.log.read_text()[-4000:]
        with contextlib.suppress(requests.RequestException):
            return requests.get(f"{self.url}/web/health", timeout=30).ok
        return False

    def errors(self):
        """What it logged as errors since this was asked."""
        text = self.log.read_text()
        text, self._read = text[self._read :], len(text)
        return [line for line in text.splitlines() if " ERROR " in line]

    def workers(self):
        """Ids of the processes that it started."""
        if self.process.poll() is not None:
            return []
        task = f"/proc/{self.process.pid}/task/{self.process.pid}/children"
        return [int(pid) for pid in Path(task).read_text().split()]

    def kill_worker(self, pid):
        assert pid in self.workers(), "only what we started is killed"
        os.kill(pid, signal.SIGKILL)

    def stop(self):
        """At once, unless it has workers to stop itself: its databases go too."""
        if not self.workers():
            self.process.kill()
        self.process.terminate()
        try:
            self.process.wait(60)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait(10)


class Client:
    """A browser, logged in."""

    def __init__(self, url, database):
        self.url = url
        self.http = requests.Session()
        self._ask(
            "/web/session/authenticate",
            {"db": database, "login": "admin", "password": "admin"},
        )

    def _ask(self, path, params):
        answer = self.http.post(
            self.url + path,
            json={"jsonrpc": "2.0", "method": "call", "params": params},
            timeout=BOUND,
        )
        answer.raise_for_status()
        content = answer.json()
        if "error" in content:
            data = content["error"].get("data") or {}
            raise RuntimeError(f"{data.get('name')}: {data.get('message')}")
        return content.get("result")

    def call(self, model, method, *args, **kwargs):
        return self._ask(
            f"/web/dataset/call_kw/{model}/{method}",
            {"model": model, "method": method, "args": args, "kwargs": kwargs},
        )

    def export(self, moves):
        """The button on a selection, and the button of its dialog."""
        action = self.call("account.move", "action_ledger_export", moves)
        chosen = {"move_ids": [(6, 0, moves)], "final": "final"}
        (wizard,) = self.call(
            "ledger.export.wizard", "create", [chosen], context=action["context"]
        )
        return self.call("ledger.export.wizard", "action_export", [wizard])


def _decimals(texts):
    return {name: Decimal(text) for name, text in texts.items()}


def _id(entry):
    """As Odoo knows it."""
    return entry.get("id") or f"{entry['daybook']}/{entry['number']}"


# All together


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
        self.booked = self.make_invoices(self.customers)
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

    def idle(self, job):
        """Until a run that began after this has ended."""
        due = (
            f"SELECT 1 FROM ir_cron_trigger WHERE cron_id = {self._cron(job)} "
            "AND call_at <= now() AT TIME ZONE 'UTC'"
        )
        wait(lambda: not self.sql(due), f"cron {job} ends", every=self.nudge)

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

    def struck(self, strike):
        """Until the fault befell its request. A worker that was just killed hears
        of nothing, so it is told again."""
        wait(strike.hit.is_set, "the request that is meant comes", every=self.nudge)

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

    def make_invoices(self, customers, kinds=("out_invoice",), count=INVOICES):
        """Posted; of several rates, and by turns of these ``kinds``; two and two are
        alike."""
        taxes = self.facts["taxes"]
        vals = [
            {
                "move_type": kinds[number % len(kinds)],
                "partner_id": customers[number // 2 % len(customers)],
                "invoice_date": "2026-03-10",
                "invoice_line_ids": [
                    (
                        0,
                        0,
                        {
                            "name": f"Line {line}",
                            "price_unit": 100 + number // 2 * 3.33 + line * 0.37,
                            "tax_ids": [(6, 0, [taxes[(number // 2 + line) % 3]])],
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
