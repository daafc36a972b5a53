"""The duties of the port, each with the answers that the documentation shows."""

from datetime import date, datetime
from decimal import Decimal

import pytest
from documents import document, line
from loopback import fault, found, reply, reset, soap

from odoo.addons.connector_base.ledger.errors import InDoubt, NotAuthorised
from odoo.addons.connector_base.ledger.http import Session
from odoo.addons.connector_base.ledger.values import (
    ItemKind,
    Key,
    Kind,
    OnAccount,
    Rejected,
    Relation,
)
from odoo.addons.twinfield_connector.client.ledger import TwinfieldLedger
from odoo.addons.twinfield_connector.client.xml import parse


@pytest.fixture
def ledger(server):
    with Session(hosts=["127.0.0.1"], timeout=2) as http:
        yield TwinfieldLedger(
            http,
            lambda stale=None: "s3cr3t-token",
            server.url,
            "NL001",
            clock=lambda: datetime(2024, 4, 1, 12),
        )


def sent(request):
    """The document in a request to ProcessXml."""
    element = parse(request.body).iter("{http://www.twinfield.com/}xmlRequest")
    return parse(next(element).text)


def test_offices(ledger, server):
    server.then(
        soap(
            '<offices result="1"><office name="Acme BV" shortname="A">NL001</office>'
            '<office name="Zus">0010</office></offices>'
        )
    )
    assert [(one.code, one.name) for one in ledger.administrations()] == [
        ("NL001", "Acme BV"),
        ("0010", "Zus"),
    ]


def account(code, name, subanalyse):
    return (
        f'<dimension status="active" result="1"><code>{code}</code><name>{name}</name>'
        f"<financials><subanalyse>{subanalyse}</subanalyse></financials></dimension>"
    )


def test_accounts_are_balance_and_profit_and_loss_with_their_cost_centre_rule(
    ledger, server
):
    server.then(
        soap(
            f'<dimensions result="1">{account("0110", "Gebouwen", "false")}'
            "</dimensions>"
        ),
        soap(
            f"<dimensions>{account('8020', 'Omzet', 'true')}"
            f"{account('8030', 'Overig', 'maybe')}</dimensions>"
        ),
    )
    items = list(ledger.items(ItemKind.ACCOUNT))
    assert [(item.ref.code, item.attributes) for item in items] == [
        ("0110", {"type": "balance", "cost_centre": "forbidden"}),
        ("8020", {"type": "profit_and_loss", "cost_centre": "required"}),
        ("8030", {"type": "profit_and_loss", "cost_centre": "allowed"}),
    ]


def test_of_what_changed_each_record_is_read(ledger, server):
    server.then(
        found(("0110", "Gebouwen")), soap(account("0110", "Nieuw", "false")), found()
    )
    (item,) = ledger.items(ItemKind.ACCOUNT, "2024-03-01T10:00:00")
    assert (item.name, item.attributes["cost_centre"]) == ("Nieuw", "forbidden")
    assert "<ns0:string>20240301100000<" in server.requests[0].body


def test_a_type_too_large_to_be_read_at_once_is_listed(ledger, server):
    server.then(reply(status=524), found(("1000", "Jansen")))
    (item,) = ledger.items(ItemKind.CUSTOMER)
    assert (item.ref.code, item.name) == ("1000", "Jansen")


def test_customers_come_with_what_they_are_recognised_by(ledger, server):
    record = (
        '<dimension status="deleted"><code>1000</code><name>Jansen</name>'
        "<vatnumber>NL1</vatnumber><cocnumber>30</cocnumber><addresses>"
        '<address default="true"><email>a@b.example</email><postcode>1234AB</postcode>'
        "<country>NL</country></address></addresses><banks>"
        '<bank default="true"><iban>NL91 ABNA 0417 1643 00</iban></bank></banks>'
        "</dimension>"
    )
    marker = '<dimension name="" shortname="">DEB</dimension>'
    server.then(soap(f"<dimensions>{record}{marker}</dimensions>"))
    (item,) = ledger.items(ItemKind.CUSTOMER)
    assert not item.active
    assert item.attributes == {
        "vat": "NL1",
        "chamber": "30",
        "email": "a@b.example",
        "postcode": "1234AB",
        "country": "NL",
        "iban": "NL91ABNA0417164300",
    }


