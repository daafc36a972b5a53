"""The REST interface: /Api/organisations/{id}/companies/{id}/... [A: Swagger]."""

import json

from werkzeug.wrappers import Response

from . import soap


class Problem(Exception):
    def __init__(self, status, message):
        super().__init__(message)
        self.status = status


def token_of(request):
    return (request.headers.get("Authorization") or "").removeprefix("Bearer ").strip()


def refused(error):
    return _json({"message": str(error)}, soap.STATUS.get(error.code, 500))


def handle(service, request, path):
    return Response("Not found", 404)


def _json(content, status=200):
    return Response(json.dumps(content), status, mimetype="application/json")
