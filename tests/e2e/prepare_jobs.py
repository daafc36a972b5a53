"""A Dutch company in ``--database`` with two connections, each with a sales journal and
a Twinfield sandbox of its own, told on the standard input. Tells the ids of the posted,
not yet exported invoices of each. Called by ``test_e2e_jobs``."""

import json
import sys
from dataclasses import replace
from types import SimpleNamespace

import demo
from demo_companies import COUNTRIES

import odoo.tools.config  # noqa: F401 - "odoo" is a namespace package
from odoo import SUPERUSER_ID, api
from odoo.modules.registry import Registry
from odoo.tools import config

demo.CUSTOMERS = demo.INVOICES = 4
DUTCH = COUNTRIES["nl"]


def prepare(env, company, box):
    office = box["info"]["administrations"][0]
    journal = env["account.journal"].search(
        [("type", "=", "sale"), ("company_id", "=", company.id)], limit=1
    )
    account = journal.default_account_id.id
    journal = journal.copy(
        {"name": office, "code": office, "default_account_id": account}
    )
    selling = env(context={"default_journal_id": journal.id})
    customers = demo.prepare_customers(env, DUTCH)
    moves = demo.prepare_invoices(selling, DUTCH, customers)
    ledger = DUTCH.ledgers[0]
    settings = {**ledger.settings, "journal_ids": journal.ids}
    ledger = replace(ledger, code=office, settings=settings)
    demo.connect(env, company, DUTCH, ledger, SimpleNamespace(**box))
    return moves.ids


def main():
    config.parse_config(sys.argv[1:])
    with Registry(config["db_name"][0]).cursor() as cr:
        env = api.Environment(cr, SUPERUSER_ID, {"lang": "en_US"})
        company = demo.prepare_company(env, DUTCH, "Jobs")
        boxes = json.load(sys.stdin)
        json.dump([prepare(env, company, box) for box in boxes], sys.stdout)


if __name__ == "__main__":
    main()
