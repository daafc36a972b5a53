"""Entries by their days, and rows in portions."""


def by_days(entries, least, end):
    """[(entries, the last of their days)], in the order of days, ``least`` at once, the
    last ones until ``end``. A ledger that does not list by date is read to its end
    first."""
    waiting, in_order = [], True
    for entry in entries:
        if waiting and entry.date < waiting[-1].date:
            in_order = False
        elif in_order and len(waiting) >= least and entry.date > waiting[-1].date:
            yield waiting, waiting[-1].date
            waiting = []
        waiting.append(entry)
    waiting.sort(key=lambda entry: entry.date)
    part = []
    for entry in waiting:
        if len(part) >= least and entry.date > part[-1].date:
            yield part, part[-1].date
            part = []
        part.append(entry)
    yield part, end


def portions(rows, size):
    return [rows[start : start + size] for start in range(0, len(rows), size)]
