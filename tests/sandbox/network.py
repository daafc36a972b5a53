"""What the network makes of answers: faults, and compression."""

import gzip
import time

from werkzeug.wrappers import Response

SMALL = 200  # bytes: not worth compressing
PAGE = (
    "<!doctype html><html><head><title>{0}</title></head><body><h1>{0}</h1>{1}</body>"
)


def pack(request, response):
    """The answer as the client accepts it: compressed if it may be."""
    accepted = request.accept_encodings.quality("gzip") > 0
    named = "gzip" in request.headers.get("Accept-Encoding", "").lower()
    odd = getattr(response, "hang_up", False) or getattr(response, "spoiled", False)
    if not accepted or not named or odd or len(response.get_data()) < SMALL:
        return response
    response.set_data(gzip.compress(response.get_data(), mtime=0))
    response.headers["Content-Encoding"] = "gzip"
    response.headers["Vary"] = "Accept-Encoding"
    return response


def hang_up():
    response = Response(b"", 500)
    response.hang_up = True
    return response


def status(fault):
    response = Response(b"", int(fault["status"]))
    if fault.get("retry_after"):
        response.headers["Retry-After"] = str(fault["retry_after"])
    return response


def gateway_timeout(fault):
    """The proxy in front has lost patience; what it waited for may go on [D]."""
    time.sleep(float(fault.get("seconds", 0)))
    page = PAGE.format("Error 524: a timeout occurred", "<p>cloudflare</p>")
    return Response(page, "524 A Timeout Occurred", content_type="text/html")


def spoil(response, fault, content_type):
    """The answer after a fault; ``content_type``: that of the ledger's answers."""
    kind = fault["kind"] if fault else ""
    if kind == "lost_answer":
        return hang_up()
    if kind == "timeout":
        time.sleep(float(fault.get("seconds", 60)))
        return hang_up()
    if kind == "gateway_timeout":
        return gateway_timeout(fault)
    if kind == "status":
        return status(fault)
    if kind == "garbage":
        return Response(b"\x00\xff garbage \x80", 200, content_type=content_type)
    if kind == "html":
        page = "<html><body>Service unavailable</body></html>"
        return Response(page, 200, content_type="text/html")
    if kind == "slow":
        time.sleep(float(fault.get("seconds", 1)))
    if kind == "truncated":
        whole = response.get_data()
        response = Response(whole[: len(whole) // 2], 200, content_type=content_type)
        response.headers["Content-Length"] = str(len(whole))
        response.spoiled = True
    return response
