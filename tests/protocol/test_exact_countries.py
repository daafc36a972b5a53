"""The Belgian and the German division, and licences with divisions of their own."""

import pytest
from exact_client import ENTRIES, PURCHASES, error

BELGIUM, GERMANY = 210001, 310001


class Abroad:
    """What is done in one division by codes."""

    def __init__(self, exact, division):
        self.exact, self.division = exact, division

    def id_of(self, path, code):
        filter_ = f"trim(Code) eq '{code}'"
        rows = self.exact.rows(path, self.division, filter=filter_, select="ID")
        (row,) = rows
        return row["ID"]

    def line(self, net, vat, gl):
        account = self.id_of("financial/GLAccounts", gl)
        return {"GLAccount": account, "AmountFC": net, "VATCode": vat}

    def sell(self, journal, *lines, customer="1000", **more):
        body = {
            "Customer": self.id_of("crm/Accounts", customer),
            "Journal": journal,
            "EntryDate": "2026-06-10",
            "YourRef": "INV/1",
            "SalesEntryLines": [self.line(*line) for line in lines],
            **more,
        }
        return self.exact.post(ENTRIES, body, self.division)

    def buy(self, journal, *lines):
        body = {
            "Supplier": self.id_of("crm/Accounts", "2001"),
            "Journal": journal,
            "EntryDate": "2026-06-10",
            "YourRef": "F-1",
            "PurchaseEntryLines": [self.line(*line) for line in lines],
        }
        return self.exact.post(PURCHASES, body, self.division)

    def totals(self):
        return self.exact.box.control("totals", division=self.division)


@pytest.fixture
def belgium(exact):
    return Abroad(exact, BELGIUM)


@pytest.fixture
def germany(exact):
    return Abroad(exact, GERMANY)


# Belgium


def test_belgian_sale(belgium):
    answer = belgium.sell("700", ("100.00", "3", "700000"), ("50.00", "1", "700006"))
    entry = answer.json()["d"]
    assert (entry["AmountFC"], entry["VATAmountFC"]) == (174, 24)
    assert entry["EntryNumber"] == 267000001
    assert entry["JournalDescription"] == "Ventes"
    assert belgium.totals()["boxes"] == {"01": "50.00", "03": "100.00", "54": "24.00"}
    assert belgium.totals()["accounts"]["400000"] == "174.00"


def test_belgian_reverse_charge(belgium):
    """``Charged``: both a line of VAT to pay and one to claim [A]."""
    entry = belgium.buy("600", ("100.00", "14", "604000")).json()["d"]
    assert (entry["AmountFC"], entry["VATAmountFC"]) == (100, 0)
    totals = belgium.totals()
    assert totals["accounts"]["411100"] == "21.00"
    assert totals["accounts"]["451100"] == "-21.00"
    boxes = {"81": "100.00", "86": "100.00", "55": "21.00", "59": "21.00"}
    assert totals["boxes"] == boxes


def test_box_of_a_purchase_is_that_of_the_account(belgium):
    for gl in ("604000", "612000", "240000"):
        belgium.buy("600", ("100.00", "13", gl))
    boxes = {"81": "100.00", "82": "100.00", "83": "100.00", "59": "63.00"}
    assert belgium.totals()["boxes"] == boxes


@pytest.mark.parametrize(
    ("language", "text"),
    [
        (
            "nl-BE",
            "De klantenrekening van deze relatie is niet gelijk aan de rekening ",
        ),
        ("fr-BE", "Le compte clients de cette relation n'est pas égal au compte du "),
        ("de-BE", "Das Debitorenkonto dieser Beziehung ist nicht gleich dem Konto "),
        ("en-GB", "The customer's account differs from the account of the sales "),
    ],
)
def test_account_of_debtors_that_is_not_the_journals(exact, belgium, language, text):
    """It is about the customer, not about a journal that is unknown [I]."""
    exact.box.control("language", language=language)
    answer = belgium.sell("700", ("100.00", "3", "700000"), customer="1003")
    assert answer.status_code == 500
    assert error(answer).startswith(text)


def test_belgian_master_data(exact):
    row = exact.rows("vat/VATCodes", BELGIUM, filter="trim(Code) eq '14'")[0]
    assert (row["Charged"], row["EUSalesListing"]) == (True, "L")
    assert (row["GLToPayCode"], row["GLToClaimCode"]) == ("451100", "411100")
    row = exact.rows("financial/GLAccounts", BELGIUM, filter="Code eq '604000'")[0]
    assert (row["Description"], row["VATGLAccountType"]) == (
        "Achats de marchandises",
        "81",
    )
    row = exact.rows("crm/Accounts", BELGIUM, filter="trim(Code) eq '1000'")[0]
    assert (row["Country"], row["Language"].strip()) == ("BE ", "FR-BE")


# Germany


def test_german_sale(germany):
    answer = germany.sell("70", ("100.00", "1", "8400"), ("100.00", "4", "8125"))
    entry = answer.json()["d"]
    assert (entry["AmountFC"], entry["VATAmountFC"]) == (219, 19)
    assert entry["JournalDescription"] == "Ausgangsrechnungen"
    assert germany.totals()["boxes"] == {"41": "100.00", "81": "100.00"}
    assert germany.totals()["accounts"]["1776"] == "-19.00"


