"""Accounts, contacts, addresses, bank accounts, mandates (reference 4.2)."""

import pytest
from exact_client import ENTRIES, error

ACCOUNTS = "crm/Accounts"


def make(exact, **values):
    return exact.create(ACCOUNTS, {"Name": "Voorbeeld Nieuw", **values})


def refused(exact, **values):
    answer = exact.post(ACCOUNTS, {"Name": "Voorbeeld Nieuw", **values})
    assert answer.status_code == 500
    return error(answer)


def test_only_a_name_is_needed(exact):
    row = make(exact)
    assert (row["Status"], row["Blocked"], row["IsSupplier"]) == ("A", False, False)
    assert error(exact.post(ACCOUNTS, {"City": "x"})) == "Verplicht: Naam"


def test_code_is_numbered_by_itself(exact):
    first, second = make(exact), make(exact)
    assert len(first["Code"]) == 18
    assert first["Code"].strip().isdigit()
    assert int(second["Code"]) == int(first["Code"]) + 1


def test_code_of_ones_own_is_padded(exact):
    assert make(exact, Code="20115")["Code"] == " " * 13 + "20115"
    assert make(exact, Code=" " * 13 + "20116")["Code"] == " " * 13 + "20116"


@pytest.mark.parametrize("code", ["1000", "              1000", "01000"])
def test_code_that_is_there(exact, code):
    assert refused(exact, Code=code) == "Gegeven bestaat reeds."


def test_code_is_a_number(exact):
    assert refused(exact, Code="AB") == "Ongeldig: Code"
    assert refused(exact, Code="1" * 19) == "Ongeldig: Code"


def test_same_code_in_a_put(exact):
    id_ = exact.account()
    assert exact.put(ACCOUNTS, id_, {"Code": "1000"}).status_code == 204
    exact.upgrade(same_code_refused=True)
    answer = exact.put(ACCOUNTS, id_, {"Code": "1000"})
    assert error(answer) == "Gegeven bestaat reeds."
    assert exact.put(ACCOUNTS, id_, {"City": "x"}).status_code == 204


def test_customer_and_supplier_in_one(exact):
    row = make(exact, Status="C", IsSupplier=True)
    assert row["IsSales"] is True
    assert exact.sell(Customer=row["ID"])
    assert exact.buy(Supplier=row["ID"])


def test_status_makes_a_customer(exact):
    row = make(exact, Status="P")
    assert row["IsSales"] is False
    exact.put(ACCOUNTS, row["ID"], {"Status": "C"})
    assert exact.one(ACCOUNTS, f"ID eq guid'{row['ID']}'")["IsSales"] is True


@pytest.mark.parametrize(
    ("values", "text"),
    [
        ({"Status": "X"}, "Ongeldig: Type"),
        ({"Email": "nonsense"}, "Ongeldig: E-mail []"),
        ({"Email": "a@voorbeeld.example;b@voorbeeld.example"}, "Ongeldig: E-mail []"),
        ({"VATNumber": "NL 1234"}, "Ongeldig: Btw-nummer"),
        ({"Country": "Nederland"}, "Ongeldige referentie: Land"),
        (
            {"PaymentConditionSales": "ZZ"},
            "Ongeldige referentie: PaymentConditionSales",
        ),
        ({"SalesVATCode": "99"}, "Ongeldige referentie: SalesVATCode"),
        (
            {"GLAR": "11111111-1111-4111-8111-111111111111"},
            "Ongeldige referentie: Debiteurenrekening",
        ),
    ],
)
def test_refusals(exact, values, text):
    assert refused(exact, **values) == text


def test_long_name_is_cut(exact):
    assert make(exact, Name="x" * 60)["Name"] == "x" * 50


def test_fields_stay_as_they_are(exact):
    values = {
        "AddressLine1": "Voorbeeldstraat 4",
        "Postcode": "1234AB",
        "City": "Voorbeeldstad",
        "ChamberOfCommerce": "12345678",
        "VATNumber": "NL812345678B01",
        "Email": "info@voorbeeld.example",
        "Phone": "030 1234567",
        "Website": "https://voorbeeld.example",
        "SearchCode": "ODOO-4711",
        "DiscountSales": 0.055,
        "PaymentConditionSales": "30",
    }
    row = make(exact, **values)
    assert {name: row[name] for name in values} == values


def test_names_of_codes(exact):
    row = make(exact, Country="BE", PaymentConditionSales="30", SalesVATCode="2")
    assert row["CountryName"] == "België"
    assert row["PaymentConditionSalesDescription"] == "30 dagen"
    assert row["SalesVATCodeDescription"] == "Btw hoog, exclusief"


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("VATNumber", "NL123456789B01"),
        ("SearchCode", "ODOO-1"),
        ("Email", "info@voorbeeld.example"),
        ("ChamberOfCommerce", "12345678"),
    ],
)
def test_found_by(exact, name, value):
    id_ = exact.account()
    exact.put(ACCOUNTS, id_, {name: value})
    query = {"select": "ID,Name", "top": 2}
    rows = exact.rows(ACCOUNTS, filter=f"{name} eq '{value}'", **query)
    assert [row["ID"] for row in rows] == [id_]