VAT = """<vat status="active" result="1"><code>VH</code><name>BTW hoog</name>
<type>sales</type><percentages><percentage><date>20121001</date>
<percentage>21.000000000</percentage><accounts><account id="1"><dim1>1530</dim1>
<group>NL1A</group><linetype>vat</linetype></account><account id="2"><dim1>4900</dim1>
<group>NL1A</group><linetype>detail</linetype></account></accounts></percentage>
<percentage><date>20010101</date><percentage>19.00</percentage><accounts>
<account id="1"><dim1>1520</dim1></account></accounts></percentage>
<percentage><date>20990101</date><percentage>25.00</percentage></percentage>
</percentages></vat>"""


def test_vat_code_has_the_percentage_of_today_and_its_boxes(ledger, server):
    server.then(found(("VH", "BTW hoog")), soap(VAT), found())
    (item,) = ledger.items(ItemKind.VAT)
    assert item.active
    assert item.attributes == {
        "use": "sale",
        "percentage": "21.00",
        "groups": ["NL1A"],
        "accounts": ["1520", "1530"],
        "intra": False,
    }


@pytest.mark.parametrize(("group", "intra"), [("NL3B", True), ("BE46", None)])
def test_vat_code_for_intra_community_supplies(ledger, server, group, intra):
    """Only the boxes of the Dutch return are known."""
    record = soap(VAT.replace("NL1A", group))
    server.then(found(("ICP", "ICP")), record, found())
    (item,) = ledger.items(ItemKind.VAT)
    assert item.attributes.get("intra") is intra


def test_vat_code_of_the_future_is_not_active(ledger, server):
    future = VAT.replace("20121001", "20300101").replace("20010101", "20300101")
    server.then(found(("VH", "BTW hoog")), soap(future), found())
    (item,) = ledger.items(ItemKind.VAT)
    assert not item.active
    assert "percentage" not in item.attributes


def test_daybooks_know_their_use(ledger, server):
    server.then(*(found((code, code)) for code in ("BNK", "VRK", "KAS", "INK", "MEMO")))
    uses = {i.ref.code: i.attributes["use"] for i in ledger.items(ItemKind.JOURNAL)}
    assert uses == {
        "BNK": "bank",
        "VRK": "sale",
        "KAS": "cash",
        "INK": "purchase",
        "MEMO": "general",
    }


def booked(number, invoice):
    return (
        f'<transaction result="1" location="final"><header><code>VRK</code>'
        f"<invoicenumber>{invoice}</invoicenumber><number>{number}</number></header>"
        "<lines/></transaction>"
    )


def test_too_long_a_document_is_refused_and_the_rest_booked_in_order(ledger, server):
    long = document(*[line("-1.00")] * 1000, number="INV/2")
    documents = [document(number="INV/1"), long, document(number="INV/3")]
    server.then(
        soap(
            f"<transactions>{booked('1', 'INV/1')}{booked('3', 'INV/3')}</transactions>"
        )
    )
    first, second, third = ledger.post(documents)
    assert (first.number, third.number) == ("1", "3")
    assert isinstance(second, Rejected)
    assert second.code == "too_many_lines"
    assert len(server.requests) == 1
    assert len(sent(server.requests[0])) == 2


def test_nothing_to_book_is_no_request(ledger, server):
    assert ledger.post([]) == []
    assert ledger.post([document(*[line("-1.00")] * 1000)])[0].code == "too_many_lines"
    assert server.requests == []


