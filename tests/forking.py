"""A pytest plugin: Odoo, if it is there, and all tests are loaded once, then each of
many changes is tried in a child of this process. ``LC_PLAN`` is a JSON file: [[change,
[tests]]] with a function to be emptied, the ``place`` of a mutant, or "" as change, and
as third, where they may take longer than ``LONGEST``, how long. The outcomes are
written into it: "red", "green", "late" or "impossible"."""

import contextlib
import json
import os
import signal
from pathlib import Path

import breaking
import pytest

LONGEST = 300  # s
_OUTCOMES = {0: "green", 1: "red", 77: "impossible", -signal.SIGALRM: "late"}


@pytest.hookimpl(tryfirst=True)
def pytest_runtestloop(session):
    if session.config.pluginmanager.has_plugin("odoo"):
        load()
    plan = Path(os.environ["LC_PLAN"])
    terminal = session.config.pluginmanager.get_plugin("terminalreporter")
    outcomes = []
    for change, tests, *seconds in json.loads(plan.read_text()):
        longest = max(seconds, default=LONGEST)
        code = in_child(lambda c=change, t=tests: _try(session, c, t), longest)
        outcomes.append(_OUTCOMES.get(code, "red"))
        terminal.write_line(f"{outcomes[-1]}: {change or 'nothing'} for {tests}")
    plan.write_text(json.dumps(outcomes))
    return True


def load():
    import odoo.tests.common
    from odoo import sql_db
    from odoo.modules.registry import Registry

    Registry(odoo.tests.common.get_db_name())
    # Each child makes its own: what one leaves open must not be the next one's.
    sql_db.close_all()


def in_child(trial, seconds):
    """What ``trial`` returns in a child of this process: 1 if it raises something,
    -14 if it takes longer. What the child started ends with it."""
    child = os.fork()
    if child:
        _child, status = os.waitpid(child, 0)
        with contextlib.suppress(ProcessLookupError):
            os.killpg(child, signal.SIGKILL)
        return os.waitstatus_to_exitcode(status)
    code = 1
    with contextlib.suppress(BaseException):
        os.setpgid(0, 0)
        signal.alarm(seconds)
        code = trial()
    os._exit(code)


def _try(session, change, tests):
    # Of a test with parameters, all of them
    items = [
        item
        for item in session.items
        if {item.nodeid, item.nodeid.partition("[")[0]} & {*tests}
    ]
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
