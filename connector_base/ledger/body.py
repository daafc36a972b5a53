"""The body of an answer: bounded before and after it is unpacked, whatever the library
below does, and known from one that was cut short."""

import zlib
from collections.abc import Iterator
from typing import Any

from .errors import ProtocolError

CHUNK = 64 * 1024
# What we can unpack ourselves; one of them at a time.
ENCODINGS = "gzip, deflate"
# What a parser makes of it: bytes of memory for each element, attribute or value.
MAX_MEMORY = 768 * 1024 * 1024
_XML = {b"<": 128, b"=": 200}
_JSON = {b",": 100, b"{": 250, b"[": 100, b":": 100}


def read(response: Any, limit: int) -> None:
    """Read the body of a ``requests.Response`` into where that keeps it. Raises
    ProtocolError for one of more than ``limit`` bytes, cut short (urllib3 1.26, which
    Odoo pins for older Pythons, takes it for complete), or packed as nobody asked for.
    """
    try:
        response._content = b"".join(_bounded(_unpacked(response, limit), limit))
    except ProtocolError:
        response.close()
        raise
    response._content_consumed = True
    announced = response.headers.get("Content-Length", "")[:20]
    if announced.isascii() and announced.isdigit():
        found = response.raw.tell()
        if found < int(announced):
            detail = f"{found} of {announced}"
            raise ProtocolError("answer_cut_short", detail)


def _bounded(chunks: Iterator[bytes], limit: int) -> Iterator[bytes]:
    size = 0
    for chunk in chunks:
        size += len(chunk)
        if size > limit:
            raise ProtocolError("answer_too_large", f"over {limit} bytes")
        yield chunk


def _unpacked(response: Any, limit: int) -> Iterator[bytes]:
    packed = _bounded(response.raw.stream(CHUNK, decode_content=False), limit)
    encoding = response.headers.get("Content-Encoding", "").strip().lower()
    if encoding in ("", "identity"):
        return packed
    if encoding not in ("gzip", "x-gzip", "deflate"):
        raise ProtocolError("unreadable_answer", f"Content-Encoding {encoding[:40]}")
    return _inflated(packed, encoding)


def _inflated(packed: Iterator[bytes], encoding: str) -> Iterator[bytes]:
    unpack = None
    try:
        for chunk in packed:
            if unpack is None:
                unpack = _unpacker(chunk, encoding)
            while chunk:
                yield unpack.decompress(chunk, CHUNK)
                chunk = unpack.unconsumed_tail
        if unpack is not None:
            yield unpack.flush()
            if not unpack.eof:
                raise ProtocolError("answer_cut_short", encoding)
    except zlib.error as error:
        raise ProtocolError("unreadable_answer", encoding) from error


def _unpacker(start: bytes, encoding: str) -> Any:
    """ "deflate" is said of streams with and without zlib's header."""
    if encoding != "deflate":
        return zlib.decompressobj(16 + zlib.MAX_WBITS)
    has_header = start[:1] == b"\x78"
    return zlib.decompressobj(zlib.MAX_WBITS if has_header else -zlib.MAX_WBITS)


def check_memory(content: bytes, kind: str) -> None:
    """Raises ProtocolError where ``content`` ("xml" or "json"), of a permitted size,
    would be too much once it is parsed."""
    costs = _XML if kind == "xml" else _JSON
    if len(content) * max(costs.values()) <= MAX_MEMORY:
        return
    if sum(content.count(sign) * cost for sign, cost in costs.items()) > MAX_MEMORY:
        raise ProtocolError("answer_too_large", f"more than {MAX_MEMORY} bytes parsed")