def test_used_account_can_not_be_deleted(exact):
    exact.sell()
    answer = exact.delete(ACCOUNTS, exact.account())
    assert answer.status_code == 500
    assert error(answer).startswith("Kan niet verwijderen:")
    assert exact.delete(ACCOUNTS, exact.account("1001")).status_code == 204


def test_deleted_account_is_told(exact):
    id_ = exact.account("1001")
    exact.delete(ACCOUNTS, id_)
    (row,) = exact.rows("sync/Deleted", filter="Timestamp gt 1")
    assert (row["EntityType"], row["EntityKey"]) == (2, id_)


def test_blocked_account(exact):
    exact.put(ACCOUNTS, exact.account(), {"Blocked": True})
    assert exact.post(ENTRIES, exact.invoice()).status_code == 500


# Belgium


def test_receivable_account_must_be_that_of_the_journal(exact, box):
    box.control("reset", seed="be")
    row = exact.create(
        "financial/GLAccounts", {"Code": "1310", "Description": "Groep", "Type": 20}
    )
    exact.put(ACCOUNTS, exact.account(), {"GLAR": row["ID"]})
    text = error(exact.post(ENTRIES, exact.invoice()))
    assert text.startswith("De klantenrekening van deze relatie is niet gelijk")
    box.control("reset", seed="default")


# Contacts, addresses


def test_contact(exact):
    id_ = exact.account()
    body = {"Account": id_, "FirstName": "Voor", "Email": "v@voorbeeld.example"}
    row = exact.create("crm/Contacts", body)
    assert (row["Account"], row["FirstName"]) == (id_, "Voor")
    text = error(exact.post("crm/Contacts", {"Account": id_}))
    assert "Verplicht" in text
    assert error(exact.post("crm/Contacts", {"LastName": "x"})) == "Verplicht: Relatie"


def test_main_contact(exact):
    body = {"Account": exact.account(), "LastName": "Beeld"}
    contact = exact.create("crm/Contacts", body)
    answer = exact.put(ACCOUNTS, exact.account(), {"MainContact": contact["ID"]})
    assert answer.status_code == 204


def address(exact, **more):
    return {
        "Account": exact.account(),
        "AddressLine1": "Voorbeeldstraat 5",
        "City": "Voorbeeldstad",
        "Country": "NL",
        "Type": 4,
        **more,
    }


def test_same_address_is_not_made_twice(exact):
    first = exact.create("crm/Addresses", address(exact))
    again = exact.create("crm/Addresses", address(exact))
    assert again["ID"] == first["ID"]
    other = exact.create("crm/Addresses", address(exact, Type=3))
    assert other["ID"] != first["ID"]
    assert other["Country"] == "NL "


def test_one_main_address_of_a_type(exact):
    first = exact.create("crm/Addresses", address(exact, Main=True))
    body = address(exact, AddressLine1="Voorbeeldstraat 6", Main=True)
    second = exact.create("crm/Addresses", body)
    third = exact.create("crm/Addresses", address(exact, Type=3, Main=True))
    rows = exact.rows("crm/Addresses", filter="Main eq true", select="ID")
    assert {row["ID"] for row in rows} == {second["ID"], third["ID"]}
    exact.put("crm/Addresses", first["ID"], {"Main": True})
    rows = exact.rows("crm/Addresses", filter="Main eq true", select="ID")
    assert {row["ID"] for row in rows} == {first["ID"], third["ID"]}


# Bank accounts, mandates


def iban(exact, **more):
    body = {"Account": exact.account(), "BankAccount": "NL13TEST0123456789", **more}
    return exact.create("crm/BankAccounts", body)


def test_bank_account(exact):
    row = iban(exact, Main=True, BICCode="TESTNL2A", Type="R")
    assert (row["BankAccount"], row["Type"]) == ("NL13TEST0123456789", "A")
    path = f"{ACCOUNTS}(guid'{exact.account()}')"
    shown = exact.get(path, expand="BankAccounts", select="ID,BankAccounts")
    (inner,) = shown.json()["d"]["BankAccounts"]["results"]
    assert inner["ID"] == row["ID"]
    text = error(exact.post("crm/BankAccounts", {"Account": exact.account()}))
    assert text == "Verplicht: Bankrekening"


def test_mandate(exact):
    body = {
        "Account": exact.account(),
        "BankAccount": iban(exact)["ID"],
        "Reference": "M1",
        "SignatureDate": "2026-01-01",
        "Type": 0,
        "PaymentType": 1,
    }
    row = exact.create("cashflow/DirectDebitMandates", body)
    assert row["Reference"] == "M1"
    answer = exact.post("cashflow/DirectDebitMandates", body)
    assert error(answer) == "Bestaat reeds: Mandaat referentie"


def test_mandate_of_no_bank_account(exact):
    body = {"Account": exact.account(), "Reference": "M1"}
    answer = exact.post("cashflow/DirectDebitMandates", body)
    assert answer.status_code == 500
