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
