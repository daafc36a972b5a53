"""The worked examples of the interface, sent as they stand and read as they stand.

Only codes and years are those of the seed.
"""

import requests
from lxml import etree

TWF = "http://www.twinfield.com/"
SERVICE = """<s:Envelope xmlns:s="http://schemas.xmlsoap.org/soap/envelope/"><s:Header>
<Header xmlns="http://www.twinfield.com/"><AccessToken>{token}</AccessToken>
<CompanyCode>{company}</CompanyCode></Header></s:Header><s:Body>{call}</s:Body></s:Envelope>
"""


def tags(element):
    return [child.tag for child in element]


def values(element, *names):
    return [element.findtext(name) for name in names]


def is_in_order(wanted, found):
    """All of ``wanted`` are in ``found``, one after the other."""
    left = iter(found)
    return all(name in left for name in wanted)


def call(twinfield, service, operation, body, company="NL001"):
    """The ``<operation>Response`` of an .asmx service, without its namespace."""
    answer = requests.post(
        f"{twinfield.cluster}/webservices/{service}.asmx",
        data=SERVICE.format(token=twinfield.token, company=company, call=body).encode(),
        headers={
            "Content-Type": "text/xml; charset=utf-8",
            "SOAPAction": f'"{TWF}{operation}"',
        },
        timeout=10,
    )
    found = etree.fromstring(answer.content).find(f".//{{{TWF}}}{operation}Response")
    for element in found.iter():
        element.tag = etree.QName(element).localname
    return found


INVOICE = """<transactions>
 <transaction destiny="final" autobalancevat="true">
  <header><office>NL001</office><code>VRK</code><currency>EUR</currency>
   <date>20260315</date><period>2026/03</period>
   <invoicenumber>INV/2026/0042</invoicenumber><duedate>20260329</duedate>
   <freetext3>odoo-4711</freetext3></header>
  <lines>
   <line type="total" id="1"><dim1>1300</dim1><dim2>1001</dim2><value>175.50</value>
    <debitcredit>debit</debitcredit><description>INV/2026/0042</description></line>
   <line type="detail" id="2"><dim1>8020</dim1><dim2>00001</dim2><value>100.00</value>
    <debitcredit>credit</debitcredit><description>Onderhoud</description>
    <vatcode>VH</vatcode><vatvalue>21.00</vatvalue></line>
   <line type="detail" id="3"><dim1>8040</dim1><value>50.00</value>
    <debitcredit>credit</debitcredit><description>Boeken</description>
    <vatcode>VL</vatcode><vatvalue>4.50</vatvalue></line>
  </lines>
 </transaction>
</transactions>"""
CREDIT = """<transaction destiny="final">
 <header><office>NL001</office><code>VRK</code><currency>EUR</currency>
  <date>20260318</date><invoicenumber>RINV/2026/0003</invoicenumber></header>
 <lines>
  <line type="total" id="1"><dim1>1300</dim1><dim2>1001</dim2><value>60.50</value>
   <debitcredit>credit</debitcredit><description>RINV/2026/0003</description></line>
  <line type="detail" id="2"><dim1>8020</dim1><dim2>00001</dim2><value>50.00</value>
   <debitcredit>debit</debitcredit><vatcode>VH</vatcode><vatvalue>10.50</vatvalue>
  </line>
 </lines>
</transaction>"""
RECEIPT = """<transaction destiny="final">
 <header><office>NL001</office><code>BNK</code><currency>EUR</currency>
  <date>20260320</date><statementnumber>5</statementnumber>
  <startvalue>1000.00</startvalue><closevalue>1100.00</closevalue></header>
 <lines><line type="total" id="1"><dim1>1100</dim1><value>100.00</value>
   <debitcredit>debit</debitcredit></line>
  <line type="detail" id="2"><dim1>1300</dim1><dim2>1001</dim2><value>100.00</value>
   <debitcredit>credit</debitcredit><invoicenumber>INV/2026/0042</invoicenumber>
   <description>Deelbetaling</description></line></lines></transaction>"""
MATCH = """<match><set><office>NL001</office><matchcode>170</matchcode>
 <matchdate>20260320</matchdate><lines>
  <line><transcode>VRK</transcode><transnumber>202600001</transnumber>
   <transline>1</transline><matchvalue>100.00</matchvalue></line>
  <line><transcode>BNK</transcode><transnumber>202600001</transnumber>
   <transline>2</transline><matchvalue>-100.00</matchvalue></line></lines>
 </set></match>"""


