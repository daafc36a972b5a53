"""What was known of each work stood on the connection: it has a row of its own now. The
scheduled actions call its loop."""

from odoo.tools.sql import column_exists

# work: (done, begun or asked in full, busy since, cursor, what is left to do)
RUNS = {
    "export": ("last_export_at", "NULL", "export_since", "NULL", "NULL"),
    "night": ("NULL", "NULL", "NULL", "NULL", "NULL"),
    "import": ("last_import_at", "full_import_at", "import_since", "cursor", "NULL"),
    "items": (
        "last_items_at",
        "full_refresh_at",
        "NULL",
        "NULL",
        "jsonb_build_object('synced', COALESCE(synced, '{}'::jsonb)) "
        "|| COALESCE(refresh, '{}'::jsonb)",
    ),
    "relations": ("relations_compared_at", "relations_compared_at", *["NULL"] * 3),
    "control": ("controlled_at", *["NULL"] * 4),
    "notices": ("notified_at", *["NULL"] * 4),
}
CRONS = {
    "export": "ir_cron_export",
    "night": "ir_cron_enqueue_at_night",
    "import": "ir_cron_import",
    "items": "ir_cron_refresh_items",
    "relations": "ir_cron_update_relations",
    "control": "ir_cron_control",
    "notices": "ir_cron_tell_payments",
}


def migrate(cr, version):
    if column_exists(cr, "ledger_connection", "full_import_at"):
        _move_runs(cr)
    # The default account was for costs too.
    cr.execute(
        "UPDATE ledger_connection SET expense_item_id = account_item_id "
        "WHERE expense_item_id IS NULL AND export_bills"
    )
    _point_crons(cr)
    _read_settlements(cr)


def _move_runs(cr):
    for work, (done, full, since, cursor, left) in RUNS.items():
        cr.execute(
            f"""
            INSERT INTO ledger_run (connection_id, company_id, work, done_at, begun_at,
                                    full_at, since, cursor, "left",
                                    create_date, write_date)
            SELECT id, company_id, %s, {done}, {done}, {full}, {since}, {cursor},
                   {left}, now() AT TIME ZONE 'UTC', now() AT TIME ZONE 'UTC'
              FROM ledger_connection
       ON CONFLICT (connection_id, work) DO UPDATE
               SET done_at = excluded.done_at, begun_at = excluded.begun_at,
                   full_at = excluded.full_at, since = excluded.since,
                   cursor = excluded.cursor, "left" = excluded."left"
            """,  # noqa: S608 - the words above
            [work],
        )
    # What a work came to is found out anew; what the admin has to mend stays.
    cr.execute(
        "UPDATE ledger_connection SET problem_code = NULL, problem_detail = NULL "
        "WHERE state != 'reauthorise'"
    )


def _point_crons(cr):
    """They are not updated with the module: somebody may have set their interval."""
    for work, name in CRONS.items():
        cr.execute(
            """
            UPDATE ir_act_server action
               SET code = %s, model_id = (SELECT id FROM ir_model
                                           WHERE model = 'ledger.run')
              FROM ir_cron cron
              JOIN ir_model_data data
                ON data.model = 'ir.cron' AND data.res_id = cron.id
             WHERE data.module = 'connector_base' AND data.name = %s
               AND action.id = cron.ir_actions_server_id
            """,
            [f'model._cron("{work}")', name],
        )


def _read_settlements(cr):
    """By which entries it was settled, and the bank book: read out of the words."""
    cr.execute(
        """
        UPDATE ledger_allocation
           SET settled_by = to_jsonb(string_to_array(settlement, '+')),
               ledger_journal = split_part(settlement, '/', 1)
         WHERE settled_by IS NULL AND settlement LIKE '%/%'
        """
    )
