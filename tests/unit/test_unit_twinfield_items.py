"""Master data, with the answers that the documentation shows."""

from datetime import datetime

import pytest
from loopback import fault, found, not_known, reply, soap

from odoo.addons.connector_base.ledger.errors import (
    NotAuthorised,
    ProtocolError,
    Unavailable,
    Unsupported,
)
from odoo.addons.connector_base.ledger.http import Session
from odoo.addons.connector_base.ledger.values import ItemKind, Relation
from odoo.addons.twinfield_connector.client.items import NEW
from odoo.addons.twinfield_connector.client.ledger import TwinfieldLedger


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


def test_offices_come_from_the_finder_where_they_are_not_listed(ledger, server):
    server.then(
        soap('<list result="0" msgtype="error" msg="Onbekend"/>'),
        found(("NL001", "Acme BV", "NL"), ("0010", "Zus")),
    )
    assert [(one.code, one.name) for one in ledger.administrations()] == [
        ("NL001", "Acme BV"),
        ("0010", "Zus"),
    ]
    assert "NL001" not in server.requests[1].body.partition("options")[2]
    assert [remark.code for remark in ledger.remarks] == ["resource_refused"]


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
    server.then(
        found(("VRK", "Verkoop")),
        found(("INK", "Inkoop")),
        found(("MEMO", "Memoriaal")),
        # An option that is not heeded lists all.
        found(("VRK", "Verkoop"), ("BNK", "Bank")),
        found(("KAS", "Kas")),
    )
    journals = list(ledger.items(ItemKind.JOURNAL))
    uses = {journal.ref.code: journal.attributes["use"] for journal in journals}
    assert uses == {
        "VRK": "sale",
        "INK": "purchase",
        "MEMO": "general",
        "BNK": "bank",
        "KAS": "cash",
    }
    assert len(journals) == 5
    asked = [option(request) for request in server.requests]
    assert asked == [
        ("category", "sales"),
        ("category", "purchase"),
        ("category", "journal"),
        ("banktype", "0"),
        ("banktype", "1"),
    ]


def option(request):
    """The last one that the finder was given."""
    words = [w.rpartition("<")[0] for w in request.body.split("string>")[1::2]]
    return tuple(words[-2:])


def test_daybooks_that_are_not_listed_so_are_left_out(ledger, server):
    server.then(
        found(("VRK", "Verkoop")), not_known("category"), found(), found(), found()
    )
    assert [i.ref.code for i in ledger.items(ItemKind.JOURNAL)] == ["VRK"]
    (remark,) = ledger.remarks
    assert remark.code == "option_refused"
    assert remark.detail.startswith("TRS category=purchase")


def test_bank_books_have_a_list_of_their_own(ledger, server):
    server.then(found(), found(), found())
    server.then(not_known("banktype"), found(("BNK", "Bank")))
    server.then(not_known("banktype"), not_known("banktype"), found(("KAS", "Kas")))
    uses = {i.ref.code: i.attributes["use"] for i in ledger.items(ItemKind.JOURNAL)}
    assert uses == {"BNK": "bank", "KAS": "cash"}
    assert [option(r) for r in server.requests[3:]] == [
        ("banktype", "0"),
        ("banktype", "0"),
        ("banktype", "1"),
        ("banktype", "1"),
        ("office", "NL001"),
    ]


def test_no_list_of_bank_books_at_all(ledger, server):
    server.then(found(("VRK", "Verkoop")), found(), found())
    server.then(not_known("banktype"), not_known("", "InvalidFinderType"))
    server.then(not_known("", "InvalidFinderType"), not_known("banktype"))
    server.then(not_known("", "InvalidFinderType"))
    assert [i.ref.code for i in ledger.items(ItemKind.JOURNAL)] == ["VRK"]


def test_no_list_of_daybooks_at_all_is_an_error(ledger, server):
    """Else the base would take all of them for gone."""
    server.then(*[not_known("", "InvalidFinderType")] * 12)
    with pytest.raises(ProtocolError):
        list(ledger.items(ItemKind.JOURNAL))


def test_right_to_see_daybooks_that_is_missing_is_an_error(ledger, server):
    server.then(found(("VRK", "Verkoop")), fault("102"))
    with pytest.raises(NotAuthorised):
        list(ledger.items(ItemKind.JOURNAL))


def test_without_the_option_for_changes_all_are_listed(ledger, server):
    server.then(not_known("modifiedsince"), found(("00001", "Noord")))
    (item,) = ledger.items(ItemKind.COST_CENTRE, "2024-03-01T10:00:00")
    assert item.ref.code == "00001"
    assert "modifiedsince" not in server.requests[1].body
    assert "dimtype" in server.requests[1].body


def test_option_without_which_it_is_another_list_is_not_left_out(ledger, server):
    server.then(not_known("dimtype"))
    with pytest.raises(ProtocolError):
        ledger.relations(Relation(kind=ItemKind.CUSTOMER, name="Jansen"))
    assert len(server.requests) == 1