def test_list_of_companies(twinfield):
    answer = twinfield.process("<list><type>offices</type></list>", company="")
    assert (answer.tag, dict(answer.attrib)) == ("offices", {"result": "1"})
    assert answer[0].tag == "office" and answer[0].text == "NL001"
    assert list(answer[0].attrib) == ["name", "shortname"]


def test_sales_invoice_with_two_rates_and_a_cost_centre(twinfield):
    root = twinfield.process(INVOICE)
    assert (root.tag, dict(root.attrib)) == ("transactions", {"result": "1"})
    one = root[0]
    assert dict(one.attrib) == {
        "autobalancevat": "true",
        "location": "final",
        "result": "1",
    }
    header = one.find("header")
    assert is_in_order(
        "office code currency date period invoicenumber duedate freetext3 origin "
        "originreference user regime number".split(),
        tags(header),
    )
    assert values(header, "origin", "regime", "number", "duedate", "originreference")[
        :4
    ] == ["import", "generic", "202600001", "20260329"]
    assert dict(header.find("code").attrib) == {
        "name": "Verkoopfactuur",
        "shortname": "Verkoop",
    }
    assert dict(header.find("currency").attrib) == {"name": "Euro", "shortname": "Euro"}
    lines = one.findall("lines/line")
    assert [(li.get("type"), li.get("id")) for li in lines] == [
        ("total", "1"),
        ("detail", "2"),
        ("detail", "3"),
        ("vat", "4"),
        ("vat", "5"),
    ]
    assert is_in_order(
        "dim1 dim2 value debitcredit description rate basevalue reprate repvalue "
        "vattotal vatbasetotal matchlevel customersupplier openvalue openbasevalue "
        "openrepvalue matchstatus".split(),
        tags(lines[0]),
    )
    assert list(lines[0].find("dim2").attrib) == [
        "name",
        "shortname",
        "type",
        "inuse",
        "vatcode",
        "vatobligatory",
    ]
    assert values(
        lines[0], "rate", "basevalue", "repvalue", "vattotal", "vatbasetotal"
    ) == ["1", "175.50", "175.50", "25.50", "25.50"]
    assert values(
        lines[0], "openvalue", "openbasevalue", "openrepvalue", "matchstatus"
    ) == ["175.50", "175.50", "175.50", "available"]
    assert lines[1].find("vatcode").get("name") == "BTW hoog"
    assert lines[1].findtext("matchstatus") == "notmatchable"
    wanted = ("dim1", "value", "debitcredit", "vatcode", "vatturnover", "baseline")
    assert values(lines[3], *wanted) == ["1530", "21.00", "credit", "VH", "100.00", "1"]
    assert values(lines[4], *wanted) == ["1531", "4.50", "credit", "VL", "50.00", "2"]
    assert is_in_order(
        "dim1 value debitcredit vatturnover vatbaseturnover baseline".split(),
        tags(lines[3]),
    )


def test_credit_note_swaps_the_sides(twinfield):
    root = twinfield.process(CREDIT)
    assert (root.tag, dict(root.attrib)) == (
        "transaction",
        {"result": "1", "location": "final"},
    )
    lines = root.findall("lines/line")
    assert [values(li, "value", "debitcredit") for li in lines] == [
        ["60.50", "credit"],
        ["50.00", "debit"],
        ["10.50", "debit"],
    ]
    assert values(lines[0], "openvalue", "matchstatus") == ["60.50", "available"]
    table = twinfield.process(
        '<columns code="100"><column><field>fin.trs.line.valuesigned</field>'
        "<label>Value</label><visible>true</visible></column></columns>"
    )
    assert [td.text for td in table.findall("tr/td")] == ["-60.50"]


