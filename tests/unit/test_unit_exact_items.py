"""Master data of Exact Online, divisions and trial calls."""

import pytest
from exact_answers import (
    CUSTOMER,
    REVENUE,
    account_row,
    asked,
    d,
    opened,
    page,
    refused,
    remarks,
)

from odoo.addons.connector_base.ledger.errors import (
    InDoubt,
    ProtocolError,
)
from odoo.addons.connector_base.ledger.values import Item, ItemKind, Ref
from odoo.addons.exact_connector.client import const

SCOPE = refused("Forbidden - Application Scope Violated. Cannot read", 403)


@pytest.fixture
def ledger(server):
    with opened(server) as ledger:
        yield ledger


def account(**values):
    return {
        "ID": REVENUE,
        "Code": "8000",
        "Description": "Revenue",
        "Type": 110,
        "IsBlocked": False,
        "UseCostcenter": 1,
        **values,
    }


def vat(**values):
    return {
        "ID": "v",
        "Code": "2  ",
        "Description": "21 %",
        "Type": "E",
        "Percentage": 0.21,
        "VATTransactionType": "S",
        "EUSalesListing": "N",
        "IsBlocked": False,
        "Charged": False,
        **values,
    }


def test_pages_are_followed_and_strangers_not(ledger, server):
    control = account(ID="x", Code="1300", Type=20)
    following = f"{server.url}/api/v1/124132/financial/GLAccounts?$skiptoken=guid'x'"
    server.then(
        d({"results": [account(), control], "__next": following}),
        page(account(ID="y", Code="8010", UseCostcenter=0)),
    )
    found = list(ledger.items(ItemKind.ACCOUNT))
    assert [(one.ref.code, one.attributes["cost_centre"]) for one in found] == [
        ("8000", "required"),
        ("8010", "allowed"),
    ]
    server.then(d({"results": [account()], "__next": "http://elsewhere.example/next"}))
    with pytest.raises(InDoubt) as caught:
        list(ledger.items(ItemKind.ACCOUNT))
    assert caught.value.code == "unexpected_answer"


@pytest.mark.parametrize("type_", const.CONTROL_TYPES)
def test_accounts_of_the_ledger_itself_are_not_offered(ledger, server, type_):
    server.then(page(account(Type=type_)))
    assert list(ledger.items(ItemKind.ACCOUNT)) == []


def test_vat_codes_that_include_vat_are_not_offered(ledger, server):
    server.then(page(vat(), vat(Code="1  ", Type="I")))
    (one,) = ledger.items(ItemKind.VAT)
    assert one.ref.code == "2"
    assert one.attributes == {
        "percentage": "21.00",
        "use": "sale",
        "intra": False,
        "reverse": False,
    }


@pytest.mark.parametrize(
    ("values", "name", "value"),
    [
        ({"VATTransactionType": "P"}, "use", "purchase"),
        ({"VATTransactionType": "B"}, "use", None),
        ({"EUSalesListing": "S"}, "intra", True),
        ({"EUSalesListing": None}, "intra", None),
        ({"Charged": True}, "reverse", True),
        ({"Charged": None}, "reverse", None),
        ({"Percentage": 0.055}, "percentage", "5.50"),
        ({"Percentage": None}, "percentage", "0.00"),
    ],
)
def test_vat_code_says_what_the_mapping_needs(ledger, server, values, name, value):
    server.then(page(vat(**values)))
    (one,) = ledger.items(ItemKind.VAT)
    assert one.attributes.get(name) == value


def test_what_is_blocked_or_over_is_not_active(ledger, server):
    coded = {"ID": "c", "Code": "AMS", "Description": None}
    day = "/Date(1782777600000)/"  # the day before
    for kind, rows in (
        (ItemKind.ACCOUNT, [account(), account(IsBlocked=True)]),
        (ItemKind.VAT, [vat(), vat(IsBlocked=True)]),
        (
            ItemKind.JOURNAL,
            [
                {**coded, "Type": 20, "IsBlocked": False},
                {**coded, "Type": 20, "IsBlocked": True},
            ],
        ),
        (
            ItemKind.COST_CENTRE,
            [
                {**coded, "Active": True, "EndDate": None},
                {**coded, "Active": False, "EndDate": None},
            ],
        ),
        (
            ItemKind.COST_CENTRE,
            [
                {**coded, "Active": True, "EndDate": "/Date(1782864000000)/"},
                {**coded, "Active": True, "EndDate": day},
            ],
        ),
        (
            ItemKind.PROJECT,
            [{**coded, "EndDate": None}, {**coded, "EndDate": day}],
        ),
    ):
        server.then(page(*rows))
        assert [one.active for one in ledger.items(kind)] == [True, False], kind


