"""Transactions in full: texts, cost centres, statements, journals, performance."""

import pytest


def line(dim1, value, side, type_="detail", more=""):
    kind = f' type="{type_}"' if type_ else ""
    return (
        f"<line{kind}><dim1>{dim1}</dim1>{more}<value>{value}</value>"
        f"<debitcredit>{side}</debitcredit></line>"
    )


def entry(code, *lines, header="", destiny="final"):
    return (
        f'<transaction destiny="{destiny}"><header><office>NL001</office>'
        f"<code>{code}</code><date>20260315</date>{header}</header>"
        f"<lines>{''.join(lines)}</lines></transaction>"
    )


def said(element):
    return element.xpath("string(descendant-or-self::*[@msg][1]/@msg)")


# Dimensions of a line


def test_cost_centre_is_mandatory_forbidden_or_free(twinfield, box):
    with_centre = twinfield.invoice(more="<dim2>00001</dim2>")
    for value, bare, centred in (
        ("true", "0", "1"),
        ("false", "1", "0"),
        ("maybe", "1", "1"),
    ):
        box.control("reset")
        box.control("subanalyse", office="NL001", code="8000", value=value)
        assert twinfield.process(twinfield.invoice()).get("result") == bare
        answer = twinfield.process(with_centre.replace("F1", "F2"))
        assert answer.get("result") == centred


def test_missing_cost_centre_is_said_of_the_line(twinfield, box):
    box.control("subanalyse", office="NL001", code="8000", value="true")
    answer = twinfield.process(twinfield.invoice())
    assert answer.find("lines/line[2]").get("msg") == (
        "Grootboekrekening 8000 vereist de specificatie van een relatie of kostenplaats"
    )


@pytest.mark.parametrize(
    ("lines", "words"),
    [
        (
            [
                line("8000", "5.00", "debit", more="<dim2>1000</dim2>"),
                line("4000", "5.00", "credit"),
            ],
            "",
        ),
        (
            [
                line("1300", "5.00", "debit", more="<dim2>2000</dim2>"),
                line("4000", "5.00", "credit"),
            ],
            "Het formaat van het dimensietype CRD van dimensie Voorbeeld Leverancier "
            "(2000) op niveau 2 moet voldoen aan het formaat DEB",
        ),
        (
            [
                line("4000", "5.00", "debit", more="<dim3>00001</dim3>"),
                line("4000", "5.00", "credit"),
            ],
            "Het formaat van het dimensietype KPL van dimensie Verkoop (00001) op "
            "niveau 3 moet voldoen aan het formaat PRJ",
        ),
        (
            [
                line("4000", "5.00", "debit", more="<dim3>P0001</dim3>"),
                line("4000", "5.00", "credit"),
            ],
            "",
        ),
    ],
)
def test_each_level_has_its_own_types(twinfield, lines, words):
    assert said(twinfield.process(entry("MEMO", *lines))) == words


# Texts


@pytest.mark.parametrize(
    ("changes", "path"),
    [
        ({"more": f"<description>{'x' * 41}</description>"}, "lines/line/description"),
        ({"header": f"<freetext1>{'x' * 41}</freetext1>"}, "header/freetext1"),
    ],
)
def test_text_beyond_forty_characters_is_refused(twinfield, changes, path):
    answer = twinfield.process(twinfield.invoice(**changes))
    assert answer.find(path).get("msgtype") == "error"
    shorter = {name: text.replace("x" * 41, "x" * 40) for name, text in changes.items()}
    assert twinfield.process(twinfield.invoice(**shorter)).get("result") == "1"


def test_free_text_not_allowed_is_dropped_or_refused(twinfield, box):
    xml = twinfield.invoice(header="<freetext3>odoo-1</freetext3>")
    assert twinfield.process(xml).findtext("header/freetext3") == "odoo-1"
    box.control("freetexts", office="NL001", daybook="VRK", allowed=[1])
    answer = twinfield.process(xml.replace("F1", "F2"))
    assert (answer.get("result"), answer.find("header/freetext3")) == ("1", None)
    box.control("freetexts", office="NL001", daybook="VRK", allowed=[1], strict=True)
    answer = twinfield.process(xml.replace("F1", "F3"))
    assert answer.find("header/freetext3").get("result") == "0"


