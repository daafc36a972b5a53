from odoo import api, models

from ...ledger.errors import InDoubt, Unavailable
from ..composing.problem import Problem
from ..mapping.move_kinds import ENTRY
from ..mapping.rules import Rules


class LedgerCustomers(models.AbstractModel):
    """The step before composing: the ledger knows all customers and suppliers."""

    _name = "ledger.customers"
    _description = "Customers of Ledger Exports"

    @api.model
    def _resolve(self, connection, rows, ledger):
        """Each partner of ``rows`` is looked up, or created, once. Rows of one that
        the ledger does not take are refused; they wait where its answer never came:
        whether it was created shows when it is looked up the next time."""
        relations = self.env["ledger.relation"]
        rows = rows.filtered(lambda row: row.move_id and row.mode in ("book", "amend"))
        # Of journal entries the rules say who owes.
        rules = ENTRY in rows.mapped("move_id.move_type") and Rules.of(connection)
        keys = [
            (row, key) for row in rows for key in relations._keys(row.move_id, rules)
        ]
        links = relations._find_all(connection, [key for _row, key in keys])
        self.env["ledger.relation.update"]._update_before_export(
            relations.union(*links.values()), ledger
        )
        troubles = {}
        for row, key in keys:
            if row.relation_item_id:
                item = row.relation_item_id
                links[key] = relations._choose(connection, row.move_id, item)
            elif not links.get(key, relations)._item_for(connection, key):
                if key not in troubles:
                    links[key] = relations._get(connection, key)
                    troubles[key] = self._resolve_one(links[key], ledger)
                self._hold_up(row, key, troubles[key])
        self.env["ledger.run"]._commit()

    @api.model
    def _resolve_one(self, link, ledger):
        """None, or what stands in the way: ``Rejected`` or the doubt."""
        try:
            trouble = link._resolve(ledger)
        except InDoubt as error:
            return Unavailable("relation_in_doubt", error.detail)
        self.env["ledger.run"]._commit()
        return trouble

    @api.model
    def _hold_up(self, row, key, trouble):
        if row.state != "waiting":
            return
        if isinstance(trouble, Unavailable):
            row._wait(trouble)
        elif trouble:
            problem = Problem.on(trouble.code, key[0], trouble.message)
            row._refuse([problem], trouble.message)
