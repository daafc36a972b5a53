"""How much is registered for what settled an invoice stands on the row by now, and its
entries are listed there."""

from odoo.tools.sql import column_exists


def migrate(cr, version):
    if column_exists(cr, "account_move", "ledger_allocation_id"):
        cr.execute(
            """
            INSERT INTO ledger_allocation_entry_rel
                        (ledger_allocation_id, account_move_id)
            SELECT ledger_allocation_id, id
              FROM account_move
             WHERE ledger_allocation_id IS NOT NULL
                ON CONFLICT DO NOTHING
            """
        )
    cr.execute(
        """
        WITH registered AS (
            SELECT ledger_allocation_id AS id
              FROM account_payment
             WHERE ledger_allocation_id IS NOT NULL
               AND state NOT IN ('canceled', 'rejected')
             UNION
            SELECT entry.ledger_allocation_id
              FROM ledger_allocation_entry_rel entry
              JOIN account_move move ON move.id = entry.account_move_id
             WHERE move.state = 'posted'
             UNION
            SELECT id FROM ledger_allocation WHERE offset_move_id IS NOT NULL)
        UPDATE ledger_allocation allocation
           SET applied_amount = CASE WHEN registered.id IS NULL THEN 0
                                     ELSE allocation.amount END,
               outdated = registered.id IS NOT NULL AND allocation.state != 'applied'
          FROM ledger_allocation other
     LEFT JOIN registered ON registered.id = other.id
         WHERE other.id = allocation.id AND allocation.applied_amount IS NULL
        """
    )
