"""What may be stored of a call: no secret, whatever was said, and in time."""

import time

import pytest

from odoo.addons.connector_base.ledger import link, redact, template

HOSTILE = [
    "<token ",
    "<a:token",
    '"token":"',
    '"token"   :   ',
    '"token":"\\"',
    "&token=",
    "Bearer ",
    "Bearer " + " " * 50,
    "<token>",
    "token",
    "<" + "x" * 50 + ":",
]


@pytest.mark.parametrize("piece", HOSTILE)
def test_redaction_takes_linear_time(piece):
    def seconds(size):
        text = piece * (size // len(piece))
        began = time.process_time()
        redact.text(text, ["Secret"], ["s3cr3t-value"])
        return time.process_time() - began

    seconds(10_000)
    small, large = seconds(100_000), seconds(800_000)
    # Eight times as much, were it quadratic, would be sixty-four times as long.
    assert large < max(small, 0.02) * 24


def test_secrets_are_known_by_value_wherever_they_stand():
    secret = 's3cr3t/+=&"x'
    said = f'a {secret} b s3cr3t%2F%2B%3D%26%22x c s3cr3t/+=&amp;"x d s3cr3t/+=&\\"x'
    assert "s3cr3t" not in redact.text(said, secrets=[secret])


def test_keys_of_links_do_not_stand_whole():
    key = link.write(17, link.EPOCH.replace(year=2027), "0123456789abcdef0123")
    assert link.read(key) == (17, link.EPOCH.replace(year=2027))
    said = redact.text(f"GET /ledger/document/{key} HTTP/1.1")
    assert "17-9fd-***" in said and "0123456789abcdef" not in said


@pytest.mark.parametrize(
    "key",
    ["", "1-2-3", "é", "0-1-" + "0" * 20, "1-01-" + "0" * 20, "1-1-" + "A" * 20]
    + [f"{2**31}-1-" + "0" * 20, "1-1-" + "0" * 20 + "\n", "1-fffff0-" + "0" * 20],
)
def test_keys_have_one_spelling(key):
    assert link.read(key) is None


NAMES = ("host", "division")


@pytest.mark.parametrize(
    "text",
    [
        "javascript:alert(1)",
        "http://{host}/",
        "{division}",
        "{host}/{division:>999999999}",
        "{host}/{division!r}",
        "{host.__class__}",
        "{host}/{0}",
        "{host}/{",
        "https://x/" + "y" * 500,
        "https://x/ y",
        " https://x/",
    ],
)
def test_what_is_no_template_of_an_address(text):
    assert not template.is_template(text, NAMES)


def test_values_are_parts_of_an_address():
    assert template.is_template("{host}/x?d={division}", NAMES)
    made = template.fill("{host}/x?d={division}", host="https://h", division="a&b/c")
    assert made == "https://h/x?d=a%26b%2Fc"