def test_all_are_read_where_the_finder_does_not_list_what_changed(ledger, server):
    whole = soap(f"<dimensions>{account('8020', 'Omzet', 'true')}</dimensions>")
    server.then(
        not_known("dimtype"), whole, not_known("dimtype"), soap("<dimensions/>")
    )
    (item,) = ledger.items(ItemKind.ACCOUNT, "2024-03-01T10:00:00")
    assert item.attributes["cost_centre"] == "required"


def test_vat_codes_come_once_where_the_finder_does_not_tell_their_use(ledger, server):
    listing = found(("VH", "BTW hoog"))
    server.then(not_known("vattype"), listing, soap(VAT), listing)
    (item,) = ledger.items(ItemKind.VAT)
    assert item.attributes["use"] == "sale"


def test_vat_code_that_may_not_be_read_has_its_name(ledger, server):
    server.then(found(("VH", "Hoog"), ("VL", "Laag")), fault("102"), soap(VAT), found())
    first, second = ledger.items(ItemKind.VAT)
    assert (first.name, first.attributes) == ("Hoog", {})
    assert second.attributes["percentage"] == "21.00"
    assert [remark.code for remark in ledger.remarks] == ["resource_refused"]


@pytest.mark.parametrize(
    "kind", [ItemKind.SUPPLIER, ItemKind.PROJECT, ItemKind.PERIOD, ItemKind.COST_CENTRE]
)
def test_what_one_can_do_without_is_left_out_when_refused(ledger, server, kind):
    server.then(fault("102"))
    assert list(ledger.items(kind)) == []
    assert [remark.code for remark in ledger.remarks] == ["resource_refused"]


@pytest.mark.parametrize("kind", [ItemKind.ACCOUNT, ItemKind.CUSTOMER, ItemKind.VAT])
def test_what_nothing_can_be_booked_without_is_an_error(ledger, server, kind):
    server.then(*[fault("102")] * 2)
    with pytest.raises(NotAuthorised):
        list(ledger.items(kind))


def test_outage_is_no_refusal(ledger, server):
    server.then(reply(status=503))
    with pytest.raises(Unavailable):
        list(ledger.items(ItemKind.PERIOD))
    server.then(found(("VH", "Hoog")), reply(status=503), found())
    with pytest.raises(Unavailable):
        list(ledger.items(ItemKind.VAT))
    assert ledger.remarks == []


def service(*elements):
    """An answer of the service for periods."""
    inner = "".join(elements)
    return reply(
        '<s:Envelope xmlns:s="http://schemas.xmlsoap.org/soap/envelope/"><s:Body>'
        f'<Result xmlns="http://www.twinfield.com/" xmlns:b="urn:b">{inner}</Result>'
        "</s:Body></s:Envelope>"
    )


def period(number, open_="true", end="2024-01-31T00:00:00"):
    return (
        f"<b:Period><b:Number>{number}</b:Number><b:Name>P{number}</b:Name>"
        f"<b:Open>{open_}</b:Open><b:EndDate>{end}</b:EndDate></b:Period>"
    )


def test_periods_are_those_of_last_year_and_later(ledger, server):
    years = "".join(f"<b:int>{year}</b:int>" for year in (2022, 2023, 2024))
    server.then(service(f"<b:Years>{years}<b:int/></b:Years>"))
    server.then(service(period(0, end=""), period("x")), service(period(1, "false")))
    first, second = ledger.items(ItemKind.PERIOD)
    assert (first.ref.code, first.attributes) == ("2023/00", {"open": True, "end": ""})
    assert second.ref.code == "2024/01"
    assert second.attributes == {"open": False, "end": "2024-01-31"}
    assert ["2023" in r.body for r in server.requests] == [False, True, False]


def test_free_fields_of_entries(ledger, server):
    items = list(ledger.items(ItemKind.TEXT))
    assert [item.ref.code for item in items] == [
        *("freetext1", "freetext2", "freetext3", "comment"),
        *(f"relation/{name}" for name in NEW),
    ]
    assert server.requests == []


def test_payment_conditions_are_nothing_that_it_has(ledger):
    assert ItemKind.CONDITION not in ledger.kinds
    with pytest.raises(Unsupported):
        ledger.items(ItemKind.CONDITION)


