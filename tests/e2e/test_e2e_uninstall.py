"""A connector is really uninstalled and installed again: what was exported stays known,
and nothing is exported twice."""

import contextlib
import json
import os
import subprocess
import sys
from collections import Counter
from pathlib import Path

import pytest
import sandbox
from databases import clone_database, drop_database, execute, psql
from ledgers import LEDGERS
from processes import CONFIG, NIGHTLY, ROOT, odoo

NAME = "lc_uninstall"
# Of each step: what it finds in ``facts``, and what it finds out into ``told``.
BEGIN = """
import json
from odoo import Command
from odoo.exceptions import UserError
facts, told = json.loads(%r), {}
env = env(context={**env.context, "allowed_company_ids": [facts["company"]]})
connection = env["ledger.connection"].browse(facts["connection"])
modules = env["ir.module.module"]
connector = modules.search([("name", "=", facts["module"])])
moves = env["account.move"].search(
    [("ref", "=", "uninstall"), ("company_id", "=", facts["company"])], order="id"
)

def export(moves):
    rows = env["ledger.export"]._enqueue(moves)
    env.cr.commit()
    env.ref("connector_base.ir_cron_export").method_direct_trigger()
    env.cr.commit()
    env.invalidate_all()
    return len(rows)
"""
END = """
env.cr.commit()
print("TOLD " + json.dumps(told))
"""
EXPORTED = """
partner = env["res.partner"].create(
    {
        "name": "Vaste klant",
        "is_company": True,
        "country_id": env.ref("base.nl").id,
        "email": "klant@voorbeeld.example",
    }
)
moves = env["account.move"].create(
    [
        {
            "move_type": "out_invoice",
            "ref": "uninstall",
            "partner_id": partner.id,
            "invoice_date": "2026-03-10",
            "invoice_payment_term_id": False,
            "invoice_line_ids": [
                Command.create(
                    {
                        "name": "Line",
                        "price_unit": 100,
                        "tax_ids": [Command.set(facts["taxes"][:1])],
                    }
                )
            ],
        }
    ]
    * 4
)
moves.action_post()
told["exported"] = export(moves[:3])
told["names"] = moves.mapped("name")
"""
UNINSTALLED = """
wizard = env["base.module.uninstall"].create({"module_ids": connector.ids})
told["notes"] = wizard.ledger_notes
base = modules.search([("name", "=", "connector_base")])
try:
    with env.cr.savepoint():
        base.button_uninstall()
except UserError as error:
    told["refused"] = str(error)
env.cr.commit()
print("TOLD " + json.dumps(told))
connector.button_immediate_uninstall()
"""
LOOKED_AT = """
told["installed"] = connector.state
for records in (connection, moves, env["ledger.export"].search([])):
    records.read()
told["problem"] = connection.problem
told["states"] = moves.mapped("ledger_state")
env["account.move"].get_view(env.ref("account.view_out_invoice_tree").id, "list")
"""
CONNECTED = """
told["provider"] = connection.provider
told["problem"] = connection.problem
told["still"] = env["ledger.export"].search_count([("state", "=", "done")])
# Its secrets went with it.
connection.write({name: facts[name] for name in ("client_id", "client_secret")})
credential = connection._credential()
credential.refresh_token = credential._encrypt(facts["refresh_token"])
env.cr.commit()
connection._grant_received()
told["state"] = connection.state
told["again"] = export(moves)
told["states"] = moves.mapped("ledger_state")
"""


@pytest.fixture(scope="module", params=LEDGERS if NIGHTLY else ["exact"])
def ledger(request):
    """Exact does not refuse doubles: what is forgotten is booked twice there."""
    return LEDGERS[request.param]


def step(facts, script, end=END):
    """What this step told."""
    script = BEGIN % json.dumps(facts) + script + end
    done = odoo(f"--database={NAME}", "--no-http", command=("shell",), script=script)
    line = next(one for one in done.stdout.splitlines() if "TOLD " in one)
    return json.loads(line.partition("TOLD ")[2])


def booked(ledger, box):
    """How often each number stands in the books."""
    found = box.control("transactions", **ledger.place)["transactions"]
    return Counter(one.get("invoicenumber") for one in found)


def test_connector_goes_and_comes_back(ledger):
    with contextlib.ExitStack() as stack:
        box = stack.enter_context(sandbox.start(ledger.provider))
        if ledger.limits:
            box.control("limits", **ledger.limits)
        clone_database(os.environ["LC_TEST_DATABASE"], NAME)
        stack.callback(drop_database, NAME)
        made = subprocess.run(
            [
                *(sys.executable, Path(__file__).with_name("prepare.py")),
                *(f"--config={CONFIG}", f"--database={NAME}", ledger.provider),
            ],
            check=True,
            env={**os.environ, "PYTHONPATH": f"{ROOT}/setup/lib:{ROOT}/tests"},
            input=json.dumps({"base_url": box.base_url, "info": box.info}),
            stdout=subprocess.PIPE,
            text=True,
        )
        module = f"{ledger.provider}_connector"
        facts = {**json.loads(made.stdout.splitlines()[-1]), "module": module}

        told = step(facts, EXPORTED)
        names = told["names"]
        assert told["exported"] == 3
        once = {**dict.fromkeys(names[:3], 1)}
        before = booked(ledger, box)
        assert {name: before[name] for name in names if before[name]} == once

        told = step(facts, UNINSTALLED, end="")
        assert "exported (3)" in told["notes"]
        assert "These settings are lost" in told["notes"]
        assert "payments exported: 3" in told["refused"]

        with contextlib.closing(psql(NAME)) as database:
            assert execute(
                database,
                "SELECT provider, former_provider, state FROM ledger_connection",
            ) == [(None, ledger.provider, "disconnected")]
            states = "SELECT state, count(*) FROM ledger_export GROUP BY state"
            assert execute(database, states) == [("done", 3)]
        told = step(facts, LOOKED_AT)
        assert told["installed"] == "uninstalled"
        assert "was uninstalled" in told["problem"]
        assert told["states"] == ["done"] * 3 + ["not_exported"]

        odoo(f"--database={NAME}", f"--init={module}", "--stop-after-init")
        token = box.control("tokens/restore")["refresh_token"]
        names_of = ("client_id", "client_secret")
        secrets = {name: box.info[name] for name in names_of} | {"refresh_token": token}
        told = step({**facts, **secrets}, CONNECTED)
        assert (told["provider"], told["state"]) == (ledger.provider, "connected")
        assert told["still"] == 3
        assert told["again"] == 1, "the one that was not exported yet"
        assert told["states"] == ["done"] * 4
        after = booked(ledger, box)
        assert {name: after[name] for name in names} == dict.fromkeys(names, 1)