def test_twenty_five_documents_are_one_request(ledger, server):
    documents = [document(number=f"INV/{index}") for index in range(25)]
    children = "".join(booked(str(i), f"INV/{i}") for i in range(25))
    server.then(soap(f"<transactions result='1'>{children}</transactions>"))
    outcomes = ledger.post(documents)
    assert [one.number for one in outcomes] == [str(i) for i in range(25)]
    assert len(server.requests) == 1


def test_lost_answer_is_doubt_and_not_repeated(ledger, server):
    server.then(reset)
    with pytest.raises(InDoubt):
        ledger.post([document()])
    assert len(server.requests) == 1


def row(code, number, invoice="INV/2024/0042", value="121.00", line=1, **cells):
    cells = {
        "fin.trs.head.status": "final",
        "fin.trs.head.date": "20240315",
        "fin.trs.line.dim2": "1004",
        "fin.trs.line.invnumber": invoice,
        "fin.trs.line.valuesigned": value,
        **cells,
    }
    tds = "".join(f'<td field="{name}">{text}</td>' for name, text in cells.items())
    return (
        f"<tr>{tds}<key><office>NL001</office><code>{code}</code>"
        f"<number>{number}</number><line>{line}</line></key></tr>"
    )


def report(*rows):
    return soap(f'<browse result="1" total="{len(rows)}"><th/>{"".join(rows)}</browse>')


KEY = Key(kind=Kind.INVOICE, journal="VRK", number="INV/2024/0042")


# The lists of the control report

MARCH = date(2024, 3, 1), date(2024, 3, 31)


def vat(number, value, account="1530", code="VH", daybook="VRK"):
    cells = {"fin.trs.line.dim1": account, "fin.trs.line.vatcode": code}
    return row(daybook, number, value=value, line=3, **cells)


def browsed(server):
    """(browse code, first and last period, the accounts asked for) of each report."""
    found = []
    for request in server.requests:
        if "columns" in request.body:
            columns = sent(request)
            asked = {c.findtext("field"): c for c in columns}
            period = asked["fin.trs.head.yearperiod"]
            account = asked.get("fin.trs.line.dim1")
            found.append(
                (
                    columns.get("code"),
                    period.findtext("from")[:4],
                    account is not None
                    and (account.findtext("from"), account.findtext("to")),
                )
            )
    return found


@pytest.fixture
def knowing(ledger):
    """Knows on which accounts VAT is booked; sales only."""
    ledger._purchases = False
    ledger._vat_accounts = lambda: {"1530", "1510", "1540"}
    return ledger


def listed(ledger):
    return {one.number: (one.total, one.vat) for one in ledger.booked(*MARCH)}


def test_vat_is_what_its_lines_say_and_costs_one_request_a_year(knowing, server):
    server.then(
        report(),
        report(row("VRK", "1"), row("VRK", "2", value="-60.50"), row("VRK", "3")),
        found(),
        found(("VRK", "Verkoop")),
        report(
            vat("1", "-20.00"),
            vat("1", "-1.00", account="1540", code="VL"),
            vat("2", "10.50"),
            # Both sides of a reverse charge; what is on no account of VAT
            vat("3", "-21.00"),
            vat("3", "21.00", account="1510"),
            vat("3", "-9.00", account="1535"),
            # Paid at customs
            vat("3", "5.00", account="1510", code=""),
        ),
        report(),
    )
    assert listed(knowing) == {
        "1": (Decimal("121.00"), Decimal("21.00")),
        "2": (Decimal("-60.50"), Decimal("-10.50")),
        "3": (Decimal("121.00"), Decimal(0)),
    }
    assert browsed(server) == [
        ("100", "2023", False),
        ("100", "2024", False),
        ("030_1", "2024", ("1510", "1540")),
        ("100", "2025", False),
    ]


