"""Run in the shell of the version before: one of all that it kept, in every state."""

company = env["res.company"].create(  # noqa: F821 - of the shell
    {"name": "Upgrade", "country_id": env.ref("base.nl").id}  # noqa: F821
)
env["account.chart.template"].try_loading("nl", company, install_demo=False)  # noqa: F821
env = env(context={"allowed_company_ids": company.ids})  # noqa: F821
partner = env["res.partner"].create({"name": "Afnemer"})
journal = env["account.journal"].search(
    [("company_id", "=", company.id), ("type", "=", "sale")], limit=1
)
account = env["account.account"].search([("internal_group", "=", "income")], limit=1)


def connection(provider, **values):
    return env["ledger.connection"].create(
        {
            "name": provider,
            "provider": provider,
            "company_id": company.id,
            "administration_code": "NL001",
            "start_date": "2026-01-01",
            "state": "connected",
            **values,
        }
    )


first = connection(
    "twinfield",
    destiny="final",
    cursor="2026-03-01T10:00:00",
    full_import_at="2026-03-01 08:00:00",
    last_import_at="2026-03-02 09:00:00",
    last_export_at="2026-03-02 10:00:00",
    last_items_at="2026-03-02 02:00:00",
    full_refresh_at="2026-02-27 02:00:00",
    synced={"customer": "2026-03-02T01:50:00"},
    controlled_at="2026-03-02 04:00:00",
    relations_compared_at="2026-03-02 03:00:00",
    problem_code="unreachable",
    journal_ids=journal.ids,
)
second = connection("exact", state="reauthorise", problem_code="token_revoked")
item = env["ledger.item"].create(
    {"connection_id": first.id, "kind": "account", "code": "8000", "remote_id": "8000"}
)
env["ledger.mapping"].create(
    {
        "connection_id": first.id,
        "kind": "account",
        "account_id": account.id,
        "item_id": item.id,
    }
)
env["ledger.relation"].create(
    {"connection_id": first.id, "partner_id": partner.id, "role": "customer"}
)
env["ledger.text"].create(
    {"connection_id": first.id, "field": "description", "path": "invoice_origin"}
)


def posted(words, price):
    move = env["account.move"].create(
        {
            "move_type": "out_invoice",
            "partner_id": partner.id,
            "invoice_date": "2026-03-10",
            "invoice_line_ids": [
                (0, 0, {"name": words, "price_unit": price, "tax_ids": []})
            ],
        }
    )
    move.action_post()
    return move


def exported(move, state, connection=first, number="", **values):
    key = {
        "kind": "out_invoice",
        "journal": "VRK",
        "number": move.name,
        "relation": "",
    }
    booked = {
        "booked_document": {"key": key},
        "ledger_id": f"VRK/{number}",
        "ledger_journal": "VRK",
        "ledger_number": number,
        "ledger_alias": "alias",
        "ledger_total": "5.00",
    }
    return env["ledger.export"].create(
        {
            "connection_id": connection.id,
            "move_id": move.id,
            "state": state,
            "document": {"key": key},
            **(booked if number else {}),
            **values,
        }
    )


def settled(export, key, settlement):
    env["ledger.allocation"].create(
        {
            "connection_id": export.connection_id.id,
            "export_id": export.id,
            "key": key,
            "kind": "payment",
            "amount": 1,
            "currency_id": company.currency_id.id,
            "date": "2026-03-20",
            "settlement": settlement,
            "content_hash": key,
            "state": "applied",
        }
    )


states = [name for name, _label in env["ledger.export"]._fields["state"].selection]
for number, state in enumerate(states, 1):
    move = posted(state, number)
    done = state == "done"
    export = exported(
        move,
        state,
        number=str(number) if done else "",
        destiny="temporary" if number % 2 else "final",
        error_code="unmapped_vat" if state == "rejected" else False,
    )
    if done:
        settled(export, "one", "BNK/7")
        settled(export, "two", "BNK/8+BNK/9")
        # The version before took an equal invoice's entry for its own.
        double = exported(
            posted("double", number), state, number=str(number), destiny="final"
        )
        settled(double, "three", "BNK/7")

# One invoice by a connection that was archived, and found by the one made anew.
former = connection("twinfield", active=False)
move = posted("anew", 9)
for one in (former, first):
    exported(move, "done", one, number="9", destiny="final")
env.cr.commit()
