"""The bench: how much the connectors ask of the ledgers, of Odoo and of the machine.

Ratios of one run, so that they hold on any machine. CPU is that of this process and
of its database connections; the sandboxes are processes of their own. Invoices are
copies, made by SQL, of some that Odoo posted. Called by ``setup/bench``.
"""

import argparse
import contextlib
import json
import signal
import sys
import time
from dataclasses import replace
from datetime import date, datetime
from functools import partial
from pathlib import Path
from statistics import median

import demo
from bench_payments import LONGEST, PORTION, Payments
from budgets import judge, rate_share, worst
from copies import copy_moves
from demo import say
from demo_companies import COUNTRIES
from measures import Apart, Measure, cpu_of, histogram, peak, scheduler

from odoo import SUPERUSER_ID, api
from odoo.modules.registry import Registry
from odoo.tools import config

DUTCH = COUNTRIES["nl"]
LEDGERS = DUTCH.ledgers
REPEATS = 5  # of the smallest run, whose figures would be noise otherwise
RATE = 60  # calls a minute that Exact Online permits


class Bench(Payments):
    """One ledger. Each step has a cursor of its own, as a cron has."""

    def __init__(self, registry, ledger, box, arguments):
        self.registry, self.ledger, self.box = registry, ledger, box
        self.arguments, self.sizes = arguments, arguments.sizes
        self.many, self.paid = arguments.many, arguments.paid
        self.figures, self.extra = {}, {}
        self._number = 0

    @contextlib.contextmanager
    def env(self):
        with self.registry.cursor() as cr:
            env = api.Environment(cr, SUPERUSER_ID, {"lang": "en_US"})
            if hasattr(self, "company_id"):
                env = env(context={"allowed_company_ids": [self.company_id]})
                self.connection = env["ledger.connection"].browse(self.connection_id)
            yield env

    def database_cpu(self):
        """Of all our connections, most of which stay open in their pool."""
        with self.registry.cursor() as cr:
            cr.execute(
                "SELECT pid FROM pg_stat_activity WHERE datname = current_database()"
            )
            return sum(cpu_of(pid) for (pid,) in cr.fetchall())

    def note(self, name, value, digits=2):
        self.extra[name] = round(value, digits)

    # Before

    def prepare(self):
        """A company, its templates, and a connection that knows all customers."""
        say(f"==> {self.ledger.name}: a company, a connection, customers")
        with self.env() as env:
            company = demo.prepare_company(env, DUTCH, f"Bench {self.ledger.name}")
            env = env(context={**env.context, "allowed_company_ids": company.ids})
            customers = demo.prepare_customers(env, DUTCH)
            moves = demo.prepare_invoices(env, DUTCH, customers)
            connection = demo.connect(env, company, DUTCH, self.ledger, self.box)
            self.company_id, self.connection_id = company.id, connection.id
            demo.export(env, moves)
            invoices = moves.filtered(lambda move: move.move_type == "out_invoice")
            self.templates = invoices.ids
            self.where = {self.ledger.place: connection.administration_code}
        if self.ledger.provider == "exact":
            self.box.control("limits", minutely=None, daily=None)

    def copies(self, count):
        """The ids of new posted invoices."""
        made = []
        while len(made) < count:
            some = min(count - len(made), PORTION)
            with self.env() as env:
                made += copy_moves(env.cr, self.templates, some, self._number)
            self._number += some
        with self.env() as env:
            # As the database does by itself after a while.
            env.cr.execute("ANALYZE account_move, account_move_line, ledger_export")
        return made

    # Export

    def export(self, ids):
        """Through the queue and the cron, until nothing waits."""
        for start in range(0, len(ids), PORTION):
            with self.env() as env:
                moves = env["account.move"].browse(ids[start : start + PORTION])
                env["ledger.export"]._enqueue(moves)
        self.wait(ids, LONGEST, lambda env: env["ledger.run"]._cron("export"))

    def wait(self, ids, seconds, work=lambda env: None):
        """Until all are exported."""
        deadline = time.monotonic() + seconds
        while True:
            with self.env() as env:
                work(env)
            with self.env() as env:
                groups = env["ledger.export"]._read_group(
                    [("move_id", "in", ids)], ["state"], ["__count"]
                )
                counts = dict(groups)
            if counts == {"done": len(ids)}:
                return
            if counts.get("rejected") or time.monotonic() > deadline:
                raise RuntimeError(f"not everything was exported: {counts}")
            time.sleep(1)

    def measure_export(self, size):
        """CPU seconds and statements an invoice."""
        ids = self.copies(size)
        with Measure(self) as cost:
            self.export(ids)
        say(f"    {size:>6} invoices: {cost.requests} requests; {cost.each(size)}")
        return cost, ids

    def exports(self):
        say("==> Export")
        small, middle, *large = self.sizes
        runs = [self.measure_export(small)[0] for _round in range(REPEATS)]
        cpus = {small: median(run.cpu / small for run in runs)}
        cost, self.exported = self.measure_export(middle)
        cpus[middle] = cost.cpu / middle
        before = peak()
        if self.ledger.provider == "twinfield":
            self.figures["twinfield_requests_per_1000"] = 1000 * cost.requests / middle
            self.figures["sql_per_invoice"] = cost.sql / middle
        else:
            # One request and two commits an invoice: no batch, so no budget.
            self.note("sql_per_invoice", cost.sql / middle)
            self.figures["exact_requests_per_invoice"] = cost.requests / middle
        self.imports("few", date.today())
        for size in large:
            cost, self.exported = self.measure_export(size)
            cpus[size] = cost.cpu / size
        self.figures["cpu_per_invoice_ratio"] = cpus[max(cpus)] / cpus[small]
        self.figures["peak_memory_growth_mib"] = peak() - before
        for size, cpu in cpus.items():
            self.note(f"cpu_ms_per_invoice_{size}", 1000 * cpu)
        self.note("wall_ms_per_invoice", 1000 * cost.wall / max(cpus))

    # Rate

    def wake(self, env):
        """A scheduler that has just been started sleeps for a minute first."""
        if not self.box.requests():
            env["ledger.export"]._trigger()

    def rate(self, minutes):
        """Under the vendor's limits, by Odoo's own scheduler in a process of its own:
        what the waiting costs is part of the figure."""
        say(f"==> Export at {RATE} calls a minute, by Odoo's scheduler")
        ids = self.copies(RATE * minutes + 3)
        with self.env() as env:
            env.cr.execute("UPDATE ledger_budget SET spent = NULL")
            env.cr.execute(
                "UPDATE ir_cron SET active = (id = %s)",
                [env.ref("connector_base.ir_cron_export").id],
            )
            env.cr.execute("DELETE FROM ir_cron_trigger")
        self.box.control("limits")
        self.box.control("requests/clear")
        with self.env() as env:
            env["ledger.export"]._enqueue(env["account.move"].browse(ids))
        with scheduler(self.arguments):
            self.wait(ids, 60 * (minutes + 3), self.wake)
            time.sleep(3)  # until the job has ended too
        calls = self.box.requests()
        moments = [
            datetime.fromisoformat(call["time"]).timestamp()
            for call in calls
            if call["kind"] == "post"
        ]
        say(f"    calls in each 10 s from the first one: {histogram(moments)}")
        share = rate_share(moments, RATE)
        self.figures["exact_rate_share"] = share
        self.figures["exact_throttled"] = sum(call["status"] == 429 for call in calls)