def test_german_purchase_from_within_the_eu(germany):
    germany.buy("60", ("100.00", "14", "3425"))
    germany.buy("60", ("100.00", "15", "3123"))
    germany.buy("60", ("100.00", "11", "4930"))
    assert germany.totals()["boxes"] == {
        "89": "100.00",
        "61": "19.00",
        "46": "100.00",
        "47": "19.00",
        "67": "19.00",
        "66": "19.00",
    }


def test_german_discount_accounts(exact):
    """[A]"""
    row = exact.rows("vat/VATCodes", GERMANY, filter="trim(Code) eq '1'")[0]
    found = (row["GLDiscountSalesCode"], row["GLDiscountSalesDescription"])
    assert found == ("8736", "Gewährte Skonti 19 % USt")


def test_german_words(exact, germany):
    exact.box.control("language", language="de-DE")
    exact.box.control("period", division=GERMANY, period="2026/06", open=False)
    answer = germany.sell("70", ("100.00", "1", "8400"))
    assert error(answer) == "Der Zeitraum ist abgeschlossen: 2026 - 6"


# Both


@pytest.mark.parametrize(
    ("division", "journal", "gl", "rest"),
    [(BELGIUM, "200", "657000", "900"), (GERMANY, "20", "4900", "90")],
)
def test_accountant_knows_the_codes(exact, division, journal, gl, rest):
    """Receipts, write-offs and corrections go where they go in this division."""

    def act(path, **values):
        return exact.box.control(path, division=division, **values)

    act("fill", entries=2)
    one, two = {"invoicenumber": "FILL1"}, {"invoicenumber": "FILL2"}
    kept = {"type": "writeoff", "amount": "1.00"}
    made = act("receipt", invoices=[{**one, "writeoff": kept}])
    assert made["journal"] == journal
    assert act("totals")["accounts"][gl] == "1.00"
    assert act("writeoff", **two, amount="2.00")["journal"] == rest
    assert act("deposit", relation="1000", amount="5.00")["journal"] == journal
    assert act("totals")["accounts"][gl] == "3.00"
    assert act("reversal", **one)["journal"] == journal


@pytest.mark.parametrize("division", [124132, BELGIUM, GERMANY])
def test_every_code_fits(exact, division):
    """All that a record speaks of is there."""
    accounts = {r["ID"] for r in exact.rows("financial/GLAccounts", division)}
    for row in exact.rows("vat/VATCodes", division):
        for name in ("GLToPay", "GLToClaim"):
            assert row[name] is None or row[name] in accounts
        if row["Charged"]:
            assert row["GLToPay"]
            assert row["GLToClaim"]
    for row in exact.rows("financial/Journals", division):
        assert row["GLAccount"] in accounts or row["Type"] == 90
    for row in exact.rows("logistics/Items", division):
        assert row["GLRevenue"] in accounts


def test_divisions_share_nothing(exact, belgium):
    """Nothing of one division is seen in another."""
    belgium.sell("700", ("100.00", "3", "700000"))
    assert exact.rows(ENTRIES) == exact.rows(ENTRIES, GERMANY) == []
    assert len(exact.rows(ENTRIES, BELGIUM)) == 1


# Licences


def codes(exact, path, division):
    return [row["Code"] for row in exact.rows(path, division, select="Code")]


@pytest.mark.parametrize(
    ("division", "own"),
    [(124132, [124132, 124133]), (BELGIUM, [BELGIUM]), (GERMANY, [GERMANY])],
)
def test_divisions_of_a_licence_and_of_all(exact, division, own):
    """[A, I] hrm and AllDivisions: of the licence; system: of all."""
    everywhere = [124132, 124133, BELGIUM, GERMANY]
    assert codes(exact, "hrm/Divisions", division) == own
    assert codes(exact, "system/AllDivisions", division) == own
    assert codes(exact, "system/Divisions", division) == everywhere


def test_customers_of_the_licences(exact):
    rows = exact.rows("system/Divisions")
    assert [row["CustomerCode"].strip() for row in rows] == ["1", "1", "2", "3"]
    assert len({row["Customer"] for row in rows}) == 3
    assert [row["Hid"] for row in rows] == ["1", "2", "1", "1"]
    assert [row["Legislation"] for row in rows] == ["NL ", "NL ", "BE ", "DE "]
    assert [row["VATNumber"][:2] for row in rows] == ["NL", "NL", "BE", "DE"]


def test_division_of_another_licence_may_be_closed(exact, box):
    box.control("right", division=BELGIUM, granted=False)
    answer = exact.get("crm/Accounts", BELGIUM, select="ID")
    assert answer.headers["Reason"] == "NoDivisionAccess"
    assert codes(exact, "system/Divisions", 124132) == [124132, 124133, GERMANY]


def test_where_they_are_is_told(box):
    assert box.info["administrations"] == ["124132", "124133"]
    countries = {"nl": "124132", "be": str(BELGIUM), "de": str(GERMANY)}
    assert box.info["countries"] == countries
