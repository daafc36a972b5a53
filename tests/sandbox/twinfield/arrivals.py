"""What comes in: its document, and whether it is an operation at all."""

import gzip
import zlib

from lxml import etree
from werkzeug.wrappers import Response

from . import processxml, services, soap, svc, wsdl
from .annotate import text

WITHDRAWN = (
    "ProcessXmlCompressed is no longer supported. Use ProcessXmlString with HTTP "
    "compression."
)


def lists_offices(envelope):
    document = getattr(envelope, "document", None)
    return (
        document is not None
        and document.tag == "list"
        and text(document, "type") == "offices"
    )


def document(envelope):
    argument = envelope.argument("xmlRequest")
    if envelope.operation == "ProcessXmlCompressed":
        soap.decompressed(envelope.text("xmlRequest"))
        raise soap.Fault(100, WITHDRAWN)
    if argument is not None and len(argument):
        return processxml.parse(_bare(argument[0]))
    return processxml.parse(envelope.text("xmlRequest"))


def _bare(node):
    """A copy on its own, without the namespaces of the envelope around it."""
    made = etree.Element(etree.QName(node).localname, dict(node.attrib))
    made.text = node.text
    made.extend(_bare(child) for child in node if isinstance(child.tag, str))
    return made


def decoded(request):
    """The body without its HTTP compression."""
    coding = request.headers.get("Content-Encoding", "").strip().lower()
    data = request.get_data()
    if coding in ("gzip", "x-gzip"):
        return gzip.decompress(data)
    if coding == "deflate":
        return zlib.decompress(data)
    return data


def _action(request, envelope):
    """What the client says it calls: a header in SOAP 1.1, a parameter in 1.2."""
    if envelope.namespace == soap.SOAP11:
        action = request.headers.get("SOAPAction", "")
    else:
        action = request.mimetype_params.get("action", "")
    return action.strip().strip('"')


def refused(request, call, envelope):
    """An operation that is none, or another than the SOAPAction says. One that is
    missing is let pass [inf]."""
    action = _action(request, envelope)
    contract = services.CONTRACTS.get(call["service"])
    if contract is not None:
        if envelope.namespace != soap.SOAP11:
            return Response(b"", 415)  # a basicHttpBinding knows SOAP 1.1 alone
        expected = f"{soap.TWF}{contract.name}/{envelope.operation}"
        if envelope.operation in ("Process", "Query") and action in ("", expected):
            return None
        message = (
            f"The message with Action '{action}' cannot be processed at the receiver, "
            "due to a ContractFilter mismatch at the EndpointDispatcher."
        )
        return svc.fault(contract, svc.Undispatched("ActionNotSupported", message))
    operations = {*wsdl.SERVICES[call["service"]], *wsdl.ALSO.get(call["service"], ())}
    expected = f"{soap.TWF}{envelope.operation}"
    space = etree.QName(envelope.call).namespace
    known = envelope.operation in operations and space == soap.TWF
    if known and action in ("", expected):
        return None
    return soap.refused(
        envelope.namespace,
        f"Server did not recognize the value of HTTP Header SOAPAction: {action}.",
    )
