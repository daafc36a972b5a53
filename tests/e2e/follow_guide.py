"""Run in Odoo's shell: what somebody does who followed docs/add-a-ledger.md. Installs
the addon, connects, maps one account and one tax, exports two equal invoices and reads
what is paid of them. The last line of the output is JSON with what came of it.
"""

import json
import sys

from demo import SUPERUSER_ID, Registry, api, item_of, prepare_company, run_cron
from demo_companies import COUNTRIES
from stand_in import StandIn

env["ir.module.module"].update_list()  # noqa: F821 - of the shell
addon = env["ir.module.module"].search([("name", "=", "acme_connector")])  # noqa: F821
addon.button_immediate_install()
cr = Registry(addon.env.cr.dbname).cursor()
env = api.Environment(cr, SUPERUSER_ID, {"lang": "en_US"})
company = prepare_company(env, COUNTRIES["nl"], "Guide")
env = env(context={**env.context, "allowed_company_ids": company.ids})
there = StandIn()
told = {}

connection = env["ledger.connection"].create(
    {
        "name": "Acme",
        "provider": "acme",
        "company_id": company.id,
        "server_url": there.url,
        "client_id": "any",
        "client_secret": there.books.key,
        "start_date": "2026-01-01",
    }
)
cr.commit()
connection.action_connect()
run_cron(env, "ir_cron_refresh_items")
told["connected"] = [connection.state, connection.administration_code]
told["check"] = connection.action_check()["params"]["message"]
tax = env["account.chart.template"].ref("btw_21")
rule = connection.mapping_ids.filtered(lambda one: one.tax_id == tax)
told["suggested"] = rule.item_id.code
rule.action_accept()
connection.account_item_id = item_of(connection, "account", "8000")

partner = env["res.partner"].create({"name": "Afnemer", "is_company": True})
line = {"name": "Work", "price_unit": 100.0, "tax_ids": [(6, 0, tax.ids)]}
invoice = {
    "move_type": "out_invoice",
    "partner_id": partner.id,
    "invoice_date": "2026-03-10",
    "invoice_line_ids": [(0, 0, line)],
}
moves = env["account.move"].create([dict(invoice), dict(invoice)])
moves.action_post()
cr.commit()
action = moves.action_ledger_export()
wizard = env["ledger.export.wizard"].with_context(**action["context"])
wizard.create({"move_ids": [(6, 0, moves.ids)]}).action_export()
run_cron(env, "ir_cron_export")
told["messages"] = [move.ledger_message for move in moves]
told["exported"] = moves.mapped("ledger_state")
told["booked"] = [
    [one["reference"], one["amount"], one["lines"][0]["vat"]]
    for one in there.books.entries
]
told["names"] = moves.mapped("name")
told["customers"] = [row["name"] for row in there.books.lists["customers"]]


def settle(move, amount):
    there.books.settle(move.ledger_export_id.ledger_id, amount)
    run_cron(env, "ir_cron_import")
    return [[one.payment_state, one.amount_residual] for one in moves]


told["part"] = settle(moves[0], "21.00")
told["full"] = settle(moves[0], "100.00")
told["undone"] = settle(moves[0], "-121.00")

log = env["ledger.log"].search([])
texts = "".join(f"{one.url}{one.request}{one.response}" for one in log)
told["log"] = [len(log) > 5, there.books.key in texts]

there.books.key = "s3cr3t-withdrawn"
run_cron(env, "ir_cron_import")
told["withdrawn"] = [connection.state, connection.problem]
sys.stdout.write(json.dumps(told) + "\n")
there.stop()
