"""A stock client of Twinfield's .svc services, led by their WSDL alone."""

import pytest
import requests
import zeep
from lxml import etree
from zeep.exceptions import Fault

TWF = "http://www.twinfield.com/"
SPACE = "http://schemas.datacontract.org/2004/07/Twinfield.WebServices"
XSI = "http://www.w3.org/2001/XMLSchema-instance"
HEADER = (
    f'<h:Authentication xmlns:h="{TWF}"><AccessToken xmlns="{SPACE}.Shared">{{token}}'
    f'</AccessToken><CompanyCode xmlns="{SPACE}.Shared">{{company}}</CompanyCode>'
    "</h:Authentication>"
)
ENVELOPE_START = (
    '<s:Envelope xmlns:s="http://schemas.xmlsoap.org/soap/envelope/"><s:Header>{header}'
    "</s:Header><s:Body/></s:Envelope>"
)
ENVELOPE = (
    '<s:Envelope xmlns:s="http://schemas.xmlsoap.org/soap/envelope/"><s:Header>{header}'
    '</s:Header><s:Body><{element} i:type="b:{type}" xmlns="{twf}" xmlns:i="{xsi}" '
    'xmlns:b="{space}">{body}</{element}></s:Body></s:Envelope>'
)


class Wcf:
    """One .svc service, called with zeep (``query``, ``process``) or by hand."""

    def __init__(self, twinfield, name):
        self.twinfield, self.name = twinfield, name
        self.address = f"{twinfield.cluster}/webservices/{name.lower()}.svc"
        self.space = f"{SPACE}.{name}"
        self.header = HEADER.format(token=twinfield.token, company="NL001")

    @property
    def client(self):
        return zeep.Client(f"{self.address}?wsdl")

    def _call(self, operation, name, values):
        """zeep can't be told of a derived type in place of the whole body: its parts
        are used one by one, all of them led by the WSDL."""
        client = self.client
        made = client.get_type(f"{{{self.space}}}{name}")(**values)
        element = {"Process": "Command", "Query": "Query"}[operation]
        envelope = etree.fromstring(ENVELOPE_START.format(header=self.header))
        client.get_element(f"{{{TWF}}}{element}").render(envelope[1], made)
        answer = self.send(etree.tostring(envelope), f"{TWF}{self.name}/{operation}")
        if operation == "Query" and answer.status_code == 200:
            result = etree.fromstring(answer.content).find(f".//{{{TWF}}}Result")
            kind = client.get_element(f"{{{TWF}}}Result")
            return kind.parse(result, client.wsdl.types)
        binding = client.service._binding
        return binding.process_reply(client, binding.get(operation), answer)

    def send(self, data, action, **headers):
        return requests.post(
            self.address,
            data=data,
            headers={
                "Content-Type": "text/xml; charset=utf-8",
                "SOAPAction": f'"{action}"',
                **headers,
            },
            timeout=10,
        )

    def query(self, name, **values):
        return self._call("Query", name, values)

    def process(self, name, **values):
        return self._call("Process", name, values)

    def refusal(self, call, name, **values):
        """Code of the service's own fault."""
        with pytest.raises(Fault) as caught:
            call(name, **values)
        detail = caught.value.detail[0]
        assert detail.tag == f"{{{self.space}}}{self.name}Fault"
        assert detail.findtext(f"{{{self.space}}}Message")
        return detail.findtext(f"{{{self.space}}}Code")

    def post(self, name, body="", element="Query", header=None, action=None, **headers):
        envelope = ENVELOPE.format(
            header=self.header if header is None else header,
            element=element,
            type=name,
            twf=TWF,
            xsi=XSI,
            space=self.space,
            body=body,
        )
        operation = "Query" if element == "Query" else "Process"
        action = f"{TWF}{self.name}/{operation}" if action is None else action
        return self.send(envelope.encode(), action, **headers)


def detail(answer):
    return etree.fromstring(answer.content).find(".//detail")[0]


STATEMENT = """<statement target="electronicstatements"><code>BNK</code>
<date>{date}</date><statementnumber>{number}</statementnumber>{more}<transactions>
<transaction><contraiban>NL13TEST0123456780</contraiban><type>NMSC</type><reference/>
<debitcredit>{side}</debitcredit><value>{value}</value><description>Test</description>
</transaction></transactions></statement>"""


def statement(date="20260301", number="1", side="credit", value="100.00", more=""):
    return STATEMENT.format(date=date, number=number, side=side, value=value, more=more)
