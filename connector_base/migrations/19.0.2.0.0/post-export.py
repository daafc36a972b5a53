"""A branch exports through the connection of its company: who works there sees that,
and the exports of its own invoices. Rules are not updated with the module."""

from odoo import SUPERUSER_ID, api

BRANCH = '[("company_id", "parent_of", company_ids)]'
OWN = """[
    "|",
    ("move_id.company_id", "in", company_ids),
    ("payment_id.company_id", "in", company_ids),
]"""
RULES = {
    "ledger_connection_rule_company": {"perm_read": False},
    "ledger_mapping_rule_company": {"perm_read": False},
    "ledger_run_rule_company": {"domain_force": BRANCH},
    "ledger_item_rule_company": {"domain_force": BRANCH},
    "ledger_export_rule_company": {"domain_force": OWN},
}


def migrate(cr, version):
    env = api.Environment(cr, SUPERUSER_ID, {})
    for name, values in RULES.items():
        if rule := env.ref(f"connector_base.{name}", raise_if_not_found=False):
            rule.write(values)
    # What was sent is kept once, as what stands there.
    cr.execute(
        "UPDATE ledger_export SET document = NULL "
        "WHERE state = 'done' AND booked_document IS NOT NULL"
    )
