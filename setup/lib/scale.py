"""The bench at scale: what many connections, long histories and slow ledgers cost,
under Odoo's default limits. Counts and ratios, so that they hold on any machine; what
has another size than its key says is scaled to it. Called by ``setup/bench --scale``.
"""

import argparse
import json
import math
import sys
import time
from datetime import date
from pathlib import Path

import bench as one_by_one
from bench import LEDGERS, Bench
from bench_payments import STATEMENT
from budgets import SCALE, judge
from copies import own_items
from demo import say
from dialogs import Dialogs
from fleet import Fleet
from lists import Lists
from measures import Apart, Measure

from odoo import sql_db
from odoo.modules.registry import Registry
from odoo.tools import config

TIME_BOX = 45  # s of one run, as the crons have
LONGEST = 3600  # s for one measurement
SHOWN = ("ledger_state", "ledger_number", "ledger_changed", "ledger_is_draft")
CARD = ("state", "stopped", "problem", "progress", "waiting_count", "rejected_count")
CARD += ("doubt_count", "done_count", "last_import_at", "weeks_graph")
FULL = {"paid": 3000, "connections": 100, "known": 20_000, "all": 200_000}
FULL |= {"control": 10_000, "history": 100_000, "exact": 300}
QUICK = {"paid": 200, "connections": 8, "known": 2000, "all": 5000}
QUICK |= {"control": 400, "history": 5000, "exact": 60}
# The customers last, as all but its own are gone then.
PARTS = {
    "twinfield": (
        "payments",
        "control",
        "history",
        "lists",
        "dialogs",
        "fleet",
        "customers",
    ),
    "exact": ("exact",),
}
RESULTS = Path(__file__).resolve().parents[2] / "tests" / "e2e" / "SCALE.md"
HEAD = """\
# At scale

Written by `setup/bench --scale --write`, under Odoo's default limits. Sizes: {sizes}.

| figure | what it says | at most | measured |
| --- | --- | --- | --- |
"""