def test_lines_of_vat_that_show_no_code_count_all_the_same(knowing, server):
    server.then(
        report(),
        report(row("VRK", "1")),
        found(),
        found(("VRK", "Verkoop")),
        report(vat("1", "-21.00", code="")),
        report(),
    )
    assert listed(knowing) == {"1": (Decimal("121.00"), Decimal("21.00"))}


def test_vat_stays_unsaid_where_its_accounts_are_not_known(knowing, server):
    knowing._vat_accounts = tuple
    server.then(
        report(),
        report(row("VRK", "1")),
        found(),
        found(("VRK", "Verkoop")),
        report(),
    )
    assert listed(knowing) == {"1": (Decimal("121.00"), None)}


@pytest.mark.parametrize(
    "denied", [fault("102"), soap('<browse result="0" msg="?" msgtype="error"/>')]
)
def test_vat_stays_unsaid_without_the_right_to_see_it(knowing, server, denied):
    server.then(
        report(),
        report(row("VRK", "1")),
        found(),
        found(("VRK", "Verkoop")),
        denied,
        report(),
    )
    assert listed(knowing) == {"1": (Decimal("121.00"), None)}


def test_year_that_is_too_large_is_listed_in_parts(knowing, server):
    knowing._vat_accounts = tuple
    server.then(
        report(),
        soap(f"<browse result='1'><th>{'x' * 10_000_001}</th></browse>"),
        report(row("VRK", "1")),
        report(row("VRK", "2")),
        found(),
        found(("VRK", "Verkoop")),
        report(),
    )
    assert list(listed(knowing)) == ["1", "2"]


def test_money_on_account_is_what_is_open_of_bank_and_cash(ledger, server):
    def money(daybook, number, open_, **cells):
        known = {
            "fin.trs.head.curcode": "EUR",
            "fin.trs.line.openvaluesigned": open_,
            **cells,
        }
        return row(daybook, number, value="-150.00", line=2, **known)

    server.then(
        report(
            money("BNK", "1", "-29.00"),
            money("BNK", "2", "0.00"),
            money("VRK", "3", "-60.50"),
            money("MEMO", "4", "-7.00"),
            money("BNK", "5", "-1.00", **{"fin.trs.head.date": "20240229"}),
        ),
        found(("BNK", "Bank")),
        found(("VRK", "Verkoop")),
        found(("KAS", "Kas")),
        found(),
        found(("MEMO", "Memo")),
        report(money("KAS", "6", "40.00")),
    )
    common = {"relation": "1004", "currency": "EUR", "date": date(2024, 3, 15)}
    assert list(ledger.on_account(MARCH[0])) == [
        OnAccount(
            id="BNK/1",
            role=ItemKind.CUSTOMER,
            amount=Decimal("-29.00"),
            settlement="BNK/1",
            **common,
        ),
        OnAccount(
            id="KAS/6",
            role=ItemKind.SUPPLIER,
            amount=Decimal("40.00"),
            settlement="KAS/6",
            **common,
        ),
    ]
    assert browsed(server) == [("100", "2024", False), ("200", "2024", False)]


def test_found_again_by_its_number_wherever_it_stands(ledger, server):
    server.then(
        report(
            row("VRK", "202400017"),
            row("VRK2", "202400001", value="-60.50"),
            row("BNK", "202400005", value="-121.00", line=2),
            row("VRK", "202400018", invoice="INV/2024/004"),
        ),
        found(("BNK", "Bank")),
        found(("VRK", "Verkoop"), ("VRK2", "Verkoop 2")),
    )
    hits = ledger.find([KEY])[KEY]
    assert [(hit.id, hit.total, hit.final) for hit in hits] == [
        ("VRK/202400017", Decimal("121.00"), True),
        ("VRK2/202400001", Decimal("-60.50"), True),
    ]
    columns = sent(server.requests[0])
    assert columns.get("code") == "100"
    asked = {
        column.findtext("field"): (
            column.findtext("operator"),
            column.findtext("from"),
            column.findtext("to") or "",
        )
        for column in columns
        if column.findtext("ask") == "true"
    }
    assert asked == {
        "fin.trs.head.yearperiod": ("between", "2017/00", "2025/55"),
        "fin.trs.head.status": ("equal", "normal", ""),
        "fin.trs.line.invnumber": ("equal", "INV/2024/0042", ""),
    }


