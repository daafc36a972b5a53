"""Master data, with the answers that the documentation shows."""

import pytest
from loopback import fault, found, not_known, reply, soap
from twinfield_answers import account, opened

from odoo.addons.connector_base.ledger.errors import (
    NotAuthorised,
    ProtocolError,
    Unavailable,
    Unsupported,
)
from odoo.addons.connector_base.ledger.values import ItemKind, Relation
from odoo.addons.twinfield_connector.client.items import NEW


@pytest.fixture
def ledger(server):
    with opened(server) as ledger:
        yield ledger


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


# Many that changed


def many():
    return found(*((f"{number:04}", f"K{number}") for number in range(51)))


def test_when_many_changed_all_are_read_at_once(ledger, server):
    whole = soap(f"<dimensions>{account('0001', 'Nieuw', 'true')}</dimensions>")
    server.then(many(), whole, found())
    (item,) = ledger.items(ItemKind.ACCOUNT, "2024-03-01T10:00:00")
    assert item.name == "Nieuw"
    assert len(server.requests) == 3


def test_when_many_changed_that_may_not_be_read_codes_and_names_must_do(ledger, server):
    server.then(many(), fault("102"), found())
    items = list(ledger.items(ItemKind.ACCOUNT, "2024-03-01T10:00:00"))
    assert [item.name for item in items] == [f"K{number}" for number in range(51)]
    ((code, words),) = [(one.code, one.detail) for one in ledger.remarks]
    assert code == "resource_refused"
    assert words.startswith("BAS: 102")


def test_when_many_changed_of_an_office_that_is_not_ours_it_is_an_error(ledger, server):
    server.then(many(), fault("101"))
    with pytest.raises(NotAuthorised) as caught:
        list(ledger.items(ItemKind.ACCOUNT, "2024-03-01T10:00:00"))
    assert caught.value.code == "administration_denied"


def test_one_that_changed_and_may_not_be_read_has_its_name(ledger, server):
    server.then(found(("0110", "Gebouwen")), fault("102"), found())
    (item,) = ledger.items(ItemKind.ACCOUNT, "2024-03-01T10:00:00")
    assert (item.name, item.attributes) == ("Gebouwen", {"type": "balance"})
    ((code, words),) = [(one.code, one.detail) for one in ledger.remarks]
    assert code == "resource_refused"
    assert words.startswith("BAS 0110: 102")


def test_outage_while_one_that_changed_is_read_is_no_refusal(ledger, server):
    server.then(found(("0110", "Gebouwen")), reply(status=503))
    with pytest.raises(Unavailable):
        list(ledger.items(ItemKind.ACCOUNT, "2024-03-01T10:00:00"))
