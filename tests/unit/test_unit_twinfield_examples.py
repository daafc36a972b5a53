"""Twinfield's worked examples, from the client's side: what it sends means the same,
and what is answered is understood. (Undoing a match is the accountant's business, so
the client has no request for it; its effect is in the example of the partial payment.)
"""

from datetime import date, datetime, timedelta
from decimal import Decimal

import pytest
from documents import document
from loopback import fault, found, reply, soap
from transactions import flat, like, sent

from odoo.addons.connector_base.ledger import oauth
from odoo.addons.connector_base.ledger.errors import NotAuthorised, Throttled
from odoo.addons.connector_base.ledger.http import Session, utcnow
from odoo.addons.connector_base.ledger.values import (
    Against,
    Booked,
    ItemKind,
    Key,
    Kind,
    Ours,
    Relation,
)
from odoo.addons.twinfield_connector.client import oauth as twinfield
from odoo.addons.twinfield_connector.client.finder import search
from odoo.addons.twinfield_connector.client.ledger import TwinfieldLedger

CLIENT = oauth.Client(
    id="odoo19", secret="s", redirect_uri="https://erp.example/twinfield/callback"
)


@pytest.fixture
def http():
    with Session(hosts=["127.0.0.1"], timeout=2) as session:
        yield session


@pytest.fixture
def ledger(http, server):
    return TwinfieldLedger(
        http,
        lambda stale=None: "s3cr3t-token",
        server.url,
        "NL001",
        link_field="freetext3",
        base_values=True,
        clock=lambda: datetime(2024, 4, 1, 12),
    )


def booked(number="202400017", total="175.50", kind=Kind.INVOICE, final=True):
    key = Key(kind=kind, journal="VRK", number="INV/2024/0042")
    return Booked(
        key=key,
        id=f"VRK/{number}",
        number=number,
        date=date(2024, 3, 15),
        total=Decimal(total),
        relation="1004",
        final=final,
    )


# 10.1 and 10.2: the way in


def test_authorise_and_validate(http, server):
    provider = twinfield.provider(server.url)
    address = oauth.authorise_url(provider, CLIENT, "Zx81", "n-0S6")
    assert "response_type=code" in address
    assert (
        "scope=openid+twf.user+twf.organisation+twf.organisationUser+offline" in address
    )
    assert "state=Zx81" in address
    assert "nonce=n-0S6" in address
    server.then(
        reply(
            '{"access_token":"a","expires_in":3600,"token_type":"Bearer",'
            '"refresh_token":"r"}',
            Content_Type="application/json",
        ),
        reply(
            '{"exp":"1710507600","client_id":"odoo19","twf.organisationId":"7f0b",'
            '"twf.organisationCode":"ACME","twf.organisationUserCode":"ODOO",'
            '"twf.clusterUrl":"https://accounting.twinfield.com"}',
            Content_Type="application/json",
        ),
    )
    tokens = oauth.exchange(http, provider, CLIENT, "9f0c1e", "n-0S6")
    assert (tokens.access, tokens.refresh) == ("a", "r")
    assert "grant_type=authorization_code" in server.requests[0].body
    assert "code=9f0c1e" in server.requests[0].body
    account = twinfield.validate(http, server.url, "a")
    assert account.organisation_code == "ACME"
    assert account.cluster_url == "https://accounting.twinfield.com"


@pytest.mark.parametrize(
    ("error", "code"),
    [("invalid_grant", "token_revoked"), ("invalid_client", "client_rejected")],
)
def test_refused_refresh(http, server, error, code):
    server.then(
        reply(f'{{"error":"{error}"}}', status=400, Content_Type="application/json")
    )
    with pytest.raises(NotAuthorised) as caught:
        oauth.refresh(http, twinfield.provider(server.url), CLIENT, "7b8b")
    assert caught.value.code == code


