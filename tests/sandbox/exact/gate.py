"""The way in: who may pass, which resource a URL names, and what is done there."""

import json
import logging
import re
from urllib.parse import quote

from werkzeug.wrappers import Response

from ..network import PAGE, gateway_timeout, hang_up, pack, spoil, status
from . import answers, edm, messages, odata, schema
from .described import RULES
from .messages import Refused
from .oauth import PREFIX
from .salesinvoices import PRINTED
from .writer import BARE

_logger = logging.getLogger(__name__)
API = "/api/v1/"
JSON = "application/json"
SAFE = "$,'/*():"  # in the addresses of following pages
MAX_BODY = 10 * 1024 * 1024
KINDS = {"GET": "read", "POST": "write", "PUT": "write", "DELETE": "write"}
POSTS = {"SalesEntries", "PurchaseEntries", "GeneralJournalEntries", "SalesInvoices"}
SEGMENT = re.compile(r"(?P<name>[^(]+)(?:\((?P<key>.*)\))?")
PART = re.compile(r"(\w+)=('(?:[^']|'')*'|[^,]+)")
# Resources that are open to a user whatever division the URL says
ANYWHERE = {"current/Me", "system/Users"}


class BadRequest(Exception):
    def __init__(self, text, status=400):
        super().__init__(text)
        self.text, self.status = text, status


class Call:
    """What one request asks for."""

    def __init__(self, service, request):
        self.request = request
        self.method = request.method
        self.resource = self.key = self.rest = None
        self.division_code, self.service_name = None, ""
        path = request.path
        if path.startswith(API):
            self._read(path[len(API) :].strip("/"), service.quirks["any_case"])

    def _read(self, path, any_case):
        parts = path.split("/")
        if parts and parts[0] == "beta":
            parts.pop(0)
        if parts and parts[0].isdigit():
            self.division_code = int(parts.pop(0))
        for index in range(1, len(parts)):
            match = SEGMENT.fullmatch(parts[index])
            service = "/".join(parts[:index])
            found = match and schema.find(service, match["name"])
            if not found and any_case and match:
                found = schema.find_any_case(service, match["name"])
            if found:
                self.resource, self.key = found, match["key"]
                self.rest = parts[index + 1 :]
                break
        self.service_name = "/".join(parts[:-1]) if not self.resource else ""
        self.last = parts[-1] if parts else ""

    def describe(self):
        path = self.request.path
        if path.startswith(PREFIX):
            return {
                "service": "oauth2",
                "operation": self.method,
                "root": path[len(PREFIX) :],
                "kind": "token",
            }
        name = self.resource.name if self.resource else self.last_segment()
        kind = KINDS.get(self.method, "read")
        if self.method == "POST" and name in POSTS:
            kind = "post"
        service = self.resource.path.rpartition("/")[0] if self.resource else ""
        return {
            "service": service,
            "operation": self.method,
            "root": name,
            "kind": kind,
        }

    def last_segment(self):
        return self.request.path.rpartition("/")[2]