# All of it


def measure(bench):
    bench.prepare()
    bench.exports()
    bench.imports_among_many()
    bench.import_all()
    if bench.ledger.provider == "exact":
        bench.rate(1 if bench.arguments.quick else 3)


def unthrottle():
    """So that minutes of waiting don't hide what work costs: the allowance of a minute
    each second, and as many calls to remember."""
    from odoo.addons.exact_connector.models import ledger_connection as exact  # noqa: PLC0415
    from odoo.addons.twinfield_connector.models import (  # noqa: PLC0415
        ledger_connection as twinfield,
    )

    for module in (exact, twinfield):
        module.limits = partial(a_second_each, module.limits)


def a_second_each(limits, *args, **kwargs):
    return tuple(replace(one, seconds=1) for one in limits(*args, **kwargs))


def show(figures, extra, quick):
    say(f"\n  {'Budget':<62}{'Limit':>8}{'Figure':>10}")
    for _key, what, figure, limit, kept in judge(figures):
        say(f"    {what:<60}{limit:>8g}{figure:>10.2f}  {'ok' if kept else 'OVER'}")
    if quick:
        say("    (small sizes: for comparison, not for judgement)")
    say()
    for name, value in extra.items():
        say(f"    {name:<60}{value:>18,.2f}")


def parse():
    parser = argparse.ArgumentParser(prog="setup/bench")
    parser.add_argument("--config", required=True, help=argparse.SUPPRESS)
    parser.add_argument("--database", required=True, help=argparse.SUPPRESS)
    parser.add_argument("--quick", action="store_true")
    parser.add_argument("--sizes", help="100,1000,10000: three sizes or two")
    parser.add_argument("--many", type=int, help="open items of the larger import")
    parser.add_argument("--json", metavar="FILE")
    parser.add_argument("--ledger", choices=[one.provider for one in LEDGERS])
    arguments = parser.parse_args()
    quick = arguments.quick
    sizes = arguments.sizes or ("20,100,200" if quick else "100,1000,10000")
    arguments.sizes = [int(size) for size in sizes.split(",")]
    arguments.many = arguments.many or (2000 if quick else 100_000)
    arguments.paid = 20 if quick else 100
    least = 4 * arguments.paid
    if min(arguments.sizes[1:], default=0) < least:
        parser.error(f"two sizes at least, the others than the first {least} or more")
    return arguments


def main():
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    arguments = parse()
    config.parse_config(
        [
            f"--config={arguments.config}",
            f"--database={arguments.database}",
            "--log-level=warn",
        ]
    )
    started = time.monotonic()
    registry = Registry(arguments.database)
    unthrottle()
    measured, extra = {}, {}
    for ledger in LEDGERS:
        if arguments.ledger in (None, ledger.provider):
            with Apart(ledger.provider) as box:
                bench = Bench(registry, ledger, box, arguments)
                measure(bench)
            measured[ledger.provider] = bench.figures
            extra |= {f"{ledger.provider}_{k}": v for k, v in bench.extra.items()}
    for provider, mine in measured.items():
        extra |= {
            f"{provider}_{key}": round(value, 3)
            for key, value in mine.items()
            if not key.startswith(provider)
        }
    figures = worst(measured)
    extra["wall_seconds"] = round(time.monotonic() - started)
    show(figures, extra, arguments.quick)
    if arguments.json:
        figures = {key: round(value, 3) for key, value in figures.items()}
        Path(arguments.json).write_text(json.dumps(figures | extra, indent=2))
    return not arguments.quick and not all(row[-1] for row in judge(figures))


if __name__ == "__main__":
    sys.exit(main())
