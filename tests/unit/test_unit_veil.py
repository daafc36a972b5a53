"""Nobody stands in what is given to support, in whatever form it was said."""

import json
from urllib.parse import quote
from xml.sax.saxutils import escape

import pytest

from odoo.addons.connector_base.ledger.veil import Veil, shape

NAME = "Zoë Mustername 12"
SHAPE = "xxx xxxxxxxxxx 99"


def test_shape_keeps_what_may_matter():
    assert shape(NAME) == SHAPE
    assert shape("NL00 1234.B01") == "xx99 9999.x99"
    assert shape("x" * 501) == "*** 501 characters"


@pytest.mark.parametrize(
    "text",
    [
        f"<name>{NAME}</name>",
        f'<t:Name xml:lang="nl">{NAME}</t:Name>',
        escape(f"<a><name>{NAME}</name></a>"),
        escape(f'<a><name msg="x">{NAME}</name></a>', {'"': "&quot;"}),
        f'<dim2 dimensiontype="DEB" name="{NAME}">1000</dim2>',
        json.dumps({"a": 1, "Name": NAME}, ensure_ascii=False),
        f"https://host/api?$filter=Name%20eq%20'{NAME}'&$top=1",
        f"$filter=Name eq '{NAME}'",
        # Cut short.
        f"<name>{NAME}",
        f'{{"Name":"{NAME}',
    ],
)
def test_persons_are_veiled_and_the_rest_is_not(text):
    shown = Veil(["name"]).request(text)
    assert shown == text.replace(NAME, SHAPE)


def test_equal_beginnings_are_other_names():
    text = '<names>Jan Jansen</names>{"FileName": "Jan Jansen"} surname="Jan Jansen"'
    assert Veil(["name"]).request(text) == text


def test_what_was_veiled_is_veiled_in_words_too():
    veil = Veil(["name"])
    veil.request(f"<name>{NAME}</name><name>Ed</name><name>12345</name>")
    told = f"Relation '{NAME}' is not Ed, 12345, {quote(NAME)}"
    assert veil.words(told) == f"Relation '{SHAPE}' is not Ed, 12345, {SHAPE}"


def test_rows_of_answers_are_veiled_requests_keep_their_options():
    veil = Veil([], rows=r"</string>\s*<string>([^<]+)")
    text = "<string>1000</string><string>Jan Jansen</string>"
    assert veil.answer(text) == "<string>1000</string><string>xxx xxxxxx</string>"
    assert veil.request(text) == text


@pytest.mark.parametrize("name", ["Zo\\u00eb Muster", "Zo&#235; Muster", "Zoë Muster"])
def test_however_it_was_escaped(name):
    veil = Veil(["name"])
    veil.request(f'{{"name":"{name}"}}')
    assert veil.words("Zoë Muster is unknown") == "xxx xxxxxx is unknown"