@pytest.mark.parametrize(
    ("shares", "percentage", "reverse"),
    [
        (["100.0"], "21.00", False),
        (["100.0", "-100.0"], "21.00", True),
        (["100.0", "-50.0"], "21.00", True),
        (["-100.0"], "21.00", False),
        ([], "21.00", None),
        (["100.0", "-100.0"], "0.00", None),
    ],
)
def test_vat_that_the_buyer_owes_and_deducts(
    ledger, server, shares, percentage, reverse
):
    """Both are booked by the code itself, with opposite shares."""
    accounts = "".join(
        f"<account><dim1>1530</dim1><percentage>{share}</percentage></account>"
        for share in shares
    )
    record = (
        '<vat status="active"><code>IV</code><name>Verlegd</name><type>purchase</type>'
        f"<percentages><percentage><date>20121001</date><percentage>{percentage}"
        f"</percentage><accounts>{accounts}</accounts></percentage></percentages></vat>"
    )
    server.then(found(), found(("IV", "Verlegd")), soap(record))
    (item,) = ledger.items(ItemKind.VAT)
    assert item.attributes.get("reverse") is reverse
    assert item.attributes["use"] == "purchase"


def row(share, account="1530", type_="BAS", linetype="vat"):
    return (
        f'<account><dim1 dimensiontype="{type_}">{account}</dim1>'
        f"<percentage>{share}</percentage><linetype>{linetype}</linetype></account>"
    )


@pytest.mark.parametrize(
    ("rows", "deductible", "cost"),
    [
        ([row(100), row(-100)], None, None),
        ([row(50), row(-100), row(50, linetype="detail")], "50.00", None),
        ([row(-100), row(100, linetype="detail")], "0.00", None),
        ([row(35), row(65, "4500", "PNL"), row(-100)], "35.00", "4500"),
        ([row(50), row(-100)], "", None),
        (
            [row(50), row(25, "4500", "PNL"), row(25, "4600", "PNL"), row(-100)],
            *("", None),
        ),
    ],
)
def test_part_of_the_vat_that_the_buyer_owes_may_be_a_cost(
    ledger, server, rows, deductible, cost
):
    record = (
        "<vat><code>IV</code><name>Verlegd</name><type>purchase</type><percentages>"
        "<percentage><date>20121001</date><percentage>21.00</percentage><accounts>"
        f"{''.join(rows)}</accounts></percentage></percentages></vat>"
    )
    server.then(found(), found(("IV", "Verlegd")), soap(record))
    (item,) = ledger.items(ItemKind.VAT)
    assert item.attributes["reverse"]
    assert item.attributes.get("deductible") == deductible
    assert item.attributes.get("cost") == cost


def test_blocked_vat_code_is_not_active(ledger, server):
    server.then(found(("VH", "BTW hoog")), soap(VAT.replace("active", "hide")), found())
    (item,) = ledger.items(ItemKind.VAT)
    assert not item.active


def test_vat_codes_that_were_seen_are_not_read_again(ledger, server):
    server.then(found(("VL", "Laag"), ("VH", "Hoog")), soap(VAT), found())
    items = list(ledger.items(ItemKind.VAT, seen={"VL"}))
    assert [item.ref.code for item in items] == ["VH"]


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
        found(("1000", "Afnemer")),
        soap(OWING.format("11300")),
        soap('<dimension result="0" msgtype="error" msg="bestaat niet"/>'),
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
        "receivables": False,
        "transactions": False,
    }


def test_check_shows_the_account_of_the_receivables(ledger, server):
    for name, answer in TRIALS.items():
        server.then(answer)
        if name == "vat":
            server.then(soap(VAT))
        if name == "customers":
            server.then(found(("1000", "Afnemer")), soap(OWING.format("1300")))
            server.then(soap("<dimension><name>Debiteuren</name></dimension>"))
            server.then(soap("<browse/>"))
            break
    checks = {check.name: check.detail for check in ledger.check()}
    assert checks["receivables"] == "1300 Debiteuren"


OWING = (
    '<dimension result="1"><code>1000</code><financials>'
    "<substitutewith>{}</substitutewith></financials></dimension>"
)


TRIALS = {
    "administrations": soap('<offices><office name="Acme">NL001</office></offices>'),
    "administration": soap("<office><name>Acme</name></office>"),
    "accounts": found(("0110", "Gebouwen")),
    "vat": found(("VH", "Hoog")),
    "journals": found(("VRK", "Verkoop")),
    "customers": found(),
    "receivables": found(),
    "transactions": soap("<browse/>"),
}


@pytest.mark.parametrize("denied", TRIALS)
def test_each_trial_tries_what_it_is_named_after(ledger, server, denied):
    for name, answer in TRIALS.items():
        if name == denied:
            server.then(fault("102", text="Geen rechten."))
        else:
            server.then(answer)
            if name == "vat":
                server.then(soap(VAT))
    checks = {check.name: check for check in ledger.check()}
    assert list(checks) == list(TRIALS)
    assert [name for name, check in checks.items() if not check.passed] == [denied]
    assert "Geen rechten." in checks[denied].detail


def test_check_does_not_hide_that_the_token_is_refused(ledger, server):
    refusal = reply(status=401)
    server.then(refusal, refusal)
    with pytest.raises(NotAuthorised):
        ledger.check()
