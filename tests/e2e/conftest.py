"""The demo as a user starts it: real processes, a real browser, nothing else."""

import contextlib
import json
import os
import secrets
import subprocess
import threading
import time
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import pytest
from browser import log_in, open_browser, press, see  # noqa: F401 - for the tests
from databases import drop_database, prepare_database
from field import Field
from ledgers import LEDGERS
from postgres import Server
from processes import Odoo, free_port, wait

ROOT = Path(__file__).resolve().parents[2]
DEMO = "lc_e2e"
START = 240  # s until the demo serves


@dataclass
class Demo:
    url: str
    figures: dict
    output: str
    key: str
    log: Path


@pytest.fixture(scope="session")
def demo(tmp_path_factory):
    """``setup/demo`` while it serves, in a database of its own."""
    folder = tmp_path_factory.mktemp("demo")
    figures, log = folder / "figures.json", folder / "output"
    port = free_port()
    key = secrets.token_urlsafe(32)
    with log.open("w") as output:
        process = subprocess.Popen(
            [ROOT / "setup" / "demo", "--port", str(port), "--json", figures],
            stdout=output,
            stderr=subprocess.STDOUT,
            env={**os.environ, "LC_DEMO_DATABASE": DEMO, "LEDGER_CONNECTOR_KEY": key},
        )
    try:
        wait_for(process, log, "==> Odoo: ")
        url = f"http://localhost:{port}"
        yield Demo(url, json.loads(figures.read_text()), log.read_text(), key, log)
    finally:
        process.terminate()
        process.wait(60)


def wait_for(process, log, text):
    until = time.monotonic() + START
    while text not in log.read_text():
        if process.poll() is not None or time.monotonic() > until:
            pytest.fail(f"the demo did not start:\n{log.read_text()[-4000:]}")
        time.sleep(0.5)


@pytest.fixture
def browser(demo):
    """Chromium, logged in."""
    driver = open_browser()
    try:
        log_in(driver, demo.url)
        yield driver
    finally:
        driver.quit()


# The fault matrix


class Fields:
    """The field of each ledger, made when it is first asked for, and anew after a
    failure: what that left behind must not make the next test fail. With ``own``
    it has a PostgreSQL of its own, which may go away."""

    def __init__(self, folder):
        self._folder, self._open, self._facts = folder, {}, {}
        self._apart, self._lock = [], threading.Lock()

    def __call__(self, ledger, own=False):
        if (ledger, own) not in self._open:
            self._open[ledger, own] = self._make(ledger, own)
        return self._open[ledger, own][0]

    @cached_property
    def server(self):
        return Server(free_port())

    def template(self, ledger):
        """(name of a database with a connection, the ids that tests need)"""
        name = f"lc_faults_{ledger}"
        with self._lock:
            if ledger not in self._facts:
                log = self._folder / f"prepare-{ledger}"
                self._facts[ledger] = prepare_database(name, LEDGERS[ledger], log)
        return name, self._facts[ledger]

    def _make(self, ledger, own):
        with contextlib.ExitStack() as stack:
            server = self.server if own else None
            name, *processes = "own" if own else "0", {"http": 0}, {"crons": 2}
            (field,) = self._start(stack, ledger, [name], *processes, server=server)
            return field, stack.pop_all()

    def apart(self, ledger, names, *processes):
        """More of them, with ``processes`` of their own."""
        with contextlib.ExitStack() as stack:
            fields = self._start(stack, ledger, names, *processes)
            self._apart.append(stack.pop_all())
            return fields

    def _start(self, stack, ledger, names, *processes, server=None):
        """The first of the processes serves, the last one works."""
        template, facts = self.template(ledger)
        if server:
            server.take(template)
        fields = []
        for name in names:
            database = f"{template}_{name}"
            field = Field(LEDGERS[ledger], template, database, facts, server)
            stack.callback(field.stop)
            fields.append(field)
        databases = [field.name for field in fields]
        started = []
        for number, options in enumerate(processes):
            log = self._folder / f"{databases[0]}-{number}"
            ports = {"http": free_port()} if "http" in options else {}
            odoo = Odoo(databases, log, **{**options, **ports}, server=server)
            started.append(stack.enter_context(odoo))
            if ports:
                wait(odoo.is_serving, "Odoo serves")
        for field in fields:
            field.open(started[0], started[-1])
            field.warm_up()
        return fields

    @contextlib.contextmanager
    def used(self, field):
        try:
            yield
        except BaseException as error:
            error.add_note(field.crons.log.read_text()[-6000:])
            self.close(field.ledger.provider, bool(field.server))
            raise

    def close(self, *key):
        self._open.pop(key)[1].close()

    def stop(self):
        for key in list(self._open):
            self.close(*key)
        for stack in self._apart:
            stack.close()
        for ledger in self._facts:
            drop_database(f"lc_faults_{ledger}")
        if "server" in vars(self):
            self.server.remove()


@pytest.fixture(scope="session")
def fields(tmp_path_factory):
    fields = Fields(tmp_path_factory.mktemp("faults"))
    yield fields
    fields.stop()
