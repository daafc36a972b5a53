"""Transactions as Twinfield checks, books and echoes them."""

import pytest


def said(element):
    return element.xpath("string(descendant-or-self::*[@msg][1]/@msg)")


def test_booked_invoice_is_echoed_with_number_and_vat_line(twinfield):
    answer = twinfield.process(twinfield.invoice())
    assert (answer.get("result"), answer.get("location")) == ("1", "final")
    assert answer.get("destiny") is None
    assert answer.findtext("header/number") == "202600001"
    assert answer.findtext("header/period") == "2026/03"
    assert answer.findtext("header/duedate") == "20260414"
    vat = answer.find("lines/line[@type='vat']")
    assert (vat.get("id"), vat.findtext("value"), vat.findtext("debitcredit")) == (
        "3",
        "21.00",
        "credit",
    )
    assert vat.findtext("vatturnover") == "100.00"
    total = answer.find("lines/line[@type='total']")
    assert total.findtext("dim1") == "1300"
    assert total.findtext("matchstatus") == "available"
    assert total.findtext("openvalue") == "121.00"


def test_batch_keeps_order_and_books_the_good_ones(twinfield):
    children = [
        twinfield.invoice("F1"),
        twinfield.invoice("F2", value="121.03"),
        twinfield.invoice("F1"),
        twinfield.invoice("F3"),
    ]
    answer = twinfield.process(f"<transactions>{''.join(children)}</transactions>")
    assert answer.get("result") == "0"
    assert [one.get("result") for one in answer] == ["1", "0", "0", "1"]
    assert [one.findtext("header/number") for one in answer] == [
        "202600001",
        None,
        None,
        "202600002",
    ]
    assert answer[1].get("destiny") == "final"
    assert answer[1].get("msg") == (
        "De boeking is niet in balans. Er ontbreekt 0.03 credit.//"
        "De boeking balanceert niet in de basisvaluta. Er ontbreekt 0.03 credit.//"
        "De boeking balanceert niet in de rapportagevaluta. Er ontbreekt 0.03 credit."
    )
    number = answer[2].find("header/invoicenumber")
    assert number.get("msgtype") == "warning"
    assert number.get("msg") == "Factuurnummer F1 komt reeds voor."
    assert number.getparent().get("result") == "0"


def test_duplicate_may_be_an_error_in_a_daybook(twinfield, box):
    """[?] That daybooks may differ in it."""
    box.control("duplicates", office="NL001", daybook="VRK")
    twinfield.process(twinfield.invoice())
    waived = twinfield.invoice(attributes='raisewarning="false"')
    answer = twinfield.process(waived)
    assert answer.get("result") == "0"
    assert answer.find("header/invoicenumber").get("msgtype") == "error"
    box.control("duplicates", office="NL001", daybook="VRK", refused=False)
    assert twinfield.process(waived).get("result") == "1"


@pytest.mark.parametrize("place", ["<transaction", "<invoicenumber"])
def test_duplicate_number_passes_when_warnings_are_waived(twinfield, place):
    twinfield.process(twinfield.invoice("F1"))
    xml = twinfield.invoice("F1").replace(place, f'{place} raisewarning="false"', 1)
    assert twinfield.process(xml).get("result") == "1"


@pytest.mark.parametrize(("value", "result"), [("121.02", "1"), ("121.03", "0")])
def test_autobalancevat_repairs_two_cents_and_no_more(twinfield, value, result):
    xml = twinfield.invoice(value=value, attributes='autobalancevat="true"')
    assert twinfield.process(xml).get("result") == result


def test_given_vat_value_goes_before_the_percentage(twinfield):
    xml = twinfield.invoice(value="121.01", more="<vatvalue>21.01</vatvalue>")
    assert twinfield.process(xml).get("result") == "1"


