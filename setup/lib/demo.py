"""The demo: for each ledger a company with its invoices, the ledger's sandbox, and the
main job once.

Prints what was exported and paid, and the totals of both sides; afterwards serves Odoo.
Called by ``setup/demo``.
"""

import argparse
import contextlib
import json
import signal
import socket
import subprocess
import sys
import time
from collections import Counter
from datetime import date, timedelta
from decimal import Decimal

import demo_work
import sandbox
from demo_companies import COUNTRIES, PATTERNS
from demo_figures import CENT, compare, figures, say, show

import odoo.tools.config  # noqa: F401 - "odoo" is a namespace package
from odoo import SUPERUSER_ID, api
from odoo.modules.registry import Registry
from odoo.tools import config

CUSTOMERS = 12
INVOICES = 44


# Odoo's side


def prepare_company(env, country, name):
    """The main company for the first ledger, one more for each other."""
    values = {"name": name, "country_id": env.ref(f"base.{country.chart[:2]}").id}
    company = env.company
    if env["ledger.connection"].search_count([], limit=1):
        company = company.create({**values, "currency_id": env.ref("base.EUR").id})
        env.user.company_ids |= company
        env.ref("base.user_admin").company_ids |= company
    else:
        company.write({**values, "vat": False})
    # What it calls a tax is that of its company.
    chart = env["account.chart.template"].with_company(company)
    chart.try_loading(country.chart, company, install_demo=False)
    # Odoo's charts have some archived, until somebody wants them.
    for name in country.taxes.values():
        chart.ref(name).active = True
    env.ref("base.lang_nl").active = True
    return company


def prepare_customers(env, country):
    """The same for both ledgers."""
    known = env["res.partner"].search([("ref", "=like", "DEMO-%")], order="ref")
    return known or env["res.partner"].create(
        [
            {
                "ref": f"DEMO-{number:02}",
                "is_company": True,
                "country_id": env.ref(f"base.{country.chart[:2]}").id,
                **{
                    name: value.format(number)
                    for name, value in country.customer.items()
                },
            }
            for number in range(1, CUSTOMERS + 1)
        ]
    )


def prepare_invoices(env, country, customers):
    """Posted invoices and credit notes over the months of this year so far."""
    chart = env["account.chart.template"]
    today = date.today()
    first = date(today.year, 1, 5)
    step = max((today - first).days, 0) / INVOICES
    terms = env.ref("account.account_payment_term_30days")
    vals = []
    for number in range(INVOICES):
        lines = PATTERNS[number % len(PATTERNS)]
        day = first + timedelta(days=int(number * step)) if step else today
        vals.append(
            {
                "move_type": "out_refund" if number % 11 == 10 else "out_invoice",
                "partner_id": customers[number % CUSTOMERS].id,
                "invoice_date": day,
                "invoice_payment_term_id": terms.id,
                "invoice_line_ids": [
                    (
                        0,
                        0,
                        {
                            "name": f"Demo item {position}",
                            "quantity": quantity,
                            "price_unit": price,
                            "discount": discount,
                            "tax_ids": [(6, 0, chart.ref(country.taxes[tax]).ids)],
                        },
                    )
                    for position, (quantity, price, discount, tax) in enumerate(
                        lines, 1
                    )
                ],
            }
        )
    moves = env["account.move"].create(vals)
    moves.action_post()
    return moves