class Scale(Fleet, Lists, Dialogs, Bench):
    """One ledger, its connection and its copies."""

    def __init__(self, registry, ledger, box, arguments, sizes):
        super().__init__(registry, ledger, box, arguments)
        self.scale = sizes

    def runs(self, work, is_done):
        """Runs as a cron has them, until ``is_done(env)``: how many it took."""
        deadline = time.monotonic() + LONGEST
        for number in range(1, 1000):
            with self.env() as env:
                env["ledger.run"]._cron(work)
            with self.env() as env:
                if is_done(env):
                    return number
            if time.monotonic() > deadline:
                break
        raise RuntimeError(f"{work} does not come to its end")

    # Payments

    def payments(self):
        count = self.scale["paid"]
        say(f"==> {self.ledger.name}: first import of {count} payments, and the audit")
        ids = self.copies(count)
        self.export(ids)
        self.receive(ids, date.today(), STATEMENT)
        with self.env():
            self.import_run().write({"cursor": False, "full_at": False})

        def is_paid(env):
            left = [("id", "in", ids), ("amount_residual", "!=", 0)]
            return not env["account.move"].search_count(left, limit=1)

        with Measure(self) as cost:
            runs = self.runs("import", is_paid)
        say(f"    {cost.requests} requests in {runs} runs; {cost.each(count)}")
        self.figures["first_import_requests_per_payment"] = cost.requests / count
        # What is left of the first one, then an audit in which nothing changed.
        self.runs("import", self.is_audited)
        with self.env():
            self.connection._ask("import", full=True)
        with Measure(self) as cost:
            self.runs("import", self.is_audited)
        say(f"    audit: {cost.requests} requests; {cost.each(count)}")
        beyond = max(cost.requests - 20, 0)
        self.figures["audit_requests_per_1000"] = 1000 * beyond / count
        self.note("audit_requests", cost.requests, 0)

    def is_audited(self, env):
        return not (self.import_run().left or {}).get("audit")

    # Customers

    def customers(self):
        from odoo.addons.connector_base.ledger.values import (  # noqa: PLC0415
            Item,
            ItemKind,
            Ref,
        )

        known, most = self.scale["known"], self.scale["all"]
        say(f"==> {known} unchanged customers; a new one among 10 and {most}")
        few = self.new_customers("few", 80_000_000)
        items = [
            Item(
                kind=ItemKind.CUSTOMER,
                ref=Ref(code=f"K{number}"),
                name=f"Customer {number}",
                attributes={"vat": f"NL{number:09}B01", "chamber": f"{number:08}"},
            )
            for number in range(known)
        ]
        with self.env() as env:
            store = env["ledger.item.store"]
            store._replace(self.connection, ItemKind.CUSTOMER, items)
        with Measure(self) as cost, self.env() as env:
            store = env["ledger.item.store"]
            store._replace(self.connection, ItemKind.CUSTOMER, items)
        seconds = cost.cpu * 20_000 / known
        self.figures["refresh_cpu_seconds_20000"] = seconds
        with self.env() as env:
            env.cr.execute(
                "INSERT INTO ledger_item (connection_id, company_id, kind, code, "
                "remote_id, name, active, vat_key, attributes) SELECT %s, %s, "
                "'customer', 'M' || n, 'M' || n, 'Many ' || n, true, 'M' || n, "
                "jsonb_build_object('vat', 'M' || n) FROM generate_series(1, %s) n",
                [self.connection_id, self.company_id, most - known],
            )
            env.cr.execute("ANALYZE ledger_item")
        many = self.new_customers("many", 90_000_000)
        self.figures["new_customer_cpu_ratio_200000_to_10"] = many / few
        self.note("new_customer_cpu_ms", 1000 * many)

    def new_customers(self, name, first, count=20):
        """CPU seconds for one that the ledger does not know yet; chamber numbers from
        ``first`` on."""
        with self.env() as env:
            partners = env["res.partner"].create(
                [
                    {
                        "name": f"New {name} {number} B.V.",
                        "is_company": True,
                        "vat": False,
                        "company_registry": f"{first + number}",
                        "email": f"{name}{number}@new.example",
                        "country_id": env.ref("base.nl").id,
                    }
                    for number in range(count)
                ]
            )
            links = env["ledger.relation"].create(
                [
                    {
                        "connection_id": self.connection_id,
                        "partner_id": partner.id,
                        "role": "customer",
                    }
                    for partner in partners
                ]
            )
            ids = links.ids
        with Measure(self) as cost, self.env() as env:
            with self.connection._open() as ledger:
                for link in env["ledger.relation"].browse(ids):
                    if trouble := link._resolve(ledger):
                        raise RuntimeError(str(trouble))
        return cost.cpu / count

    # What grows

    def history(self):
        """A list and the overview, before and after years of exports."""
        count = self.scale["history"]
        say(f"==> A list of 80 invoices, and the overview with {count} exported")
        with self.env() as env:
            moves = env["account.move"].search(
                [("ledger_state", "=", "done")], limit=80
            )
            moves.mapped("name")
            before = sql_db.sql_counter
            moves.read(SHOWN)
            self.figures["list_extra_sql"] = sql_db.sql_counter - before
            like = moves[0].id
        few = self.overview()
        with self.env() as env:
            entries = [f"VRK/H{number}" for number in range(count)]
            own_items(env.cr, self.connection_id, like, entries)
        with self.registry.cursor() as cr:
            cr._cnx.autocommit = True
            cr.execute("VACUUM ANALYZE ledger_export")
        self.figures["overview_cpu_ratio_100000_to_100"] = self.overview() / few

    def overview(self, times=20, rounds=10):
        """CPU seconds to open it: the least of some rounds, as others work beside."""
        costs = []
        for _round in range(rounds):
            with Measure(self) as cost:
                for _time in range(times):
                    with self.env():
                        self.connection.read(CARD)
            costs.append(cost.cpu / times)
        return min(costs)

    # Control report

    def control(self):
        count = self.scale["control"]
        say(f"==> Control report over {count} invoices")
        self.export(self.copies(count))
        with self.env():
            self.connection._ask("control", full=True)

        def is_done(env):
            run = env["ledger.run"]._get(self.connection, "control")
            return run.done_at and not (run.left or {}).get("part")

        with Measure(self) as cost:
            runs = self.runs("control", is_done)
        say(f"    {cost.requests} requests in {runs} runs; {cost.each(count)}")
        boxes = math.ceil(cost.wall / TIME_BOX * 10_000 / count)
        self.figures["control_runs_for_10000"] = max(runs, boxes)

    def exact(self):
        """The least of three rounds, as others work beside."""
        size = self.scale["exact"] // 3
        cpu = min(self.measure_export(size)[0].cpu for _round in range(3))
        self.figures["exact_cpu_ms_per_invoice"] = 1000 * cpu / size