def test_further_elements_are_kept(twinfield):
    more = "<comment>Een lange tekst</comment><freechar>N</freechar>"
    answer = twinfield.process(
        twinfield.invoice(
            header="<paymentreference>RF18 5390</paymentreference>", more=more
        )
    )
    read = twinfield.process(
        "<read><type>transaction</type><office>NL001</office><code>VRK</code>"
        f"<number>{answer.findtext('header/number')}</number></read>"
    )
    assert read.findtext("header/paymentreference") == "RF18 5390"
    assert read.findtext("lines/line[2]/comment") == "Een lange tekst"
    assert read.findtext("lines/line[2]/freechar") == "N"


def test_line_for_another_office_needs_its_configuration(twinfield, box):
    xml = twinfield.invoice(more="<destoffice>NL002</destoffice>")
    assert twinfield.process(xml).get("msg") == (
        "Configuratiefout in rekening-courant. Er is geen directe ontvangstregel in "
        "administratie Voorbeeld Administratie (NL001)."
    )
    box.control("intercompany", office="NL001", allowed=["NL002"])
    answer = twinfield.process(xml)
    assert answer.findtext("lines/line[2]/localdim1") == "8000"


# Header


def test_due_date_follows_from_the_relation(twinfield):
    twinfield.process(
        "<dimension><office>NL001</office><type>DEB</type><code>1000</code>"
        "<name>x</name><financials><duedays>8</duedays></financials></dimension>"
    )
    answer = twinfield.process(twinfield.invoice())
    assert answer.findtext("header/duedate") == "20260323"


@pytest.mark.parametrize(
    ("xml", "result"),
    [
        ("<date>", "0"),
        ('<date raisewarning="false">', "1"),
    ],
)
def test_date_outside_its_period_is_a_warning(twinfield, xml, result):
    invoice = twinfield.invoice(header="<period>2026/04</period>")
    answer = twinfield.process(invoice.replace("<date>", xml))
    assert answer.get("result") == result
    if result == "0":
        assert answer.find("header/date").get("msgtype") == "warning"
    else:
        assert answer.findtext("header/period") == "2026/04"


def test_warnings_come_last_and_together(twinfield):
    twinfield.process(twinfield.invoice())
    period = "<period>2026/04</period>"
    answer = twinfield.process(twinfield.invoice(header=period, value="1.00"))
    assert [e.tag for e in answer.iter() if e.get("msg")] == ["transaction"]
    answer = twinfield.process(twinfield.invoice(header=period))
    assert [e.tag for e in answer.iter() if e.get("msg")] == ["date", "invoicenumber"]
    assert {e.get("msgtype") for e in answer.iter() if e.get("msg")} == {"warning"}


def test_final_one_is_not_changed(twinfield):
    twinfield.process(twinfield.invoice())
    again = twinfield.invoice(header="<number>202600001</number>")
    answer = twinfield.process(again)
    assert (answer.get("result"), answer.get("destiny")) == ("0", "final")


def test_temporary_one_is_rewritten_as_a_whole(twinfield, box):
    twinfield.process(twinfield.invoice(destiny="temporary"))
    twinfield.process(
        twinfield.invoice(
            "F2",
            value="12.10",
            net="10.00",
            destiny="temporary",
            header="<number>202600001</number>",
        )
    )
    (one,) = box.control("transactions", office="NL001")["transactions"]
    assert (one["invoicenumber"], one["lines"][0]["amount"]) == ("F2", "12.10")
    # The number it had before is free again.
    assert twinfield.process(twinfield.invoice()).get("result") == "1"


# Bank and journal

BANK = [
    line("1100", "100.00", "debit", "total"),
    line(
        "1300",
        "100.00",
        "credit",
        more="<dim2>1000</dim2><invoicenumber>F1</invoicenumber>",
    ),
]


