"""Odoo with queue_job's own runner, crons off: real processes, real HTTP."""

import contextlib
import json
import os
import signal
import subprocess
import time
import xmlrpc.client
from pathlib import Path

import psycopg2
import pytest
import sandbox
from processes import free_port

ROOT = Path(__file__).resolve().parents[2]
TEMPLATE = os.environ.get("LC_TEST_DATABASE", "lc_test")
DATABASE = "lc_jobs"
ODOO = "from odoo.cli import main; main()"
CHANNELS = "root:2,root.ledger:2"
POSTING = {"root": "transactions"}
# s until the runner believes that a job is dead; it looks as it starts, so late itself.
DEAD, START = 10, 5


class Host:
    """One Odoo host, with a job runner and without crons."""

    def __init__(self, log):
        self.log = log
        self.port = free_port()
        self.url = f"http://127.0.0.1:{self.port}"

    def start(self):
        self.seen = self.log.stat().st_size if self.log.exists() else 0
        with self.log.open("a") as output:
            self.process = subprocess.Popen(
                [
                    *(os.environ["LC_PYTHON"], "-c", ODOO, *options(), "--load"),
                    *("base,rpc,web,queue_job", "--max-cron-threads=0"),
                    f"--http-port={self.port}",
                ],
                stdout=output,
                stderr=subprocess.STDOUT,
                env={**os.environ, "ODOO_QUEUE_JOB_CHANNELS": CHANNELS},
            )

    def wait_for_runner(self):
        ready = "database connections ready"
        self.wait(lambda: ready in self.log.read_text()[self.seen :])

    def kill(self):
        self.process.send_signal(signal.SIGKILL)
        self.process.wait(10)

    def wait(self, condition, timeout=40):
        until = time.monotonic() + timeout
        while not (result := condition()):
            if time.monotonic() > until or self.process.poll() is not None:
                pytest.fail(f"in vain:\n{self.log.read_text()[-4000:]}")
            time.sleep(0.1)
        return result

    def export(self, moves):
        """As a user does in the dialog."""
        models = xmlrpc.client.ServerProxy(f"{self.url}/xmlrpc/2/object")

        def call(model, method, *arguments):
            return models.execute_kw(DATABASE, 2, "admin", model, method, arguments)

        values = {"move_ids": moves, "final": "final"}
        wizard = call("ledger.export.wizard", "create", values)
        call("ledger.export.wizard", "action_export", [wizard])


def options():
    return f"--config={os.environ['LC_STATE']}/odoo.conf", f"--database={DATABASE}"


@contextlib.contextmanager
def connected(database):
    connection = psycopg2.connect(dbname=database)
    connection.autocommit = True
    try:
        yield connection.cursor()
    finally:
        connection.close()


@pytest.fixture(scope="module")
def boxes():
    """Two ledgers, each with the office that is connected as its first."""
    with sandbox.start("twinfield") as one, sandbox.start("twinfield") as two:
        two.info["administrations"].reverse()
        yield one, two


@pytest.fixture(scope="module")
def host(tmp_path_factory):
    with connected("postgres") as cursor:
        cursor.execute(f"DROP DATABASE IF EXISTS {DATABASE} WITH (FORCE)")
        cursor.execute(f"CREATE DATABASE {DATABASE} TEMPLATE {TEMPLATE}")
    host = Host(tmp_path_factory.mktemp("jobs") / "log")
    host.start()
    try:
        yield host
    finally:
        host.kill()


@pytest.fixture(scope="module")
def moves(host, boxes):
    """The ids of the invoices for each ledger."""
    paths = [str(ROOT / "tests"), str(ROOT / "setup" / "lib")]
    done = subprocess.run(
        [
            *(os.environ["LC_PYTHON"], ROOT / "tests/e2e/prepare_jobs.py"),
            *(*options(), "--log-level=warn"),
        ],
        input=json.dumps([{"base_url": b.base_url, "info": b.info} for b in boxes]),
        env={
            **os.environ,
            "PYTHONPATH": ":".join([*paths, os.environ.get("PYTHONPATH", "")]),
        },
        stdout=subprocess.PIPE,
        text=True,
        check=True,
    )
    host.wait_for_runner()
    return json.loads(done.stdout.splitlines()[-1])


@pytest.fixture
def database(host):
    with connected(DATABASE) as cursor:
        yield cursor


def count(cursor, table, state):
    cursor.execute(f"SELECT count(*) FROM {table} WHERE state = %s", [state])
    return cursor.fetchone()[0]


def booked(box):
    """The numbers of the invoices that stand in the ledger."""
    office = box.info["administrations"][0]
    entries = box.control("transactions", office=office)["transactions"]
    return sorted(entry["invoicenumber"] for entry in entries)


def names(cursor, moves):
    cursor.execute("SELECT name FROM account_move WHERE id IN %s", [tuple(moves)])
    return sorted(name for (name,) in cursor.fetchall())


def test_two_connections_are_worked_side_by_side(host, boxes, moves, database):
    for box, mine in zip(boxes, moves, strict=True):
        box.control("fault", kind="slow", seconds=2, **POSTING)
        host.export(mine[:2])
    host.wait(lambda: count(database, "queue_job", "started") == 2)
    host.wait(lambda: count(database, "ledger_export", "done") == 4)
    for box, mine in zip(boxes, moves, strict=True):
        assert booked(box) == names(database, mine[:2])


def test_killed_host_books_everything_exactly_once(host, boxes, moves, database):
    """Killed when one ledger has booked and did not answer yet, and the other was
    still asked for its customers. Nobody presses anything afterwards."""
    boxes[0].control("fault", kind="timeout", seconds=20, **POSTING)
    boxes[1].control("fault", kind="timeout", seconds=20, service="finder")
    for mine in moves:
        host.export(mine[2:])
    host.wait(lambda: len(booked(boxes[0])) == 4)
    assert count(database, "queue_job", "started") == 2
    assert count(database, "ledger_export", "sending") == 2
    time.sleep(DEAD - START)
    host.kill()
    host.start()
    host.wait(lambda: count(database, "ledger_export", "done") == 8)
    for box, mine in zip(boxes, moves, strict=True):
        assert booked(box) == names(database, mine)
