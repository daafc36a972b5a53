"""Long texts as they lie in a field of bytes: small, and bounded."""

import base64
import gzip

MAX_TEXT = 200_000  # characters; longer texts are cut


def pack(text: str) -> bytes | None:
    if not text:
        return None
    return base64.b64encode(gzip.compress(text[:MAX_TEXT].encode()))


def unpack(packed: bytes | None) -> str:
    return gzip.decompress(base64.b64decode(packed)).decode() if packed else ""