def test_purchase_of_services_within_the_union(twinfield):
    answer = twinfield.process(
        '<transaction destiny="temporary"><header><office>NL001</office>'
        "<code>INK</code><currency>EUR</currency><date>20260310</date>"
        "<invoicenumber>DE-9931</invoicenumber><duedate>20260409</duedate>"
        "<paymentreference>RF18 5390 0754</paymentreference></header><lines>"
        '<line type="total" id="1"><dim1>1600</dim1><dim2>2001</dim2>'
        "<value>200.00</value><debitcredit>credit</debitcredit></line>"
        '<line type="detail" id="2"><dim1>4500</dim1><value>200.00</value>'
        "<debitcredit>debit</debitcredit><description>Hosting</description>"
        "<vatcode>IEUD</vatcode><performancetype>services</performancetype>"
        "<performancecountry>DE</performancecountry>"
        "<performancevatnumber>DE123456789</performancevatnumber>"
        "<performancedate>20260310</performancedate></line></lines></transaction>"
    )
    assert dict(answer.attrib) == {"result": "1", "location": "temporary"}
    assert answer.findtext("header/number") == "202600001"
    vats = answer.findall("lines/line[@type='vat']")
    assert [(v.get("id"), *values(v, "value", "debitcredit")) for v in vats] == [
        ("3", "42.00", "debit"),
        ("4", "42.00", "credit"),
    ]


def test_batch_with_a_failure_and_a_warning(twinfield):
    twinfield.process(twinfield.invoice("F0"))
    batch = [
        twinfield.invoice("F1", destiny="temporary"),
        twinfield.invoice("F2", value="121.01", destiny="temporary").replace(
            "<value>100.00", "<value>100.02"
        ),
        twinfield.invoice("F0", destiny="temporary"),
    ]
    root = twinfield.process(f"<transactions>{''.join(batch)}</transactions>")
    assert dict(root.attrib) == {"result": "0"}
    assert dict(root[0].attrib) == {"result": "1", "location": "temporary"}
    assert dict(root[1].attrib) == {
        "destiny": "temporary",
        "msgtype": "error",
        "result": "0",
        "msg": "De boeking is niet in balans. Er ontbreekt 0.01 debet.//De boeking "
        "balanceert niet in de basisvaluta. Er ontbreekt 0.01 debet.//De boeking "
        "balanceert niet in de rapportagevaluta. Er ontbreekt 0.01 debet.",
    }
    assert root[1].find("header/number") is None
    assert dict(root[2].attrib) == {"destiny": "temporary", "result": "0"}
    assert dict(root[2].find("header").attrib) == {"result": "0"}
    assert dict(root[2].find("header/invoicenumber").attrib) == {
        "msgtype": "warning",
        "msg": "Factuurnummer F0 komt reeds voor.",
        "result": "0",
    }
    again = batch[2].replace("<invoicenumber>", '<invoicenumber raisewarning="false">')
    assert twinfield.process(again).get("result") == "1"


def column(field, label="", operator="", start="", end=""):
    ask = (
        f"<ask>true</ask><operator>{operator}</operator><from>{start}</from>"
        f"<to>{end}</to>"
        if operator
        else ""
    )
    return (
        f"<column><field>{field}</field><label>{label}</label><visible>true</visible>"
        f"{ask}</column>"
    )


OPEN_ITEMS = (
    '<columns code="130_3" optimize="true">'
    + column("fin.trs.head.yearperiod", "Period", "between", "2026/00", "2026/55")
    + column("fin.trs.head.status", "Status", "equal", "normal")
    + column("fin.trs.head.code", "Daybook", "equal", "VRK")
    + column("fin.trs.head.number", "Number")
    + column("fin.trs.line.dim2", "Customer")
    + column("fin.trs.line.invnumber", "Invoice")
    + column("fin.trs.line.valuesigned", "Value")
    + column("fin.trs.line.openvaluesigned", "Open")
    + column("fin.trs.line.matchstatus", "Status", "equal", "available")
    + "</columns>"
)


def test_open_items_by_browse(twinfield):
    for xml in (INVOICE, CREDIT, RECEIPT, MATCH):
        assert twinfield.process(xml).get("result") == "1"
    root = twinfield.process(OPEN_ITEMS)
    assert dict(root.attrib) == {"result": "1", "first": "1", "last": "2", "total": "2"}
    assert tags(root) == ["th", "tr", "tr"]
    assert dict(root[0][0].attrib) == {
        "label": "Period",
        "hideforuser": "false",
        "type": "String",
    }
    assert root[0][0].text == "fin.trs.head.yearperiod"
    cells = [
        (td.get("field"), td.get("type"), td.get("name"), td.text)
        for td in root[1].findall("td")
    ]
    assert cells == [
        ("fin.trs.head.yearperiod", "String", None, "2026/03"),
        ("fin.trs.head.status", "String", "Definitief", "final"),
        ("fin.trs.head.code", "String", None, "VRK"),
        ("fin.trs.head.number", "Decimal", None, "202600001"),
        ("fin.trs.line.dim2", "String", None, "1001"),
        ("fin.trs.line.invnumber", "String", None, "INV/2026/0042"),
        ("fin.trs.line.valuesigned", "Value", None, "175.50"),
        ("fin.trs.line.openvaluesigned", "Value", None, "75.50"),
        ("fin.trs.line.matchstatus", "String", "Beschikbaar", "available"),
    ]
    assert [(e.tag, e.text) for e in root[1].find("key")] == [
        ("office", "NL001"),
        ("code", "VRK"),
        ("number", "202600001"),
        ("line", "1"),
    ]
    assert [td.text for td in root[2].findall("td")][-3:-1] == ["-60.50", "-60.50"]


