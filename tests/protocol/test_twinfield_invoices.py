"""Classic sales invoices, and the master data around them."""

import pytest
from test_twinfield_examples import is_in_order, tags, values

OFFICE = "<office>NL001</office>"
LINE = (
    "<line><article>4</article><quantity>2</quantity><units>1</units>"
    "<description>Advies</description><vatcode>VH</vatcode></line>"
)


def invoice(header="", lines=LINE, attributes="", **changes):
    fields = {
        "invoicetype": "FACTUUR",
        "customer": "1000",
        "invoicedate": "20260315",
        "status": "concept",
        **changes,
    }
    head = "".join(f"<{k}>{v}</{k}>" for k, v in fields.items() if v is not None)
    return (
        f"<salesinvoice{attributes}><header>{OFFICE}{head}{header}</header>"
        f"<lines>{lines}</lines></salesinvoice>"
    )


def read(twinfield, kind, code, more=""):
    return twinfield.process(
        f"<read><type>{kind}</type>{OFFICE}<code>{code}</code>{more}</read>"
    )


def read_invoice(twinfield, number):
    more = f"<invoicenumber>{number}</invoicenumber>"
    return read(twinfield, "salesinvoice", "FACTUUR", more)


def test_concept_is_calculated_and_kept(twinfield, box):
    answer = twinfield.process(invoice())
    assert (answer.tag, dict(answer.attrib)) == ("salesinvoice", {"result": "1"})
    assert is_in_order("header lines vatlines totals".split(), tags(answer))
    assert values(
        answer, "header/invoicenumber", "header/status", "header/duedate"
    ) == [*("1", "concept", "20260414")]
    line = answer.find("lines/line")
    assert values(line, "valueexcl", "vatvalue", "valueinc") == [
        *("150.00", "31.50", "181.50")
    ]
    assert values(answer, "totals/valueexcl", "totals/valueinc") == ["150.00", "181.50"]
    assert values(answer.find("vatlines/vatline"), "vatcode", "vatvalue") == [
        *("VH", "31.50")
    ]
    assert answer.find("financials") is None
    assert not box.control("transactions", office="NL001")["transactions"]
    found = read_invoice(twinfield, 1)
    assert values(found, "header/customer", "totals/valueinc") == ["1000", "181.50"]


def test_final_one_is_booked(twinfield, box):
    answer = twinfield.process(invoice(status="final"))
    assert values(answer, "financials/code", "financials/number") == [
        *("VRK", "202600001")
    ]
    (entry,) = box.control("transactions", office="NL001")["transactions"]
    assert [(li["type"], li["dim1"], li["amount"]) for li in entry["lines"]] == [
        ("total", "1300", "181.50"),
        ("detail", "8020", "-150.00"),
        ("vat", "1530", "-31.50"),
    ]
    assert entry["invoicenumber"] == "1"


def test_closed_period_keeps_the_final_one_out(twinfield, box):
    box.control("period", office="NL001", period="2026/03", open=False)
    answer = twinfield.process(invoice(status="final"))
    assert (answer.get("result"), "2026/03" in answer.get("msg")) == ("0", True)
    assert read_invoice(twinfield, 1).get("result") == "0"


def test_concept_becomes_final_and_is_fixed(twinfield):
    twinfield.process(invoice())
    number = "<invoicenumber>1</invoicenumber>"
    answer = twinfield.process(invoice(number, status="final"))
    assert answer.findtext("header/invoicenumber") == "1"
    assert answer.findtext("financials/number") == "202600001"
    assert twinfield.process(invoice(number)).get("result") == "0"


def test_only_calculated(twinfield):
    answer = twinfield.process(invoice(attributes=' calculateonly="true"'))
    assert answer.findtext("totals/valueinc") == "181.50"
    assert answer.find("header/invoicenumber") is None
    assert read_invoice(twinfield, 1).get("result") == "0"


def test_free_text_and_prices_with_vat(twinfield):
    lines = (
        "<line><article>-</article><quantity>1</quantity>"
        "<unitspriceinc>121.00</unitspriceinc><vatcode>VH</vatcode>"
        "<dim1>8010</dim1></line>"
        "<line><article>0</article><quantity>2</quantity>"
        "<unitspriceexcl>10.00</unitspriceexcl><vatcode>VL</vatcode></line>"
    )
    answer = twinfield.process(invoice(lines=lines, status="final"))
    assert values(answer, "totals/valueexcl", "totals/valueinc") == ["120.00", "142.80"]
    assert [v.findtext("vatvalue") for v in answer.findall("vatlines/vatline")] == [
        "21.00",
        "1.80",
    ]
    assert answer.findtext("financials/number") == "202600001"


