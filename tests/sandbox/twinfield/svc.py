"""The .svc services: ``Query`` and ``Process``, with the concrete type in ``i:type``.

A ``Contract`` says which types there are; requests, answers and the WSDL follow it.
"""

from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal, InvalidOperation

from lxml import etree
from werkzeug.wrappers import Response

from . import soap
from .soap import SOAP11, TWF, XSI

COMMON = "http://schemas.datacontract.org/2004/07/Twinfield.WebServices"
ARRAYS = "http://schemas.microsoft.com/2003/10/Serialization/Arrays"
DISPATCHER = (
    "http://schemas.microsoft.com/net/2005/12/windowscommunicationfoundation/dispatcher"
)

# Code of a SecurityFault: its name [A: XSD]
SECURITY = {
    101: "HeaderIsMissing",
    102: "AccessDenied",
    103: "LogonInvalid",
    104: "LogonDeleted",
    105: "LogonDisabled",
    106: "OrganisationInactive",
    107: "SmsSendFailed",
    108: "InvalidCluster",
    109: "SelectCompanyFailed",
    110: "InvalidLogonServer",
    168: "SameUserIsAlreadyLoggedIn",
    169: "LoggedOffByTwinfield",
}
# Codes of the other services that these have no word for [inf]
NEAREST = {351: 103, 352: 102, 353: 102, 354: 103, 358: 109, 359: 109}


class SvcFault(Exception):
    """The service's own fault; ``code`` is one of the contract's."""

    def __init__(self, code, message=""):
        super().__init__(message or code)
        self.code = code


class Invalid(Exception):
    """A ValidationFault: what is asked makes no sense."""


class Undispatched(Exception):
    """What WCF says itself, before the service has seen the request."""

    def __init__(self, code, message):
        super().__init__(message)
        self.code = code


@dataclass(frozen=True)
class Contract:
    """``types``: {name: (base, {member: kind})}, members in the order of the wire,
    which is that of the alphabet. ``kind`` is a simple type, a type of this contract,
    or one of them in a list of one: an array."""

    name: str
    types: dict
    codes: tuple
    queries: dict = field(default_factory=dict)
    commands: dict = field(default_factory=dict)
    enums: dict = field(default_factory=dict)

    @property
    def namespace(self):
        return f"{COMMON}.{self.name}"

    def members(self, name):
        """Of a type and of what it is based on, those of the base first."""
        base, own = self.types[name]
        return {**(self.members(base) if base in self.types else {}), **own}

    @property
    def has_arrays_of_simple_types(self):
        return any(
            isinstance(kind, list) and kind[0] in SIMPLE
            for _base, members in self.types.values()
            for kind in members.values()
        )


@dataclass
class Request:
    """One query or command, its members as Python values; absent ones are None."""

    service: object
    session: object
    values: dict

    def __getitem__(self, name):
        return self.values.get(name)

    @property
    def office(self):
        """The one of the header."""
        return self.service.offices[self.session.company]


def _bool(text):
    return {"true": True, "1": True, "false": False, "0": False}[text]


def _date_time(text):
    moment = datetime.fromisoformat(text.replace("Z", "+00:00"))
    return moment.replace(tzinfo=None) - (moment.utcoffset() or moment - moment)


SIMPLE = {
    "string": str,
    "int": int,
    "boolean": _bool,
    "decimal": Decimal,
    "dateTime": _date_time,
}


def call(service, contract, envelope, session):
    """The answer to one request."""
    if not contract.types:
        # Nobody has published what these take: they refuse all of it.
        raise SvcFault(contract.codes[0], "This is not supported.")
    name, element = type_of(contract, envelope)
    values = _known(service.forms, contract, name, _read(contract, name, element))
    request = Request(service, session, values)
    if envelope.operation == "Process":
        contract.commands[name](request)
        return _envelope([])
    result = contract.queries[name](request)
    return _envelope([_result(contract, f"{name}Result", result)])


def type_of(contract, envelope):
    """Name and element of the request's concrete type."""
    known = {"Query": contract.queries, "Process": contract.commands}
    element = envelope.call
    given = element.get(f"{{{XSI}}}type", "")
    prefix, _colon, name = given.rpartition(":")
    namespace = element.nsmap.get(prefix or None)
    if not given:
        raise Invalid(f"{etree.QName(element).localname} must be of a concrete type.")
    if namespace != contract.namespace or name not in known[envelope.operation]:
        raise Undispatched(
            "DeserializationFailed",
            f"Element '{TWF}:{etree.QName(element).localname}' contains data from a "
            f"type that maps to the name '{namespace}:{name}'. The deserializer has no "
            "knowledge of any type that maps to this name.",
        )
    return name, element


