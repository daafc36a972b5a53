"""The HTTP server around a service: control paths, faults, journal of requests."""

import contextlib
import json
import logging
import socket
import threading

from werkzeug.http import http_date
from werkzeug.serving import WSGIRequestHandler, make_server
from werkzeug.wrappers import Request, Response

from .faults import Dropped

logging.getLogger("werkzeug").setLevel(logging.ERROR)
MAX_BODY = 64 * 1024 * 1024


class Handler(WSGIRequestHandler):
    """HTTP/1.1, silent, and able to hang up without a word."""

    protocol_version = "HTTP/1.1"

    def date_time_string(self, timestamp=None):
        """The header Date: clients compare it with other moments in the answer."""
        return http_date(self.server.clock.now())

    def log(self, *args, **kwargs):
        """Nothing: the journal has it."""

    def handle_expect_100(self):
        """Werkzeug says "continue" itself; once is enough."""
        return True

    def make_environ(self):
        environ = super().make_environ()
        environ["sandbox.socket"] = self.connection
        return environ


class Server:
    """``service`` has ``handle(request) -> Response``, ``control(path, values)`` and
    ``faults``."""

    def __init__(self, service, host, port):
        self.service = service
        self._server = make_server(
            host, port, self._wsgi, threaded=True, request_handler=Handler
        )
        self._server.daemon_threads = True
        self._server.clock = service.clock
        self.base_url = f"http://{host}:{self._server.server_port}"
        service.base_url = self.base_url
        self._thread = threading.Thread(target=self._server.serve_forever, daemon=True)

    def start(self):
        self._thread.start()

    def stop(self):
        self._server.shutdown()
        self._thread.join(10)
        self._server.server_close()

    def _wsgi(self, environ, start_response):
        request = Request(environ)
        request.max_content_length = MAX_BODY
        if request.path.startswith("/_control/"):
            response = self._control(request)
        else:
            response = self.service.handle(request)
        if getattr(response, "hang_up", False):
            self._drop(environ)
        return response(environ, start_response)

    def _drop(self, environ):
        with contextlib.suppress(OSError):
            environ["sandbox.socket"].shutdown(socket.SHUT_RDWR)
        raise Dropped

    def _control(self, request):
        path = request.path.removeprefix("/_control/")
        try:
            values = json.loads(request.get_data() or b"{}")
            answer = self.service.control(path, values)
            status = 200
        except (KeyError, ValueError, TypeError, LookupError) as error:
            answer, status = {"error": f"{type(error).__name__}: {error}"}, 400
        return Response(
            json.dumps(answer, default=str), status, mimetype="application/json"
        )
