"""Webhooks: theirs are known from a stranger's."""

import hashlib
import hmac

from odoo.addons.exact_connector.client import webhooks

SECRET = "w3bh00k"
CONTENT = (
    b'{"Topic":"BankEntries","ClientId":"2f0c4a10-0000-4c1e-9d11-000000000001",'
    b'"Division":124132,"Action":"Update","EventCreatedOn":"2026-07-10T09:12:01.250"}'
)


def signed(content=CONTENT, secret=SECRET):
    code = hmac.new(secret.encode(), content, hashlib.sha256).hexdigest().upper()
    return b'{"Content":' + content + b',"HashCode":"' + code.encode() + b'"}'


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
        b'{"Content":' + b"[" * 50_000 + b',"HashCode":',
    ):
        assert webhooks.verified(body, SECRET) == {}
