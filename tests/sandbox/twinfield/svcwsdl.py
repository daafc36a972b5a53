"""WSDLs and XSDs of the .svc services, written from their contracts."""

from lxml import etree

from .soap import SHARED, TWF
from .svc import ARRAYS, COMMON, SECURITY, SIMPLE

WSDL = "http://schemas.xmlsoap.org/wsdl/"
SOAP = "http://schemas.xmlsoap.org/wsdl/soap/"
XSD = "http://www.w3.org/2001/XMLSchema"
SERIALIZATION = "http://schemas.microsoft.com/2003/10/Serialization/"
ADDRESSING = "http://www.w3.org/2006/05/addressing/wsdl"
PLAIN = ("anyType", "boolean", "dateTime", "decimal", "int", "long", "string")


class Schemas:
    """The XSDs of one service: numbered, and importing each other by their address,
    or all in one document (``?singleWsdl``)."""

    def __init__(self, contract, address, single=False):
        self.contract, self.address, self.single = contract, address, single
        self.spaces = [SERIALIZATION, contract.namespace, COMMON]
        if contract.has_arrays_of_simple_types:
            self.spaces.append(ARRAYS)
        self.spaces += [TWF, SHARED]

    def document(self, number):
        """The schema with this number."""
        return _bytes(self._schema(self.spaces[number]))

    def all(self):
        return [self._schema(space) for space in self.spaces]

    def import_(self, parent, namespace):
        made = etree.SubElement(parent, f"{{{XSD}}}import", namespace=namespace)
        if not self.single:
            number = self.spaces.index(namespace)
            made.set("schemaLocation", f"{self.address}?xsd=xsd{number}")

    def _schema(self, namespace):
        others = {"q": COMMON, "sh": SHARED, "arr": ARRAYS}
        nsmap = {"xs": XSD, "tns": namespace, **others}
        root = etree.Element(
            f"{{{XSD}}}schema",
            nsmap=nsmap,
            elementFormDefault="qualified",
            targetNamespace=namespace,
        )
        fill = {
            SERIALIZATION: self._serialization,
            COMMON: self._common,
            ARRAYS: self._arrays,
            TWF: self._twinfield,
            SHARED: self._shared,
        }
        fill.get(namespace, self._own)(root)
        return root

    def _serialization(self, root):
        for name in PLAIN:
            _element(root, name, f"xs:{name}", nillable="true")
        guid = etree.SubElement(root, f"{{{XSD}}}simpleType", name="guid")
        etree.SubElement(guid, f"{{{XSD}}}restriction", base="xs:string")
        _element(root, "guid", "tns:guid", nillable="true")

    def _common(self, root):
        for name in ("Command", "Query", "QueryResult"):
            _complex(root, name, [])
        members = [("Code", "tns:SecurityFaultCode"), ("Message", "xs:string")]
        _complex(root, "SecurityFault", members)
        self._enumeration(root, "SecurityFaultCode", SECURITY.values(), SECURITY)
        _complex(root, "ValidationFault", [("Message", "xs:string")])

    def _arrays(self, root):
        _array(root, "int", "xs:int")

    def _shared(self, root):
        members = [
            ("AccessToken", "xs:string"),
            ("CompanyCode", "xs:string"),
            ("CompanyId", "xs:string"),
        ]
        _complex(root, "Authentication", members)

    def _twinfield(self, root):
        self.import_(root, COMMON)
        self.import_(root, SHARED)
        for name, kind in (
            ("Authentication", "sh:Authentication"),
            ("Command", "q:Command"),
            ("Query", "q:Query"),
            ("Result", "q:QueryResult"),
            ("SessionId", "xs:string"),
        ):
            _element(root, name, kind, nillable="true")

    def _own(self, root):
        contract = self.contract
        self.import_(root, COMMON)
        if contract.has_arrays_of_simple_types:
            self.import_(root, ARRAYS)
        arrays = set()
        for name, (base, members) in contract.types.items():
            fields = [(m, self._kind(kind, arrays)) for m, kind in members.items()]
            if base and base not in contract.types:
                base = f"q:{base}"
            elif base:
                base = f"tns:{base}"
            _complex(root, name, fields, base)
        for name in sorted(arrays):
            _array(root, name, f"tns:{name}")
        for name, values in contract.enums.items():
            self._enumeration(root, name, values)
        fault = f"{contract.name}Fault"
        fields = [("Code", f"tns:{fault}Code"), ("Message", "xs:string")]
        _complex(root, fault, fields)
        self._enumeration(root, f"{fault}Code", contract.codes)

    def _kind(self, kind, arrays):
        if not isinstance(kind, list):
            return f"xs:{kind}" if kind in SIMPLE else f"tns:{kind}"
        if kind[0] in SIMPLE:
            return f"arr:ArrayOf{kind[0]}"
        arrays.add(kind[0])
        return f"tns:ArrayOf{kind[0]}"

    def _enumeration(self, root, name, values, numbers=None):
        kind = etree.SubElement(root, f"{{{XSD}}}simpleType", name=name)
        among = etree.SubElement(kind, f"{{{XSD}}}restriction", base="xs:string")
        codes = {text: number for number, text in (numbers or {}).items()}
        for value in values:
            one = etree.SubElement(among, f"{{{XSD}}}enumeration", value=value)
            if value in codes:
                note = etree.SubElement(one, f"{{{XSD}}}annotation")
                info = etree.SubElement(note, f"{{{XSD}}}appinfo")
                amount = etree.SubElement(info, f"{{{SERIALIZATION}}}EnumerationAmount")
                amount.text = str(codes[value])
        _element(root, name, f"tns:{name}", nillable="true")