def test_expired_token_at_the_validation(http, server):
    server.then(
        reply(
            '{"Message":"Token expired"}', status=400, Content_Type="application/json"
        )
    )
    with pytest.raises(NotAuthorised):
        twinfield.validate(http, server.url, "expired")


# 10.3: offices


def test_list_of_offices(ledger, server):
    server.then(
        soap(
            '<offices result="1"><office name="Acme BV" shortname="Acme">NL001</office>'
            "</offices>"
        )
    )
    (office,) = ledger.administrations()
    assert (office.code, office.name) == ("NL001", "Acme BV")
    request = server.requests[0]
    like(sent(request), "<list><type>offices</type></list>")
    assert "CompanyCode" not in request.body
    assert (
        request.headers["SOAPAction"] == '"http://www.twinfield.com/ProcessXmlString"'
    )


# 10.4: a customer without a code

JANSEN = Relation(
    kind=ItemKind.CUSTOMER,
    name="Jansen Techniek BV",
    street="Stationsplein 1",
    postcode="3511AA",
    city="Utrecht",
    country="NL",
    vat="NL123456789B01",
    chamber="30123456",
    email="ap@jansen.example",
    website="https://jansen.example",
    iban="NL91ABNA0417164300",
    bic="ABNANL2A",
    payment_days=14,
)


def test_customer_is_created_with_the_first_free_code(ledger, server):
    server.then(
        soap(
            '<dimension status="active" result="1"><office>NL001</office>'
            '<type name="Debiteuren">DEB</type><code>1004</code><uid>6a1c</uid>'
            "<name>Jansen Techniek BV</name><shortname/><inuse>false</inuse>"
            "<cocnumber/><vatnumber/><financials><duedays>14</duedays></financials>"
            "<addresses/><banks/><modified>20240315090512</modified></dimension>"
        )
    )
    item = ledger.save_relation(JANSEN)
    assert (item.ref.code, item.name) == ("1004", "Jansen Techniek BV")
    request = sent(server.requests[0])
    texts = {path: text for path, text, _attributes in flat(request)}
    address = "/dimension/addresses/address"
    assert request.find("code") is None
    assert texts["/dimension/type"] == "DEB"
    assert texts["/dimension/financials/duedays"] == "14"
    assert texts[f"{address}/field2"] == "Stationsplein 1"
    assert texts[f"{address}/field4"] == "NL123456789B01"
    assert texts[f"{address}/field5"] == "30123456"
    assert texts[f"{address}/email"] == "ap@jansen.example"
    assert texts["/dimension/banks/bank/iban"] == "NL91ABNA0417164300"
    assert request.find("addresses/address").attrib == {
        "type": "invoice",
        "default": "true",
    }


@pytest.mark.parametrize(
    ("answer", "code"),
    [
        (
            '<dimension result="0" msgtype="error" '
            'msg="Het is niet gelukt de eerste vrije '
            'code aan te maken die voldoet aan het formaat *"/>',
            "code_format_missing",
        ),
        (
            '<dimension result="0"><code msgtype="error" '
            'msg="De code voldoet niet aan het formaat 1[0-9][0-9][0-9]." '
            'result="0">ABC</code></dimension>',
            "code_format_missing",
        ),
    ],
)
def test_format_that_gives_no_code(ledger, server, answer, code):
    server.then(soap(answer))
    assert ledger.save_relation(JANSEN).code == code


# 10.9 and 10.10: what is open, and what was paid

PAID = """<transaction location="final" result="1"><header><code>VRK</code>
 <number>202400017</number><currency>EUR</currency><date>20240315</date>
 <invoicenumber>INV/2024/0042</invoicenumber></header><lines><line type="total" id="1">
 <dim2>1004</dim2><debitcredit>debit</debitcredit><basevalue>175.50</basevalue>
 <value>175.50</value><matchstatus>available</matchstatus><matchdate>20240320</matchdate>
 <basevalueopen>75.50</basevalueopen><matches><set status="final">
 <matchdate>20240320</matchdate><lines><line><code>BNK</code><number>202400005</number>
 <line>2</line><method>payment</method><matchvalue>-100.00</matchvalue></line></lines>
 <matchvalue>100.00</matchvalue></set></matches></line></lines></transaction>"""


