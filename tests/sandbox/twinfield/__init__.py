"""The Twinfield sandbox: log-in host, cluster, and control of both."""

import math
import threading
from collections import deque
from datetime import datetime, timedelta, timezone

from lxml import etree
from werkzeug.wrappers import Response

from ..books import Refusal
from ..clock import Clock
from ..faults import Faults, Journal
from . import finder, matching, processxml, seeds, soap, wsdl
from .annotate import text
from .control import Accountant
from .dimensions import Dimensions
from .oauth import PREFIX, OAuth
from .settings import QUIRKS
from .transactions import TooManyLines, Transactions

CLUSTER = "/cluster"
SERVICES = f"{CLUSTER}/webservices/"
LOGIN_SERVICES = "/webservices/"
CURRENCIES = {"EUR": "Euro", "USD": "US-dollar", "GBP": "Brits pond"}
# Credits a minute of one client in one organisation, certified or not [A]
CREDITS = {True: 500, False: 25}


class Session:
    """Who calls, for which company, in which language."""

    currencies = CURRENCIES

    def __init__(self, service, company):
        self.service = service
        self.company = company.upper()
        self.language = service.language
        self.user = service.user["user"]

    def office_of(self, element, report):
        """The office named in ``element``, which goes before the header's [C]; a
        refusal stands on the element itself [B]."""
        return self.office_by_code(text(element, "office"), report, element)

    def office_by_code(self, code, report, where):
        office = self.service.offices.get((code or self.company).upper())
        if office is None or office.code not in self.service.rights:
            report.error(where, "no_access" if office else "office_unknown")
            return None
        return office