def measure(scale, only):
    scale.prepare()
    for part in PARTS[scale.ledger.provider]:
        if part in only:
            getattr(scale, part)()


def write(figures, sizes):
    named = ", ".join(f"{count} {name}" for name, count in sizes.items())
    rows = [
        f"| `{key}` | {what} | {limit:g} | {figure:.2f} |"
        for key, what, figure, limit, _kept in judge(figures, SCALE)
    ]
    RESULTS.write_text(HEAD.format(sizes=named) + "\n".join(rows) + "\n")


def parse():
    parser = argparse.ArgumentParser(prog="setup/bench --scale")
    parser.add_argument("--config", required=True, help=argparse.SUPPRESS)
    parser.add_argument("--database", required=True, help=argparse.SUPPRESS)
    parser.add_argument("--scale", action="store_true", required=True)
    parser.add_argument("--quick", action="store_true")
    parser.add_argument("--write", action="store_true", help=f"write {RESULTS.name}")
    parser.add_argument("--json", metavar="FILE")
    names = [name for some in PARTS.values() for name in some]
    parser.add_argument("--only", choices=names, action="append", help="these parts")
    return parser.parse_args()


def main():
    arguments = parse()
    arguments.sizes, arguments.many, arguments.paid = [20], 0, 20
    config.parse_config(
        [
            f"--config={arguments.config}",
            f"--database={arguments.database}",
            "--log-level=warn",
        ]
    )
    sizes = QUICK if arguments.quick else FULL
    registry, figures, extra = Registry(arguments.database), {}, {}
    known = Path(arguments.json) if arguments.json else None
    if arguments.only and known and known.exists():
        figures = json.loads(known.read_text())
    only = {*(arguments.only or sum(PARTS.values(), ()))}
    one_by_one.unthrottle()
    for ledger in LEDGERS:
        if only.intersection(PARTS[ledger.provider]):
            with Apart(ledger.provider) as box:
                scale = Scale(registry, ledger, box, arguments, sizes)
                try:
                    measure(scale, only)
                finally:
                    figures |= scale.figures
                    extra |= scale.extra
                    report(figures, extra, arguments)
    if arguments.write:
        write(figures, sizes)
    return not arguments.quick and not all(row[-1] for row in judge(figures, SCALE))


def report(figures, extra, arguments):
    """Also of what was measured before something broke."""
    say(f"\n  {'Budget':<62}{'Limit':>8}{'Figure':>10}")
    for _key, what, figure, limit, kept in judge(figures, SCALE):
        say(f"    {what:<60}{limit:>8g}{figure:>10.2f}  {'ok' if kept else 'OVER'}")
    if arguments.json:
        rounded = {key: round(value, 3) for key, value in figures.items()}
        Path(arguments.json).write_text(json.dumps(rounded | extra, indent=2))


if __name__ == "__main__":
    sys.exit(main())
