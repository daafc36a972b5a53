"""The format of codes."""

import pytest

from odoo.addons.twinfield_connector.client.masks import is_fitting


@pytest.mark.parametrize(
    ("mask", "code", "fitting"),
    [
        ("1[0-9][0-9][0-9]", "1004", True),
        ("1[0-9][0-9][0-9]", "2004", False),
        ("1[0-9][0-9][0-9]", "10045", False),
        ("1##", "123", True),
        ("1##", "12A", False),
        ("L[0-9][0-9][0-9]", "l001", True),
        ("[4-7][0-9][0-9][0-9]", "8000", False),
        ("*[0-9]*", "AB1", True),
        ("*[0-9]*", "AB", False),
        ("*", "anything", True),
        ("", "anything", True),
        ("?-##", "K-12", True),
        ("[!0-9]#", "A1", True),
        ("[!0-9]#", "11", False),
        ("[!0-9]#", "!1", True),
        ("[a^]#", "^1", True),
        ("1.#", "1x2", False),
    ],
)
def test_forms_that_were_seen(mask, code, fitting):
    assert is_fitting(mask, code) is fitting
