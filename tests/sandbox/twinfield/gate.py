"""The way in: which path leads where, who may pass, and what the network does."""

import logging
import re
import zlib

from lxml import etree
from werkzeug.wrappers import Response

from ..network import PAGE, gateway_timeout, hang_up, pack, spoil, status
from . import (
    arrivals,
    finder,
    ids,
    matching,
    processxml,
    rest,
    services,
    soap,
    svc,
    wsdl,
)
from .books import Refusal
from .fairuse import credits
from .oauth import PREFIX
from .transactions import TooManyLines

_logger = logging.getLogger(__name__)
CLUSTER = "/cluster"
SERVICES = f"{CLUSTER}/webservices/"
LOGIN_SERVICES = "/webservices/"
API = f"{CLUSTER}/api/"
READING = ("Get", "Query", "Search", "Load")  # operations of one credit [A]
# Kind of a fault that is a fault of Twinfield's: its code
CODES = {"expired_token": 354, "duplicate_session": 168}
BLANK = '\n<?xml version="1.0" encoding="utf-8"?>'
GUID = re.compile(wsdl.GUID)


class Gate:
    def __init__(self, service):
        self.service = service

    def handle(self, request):
        path = request.path.lower()
        if path.startswith(PREFIX):
            return self._guarded(request, "oauth", request.path[len(PREFIX) :], b"")
        for prefix in (SERVICES, LOGIN_SERVICES):
            if path.startswith(prefix):
                on_login = prefix == LOGIN_SERVICES
                return self._web_service(request, path[len(prefix) :], on_login)
        if path.startswith(API):
            return self._guarded(request, "rest", request.path[len(API) :], b"")
        if path.startswith(f"{CLUSTER}/ui"):
            return Response("<h1>Twinfield (sandbox)</h1>", mimetype="text/html")
        return Response("Not found", 404)

    # Pages of a service

    def _web_service(self, request, file, on_login):
        name, _dot, kind = file.rpartition(".")
        contract = services.CONTRACTS.get(name) if kind == "svc" else None
        if contract is None and (kind != "asmx" or name not in wsdl.SERVICES):
            return Response("Not found", 404)
        if request.method == "POST":
            try:
                data = arrivals.decoded(request)
            except (OSError, zlib.error, EOFError):
                return Response(b"", 400)
            return self._guarded(request, name, "", data, on_login)
        if request.method not in ("GET", "HEAD"):
            return Response(b"", 405, {"Allow": "GET, HEAD, POST"})
        asked = {key.lower(): value for key, value in request.args.items()}
        if contract is not None:
            return services.page(contract, request.base_url, asked)
        if "wsdl" in asked:
            shape = "login" if name == "session" and on_login else name
            document = wsdl.wsdl(shape, request.base_url)
            return Response(document, mimetype="text/xml")
        rows = "".join(f"<li>{one}</li>" for one in wsdl.SERVICES[name])
        page = PAGE.format(wsdl.NAMES[name], f"<ul>{rows}</ul>")
        return Response(page, mimetype="text/html")

    # One call

    def _guarded(self, request, name, operation, data, on_login=False):
        """One call with its place in the journal, its credits and its fault."""
        service = self.service
        call = {"service": name, "operation": operation, "root": "", "kind": "read"}
        envelope = None
        if name == "rest":
            call["operation"] = operation.rpartition("/")[2]
            call["kind"] = "read" if request.method in ("GET", "OPTIONS") else "write"
        elif name != "oauth":
            try:
                envelope = soap.Envelope(data)
            except soap.Malformed:
                service.journal.add(**call, credits=0, status=400)
                return Response(b"", 400)
            self._describe(call, envelope)
        fault = service.faults.strike(call)
        row = service.journal.add(**call, credits=credits(call), status=0)
        if name == "oauth":
            response = self._respond(request, call, None, fault, on_login)
        else:
            response = self._rationed(request, call, envelope, fault, on_login)
        row["status"] = response.status_code
        return pack(request, response)

    def _rationed(self, request, call, envelope, fault, on_login):
        fair_use = self.service.fair_use
        refusal = fair_use.enter(call, lambda: self._knows_client(request, envelope))
        if refusal is not None:
            return refusal
        try:
            response = self._respond(request, call, envelope, fault, on_login)
            fair_use.describe(response, call)
            return response
        finally:
            fair_use.leave()

    def _knows_client(self, request, envelope):
        token = rest.token_of(request)
        if envelope is not None:
            header = envelope.authentication or envelope.header
            token = header.get("AccessToken", "")
        return self.service.oauth.is_valid(token)

    def _describe(self, call, envelope):
        call["operation"] = envelope.operation
        if call["service"] in services.CONTRACTS:
            given = envelope.call.get(f"{{{soap.XSI}}}type", "")
            call["root"] = given.rpartition(":")[2]
            # The operation of these is in the SOAPAction; the element may be called
            # after what it holds.
            named = {"Command": "Process", "Query": "Query"}
            envelope.operation = named.get(envelope.operation, envelope.operation)
            call["operation"] = envelope.operation
        if envelope.operation.startswith("ProcessXml"):
            self._describe_document(call, envelope)
        elif not envelope.operation.startswith(READING):
            call["kind"] = "write"

    def _describe_document(self, call, envelope):
        try:
            envelope.document = arrivals.document(envelope)
        except soap.Fault as fault:
            envelope.document, envelope.broken = None, fault
            return
        call["root"] = envelope.document.tag
        if call["root"] in ("transaction", "transactions"):
            call["kind"] = "post"
        elif call["root"] not in processxml.READING:
            call["kind"] = "write"

    def _respond(self, request, call, envelope, fault, on_login):
        kind = fault["kind"] if fault else ""
        if kind == "reset_before":
            return hang_up()
        if kind == "gateway_timeout" and not fault.get("after"):
            return gateway_timeout(fault)
        if kind == "status" and not fault.get("after"):
            return status(fault)
        if kind == "fault_code" or kind in CODES:
            code = CODES.get(kind) or int(fault["code"])
            return self._fault(call, envelope, soap.Fault(code))
        if call["service"] == "oauth":
            response = self.service.oauth.handle(request)
        else:
            with self.service.lock:
                response = self._call(request, call, envelope, on_login)
            if self.service.quirks["leading_blank"] and envelope is not None:
                declaration = response.get_data().startswith(b"<?xml")
                response.set_data(b"\n" * declaration + response.get_data())
        return spoil(response, fault, "text/xml")

    def _fault(self, call, envelope, error):
        if call["service"] in services.CONTRACTS:
            return svc.fault(services.CONTRACTS[call["service"]], error)
        if envelope is None:
            return rest.refused(error)
        return soap.fault(envelope.namespace, error, envelope.operation)

    def _call(self, request, call, envelope, on_login):
        if call["service"] == "rest":
            return rest.handle(self.service, request, request.path[len(API) :])
        refusal = arrivals.refused(request, call, envelope)
        if refusal is None:
            refusal = self._unfit(call, envelope)
        if refusal is not None:
            return refusal
        try:
            return self._answer(call, envelope, on_login)
        except TooManyLines:
            return Response(b"", 400)
        except Refusal:
            return self._fault(call, envelope, soap.Fault(100))
        except (soap.Fault, svc.SvcFault, svc.Invalid, svc.Undispatched) as error:
            return self._fault(call, envelope, error)
        except Exception:
            # The sandbox's own mistake: told as the real server tells its own.
            _logger.exception("%s %s", call["service"], call["operation"])
            return self._fault(call, envelope, soap.Fault(100))

    def _unfit(self, call, envelope):
        """The refusal of an operation that may not be used, or of a header without an
        element that some say it needs."""
        is_svc = call["service"] in services.CONTRACTS
        name = call["root"] if is_svc else call["operation"]
        if not self.service.forms.knows("operation", f"{call['service']}/{name}"):
            return self._fault(call, envelope, soap.Fault(102))
        if self.service.quirks["company_id_required"] and not is_svc:
            if envelope.header.get("AccessToken") and not envelope.has_company_id:
                return Response(b"", 400)
        return None

    def _answer(self, call, envelope, on_login):
        name, service = call["service"], self.service
        if name == "session":
            return service.sessions.call(envelope, on_login)
        if on_login:
            raise soap.Fault(108)
        if name in services.CONTRACTS:
            session = self._authenticate(envelope, envelope.authentication)
            return svc.call(service, services.CONTRACTS[name], envelope, session)
        session = self._authenticate(envelope, envelope.header)
        if name == "finder":
            return soap.answer(envelope, finder.search(envelope, session))
        if name == "matching":
            return soap.answer(envelope, matching.undo(envelope, session))
        return self._process(envelope, session)

    def _process(self, envelope, session):
        if envelope.document is None:
            raise envelope.broken
        answer = self.service.processxml.process(envelope.document, session)
        name = f"{envelope.operation}Result"
        if envelope.operation == "ProcessXmlDocument":
            result = soap.element(name, soap.PLACE)
            return soap.answer(envelope, [result], document=answer)
        words = etree.tostring(answer, encoding="unicode")
        if self.service.quirks["leading_blank"]:
            words = BLANK + words
        return soap.answer(envelope, [soap.element(name, words)])

    # Who

    def _authenticate(self, envelope, header):
        service = self.service
        token, session_id = header.get("AccessToken"), header.get("SessionID")
        if session_id:
            live = service.sessions.find(session_id)
            company = self._company(header) or live.company
            if not company:
                raise soap.Fault(109)
            return service.session(company)
        if not token:
            raise soap.Fault(101, "Access denied. Token is missing.")
        if not service.oauth.is_valid(token):
            raise soap.Fault(354)
        company = self._company(header, arrivals.lists_offices(envelope))
        if not company and not arrivals.lists_offices(envelope):
            raise soap.Fault(101)
        return service.session(company)

    def _company(self, header, anything_goes=False):
        """The company's code, by code or by id; a fault if it may not be used."""
        rights, code = self.service.rights, header.get("CompanyCode", "").upper()
        wanted = header.get("CompanyId", "").strip("{}").lower()
        if not code and GUID.fullmatch(wanted):  # other texts are let pass [inf]
            code = next((one for one in rights if ids.company_id(one) == wanted), "")
            if not code and not anything_goes:
                raise soap.Fault(359)
        if code and code not in rights and not anything_goes:
            raise soap.Fault(358)
        return code
