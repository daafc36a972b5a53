"""SOAP 1.1 and 1.2: envelopes in, envelopes out, faults."""

import base64
import binascii
import zlib

from lxml import etree
from werkzeug.wrappers import Response

from .annotate import child

TWF = "http://www.twinfield.com/"
SHARED = "http://schemas.datacontract.org/2004/07/Twinfield.WebServices.Shared"
SOAP11 = "http://schemas.xmlsoap.org/soap/envelope/"
SOAP12 = "http://www.w3.org/2003/05/soap-envelope"
XSI = "http://www.w3.org/2001/XMLSchema-instance"
PLACE = "@document@"
PARSER = {"resolve_entities": False, "no_network": True, "load_dtd": False}
ENVELOPES = etree.XMLParser(**PARSER)

# Code of a fault: its HTTP status ("Guidelines", exceptions [A])
STATUS = {103: 401, 351: 401, 354: 401} | dict.fromkeys(
    (102, 104, 105, 106, 352, 353), 403
)
TEXTS = {
    100: "An unexpected error has occurred",
    101: "Toegang geweigerd. Company ontbreekt in request header.",
    102: "Access denied.",
    103: "Your logon credentials are not valid anymore. Try to log on again.",
    108: "The organisation is not on this cluster.",
    109: "No company could be selected.",
    110: "Logging on is not allowed on this server.",
    168: "The same user is already logged on.",
    169: "You have been logged off by Twinfield.",
    186: "Invalid compressed data.",
    187: "Invalid XML.",
    354: "Access denied. Token invalid.",
    358: "Access denied. Company code invalid.",
    359: "Access denied. Company id invalid.",
}


class Fault(Exception):
    def __init__(self, code, text=""):
        super().__init__(text or TEXTS.get(code, "Access denied."))
        self.code = code


class Malformed(Exception):
    """No envelope at all: HTTP 400 with an empty body."""


class Envelope:
    """One call: its SOAP version, header element and the operation's element."""

    def __init__(self, data):
        try:
            root = etree.fromstring(_honest(data), ENVELOPES)
        except (etree.XMLSyntaxError, ValueError) as error:
            raise Malformed from error
        name = etree.QName(root)
        if name.localname != "Envelope" or name.namespace not in (SOAP11, SOAP12):
            raise Malformed
        self.namespace = name.namespace
        body = child(root, f"{{{self.namespace}}}Body")
        if body is None or not len(body):
            raise Malformed
        self.call = body[0]
        self.operation = etree.QName(self.call).localname
        header = child(root, f"{{{self.namespace}}}Header")
        self.header = _texts(header, f"{{{TWF}}}Header", TWF)
        self._header = header
        # What the .svc services look at
        self.authentication = _texts(header, f"{{{TWF}}}Authentication", SHARED)
        session_id = None if header is None else header.findtext(f"{{{TWF}}}SessionId")
        if session_id:
            self.authentication["SessionID"] = session_id.strip()

    @property
    def has_company_id(self):
        """Even if it is empty or nil."""
        path = f"{{{TWF}}}Header/{{{TWF}}}CompanyId"
        return self._header is not None and self._header.find(path) is not None

    def argument(self, name):
        found = child(self.call, f"{{{TWF}}}{name}")
        return found if found is not None else child(self.call, name)

    def text(self, name):
        found = self.argument(name)
        return (found.text or "") if found is not None else ""


def decompressed(text):
    """Of ProcessXmlCompressed: bytes of zlib in base64 [A: WSDL]."""
    try:
        return zlib.decompress(base64.b64decode(text or ""))
    except (binascii.Error, zlib.error, ValueError) as error:
        raise Fault(186) from error


def _honest(data):
    """Some clients declare utf-16 in a body that is utf-8. In one that really is
    utf-16 these letters have zeros between them."""
    if b"utf-16" in data[:100].lower() and b"?>" in data:
        return data[data.index(b"?>") + 2 :]
    return data


