"""A PostgreSQL server of one's own, which may go away while Odoo works."""

import os
import secrets
import shutil
import signal
import subprocess
import tempfile
import time
from pathlib import Path

import psycopg2

BOUND = 60  # s until it serves
# What was committed is there after a crash; the machine itself does not crash.
SETTINGS = {
    "listen_addresses": "127.0.0.1",
    "unix_socket_directories": "",
    "fsync": "off",
    "max_connections": "60",
    "jit": "off",
}


class Server:
    """``options``: how libpq reaches it. As root it runs as user postgres, for
    PostgreSQL refuses to be root."""

    def __init__(self, port):
        assert shutil.which("initdb"), (
            "a PostgreSQL that can be restarted needs initdb and postgres on the PATH "
            "(Debian has them in /usr/lib/postgresql/*/bin)"
        )
        self.folder = Path(tempfile.mkdtemp(prefix="lc-postgres-"))
        self.data, self.log = self.folder / "data", self.folder / "log"
        self.log.touch()
        password = secrets.token_hex()
        self.options = {
            "host": "127.0.0.1",
            "port": str(port),
            "user": "ledger",
            "password": password,
        }
        self.env = {f"PG{name.upper()}": value for name, value in self.options.items()}
        first = self.folder / "password"
        first.write_text(password)
        self._as = {}
        if os.getuid() == 0:
            self._as = {"user": "postgres", "group": "postgres", "extra_groups": []}
            for path in (self.folder, self.log, first):
                shutil.chown(path, "postgres")
        made = self._run(
            "initdb",
            *("-U", "ledger", "-E", "UTF8", "--locale=C.UTF-8", "--no-sync"),
            *("--auth=scram-sha-256", f"--pwfile={first}"),
        )
        assert made.wait() == 0, self.log.read_text()
        self.start()

    def _run(self, program, *arguments):
        with self.log.open("a") as log:
            return subprocess.Popen(
                [shutil.which(program), "-D", self.data, *arguments],
                cwd=self.folder,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                **self._as,
            )

    def start(self):
        settings = [f"--{name}={value}" for name, value in SETTINGS.items()]
        self._process = self._run("postgres", "-p", self.options["port"], *settings)
        until = time.monotonic() + BOUND
        while not self._serves():
            assert time.monotonic() < until, self.log.read_text()[-4000:]
            time.sleep(0.05)

    def _serves(self):
        assert self._process.poll() is None, self.log.read_text()[-4000:]
        try:
            psycopg2.connect(dbname="postgres", **self.options).close()
        except psycopg2.OperationalError:
            return False
        return True

    def stop(self):
        """At once: it tidies up when it starts again, as after a crash."""
        self._process.send_signal(signal.SIGQUIT)
        self._process.wait(BOUND)

    def remove(self):
        self.stop()
        shutil.rmtree(self.folder)

    def take(self, name):
        """A copy of a database of the environment's server."""
        env = {**os.environ, **self.env}
        subprocess.run(["dropdb", "--if-exists", name], check=True, env=env)
        subprocess.run(["createdb", "-T", "template0", name], check=True, env=env)
        with subprocess.Popen(["pg_dump", name], stdout=subprocess.PIPE) as dump:
            subprocess.run(
                ["psql", "-qXd", name, "-v", "ON_ERROR_STOP=1"],
                check=True,
                env=env,
                stdin=dump.stdout,
                stdout=subprocess.DEVNULL,
            )
        assert dump.returncode == 0
