"""No secret may be stored, whatever it is wrapped in."""

import json
from urllib.parse import urlencode

import pytest
from hypothesis import given
from hypothesis import strategies as st

from odoo.addons.connector_base.ledger import redact

SECRET = "s3cr3t-9f0c1e"
NAMES = (
    "access_token refresh_token id_token client_secret password sessionid session_id "
    "access_secret client_token sms_code token code_verifier accessToken clientSecret"
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


def test_headers_are_masked_by_name_and_by_content():
    masked = redact.headers(
        {
            "Authorization": SECRET,
            "Set-Cookie": SECRET,
            "X-Other": f"Bearer {SECRET}",
            "Accept": "text/xml",
        }
    )
    assert SECRET not in str(masked)
    assert masked["Accept"] == "text/xml"


@given(st.text())
def test_masking_twice_changes_nothing_more(text):
    once = redact.text(text)
    assert redact.text(once) == once