@pytest.mark.parametrize(
    ("changes", "path", "words"),
    [
        (
            {"invoicetype": "NO"},
            "header/invoicetype",
            "Het factuurtype bestaat niet",
        ),
        ({"customer": "1999"}, "header/customer", "De klantdimensie bestaat niet."),
        ({"duedate": "soon"}, "header/duedate", "De vervaldatum is ongeldig."),
        (
            {"customer": "1999"},
            ".",
            "Er zijn fouten opgetreden bij de koptekst: kan geen totalen berekenen.",
        ),
        (
            {"lines": LINE.replace("<article>4</article>", "<article/>")},
            "lines/line/article",
            "Artikelcode mag niet leeg zijn.//De artikelcode is niet gevonden.",
        ),
        (
            {"lines": LINE.replace("<article>4<", "<article>77<")},
            "lines/line/article",
            "De artikelcode is niet gevonden.",
        ),
        (
            {"lines": LINE.replace("VH", "IH")},
            "lines/line/vatcode",
            "Ongeldige btw-code.",
        ),
    ],
)
def test_recorded_refusals(twinfield, changes, path, words):
    answer = twinfield.process(invoice(**changes))
    assert answer.find(path).get("msg") == words
    assert answer.get("result") == "0"


def test_address_that_the_customer_has_not(twinfield):
    twinfield.process(
        f"<dimension>{OFFICE}<type>DEB</type><code>1000</code><name>x</name>"
        "<addresses><address><city>Utrecht</city></address></addresses></dimension>"
    )
    for number, result in (("1", "1"), ("2", "0")):
        answer = twinfield.process(invoice(invoiceaddressnumber=number))
        assert answer.get("result") == result
    assert answer.find("header/invoiceaddressnumber").get("msg") == (
        "Het adres is ongeldig."
    )


def test_batch_of_invoices(twinfield):
    batch = f"<salesinvoices>{invoice()}{invoice(customer='1999')}</salesinvoices>"
    answer = twinfield.process(batch)
    assert answer.get("result") == "0"
    assert [e.get("result") for e in answer] == ["1", "0"]


def test_recorded_reads_of_none(twinfield):
    unknown = read_invoice(twinfield, 1234567890)
    assert (unknown.tag, len(unknown), dict(unknown.attrib)) == (
        "salesinvoice",
        0,
        {
            "msgtype": "error",
            "msg": "Factuur 1234567890 van type FACTUUR bestaat niet.",
            "result": "0",
        },
    )
    text = read_invoice(twinfield, "no")
    assert (text.tag, text.get("msg")) == (
        "read",
        "invoicenumber moet een geheel getal zijn.",
    )
    assert tags(text) == ["type", "office", "code", "invoicenumber"]
    office = twinfield.process(
        "<read><type>salesinvoice</type><office>no</office><code>FACTUUR</code>"
        "<invoicenumber>1</invoicenumber></read>"
    )
    assert office.get("msg") == "De administratie bestaat niet."


# Articles

ARTICLE = (
    f"<articles><article><header>{OFFICE}<code>10</code><name>Boek</name>"
    "<vatcode>VL</vatcode></header><lines><line><unitspriceexcl>20.00</unitspriceexcl>"
    "<freetext1>8010</freetext1></line></lines></article></articles>"
)


def test_article_is_written_read_and_sold(twinfield):
    answer = twinfield.process(ARTICLE)
    assert (answer.get("result"), answer[0].get("result")) == ("1", "1")
    found = read(twinfield, "article", "10")
    assert values(found, "header/name", "lines/line/unitspriceexcl") == [
        *("Boek", "20.00")
    ]
    line = "<line><article>10</article><quantity>3</quantity></line>"
    sold = twinfield.process(invoice(lines=line))
    assert values(sold, "totals/valueexcl", "totals/valueinc") == ["60.00", "65.40"]
    listed = twinfield.process(f"<list><type>articles</type>{OFFICE}</list>")
    assert [e.text for e in listed] == ["4", "9060", "10"]


def test_article_without_name_is_refused(twinfield):
    answer = twinfield.process(ARTICLE.replace("<name>Boek</name>", ""))
    assert answer.find("article/header").get("result") == "0"
    assert read(twinfield, "article", "10").get("result") == "0"


# VAT codes

VAT = (
    "<vat{attributes}>" + OFFICE + "<code>VX</code><name>Verkoop bijzonder</name>"
    "<shortname>V bijz</shortname><type>sales</type><percentages>{rates}</percentages>"
    "</vat>"
)
RATE = (
    "<percentage><date>{}</date><percentage>{}</percentage><accounts><account>"
    "<dim1>1530</dim1><group>NL1A</group><percentage>100</percentage></account>"
    "</accounts></percentage>"
)


def vat(*rates, attributes=""):
    rows = "".join(RATE.format(*rate) for rate in rates)
    return VAT.format(rates=rows, attributes=attributes)


def test_vat_code_has_a_history_of_rates(twinfield):
    answer = twinfield.process(vat(("20250101", "10"), ("20260401", "20")))
    assert dict(answer.attrib) == {"status": "active", "result": "1"}
    rates = answer.findall("percentages/percentage")
    assert [values(r, "date", "percentage") for r in rates] == [
        ["20250101", "10.000000000"],
        ["20260401", "20.000000000"],
    ]
    for date, value, number in (
        ("20260315", "110.00", "A"),
        ("20260415", "120.00", "B"),
    ):
        xml = twinfield.invoice(number, value=value, vat="VX", date=date)
        assert twinfield.process(xml).get("result") == "1"
    early = twinfield.invoice("C", value="110.00", vat="VX", date="20241231")
    assert twinfield.process(early).find("lines/line[2]/vatcode").get("msg") == (
        "Btw VX bestaat niet of is (nog) niet actief."
    )


