def get_period(connection, date):
    """The period of ``date`` in the ledger, or none: by the ends where the ledger tells
    them, else the month's own."""
    return get_periods(connection, [date])[date]


def get_periods(connection, dates):
    """{date: its period}, of many."""
    periods = connection.env["ledger.item"].search(
        [("connection_id", "=", connection.id), ("kind", "=", "period")], order="code"
    )
    by_year = periods.grouped(lambda period: period.code[:4])
    none = periods.browse()
    return {day: _pick(by_year.get(f"{day.year}", none), day) for day in dates}


def _pick(periods, date):
    """``periods``: those of its year."""
    day = date.isoformat()
    for period in periods:
        number, end = period.code[5:], (period.attributes or {}).get("end")
        if "00" < number < "13" and end and end >= day:
            return period
    return periods.filtered(lambda p: p.code == f"{date:%Y/%m}")
