"""A database that the version before made, with one of all in every state, is upgraded
and loses nothing. Its addons lie beside this file as they were then."""

import contextlib
import os
import tarfile
from pathlib import Path

import pytest
from databases import clone_database, drop_database, execute, psql
from processes import odoo

HERE = Path(__file__).parent
NAME = "lc_upgrade"
TABLES = ("connection", "export", "allocation", "item", "mapping", "relation", "text")


@pytest.fixture(scope="module")
def upgraded(tmp_path_factory):
    """(how many rows each table had, a connection to the database afterwards)"""
    folder = tmp_path_factory.mktemp("before")
    with tarfile.open(HERE / "version_1.tar.gz") as packed:
        packed.extractall(folder, filter="data")
    path = os.environ["ODOO_ADDONS_PATH"].split(",")[0]
    before = f"--addons-path={path},{folder}"
    clone_database(os.environ["LC_BASE"], NAME)
    try:
        addons = "twinfield_connector,exact_connector"
        odoo(f"--database={NAME}", before, f"--init={addons}", "--stop-after-init")
        script = (HERE / "make_version_1.py").read_text()
        odoo(f"--database={NAME}", before, command=("shell",), script=script)
        with contextlib.closing(psql(NAME)) as connection:
            counts = {table: count(connection, table) for table in TABLES}
        odoo(f"--database={NAME}", "--update=connector_base", "--stop-after-init")
        with contextlib.closing(psql(NAME)) as connection:
            yield counts, connection
    finally:
        drop_database(NAME)


def count(connection, table):
    ((number,),) = execute(connection, f"SELECT count(*) FROM ledger_{table}")
    return number


def test_nothing_is_lost(upgraded):
    counts, connection = upgraded
    now = {table: count(connection, table) for table in TABLES}
    # Free fields of an entry became items.
    assert now["item"] >= counts.pop("item")
    assert {table: now[table] for table in counts} == counts
    assert counts["export"] == 8 + 3


def test_each_work_goes_on_where_it_was(upgraded):
    _counts, connection = upgraded
    runs = execute(
        connection,
        """SELECT work, done_at::text, full_at::text, cursor, run."left"->'synced'
             FROM ledger_run run JOIN ledger_connection c ON c.id = connection_id
            WHERE provider = 'twinfield' AND c.active ORDER BY work""",
    )
    found = {work: values for work, *values in runs}
    assert set(found) == {
        "control",
        "export",
        "import",
        "items",
        "night",
        "notices",
        "relations",
    }
    assert found["import"][:3] == [
        "2026-03-02 09:00:00",
        "2026-03-01 08:00:00",
        "2026-03-01T10:00:00",
    ]
    assert found["items"][3] == {"customer": "2026-03-02T01:50:00"}
    assert found["control"][0] == "2026-03-02 04:00:00"


def test_words_are_the_new_ones(upgraded):
    _counts, connection = upgraded
    assert execute(connection, "SELECT DISTINCT final FROM ledger_export") in (
        [("draft",), ("final",)],
        [("final",), ("draft",)],
    )
    memo = "SELECT DISTINCT ledger_memo FROM ledger_export WHERE ledger_id IS NOT NULL"
    assert execute(connection, memo) == [("alias",)]
    assert execute(
        connection,
        "SELECT key, settled_by, ledger_journal FROM ledger_allocation ORDER BY key",
    ) == [
        ("one", ["BNK/7"], "BNK"),
        ("three", ["BNK/7"], "BNK"),
        ("two", ["BNK/8", "BNK/9"], "BNK"),
    ]


def test_an_entry_belongs_to_one_export(upgraded):
    """The other invoice of an entry is shown to a person; one that was connected anew
    goes on by the connection of now. What is known of either stays."""
    _counts, connection = upgraded
    names = execute(
        connection,
        """SELECT line.name, move.name FROM account_move_line line
             JOIN account_move move ON move.id = line.move_id
            WHERE line.name IN ('done', 'double', 'anew')""",
    )
    names = dict(names)
    rows = execute(
        connection,
        """SELECT move.name, c.active, export.state, ledger_id, ledger_number,
                  export.error_code, problems->0->>'detail', problems->0->'ids'->>0
                  = export.move_id::text, booked_document IS NOT NULL
             FROM ledger_export export
             JOIN account_move move ON move.id = export.move_id
             JOIN ledger_connection c ON c.id = export.connection_id
            WHERE ledger_number IS NOT NULL ORDER BY export.id""",
    )
    holder = f"{names['done']} (VRK 5)"
    nothing = (None, None, None, True)
    assert rows == [
        (names["done"], True, "done", "VRK/5", "5", *nothing),
        (
            *(names["double"], True, "rejected", None, "5"),
            *("duplicate_ours", holder, True, True),
        ),
        (names["anew"], False, "withdrawn", None, "9", *nothing),
        (names["anew"], True, "done", "VRK/9", "9", *nothing),
    ]
    books = execute(connection, "SELECT DISTINCT administration FROM ledger_export")
    assert books == [("twinfield|||NL001",)]
    indexes = "SELECT indexdef FROM pg_indexes WHERE indexname = %s"
    ((index,),) = execute(connection, indexes, "ledger_export_entry_uniq")
    assert index.startswith("CREATE UNIQUE INDEX")


def test_what_the_admin_has_to_mend_stays(upgraded):
    _counts, connection = upgraded
    assert execute(
        connection, "SELECT provider, problem_code FROM ledger_connection ORDER BY 1"
    ) == [("exact", "token_revoked"), ("twinfield", None), ("twinfield", None)]


def test_scheduled_actions_call_the_loop(upgraded):
    _counts, connection = upgraded
    codes = execute(
        connection,
        """SELECT code FROM ir_act_server action
             JOIN ir_cron cron ON cron.ir_actions_server_id = action.id
             JOIN ir_model_data data
               ON data.res_id = cron.id AND data.model = 'ir.cron'
            WHERE data.module = 'connector_base'""",
    )
    assert len(codes) >= 7
    assert all(code.startswith("model._cron(") for (code,) in codes), codes
