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
VERBS = {"G": "GET", "C": "POST", "U": "PUT", "D": "DELETE"}
# Of a query, as it comes in: what IIS allows unless it is told otherwise [inf]
MAX_QUERY = 2048


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
        if kind == "fault_code" and not fault.get("after"):
            return self._failure(fault)
        with self.service.lock:
            response = self._answer(request, call)
        if kind == "fault_code":
            return self._failure(fault)
        return spoil(response, fault, JSON)

    def _answer(self, request, call):
        if request.path.startswith(PREFIX):
            return self.service.oauth.handle(request)
        if request.path.startswith(API):
            if self._is_too_long(request):
                page = PAGE.format("404 - Not Found", "")
                return Response(page, 404, content_type="text/html")
            return self._api(request, call)
        if request.path.startswith("/docs/"):
            return self._page(request)
        return Response("Not found", 404)

    def _failure(self, fault):
        """A 500 with words: those of ``code``, or ``text`` as it is."""
        text = fault.get("text") or messages.text(
            fault["code"], self.service.failure_language
        )
        return answers.error(text, 500)

    def _is_too_long(self, request):
        limited = self.service.quirks["address_limit"]
        return limited and len(request.query_string) > MAX_QUERY

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
        if call.division_code is not None:
            return self._in_division(request, call)
        if service.reason:
            # A blocked user or licence is that everywhere [I].
            return _forbidden(service.reason)
        return self._done(request, call, None)

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
            response = _forbidden()
        elif reason:
            response = _forbidden(reason)
            service.limits.note(code, endpoint, 403)
        else:
            division = (division or service.current_division).ready()
            service.current_division = division
            response = self._done(request, call, division)
            service.limits.note(code, endpoint, response.status_code)
        response.headers.update(headers)
        return response

    def _done(self, request, call, division):
        try:
            return self._dispatch(request, call, division)
        except BadRequest as error:
            return answers.error(error.text, error.status)
        except SyntaxProblem:
            return answers.error(messages.SYNTAX, 400)
        except Refused as refused:
            text = refused.text(self.service.language)
            headers = {"Reason": refused.reason} if refused.reason else None
            number = refused.status
            if number == 500 and self.service.quirks["refusals_400"]:
                number = 400
            return answers.error(text, number, headers)
        except Exception:
            # The sandbox's own mistake: told as the real server tells its own.
            _logger.exception("%s %s", request.method, request.path)
            text = messages.text("generic", self.service.failure_language)
            return answers.error(text, 500)

    # What is asked

    def _dispatch(self, request, call, division):
        if call.last == "$metadata":
            found = answers.metadata(call.service_name)
            return found or Response(b"", 404)
        self._check_form(call, division)
        if call.path == "users/UserHasRights":
            return self._rights(request, division)
        resource = call.resource
        if resource is None:
            raise BadRequest(messages.NOT_FOUND.format(name=call.last_segment()), 404)
        if division is None and resource.path not in ANYWHERE:
            raise BadRequest(messages.NOT_FOUND.format(name=resource.name), 404)
        allowed = [VERBS[letter] for letter in resource.methods]
        if self.service.forms.refused:
            takes = self.service.forms.takes
            allowed = [verb for verb in allowed if takes(resource.path, verb)]
        if call.method not in allowed:
            return Response(b"", 405, {"Allow": ", ".join(allowed)})
        return self._act(request, call, division)

    def _act(self, request, call, division):
        resource = call.resource
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

    def _check_form(self, call, division):
        """403: the application's scope, then the user's right [I]."""
        service, path, method = self.service, call.path, call.method
        if call.rest == ["$count"]:
            path += "/$count"
        service.forms.note_way(path, method)
        if service.forms.refused:
            service.forms.check_way(path, method)
        scope = path.partition("/")[0].lower()
        if scope in service.missing_scopes:
            verb = "read" if method == "GET" else "write"
            raise Refused(messages.SCOPE.format(verb=verb), status=403)
        if service.missing_rights and service.lacks_right(division, path, method):
            raise Refused(messages.FORBIDDEN, status=403)

    def _rights(self, request, division):
        """Whether the user may do ``action`` at ``endpoint``."""
        endpoint = request.args.get("endpoint", "").strip("'")
        action = request.args.get("action", "").strip("'")
        may = endpoint.partition("/")[0].lower() not in self.service.missing_scopes
        may = may and not self.service.lacks_right(division, endpoint, action)
        return Response(json.dumps({"d": {"UserHasRights": may}}), content_type=JSON)

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


def _forbidden(reason=""):
    headers = {"Reason": reason} if reason else None
    return answers.error(messages.FORBIDDEN, 403, headers)


def _unauthorised(text):
    value = f'Bearer error="invalid_token", error_description="{quote(text)}"'
    return Response(b"", 401, {"WWW-Authenticate": value})