def open_item(number, value, open_):
    cells = {
        "fin.trs.head.status": "final",
        "fin.trs.line.valuesigned": value,
        "fin.trs.line.openvaluesigned": open_,
        "fin.trs.line.matchstatus": "available",
    }
    tds = "".join(
        f'<td field="{name}" hideforuser="false" type="String">{cell}</td>'
        for name, cell in cells.items()
    )
    return (
        f"<tr>{tds}<key><office>NL001</office><code>VRK</code><number>{number}</number>"
        "<line>1</line></key></tr>"
    )


def test_open_items_and_the_receipt_behind_them(ledger, server):
    rows = open_item("202400017", "175.50", "75.50") + open_item(
        "202400018", "-60.50", "-60.50"
    )
    server.then(
        soap(f'<browse result="1" first="1" last="2" total="2"><th/>{rows}</browse>'),
        soap(PAID),
        *(found(), found(), found()),
        found(("BNK", "Bank")),
        fault("102", status=403),
    )
    ours = {
        one.id: Ours(id=one.id, key=one.key, open=Decimal(0), total=one.total)
        for one in (booked(), booked("202400018", "-60.50", Kind.CREDIT_NOTE))
    }
    (page,) = ledger.changes("2024-03-20T10:00:00", ours)
    paid, credit = page.settled
    assert (paid.open, paid.total, paid.final) == (
        *(Decimal("75.50"), Decimal("175.50")),
        True,
    )
    (allocation,) = paid.allocations
    assert (allocation.amount, allocation.settlement) == (
        Decimal("100.00"),
        "BNK/202400005",
    )
    assert allocation.date == date(2024, 3, 20)
    assert (credit.open, credit.allocations) == (Decimal("-60.50"), ())


def side(code, number, line_, dim2, value, sides):
    return soap(
        f'<transaction location="final" result="1"><header><code>{code}</code>'
        f"<number>{number}</number></header><lines>"
        f'<line type="detail" id="{line_}"><dim2>{dim2}</dim2><value>{value}</value>'
        f"<debitcredit>{sides}</debitcredit><valueopen>{value}</valueopen>"
        "<matchstatus>available</matchstatus></line></lines></transaction>"
    )


MATCHED = (
    '<set result="1"><office>NL001</office><matchcode name="Debiteuren afletteren">170'
    '</matchcode><lines><line result="1"/></lines><value>0.00</value></set>'
)


@pytest.mark.parametrize("root", ["match", "sets"])
def test_partial_match(ledger, server, root):
    """The receipt of 100.00 settles so much of the invoice."""
    receipt = Booked(
        key=Key(kind=Kind.CUSTOMER_PAYMENT, journal="BNK", number="P/1"),
        id="BNK/202400005",
        number="202400005",
        relation="1004",
    )
    server.then(
        side("BNK", "202400005", 2, "1004", "100.00", "credit"),
        side("VRK", "202400017", 1, "1004", "175.50", "debit"),
        soap(f"<{root}>{MATCHED}</{root}>"),
    )
    against = [Against(id="VRK/202400017", amount=Decimal("100.00"))]
    assert ledger.match(receipt, against, date(2024, 3, 20)) is None
    like(
        sent(server.requests[2]),
        "<match><set><office>NL001</office><matchcode>170</matchcode>"
        "<matchdate>20240320</matchdate><lines>"
        "<line><transcode>VRK</transcode><transnumber>202400017</transnumber>"
        "<transline>1</transline><matchvalue>100.00</matchvalue></line>"
        "<line><transcode>BNK</transcode><transnumber>202400005</transnumber>"
        "<transline>2</transline><matchvalue>-100.00</matchvalue></line>"
        "</lines></set></match>",
    )


