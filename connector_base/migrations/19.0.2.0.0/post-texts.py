"""Free fields of entries are master data of each connection: what was a word of all
connectors is one of its items now. The description of the entry is none of them."""

from odoo.tools.sql import column_exists


def migrate(cr, version):
    if not column_exists(cr, "ledger_text", "field"):
        return
    # Named by their codes, until the next refresh.
    cr.execute(
        """
        INSERT INTO ledger_item (connection_id, company_id, kind, code, remote_id, name,
                                 active, create_date, write_date)
        SELECT DISTINCT text.connection_id, connection.company_id, 'text', text.field,
                        text.field, text.field, TRUE,
                        now() AT TIME ZONE 'UTC', now() AT TIME ZONE 'UTC'
          FROM ledger_text text
          JOIN ledger_connection connection ON connection.id = text.connection_id
         WHERE text.field != 'description'
            ON CONFLICT (connection_id, kind, remote_id) DO NOTHING
        """
    )
    cr.execute(
        """
        UPDATE ledger_text text
           SET item_id = item.id
          FROM ledger_item item
         WHERE item.connection_id = text.connection_id AND item.kind = 'text'
           AND item.remote_id = text.field
        """
    )
    cr.execute("ALTER TABLE ledger_text DROP COLUMN field")
