"""The wire between Odoo and a ledger: a proxy on loopback that passes everything on,
unless a request fits what a test waits for."""

import threading
from http.server import ThreadingHTTPServer

from contract.weather import Handler, Seen

BOUND = 120  # s that a request is held at most


class Strike:
    """What befalls the next request that ``fits``, after ``skip`` others.

    ``how``: a function of the exchange, see below. ``hit`` is set when it befell.
    """

    def __init__(self, fits, how, skip=0):
        self.fits, self.how, self.skip = fits, how, skip
        self.taken = False
        self.hit, self.released = threading.Event(), threading.Event()

    def release(self):
        self.released.set()


class Wire:
    def __init__(self, target):
        self.target = target
        self._lock = threading.Lock()
        self._strikes = []
        # Bodies of the requests that the ledger took
        self.passed = []
        self._open(0)
        self._port = self._server.server_address[1]
        self.url = f"http://127.0.0.1:{self._port}"

    def _open(self, port):
        self._server = ThreadingHTTPServer(("127.0.0.1", port), _Exchange)
        self._server.daemon_threads = True
        self._server.wire = self
        threading.Thread(
            target=self._server.serve_forever, args=(0.05,), daemon=True
        ).start()

    def stop(self):
        self.calm()
        self._server.shutdown()
        self._server.server_close()

    def refuse(self):
        """Nobody listens any more."""
        self._server.shutdown()
        self._server.server_close()

    def listen(self):
        self._open(self._port)

    def strike(self, fits, how, skip=0):
        strike = Strike(fits, how, skip)
        with self._lock:
            self._strikes.append(strike)
        return strike

    def calm(self):
        """The weather is fine again; what was held is dropped."""
        with self._lock:
            gone, self._strikes = self._strikes, []
        for strike in gone:
            strike.release()

    def meet(self, seen):
        """The strike for this request. It stays listed, so that ``calm`` frees what
        it holds."""
        with self._lock:
            for strike in self._strikes:
                if strike.taken or not strike.fits(seen):
                    continue
                if strike.skip:
                    strike.skip -= 1
                    continue
                strike.taken = True
                return strike
        return None


class _Exchange(Handler):
    def do_GET(self):
        wire = self.server.wire
        self.body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        seen = Seen(self.command, self.path, self.body.decode())
        strike = wire.meet(seen)
        if strike is None:
            self.answer_as(self.forward())
        else:
            strike.how(self, strike)
            strike.hit.set()

    do_POST = do_PUT = do_DELETE = do_GET

    def forward(self):
        response = self._forward(self.server.wire.target, self.body)
        if response.ok:
            self.server.wire.passed.append(self.body.decode())
        return response

    def answer_as(self, response):
        self._answer(response.status_code, response.headers, response.content)

    def hang_up(self):
        self.close_connection = True

    def answer(self, status, headers=(), content=b""):
        self._answer(status, dict(headers), content)


# What may befall a request


def reset(exchange, _strike):
    """Closed before anything was done."""
    exchange.hang_up()


def lost(exchange, _strike):
    """Done, and closed without an answer."""
    exchange.forward()
    exchange.hang_up()


def failing(exchange, _strike):
    exchange.answer(503)


def failed(exchange, _strike):
    """Done, but the answer is an error of the server in front."""
    exchange.forward()
    exchange.answer(502)


def throttled(exchange, _strike):
    exchange.answer(429, {"Retry-After": "30"})


def cut_short(exchange, _strike):
    """Done, and the answer ends in its middle."""
    response = exchange.forward()
    exchange.send_response(response.status_code)
    exchange.send_header("Content-Type", response.headers["Content-Type"])
    exchange.send_header("Content-Length", str(len(response.content)))
    exchange.end_headers()
    exchange.wfile.write(response.content[: len(response.content) // 2])
    exchange.hang_up()


def garbage(exchange, _strike):
    exchange.forward()
    exchange.answer(200, {"Content-Type": "text/xml"}, b"\x00\xff garbage \x80")


def page(exchange, _strike):
    """Done, but a proxy answers with a page of its own."""
    exchange.forward()
    exchange.answer(200, {"Content-Type": "text/html"}, b"<p>Please sign in</p>")


def held_before(exchange, strike):
    """On its way until released, then lost: nothing is done."""
    strike.hit.set()
    strike.released.wait(BOUND)
    exchange.hang_up()


def held_after(exchange, strike):
    """Done; the answer is on its way until released."""
    response = exchange.forward()
    strike.hit.set()
    strike.released.wait(BOUND)
    exchange.answer_as(response)


def after(act):
    """``act()``, then it goes its way."""

    def how(exchange, _strike):
        act()
        exchange.answer_as(exchange.forward())

    return how