def _known(forms, contract, name, values):
    """The members without those that are ignored."""
    place = f"{contract.name.lower()}/{name}"
    answers = {one: forms.answer_to("member", f"{place}/{one}") for one in values}
    refused = [one for one, answer in answers.items() if answer == "refused"]
    if refused:
        raise Invalid(f"{refused[0]} is not a valid value.")
    return {one: value for one, value in values.items() if not answers[one]}


def _read(contract, name, element):
    values = {}
    for member, kind in contract.members(name).items():
        found = element.find(f"{{{contract.namespace}}}{member}")
        if found is None or found.get(f"{{{XSI}}}nil") in ("true", "1"):
            continue
        if kind in contract.types:
            values[member] = _read(contract, kind, found)
            continue
        try:
            text = found.text or ""
            values[member] = SIMPLE[kind](text if kind == "string" else text.strip())
        except (ValueError, KeyError, InvalidOperation) as error:
            raise Undispatched(
                "DeserializationFailed",
                f"There was an error deserializing the object of type {name}. The "
                f"value '{found.text or ''}' cannot be parsed as the type '{kind}'.",
            ) from error
    return values


def _result(contract, name, values):
    nsmap = {None: TWF, "b": contract.namespace, "i": XSI}
    if contract.has_arrays_of_simple_types:
        nsmap["c"] = ARRAYS
    root = etree.Element(f"{{{TWF}}}Result", nsmap=nsmap)
    root.set(f"{{{XSI}}}type", f"b:{name}")
    _fill(contract, name, root, values)
    return root


def _fill(contract, name, node, values):
    for member, kind in contract.members(name).items():
        child = etree.SubElement(node, f"{{{contract.namespace}}}{member}")
        _write(contract, kind, child, values.get(member))


def _write(contract, kind, node, value):
    if value is None:
        node.set(f"{{{XSI}}}nil", "true")
    elif isinstance(kind, list):
        space = ARRAYS if kind[0] in SIMPLE else contract.namespace
        for one in value:
            _write(
                contract, kind[0], etree.SubElement(node, f"{{{space}}}{kind[0]}"), one
            )
    elif kind in contract.types:
        _fill(contract, kind, node, value)
    else:
        node.text = _text(value)


def _text(value):
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, datetime):
        return value.strftime("%Y-%m-%dT%H:%M:%S")
    return str(value)


def _envelope(children, status=200):
    root = etree.Element(f"{{{SOAP11}}}Envelope", nsmap={"s": SOAP11})
    body = etree.SubElement(root, f"{{{SOAP11}}}Body")
    body.extend(children)
    data = etree.tostring(root, encoding="utf-8")
    return Response(data, status, content_type="text/xml; charset=utf-8")


# Faults


def fault(contract, error):
    """``error`` as WCF puts it into an envelope."""
    if isinstance(error, Undispatched):
        code = etree.Element("faultcode", nsmap={"a": DISPATCHER})
        code.text = f"a:{error.code}"
        return _fault(code, str(error), None)
    code = etree.Element("faultcode")
    code.text = "s:Client"
    if isinstance(error, soap.Fault):
        number = NEAREST.get(error.code, error.code)
        if number not in SECURITY:
            code = etree.Element("faultcode", nsmap={"a": DISPATCHER})
            code.text = "a:InternalServiceFault"
            return _fault(code, str(error), None)
        detail = _detail(COMMON, "SecurityFault", SECURITY[number], error)
        return soap.described(
            _fault(code, str(error), detail, soap.STATUS.get(number, 500)),
            number,
            error,
        )
    if isinstance(error, Invalid):
        return _fault(code, str(error), _detail(COMMON, "ValidationFault", "", error))
    detail = _detail(contract.namespace, f"{contract.name}Fault", error.code, error)
    return _fault(code, str(error), detail)


def _detail(namespace, name, code, error):
    node = etree.Element(f"{{{namespace}}}{name}", nsmap={None: namespace, "i": XSI})
    if code:
        etree.SubElement(node, f"{{{namespace}}}Code").text = code
    etree.SubElement(node, f"{{{namespace}}}Message").text = str(error)
    return node


def _fault(code, message, detail, status=500):
    node = etree.Element(f"{{{SOAP11}}}Fault")
    node.append(code)
    text = etree.SubElement(node, "faultstring")
    text.set("{http://www.w3.org/XML/1998/namespace}lang", "en-US")
    text.text = message
    if detail is not None:
        etree.SubElement(node, "detail").append(detail)
    return _envelope([node], status)
