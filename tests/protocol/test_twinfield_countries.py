"""A Belgian and a German office, and what is said in their languages."""

import re

import pytest
from sandbox.twinfield import messages, words
from test_twinfield_finder import codes, find, headings, rows

# What is sold there for 100
SALE = {
    "be": {"code": "VEN", "relation": "1000", "dim1": "700000", "vat": "V21"},
    "de": {"code": "AR", "relation": "10000", "dim1": "8400", "vat": "U19"},
}
# What is bought there from within the EU, for 100
PURCHASE = {
    "be": {"code": "ACH", "relation": "2000", "dim1": "604000", "vat": "AICG"},
    "de": {"code": "ER", "relation": "70000", "dim1": "3425", "vat": "VEUL"},
}
GOODS = (
    "<performancetype>goods</performancetype><performancedate>20260315"
    "</performancedate>"
)


class Abroad:
    """What is done in the one office of a seed."""

    def __init__(self, twinfield, box, seed):
        self.twinfield, self.box, self.seed = twinfield, box, seed
        self.code = f"{seed.upper()}001"
        box.control("reset", seed=seed)

    def process(self, xml):
        xml = xml.replace("NL001", self.code)
        return self.twinfield.process(xml, company=self.code)

    def find(self, kind, **options):
        return find(self.twinfield, kind, options=options, company=self.code)

    def sell(self, **changes):
        return self.process(self.twinfield.invoice(**{**SALE[self.seed], **changes}))

    def buy(self):
        values = {"value": "100.00", "more": GOODS, "sides": ("credit", "debit")}
        values |= PURCHASE[self.seed]
        return self.process(self.twinfield.invoice("F2", **values))

    def act(self, path, **values):
        return self.box.control(path, office=self.code, **values)


@pytest.fixture
def abroad(twinfield, box):
    yield lambda seed: Abroad(twinfield, box, seed)
    box.control("reset", seed="default")


def test_belgian_office(abroad):
    office = abroad("be")
    assert rows(office.find("OFF")) == [["BE001", "Exemple Commerce SA", "BE"]]
    found = office.find("TRS")
    assert codes(found) == ["ACH", "BNQ", "CAI", "OD", "VEN"]
    assert headings(found) == ["Code", "Nom"]
    assert ["BE03", "Opérations à 21 %"] in rows(office.find("VTB"))
    assert rows(office.find("VGM")) == [["BE", "Belgique"]]
    record = office.process("<read><type>office</type><code>NL001</code></read>").find(
        "general"
    )
    assert (record.findtext("region"), record.findtext("defaultbank")) == ("BE", "BNQ")
    vat = office.process(
        "<read><type>vat</type><office>NL001</office><code>AICG</code></read>"
    )
    assert [one.text for one in vat.iter("group")] == ["BE59", "BE55"]
    assert {one.text for one in vat.iter("groupcountry")} == {"BE"}
    assert office.sell().get("result") == "1"
    assert office.buy().get("result") == "1"
    totals = office.act("totals")
    assert totals["boxes"] == {
        "BE03": {"turnover": "100.00", "vat": "21.00"},
        "BE59": {"turnover": "-100.00", "vat": "-21.00"},
        "BE55": {"turnover": "-100.00", "vat": "21.00"},
    }
    found = totals["accounts"]
    assert (found["411100"], found["451100"]) == ("21.00", "-21.00")


def test_german_office(abroad):
    office = abroad("de")
    assert codes(office.find("TRS")) == ["AR", "BANK", "ER", "KASSE", "SONST"]
    assert codes(office.find("DIM", dimtype="DEB")) == ["10000", "10001", "10002"]
    assert office.sell(value="119.00").get("result") == "1"
    assert office.buy().get("result") == "1"
    totals = office.act("totals")
    assert totals["boxes"] == {
        "DE81": {"turnover": "100.00", "vat": "19.00"},
        "DE61": {"turnover": "-100.00", "vat": "-19.00"},
        "DE89": {"turnover": "-100.00", "vat": "19.00"},
    }
    assert totals["accounts"]["1776"] == "-19.00"


@pytest.mark.parametrize(
    ("seed", "unknown", "value", "wrong"),
    [
        (
            "be",
            "La dimension 9999 n'existe pas dans l'administration BE001",
            "120.00",
            "L'écriture n'est pas en équilibre. Il manque 1.00 au débit.",
        ),
        (
            "de",
            "Die Dimension 9999 kommt im Mandanten DE001 nicht vor",
            "118.00",
            "Die Buchung ist nicht ausgeglichen. Es fehlen 1.00 im Soll.",
        ),
    ],
)
def test_words_are_those_of_the_country(abroad, seed, unknown, value, wrong):
    """The user's language there; another may be given."""
    office = abroad(seed)
    answer = office.sell(relation="9999")
    assert answer.find("lines/line/dim2").get("msg") == unknown
    assert office.sell(value=value).get("msg").split("//")[0] == wrong
    office.box.control("language", language="es-ES")
    answer = office.sell(relation="9999")
    assert answer.find("lines/line/dim2").get("msg").startswith("Dimensie 9999 komt")


@pytest.mark.parametrize(
    ("seed", "relation", "daybooks", "accounts"),
    [
        ("be", "1001", ["BNQ", "OD", "BNQ"], {"657000": "3.00", "550000": "144.00"}),
        ("de", "10001", ["BANK", "SONST", "BANK"], {"4900": "3.00", "1200": "142.00"}),
    ],
)
def test_accountant_knows_the_codes(abroad, seed, relation, daybooks, accounts):
    """Receipts, write-offs and deposits go where they go in this office."""
    office = abroad(seed)
    office.act("fill", entries=2)
    kept = {"type": "writeoff", "amount": "1.00"}
    made = [
        office.act("receipt", invoices=[{"invoicenumber": "FILL1", "writeoff": kept}]),
        office.act("writeoff", invoicenumber="FILL2", amount="2.00"),
        office.act("deposit", relation=relation, amount="24.00"),
    ]
    assert [one["daybook"] for one in made] == daybooks
    found = office.act("totals")["accounts"]
    assert {code: found[code] for code in accounts} == accounts


@pytest.mark.parametrize("seed", ["default", "be", "de"])
def test_every_code_fits(abroad, box, seed):
    """All that a record speaks of is there, and has a code of its kind."""
    box.control("reset", seed=seed)
    for office in box.service.offices.values():
        used = [*office.writeoff_accounts.values(), *office.control_accounts.values()]
        used += [book.account for book in office.daybooks.values() if book.account]
        used += [office.usual[name] for name in ("revenue", "difference", "suspense")]
        for code in office.vat.values():
            assert len(code.name) <= 40
            used += [account for account, _share, _group in code.rates[0].accounts]
            groups = {group for _account, _share, group in code.rates[0].accounts}
            assert groups <= set(office.vat_groups)
        assert all(office.account(account) for account in used)
        for type_, code in office.dimensions:
            assert office.fits(type_, code), (type_, code)


def test_everything_is_said_in_four_languages():
    """With the same values in it."""
    assert set(words.TEXTS) == set(messages.MESSAGES)
    assert set(words.WORDS) == set(messages.WORDS)
    for key, texts in words.TEXTS.items():
        dutch, english, _evidence = messages.MESSAGES[key]
        for text in (english, *texts):
            assert places(text) == places(dutch), key


def places(text):
    return set(re.findall(r"{\w+}", text))