def test_days_of_a_condition_where_no_end_of_a_month_comes_into_it(ledger, server):
    coded = {"ID": "c", "Code": "30", "Description": "30 days"}
    server.then(
        page(
            {**coded, "PaymentDays": 30, "PaymentEndOfMonths": 0},
            {**coded, "PaymentDays": 0, "PaymentEndOfMonths": 2},
            {**coded, "PaymentDays": None, "PaymentEndOfMonths": 0},
        )
    )
    found = [one.attributes for one in ledger.items(ItemKind.CONDITION)]
    assert found == [{"days": 30}, {}, {}]


def test_periods_are_named_as_ours_are(ledger, server):
    row = {
        "ID": "p",
        "FinYear": 2026,
        "FinPeriod": 4,
        "EndDate": "/Date(1777507200000)/",
    }
    server.then(page(row))
    (one,) = ledger.items(ItemKind.PERIOD)
    assert (one.ref.code, one.attributes) == ("2026/04", {"end": "2026-04-30"})


def test_texts_of_entries_are_known_without_a_call(ledger, server):
    codes = [one.ref.code for one in ledger.items(ItemKind.TEXT)]
    assert codes[:4] == ["Description", "PaymentReference", "OrderNumber", "Notes"]
    assert all(code.startswith("relation/") for code in codes[4:])
    assert server.requests == []


# Customers and suppliers


def sync_row(version, **values):
    return account_row(Timestamp=str(version), **values)


def test_all_customers_come_a_thousand_a_page(ledger, server):
    supplier = sync_row(8, ID="s", Status="A", IsSupplier=True)
    server.then(page(sync_row(7), supplier))
    (one,) = ledger.items(ItemKind.CUSTOMER)
    assert (one.ref, one.attributes["version"]) == (Ref(code="20115", id=CUSTOMER), 7)
    path, options = asked(server.requests[0])
    assert (path, options["$filter"]) == ("sync/CRM/Accounts", "Timestamp gt 0")
    server.then(page(sync_row(7), supplier))
    assert [one.ref.id for one in ledger.items(ItemKind.SUPPLIER)] == ["s"]


def test_stopped_half_way_it_goes_on_behind_what_was_read(server):
    """Two hundred thousand customers are more than a minute has calls for."""
    known = [
        Item(
            kind=ItemKind.CUSTOMER,
            ref=Ref(code=id_, id=id_),
            name=id_,
            attributes={"version": version} if version else {},
        )
        for id_, version in (("a", 7), ("b", 12), ("c", 99), ("d", 0))
    ]
    with opened(server, cached=lambda kind: known) as ledger:
        server.then(page())
        list(ledger.items(ItemKind.CUSTOMER, seen={"a", "b", "d"}))
    assert asked(server.requests[0])[1]["$filter"] == "Timestamp gt 12"


def test_what_changed_since_is_asked_for_in_the_servers_time(ledger, server):
    server.then(page(account_row()))
    (one,) = ledger.items(ItemKind.CUSTOMER, since="2026-07-01T10:00:00")
    assert "version" not in one.attributes
    path, options = asked(server.requests[0])
    assert path == "crm/Accounts"
    assert options["$filter"] == "Modified ge datetime'2026-07-01T11:00:00'"


def test_without_the_synchronisation_they_are_read_by_a_filter(ledger, server):
    server.then(SCOPE, page(account_row()), page())
    assert [one.ref.id for one in ledger.items(ItemKind.CUSTOMER)] == [CUSTOMER]
    assert asked(server.requests[1])[1]["$filter"] == "Status eq 'C'"
    assert list(ledger.items(ItemKind.SUPPLIER)) == []
    assert asked(server.requests[2])[1]["$filter"] == "IsSupplier eq true"
    assert [code for code, _detail in remarks(ledger)] == ["resource_refused"]


