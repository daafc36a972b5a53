"""Relations, master data, browse data and matching."""

import pytest


def relation(name="Nieuwe Relatie", code="", more=""):
    return (
        f"<dimension><office>NL001</office><type>DEB</type>{code}"
        f"<name>{name}</name>{more}</dimension>"
    )


def columns(code, *fields, **filters):
    """``filters``: field with _ for . -> (operator, from, to)"""
    rows = "".join(
        f"<column><field>{field}</field><label>x</label><visible>true</visible></column>"
        for field in fields
    )
    for field, (operator, start, end) in filters.items():
        rows += (
            f"<column><field>{field.replace('__', '.')}</field><visible>false</visible>"
            f"<ask>true</ask><operator>{operator}</operator>"
            f"<from>{start}</from><to>{end}</to></column>"
        )
    return f'<columns code="{code}">{rows}</columns>'


def match(*lines):
    rows = "".join(
        f"<line><transcode>{code}</transcode><transnumber>{number}</transnumber>"
        f"<transline>{line}</transline><matchvalue>{value}</matchvalue></line>"
        for code, number, line, value in lines
    )
    return (
        "<match><set><office>NL001</office><matchcode>170</matchcode>"
        f"<matchdate>20260320</matchdate><lines>{rows}</lines></set></match>"
    )


# Relations


def test_first_free_code_of_the_mask_is_given(twinfield):
    answer = twinfield.process(relation())
    assert (answer.get("result"), answer.findtext("code")) == ("1", "1003")
    answer = twinfield.process(relation())
    assert answer.findtext("code") == "1004"


def test_mask_without_end_gives_no_code(twinfield, box):
    box.control("mask", office="NL001", type="DEB", mask="*")
    answer = twinfield.process(relation())
    assert answer.get("msg") == (
        "Het is niet gelukt de eerste vrije code aan te maken die voldoet aan het "
        "formaat *"
    )


@pytest.mark.parametrize(
    ("xml", "path", "words"),
    [
        (relation(name=""), "name", "Naam moet worden ingevuld"),
        (
            relation(code="<code>ABC</code>"),
            "code",
            "De code voldoet niet aan het formaat 1[0-9][0-9][0-9].",
        ),
        (
            relation(more="<inuse>true</inuse>"),
            ".",
            "Het element 'inuse' mag niet worden aangeleverd.",
        ),
        (
            relation(
                more="<financials><substitutewith>11300</substitutewith></financials>"
            ),
            "financials/substitutewith",
            "De dimensie 11300 met financieel niveau 1 niet gevonden.",
        ),
        (
            relation(
                more=f"<banks><bank><ascription>{'x' * 41}</ascription></bank></banks>"
            ),
            "banks/bank/ascription",
            "Begunstigde is ongeldig.",
        ),
    ],
)
def test_refused_relation_says_where_and_why(twinfield, xml, path, words):
    answer = twinfield.process(xml)
    assert answer.find(path).get("msg") == words
    assert answer.get("result") == "0"


def test_relation_is_changed_by_its_code(twinfield):
    twinfield.process(relation(name="Anders", code="<code>1000</code>"))
    answer = twinfield.process(
        "<read><type>dimensions</type><office>NL001</office><dimtype>DEB</dimtype>"
        "<code>1000</code></read>"
    )
    assert answer.findtext("name") == "Anders"
    assert answer.findtext("financials/substitutewith") == "1300"


@pytest.mark.parametrize(
    ("type_", "path", "words"),
    [
        ("BAS", "code", "Dimensie 0590 bestaat niet."),
        ("BAT", "type", "Dimensietype BAT bestaat niet."),
    ],
)
def test_unknown_record_is_told_where_it_is_asked_for(twinfield, type_, path, words):
    answer = twinfield.process(
        f"<read><type>dimensions</type><office>NL001</office><dimtype>{type_}</dimtype>"
        "<code>0590</code></read>"
    )
    assert answer.tag == "dimension"
    assert answer.find(path).get("msg") == words


def test_list_ends_with_the_marker_of_its_type(twinfield):
    answer = twinfield.process(
        "<list><type>dimensions</type><office>NL001</office><dimtype>DEB</dimtype></list>"
    )
    assert answer[-1].text == "DEB"
    assert answer[0].text == "1000"


def test_vat_code_has_its_rates_and_boxes(twinfield):
    answer = twinfield.process(
        "<read><type>vat</type><office>NL001</office><code>VH</code></read>"
    )
    rate = answer.find("percentages/percentage")
    assert rate.findtext("percentage") == "21.000000000"
    assert rate.findtext("accounts/account/group") == "NL1A"
    assert answer.findtext("type") == "sales"


