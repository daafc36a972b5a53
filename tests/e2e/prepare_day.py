"""A company for a day of its bookkeeper, in the database of an Odoo that serves.

    python prepare_day.py --config FILE --database NAME company
    python prepare_day.py --config FILE --database NAME month COMPANY

``company``: with a chart of accounts and three invoices, and no ledger yet. ``month``:
its 300 invoices of 60 customers, seven of which will be refused, for three causes. The
first line of the output is JSON with their ids.
"""

import json
import sys
from datetime import date

from demo import SUPERUSER_ID, Registry, api, config
from demo_companies import COUNTRIES
from demo_work import advance

CUSTOMERS, INVOICES = 60, 300
TAXES = ("high", "low", "zero")
# How many wait for what.
ACCOUNT, TAX, CUSTOMER = 3, 2, 2
NEW_TAX = "New rate"
# A business in Germany whose VAT number nobody entered.
ABROAD = "Beispielkunde"
DUTCH = COUNTRIES["nl"]


def make_company(env):
    company = env["res.company"].create(
        {
            "name": f"Day {env['res.company'].search_count([]) + 1}",
            "country_id": env.ref("base.nl").id,
            "currency_id": env.ref("base.EUR").id,
        }
    )
    env.ref("base.user_admin").company_ids |= company
    env.user.company_ids |= company
    env = of(env, company.id)
    env["account.chart.template"].try_loading(DUTCH.chart, company, install_demo=False)
    lines = [[(100, tax)] for tax in TAXES]
    moves = make_invoices(env, make_customers(env, 2), lines)
    return {"company": company.id, "moves": moves.ids}


def of(env, company_id):
    return env(context={**env.context, "allowed_company_ids": [company_id]})


def make_customers(env, count, stem="Vaste klant"):
    country = env.ref("base.nl").id
    return env["res.partner"].create(
        [
            {
                "name": f"{stem} {number:02} B.V.",
                "is_company": True,
                "company_id": env.company.id,
                "street": f"Voorbeeldstraat {number}",
                "zip": f"10{number:02} AA",
                "city": "Voorbeeldstad",
                "country_id": country,
                "email": f"boekhouding@{stem.split()[-1].lower()}{number}.example",
            }
            for number in range(1, count + 1)
        ]
    )


def make_invoices(env, customers, lines, **more):
    """One for each of ``lines``, [(price, tax)] each, by turns of the customers."""
    chart = env["account.chart.template"]
    moves = env["account.move"].create(
        [
            {
                "move_type": "out_invoice",
                "partner_id": customers[number % len(customers)].id,
                "invoice_date": date.today(),
                "invoice_line_ids": [
                    (
                        0,
                        0,
                        {
                            "name": f"Demo item {position}",
                            "price_unit": price,
                            "tax_ids": [(6, 0, tax_of(chart, tax).ids)],
                            **more,
                        },
                    )
                    for position, (price, tax) in enumerate(some, 1)
                ],
            }
            for number, some in enumerate(lines)
        ]
    )
    moves.action_post()
    return moves


def tax_of(chart, tax):
    return chart.ref(DUTCH.taxes[tax]) if isinstance(tax, str) else tax


def make_month(env):
    customers = make_customers(env, CUSTOMERS - 1, "Proefbedrijf")
    good = INVOICES - ACCOUNT - TAX - CUSTOMER
    lines = [
        [(10 + number, TAXES[number % 3]), (5, "high")][: 1 + number % 2]
        for number in range(good)
    ]
    moves = make_invoices(env, customers, lines)
    account = {"account_id": advance(env).id}
    moves |= make_invoices(env, customers, [[(480, "high")]] * ACCOUNT, **account)
    high = env["account.chart.template"].ref(DUTCH.taxes["high"])
    new = high.copy({"name": NEW_TAX})
    moves |= make_invoices(env, customers, [[(70, new)]] * TAX)
    abroad = make_customers(env, 1, ABROAD)
    abroad.write({"country_id": env.ref("base.de").id, "zip": "10115", "vat": False})
    moves |= make_invoices(env, abroad, [[(310, "eu")]] * CUSTOMER)
    return {"moves": moves.ids}


def main():
    options, (task, *company) = sys.argv[1:3], sys.argv[3:]
    config.parse_config([*options, "--log-level=warn"])
    registry = Registry(config["db_name"][0])
    with registry.cursor() as cr:
        env = api.Environment(cr, SUPERUSER_ID, {"lang": "en_US"})
        if task == "company":
            made = make_company(env)
        else:
            made = make_month(of(env, int(*company)))
    # What the one that serves remembers, is no longer so.
    registry.signal_changes()
    sys.stdout.write(json.dumps(made) + "\n")


main()