def connect(env, company, country, ledger, box):
    """As an admin would, with the authorisation that the sandbox issued beforehand."""
    connection = env["ledger.connection"].create(
        {
            "name": ledger.name,
            "provider": ledger.provider,
            "company_id": company.id,
            "server_url": box.base_url,
            "client_id": box.info["client_id"],
            "client_secret": box.info["client_secret"],
            **ledger.settings,
        }
    )
    credential = connection._credential()
    credential.refresh_token = credential._encrypt(box.info["refresh_token"])
    # The token is refreshed in a transaction of its own, which must see the above.
    env.cr.commit()
    connection._grant_received()
    connection._choose(ledger.code)
    run_cron(env, "ir_cron_refresh_items")
    # Zero rate and reverse charge look alike: that choice is the accountant's.
    rules = connection.mapping_ids
    zero = env["account.chart.template"].ref(country.taxes["zero"])
    rules.filtered(lambda rule: rule.tax_id == zero).item_id = item_of(
        connection, "vat", ledger.zero
    )
    sales = env["account.journal"].search(
        [("type", "=", "sale"), ("company_id", "=", company.id)]
    )
    rules.filtered(lambda rule: rule.journal_id in sales).item_id = item_of(
        connection, "journal", ledger.journal
    )
    rules.action_accept()
    connection.account_item_id = item_of(connection, "account", ledger.account)
    env.cr.commit()
    return connection


def item_of(connection, kind, code):
    return connection.item_ids.filtered(lambda i: (i.kind, i.code) == (kind, code))


def run_cron(env, name):
    env.cr.commit()
    env.ref(f"connector_base.{name}").method_direct_trigger()
    env.cr.commit()
    env.invalidate_all()


def export(env, moves, choices=None):
    env["ledger.export"]._enqueue(moves, choices)
    deadline = time.monotonic() + 120
    while time.monotonic() < deadline:
        run_cron(env, "ir_cron_export")
        counts = Counter(moves.mapped("ledger_state"))
        say(f"    exported {counts['done']} of {len(moves)}")
        if not counts["waiting"] and not counts["in_doubt"] and not counts["sending"]:
            return
        time.sleep(1)


# The accountant's side