class Gate:
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
        except odata.SyntaxProblem:
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

    def _delete(self, resource, division, key):
        try:
            row = self._row(resource, division, key)
        except BadRequest as error:
            if not resource.name.endswith("Lines"):
                raise
            # Of a line that is gone already [I]
            raise Refused(messages.FORBIDDEN, status=403) from error
        self._writer(division).delete(resource, row)
        return Response(b"", 204)

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

    # GET

    def _get(self, request, call, division, show):
        resource, arguments = call.resource, request.args
        if resource.path == "current/Me":
            query = self._query(resource, arguments, division)
            entity = show.entity(resource, self.service.lists.me(), query)
            if call.key is not None:
                return show.one(resource, entity)
            return show.many(resource, [entity], bare=False)
        if call.key is not None:
            return self._get_one(request, call, division, show)
        if call.rest and call.rest != ["$count"]:
            raise BadRequest(messages.NOT_FOUND.format(name=call.rest[0]), 404)
        if division and resource.path == "sync/Deleted":
            division.forget_deletions()
        rows = self.service.lists.rows(resource, division, arguments)
        return self._list(request, resource, division, show, rows, call.rest)

    def _get_one(self, request, call, division, show):
        resource = call.resource
        row = self._row(resource, division, call.key)
        if not call.rest:
            query = self._query(resource, request.args, division)
            return show.one(resource, show.entity(resource, row, query))
        navigation = resource.navigations.get(call.rest[0])
        if navigation is None and resource.fields.get(call.rest[0]) == "C":
            return show.many(resource, [], bare=False)
        if navigation is None:
            raise BadRequest(messages.NOT_FOUND.format(name=call.rest[0]), 404)
        path, foreign, own = navigation
        target = schema.RESOURCES[path]
        rows = division.table(path).by(foreign, row[own])
        return self._list(request, target, division, show, rows, call.rest[1:])

    def _query(self, resource, arguments, division):
        navigations = {n: {} for n, letter in resource.fields.items() if letter == "C"}
        for name, (path, _foreign, _own) in resource.navigations.items():
            navigations[name] = schema.RESOURCES[path].fields
        return odata.parse(
            arguments,
            resource.fields,
            navigations,
            lambda row, name: answers.look(division, resource, row, name),
        )

    def _list(self, request, resource, division, show, rows, rest):
        arguments = request.args
        query = self._query(resource, arguments, division)
        self._check_query(resource, query, arguments, bool(rest))
        if rows is None:
            rows = self._rows(resource, division, query)
        if query.test:
            rows = [row for row in rows if query.test.of(row)]
        if rest:
            return Response(str(len(rows)), content_type="text/plain")
        count = len(rows) if query.count else None
        order = query.order + [(name, False) for name in resource.keys]
        rows = _sorted(resource, rows, order)
        if query.after:
            rows = _after(resource, rows, order, query.after)
        page = resource.page
        wanted = page if query.top is None else min(page, query.top)
        shown = rows[:wanted]
        following = ""
        left = None if query.top is None else query.top - len(shown)
        if len(rows) > wanted and left != 0:
            following = self._next(request, resource, order, shown[-1], left)
        bare = query.top is not None and query.top <= page
        if query.top == page and resource.path == "salesinvoice/SalesInvoices":
            bare = not self.service.quirks["sales_invoices_in_results"]
        entities = [show.entity(resource, row, query) for row in shown]
        return show.many(
            resource, entities, bare=bare, following=following, count=count
        )

    def _check_query(self, resource, query, arguments, is_count):
        asks = "$select" in arguments or query.top == 1 or is_count
        wanted = resource.needs_select and self.service.quirks["select_required"]
        if (wanted or resource.is_bulk) and not asks:
            raise BadRequest(messages.SELECT)
        allowed = resource.filters
        if allowed is not None and query.names - allowed:
            if resource.is_sync:
                raise BadRequest(messages.SYNC_FILTER)
            fields = ", ".join(sorted(query.names - allowed))
            raise BadRequest(messages.BULK_FILTER.format(fields=fields))
        wanted = set(schema.ACCOUNT_FILTERS)
        if (
            resource.path == "crm/Accounts"
            and self.service.quirks["accounts_need_filter"]
            and not query.names & wanted
        ):
            fields = ", ".join(schema.ACCOUNT_FILTERS)
            raise BadRequest(messages.MANDATORY_FILTER.format(fields=fields))

    def _rows(self, resource, division, query):
        name, only = resource.table
        table = division.table(name)
        found = None
        for field, values in query.indexed.items():
            if field in resource.keys and field == table.key:
                found = [table.rows[v] for v in values if v in table.rows]
                break
            if schema.is_left_padded(resource, field):
                values = {
                    value.strip()
                    for value in values
                    if value and value == value.strip().rjust(schema.WIDTH)
                }
            # What is told by something else is not in the rows.
            if None not in values and field not in RULES:
                found = table.by(field, *values)
                break
        if found is None:
            found = list(table)
        for field, value in only.items():
            found = [row for row in found if row.get(field) == value]
        return found

    def _next(self, request, resource, order, last, left):
        token = ",".join(
            odata.token(resource.fields[name], last.get(name)) for name, _down in order
        )
        pairs = [
            (name, value)
            for name, value in request.args.items(multi=True)
            if name not in ("$skiptoken", "$top", "$skip")
        ]
        text = "&".join(f"{name}={quote(value, safe=SAFE)}" for name, value in pairs)
        if left is not None:
            text += f"&$top={left}"
        root = request.base_url
        return f"{root}?{text.lstrip('&')}{'&' if text else ''}$skiptoken={token}"

    def _row(self, resource, division, key):
        """The row of a key; 404 where there is none."""
        letter = resource.fields[resource.key]
        found = None
        if len(resource.keys) > 1:
            found = self._row_of_parts(resource, division, key or "")
        elif key is not None:
            kinds = list(odata._tokens(key))
            if len(kinds) != 1:
                raise odata.SyntaxProblem
            literal = odata._literal(*kinds[0])
            if literal.letter != letter and literal.letter not in "D":
                raise odata.SyntaxProblem
            value = int(literal.value) if literal.letter == "D" else literal.value
            rows = self.service.lists.rows(resource, division, {})
            if rows is None:
                rows = division.table(resource.table[0]).by(resource.key, value)
            found = next((r for r in rows if r.get(resource.key) == value), None)
        if found is None:
            raise BadRequest(messages.NOT_FOUND.format(name=resource.name), 404)
        return found

    def _row_of_parts(self, resource, division, key):
        """Of a key with several parts: Journal='70',Period=3,Year=2026."""
        wanted = dict(PART.findall(key))
        for row in division.table(resource.table[0]):
            parts = {
                name: answers.key_text(resource.fields[name], row.get(name))
                for name in resource.keys
            }
            if parts == wanted:
                return row
        return None

    # Writing

    def _body(self, request):
        """The object that was sent."""
        # The limit of an attachment is that of the file, which base64 makes longer [D].
        most = MAX_BODY * (4 / 3 if "Attachments" in request.path else 1) + 1024
        if (request.content_length or 0) > most:
            raise BadRequest("The request body is too large.", 413)
        if request.mimetype != JSON:
            raise BadRequest("Unsupported media type requested.", 415)
        try:
            body = json.loads(request.get_data(), parse_float=str)
        except ValueError as error:
            raise BadRequest(messages.STREAM) from error
        if not isinstance(body, dict):
            raise BadRequest(messages.STREAM)
        return body

    def _values(self, resource, body, allowed):
        """Typed values; what is unknown or read-only is ignored without a word [R]."""
        values = {}
        for name, value in body.items():
            if name not in allowed:
                continue
            letter = resource.fields[name]
            if letter == "C":
                values[name] = self._nested(resource, name, value)
                continue
            try:
                values[name] = edm.read(letter, value)
            except edm.BadValue as error:
                if error.is_guid:
                    raise Refused("guid_format") from error
                raise BadRequest(messages.STREAM) from error
        return values

    def _nested(self, resource, name, value):
        if value is None or name not in resource.navigations:
            return None
        if not isinstance(value, list) or not all(isinstance(v, dict) for v in value):
            raise BadRequest(messages.STREAM)
        target = schema.RESOURCES[resource.navigations[name][0]]
        return [self._values(target, one, target.postable) for one in value]

    def _post(self, request, resource, division, show):
        allowed = resource.postable - {resource.key}
        if resource.path == PRINTED:
            allowed = resource.postable
        values = self._values(resource, self._body(request), allowed)
        row = self._writer(division).post(resource, values)
        only = None
        if resource.path.startswith("crm/") and not _wants_all(request):
            only = BARE
        entity = show.entity(resource, row, only=only)
        response = show.one(resource, entity, 201)
        response.headers["Location"] = entity["__metadata"]["uri"]
        return response

    def _put(self, request, resource, row, division, show):
        body = self._body(request)
        if any(body.get(name) for name in resource.navigations):
            raise BadRequest(messages.BINDING)
        allowed = {
            name
            for name in resource.puttable
            if name not in resource.keys and resource.fields[name] != "C"
        }
        self._writer(division).put(resource, row, self._values(resource, body, allowed))
        if _wants_all(request):
            return show.one(resource, show.entity(resource, row))
        return Response(b"", 204)

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


