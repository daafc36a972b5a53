"""A server on loopback that misbehaves on purpose: what it does with each request is
told beforehand, what it got can be looked at afterwards."""

import socket
import struct
import threading
from contextlib import contextmanager
from dataclasses import dataclass
from xml.sax.saxutils import escape


@dataclass
class Request:
    method: str
    path: str
    headers: dict
    body: str


def reply(body="", status=200, reason="OK", announced=None, **headers):
    """An ordinary answer; ``announced``: a Content-Length that is not true."""
    content = body.encode() if isinstance(body, str) else body
    length = len(content) if announced is None else announced
    fields = {"Content-Type": "text/xml", "Content-Length": length, **headers}
    lines = [f"HTTP/1.1 {status} {reason}"]
    lines += [f"{name.replace('_', '-')}: {value}" for name, value in fields.items()]
    head = "\r\n".join([*lines, "Connection: close", "", ""])
    return lambda connection: connection.sendall(head.encode() + content)


def soap(result):
    """``result`` as ProcessXml gives it."""
    escaped = escape(result)
    return reply(
        '<s:Envelope xmlns:s="http://schemas.xmlsoap.org/soap/envelope/"><s:Body>'
        '<ProcessXmlStringResponse xmlns="http://www.twinfield.com/">'
        f"<ProcessXmlStringResult>{escaped}</ProcessXmlStringResult>"
        "</ProcessXmlStringResponse></s:Body></s:Envelope>"
    )


def found(*rows, total=None):
    """``rows`` as the finder gives them."""
    items = "".join(
        "<ArrayOfString>"
        + "".join(f"<string>{escape(cell)}</string>" for cell in row)
        + "</ArrayOfString>"
        for row in rows
    )
    return reply(
        '<s:Envelope xmlns:s="http://schemas.xmlsoap.org/soap/envelope/"><s:Body>'
        '<SearchResponse xmlns="http://www.twinfield.com/"><SearchResult/><data>'
        f"<TotalRows>{len(rows) if total is None else total}</TotalRows>"
        f"<Columns><string>Code</string></Columns><Items>{items}</Items></data>"
        "</SearchResponse></s:Body></s:Envelope>"
    )


def fault(code, status=500, reason="Internal Server Error", text="Told so."):
    detail = f"<detail><message>{text}</message><code>{code}</code></detail>"
    return reply(
        '<s:Envelope xmlns:s="http://schemas.xmlsoap.org/soap/envelope/"><s:Body>'
        "<s:Fault><faultcode>s:Client</faultcode>"
        f"<faultstring>{text}</faultstring>{detail}</s:Fault></s:Body></s:Envelope>",
        status=status,
        reason=reason,
    )


def reset(connection):
    """Close with a RST, after having read the request."""
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))


def close(connection):
    """Close without a word."""


def silence(connection):
    """Keep the caller waiting until it gives up."""
    connection.settimeout(5)
    try:
        connection.recv(1)
    except OSError:
        return


def garbage(connection):
    connection.sendall(b"\x00\x01 not HTTP at all\r\n\r\n")


class Loopback:
    def __init__(self):
        self.requests = []
        self._acts = []
        self._socket = socket.create_server(("127.0.0.1", 0))
        self.url = f"http://127.0.0.1:{self._socket.getsockname()[1]}"
        self._thread = threading.Thread(target=self._serve, daemon=True)
        self._thread.start()

    def then(self, *acts):
        """What to do with the next requests, one after the other."""
        self._acts.extend(acts)
        return self

    def stop(self):
        self._socket.close()

    def _serve(self):
        while True:
            try:
                connection, _address = self._socket.accept()
            except OSError:
                return
            with connection:
                try:
                    self.requests.append(self._read(connection))
                    act = self._acts.pop(0) if self._acts else reply(status=599)
                    act(connection)
                except OSError:
                    continue

    @staticmethod
    def _read(connection):
        got = b""
        while b"\r\n\r\n" not in got:
            got += connection.recv(65536) or b"\r\n\r\n"
        head, _, body = got.partition(b"\r\n\r\n")
        first, *lines = head.decode("latin-1").split("\r\n")
        headers = dict(line.split(": ", 1) for line in lines if ": " in line)
        while len(body) < int(headers.get("Content-Length", 0)):
            body += connection.recv(65536)
        method, path, *_ = [*first.split(), "", ""]
        return Request(method, path, headers, body.decode("utf-8", "replace"))


def not_known(name, code="InvalidEnumerationOptionValue"):
    """Twinfield's finder refuses an option, by its name or value."""
    return reply(
        '<e><SearchResponse xmlns="http://www.twinfield.com/"><SearchResult>'
        f"<MessageOfErrorCodes><Type>Error</Type><Text>No.</Text><Code>{code}</Code>"
        f"<Parameters><string>{name}</string></Parameters></MessageOfErrorCodes>"
        "</SearchResult></SearchResponse></e>"
    )


class Counted:
    """A budget that grants all."""

    def __init__(self):
        self.credits = []

    @contextmanager
    def call(self, credits):
        self.credits.append(credits)
        yield

    def learn(self, response):
        return 0