def test_dimension_type_tells_its_mask(twinfield):
    answer = twinfield.process(
        "<dimensiontype><office>NL001</office><code>DEB</code></dimensiontype>"
    )
    assert answer.findtext("mask") == "1[0-9][0-9][0-9]"


# Browse and match

OPEN = "fin.trs.line.openvaluesigned"
STATUS = "fin.trs.line.matchstatus"


def booked(twinfield, number="F1"):
    return twinfield.process(twinfield.invoice(number)).findtext("header/number")


def receipt(twinfield, value="121.00"):
    answer = twinfield.process(
        '<transaction destiny="final"><header><office>NL001</office><code>BNK</code>'
        '<date>20260320</date></header><lines><line type="total" id="1">'
        f"<dim1>1100</dim1><value>{value}</value><debitcredit>debit</debitcredit></line>"
        '<line type="detail" id="2"><dim1>1300</dim1><dim2>1000</dim2>'
        f"<value>{value}</value><debitcredit>credit</debitcredit></line></lines>"
        "</transaction>"
    )
    assert answer.get("result") == "1"
    return answer.findtext("header/number")


def test_open_items_are_found_by_invoice_number(twinfield):
    booked(twinfield, "F1")
    booked(twinfield, "F2")
    xml = columns(
        "100",
        OPEN,
        STATUS,
        fin__trs__line__invnumber=("equal", "F2", ""),
        fin__trs__head__yearperiod=("between", "2026/00", "2026/55"),
        fin__trs__head__status=("equal", "normal", ""),
    )
    answer = twinfield.process(xml)
    assert (answer.get("first"), answer.get("last"), answer.get("total")) == (
        "1",
        "1",
        "1",
    )
    assert [td.text for td in answer.findall("tr/td")] == ["121.00", "available"]
    assert answer.findtext("tr/key/number") == "202600002"
    assert len(answer.findall("th/td")) == 2


def test_nothing_found_is_an_empty_table(twinfield):
    answer = twinfield.process(columns("130_3", OPEN))
    assert (answer.get("total"), answer.findall("tr")) == ("0", [])


def test_unknown_field_is_refused(twinfield):
    answer = twinfield.process(columns("100", "fin.trs.head.nonsense"))
    assert answer.get("result") == "0"


def test_part_match_leaves_the_rest_and_can_be_undone(twinfield, box):
    number, bank = booked(twinfield), receipt(twinfield, "21.00")
    answer = twinfield.process(
        match(("VRK", number, "1", "21.00"), ("BNK", bank, "2", "-21.00"))
    )
    assert answer.get("result") == "1"
    assert answer.find("set/dimensions/dimension").get("matchnumber") == "1"
    read = twinfield.process(
        "<read><type>transaction</type><office>NL001</office><code>VRK</code>"
        f"<number>{number}</number></read>"
    )
    line = read.find("lines/line")
    assert line.findtext("basevalueopen") == "100.00"
    assert line.findtext("matchstatus") == "available"
    found = line.find("matches/set/lines/line")
    assert [found.findtext(n) for n in ("code", "number", "line", "matchvalue")] == [
        "BNK",
        bank,
        "2",
        "-21.00",
    ]
    box.control("unmatch", office="NL001", invoicenumber="F1")
    answer = twinfield.process(columns("100", OPEN, STATUS))
    assert answer.find("tr/td").text == "121.00"


def test_whole_match_closes_both_and_can_not_be_repeated(twinfield):
    lines = [
        ("VRK", booked(twinfield), "1", "121.00"),
        ("BNK", receipt(twinfield), "2", "-121.00"),
    ]
    assert twinfield.process(match(*lines)).get("result") == "1"
    answer = twinfield.process(columns("100", STATUS))
    assert {td.text for td in answer.findall("tr/td")} == {"matched"}
    again = twinfield.process(match(*lines))
    assert again.find("set/lines/line").get("msg") == "De regel bestaat niet."


def test_matching_and_undoing_change_the_stamp(twinfield, box):
    number, bank = booked(twinfield), receipt(twinfield)
    box.control("clock", advance=3600)
    now = box.control("clock")["now"].replace("-", "").replace("T", "")
    since = now.replace(":", "")[:14]
    box.control("clock", advance=60)

    def touched():
        xml = columns(
            "100", OPEN, fin__trs__line__modified=("between", since, "29991231000000")
        )
        return twinfield.process(xml).get("total")

    twinfield.refresh()
    twinfield.token = twinfield.refresh()["access_token"]
    assert touched() == "0"
    twinfield.process(match(("VRK", number, "1", "121.00"), ("BNK", bank, "2", "-121")))
    assert touched() == "2"
    box.control("clock", advance=-3660)
