"""The client of Twinfield at a server of ours, and what it answers."""

from contextlib import contextmanager
from datetime import datetime

from loopback import soap

from odoo.addons.connector_base.ledger.http import Session
from odoo.addons.connector_base.ledger.values import ItemKind, Relation
from odoo.addons.twinfield_connector.client.ledger import TwinfieldLedger


@contextmanager
def opened(server, **options):
    """The client, on a day in April 2024."""
    known = {"clock": lambda: datetime(2024, 4, 1, 12), **options}
    with Session(hosts=["127.0.0.1"], timeout=2) as http:
        yield TwinfieldLedger(
            http, lambda stale=None: "s3cr3t-token", server.url, "NL001", **known
        )


def account(code, name, subanalyse):
    return (
        f'<dimension status="active" result="1"><code>{code}</code><name>{name}</name>'
        f"<financials><subanalyse>{subanalyse}</subanalyse></financials></dimension>"
    )


VAT = """<vat status="active" result="1"><code>VH</code><name>BTW hoog</name>
<type>sales</type><percentages><percentage><date>20121001</date>
<percentage>21.000000000</percentage><accounts><account id="1"><dim1>1530</dim1>
<group>NL1A</group><linetype>vat</linetype></account><account id="2"><dim1>4900</dim1>
<group>NL1A</group><linetype>detail</linetype></account></accounts></percentage>
<percentage><date>20010101</date><percentage>19.00</percentage><accounts>
<account id="1"><dim1>1520</dim1></account></accounts></percentage>
<percentage><date>20990101</date><percentage>25.00</percentage></percentage>
</percentages></vat>"""

CUSTOMER = """<dimension status="active" result="1"><code>{code}</code>
<name>{name}</name><addresses><address id="1" type="invoice" default="true">
<name>{name}</name><country>NL</country><ictcountrycode>NL</ictcountrycode>
<postcode>3511AA</postcode><email>{email}</email><field2>Oudegracht 1</field2>
<field3/><field4>{vat}</field4><field5>{chamber}</field5></address></addresses>
<banks><bank id="1" default="true"><iban>NL91ABNA0417164300</iban></bank></banks>
</dimension>"""


def customer(code="1004", name="Jansen", email="", vat="", chamber=""):
    return soap(
        CUSTOMER.format(code=code, name=name, email=email, vat=vat, chamber=chamber)
    )


def like(**more):
    return Relation(kind=ItemKind.CUSTOMER, **{"name": "Jansen", **more})
