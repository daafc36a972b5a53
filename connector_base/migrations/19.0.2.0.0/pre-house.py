"""Columns that got another name or other words, before Odoo makes the new ones."""

from odoo.tools.sql import column_exists, rename_column

RENAMED = (
    ("ledger_connection", "destiny", "final"),
    ("ledger_export", "destiny", "final"),
    ("ledger_export", "ledger_alias", "ledger_memo"),
)


def migrate(cr, version):
    for table, old, new in RENAMED:
        if column_exists(cr, table, old):
            rename_column(cr, table, old, new)
    for table in ("ledger_connection", "ledger_export"):
        cr.execute(
            f"UPDATE {table} SET final = 'draft' WHERE final = 'temporary'"  # noqa: S608
        )
    # The views of then, ours and those of addons that stand on us, name what is gone;
    # those of now are loaded next.
    cr.execute(
        """
        WITH gone AS (
            DELETE FROM ir_model_data
             WHERE model = 'ir.ui.view' AND module IN (
                       SELECT 'connector_base' UNION
                       SELECT module.name FROM ir_module_module module
                         JOIN ir_module_module_dependency needed
                           ON needed.module_id = module.id
                        WHERE needed.name = 'connector_base')
               AND res_id IN (SELECT id FROM ir_ui_view WHERE inherit_id IS NOT NULL)
         RETURNING res_id)
        DELETE FROM ir_ui_view WHERE id IN (SELECT res_id FROM gone)
        """
    )
