"""What the demo leaves undone on purpose, for a person to mend: invoices that are
refused, an entry that was changed behind Odoo's back, a payment in doubt, a draft."""

from datetime import date

CUSTOMER = "DEMO-ABROAD"
CLICKS = """
    What to try, in Invoicing > Ledger (switch the company for the other ledger):
      1. Overview: a card for each connection says what needs you.
      2. Refused: three invoices for two causes. Press Fix, choose a ledger account,
         and both invoices of that cause are sent. For the other one enter a VAT
         number on Beispielkunde GmbH (DE123456788), then Send All of This Cause.
      3. Control Report: five differences. One entry was changed in the ledger; Fix
         on its row corrects it. The others are the refused ones and the next point.
      4. Payments: one invoice was settled by a journal entry. Was it a payment?
         Then press Accept.
      5. Exports, filter Not final yet (Twinfield): a draft entry. Press Make Final.
      6. Any invoice of Customers > Invoices: duplicate it, then Post and Export.
"""
FOUND = ("refused", "causes", "changed there", "doubtful", "drafts", "different")


def leave(env, country, ledger, moves, export):
    """Invoices that can't be exported, for two causes, and where the ledger has drafts
    one of them. Returns what there has to be of each of ``FOUND`` after ``act``: what
    is refused and what is in doubt differs as well. ``moves`` are exported already;
    ``export`` sends what it is given."""
    account = advance(env)
    refused = make_invoice(env, country, customer_abroad(env), tax="eu", price=310.00)
    for move, price in ((moves[0], 480.00), (moves[1], 125.50)):
        refused |= make_invoice(
            env, country, move.partner_id, price=price, account=account
        )
    export(env, refused)
    drafts = int("final" in ledger.settings)
    if drafts:
        export(env, make_invoice(env, country, moves[2].partner_id), {"final": "draft"})
    return dict(zip(FOUND, (3, 2, 1, 1, drafts, 5), strict=True))


def act(box, where, moves):
    """In the ledger: the amount of one entry is changed, and another one is closed by
    a journal entry, of which Odoo can't know what it means."""
    edited, closed = choose_open(moves)
    box.control("edit", invoicenumber=edited.name, amount="999.00", **where)
    box.control(
        "writeoff",
        invoicenumber=closed.name,
        amount=f"{closed.amount_residual:.2f}",
        date=date.today().isoformat(),
        **where,
    )


def make_invoice(env, country, partner, tax="high", price=100.00, account=None):
    line = {
        "name": "Advance payment" if account else "Demo item",
        "price_unit": price,
        "tax_ids": [(6, 0, env["account.chart.template"].ref(country.taxes[tax]).ids)],
        **({"account_id": account.id} if account else {}),
    }
    move = env["account.move"].create(
        {
            "move_type": "out_invoice",
            "partner_id": partner.id,
            "invoice_date": date.today(),
            "invoice_payment_term_id": env.ref(
                "account.account_payment_term_30days"
            ).id,
            "invoice_line_ids": [(0, 0, line)],
        }
    )
    move.action_post()
    return move


def advance(env):
    """An account that no rule maps, as somebody makes one during the year."""
    known = env["account.account"].search([("code", "=", "149999")])
    return known or env["account.account"].create(
        {
            "code": "149999",
            "name": "Advances From Customers",
            "account_type": "liability_current",
        }
    )


def customer_abroad(env):
    """A business in Germany whose VAT number nobody entered."""
    known = env["res.partner"].search([("ref", "=", CUSTOMER)])
    return known or env["res.partner"].create(
        {
            "ref": CUSTOMER,
            "is_company": True,
            "name": "Beispielkunde GmbH",
            "street": "Beispielweg 7",
            "zip": "10115",
            "city": "Beispielstadt",
            "country_id": env.ref("base.de").id,
            "email": "buchhaltung@beispielkunde.example",
        }
    )


def choose_open(moves):
    """Two invoices that nobody paid yet."""
    unpaid = moves.filtered(
        lambda move: (
            move.move_type == "out_invoice"
            and move.payment_state == "not_paid"
            and move.amount_total
        )
    )
    return unpaid[-1], unpaid[-2]


def found(env, connection):
    """What there is of it, as Odoo's own lists count it."""
    exports = env["ledger.export"].search([("connection_id", "=", connection.id)])
    refused = exports.filtered(lambda row: row.state == "rejected")
    report = env["ledger.control"].search([("connection_id", "=", connection.id)])
    doubtful = env["ledger.allocation"].search_count(
        [("connection_id", "=", connection.id), ("state", "=", "conflict")]
    )
    counts = (
        len(refused),
        len({*refused.mapped("error_code")}),
        len(report.filtered(lambda row: row.cause == "changed_there")),
        doubtful,
        len(exports.filtered("is_draft_entry")),
        len(report.filtered("has_difference")),
    )
    return dict(zip(FOUND, counts, strict=True))
