"""A pytest plugin: Odoo and all tests are loaded once, then each of many changes is
tried in a child of this process. ``LC_PLAN`` is a JSON file: [[change, [tests]]] with a
function to be emptied, the ``place`` of a mutant, or "" as change, and, where they may
take longer than ``LONGEST``, so many seconds as third; the outcomes are written into
it: "red", "green", or "impossible"."""

import contextlib
import json
import os
import signal
from pathlib import Path

import breaking
import pytest

LONGEST = 120  # s; who hangs is noticed


def load():
    import odoo.tests.common
    from odoo import sql_db
    from odoo.modules.registry import Registry

    Registry(odoo.tests.common.get_db_name())
    # Each child makes its own: what one leaves open must not be the next one's.
    sql_db.close_all()


@pytest.hookimpl(tryfirst=True)
def pytest_runtestloop(session):
    load()
    plan = Path(os.environ["LC_PLAN"])
    terminal = session.config.pluginmanager.get_plugin("terminalreporter")
    outcomes = []
    for change, tests, *longest in json.loads(plan.read_text()):
        outcomes.append(_in_child(session, change, tests, *longest))
        terminal.write_line(f"{outcomes[-1]}: {change or 'nothing'} for {tests}")
    plan.write_text(json.dumps(outcomes))
    return True


def _in_child(session, change, tests, longest=LONGEST):
    child = os.fork()
    if child:
        _child, status = os.waitpid(child, 0)
        code = os.waitstatus_to_exitcode(status)
        return {0: "green", 77: "impossible"}.get(code, "red")
    code = 1
    with contextlib.suppress(BaseException):
        signal.alarm(longest)
        code = _try(session, change, set(tests))
    os._exit(code)


def _try(session, change, tests):
    items = [item for item in session.items if item.nodeid in tests]
    if not items or (change and not _is_made(change)):
        return 77
    for item, following in zip(items, [*items[1:], None], strict=True):
        session.config.hook.pytest_runtest_protocol(item=item, nextitem=following)
        if session.testsfailed:
            return 1
    return 0


def _is_made(change):
    path, *what = change.split("::")
    tree = breaking.emptied if len(what) == 1 else breaking.mutated
    return breaking.apply(path, tree(path, *what))
