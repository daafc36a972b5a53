"""WSDLs of the .asmx services, generated with the address they are served at."""

from lxml import etree
from lxml.builder import ElementMaker

from . import sessions
from .soap import TWF

WSDL = "http://schemas.xmlsoap.org/wsdl/"
XSD = "http://www.w3.org/2001/XMLSchema"
BINDINGS = {
    "Soap": ("soap", "http://schemas.xmlsoap.org/wsdl/soap/"),
    "Soap12": ("soap12", "http://schemas.xmlsoap.org/wsdl/soap12/"),
}
TYPES_OF_NET = "http://microsoft.com/wsdl/types/"
GUID = "-".join(f"[0-9a-fA-F]{{{size}}}" for size in (8, 4, 4, 4, 12))
TRANSPORT = "http://schemas.xmlsoap.org/soap/http"
S = ElementMaker(namespace=XSD, nsmap={"s": XSD})
W = ElementMaker(namespace=WSDL)

# service: {operation: ([(parameter, type)], [(result, type)])}
SERVICES = {
    "processxml": {
        "ProcessXmlString": (
            [("xmlRequest", "s:string")],
            [("ProcessXmlStringResult", "s:string")],
        ),
        "ProcessXmlDocument": (
            [("xmlRequest", "any")],
            [("ProcessXmlDocumentResult", "any")],
        ),
        "ProcessXmlCompressed": (
            [("xmlRequest", "s:base64Binary")],
            [("ProcessXmlCompressedResult", "s:base64Binary")],
        ),
    },
    "finder": {
        "Search": (
            [
                ("type", "s:string"),
                ("pattern", "s:string"),
                ("field", "s:int"),
                ("firstRow", "s:int"),
                ("maxRows", "s:int"),
                ("options", "tns:ArrayOfArrayOfString"),
            ],
            [
                ("SearchResult", "tns:ArrayOfMessageOfErrorCodes"),
                ("data", "tns:FinderData"),
            ],
        ),
    },
    "matching": {
        "UndoMatch": (
            [
                ("office", "s:string"),
                ("dimensionType", "s:string"),
                ("dimension", "s:string"),
                ("matchNumber", "s:int"),
            ],
            [("UndoMatchResult", "tns:ArrayOfMessageOfUndoSetByTypeResult")],
        ),
    },
    "session": {
        "Logon": (
            [
                ("user", "s:string"),
                ("password", "s:string"),
                ("organisation", "s:string"),
            ],
            [
                ("LogonResult", "tns:LogonResult"),
                ("nextAction", "tns:LogonAction"),
                ("cluster", "s:string"),
            ],
        ),
        "SmsLogon": (
            [("smsCode", "s:string")],
            [
                ("SmsLogonResult", "tns:SMSLogonResult"),
                ("nextAction", "tns:LogonAction"),
            ],
        ),
        "SmsSendCode": ([], [("SmsSendCodeResult", "s:int")]),
        "ChangePassword": (
            [("currentPassword", "s:string"), ("newPassword", "s:string")],
            [
                ("ChangePasswordResult", "tns:ChangePasswordResult"),
                ("nextAction", "tns:LogonAction"),
            ],
        ),
        "SelectCompany": (
            [("company", "s:string")],
            [("SelectCompanyResult", "tns:SelectCompanyResult")],
        ),
        "KeepAlive": ([], []),
        "Abandon": ([], []),
        "GetRole": ([], [("GetRoleResult", "s:string")]),
    },
}
# session.asmx of the log-in host
LOGIN = {
    "Logon": SERVICES["session"]["Logon"],
    "OAuthLogon": (
        [
            ("clientToken", "s:string"),
            ("clientSecret", "s:string"),
            ("accessToken", "s:string"),
            ("accessSecret", "s:string"),
        ],
        [
            ("OAuthLogonResult", "tns:LogonResult"),
            ("nextAction", "tns:LogonAction"),
            ("cluster", "s:string"),
        ],
    ),
    "AccessTokenLogon": (
        [("accessToken", "s:string")],
        [
            ("AccessTokenLogonResult", "tns:LogonResult"),
            ("nextAction", "tns:LogonAction"),
            ("cluster", "s:string"),
        ],
    ),
}
# Operations of a service that its other host offers
ALSO = {"session": LOGIN}
ENUMS = {
    "LogonResult": sessions.LOGON,
    "LogonAction": sessions.ACTIONS,
    "SMSLogonResult": sessions.RESULTS["SmsLogon"],
    "ChangePasswordResult": sessions.RESULTS["ChangePassword"],
    "SelectCompanyResult": sessions.RESULTS["SelectCompany"],
}

NAMES = {
    "processxml": "ProcessXml",
    "finder": "Finder",
    "matching": "Matching",
    "session": "Session",
    "login": "Session",
}

