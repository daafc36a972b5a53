"""Which cells make no sense, and the table of those that passed."""

READS = "it only reads: there is nothing to store before, to repeat, or to be double"
SAFE = "the same again does no harm: neither intent nor duplicate is known"
MISSING = {
    ("payment import", "refused as duplicate"): READS,
    ("relation update", "refused as duplicate"): SAFE,
    ("payment import", "killed before the intent is stored"): READS,
    ("relation update", "killed before the intent is stored"): SAFE,
}
_PASSED = set()


def reason(ledger, subject, fault):
    """Why there is no such cell; "" where there is one."""
    own = ledger.missing
    return (
        MISSING.get((subject, fault))
        or own.get(subject)
        or own.get((subject, fault))
        or ""
    )


def passed(*cell):
    _PASSED.add(cell)