def _texts(header, name, namespace):
    """{name: text} of the children of a header, those of another namespace and nil
    ones left out, as the real server sees them."""
    found = None if header is None else child(header, name)
    prefix = f"{{{namespace}}}"
    return {
        one.tag[len(prefix) :]: one.text.strip()
        for one in (found if found is not None else ())
        if isinstance(one.tag, str)
        and one.tag.startswith(prefix)
        and (one.text or "").strip()
    }


def answer(envelope, children, header=(), document=None):
    """The response envelope around ``<Operation>Response`` with ``children``.
    ``document`` goes where ``PLACE`` stands, in no namespace: lxml wouldn't say so
    below a default one."""
    root = etree.Element(
        f"{{{envelope.namespace}}}Envelope", nsmap={"soap": envelope.namespace}
    )
    if len(header):
        head = etree.SubElement(root, f"{{{envelope.namespace}}}Header")
        head.extend(header)
    body = etree.SubElement(root, f"{{{envelope.namespace}}}Body")
    inner = etree.SubElement(
        body, f"{{{TWF}}}{envelope.operation}Response", nsmap={None: TWF}
    )
    inner.extend(children)
    response = _response(envelope.namespace, root, 200)
    if document is not None:
        whole = etree.tostring(document, encoding="utf-8").replace(
            document.tag.encode(), document.tag.encode() + b' xmlns=""', 1
        )
        data = response.get_data().replace(PLACE.encode(), whole, 1)
        response.set_data(data)
    return response


def fault(namespace, error, source):
    root = etree.Element(f"{{{namespace}}}Envelope", nsmap={"soap": namespace})
    body = etree.SubElement(root, f"{{{namespace}}}Body")
    node = etree.SubElement(body, f"{{{namespace}}}Fault")
    if namespace == SOAP11:
        etree.SubElement(node, "faultcode").text = "soap:Client"
        etree.SubElement(node, "faultstring").text = str(error)
        detail = etree.SubElement(node, "detail")
    else:
        _reason(node, namespace, str(error))
        detail = etree.SubElement(node, f"{{{namespace}}}Detail")
    etree.SubElement(detail, "message").text = str(error)
    etree.SubElement(detail, "code").text = str(error.code)
    etree.SubElement(detail, "source").text = source
    response = _response(namespace, root, STATUS.get(error.code, 500))
    return described(response, error.code, error)


def described(response, code, error):
    """HTTP 401 and 403 say the fault in the status line too [C]."""
    if response.status_code in (401, 403):
        words = str(error).encode("ascii", "replace").decode()
        response.status = f"{response.status_code} {code} : {words}"
    return response


def refused(namespace, message):
    """What ASP.NET says of an operation that is none: no code of Twinfield's."""
    root = etree.Element(f"{{{namespace}}}Envelope", nsmap={"soap": namespace})
    body = etree.SubElement(root, f"{{{namespace}}}Body")
    node = etree.SubElement(body, f"{{{namespace}}}Fault")
    if namespace == SOAP11:
        etree.SubElement(node, "faultcode").text = "soap:Client"
        etree.SubElement(node, "faultstring").text = message
        etree.SubElement(node, "detail")
    else:
        _reason(node, namespace, message)
    return _response(namespace, root, 500)


def _reason(node, namespace, message):
    code = etree.SubElement(node, f"{{{namespace}}}Code")
    etree.SubElement(code, f"{{{namespace}}}Value").text = "soap:Sender"
    reason = etree.SubElement(node, f"{{{namespace}}}Reason")
    line = etree.SubElement(reason, f"{{{namespace}}}Text")
    line.text = message
    line.set("{http://www.w3.org/XML/1998/namespace}lang", "en")


def _response(namespace, root, status):
    kind = "text/xml" if namespace == SOAP11 else "application/soap+xml"
    body = etree.tostring(root, xml_declaration=True, encoding="utf-8")
    return Response(body, status, content_type=f"{kind}; charset=utf-8")


def element(name, value=None):
    made = etree.Element(f"{{{TWF}}}{name}", nsmap={None: TWF})
    if value is not None:
        made.text = str(value)
    return made