# name: (fields of the sequence as (name, type, many))
TYPES = {
    "ArrayOfString": [("string", "s:string", True)],
    "ArrayOfArrayOfString": [("ArrayOfString", "tns:ArrayOfString", True)],
    "MessageOfErrorCodes": [
        ("Type", "s:string", False),
        ("Text", "s:string", False),
        ("Code", "s:string", False),
        ("Parameters", "tns:ArrayOfString", False),
    ],
    "ArrayOfMessageOfErrorCodes": [
        ("MessageOfErrorCodes", "tns:MessageOfErrorCodes", True)
    ],
    "FinderData": [
        ("TotalRows", "s:int", False),
        ("Columns", "tns:ArrayOfString", False),
        ("Items", "tns:ArrayOfArrayOfString", False),
    ],
    "MessageOfUndoSetByTypeResult": [
        ("Type", "s:string", False),
        ("Text", "s:string", False),
        ("Code", "s:string", False),
        ("Parameters", "tns:ArrayOfString", False),
    ],
    "ArrayOfMessageOfUndoSetByTypeResult": [
        ("MessageOfUndoSetByTypeResult", "tns:MessageOfUndoSetByTypeResult", True)
    ],
    "Header": [
        ("SessionID", "s:string", False),
        ("AccessToken", "s:string", False),
        ("CompanyCode", "s:string", False),
    ],
}


def wsdl(service, address):
    """``service`` is "login" for the session service of the log-in host."""
    operations = LOGIN if service == "login" else SERVICES[service]
    nsmap = {"tns": TWF, "s": XSD, "s1": TYPES_OF_NET, None: WSDL}
    nsmap |= {prefix: uri for prefix, uri in BINDINGS.values()}
    root = etree.Element(f"{{{WSDL}}}definitions", nsmap=nsmap, targetNamespace=TWF)
    root.append(W.types(_schema(operations), _guids()))
    for name in operations:
        for part, direction in ((name, "In"), (f"{name}Response", "Out")):
            root.append(
                W.message(
                    W.part(name="parameters", element=f"tns:{part}"),
                    name=f"{name}Soap{direction}",
                )
            )
    root.append(W.message(W.part(name="Header", element="tns:Header"), name="Header"))
    port = NAMES[service]
    root.append(W.portType(*map(_port_operation, operations), name=f"{port}Soap"))
    for suffix, (prefix, uri) in BINDINGS.items():
        root.append(_binding(port, suffix, prefix, uri, operations))
    root.append(_service(port, address))
    return etree.tostring(
        root, xml_declaration=True, encoding="utf-8", pretty_print=True
    )


def _guids():
    among = S.restriction(S.pattern(value=GUID), base="s:string")
    kind = S.simpleType(among, name="guid")
    return S.schema(kind, elementFormDefault="qualified", targetNamespace=TYPES_OF_NET)


def _schema(operations):
    schema = S.schema(elementFormDefault="qualified", targetNamespace=TWF)
    schema.append(S("import", namespace=TYPES_OF_NET))
    for name, (parameters, results) in operations.items():
        schema.append(_wrapper(name, parameters))
        schema.append(_wrapper(f"{name}Response", results))
    for name, fields in TYPES.items():
        schema.append(_complex(fields, name))
    for name, values in ENUMS.items():
        among = S.restriction(*(S.enumeration(value=v) for v in values))
        among.set("base", "s:string")
        schema.append(S.simpleType(among, name=name))
    schema.append(S.element(name="Header", type="tns:Header"))
    return schema


def _wrapper(name, fields):
    return S.element(
        _complex([(field, kind, False) for field, kind in fields]), name=name
    )


def _complex(fields, name=None):
    sequence = S.sequence()
    for field, kind, many in fields:
        most = "unbounded" if many else "1"
        if kind == "any":
            inner = S.complexType(S.sequence(S.any()), mixed="true")
            made = S.element(inner, name=field, minOccurs="0", maxOccurs="1")
        else:
            least = "1" if kind == "s:int" or kind[4:] in ENUMS else "0"
            made = S.element(name=field, type=kind, minOccurs=least, maxOccurs=most)
            if many:
                made.set("nillable", "true")
        sequence.append(made)
    if name == "Header":
        company = S.element(
            name="CompanyId", type="s1:guid", minOccurs="1", nillable="true"
        )
        sequence.append(company)
    kind = S.complexType(sequence)
    if name:
        kind.set("name", name)
    return kind


def _port_operation(name):
    return W.operation(
        W.input(message=f"tns:{name}SoapIn"),
        W.output(message=f"tns:{name}SoapOut"),
        name=name,
    )


def _binding(port, suffix, prefix, uri, operations):
    P = ElementMaker(namespace=uri, nsmap={prefix: uri})
    binding = W.binding(
        P.binding(transport=TRANSPORT),
        name=f"{port}{suffix}",
        type=f"tns:{port}Soap",
    )
    for name in operations:
        header = P.header(message="tns:Header", part="Header", use="literal")
        back = P.header(message="tns:Header", part="Header", use="literal")
        incoming = W.input(P.body(use="literal"))
        outgoing = W.output(P.body(use="literal"))
        if name in LOGIN:
            outgoing.append(back)
        else:
            incoming.append(header)
        binding.append(
            W.operation(
                P.operation(soapAction=f"{TWF}{name}", style="document"),
                incoming,
                outgoing,
                name=name,
            )
        )
    return binding


def _service(port, address):
    service = W.service(name=port)
    for suffix, (prefix, uri) in BINDINGS.items():
        P = ElementMaker(namespace=uri, nsmap={prefix: uri})
        service.append(
            W.port(
                P.address(location=address),
                name=f"{port}{suffix}",
                binding=f"tns:{port}{suffix}",
            )
        )
    return service