def test_receipt_part_match_and_the_invoice_read_back(twinfield):
    twinfield.process(INVOICE)
    receipt = twinfield.process(RECEIPT)
    assert receipt.findtext("lines/line[2]/matchstatus") == "available"
    root = twinfield.process(MATCH)
    assert (root.tag, dict(root.attrib)) == ("match", {"result": "1"})
    one = root.find("set")
    assert dict(one.attrib) == {"result": "1"}
    assert tags(one) == [
        *("office", "matchcode", "matchdate", "lines", "dimensions", "value")
    ]
    assert one.find("matchcode").get("name") == "Debiteuren afletteren"
    assert one.findtext("value") == "0.00"
    dimension = one.find("dimensions/dimension")
    assert (dict(dimension.attrib), dimension.text) == (
        {"level": "2", "matchnumber": "1"},
        "1001",
    )
    first, second = one.findall("lines/line")
    assert first.get("result") == "1"
    assert tags(first) == (
        "transcode transnumber transline matchvalue origin status dim1 dim2 matchlevel "
        "basevalueopen repvalueopen valueopen matchvaluerep matchvaluecur".split()
    )
    assert values(first, "valueopen", "matchvaluecur", "status", "origin") == [
        "175.50",
        "100.00",
        "final",
        "import",
    ]
    assert values(second, "valueopen", "matchvalue") == ["-100.00", "-100.00"]
    read = twinfield.process(
        "<read><type>transaction</type><office>NL001</office><code>VRK</code>"
        "<number>202600001</number></read>"
    )
    assert dict(read.attrib) == {"location": "final", "result": "1"}
    assert tags(read.find("header")) == (
        "office code number period currency regime date origin originreference "
        "modificationdate user inputdate duedate invoicenumber freetext3".split()
    )
    assert read.findtext("header/regime") == "Generic"
    line = read.find("lines/line")
    assert is_in_order(
        "dim1 dim2 debitcredit basevalue rate value description matchstatus "
        "matchlevel relation matchdate basevalueopen matches".split(),
        tags(line),
    )
    assert list(line.find("dim1").attrib) == ["name", "shortname", "dimensiontype"]
    assert values(line, "matchstatus", "basevalueopen") == ["available", "75.50"]
    matched = line.find("matches/set")
    assert matched.get("status") == "final"
    assert tags(matched) == ["matchdate", "lines", "matchvalue"]
    assert matched.findtext("matchvalue") == "100.00"
    assert [(e.tag, e.text) for e in matched.find("lines/line")] == [
        ("code", "BNK"),
        ("number", "202600001"),
        ("line", "2"),
        ("method", "payment"),
        ("matchvalue", "-100.00"),
    ]


UNDO = (
    '<UndoMatch xmlns="http://www.twinfield.com/"><office>NL001</office>'
    "<dimensionType>DEB</dimensionType><dimension>1001</dimension>"
    "<matchNumber>{}</matchNumber></UndoMatch>"
)


def test_undone_match_makes_the_invoice_unpaid(twinfield):
    for xml in (INVOICE, RECEIPT, MATCH):
        twinfield.process(xml)
    wrong = call(twinfield, "matching", "UndoMatch", UNDO.format(7))
    message = wrong.find("UndoMatchResult/MessageOfUndoSetByTypeResult")
    assert [(e.tag, e.text) for e in message] == [
        ("Type", "Error"),
        ("Text", "Match not found."),
        ("Code", "MatchNotFound"),
        ("Parameters", None),
    ]
    right = call(twinfield, "matching", "UndoMatch", UNDO.format(1))
    assert tags(right) == ["UndoMatchResult"] and not len(right[0])
    cells = [td.text for td in twinfield.process(OPEN_ITEMS).findall("tr/td")]
    assert cells[-2:] == ["175.50", "available"]
