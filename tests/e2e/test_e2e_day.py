"""From nothing to a month's invoices in the ledger and their payments in Odoo, as a
person does it: by how many clicks, and by a stopwatch."""

import contextlib
import json
import os
import re
import subprocess
import sys
from collections import defaultdict
from pathlib import Path

import day
import pytest
import sandbox
from conftest import DEMO, log_in, open_browser
from processes import CONFIG, NIGHTLY, ROOT, Client, wait

RESULTS = Path(__file__).with_name("DAY.md")
# What stood there when a step was not possible
SCREEN = ROOT / ".setup" / "day.png"
# Clicks, and for the whole day seconds.
ASSISTANT, MONTH, SECONDS = 25, 70, 30 * 60
FIRST, REST, ALL = "from nothing to the first invoice", "a month", "the whole day"
PAID = 200  # invoices
HEAD = """\
# A bookkeeper's day

Written by `LC_RESULTS=1 setup/test --profile nightly tests/e2e/test_e2e_day.py`, which
holds the clicks to it. A browser does what a person does: each click, each choice and
each field that is filled in counts one. A person takes a second for each of them, and
some to read; the sandboxes permit as many calls a minute as the vendors do.
"""


def prepare(demo, *task):
    done = subprocess.run(
        [
            sys.executable,
            Path(__file__).with_name("prepare_day.py"),
            f"--config={CONFIG}",
            f"--database={DEMO}",
            *map(str, task),
        ],
        check=True,
        env={
            **os.environ,
            "PYTHONPATH": f"{ROOT}/setup/lib:{ROOT}/tests",
            "LEDGER_CONNECTOR_KEY": demo.key,
        },
        stdout=subprocess.PIPE,
        text=True,
    )
    return json.loads(done.stdout.splitlines()[-1])


class Day:
    """A company without a ledger, its bookkeeper, and the sandbox of the ledger."""

    def __init__(self, demo, place, **pace):
        self.demo, self.place = demo, place
        made = prepare(demo, "company")
        self.company, self.moves = made["company"], made["moves"]
        callback = f"{demo.url}/ledger/oauth/callback"
        self.box = sandbox.start(place.provider, redirect_uris=[callback])
        self.client = Client(demo.url, DEMO)
        self.driver = open_browser()
        self.driver.get(f"{demo.url}/web/login")
        self.driver.add_cookie({"name": "cids", "value": str(self.company)})
        log_in(self.driver, demo.url)
        self.person = day.Person(self.driver, **pace)

    def __enter__(self):
        return self

    def __exit__(self, kind, *exc):
        if kind:
            self.driver.save_screenshot(str(SCREEN))
            sys.stderr.writelines(f"{one}\n" for one in self.driver.get_log("browser"))
        self.driver.quit()
        with contextlib.suppress(Exception):
            self.call("ledger.connection", "action_disconnect", self.connections())
        self.box.stop()

    def call(self, model, method, *args):
        context = {"allowed_company_ids": [self.company]}
        return self.client.call(model, method, *args, context=context)

    def connections(self):
        mine = [["company_id", "=", self.company]]
        return self.call("ledger.connection", "search", mine)

    def lead(self):
        url = {"server_url": self.box.base_url}
        self.call("ledger.connection", "write", self.connections(), url)

    def connect(self):
        day.connect(self.person, self.place, self.box.info, self.lead)

    def states(self):
        rows = self.call("ledger.export", "search_read", [], ["state"])
        return [row["state"] for row in rows]

    def pay(self, count):
        """The bank's statement, booked and matched there: a receipt a customer."""
        names = ["name", "amount_total", "partner_id", "invoice_date"]
        final = [["ledger_state", "=", "done"]]
        moves = self.call("account.move", "search_read", final, names)[:count]
        by_customer = defaultdict(list)
        for move in moves:
            amount = f"{move['amount_total']:.2f}"
            paid = {"invoicenumber": move["name"], "amount": amount}
            by_customer[move["partner_id"][0]].append(paid)
        for paid in by_customer.values():
            day_of = {"date": moves[0]["invoice_date"]}
            self.box.control("receipt", invoices=paid, **day_of, **self.place.where)

    def arrive(self):
        paid = [["payment_state", "in", ["paid", "in_payment"]]]

        def are_here():
            return self.call("account.move", "search_count", paid) == PAID

        wait(are_here, "all payments are here")


# The table


def read():
    """{ledger: {stage: (clicks, s)}}, as it was measured before"""
    tables = {}
    if not RESULTS.exists():
        return tables
    for part in RESULTS.read_text().split("\n## ")[1:]:
        name, _, rows = part.partition("\n")
        found = re.findall(r"^\| ([^|]+) \| (\d+) \| (\d+) \|$", rows, re.MULTILINE)
        tables[name] = {stage: (int(n), int(s)) for stage, n, s in found}
    return tables


def write(tables):
    text = HEAD
    for name, stages in sorted(tables.items(), reverse=True):
        text += f"\n## {name}\n\n| stage | clicks | seconds |\n| --- | --- | --- |\n"
        for stage, (clicks, seconds) in stages.items():
            text += f"| {stage} | {clicks} | {seconds} |\n"
    RESULTS.write_text(text)


def with_sums(stages):
    """And what the budgets are for."""
    rows = list(stages.items())
    begun, month = rows[: len(day.CONNECTING)], rows[len(day.CONNECTING) :]
    return dict(
        [*begun, (FIRST, add(begun)), *month, (REST, add(month)), (ALL, add(rows))]
    )


def add(rows):
    return tuple(sum(figure) for figure in zip(*(row[1] for row in rows), strict=True))


def is_within(stages):
    assert stages[FIRST][0] <= ASSISTANT
    assert stages[REST][0] <= MONTH
    assert stages[ALL][1] <= SECONDS


if NIGHTLY:  # as long as a person takes

    @pytest.mark.parametrize("ledger", sorted(day.PLACES))
    def test_month_is_exported_mended_and_paid_by_as_many_clicks(demo, ledger):
        with Day(demo, day.PLACES[ledger], click=1, read=4) as one:
            one.connect()
            assert one.states() == ["done"]
            one.moves += prepare(demo, "month", one.company)["moves"]
            day.export(one.person, one.place)
            day.mend(one.person, one.place)
            done = ["done"] * len(one.moves)
            wait(lambda: one.states() == done, "all are there")
            one.pay(PAID)
            day.see_payments(one.person, one.place, one.arrive)
            stages = with_sums(one.person.stages)
        is_within(stages)
        if os.environ.get("LC_RESULTS"):
            write({**read(), one.place.name: stages})
        if told := read().get(one.place.name):
            assert clicks_of(stages) == clicks_of(told)


def clicks_of(stages):
    return {name: clicks for name, (clicks, _seconds) in stages.items()}
