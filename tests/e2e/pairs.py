"""Each two of what goes on with a connection, side by side on a slow ledger: with real
cursors, in threads of one process.

    python pairs.py --config FILE --database NAME

The last line of the output is JSON: [[first, second, seconds that each took, how often
one met another writer, what went wrong]].
"""

import itertools
import json
import logging
import sys
import threading
import time

import odoo.tools.config  # noqa: F401 - "odoo" is a namespace package
from odoo import SUPERUSER_ID, api
from odoo.modules.registry import Registry
from odoo.service.model import retrying
from odoo.tools import config

config.parse_config([*sys.argv[1:], "--log-level=warn"])
REGISTRY = Registry(config["db_name"][0])

from odoo.addons.memory_connector.client.ledger import (  # noqa: E402
    BOOKS,
    seed,
)

SLOW = 0.4  # s for each answer
WORKS = ("export", "import", "items", "relations", "control")
PERSON = ("stop", "save")


class Met(logging.Handler):
    """Counts what was begun again."""

    def emit(self, record):
        if "another writer" in record.getMessage() or "serializ" in record.getMessage():
            met.append(record.getMessage())


met = []
for name in ("odoo.addons.connector_base.models.connection.ledger_run", "odoo.sql_db"):
    logger = logging.getLogger(name)
    logger.setLevel(logging.INFO)
    logger.addHandler(Met())
    logger.propagate = False


def environment(cr):
    env = api.Environment(cr, SUPERUSER_ID, {"lang": "en_US"})
    if facts:
        env = env(context={"allowed_company_ids": [facts["company"]], "lang": "en_US"})
    return env


facts = {}


def prepare():
    """A connected company, with a customer and everything mapped."""
    seed(BOOKS)
    with REGISTRY.cursor() as cr:
        env = environment(cr)
        company = env["res.company"].create(
            {"name": "Pairs", "country_id": env.ref("base.nl").id}
        )
        env["account.chart.template"].try_loading("nl", company, install_demo=False)
        facts["company"] = company.id
        env = environment(cr)
        connection = env["ledger.connection"].create(
            {
                "name": "Memory",
                "provider": "memory",
                "company_id": company.id,
                "start_date": "2026-01-01",
                "client_id": "tests",
                "client_secret": BOOKS.token,
                "attach_pdf": False,
            }
        )
        facts["connection"] = connection.id
        cr.commit()
        connection.action_connect()
        cr.commit()
        env["ledger.run"]._cron("items")
        items = {item.code: item.id for item in connection.item_ids}
        tax = env["account.chart.template"].ref("btw_21")
        sales = env["account.journal"].search(
            [("company_id", "=", company.id), ("type", "=", "sale")], limit=1
        )
        connection.mapping_ids.unlink()
        env["ledger.mapping"].create(
            [
                {
                    "connection_id": connection.id,
                    "kind": kind,
                    field: record.id,
                    "item_id": items[code],
                }
                for kind, field, record, code in (
                    ("vat", "tax_id", tax, "VH"),
                    ("journal", "journal_id", sales, "VRK"),
                )
            ]
        )
        connection.account_item_id = items["8000"]
        connection.update_relations = True
        facts["partner"] = env["res.partner"].create({"name": "Afnemer"}).id
        facts["tax"] = tax.id
        cr.commit()
        facts["paid"] = invoice(env).id
        cr.commit()
        env["ledger.run"]._cron("export")
        assert env["account.move"].browse(facts["paid"]).ledger_state == "done"


def invoice(env):
    move = env["account.move"].create(
        {
            "move_type": "out_invoice",
            "partner_id": facts["partner"],
            "invoice_date": "2026-03-10",
            "invoice_line_ids": [
                (0, 0, {"name": "x", "price_unit": 100, "tax_ids": [facts["tax"]]})
            ],
        }
    )
    move.action_post()
    env["ledger.export"]._enqueue(move)
    return move


def give_work():
    """Something to do for each of them."""
    with REGISTRY.cursor() as cr:
        env = environment(cr)
        connection = env["ledger.connection"].browse(facts["connection"])
        connection.stopped = False
        invoice(env)
        partner = env["res.partner"].browse(facts["partner"])
        partner.city = f"City {time.monotonic()}"
        connection._ask("items", full=True)
        connection._ask("control", full=True)
        connection._ask("import", full=True)
        env["ir.cron.trigger"].search([]).unlink()


def work(name):
    with REGISTRY.cursor() as cr:
        environment(cr)["ledger.run"]._cron(name)


def press(name):
    """As a request of the browser, which Odoo repeats."""
    with REGISTRY.cursor() as cr:
        env = environment(cr)
        connection = env["ledger.connection"].browse(facts["connection"])

        def stop():
            connection.action_stop()

        def save():
            connection.write({"log_days": connection.log_days + 1})

        retrying({"stop": stop, "save": save}[name], env)
        cr.commit()


def side_by_side(first, second):
    give_work()
    met.clear()
    took, wrong = [0.0, 0.0], []

    def run(number, name):
        started = time.monotonic()
        try:
            (press if name in PERSON else work)(name)
        except BaseException as error:  # noqa: BLE001 - told, not raised
            wrong.append(f"{name}: {type(error).__name__} {error}")
        took[number] = time.monotonic() - started

    threads = []
    for number, name in enumerate((first, second)):
        threads.append(threading.Thread(target=run, args=(number, name)))
        threads[-1].start()
        # So that the second comes while the first waits for the ledger.
        time.sleep(SLOW / 2)
    for thread in threads:
        thread.join(120)
    with REGISTRY.cursor() as cr:
        runs = environment(cr)["ledger.run"].search(
            [("connection_id", "=", facts["connection"])]
        )
        wrong += [f"{run.work}: {run.problem_code}" for run in runs if run.problem_code]
    return [first, second, [round(one, 2) for one in took], len(met), wrong]


prepare()
answer = BOOKS.request


def slowly(token):
    time.sleep(SLOW)
    return answer(token)


BOOKS.request = slowly
found = [
    side_by_side(*pair)
    for pair in itertools.combinations_with_replacement((*WORKS, *PERSON), 2)
] + [side_by_side(second, first) for first in WORKS for second in PERSON]
sys.stdout.write(json.dumps(found) + "\n")