def test_what_is_matched_already_is_not_matched_again(ledger, server):
    server.then(
        side("VRK", "202400018", 1, "1004", "175.50", "credit"),
        soap(
            PAID.replace(
                "<code>BNK</code><number>202400005</number>",
                "<code>VRK</code><number>202400018</number>",
            )
        ),
    )
    against = [Against(id="VRK/202400017", amount=Decimal("100.00"))]
    assert ledger.match(booked("202400018"), against, date(2024, 3, 20)) is None
    assert len(server.requests) == 2


def test_refused_match(ledger, server):
    server.then(
        side("VRK", "202400018", 1, "1004", "175.50", "credit"),
        side("VRK", "202400017", 1, "1004", "175.50", "debit"),
        soap(
            '<match result="0"><set result="0"><lines result="0"><line msgtype="error" '
            'msg="De regel bestaat niet." result="0"/></lines></set></match>'
        ),
    )
    against = [Against(id="VRK/202400017", amount=Decimal("175.50"))]
    refused = ledger.match(booked("202400018"), against, date(2024, 3, 20))
    assert refused.message == "De regel bestaat niet."
    values = list(sent(server.requests[2]).iter("matchvalue"))
    assert not values, "whole values need none"


# 10.12: the finder's second page


def test_finder_reads_on_until_all_are_there(ledger, server):
    first = [(str(1000 + n), f"Klant {n}") for n in range(25)]
    rest = [("1025", "Jansen Techniek BV"), ("1026", "De Vries & Zn")]
    server.then(found(*first, total=27), found(*rest, total=27))
    options = {"dimtype": "DEB", "modifiedsince": "20240301000000"}
    rows = list(search(ledger._api, "DIM", options=options))
    assert len(rows) == 27
    assert rows[-1] == ["1026", "De Vries & Zn"]
    assert "firstRow>26<" in server.requests[1].body
    assert "modifiedsince<" in server.requests[0].body


# 10.15: expired, too many, no company


def test_expired_token_is_renewed_once(ledger, server):
    server.then(
        reply(status=401, reason="354 : Access denied. Token invalid."),
        soap('<offices result="1"/>'),
    )
    assert ledger.administrations() == []
    assert len(server.requests) == 2


def test_too_many_requests(ledger, server):
    server.then(
        reply(
            status=429,
            reason="Too Many Requests",
            Retry_After=23,
            X_RateLimit_Limit=25,
            X_RateLimit_Remaining=0,
            X_RateLimit_Credited=3,
        )
    )
    with pytest.raises(Throttled) as caught:
        ledger.post([document()])
    wait = caught.value.retry_at - utcnow()
    assert timedelta(seconds=21) < wait <= timedelta(seconds=23)


def test_company_missing_in_the_header(ledger, server):
    words = "Toegang geweigerd. Company ontbreekt in request header."
    server.then(fault("101", text=words))
    with pytest.raises(NotAuthorised) as caught:
        ledger.post([document()])
    assert caught.value.code == "administration_denied"


# 10.17: a VAT code


def test_vat_code_with_its_rate_and_box(ledger, server):
    server.then(
        found(("VH", "BTW hoog")),
        soap(
            '<vat status="active" result="1"><code>VH</code><name>BTW hoog</name>'
            "<shortname>V hoog</shortname><type>sales</type><percentages>"
            '<percentage status="active" inuse="true"><date>20121001</date>'
            "<percentage>21.000000000</percentage><accounts><account id='1'>"
            "<dim1>1530</dim1><groupcountry>NL</groupcountry><group>NL1A</group>"
            "<percentage>100.0</percentage><linetype>vat</linetype></account></accounts>"
            "</percentage></percentages></vat>"
        ),
        found(),
    )
    (item,) = ledger.items(ItemKind.VAT)
    like(
        sent(server.requests[1]),
        "<read><type>vat</type><office>NL001</office><code>VH</code></read>",
    )
    assert (item.ref.code, item.name) == ("VH", "BTW hoog")
    assert item.attributes["percentage"] == "21.00"