def untold(*names):
    return {k: v for k, v in account_row().items() if k not in names}


def test_who_does_not_say_what_it_is_may_be_either(ledger, server):
    """Better than not to find it, and to make it once more."""
    row = untold("Status", "IsSupplier", "Name")
    server.then(page({**row, "Timestamp": 1}), page({**row, "Timestamp": 1}))
    for kind in (ItemKind.CUSTOMER, ItemKind.SUPPLIER):
        (one,) = ledger.items(kind)
        assert (one.ref.id, one.name) == (CUSTOMER, row["Code"].strip())


# What may not be read


@pytest.mark.parametrize(
    "kind",
    [ItemKind.COST_CENTRE, ItemKind.PROJECT, ItemKind.CONDITION, ItemKind.PERIOD],
)
def test_what_can_be_done_without_stays_as_it_is_known(server, kind):
    known = Item(kind=kind, ref=Ref(code="AMS"), name="Amsterdam")
    with opened(server, cached=lambda asked: [known] * (asked is kind)) as ledger:
        server.then(SCOPE)
        assert list(ledger.items(kind)) == [known]
        assert [code for code, _detail in remarks(ledger)] == ["resource_refused"]


def test_so_do_accounts_that_are_known(server):
    """Booking goes on with them."""
    known = Item(kind=ItemKind.ACCOUNT, ref=Ref(code="8000"), name="Revenue")
    with opened(server, cached=lambda _kind: [known]) as ledger:
        server.then(SCOPE)
        assert list(ledger.items(ItemKind.ACCOUNT)) == [known]
        assert [code for code, _detail in remarks(ledger)] == ["resource_refused"]


@pytest.mark.parametrize("kind", [ItemKind.ACCOUNT, ItemKind.VAT, ItemKind.JOURNAL])
def test_what_is_needed_to_book_is_asked_for(ledger, server, kind):
    """As a right that is missing for this list, not for the whole connection."""
    server.then(SCOPE)
    with pytest.raises(ProtocolError) as caught:
        list(ledger.items(kind))
    assert caught.value.code == "access_denied"
    server.then(*[refused("Please add a $filter", 400)])
    with pytest.raises(ProtocolError):
        list(ledger.items(kind))


def test_what_can_be_done_without_is_none_where_none_is_known(ledger, server):
    server.then(SCOPE)
    assert list(ledger.items(ItemKind.PROJECT)) == []
    ((code, words),) = remarks(ledger)
    assert code == "resource_refused"
    assert words.startswith("hrm/Costunits")


def test_only_general_journals_say_whether_they_allow_vat(ledger, server):
    row = {"ID": "j", "Code": "90", "Description": "Memorial", "IsBlocked": False}
    server.then(
        page(
            {**row, "Type": 90, "AllowVAT": False},
            {**row, "Type": 90, "AllowVAT": True},
            {**row, "Type": 20, "AllowVAT": False},
        )
    )
    assert [one.attributes for one in ledger.items(ItemKind.JOURNAL)] == [
        {"use": "general", "vat_allowed": False},
        {"use": "general", "vat_allowed": True},
        {"use": "sale"},
    ]


def test_customer_is_known_by_all_that_may_be_compared(ledger, server):
    server.then(page({**account_row(), "Timestamp": 7}))
    (one,) = ledger.items(ItemKind.CUSTOMER)
    assert one.attributes == {
        "vat": "NL812345678B01",
        "chamber": "12345678",
        "email": "administratie@korenbloem.example",
        "postcode": "1234AB",
        "country": "NL",
        "version": 7,
    }


def test_it_ends_after_its_last_day(ledger, server):
    today = "/Date(1782864000000)/"
    coded = {"ID": "c", "Code": "AMS", "Description": None}
    server.then(page({**coded, "EndDate": today}))
    assert [one.active for one in ledger.items(ItemKind.PROJECT)] == [True]
