"""Nobody stands in what is given to support, in whatever form it was said."""

import json
from urllib.parse import quote
from xml.sax.saxutils import escape

import pytest

from odoo.addons.connector_base.ledger.veil import Veil, shape
from odoo.addons.exact_connector.client import const as exact
from odoo.addons.twinfield_connector.client import const as twinfield

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


@pytest.mark.parametrize(
    ("personal", "text", "veiled"),
    [
        (
            (twinfield.PERSONAL, twinfield.PERSONAL_TEXTS, twinfield.PERSONAL_ROWS),
            "&lt;dimension&gt;&lt;code&gt;1000&lt;/code&gt;&lt;name&gt;Jan&lt;/name&gt;"
            "&lt;address&gt;&lt;field4&gt;NL1B01&lt;/field4&gt;&lt;city&gt;Goes",
            "&lt;dimension&gt;&lt;code&gt;1000&lt;/code&gt;&lt;name&gt;xxx&lt;/name&gt;"
            "&lt;address&gt;&lt;field4&gt;xx9x99&lt;/field4&gt;&lt;city&gt;xxxx",
        ),
        (
            (twinfield.PERSONAL, twinfield.PERSONAL_TEXTS, twinfield.PERSONAL_ROWS),
            '<dim2 name="Jan" shortname="J">1000</dim2><invoicenumber>INV/1',
            '<dim2 name="xxx" shortname="x">1000</dim2><invoicenumber>INV/1',
        ),
        (
            (exact.PERSONAL, exact.PERSONAL_TEXTS),
            '{"Code": "1", "Name": "Jan", "AddressLine1": "A 1", "City": "Goes",'
            ' "AccountName": "Jan", "YourRef": "INV/1", "VATCode": "2"}',
            '{"Code": "1", "Name": "xxx", "AddressLine1": "x 9", "City": "xxxx",'
            ' "AccountName": "xxx", "YourRef": "INV/1", "VATCode": "2"}',
        ),
        (
            (exact.PERSONAL, exact.PERSONAL_TEXTS),
            "/crm/Accounts?$select=ID,Name&$filter=VATNumber%20eq%20'NL1B01'%20or%20"
            "Code%20eq%20'1'",
            "/crm/Accounts?$select=ID,Name&$filter=VATNumber%20eq%20'xx9x99'%20or%20"
            "Code%20eq%20'1'",
        ),
    ],
)
def test_of_each_ledger(personal, text, veiled):
    assert Veil(*personal).request(text) == veiled


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


def test_free_texts_are_veiled_where_they_stand():
    """They may be the number of an invoice."""
    veil = Veil(["name"], ["name", "comment"])
    text = "<comment>INV/2026/1</comment><number>INV/2026/1</number>"
    shown = veil.request(text)
    assert shown == "<comment>xxx/9999/9</comment><number>INV/2026/1</number>"
    assert veil.words(shown) == shown


@pytest.mark.parametrize(
    ("value", "is_known"),
    [
        ("Ann", False),
        ("Jans", True),
        ("12345", False),
        ("123456", True),
        ("X" * 500, True),
        ("X" * 501, False),
    ],
)
def test_what_may_be_a_word_or_a_code_is_not_veiled_elsewhere(value, is_known):
    veil = Veil(["name"])
    assert veil.request(f"<name>{value}</name>") == f"<name>{shape(value)}</name>"
    told = veil.words(f"to {value}.")
    assert (told == f"to {value}.") is not is_known


def test_longest_text_that_keeps_its_shape():
    assert shape("ab1" * 166 + "ab") == "xx9" * 166 + "xx"


def test_the_last_ones_are_remembered_and_no_more():
    """An import reads thousands."""
    veil = Veil(["name"])
    for number in range(1000):
        veil.request(f"<name>Name{number:04}</name>")
    assert veil.words("Name0001") == "Name0001"
    late = " ".join(f"Name{number:04}" for number in range(800, 1000))
    assert veil.words(late) == " ".join(["xxxx9999"] * 200)


def test_without_anything_personal_all_is_shown():
    text = f'<name>{NAME}</name>{{"XX": "{NAME}"}}'
    assert Veil([]).answer(text) == Veil([]).request(text) == text
    assert Veil(["city"]).request(text) == text


@pytest.mark.parametrize("name", ['Jan "de Boer', r"Jan \xMuster"])
def test_what_is_no_json_stands_as_it_is(name):
    veil = Veil(["name"])
    veil.request(f"<name>{name}</name>")
    assert veil.words(f"not {name}!") == f"not {shape(name)}!"
