"""Which cells make no sense, and the table of those that passed."""

READS = "it only reads: there is nothing to store before, to repeat, or to be double"
SAFE = "the same again does no harm: neither intent nor duplicate is known"
LOOKS = "it is asked first which files are there: neither intent nor duplicate is known"
ONCE = "there is only one commit"
MISSING = {
    ("export", "killed between two commits"): ONCE,
    ("relation create", "killed between two commits"): ONCE,
    ("relation update", "killed between two commits"): ONCE,
    ("attachment", "killed between two commits"): ONCE,
    ("payment import", "refused as duplicate"): READS,
    ("relation update", "refused as duplicate"): SAFE,
    ("attachment", "refused as duplicate"): LOOKS,
    ("payment import", "killed before the intent is stored"): READS,
    ("relation update", "killed before the intent is stored"): SAFE,
    ("attachment", "killed before the intent is stored"): LOOKS,
}
_PASSED = set()


def reason(ledger, subject, fault):
    """Why there is no such cell; "" where there is one."""
    own = ledger.missing
    return (
        own.get(subject)
        or MISSING.get((subject, fault))
        or own.get((subject, fault))
        or ""
    )


def passed(*cell):
    _PASSED.add(cell)


def table(ledgers, faults, subjects, invoices):
    """Deterministic: what passed, and why the rest makes no sense."""
    lines = [
        "# The fault matrix",
        "",
        "Written by the tests themselves (`LC_RESULTS=1 setup/test tests/e2e`), "
        f"{invoices} invoices a cell.",
        "After each fault the weather is fine again and the cron runs at most four "
        "times; then ledger and Odoo",
        "agree to the cent, everything is booked once, nothing waits, and nobody has "
        "an activity left.",
    ]
    for ledger in ledgers.values():
        notes = []
        name = ledger.provider
        lines += ["", f"## {name.capitalize()}", "", _row("fault", *subjects)]
        lines.append(_row(*["---"] * (1 + len(subjects))))
        for fault in faults:
            cells = [_cell(ledger, one, fault, notes) for one in subjects]
            lines.append(_row(fault, *cells))
        lines += ["", *(f"{n}. {why}" for n, why in enumerate(notes, 1))]
    return "\n".join(lines) + "\n"


def _row(*cells):
    return f"| {' | '.join(cells)} |"


def _cell(ledger, subject, fault, notes):
    if why := reason(ledger, subject, fault):
        if why not in notes:
            notes.append(why)
        return f"n/a {notes.index(why) + 1}"
    return "passed" if (ledger.provider, subject, fault) in _PASSED else "**failed**"
