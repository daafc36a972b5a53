"""What comes in over HTTP: it ends, it fits into memory, and it leads nowhere else."""

import gzip
import time
import tracemalloc
import zlib

import pytest
from loopback import reply

from odoo.addons.connector_base.ledger import body, http
from odoo.addons.connector_base.ledger.errors import (
    InDoubt,
    LedgerError,
    ProtocolError,
    Unavailable,
)
from odoo.addons.connector_base.ledger.http import Session

HEAD = b"HTTP/1.1 200 OK\r\nContent-Type: text/xml\r\n"


def drip(start, piece):
    """Each wait is short, and it never ends."""

    def answer(connection):
        try:
            connection.sendall(start)
            for _second in range(200):
                connection.sendall(piece)
                time.sleep(0.05)
        except OSError:
            pass

    return answer


@pytest.mark.parametrize(
    "answer",
    [
        drip(HEAD + b"Content-Length: 5000\r\n\r\n", b"x"),
        drip(HEAD + b"Connection: close\r\n\r\n", b"x"),
        drip(HEAD + b"Transfer-Encoding: chunked\r\n\r\n", b"1\r\nx\r\n"),
        drip(b"HTTP/1.1 200 OK\r\nX: ", b"x"),
        drip(b"HTTP/1.1 ", b"2"),
        drip(HEAD + b"Content-Encoding: gzip\r\n\r\n", b"\x1f"),
    ],
    ids=["length", "close", "chunked", "header", "status", "gzip"],
)
@pytest.mark.parametrize("writing", [False, True])
def test_a_drip_ends(server, answer, writing):
    server.then(answer)
    server.then(answer)
    server.then(answer)
    began = time.monotonic()
    with (
        Session(hosts=("127.0.0.1",), timeout=5, deadline=0.4) as session,
        pytest.raises(InDoubt if writing else Unavailable),
    ):
        method = "POST" if writing else "GET"
        session.request(method, server.url, writing=writing)
    assert time.monotonic() - began < 3


def test_a_call_in_time_is_not_ended(server):
    server.then(reply("first"), reply("second"))
    with Session(hosts=("127.0.0.1",), deadline=5) as session:
        assert session.request("GET", server.url, writing=False).text == "first"
        assert session.request("GET", server.url, writing=False).text == "second"


def bomb(layers, size=40 * 1024 * 1024):
    packer, packed = zlib.compressobj(9, zlib.DEFLATED, 31), []
    for _mega in range(size // 2**20):
        packed.append(packer.compress(b"\0" * 2**20))
    content = b"".join([*packed, packer.flush()])
    for _layer in range(layers - 1):
        content = gzip.compress(content, 9)
    return content


@pytest.mark.parametrize("layers", [1, 2])
def test_what_is_packed_is_bounded_when_unpacked(server, layers, monkeypatch):
    """822 bytes became 831 MB."""
    monkeypatch.setattr(http, "MAX_BYTES", 2 * 2**20)
    encoding = ", ".join(["gzip"] * layers)
    server.then(reply(bomb(layers), Content_Encoding=encoding))
    tracemalloc.start()
    try:
        with (
            Session(hosts=("127.0.0.1",)) as session,
            pytest.raises(ProtocolError) as caught,
        ):
            session.request("GET", server.url, writing=False)
        assert tracemalloc.get_traced_memory()[1] < 12 * 2**20
    finally:
        tracemalloc.stop()
    assert caught.value.code in ("answer_too_large", "unreadable_answer")


@pytest.mark.parametrize(
    ("encoding", "content"),
    [
        ("gzip", gzip.compress(b"hello")),
        ("deflate", zlib.compress(b"hello")),
        ("deflate", zlib.compress(b"hello")[2:-4]),
        ("identity", b"hello"),
        ("GZIP", gzip.compress(b"hello")),
    ],
)
def test_what_is_usual_is_unpacked(http, server, encoding, content):
    server.then(reply(content, Content_Encoding=encoding))
    assert http.request("GET", server.url, writing=False).text == "hello"


@pytest.mark.parametrize(
    ("encoding", "content"),
    [
        ("gzip", b"no gzip"),
        ("gzip", gzip.compress(b"hello" * 100)[:-12]),
        ("br", b"x"),
        ("gzip, gzip", gzip.compress(gzip.compress(b"hello"))),
    ],
)
def test_what_can_not_be_unpacked_is_typed(http, server, encoding, content):
    server.then(reply(content, Content_Encoding=encoding))
    with pytest.raises(LedgerError):
        http.request("GET", server.url, writing=False)


def test_a_redirect_is_neither_followed_nor_unpacked(http, server):
    server.then(
        reply(
            bomb(1, 2**21),
            302,
            "Found",
            Location=server.url + "/elsewhere",
            Content_Encoding="br",
        )
    )
    with pytest.raises(ProtocolError):
        http.request("GET", server.url, writing=False)
    assert len(server.requests) == 1


def test_what_a_parser_would_make_of_it_is_bounded():
    for kind, content in (
        ("xml", b"<r>" + b"<a/>" * 8_000_000 + b"</r>"),
        ("xml", b"<r " + b'a=""' * 8_000_000 + b"/>"),
        ("json", b"[" + b"{}," * 8_000_000 + b"{}]"),
        ("json", b"[" + b"0," * 16_000_000 + b"0]"),
    ):
        with pytest.raises(ProtocolError) as caught:
            body.check_memory(content, kind)
        assert caught.value.code == "answer_too_large"
    # The largest that is permitted, of the densest that Twinfield tells
    cell = b'<td field="fin.trs.line.valuesigned" hideforuser="false" type="Value">1'
    body.check_memory((cell + b".00</td>\n") * (60 * 2**20 // 80), "xml")
