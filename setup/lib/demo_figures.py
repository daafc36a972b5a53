"""What came of the demo's main job: both sides beside each other."""

from collections import Counter
from decimal import Decimal

CENT = Decimal("0.01")


def say(text=""):
    print(text, flush=True)


def compare(box, where, connection, moves):
    """[(what, Odoo's total, the ledger's total)] in company currency."""
    totals = box.control("totals", **where)
    lines = moves.line_ids
    codes = {
        rule.tax_id: rule.item_id.code
        for rule in connection.mapping_ids.filtered("tax_id")
    }
    turnover, vat = Counter(), Counter()
    for line in lines:
        if line.display_type == "product":
            turnover[codes[line.tax_ids]] -= money(line.balance)
        elif line.tax_line_id:
            vat[codes[line.tax_line_id]] -= money(line.balance)
    rows = []
    for code in sorted(turnover):
        theirs = totals["vat"].get(code, {})
        rows.append((f"Turnover {code}", turnover[code], theirs.get("turnover", 0)))
        rows.append((f"VAT {code}", vat[code], theirs.get("vat", 0)))
    receivable = sum(money(m.amount_total_signed) for m in moves)
    open_here = sum(money(m.amount_residual_signed) for m in moves)
    numbers = set(moves.mapped("name"))
    open_there = sum(
        (Decimal(v) for k, v in totals["open"].items() if k in numbers), Decimal(0)
    )
    booked = sum(
        (Decimal(v) for k, v in totals["invoices"].items() if k in numbers), Decimal(0)
    )
    rows.append(("Invoiced", receivable, booked))
    rows.append(("Open", open_here, open_there))
    return [(what, Decimal(ours), Decimal(theirs)) for what, ours, theirs in rows]


def money(value):
    return Decimal(str(value)).quantize(CENT)


def figures(env, box, connection, moves, rows):
    requests = box.control("requests")["requests"]
    states = Counter(moves.mapped("ledger_state"))
    invoices = moves.filtered(lambda move: move.amount_total)
    paid = invoices.mapped("payment_state")
    return {
        "exported": states["done"],
        "refused": len(moves) - states["done"],
        "payments": env["account.payment"].search_count(
            [
                ("ledger_allocation_id.connection_id", "=", connection.id),
                ("state", "!=", "canceled"),
            ]
        ),
        "paid": paid.count("paid"),
        "partly_paid": paid.count("partial"),
        "requests": len(requests),
        "posting_requests": sum(one["kind"] == "post" for one in requests),
        "difference": str(
            sum(
                (abs(ours - theirs) for _what, ours, theirs in rows), Decimal(0)
            ).quantize(CENT)
        ),
    }


def show(ledger, moves, result, rows):
    say("\n  Invoices and credit notes")
    for name, count in (
        ("exported", result["exported"]),
        ("refused", result["refused"]),
        ("paid", result["paid"]),
        ("partly paid", result["partly_paid"]),
        ("open", len(moves) - result["paid"] - result["partly_paid"]),
    ):
        say(f"    {name:<14}{count:>6}")
    for move in moves.filtered(lambda move: move.ledger_state != "done"):
        say(f"    {move.name}: {move.ledger_message} {move.ledger_words or ''}")
    say(f"\n  {'Totals':<22}{'Odoo':>14}{ledger.name:>14}{'Difference':>12}")
    for what, ours, theirs in rows:
        say(f"    {what:<20}{ours:>14,.2f}{theirs:>14,.2f}{ours - theirs:>12,.2f}")
    say(
        f"\n  {result['requests']} requests, {result['posting_requests']} of them "
        f"booked invoices; {result['payments']} payments imported."
    )
