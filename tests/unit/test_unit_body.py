"""The body of an answer, whatever the library below does with it."""

import gzip
import io
import random
import zlib

import pytest
import requests
import urllib3

from odoo.addons.connector_base.ledger import body
from odoo.addons.connector_base.ledger.errors import ProtocolError

CONTENT = b"<naam>Caf\xc3\xa9</naam>"
# More than one piece of it comes in, packed too.
LONG = random.Random(1).randbytes(200_000)


def answer(content, **headers):
    """As urllib3 1.26 makes it: it does not look whether all has come."""
    made = requests.Response()
    headers = {name.replace("_", "-"): value for name, value in headers.items()}
    made.raw = urllib3.HTTPResponse(
        io.BytesIO(content),
        headers=headers,
        preload_content=False,
        enforce_content_length=False,
    )
    made.headers.update(headers)
    return made


def read(content, limit=10**6, **headers):
    made = answer(content, **headers)
    body.read(made, limit)
    return made.content


def refused(content, limit=10**6, **headers):
    made = answer(content, **headers)
    with pytest.raises(ProtocolError) as caught:
        body.read(made, limit)
    return caught.value.code, caught.value.detail


@pytest.mark.parametrize("content", [CONTENT, LONG, b""])
@pytest.mark.parametrize(
    ("encoding", "pack"),
    [
        ("", bytes),
        ("identity", bytes),
        ("gzip", gzip.compress),
        ("x-gzip", gzip.compress),
        (" GZIP ", gzip.compress),
        ("deflate", zlib.compress),
        ("deflate", lambda content: zlib.compress(content)[2:-4]),
    ],
)
def test_body_is_read_however_it_is_packed(content, encoding, pack):
    assert read(pack(content), Content_Encoding=encoding) == content


def test_nothing_is_nothing_however_it_should_be_packed():
    assert read(b"", Content_Encoding="gzip") == b""


def test_what_was_read_can_be_read_in_pieces():
    made = answer(CONTENT)
    body.read(made, 100)
    assert b"".join(made.iter_content(3)) == CONTENT


@pytest.mark.parametrize("encoding", ["", "gzip"])
def test_limit_is_of_what_comes_in_and_of_what_is_unpacked(encoding):
    pack = gzip.compress if encoding else bytes
    zeros = b"\0" * 5000
    assert read(pack(zeros), 5000, Content_Encoding=encoding) == zeros
    found = refused(pack(zeros + b"\0"), 5000, Content_Encoding=encoding)
    assert found == ("answer_too_large", "over 5000 bytes")
    assert refused(gzip.compress(LONG[:99]), 99, Content_Encoding="gzip")[0] == (
        "answer_too_large"
    )


def test_who_says_too_much_is_not_listened_to_any_more():
    made = answer(LONG)
    with pytest.raises(ProtocolError):
        body.read(made, 100)
    assert made.raw.closed


@pytest.mark.parametrize("announced", ["18", "17", "", "-1", "many", "²", "1e9"])
def test_all_that_was_announced_has_come(announced):
    assert read(CONTENT[:18], Content_Length=announced) == CONTENT[:18]


def test_less_than_was_announced_was_cut_short():
    found = refused(b"abc", Content_Length="100")
    assert found == ("answer_cut_short", "3 of 100")
    found = refused(b"abc", Content_Length="9" * 5000)
    assert found == ("answer_cut_short", "3 of " + "9" * 20)


@pytest.mark.parametrize(
    ("encoding", "content", "found"),
    [
        ("gzip", gzip.compress(LONG)[:-9], ("answer_cut_short", "gzip")),
        ("deflate", zlib.compress(LONG)[:-5], ("answer_cut_short", "deflate")),
        ("gzip", b"no gzip", ("unreadable_answer", "gzip")),
        ("gzip", zlib.compress(CONTENT), ("unreadable_answer", "gzip")),
        ("br", CONTENT, ("unreadable_answer", "Content-Encoding br")),
        ("x" * 50, b"", ("unreadable_answer", "Content-Encoding " + "x" * 40)),
    ],
)
def test_what_can_not_be_unpacked_says_why(encoding, content, found):
    assert refused(content, Content_Encoding=encoding) == found


@pytest.mark.parametrize(
    ("kind", "dense", "memory"),
    [("xml", b'<a b="<', 456), ("json", b"[{,:", 550)],
)
def test_memory_is_bounded_by_what_a_parser_makes_of_it(
    monkeypatch, kind, dense, memory
):
    monkeypatch.setattr(body, "MAX_MEMORY", memory)
    body.check_memory(dense, kind)
    monkeypatch.setattr(body, "MAX_MEMORY", memory - 1)
    with pytest.raises(ProtocolError) as caught:
        body.check_memory(dense, kind)
    assert caught.value.code == "answer_too_large"
    assert caught.value.detail == f"more than {memory - 1} bytes parsed"