def _element(parent, name, kind, **attributes):
    etree.SubElement(
        parent, f"{{{XSD}}}element", name=name, type=kind, attrib=attributes
    )


def _complex(root, name, fields, base=""):
    kind = etree.SubElement(root, f"{{{XSD}}}complexType", name=name)
    if base:
        content = etree.SubElement(kind, f"{{{XSD}}}complexContent", mixed="false")
        kind = etree.SubElement(content, f"{{{XSD}}}extension", base=base)
    sequence = etree.SubElement(kind, f"{{{XSD}}}sequence")
    for member, type_ in fields:
        _element(sequence, member, type_, minOccurs="0", nillable="true")
    _element(root, name, f"tns:{name}", nillable="true")


def _array(root, name, kind):
    array = etree.SubElement(root, f"{{{XSD}}}complexType", name=f"ArrayOf{name}")
    sequence = etree.SubElement(array, f"{{{XSD}}}sequence")
    _element(
        sequence, name, kind, minOccurs="0", maxOccurs="unbounded", nillable="true"
    )
    _element(root, f"ArrayOf{name}", f"tns:ArrayOf{name}", nillable="true")


def _bytes(root):
    return etree.tostring(
        root, xml_declaration=True, encoding="utf-8", pretty_print=True
    )


def xsd(contract, address, number):
    """The text of ``?xsd=xsd<number>``; IndexError where there is none."""
    return Schemas(contract, address).document(number)


def wsdl(contract, address, single=False):
    name = contract.name
    nsmap = {
        "wsdl": WSDL,
        "soap": SOAP,
        "xs": XSD,
        "tns": TWF,
        "wsaw": ADDRESSING,
    }
    root = etree.Element(
        f"{{{WSDL}}}definitions", nsmap=nsmap, name=name, targetNamespace=TWF
    )
    types = etree.SubElement(root, f"{{{WSDL}}}types")
    schemas = Schemas(contract, address, single)
    if single:
        types.extend(schemas.all())
    else:
        imports = etree.SubElement(
            types, f"{{{XSD}}}schema", targetNamespace=f"{TWF}Imports"
        )
        for space in schemas.spaces:
            schemas.import_(imports, space)
    _messages(root, contract)
    port = etree.SubElement(root, f"{{{WSDL}}}portType", name=name)
    binding = etree.SubElement(
        root,
        f"{{{WSDL}}}binding",
        name=f"BasicHttpBinding_{name}",
        type=f"tns:{name}",
    )
    etree.SubElement(
        binding, f"{{{SOAP}}}binding", transport="http://schemas.xmlsoap.org/soap/http"
    )
    for operation in ("Process", "Query"):
        _port_operation(port, name, operation)
        _binding_operation(binding, name, operation)
    service = etree.SubElement(root, f"{{{WSDL}}}service", name=name)
    end = etree.SubElement(
        service,
        f"{{{WSDL}}}port",
        name=f"BasicHttpBinding_{name}",
        binding=f"tns:BasicHttpBinding_{name}",
    )
    etree.SubElement(end, f"{{{SOAP}}}address", location=address)
    return _bytes(root)


