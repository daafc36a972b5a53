"""Webhooks: theirs are known from a stranger's."""

from exact_answers import SECRET, d, opened, page, refused, sent, signed, told
from loopback import reply

from odoo.addons.exact_connector.client import webhooks


def test_signed_bytes_are_believed():
    assert webhooks.verified(signed(), SECRET)["Division"] == 124132


def test_anything_else_is_not():
    for body in (
        signed(secret="other"),
        signed().replace(b"124132", b"124133"),
        signed().replace(b'"Topic":"BankEntries"', b'"Topic": "BankEntries"'),
        b"",
        b"{}",
        b'{"Content":{},"HashCode":1}',
        b'{"Content":[1],"HashCode":"x"}',
        '{"Content":{},"HashCode":"é"}'.encode(),
        b'{"Content":{}}',
        signed()[1:],
        b"x" + signed(),
        b'{"Content":' + b"[" * 50_000 + b',"HashCode":',
    ):
        assert webhooks.verified(body, SECRET) == {}


# Subscribing

CLIENT = "2f0c4a10-0000-4c1e-9d11-000000000001"
URL = "https://odoo.example/exact/webhook/1"


def row(topic, url=URL, client=CLIENT):
    return {"ID": f"s-{topic}", "Topic": topic, "CallbackURL": url, "ClientID": client}


def test_each_topic_is_subscribed_to_once(server):
    """What leads elsewhere goes; those of other applications stay."""
    known = [
        row("BankEntries", client="{" + CLIENT.upper() + "}"),
        row("CashEntries", url="https://old.example"),
        row("SalesEntries", client="other"),
        row("Items"),
    ]
    with opened(server) as ledger:
        server.then(page(*known), reply(status=204), *[d({"ID": "x"}, 201)] * 3)
        assert webhooks.subscribe(ledger.api, URL, CLIENT) == ""
    posts = [sent(one)["Topic"] for one in server.requests if one.method == "POST"]
    assert posts == ["CashEntries", "GeneralJournalEntries", "SalesEntries"]
    assert told(server)[1] == (
        "DELETE",
        "webhooks/WebhookSubscriptions(guid's-CashEntries')",
    )


def test_why_it_was_refused_is_told(server):
    words = "Invalid: Post to callback URL endpoint returns 503"
    scope = "Forbidden - Application Scope Violated. Cannot read"
    with opened(server) as ledger:
        server.then(page(), refused(words))
        assert webhooks.subscribe(ledger.api, URL, CLIENT) == words
        server.then(refused(scope, 403))
        assert webhooks.unsubscribe(ledger.api, CLIENT).endswith(scope)


def test_all_of_ours_are_taken_back(server):
    with opened(server) as ledger:
        server.then(page(row("BankEntries"), row("Items")), reply(status=204))
        assert webhooks.unsubscribe(ledger.api, CLIENT) == ""
    assert [method for method, _path in told(server)] == ["GET", "DELETE"]
