"""Documents in a foreign currency: value, base value, reporting value."""

import pytest

THREE = ("value", "basevalue", "repvalue")


def dollars(twinfield, total="", detail="", header="", **changes):
    xml = twinfield.invoice(
        header=f"<currency>USD</currency>{header}",
        vat="VN",
        value="110.00",
        net="110.00",
        more=detail,
        **changes,
    )
    return xml.replace(
        "<debitcredit>debit</debitcredit>",
        f"<debitcredit>debit</debitcredit>{total}",
        1,
    )


def values(line, *names):
    return [line.findtext(name) for name in names or THREE]


def test_own_currency_has_one_value(twinfield):
    line = twinfield.process(twinfield.invoice()).find("lines/line")
    assert values(line) == ["121.00"] * 3
    assert values(line, "rate", "reprate") == ["1", "1"]


def test_rate_of_the_day_counts_where_none_is_given(twinfield):
    answer = twinfield.process(dollars(twinfield))
    for line in answer.findall("lines/line")[:2]:
        assert values(line) == ["110.00", "101.20", "101.20"]
        assert line.findtext("rate") == "0.920000000"
    assert values(answer.find("lines/line"), "openvalue", "openbasevalue") == [
        "110.00",
        "101.20",
    ]
    assert answer.find("header/currency").get("name") == "US-dollar"


def test_the_table_is_dated(twinfield):
    answer = twinfield.process(dollars(twinfield, date="20250315"))
    assert answer.findtext("lines/line/basevalue") == "99.00"


def test_given_values_go_before_the_table(twinfield):
    given = "<basevalue>100.00</basevalue><rate>0.909090909</rate>"
    answer = twinfield.process(dollars(twinfield, given, given))
    assert values(answer.find("lines/line"))[1] == "100.00"
    assert answer.findtext("lines/line/rate") == "0.909090909"


def test_given_rate_goes_before_the_table(twinfield):
    given = "<rate>0.5</rate>"
    answer = twinfield.process(dollars(twinfield, given, given))
    assert values(answer.find("lines/line"))[1] == "55.00"


def test_base_values_balance_on_their_own(twinfield):
    answer = twinfield.process(
        dollars(
            twinfield, "<basevalue>101.20</basevalue>", "<basevalue>100.00</basevalue>"
        )
    )
    assert answer.get("msg") == (
        "De boeking balanceert niet in de basisvaluta. Er ontbreekt 1.20 credit.//"
        "De boeking balanceert niet in de rapportagevaluta. Er ontbreekt 1.20 credit."
    )


def test_cents_lost_by_converting_lines_are_repaired(twinfield):
    # 3 x 0.92 x 33.33 = 91.98 and 0.92 x 99.99 = 91.99
    detail = (
        '<line type="detail"><dim1>8000</dim1><value>33.33</value>'
        "<debitcredit>credit</debitcredit></line>"
    )
    xml = (
        '<transaction destiny="final"><header><office>NL001</office><code>VRK</code>'
        "<currency>USD</currency><date>20260315</date><invoicenumber>F1</invoicenumber>"
        '</header><lines><line type="total"><dim2>1000</dim2><value>99.99</value>'
        f"<debitcredit>debit</debitcredit></line>{detail * 3}</lines></transaction>"
    )
    answer = twinfield.process(xml)
    assert answer.get("result") == "1"
    bases = [float(e.text) for e in answer.findall("lines/line/basevalue")]
    assert round(bases[0] - sum(bases[1:]), 2) == 0


def test_reporting_currency_has_its_own_rate(twinfield, box):
    box.control("reporting", office="NL001", currency="USD")
    line = twinfield.process(twinfield.invoice()).find("lines/line")
    assert values(line) == ["121.00", "121.00", "131.52"]
    assert line.findtext("reprate") == "1.086956522"
    line = twinfield.process(dollars(twinfield, number="F2")).find("lines/line")
    assert values(line) == ["110.00", "101.20", "110.00"]
    read = twinfield.process(
        "<read><type>transaction</type><office>NL001</office><code>VRK</code>"
        "<number>202600001</number></read>"
    )
    assert values(read.find("lines/line"), "repvalue", "repvalueopen") == [
        "131.52",
        "131.52",
    ]


@pytest.mark.parametrize("currency", ["XXX", "CHF"])
def test_currency_without_a_rate_is_refused(twinfield, box, currency):
    box.control("rate", office="NL001", currency="CHF", rate="1.05", date="2026-04-01")
    xml = dollars(twinfield).replace("USD", currency)
    assert twinfield.process(xml).find("header/currency").get("result") == "0"
    later = dollars(twinfield, date="20260401").replace("USD", currency)
    assert twinfield.process(later).get("result") == ("1" if currency == "CHF" else "0")


def test_vat_is_converted_too(twinfield):
    xml = twinfield.invoice(header="<currency>USD</currency>")
    answer = twinfield.process(xml)
    assert values(answer.find("lines/line[@type='vat']")) == ["21.00", "19.32", "19.32"]
    assert values(answer.find("lines/line[2]"), "vatvalue", "vatbasevalue") == [
        "21.00",
        "19.32",
    ]
    assert answer.findtext("lines/line[@type='vat']/vatbaseturnover") == "92.00"


def test_books_are_kept_in_the_base_currency(twinfield, box):
    twinfield.process(dollars(twinfield))
    totals = box.control("totals", office="NL001")
    assert totals["accounts"]["1300"] == "101.20"
    assert totals["invoices"]["F1"] == "110.00"
