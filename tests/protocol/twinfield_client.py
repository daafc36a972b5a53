"""Plain requests to the sandbox of Twinfield."""

import requests
from lxml import etree

TWF = "http://www.twinfield.com/"
SOAP = "http://schemas.xmlsoap.org/soap/envelope/"
ENVELOPE = """<?xml version="1.0" encoding="utf-8"?>
<s:Envelope xmlns:s="http://schemas.xmlsoap.org/soap/envelope/"><s:Header>
<Header xmlns="http://www.twinfield.com/"><AccessToken>{token}</AccessToken>
<CompanyCode>{company}</CompanyCode></Header></s:Header><s:Body>
<ProcessXmlString xmlns="http://www.twinfield.com/"><xmlRequest><![CDATA[{xml}]]>
</xmlRequest></ProcessXmlString></s:Body></s:Envelope>"""


class Twinfield:
    """A client without any of ours."""

    def __init__(self, box):
        self.box = box
        self.base = box.base_url
        self.connect = f"{self.base}/auth/authentication/connect"
        self.token = self.refresh()["access_token"]
        self.cluster = self.claims()["twf.clusterUrl"]

    def ask_token(self, **form):
        info = self.box.info
        auth = (info["client_id"], info["client_secret"])
        return requests.post(f"{self.connect}/token", data=form, auth=auth, timeout=10)

    def refresh(self):
        token = self.box.control("tokens/restore")["refresh_token"]
        return self.ask_token(grant_type="refresh_token", refresh_token=token).json()

    def claims(self):
        answer = requests.get(
            f"{self.connect}/accesstokenvalidation",
            params={"token": self.token},
            timeout=10,
        )
        return answer.json()

    def post(self, xml, company="NL001", token=None):
        body = ENVELOPE.format(token=token or self.token, company=company, xml=xml)
        return requests.post(
            f"{self.cluster}/webservices/processxml.asmx",
            data=body.encode(),
            headers={
                "Content-Type": "text/xml; charset=utf-8",
                "SOAPAction": f'"{TWF}ProcessXmlString"',
            },
            timeout=10,
        )

    def process(self, xml, **kwargs):
        """The answer document."""
        answer = self.post(xml, **kwargs)
        assert answer.status_code == 200, answer.text
        result = etree.fromstring(answer.content).find(
            f".//{{{TWF}}}ProcessXmlStringResult"
        )
        return etree.fromstring(result.text)

    def fault(self, answer):
        """Its code."""
        return int(etree.fromstring(answer.content).find(".//detail/code").text)

    def invoice(self, number="F1", value="121.00", net="100.00", **changes):
        values = {
            "code": "VRK",
            "date": "20260315",
            "destiny": "final",
            "relation": "1000",
            "vat": "VH",
            "dim1": "8000",
            "more": "",
            "header": "",
            "attributes": "",
            "sides": ("debit", "credit"),
            **changes,
        }
        total, detail = values["sides"]
        return (
            f'<transaction destiny="{values["destiny"]}" {values["attributes"]}>'
            f"<header><office>NL001</office><code>{values['code']}</code>"
            f"<date>{values['date']}</date>{values['header']}"
            f"<invoicenumber>{number}</invoicenumber></header><lines>"
            f'<line type="total" id="1"><dim2>{values["relation"]}</dim2>'
            f"<value>{value}</value><debitcredit>{total}</debitcredit></line>"
            f'<line type="detail" id="2"><dim1>{values["dim1"]}</dim1>'
            f"<value>{net}</value><debitcredit>{detail}</debitcredit>"
            f"<vatcode>{values['vat']}</vatcode>{values['more']}</line>"
            "</lines></transaction>"
        )
