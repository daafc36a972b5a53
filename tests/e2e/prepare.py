"""A company connected to a ledger's sandbox, in a database with the addons.

    python prepare.py --config FILE --database NAME PROVIDER < box.json

The first line of the output is JSON with the ids that the tests need.
"""

import json
import sys
from datetime import datetime, timedelta
from types import SimpleNamespace

from demo import SUPERUSER_ID, Registry, api, config, connect, prepare_company
from demo_companies import COUNTRIES

options, provider = sys.argv[1:-1], sys.argv[-1]
config.parse_config([*options, "--log-level=warn"])
dutch = COUNTRIES["nl"]
ledger = next(one for one in dutch.ledgers if one.provider == provider)
box = SimpleNamespace(**json.load(sys.stdin))
with Registry(config["db_name"][0]).cursor() as cr:
    env = api.Environment(cr, SUPERUSER_ID, {"lang": "en_US"})
    company = prepare_company(env, dutch, "Fault Matrix")
    env = env(context={**env.context, "allowed_company_ids": company.ids})
    connection = connect(env, company, dutch, ledger, box)
    connection.start_date = "2026-01-01"
    # Odoo's own jobs are not at stake, and some of them call home.
    ours = env["ir.cron"]
    for name in ("export", "import", "update_relations"):
        ours |= env.ref(f"connector_base.ir_cron_{name}")
    (env["ir.cron"].search([]) - ours).active = False
    ours.nextcall = datetime.now() + timedelta(days=1)
    facts = {
        "connection": connection.id,
        "company": company.id,
        "taxes": [
            env["account.chart.template"].ref(code).id
            for code in ("btw_21", "btw_9", "btw_0")
        ],
    }
sys.stdout.write(json.dumps(facts) + "\n")
