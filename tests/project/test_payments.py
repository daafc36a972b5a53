"""tests/e2e/PAYMENTS.md says what the table of scenarios says: the tests of each ledger
hold both books to that. ``LC_RESULTS=1`` writes it."""

import os
from itertools import product
from pathlib import Path

from scenarios import LEDGERS, LINES, REASONS, SIDES

FILE = Path(__file__).resolve().parents[1] / "e2e" / "PAYMENTS.md"
HEAD = """\
# Payments, line by line

Written from `tests/scenarios.py` (`LC_RESULTS=1 setup/test tests/project`). The
accountant does each line in the sandbox and undoes it there; after each import the
open amounts of both books are compared, for invoices and for bills, line by line and
in random order (`test_twinfield_accountant.py`, `test_exact_accountant.py`). Equal:
they are, done and undone. Conflict: Odoo shows the reason on the invoice while it is
done; undone, they are equal.

"""


def table():
    notes = []

    def note(why):
        if why not in notes:
            notes.append(why)
        return notes.index(why) + 1

    def cell(line, ledger):
        if why := line.missing.get(ledger):
            return f"n/a {note(why)}"
        if code := line.shown.get(ledger):
            return f"conflict: {code} {note(REASONS[code])}"
        return "equal"

    columns = list(product(LEDGERS, SIDES))
    heads = [f"{ledger.capitalize()} {side}" for ledger, side in columns]
    rows = [["line", *heads], ["---"] * (1 + len(columns))]
    for line in LINES:
        rows.append([line.name, *(cell(line, ledger) for ledger, _side in columns)])
    lines = [f"| {' | '.join(cells)} |" for cells in rows]
    lines += ["", *(f"{n}. {why}" for n, why in enumerate(notes, 1))]
    return HEAD + "\n".join(lines) + "\n"


def test_document_says_what_is_tested():
    if os.environ.get("LC_RESULTS"):
        FILE.write_text(table())
    assert FILE.read_text() == table()