def test_nothing_found_is_an_empty_list_for_every_key(ledger, server):
    other = Key(kind=Kind.CREDIT_NOTE, journal="VRK", number="RINV/1")
    server.then(report(), soap('<browse result="1"><th/></browse>'))
    assert ledger.find([KEY, other]) == {KEY: [], other: []}


def test_bills_of_other_vendors_with_the_same_number_are_not_ours(ledger, server):
    key = Key(kind=Kind.BILL, journal="INK", number="1", relation="2001")
    server.then(
        report(
            row("INK", "1", invoice="1", **{"fin.trs.line.dim2": "2001"}),
            row("INK", "2", invoice="1", **{"fin.trs.line.dim2": "2002"}),
        )
    )
    assert [hit.number for hit in ledger.find([key])[key]] == ["1"]
    assert sent(server.requests[0]).get("code") == "200"


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


def test_vat_number_finds_whoever_wrote_it_differently(ledger, server):
    server.then(
        found(("1003", "X"), ("1004", "Jansen")),
        customer("1003", vat="BE123456789B01"),
        customer("1004", vat="123456789B01"),
    )
    (item,) = ledger.relations(like(vat="NL 1234.56.789.B01", email="a@b.nl"))
    assert (item.ref.code, item.attributes["matched_by"]) == ("1004", "vat")
    assert "*123456789B01*" in server.requests[0].body


def test_email_and_name_are_both_suggested_in_that_order(ledger, server):
    server.then(
        found(("1007", "Jansen Holding")),
        customer("1007", name="Jansen Holding", email="AP@jansen.nl"),
        found(("1008", "Jansen"), ("1009", "Jansen & Zn")),
        customer("1008"),
        customer("1009", name="Jansen &amp; Zn"),
    )
    items = ledger.relations(like(email="ap@jansen.nl"))
    assert [(i.ref.code, i.attributes["matched_by"]) for i in items] == [
        ("1007", "email"),
        ("1008", "name"),
    ]


def test_looking_for_a_relation_reads_a_bounded_number(ledger, server):
    server.then(found(*((str(n), "Jansen") for n in range(90))))
    server.then(*(customer(str(n), name="Other") for n in range(90)))
    assert ledger.relations(like()) == []
    assert len(server.requests) == 11


def test_new_relation_is_one_request_without_code(ledger, server):
    server.then(customer("1010"))
    item = ledger.save_relation(like(street="Dam 1", country="nl", payment_days=0))
    assert item.ref.code == "1010"
    (request,) = server.requests
    dimension = sent(request)
    assert [child.tag for child in dimension] == [
        "office",
        "type",
        "name",
        "financials",
        "addresses",
    ]
    assert dimension.findtext("financials/duedays") == "0"
    assert dimension.findtext("addresses/address/country") == "NL"


def test_update_keeps_addresses_and_banks_and_sends_nothing_read_only(ledger, server):
    server.then(customer("1004", vat="NL1", email="old@x.nl"), customer("1004"))
    ledger.save_relation(
        like(code="1004", email="new@x.nl", iban="NL13TEST0123456789", name="Jansen BV")
    )
    dimension = sent(server.requests[1])
    (address,) = dimension.iterfind("addresses/address")
    assert dict(address.attrib) == {"id": "1", "type": "invoice", "default": "true"}
    assert {node.tag: node.text for node in address} == {
        "name": "Jansen BV",
        "country": "NL",
        "postcode": "3511AA",
        "field2": "Oudegracht 1",
        "field4": "NL1",
        "email": "new@x.nl",
    }
    assert [
        (bank.get("id"), bank.get("default"), bank.findtext("iban"))
        for bank in dimension.iterfind("banks/bank")
    ] == [
        ("1", "true", "NL91ABNA0417164300"),
        (None, "false", "NL13TEST0123456789"),
    ]