@pytest.mark.parametrize(
    ("changes", "path", "words"),
    [
        ({"destiny": "nowhere"}, ".", "Incorrecte XML - de bestemming is ongeldig."),
        ({"code": "XXX"}, "header/code", "Dagboek XXX bestaat niet."),
        (
            {"date": "20100315"},
            ".",
            "De boeking kan niet gemaakt worden omdat periode 2010/03 niet bestaat",
        ),
        (
            {"header": "<period>2026/09</period>"},
            "header/date",
            "Datum 15-03-2026 valt buiten de opgegeven periode (2026/09).",
        ),
        (
            {"relation": "1999"},
            "lines/line/dim2",
            "Dimensie 1999 komt niet voor in administratie NL001",
        ),
        (
            {"dim1": "9999"},
            "lines/line[2]/dim1",
            "Dimensie 9999 komt niet voor in administratie NL001",
        ),
        (
            {"vat": "21"},
            "lines/line[2]/vatcode",
            "Btw 21 bestaat niet of is (nog) niet actief.",
        ),
        (
            {"vat": "IH"},
            "lines/line[2]/vatcode",
            "BTW hoog inkoop (IH) is van het type Inkoop terwijl het dagboek van het "
            "btw-type Verkoop is.",
        ),
        ({"net": ""}, "lines/line[2]/value", "Waarde mag niet leeg zijn."),
    ],
)
def test_refusal_stands_where_it_belongs(twinfield, changes, path, words):
    answer = twinfield.process(twinfield.invoice(**changes))
    place = answer.find(path)
    assert place.get("msg") == words
    assert place.get("result") == "0" and answer.get("result") == "0"
    assert answer.findtext("header/number") is None


def test_closed_period_refuses(twinfield, box):
    box.control("period", office="NL001", period="2026/03", open=False)
    answer = twinfield.process(twinfield.invoice())
    assert "2026/03" in answer.get("msg")
    assert not box.control("transactions", office="NL001")["transactions"]


def test_english_user_reads_english(twinfield, box):
    box.control("language", language="en-GB")
    answer = twinfield.process(twinfield.invoice(dim1="9999"))
    assert said(answer) == "Dimension 9999 does not exist in company NL001"


def test_temporary_one_can_be_changed_and_deleted_final_not(twinfield):
    twinfield.process(twinfield.invoice(destiny="temporary"))
    number = "<number>202600001</number>"
    changed = twinfield.invoice(
        destiny="final", header=number, value="242.00", net="200.00"
    )
    assert twinfield.process(changed).findtext("header/number") == "202600001"
    delete = (
        '<transaction action="delete" reason="dubbel"><office>NL001</office>'
        "<code>VRK</code><number>202600001</number></transaction>"
    )
    answer = twinfield.process(delete)
    assert answer.get("msg") == "De status van de boeking moet Concept zijn."
    twinfield.process(twinfield.invoice("F2", destiny="temporary"))
    second = delete.replace("202600001", "202600002")
    no_reason = second.replace('reason="dubbel"', "")
    assert twinfield.process(no_reason).get("result") == "0"
    assert twinfield.process(second).get("result") == "1"
    read = (
        "<read><type>transaction</type><office>NL001</office><code>VRK</code>{}</read>"
    )
    gone = read.format("<number>202600002</number>")
    assert twinfield.process(gone).get("result") == "0"


def test_reverse_charge_makes_two_lines_of_opposite_value(twinfield):
    performance = (
        "<performancetype>services</performancetype>"
        "<performancecountry>DE</performancecountry>"
    )
    xml = twinfield.invoice(
        code="INK",
        relation="2000",
        dim1="4500",
        vat="IEUD",
        value="200.00",
        net="200.00",
        more=performance,
        sides=("credit", "debit"),
    )
    answer = twinfield.process(xml)
    lines = answer.findall("lines/line[@type='vat']")
    assert [(li.findtext("value"), li.findtext("debitcredit")) for li in lines] == [
        ("42.00", "debit"),
        ("42.00", "credit"),
    ]


def test_more_than_thousand_lines_are_no_request(twinfield):
    line = (
        '<line type="detail"><dim1>8000</dim1><value>1.00</value>'
        "<debitcredit>credit</debitcredit></line>"
    )
    xml = twinfield.invoice().replace("</lines>", line * 999 + "</lines>")
    assert twinfield.post(xml).status_code == 400


def test_numbers_count_per_daybook_and_year(twinfield):
    numbers = [
        twinfield.process(twinfield.invoice(number, date=day)).findtext("header/number")
        for number, day in (("A", "20260101"), ("B", "20250101"), ("C", "20260201"))
    ]
    assert numbers == ["202600001", "202500001", "202600002"]
