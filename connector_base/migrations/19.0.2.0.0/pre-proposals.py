"""What a customer there may be is a proposal: it is payments that are matched."""

from odoo.tools.sql import rename_column, table_exists

OLD, NEW = "ledger_relation_match", "ledger_relation_proposal"


def migrate(cr, version):
    if not table_exists(cr, OLD):
        return
    tables = f"{OLD}_res_partner_rel", f"{NEW}_res_partner_rel"
    cr.execute(f"ALTER TABLE {OLD} RENAME TO {NEW}")
    cr.execute(f"ALTER SEQUENCE {OLD}_id_seq RENAME TO {NEW}_id_seq")
    cr.execute(f"ALTER TABLE {tables[0]} RENAME TO {tables[1]}")
    rename_column(cr, tables[1], f"{OLD}_id", f"{NEW}_id")
    names = ("ledger.relation.proposal", "ledger.relation.match")
    for table in ("ir_model", "ir_model_fields"):
        cr.execute(f"UPDATE {table} SET model = %s WHERE model = %s", names)  # noqa: S608
    cr.execute(
        "UPDATE ir_model_data SET name = replace(name, %s, %s) "
        "WHERE module = 'connector_base' "
        "AND model IN ('ir.model', 'ir.model.fields', 'ir.model.access', 'ir.rule')",
        (OLD, NEW),
    )