def mask(form):
    return soap(
        f'<dimensiontype result="1"><code>DEB</code><mask>{form}</mask></dimensiontype>'
    )


def test_own_code_that_does_not_fit_is_not_sent(ledger, server):
    missing = (
        '<dimension result="0"><code msgtype="error" msg="Dimensie X1 bestaat niet." '
        'result="0">X1</code></dimension>'
    )
    server.then(soap(missing), mask("1[0-9][0-9][0-9]"))
    outcome = ledger.save_relation(like(code="X1"))
    assert (outcome.code, outcome.message) == ("code_not_fitting", "1[0-9][0-9][0-9]")
    assert len(server.requests) == 2


def test_unknown_code_is_created(ledger, server):
    missing = (
        '<dimension result="0"><code msgtype="error" msg="Dimensie 1 bestaat niet." '
        'result="0">1</code></dimension>'
    )
    server.then(soap(missing), mask("#"), customer("1"))
    assert ledger.save_relation(like(code="1")).ref.code == "1"


@pytest.mark.parametrize(
    ("answer", "code"),
    [
        (
            '<dimension result="0" msgtype="error" msg="Het is niet gelukt de eerste '
            'vrije code aan te maken die voldoet aan het formaat *"/>',
            "code_format_missing",
        ),
        (
            '<dimension result="0"><name msgtype="error" msg="Naam moet worden '
            'ingevuld" result="0"/></dimension>',
            "name_missing",
        ),
        (
            '<dimension result="0"><financials result="0"><substitutewith '
            'msgtype="error" msg="De dimensie 11300 met financieel niveau 1 niet '
            'gevonden." result="0"/></financials></dimension>',
            "refused",
        ),
        (
            '<dimensions result="0"><dimension result="0" msgtype="error" '
            'msg="De administratie bestaat niet."/></dimensions>',
            "administration_denied",
        ),
    ],
)
def test_relation_refused_says_why(ledger, server, answer, code):
    server.then(soap(answer))
    outcome = ledger.save_relation(like())
    assert outcome.code == code
    assert outcome.message


def test_code_outside_the_format(ledger, server):
    refusal = (
        '<dimension result="0"><code msgtype="error" result="0" msg="De code voldoet '
        'niet aan het formaat 1[0-9][0-9][0-9].">ABC</code></dimension>'
    )
    server.then(soap(refusal), mask("*"), soap(refusal))
    outcome = ledger.save_relation(like(code="ABC"))
    assert (outcome.code, outcome.field) == ("code_not_fitting", "code")


def test_check_tells_what_the_user_may_not_do(ledger, server):
    denied = soap(
        '<browse result="0" msgtype="error" '
        'msg="U hebt geen toegang tot deze administratie."/>'
    )
    server.then(
        soap('<offices result="1"><office name="Acme">NL001</office></offices>'),
        soap('<office result="1"><code>NL001</code><name>Acme</name></office>'),
        found(("0110", "Gebouwen")),
        found(),
        found(),
        *[found(("VRK", "Verkoop"))],
        found(),
        denied,
    )
    passed = {check.name: check.passed for check in ledger.check()}
    assert passed == {
        "administrations": True,
        "administration": True,
        "accounts": True,
        "vat": False,
        "journals": True,
        "customers": True,
        "transactions": False,
    }


def test_check_does_not_hide_that_the_token_is_refused(ledger, server):
    refusal = reply(status=401)
    server.then(refusal, refusal)
    with pytest.raises(NotAuthorised):
        ledger.check()