def _faults(name):
    return ["SecurityFault", "ValidationFault", f"{name}Fault"]


def _message(root, name, *parts):
    message = etree.SubElement(root, f"{{{WSDL}}}message", name=name)
    for part, element, space in parts:
        # Declared here and not above: a single WSDL holds the schemas with prefixes
        # of their own for the same namespaces.
        etree.SubElement(
            message,
            f"{{{WSDL}}}part",
            nsmap={"m": space},
            name=part,
            element=f"m:{element}",
        )


def _messages(root, contract):
    name = contract.name
    for request, output in (("Command", None), ("Query", "QueryResponse")):
        operation = "Query" if output else "Process"
        _message(root, f"{request}Request", (request, request, TWF))
        _message(
            root,
            f"{request}Request_Headers",
            ("Authentication", "Authentication", TWF),
            ("SessionId", "SessionId", TWF),
        )
        if output:
            _message(root, output, ("Result", "Result", TWF))
        else:
            _message(root, f"{name}_Process_OutputMessage")
        for fault in _faults(name):
            space = contract.namespace if fault == f"{name}Fault" else COMMON
            _message(
                root,
                f"{name}_{operation}_{fault}Fault_FaultMessage",
                ("detail", fault, space),
            )


def _port_operation(port, name, operation):
    made = etree.SubElement(port, f"{{{WSDL}}}operation", name=operation)
    action = f"{{{ADDRESSING}}}Action"
    base = f"{TWF}{name}/{operation}"
    request = "CommandRequest" if operation == "Process" else "QueryRequest"
    output = (
        f"{name}_Process_OutputMessage" if operation == "Process" else "QueryResponse"
    )
    etree.SubElement(
        made,
        f"{{{WSDL}}}input",
        {action: base, "name": request, "message": f"tns:{request}"},
    )
    answer = {action: f"{base}Response", "message": f"tns:{output}"}
    if operation == "Query":
        answer["name"] = output
    etree.SubElement(made, f"{{{WSDL}}}output", answer)
    for fault in _faults(name):
        etree.SubElement(
            made,
            f"{{{WSDL}}}fault",
            {
                action: f"{base}{fault}Fault",
                "name": f"{fault}Fault",
                "message": f"tns:{name}_{operation}_{fault}Fault_FaultMessage",
            },
        )


def _binding_operation(binding, name, operation):
    made = etree.SubElement(binding, f"{{{WSDL}}}operation", name=operation)
    etree.SubElement(
        made,
        f"{{{SOAP}}}operation",
        soapAction=f"{TWF}{name}/{operation}",
        style="document",
    )
    request = "CommandRequest" if operation == "Process" else "QueryRequest"
    incoming = etree.SubElement(made, f"{{{WSDL}}}input", name=request)
    for part in ("Authentication", "SessionId"):
        etree.SubElement(
            incoming,
            f"{{{SOAP}}}header",
            message=f"tns:{request}_Headers",
            part=part,
            use="literal",
        )
    etree.SubElement(incoming, f"{{{SOAP}}}body", use="literal")
    outgoing = etree.SubElement(made, f"{{{WSDL}}}output")
    if operation == "Query":
        outgoing.set("name", "QueryResponse")
    etree.SubElement(outgoing, f"{{{SOAP}}}body", use="literal")
    for fault in _faults(name):
        end = etree.SubElement(made, f"{{{WSDL}}}fault", name=f"{fault}Fault")
        etree.SubElement(end, f"{{{SOAP}}}fault", name=f"{fault}Fault", use="literal")
