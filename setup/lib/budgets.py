"""The budgets that ``setup/bench`` judges: plain arithmetic."""

# {key: (limit, what it says)}; a figure may be at most its limit, but for AT_LEAST.
BUDGETS = {
    "twinfield_requests_per_1000": (44, "Twinfield: requests for 1,000 invoices"),
    "exact_requests_per_invoice": (1.02, "Exact: requests an invoice"),
    "exact_rate_share": (0.98, "Exact: share of the permitted rate that is used"),
    "exact_throttled": (0, "Exact: calls that were refused as too many (429)"),
    "import_requests_ratio": (1.1, "Import of 100 payments: requests, many open : few"),
    "cpu_per_invoice_ratio": (1.1, "Export: CPU an invoice, most : fewest"),
    "sql_per_invoice": (12, "Export in batches: SQL statements an invoice"),
    "payment_apply_ratio": (1, "Payments: CPU, ours : Odoo's own one by one"),
    "peak_memory_growth_mib": (32, "Export: growth of the peak memory, MiB"),
}
AT_LEAST = {"exact_rate_share"}
# Those of ``setup/bench --scale``
SCALE = {
    # Beyond 20 for the whole of it
    "audit_requests_per_1000": (1, "Audit, nothing changed: requests for 1,000"),
    "first_import_requests_per_payment": (0.2, "First import: requests a payment"),
    "healthy_lag_seconds_with_two_hanging": (
        120,
        "Two of 100 hang: seconds for the others",
    ),
    "refresh_cpu_seconds_20000": (1, "Refresh of 20,000 unchanged: seconds of CPU"),
    "new_customer_cpu_ratio_200000_to_10": (1.2, "New customer: 200,000 known : 10"),
    "exact_cpu_ms_per_invoice": (30, "Exact: milliseconds of CPU an invoice"),
    "control_runs_for_10000": (10, "Control report over 10,000: runs"),
    "list_extra_sql": (10, "A list of 80 exported invoices: more statements"),
    "lists_cpu_ratio_100000_to_100": (1.2, "Each list: CPU, 100,000 rows : 100"),
    "dialog_cpu_seconds_300": (3, "A dialog over 300 invoices: seconds of CPU"),
    "dialog_sql_per_invoice": (1, "A dialog over many: more statements an invoice"),
    "overview_cpu_ratio_100000_to_100": (1.2, "Overview: CPU, 100,000 exported : 100"),
}


def judge(figures, budgets=None):
    """[(key, what, figure, limit, whether it is kept)] of those that were measured."""
    rows = []
    for key, (limit, what) in (budgets or BUDGETS).items():
        if key in figures:
            figure = figures[key]
            kept = figure >= limit if key in AT_LEAST else figure <= limit
            rows.append((key, what, figure, limit, kept))
    return rows


def worst(figures):
    """The budgets that hold for each ledger, from ``{ledger: figures}``: the worse
    one counts."""
    result = {}
    for mine in figures.values():
        for key in BUDGETS.keys() & mine.keys():
            pick = min if key in AT_LEAST else max
            result[key] = pick(mine[key], result.get(key, mine[key]))
    return result


def rate_share(moments, minutely):
    """Share of the permitted rate that is sustained: from the first of ``moments``
    (seconds, ascending) to the one that begins the last whole allowance after it.
    Minutes counted from a burst would hide how late the next burst is."""
    whole = (len(moments) - 1) // minutely
    if whole < 1:
        raise ValueError(f"less than {minutely + 1} calls")
    return 60 * whole / (moments[whole * minutely] - moments[0])
