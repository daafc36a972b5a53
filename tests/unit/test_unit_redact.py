"""No secret may be stored, whatever it is wrapped in."""

import json
from urllib.parse import quote, urlencode
from xml.sax.saxutils import escape

import pytest
from hypothesis import given
from hypothesis import strategies as st

from odoo.addons.connector_base.ledger import redact

SECRET = "s3cr3t-9f0c1e"
QUOTE = {'"': "&quot;"}
NAMES = (
    "access_token refresh_token id_token client_secret password sessionid session_id "
    "access_secret client_token sms_code token code_verifier accessToken clientSecret "
    "client_assertion api_key apiKey access_key accessKey"
).split()


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize(
    "wrap",
    [
        lambda name: json.dumps({name: SECRET, "a": 1}),
        lambda name: json.dumps({"b": {name: SECRET}}, indent=1),
        lambda name: json.dumps({name: SECRET + '"\\'}),
        lambda name: urlencode({"a": 1, name: SECRET}),
        lambda name: urlencode({name: SECRET, "a": 1}),
        lambda name: f"https://host/path?{name}={SECRET}#x",
        lambda name: f"<a><{name}>{SECRET}</{name}></a>",
        lambda name: f'<n:{name} xmlns:n="u">{SECRET}</n:{name}>',
    ],
)
def test_planted_secrets_are_masked(name, wrap):
    text = wrap(name)
    assert SECRET in text
    assert SECRET not in redact.text(text)
    assert SECRET not in redact.text(text.upper().replace(SECRET.upper(), SECRET))


@pytest.mark.parametrize(
    "text",
    [
        f"<AccessToken>{SECRET}</AccessToken>",
        f"<ns0:SessionID>\n{SECRET}</ns0:SessionID>",
        f"grant_type=authorization_code&code={SECRET}&redirect_uri=x",
        f"GET /accesstokenvalidation?token={SECRET} HTTP/1.1",
        f"Authorization: Bearer {SECRET}",
        f"Basic {SECRET}==",
    ],
)
def test_secrets_of_the_ledgers_are_masked(text):
    assert SECRET not in redact.text(text)


def test_everything_else_stays_readable():
    text = '<code>VRK</code><number>1</number>{"name": "Token BV", "code": "VH"}'
    assert redact.text(text) == text
    assert redact.text("page?code=VRK2") == "page?code=***"


@pytest.mark.parametrize("secret", [SECRET, 's3"cr<3>t&/9é', "s3cr3t+=="])
@pytest.mark.parametrize(
    "wrap",
    [
        lambda secret: f"key {secret}.",
        lambda secret: json.dumps({"whatever": secret}),
        lambda secret: json.dumps({"whatever": secret}, ensure_ascii=False),
        lambda secret: urlencode({"whatever": secret}),
        lambda secret: f"https://host/{quote(secret, safe='')}/x",
        lambda secret: f"https://host/{quote(secret)}/x",
        lambda secret: f"<a>{escape(secret)}</a>",
        lambda secret: f'<a b="{escape(secret, QUOTE)}"/>',
    ],
)
def test_known_secret_is_masked_wherever_it_stands(secret, wrap):
    shown = redact.text(wrap(secret), secrets=["12345678", secret])
    assert shown == wrap("***").replace("%2A", "*")


def test_longer_secret_leaves_no_end_of_it():
    assert redact.text("s3cr3t-1-2", secrets=["s3cr3t-1", "s3cr3t-1-2"]) == "***"


def test_what_is_too_short_for_a_secret_masks_nothing():
    assert redact.text("21.00", secrets=["", "1", "21.00"]) == "21.00"


def test_names_of_one_ledger_are_masked_too():
    text = f'{{"afasKey": "{SECRET}"}} <afasKey>{SECRET}</afasKey> ?afasKey={SECRET}'
    assert redact.text(text) == text
    assert SECRET not in redact.text(text, names=["afasKey"])


@given(st.text())
def test_masking_twice_changes_nothing_more(text):
    once = redact.text(text)
    assert redact.text(once) == once


def test_what_was_masked_is_seen():
    assert redact.text("Authorization: Bearer abc.d-ef==") == (
        "Authorization: Bearer ***"
    )
    assert redact.text("Basic  b2Rvbw==, next") == "Basic ***, next"
    assert redact.text("of 6: s3cr3t", secrets=["s3cr3t"]) == "of 6: ***"
    assert redact.text(f'{{"lock": "{SECRET}"}}', names=["lock"]) == '{"lock": "***"}'
    for name in ("lock", "b.lt"):
        shown = redact.text(f"?{name}={SECRET}&bolt=x", names=["b.lt", "lock"])
        assert shown == f"?{name}=***&bolt=x"