def _wants_all(request):
    return "return=representation" in request.headers.get("Prefer", "").replace(" ", "")


def _sorted(resource, rows, order):
    for name, down in reversed(order):
        letter = resource.fields[name]
        rows = sorted(
            rows, key=lambda row: odata.sort_key(letter, row.get(name)), reverse=down
        )
    return rows


def _after(resource, rows, order, token):
    """The rows behind those that have been seen."""
    if len(token) == 1 and len(order) > 1:
        # The value of the key alone
        token = [None] * (len(order) - 1) + token
        order = [*order]
        seen = [
            i for i, row in enumerate(rows) if row.get(order[-1][0]) == token[-1].value
        ]
        return rows[seen[-1] + 1 :] if seen else rows
    if len(token) != len(order):
        raise odata.SyntaxProblem
    return [row for row in rows if _is_behind(resource, row, order, token)]


def _is_behind(resource, row, order, token):
    for (name, down), literal in zip(order, token, strict=True):
        letter = resource.fields[name]
        value = literal.value
        if letter in "IHLY" and value is not None:
            value = int(value)
        own, seen = odata.sort_key(letter, row.get(name)), odata.sort_key(letter, value)
        if own != seen:
            return (own < seen) if down else (own > seen)
    return False


def _unauthorised(text):
    value = f'Bearer error="invalid_token", error_description="{quote(text)}"'
    return Response(b"", 401, {"WWW-Authenticate": value})