def test_vat_code_is_changed_and_deleted(twinfield):
    twinfield.process(vat(("20250101", "10")))
    twinfield.process(vat(("20250101", "12")))
    rates = read(twinfield, "vat", "VX").findall("percentages/percentage")
    assert [r.findtext("percentage") for r in rates] == ["12.000000000"]
    deleted = twinfield.process(vat(attributes=' status="deleted"'))
    assert deleted.get("status") == "deleted"
    xml = twinfield.invoice(value="112.00", vat="VX")
    assert twinfield.process(xml).get("result") == "0"


@pytest.mark.parametrize(
    ("old", "new", "path"),
    [
        ("Verkoop bijzonder", "x" * 41, "name"),
        ("V bijz", "x" * 21, "shortname"),
        ("<type>sales</type>", "<type>both</type>", "type"),
        ("1530", "9999", ".//dim1"),
        ("20250101", "2025", ".//date"),
        (">10<", ">ten<", "percentages/percentage/percentage"),
    ],
)
def test_vat_code_that_does_not_fit_is_refused(twinfield, old, new, path):
    answer = twinfield.process(vat(("20250101", "10")).replace(old, new))
    assert answer.find(path).get("result") == "0"


# Currencies, offices, users, and the rest

CURRENCY = (
    f"<currencies><currency>{OFFICE}<code>CHF</code><name>Zwitserse frank</name><rates>"
    "<rate><startdate>20260101</startdate><rate>1.05</rate></rate>"
    "<rate><startdate>20260401</startdate><rate>1.07</rate></rate></rates></currency>"
    "</currencies>"
)


def test_currency_with_its_rates(twinfield):
    assert twinfield.process(CURRENCY).get("result") == "1"
    found = read(twinfield, "currency", "CHF")
    assert [values(r, "startdate", "rate") for r in found.findall("rates/rate")] == [
        ["20260101", "1.050000000"],
        ["20260401", "1.070000000"],
    ]
    xml = twinfield.invoice(header="<currency>CHF</currency>", date="20260415")
    assert twinfield.process(xml).findtext("lines/line/basevalue") == "129.47"
    listed = twinfield.process(f"<list><type>currencies</type>{OFFICE}</list>")
    assert [e.text for e in listed] == ["EUR", "USD", "GBP", "CHF"]


@pytest.mark.parametrize(
    ("old", "new"), [("1.05", "x"), ("1.05", "-1"), ("0101<", "<")]
)
def test_rate_that_is_none_is_refused(twinfield, old, new):
    answer = twinfield.process(CURRENCY.replace(old, new))
    assert answer.find("currency/rates/rate").get("result") == "0"
    assert read(twinfield, "currency", "CHF").get("result") == "0"


def test_office_is_read_with_its_settings(twinfield, box):
    box.control("reporting", office="NL001", currency="USD")
    found = read(twinfield, "office", "NL001")
    assert dict(found.attrib) == {"status": "active", "result": "1"}
    assert is_in_order(
        "code name shortname created modified touched user general".split(), tags(found)
    )
    general = found.find("general")
    assert tags(general) == (
        "basecurrency reportingcurrency type demo vatnumber cocnumber defaultbank "
        "region hierarchy address".split()
    )
    assert values(general, "basecurrency", "reportingcurrency") == ["EUR", "USD"]
    refused = twinfield.process(f"<read><type>office</type>{OFFICE}</read>")
    assert refused.get("msg") == "U hebt geen toegang tot deze administratie."


def test_office_is_renamed(twinfield):
    twinfield.process("<office><code>NL001</code><name>Andere naam</name></office>")
    listed = twinfield.process("<list><type>offices</type></list>")
    assert listed[0].get("name") == "Andere naam"


def test_users(twinfield):
    listed = twinfield.process("<list><type>users</type></list>")
    assert [e.text for e in listed] == ["BOEKH", "ODOO", "SUPER"]
    assert read(twinfield, "user", "ODOO").findtext("name") == "Odoo koppeling"
    assert read(twinfield, "user", "NONE").find("code").get("result") == "0"


def test_account_codes(twinfield):
    answer = twinfield.process(f"<accountcodes>{OFFICE}</accountcodes>")
    assert answer.get("result") == "1"
    assert "8000" in [e.text for e in answer]


@pytest.mark.parametrize(
    ("xml", "path"),
    [
        ("<list><type>banks</type></list>", "type"),
        ("<read><type>banks</type></read>", "type"),
        ("<list/>", "."),
        ("<nonsense/>", "."),
    ],
)
def test_type_that_is_not_there(twinfield, xml, path):
    answer = twinfield.process(xml)
    assert answer.find(path).get("msg") == "Type niet geïmplementeerd."
    assert answer.get("result") == "0"