class Service:
    base_url = ""

    def __init__(self, seed, redirect_uris):
        self.seed = seed
        self.clock = Clock()
        self.faults = Faults()
        self.journal = Journal(self.clock)
        self.lock = threading.RLock()
        self.user = {
            "user": "ODOO",
            "password": "s3cr3t-twinfield-user",
            "organisation": "VOORBEELD",
            "organisation_id": "7f0b1d3c-2f4e-4a5b-9c6d-1e2f3a4b5c6d",
        }
        self.oauth = OAuth(self, redirect_uris)
        self.dimensions = Dimensions(self)
        self.transactions = Transactions(self)
        self.processxml = processxml.ProcessXml(self)
        self.accountant = Accountant(self)
        self.reset()

    def reset(self, seed=None):
        self.offices = seeds.offices(seed or self.seed, self.clock)
        self.seed = seed or self.seed
        self.rights = set(self.offices)
        self.match_status = "final"
        self.users = {self.user["user"]: "Odoo koppeling", **seeds.USERS}
        self.quirks = dict(QUIRKS)
        self.language = "nl-NL"
        self.sessions = {}
        self.certified = None
        self.spent = deque()
        self.faults.clear()
        self.journal.clear()
        return {}

    @property
    def cluster_url(self):
        return self.base_url + CLUSTER

    def info(self, base_url):
        return {
            "base_url": base_url,
            "client_id": self.oauth.client_id,
            "client_secret": self.oauth.client_secret,
            "redirect_uri": self.oauth.redirect_uris[0],
            "refresh_token": self.oauth.issued,
            "user": self.user["user"],
            "password": self.user["password"],
            "organisation": self.user["organisation"],
            "administrations": sorted(self.offices),
            "control_url": f"{base_url}/_control/",
        }

    # Requests

    def handle(self, request):
        if request.path.startswith(PREFIX):
            return self._guarded(request, "oauth", request.path[len(PREFIX) :], b"")
        for prefix in (SERVICES, LOGIN_SERVICES):
            if request.path.lower().startswith(prefix):
                name = request.path[len(prefix) :].lower().removesuffix(".asmx")
                if name in wsdl.SERVICES and "wsdl" in map(str.lower, request.args):
                    address = request.base_url
                    return Response(wsdl.wsdl(name, address), mimetype="text/xml")
                if name in wsdl.SERVICES and request.method == "POST":
                    return self._guarded(request, name, "", request.get_data())
        if request.path.startswith(f"{CLUSTER}/UI"):
            return Response("<h1>Twinfield (sandbox)</h1>", mimetype="text/html")
        return Response("Not found", 404)

    def _guarded(self, request, service, operation, data):
        """One call with its place in the journal, its credits and its fault."""
        call = {"service": service, "operation": operation, "root": "", "kind": "read"}
        envelope = None
        if service != "oauth":
            try:
                envelope = soap.Envelope(data)
            except soap.Malformed:
                self.journal.add(**call, credits=0, status=400)
                return Response(b"", 400)
            self._describe(call, envelope)
        fault = self.faults.strike(call)
        throttled = self._throttle(call) if envelope is not None else None
        row = self.journal.add(**call, credits=_credits(call), status=0)
        if throttled is not None:
            response = throttled
        else:
            response = self._respond(request, call, envelope, fault)
        row["status"] = response.status_code
        return response

    def _describe(self, call, envelope):
        call["operation"] = envelope.operation
        if envelope.operation.startswith("ProcessXml"):
            try:
                envelope.document = self._document(envelope)
            except soap.Fault as fault:
                envelope.document, envelope.broken = None, fault
                return
            call["root"] = envelope.document.tag
            if call["root"] in ("transaction", "transactions"):
                call["kind"] = "post"
            elif call["root"] not in processxml.READING:
                call["kind"] = "write"
        elif not envelope.operation.startswith(("Get", "Query", "Search", "Load")):
            call["kind"] = "write"

    def _document(self, envelope):
        argument = envelope.argument("xmlRequest")
        if argument is not None and len(argument):
            return processxml.parse(argument[0])
        return processxml.parse(envelope.text("xmlRequest"))

    def _respond(self, request, call, envelope, fault):
        kind = fault["kind"] if fault else ""
        if kind == "reset_before":
            return _hang_up()
        if kind == "status" and not fault.get("after"):
            return _status(fault)
        namespace = envelope.namespace if envelope is not None else soap.SOAP11
        if kind in ("fault_code", "expired_token"):
            code = 354 if kind == "expired_token" else int(fault["code"])
            return soap.fault(namespace, soap.Fault(code), call["service"])
        if envelope is None:
            response = self.oauth.handle(request)
        else:
            with self.lock:
                response = self._call(call, envelope)
        return _spoil(response, fault)

    def _call(self, call, envelope):
        try:
            if call["service"] == "session":
                return self._session_call(envelope)
            session = self._authenticate(envelope)
            if call["service"] == "finder":
                return soap.answer(envelope, finder.search(envelope, session))
            if call["service"] == "matching":
                return soap.answer(envelope, matching.undo(envelope, session))
            return self._process(envelope, session)
        except TooManyLines:
            return Response(b"", 400)
        except Refusal:
            return soap.fault(envelope.namespace, soap.Fault(100), call["service"])
        except soap.Fault as error:
            return soap.fault(envelope.namespace, error, envelope.operation)

    def _process(self, envelope, session):
        if envelope.document is None:
            raise envelope.broken
        answer = self.processxml.process(envelope.document, session)
        name = f"{envelope.operation}Result"
        if envelope.operation == "ProcessXmlDocument":
            result = soap.element(name)
            result.append(answer)
        else:
            result = soap.element(name, etree.tostring(answer, encoding="unicode"))
        return soap.answer(envelope, [result])

    def _authenticate(self, envelope):
        header = envelope.header
        token, session_id = header.get("AccessToken"), header.get("SessionID")
        if session_id:
            company = self.sessions.get(session_id)
            if company is None:
                raise soap.Fault(103)
            return Session(self, header.get("CompanyCode") or company)
        if not token:
            raise soap.Fault(101, "Access denied. Token is missing.")
        if not self.oauth.is_valid(token):
            raise soap.Fault(354)
        return Session(self, self._company(envelope, header))

    def _company(self, envelope, header):
        company = header.get("CompanyCode") or header.get("CompanyId") or ""
        document = getattr(envelope, "document", None)
        listing = (
            document is not None
            and document.tag == "list"
            and text(document, "type") == "offices"
        )
        if not company and not listing:
            raise soap.Fault(101)
        if company and company.upper() not in self.rights and not listing:
            raise soap.Fault(358)
        return company

    # Session log-in of older clients

    def _session_call(self, envelope):
        name = envelope.operation
        if name == "Logon":
            return self._logon(envelope)
        session_id = envelope.header.get("SessionID")
        if session_id not in self.sessions:
            raise soap.Fault(103)
        children = []
        if name == "SelectCompany":
            company = envelope.text("company").upper()
            known = company in self.rights
            if known:
                self.sessions[session_id] = company
            children = [
                soap.element("SelectCompanyResult", "Ok" if known else "Invalid")
            ]
        elif name == "GetRole":
            children = [soap.element("GetRoleResult", "LEVEL3")]
        elif name == "Abandon":
            del self.sessions[session_id]
        return soap.answer(envelope, children)

    def _logon(self, envelope):
        fine = (
            all(
                envelope.text(name).upper() == self.user[name].upper()
                for name in ("user", "organisation")
            )
            and envelope.text("password") == self.user["password"]
        )
        if not fine:
            return soap.answer(
                envelope,
                [
                    soap.element("LogonResult", "Invalid"),
                    soap.element("nextAction", "None"),
                ],
            )
        # A second log-in of the same user ends the first session [C].
        self.sessions = {"00000000-sandbox-session": ""}
        header = soap.element("Header")
        header.append(soap.element("SessionID", "00000000-sandbox-session"))
        children = [
            soap.element("LogonResult", "Ok"),
            soap.element("nextAction", "None"),
            soap.element("cluster", self.cluster_url),
        ]
        return soap.answer(envelope, children, [header])

    # Fair use

    def _throttle(self, call):
        if self.certified is None:
            return None
        now, limit = datetime.now(timezone.utc), CREDITS[self.certified]
        while self.spent and self.spent[0][0] < now - timedelta(minutes=1):
            self.spent.popleft()
        used = sum(credits for _at, credits in self.spent)
        if used + _credits(call) > limit:
            wait = self.spent[0][0] + timedelta(minutes=1) - now
            response = Response(b"", 429)
            response.headers["Retry-After"] = str(math.ceil(wait.total_seconds()))
            response.headers["X-RateLimit-Limit"] = str(limit)
            response.headers["X-RateLimit-Remaining"] = str(max(limit - used, 0))
            response.headers["X-RateLimit-Credited"] = str(_credits(call))
            return response
        self.spent.append((now, _credits(call)))
        return None

    # Control

    def control(self, path, values):
        own = getattr(self, f"control_{path.replace('/', '_')}", None)
        with self.lock:
            if own:
                return own(**values) or {}
            act = getattr(self.accountant, path.replace("/", "_"), None)
            if act is None or path.startswith("_"):
                raise LookupError(path)
            try:
                return act(**values) or {}
            except Refusal as refusal:
                raise ValueError(refusal.code) from refusal

    def control_reset(self, seed=None):
        self.reset(seed)

    def control_client(self, redirect_uris=None, secret=None, rotating=None):
        if redirect_uris is not None:
            self.oauth.redirect_uris = list(redirect_uris)
        if secret:
            # Resetting the secret ends the refresh tokens [A].
            self.oauth.client_secret = secret
            self.oauth.refresh.clear()
        if rotating is not None:
            self.oauth.rotating = rotating

    def control_fault(self, **values):
        self.faults.add(values)

    def control_fault_clear(self):
        self.faults.clear()

    def control_requests(self):
        return {"requests": self.journal.rows}

    def control_requests_clear(self):
        self.journal.clear()

    def control_tokens_expire(self):
        self.oauth.access.clear()

    def control_tokens_revoke(self):
        self.oauth.refresh.clear()

    def control_tokens_restore(self):
        self.oauth.reset()
        return {"refresh_token": self.oauth.issued}

    def control_clock(self, set=None, advance=None):
        if set:
            self.clock.set(set)
        if advance:
            self.clock.advance(advance)
        return {"now": self.clock.now().isoformat()}

    def control_language(self, language):
        self.language = language

    def control_right(self, office, granted):
        (self.rights.add if granted else self.rights.discard)(office)

    def control_limits(self, certified=None):
        self.certified = certified
        self.spent.clear()


def _credits(call):
    return 1 if call["kind"] == "read" else 3


def _hang_up():
    response = Response(b"", 500)
    response.hang_up = True
    return response


def _status(fault):
    response = Response(b"", int(fault["status"]))
    if fault.get("retry_after"):
        response.headers["Retry-After"] = str(fault["retry_after"])
    return response


def _spoil(response, fault):
    """What the network makes of an answer."""
    kind = fault["kind"] if fault else ""
    if kind == "lost_answer":
        return _hang_up()
    if kind == "status":
        return _status(fault)
    if kind == "garbage":
        return Response(b"\x00\xff garbage \x80", 200, content_type="text/xml")
    if kind == "html":
        page = "<html><body>Service unavailable</body></html>"
        return Response(page, 200, content_type="text/html")
    if kind == "slow":
        response.delay = float(fault.get("seconds", 1))
    if kind == "truncated":
        whole = response.get_data()
        response = Response(whole[: len(whole) // 2], 200, content_type="text/xml")
        response.headers["Content-Length"] = str(len(whole))
    return response
