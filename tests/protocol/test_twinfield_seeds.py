"""What an office holds at the start, whatever year it is."""

import pytest
from test_twinfield_finder import codes, find


@pytest.fixture
def seeded(box):
    yield lambda seed: box.control("reset", seed=seed)
    box.control("reset", seed="default")


def test_dutch_template(twinfield, seeded):
    seeded("template-nl")
    assert codes(find(twinfield, "OFF")) == ["NL001"]
    assert codes(find(twinfield, "TRS")) == ["BNK", "INK", "KAS", "MEMO", "VRK"]
    vat = set(codes(find(twinfield, "VAT")))
    assert {"VH", "VL", "VN", "IH", "IL", "IN", "ICP", "IV", "IEUD", "IEUG"} <= vat
    accounts = codes(find(twinfield, "DIM", options={"level": "1"}))
    assert {"1300", "1600", "1515", "8000", "8060"} <= set(accounts)
    assert twinfield.process(twinfield.invoice()).get("result") == "1"
    purchase = twinfield.invoice(
        code="INK",
        relation="2000",
        dim1="1280",
        vat="IN",
        value="50.00",
        net="50.00",
        sides=("credit", "debit"),
    )
    line = twinfield.process(purchase).find("lines/line[@type='vat']")
    assert (line.findtext("dim1"), line.findtext("debitcredit")) == ("1515", "debit")


def test_empty_office_has_accounts_only(twinfield, seeded):
    seeded("empty")
    kinds = {"DEB": 0, "CRD": 0, "KPL": 0, "PRJ": 0}
    for kind in kinds:
        assert codes(find(twinfield, "DIM", options={"dimtype": kind})) == []
    assert codes(find(twinfield, "DIM", options={"dimtype": "PNL"}))
    answer = twinfield.process(
        "<dimension><office>NL001</office><type>DEB</type><name>x</name></dimension>"
    )
    assert answer.findtext("code") == "1000"


@pytest.mark.parametrize("year", [2019, 2024, 2031])
def test_years_are_those_around_the_clock(twinfield, box, year):
    box.control("clock", set=f"{year}-12-31T23:00:00")
    box.control("reset")
    twinfield.token = twinfield.refresh()["access_token"]
    periods = codes(find(twinfield, "PRD"))
    assert (periods[0], periods[-1]) == (f"{year - 2}/00", f"{year + 1}/55")
    xml = twinfield.invoice(date=f"{year}1230", header="<currency>USD</currency>")
    assert twinfield.process(xml).get("result") == "1"


def test_user_with_all_rights(twinfield, seeded, box):
    """The office that the vendor's examples speak of, and its user of level 1."""
    ask = "<read><type>user</type><code>ODOO</code></read>"
    assert twinfield.process(ask).findtext("role") == "LEVEL3"
    seeded("001")
    offices = twinfield.process("<list><type>offices</type></list>", company="001")
    assert [one.text for one in offices] == ["001"]
    assert twinfield.process(ask, company="001").findtext("role") == "LEVEL1"
    xml = twinfield.invoice().replace("NL001", "001")
    assert twinfield.process(xml, company="001").get("result") == "1"
    box.control("level", level="LEVEL4")
    assert twinfield.process(ask, company="001").findtext("role") == "LEVEL4"
    with pytest.raises(ValueError, match="level is one of"):
        box.control("level", level="LEVEL10")


def test_unknown_seed(box):
    with pytest.raises(Exception, match="seed must be one of"):
        box.control("reset", seed="nonsense")


def test_invoice_is_found_at_once_among_many(twinfield, box):
    """The duplicate check does not read all entries."""
    box.control("fill", office="NL001", entries=20000)
    answer = twinfield.process(twinfield.invoice("FILL20000"))
    assert answer.find("header/invoicenumber").get("msgtype") == "warning"
    batch = "".join(twinfield.invoice(f"N{number}") for number in range(25))
    answer = twinfield.process(f"<transactions>{batch}</transactions>")
    assert answer.get("result") == "1"
    assert answer[24].findtext("header/number") == "202620025"
