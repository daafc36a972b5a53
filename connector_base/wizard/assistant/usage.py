"""What of Odoo was used in the invoices of a connection, most used first."""

from collections import Counter

from odoo.fields import Domain


def count_uses(connection, since):
    """{(kind of rule, record id): the number of posted invoices, bills and credit notes
    from ``since`` on that use it}"""
    env, uses = connection.env, Counter()
    scope = env["ledger.scope"]
    moves = Domain(
        [
            ("company_id", "in", scope._get_companies(connection).ids),
            ("state", "=", "posted"),
            ("move_type", "in", scope._get_types(connection)),
            ("invoice_date", ">=", since),
        ]
    )
    if connection.journal_ids:
        moves &= Domain("journal_id", "in", connection.journal_ids.ids)
    for kind, field in (
        ("journal", "journal_id"),
        ("condition", "invoice_payment_term_id"),
    ):
        for record, count in env["account.move"]._read_group(
            moves, [field], ["__count"]
        ):
            uses[kind, record.id] += count
    lines = Domain("display_type", "=", "product") & Domain("move_id", "any", moves)
    count = "move_id:count_distinct"
    for account, number in env["account.move.line"]._read_group(
        lines, ["account_id"], [count]
    ):
        uses["account", account.id] += number
    for taxes, number in env["account.move.line"]._read_group(
        lines, ["tax_ids"], [count]
    ):
        # Of a group of taxes the rules are those of its members.
        for tax in taxes.flatten_taxes_hierarchy():
            uses["vat", tax.id] += number
    return uses