@pytest.mark.parametrize(
    ("close", "result"), [("1100.00", "1"), ("1099.00", "0"), ("x", "0")]
)
def test_statement_moves_by_its_total(twinfield, close, result):
    header = (
        "<statementnumber>5</statementnumber><startvalue>1000.00</startvalue>"
        f"<closevalue>{close}</closevalue>"
    )
    answer = twinfield.process(entry("BNK", *BANK, header=header))
    assert answer.get("result") == result


def test_statement_is_nought_by_default(twinfield):
    answer = twinfield.process(entry("BNK", *BANK))
    assert answer.findtext("header/statementnumber") == "0"
    assert answer.findtext("lines/line[2]/invoicenumber") == "F1"
    assert answer.findtext("lines/line[2]/matchstatus") == "available"


def test_journal_lines_need_no_type(twinfield):
    answer = twinfield.process(
        entry(
            "MEMO",
            line("1300", "5.00", "debit", "", "<dim2>1000</dim2>"),
            line("4000", "5.00", "credit", ""),
        )
    )
    assert answer.get("result") == "1"
    assert [one.get("type") for one in answer.findall("lines/line")] == ["detail"] * 2
    assert answer.findtext("lines/line/openvalue") == "5.00"


@pytest.mark.parametrize(
    "lines",
    [
        [line("4000", "0.00", "debit")],
        [line("1100", "5.00", "debit", "total"), line("4000", "5.00", "credit")],
    ],
)
def test_journal_has_two_lines_and_no_total(twinfield, lines):
    assert twinfield.process(entry("MEMO", *lines)).get("result") == "0"


# VAT


def test_rate_of_nothing_has_its_vat_line(twinfield):
    answer = twinfield.process(twinfield.invoice(vat="VN", value="100.00"))
    vat = answer.find("lines/line[@type='vat']")
    assert [
        vat.findtext(name)
        for name in ("dim1", "value", "debitcredit", "vatturnover", "vatcode")
    ] == ["1500", "0.00", "credit", "100.00", "VN"]


def purchase(twinfield, relation="2001", more=""):
    return twinfield.invoice(
        code="INK",
        relation=relation,
        dim1="4500",
        vat="IEUD",
        value="200.00",
        net="200.00",
        more=more,
        sides=("credit", "debit"),
    )


SERVICES = "<performancetype>services</performancetype>"
PLACE = (
    "<performancecountry>DE</performancecountry>"
    "<performancevatnumber>DE123456789</performancevatnumber>"
)


@pytest.mark.parametrize(
    ("relation", "more", "result"),
    [
        ("2001", "", "0"),
        ("2001", SERVICES, "0"),
        ("2001", SERVICES + PLACE, "1"),
        ("2001", "<performancetype>both</performancetype>" + PLACE, "0"),
        # The relation has a VAT number, and that a country.
        ("2000", SERVICES, "1"),
        ("2000", "", "0"),
    ],
)
def test_supply_within_the_union_tells_of_itself(twinfield, relation, more, result):
    assert twinfield.process(purchase(twinfield, relation, more)).get("result") == (
        result
    )


@pytest.mark.parametrize(("kind", "date"), [("services", "20260315"), ("goods", None)])
def test_services_are_dated_goods_are_not(twinfield, kind, date):
    more = f"<performancetype>{kind}</performancetype>"
    answer = twinfield.process(purchase(twinfield, "2000", more))
    detail = answer.find("lines/line[2]")
    assert detail.findtext("performancevatnumber") == "DE123456789"
    assert detail.findtext("performancecountry") == "DE"
    assert detail.findtext("performancedate") == date


def test_totals_of_vat_stand_on_the_total_line(twinfield):
    total = twinfield.process(twinfield.invoice()).find("lines/line")
    assert (total.findtext("vattotal"), total.findtext("vatbasetotal")) == (
        "21.00",
        "21.00",
    )
