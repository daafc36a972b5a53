import math

from odoo import fields, models, sql_db

from ...ledger.fair_use import FairUse

# Seconds that a person waits for a call's turn; crons may wait longer.
PATIENCE = 3


class LedgerBudget(models.Model):
    """What was spent of a vendor's allowance: one row for what it counts by, shared
    by all connections, workers and hosts that share it there."""

    _name = "ledger.budget"
    _description = "Ledger Budget"
    _rec_name = "key"

    key = fields.Char(required=True)
    spent = fields.Json()
    blocked_until = fields.Float(help="Seconds since 1970: the vendor said so.")
    allowed = fields.Integer(help="Credits that the vendor allows, when it said so.")

    _key_uniq = models.Constraint("UNIQUE (key)", "One row for each key.")


class Budget(FairUse):
    """In connections of their own, also in tests: what was spent stays spent, and the
    locks are the real ones."""

    def __init__(self, env, limits, patience):
        database = sql_db.db_connect(env.cr.dbname)
        until = env.context.get("ledger_until", math.inf)
        super().__init__(database.cursor, limits, patience, until)
