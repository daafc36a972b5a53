"""SOAP 1.1 and 1.2: envelopes in, envelopes out, faults."""

from lxml import etree
from werkzeug.wrappers import Response

TWF = "http://www.twinfield.com/"
SOAP11 = "http://schemas.xmlsoap.org/soap/envelope/"
SOAP12 = "http://www.w3.org/2003/05/soap-envelope"
XSI = "http://www.w3.org/2001/XMLSchema-instance"
PARSER = {"resolve_entities": False, "no_network": True, "load_dtd": False}

# Code of a fault: its HTTP status ("Guidelines", exceptions [A])
STATUS = {103: 401, 351: 401, 354: 401} | dict.fromkeys(
    (102, 104, 105, 106, 352, 353), 403
)
TEXTS = {
    100: "An unexpected error has occurred",
    101: "Toegang geweigerd. Company ontbreekt in request header.",
    102: "Access denied.",
    103: "Your logon credentials are not valid anymore. Try to log on again.",
    187: "Invalid XML.",
    354: "Access denied. Token invalid.",
    358: "Access denied. Company code invalid.",
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
            root = etree.fromstring(_honest(data), etree.XMLParser(**PARSER))
        except (etree.XMLSyntaxError, ValueError) as error:
            raise Malformed from error
        name = etree.QName(root)
        if name.localname != "Envelope" or name.namespace not in (SOAP11, SOAP12):
            raise Malformed
        self.namespace = name.namespace
        body = root.find(f"{{{self.namespace}}}Body")
        if body is None or not len(body):
            raise Malformed
        self.call = body[0]
        self.operation = etree.QName(self.call).localname
        header = root.find(f"{{{self.namespace}}}Header")
        self.header = {} if header is None else _header(header)

    def argument(self, name):
        found = self.call.find(f"{{{TWF}}}{name}")
        return found if found is not None else self.call.find(name)

    def text(self, name):
        found = self.argument(name)
        return (found.text or "") if found is not None else ""


def _honest(data):
    """Some clients declare utf-16 in a body that is utf-8."""
    head = data[:100].lower()
    if b"utf-16" in head and not data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return data[data.index(b"?>") + 2 :]
    return data


def _header(header):
    """{local name: text} of the elements in the header, nil ones left out."""
    return {
        etree.QName(e).localname: e.text.strip()
        for e in header.iter()
        if isinstance(e.tag, str) and e.text and e.text.strip()
    }


def answer(envelope, children, header=()):
    """The response envelope around ``<Operation>Response`` with ``children``."""
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
    return _response(envelope.namespace, root, 200)


def fault(namespace, error, source):
    root = etree.Element(f"{{{namespace}}}Envelope", nsmap={"soap": namespace})
    body = etree.SubElement(root, f"{{{namespace}}}Body")
    node = etree.SubElement(body, f"{{{namespace}}}Fault")
    if namespace == SOAP11:
        etree.SubElement(node, "faultcode").text = "soap:Client"
        etree.SubElement(node, "faultstring").text = str(error)
        detail = etree.SubElement(node, "detail")
    else:
        code = etree.SubElement(node, f"{{{namespace}}}Code")
        etree.SubElement(code, f"{{{namespace}}}Value").text = "soap:Sender"
        reason = etree.SubElement(node, f"{{{namespace}}}Reason")
        line = etree.SubElement(reason, f"{{{namespace}}}Text")
        line.text = str(error)
        line.set("{http://www.w3.org/XML/1998/namespace}lang", "en")
        detail = etree.SubElement(node, f"{{{namespace}}}Detail")
    etree.SubElement(detail, "message").text = str(error)
    etree.SubElement(detail, "code").text = str(error.code)
    etree.SubElement(detail, "source").text = source
    return _response(namespace, root, STATUS.get(error.code, 500))


def _response(namespace, root, status):
    kind = "text/xml" if namespace == SOAP11 else "application/soap+xml"
    body = etree.tostring(root, xml_declaration=True, encoding="utf-8")
    return Response(body, status, content_type=f"{kind}; charset=utf-8")


def element(name, value=None):
    made = etree.Element(f"{{{TWF}}}{name}", nsmap={None: TWF})
    if value is not None:
        made.text = str(value)
    return made
