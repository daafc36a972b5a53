"""Two Dutch companies in ``--database``, each with a Twinfield sandbox of its own, told
on the standard input. Tells the connection and the posted, not yet exported invoices of
each. Called by ``test_e2e_jobs``."""

import json
import sys
from types import SimpleNamespace

import demo

import odoo.tools.config  # noqa: F401 - "odoo" is a namespace package
from odoo import SUPERUSER_ID, api
from odoo.modules.registry import Registry
from odoo.tools import config

demo.CUSTOMERS = demo.INVOICES = 4


def prepare(env, number, box):
    company = demo.prepare_company(env, f"Jobs {number}")
    env = env(context={**env.context, "allowed_company_ids": company.ids})
    moves = demo.prepare_invoices(env, demo.prepare_customers(env))
    connection = demo.connect(env, company, demo.LEDGERS[0], SimpleNamespace(**box))
    return {"id": connection.id, "moves": moves.ids}


def main():
    config.parse_config(sys.argv[1:])
    with Registry(config["db_name"][0]).cursor() as cr:
        env = api.Environment(cr, SUPERUSER_ID, {"lang": "en_US"})
        boxes = enumerate(json.load(sys.stdin), 1)
        json.dump([prepare(env, number, box) for number, box in boxes], sys.stdout)


if __name__ == "__main__":
    main()
