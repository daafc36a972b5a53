"""Bad weather between a connector and its ledger: a proxy on loopback that passes
everything on, unless told what to do with the next request."""

import threading
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import requests

HOP = {"connection", "content-length", "transfer-encoding", "content-encoding"}


@dataclass
class Seen:
    method: str
    path: str
    body: str


class Weather:
    """``target``: address of the ledger. ``writes(seen)``: is it a writing request?"""

    def __init__(self, target, writes):
        self.target = target
        self.seen = []
        self._writes = writes
        self._faults = []
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._server.weather = self
        self._server.daemon_threads = True
        self.url = f"http://127.0.0.1:{self._server.server_address[1]}"
        threading.Thread(target=self._server.serve_forever, daemon=True).start()

    def stop(self):
        self._server.shutdown()
        self._server.server_close()

    def clear(self):
        self._faults.clear()

    @property
    def writing(self):
        return sum(1 for one in self.seen if self._writes(one))

    def lose_answer(self):
        """To the next writing request, which is executed."""
        self._faults.append("lose")

    def garble(self):
        """The next answer is the page of a proxy; nothing is executed."""
        self._faults.append("garble")

    def throttle(self, seconds):
        """The next request is one too many; nothing is executed."""
        self._faults.append(f"throttle {seconds}")

    def fault(self, seen):
        """What to do with this request; "" to pass it on."""
        if self._faults and (self._faults[0] != "lose" or self._writes(seen)):
            return self._faults.pop(0)
        return ""


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    wbufsize = 1 << 16  # head and body in one piece

    def log_message(self, *_args):
        """Quiet."""

    def do_GET(self):
        weather = self.server.weather
        body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        seen = Seen(self.command, self.path, body.decode())
        weather.seen.append(seen)
        fault, _, detail = weather.fault(seen).partition(" ")
        if fault == "garble":
            self._answer(200, {"Content-Type": "text/html"}, b"<p>Sign in")
        elif fault == "throttle":
            self._answer(429, {"Retry-After": detail}, b"")
        else:
            response = self._forward(weather.target, body)
            if fault == "lose":
                self.close_connection = True
            else:
                self._answer(response.status_code, response.headers, response.content)

    do_POST = do_PUT = do_DELETE = do_GET

    def _forward(self, target, body):
        headers = {k: v for k, v in self.headers.items() if k.lower() not in HOP}
        return requests.request(
            self.command,
            target + self.path,
            data=body,
            headers=headers,
            timeout=30,
            allow_redirects=False,
        )

    def _answer(self, status, headers, content):
        self.send_response(status)
        for name, value in headers.items():
            if name.lower() not in HOP:
                self.send_header(name, value)
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)
