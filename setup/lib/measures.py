"""What is measured of processes: the CPU, memory and requests of sandboxes and of Odoo,
each in a process of its own."""

import contextlib
import json
import os
import resource
import signal
import subprocess
import sys
import time
from collections import Counter
from pathlib import Path

import sandbox

from odoo import sql_db

TICKS = os.sysconf("SC_CLK_TCK")


class Apart(sandbox.Client):
    """A sandbox in a process of its own."""

    def __init__(self, provider):
        self._process = subprocess.Popen(  # noqa: S603 - our own Python
            [sys.executable, "-m", "sandbox", provider],
            stdout=subprocess.PIPE,
            text=True,
        )
        super().__init__(json.loads(self._process.stdout.readline()))

    def __enter__(self):
        return self

    def __exit__(self, *exc):
        self._process.terminate()
        self._process.wait(10)

    def cpu(self):
        return cpu_of(self._process.pid)

    def requests(self):
        return self.control("requests")["requests"]


def cpu_of(pid):
    """Seconds of another process; 0 where it is on another machine."""
    try:
        fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    except OSError:
        return 0
    return (int(fields[11]) + int(fields[12])) / TICKS


class Measure:
    """What a ``with`` block cost: ``cpu`` (``database`` of it in the database),
    ``wall``, ``sql``, ``requests``, and ``sandbox``, the CPU of the other side."""

    def __init__(self, bench):
        self._bench = bench

    def __enter__(self):
        self._bench.box.control("requests/clear")
        self._start = self._now()
        return self

    def __exit__(self, *exc):
        spent = [b - a for a, b in zip(self._start, self._now(), strict=True)]
        python, self.database, self.wall, self.sandbox, self.sql = spent
        self.cpu = python + self.database
        self.calls = self._bench.box.requests()
        self.requests = len(self.calls)

    def _now(self):
        return (
            time.process_time(),
            self._bench.database_cpu(),
            time.monotonic(),
            self._bench.box.cpu(),
            sql_db.sql_counter,
        )

    def each(self, count):
        return (
            f"{1000 * self.cpu / count:6.1f} ms CPU "
            f"({1000 * self.database / count:.1f} in the database), "
            f"{self.sql / count:5.1f} statements, "
            f"{1000 * self.wall / count:6.1f} ms wall, "
            f"sandbox {1000 * self.sandbox / count:.1f} ms"
        )


@contextlib.contextmanager
def scheduler(arguments, crons=1):
    """Odoo with nothing but its crons. What it says, also when it is cut short at the
    end, stands beside the configuration."""
    log = Path(arguments.config).with_name("bench-scheduler.log")
    process = subprocess.Popen(  # noqa: S603 - our own Python
        [
            sys.executable,
            "-c",
            "from odoo.cli import main; main()",
            f"--config={arguments.config}",
            f"--database={arguments.database}",
            "--no-http",
            f"--max-cron-threads={crons}",
            "--log-level=warn",
        ],
        stderr=log.open("w"),
    )
    try:
        yield
    finally:
        process.send_signal(signal.SIGINT)
        try:
            process.wait(60)
        except subprocess.TimeoutExpired:
            process.kill()


def histogram(moments):
    counts = Counter(int((at - moments[0]) // 10) for at in moments)
    return " ".join(str(counts[n]) for n in range(max(counts, default=0) + 1))


def peak():
    """MiB of this process."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