def book_receipts(box, where, moves):
    """Full, partial, and one receipt for several invoices of one customer."""
    invoices = moves.filtered(lambda move: move.move_type == "out_invoice")
    by_customer = invoices.grouped("partner_id")
    together = next(mine for mine in by_customer.values() if len(mine) > 2)
    rest = invoices - together
    day = date.today().isoformat()

    def receive(some, share=Decimal(1)):
        box.control(
            "receipt",
            date=day,
            invoices=[
                {"invoicenumber": move.name, "amount": str(amount_of(move, share))}
                for move in some
            ],
            **where,
        )

    receive(together)
    for move in rest[: len(rest) // 2]:
        receive(move)
    for move in rest[len(rest) // 2 :][:6]:
        receive(move, Decimal("0.4"))


def amount_of(move, share):
    return (Decimal(str(move.amount_total)) * share).quantize(CENT)


def main_job(env, country, ledger, box):
    say(f"==> {ledger.name}: a {country.name} company with customers and invoices")
    company = prepare_company(env, country, f"Demo {ledger.name}")
    env = env(context={**env.context, "allowed_company_ids": company.ids})
    moves = prepare_invoices(env, country, prepare_customers(env, country))
    env.cr.commit()
    if ledger.limits:
        box.control("limits", **ledger.limits)
    say(f"==> Connecting to the sandbox of {ledger.name} at {box.base_url}")
    connection = connect(env, company, country, ledger, box)
    where = {ledger.place: connection.administration_code}
    say(f"==> Exporting {len(moves)} invoices and credit notes")
    export(env, moves)
    say("==> Booking receipts in the sandbox and importing them")
    book_receipts(box, where, moves)
    run_cron(env, "ir_cron_import")
    rows = compare(box, where, connection, moves)
    result = figures(env, box, connection, moves, rows)
    show(ledger, moves, result, rows)
    agree = control(connection)
    paid = result["paid"] and result["partly_paid"]
    complete = not result["refused"] and result["difference"] == "0.00" and paid
    say("==> Leaving something to do for you")
    as_meant = leave_work(env, country, ledger, box, where, connection, moves)
    return result, bool(complete and agree and as_meant)


def leave_work(env, country, ledger, box, where, connection, moves):
    """Whether there is to do just what is meant to."""
    meant = demo_work.leave(env, country, ledger, moves, export)
    demo_work.act(box, where, moves)
    run_cron(env, "ir_cron_import")
    control(connection)
    found = demo_work.found(env, connection)
    say("    To do: " + ", ".join(f"{count} {what}" for what, count in found.items()))
    return found == meant


def control(connection):
    """As it is done each night."""
    connection.action_control()
    run_cron(connection.env, "ir_cron_control")
    rows = connection.env["ledger.control"].search(
        [("connection_id", "=", connection.id)]
    )
    differ = len(rows.filtered("has_difference"))
    say(f"    Control report: {len(rows) - differ} of {len(rows)} agree")
    return not differ


def free_port(wanted):
    with socket.socket() as probe:
        try:
            probe.bind(("127.0.0.1", wanted))
        except OSError:
            probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def wait_until_served(server, port):
    """Until Odoo answers on its port, or has ended."""
    while server.poll() is None:
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.3)


def serve(arguments, port, boxes):
    server = subprocess.Popen(  # noqa: S603 - our own Python
        [
            sys.executable,
            "-c",
            "from odoo.cli import main; main()",
            f"--config={arguments.config}",
            f"--database={arguments.database}",
            f"--http-port={port}",
            "--log-level=warn",
        ]
    )
    try:
        wait_until_served(server, port)
        say(f"\n==> Odoo: http://localhost:{port}   user admin, password admin")
        for ledger, box in boxes:
            say(
                f"    {ledger.name} sandbox: {box.base_url}   "
                f"user {box.info['user']}, password {box.info['password']}"
            )
        say(demo_work.CLICKS)
        say("    Ctrl-C ends them all.\n")
        server.wait()
    except KeyboardInterrupt:
        server.send_signal(signal.SIGINT)
        server.wait(30)


def parse():
    parser = argparse.ArgumentParser(prog="setup/demo")
    parser.add_argument("--config", required=True, help=argparse.SUPPRESS)
    parser.add_argument("--database", required=True, help=argparse.SUPPRESS)
    parser.add_argument("--once", action="store_true", help="end after the summary")
    parser.add_argument("--json", metavar="FILE", help="write the figures to FILE")
    parser.add_argument(
        "--country", choices=sorted(COUNTRIES), default="nl", help="of the companies"
    )
    parser.add_argument("--port", type=int, default=8069, help="of Odoo")
    return parser.parse_args()


def main():
    # Ended by a signal like by Ctrl-C, so that no server stays behind.
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    signal.signal(signal.SIGINT, signal.default_int_handler)
    arguments = parse()
    country = COUNTRIES[arguments.country]
    port = free_port(arguments.port)
    callback = f"http://localhost:{port}/ledger/oauth/callback"
    config.parse_config(
        [
            f"--config={arguments.config}",
            f"--database={arguments.database}",
            "--log-level=warn",
        ]
    )
    results, done = {}, []
    with contextlib.ExitStack() as stack:
        boxes = [
            (
                ledger,
                stack.enter_context(
                    sandbox.start(
                        ledger.provider, ledger.seed, redirect_uris=[callback]
                    )
                ),
            )
            for ledger in country.ledgers
        ]
        with Registry(arguments.database).cursor() as cr:
            env = api.Environment(cr, SUPERUSER_ID, {"lang": "en_US"})
            env["ir.config_parameter"].set_param(
                "web.base.url", f"http://localhost:{port}"
            )
            for ledger, box in boxes:
                results[ledger.provider], complete = main_job(env, country, ledger, box)
                done.append(complete)
        if arguments.json:
            with open(arguments.json, "w", encoding="utf-8") as file:
                json.dump(results, file, indent=2)
        if not arguments.once:
            serve(arguments, port, boxes)
    return not all(done)


if __name__ == "__main__":
    sys.exit(main())
