"""The way in: who may pass, and what is done with what is asked."""

import json
import logging
from urllib.parse import quote

from werkzeug.wrappers import Response

from ..network import PAGE, gateway_timeout, hang_up, pack, spoil, status
from . import answers, messages
from .call import API, Call
from .filters import SyntaxProblem
from .messages import BadRequest, Refused
from .oauth import PREFIX
from .reading import Reading
from .writing import JSON, Writing

_logger = logging.getLogger(__name__)
# Resources that are open to a user whatever division the URL says
ANYWHERE = {"current/Me", "system/Users"}


class Gate(Reading, Writing):
    def __init__(self, service):
        self.service = service

    def handle(self, request):
        service = self.service
        call = Call(service, request)
        described = call.describe()
        fault = service.faults.strike(described)
        row = service.journal.add(
            **described, division=call.division_code, path=request.path, status=0
        )
        response = self._respond(request, call, fault)
        row["status"] = response.status_code
        if not response.get_data():
            response.headers.pop("Content-Type", None)
        return pack(request, response)

    def _respond(self, request, call, fault):
        kind = fault["kind"] if fault else ""
        if kind == "reset_before":
            return hang_up()
        if kind == "gateway_timeout" and not fault.get("after"):
            return gateway_timeout(fault)
        if kind == "status" and not fault.get("after"):
            return status(fault)
        if kind == "expired_token":
            return _unauthorised("access token expired")
        if kind == "fault_code":
            return answers.error(messages.text(fault["code"]), 500)
        if request.path.startswith(PREFIX):
            with self.service.lock:
                response = self.service.oauth.handle(request)
        elif request.path.startswith(API):
            with self.service.lock:
                response = self._api(request, call)
        elif request.path.startswith("/docs/"):
            with self.service.lock:
                response = self._page(request)
        else:
            response = Response("Not found", 404)
        return spoil(response, fault, JSON)

    # Who may pass

    def _api(self, request, call):
        service = self.service
        token = request.headers.get("Authorization", "")
        if not token.lower().startswith("bearer "):
            return _unauthorised("token missing")
        token = token[len("bearer ") :].strip()
        try:
            allowed = service.oauth.divisions_of(token)
        except KeyError:
            return _unauthorised("invalid token")
        except TimeoutError:
            return _unauthorised("message expired: access token expired")
        service.used_tokens.add(token)
        service.allowed = allowed
        if call.division_code is None:
            return self._done(request, call, None, {})
        return self._in_division(request, call)

    def _in_division(self, request, call):
        service, code = self.service, call.division_code
        endpoint = call.resource.path if call.resource else call.last_segment()
        headers, may_go_on = service.limits.take(code)
        if not may_go_on:
            return Response(b"", 429, headers)
        division = service.divisions.get(code)
        reason = service.reason or (division.reason if division else "")
        allowed = {one.code for one in service.allowed_divisions}
        is_listing = call.resource and call.resource.path == "system/Divisions"
        if code not in allowed and not is_listing:
            reason = reason or "NoDivisionAccess"
        if service.quirks["error_velocity"] and service.limits.is_blocked(
            code, endpoint
        ):
            response = answers.error(messages.FORBIDDEN, 403)
        elif reason:
            response = answers.error(messages.FORBIDDEN, 403, {"Reason": reason})
            service.limits.note(code, endpoint, 403)
        else:
            division = division or service.current_division
            service.current_division = division
            response = self._done(request, call, division, headers)
            service.limits.note(code, endpoint, response.status_code)
        response.headers.update(headers)
        return response

    def _done(self, request, call, division, _headers):
        try:
            return self._dispatch(request, call, division)
        except BadRequest as error:
            return answers.error(error.text, error.status)
        except SyntaxProblem:
            return answers.error(messages.SYNTAX, 400)
        except Refused as refused:
            text = refused.text(self.service.language)
            headers = {"Reason": refused.reason} if refused.reason else None
            return answers.error(text, refused.status, headers)
        except Exception:
            # The sandbox's own mistake: told as the real server tells its own.
            _logger.exception("%s %s", request.method, request.path)
            return answers.error(messages.text("generic"), 500)

    # What is asked

    def _dispatch(self, request, call, division):
        if call.last == "$metadata":
            found = answers.metadata(call.service_name)
            return found or Response(b"", 404)
        if request.path.rstrip("/").endswith("users/UserHasRights"):
            return self._rights(request)
        resource = call.resource
        if resource is None:
            raise BadRequest(messages.NOT_FOUND.format(name=call.last_segment()), 404)
        if division is None and resource.path not in ANYWHERE:
            raise BadRequest(messages.NOT_FOUND.format(name=resource.name), 404)
        self._check_scope(call)
        verbs = {"G": "GET", "C": "POST", "U": "PUT", "D": "DELETE"}
        allowed = [verbs[letter] for letter in resource.methods]
        if call.method not in allowed:
            return Response(b"", 405, {"Allow": ", ".join(allowed)})
        show = answers.Answers(
            self.service,
            division,
            request.host_url.rstrip("/"),
            self._wants_json(request, call),
        )
        if call.method == "GET":
            return self._get(request, call, division, show)
        if call.method == "POST":
            if call.key is not None:
                raise BadRequest(messages.STREAM)
            return self._post(request, resource, division, show)
        if call.method == "DELETE":
            return self._delete(resource, division, call.key)
        row = self._row(resource, division, call.key)
        return self._put(request, resource, row, division, show)

    def _rights(self, request):
        """Whether the user may do ``action`` at ``endpoint``."""
        endpoint = request.args.get("endpoint", "").strip("'")
        may = endpoint.partition("/")[0].lower() not in self.service.missing_scopes
        return Response(json.dumps({"d": {"UserHasRights": may}}), content_type=JSON)

    def _check_scope(self, call):
        scope = call.resource.path.partition("/")[0].lower()
        if scope in self.service.missing_scopes:
            verb = "read" if call.method == "GET" else "write"
            raise Refused(messages.SCOPE.format(verb=verb), status=403)

    def _wants_json(self, request, call):
        accept = request.headers.get("Accept", "")
        if JSON in accept or request.args.get("$format") == "json":
            return True
        if accept.strip().lower() == "application/xml":
            raise BadRequest("Unsupported media type requested.", 415)
        return False

    def _writer(self, division):
        return division.writer

    # Pages outside the API

    def _page(self, request):
        name = request.path.rpartition("/")[2]
        values = {key.lower(): value for key, value in request.args.items()}
        division = self.service.divisions.get(_integer(values.get("_division_")))
        id_ = values.get("id", "").strip("{}").lower()
        if name == "SysAttachment.aspx":
            row = division and division.table("documents/DocumentAttachments").get(id_)
            token = request.headers.get("Authorization", "")[len("bearer ") :].strip()
            if token not in self.service.oauth.access:
                return _unauthorised("token missing")
            if not row:
                return Response("Not found", 404)
            return Response(row["_content"], content_type="application/octet-stream")
        if not name.endswith(".aspx") or name.startswith("XML"):
            return Response("Not found", 404)
        return Response(
            PAGE.format("Exact Online (sandbox)", f"<p>{name}</p>"),
            content_type="text/html",
        )


def _integer(text):
    return int(text) if text and text.isdigit() else None


def _unauthorised(text):
    value = f'Bearer error="invalid_token", error_description="{quote(text)}"'
    return Response(b"", 401, {"WWW-Authenticate": value})
