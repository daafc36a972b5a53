"""Copies of what Odoo made, by SQL: of invoices there are soon enough for a bench."""


def columns(cr, table, changed):
    """(names, values) to copy a row of ``t``, with ``changed`` {column: SQL}."""
    cr.execute(
        "SELECT column_name FROM information_schema.columns "
        "WHERE table_schema = 'public' AND table_name = %s "
        "AND is_generated = 'NEVER'",
        [table],
    )
    names = [name for (name,) in cr.fetchall()]
    values = [changed.get(name, f't."{name}"') for name in names]
    return ", ".join(f'"{name}"' for name in names), ", ".join(values)


def insert_copies(cr, table, changed, source):
    names, values = columns(cr, table, changed)
    # Names of columns from the catalogue, all else from this file.
    cr.execute(f"INSERT INTO {table} ({names}) SELECT {values} FROM {source}")  # noqa: S608


def copy_moves(cr, templates, count, start):
    """``count`` posted invoices like ``templates`` by turns: the ids."""
    cr.execute(
        "CREATE TEMP TABLE copied ON COMMIT DROP AS "
        "SELECT (%s::int[])[1 + n %% %s] AS old, n + %s AS number, "
        "nextval('account_move_id_seq')::int AS id FROM generate_series(0, %s - 1) n",
        [templates, len(templates), start, count],
    )
    number = "m.number + 100000"
    name = f"t.sequence_prefix || {number}"
    insert_copies(
        cr,
        "account_move",
        {
            "id": "m.id",
            "name": name,
            "payment_reference": name,
            "sequence_number": number,
            "access_token": "NULL",
        },
        "account_move t JOIN copied m ON m.old = t.id",
    )
    cr.execute(
        "CREATE TEMP TABLE copied_line ON COMMIT DROP AS "
        "SELECT l.id AS old, m.id AS move, "
        "nextval('account_move_line_id_seq')::int AS id "
        "FROM account_move_line l JOIN copied m ON m.old = l.move_id"
    )
    insert_copies(
        cr,
        "account_move_line",
        {"id": "m.id", "move_id": "m.move", "move_name": "n.name"},
        "account_move_line t JOIN copied_line m ON m.old = t.id "
        "JOIN account_move n ON n.id = m.move",
    )
    for table in (
        "account_move_line_account_tax_rel",
        "account_account_tag_account_move_line_rel",
    ):
        insert_copies(
            cr,
            table,
            {"account_move_line_id": "m.id"},
            f"{table} t JOIN copied_line m ON m.old = t.account_move_line_id",
        )
    cr.execute("SELECT id FROM copied ORDER BY number")
    return [id_ for (id_,) in cr.fetchall()]


def own_items(cr, connection_id, like, entries):
    """An exported invoice for each of ``entries``; only the head of it."""
    cr.execute(
        "CREATE TEMP TABLE copied ON COMMIT DROP AS "
        "SELECT e AS entry, n AS number, nextval('account_move_id_seq')::int AS id "
        "FROM unnest(%s) WITH ORDINALITY AS u(e, n)",
        [entries],
    )
    name = "'FILL/' || m.entry"
    changed = {"id": "m.id", "name": name, "sequence_number": "m.number::int"}
    changed |= {"payment_reference": name, "sequence_prefix": "'FILL/'"}
    insert_copies(
        cr,
        "account_move",
        {**changed, "access_token": "NULL"},
        f"copied m JOIN account_move t ON t.id = {int(like)}",
    )
    insert_copies(
        cr,
        "ledger_export",
        {
            "id": "nextval('ledger_export_id_seq')",
            "move_id": "m.id",
            "ledger_id": "m.entry",
        },
        f"copied m JOIN ledger_export t ON t.move_id = {int(like)} "
        f"AND t.connection_id = {int(connection_id)}",
    )
    cr.execute("ANALYZE account_move, ledger_export")
