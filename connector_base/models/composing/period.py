def get_period(connection, date):
    """The period of ``date`` in the ledger, or none: by the ends where the ledger tells
    them, else the month's own."""
    periods = connection.env["ledger.item"].search(
        [
            ("connection_id", "=", connection.id),
            ("kind", "=", "period"),
            ("code", "=like", f"{date.year}/%"),
        ],
        order="code",
    )
    day = date.isoformat()
    for period in periods:
        number, end = period.code[5:], (period.attributes or {}).get("end")
        if "00" < number < "13" and end and end >= day:
            return period
    return periods.filtered(lambda p: p.code == f"{date:%Y/%m}")
