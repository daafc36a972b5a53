"""Odoo as processes of their own, and who sits before it. Everything goes over HTTP, as
a browser would."""

import contextlib
import os
import random
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

import requests

ROOT = Path(__file__).resolve().parents[2]
STATE = Path(os.environ.get("LC_STATE", ROOT / ".setup"))
CONFIG = STATE / "odoo.conf"
ODOO = [sys.executable, "-c", "from odoo.cli import main; main()", f"--config={CONFIG}"]
NIGHTLY = os.environ.get("LC_PROFILE") == "nightly"
BOUND = 600 if NIGHTLY else 90  # s for one state to be reached


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
    """Below those that the system gives to whoever calls: one of these could be taken
    again before Odoo serves there."""
    while True:
        port = random.randrange(12_000, 32_000)
        with socket.socket() as probe, contextlib.suppress(OSError):
            probe.bind(("127.0.0.1", port))
            return port


class Odoo:
    """One Odoo process with what it starts itself. With ``http`` it serves in
    threads, or in so many ``workers`` and an evented one, as on most servers; without
    it its cron workers are processes, which can be killed."""

    def __init__(self, databases, log, http=0, crons=0, workers=0, server=None):
        self.log, self._read = log, 0
        self.url = f"http://127.0.0.1:{http}"
        serving = [f"--http-port={http}"] if http else ["--no-http", "--workers=1"]
        command = ODOO
        if workers:
            self.evented = f"ws://127.0.0.1:{(port := free_port())}/websocket"
            serving += [f"--workers={workers}", f"--gevent-port={port}"]
            # A file, which Odoo starts once more for the evented worker.
            main = log.with_suffix(".py")
            main.write_text(ODOO[2])
            command = [sys.executable, str(main), ODOO[-1]]
        self._command = [
            *command,
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
